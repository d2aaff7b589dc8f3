"""The problems of a corrected version: those of the version before, less what was corrected, and what is new.

Counts stay exact although only some rows are known one by one: rows that are not keep their problems as they were told. What
the sender says is right stands in ``confirmed_rows.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from pipelines.checks import Check
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges, column_of, row_ranges, spans_of
from pipelines.staging.told import is_of_cells

Key = tuple[str, str, str, str]
_ON_CELLS = (Stage.FILE, Stage.SHEET, Stage.TABLE)


@dataclass
class Marked:
    """The rows on which one problem has marks, and the letter of the column that they stand in; None for whole rows."""

    letter: str | None
    rows: set[int]


def marked(marks: pa.Table) -> dict[Key, Marked]:
    """The rows of each problem that has marks."""
    found: dict[Key, Marked] = {}
    for mark in marks.to_pylist():
        key = (mark["check_id"], mark["severity"], mark["source_sheet"], mark["message"])
        found.setdefault(key, Marked(mark["letter"], set())).rows.add(mark["source_row"])
    return found


def cell_problems(
    before: Iterable[Problem], marks_before: pa.Table, marks_now: pa.Table, catalogue: Mapping[str, Check]
) -> list[Problem]:
    """Problems of cells and of empty required fields: counts of the version before, less marked rows, plus those of now."""
    were, are = marked(marks_before), marked(marks_now)
    problems, told = [], set()
    for problem in before:
        if not is_of_cells(problem.check_id, problem.stage) or problem.severity is Severity.NOTE:
            continue
        key = (problem.check_id, str(problem.severity), problem.sheet or "", problem.message)
        told.add(key)
        letter = column_of(problem.cells)
        was, now = were.get(key, Marked(letter, set())), are.get(key, Marked(letter, set()))
        count = problem.rows_count - len(was.rows) + len(now.rows)
        if count > 0:
            problems.append(recounted(problem, was.rows, now.rows, count, was.letter or now.letter))
    for key, mark in are.items():
        if key not in told:
            numbers = np.array(sorted(mark.rows), dtype=np.int64)
            check_id, severity, sheet, message = key
            cells = cell_ranges(mark.letter, numbers) if mark.letter else row_ranges(numbers)
            stage = catalogue[check_id].stage
            problems.append(
                Problem(
                    check_id, Severity(severity), stage, message, sheet, cells, None, len(mark.rows), numbers
                )
            )
    return problems


def recounted(
    problem: Problem, gone: set[int], now: set[int], count: int, letter: str | None = None
) -> Problem:
    """A problem of ``count`` rows: those it named less ``gone``, and those it has ``now``."""
    letter = letter or column_of(problem.cells)
    spans = spans_of(problem.cells)
    listed = np.concatenate([np.arange(start, end + 1) for start, end in spans] or [np.zeros(0, np.int64)])
    rows = np.union1d(
        np.setdiff1d(listed, np.array(sorted(gone), dtype=np.int64)), np.array(sorted(now), dtype=np.int64)
    ).astype(np.int64)
    cells = cell_ranges(letter, rows) if letter else row_ranges(rows)
    if count > rows.size and not cells.endswith("and more"):
        cells = f"{cells}, and more" if cells else "and more"
    places = np.array(sorted(now), dtype=np.int64)
    return replace(problem, cells=cells, rows_count=count, places=places)


def waived_before(
    before: Iterable[Problem],
    waived: Iterable[Mapping[str, Any]],
    checked_again: Iterable[str],
    catalogue: Mapping[str, Check],
) -> list[Problem]:
    """Problems that a waiver covered in the version before and that no correction looks at again, as they are without it.

    ``waived`` is what its manifest tells. Today's waivers then decide about them: one that ended covers nothing any more.
    """
    again = set(checked_again)
    words = {
        (w["check_id"], w["column"]): f"Accepted until {w['until']}: {w['reason'].rstrip('.')}. "
        for w in waived
    }
    found = []
    for problem in before:
        told = words.get((problem.check_id, problem.column or ""))
        severity = catalogue[problem.check_id].severity
        stays = is_of_cells(problem.check_id, problem.stage) or (
            problem.stage in _ON_CELLS and problem.check_id not in again
        )
        if told and stays and problem.message.startswith(told) and severity is not Severity.WHOLE_FILE:
            found.append(replace(problem, severity=severity, message=problem.message.removeprefix(told)))
    return found


def carried(before: Iterable[Problem], checked_again: Iterable[str]) -> list[Problem]:
    """Problems of the file as a whole that a correction of rows does not touch."""
    again = set(checked_again)
    return [
        p
        for p in before
        if p.stage in _ON_CELLS
        and p.severity in (Severity.VALUE, Severity.UNLIKELY)
        and p.check_id not in again
        and not p.check_id.startswith("file_receipt")
    ]
