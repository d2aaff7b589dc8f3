"""The months that a file's name speaks of. Names are free, so this only tells files apart and raises questions.

The period that a file covers is decided in ``period.py``; a name never decides it, save where a layout says so.
"""

from __future__ import annotations

import re
from datetime import date

from pipelines.layouts.period import Period, month_end

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_YEAR = r"(?P<year>20\d{2})"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_RANGE = re.compile(
    r"(?<!\d)(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-3]\d)\D{1,4}(20\d{2})[-_.]?(0[1-9]|1[0-2])[-_.]?([0-3]\d)(?!\d)"
)
# A whole date in a name is mostly the day of the export and tells no month.
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}[-_. ]?{_MONTH}(?![-_.]?\d)",
        rf"(?<![\d/.-]){_MONTH}[-_. ]{_YEAR}(?!\d)",
        rf"(?<![a-z])(?P<word>{_WORD})(?![a-z])[-_., ]*{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[-_., ]*(?P<word>{_WORD})(?![a-z])",
        rf"(?<!\d){_YEAR}[-_ ]?q(?P<quarter>[1-4])(?!\d)",
        rf"(?<![a-z])q(?P<quarter>[1-4])[-_ ]?{_YEAR}(?!\d)",
    )
)


def named_period(name: str) -> Period | None:
    """The month, quarter or range of days in a file's name; None where it names none, or more than one month.

    A name such as "January to June 2025" speaks of several months in a way that is not read here.
    """
    span = _RANGE.search(name)
    if span is not None:
        days = _days(span)
        return Period(*days) if days and days[0] <= days[1] else None
    found = {_period(match) for pattern in _PATTERNS for match in pattern.finditer(name)}
    words = {word[:3].lower() for word in re.findall(rf"(?i)(?<![a-z])(?:{_WORD})(?![a-z])", name)}
    return found.pop() if len(found) == 1 and len(words) <= 1 else None


def _days(span: re.Match[str]) -> tuple[date, date] | None:
    numbers = [int(group) for group in span.groups()]
    try:
        return date(numbers[0], numbers[1], numbers[2]), date(numbers[3], numbers[4], numbers[5])
    except ValueError:
        return None


def _period(match: re.Match[str]) -> Period:
    groups = match.groupdict()
    year = int(groups["year"])
    if groups.get("quarter"):
        first = date(year, 3 * int(groups["quarter"]) - 2, 1)
        return Period(first, month_end(first.replace(month=first.month + 2)))
    word = groups.get("word")
    month = _MONTHS.index(word[:3].lower()) + 1 if word else int(groups["month"])
    return Period(date(year, month, 1), month_end(date(year, month, 1)))
