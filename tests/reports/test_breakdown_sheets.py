"""Pages of breakdowns, victims beside residents, the baseline, what is not told; and the five kinds of nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from report_site import SENTINEL, make_connection
from workbook_parts import parts_of, read_book

from pipelines.reports import case_statistics
from pipelines.reports.figure import Figure, base_cell, count_cell, median_cell, share_cell, short_cell
from pipelines.reports.figures import Figures
from pipelines.reports.source import Source

YEAR = (dt.date(2025, 4, 1), dt.date(2026, 3, 31))
QUARTER = (dt.date(2024, 4, 1), dt.date(2024, 6, 30))

# Measure, agency, breakdown, category, numerator, denominator; None is withheld.
_GROUPS = (
    ("M025", "all", "race", "W", 60, 80),
    ("M025", "all", "race", "B", None, None),
    ("M025", "all", "race", "U", 12, 20),
    ("M030", "all", "race", "W", None, None),
    ("M030", "all", "race", "B", None, None),
    ("M025", "rpd", "area", "Beat 11", 30, 40),
    ("M025", "rpd", "area", "Beat 2", 20, 60),
    ("M025", "rpd", "area", "unknown", 4, 8),
    ("M163", "all", "none", "all", 200, None),
    ("M163", "all", "sex_gender", "F", 130, None),
    ("M163", "all", "sex_gender", "M", 50, None),
    ("M163", "all", "sex_gender", "unknown", 20, None),
    ("M163", "all", "race", "W", 100, None),
    ("M163", "all", "race", "U", None, None),
)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    connection = make_connection()
    connection.execute(
        "DELETE FROM pub.measure_value WHERE measure_id = 'M163' AND period_kind = 'rolling12'"
    )
    for measure, agency, breakdown, category, num, den in _GROUPS:
        hidden = num is None
        connection.execute(
            "INSERT INTO pub.measure_value (measure_id, agency_code, period_start, period_end, period_kind, breakdown, category,"
            " num, den, n_missing, completeness_pct, definition_version, audience, suppressed, suppress_reason)"
            " VALUES (?, ?, ?, ?, 'rolling12', ?, ?, ?, ?, 0, 100, 1, 'joint', ?, ?)",
            [
                measure, agency, *YEAR, breakdown, category, SENTINEL if hidden else num,
                SENTINEL if hidden else den, hidden, "primary" if hidden else None,
            ],
        )  # fmt: skip
        connection.execute(
            "INSERT INTO pub.measure_interval (measure_id, agency_code, period_kind, period_start, period_end, breakdown,"
            " category, audience, state, is_percent, low, high) VALUES (?, ?, 'rolling12', ?, ?, ?, ?, 'joint', ?, true, ?, ?)",
            [measure, agency, *YEAR, breakdown, category, "suppressed" if hidden else "shown", 0.2, 0.8],
        )
    shares = [("sex_gender", "F", 0.5), ("sex_gender", "M", 0.5), ("race", "W", 0.8)]
    connection.executemany("INSERT INTO ops.population_group VALUES (?, ?, ?)", shares)
    connection.execute(
        "INSERT INTO ops.measure_not_told VALUES ('M010', 'Repeat places', 'No agency records it.')"
    )
    before = ["M025", "all", *YEAR, *QUARTER, 60, 80, 30, 90, "rise"]
    connection.execute(
        "INSERT INTO pub.measure_change (measure_id, agency_code, period_kind, period_start, period_end, before_start, before_end,"
        " num, den, before_num, before_den, verdict, breakdown, category, audience)"
        " VALUES (?, ?, 'baseline', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'none', 'all', 'joint')",
        before,
    )
    path = tmp_path_factory.mktemp("breakdowns") / "case_statistics.xlsx"
    case_statistics.write(Source(connection), path)
    return path


def _rows(book: Path, sheet: str) -> list[list[object]]:
    found = read_book(book)[sheet]
    header = int((found.print_title_rows or "$1").split("$")[-1])
    return [[cell.value for cell in row] for row in found.iter_rows(min_row=header + 1)]


def test_groups_stand_with_counts_intervals_and_marks(book: Path) -> None:
    rows = {(row[0], row[2]): row for row in _rows(book, "By race")}
    name = "Risk questions complete"
    assert rows[name, "White"][3:7] == [60, 80, 0.75, "20% to 80%"]
    assert rows[name, "Black or African American"][3:6] == ["†", "†", "†"]
    assert rows[name, "Not recorded"][3:5] == [12, 20]
    lines = [row[2] for row in _rows(book, "By race") if row[0] == name]
    assert lines[-1] == "Not recorded"


def test_a_measure_without_a_group_to_show_has_one_line(book: Path) -> None:
    lines = [row for row in _rows(book, "By race") if row[0] == "Strangulation indicated"]
    assert [line[2:4] for line in lines] == [["All 2 groups", "†"]]
    assert lines[0][-1] == "Too few to show in every group"


def test_areas_are_sorted_as_people_count_and_drawn(book: Path) -> None:
    lines = [row for row in _rows(book, "By area") if row[0] == "Risk questions complete"]
    assert [line[2] for line in lines] == ["Beat 2", "Beat 11", "Not recorded"]
    assert lines[-1][5] == "4 of 8"
    drawings = "".join(
        text for part, text in parts_of(book).items() if part.startswith("xl/drawings/drawing")
    )
    assert "Beat 2 20 of 60, 33% (interval 20% to 80%)" in drawings


def test_victims_stand_beside_residents(book: Path) -> None:
    rows = {(row[0], row[1]): row for row in _rows(book, "Victims and residents")}
    female = rows["Sex or gender", "Female"]
    assert female[2:4] == [130, 180], "the base is everybody whose group is recorded"
    assert female[4] == pytest.approx(130 / 180)
    assert female[6] == 0.5
    assert female[7] == pytest.approx(1000 * 130 / (88_400 * 0.5))
    assert str(female[8]).startswith("A larger share of victims in reports than of residents")
    white = rows["Race", "White"]
    assert white[2:5] == [100, None, None], "without the number that is not recorded there is no base"
    assert white[7] == pytest.approx(1000 * 100 / (88_400 * 0.8))


def test_the_baseline_stands_beside_now(book: Path) -> None:
    row = next(row for row in _rows(book, "Since the baseline") if row[1] == "Risk questions complete")
    assert row[3] == "30 of 90 (33 percent)"
    assert row[4] == "60 of 80 (75 percent)"
    assert row[5] == "▲ Clear rise"
    header = read_book(book)["Since the baseline"]
    titles = [cell.value for row in header.iter_rows() for cell in row]
    assert "Baseline: Q2 2024" in titles


def test_what_is_not_told_has_its_reason(book: Path) -> None:
    assert _rows(book, "Not told") == [["M010", "Repeat places", "No agency records it."]]


def test_withheld_groups_stand_nowhere(book: Path) -> None:
    assert not [part for part, text in parts_of(book).items() if str(SENTINEL) in text]


def test_a_count_is_told_for_each_1000_residents(book: Path, source: Source) -> None:
    figures = Figures(source, "joint")
    year = figures.years[-1]
    told = figures.get("M020", "all", year)
    assert told is not None and told.num is not None
    assert figures.per_1000("M020", "all", told) == pytest.approx(1000 * told.num / 88_400)
    assert figures.per_1000("M060", "all", told) is None, "bookings are not told for residents"
    sheet = read_book(book)["At a glance"]
    assert "Per 1,000 residents" in [cell.value for row in sheet.iter_rows() for cell in row]


_STATES = ["suppressed", "late", "missing", "not_due", "not_applicable", "nil", "too_early"]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        pytest.param("count", count_cell, id="a count"),
        pytest.param("share", lambda f: short_cell(f, "share"), id="a share by month"),
        pytest.param("median", median_cell, id="a time"),
    ],
)
def test_no_two_kinds_of_nothing_look_alike(kind: str, cell: object) -> None:
    told = {}
    for state in _STATES:
        hidden = state == "suppressed"
        nothing = state in ("late", "missing", "not_due", "not_applicable")
        num = None if hidden or nothing or kind == "median" else 0
        den = None if kind == "count" or hidden or nothing else 0
        figure = Figure(
            num, den, None, None, 0.0 if nothing else 100.0, 0, hidden, "", "" if hidden else state
        )
        told[state] = cell(figure).value  # type: ignore[operator]
    counted = Figure(0, None if kind == "count" else 0, None, None, 100.0, 0, False, "", "shown")
    told["counted, and nothing there"] = cell(counted).value  # type: ignore[operator]
    assert len(set(told.values())) == len(told), told


def test_nil_is_told_in_every_cell_of_a_line() -> None:
    nil = Figure(0, 0, None, None, 100.0, 0, False, "", "nil")
    assert [c.value for c in (count_cell(nil), base_cell(nil), share_cell(nil, "share"))] == ["nil", 0, "nil"]


def test_each_mark_is_explained(book: Path) -> None:
    notes = read_book(book)["Notes"]
    words = {row[0].value for row in notes.iter_rows()}
    assert {
        "†",
        "late",
        "not usable",
        "not due",
        "not asked",
        "not sent",
        "nil",
        "too early",
        "no cases",
    } <= words


def test_what_did_not_come_is_told_in_a_sentence(book: Path) -> None:
    told = [str(row[-1]) for row in _rows(book, "Data coverage") if row[-1]]
    assert any(words.startswith("Data: the ") and "not received" in words for words in told), told
    assert pd.Series(told).str.len().max() < 300
