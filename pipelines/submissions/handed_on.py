"""What the receipt of a corrected version hands out: rows that still ask for something, and the next ones in turn."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.classes import Dataset
from pipelines.problems import Stage
from pipelines.staging.stage import Unread
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import (
    CODE_SCHEMA,
    FixRows,
    is_marking,
    mark_table,
    row_schema,
    text_name,
)
from pipelines.submissions.fix_turns import HELD, NONE, UNLIKELY, in_turn, ranks
from pipelines.submissions.ledger import told_columns
from pipelines.submissions.merged import Reread, unread_now, where


def hand_on(walk: Walk, dataset: Dataset, again: Reread, cell_marks: pa.Table, used: int) -> FixRows:
    """The rows that the version's receipt hands out.

    ``cell_marks`` are the marks on cells and on empty required fields, less those that the sender says are right; ``used``
    counts the rows that the version uses.
    """
    columns = told_columns(walk.base.manifest)
    before = walk.asking_rows(row_schema(columns, dataset))
    stay = before.filter(pc.invert(where(before, [*again.places, *walk.left_out])))
    rows = pa.concat_tables([stay, _as_handed(walk, again, columns)])
    rows = rows.sort_by([("source_sheet", "ascending"), ("source_row", "ascending")])
    marks = pa.concat_tables([cell_marks, *_row_marks(walk, rows)])
    turns = in_turn(rows, marks)
    told = walk.base.manifest["fix"]
    were, are = ranks(before, walk.marks()), ranks(rows, marks)
    counts = {
        "rows_held": told["rows_held"] - _count(were, HELD, HELD) + _count(are, HELD, HELD),
        "rows_used": used,
        "rows_unlikely": told["rows_unlikely"] - _count(were, UNLIKELY, UNLIKELY) + _count(are, UNLIKELY, UNLIKELY),
        "rows_unread": told["rows_unread"] - _count(were, UNLIKELY + 1, NONE - 1) + _count(are, UNLIKELY + 1, NONE - 1),
        "rows_shown": turns.rows.num_rows,
        "rows_later": turns.later_rows.num_rows,
    }  # fmt: skip
    now = unread_now(walk.judged.problems, told["unread"])
    unread = [
        Unread(u["field"], u["header"], u["check_id"], now[u["header"], u["check_id"]], u["filled"])
        for u in told["unread"]
    ]
    return FixRows(tuple(columns), turns, _codes_left(walk), counts, tuple(unread))


def _count(rank: np.ndarray, first: int, last: int) -> int:
    """How many rows ask for something from rank ``first`` to rank ``last``."""
    return int(((rank >= first) & (rank <= last)).sum())


def _row_marks(walk: Walk, rows: pa.Table) -> list[pa.Table]:
    """The marks of what the suite said of ``rows``."""
    tables = []
    for problem in walk.judged.problems:
        if is_marking(problem) and problem.stage is Stage.ROW and problem.check_id != "row_required_missing":
            on_sheet = rows.filter(pc.equal(rows.column("source_sheet"), problem.sheet))
            here = on_sheet.column("source_row").to_numpy()
            assert problem.places is not None
            tables.append(mark_table(problem, here[np.isin(here, problem.places)]))
    return tables


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


def _codes_left(walk: Walk) -> pa.Table:
    """The unknown spellings that nobody has explained yet."""
    codes = walk.table("fix_codes", CODE_SCHEMA)
    answered = {(code_list, spelling) for code_list, spelling, _ in walk.codes.learned}
    left = [(code["code_list"], code["spelling"]) not in answered for code in codes.to_pylist()]
    return codes.filter(pa.array(left, pa.bool_()))
