"""Policy checklists of the made-up county, in two rounds. Tallies of case review stand in ``case_review.py``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pipelines.metadata.elements import ELEMENTS
from pipelines.sample.world.dice import Dice, only
from pipelines.sample.world.frames import finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

ANSWERED_AREAS: dict[str, tuple[str, ...]] = {
    "ecc": ("ecc",),
    "mpd": ("patrol", "investigation"),
    "rpd": ("patrol", "investigation"),
    "so": ("sheriff_jail",),
    "pretrial": ("pretrial",),
    "da": ("prosecution",),
    "court": ("court",),
    "prob": ("probation",),
}
_ASKED_BESIDE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(ANSWERED_AREAS, ("cross_agency",)),
    "da": ("victim_witness", "cross_agency"),
}
RETIRED_HERE = "VWS-07"  # this site answers it in no round
_STATUSES = {
    "met": 0.34,
    "partly": 0.27,
    "not_met": 0.13,
    "not_addressed": 0.18,
    "conflicts": 0.04,
    "not_applicable": 0.04,
}
_STATUSES_BESIDE = {"met": 0.46, "partly": 0.3, "not_met": 0.1, "not_addressed": 0.14}
_RATIONALES = {
    "met": ("The text names who does it and where it is recorded.", "Required in every case, with a form."),
    "partly": (
        "The text says should, not must.",
        "Covers arrests only.",
        "Required, but nothing says where it is recorded.",
    ),
    "not_met": ("Left to the supervisor's judgment.", "The topic is treated; the practice is optional."),
    "not_addressed": ("No text found in the source book.",),
    "conflicts": ("The form allows the opposite of what the order says.",),
    "not_applicable": ("The step does not exist here.",),
}
_LOCAL_WORDING = {
    "PAT-01": "Officers should write a report for a domestic violence call before the end of their shift when an arrest is made.",
    "PAT-07": "The report form asks the four risk questions where there is time.",
    "ECC-01": "Calls about domestic violence are dispatched at priority one or two; verbal calls may be held.",
    "ECC-10": "Call-takers use the language line or somebody at the scene to interpret.",
    "JWC-04": "Jail staff notify the victim before release where the victim has registered.",
    "PTR-03": "The evaluator may try to reach the victim before first appearance.",
    "PRO-03": "The charging file holds the police report before a decision is made.",
    "CRT-04": "A hearing on firearms may be set after an order that prohibits them.",
    "PRB-09": "New violence and no-contact violations are answered at the agent's discretion.",
}
REVIEWERS = {
    "ecc": "shift supervisor",
    "mpd": "patrol lieutenant",
    "rpd": "patrol sergeant",
    "so": "jail lieutenant",
    "pretrial": "pretrial supervisor",
    "da": "deputy prosecutor",
    "court": "court administrator",
    "prob": "probation supervisor",
}


def make_checklists(options: WorldOptions, calendar: Calendar) -> pd.DataFrame:
    """The records of ``policy_checklist``: unanswered elements have no row."""
    own = _checklists(Dice(options.seed, "checklists"), ANSWERED_AREAS, _STATUSES, calendar)
    beside = _checklists(Dice(options.seed, "checklists beside"), _ASKED_BESIDE, _STATUSES_BESIDE, calendar)
    return finished("policy_checklist", pd.concat([own, beside], ignore_index=True), {})


def _checklists(
    dice: Dice, areas_of: Mapping[str, Sequence[str]], shares: Mapping[str, float], calendar: Calendar
) -> pd.DataFrame:
    blank = pd.DataFrame(
        [
            {"agency_code": agency, "element_id": element.element_id}
            for agency, areas in areas_of.items()
            for element in ELEMENTS.values()
            if element.agency_area in areas and element.element_id != RETIRED_HERE
        ]
    )
    first, second = _rounds(calendar)
    early = _answer(dice, blank, first, dice.pick(len(blank), shares))
    # A year later about a third of the gaps are closed, and nothing that was met is lost.
    better = {"partly": "met", "not_met": "partly", "not_addressed": "partly", "conflicts": "met"}
    moved = early["status"].map(better).where(dice.chance(len(early), 0.34)).fillna(early["status"])
    late = _answer(dice, blank, second, moved.to_numpy(dtype=object))
    rows = pd.concat([early, late] if second > first else [early], ignore_index=True)
    return rows[~dice.chance(len(rows), 0.04)].reset_index(drop=True)


def _rounds(calendar: Calendar) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The months of both rounds; one and the same where the window is short."""
    months = calendar.months
    first = months[min(2, len(months) - 1)]
    return first, months[max(len(months) - 3, 0)] if len(months) > 6 else first


def _answer(dice: Dice, blank: pd.DataFrame, month: pd.Timestamp, statuses: np.ndarray) -> pd.DataFrame:
    rows = blank.copy()
    n = len(rows)
    rows["status"] = statuses
    rows["review_round"] = f"{month.year}-{1 if month.month <= 6 else 2}"
    written = ~rows["status"].isin(["not_addressed", "not_applicable"])
    number = dice.between(n, 100, 480)
    rows["doc_id"] = pd.Series(
        [f"{a.upper()}-D{k % 6 + 1:02d}" for a, k in zip(rows["agency_code"], number, strict=True)]
    )
    rows["section_ref"] = pd.Series([f"{k // 60}.{k % 9 + 1}" for k in number])
    rows["page_ref"] = pd.Series([str(k % 37 + 1) for k in number])
    for name in ("doc_id", "section_ref", "page_ref"):
        rows[name] = rows[name].where(written)
    rows["local_wording"] = rows["element_id"].map(_LOCAL_WORDING).where(written)
    words = pd.Series(
        [_RATIONALES[s][k % len(_RATIONALES[s])] for s, k in zip(statuses, number, strict=True)]
    )
    rows["rationale"] = words.where(~dice.chance(n, 0.06))
    elsewhere = rows["status"].isin(["partly", "not_addressed"]) & dice.chance(n, 0.2)
    rows["located_elsewhere_note"] = only(elsewhere, "Found in the training bulletin.")
    barred = rows["status"].isin(["not_met", "not_addressed"]) & dice.chance(n, 0.25)
    rows["barrier_note"] = only(barred, "Needs a change in the records system.")
    rows["reviewer_role"] = rows["agency_code"].map(REVIEWERS)
    rows["second_reviewer_role"] = dice.blanked(np.full(n, "advocate", dtype=object), 0.08)
    agreed = dice.yes_no(n, 0.93)
    rows["agreed"] = only(rows["second_reviewer_role"].notna(), agreed)
    rows["reviewed_on_date"] = month + pd.to_timedelta(dice.between(n, 2, 25), unit="D")
    rows["_month"] = month
    return rows
