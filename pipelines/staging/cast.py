"""The casts of one sheet, run in an in-memory DuckDB: each different text of a column is cast once.

A column of codes has a handful of different texts however many rows there are, so the work goes with what is written,
not with how often. What a cast is stands in ``plan.py`` and ``expressions.py``; what follows from it in ``stage.py``.
"""

from __future__ import annotations

import re

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.fields import FUTURE_FIELDS
from pipelines.staging import expressions as sql
from pipelines.staging.plan import TEXT, PlannedField, Planner, bounds

_OTHER_COLUMN = re.compile(r'"([A-Z]+)"')
_KEEP = "keep"


def cast_sheet(
    grid: pa.Table, planner: Planner, planned: list[PlannedField], latest_day: str
) -> dict[str, pa.Array]:
    """The cast columns of a sheet in its order, by name.

    For the planned field at position i: ``v<i>`` the value (a key's number is still text), ``b<i>`` whether the cell
    holds what would not cast, ``e<i>`` an error of Excel, ``n<i>`` a stand-in date, ``d<i>`` a date that could be two
    days, ``i<i>`` the issuing agency of a key, ``f<i>`` whether a small number was withheld; and ``keep``, whether the row passes the layout's filter.
    """
    with duckdb.connect(config={"threads": 2}) as connection:
        seen = _clean(connection, grid, planner, planned)
        cast = {_KEEP: _column(seen, _KEEP)}
        for positions in _alike(planned):
            item = planned[positions[0]]
            others = _others(item)
            texts = [_column(seen, f"s{position}") for position in positions]
            if others:  # the value hangs on other cells of the row too, so every row is cast
                source = pa.table({TEXT: texts[0], **{name: seen.column(name) for name in others}})
                told = _cast(connection, source, item, latest_day)
                cast |= {f"{name}{positions[0]}": _column(told, name) for name in told.column_names}
                continue
            different = pc.unique(pa.chunked_array(texts))
            told = _cast(connection, pa.table({TEXT: different}), item, latest_day)
            for position, text in zip(positions, texts, strict=True):
                places = pc.index_in(text, value_set=different)
                cast |= {f"{name}{position}": _column(told, name).take(places) for name in told.column_names}
    return cast


def _alike(planned: list[PlannedField]) -> list[list[int]]:
    """Positions of fields that are cast in the same way, which is done for all of them at once."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for position, item in enumerate(planned):
        way: tuple[object, ...] = (
            item.value,
            item.ready,
            item.two_ways,
            item.issuer,
            item.small_flag,
            item.field.kind,
        )
        if item.is_date:
            way = (*way, item.field.name in FUTURE_FIELDS)
        if _others(item):
            way = (*way, position)
        groups.setdefault(way, []).append(position)
    return list(groups.values())


def _others(item: PlannedField) -> list[str]:
    """Other columns of the row that a field's value hangs on."""
    told = " ".join([item.value, item.ready, item.issuer or "", item.small_flag or ""])
    return sorted(set(_OTHER_COLUMN.findall(told)))


def _clean(
    connection: duckdb.DuckDBPyConnection, grid: pa.Table, planner: Planner, planned: list[PlannedField]
) -> pa.Table:
    """Every column cleaned, the text ``s<i>`` that each planned field sees, and ``keep``, in the sheet's order."""
    columns = {letter: _column(grid, letter).cast(pa.string()) for letter in grid.column_names}
    written = pc.unique(pa.chunked_array(list(columns.values()), pa.string()))
    connection.register("written", pa.table({TEXT: written}))
    clean = _column(
        connection.execute(
            f"SELECT {sql.cleaned(TEXT, planner.missing)} AS {TEXT} FROM written"
        ).to_arrow_table(),
        TEXT,
    )
    cleaned = {
        letter: clean.take(pc.index_in(column, value_set=written)) for letter, column in columns.items()
    }
    rows = pa.array(np.arange(grid.num_rows, dtype=np.int64))
    connection.register("cleaned", pa.table({"_position": rows, **cleaned}))
    texts = "".join(f", {item.seen} AS s{position}" for position, item in enumerate(planned))
    return connection.execute(
        f"SELECT *{texts}, {_keep_sql(planner)} AS {_KEEP} FROM cleaned ORDER BY _position"
    ).to_arrow_table()


def _keep_sql(planner: Planner) -> str:
    """Whether a row passes the layout's filter."""
    rule = planner.layout.version.keep_when
    column = planner.other(rule.column) if rule is not None else None
    if rule is None or column is None:
        return "true"
    return f"coalesce(lower({column}) IN ({sql.listed(rule.values)}), false)"


def _cast(
    connection: duckdb.DuckDBPyConnection, source: pa.Table, item: PlannedField, latest_day: str
) -> pa.Table:
    """The columns v, b, e, n, d, i, f for the texts of ``source``, in its order."""
    connection.register("texts", source)
    valued = (
        f"SELECT {TEXT}, {item.value} AS v, {item.ready} AS r, {item.issuer or 'NULL::VARCHAR'} AS i, "
        f"{item.small_flag or 'false'} AS f, {item.two_ways} AS w FROM texts"
    )
    if item.is_date:  # apart, or the bounds would work out the value once for each of their uses
        connection.register("valued", connection.execute(valued).to_arrow_table())
        valued = "SELECT * FROM valued"
    value, blank = bounds(item, "v", latest_day) if item.is_date else ("v", "false")
    return connection.execute(
        f"SELECT {value} AS v, {TEXT} IS NOT NULL AND ({value}) IS NULL AND NOT {blank} AND NOT f AND r AS b, "
        f"{sql.is_error(TEXT)} AS e, {TEXT} IS NOT NULL AND {blank} AS n, {TEXT} IS NOT NULL AND ({value}) IS NULL AND w AND r AS d, i, f "
        f"FROM ({valued})"
    ).to_arrow_table()


def _column(table: pa.Table, name: str) -> pa.Array:
    column = table.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
