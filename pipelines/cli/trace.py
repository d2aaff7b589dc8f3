"""``samepage trace``: the rows behind a figure, or the figures that use a row. For the coordinator only.

Files, sheets, row numbers and parts of keyed codes are told, values never. What is looked up how stands in ``warehouse/trace.py``.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import asdict
from datetime import date, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.cli.endings import No
from pipelines.cli.queries import open_published
from pipelines.metadata import DATASETS, MEASURES
from pipelines.metadata.measures.told_elsewhere import TOLD_ELSEWHERE
from pipelines.reports.trace_sheet import write_trace
from pipelines.settings import SettingsError, Site
from pipelines.warehouse.trace import (
    Figure,
    SourceRow,
    Use,
    find_line,
    is_gone,
    rows_behind,
    rows_gone,
    uses_of,
)

FOR_WHOM = "For the coordinator only: these rows are single cases. Do not pass the list on."
_MOST_LINES = 60
_PERIOD = re.compile(
    r"(?P<rolling>12m-)?(?P<year>20\d{2})(?:-(?P<month>0[1-9]|1[0-2])|-?[Qq](?P<quarter>[1-4]))?\Z"
)
_HOW_PERIODS = (
    "Write 2026-03 for a month, 2026-Q1, 2026, or 12m-2026-03 for the 12 months that end with March 2026."
)


def trace_figure(
    site: Site, measure: str, agency: str, period: str, breakdown: str | None
) -> tuple[Figure, list[SourceRow]]:
    """The rows behind one figure.

    Raises:
        SettingsError: the measure, agency, period or breakdown is unknown; the text names what is near.
        No: the figure is not counted for this period, or is withheld, or its rows are deleted.
    """
    with open_published(site) as connection:
        figure = _figure(connection, measure.upper(), agency, _period(period), breakdown)
        gone = rows_gone(connection, figure)
        if gone is not None:
            raise No(gone)
        return figure, rows_behind(connection, figure)


def _period(text: str) -> tuple[str, date]:
    """The kind of a period and its first day."""
    found = _PERIOD.match(text.strip())
    if found is None or (found["rolling"] and not found["month"]):
        raise SettingsError(f"--period {text} is no period. {_HOW_PERIODS}")
    year = int(found["year"])
    if found["rolling"]:
        after = (date(year, int(found["month"]), 1) + timedelta(days=32)).replace(day=1)
        return "rolling12", after.replace(year=after.year - 1)
    if found["quarter"]:
        return "quarter", date(year, 3 * int(found["quarter"]) - 2, 1)
    return ("month", date(year, int(found["month"]), 1)) if found["month"] else ("year", date(year, 1, 1))


def _figure(
    connection: duckdb.DuckDBPyConnection,
    measure_id: str,
    agency: str,
    period: tuple[str, date],
    breakdown: str | None,
) -> Figure:
    if measure_id in TOLD_ELSEWHERE:
        raise No(f"{measure_id} has no rows to list. {TOLD_ELSEWHERE[measure_id][1]}")
    measure = MEASURES.get(measure_id)
    if measure is None:
        near = get_close_matches(measure_id, MEASURES, n=1, cutoff=0.5)
        raise SettingsError(
            f"There is no measure {measure_id}."
            + (f" The nearest is {near[0]}, {MEASURES[near[0]].name}." if near else "")
        )
    known = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT agency_code FROM mart.measure_value WHERE measure_id = ? ORDER BY 1",
            [measure_id],
        ).fetchall()
    ]
    if agency not in known:
        raise SettingsError(
            f"{measure_id} is not told for {agency}. Use one of {', '.join(known) or 'none'}."
        )
    parts = connection.execute(
        "SELECT DISTINCT breakdown, category FROM mart.measure_value WHERE measure_id = ? ORDER BY ALL",
        [measure_id],
    ).fetchall()
    part = _part(measure_id, breakdown, parts)
    line = find_line(measure, *part)
    values = connection.execute(
        "SELECT value.period_end, value.num, value.den, value.n_missing, shown.suppressed FROM mart.measure_value AS value"
        " LEFT JOIN pub.measure_value AS shown ON shown.audience = 'coordinator' AND (shown.measure_id, shown.agency_code,"
        " shown.period_kind, shown.period_start, shown.breakdown, shown.category) = (value.measure_id, value.agency_code,"
        " value.period_kind, value.period_start, value.breakdown, value.category)"
        " WHERE value.measure_id = ? AND value.agency_code = ? AND value.period_kind = ? AND value.period_start = ?"
        " AND value.breakdown = ? AND value.category = ?",
        [measure_id, agency, *period, *part],
    ).fetchone()
    if values is None or line is None:
        told = ", ".join(measure.period_kinds)
        raise No(
            f"{measure_id} is not counted for this period at {agency}. It is told by {told}. {_HOW_PERIODS}"
        )
    end, num, den, missing, withheld = values
    if withheld:
        raise No("This figure is withheld because the numbers are small, and so are its rows.")
    if num is None and den is None:
        raise No(f"Nothing is counted here: no file of {agency} that counts covers this period.")
    return Figure(line, agency, period[0], period[1], end, num, den, missing)


def _part(measure_id: str, breakdown: str | None, parts: list[tuple[str, str]]) -> tuple[str, str]:
    """The breakdown and category that were named, as ``release_type=ror`` or the category alone."""
    if breakdown is None:
        if ("none", "all") not in parts and parts:
            raise SettingsError(
                f"{measure_id} has no headline. Name a part with --breakdown: {_listed(parts)}."
            )
        return ("none", "all")
    name, _, category = breakdown.rpartition("=")
    fitting = [part for part in parts if part[1] == category and name in ("", part[0])]
    if len(fitting) != 1:
        raise SettingsError(f"{measure_id} has no part {breakdown}. Use one of {_listed(parts)}.")
    return fitting[0]


def _listed(parts: list[tuple[str, str]]) -> str:
    return (
        ", ".join(f"{name}={category}" for name, category in parts if name != "none")
        or "none: there is only the headline"
    )


def trace_row(site: Site, place: str) -> tuple[dict[str, Any], list[Use]]:
    """The figures that use a row, which is named as FILE:SHEET:ROW, with the agency before the file where two have one name.

    Raises:
        SettingsError: the place is not written so, or there is no such file.
        No: the row counts in no figure.
    """
    parts = place.rsplit(":", 2)
    if len(parts) != 3 or not parts[2].isdigit():
        raise SettingsError(
            "Name the row as FILE:SHEET:ROW, for example march.xlsx:Arrests:14. A CSV has no sheet: march.csv::14."
        )
    named, sheet, row = parts[0], parts[1], int(parts[2])
    agency, _, file_name = named.rpartition("/")
    with open_published(site) as connection:
        files = connection.execute(
            "SELECT submission_id, agency_code, dataset, status, version FROM ops.submission"
            " WHERE file_name = ? AND (? = '' OR agency_code = ?) ORDER BY received_ts DESC",
            [file_name, agency, agency],
        ).fetchall()
        if not files:
            raise SettingsError(f"No file called {file_name} has been taken in.")
        if len({one[1] for one in files}) > 1:
            codes = sorted({one[1] for one in files})
            raise SettingsError(
                f"{len(codes)} agencies sent a file of this name. Write {codes[0]}/{file_name}:{sheet}:{row}."
            )
        for submission_id, agency_code, dataset, _, version in files:
            if dataset not in DATASETS:
                continue
            uses = uses_of(connection, dataset, submission_id, sheet, row)
            if uses is not None:
                told = {
                    "agency_code": agency_code,
                    "dataset": dataset,
                    "submission_id": submission_id,
                    "version": version,
                }
                return {**told, "file": file_name, "sheet": sheet, "row": row}, uses
        was_cut = any(is_gone(connection, one[0]) for one in files)
    raise No(
        f"This row counts in no figure: {file_name} was not accepted or has been replaced ({files[0][3]}), or the row was held "
        "or left out. The receipt says which."
        + (
            " Or it was deleted under the clock of row-level records, as older rows of this file were."
            if was_cut
            else ""
        )
    )


def print_figure(console: Console, figure: Figure, rows: list[SourceRow]) -> None:
    """The rows as a table, with the sums that they must give."""
    measure = figure.line.measure
    console.print(FOR_WHOM)
    console.print(
        f"{measure.measure_id} {measure.name}, {figure.agency_code}, {figure.period_start} to {figure.period_end}."
    )
    console.print(check_words(figure, rows))
    table = Table("Part", "Record", "Code", "Agency", "File", "Version", "Sheet", "Row")
    for one in rows[:_MOST_LINES]:
        cells = (
            one.part,
            one.record,
            one.code,
            one.agency_code,
            one.file_name,
            one.version,
            one.sheet,
            one.row,
        )
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    console.print(table)
    if len(rows) > _MOST_LINES:
        console.print(f"{len(rows) - _MOST_LINES:,} more rows; --out FILE.xlsx or FILE.csv writes them all.")


def records_by_part(rows: list[SourceRow]) -> dict[str, int]:
    """How many records each part lists."""
    return {
        part: len({row.record for row in rows if row.part == part})
        for part in dict.fromkeys(r.part for r in rows)
    }


def check_words(figure: Figure, rows: list[SourceRow]) -> str:
    """What is counted, what is listed, and how many rows of files tell of it."""
    listed = records_by_part(rows)
    counts = {"numerator": figure.num, "denominator": figure.den, "not known": figure.n_missing}
    told = [
        f"{part}: {number:,} counted, {listed.get(part, 0):,} {'record' if listed.get(part, 0) == 1 else 'records'} listed"
        for part, number in counts.items()
        if number is not None
    ]
    totals = "; a row here holds a total and counts for several" if _holds_totals(figure) else ""
    return f"{'; '.join(told)}{totals}; {len(rows):,} rows of files tell of them."


def _holds_totals(figure: Figure) -> bool:
    dataset = figure.line.measure.dataset
    return dataset is not None and DATASETS[dataset].is_aggregate


def print_uses(console: Console, place: dict[str, Any], uses: list[Use]) -> None:
    """The figures as a table: a month's figure stands for the quarter, the 12 months and the year around it too."""
    console.print(FOR_WHOM)
    console.print(
        f"{place['agency_code']}/{place['file']}, row {place['row']}: its records count in these figures, and in the quarter, the "
        "12 months and the year around each month.",
        markup=False,
    )
    table = Table("Measure", "Part of it", "As", "Agency", "Month", "By way of")
    for use in uses:
        part = "headline" if use.breakdown == "none" else f"{use.breakdown}={use.category or 'its own group'}"
        month = f"{use.month:%Y-%m}" if use.month else ""
        table.add_row(f"{use.measure_id} {use.name}", part, use.part, use.agency_code, month, use.link or "")
    console.print(table)
    if not uses:
        console.print("None: the row is read, and no measure counts its records.")


def answer_json(head: dict[str, Any], rows: list[SourceRow] | list[Use]) -> str:
    """The answer as one JSON value."""
    return json.dumps({**head, "for": FOR_WHOM, "rows": [asdict(row) for row in rows]}, indent=1, default=str)


def figure_head(figure: Figure) -> dict[str, Any]:
    """What a figure is, as plain values."""
    told = {name: value for name, value in asdict(figure).items() if name != "line"}
    line = figure.line
    return {
        "measure_id": line.measure.measure_id,
        "breakdown": line.breakdown,
        "category": line.category,
        **told,
    }


def write_rows(site: Site, path: Path, figure: Figure, rows: list[SourceRow]) -> None:
    """Write the rows to a workbook or a CSV file, by the ending of its name.

    Raises:
        SettingsError: the name ends otherwise.
    """
    if path.suffix.lower() == ".xlsx":
        measure = figure.line.measure
        title = f"{measure.measure_id} {measure.name}"
        words = f"{figure.agency_code}, {figure.period_start} to {figure.period_end}. {check_words(figure, rows)} {FOR_WHOM}"
        write_trace(path, site.settings.name, site.as_of, title, words, [asdict(row) for row in rows])
    elif path.suffix.lower() == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(SourceRow.__dataclass_fields__))
            writer.writeheader()
            writer.writerows(asdict(row) for row in rows)
    else:
        raise SettingsError("--out takes a name that ends in .xlsx or .csv.")
