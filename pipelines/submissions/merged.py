"""The next version of a submission: rows as they were, with the corrected cells read again.

A field is made anew where a column that it hangs on was changed and all texts it needs are known; every other field keeps
the value that was read before. Of a row that is read as several records (``repeats`` of its layout) each is made anew so, and
it gains or loses one where the cells of a repeat were filled in or cleared. Nothing here looks at files: tables in, tables out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Dataset
from pipelines.metadata.datasets import EMPTY_CHECKS
from pipelines.metadata.derive import record_schema
from pipelines.problems import Problem, Severity
from pipelines.reading import normalise_header
from pipelines.staging.pieces import WHOLE_ROW, lacking
from pipelines.staging.stage import StagingContext, stage_sheet
from pipelines.staging.told import TWO_OPTIONS, is_of_cells, required_missing
from pipelines.submissions.answers import AnsweredRow
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import MARK_SCHEMA, REPEAT, mark_table
from pipelines.submissions.fix_turns import places as row_numbers

Place = tuple[str, int]  # sheet and Excel row of the sender's own file


@dataclass(frozen=True)
class Reread:
    """Answered rows after their changed cells were read again.

    ``records`` has one row per entry of ``places`` and of ``repeats``, which says of which repeat each is; ``filtered`` are rows that the layout no longer asks for, ``unused`` changed
    cells that no field could be made from.
    """

    places: tuple[Place, ...]
    repeats: np.ndarray
    records: pa.Table = field(repr=False)
    filtered: frozenset[Place]
    marks: pa.Table = field(repr=False)
    unused: tuple[tuple[AnsweredRow, int], ...]


def where(records: pa.Table, places: Sequence[Place]) -> pa.Array:
    """A mask of the records that stand at ``places``."""
    by_sheet: dict[str, list[int]] = {}
    for sheet, row in places:
        by_sheet.setdefault(sheet, []).append(row)
    mask = pa.array(np.zeros(records.num_rows, dtype=bool))
    sheets, numbers = records.column("source_sheet"), records.column("source_row")
    for sheet, rows in by_sheet.items():
        here = pc.and_(pc.equal(sheets, sheet), pc.is_in(numbers, pa.array(rows, pa.int64())))
        mask = pc.or_(mask, pc.fill_null(here, False))
    return mask.combine_chunks() if isinstance(mask, pa.ChunkedArray) else mask


def stored_records(
    dataset: Dataset, tables: Sequence[pa.Table], places: Sequence[Place]
) -> tuple[list[Place], pa.Table, np.ndarray]:
    """The places that were found, in their order; the typed records there, of the first table that has them; their repeats."""
    schema = record_schema(dataset)
    found: dict[Place, list[int]] = {}
    parts, numbers, count = [schema.empty_table()], [np.zeros(0, dtype=np.int64)], 0
    for table in tables:
        here = table.filter(where(table, places))
        new: dict[Place, list[int]] = {}
        for n, place in enumerate(_places(here)):
            new.setdefault(place, []).append(count + n)
        found = {**new, **found}
        parts.append(fitted(here, schema))
        numbers.append(repeats_of(here))
        count += here.num_rows
    ordered = [place for place in places if place in found]
    at = np.array([n for place in ordered for n in found[place]], dtype=np.int64)
    return ordered, pa.concat_tables(parts).take(pa.array(at)), np.concatenate(numbers)[at]


def repeats_of(records: pa.Table) -> np.ndarray:
    """Of which repeat each stored record is; of none where its layout has none."""
    if REPEAT not in records.column_names:
        return np.full(records.num_rows, WHOLE_ROW, dtype=np.int64)
    return np.asarray(records.column(REPEAT).to_numpy(), dtype=np.int64)


def with_repeats(records: pa.Table, repeats: np.ndarray) -> pa.Table:
    """Records with a column that says of which repeat each is."""
    return records.append_column(REPEAT, pa.array(repeats, pa.int64()))


def rows_in(records: pa.Table) -> int:
    """How many rows of a file the records are made of."""
    return int(np.unique(row_numbers(records)[0]).size) if records.num_rows else 0


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A stored table with the fields of today: new ones are null, old ones stay behind."""
    arrays = [
        table.column(f.name).cast(f.type)
        if f.name in table.column_names
        else pa.nulls(table.num_rows, f.type)
        for f in schema
    ]
    return pa.table(arrays, schema=schema)


def _taken(table: pa.Table, name: str, at: np.ndarray) -> pa.ChunkedArray:
    """A column's values at positions; nothing where a position is -1."""
    return table.column(name).take(pa.array(at, pa.int64(), mask=at < 0))


def _places(records: pa.Table) -> list[Place]:
    sheets, rows = records.column("source_sheet").to_pylist(), records.column("source_row").to_pylist()
    return list(zip(sheets, rows, strict=True))


def reread(
    rows: Sequence[AnsweredRow],
    columns: Sequence[FixColumn],
    stored: pa.Table,
    repeats: np.ndarray,
    kept_marks: pa.Table,
    context: StagingContext,
) -> Reread:
    """Read the changed cells of ``rows`` again.

    ``stored`` are the records of these rows as they were and ``repeats`` of which repeat each is; ``kept_marks`` are the marks
    that the rows had on cells.
    """
    tables, numbers, marks, unused, filtered = [], [], [], [], set()
    for sheet in dict.fromkeys(row.sheet for row in rows):
        here = np.asarray(pc.equal(stored.column("source_sheet"), sheet).to_numpy(), dtype=bool)
        part = _Sheet(sheet, [row for row in rows if row.sheet == sheet], columns, context)
        pairs = part.pairs(stored.filter(pa.array(here)), repeats[here])
        merged, used = part.merged(stored.filter(pa.array(here)), pairs)
        tables.append(merged)
        numbers.append(pairs.repeat)
        filtered |= part.filtered
        marks.extend(part.marks(merged, pairs, kept_marks))
        unused.extend(part.unused(used))
    records = pa.concat_tables(tables) if tables else stored
    told = pa.concat_tables(marks) if marks else MARK_SCHEMA.empty_table()
    own = np.concatenate(numbers) if numbers else repeats
    return Reread(tuple(_places(records)), own, records, frozenset(filtered), told, tuple(unused))


@dataclass(frozen=True)
class _Pairs:
    """The records that rows are made of now: the position of the row, the repeat, and where each stands.

    ``was`` and ``is_now`` are positions among the stored records and the newly staged ones, -1 where there is none; ``was_any``
    and ``is_any`` those of any record of the same row.
    """

    row: np.ndarray
    repeat: np.ndarray
    was: np.ndarray
    is_now: np.ndarray
    was_any: np.ndarray
    is_any: np.ndarray


class _Sheet:
    """The answered rows of one sheet of the sender's file."""

    def __init__(
        self, name: str, rows: list[AnsweredRow], columns: Sequence[FixColumn], context: StagingContext
    ) -> None:
        self.name, self.rows, self.context = name, rows, context
        self.columns = [(n, column) for n, column in enumerate(columns) if name in column.letters]
        self.position = {column.normal: k for k, (_, column) in enumerate(self.columns)}
        wide = (len(rows), len(self.columns))
        self.changed = np.array([[row.changed[n] for n, _ in self.columns] for row in rows]).reshape(wide)
        self.known = np.array([[row.known[n] for n, _ in self.columns] for row in rows]).reshape(wide)
        self.numbers = np.array([row.row for row in rows], dtype=np.int64)
        self.staged = stage_sheet(
            name,
            pa.table({column.letters[name]: pa.array([row.texts[n] for row in rows], pa.string()) for n, column in self.columns}),
            self.numbers,
            {column.normal: column.letters[name] for _, column in self.columns},
            {column.letters[name]: column.header for _, column in self.columns},
            context,
        )  # fmt: skip
        self.filtered = self._filtered(context.layout)

    def _filtered(self, layout: Layout) -> set[Place]:
        """Rows whose filter column was corrected to something that the layout does not ask for."""
        rule = layout.version.keep_when
        k = self.position.get(normalise_header(rule.column)) if rule else None
        if k is None:
            return set()
        out = np.asarray(self.staged.filtered & self.changed[:, k])
        return {(self.name, int(row)) for row in self.numbers[out]}

    def _rules(self) -> list[tuple[str, list[int]]]:
        """Each rule that this sheet can follow: the field it fills, and the positions of the columns it needs."""
        found = []
        for header, rules in self.context.layout.columns.items():
            for rule in rules:
                needed = {header, *map(normalise_header, rule.helpers)}
                if rule.at:
                    needed |= self.context.layout.headers_of((rule.at,)) & set(self.position)
                if rule.to and needed <= set(self.position):
                    places = [self.position[name] for name in sorted(needed)]
                    found += [(name, places) for name in (rule.to, rule.small_cells) if name]
        return found

    def _repeat(self, k: int) -> int:
        """The repeat that a column belongs to."""
        return self.context.layout.repeat_of.get(self.columns[k][1].normal, WHOLE_ROW)

    def pairs(self, stored: pa.Table, repeats: np.ndarray) -> _Pairs:
        """The records that the rows are made of now, in the order of the rows.

        A repeat of which not every cell is known keeps the record that it had.
        """
        at = {row.row: n for n, row in enumerate(self.rows)}
        was = {
            (at[row], repeat): n
            for n, (row, repeat) in enumerate(
                zip(stored.column("source_row").to_pylist(), repeats.tolist(), strict=True)
            )
        }
        is_now = {
            pair: n
            for n, pair in enumerate(
                zip(self.staged.lines.tolist(), self.staged.repeats.tolist(), strict=True)
            )
        }
        unknown = {(int(n), self._repeat(int(k))) for n, k in zip(*np.nonzero(~self.known), strict=True)}
        own: dict[int, set[int]] = {n: set() for n, _ in enumerate(self.rows)}
        for n, repeat in (*is_now, *(was.keys() & unknown)):
            own[n].add(repeat)
        found = [(n, r) for n, mine in own.items() for r in sorted(mine - {WHOLE_ROW}) or [WHOLE_ROW]]
        first = {n: k for (n, _), k in reversed(was.items())}
        fresh = {n: k for (n, _), k in reversed(is_now.items())}
        lines = [
            (n, r, was.get((n, r), -1), is_now.get((n, r), -1), first.get(n, -1), fresh.get(n, -1))
            for n, r in found
        ]
        return _Pairs(*np.array(lines, dtype=np.int64).reshape(-1, 6).T)

    def merged(self, stored: pa.Table, pairs: _Pairs) -> tuple[pa.Table, np.ndarray]:
        """The records with the fields made anew where they can be, and which changed cells went into one."""
        anew: dict[str, np.ndarray] = {}
        used = np.zeros_like(self.changed)
        for name, places in self._rules():
            can = np.asarray(self.known[:, places].all(axis=1)) & self.changed[:, places].any(axis=1)
            used[:, places] |= np.asarray(can)[:, np.newaxis]
            own = {self._repeat(k) for k in places} - {WHOLE_ROW}
            here = can[pairs.row] & (np.isin(pairs.repeat, list(own)) if own else True)
            anew[name] = anew.get(name, np.zeros(len(pairs.row), dtype=bool)) | here
        own_fields = self.context.layout.repeated_fields
        is_new = pairs.was < 0
        arrays = []
        for each in stored.schema:
            values = _taken(stored, each.name, np.where(is_new, pairs.was_any, pairs.was))
            take_fresh = anew.get(each.name, np.zeros(len(pairs.row), dtype=bool))
            if each.name in own_fields:
                take_fresh = take_fresh | is_new
            if take_fresh.any():
                at = np.where(pairs.is_now < 0, pairs.is_any, pairs.is_now)
                values = pc.if_else(pa.array(take_fresh), _taken(self.staged.records, each.name, at), values)
            arrays.append(values)
        return pa.table(arrays, schema=stored.schema), used

    def marks(self, merged: pa.Table, pairs: _Pairs, kept: pa.Table) -> list[pa.Table]:
        """What is wrong with cells now: kept marks on untouched cells, new ones on changed cells, empty required fields."""
        tables = [kept.filter(self._untouched(kept))]
        held = set(
            tables[0]
            .filter(pc.equal(tables[0].column("severity"), str(Severity.ROW_HELD)))
            .column("source_row")
            .to_pylist()
        )
        for problem in self.staged.problems:
            rows = self._touched(problem)
            if rows.size:
                tables.append(mark_table(problem, rows))
                held |= set(rows.tolist()) if problem.severity is Severity.ROW_HELD else set()
        numbers = self.numbers[pairs.row]
        dataset, next_steps = self.context.dataset, self.context.next_steps
        for need in dataset.needs:
            empty = lacking(merged, need)
            empty = empty & ~np.isin(numbers, list(held)) & ~self._is_filtered()[pairs.row]
            for repeat in np.unique(pairs.repeat[empty]).tolist():
                rows = np.unique(numbers[empty & (pairs.repeat == repeat)])
                place = self._feeding(need.field, repeat)
                among = self.context.layout.told_in(need.field) if repeat == WHOLE_ROW else ()
                problem = required_missing(self.name, need, dataset, place, rows, next_steps, among)
                tables.append(mark_table(problem, rows))
        return tables

    def _feeding(self, name: str, repeat: int) -> tuple[str, str] | None:
        """Letter and header of the first column that feeds a field of a record; of any where no repeat is filled."""
        for k, (_, column) in enumerate(self.columns):
            if name in column.fields and (repeat == WHOLE_ROW or self._repeat(k) in (WHOLE_ROW, repeat)):
                return column.letters[self.name], column.header
        return None

    def _is_filtered(self) -> np.ndarray:
        return np.isin(self.numbers, [row for _, row in self.filtered])

    def _untouched(self, kept: pa.Table) -> pa.Array:
        """Marks of this sheet on cells that were not changed."""
        letters = {column.letters[self.name]: k for k, (_, column) in enumerate(self.columns)}
        at = {row.row: n for n, row in enumerate(self.rows)}
        found = []
        for mark in kept.to_pylist():
            n, k = at.get(mark["source_row"]), letters.get(mark["letter"] or "")
            is_here = mark["source_sheet"] == self.name and n is not None
            looked_at = [] if k is None else self._together(k) if mark["check_id"] == TWO_OPTIONS else [k]
            found.append(
                is_here
                and mark["check_id"] not in EMPTY_CHECKS
                and not (looked_at and self.changed[n, looked_at].any())
            )
        return pa.array(found, pa.bool_())

    def _together(self, k: int) -> list[int]:
        """The columns that feed a field of the column's: of boxes to tick all of them."""
        fields = set(self.columns[k][1].fields)
        return [
            n
            for n, (_, column) in enumerate(self.columns)
            if fields & set(column.fields) and self._repeat(n) == self._repeat(k)
        ]

    def _touched(self, problem: Problem) -> np.ndarray:
        """Rows of a problem of cells whose cell was changed."""
        column = next((k for k, (_, c) in enumerate(self.columns) if c.header == problem.column), None)
        is_told = problem.severity is not Severity.NOTE and is_of_cells(problem.check_id, problem.stage)
        if column is None or not is_told or problem.places is None or problem.check_id in EMPTY_CHECKS:
            return np.zeros(0, dtype=np.int64)
        looked_at = self._together(column) if problem.check_id == TWO_OPTIONS else [column]
        changed = self.changed[:, looked_at].any(axis=1)
        return self.numbers[np.isin(self.numbers, problem.places) & changed & ~self._is_filtered()]

    def unused(self, used: np.ndarray) -> list[tuple[AnsweredRow, int]]:
        """Changed cells from which no field could be made, because another cell that it needs is not known."""
        lines, places = np.nonzero(self.changed & ~used)
        return [(self.rows[n], self.columns[k][0]) for n, k in zip(lines, places, strict=True)]


def unread_now(
    problems: Sequence[Problem], unread: Sequence[Mapping[str, object]]
) -> dict[tuple[str, str], int]:
    """How many cells of each column still cannot be read, by header and check."""
    counts = {(str(told["header"]), str(told["check_id"])): 0 for told in unread}
    for problem in problems:
        key = (problem.column or "", problem.check_id)
        if key in counts:
            counts[key] += problem.rows_count
    return counts
