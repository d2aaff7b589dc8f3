"""What the coordinator wrote about two planted findings: an action in month 9 that works, and one that changes nothing.

The habits behind them stand in ``case_review.py``; all other findings of the register with the other registers.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.case_review import ACTION_MONTH
from pipelines.sample.world.frames import finished
from pipelines.sample.world.shapes import Calendar

_WHOLE = 15  # months that it takes until the second look
# Number, agency, element, what was found, causes, action, what changes, owner, result, standing, is closed.
_ROWS = (
    ("F-P1", "mpd", "PAT-07", "The danger questions are answered in too few reports.", "admin_practices; education_training",
     "The report form asks each question and cannot be closed while one is blank.", "form", "patrol lieutenant", "better", "closed", True),
    ("F-P2", "so", "JWC-04", "Attempts to reach the victim are written down in half of the files.", "resources",
     "A note on the shift board.", "supervision", "jail lieutenant", "no_clear_change", "in_progress", False),
)  # fmt: skip
_NAMES = (
    "finding_id", "agency_code", "element_id", "finding", "cause_codes", "action", "change_kind", "owner_role",
    "remeasured_result", "status", "is_closed",
)  # fmt: skip


def add_planted_findings(register: pd.DataFrame, calendar: Calendar) -> pd.DataFrame:
    """The register of findings with the planted ones; as it is where the window is too short for a second look."""
    months = list(calendar.months)
    if len(months) < _WHOLE or register.empty:
        return register
    rows = pd.DataFrame([dict(zip(_NAMES, row, strict=True)) for row in _ROWS])
    taken_up, measured = months[3], months[12]
    rows["finding_trigger"] = "below_threshold"
    rows["found_date"] = taken_up + pd.Timedelta(days=13)
    rows["director_told_date"] = taken_up + pd.Timedelta(days=21)
    rows["shared_with_team_date"] = taken_up + pd.Timedelta(days=35)
    rows["action_done_date"] = months[ACTION_MONTH - 1] + pd.Timedelta(days=14)
    rows["remeasured_date"] = measured + pd.Timedelta(days=20)
    rows["closed_date"] = (rows["remeasured_date"] + pd.Timedelta(days=7)).where(rows["is_closed"])
    # What did not change is due again, with another action.
    rows["due_date"] = rows["action_done_date"].where(rows["is_closed"], months[-1] + pd.Timedelta(days=90))
    rows["remeasure_due_date"] = rows["due_date"] + pd.Timedelta(days=90)
    rows["_month"] = register["_month"].iloc[0]
    planted = finished("findings", rows.drop(columns="is_closed"), {})
    planted["_row_id"] += int(register["_row_id"].max())
    return pd.concat([register, planted], ignore_index=True)
