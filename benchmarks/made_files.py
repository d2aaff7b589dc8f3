"""The site and the workbooks that the benchmark measures on, made from the declarations of police incidents.

Nothing in them is anybody's: numbers count up, codes come from the code lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Field, Kind
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.settings import Site

AGENCY, DATASET = "mpd", "rms_incidents"
# Header of the export and the field that it feeds: fifteen columns of the kinds that incident exports have.
COLUMNS = {
    "Case Number": "incident_key",
    "CAD Event": "call_key",
    "Occurred": "occurred_ts",
    "Reported": "reported_ts",
    "Approved": "report_approved_ts",
    "Statute": "statute_text",
    "DV Related": "dv_flag_agency",
    "Offense": "most_serious_offense",
    "Weapon": "weapon",
    "Injury": "injury",
    "Strangulation": "strangulation",
    "Gone on Arrival": "suspect_gone_on_arrival",
    "Children": "children_count",
    "Race": "victim_race",
    "Relationship": "relationship_to_suspect",
}
TEXT_DATES = ("report_approved_ts",)  # the others are real dates of Excel
TEXT_DATE = "%m/%d/%Y %H:%M"
_FIRST = datetime(2025, 4, 1)  # the clocks stand still from April to October
_SITE = """name: Benchmark County
county: Benchmark
population: 900000
first_month: 2025-01
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol, datasets: {rms_incidents: monthly}}
"""

Row = list[Any]


def make_site(root: Path) -> Site:
    """A site with one agency and the layout of its export."""
    site = Site(root)
    lines = [f"dataset: {DATASET}", "layouts:", "  - columns:"]
    for header, name in COLUMNS.items():
        formats = f', formats: ["{TEXT_DATE}"]' if name in TEXT_DATES else ""
        lines.append(f'      "{header}": {{to: {name}{formats}}}')
    layout = site.layouts / AGENCY / f"{DATASET}.yaml"
    layout.parent.mkdir(parents=True, exist_ok=True)
    layout.write_text("\n".join(lines) + "\n", encoding="utf-8")
    site.site_yaml.write_text(_SITE, encoding="utf-8")
    (site.drop / AGENCY).mkdir(parents=True, exist_ok=True)
    return site


def fields() -> list[Field]:
    """The declared field of each column."""
    return [DATASETS[DATASET].field(name) for name in COLUMNS.values()]


def clean_rows(rows: int, start: int = 0) -> Iterator[Row]:
    """Rows without a fault."""
    codes = {f.name: [c.code for c in CODE_LISTS[f.code_list].codes] for f in fields() if f.code_list}
    for number in range(start, start + rows):
        happened = _FIRST + timedelta(minutes=number % 250_000)
        row: Row = []
        for place, field in enumerate(fields()):
            if field.kind is Kind.KEY:
                row.append(f"25-{number:07d}" if field.name == "incident_key" else f"C25{number:08d}")
            elif field.name in TEXT_DATES:
                row.append((happened + timedelta(hours=8)).strftime(TEXT_DATE))
            elif field.kind is Kind.TIMESTAMP:
                row.append(happened + timedelta(minutes=20 * place))
            elif field.kind is Kind.TRISTATE:
                row.append("YN"[(number * 7 + place) % 5 % 2])
            elif field.kind is Kind.INTEGER:
                row.append(number % 4)
            elif field.code_list:
                known = codes[field.name]
                row.append(known[(number * 13 + place) % len(known)])
            else:
                row.append(f"609.{number % 90 + 200}")
        yield row


_FAULTS: tuple[Callable[[Row], None], ...] = (
    lambda row: _put(row, "Occurred", "see report"),
    lambda row: _put(row, "Reported", None),  # required: the row is held
    lambda row: _put(row, "Weapon", "SEE NARR"),
    lambda row: _put(row, "DV Related", "?"),
    lambda row: _put(row, "Children", -1),
    lambda row: _put(row, "Occurred", row[list(COLUMNS).index("Reported")] + timedelta(days=1)),
    lambda row: _put(row, "CAD Event", "2.40123E+11"),
    lambda row: _put(row, "Relationship", "FRIEND OF COUSIN"),
)


def _put(row: Row, header: str, value: object) -> None:
    row[list(COLUMNS).index(header)] = value


def faulty_rows(rows: int, every: int = 100) -> Iterator[Row]:
    """Rows of which one in ``every`` has a fault, each kind of fault in turn."""
    for number, row in enumerate(clean_rows(rows)):
        if number % every == every // 2:
            _FAULTS[number // every % len(_FAULTS)](row)
        yield row


def wrong_rows(rows: int) -> Iterator[Row]:
    """Rows in which every cell is wrong, and no two cells of a column alike."""
    for number in range(rows):
        row: Row = []
        for place, field in enumerate(fields()):
            if field.kind is Kind.KEY:
                row.append(f"{number}E+{place + 10}")  # lost its digits to scientific notation
            elif field.kind is Kind.TEXT:
                row.append("#REF!")
            else:
                row.append(f"wrong {number} {place}")
        yield row


def write_book(path: Path, rows: Iterator[Row]) -> Path:
    """One sheet with the header in its first row, written with little memory."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_numbers": False}
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, {**options, "default_date_format": "mm/dd/yyyy hh:mm"}) as book:
        page = book.add_worksheet("Incidents")
        for place, header in enumerate(COLUMNS):
            page.write_string(0, place, header)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(number, place, value)
                elif isinstance(value, datetime):
                    page.write_datetime(number, place, value)
                elif value is not None:
                    page.write_number(number, place, value)
    return path
