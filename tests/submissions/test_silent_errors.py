"""The table of intake's silent errors: what other readers change without a word is kept as written, or told with its cell.

One defect to a file. ``pytest -s tests/submissions/test_silent_errors.py`` prints the table.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.settings import Site
from pipelines.submissions import Intake, open_intake
from pipelines.submissions.take_in import Judged

SITE = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
as_of: 2026-04-01
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol, datasets: {rms_incidents: monthly}}
  - {code: rpd, name: Redfield Police, area: patrol, datasets: {rms_incidents: monthly}}
"""
LAYOUT = """dataset: rms_incidents
layouts:
  - columns:
      Case Number: {to: incident_key}
      Reported: {to: reported_ts, formats: [%s]}
      Statute: {to: statute_text}
      DV: {to: dv_flag_agency}
      Injury: {to: injury}
      Children: {to: children_count}
      Surname: {class: drop}
"""
GROUPED = """dataset: rms_incidents
layouts:
  - header: {rows: 2}
    columns:
      Report / Number: {to: incident_key}
      Report / Reported: {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}
      Offense / Statute: {to: statute_text}
      Offense / DV: {to: dv_flag_agency}
"""
HEADERS = ["Case Number", "Reported", "Statute", "DV", "Injury", "Children", "Surname"]
KEPT, REPORTED = "kept", "reported"


def rows() -> list[list[Any]]:
    """Three incidents without a fault."""
    return [
        [f"25-{n:04d}", f"03/{12 + n}/2025 10:00", f"609.2{n}", "Y", "N", n, "Smithers"] for n in (1, 2, 3)
    ]


def workbook(path: Path, change: Callable[[Any, Any], None], headers: list[Any] | None = None) -> None:
    """The three incidents as a workbook, with one thing changed."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet("Incidents")
        for line, cells in enumerate([headers or HEADERS, *rows()]):
            for place, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(line, place, cell)
        change(book, sheet)


def cells(*changes: tuple[str, Any]) -> Callable[[Path], None]:
    """The three incidents with other values in some cells."""

    def change(book: Any, sheet: Any) -> None:
        for cell, value in changes:
            sheet.write(cell, value)

    return lambda path: workbook(path, change)


def sheet(change: Callable[[Any, Any], None], headers: list[Any] | None = None) -> Callable[[Path], None]:
    """The three incidents with something done to the sheet."""
    return lambda path: workbook(path, change, headers)


def text_file(encoding: str) -> Callable[[Path], None]:
    """The three incidents as text with a letter that the encoding writes in its own way."""

    def write(path: Path) -> None:
        with path.open("w", encoding=encoding, newline="") as file:
            lines = rows()
            lines[0][2] = "§ 609.2"
            csv.writer(file).writerows([HEADERS, *lines])

    return write


def grouped(path: Path) -> None:
    """Group headers merged over their columns, as a report writer makes them."""
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("Incidents")
        page.merge_range("A1:B1", "Report")
        page.merge_range("C1:D1", "Offense")
        page.write_row("A2", ["Number", "Reported", "Statute", "DV"])
        for line, row in enumerate(rows(), start=2):
            page.write_row(line, 0, row[:4])


def padded(book: Any, page: Any) -> None:
    page.write_number("C2", 121, book.add_format({"num_format": "000000"}))


def hidden(book: Any, page: Any) -> None:
    page.set_row(2, None, None, {"hidden": True})


def uncached(book: Any, page: Any) -> None:
    page.write_formula("C2", '=CONCATENATE("609",".2")', None, "")


def phantom(book: Any, page: Any) -> None:
    page.write_blank("A1048576", None, book.add_format({"bg_color": "yellow"}))


def nothing(book: Any, page: Any) -> None:
    return None


# What a person may look at in the records, to prove that it was kept.
def statutes(*expected: str | None) -> Callable[[Judged], bool]:
    return lambda judged: judged.records.column("statute_text").to_pylist() == list(expected)


def different_cases(count: int) -> Callable[[Judged], bool]:
    return lambda judged: len(set(judged.records.column("incident_key").to_pylist()) - {None}) == count


@dataclass(frozen=True)
class Line:
    """One way to lose something in silence: how the file has it, and what is right: kept, or reported at its cell."""

    error: str
    write: Callable[[Path], None]
    kept: Callable[[Judged], bool] | None = None
    check_id: str = ""
    at: str = ""
    name: str = "march 2025.xlsx"
    agency: str = "mpd"


PLAIN = ("609.21", "609.22", "609.23")
TABLE = (
    Line("leading zeros of a text", cells(("C2", "000121")), statutes("000121", *PLAIN[1:])),
    Line("leading zeros by number format", sheet(padded), statutes("000121", *PLAIN[1:])),
    Line("trailing zero of a statute", cells(("C2", "609.20")), statutes("609.20", *PLAIN[1:])),
    Line("a date that could be two days", cells(("B2", "03/04/2025 10:00")), None, "cell_date_ambiguous", "B2", agency="rpd"),
    Line("a date in another order", cells(("B2", "2025.13.03")), None, "cell_not_a_date", "B2"),
    Line("two header rows with merged groups", grouped, statutes(*PLAIN), agency="rpd"),
    Line("a hidden row", sheet(hidden), None, "sheet_hidden_cells", "3:3"),
    Line("an error cell", cells(("C2", "#N/A")), None, "cell_error", "C2"),
    Line("an error cell in a number", cells(("F2", "#DIV/0!")), None, "cell_error", "F2"),
    Line("a formula without a stored result", sheet(uncached), None, "sheet_formula_uncached", "C2"),
    Line("two columns with one header", sheet(nothing, [*HEADERS[:4], "Statute", *HEADERS[5:]]), None, "sheet_header_twice", "C1, E1"),
    Line("a column without a header", sheet(nothing, [*HEADERS[:6], None]), None, "sheet_header_blank", "G1"),
    Line("ids of 17 digits as text", cells(("A2", "20250000000000001"), ("A3", "20250000000000002"), ("A4", "20250000000000003")), different_cases(3)),
    Line("ids of 17 digits as numbers", cells(("A2", 20250000000000001)), None, "cell_number_damaged", "A2"),
    Line("an id in scientific notation", cells(("A2", "2.025E+16")), None, "cell_number_damaged", "A2"),
    Line("a text after numbers", cells(("F4", "three")), None, "cell_not_a_number", "F4"),
    Line("a text in a column of numbers that are texts", cells(("C4", "see report 9")), statutes(*PLAIN[:2], "see report 9")),
    Line("the word None as a case number", cells(("A2", "None")), None, "cell_number_damaged", "A2"),
    Line("the word None as a text", cells(("C2", "None")), statutes("None", *PLAIN[1:])),
    Line("the word NaN as a code", cells(("E2", "NaN")), None, "cell_unknown_code", "E2"),
    Line("cp1252", text_file("cp1252"), statutes("§ 609.2", *PLAIN[1:]), name="march 2025.csv"),
    Line("UTF-16", text_file("utf-16"), statutes("§ 609.2", *PLAIN[1:]), name="march 2025.csv"),
    Line("rows in use down to 1,048,576", sheet(phantom), statutes(*PLAIN)),
    Line("a text that is a formula elsewhere", cells(("C2", "=1+1")), statutes("=1+1", *PLAIN[1:])),
    Line("a yes that is neither", cells(("D2", "Perhaps")), None, "cell_not_yes_or_no", "D2"),
)  # fmt: skip


@pytest.fixture(scope="module")
def odd_intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    site = Site(tmp_path_factory.mktemp("silent"))
    told = {
        "mpd/rms_incidents": LAYOUT % '"%m/%d/%Y %H:%M"',
        "rpd/rms_incidents": GROUPED,
        "rpd/rms_incidents.plain": LAYOUT % "",
    }
    for place, text in told.items():
        path = site.layouts / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    site.site_yaml.write_text(SITE, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAMEPAGE_KEY", raising=False)
        opened = open_intake(site)
    yield opened
    opened.close()


def outcome(line: Line, judged: Judged) -> str:
    """Kept or reported, else what became of it."""
    assert judged.cells.balances() and judged.rows.balances()
    if line.kept is not None and judged.records is not None and line.kept(judged):
        return KEPT
    found = {(problem.check_id, problem.cells) for problem in judged.problems}
    if line.kept is None and (line.check_id, line.at) in found:
        return REPORTED
    return f"silent: {judged.status}, {sorted(found)}"


@pytest.fixture(scope="module")
def printed() -> Iterator[list[tuple[str, str, str]]]:
    table: list[tuple[str, str, str]] = []
    yield table
    print("\n\nSilent errors of intake\n" + "-" * 92)
    for error, became, where in table:
        print(f"{error:52s} {became:10s} {where}")


@pytest.mark.parametrize("line", [pytest.param(line, id=line.error) for line in TABLE])
def test_nothing_is_lost_in_silence(
    odd_intake: Intake, tmp_path: Path, printed: list[tuple[str, str, str]], line: Line
) -> None:
    path = tmp_path / line.name
    line.write(path)
    became = outcome(line, odd_intake.judge(path, line.agency))
    printed.append((line.error, became, f"{line.check_id} {line.at}".strip()))
    assert became == (KEPT if line.kept else REPORTED)
