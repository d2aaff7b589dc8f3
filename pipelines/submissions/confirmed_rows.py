"""Rows of which the sender says that something unlikely is right: told as notes, remembered, and known again in a new export.

What is remembered is a keyed code of the check, the record's key and the fields that the check looked at. So a confirmation
comes back with the same record and the same values only; no value can be read out of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import Check, Confirmed, confirm
from pipelines.metadata.classes import Dataset
from pipelines.privacy.pseudonyms import pseudonymise
from pipelines.problems import Problem, Severity
from pipelines.ranges import cell_ranges, column_of, row_ranges
from pipelines.submissions.content import scope_digest
from pipelines.submissions.file_doubts import TABLE as DOUBTS_TABLE
from pipelines.submissions.file_doubts import carry_confirmed_doubts
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import MARK_SCHEMA, mark_table
from pipelines.submissions.judged import IntakeContext, Judged
from pipelines.submissions.merged import Place
from pipelines.submissions.store import Submission
from pipelines.submissions.verdict import Status
from pipelines.submissions.version_problems import recounted

CONFIRMED = pa.schema([*MARK_SCHEMA, ("reason", pa.string()), ("known_by", pa.string())])
Reasons = Mapping[tuple[str, Place], str]  # why it is right, by check and row
_KIND, _PART, _RECORD, _BLANK = "confirmation", "\x1f", "\x1e", "\x00"


@dataclass(frozen=True)
class Told:
    """Problems with the confirmed rows as notes, what was confirmed, and per check and reason the rows it is about."""

    problems: list[Problem]
    confirmed: list[Confirmed]
    rows: list[tuple[Problem, str]] = field(repr=False)


def with_confirmed(problems: Sequence[Problem], reasons: Reasons, catalogue: Mapping[str, Check]) -> Told:
    """Unlikely problems less the rows that were confirmed, and those as notes with their reason."""
    told = Told([], [], [])
    for problem in problems:
        if problem.severity is not Severity.UNLIKELY or problem.places is None:
            told.problems.append(problem)
            continue
        by_reason: dict[str, list[int]] = {}
        for row in problem.places.tolist() if reasons else ():
            reason = reasons.get((problem.check_id, (problem.sheet or "", row)))
            if reason:
                by_reason.setdefault(reason, []).append(row)
        done = {row for rows in by_reason.values() for row in rows}
        left = problem.rows_count - len(done)
        if left > 0:
            rest = {int(row) for row in problem.places.tolist()} - done if done else set()
            told.problems.append(recounted(problem, done, rest, left) if done else problem)
        for reason, rows in sorted(by_reason.items()):
            _add_confirmed(told, problem, reason, np.array(rows), catalogue)
    return told


def _add_confirmed(
    told: Told, problem: Problem, reason: str, rows: np.ndarray, catalogue: Mapping[str, Check]
) -> None:
    """The rows of one problem that were confirmed for one reason."""
    letter = column_of(problem.cells)
    cells = cell_ranges(letter, rows) if letter else row_ranges(rows)
    mine = replace(problem, cells=cells, rows_count=len(rows), places=rows)
    note, confirmed = confirm(mine, reason, catalogue)
    told.confirmed.append(confirmed)
    told.problems.append(note)
    told.rows.append((mine, reason))


def remembered(
    told: Told, records: pa.Table, dataset: Dataset, columns: Sequence[FixColumn], secret: str
) -> pa.Table:
    """The confirmed rows as they are stored with a submission: the mark of each, its reason, and its keyed code."""
    tables = []
    for problem, reason in told.rows:
        assert problem.places is not None
        marks = mark_table(problem, problem.places)
        codes = known_by(problem, records, dataset, columns, secret)
        by_row = [codes.get(row) for row in problem.places.tolist()]
        marks = marks.append_column("reason", pa.repeat(pa.scalar(reason, pa.string()), marks.num_rows))
        tables.append(marks.append_column("known_by", pa.array(by_row, pa.string())))
    return pa.concat_tables(tables) if tables else CONFIRMED.empty_table()


def carry_confirmations(
    judged: Judged,
    dataset: Dataset,
    all_and_used: tuple[pa.Table, pa.Table],
    columns: Sequence[FixColumn],
    context: IntakeContext,
) -> None:
    """Confirm in a new file what its agency confirmed with the last file of its kind and period, where nothing of it changed.

    What holds on beyond the period (``HOLDS_ON``) is confirmed whatever came before it.
    """
    records, used = all_and_used
    last = _last_like_it(judged, dataset, used, context)
    doubts = (
        context.ledger.table(last, DOUBTS_TABLE) if last is not None and context.ledger is not None else None
    )
    carry_confirmed_doubts(judged, doubts, context)
    if last is None or context.ledger is None:
        return
    earlier = context.ledger.table(last, "confirmations")
    if earlier is None or "known_by" not in earlier.column_names:
        return
    secret = context.key.derive("confirmations")
    reasons = known_again(judged.problems, earlier, records, dataset, columns, secret)
    found = with_confirmed(judged.problems, reasons, context.catalogue)
    judged.problems = found.problems
    judged.confirmed = [*judged.confirmed, *found.confirmed]
    judged.beside["confirmations"] = remembered(found, records, dataset, columns, secret)


def _last_like_it(
    judged: Judged, dataset: Dataset, records: pa.Table, context: IntakeContext
) -> Submission | None:
    """The last file of the same agency, export and period that counted; of sheets without a period the last of the same scope."""
    if judged.layout is None or context.ledger is None or (judged.period is None and dataset.period_field):
        return None
    start = judged.period.start.isoformat() if judged.period else None
    end = judged.period.end.isoformat() if judged.period else None
    scope = scope_digest(dataset, records, context.key.derive("content"))
    names = ("agency_code", "dataset", "stream", "scope", "period_start", "period_end")
    mine = (judged.agency_code, judged.dataset, judged.layout.stream, scope, start, end)
    same = [
        m
        for m in context.earlier
        if tuple(m.get(name) for name in names) == mine and Status(m["status"]).counts
    ]
    return context.ledger.find(str(same[-1]["submission_id"])) if same else None


def known_again(
    problems: Sequence[Problem],
    earlier: pa.Table,
    records: pa.Table,
    dataset: Dataset,
    columns: Sequence[FixColumn],
    secret: str,
) -> Reasons:
    """The reasons of ``earlier`` confirmations (of a file of the same period) that hold for rows of this file too."""
    listed = earlier.filter(pc.is_valid(earlier.column("known_by")))
    reasons = dict(
        zip(listed.column("known_by").to_pylist(), listed.column("reason").to_pylist(), strict=True)
    )
    checks = set(earlier.column("check_id").to_pylist())
    found: dict[tuple[str, Place], str] = {}
    for problem in problems:
        if problem.severity is not Severity.UNLIKELY or problem.check_id not in checks:
            continue
        codes = known_by(problem, records, dataset, columns, secret)
        for row, code in codes.items():
            if code in reasons:
                found[problem.check_id, (problem.sheet or "", row)] = reasons[code]
    return found


def known_by(
    problem: Problem, records: pa.Table, dataset: Dataset, columns: Sequence[FixColumn], secret: str
) -> dict[int, str]:
    """The keyed code of each row that a problem touches; rows that are no record, or whose fields are not known, have none."""
    names = _fields(problem, columns)
    if problem.places is None or not names:
        return {}
    on_sheet = pc.equal(records.column("source_sheet"), problem.sheet or "")
    here = records.filter(pc.and_(on_sheet, pc.is_in(records.column("source_row"), pa.array(problem.places))))
    told = [pa.scalar(_PART.join(names)), *(_text(here.column(name)) for name in (*dataset.key, *names))]
    joined = pc.binary_join_element_wise(*told, _PART)
    rows, texts = here.column("source_row"), _flat(joined)
    if (
        pc.count_distinct(rows).as_py() < here.num_rows
    ):  # a row that is read as several records is known by all of them
        by_row: dict[int, list[str]] = {}
        for row, text in zip(rows.to_pylist(), texts.to_pylist(), strict=True):
            by_row.setdefault(row, []).append(text)
        rows = pa.array(list(by_row), pa.int64())
        texts = pa.array([_RECORD.join(sorted(each)) for each in by_row.values()], pa.string())
    checks = pa.repeat(pa.scalar(problem.check_id), len(texts))
    codes = pseudonymise(texts, checks, secret, _KIND)
    return dict(zip(rows.to_pylist(), codes.to_pylist(), strict=True))


def _fields(problem: Problem, columns: Sequence[FixColumn]) -> tuple[str, ...]:
    """The fields that the check looked at: those it says, else those that the column of its cells feeds."""
    if problem.fields:
        return problem.fields
    letter, sheet = column_of(problem.cells), problem.sheet or ""
    return next((c.fields for c in columns if letter is not None and c.letters.get(sheet) == letter), ())


def _text(column: pa.ChunkedArray) -> pa.Array:
    return pc.fill_null(_flat(column.cast(pa.string())), _BLANK)


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
