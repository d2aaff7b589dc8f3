"""Fills ``mart.measure_value``: sums every cell by agency and month, adds months up to periods, makes values.

Each fact is worked out once, with the columns that are counted, for all its sums, breakdowns and durations. What is counted stands in
``metadata/measures``, the lines of a measure in ``lines.py``; what may be shown to whom is decided in ``disclosure/``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.metadata.classes import CodeList, Group, Measure
from pipelines.metadata.measures.groups import AREA
from pipelines.statistics.lines import HEADLINE, UNGROUPED, Cell, Lines, collect_lines, grouping, groups_of

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
        ("own_agencies", pa.bool_()),
        ("grouping", pa.string()),
        ("is_area", pa.bool_()),
    ]
)
_WANTED = pa.schema([("cell", pa.int32()), ("grouping", pa.string())])
_MEASURE_KIND = pa.schema([("measure_id", pa.string()), ("period_kind", pa.string())])
_SOURCES = pa.schema([(name, pa.string()) for name in ("measure_id", "dataset", "fact")])
_EMPTY = {
    "cell_month": "cell INTEGER, agency_code VARCHAR, month DATE, grouping VARCHAR, category VARCHAR, n BIGINT",
    "cell_value": "cell INTEGER, agency_code VARCHAR, period_kind VARCHAR, period_start DATE, grouping VARCHAR,"
    " category VARCHAR, n BIGINT",
    "median_value": "measure_id VARCHAR, quantile VARCHAR, agency_code VARCHAR, period_kind VARCHAR,"
    " period_start DATE, grouping VARCHAR, category VARCHAR, den BIGINT, value DOUBLE",
    "median_seen": "measure_id VARCHAR, agency_code VARCHAR, grouping VARCHAR, category VARCHAR",
    "measure_agency": "measure_id VARCHAR, agency_code VARCHAR",
    "told_before": "measure_id VARCHAR, agency_code VARCHAR, breakdown VARCHAR, category VARCHAR",
    "agency_with": "what VARCHAR, agency_code VARCHAR",  # a fact, or a measure of which it has what the measure needs
    "median_count": "measure_id VARCHAR, agency_code VARCHAR, month DATE, grouping VARCHAR, category VARCHAR, v DOUBLE,"
    " n BIGINT, ipv_n BIGINT",
}
_BOUNDS = "(SELECT data_from_date, data_to_date FROM stg.setting) AS bounds"
_KEPT = ("agency_code", "event_date", "valid_from", "valid_to")
_SCOPES = ("dv", "ipv")  # whatever is ipv is dv too
_WORKING = ("line", "wanted", "measure_kind", "told_period", *_EMPTY, "completeness", "link_rate")


@cache
def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def fill_measure_value(
    connection: duckdb.DuckDBPyConnection,
    measures: Mapping[str, Measure],
    code_lists: Mapping[str, CodeList],
    told_before: str | None = None,
) -> None:
    """Fill the empty table ``mart.measure_value``; without periods it stays empty.

    ``told_before`` is the query of lines (measure_id, agency_code, breakdown, category) that rows showed which are gone by now:
    they are told as 0 where nothing more of them occurs, as they would be with those rows.

    Needs ``mart.fact_*`` (agency_code, event_date; dv and ipv where scoped; valid_from and valid_to for
    snapshots), ``ops.match_rate``, ``stg.submission_month``, ``stg.agency_dataset``, ``stg.setting``,
    ``stg.period`` and ``stg.period_month``.
    """
    lines = collect_lines(measures, code_lists)
    _prepare(connection, lines, measures)
    if told_before is not None:
        connection.execute(f"INSERT INTO told_before {told_before}")
    for fact in sorted(
        {cell.fact for cell in lines.cells}.union(*(_facts_read(m) for m in measures.values()))
    ):
        _read_fact(connection, fact, lines, measures)
    connection.execute(
        "INSERT INTO cell_value SELECT cell, agency_code, period_kind, period_start, grouping, category, sum(n)"
        " FROM cell_month INNER JOIN stg.period_month USING (month)"
        " INNER JOIN told_period USING (period_kind, period_start)"
        f" WHERE {told_when('grouping')} GROUP BY ALL"
    )
    _list_agencies(connection, measures)
    connection.execute(_sql("median").format(told_when=told_when("grouping")))
    connection.execute(_sql("median_seen"))
    for step in ("completeness", "link_rate", "measure_value"):
        connection.execute(_sql(step).replace("{told_when}", told_when("line.grouping")))
    for table in _WORKING:
        connection.execute(f"DROP TABLE temp.{table}")


def told_when(grouping: str) -> str:
    """Which periods a grouping is told for: headlines for all, areas and people for some of them."""
    return (
        f"CASE WHEN {grouping} = '{UNGROUPED}' THEN true WHEN {grouping} LIKE '{AREA}:%' THEN is_for_areas"
        " ELSE is_for_people END"
    )


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
            "own_agencies": line.own_agencies,
            "grouping": line.grouping,
            "is_area": line.is_area,
        }
        for number, line in enumerate(lines.lines)
    ]
    kinds = [
        {"measure_id": measure.measure_id, "period_kind": kind}
        for measure in measures.values()
        for kind in measure.period_kinds
    ]
    wanted = [{"cell": lines.cells[cell], "grouping": name} for cell, name in lines.wanted]
    for name, content in (
        ("line", pa.Table.from_pylist(rows, _LINE)),
        ("wanted", pa.Table.from_pylist(wanted, _WANTED)),
        ("measure_kind", pa.Table.from_pylist(kinds, _MEASURE_KIND)),
    ):
        connection.register("incoming", content)
        connection.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    connection.execute(_sql("told_period"))
    for name, columns in _EMPTY.items():
        connection.execute(f"CREATE TEMP TABLE {name} ({columns})")


def _facts_read(measure: Measure) -> tuple[str, ...]:
    """The facts behind a measure, and behind the agencies that it is told for."""
    return (*facts_of(measure), *((measure.needs.fact,) if measure.needs is not None else ()))


def _read_fact(
    connection: duckdb.DuckDBPyConnection, fact: str, lines: Lines, measures: Mapping[str, Measure]
) -> None:
    """Count everything in a fact: sums, durations, and whose rows it has. Most count domestic violence only."""
    cells = [cell for cell in lines.cells if cell.fact == fact]
    timed = [m for m in measures.values() if m.fact == fact and m.value_sql is not None]
    for scoped in (True, False):
        _count_part(
            connection,
            fact,
            [cell for cell in cells if cell.scoped is scoped],
            [m for m in timed if m.scoped is scoped],
            lines,
        )
    asked = {
        name: m.needs.condition
        for name, m in measures.items()
        if m.needs is not None and m.needs.fact == fact
    }
    if any(m.dataset is None and fact in facts_of(m) for m in measures.values()):
        asked[fact] = "true"
    if asked:
        holds = ", ".join(f"bool_or({condition}) AS {what}" for what, condition in asked.items())
        connection.execute(
            "INSERT INTO agency_with BY NAME SELECT what, agency_code FROM ("
            f"UNPIVOT (SELECT agency_code, {holds} FROM mart.{fact} WHERE agency_code IS NOT NULL GROUP BY ALL)"
            f" ON {', '.join(asked)} INTO NAME what VALUE holds) WHERE holds"
        )


def _count_part(
    connection: duckdb.DuckDBPyConnection, fact: str, cells: list[Cell], timed: list[Measure], lines: Lines
) -> None:
    """Count the scoped cells and measures of a fact, or the others, in the rows and columns that they read.

    What is read more than once is kept for the while: working most facts out takes longer than counting them.
    """
    events = [cell for cell in cells if not cell.snapshot]
    snapshots = [cell for cell in cells if cell.snapshot]
    readings = bool(events) + bool(snapshots) + len(timed)
    if not readings:
        return
    scoped = any(cell.scoped for cell in cells) or any(measure.scoped for measure in timed)
    said = [f"{cell.expression} {cell.condition}" for cell in cells] + [str(m.value_sql) for m in timed]
    said += [group.column for group in lines.groups_of(fact).values()]
    said += [group.column for m in timed for group in groups_of(m)]
    words = {*_KEPT, *(_SCOPES if scoped else ()), *re.findall(r"\w+", " ".join(said))}
    known = [row[0] for row in connection.execute(f"DESCRIBE mart.{fact}").fetchall()]
    columns = ", ".join(name for name in known if name in words)
    kind, where = "TABLE" if readings > 1 else "VIEW", " WHERE dv" if scoped else ""
    connection.execute(f"CREATE TEMP {kind} counted_fact AS SELECT {columns} FROM mart.{fact}{where}")
    # To plan so wide a sum takes longer than to add few rows up, and most agencies send little.
    if kind == "VIEW" or connection.execute("SELECT 1 FROM counted_fact LIMIT 1").fetchall():
        _sum_events(connection, fact, events, lines)
        _sum_snapshots(connection, snapshots, lines)
        for measure in timed:
            _count_durations(connection, measure)
    connection.execute(f"DROP {kind} temp.counted_fact")


def _sums(cells: list[Cell], lines: Lines) -> str:
    return ", ".join(f"{cell.sum_sql} AS cell_{lines.cells[cell]}" for cell in cells)


def _unpivot(inner: str, kept: str) -> str:
    """One row per cell that is not 0."""
    return (
        f"SELECT replace(cell, 'cell_', '')::INTEGER AS cell, {kept}, n"
        f" FROM (UNPIVOT ({inner}) ON COLUMNS('^cell_') INTO NAME cell VALUE n) WHERE n <> 0"
    )


def _sum_events(connection: duckdb.DuckDBPyConnection, fact: str, cells: list[Cell], lines: Lines) -> None:
    """Add up the cells of one fact by agency and month, and by every grouping of it, in one reading."""
    if not cells:
        return
    names, columns = grouping_columns(lines.groups_of(fact))
    groups = "".join(f", {column} AS {name}" for name, column in columns.items())
    sets = ", ".join(["(agency_code, month)", *(f"(agency_code, month, {name})" for name in columns)])
    kept = f"agency_code, month, {named_by(names)} AS grouping, {category_of(names)} AS category"
    inner = (
        f"SELECT {kept}, {_sums(cells, lines)} FROM ("
        f"SELECT *, date_trunc('month', event_date)::DATE AS month{groups}"
        f" FROM counted_fact CROSS JOIN {_BOUNDS} WHERE event_date BETWEEN data_from_date AND data_to_date)"
        f" GROUP BY GROUPING SETS ({sets})"
    )
    connection.execute(
        "INSERT INTO cell_month BY NAME SELECT cell, agency_code, month, grouping, category, n FROM"
        f" ({_unpivot(inner, 'agency_code, month, grouping, category')}) INNER JOIN wanted USING (cell, grouping)"
    )


def grouping_columns(groups: Mapping[str, Group]) -> tuple[dict[str, str], dict[str, str]]:
    """Column names for the groupings of a fact, with the grouping each stands for and its expression.

    Whoever is not recorded is in the unknown category: all categories add up to the headline.
    """
    names = {f"in_group_{place}": grouping for place, grouping in enumerate(groups)}
    columns = {
        name: f"coalesce({groups[grouping].column}, '{groups[grouping].unknown}')"
        for name, grouping in names.items()
    }
    return names, columns


def named_by(names: Mapping[str, str]) -> str:
    """The grouping of a row of grouping sets: at most one of the columns is filled."""
    cases = " ".join(f"WHEN {name} IS NOT NULL THEN '{grouping}'" for name, grouping in names.items())
    return f"CASE {cases} ELSE '{UNGROUPED}' END" if cases else f"'{UNGROUPED}'"


def category_of(names: Mapping[str, str]) -> str:
    """The category of such a row; 'all' for the plain one."""
    return f"coalesce({', '.join([*names, repr(HEADLINE[1])])})"


def _sum_snapshots(connection: duckdb.DuckDBPyConnection, cells: list[Cell], lines: Lines) -> None:
    """Count what holds on the last day of each period."""
    if not cells:
        return
    inner = (
        f"SELECT agency_code, period_end, {_sums(cells, lines)}"
        f" FROM counted_fact CROSS JOIN {_BOUNDS}"
        " INNER JOIN (SELECT DISTINCT period_end FROM stg.period) AS ending"
        " ON valid_from <= period_end AND (valid_to IS NULL OR period_end < valid_to) GROUP BY ALL"
    )
    connection.execute(
        "INSERT INTO cell_value BY NAME SELECT cell, agency_code, period_kind, period_start,"
        f" '{UNGROUPED}' AS grouping, '{HEADLINE[1]}' AS category, n"
        f" FROM ({_unpivot(inner, 'agency_code, period_end')}) INNER JOIN stg.period USING (period_end)"
    )


def facts_of(measure: Measure) -> tuple[str, ...]:
    """The facts that a measure is counted from."""
    return tuple(dict.fromkeys((measure.fact, *(part.fact for part in measure.parts if part.fact))))


def _list_agencies(connection: duckdb.DuckDBPyConnection, measures: Mapping[str, Measure]) -> None:
    """A measure is told for the agencies that send its dataset and what it needs.

    Without a dataset it is told for those in its facts.
    """
    sources = [
        {"measure_id": measure.measure_id, "dataset": measure.dataset, "fact": fact}
        for measure in measures.values()
        for fact in (facts_of(measure) if measure.dataset is None else (None,))
    ]
    connection.register("incoming", pa.Table.from_pylist(sources, _SOURCES))
    connection.execute(
        "INSERT INTO measure_agency SELECT DISTINCT measure_id, agency_code FROM incoming"
        " INNER JOIN stg.agency_dataset USING (dataset)"
        " UNION SELECT measure_id, agency_code FROM incoming INNER JOIN agency_with ON what = fact"
    )
    connection.unregister("incoming")
    needing = [name for name, measure in measures.items() if measure.needs is not None]
    connection.execute(
        "DELETE FROM measure_agency WHERE list_contains($needing, measure_id)"
        " AND NOT EXISTS (FROM agency_with AS n WHERE n.what = measure_agency.measure_id AND n.agency_code = measure_agency.agency_code)"
        " AND NOT EXISTS (FROM told_before AS t WHERE t.measure_id = measure_agency.measure_id AND t.agency_code = measure_agency.agency_code)",
        {"needing": needing},
    )


def _count_durations(connection: duckdb.DuckDBPyConnection, measure: Measure) -> None:
    """How often each length of a duration occurs, by agency, month and every grouping of its fact."""
    conditions = ["dv"] if measure.scoped else []
    if measure.follow_up_days:
        conditions.append(f"event_date + {measure.follow_up_days} <= data_to_date")
    names, columns = grouping_columns({grouping(group): group for group in groups_of(measure)})
    words = {
        "value": measure.value_sql or "NULL",
        "condition": " AND ".join(conditions) or "true",
        "ipv": "ipv" if measure.scoped else "false",
        "groups": "".join(f", {column} AS {name}" for name, column in columns.items()),
        "grouping": named_by(names),
        "category": category_of(names),
        "sets": ", ".join(
            ["(agency_code, month, v)", *(f"(agency_code, month, v, {name})" for name in names)]
        ),
    }
    connection.execute(_sql("median_count").format(**words), {"id": measure.measure_id})
