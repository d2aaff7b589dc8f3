"""What decides whether a judged file is accepted: limits of its dataset, its history, and waivers.

The verdict itself is a pure function of the problems (``verdict.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import Check, Profile, apply_waivers, history_of, history_problems
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.problems import Problem
from pipelines.submissions.judged import IntakeContext, Judged, Part
from pipelines.submissions.verdict import Status, too_many_held, too_many_unread


def over_limits(parts: list[Part], dataset: Dataset, context: IntakeContext) -> list[Problem]:
    """What sinks the file as a whole: too many held rows, unknown codes or unreadable cells for its dataset."""
    staged = [part.staged for part in parts if part.staged is not None]
    held = sum(int(sheet.held.sum()) for sheet in staged)
    filtered = sum(int(sheet.filtered.sum()) for sheet in staged)
    rows = sum(len(sheet.held) for sheet in staged)
    limits = context.settings.limits_of(dataset)
    waiting = sum(int(sheet.waiting.sum()) for sheet in staged)
    sunk = too_many_held(held, max(rows - filtered, held), limits.held_rows, waiting)
    unread = too_many_unread((column for sheet in staged for column in sheet.unread), dataset, limits)
    found = [*([sunk] if sunk else []), *unread]
    return [context.catalogue[problem.check_id].with_next_step(problem) for problem in found]


def beside_history(
    judged: Judged,
    kept: pa.Table,
    fed: Iterable[str],
    unread: Mapping[str, int],
    earlier: Iterable[Mapping[str, Any]],
    catalogue: Mapping[str, Check],
) -> list[Problem]:
    """What is unlikely beside the files that the agency sent before; keeps the counts for the files to come.

    ``fed`` are the fields that columns of the file feed, ``unread`` the cells of each that could not be read, and ``earlier``
    the manifests of files that came before, oldest first.
    """
    layout = judged.layout
    dataset = DATASETS[str(judged.dataset)]
    if layout is None or dataset.period_field is None:
        return []
    judged.profile = profile_of(kept, fed, unread, dataset)
    mine = (layout.agency_code, layout.dataset, layout.stream)
    before = [
        m
        for m in earlier
        if (m["agency_code"], m["dataset"], m.get("stream") or "") == mine and Status(m["status"]).counts
    ]
    return history_problems(judged.profile, judged.period, history_of(before), catalogue)


def unread_by_field(parts: Iterable[Part]) -> dict[str, int]:
    """The cells of each field that could not be read, over all sheets of a file."""
    unread: dict[str, int] = {}
    for part in parts:
        for column in part.staged.unread if part.staged is not None else ():
            unread[column.field] = unread.get(column.field, 0) + column.unread
    return unread


def profile_of(kept: pa.Table, fed: Iterable[str], unread: Mapping[str, int], dataset: Dataset) -> Profile:
    """The counts of a file: rows, different records by the first field of the key, filled and unread cells by field."""
    records = pc.count_distinct(kept.column(dataset.key[0])).as_py() if dataset.key else kept.num_rows
    filled = {name: kept.num_rows - kept.column(name).null_count for name in sorted(set(fed))}
    return Profile(kept.num_rows, records, filled, dict(unread))


def accept_known(judged: Judged, context: IntakeContext, day: date) -> None:
    """Turn what a waiver covers on ``day`` into notes that say so."""
    agency = judged.layout.agency_code if judged.layout else judged.agency_code
    judged.problems, waived = apply_waivers(
        judged.problems,
        context.waivers.get(agency, ()),
        context.catalogue,
        judged.dataset,
        judged.period,
        day,
    )
    judged.waived = [*judged.waived, *waived]
