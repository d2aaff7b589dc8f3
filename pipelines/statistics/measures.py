"""Fills ``mart.measure_value``: sums every cell by agency and month, adds months up to periods, makes values.

Each fact is read once for all its sums, once more for each duration. What is counted stands in
``metadata/measures``, the lines of a measure in ``lines.py``; what may be shown to whom is decided in ``disclosure/``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.metadata.classes import CodeList, Measure
from pipelines.statistics.lines import Cell, Lines, collect_lines

_LINE = pa.schema(
    [
        ("line_no", pa.int32()),
        ("measure_id", pa.string()),
        ("breakdown", pa.string()),
        ("category", pa.string()),
        ("dataset", pa.string()),
        ("link", pa.string()),
        ("version", pa.int64()),
        ("num_cell", pa.int32()),
        ("den_cell", pa.int32()),
        ("missing_cell", pa.int32()),
        ("quantile", pa.string()),
        ("only_if_seen", pa.bool_()),
        ("seen_cell", pa.int32()),
        ("is_group", pa.bool_()),
    ]
)
_MEASURE_KIND = pa.schema([("measure_id", pa.string()), ("period_kind", pa.string())])
_EMPTY = {
    "cell_month": "cell INTEGER, agency_code VARCHAR, month DATE, n BIGINT",
    "cell_value": "cell INTEGER, agency_code VARCHAR, period_kind VARCHAR, period_start DATE, n BIGINT",
    "median_value": "measure_id VARCHAR, quantile VARCHAR, agency_code VARCHAR, period_kind VARCHAR,"
    " period_start DATE, den BIGINT, value DOUBLE",
    "measure_agency": "measure_id VARCHAR, agency_code VARCHAR",
}
_BOUNDS = "(SELECT data_from_date, data_to_date FROM stg.setting) AS bounds"
_WORKING = ("line", "measure_kind", *_EMPTY, "completeness", "link_rate")


@cache
def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def fill_measure_value(
    connection: duckdb.DuckDBPyConnection,
    measures: Mapping[str, Measure],
    code_lists: Mapping[str, CodeList],
) -> None:
    """Fill the empty table ``mart.measure_value``; without periods it stays empty.

    Needs ``mart.fact_*`` (agency_code, event_date; dv and ipv where scoped; valid_from and valid_to for
    snapshots), ``ops.match_rate``, ``stg.submission_month``, ``stg.agency_dataset``, ``stg.setting``,
    ``stg.period`` and ``stg.period_month``.
    """
    lines = collect_lines(measures, code_lists)
    _prepare(connection, lines, measures)
    for fact in sorted({cell.fact for cell in lines.cells}):
        _sum_events(connection, fact, [c for c in lines.cells if c.fact == fact and not c.snapshot], lines)
        _sum_snapshots(connection, fact, [c for c in lines.cells if c.fact == fact and c.snapshot], lines)
    connection.execute(
        "INSERT INTO cell_value SELECT cell, agency_code, period_kind, period_start, sum(n)"
        " FROM cell_month INNER JOIN stg.period_month USING (month) GROUP BY ALL"
    )
    _list_agencies(connection, measures)
    for measure in measures.values():
        if measure.value_sql is not None:
            _take_medians(connection, measure)
    for step in ("completeness", "link_rate", "measure_value"):
        connection.execute(_sql(step))
    for table in _WORKING:
        connection.execute(f"DROP TABLE temp.{table}")


def _prepare(connection: duckdb.DuckDBPyConnection, lines: Lines, measures: Mapping[str, Measure]) -> None:
    """Put the lines and the kinds of period of each measure into temporary tables, and make the empty ones."""
    rows = [
        {
            "line_no": number,
            "measure_id": line.measure.measure_id,
            "breakdown": line.breakdown,
            "category": line.category,
            "dataset": line.measure.dataset,
            "link": line.measure.link,
            "version": line.measure.version,
            "num_cell": lines.number(line.num),
            "den_cell": lines.number(line.den),
            "missing_cell": lines.number(line.missing),
            "quantile": line.quantile,
            "only_if_seen": line.only_if_seen,
            "seen_cell": lines.number(line.seen),
            "is_group": line.is_group,
        }
        for number, line in enumerate(lines.lines)
    ]
    kinds = [
        {"measure_id": measure.measure_id, "period_kind": kind}
        for measure in measures.values()
        for kind in measure.period_kinds
    ]
    for name, content in (
        ("line", pa.Table.from_pylist(rows, _LINE)),
        ("measure_kind", pa.Table.from_pylist(kinds, _MEASURE_KIND)),
    ):
        connection.register("incoming", content)
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    for name, columns in _EMPTY.items():
        connection.execute(f"CREATE TEMP TABLE {name} ({columns})")


def _sums(cells: list[Cell], lines: Lines) -> str:
    return ", ".join(f"{cell.sum_sql} AS cell_{lines.cells[cell]}" for cell in cells)


def _unpivot(inner: str, kept: str) -> str:
    """One row per cell that is not 0."""
    return (
        f"SELECT replace(cell, 'cell_', '')::INTEGER AS cell, {kept}, n"
        f" FROM (UNPIVOT ({inner}) ON COLUMNS('^cell_') INTO NAME cell VALUE n) WHERE n <> 0"
    )


def _sum_events(connection: duckdb.DuckDBPyConnection, fact: str, cells: list[Cell], lines: Lines) -> None:
    """Add up the cells of one fact by agency and month, in one reading."""
    if not cells:
        return
    inner = (
        f"SELECT agency_code, date_trunc('month', event_date)::DATE AS month, {_sums(cells, lines)}"
        f" FROM mart.{fact} CROSS JOIN {_BOUNDS}"
        " WHERE event_date BETWEEN data_from_date AND data_to_date GROUP BY ALL"
    )
    connection.execute(f"INSERT INTO cell_month BY NAME {_unpivot(inner, 'agency_code, month')}")


def _sum_snapshots(connection: duckdb.DuckDBPyConnection, fact: str, cells: list[Cell], lines: Lines) -> None:
    """Count what holds on the last day of each period."""
    if not cells:
        return
    inner = (
        f"SELECT agency_code, period_end, {_sums(cells, lines)}"
        f" FROM mart.{fact} CROSS JOIN {_BOUNDS}"
        " INNER JOIN (SELECT DISTINCT period_end FROM stg.period) AS ending"
        " ON valid_from <= period_end AND (valid_to IS NULL OR period_end < valid_to) GROUP BY ALL"
    )
    connection.execute(
        "INSERT INTO cell_value BY NAME SELECT cell, agency_code, period_kind, period_start, n"
        f" FROM ({_unpivot(inner, 'agency_code, period_end')}) INNER JOIN stg.period USING (period_end)"
    )


def _list_agencies(connection: duckdb.DuckDBPyConnection, measures: Mapping[str, Measure]) -> None:
    """A measure is told for the agencies that send its dataset; without a dataset, for those in the fact."""
    for measure in measures.values():
        source = (
            f"SELECT DISTINCT $id, agency_code FROM mart.{measure.fact} WHERE agency_code IS NOT NULL"
            if measure.dataset is None
            else f"SELECT $id, agency_code FROM stg.agency_dataset WHERE dataset = '{measure.dataset}'"
        )
        connection.execute(f"INSERT INTO measure_agency {source}", {"id": measure.measure_id})


def _take_medians(connection: duckdb.DuckDBPyConnection, measure: Measure) -> None:
    """Middle and 90th percentile of a duration, from the rows themselves."""
    conditions = ["dv"] if measure.scoped else []
    if measure.follow_up_days:
        conditions.append(f"event_date + {measure.follow_up_days} <= data_to_date")
    query = _sql("median").format(
        fact=measure.fact,
        value=measure.value_sql,
        condition=" AND ".join(conditions) or "true",
        ipv="ipv" if measure.scoped else "false",
    )
    connection.execute(query, {"id": measure.measure_id})
