"""The sheets that say how sure a figure is: sentences, control charts, groups, open cases."""

from __future__ import annotations

from pathlib import Path

import pytest
from workbook_parts import parts_of, read_book

from pipelines.reports.figure import (
    NO_DATA,
    Figure,
    bounds_cell,
    count_cell,
    interval_cell,
    share_cell,
    short_cell,
)


def _rows(workbooks: dict[str, Path], name: str) -> list[list[object]]:
    sheet = read_book(workbooks["case_statistics"])[name]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _figure(told: str, num: int | None = None, den: int | None = None, **more: object) -> Figure:
    return Figure(num, den, None, None, None, None, False, "", told, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [*NO_DATA, "too_early"])
def test_every_kind_of_nothing_has_its_own_word(state: str) -> None:
    words = {other: count_cell(_figure(other)).value for other in (*NO_DATA, "too_early")}
    words |= {"none": count_cell(_figure("no_cases")).value, "suppressed": "†"}
    assert count_cell(_figure(state)).value == words[state]
    assert len(set(words.values())) >= len(words) - 1  # without its state, "not sent" is all that is known
    assert share_cell(_figure(state), "share").value is None
    assert short_cell(_figure(state), "share").value == words[state]
    assert _figure(state).note


def test_nothing_to_report_is_marked_with_a_note() -> None:
    nil = _figure("nil", 0)
    assert count_cell(nil).value == "nil"
    assert nil.note == "The agency had nothing to report"


def test_an_interval_stands_beside_a_percentage_only() -> None:
    assert interval_cell(_figure("shown", 31, 38, low=0.666, high=0.914)).value == "67% to 91%"
    assert interval_cell(_figure("shown", 3, 9, low=0.1, high=0.6)).value is None
    assert bounds_cell(_figure("shown", 31, 38, lowest=0.5, highest=0.9)).value == "50% to 90%"
    assert bounds_cell(_figure("shown", 31, 38, lowest=0.8, highest=0.8)).value is None


def test_sentences_say_what_changed_the_clear_ones_first(workbooks: dict[str, Path]) -> None:
    rows = _rows(workbooks, "What changed")
    verdicts = [str(row[0]) for row in rows if str(row[0])[:1] in "▲▼–·" and row[3]]
    order = [
        "▲ Clear rise",
        "▼ Clear fall",
        "– No clear change",
        "· Too few",
        "· Cannot be compared",
        "· Too early",
    ]
    assert set(verdicts) <= set(order)
    assert verdicts == sorted(verdicts, key=order.index)
    rise = next(str(row[3]) for row in rows if row[0] == "▲ Clear rise")
    assert rise.endswith("This is a clear rise.")
    assert " in Q1 2026; " in rise
    assert " in Q4 2025." in rise


def test_control_charts_have_limits_signals_and_decisions(workbooks: dict[str, Path]) -> None:
    charts = [t for p, t in parts_of(workbooks["case_statistics"]).items() if p.startswith("xl/charts/chart")]
    controlled = [chart for chart in charts if "control chart" in chart]
    assert controlled
    for chart in controlled:
        assert "Control limits" in chart
        assert "Center" in chart
    assert any("Decision takes effect" in chart for chart in controlled)
    rows = _rows(workbooks, "Control charts")
    june = [row for row in rows if row[0] == "Jun 2025"]
    assert any("decision" in str(cell) for row in june for cell in row)
    assert any("▲ outside" in str(cell) for row in rows for cell in row)


def test_groups_stand_with_their_counts_and_plain_words(workbooks: dict[str, Path]) -> None:
    rows = {
        row[1]: row
        for row in _rows(workbooks, "Differences between groups")
        if row[0] == "Filed with any charge"
    }
    black = rows["Black or African American"]
    assert black[2:4] == [70, 76]
    assert black[6:8] == [180, 292]
    assert black[9] == 1.49
    assert str(black[10]).startswith(
        "Difference in outcome: the rate for Black or African American is 1.49 times"
    )
    assert rows["Asian"][9] is None
    assert rows["Asian"][10] == "Too few in one of the groups to compare."
    assert rows["American Indian or Alaska Native"][2:5] == ["†", "†", "†"]
    assert str(rows["Female"][10]).startswith("No clear difference in outcome")


def test_open_cases_are_told(workbooks: dict[str, Path]) -> None:
    rows = _rows(workbooks, "Times, open cases counted")
    court = [row for row in rows if row[1] == "District Court, Willow County"]
    assert [row[3:] for row in court] == [
        [85, "not yet", 286, 207, 79, 0, "90 days", 0.54],
        [85, "not yet", 286, 207, 79, 0, "365 days", "not yet"],
    ]
    office = next(row for row in rows if row[1] == "Willow County Attorney")
    assert office[3:] == [3, 26, "†", "†", "†", "†", "30 days", "†"]


def test_an_interval_is_drawn_beside_each_trend_of_a_share(workbooks: dict[str, Path]) -> None:
    charts = [t for p, t in parts_of(workbooks["case_statistics"]).items() if p.startswith("xl/charts/chart")]
    trends = [chart for chart in charts if ", by month" in chart and ">Share<" in chart]
    assert trends
    assert all("95 percent interval" in chart and '<c:delete val="1"' in chart for chart in trends)
