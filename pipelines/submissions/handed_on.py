"""What the receipt of a corrected version hands out: rows that still ask for something, and the next ones in turn."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import record_schema
from pipelines.staging.stage import Unread
from pipelines.staging.told import is_of_cells
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
from pipelines.submissions.fix_turns import HELD, NONE, UNLIKELY, Turns, in_turn, places, ranks
from pipelines.submissions.ledger import told_columns
from pipelines.submissions.merged import (
    Place,
    Reread,
    fitted,
    repeats_of,
    unread_now,
    where,
    with_repeats,
)


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
    records = _records_left(walk, dataset, again, turns)
    return FixRows(tuple(columns), turns, _codes_left(walk), counts, tuple(unread), records=records)


def _records_left(walk: Walk, dataset: Dataset, again: Reread, turns: Turns) -> pa.Table | None:
    """Every record of the rows that still ask for something, where rows are read as several records each."""
    layout = walk.judged.layout
    if layout is None or not layout.version.repeats:
        return None
    before = walk.asking_records(dataset)
    stay = before.filter(pc.invert(where(before, [*again.places, *walk.left_out])))
    schema = record_schema(dataset)
    known = pa.concat_tables(
        [
            with_repeats(fitted(stay, schema), repeats_of(stay)),
            with_repeats(again.records, again.repeats),
        ]
    )
    own, shown, later = places(known, turns.rows, turns.later_rows)
    return known.filter(pa.array(np.isin(own, [*shown, *later])))


def _count(rank: np.ndarray, first: int, last: int) -> int:
    """How many rows ask for something from rank ``first`` to rank ``last``."""
    return int(((rank >= first) & (rank <= last)).sum())


def _row_marks(walk: Walk, rows: pa.Table) -> list[pa.Table]:
    """The marks of what the suite said of ``rows``."""
    tables = []
    for problem in walk.judged.problems:
        if is_marking(problem) and not is_of_cells(problem.check_id, problem.stage):
            on_sheet = rows.filter(pc.equal(rows.column("source_sheet"), problem.sheet))
            here = on_sheet.column("source_row").to_numpy()
            assert problem.places is not None
            tables.append(mark_table(problem, here[np.isin(here, problem.places)]))
    return tables


def _as_handed(walk: Walk, again: Reread, columns: list[FixColumn]) -> pa.Table:
    """The rows read again as a receipt hands them out: new texts where they may be shown."""
    handed = {column.normal: n for n, column in enumerate(told_columns(walk.handed.manifest))}
    by_place = {(r.sheet, r.row): r for r in walk.rows}
    first: dict[Place, int] = {}  # of a row that is read as several records the first one
    for n, place in enumerate(again.places):
        first.setdefault(place, n)
    texts = {}
    for n, column in enumerate(columns):
        k = handed.get(column.normal)
        shown = [by_place[place].texts[k] if k is not None and column.shows else None for place in first]
        texts[text_name(n)] = pa.array(shown, pa.string())
    records = again.records.take(pa.array(list(first.values()), pa.int64()))
    return pa.table({**texts, **{name: records.column(name) for name in records.column_names}})


def _codes_left(walk: Walk) -> pa.Table:
    """The unknown spellings that nobody has explained yet."""
    codes = walk.table("fix_codes", CODE_SCHEMA)
    answered = {(code_list, spelling) for code_list, spelling, _ in walk.codes.learned}
    left = [(code["code_list"], code["spelling"]) not in answered for code in codes.to_pylist()]
    return codes.filter(pa.array(left, pa.bool_()))
