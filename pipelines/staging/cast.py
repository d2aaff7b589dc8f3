"""The casts of one sheet, run in an in-memory DuckDB: each different text of a column is cast once.

A column of codes has a handful of different texts however many rows there are, so the work goes with what is written,
not with how often. What a cast is stands in ``plan.py`` and ``expressions.py``; what follows from it in ``stage.py``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.metadata.fields import FUTURE_FIELDS
from pipelines.staging import expressions as sql
from pipelines.staging.plan import TEXT, PlannedField, Planner, bounds

_COLUMN = re.compile(r'"([A-Z]+)"')
_LINE = "_line"
_PIECE = 50_000  # lines that one thread takes at once
_SMALL = 5_000  # rows of a sheet under which it is cast without an optimizer, by one thread
_CELL = "cell"  # the cleaned text of a field's own column, where the field needs no other


@dataclass(frozen=True)
class Cast:
    """What became of one planned field: a line for each different text, and for each row the line that is its own.

    The columns of ``told``: ``v`` the value (a key's number is still text), ``b`` whether the cell holds what would not
    cast, ``e`` an error of Excel, ``n`` a stand-in date, ``d`` a date that could be two days, ``i`` the issuing agency of
    a key, ``f`` whether a small number was withheld.
    """

    told: pa.Table
    lines: np.ndarray

    def distinct(self, name: str) -> pa.Array:
        """A column of ``told``."""
        return _column(self.told, name)

    def by_row(self, values: pa.Array) -> pa.Array:
        """One of ``values``, which go with the lines, for each row of the sheet."""
        return values.take(pa.array(self.lines))

    def mask(self, name: str) -> np.ndarray:
        """The rows for which a column of ``told`` is true."""
        lines = np.asarray(self.distinct(name).fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)
        return lines[self.lines] if lines.any() else np.zeros(len(self.lines), dtype=bool)

    def filled(self) -> np.ndarray:
        """The rows whose cell says something, be it readable or not."""
        valued = np.asarray(self.distinct("v").is_valid().to_numpy(zero_copy_only=False), dtype=bool)
        return valued[self.lines] | self.mask("b") | self.mask("n") | self.mask("f")


@dataclass(frozen=True)
class _Texts:
    """The different texts of a column, cleaned, the last one blank; and for each row the place of its own."""

    cleaned: pa.Array
    places: np.ndarray


def cast_sheet(
    grid: pa.Table, planner: Planner, planned: list[PlannedField], latest_day: str
) -> tuple[list[Cast], np.ndarray]:
    """What became of each planned field, and which rows pass the layout's filter."""
    with _cursor(grid.num_rows) as connection:
        texts = _clean(connection, grid, planner)
        cast: dict[int, Cast] = {}
        for positions in _alike(planned, texts):
            items = [planned[position] for position in positions]
            letters = _letters(items[0], texts)
            if letters == [items[0].letter]:
                cast |= zip(positions, _cast_alike(connection, items, texts, latest_day), strict=True)
            else:
                rows = grid.num_rows
                cast[positions[0]] = _cast_together(connection, items[0], letters, texts, rows, latest_day)
        return [cast[position] for position in range(len(planned))], _kept(connection, grid, planner, texts)


def _cursor(rows: int) -> duckdb.DuckDBPyConnection:
    """A connection for a sheet of so many rows: for a small one, planning and sharing out cost more than the work."""
    cursor = _database(1 if rows < _SMALL else 2).cursor()
    if rows < _SMALL:
        cursor.execute("PRAGMA disable_optimizer")
    return cursor


@cache
def _database(threads: int) -> duckdb.DuckDBPyConnection:
    """One in-memory database per process and number of threads: making one takes longer than a small sheet."""
    return duckdb.connect(config={"threads": threads})


def _clean(connection: duckdb.DuckDBPyConnection, grid: pa.Table, planner: Planner) -> dict[str, _Texts]:
    """The different texts of every column, cleaned all at once."""
    encoded = {
        letter: _column(grid, letter).cast(pa.string()).dictionary_encode() for letter in grid.column_names
    }
    written = pa.chunked_array([column.dictionary for column in encoded.values()], pa.string())
    cleaned = _asked(
        connection,
        pa.table({TEXT: written}),
        f"SELECT {_LINE}, {sql.without_missing(TEXT, planner.missing)} AS {TEXT} "
        f"FROM (SELECT {_LINE}, {sql.without_odd_blanks(TEXT)} AS {TEXT} FROM cells)",
    )
    plain = _column(cleaned, TEXT)
    blank = pa.nulls(1, pa.string())
    found: dict[str, _Texts] = {}
    start = 0
    for letter, column in encoded.items():
        size = len(column.dictionary)
        own = pa.concat_arrays([plain.slice(start, size), blank])
        found[letter] = _Texts(own, np.asarray(column.indices.fill_null(size).to_numpy(zero_copy_only=False)))
        start += size
    return found


def _alike(planned: list[PlannedField], texts: Mapping[str, _Texts]) -> list[list[int]]:
    """Positions of fields that are cast in the same way, which is done for all of them at once."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for position, item in enumerate(planned):
        way: tuple[object, ...] = (
            _own(item),
            item.value,
            item.ready,
            item.two_ways,
            item.issuer,
            item.small_flag,
            item.field.kind,
        )
        if item.is_date:
            way = (*way, item.field.name in FUTURE_FIELDS)
        if _letters(item, texts) != [item.letter]:
            way = (*way, position)
        groups.setdefault(way, []).append(position)
    return list(groups.values())


def _letters(item: PlannedField, texts: Mapping[str, _Texts]) -> list[str]:
    """The columns of the sheet that a field's value hangs on, its own first."""
    told = " ".join(
        [item.seen, item.value, item.ready, item.two_ways, item.issuer or "", item.small_flag or ""]
    )
    named = [item.letter or "", *sorted(set(_COLUMN.findall(told)))]
    return [letter for letter in dict.fromkeys(named) if letter in texts]


def _own(item: PlannedField) -> str:
    """The expression for the text that a field sees, with one name for its own column whatever its letter."""
    return item.seen.replace(sql.name(item.letter), _CELL) if item.letter else item.seen


def _cast_alike(
    connection: duckdb.DuckDBPyConnection,
    items: list[PlannedField],
    texts: Mapping[str, _Texts],
    latest_day: str,
) -> list[Cast]:
    """Fields that hang on their own column alone and are cast in the same way."""
    columns = [texts[item.letter or ""] for item in items]
    source = pa.table({_CELL: pa.chunked_array([column.cleaned for column in columns], pa.string())})
    told = _cast(connection, source, _own(items[0]), items[0], latest_day)
    found, start = [], 0
    for column in columns:
        found.append(Cast(told.slice(start, len(column.cleaned)), column.places))
        start += len(column.cleaned)
    return found


def _cast_together(
    connection: duckdb.DuckDBPyConnection,
    item: PlannedField,
    letters: list[str],
    texts: Mapping[str, _Texts],
    rows: int,
    latest_day: str,
) -> Cast:
    """A field that hangs on several columns, or on none: each different set of their texts is cast once."""
    lines, first = np.zeros(rows, dtype=np.int64), np.zeros(min(rows, 1), dtype=np.int64)
    for letter in letters:
        joined = lines * len(texts[letter].cleaned) + texts[letter].places
        _, first, lines = np.unique(joined, return_index=True, return_inverse=True)
    source: dict[str, pa.Array] = {"": pa.nulls(len(first))}  # a constant hangs on no column at all
    for letter in letters:
        source[letter] = texts[letter].cleaned.take(pa.array(texts[letter].places[first]))
    return Cast(_cast(connection, pa.table(source), item.seen, item, latest_day), lines)


def _kept(
    connection: duckdb.DuckDBPyConnection, grid: pa.Table, planner: Planner, texts: Mapping[str, _Texts]
) -> np.ndarray:
    """The rows that pass the layout's filter."""
    rule = planner.layout.version.keep_when
    letter = planner.letter_of(rule.column) if rule is not None else None
    if rule is None or letter is None:
        return np.ones(grid.num_rows, dtype=bool)
    kept = _asked(
        connection,
        pa.table({_CELL: texts[letter].cleaned}),
        f"SELECT {_LINE}, coalesce(lower({_CELL}) IN ({sql.listed(rule.values)}), false) AS kept FROM cells",
    )
    return np.asarray(kept.column("kept").to_numpy(), dtype=bool)[texts[letter].places]


def _cast(
    connection: duckdb.DuckDBPyConnection, source: pa.Table, seen: str, item: PlannedField, latest_day: str
) -> pa.Table:
    """The columns v, b, e, n, d, i, f for the lines of ``source``, in its order."""
    valued = (
        f"SELECT {_LINE}, {TEXT}, {item.value} AS v, {item.ready} AS r, {item.issuer or 'NULL::VARCHAR'} AS i, "
        f"{item.small_flag or 'false'} AS f, {item.two_ways} AS w FROM (SELECT *, {seen} AS {TEXT} FROM cells)"
    )
    # A value is worked out apart, or each of its uses below would do so again.
    value, blank = bounds(item, "v", latest_day) if item.is_date else ("v", "false")
    return _asked(
        connection,
        source,
        f"WITH valued AS MATERIALIZED ({valued}) "
        f"SELECT {_LINE}, {value} AS v, {TEXT} IS NOT NULL AND ({value}) IS NULL AND NOT {blank} AND NOT f AND r AS b, "
        f"{sql.is_error(TEXT)} AS e, {TEXT} IS NOT NULL AND {blank} AS n, "
        f"{TEXT} IS NOT NULL AND ({value}) IS NULL AND w AND r AS d, i, f FROM valued",
    )


def _asked(connection: duckdb.DuckDBPyConnection, source: pa.Table, query: str) -> pa.Table:
    """The answer to a query over ``source`` as ``cells``, in the order of its lines.

    Both threads work where there are several pieces, and DuckDB does not keep the order of pieces: so lines are numbered.
    """
    lines = pa.array(np.arange(source.num_rows, dtype=np.int64))
    pieces = source.append_column(_LINE, lines).combine_chunks().to_batches(max_chunksize=_PIECE)
    connection.register(
        "cells", pa.Table.from_batches(pieces, source.schema.append(pa.field(_LINE, pa.int64())))
    )
    told = connection.execute(query).to_arrow_table()
    came = told.column(_LINE).to_numpy()
    return told if (np.diff(came) > 0).all() else told.take(pa.array(np.argsort(came)))


def _column(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
