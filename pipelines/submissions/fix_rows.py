"""The rows that a receipt hands back: held ones first, then unlikely ones, then those with a cell that counts as unknown.

Of each row are kept the texts that may be shown and the typed record, so that a corrected cell can be read again without
the file. Bounded in number; the counts are exact. Which of them a receipt shows and which wait for the next one is decided in
``fix_turns.py``; what comes back is read by ``returned.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import record_schema
from pipelines.privacy.shown import may_show
from pipelines.privacy.values import Role, Texts, columns_of
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import column_of
from pipelines.staging.stage import Unread
from pipelines.submissions.fix_columns import FixColumn, fix_columns
from pipelines.submissions.fix_turns import HELD, MOST_KEPT, NONE, UNLIKELY, Turns, in_turn, rank_of
from pipelines.submissions.fix_words import WITHHELD, Doubt
from pipelines.submissions.judged import Judged, Part, kept_rows

MOST_SPELLINGS = 200
REPEAT = "repeat_no"  # beside stored records of a layout with repeats: of which repeat each is
MENDABLE = frozenset({"table_too_many_held", "table_codes_unmapped", "table_cells_unreadable"})
_CELL_STAGES = (Stage.CELL, Stage.ROW)
_MARKED = (Severity.ROW_HELD, Severity.UNLIKELY, Severity.VALUE)

MARK_SCHEMA = pa.schema(
    [
        ("source_sheet", pa.string()),
        ("source_row", pa.int64()),
        ("letter", pa.string()),  # null where the row as a whole is meant
        ("check_id", pa.string()),
        ("severity", pa.string()),
        ("message", pa.string()),
    ]
)
CODE_SCHEMA = pa.schema(
    [
        ("sheet", pa.string()),
        ("letter", pa.string()),
        ("header", pa.string()),
        ("field", pa.string()),
        ("code_list", pa.string()),
        ("spelling", pa.string()),
        ("rows_count", pa.int64()),
        ("first_row", pa.int64()),
    ]
)


@dataclass(frozen=True)
class FixRows:
    """Rows to hand back, with what is wrong with them.

    The rows of ``turns`` have the typed record of each row, with its sheet and row, and a text per shown column
    (``text_<position>``); its marks are one line per faulty cell. ``codes`` are the unknown spellings that may be shown,
    Where rows are read as several records each, ``records`` has all of them, with the repeat of each. ``unread`` says how much
    of a column could not be read, ``doubts`` what is asked about the file as a whole.
    """

    columns: tuple[FixColumn, ...]
    turns: Turns
    codes: pa.Table = field(repr=False)
    counts: dict[str, int]
    unread: tuple[Unread, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    records: pa.Table | None = field(default=None, repr=False)

    def tables(self) -> dict[str, pa.Table]:
        """What is stored with the submission, encrypted, by name; empty tables are not."""
        named = {
            "fix_rows": self.turns.rows,
            "fix_marks": self.turns.marks,
            "later_rows": self.turns.later_rows,
            "later_marks": self.turns.later_marks,
            "fix_codes": self.codes,
            **({} if self.records is None else {"fix_records": self.records}),
        }
        return {name: table for name, table in named.items() if table.num_rows}

    def to_manifest(self) -> dict[str, Any]:
        """What the manifest tells of them: columns and counts, no text of a row."""
        return {
            **self.counts,
            "columns": [column.to_dict() for column in self.columns],
            "unread": [asdict(column) for column in self.unread],
            "doubts": [list(doubt) for doubt in self.doubts],
        }


def text_name(position: int) -> str:
    """The column of ``rows`` that holds the texts of the fix column at ``position``."""
    return f"text_{position}"


def rows_to_fix(
    parts: Sequence[Part],
    problems: Sequence[Problem],
    layout: Layout,
    dataset: Dataset,
) -> FixRows:
    """The rows of a judged file that its sender can do something about, bounded in number."""
    parts = [part for part in parts if part.staged is not None]
    told = [p for p in problems if is_marking(p)]
    ranks = [_ranks(part, told) for part in parts]
    chosen = _chosen(ranks, MOST_KEPT)
    columns = fix_columns(parts, layout, dataset)
    tables, marks = [], []
    for part, places in zip(parts, chosen, strict=True):
        tables.append(_rows(part, places, columns))
        marks.extend(_marks(part, places, told))
    unread = [column for part in parts if part.staged for column in part.staged.unread]
    held = sum(int(part.staged.held.sum()) for part in parts if part.staged)
    counts = {
        "rows_held": held,
        "rows_used": sum(int((~(p.staged.held | p.staged.filtered)).sum()) for p in parts if p.staged),
        "rows_unlikely": sum(int((rank == UNLIKELY).sum()) for rank in ranks),
        "rows_unread": sum(int(((rank > UNLIKELY) & (rank < NONE)).sum()) for rank in ranks),
    }
    rows = pa.concat_tables(tables) if tables else row_schema(columns, dataset).empty_table()
    turns = in_turn(rows, pa.concat_tables(marks) if marks else MARK_SCHEMA.empty_table())
    counts |= {"rows_shown": turns.rows.num_rows, "rows_later": turns.later_rows.num_rows}
    records = _all_records(parts, chosen) if layout.version.repeats else None
    return FixRows(tuple(columns), turns, shown_codes(parts, columns), counts, tuple(unread), records=records)


def _all_records(parts: Sequence[Part], chosen: Sequence[np.ndarray]) -> pa.Table | None:
    """Every record of the rows to hand back, with its repeat."""
    tables = []
    for part, places in zip(parts, chosen, strict=True):
        assert part.staged is not None
        mine = np.flatnonzero(np.isin(part.staged.lines, places))
        records = part.staged.records.take(pa.array(mine))
        tables.append(records.append_column(REPEAT, pa.array(part.staged.repeats[mine], pa.int64())))
    return pa.concat_tables(tables) if tables else None


def row_schema(columns: Sequence[FixColumn], dataset: Dataset) -> pa.Schema:
    """The schema of ``FixRows.rows``."""
    texts = [pa.field(text_name(position), pa.string()) for position, _ in enumerate(columns)]
    return pa.schema([*texts, *record_schema(dataset)])


def is_marking(problem: Problem) -> bool:
    """Whether a problem marks rows that its sender can do something about."""
    return problem.severity in _MARKED and problem.stage in _CELL_STAGES and problem.places is not None


def _ranks(part: Part, problems: Sequence[Problem]) -> np.ndarray:
    """How much each row asks for, as ``fix_turns.rank_of`` has it."""
    assert part.staged is not None
    ranks = np.full(len(part.rows), NONE, dtype=np.int8)
    for problem in problems:
        if problem.sheet == part.matched.sheet.name:
            at = _positions(part, problem)
            ranks[at] = np.minimum(ranks[at], rank_of(problem.severity, problem.check_id))
    ranks[part.staged.held] = HELD
    ranks[part.staged.filtered] = NONE
    return ranks


def _positions(part: Part, problem: Problem) -> np.ndarray:
    """Positions in the sheet's data rows of the rows that a problem touches."""
    assert problem.places is not None
    return np.searchsorted(part.rows, np.asarray(problem.places))


def _chosen(ranks: Sequence[np.ndarray], most: int) -> list[np.ndarray]:
    """Positions to keep, sheet by sheet: what asks for most first, then in the file's order."""
    sheets = np.concatenate([np.full(len(rank), n) for n, rank in enumerate(ranks)] or [np.zeros(0)])
    flat = np.concatenate(list(ranks)) if ranks else np.zeros(0, dtype=np.int8)
    within = np.concatenate([np.arange(len(rank)) for rank in ranks] or [np.zeros(0, dtype=np.int64)])
    asking = np.flatnonzero(flat < NONE)
    first = np.sort(asking[np.argsort(flat[asking], kind="stable")][:most])
    return [within[first[sheets[first] == n]].astype(np.int64) for n, _ in enumerate(ranks)]


def _rows(part: Part, places: np.ndarray, columns: Sequence[FixColumn]) -> pa.Table:
    assert part.staged is not None
    sheet = part.matched.sheet
    texts: dict[str, pa.Array] = {}
    grid = sheet.grid.take(pa.array(part.rows[places] - 1))
    letters: dict[int, str] = {}
    for position, column in enumerate(columns):
        letter = column.letters.get(sheet.name)
        if column.shows and letter is not None and letter in grid.column_names:
            letters[position] = letter
    seen = columns_of(grid, dict.fromkeys(letters.values(), Role.WORDS))  # looked through together
    for position, column in enumerate(columns):
        if position not in letters:
            texts[text_name(position)] = pa.nulls(len(places), pa.string())
            continue
        letter = letters[position]
        found = grid.column(letter).combine_chunks().cast(pa.string())
        shown = may_show(seen[letter], column.is_free_text, column.expects in ("code", "yes_no"))
        texts[text_name(position)] = pc.if_else(pa.array(shown), found, pa.scalar(WITHHELD))
    first = np.searchsorted(
        part.staged.lines, places
    )  # of a row that is read as several records the first one
    records = part.staged.records.take(pa.array(first))
    return pa.table({**texts, **{name: records.column(name) for name in records.column_names}})


def _marks(part: Part, places: np.ndarray, problems: Sequence[Problem]) -> list[pa.Table]:
    """One table per problem that touches rows to be handed back."""
    tables = []
    sheet, rows = part.matched.sheet.name, part.rows[places]
    for problem in problems:
        if problem.sheet == sheet and problem.places is not None:
            touched = rows[np.isin(rows, problem.places)]
            if touched.size:
                tables.append(mark_table(problem, touched))
    return tables


def mark_table(problem: Problem, rows: np.ndarray) -> pa.Table:
    """The marks of one problem on ``rows`` of its sheet."""
    plain = (
        problem.sheet,
        None,
        column_of(problem.cells),
        problem.check_id,
        str(problem.severity),
        problem.message,
    )
    arrays = [
        pa.array(rows.astype(np.int64))
        if name == "source_row"
        else pa.repeat(pa.scalar(value, pa.string()), len(rows))
        for name, value in zip(MARK_SCHEMA.names, plain, strict=True)
    ]
    return pa.table(arrays, schema=MARK_SCHEMA)


def shown_codes(parts: Sequence[Part], columns: Sequence[FixColumn]) -> pa.Table:
    """The unknown spellings that may be shown, the most frequent of each column first, bounded over the file."""
    shows = {(sheet, letter): c.shows for c in columns for sheet, letter in c.letters.items()}
    tables = []
    for part in parts:
        sheet = part.matched.sheet.name
        for unknown in part.staged.unknown if part.staged else ():
            if not shows.get((sheet, unknown.letter)):
                continue
            found = unknown.spellings.slice(0, MOST_SPELLINGS).combine_chunks()
            found = found.filter(
                pa.array(may_show(Texts(found.column("spelling")), is_free_text=False, is_code=True))
            )
            same = {
                "sheet": sheet,
                "letter": unknown.letter,
                "header": unknown.header,
                "field": unknown.field,
                "code_list": unknown.code_list,
            }
            arrays = {
                name: pa.repeat(pa.scalar(value, pa.string()), len(found)) for name, value in same.items()
            }
            tables.append(
                pa.table({**arrays, **{n: found.column(n) for n in found.column_names}}).select(
                    CODE_SCHEMA.names
                )
            )
    return pa.concat_tables(tables).slice(0, MOST_SPELLINGS) if tables else CODE_SCHEMA.empty_table()


def unmapped_codes(parts: Sequence[Part], problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """What the manifest tells of unknown codes: column, field, list, how many spellings and rows, and where; no spelling."""
    cells = {(p.sheet, p.column): p.cells for p in problems if p.check_id == "cell_unknown_code"}
    return [
        {
            "sheet": part.matched.sheet.name,
            "column": unknown.header,
            "field": unknown.field,
            "code_list": unknown.code_list,
            "spelling_count": unknown.spellings.num_rows,
            "rows_count": pc.sum(unknown.spellings.column("rows_count")).as_py() or 0,
            "cells": cells.get((part.matched.sheet.name, unknown.header)),
        }
        for part in parts
        for unknown in (part.staged.unknown if part.staged else ())
    ]


def hand_back(judged: Judged, dataset: Dataset, parts: Sequence[Part], records: pa.Table) -> None:
    """Give a judged file what its receipt hands back, where correcting rows or explaining codes is what it needs.

    The good rows of a file that is not accepted wait with it, so that it counts once enough is corrected.
    """
    blocking = {p.check_id for p in judged.problems if p.severity is Severity.WHOLE_FILE}
    if judged.layout is None or not blocking <= MENDABLE:
        return
    judged.fix = rows_to_fix(parts, judged.problems, judged.layout, dataset)
    judged.unmapped_codes = unmapped_codes(parts, judged.problems)
    if blocking:
        judged.waiting = kept_rows(records, list(parts))
    if judged.layout.version.repeats:
        used = [part.staged.repeats[part.staged.used] for part in parts if part.staged is not None]
        judged.beside["record_repeats"] = repeats_table(np.concatenate([np.zeros(0, np.int64), *used]))


def repeats_table(repeats: np.ndarray) -> pa.Table:
    """Of which repeat each used record is, in the order of the records, as it is stored beside them."""
    return pa.table({REPEAT: pa.array(repeats, pa.int64())})
