"""Periods of a window: ended quarters and years, and twelve rolling months that lie in it."""

from __future__ import annotations

from datetime import date

import pytest

from pipelines.statistics.periods import Period, last_day, list_periods, shift


def _starts(first: date, last: date, kind: str) -> list[date]:
    return [p.start for p in list_periods(first, last) if p.kind == kind]


@pytest.mark.parametrize(
    ("first", "last", "kind", "starts"),
    [
        pytest.param(date(2025, 1, 1), date(2025, 3, 1), "quarter", [date(2025, 1, 1)], id="a whole quarter"),
        pytest.param(date(2025, 1, 1), date(2025, 2, 1), "quarter", [], id="a quarter that has not ended"),
        pytest.param(
            date(2025, 3, 1), date(2025, 3, 1), "quarter", [date(2025, 1, 1)], id="begun before the window"
        ),
        pytest.param(date(2025, 1, 1), date(2025, 12, 1), "year", [date(2025, 1, 1)], id="a whole year"),
        pytest.param(date(2025, 1, 1), date(2025, 11, 1), "rolling12", [], id="eleven months roll nothing"),
        pytest.param(
            date(2025, 2, 1), date(2026, 1, 1), "rolling12", [date(2025, 2, 1)], id="twelve months roll"
        ),
        pytest.param(
            date(2025, 12, 1), date(2026, 1, 1), "month", [date(2025, 12, 1), date(2026, 1, 1)], id="months"
        ),
    ],
)
def test_periods_of_a_window(first: date, last: date, kind: str, starts: list[date]) -> None:
    assert _starts(first, last, kind) == starts


def test_a_period_ends_on_its_last_day_and_knows_its_months() -> None:
    period = next(p for p in list_periods(date(2024, 2, 1), date(2025, 1, 1)) if p.kind == "rolling12")
    assert period == Period("rolling12", date(2024, 2, 1), date(2025, 1, 31))
    assert len(list(period.months())) == 12
    assert last_day(date(2024, 2, 1)) == date(2024, 2, 29)
    assert shift(date(2025, 1, 1), -11) == date(2024, 2, 1)
