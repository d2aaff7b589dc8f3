"""``samepage review``: a list by rows of the agency's own file, a tally by serial numbers; refusals are sentences."""

from __future__ import annotations

import duckdb
import pytest
from openpyxl import load_workbook

from pipelines.cli import review
from pipelines.cli.app import _run
from pipelines.metadata import CODE_LISTS, ELEMENTS, TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.settings import Site

SITE = """\
name: Test county
county: Test County
population: 25000
first_month: 2025-01
as_of: 2025-04-20
case_review: {arrest: 2, seed: 77}
agencies:
  - {code: mpd, name: Millbrook Police Department, area: patrol, datasets: {rms_incidents: monthly}}
  - {code: ecc, name: Emergency Communications Center, area: ecc, datasets: {cad_calls: monthly}}
"""
FILE = "incidents Q1.xlsx"


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMEPAGE_SITE", str(tmp_path))
    monkeypatch.setenv("SAMEPAGE_KEY", "a test key that is long enough")
    (tmp_path / "inputs/site").mkdir(parents=True)
    (tmp_path / "inputs/site/site.yaml").write_text(SITE, encoding="utf-8")
    return Site(tmp_path)


@pytest.fixture
def drawn(site, monkeypatch):
    """A published warehouse in which two records with an arrest are drawn, and the only one with a dual arrest."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA ops")
    for name in ("ops.site", "ops.code_list", "ops.review_sample"):
        connection.execute(create_table_sql(TABLES[name]))
    connection.execute(
        "INSERT INTO ops.site (site_name, county_name, as_of_date) VALUES ('Test', 'Test', DATE '2025-04-20')"
    )
    for name in ("record_kind", "review_stratum"):
        for place, code in enumerate(CODE_LISTS[name].codes):
            connection.execute(
                "INSERT INTO ops.code_list (code_list, code, label, position) VALUES (?, ?, ?, ?)",
                [name, code.code, code.label, place],
            )
    for number, (stratum, asked, there, row) in enumerate(
        [("arrest", 2, 9, 14), ("arrest", 2, 9, 3), ("dual", 10, 1, 8)], 1
    ):
        connection.execute(
            "INSERT INTO ops.review_sample (agency_code, event_quarter, record_kind, agency_area, stratum, review_case_id, asked_count,"
            " records_count, file_name, source_sheet, source_row) VALUES ('mpd', '2025-Q1', 'patrol_report', 'patrol', ?, ?, ?, ?, ?, 'Export', ?)",
            [stratum, f"MPD-2025Q1-{number:02d}", asked, there, FILE, row],
        )
    monkeypatch.setattr(review, "open_published", lambda _site: connection)
    return site


def texts(path, sheet):
    return [
        [value for value in row if value is not None]
        for row in load_workbook(path)[sheet].iter_rows(values_only=True)
    ]


def test_the_list_names_rows_of_the_agencys_file(drawn, capsys):
    assert _run(["review", "2025-Q1"]) == 0
    assert "2 workbooks for 2025-Q1" in capsys.readouterr().out
    folder = drawn.review_lists / "mpd"
    rows = texts(folder / "Records to read - mpd - 2025-Q1.xlsx", "Records to read")
    assert [row for row in rows if row and row[0].startswith("MPD-2025Q1")] == [
        ["MPD-2025Q1-02", "Patrol report", "Arrest", FILE, "Export", 3],
        ["MPD-2025Q1-03", "Patrol report", "Dual arrest", FILE, "Export", 8],
        ["MPD-2025Q1-01", "Patrol report", "Arrest", FILE, "Export", 14],
    ]
    told = texts(folder / "Records to read - mpd - 2025-Q1.xlsx", "How they were drawn")
    assert ["Patrol report", "Arrest", 9, 2, 2] in told
    assert ["Patrol report", "Dual arrest", 1, 10, 1, "All of them: there are fewer than asked for."] in told
    assert not (drawn.review_lists / "ecc").exists()


def test_the_tally_is_prepared_and_leads_to_no_record(drawn):
    assert _run(["review", "--agency", "mpd"]) == 0
    path = drawn.review_lists / "mpd" / "Case review tally - mpd - 2025-Q1.xlsx"
    rows = texts(path, "Case review tally")
    head = next(row for row in rows if "Element ID" in row or "Review case ID" in row)
    lines = [row for row in rows if row and str(row[0]).startswith("MPD-2025Q1")]
    patrol = [e.element_id for e in ELEMENTS.values() if e.agency_area == "patrol"]
    assert [row[1] for row in lines] == patrol * 3
    assert "Outcome" in head and all("2025-Q1" in row for row in lines)
    assert [row.count("Yes") for row in (lines[0], lines[-1])] == [1, 2]
    sheets = load_workbook(path)
    everything = [str(v) for sheet in sheets for row in sheet.iter_rows(values_only=True) for v in row]
    assert not any(FILE in value for value in everything)


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        pytest.param(["2025Q1"], 2, "2026-Q1", id="not a quarter"),
        pytest.param(["2025-Q5"], 2, "not a quarter", id="no fifth quarter"),
        pytest.param(["--agency", "nobody"], 2, "ecc", id="an unknown agency"),
        pytest.param(["2024-Q4"], 1, "has not ended", id="a quarter without records"),
        pytest.param(["2025-Q1", "--agency", "ecc"], 1, "ecc has", id="an agency without records"),
    ],
)
def test_what_cannot_be_drawn_is_told(drawn, capsys, arguments, status, words):
    assert _run(["review", *arguments]) == status
    assert words in " ".join(capsys.readouterr().err.split())
    assert not drawn.review_lists.exists()


def test_nothing_is_drawn_before_the_first_run(site, capsys):
    assert _run(["review"]) == 1
    assert "samepage run" in capsys.readouterr().err
