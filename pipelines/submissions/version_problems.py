"""The problems of a corrected version: those of the version before, less what was corrected, and what is new.

Counts stay exact although only some rows were handed out: rows that were not keep their problems as they were told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from pipelines.checks import Check, Confirmed
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges, column_of, row_ranges, spans_of

Key = tuple[str, str, str, str | None, str]
Place = tuple[str, int]
_ON_CELLS = (Stage.FILE, Stage.SHEET, Stage.TABLE)


def marked(marks: pa.Table) -> dict[Key, set[int]]:
    """The rows of each problem that has marks."""
    found: dict[Key, set[int]] = {}
    for mark in marks.to_pylist():
        key = (mark["check_id"], mark["severity"], mark["source_sheet"], mark["letter"], mark["message"])
        found.setdefault(key, set()).add(mark["source_row"])
    return found


def cell_problems(
    before: Iterable[Problem], marks_before: pa.Table, marks_now: pa.Table, catalogue: Mapping[str, Check]
) -> list[Problem]:
    """Problems of cells and of empty required fields: counts of the version before, less shown rows, plus those of now."""
    were, are = marked(marks_before), marked(marks_now)
    problems, told = [], set()
    for problem in before:
        is_of_a_cell = problem.stage is Stage.CELL or problem.check_id == "row_required_missing"
        if not is_of_a_cell or problem.severity is Severity.NOTE:
            continue
        letter = column_of(problem.cells)
        key = (problem.check_id, str(problem.severity), problem.sheet or "", letter, problem.message)
        told.add(key)
        shown, now = were.get(key, set()), are.get(key, set())
        count = problem.rows_count - len(shown) + len(now)
        if count > 0:
            problems.append(_recounted(problem, letter, shown, now, count))
    for key, rows in are.items():
        if key not in told:
            numbers = np.array(sorted(rows), dtype=np.int64)
            check_id, severity, sheet, letter, message = key
            cells = cell_ranges(letter, numbers) if letter else row_ranges(numbers)
            stage = catalogue[check_id].stage
            problems.append(
                Problem(check_id, Severity(severity), stage, message, sheet, cells, None, len(rows), numbers)
            )
    return problems


def _recounted(problem: Problem, letter: str | None, shown: set[int], now: set[int], count: int) -> Problem:
    spans = spans_of(problem.cells)
    listed = np.concatenate([np.arange(start, end + 1) for start, end in spans] or [np.zeros(0, np.int64)])
    rows = np.union1d(
        np.setdiff1d(listed, np.array(sorted(shown), dtype=np.int64)), np.array(sorted(now), dtype=np.int64)
    ).astype(np.int64)
    cells = cell_ranges(letter, rows) if letter else row_ranges(rows)
    if count > rows.size and not cells.endswith("and more"):
        cells = f"{cells}, and more" if cells else "and more"
    places = np.array(sorted(now), dtype=np.int64)
    return replace(problem, cells=cells, rows_count=count, places=places)


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


def with_confirmed(
    problems: Sequence[Problem], reasons: Mapping[tuple[str, Place], str], catalogue: Mapping[str, Check]
) -> tuple[list[Problem], list[Confirmed]]:
    """Unlikely problems less the rows that were confirmed, those as notes with their reason, and what was confirmed."""
    told: list[Problem] = []
    confirmed: list[Confirmed] = []
    for problem in problems:
        if problem.severity is not Severity.UNLIKELY or problem.places is None:
            told.append(problem)
            continue
        by_reason: dict[str, list[int]] = {}
        for row in problem.places.tolist():
            reason = reasons.get((problem.check_id, (problem.sheet or "", row)))
            if reason:
                by_reason.setdefault(reason, []).append(row)
        letter = column_of(problem.cells)
        done = {row for rows in by_reason.values() for row in rows}
        left = problem.rows_count - len(done)
        if left > 0:
            rest = {int(row) for row in problem.places.tolist()} - done
            told.append(_recounted(problem, letter, done, rest, left) if done else problem)
        for reason, rows in sorted(by_reason.items()):
            numbers = np.array(rows, dtype=np.int64)
            title = catalogue[problem.check_id].title.format(
                field=problem.column or "A field", other="the one before it"
            )
            confirmed.append(Confirmed(problem.check_id, title, problem.column or "", reason, len(rows)))
            told.append(
                replace(
                    problem,
                    severity=Severity.NOTE,
                    message=f"Confirmed by the agency: {reason.rstrip('.')}. {problem.message}",
                    cells=cell_ranges(letter, numbers) if letter else row_ranges(numbers),
                    rows_count=len(rows),
                    places=numbers,
                )
            )
    return told, confirmed
