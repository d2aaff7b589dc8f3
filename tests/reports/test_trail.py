"""The trail from element to measure: every step leads on and back, and says what is overdue from the site's day."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from report_site import make_connection

from pipelines.reports import coordinator
from pipelines.reports.figures import Period
from pipelines.reports.source import Source
from pipelines.reports.trail import review_state, trail_state
from pipelines.reports.trail_effects import milestone_state, quarters_around

TODAY = dt.date(2026, 4, 15)
PAST, LATER, FAR = dt.date(2026, 4, 14), dt.date(2026, 4, 15), dt.date(2027, 4, 15)
REGISTERS = (
    "INSERT INTO pub.meeting BY NAME SELECT 'MT-1' AS meeting_id, DATE '2025-12-10' AS meeting_date",
    "INSERT INTO pub.conclusion BY NAME SELECT 'K-1' AS conclusion_id, 'PAT-07' AS element_id, 'rpd' AS agency_code,"
    " DATE '2025-12-10' AS concluded_date, 'Rarely written down.' AS conclusion, 'interview; case_review' AS evidence_kinds",
    "INSERT INTO pub.recommendation BY NAME SELECT unnest(['R-91', 'R-92']) AS rec_id, 'patrol' AS agency_area,"
    " 'rpd' AS agency_code, 'PAT-07' AS element_id, unnest(['K-1', NULL]) AS conclusion_id, 'A field.' AS proposed_change,"
    " unnest([DATE '2026-01-10', DATE '2026-02-10']) AS submitted_date, 'ecc; patrol' AS areas_affected",
    "INSERT INTO pub.recommendation_review BY NAME SELECT 'R-91' AS rec_id, 'ecc' AS agency_area, 'concerns' AS verdict",
    "INSERT INTO pub.decision BY NAME SELECT unnest(['D-91', 'D-92']) AS decision_id, 'R-91' AS rec_id,"
    " unnest(['deferred', 'accepted']) AS decision, unnest([DATE '2026-02-01', DATE '2026-03-01']) AS decided_date,"
    " DATE '2025-11-01' AS effective_date, 'open' AS status, unnest([NULL, 'M026']) AS measure_ids",
    "INSERT INTO pub.decision_not_counted BY NAME SELECT 'D-90' AS decision_id, 'R-92' AS rec_id, 'accepted' AS decision,"
    " DATE '2026-02-09' AS decided_date, DATE '2026-02-10' AS submitted_date, 'Decisions' AS source_sheet, 5 AS source_row,"
    " 'cross_decision_before_recommendation' AS not_counted_check_id",
    "INSERT INTO pub.milestone BY NAME SELECT unnest(['MS-1', 'MS-2']) AS milestone_id, 'D-92' AS decision_id,"
    " unnest([DATE '2026-03-05', NULL]) AS done_date, DATE '2026-03-31' AS planned_date, 'on_track' AS status,"
    " 'M026' AS measure_id",
    "UPDATE pub.practice_element SET standing = 'retired' WHERE element_id = 'PAT-08'",
    "INSERT INTO pub.recommendation BY NAME SELECT 'R-93' AS rec_id, 'patrol' AS agency_area, 'rpd' AS agency_code,"
    " 'PAT-08' AS element_id, 'A screen.' AS proposed_change, DATE '2025-06-10' AS submitted_date",
)  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    connection = make_connection()
    connection.execute("DELETE FROM pub.policy_action")
    for statement in REGISTERS:
        connection.execute(statement)
    path = tmp_path_factory.mktemp("trail") / "coordinator.xlsx"
    coordinator.write(Source(connection), path)
    return openpyxl.load_workbook(path)


def lines(book: Workbook, sheet: str) -> list[dict[str, Cell]]:
    """The lines of a sheet, each cell by its header."""
    header = int(book[sheet].print_title_rows.split("$")[-1])
    titles = [str(cell.value) for cell in book[sheet][header]]
    return [dict(zip(titles, row, strict=True)) for row in book[sheet].iter_rows(min_row=header + 1)]


def line(book: Workbook, sheet: str, title: str, value: str) -> dict[str, Cell]:
    return next(cells for cells in lines(book, sheet) if cells[title].value == value)


def follow(book: Workbook, cell: Cell) -> tuple[str, object]:
    """The sheet and the cell's words that a link leads to."""
    assert cell.hyperlink is not None, cell.value
    sheet, at = cell.hyperlink.location.rsplit("!", 1)
    name = sheet.strip("'").replace("''", "'")
    return name, book[name][at].value


@pytest.mark.parametrize(
    ("sheet", "key", "number", "title", "leads_to"),
    [
        pytest.param("Elements and evidence", "Element", "PAT-07", "Conclusions", ("Conclusions", "PAT-07"), id="element to conclusion"),
        pytest.param("Conclusions", "Conclusion", "K-1", "Recommendation", ("Recommendations", "R-91"), id="conclusion to recommendation"),
        pytest.param("Recommendations", "Recommendation", "R-91", "Reviews", ("Reviews", "R-91"), id="recommendation to reviews"),
        pytest.param("Recommendations", "Recommendation", "R-91", "Decision", ("Decisions", "D-92"), id="recommendation to its newest decision"),
        pytest.param("Recommendations", "Recommendation", "R-91", "Milestones done", ("Milestones", "D-92"), id="recommendation to milestones"),
        pytest.param("Decisions", "Decision", "D-92", "Milestones", ("Milestones", "D-92"), id="decision to milestones"),
        pytest.param("Decisions", "Decision", "D-92", "Measures", ("Measures of decisions", "D-92"), id="decision to measures"),
        pytest.param("Milestones", "Milestone", "MS-1", "Measure", ("Definitions", "M026"), id="milestone to measure"),
        pytest.param("Measures of decisions", "Decision", "D-92", "Measure", ("Definitions", "M026"), id="measure to its definition"),
        pytest.param("Measures of decisions", "Decision", "D-92", "Recommendation", ("Recommendations", "R-91"), id="measure back to recommendation"),
        pytest.param("Milestones", "Milestone", "MS-1", "Decision", ("Decisions", "D-92"), id="milestone back to decision"),
        pytest.param("Decisions", "Decision", "D-91", "Recommendation", ("Recommendations", "R-91"), id="decision back to recommendation"),
        pytest.param("Reviews", "Recommendation", "R-91", "Recommendation", ("Recommendations", "R-91"), id="review back to recommendation"),
        pytest.param("Recommendations", "Recommendation", "R-91", "Conclusion", ("Conclusions", "K-1"), id="recommendation back to conclusion"),
        pytest.param("Recommendations", "Recommendation", "R-91", "Element", ("Elements and evidence", "Riverton Police Department"), id="recommendation back to its agency's element"),
        pytest.param("Conclusions", "Conclusion", "K-1", "Element", ("Elements and evidence", "Riverton Police Department"), id="conclusion back to its agency's element"),
    ],
)  # fmt: skip
def test_every_step_leads_on_and_back(
    book: Workbook, sheet: str, key: str, number: str, title: str, leads_to: tuple[str, str]
) -> None:
    assert follow(book, line(book, sheet, key, number)[title]) == leads_to


def test_what_a_step_lacks_is_no_link(book: Workbook) -> None:
    second = line(book, "Recommendations", "Recommendation", "R-92")
    assert second["Conclusion"].value is None and second["Milestones done"].value is None
    without = line(book, "Decisions", "Decision", "D-91")["Milestones"]
    assert without.hyperlink is None and without.value == "none"
    assert line(book, "Decisions", "Decision", "D-92")["Milestones"].value == "2 milestones"


def test_a_recommendation_about_a_retired_practice_says_so(book: Workbook) -> None:
    told = line(book, "Recommendations", "Recommendation", "R-93")["Recommended practice"].value
    assert str(told).endswith(" (retired here)")
    other = line(book, "Recommendations", "Recommendation", "R-91")["Recommended practice"].value
    assert "(retired here)" not in str(other)


def test_a_recommendation_is_told_with_what_came_before_and_after(book: Workbook) -> None:
    told = {
        title: cell.value for title, cell in line(book, "Recommendations", "Recommendation", "R-91").items()
    }
    assert told["Where it stands"] == "▲ Overdue"
    assert (told["Conclusion"], told["What was concluded"]) == ("K-1", "Rarely written down.")
    assert (told["Decision"], told["What was decided"]) == ("D-92", "Accepted")
    assert (told["Reviews"], told["Milestones done"]) == ("1 given, 1 with concerns", "1 of 2")


def test_areas_that_have_not_answered_are_listed(book: Workbook) -> None:
    found = [
        (cells["Recommendation"].value, cells["Area"].value, cells["Review"].value)
        for cells in lines(book, "Reviews")
        if cells["Recommendation"].value in ("R-91", "R-92")
    ]
    assert found == [
        ("R-91", "Emergency communications", "◐ Concerns"),
        ("R-91", "Patrol", "■ Decided without it"),
        ("R-92", "Emergency communications", "▲ Overdue"),
        ("R-92", "Patrol", "▲ Overdue"),
    ]


def test_a_decision_that_does_not_count_stands_first_with_its_row_and_the_next_step(book: Workbook) -> None:
    first = lines(book, "Decisions")[0]
    assert (first["Decision"].value, first["What"].value) == ("D-90", "▲ Does not count")
    assert first["Why"].value == (
        "A decision is dated before its recommendation. It does not count. The recommendation is of Feb 10, 2026. Look at both days and at "
        "the number of the recommendation. It counts once they are in order. Row 5 of the sheet Decisions."
    )
    asked = line(book, "Recommendations", "Recommendation", "R-92")
    assert asked["Where it stands"].value == "▲ Decision does not count"
    assert follow(book, asked["Decision"]) == ("Decisions", "D-90")
    assert line(book, "Recommendations", "Recommendation", "R-91")["Decision"].value == "D-92"


def test_a_sheet_of_two_pages_keeps_its_lines_clear_of_the_columns_that_both_repeat(book: Workbook) -> None:
    for name, repeated in (("Decisions", "$A:$A"), ("Recommendations", "$A:$B"), ("Meetings", "$A:$B")):
        sheet = book[name]
        assert sheet.print_title_cols == repeated
        beside = len(repeated.split(":")[0]) and ord(repeated[-1]) - ord("A") + 2
        assert [sheet.cell(2, n).value for n in range(1, beside)] == [None] * (beside - 1)
        assert sheet.cell(2, beside).value


def test_of_the_suppression_log_the_counts_go_on_paper_and_the_list_is_one_page(book: Workbook) -> None:
    log, counts = book["Suppression log"], book["Suppression counts"]
    assert log.max_row > 60 and str(log.print_area).endswith("$H$34")
    assert not counts.print_area
    withheld = {name: sum(cell.value for cell in cells) for name, cells in (
        ("log", [row["Figures"] for row in lines(book, "Suppression log")]),
        ("counts", [row["Figures withheld"] for row in lines(book, "Suppression counts")]),
    )}  # fmt: skip
    assert withheld["log"] == withheld["counts"] > 0


def test_figures_before_and_since_a_decision_stand_beside_each_other(book: Workbook) -> None:
    told = {
        title: cell.value for title, cell in line(book, "Measures of decisions", "Decision", "D-92").items()
    }
    assert (told["Quarter before"], told["Latest quarter"]) == ("Q3 2025", "Q1 2026")


@pytest.mark.parametrize(
    ("decision_id", "status", "due", "next_milestone", "expected"),
    [
        pytest.param(None, None, None, None, "not_decided", id="no decision"),
        pytest.param("D-1", "open", None, None, "under_way", id="decided without a day"),
        pytest.param("D-1", "open", LATER, None, "under_way", id="due today"),
        pytest.param("D-1", "open", PAST, None, "overdue", id="due yesterday"),
        pytest.param("D-1", "in_progress", FAR, PAST, "overdue", id="a milestone of yesterday"),
        pytest.param("D-1", "done", PAST, None, "done", id="done"),
        pytest.param("D-1", "done", PAST, PAST, "overdue", id="done with a milestone of yesterday"),
        pytest.param("D-1", "done", PAST, LATER, "done", id="done with a milestone to come"),
        pytest.param("D-1", "dropped", PAST, PAST, "dropped", id="dropped"),
    ],
)
def test_where_a_recommendation_stands(
    decision_id: str | None,
    status: str | None,
    due: dt.date | None,
    next_milestone: dt.date | None,
    expected: str,
) -> None:
    row = SimpleNamespace(
        decision_id=decision_id,
        status=status,
        due_date=due,
        next_planned_date=next_milestone,
        not_counted_id=None,
    )
    assert trail_state(row, TODAY) == expected
    if decision_id is None:
        row.not_counted_id = "D-2"
        assert trail_state(row, TODAY) == "not_counted"


@pytest.mark.parametrize(
    ("verdict", "submitted", "decided", "expected"),
    [
        pytest.param("supports", PAST, None, "given", id="supported"),
        pytest.param("opposes", PAST, PAST, "against", id="opposed"),
        pytest.param(None, TODAY - dt.timedelta(days=30), None, "waiting", id="asked 30 days ago"),
        pytest.param(None, TODAY - dt.timedelta(days=31), None, "overdue", id="asked 31 days ago"),
        pytest.param(None, None, None, "waiting", id="no day"),
        pytest.param(None, TODAY - dt.timedelta(days=31), PAST, "without", id="decided without it"),
    ],
)
def test_where_a_review_stands(
    verdict: str | None, submitted: dt.date | None, decided: dt.date | None, expected: str
) -> None:
    row = SimpleNamespace(verdict=verdict, submitted_date=submitted, decided_date=decided)
    assert review_state(row, TODAY) == expected


@pytest.mark.parametrize(
    ("status", "planned", "done", "expected"),
    [
        pytest.param("on_track", LATER, None, "to_come", id="planned for today"),
        pytest.param("on_track", PAST, None, "overdue", id="planned for yesterday"),
        pytest.param("late", FAR, None, "overdue", id="said to be late"),
        pytest.param("at_risk", FAR, None, "at_risk", id="at risk"),
        pytest.param("on_track", PAST, PAST, "done", id="has a day on which it was done"),
        pytest.param("done", PAST, None, "done", id="said to be done"),
    ],
)
def test_where_a_milestone_stands(status: str, planned: dt.date, done: dt.date | None, expected: str) -> None:
    row = SimpleNamespace(status=status, planned_date=planned, done_date=done)
    assert milestone_state(row, TODAY) == expected


def _quarter(year: int, month: int) -> Period:
    start = dt.date(year, month, 1)
    end = dt.date(year + month // 10, (month + 3) % 12 or 12, 1) - dt.timedelta(days=1)
    return Period("quarter", start, end)


@pytest.mark.parametrize(
    ("effective", "before", "since"),
    [
        pytest.param(dt.date(2025, 10, 1), "Q3 2025", "Q1 2026", id="the first day of a quarter"),
        pytest.param(dt.date(2025, 9, 30), "Q2 2025", "Q1 2026", id="the last day of a quarter"),
        pytest.param(dt.date(2026, 3, 31), "Q4 2025", "Q1 2026", id="the last day of the latest quarter"),
        pytest.param(dt.date(2026, 4, 1), "Q1 2026", None, id="after the latest quarter"),
        pytest.param(dt.date(2025, 4, 1), None, "Q1 2026", id="before every quarter"),
        pytest.param(None, None, None, id="no day"),
    ],
)
def test_quarters_around_a_decision(effective: dt.date | None, before: str | None, since: str | None) -> None:
    quarters = [_quarter(2025, 4), _quarter(2025, 7), _quarter(2025, 10), _quarter(2026, 1)]
    found = [period.words if period else None for period in quarters_around(effective, quarters)]
    assert found == [before, since]
