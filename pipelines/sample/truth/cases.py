"""Prosecution, court and civil orders as facts. Custody and supervision stand in their own modules.

A fact has agency, date, dv and ipv, and one column for each thing that ``rules.py`` counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.people import DEFENDANT, VICTIM, defendants
from pipelines.sample.truth.records import Mask, among, dated, days_between, found, known, no, yes

CONDITIONS = ("cond_bip", "cond_no_contact", "cond_firearm", "cond_chemical_eval", "cond_review_hearing")
LIMITS = {"misdemeanor": (60, 90, 180), "felony": (90, 180, 365)}


def referral_fact(core: Core) -> pd.DataFrame:
    """Referrals, by the day they were received."""
    r = core.referrals
    days = days_between(r["referred_ts"], r["victim_contact_first_ts"])
    marks = {
        "one": True,
        "contact_days": days,
        "no_contact_days": np.isnan(days),
        **{name: r[name] for name in DEFENDANT.values()},
    }
    return dated(r, "referred_ts", yes(r["dv_related"]), found(r["incident_key"], core.ipv_reports), marks)


def decision_fact(core: Core) -> pd.DataFrame:
    """Charging decisions, by the day of the decision."""
    everything = core.referrals
    decision = everything["review_decision"]
    r = everything[known(decision) & ~among(decision, "pending")]
    declined = among(r["review_decision"], "declined")
    reason = r["decline_reason"].fillna("not_recorded").where(declined)
    days = days_between(r["referred_ts"], r["review_decision_ts"])
    marks = {
        "one": True,
        "filed": among(r["review_decision"], "filed", "filed_lesser"),
        "declined": declined,
        "reason": reason,
        "reason_missing": declined & among(reason, "not_recorded"),
        "reason_given": declined & ~among(reason, "not_recorded"),
        "returned": among(r["review_decision"], "returned_for_investigation"),
        **_charging(core, r),
        "days": days,
        "no_days": np.isnan(days),
        **{name: r[name] for name in DEFENDANT.values()},
        **{name: r["incident_key"].map(core.described[name]) for name in VICTIM.values()},
    }
    return dated(
        r, "review_decision_ts", yes(r["dv_related"]), found(r["incident_key"], core.ipv_reports), marks
    )


_LEVELS = {"infraction": 1, "misdemeanor": 2, "gross_misdemeanor": 3, "felony": 4}


def _charging(core: Core, r: pd.DataFrame) -> dict[str, object]:
    """How decisions stand to the referral, the report, the court and an arrest."""
    filed = among(r["review_decision"], "filed", "filed_lesser")
    step = r["level_filed"].map(_LEVELS) - r["level_referred"].map(_LEVELS)
    change = pd.Series(np.sign(step.to_numpy(dtype=float)), index=r.index).where(filed)
    strangled = core.incidents.loc[yes(core.incidents["strangulation"]), "incident_key"]
    indicated = filed & found(r["incident_key"], strangled)
    charged = core.charges.loc[among(core.charges["charge_family"], "strangulation"), "court_case_key"]
    in_court = found(r["court_case_key"], core.charges["court_case_key"])
    contact = r["victim_contact_before_charging"]
    no_arrest = found(r["incident_key"], core.incidents["incident_key"]) & ~found(
        r["incident_key"], core.arrests["incident_key"]
    )
    return {
        "level_lower": np.asarray(change == -1),
        "level_same": np.asarray(change == 0),
        "level_higher": np.asarray(change == 1),
        "level_told": known(change),
        "level_untold": filed & ~known(change),
        "strangled": indicated & in_court,
        "strangulation_charged": indicated & in_court & found(r["court_case_key"], charged),
        "strangled_no_court": indicated & ~in_court,
        "contacted": yes(contact),
        "contact_known": known(contact),
        "contact_blank": ~known(contact),
        "no_arrest": no_arrest,
        "no_arrest_filed": no_arrest & filed,
        "no_report_number": ~known(r["incident_key"]),
    }


def filing_fact(core: Core) -> pd.DataFrame:
    """Court cases, by the day of filing."""
    c = core.court_cases
    marks = {
        "one": True,
        "no_contact": known(c["nco_issued_date"]),
        "interpreter": yes(c["interpreter_needed"]) & yes(c["interpreter_provided"]),
        "interpreter_known": yes(c["interpreter_needed"]) & known(c["interpreter_provided"]),
        "interpreter_blank": yes(c["interpreter_needed"]) & ~known(c["interpreter_provided"]),
        "surrender": yes(c["firearm_order"]),
        "surrender_unknown": ~known(c["firearm_order"]),
        "firearm_compliance": c["firearm_compliance"].fillna("unknown"),
        "start": c["filed_date"],
        "stop": c["ended"].where(c["outcome"].notna()),
        "misdemeanor": np.asarray(c["severity"].isin([2, 3])),
        "felony": np.asarray(c["severity"] == 4),
        "leveled": np.asarray(c["severity"].isin([2, 3, 4])),
        "not_leveled": ~np.asarray(c["severity"].isin([2, 3, 4])),
        "standard": np.where(c["severity"] == 4, 365, 180),
        **defendants(core.referrals, c["court_case_key"]),
    }
    return dated(c, "filed_date", yes(c["dv"]), found(c["court_case_key"], core.ipv_cases), marks)


def disposition_fact(core: Core) -> pd.DataFrame:
    """Court cases that ended, by the day their last charge did."""
    c = core.court_cases[core.court_cases["ended"].notna() & core.court_cases["outcome"].notna()]
    days = days_between(c["filed_date"], c["ended"])
    dismissed = among(c["outcome"], "dismissal")
    reason = c["reason"].astype(object).fillna("not_recorded").where(dismissed)
    marks: dict[str, object] = {
        "one": True,
        "outcome": c["outcome"],
        "convicted_dv": yes(c["convicted_dv"]),
        "convicted": yes(c["convicted"]),
        "deferred": among(c["outcome"], "diverted_or_deferred"),
        "victim_reason": dismissed & among(reason, "victim_declined_to_participate", "victim_not_located"),
        "reason_given": dismissed & ~among(reason, "not_recorded"),
        **_reduced(c),
        "continuances": c["continuances"].astype("Float64").fillna(0).to_numpy(dtype=float),
        "continuances_known": known(c["continuances"]),
        "continuances_blank": ~known(c["continuances"]),
        "dismissed": dismissed,
        "reason": reason,
        "reason_missing": dismissed & among(reason, "not_recorded"),
        "days": days,
        "no_days": np.isnan(days),
        **defendants(core.referrals, c["court_case_key"]),
    }
    for who in ("prosecutor", "court", "unknown"):
        marks[f"dismissed_by_{who}"] = dismissed & among(c["dismissed_by"], who)
    severity = c["severity"]
    for level, of_level in (
        ("misdemeanor", np.asarray(severity.isin([2, 3]))),
        ("felony", np.asarray(severity == 4)),
    ):
        marks[f"{level}_timed"] = of_level & ~np.isnan(days)
        for limit in LIMITS[level]:
            marks[f"{level}_{limit}"] = of_level & (np.nan_to_num(days, nan=1e9) <= limit)
    return dated(c, "ended", yes(c["dv"]), found(c["court_case_key"], core.ipv_cases), marks)


def _reduced(c: pd.DataFrame) -> dict[str, Mask]:
    """Felonies that ended in a conviction, and at which level."""
    felony = np.asarray(c["severity"] == 4) & yes(c["convicted"])
    level = c["convicted_severity"]
    return {
        "felony_convicted": felony & known(level),
        "felony_reduced": felony & known(level) & np.asarray(level != 4),
        "felony_level_blank": felony & ~known(level),
    }


def charge_filed_fact(core: Core) -> pd.DataFrame:
    """Charges, by the day their case was filed."""
    filed = core.court_cases[["agency", "court_case_key", "filed_date"]]
    c = core.charges.drop(columns="filed_date").merge(filed, on=["agency", "court_case_key"])
    marks = {
        "one": True,
        "family": c["charge_family"],
        "family_known": known(c["charge_family"]),
        "family_blank": ~known(c["charge_family"]),
    }
    return dated(c, "filed_date", yes(c["dv"]), np.zeros(len(c), dtype=bool), marks)


def charge_fact(core: Core) -> pd.DataFrame:
    """Charges that ended, by the day of their disposition; between whom is not asked of a charge."""
    c = core.charges[core.charges["closed"] & core.charges["disposition_date"].notna()]
    primary, convicted = yes(c["is_primary_charge"]), yes(c["convicted"])
    marks = {
        "one": True,
        "convicted": convicted,
        "primary": primary,
        "primary_convicted": primary & convicted,
    }
    return dated(c, "disposition_date", yes(c["dv"]), np.zeros(len(c), dtype=bool), marks)


def sentence_fact(core: Core) -> pd.DataFrame:
    """Original sentences, by their day."""
    s = core.sentences[among(core.sentences["phase"], "original")]
    kind_known = known(s["sentence_type"]) & ~among(s["sentence_type"], "unknown")
    kept = np.asarray(s["probation_days"].gt(0).fillna(False), dtype=bool)
    marks: dict[str, object] = {
        "one": True,
        "sentence_type": s["sentence_type"],
        "kind_known": kind_known,
        "kind_unknown": ~kind_known,
        "jail_days": s["jail_days_to_serve"]
        .astype("Float64")
        .where(s["jail_days_to_serve"] > 0)
        .to_numpy(dtype=float, na_value=np.nan),
        "assessed": kept & yes(s["psi_includes_dv_assessment"]) & ~no(s["psi_ordered"]),
        "assessment_known": kept & (known(s["psi_includes_dv_assessment"]) | no(s["psi_ordered"])),
        "assessment_blank": kept & ~known(s["psi_includes_dv_assessment"]) & ~no(s["psi_ordered"]),
        "jailed": among(s["sentence_type"], "incarceration"),
        **defendants(core.referrals, s["court_case_key"]),
    }
    for name in CONDITIONS:
        marks[name] = kept & yes(s[name])
        marks[f"{name}_known"] = kept & known(s[name])
        marks[f"{name}_blank"] = kept & ~known(s[name])
    return dated(s, "sentence_date", yes(s["dv_related"]), found(s["court_case_key"], core.ipv_cases), marks)


def petition_fact(core: Core) -> pd.DataFrame:
    """Petitions for civil protection orders, by the day of filing."""
    o = core.petitions
    kin = o["petitioner_relationship"]
    dv = ~known(kin) | among(kin, "ipv", "fv_non_ipv")
    decided = o["decided_date"].fillna(o["granted_date"])
    days = np.nan_to_num(days_between(o["petition_date"], decided), nan=1e9)
    waiting = among(o["petition_result"], "pending")
    undated = ~known(o["petition_result"]) | (~waiting & ~known(decided))
    marks = {
        "one": True,
        "result": o["petition_result"],
        "result_known": known(o["petition_result"]),
        "result_blank": ~known(o["petition_result"]),
        "told": ~undated,
        "undated": undated,
        "decided_10": ~undated & (days <= 10),
        "decided_30": ~undated & (days <= 30),
    }
    return dated(o, "petition_date", dv, among(kin, "ipv"), marks)


def order_fact(core: Core) -> pd.DataFrame:
    """Ex parte orders, by the day they were granted."""
    o = core.petitions[
        among(core.petitions["order_kind"], "ex_parte") & among(core.petitions["petition_result"], "granted")
    ]
    kin = o["petitioner_relationship"]
    days = np.nan_to_num(days_between(o["granted_date"], o["served_date"]), nan=1e9)
    marks = {"one": True, "served_3": days <= 3, "served_7": days <= 7}
    return dated(o, "granted_date", ~known(kin) | among(kin, "ipv", "fv_non_ipv"), among(kin, "ipv"), marks)
