"""Custody, prosecution, court and supervision as facts.

A fact has agency, date, dv and ipv, and one column for each thing that ``rules.py`` counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.records import Mask, among, days_between, found, known, minutes_between, no, yes

CONDITIONS = ("cond_bip", "cond_no_contact", "cond_firearm", "cond_chemical_eval", "cond_review_hearing")
LIMITS = {"misdemeanor": (60, 90, 180), "felony": (90, 180, 365)}


def _fact(rows: pd.DataFrame, when: str, dv: Mask, ipv: Mask, marks: Mapping[str, object]) -> pd.DataFrame:
    """Rows dated by ``when``; the intimate-partner part is always part of domestic violence."""
    return pd.DataFrame({"agency": rows["agency"], "date": rows[when], "dv": dv, "ipv": dv & ipv, **marks})


def _people(core: Core, cases: pd.Series) -> dict[str, pd.Series]:
    """Sex and race of the defendant of each case as the prosecutor knows them; none where referrals differ."""
    referrals = core.referrals.dropna(subset=["court_case_key"])
    found_people = {}
    for name in ("sex", "race"):
        of_case = referrals.dropna(subset=[f"defendant_{name}"]).groupby("court_case_key")[
            f"defendant_{name}"
        ]
        alone = of_case.first()[of_case.nunique() == 1]
        found_people[name] = cases.map(alone)
    return found_people


def booking_fact(core: Core) -> pd.DataFrame:
    """Bookings, by the day of booking."""
    b = core.bookings
    ipv = found(b["incident_key"], core.ipv_reports)
    return _fact(b, "booked_ts", yes(b["dv_charge"]), ipv, {"one": True})


def release_fact(core: Core) -> pd.DataFrame:
    """Releases, by the day of release."""
    b = core.bookings[core.bookings["released_ts"].notna()]
    kind, told = b["release_type"], b["victim_notified"]
    kind_known = known(kind) & ~among(kind, "unknown")
    nco = b["release_conditions_nco"]
    marks = {
        "one": True,
        "release_type": kind,
        "kind_known": kind_known,
        "kind_unknown": ~kind_known,
        "told_before": among(told, "notified_before"),
        "told_due": among(told, "notified_before", "notified_after", "attempted", "not_notified"),
        "told_unknown": ~known(told) | among(told, "unknown"),
        "no_contact": yes(nco),
        "no_contact_known": known(nco),
        "no_contact_blank": ~known(nco),
        "firearm": yes(b["release_conditions_firearm"]),
        "firearm_known": known(b["release_conditions_firearm"]),
        "firearm_blank": ~known(b["release_conditions_firearm"]),
        "hours": minutes_between(b["booked_ts"], b["released_ts"]) / 60,
        "no_hours": np.isnan(minutes_between(b["booked_ts"], b["released_ts"])),
    }
    return _fact(b, "released_ts", yes(b["dv_charge"]), found(b["incident_key"], core.ipv_reports), marks)


def pretrial_fact(core: Core) -> pd.DataFrame:
    """Evaluations, by the day of the evaluation."""
    p = core.pretrial
    ipv_bookings = core.bookings.loc[found(core.bookings["incident_key"], core.ipv_reports), "booking_key"]
    released = known(p["decision"]) & ~among(p["decision"], "detained")
    contact = p["victim_contact"]
    free = known(p["decision"]) & ~among(p["decision"], "detained") & yes(p["condition_no_contact"])
    marks = {
        "violation_known": free & known(p["nco_violation"]),
        "violated": free & yes(p["nco_violation"]),
        "violation_blank": free & ~known(p["nco_violation"]),
        "contact": contact,
        "contact_known": known(contact) & ~among(contact, "unknown"),
        "contact_unknown": ~known(contact) | among(contact, "unknown"),
        "reached": among(contact, "reached"),
        **{
            f"{name}{ending}": released & mask
            for name in ("new_arrest", "fta")
            for ending, mask in (("", yes(p[name])), ("_known", known(p[name])), ("_blank", ~known(p[name])))
        },
    }
    return _fact(p, "assessment_ts", yes(p["dv_related"]), found(p["booking_key"], ipv_bookings), marks)


def referral_fact(core: Core) -> pd.DataFrame:
    """Referrals, by the day they were received."""
    r = core.referrals
    days = days_between(r["referred_ts"], r["victim_contact_first_ts"])
    marks = {"one": True, "contact_days": days, "no_contact_days": np.isnan(days)}
    return _fact(r, "referred_ts", yes(r["dv_related"]), found(r["incident_key"], core.ipv_reports), marks)


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
        "sex": r["defendant_sex"],
        "race": r["defendant_race"],
    }
    return _fact(
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
    }
    return _fact(c, "filed_date", yes(c["dv"]), found(c["court_case_key"], core.ipv_cases), marks)


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
        "dismissed": dismissed,
        "reason": reason,
        "reason_missing": dismissed & among(reason, "not_recorded"),
        "days": days,
        "no_days": np.isnan(days),
        **_people(core, c["court_case_key"]),
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
    return _fact(c, "ended", yes(c["dv"]), found(c["court_case_key"], core.ipv_cases), marks)


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
    return _fact(c, "filed_date", yes(c["dv"]), np.zeros(len(c), dtype=bool), marks)


def warrant_fact(core: Core) -> pd.DataFrame:
    """Warrants, by the day of issue."""
    w = core.warrants
    days = days_between(w["issued_ts"], w["served_ts"])
    marks = {"one": True, "served_soon": np.nan_to_num(days, nan=1e9) <= 30}
    return _fact(w, "issued_ts", yes(w["dv_flag"]), found(w["incident_key"], core.ipv_reports), marks)


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
    return _fact(c, "disposition_date", yes(c["dv"]), np.zeros(len(c), dtype=bool), marks)


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
        **_people(core, s["court_case_key"]),
    }
    for name in CONDITIONS:
        marks[name] = kept & yes(s[name])
        marks[f"{name}_known"] = kept & known(s[name])
        marks[f"{name}_blank"] = kept & ~known(s[name])
    return _fact(s, "sentence_date", yes(s["dv_related"]), found(s["court_case_key"], core.ipv_cases), marks)


def petition_fact(core: Core) -> pd.DataFrame:
    """Petitions for civil protection orders, by the day of filing."""
    o = core.petitions
    kin = o["petitioner_relationship"]
    dv = ~known(kin) | among(kin, "ipv", "fv_non_ipv")
    marks = {
        "one": True,
        "result": o["petition_result"],
        "result_known": known(o["petition_result"]),
        "result_blank": ~known(o["petition_result"]),
    }
    return _fact(o, "petition_date", dv, among(kin, "ipv"), marks)


def order_fact(core: Core) -> pd.DataFrame:
    """Ex parte orders, by the day they were granted."""
    o = core.petitions[
        among(core.petitions["order_kind"], "ex_parte") & among(core.petitions["petition_result"], "granted")
    ]
    kin = o["petitioner_relationship"]
    days = np.nan_to_num(days_between(o["granted_date"], o["served_date"]), nan=1e9)
    marks = {"one": True, "served_3": days <= 3, "served_7": days <= 7}
    return _fact(o, "granted_date", ~known(kin) | among(kin, "ipv", "fv_non_ipv"), among(kin, "ipv"), marks)


def supervision_fact(core: Core) -> pd.DataFrame:
    """Supervision cases, by the day they began; ``start`` and ``stop`` say when they were open."""
    p = core.supervised
    contact, ordered = p["victim_contact"], yes(p["bip_ordered"])
    contact_days = np.nan_to_num(days_between(p["started_date"], p["victim_contact_ts"]), nan=1e9)
    enrolled_days = np.nan_to_num(days_between(p["started_date"], p["bip_enrolled_date"]), nan=1e9)
    marks = {
        "one": True,
        "start": p["started_date"],
        "stop": p["ended_date"],
        "intake_soon": _business_days(p["started_date"], p["intake_date"]) <= 5,
        "reached_soon": among(contact, "reached") & (contact_days <= 30),
        "contact_known": known(contact) & ~among(contact, "unknown"),
        "contact_unknown": ~known(contact) | among(contact, "unknown"),
        "program": ordered,
        "program_unknown": ~known(p["bip_ordered"]),
        "enrolled_soon": ordered & (enrolled_days <= 30),
        "completed": ordered & among(p["bip_status"], "completed"),
        "status_known": ordered & known(p["bip_status"]),
        "status_blank": ordered & ~known(p["bip_status"]),
        "verified": yes(p["firearm_condition_verified"]),
        "verified_known": known(p["firearm_condition_verified"]),
        "verified_blank": ~known(p["firearm_condition_verified"]),
    }
    return _fact(p, "started_date", yes(p["dv_related"]), found(p["court_case_key"], core.ipv_cases), marks)


def _business_days(start: pd.Series, end: pd.Series) -> npt.NDArray[np.float64]:
    """Weekdays after the start up to the end; none recorded is never."""
    days = np.full(len(start), 1e9)
    both = (start.notna() & end.notna()).to_numpy()
    first, last = (s[both].to_numpy().astype("datetime64[D]") for s in (start, end))
    days[both] = np.where(last > first, np.busday_count(first + 1, last + 1), 0)
    return days


def discharge_fact(core: Core) -> pd.DataFrame:
    """Supervision cases that ended, by the day they did."""
    p = core.supervised[core.supervised["ended_date"].notna()]
    revoked = core.violations[among(core.violations["response"], "revocation_partial", "revocation_full")]
    marks = {
        "one": True,
        "revoked": found(p["probation_key"], revoked["probation_key"]),
        "kind": p["discharge_type"],
        "kind_known": known(p["discharge_type"]) & ~among(p["discharge_type"], "unknown"),
        "kind_unknown": ~known(p["discharge_type"]) | among(p["discharge_type"], "unknown"),
        **_people(core, p["court_case_key"]),
    }
    return _fact(p, "ended_date", yes(p["dv_related"]), found(p["court_case_key"], core.ipv_cases), marks)


def violation_fact(core: Core) -> pd.DataFrame:
    """Violations of supervision, by the day they were found."""
    v, p = core.violations, core.supervised
    dv = found(v["probation_key"], p.loc[yes(p["dv_related"]), "probation_key"])
    ipv = found(v["probation_key"], p.loc[found(p["court_case_key"], core.ipv_cases), "probation_key"])
    answered = known(v["response_date"]) & known(v["response"]) & ~among(v["response"], "none", "pending")
    days = (v["response_date"] - v["discovered_date"]).dt.days.to_numpy(dtype=float)
    to_report = days_between(v["discovered_date"], v["reported_to_court_date"])
    kind, response = v["violation_type"], v["response"]
    marks = {
        "one": True,
        "answered_in_time": answered & (np.nan_to_num(days, nan=1e9) <= 14),
        "kind": kind,
        "kind_known": known(kind) & ~among(kind, "unknown"),
        "kind_unknown": ~known(kind) | among(kind, "unknown"),
        "report_days": to_report,
        "no_report_days": np.isnan(to_report),
        "response": response,
        "decided": known(response) & ~among(response, "pending"),
        "response_blank": ~known(response),
    }
    return _fact(v, "discovered_date", dv, ipv, marks)
