"""The period that a file covers: told by a title row or the file's name, or read off the dates of its rows."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.match import MatchedSheet
from pipelines.layouts.model import PeriodRule

# Months with less than this share of the fullest month's rows hold late or early entries. The fullest month is the
# measure, since each month of a year-to-date file holds only a twelfth of all rows.
_STRAY = 0.25


@dataclass(frozen=True)
class Period:
    """The first and the last day covered; ``is_partial`` where they are no whole months."""

    start: date
    end: date

    @property
    def is_partial(self) -> bool:
        """Whether the period begins or ends inside a month."""
        return self.start.day != 1 or self.end != month_end(self.end)

    @property
    def label(self) -> str:
        """2025-03, 2025-Q1, 2025, or first to last month."""
        first, last = (self.start.year, self.start.month), (self.end.year, self.end.month)
        if first == last:
            return f"{self.start:%Y-%m}"
        if first[0] == last[0] and (first[1], last[1]) in ((1, 3), (4, 6), (7, 9), (10, 12)):
            return f"{first[0]}-Q{last[1] // 3}"
        if first[0] == last[0] and (first[1], last[1]) == (1, 12):
            return str(first[0])
        return f"{self.start:%Y-%m} to {self.end:%Y-%m}"

    def months(self) -> list[date]:
        """The first day of every month that the period touches."""
        months, day = [], self.start.replace(day=1)
        while day <= self.end:
            months.append(day)
            day = (day.replace(day=28) + _FOUR_DAYS).replace(day=1)
        return months


_MONTHS = ("%Y-%m", "%B %Y", "%b %Y", "%B, %Y", "%b. %Y", "%m/%Y", "%m-%Y", "%Y_%m", "%Y%m")
_FOUR_DAYS = date(2000, 1, 5) - date(2000, 1, 1)


def month_end(day: date) -> date:
    """The last day of ``day``'s month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def told_period(rule: PeriodRule, texts: list[str]) -> Period | None:
    """The period that the layout's pattern finds in title texts or in the file's name."""
    if rule.source == "field" or rule.pattern is None:
        return None
    pattern = re.compile(rule.pattern, re.IGNORECASE)
    for text in texts:
        found = pattern.search(text)
        if found is None:
            continue
        groups = found.groupdict()
        if groups.get("month"):
            start = _day(groups["month"], (*rule.formats, *_MONTHS))
            if start:
                return Period(start.replace(day=1), month_end(start))
            continue
        start, end = _day(groups["start"], rule.formats), _day(groups["end"], rule.formats)
        if start and end and start <= end:
            return Period(start, end)
    return None


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_USUAL = tuple(
    PeriodRule.model_validate({"from": "title", "pattern": pattern})
    for pattern in (
        r"(?P<start>\d{1,2}/\d{1,2}/\d{4})\s*(?:to|through|-|–)\s*(?P<end>\d{1,2}/\d{1,2}/\d{4})",
        r"(?<!\d)(?P<month>(?:19|20)\d{2}-(?:0[1-9]|1[0-2]))(?!\d)",
        rf"\b(?P<month>{_MONTH}\.?,?\s+(?:19|20)\d{{2}})(?!\d)",
        r"(?<![\d/])(?P<month>(?:0?[1-9]|1[0-2])/(?:19|20)\d{2})(?!\d)",
    )
)
_QUARTER = re.compile(r"(?<!\d)(?P<year>20\d{2})[ _-]?Q(?P<quarter>[1-4])(?!\d)", re.IGNORECASE)


def usual_period(texts: list[str]) -> Period | None:
    """The period in the usual ways to write one, for files whose rows cannot tell: titles first, then the file's name."""
    found = next((period for rule in _USUAL if (period := told_period(rule, texts)) is not None), None)
    quarter = next((match for text in texts if (match := _QUARTER.search(text))), None)
    if found is not None or quarter is None:
        return found
    first = date(int(quarter["year"]), 3 * int(quarter["quarter"]) - 2, 1)
    return Period(first, month_end(first.replace(month=first.month + 2)))


def _day(text: str, formats: tuple[str, ...]) -> date | None:
    for known in formats:
        try:
            return datetime.strptime(text.strip(), known).date()
        except ValueError:
            continue
    return None


def dated_period(dates: pa.ChunkedArray | pa.Array) -> Period | None:
    """The whole months that the rows' dates fill, from the first filled month to the last.

    A month with less than a quarter of the rows of the fullest month holds stray entries and is not filled.
    """
    days = pc.drop_null(dates).cast(pa.timestamp("us")).to_numpy(zero_copy_only=False).astype("datetime64[M]")
    if days.size == 0:
        return None
    months, counts = np.unique(days, return_counts=True)
    filled = months[counts >= _STRAY * counts.max()]
    first, last = filled.min().astype(date), filled.max().astype(date)
    return Period(first, month_end(last))


def title_texts(sheet: MatchedSheet) -> list[str]:
    """Texts of the rows above a sheet's header: where exports print their period. Used in memory only."""
    above = sheet.sheet.grid.slice(0, max(sheet.block.header_row - 1, 0))
    return [text for column in above.columns for text in column.to_pylist() if text]
