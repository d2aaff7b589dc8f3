"""One figure as a reader sees it: its period, its words, and the cell it becomes.

A figure that is withheld, not sent or without a base becomes a mark here, in one place for every workbook.
All figures of an audience stand together in ``figures``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from pipelines.reports.edition import month_words
from pipelines.reports.kit import BLANK, Cell, mark

PERCENT_FLOOR = 10
HEADLINE = ("none", "all")
PARTNER = ("scope", "ipv")
P90 = ("statistic", "p90")

_REASONS = {
    "primary": "Too few to show",
    "complementary": "Withheld to protect another figure",
    "secondary": "Withheld to protect another figure",
    "rate": "Rests on a withheld figure",
}


@dataclass(frozen=True)
class Definition:
    """The words of a measure."""

    measure_id: str
    name: str
    unit: str
    kind: str
    direction: str
    breakdown: str
    dataset: str = ""


@dataclass(frozen=True)
class Period:
    """A period and its words."""

    kind: str
    start: dt.date
    end: dt.date

    @property
    def words(self) -> str:
        """For example Mar 2026, Q1 2026, 12 months to Mar 2026."""
        if self.kind == "month":
            return month_words(self.start)
        if self.kind == "quarter":
            return f"Q{(self.start.month + 2) // 3} {self.start.year}"
        if self.kind == "rolling12":
            return f"12 months to {month_words(self.end)}"
        return str(self.start.year)


@dataclass(frozen=True)
class Figure:
    """One row of ``pub.measure_value``. A withheld figure has no numbers."""

    num: int | None
    den: int | None
    value: float | None
    match_rate: float | None
    completeness: float | None
    missing: int | None
    suppressed: bool
    reason: str

    @property
    def state(self) -> str:
        """Shown, suppressed, not_sent or none (nothing in the base)."""
        if self.suppressed:
            return "suppressed"
        if self.num is None and self.value is None:
            return "none" if self.completeness else "not_sent"
        return "none" if self.den == 0 else "shown"

    @property
    def share(self) -> float | None:
        """Numerator of denominator, where a percentage may be given."""
        if self.state != "shown" or self.num is None or self.den is None or self.den < PERCENT_FLOOR:
            return None
        return self.num / self.den

    @property
    def note(self) -> str:
        """The reason behind a mark, or what is missing, in a few words."""
        if self.suppressed:
            return reason_words(self.reason)
        if self.state == "not_sent":
            return "No data came"
        if self.completeness is not None and self.completeness < 99.5:
            return "Data incomplete"
        return ""


def reason_words(code: str) -> str:
    """Why a figure is withheld, in words."""
    return _REASONS.get(code) or (code.replace("_", " ").capitalize() if code else "Too few to show")


def of_words(num: float, den: float) -> str:
    """For example 31 of 38."""
    return f"{num:,.0f} of {den:,.0f}"


def count_cell(figure: Figure | None) -> Cell:
    """The numerator, or its mark."""
    if figure is None:
        return Cell("–", "mark")
    if figure.state in ("suppressed", "not_sent"):
        return mark(figure.state)
    return Cell(figure.num, "count") if figure.num is not None else mark("none")


def base_cell(figure: Figure | None) -> Cell:
    """The denominator; blank for a plain count."""
    if figure is None:
        return Cell("–", "mark")
    if figure.state in ("suppressed", "not_sent"):
        return mark(figure.state) if figure.state == "suppressed" else BLANK
    return Cell(figure.den, "count")


def share_cell(figure: Figure | None, kind: str) -> Cell:
    """The share, "k of n" under the floor, or a mark; blank for a plain count."""
    if kind == "count" or figure is None or figure.state == "not_sent":
        return BLANK
    if figure.state == "suppressed":
        return mark("suppressed")
    if figure.den is None or figure.num is None:
        return BLANK
    if figure.den == 0:
        return mark("none")
    if figure.share is None:
        return Cell(of_words(figure.num, figure.den), "of")
    return Cell(figure.share, "share")


def median_cell(figure: Figure | None) -> Cell:
    """A median or percentile, or its mark."""
    if figure is None:
        return Cell("–", "mark")
    if figure.value is None:
        return mark(figure.state if figure.state != "shown" else "none")
    return Cell(round(figure.value, 2), "decimal")


def short_cell(figure: Figure | None, kind: str) -> Cell:
    """The one cell of a month: a count, a share, a median, or a mark."""
    if kind == "median":
        return median_cell(figure)
    if kind == "count" or figure is None or figure.den is None:
        return count_cell(figure)
    return share_cell(figure, "share") if figure.state != "not_sent" else mark("not_sent")


def words_of(code: str) -> str:
    """A code as words: ``misdemeanor_60_days`` becomes "Misdemeanor 60 days"."""
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]
