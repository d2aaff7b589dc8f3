"""What decides whether a judged file is accepted: limits of its dataset, waivers, and what its sender confirmed.

The verdict itself is a pure function of the problems (``verdict.py``).
"""

from __future__ import annotations

from datetime import date

from pipelines.checks import apply_confirmations, apply_waivers
from pipelines.metadata.classes import Dataset
from pipelines.problems import Problem
from pipelines.submissions.judged import IntakeContext, Judged, Part
from pipelines.submissions.verdict import too_many_held, too_many_unread


def over_limits(parts: list[Part], rows: int, dataset: Dataset, context: IntakeContext) -> list[Problem]:
    """What sinks the file as a whole: too many held rows, unknown codes or unreadable cells for its dataset."""
    staged = [part.staged for part in parts if part.staged is not None]
    held = sum(int(sheet.held.sum()) for sheet in staged)
    filtered = sum(int(sheet.filtered.sum()) for sheet in staged)
    limits = context.settings.limits_of(dataset)
    sunk = too_many_held(held, max(rows - filtered, held), limits.held_rows)
    unread = too_many_unread((column for sheet in staged for column in sheet.unread), dataset, limits)
    found = [*([sunk] if sunk else []), *unread]
    return [context.catalogue[problem.check_id].with_next_step(problem) for problem in found]


def accept_known(judged: Judged, context: IntakeContext, day: date) -> None:
    """Turn what a waiver covers on ``day``, and what the sender confirmed, into notes that say so."""
    agency = judged.layout.agency_code if judged.layout else judged.agency_code
    judged.problems, judged.waived = apply_waivers(
        judged.problems,
        context.waivers.get(agency, ()),
        context.catalogue,
        judged.dataset,
        judged.period,
        day,
    )
    judged.problems, judged.confirmed = apply_confirmations(
        judged.problems, judged.confirmations, context.catalogue
    )
