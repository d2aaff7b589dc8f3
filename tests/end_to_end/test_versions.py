"""Two months of one agency from file to figure: a correction, a file saved anew, year to date, withdrawn and restored."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
import xlsxwriter
from running import KEY, samepage

from pipelines.assets.landing import _changed
from pipelines.assets.resources import SiteResource
from pipelines.cli.app import _run
from pipelines.settings import Site
from pipelines.storage import memory
from pipelines.submissions import Intake, agency_recipes, new_drops, open_intake, scan_drop, stored
from pipelines.warehouse.build import build
from pipelines.warehouse.rebuild import build_inputs
from pipelines.warehouse.standing import standings
from pipelines.warehouse.tables import tables_behind

SITE = """\
name: Test county
county: Test County
population: 25000
first_month: 2025-01
as_of: 2025-06-20
agencies:
  - {code: da, name: County Attorney, area: prosecution, datasets: {prosecution: monthly}}
"""
LAYOUT = """\
dataset: prosecution
layouts:
  - columns:
      DA No: {to: pros_case_key}
      Referred: {to: referred_ts, formats: ["%m/%d/%Y"]}
      Decided: {to: review_decision_ts, formats: ["%m/%d/%Y"]}
      Decision: {to: review_decision}
      Reason: {to: decline_reason}
      DV: {to: dv_related}
"""
HEADERS = ("DA No", "Referred", "Decided", "Decision", "Reason", "DV")
FILED, DECLINED, OPEN = ("filed", None), ("declined", "insufficient_evidence"), (None, None)
JANUARY = {1: FILED, 2: FILED, 3: FILED, 4: DECLINED, 5: DECLINED, 6: OPEN}
FEBRUARY = {11: FILED, 12: FILED, 13: DECLINED, 14: OPEN, 15: OPEN}
CORRECTED = {1: FILED, 2: FILED, 3: FILED, 4: FILED, 6: OPEN, 7: FILED}
YEAR = {1: FILED, 2: FILED, 3: FILED, 4: FILED, 6: OPEN, **FEBRUARY, 14: FILED}
# What M080 (referred), M083 (filed of decided) and M084 (declined of decided) are for January and February.
FIRST = {"M080": [(6, None), (5, None)], "M083": [(3, 5), (2, 3)], "M084": [(2, 5), (1, 3)]}
AFTER_CORRECTION = {"M080": [(6, None), (5, None)], "M083": [(5, 5), (2, 3)], "M084": [(0, 5), (1, 3)]}
AFTER_YEAR = {"M080": [(5, None), (5, None)], "M083": [(4, 4), (3, 4)], "M084": [(0, 4), (1, 4)]}
TOLD = (
    "SELECT kind, is_current, rows_before, rows_after, rows_same, rows_changed, rows_added, rows_removed"
    " FROM ops.restatement ORDER BY changed_ts, kind"
)
CORRECTION = ("correction", True, 6, 6, 4, 1, 1, 1)
OVERLAP = ("overlap", True, 11, 10, 9, 1, 0, 1)


def drop(site: Site, name: str, cases: dict[int, tuple[str | None, str | None]], received: str) -> Path:
    """An export of cases; those above 10 were referred in February."""
    path = site.drop / "da" / name
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Referrals")
        sheet.write_row(0, 0, HEADERS)
        for row, (number, (decision, reason)) in enumerate(cases.items(), start=1):
            month = "02" if number > 10 else "01"
            decided = f"{month}/20/2025" if decision else None
            cells = (f"D-{number}", f"{month}/05/2025", decided, decision, reason, "Y")
            for column, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(row, column, cell)
    return received_on(path, received)


def received_on(path: Path, day: str) -> Path:
    moment = datetime.fromisoformat(f"{day}T09:00:00").timestamp()
    os.utime(path, (moment, moment))
    return path


def saved_anew(path: Path, name: str, day: str) -> Path:
    """The same sheets written by another program, with other styles."""
    book = openpyxl.load_workbook(path)
    for cell in book["Referrals"][1]:
        cell.font = openpyxl.styles.Font(bold=True)
    book.create_sheet("Sheet2")
    book.save(path.with_name(name))
    assert path.with_name(name).read_bytes() != path.read_bytes()
    return received_on(path.with_name(name), day)


class County:
    """A site that takes files in and builds without the web page's machinery."""

    def __init__(self, root: Path) -> None:
        self.site = Site(root)
        (self.site.drop / "da").mkdir(parents=True)
        (self.site.layouts / "da").mkdir(parents=True)
        self.site.site_yaml.write_text(SITE, encoding="utf-8")
        (self.site.layouts / "da" / "prosecution.yaml").write_text(LAYOUT, encoding="utf-8")
        self.intake: Intake = open_intake(self.site)

    def built(self) -> duckdb.DuckDBPyConnection:
        """Take in what is new and build."""
        for fresh in new_drops(scan_drop(self.site, agency_recipes(self.site)), stored(self.site)):
            self.intake.take_in(fresh, date(2025, 6, 20))
        connection = memory(1)
        build(connection, build_inputs(self.site), lambda _name, _rows: None, tables_behind(*_SAME))
        return connection

    def id_of(self, file: str) -> str:
        return next(
            s.submission_id for s in standings(self.site).values() if s.entry.manifest["file_name"] == file
        )


@pytest.fixture
def county(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    monkeypatch.setenv("SAMEPAGE_KEY", KEY)
    monkeypatch.setenv("SAMEPAGE_SITE", str(tmp_path))
    made = County(tmp_path)
    yield made
    made.intake.close()


def figures(connection: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[Any, ...]]]:
    found: dict[str, list[tuple[Any, ...]]] = {}
    for measure, num, den in connection.execute(
        "SELECT measure_id, num, den FROM mart.measure_value WHERE agency_code = 'da' AND period_kind = 'month'"
        " AND breakdown = 'none' AND measure_id IN ('M080', 'M083', 'M084') ORDER BY measure_id, period_start"
    ).fetchall():
        found.setdefault(measure, []).append((num, den))
    return found


def told(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute(TOLD).fetchall()


def test_every_turn_gives_exactly_its_figures(county: County, capsys: pytest.CaptureFixture[str]) -> None:
    site = county.site
    drop(site, "January 2025.xlsx", JANUARY, "2025-02-03")
    february = drop(site, "February 2025.xlsx", FEBRUARY, "2025-03-03")
    connection = county.built()
    assert figures(connection) == FIRST
    assert told(connection) == []

    drop(site, "January 2025 corrected.xlsx", CORRECTED, "2025-03-10")
    saved_anew(february, "February 2025 (2).xlsx", "2025-03-11")
    connection = county.built()
    assert figures(connection) == AFTER_CORRECTION
    assert told(connection) == [CORRECTION]
    assert connection.execute(
        "SELECT field_name, change, old_code, new_code, rows_count FROM ops.restatement_field ORDER BY field_name"
    ).fetchall() == [
        ("decline_reason", "emptied", "insufficient_evidence", None, 1),
        ("review_decision", "changed", "declined", "filed", 1),
    ]
    moved = connection.execute(
        "SELECT measure_id, old_num, old_den, new_num, new_den FROM mart.figure_change WHERE period_kind = 'month'"
        " AND breakdown = 'none' ORDER BY measure_id"
    ).fetchall()
    assert ("M083", 3, 5, 5, 5) in moved and not any(row[0] == "M080" for row in moved)
    statuses = dict(connection.execute("SELECT file_name, status FROM ops.submission").fetchall())
    assert statuses["January 2025.xlsx"] == "superseded"
    assert statuses["February 2025 (2).xlsx"] == "same_content"

    drop(site, "referrals 20250101_20250228.xlsx", YEAR, "2025-04-03")
    connection = county.built()
    assert figures(connection) == AFTER_YEAR
    assert told(connection) == [CORRECTION, OVERLAP]
    assert connection.execute("SELECT count(*) FROM core.prosecution_case").fetchall() == [(10,)]
    year = county.id_of("referrals 20250101_20250228.xlsx")

    assert _run(["withdraw", year, "--reason", "Wrong county."]) == 0
    connection = county.built()
    assert figures(connection) == AFTER_CORRECTION
    assert told(connection)[0] == CORRECTION
    assert told(connection)[1][:6] == ("withdrawal", True, 10, 11, 9, 1)

    assert _run(["restore", year, "--reason", "It was the right one."]) == 0
    connection = county.built()
    assert figures(connection) == AFTER_YEAR
    assert told(connection) == [CORRECTION, OVERLAP]

    number = "D-13"
    case = ["--case", number, "--kind", "pros_case", "--agency", "da"]
    assert _run(["withdraw", *case, "--reason", "Sealed by the court."]) == 0
    connection = county.built()
    assert figures(connection)["M080"] == [(5, None), (4, None)]
    assert connection.execute("SELECT is_case, is_in_force, rows_count FROM ops.withdrawal").fetchall() == [
        (False, False, None),
        (False, False, None),
        (True, True, 2),
    ]  # fmt: skip - it stands in the file of the month and in the one of the year
    assert number not in capsys.readouterr().out
    everything = b"".join(path.read_bytes() for path in site.state.rglob("*") if path.is_file())
    assert number.encode() not in everything

    before = {name: connection.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in _SAME}
    shutil.rmtree(site.submissions)
    again = county.built()
    assert {name: again.execute(f"FROM {name} ORDER BY ALL").fetchall() for name in _SAME} == before


_SAME = (
    "ops.restatement",
    "ops.restatement_field",
    "mart.figure_change",
    "ops.figure_change",
    "ops.withdrawal",
    "ops.submission",
    "core.prosecution_case",
    "mart.measure_value",
)


def test_a_run_tells_what_changed_and_receipts_say_it(county: County) -> None:
    site = county.site
    drop(site, "January 2025.xlsx", JANUARY, "2025-02-03")
    first = drop(site, "February 2025.xlsx", FEBRUARY, "2025-03-03")
    drop(site, "January 2025 corrected.xlsx", CORRECTED, "2025-03-10")
    saved_anew(first, "February 2025 (2).xlsx", "2025-03-11")
    done = samepage(site.root, "run", "--json")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["same_content"] == [
        {
            "file": "February 2025 (2).xlsx",
            "agency_code": "da",
            "as": "February 2025.xlsx",
            "received": "2025-03-03",
        }
    ]
    (change,) = summary["restatements"]
    assert (change["kind"], change["rows_same"], change["rows_changed"], change["new"]) == (
        "correction",
        4,
        1,
        True,
    )
    assert change["words"].startswith(
        "January 2025 corrected.xlsx replaces January 2025.xlsx, received February 3, 2025."
    )
    receipt = site.receipts / "da" / f"{change['submission_id']}.xlsx"
    book = openpyxl.load_workbook(receipt)
    assert {"What changed", "Figures that moved"} <= set(book.sheetnames)
    words = [str(cell) for row in book["What changed"].iter_rows(values_only=True) for cell in row if cell]
    assert "Review decision: Declined → Charges filed" in words
    assert "What changed:" in receipt.with_suffix(".txt").read_text(encoding="utf-8")
    twin = next(s for s in summary["submissions"] if s["file"] == "February 2025 (2).xlsx")
    assert twin["status"] == "same_content"
    told = (site.receipts / "da" / f"{twin['submission_id']}.txt").read_text(encoding="utf-8")
    assert "holds the same as February 2025.xlsx, received March 3, 2025; it was counted once." in told
    resource = SiteResource(folder=str(site.root))
    corrected = next(s for s in stored(site) if s.submission_id == change["submission_id"])
    seen = _changed(resource, corrected)
    assert (seen["version"], seen["replaces"], seen["rows_same"], seen["rows_added"]) == (
        2,
        change["replaces"],
        4,
        1,
    )
    coordinator = openpyxl.load_workbook(site.workbooks / "coordinator.xlsx")
    assert {"Changed since last version", "Figures that moved", "Withdrawn"} <= set(coordinator.sheetnames)
