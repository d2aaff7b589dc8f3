"""The periods that measures are told for: months, quarters, calendar years and rolling twelve months.

Pure: dates in, dates out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Period:
    """A run of whole months: ``start`` is the first day of the first, ``end`` the last day of the last."""

    kind: str
    start: date
    end: date

    def months(self) -> Iterator[date]:
        """First days of the period's months."""
        month = self.start
        while month <= self.end:
            yield month
            month = shift(month, 1)


def shift(month: date, months: int) -> date:
    """The first day of the month that lies ``months`` after that of ``month``."""
    position = month.year * 12 + month.month - 1 + months
    return date(position // 12, position % 12 + 1, 1)


def last_day(month: date) -> date:
    """The last day of the month of ``month``."""
    return shift(month, 1) - timedelta(days=1)


def list_periods(first_month: date, last_month: date) -> list[Period]:
    """Every period of a window of months.

    Quarters and years are calendar ones; they count once they have ended by the last month, and the first may
    begin before the window. Twelve rolling months count only where all of them lie in the window.
    """
    window = list(Period("month", first_month, last_day(last_month)).months())
    periods = [Period("month", month, last_day(month)) for month in window]
    for kind, length in (("quarter", 3), ("year", 12)):
        ends = [month for month in window if month.month % length == 0]
        periods += [Period(kind, shift(month, 1 - length), last_day(month)) for month in ends]
    periods += [Period("rolling12", shift(month, -11), last_day(month)) for month in window[11:]]
    return periods
