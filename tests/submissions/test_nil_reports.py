"""Nil reports: words that nothing happened, with a period, in a file that holds no table."""

from __future__ import annotations

import pytest
from small_site import Judge

HEADERS = ["Case Number", "Reported", "DV", "Injury"]
NOTHING = "No incidents to report"
PERIOD = "Period: 3/1/2025 - 3/31/2025"


@pytest.mark.parametrize(
    ("rows", "name", "label"),
    [
        pytest.param([[NOTHING], [PERIOD]], "a.xlsx", "2025-03", id="a note with the layout's period"),
        pytest.param([[f"{NOTHING}, March 2025"]], "a.xlsx", "2025-03", id="a month in words"),
        pytest.param(
            [[f"{NOTHING}, April 2025"]], "a.xlsx", "2025-04", id="a month that is a given name too"
        ),
        pytest.param([[f"{NOTHING} (Mar. 2025)"]], "a.xlsx", "2025-03", id="in short words"),
        pytest.param([[NOTHING], ["Month: 03/2025"]], "a.xlsx", "2025-03", id="a month in figures"),
        pytest.param(
            [["No incidents this month"]], "mpd_2025-04.xlsx", "2025-04", id="a month in the file's name"
        ),
        pytest.param(
            [["Nothing to report"]], "incidents 2025-03.xlsx", "2025-03", id="the dataset in the file's name"
        ),
        pytest.param([[PERIOD], HEADERS, [NOTHING]], "a.xlsx", "2025-03", id="words below an empty table"),
        pytest.param(
            [[f"{PERIOD}: {NOTHING}"], HEADERS], "a.xlsx", "2025-03", id="words above an empty table"
        ),
    ],
)
def test_nothing_happened(judge_book: Judge, rows: list[list[object]], name: str, label: str) -> None:
    judged = judge_book({"Incidents": rows}, name=name)
    assert (str(judged.status), judged.dataset) == ("nil_report", "rms_incidents")
    assert judged.period is not None and judged.period.label == label
    assert judged.records is None and judged.rows.used == 0
    assert set(judged.cells.left_out_by_reason) == {"nil report"}
    assert judged.cells.balances() and judged.rows.balances()


def test_the_words_may_stand_on_another_sheet_than_the_empty_table(judge_book: Judge) -> None:
    legend = [
        ["Code", "Meaning", "Since"],
        ["N", "None", "2020"],
        ["M", "Minor", "2020"],
        ["B", "Broken", "2020"],
    ]
    judged = judge_book({"Incidents": [[PERIOD], HEADERS], "Codes": legend, "Note": [[NOTHING]]})
    assert str(judged.status) == "nil_report"


@pytest.mark.parametrize(
    ("sheets", "check"),
    [
        pytest.param({"Incidents": [[NOTHING]]}, "table_no_period", id="no period anywhere"),
        pytest.param({"Incidents": [["Nothing to report in March 2025"]]}, "sheet_header_not_found", id="about neither of two datasets"),
        pytest.param({"Incidents": [["No incidents or arrests to report, March 2025"]]}, "sheet_header_not_found", id="about both of two datasets"),
        pytest.param({"Incidents": [["All quiet in March 2025"]]}, "sheet_header_not_found", id="other words"),
        pytest.param({"Incidents": [[PERIOD], HEADERS]}, "sheet_no_rows", id="an empty table without a word"),
        pytest.param({"Data": [["Case", "Rep", "Weapon"], ["1", "3/1/2025", "No weapon found"], ["2", "3/2/2025", "No injury reported"]], "Incidents": [["x"]]}, "sheet_header_not_found", id="a table with such words in it"),
        pytest.param({"Data": [["Case", "Rep", "Weapon"]] * 3, "Note": [[f"{NOTHING}, March 2025"]]}, "sheet_header_not_found", id="such words beside an unknown table"),
    ],
)  # fmt: skip
def test_what_is_no_nil_report(judge_book: Judge, sheets: dict[str, list[list[object]]], check: str) -> None:
    judged = judge_book(sheets)
    assert str(judged.status) == "not_accepted"
    assert check in [p.check_id for p in judged.problems]


def test_rows_win_over_words(judge_book: Judge) -> None:
    judged = judge_book({"Incidents": [[PERIOD], [NOTHING], HEADERS, ["24-1", "03/01/2025 10:00", "Y", "N"]]})
    assert (str(judged.status), judged.rows.used) == ("accepted", 1)


def test_one_district_of_two_may_have_nothing(judge_book: Judge) -> None:
    north = [[PERIOD], HEADERS, ["24-1", "03/01/2025 10:00", "Y", "N"]]
    judged = judge_book({"Incidents North": north, "Incidents South": [[PERIOD], HEADERS, [NOTHING]]})
    assert (str(judged.status), judged.rows.used, judged.rows.held) == ("accepted", 1, 0)
    assert judged.rows.left_out_by_reason["footnote"] == 1
