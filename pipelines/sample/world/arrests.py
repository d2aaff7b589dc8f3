"""What the two police departments export about arrests: Millbrook one row per charge, Redfield one per arrest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.charges import NIBRS_OF_FAMILY, spread_charges
from pipelines.sample.world.dice import Dice, named
from pipelines.sample.world.events import Events
from pipelines.sample.world.frames import finished, period_starts
from pipelines.sample.world.shapes import Calendar, WorldOptions

CHARGES_PER_ARREST = 1.8


def make_arrests(
    options: WorldOptions, calendar: Calendar, events: Events
) -> dict[tuple[str, str], pd.DataFrame]:
    """The records of ``rms_arrests`` at both departments."""
    dice = Dice(options.seed, "arrest records")
    arrests = events.arrests[calendar.holds(events.arrests["arrested_ts"])].reset_index(drop=True)
    rows = spread_charges(dice, _write_arrests(dice, arrests), CHARGES_PER_ARREST)
    rows["charge_seq"] = rows["charge_no"]
    rows["most_serious_charge"] = rows["family"].map(NIBRS_OF_FAMILY)
    rows["offense_level"] = dice.blanked(rows["level"], 0.02)
    rows["dv_charge"] = dice.blanked(rows["charge_dv"], 0.06)
    rows["_month"] = period_starts(rows["arrested_ts"], quarterly=False)
    rows = rows.sort_values(["arrested_ts", "case_row", "charge_no"], kind="stable")
    redfield = rows[(rows["agency"] == "rpd") & (rows["charge_no"] == 1)].copy()
    redfield["charges_count"] = redfield["charges_n"]
    made = {}
    for agency, own in (("mpd", rows[rows["agency"] == "mpd"]), ("rpd", redfield)):
        issuers = {"arrest_key": agency, "incident_key": agency, "booking_key": "so"}
        made[agency, "rms_arrests"] = finished("rms_arrests", own.reset_index(drop=True), issuers)
    return made


def _write_arrests(dice: Dice, arrests: pd.DataFrame) -> pd.DataFrame:
    rows = arrests.copy()
    n = len(rows)
    rows["arrest_key"] = rows["number"]
    rows["incident_key"] = named(dice, rows["report_number"], 0.03)
    rows["suspect_seq"] = rows["seq"]
    rows["arrest_type"] = rows["type"]
    rows["arrest_basis"] = np.select(
        [rows["type"] == "S", rows["by_warrant"], rows["arrest"] == "later", rows["is_dv"]],
        ["citation", "warrant", "probable_cause_later", "on_view_dv"],
        "other",
    )
    shared = np.where(rows["mutual"], 0.7, 0.25)
    rows["self_defense_assessed"] = dice.yes_no(n, shared, 0.3)
    rows["predominant_aggressor_documented"] = dice.yes_no(n, shared, 0.3)
    rows["arrestee_sex"] = dice.blanked(rows["sex"], 0.02)
    rows["arrestee_race"] = dice.blanked(rows["race"], 0.04)
    rows["arrestee_ethnicity"] = dice.blanked(rows["ethnicity"], 0.1)
    rows["arrestee_age_band"] = dice.blanked(rows["age"], 0.02)
    rows["booked"] = dice.blanked(rows["is_booked"], 0.04)
    rows["booking_key"] = named(dice, rows["booking_number"], 0.06)
    return rows
