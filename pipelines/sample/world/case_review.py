"""Case review of the made-up county: tallies of each quarter, with practices that are low, fall, or change after an action.

Planted for findings: what ``PLANTED`` lists, and nothing else. All other practices are shown in most files, spread evenly
over them, so that chance raises nothing. Policy checklists stand in ``policy.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.metadata.elements import ELEMENTS
from pipelines.sample.world.dice import Dice
from pipelines.sample.world.frames import finished
from pipelines.sample.world.policy import ANSWERED_AREAS, REVIEWERS
from pipelines.sample.world.shapes import Calendar, WorldOptions

ACTION_MONTH = 9  # counted from 1: the month in which planted actions are in place
ELEMENTS_A_RECORD = 8
_FALL_MONTHS = (9, 12, 15)  # as it was, halfway, all the way down
_RECORDS = {
    "ecc": "cad_record",
    "mpd": "patrol_report",
    "rpd": "patrol_report",
    "so": "jail_file",
    "pretrial": "jail_file",
    "da": "charging_file",
    "court": "court_file",
    "prob": "probation_file",
}
_REASONS = {"not_applicable": "condition_absent", "unknown": "record_missing"}
_USUAL = (0.90, 0.98)  # the habit of a practice that is kept
_PARTLY = 0.6  # of the files that do not show a practice, those that show it in part


@dataclass(frozen=True)
class PlantedHabit:
    """In which share of the files one practice is shown: up to the action, and after it; or falling from a month on.

    ``standing`` is where its finding stands at the end of 15 months.
    """

    agency: str
    element_id: str
    trigger: str
    standing: str
    before: float
    after: float
    falls: bool = False

    def to_dict(self) -> dict[str, str]:
        """The finding that it must raise, and where it stands at the end of 15 months."""
        return {
            "agency_code": self.agency,
            "finding_trigger": self.trigger,
            "subject": self.element_id,
            "standing": self.standing,
        }

    def share(self, month_no: int) -> float:
        """The share in the quarter that ends with the month, counted from 1."""
        if self.falls:
            return float(
                np.interp(month_no, _FALL_MONTHS, [self.before, (self.before + self.after) / 2, self.after])
            )
        if month_no > ACTION_MONTH:
            return self.after
        return self.before


PLANTED = (
    PlantedHabit("mpd", "PAT-07", "below_threshold", "closed", 0.35, 0.96),  # the action works
    PlantedHabit(
        "so", "JWC-04", "below_threshold", "no_clear_change", 0.50, 0.60
    ),  # the action changes nothing that chance could not
    PlantedHabit("court", "CRT-04", "below_threshold", "new", 0.45, 0.45),  # nobody acts
    PlantedHabit("da", "PRO-03", "falling", "new", 1.00, 0.15, falls=True),
)
_HABITS = {(habit.agency, habit.element_id): habit for habit in PLANTED}


def make_case_review(options: WorldOptions, calendar: Calendar) -> pd.DataFrame:
    """The records of ``case_review``: 10 to 14 records per agency and quarter, read in its last month."""
    dice = Dice(options.seed, "case review")
    parts = []
    for ends in (month for month in calendar.months if month.month % 3 == 0):
        for agency, areas in ANSWERED_AREAS.items():
            parts.append(_review(dice, agency, areas, ends, list(calendar.months).index(ends) + 1))
    columns = ["review_case_id", "element_id", "agency_code", "reviewed_on_date", "_month"]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    rows["_month"] = pd.to_datetime(rows["_month"])
    return finished("case_review", rows, {})


def _review(
    dice: Dice, agency: str, areas: tuple[str, ...], ends: pd.Timestamp, month_no: int
) -> pd.DataFrame:
    ids = [element.element_id for element in ELEMENTS.values() if element.agency_area == areas[0]]
    looked_for = ids[:ELEMENTS_A_RECORD]
    records = int(dice.between(1, 10, 14)[0])
    quarter = f"{ends.year}-Q{ends.quarter}"
    n = records * len(looked_for)
    rows = pd.DataFrame({"record": np.repeat(np.arange(records), len(looked_for))})
    rows["review_case_id"] = [
        f"{agency.upper()}-{quarter.replace('-', '')}-{k + 1:02d}" for k in rows["record"]
    ]
    rows["element_id"] = looked_for * records
    rows["agency_code"] = agency
    rows["record_kind"] = _RECORDS[agency]
    rows["event_quarter"] = quarter
    rows["outcome"] = _outcomes(dice, agency, looked_for, records, month_no)
    rows["outcome_reason"] = rows["outcome"].map(_REASONS)
    rows["example_code"] = dice.pick(n, {None: 0.85, "good_example": 0.08, "missing_field": 0.07})
    rows["reviewer_pair"] = f"{REVIEWERS[agency]} and advocate"
    rows["reviewed_on_date"] = ends + pd.Timedelta(days=int(dice.between(1, 8, 24)[0]))
    rows["_month"] = ends
    per_record = {
        "dv_scope": dice.pick(records, {"ipv": 0.75, "fv_non_ipv": 0.2, "unknown": 0.05}),
        "arrest_made": dice.yes_no(records, 0.5, 0.05),
        "goa": dice.yes_no(records, 0.25, 0.05),
        "limited_english": dice.yes_no(records, 0.08, 0.1),
        "dual_arrest": dice.yes_no(records, 0.03),
    }
    for name, values in per_record.items():
        rows[name] = values[rows["record"].to_numpy()]
    return rows


def _outcomes(dice: Dice, agency: str, looked_for: list[str], records: int, month_no: int) -> np.ndarray:
    """The outcome of each element in each record, record by record.

    Of each element the files that show it are a fixed number of those that could, in a drawn order: the share is the
    habit's but for rounding. One file in ten at most does not apply or does not say.
    """
    outcomes = np.empty((records, len(looked_for)), dtype=object)
    for place, element in enumerate(looked_for):
        planted = _HABITS.get((agency, element))
        usual = float(dice.rng.uniform(*_USUAL))
        habit = planted.share(month_no) if planted else usual
        blank = int(records >= 11) if dice.rng.random() < 0.8 else 0
        could_show = records - blank
        shown = min(max(round(habit * could_show), 0), could_show)
        partly = round((could_show - shown) * _PARTLY)
        told = [
            *["demonstrated"] * shown,
            *["partly"] * partly,
            *["not_demonstrated"] * (could_show - shown - partly),
            *dice.pick(blank, {"not_applicable": 0.55, "unknown": 0.45}),
        ]
        outcomes[:, place] = np.array(told, dtype=object)[dice.rng.permutation(records)]
    return outcomes.ravel()
