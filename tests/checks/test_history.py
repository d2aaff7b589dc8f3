"""A file beside what came before: where the borders lie, and what a first file or a small month says nothing about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_catalogue import CATALOGUE

from pipelines.checks import History, Profile, history_of, history_problems
from pipelines.checks.history import Before
from pipelines.layouts.period import Period, month_end
from pipelines.problems import Problem, Severity, Stage


def month(number: int, year: int = 2025) -> Period:
    start = date(year, number, 1)
    return Period(start, month_end(start))


def profile(rows: int, **more: Any) -> Profile:
    return Profile(rows, more.get("records", rows), more.get("filled", {}), more.get("unread", {}))


def history(*rows: int, **more: Any) -> History:
    """Files of January, February ..., each with so many rows."""
    return History(
        tuple(
            Before(month(n), date(2025, n + 1, 5), profile(count, **more))
            for n, count in enumerate(rows, start=1)
        )
    )


def found(now: Profile, before: History, period: Period | None = None) -> list[Problem]:
    return history_problems(now, period or month(9), before, CATALOGUE)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        pytest.param([100] * 6, 40, False, id="four tenths of the median"),
        pytest.param([100] * 6, 39, True, id="fewer than that"),
        pytest.param([100] * 6, 250, False, id="two and a half times the median"),
        pytest.param([100] * 6, 251, True, id="more than that"),
        pytest.param([9] * 6, 24, False, id="a small median, fifteen more"),
        pytest.param([9] * 6, 25, True, id="a small median, sixteen more"),
        pytest.param([9] * 6, 1, False, id="a small median says little about few"),
        pytest.param([12] * 6, 2, False, id="a month of twelve may be one of two by chance"),
        pytest.param([12] * 6, 1, True, id="but hardly one of one"),
        pytest.param([100, 100], 1, False, id="two files are no history"),
        pytest.param([100, 100, 100], 1, True, id="three are"),
        pytest.param([1, 1, 1, 1, 100, 100, 100, 100], 90, False, id="the last six months only"),
    ],
)
def test_rows_beside_the_trailing_median(before: list[int], now: int, told: bool) -> None:
    problems = found(profile(now), history(*before))
    assert [p.check_id for p in problems] == (["history_rows_count"] if told else [])
    if told:
        assert (problems[0].severity, problems[0].stage) == (Severity.UNLIKELY, Stage.HISTORY)
        assert problems[0].message.endswith(CATALOGUE["history_rows_count"].guidance)


def test_a_quarter_counts_as_three_months() -> None:
    quarter = Period(date(2025, 7, 1), date(2025, 9, 30))
    assert found(profile(300), history(*[100] * 6), quarter) == []
    assert [p.check_id for p in found(profile(100), history(*[100] * 6), quarter)] == ["history_rows_count"]


def test_part_of_a_month_says_nothing_about_rows() -> None:
    part = Period(date(2025, 9, 15), date(2025, 9, 30))
    assert found(profile(3), history(*[100] * 6), part) == []


def test_the_last_version_of_a_month_is_what_counts() -> None:
    corrected = History((*history(1, 1, 1).files, *history(100, 100, 100).files))
    assert found(profile(90), corrected) == []


@pytest.mark.parametrize(
    ("filled_before", "rows", "filled", "unread", "told"),
    [
        pytest.param(100, 40, 0, 0, ["history_column_blank"], id="full before, blank now"),
        pytest.param(100, 40, 1, 0, [], id="one cell is filled"),
        pytest.param(100, 40, 0, 3, [], id="cells that could not be read are not blank"),
        pytest.param(5, 40, 0, 0, [], id="rarely filled before"),
        pytest.param(50, 9, 0, 0, [], id="half filled before, nine rows"),
        pytest.param(50, 10, 0, 0, ["history_column_blank"], id="half filled before, ten rows"),
    ],
)
def test_a_column_that_used_to_be_filled(
    filled_before: int, rows: int, filled: int, unread: int, told: list[str]
) -> None:
    before = history(*[100] * 6, filled={"injury": filled_before})
    period = Period(date(2025, 9, 1), date(2025, 9, 20))  # so that the number of rows says nothing
    now = profile(rows, filled={"injury": filled}, unread={"injury": unread} if unread else {})
    problems = found(now, before, period)
    assert [p.check_id for p in problems] == told
    assert all(p.column == "Injury" for p in problems)


@pytest.mark.parametrize(
    ("unread", "told"),
    [
        pytest.param(3, [], id="three cells are few"),
        pytest.param(6, [], id="six of a hundred is five hundredths more"),
        pytest.param(7, ["history_unknown_codes"], id="seven are more"),
    ],
)
def test_unknown_codes_that_jump(unread: int, told: list[str]) -> None:
    before = history(*[100] * 6, filled={"injury": 99}, unread={"injury": 1})
    now = profile(100, filled={"injury": 100 - unread}, unread={"injury": unread})
    assert [p.check_id for p in found(now, before)] == told


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        pytest.param(40, 40, "history_sent_before", id="as many"),
        pytest.param(40, 37, "history_sent_before", id="three fewer"),
        pytest.param(40, 36, "history_records_fewer", id="a tenth fewer"),
        pytest.param(100, 91, "history_sent_before", id="nine of a hundred fewer"),
        pytest.param(5, 2, "history_sent_before", id="three of five fewer"),
        pytest.param(5, 1, "history_records_fewer", id="four of five fewer"),
    ],
)
def test_a_period_that_came_before(was: int, now: int, told: str) -> None:
    (problem,) = found(profile(now), history(was), month(1))
    assert problem.check_id == told
    assert "2025-01 came before, on 2025-02-05" in problem.message


def test_a_profile_survives_its_manifest() -> None:
    kept = profile(7, filled={"injury": 5}, unread={"injury": 1})
    manifest = {
        "period_start": "2025-01-01",
        "period_end": "2025-01-31",
        "received_ts": "2025-02-05T10:00:00",
        "profile": kept.to_dict(),
    }
    without = [{"profile": None}, manifest | {"period_start": None}]
    assert history_of([*without, manifest]).files == (Before(month(1), date(2025, 2, 5), kept),)


def test_without_a_period_nothing_is_compared() -> None:
    assert history_problems(profile(1), None, history(*[100] * 6), CATALOGUE) == []
