"""From a figure back to the rows of files that it counts, and from a row to the figures that count it.

Rows are told as file, version, sheet and row; records by a part of their keyed code; values never. It reads a published
warehouse. The words around it and the files it can be written to stand in ``cli/trace.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from pipelines.metadata import CODE_LISTS, DATASETS, MEASURES
from pipelines.metadata.classes import Measure, Table
from pipelines.metadata.links import LINKS
from pipelines.statistics.lines import HEADLINE, Cell, Line, collect_lines
from pipelines.storage import StorageError, quote
from pipelines.warehouse.as_if import downstream
from pipelines.warehouse.latest import grains

NUMERATOR, DENOMINATOR, UNKNOWN = "numerator", "denominator", "not known"


class Untraceable(StorageError):
    """There are no rows to list; the text says why."""


@dataclass(frozen=True)
class Figure:
    """One stored figure: its line, whose it is and for which days, and what was counted."""

    line: Line
    agency_code: str
    period_kind: str
    period_start: date
    period_end: date
    num: int | None
    den: int | None
    n_missing: int | None


@dataclass(frozen=True)
class SourceRow:
    """A row of a file behind a figure. ``record`` numbers the records of its part; several rows may tell of one record."""

    part: str
    record: int
    code: str
    agency_code: str
    submission_id: str
    file_name: str
    version: int | None
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class Use:
    """A figure that counts a record: the measure and part, the agency and the months; ``link`` where a link leads there.

    A breakdown by area or people has no ``category`` here: which group the record is in would tell what it says.
    """

    measure_id: str
    name: str
    breakdown: str
    category: str
    part: str
    agency_code: str
    month: date | None
    link: str | None = None


def cells_of(line: Line) -> dict[str, Cell]:
    """What a line sums, by part; of a median the rows that have a time."""
    measure = line.measure
    if line.quantile is not None:
        conditions = [line.quantile.partition("_")[0]] if measure.scoped else []
        if measure.follow_up_days:
            conditions.append(f"event_date + {measure.follow_up_days} <= data_to_date")
        base = Cell(measure.fact, f"({measure.value_sql}) IS NOT NULL", " AND ".join(conditions) or "true")
        parts: dict[str, Cell | None] = {DENOMINATOR: base}
    else:
        parts = {NUMERATOR: line.num, DENOMINATOR: line.den}
    parts[UNKNOWN] = line.missing
    return {part: _in_category(line, cell) for part, cell in parts.items() if cell is not None}


def _in_category(line: Line, cell: Cell) -> Cell:
    """The part of a cell that falls into the line's category of areas or people."""
    if line.group is None or line.category is None:
        return cell
    mine = f"coalesce({line.group.column}, {quote(line.group.unknown)}) = {quote(line.category)}"
    return replace(cell, condition=f"({cell.condition}) AND {mine}")


def find_line(measure: Measure, breakdown: str | None, category: str | None) -> Line | None:
    """The line of a measure; its headline where nothing is named."""
    wanted = (breakdown, category) if breakdown else HEADLINE
    for line in collect_lines({measure.measure_id: measure}, CODE_LISTS).lines:
        if (line.breakdown, line.category) == wanted:
            return line
        if line.group is not None and line.breakdown == breakdown:  # its categories are those that occur
            return replace(line, category=category)
    return None


def rows_behind(connection: duckdb.DuckDBPyConnection, figure: Figure) -> list[SourceRow]:
    """Every row of a file behind a figure, part by part, in the order of agencies, files and rows.

    Raises:
        Untraceable: the measure is counted over something else than rows of files.
    """
    found: list[SourceRow] = []
    for part, cell in cells_of(figure.line).items():
        columns = _columns(connection, cell.fact)
        if "submission_id" not in columns:
            raise Untraceable(
                f"{figure.line.measure.measure_id} is counted over what came in and not over rows of files, so there are no "
                "rows to list. `samepage status` and the sheet Blank rates show what it counts."
            )
        kind = _kept_table(connection, cell.fact, columns)
        key = _key_columns(kind, columns)
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE counted AS SELECT {', '.join(key)}, submission_id, source_sheet, source_row"
            f" FROM mart.{cell.fact} CROSS JOIN (SELECT data_from_date, data_to_date, $last::DATE AS period_end"
            " FROM stg.setting) AS bounds"
            f" WHERE ({cell.condition}) AND coalesce(CAST(({cell.expression}) AS BIGINT), 0) <> 0"
            f" AND {_when(cell)} AND {_whose(figure)}",
            {
                "first": figure.period_start,
                "last": figure.period_end,
                "agency": figure.agency_code,
                "dataset": figure.line.measure.dataset,
            },
        )
        found += [SourceRow(part, *row) for row in connection.execute(_listed_sql(kind, key)).fetchall()]
    return found


def rows_gone(connection: duckdb.DuckDBPyConnection, figure: Figure) -> str | None:
    """The sentence about a figure whose rows are deleted, or partly: when, and under which clock."""
    fact = f"mart.{figure.line.measure.fact}"
    if not any(
        fact in downstream(f"stg.{dataset.name}") for dataset in DATASETS.values() if dataset.is_row_level
    ):
        return _tallied(connection, fact, figure)  # other sheets of the coordinator and totals have no clock
    row = connection.execute(
        "SELECT max(first_kept_date), max_by(clock_months, first_kept_date), max(done_on_date),"
        " max(done_on_date) FILTER (month BETWEEN $first AND $last) FROM ops.row_deletion WHERE NOT is_text AND NOT is_tally",
        {"first": figure.period_start, "last": figure.period_end},
    ).fetchone()
    if row is None or row[0] is None or figure.period_start >= row[0]:
        return None
    first_kept, months, last_day, own_day = row
    day = own_day or last_day
    which = "this month" if figure.period_kind == "month" else "months of this period"
    return (
        f"The rows of {which} were deleted under the clock of {months} months on {_told(day)}; the figure stands as it was counted "
        f"before. Rows are kept from {first_kept:%B %Y} on."
    )


def _tallied(connection: duckdb.DuckDBPyConnection, fact: str, figure: Figure) -> str | None:
    """The sentence about a figure of case reviews whose rows are tallies: they count, and stand in no sheet any more."""
    if fact not in downstream("stg.case_review"):
        return None
    day = connection.execute(
        "SELECT max(done_on_date) FROM ops.row_deletion"
        " WHERE is_tally AND NOT is_text AND dataset = 'case_review' AND month BETWEEN $first AND $last",
        {"first": figure.period_start, "last": figure.period_end},
    ).fetchall()[0][0]
    if day is None:
        return None
    return f"Reviewed records of this period turned into tallies on {_told(day)}: they count as before, and no row leads back to a record."


def is_gone(connection: duckdb.DuckDBPyConnection, submission_id: str) -> bool:
    """Whether rows of a file were deleted under the clock."""
    found = connection.execute(
        "SELECT count(*) FROM ops.row_deletion WHERE submission_id = ?", [submission_id]
    )
    return bool(found.fetchall()[0][0])


def _told(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _when(cell: Cell) -> str:
    if cell.snapshot:
        return "valid_from <= $last AND (valid_to IS NULL OR $last < valid_to) AND $first IS NOT NULL"
    return "event_date BETWEEN greatest($first, data_from_date) AND least($last, data_to_date)"


def _whose(figure: Figure) -> str:
    """The records of the agency; of all, those of the agencies that send the measure's dataset."""
    senders = "$dataset IS NULL OR agency_code IN (SELECT agency_code FROM stg.agency_dataset WHERE dataset = $dataset)"
    if figure.agency_code == "all":
        return f"$agency = 'all' AND ({senders})"
    return f"agency_code = $agency AND ({senders})"


def _columns(connection: duckdb.DuckDBPyConnection, fact: str) -> set[str]:
    return {row[0] for row in connection.execute(f"DESCRIBE mart.{fact}").fetchall()}


def _kept_table(connection: duckdb.DuckDBPyConnection, fact: str, columns: set[str]) -> Table | None:
    """The core table whose records a fact counts: of the dataset its rows came with, with the longest key it has."""
    row = connection.execute(
        f"SELECT dataset FROM ops.submission WHERE submission_id = (SELECT submission_id FROM mart.{fact} LIMIT 1)"
    ).fetchone()
    dataset = row[0] if row else None
    fitting = [
        table for table, source in grains().values() if source.name == dataset and set(table.key) <= columns
    ]
    return max(fitting, key=lambda table: len(table.key), default=None)


def _key_columns(table: Table | None, columns: set[str]) -> tuple[str, ...]:
    return table.key if table is not None else tuple(name for name in ("agency_code",) if name in columns)


def _listed_sql(table: Table | None, key: tuple[str, ...]) -> str:
    """Rows behind the table ``counted``: every row that tells of a record, or the one that is known to."""
    code = " || ".join(f"coalesce({name}::VARCHAR, '')" for name in key if name != "agency_code") or "''"
    if table is None:
        rows = "SELECT row_number() OVER (ORDER BY submission_id, source_sheet, source_row) AS record, * FROM counted"
    else:
        dataset = grains()[table.name][1].name
        columns = ", ".join(f"told.{name}" for name in key)
        rows = (
            f"SELECT unit.record, {columns}, told.submission_id, told.source_sheet, told.source_row FROM"
            f" (SELECT {', '.join(key)}, row_number() OVER (ORDER BY {', '.join(key)}) AS record FROM counted) AS unit"
            f" INNER JOIN stg.{dataset}__ordered AS told USING ({', '.join(key)})"
        )
    return (
        f"SELECT row.record, left({code}, 8), file.agency_code, row.submission_id, file.file_name, file.version,"
        f" row.source_sheet, row.source_row FROM ({rows}) AS row"
        " LEFT JOIN ops.submission AS file ON file.submission_id = row.submission_id"
        " ORDER BY row.record, file.agency_code, file.file_name, row.source_sheet, row.source_row"
    )


def uses_of(
    connection: duckdb.DuckDBPyConnection, dataset_name: str, submission_id: str, sheet: str | None, row: int
) -> list[Use] | None:
    """The figures that count a row's records; None where no such row counts.

    Where a record is linked to another, the measures that follow this link from the other one are told too.
    """
    where = f"submission_id = {quote(submission_id)} AND source_row = {int(row)}"
    if sheet:
        where += f" AND source_sheet = {quote(sheet)}"
    found = connection.execute(f"SELECT count(*) FROM stg.{dataset_name} WHERE {where}").fetchone()
    if not found or not found[0]:
        return None
    uses: list[Use] = []
    for table, dataset in grains().values():
        if dataset.name != dataset_name:
            continue
        key = ", ".join(table.key)
        records = f"(SELECT DISTINCT {key} FROM stg.{dataset_name}__ordered WHERE {where})"
        uses += _counted(connection, table, records)
        uses += _by_links(connection, table, records)
    return list(dict.fromkeys(uses))


def _by_links(connection: duckdb.DuckDBPyConnection, table: Table, records: str) -> Iterator[Use]:
    """Measures that reach the records from the other end of a link."""
    for link in LINKS:
        others = {link.child: link.partner, link.partner: link.child}
        if table.full_name not in others or link.child == link.partner:
            continue
        other = grains()[others[table.full_name].partition(".")[2]][0]
        mine, theirs = ("child", "partner") if table.full_name == link.child else ("partner", "child")
        agency = {"child": "agency_code", "partner": "partner_agency_code"}
        own = " || '|' || ".join(f"record.{name}" for name in table.key if name != "agency_code")
        far = [name for name in other.key if name != "agency_code"]
        if len(far) != 1:
            continue
        linked = (
            f"(SELECT DISTINCT pair.{agency[theirs]} AS agency_code, pair.{theirs}_key AS {far[0]} FROM core.link AS pair"
            f" INNER JOIN {records} AS record ON record.agency_code = pair.{agency[mine]} AND {own} = pair.{mine}_key"
            f" WHERE pair.link_name = {quote(link.name)} AND pair.is_current)"
        )
        yield from _counted(connection, other, linked, link.name)


def _counted(
    connection: duckdb.DuckDBPyConnection, table: Table, records: str, link: str | None = None
) -> Iterator[Use]:
    """The parts of measures that count records of ``table``; with ``link`` of measures that follow it."""
    lines = [
        line
        for line in collect_lines(MEASURES, CODE_LISTS).lines
        if link is None or line.measure.link == link
    ]
    wanted = [(line, part, cell) for line in lines for part, cell in cells_of(line).items()]
    for fact in sorted({cell.fact for _, _, cell in wanted}):
        columns = _columns(connection, fact)
        kept = _kept_table(connection, fact, columns)
        if kept is None or kept.full_name != table.full_name:
            continue
        mine = [entry for entry in wanted if entry[2].fact == fact]
        day = "valid_from" if "valid_from" in columns and mine[0][2].snapshot else "event_date"
        sums = ", ".join(
            f"coalesce(({cell.condition}) AND coalesce(CAST(({cell.expression}) AS BIGINT), 0) <> 0, false) AS cell_{n}"
            for n, (_, _, cell) in enumerate(mine)
        )
        rows = connection.execute(
            f"SELECT fact.agency_code, date_trunc('month', {day})::DATE, {sums} FROM mart.{fact} AS fact"
            " CROSS JOIN (SELECT data_from_date, data_to_date, data_to_date AS period_end FROM stg.setting) AS bounds"
            f" SEMI JOIN {records} AS record USING ({', '.join(table.key)})"
            f" WHERE {day} <= data_to_date"
        ).fetchall()
        for agency, month, *counted in rows:
            for (line, part, _), is_counted in zip(mine, counted, strict=True):
                if is_counted:
                    measure = line.measure
                    yield Use(
                        measure.measure_id,
                        measure.name,
                        line.breakdown,
                        line.category or "",
                        part,
                        agency,
                        month,
                        link,
                    )
