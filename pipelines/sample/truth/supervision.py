"""Community supervision as facts: cases begun, cases ended, violations.

A fact has agency, date, dv and ipv, and one column for each thing that ``rules.py`` counts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.people import defendants
from pipelines.sample.truth.records import Mask, among, dated, days_between, found, known, looked_up, yes


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
        **_risk_tool(p),
        "fresh": _new_offense(core, 180),
        **defendants(core.referrals, p["court_case_key"]),
    }
    return dated(p, "started_date", yes(p["dv_related"]), found(p["court_case_key"], core.ipv_cases), marks)


def _risk_tool(p: pd.DataFrame) -> dict[str, Mask]:
    """Whether the risk tool was used in the first thirty days; used without a day is unknown."""
    tool, when = p["dv_risk_tool"], p["dv_risk_date"]
    days = np.nan_to_num(days_between(p["started_date"], when), nan=1e9)
    used = known(tool) & ~among(tool, "none")
    return {
        "tool_soon": used & (days <= 30),
        "tool_known": among(tool, "none") | (known(tool) & known(when)),
        "tool_unknown": ~known(tool) | (used & ~known(when)),
        "tool_dated": known(when),
    }


def _new_offense(core: Core, days: int) -> Mask:
    """A new domestic violence offense among the violations, within so many days of the start."""
    v = core.violations[among(core.violations["violation_subtype"], "new_dv_offense")]
    first = (
        v.assign(when=v["violation_date"].fillna(v["discovered_date"])).groupby("probation_key")["when"].min()
    )
    p = core.supervised
    return np.asarray(
        looked_up(p["probation_key"], first) <= p["started_date"] + pd.Timedelta(days=days), dtype=bool
    )


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
        **defendants(core.referrals, p["court_case_key"]),
    }
    return dated(p, "ended_date", yes(p["dv_related"]), found(p["court_case_key"], core.ipv_cases), marks)


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
    return dated(v, "discovered_date", dv, ipv, marks)
