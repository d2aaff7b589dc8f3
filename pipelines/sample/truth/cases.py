"""Custody, prosecution, court and supervision as facts.

A fact has agency, date, dv and ipv, and one column for each thing that ``rules.py`` counts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.records import Mask, among, days_between, found, known, yes

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
    }
    return _fact(b, "released_ts", yes(b["dv_charge"]), found(b["incident_key"], core.ipv_reports), marks)


def pretrial_fact(core: Core) -> pd.DataFrame:
    """Evaluations, by the day of the evaluation."""
    p = core.pretrial
    ipv_bookings = core.bookings.loc[found(core.bookings["incident_key"], core.ipv_reports), "booking_key"]
    free = known(p["decision"]) & ~among(p["decision"], "detained") & yes(p["condition_no_contact"])
    marks = {
        "violation_known": free & known(p["nco_violation"]),
        "violated": free & yes(p["nco_violation"]),
        "violation_blank": free & ~known(p["nco_violation"]),
    }
    return _fact(p, "assessment_ts", yes(p["dv_related"]), found(p["booking_key"], ipv_bookings), marks)


def referral_fact(core: Core) -> pd.DataFrame:
    """Referrals, by the day they were received."""
    r = core.referrals
    return _fact(
        r, "referred_ts", yes(r["dv_related"]), found(r["incident_key"], core.ipv_reports), {"one": True}
    )


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
        "days": days,
        "no_days": np.isnan(days),
        "sex": r["defendant_sex"],
        "race": r["defendant_race"],
    }
    return _fact(
        r, "review_decision_ts", yes(r["dv_related"]), found(r["incident_key"], core.ipv_reports), marks
    )


def filing_fact(core: Core) -> pd.DataFrame:
    """Court cases, by the day of filing."""
    c = core.court_cases
    marks = {
        "one": True,
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


def supervision_fact(core: Core) -> pd.DataFrame:
    """Supervision cases, by the day they began; ``start`` and ``stop`` say when they were open."""
    p = core.supervised
    marks = {"one": True, "start": p["started_date"], "stop": p["ended_date"]}
    return _fact(p, "started_date", yes(p["dv_related"]), found(p["court_case_key"], core.ipv_cases), marks)


def discharge_fact(core: Core) -> pd.DataFrame:
    """Supervision cases that ended, by the day they did."""
    p = core.supervised[core.supervised["ended_date"].notna()]
    revoked = core.violations[among(core.violations["response"], "revocation_partial", "revocation_full")]
    marks = {
        "one": True,
        "revoked": found(p["probation_key"], revoked["probation_key"]),
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
    marks = {"one": True, "answered_in_time": answered & (np.nan_to_num(days, nan=1e9) <= 14)}
    return _fact(v, "discovered_date", dv, ipv, marks)
