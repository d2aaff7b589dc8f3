"""The next version that a returned receipt makes: its records, its problems, its verdict, and what it hands back in turn.

How cells are read again stands in ``merged.py``, how problems are counted on in ``version_problems.py``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks import Profile, run_suite
from pipelines.layouts.period import dated_period
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import record_schema
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.staging.stage import Unread
from pipelines.submissions.acceptance import accept_known
from pipelines.submissions.answers import AnsweredRow, unclear
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import (
    CODE_SCHEMA,
    MARK_SCHEMA,
    FixRows,
    is_marking,
    mark_table,
    row_schema,
    text_name,
)
from pipelines.submissions.fix_words import IT_IS_RIGHT, LEAVE_OUT
from pipelines.submissions.judged import IntakeContext, Judged
from pipelines.submissions.learned import CodeAnswers
from pipelines.submissions.ledger import Ledger, told_columns
from pipelines.submissions.merged import Place, Reread, fitted, reread, stored_records, unread_now, where
from pipelines.submissions.returned import Returned, Table
from pipelines.submissions.sheet_problems import outside_period
from pipelines.submissions.store import Submission
from pipelines.submissions.verdict import Status, judge, too_many_held, too_many_unread
from pipelines.submissions.version_problems import carried, cell_problems, with_confirmed

_ROW_HELD, _UNLIKELY = str(Severity.ROW_HELD), str(Severity.UNLIKELY)
CONFIRMED = pa.schema(
    [
        ("check_id", pa.string()),
        ("source_sheet", pa.string()),
        ("source_row", pa.int64()),
        ("reason", pa.string()),
    ]
)


@dataclass
class Walk:
    """What is known of a returned receipt on its way.

    ``handed`` is the submission whose receipt this is, ``base`` the reading of the same file that counts today;
    ``skipped`` are lines with an answer that cannot be followed, ``held`` rows that were answered and still wait,
    ``left_out`` those that the sender leaves out.
    """

    judged: Judged
    context: IntakeContext
    ledger: Ledger
    received: datetime
    handed: Submission
    base: Submission
    rows: list[AnsweredRow] = field(default_factory=list)
    handed_rows: pa.Table | None = None
    codes: CodeAnswers = field(default_factory=CodeAnswers)
    skipped: set[int] = field(default_factory=set)
    held: set[Place] = field(default_factory=set)
    left_out: dict[Place, AnsweredRow] = field(default_factory=dict)

    def answered(self, word: str) -> dict[Place, AnsweredRow]:
        """Rows with this answer, where it can be followed."""
        return {(r.sheet, r.row): r for r in self.rows if r.answer == word and r.place not in self.skipped}

    def table(self, name: str, schema: pa.Schema) -> pa.Table:
        """A table of the version before; empty where it has none."""
        found = self.ledger.table(self.base, name)
        return found if found is not None else schema.empty_table()


def next_version(walk: Walk, returned: Returned) -> None:
    """Fill ``walk.judged`` with the version."""
    judged, told = walk.judged, walk.base.manifest
    assert judged.layout is not None
    dataset = DATASETS[judged.layout.dataset]
    before, marks = walk.ledger.problems(walk.base), walk.table("fix_marks", MARK_SCHEMA)
    problems = _told_of_answers(walk, returned, marks)
    again, carried_over = _merged(walk, dataset, marks)
    records = pa.concat_tables([carried_over, again.records.take(_free(walk, again))])
    if returned.fix is not None:
        problems += _cells_not_used(walk, returned.fix, again)
    marks_now = _marks_now(walk, marks, again)
    problems += cell_problems(before, marks, marks_now, walk.context.catalogue)
    if judged.period is None and dataset.period_field:
        judged.period = dated_period(records.column(dataset.period_field))
    problems += _checked(walk, dataset, records)
    problems += [*carried(before, judged.checks), *walk.codes.problems]
    judged.problems = problems
    accept_known(judged, walk.context, walk.received.date())
    reasons = _reasons(walk, marks)
    judged.problems, judged.confirmed = with_confirmed(judged.problems, reasons, walk.context.catalogue)
    rows = [
        {"check_id": check_id, "source_sheet": sheet, "source_row": row, "reason": reason}
        for (check_id, (sheet, row)), reason in sorted(reasons.items())
    ]
    judged.beside["confirmations"] = pa.Table.from_pylist(rows, CONFIRMED)
    judged.beside["learned"] = walk.codes.table()
    judged.fix = _handed_on(walk, dataset, again, marks_now, records.num_rows)
    judged.problems += _over_limits(walk, dataset, judged.fix)
    judged.status = judge(judged.problems)
    judged.version = _account(walk, again, carried_over.num_rows, judged.fix.counts["rows_held"])
    judged.profile = Profile(**told["profile"]) if told.get("profile") else None
    judged.columns = told["columns"]
    judged.scope = str(told.get("scope") or "")
    if judged.status.counts:
        judged.records = records
    else:
        judged.waiting = records


def _told_of_answers(walk: Walk, returned: Returned, marks: pa.Table) -> list[Problem]:
    """What is told of answers that cannot be followed, of cells nobody asked about, and of lines that are gone."""
    table = returned.fix
    if table is None:
        return []
    listed = marks.to_pylist()
    unlikely = {(m["source_sheet"], m["source_row"]) for m in listed if m["severity"] == _UNLIKELY}
    problems, walk.skipped = unclear(table, walk.rows, unlikely)
    missing = (walk.handed_rows.num_rows if walk.handed_rows is not None else 0) - len(walk.rows)
    if missing:
        words = f"{missing:,} {'row is' if missing == 1 else 'rows are'} no longer on this receipt. They stay as they were."
        problems.append(
            Problem(
                "row_receipt_lines_missing",
                Severity.NOTE,
                Stage.ROW,
                words,
                table.sheet.name,
                rows_count=missing,
            )
        )
    handed_marks = walk.ledger.table(walk.handed, "fix_marks")
    asked = {
        (m["source_sheet"], m["source_row"], m["letter"])
        for m in (handed_marks.to_pylist() if handed_marks is not None else [])
    }
    columns = told_columns(walk.handed.manifest)
    for n, column in enumerate(columns):
        other = [
            r.place
            for r in walk.rows
            if r.changed[n] and (r.sheet, r.row, column.letters.get(r.sheet)) not in asked
        ]
        if other:
            words = (
                f"{column.header} was changed in cells that nothing was wrong with. The new values are used."
            )
            problems.append(
                _on_receipt(table, "row_receipt_other_cells", Severity.NOTE, words, column, other)
            )
    return problems


def _on_receipt(
    table: Table, check_id: str, severity: Severity, words: str, column: FixColumn, lines: list[int]
) -> Problem:
    """A problem of cells of the receipt itself."""
    letter = table.letter(column.header.strip()) or "A"
    cells = cell_ranges(letter, np.array(sorted(lines)))
    return Problem(check_id, severity, Stage.ROW, words, table.sheet.name, cells, column.header, len(lines))


def _cells_not_used(walk: Walk, table: Table, again: Reread) -> list[Problem]:
    """Changed cells that no field could be made from, and those of rows that today's layout does not ask for."""
    columns = told_columns(walk.handed.manifest)
    known = {*again.places, *walk.answered(LEAVE_OUT)}
    gone = [
        (row, n)
        for row in walk.rows
        for n in range(len(columns))
        if row.changed[n] and (row.sheet, row.row) not in known and row.place not in walk.skipped
    ]
    by_column: dict[int, list[int]] = {}
    for row, n in [*again.unused, *gone]:
        by_column.setdefault(n, []).append(row.place)
    return [
        _on_receipt(
            table,
            "row_receipt_cell_not_used",
            Severity.VALUE,
            f"{columns[n].header} was changed, but it could not be used: another cell that it is read with is not shown, or "
            "the row is not asked for any more. The rows stay as they were.",
            columns[n],
            lines,
        )
        for n, lines in sorted(by_column.items())
    ]


def _merged(walk: Walk, dataset: Dataset, marks: pa.Table) -> tuple[Reread, pa.Table]:
    """The answered rows read again, and the records that are carried over."""
    layout = walk.judged.layout
    assert layout is not None
    schema = record_schema(dataset)
    name = "records" if Status(walk.base.manifest["status"]).counts else "waiting"
    stored = fitted(walk.table(name, schema), schema)
    tables = [walk.table("fix_rows", row_schema([], dataset)), stored]
    asked = walk.answered(LEAVE_OUT)
    walk.left_out = {place: asked[place] for place in stored_records(dataset, tables, list(asked))[0]}
    by_place = {
        (r.sheet, r.row): r
        for r in walk.rows
        if any(r.changed) and (r.sheet, r.row) not in asked and r.place not in walk.skipped
    }
    places, typed = stored_records(dataset, tables, list(by_place))
    again = reread(
        [by_place[place] for place in places],
        told_columns(walk.handed.manifest),
        places,
        typed,
        _those(marks, lambda m: walk.context.catalogue[m["check_id"]].stage is Stage.CELL),
        walk.context.staging(dataset, layout, walk.judged.agency_code, walk.received),
    )
    marked = again.marks.to_pylist()
    walk.held = {(m["source_sheet"], m["source_row"]) for m in marked if m["severity"] == _ROW_HELD}
    return again, stored.filter(pc.invert(where(stored, [*again.places, *walk.left_out])))


def _those(marks: pa.Table, keep: Callable[[Mapping[str, Any]], bool]) -> pa.Table:
    return marks.filter(pa.array([keep(mark) for mark in marks.to_pylist()], pa.bool_()))


def _free(walk: Walk, again: Reread) -> pa.Array:
    """Positions of the rows read again that are used now."""
    free = [n for n, p in enumerate(again.places) if p not in walk.held and p not in again.filtered]
    return pa.array(free, pa.int64())


def _marks_now(walk: Walk, marks: pa.Table, again: Reread) -> pa.Table:
    """Marks of cells and of empty required fields: as they were where nobody answered, else as they are now."""
    gone = {*again.places, *walk.left_out}

    def stays(mark: Mapping[str, Any]) -> bool:
        is_of_a_cell = walk.context.catalogue[mark["check_id"]].stage is Stage.CELL
        kept = is_of_a_cell or mark["check_id"] == "row_required_missing"
        return kept and (mark["source_sheet"], mark["source_row"]) not in gone

    return pa.concat_tables([_those(marks, stays), again.marks])


def _checked(walk: Walk, dataset: Dataset, records: pa.Table) -> list[Problem]:
    """The suite over the whole version."""
    if not records.num_rows:
        return []
    letters = {
        (sheet, name): letter
        for column in told_columns(walk.base.manifest)
        for sheet, letter in column.letters.items()
        for name in column.fields
    }
    context = walk.context
    result = run_suite(context.suites, dataset.name, records, letters, context.catalogue)
    walk.judged.checks = result.passed
    return [*outside_period(walk.judged.period, dataset, records), *result.problems]


def _reasons(walk: Walk, marks: pa.Table) -> dict[tuple[str, Place], str]:
    """Why the sender says that an unlikely thing is right, by check and row: now, and in the versions before."""
    earlier = walk.table("confirmations", CONFIRMED).to_pylist()
    changed = {(r.sheet, r.row) for r in walk.rows if any(r.changed)}
    reasons = {
        (told["check_id"], (told["source_sheet"], told["source_row"])): str(told["reason"])
        for told in earlier
        if (told["source_sheet"], told["source_row"]) not in changed
    }
    right = walk.answered(IT_IS_RIGHT)
    for mark in marks.to_pylist():
        place = (mark["source_sheet"], mark["source_row"])
        if mark["severity"] == _UNLIKELY and place in right:
            reasons[mark["check_id"], place] = right[place].why
    return reasons


def _handed_on(walk: Walk, dataset: Dataset, again: Reread, marks_now: pa.Table, used: int) -> FixRows:
    """What the receipt of the version hands back: rows handed out before that still have something marked."""
    columns = told_columns(walk.base.manifest)
    before = walk.table("fix_rows", row_schema(columns, dataset))
    gone = [*again.places, *walk.left_out]
    rows = pa.concat_tables([before.filter(pc.invert(where(before, gone))), _as_handed(walk, again, columns)])
    marks = [marks_now]
    for problem in walk.judged.problems:
        if is_marking(problem) and problem.stage is Stage.ROW and problem.check_id != "row_required_missing":
            assert problem.places is not None
            here = (
                rows.filter(pc.equal(rows.column("source_sheet"), problem.sheet))
                .column("source_row")
                .to_numpy()
            )
            marks.append(mark_table(problem, here[np.isin(here, problem.places)]))
    marked = pa.concat_tables(marks)
    places = list(
        dict.fromkeys(
            zip(
                marked.column("source_sheet").to_pylist(),
                marked.column("source_row").to_pylist(),
                strict=True,
            )
        )
    )
    rows = rows.filter(where(rows, places)).sort_by(
        [("source_sheet", "ascending"), ("source_row", "ascending")]
    )
    told = walk.base.manifest["fix"]
    marked_before = walk.table("fix_marks", MARK_SCHEMA).to_pylist()
    held_before = {(m["source_sheet"], m["source_row"]) for m in marked_before if m["severity"] == _ROW_HELD}
    not_shown = sum(told[name] for name in ("rows_unlikely", "rows_unread", "rows_held")) - told["rows_shown"]
    held = told["rows_held"] - len(held_before & set(gone)) + len(walk.held)
    counts = {
        "rows_held": held,
        "rows_used": used,
        "rows_unlikely": 0,
        "rows_unread": max(rows.num_rows + max(not_shown, 0) - held, 0),
        "rows_shown": rows.num_rows,
    }
    now = unread_now(walk.judged.problems, told["unread"])
    unread = [
        Unread(u["field"], u["header"], u["check_id"], now[u["header"], u["check_id"]], u["filled"])
        for u in told["unread"]
    ]
    codes = walk.table("fix_codes", CODE_SCHEMA)
    answered = {(code_list, spelling) for code_list, spelling, _ in walk.codes.learned}
    codes = _those(codes, lambda m: (m["code_list"], m["spelling"]) not in answered)
    return FixRows(tuple(columns), rows, marked, codes, counts, tuple(unread))


def _as_handed(walk: Walk, again: Reread, columns: list[FixColumn]) -> pa.Table:
    """The rows read again as a receipt hands them out: new texts where they may be shown."""
    handed = {column.normal: n for n, column in enumerate(told_columns(walk.handed.manifest))}
    by_place = {(r.sheet, r.row): r for r in walk.rows}
    texts = {}
    for n, column in enumerate(columns):
        k = handed.get(column.normal)
        shown = [
            by_place[place].texts[k] if k is not None and column.shows else None for place in again.places
        ]
        texts[text_name(n)] = pa.array(shown, pa.string())
    arrays = {name: again.records.column(name) for name in again.records.column_names}
    return pa.table({**texts, **arrays})


def _over_limits(walk: Walk, dataset: Dataset, fix: FixRows) -> list[Problem]:
    """What still sinks the version as a whole."""
    limits = walk.context.settings.limits_of(dataset)
    held = fix.counts["rows_held"]
    sunk = too_many_held(held, held + fix.counts["rows_used"], limits.held_rows)
    found = [*([sunk] if sunk else []), *too_many_unread(fix.unread, dataset, limits)]
    return [walk.context.catalogue[problem.check_id].with_next_step(problem) for problem in found]


def _account(walk: Walk, again: Reread, carried_over: int, held: int) -> dict[str, Any]:
    """What became of the rows of the version before; the parts add up to its used and held rows."""
    reasons = Counter(row.why for row in walk.left_out.values())
    return {
        "corrects": walk.handed.submission_id,
        "corrects_file_sha256": walk.handed.manifest["file_sha256"],
        "rows_before": walk.base.manifest["fix"]["rows_used"] + walk.base.manifest["fix"]["rows_held"],
        "rows_carried_over": carried_over,
        "rows_corrected": len(_free(walk, again)),
        "rows_held": held,
        "rows_left_out": len(walk.left_out),
        "rows_filtered": len(again.filtered),
        "left_out_for": [{"reason": reason, "rows_count": n} for reason, n in sorted(reasons.items())],
        "codes_learned": len(walk.codes.learned),
    }
