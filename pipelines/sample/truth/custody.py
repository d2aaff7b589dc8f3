"""Custody as facts: bookings, releases, pretrial evaluations, warrants.

A fact has agency, date, dv and ipv, and one column for each thing that ``rules.py`` counts.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.people import ARRESTEE, alone
from pipelines.sample.truth.records import (
    among,
    dated,
    days_between,
    found,
    known,
    looked_up,
    minutes_between,
    yes,
)
from pipelines.sample.truth.site import TruthSite


def _arrested(core: Core, bookings: pd.Series) -> dict[str, pd.Series]:
    """The person of each booking as the arrests that name it know them; none where they differ."""
    return {name: bookings.map(alone(core.arrests, "booking_key", name)) for name in ARRESTEE.values()}


def booking_fact(core: Core, site: TruthSite) -> pd.DataFrame:
    """Bookings, by the day of booking."""
    b = core.bookings
    ipv = found(b["incident_key"], core.ipv_reports)
    seen = known(b["first_appearance_ts"])
    early = np.asarray(b["released_ts"] < b["first_appearance_ts"], dtype=bool)
    evaluations = core.pretrial.dropna(subset=["booking_key"]).groupby("booking_key")["assessment_ts"].min()
    first = looked_up(b["booking_key"], evaluations)
    evaluated = np.asarray(first <= b["first_appearance_ts"], dtype=bool)
    hours = minutes_between(b["booked_ts"], b["released_ts"]) / 60
    last_day = pd.Timestamp(site.last_month) + pd.offsets.MonthEnd(0)
    old_enough = np.asarray(b["booked_ts"].dt.normalize() + pd.Timedelta(days=3) <= last_day, dtype=bool)
    marks = {
        "one": True,
        "seen": seen,
        "not_seen": ~seen,
        "out_before": early,
        "held_until": seen & ~early,
        "evaluated": seen & ~early & evaluated,
        "old_enough": old_enough,
        "held_long": old_enough & (~known(b["released_ts"]) | (np.nan_to_num(hours, nan=0) > 72)),
        **_arrested(core, b["booking_key"]),
    }
    return dated(b, "booked_ts", yes(b["dv_charge"]), ipv, marks)


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
        **_arrested(core, b["booking_key"]),
    }
    return dated(b, "released_ts", yes(b["dv_charge"]), found(b["incident_key"], core.ipv_reports), marks)


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
    return dated(p, "assessment_ts", yes(p["dv_related"]), found(p["booking_key"], ipv_bookings), marks)


def warrant_fact(core: Core) -> pd.DataFrame:
    """Warrants, by the day of issue."""
    w = core.warrants
    days = days_between(w["issued_ts"], w["served_ts"])
    undated = (
        among(w["status"], "served", "recalled", "expired") & ~known(w["served_ts"]) & ~known(w["ended_ts"])
    )
    marks = {
        "one": True,
        "served_soon": np.nan_to_num(days, nan=1e9) <= 30,
        "start": w["issued_ts"].dt.normalize(),
        "stop": w["served_ts"].fillna(w["ended_ts"]).dt.normalize(),
        "dated": ~undated,
        "undated": undated,
        "ninety": 90,
    }
    return dated(w, "issued_ts", yes(w["dv_flag"]), found(w["incident_key"], core.ipv_reports), marks)
