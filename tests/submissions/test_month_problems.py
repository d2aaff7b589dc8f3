"""Wrong months, parts of months, months known already: asked about and told, never guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from small_site import Judge

from pipelines.layouts.period import Period
from pipelines.problems import Severity
from pipelines.submissions.month_problems import coverage_words, known_months, part_of_month, wrong_month

MARCH = Period(date(2025, 3, 1), date(2025, 3, 31))
APRIL = Period(date(2025, 4, 1), date(2025, 4, 30))
SPRING = Period(date(2025, 2, 1), date(2025, 4, 30))
HEADERS = ["Case Number", "Reported", "DV", "Injury", "Officer"]


@pytest.mark.parametrize(
    ("period", "dated", "name", "words"),
    [
        pytest.param(MARCH, MARCH, "march 2025.xlsx", None, id="all agree"),
        pytest.param(MARCH, MARCH, "export.xlsx", None, id="the name tells nothing"),
        pytest.param(SPRING, MARCH, "2025-03.xlsx", None, id="a month inside the period"),
        pytest.param(MARCH, MARCH, "2025-04.xlsx", "The file's name says 2025-04", id="the name says another month"),
        pytest.param(APRIL, MARCH, "x.xlsx", "The title says 2025-04, but the rows are dated 2025-03", id="the title does"),
        pytest.param(MARCH, None, "2025-04.xlsx", "The file's name says 2025-04", id="no row is dated"),
        pytest.param(None, None, "2025-04.xlsx", None, id="no period at all"),
    ],
)  # fmt: skip
def test_another_month_than_the_name_says(
    period: Period | None, dated: Period | None, name: str, words: str | None
) -> None:
    found = wrong_month(period, dated, name)
    assert [problem.severity for problem in found] == ([Severity.UNLIKELY] if words else [])
    assert all((words or "") in problem.message for problem in found)


@pytest.mark.parametrize(
    ("period", "words"),
    [
        pytest.param(MARCH, None, id="a whole month"),
        pytest.param(
            Period(date(2025, 3, 4), date(2025, 3, 31)), "28 of 31 days", id="from the day a system changed"
        ),
        pytest.param(
            Period(date(2025, 2, 1), date(2025, 3, 15)),
            "43 of 59 days",
            id="to the middle of the second month",
        ),
    ],
)
def test_part_of_a_month(period: Period, words: str | None) -> None:
    found = part_of_month(period)
    assert bool(found) == (words is not None)
    assert words is None or (words in found[0].message and words in coverage_words(period))


def _manifest(start: str, end: str, **changes: Any) -> dict[str, Any]:
    return {
        "agency_code": "mpd", "dataset": "rms_incidents", "stream": "", "status": "accepted",
        "period_start": start, "period_end": end, **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("earlier", "months"),
    [
        pytest.param([_manifest("2025-02-01", "2025-02-28"), _manifest("2025-03-01", "2025-03-31")], "2025-02, 2025-03", id="two months"),
        pytest.param([_manifest("2025-02-01", "2025-04-30")], None, id="the same period is a correction"),
        pytest.param([_manifest("2025-02-01", "2025-02-28", stream="old")], None, id="another stream"),
        pytest.param([_manifest("2025-02-01", "2025-02-28", agency_code="rpd")], None, id="another agency"),
        pytest.param([_manifest("2025-02-01", "2025-02-28", status="not_accepted")], None, id="a file that was not accepted"),
        pytest.param([_manifest("2025-02-01", "2025-02-28", status="nil_report")], "2025-02", id="a report of nothing"),
        pytest.param([], None, id="nothing came before"),
    ],
)  # fmt: skip
def test_months_known_already(earlier: list[dict[str, Any]], months: str | None) -> None:
    found = known_months("mpd", "rms_incidents", "", SPRING, earlier)
    assert [problem.check_id for problem in found] == (["history_period_overlap"] if months else [])
    assert months is None or f": {months}." in found[0].message


def test_a_file_is_asked_about_its_month(judge_book: Judge) -> None:
    rows = [["Period: 3/1/2025 - 3/31/2025"], HEADERS, ["24-0001", "03/02/2025 10:00", "Y", "N", None]]
    told = {p.check_id for p in judge_book({"Incidents": rows}, name="incidents 2025-04.xlsx").problems}
    assert "table_period_other_than_name" in told
    told = {p.check_id for p in judge_book({"Incidents": rows}, name="incidents 2025-03.xlsx").problems}
    assert not told & {"table_period_other_than_name", "table_period_partial"}


def test_a_part_of_a_month_is_told(judge_book: Judge) -> None:
    rows = [["Period: 3/4/2025 - 3/31/2025"], HEADERS, ["24-0001", "03/05/2025 10:00", "Y", "N", None]]
    judged = judge_book({"Incidents": rows})
    assert [p.severity for p in judged.problems if p.check_id == "table_period_partial"] == [Severity.NOTE]
    assert judged.status.counts
