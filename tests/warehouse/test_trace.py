"""From a figure to the rows behind it and back, and what is refused in a sentence."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from made_site import MadeSite

import pipelines.cli.trace as tracing
from pipelines.cli.endings import No
from pipelines.metadata import MEASURES
from pipelines.metadata.derive import create_table_sql
from pipelines.reports.trace_sheet import write_trace
from pipelines.settings import SettingsError, Site
from pipelines.warehouse.make import declared_table
from pipelines.warehouse.tables import TABLE_DEPS
from pipelines.warehouse.trace import (
    DENOMINATOR,
    NUMERATOR,
    Figure,
    SourceRow,
    Untraceable,
    find_line,
    rows_behind,
)

MARCH = (date(2025, 3, 1), date(2025, 3, 31))


def _at(day: int, month: int = 3) -> datetime:
    return datetime(2025, month, day, 12)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    site = MadeSite(tmp_path_factory.mktemp("traced"), "mpd", "rpd")
    reports = [
        {
            "incident_key": key,
            "reported_ts": _at(day),
            "dv_flag_agency": True,
            "suspect_seq": 9,
            "victim_seq": n,
        }
        for key, day, n in (("arrested", 3, 1), ("arrested", 3, 2), ("late", 4, 1), ("none", 5, 1))
    ]
    reports[-1]["victim_sex_gender"] = "F"
    outside = {
        "incident_key": "february",
        "reported_ts": _at(9, 2),
        "dv_flag_agency": True,
        "suspect_seq": 9,
    }
    site.add("mpd", "rms_incidents", "2025-03", [*reports, outside])
    site.add(
        "rpd",
        "rms_incidents",
        "2025-03",
        [
            {
                "incident_key": "other",
                "reported_ts": _at(8),
                "dv_flag_agency": True,
                "suspect_seq": 9,
            }
        ],
    )
    arrests = [
        {"arrest_key": "a1", "incident_key": "arrested", "arrested_ts": _at(3)},
        {"arrest_key": "a2", "incident_key": "late", "arrested_ts": _at(20)},
    ]
    site.add("mpd", "rms_arrests", "2025-03", arrests)
    connection = site.build("core.link", *TABLE_DEPS["mart.measure_value"])
    _add_figures(connection)
    return connection


def _add_figures(connection: duckdb.DuckDBPyConnection) -> None:
    """Figures as measures leave them: one that is shown, one withheld, one of files that came in, one without a file."""
    connection.execute(create_table_sql(declared_table("mart.measure_value")))
    connection.execute(
        "CREATE TABLE pub.measure_value AS SELECT *, '' AS audience, false AS suppressed FROM mart.measure_value"
    )
    for measure, agency, num, withheld in (
        ("M036", "mpd", 1, False),
        ("M020", "mpd", 3, True),
        ("M173", "mpd", 1, False),
        ("M036", "rpd", None, False),
    ):
        row = (measure, agency, "month", *MARCH, "none", "all", num, None if num is None else 3)
        columns = (
            "measure_id, agency_code, period_kind, period_start, period_end, breakdown, category, num, den"
        )
        connection.execute(
            f"INSERT INTO mart.measure_value ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row
        )
        connection.execute(
            f"INSERT INTO pub.measure_value ({columns}, audience, suppressed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'coordinator', ?)",
            [*row, withheld],
        )


def _rows(
    connection: duckdb.DuckDBPyConnection, measure: str, agency: str
) -> dict[str, set[tuple[str, int]]]:
    line = find_line(MEASURES[measure], None, None)
    assert line is not None
    figure = Figure(line, agency, "month", *MARCH, None, None, None)
    rows = rows_behind(connection, figure)
    return {
        part: {(r.file_name, r.row or 0) for r in rows if r.part == part} for part in (NUMERATOR, DENOMINATOR)
    }


@pytest.mark.parametrize(
    ("agency", "numerator", "denominator"),
    [
        pytest.param("mpd", {2, 3}, {2, 3, 4, 5}, id="both rows of one incident, none of another month"),
        pytest.param("rpd", set(), {2}, id="the agency's own rows only"),
        pytest.param("all", {2, 3}, {2, 3, 4, 5}, id="all agencies, each row with its file"),
    ],
)
def test_rows_behind_an_incident_measure(
    built: duckdb.DuckDBPyConnection, agency: str, numerator: set[int], denominator: set[int]
) -> None:
    found = _rows(built, "M036", agency)
    assert {row for _, row in found[NUMERATOR]} == numerator
    assert {row for _, row in found[DENOMINATOR]} == denominator
    assert len({name for name, _ in found[DENOMINATOR]}) == (2 if agency == "all" else 1)


@pytest.mark.parametrize(
    ("category", "rows"),
    [
        pytest.param("F", {5}, id="the group that the record names"),
        pytest.param("unknown", {2, 3, 4}, id="records that do not say"),
        pytest.param("M", set(), id="a group without records"),
    ],
)
def test_rows_behind_a_group_of_people(
    built: duckdb.DuckDBPyConnection, category: str, rows: set[int]
) -> None:
    line = find_line(MEASURES["M020"], "sex_gender", category)
    assert line is not None
    found = rows_behind(built, Figure(line, "mpd", "rolling12", *MARCH, None, None, None))
    assert {row.row for row in found if row.part == NUMERATOR} == rows


def test_a_row_is_told_by_breakdowns_without_its_group(site: Site) -> None:
    _, uses = tracing.trace_row(site, "mpd-rms_incidents-2025-03-001.xlsx:Export:5")
    told = {(use.breakdown, use.category) for use in uses if use.measure_id == "M020"}
    assert told == {
        (name, "") for name in ("area", "sex_gender", "race", "ethnicity", "age_band", "language_group")
    } | {("none", "all")}


def test_files_that_came_in_have_no_rows(built: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(Untraceable, match="no rows to list"):
        _rows(built, "M173", "mpd")


@pytest.fixture()
def site(built: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    @contextmanager
    def opened(_site: Site) -> Any:
        yield built

    monkeypatch.setattr(tracing, "open_published", opened)
    return Site(tmp_path)


def test_a_figure_lists_as_many_records_as_it_counts(site: Site) -> None:
    figure, rows = tracing.trace_figure(site, "m036", "mpd", "2025-03", None)
    assert tracing.records_by_part(rows) == {NUMERATOR: 1, DENOMINATOR: 3}
    assert tracing.check_words(figure, rows).startswith(
        "numerator: 1 counted, 1 record listed; denominator: 3 counted"
    )
    assert all(len(row.code) <= 8 for row in rows)


@pytest.mark.parametrize(
    ("measure", "agency", "period", "breakdown", "ending", "words"),
    [
        pytest.param(
            "M999", "mpd", "2025-03", None, SettingsError, "There is no measure M999", id="unknown measure"
        ),
        pytest.param("M154", "all", "2025-Q1", None, No, "no rows to list", id="what survivors answered"),
        pytest.param(
            "M036", "da", "2025-03", None, SettingsError, "not told for da", id="an agency without it"
        ),
        pytest.param("M036", "mpd", "March", None, SettingsError, "is no period", id="no period"),
        pytest.param(
            "M036", "mpd", "12m-2025", None, SettingsError, "is no period", id="twelve months of no month"
        ),
        pytest.param(
            "M036", "mpd", "2025-04", None, No, "not counted for this period", id="a period not counted"
        ),
        pytest.param("M036", "rpd", "2025-03", None, No, "no file of rpd", id="no file came"),
        pytest.param("M020", "mpd", "2025-03", None, No, "withheld", id="withheld"),
        pytest.param(
            "M173", "mpd", "2025-03", None, Untraceable, "no rows to list", id="counted over registers"
        ),
        pytest.param(
            "M036", "mpd", "2025-03", "weapon=12", SettingsError, "no part weapon=12", id="unknown part"
        ),
    ],
)
def test_what_cannot_be_traced_is_told(
    site: Site,
    measure: str,
    agency: str,
    period: str,
    breakdown: str | None,
    ending: type[Exception],
    words: str,
) -> None:
    with pytest.raises(ending, match=words):
        tracing.trace_figure(site, measure, agency, period, breakdown)


def test_a_row_tells_its_figures_and_those_by_way_of_links(site: Site) -> None:
    place, uses = tracing.trace_row(site, "mpd/mpd-rms_arrests-2025-03-003.xlsx:Export:2")
    told = {(use.measure_id, use.part, use.link) for use in uses}
    assert place["version"] == 1
    assert ("M036", NUMERATOR, "arrest_to_incident") in told
    assert not any(use.link is None and use.measure_id == "M036" for use in uses)
    _, of_report = tracing.trace_row(site, "mpd-rms_incidents-2025-03-001.xlsx:Export:4")
    assert {use.part for use in of_report if use.measure_id == "M036" and use.breakdown == "none"} == {
        DENOMINATOR
    }


@pytest.mark.parametrize(
    ("place", "ending", "words"),
    [
        pytest.param("march.xlsx", SettingsError, "FILE:SHEET:ROW", id="no sheet and row"),
        pytest.param("march.xlsx:Arrests:14", SettingsError, "No file called march.xlsx", id="unknown file"),
        pytest.param(
            "mpd-rms_arrests-2025-03-003.xlsx:Export:99",
            No,
            "counts in no figure",
            id="a row that is not used",
        ),
    ],
)
def test_a_row_that_cannot_be_found_is_told(
    site: Site, place: str, ending: type[Exception], words: str
) -> None:
    with pytest.raises(ending, match=words):
        tracing.trace_row(site, place)


def test_rows_are_written_by_the_ending_of_the_name(site: Site, tmp_path: Path) -> None:
    figure, rows = tracing.trace_figure(site, "M036", "mpd", "2025-03", None)
    tracing.write_rows(site, tmp_path / "rows.csv", figure, rows)
    lines = (tmp_path / "rows.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == len(rows) + 1 and "mpd-rms_incidents-2025-03-001.xlsx" in lines[1]
    with pytest.raises(SettingsError, match=r"ends in \.xlsx or \.csv"):
        tracing.write_rows(site, tmp_path / "rows.pdf", figure, rows)


def test_rows_are_written_to_a_workbook(tmp_path: Path) -> None:
    row = dict.fromkeys(SourceRow.__dataclass_fields__, None) | {
        "part": NUMERATOR,
        "file_name": "march.xlsx",
        "row": 7,
    }
    write_trace(tmp_path / "rows.xlsx", "Test site", date(2025, 4, 1), "M036", "15 counted", [row])
    sheet = openpyxl.load_workbook(tmp_path / "rows.xlsx")["Rows"]
    cells = [cell.value for line in sheet.iter_rows() for cell in line]
    assert "march.xlsx" in cells and 7 in cells
