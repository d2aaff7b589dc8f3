"""What pretrial services export: one evaluation per row, and later what happened while released."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.dice import Dice, later, named, numbered, only
from pipelines.sample.world.frames import Change, file_versions, finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

_CONTACT = {"reached": 0.45, "attempted": 0.25, "not_attempted": 0.12, "declined": 0.06, None: 0.12}
_AT_END = (
    "supervision_end_date",
    "violation_count",
    "fta",
    "new_arrest",
    "nco_violation",
    "days_to_response",
)


def make_pretrial(options: WorldOptions, calendar: Calendar, bookings: pd.DataFrame) -> pd.DataFrame:
    """The records of ``pretrial``."""
    dice = Dice(options.seed, "pretrial")
    rows = bookings[dice.chance(len(bookings), np.where(bookings["is_dv"], 0.84, 0.4))].reset_index(drop=True)
    n = len(rows)
    rows["assessment_ts"] = later(rows["booked_ts"], dice.delay(n, 16, 0.4, 3, 60), "h")
    rows["pretrial_key"] = numbered(dice, rows["assessment_ts"], "PT-")
    rows["booking_key"] = named(dice, rows["booking_number"], 0.04)
    rows["court_case_key"] = named(dice, rows["court_number"], 0.12)
    rows["dv_related"] = dice.blanked(rows["is_dv"], 0.03)
    rows["tool"] = dice.pick(n, {"PSA": 0.9, "None": 0.1})
    rows["dv_supplement_done"] = dice.yes_no(n, 0.58, 0.08)
    rows["victim_contact"] = dice.pick(n, _CONTACT)
    detained = rows["release"].isin(["no_bail_detained", "time_served", "transferred"])
    released = rows["release"].where(~rows["release"].isin(["unknown", "other"]), "ror")
    decision = pd.Series(np.where(detained, "detained", released)).where(rows["release"].notna(), "ror")
    agree = np.where(decision == "detained", "detain", decision)
    rows["recommendation"] = np.where(dice.chance(n, 0.75), agree, "supervision_or_em")
    rows["decision"] = dice.blanked(decision, 0.05)
    free = (decision != "detained").to_numpy()
    for name, share in (
        ("condition_no_contact", 0.78),
        ("condition_firearm", 0.5),
        ("condition_gps", 0.12),
        ("condition_no_alcohol", 0.35),
    ):
        rows[name] = only(free, dice.yes_no(n, share, 0.06))
    supervised = free & dice.chance(n, 0.6)
    rows["supervision_start_date"] = (rows["assessment_ts"] + pd.Timedelta(days=1)).where(supervised)
    rows["outcome_ts"] = later(rows["assessment_ts"], dice.delay(n, 75, 0.5, 10, 320), "D").where(free)
    rows["supervision_end_date"] = rows["outcome_ts"].where(supervised)
    forbidden = rows["condition_no_contact"].eq(True).to_numpy()
    rows["nco_violation"] = only(free, dice.yes_no(n, np.where(forbidden, 0.16, 0.02), 0.05))
    rows["fta"] = only(free, dice.yes_no(n, 0.13, 0.05))
    rows["new_arrest"] = only(free, dice.yes_no(n, 0.11, 0.05))
    broken = rows["nco_violation"].eq(True)
    rows["violation_count"] = np.where(broken, dice.between(n, 1, 3), only(free, 0))
    rows["days_to_response"] = only(broken, np.round(dice.delay(n, 6, 0.8, 0, 60)))
    changes = (
        Change("outcome_ts", _AT_END),
        Change("court_filed_ts", ("court_case_key",), reappears=False),
    )
    stands = file_versions(rows, "assessment_ts", changes, calendar, quarterly=True)
    issuers = {"pretrial_key": "pretrial", "booking_key": "so", "court_case_key": "court"}
    return finished("pretrial", stands, issuers)
