"""The period of a file: told by its title or name, or read off the dates of its rows."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pytest

from pipelines.layouts.model import PeriodRule
from pipelines.layouts.period import Period, dated_period, told_period

FROM_TO = PeriodRule.model_validate(
    {"from": "title", "pattern": r"(?P<start>\d+/\d+/\d{4}) (?:to|-) (?P<end>\d+/\d+/\d{4})"}
)
BY_NAME = PeriodRule.model_validate({"from": "file_name", "pattern": r"(?P<month>20\d{2}-?\d{2})"})
BY_WORD = PeriodRule.model_validate({"from": "title", "pattern": r"for (?P<month>\w+\.? \d{4})"})


@pytest.mark.parametrize(
    ("rule", "texts", "expected"),
    [
        pytest.param(FROM_TO, ["Run 4/2/2025", "3/1/2025 - 3/31/2025"], ("2025-03-01", "2025-03-31"), id="a title"),
        pytest.param(FROM_TO, ["3/15/2025 to 3/31/2025"], ("2025-03-15", "2025-03-31"), id="a partial month"),
        pytest.param(FROM_TO, ["13/1/2025 - 13/2/2025", "3/1/2025 - 3/31/2025"], ("2025-03-01", "2025-03-31"), id="the first that is a date"),
        pytest.param(FROM_TO, ["3/31/2025 - 3/1/2025"], None, id="the end before the start"),
        pytest.param(FROM_TO, [], None, id="no title"),
        pytest.param(BY_NAME, ["arrests_2025-02.csv"], ("2025-02-01", "2025-02-28"), id="a month in the name"),
        pytest.param(BY_NAME, ["arrests_202402.csv"], ("2024-02-01", "2024-02-29"), id="without its dash, in a leap year"),
        pytest.param(BY_NAME, ["arrests_2025-13.csv"], None, id="no month"),
        pytest.param(BY_WORD, ["Report for March 2025"], ("2025-03-01", "2025-03-31"), id="a month in words"),
        pytest.param(BY_WORD, ["Report for Mar 2025"], ("2025-03-01", "2025-03-31"), id="in short words"),
        pytest.param(BY_WORD, ["Report for Smarch 2025", "for May 2025"], ("2025-05-01", "2025-05-31"), id="the first that is a month"),
        pytest.param(PeriodRule(), ["3/1/2025 - 3/31/2025"], None, id="the rule says the dates of the rows"),
    ],
)  # fmt: skip
def test_a_told_period(rule: PeriodRule, texts: list[str], expected: tuple[str, str] | None) -> None:
    found = told_period(rule, texts)
    assert (found and (f"{found.start}", f"{found.end}")) == expected


@pytest.mark.parametrize(
    ("start", "end", "label", "partial"),
    [
        pytest.param("2025-03-01", "2025-03-31", "2025-03", False, id="a month"),
        pytest.param("2025-03-15", "2025-03-31", "2025-03", True, id="half a month"),
        pytest.param("2025-02-01", "2025-02-27", "2025-02", True, id="a day short"),
        pytest.param("2025-01-01", "2025-03-31", "2025-Q1", False, id="the first quarter"),
        pytest.param("2025-10-01", "2025-12-31", "2025-Q4", False, id="the last quarter"),
        pytest.param(
            "2025-02-01", "2025-04-30", "2025-02 to 2025-04", False, id="three months that are no quarter"
        ),
        pytest.param("2025-01-01", "2025-12-31", "2025", False, id="a year"),
        pytest.param(
            "2024-07-01", "2025-06-30", "2024-07 to 2025-06", False, id="twelve months over two years"
        ),
        pytest.param("2024-12-01", "2025-03-31", "2024-12 to 2025-03", False, id="over a new year"),
    ],
)
def test_labels(start: str, end: str, label: str, partial: bool) -> None:
    period = Period(date.fromisoformat(start), date.fromisoformat(end))
    assert (period.label, period.is_partial) == (label, partial)


def test_months() -> None:
    period = Period(date(2024, 11, 15), date(2025, 2, 3))
    assert [f"{day}" for day in period.months()] == ["2024-11-01", "2024-12-01", "2025-01-01", "2025-02-01"]


@pytest.mark.parametrize(
    ("counts", "label"),
    [
        pytest.param({"2025-03": 1}, "2025-03", id="one row"),
        pytest.param({"2025-03": 100, "2025-02": 24, "2024-11": 3}, "2025-03", id="stray months"),
        pytest.param(
            {"2025-03": 100, "2025-02": 25},
            "2025-02 to 2025-03",
            id="a quarter of the fullest month is filled",
        ),
        pytest.param(
            {f"2025-{m:02}": 10 for m in range(1, 13)}, "2025", id="each month of a year holds a twelfth"
        ),
        pytest.param({f"2025-{m:02}": 6 + m for m in range(1, 13)}, "2025", id="a year that grows"),
        pytest.param({"2025-01": 5, "2025-03": 5}, "2025-Q1", id="an empty month between"),
        pytest.param({}, None, id="no date"),
    ],
)
def test_a_dated_period(counts: dict[str, int], label: str | None) -> None:
    dates = [datetime.fromisoformat(f"{month}-15") for month, count in counts.items() for _ in range(count)]
    found = dated_period(pa.chunked_array([pa.array([*dates, None], pa.timestamp("us"))]))
    assert (found and found.label) == label


def test_days_make_a_period_too() -> None:
    found = dated_period(pa.array([date(2025, 2, 3)], pa.date32()))
    assert found == Period(date(2025, 2, 1), date(2025, 2, 28))
