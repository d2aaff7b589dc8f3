"""The next version of a submission: rows as they were, with the corrected cells read again.

A field is made anew where a column that it hangs on was changed and all texts it needs are known; every other field keeps
the value that was read before. Nothing here looks at files: tables in, tables out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Dataset
from pipelines.metadata.derive import record_schema
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import normalise_header
from pipelines.staging.stage import StagingContext, stage_sheet
from pipelines.staging.told import required_missing
from pipelines.submissions.answers import AnsweredRow
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import MARK_SCHEMA, mark_table

Place = tuple[str, int]  # sheet and Excel row of the sender's own file


@dataclass(frozen=True)
class Reread:
    """Answered rows after their changed cells were read again.

    ``records`` has one row per entry of ``places``; ``filtered`` are rows that the layout no longer asks for, ``unused`` changed
    cells that no field could be made from.
    """

    places: tuple[Place, ...]
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
) -> tuple[list[Place], pa.Table]:
    """The typed records at ``places``, of the first table that has them, and the places that were found."""
    schema = record_schema(dataset)
    found: dict[Place, int] = {}
    parts, count = [], 0
    for table in tables:
        known = fitted(table, schema)
        here = known.filter(where(known, places))
        for n, place in enumerate(_places(here)):
            found.setdefault(place, count + n)
        parts.append(here)
        count += here.num_rows
    ordered = [place for place in places if place in found]
    pool = pa.concat_tables(parts) if parts else schema.empty_table()
    return ordered, pool.take(pa.array([found[place] for place in ordered], pa.int64()))


def fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """A stored table with the fields of today: new ones are null, old ones stay behind."""
    arrays = [
        table.column(f.name).cast(f.type)
        if f.name in table.column_names
        else pa.nulls(table.num_rows, f.type)
        for f in schema
    ]
    return pa.table(arrays, schema=schema)


def _places(records: pa.Table) -> list[Place]:
    sheets, rows = records.column("source_sheet").to_pylist(), records.column("source_row").to_pylist()
    return list(zip(sheets, rows, strict=True))


def reread(
    rows: Sequence[AnsweredRow],
    columns: Sequence[FixColumn],
    places: Sequence[Place],
    stored: pa.Table,
    kept_marks: pa.Table,
    context: StagingContext,
) -> Reread:
    """Read the changed cells of ``rows`` (in the order of ``places`` and ``stored``) again.

    ``kept_marks`` are the marks that the rows had on cells.
    """
    tables, marks, unused, filtered = [], [], [], set()
    for sheet in dict.fromkeys(sheet for sheet, _ in places):
        at = [n for n, (name, _) in enumerate(places) if name == sheet]
        mine = [rows[n] for n in at]
        part = _Sheet(sheet, mine, columns, context)
        merged, used = part.merged(stored.take(pa.array(at)))
        tables.append(merged)
        filtered |= part.filtered
        marks.extend(part.marks(merged, kept_marks))
        unused.extend(part.unused(used))
    records = pa.concat_tables(tables) if tables else stored
    told = pa.concat_tables(marks) if marks else MARK_SCHEMA.empty_table()
    return Reread(tuple(_places(records)), records, frozenset(filtered), told, tuple(unused))


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

    def merged(self, stored: pa.Table) -> tuple[pa.Table, np.ndarray]:
        """The records with the fields made anew where they can be, and which changed cells went into one."""
        anew: dict[str, np.ndarray] = {}
        used = np.zeros_like(self.changed)
        for name, places in self._rules():
            can = np.asarray(self.known[:, places].all(axis=1)) & self.changed[:, places].any(axis=1)
            anew[name] = anew.get(name, np.zeros(len(self.rows), dtype=bool)) | can
            used[:, places] |= np.asarray(can)[:, np.newaxis]
        arrays = []
        for each in stored.schema:
            values = stored.column(each.name)
            if each.name in anew and anew[each.name].any():
                fresh = self.staged.records.column(each.name)
                values = pc.if_else(pa.array(anew[each.name]), fresh, values)
            arrays.append(values)
        return pa.table(arrays, schema=stored.schema), used

    def marks(self, merged: pa.Table, kept: pa.Table) -> list[pa.Table]:
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
        for name in self.context.dataset.required:
            empty = np.asarray(pc.is_null(merged.column(name)).to_numpy(zero_copy_only=False))
            empty &= ~np.isin(self.numbers, list(held)) & ~self._is_filtered()
            if empty.any():
                feeding = next((c for _, c in self.columns if name in c.fields), None)
                place = (feeding.letters[self.name], feeding.header) if feeding else None
                problem = required_missing(
                    self.name, name, place, self.numbers[empty], self.context.next_steps
                )
                tables.append(mark_table(problem, self.numbers[empty]))
        return tables

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
            found.append(
                is_here
                and mark["check_id"] != "row_required_missing"
                and not (k is not None and self.changed[n, k])
            )
        return pa.array(found, pa.bool_())

    def _touched(self, problem: Problem) -> np.ndarray:
        """Rows of a problem of cells whose cell was changed."""
        column = next((k for k, (_, c) in enumerate(self.columns) if c.header == problem.column), None)
        is_told = problem.stage is Stage.CELL and problem.severity is not Severity.NOTE
        if column is None or not is_told or problem.places is None:
            return np.zeros(0, dtype=np.int64)
        return self.numbers[
            np.isin(self.numbers, problem.places) & self.changed[:, column] & ~self._is_filtered()
        ]

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
