"""One figure as a reader sees it: its period, its words, and the cell it becomes.

A figure that is withheld, not sent or without a base becomes a mark here, in one place for every workbook.
All figures of an audience stand together in ``figures``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from pipelines.reports.edition import month_words
from pipelines.reports.kit import BLANK, Cell, mark

_Line = TypeVar("_Line", bound=Hashable)

PERCENT_FLOOR = 10
HEADLINE = ("none", "all")
PARTNER = ("scope", "ipv")
P90 = ("statistic", "p90")

_REASONS = {
    "primary": "Too few to show",
    "complementary": "Withheld to protect another figure",
    "secondary": "Withheld to protect another figure",
    "rate": "Rests on a withheld figure",
    "small_numbers": "Withheld: small numbers",
    "withheld": "Withheld: small numbers of people",
    "attribute": "Would tell about everyone of a small group",
    "differencing": "Would tell a small difference from what was released",
}

# Why nothing came: not sent (the warehouse says no more), late, a file that cannot be used, not due, not asked for.
NO_DATA = ("not_sent", "late", "missing", "not_due", "not_applicable")
_STATE_NOTES = {
    "not_sent": "No data came",
    "late": "Late: nothing came by the due date",
    "missing": "A file came and cannot be used",
    "not_due": "Not due yet",
    "not_applicable": "Not asked of the agency",
    "too_early": "Too early: cases are too young",
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
    area: str = ""
    registers: tuple[str, ...] = ()

    @property
    def fed_by(self) -> tuple[str, ...]:
        """The datasets that it is counted from."""
        return (*([self.dataset] if self.dataset else []), *self.registers)


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


def periods_by_line(found: Iterable[tuple[_Line, Period]]) -> list[tuple[_Line, list[Period]]]:
    """Each line once, in the order in which it comes first, with its periods from the earliest on."""
    lines: dict[_Line, list[Period]] = {}
    for line, period in found:
        lines.setdefault(line, []).append(period)
    return [(line, sorted(periods, key=lambda p: (p.start, p.end))) for line, periods in lines.items()]


def list_periods(periods: Iterable[Period]) -> str:
    """Periods in words, one after the other."""
    return ", ".join(period.words for period in periods)


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
    told: str = ""  # the state that the warehouse gives it; empty where it does not know
    low: float | None = None  # the 95 percent interval of a share
    high: float | None = None
    lowest: float | None = None  # the share if no unknown record counted ...
    highest: float | None = None  # ... and if all unknown and unlinked ones did
    is_ratio: bool = False  # so many for each one of the base: no share

    @property
    def state(self) -> str:
        """Shown, suppressed, none (nothing in the base), too_early, or why nothing came: see ``NO_DATA``."""
        if self.suppressed:
            return "suppressed"
        if self.told in (*NO_DATA, "too_early"):
            return self.told
        if self.num is None and self.value is None:
            return "none" if self.completeness or self.told == "nil" else "not_sent"
        return "none" if self.den == 0 else "shown"

    @property
    def has_no_data(self) -> bool:
        """Whether nothing came that could be counted."""
        return self.state in NO_DATA

    @property
    def share(self) -> float | None:
        """Numerator of denominator, where a percentage may be given."""
        if self.is_ratio or self.state != "shown" or self.num is None or self.den is None:
            return None
        if self.den < PERCENT_FLOOR:
            return None
        # Totals of one month can outrun those of the step before, which were counted a month earlier.
        return self.num / self.den if self.num <= self.den else None

    @property
    def note(self) -> str:
        """The reason behind a mark, or what is missing, in a few words."""
        if self.suppressed:
            return reason_words(self.reason)
        if self.state in _STATE_NOTES:
            return _STATE_NOTES[self.state]
        if self.told == "nil":
            return "The agency had nothing to report"
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
    if figure.state in ("suppressed", "too_early") or figure.has_no_data:
        return mark(figure.state)
    if figure.told == "nil":
        return mark("nil")
    return Cell(figure.num, "count") if figure.num is not None else mark("none")


def base_cell(figure: Figure | None) -> Cell:
    """The denominator; blank for a plain count."""
    if figure is None:
        return Cell("–", "mark")
    if figure.state in ("suppressed", "too_early") or figure.has_no_data:
        return mark(figure.state) if figure.state == "suppressed" else BLANK
    return Cell(figure.den, "count")


def share_cell(figure: Figure | None, kind: str) -> Cell:
    """The share, "k of n" under the floor, or a mark; blank for a plain count."""
    if kind == "count" or figure is None or figure.has_no_data or figure.state == "too_early":
        return BLANK
    if figure.state == "suppressed":
        return mark("suppressed")
    if figure.told == "nil":
        return mark("nil")
    if figure.den is None or figure.num is None:
        return BLANK
    if figure.den == 0:
        return mark("none")
    if figure.is_ratio:
        return Cell(round(figure.num / figure.den, 2), "decimal")
    if figure.share is None:
        return Cell(of_words(figure.num, figure.den), "of")
    return Cell(figure.share, "share")


def median_cell(figure: Figure | None) -> Cell:
    """A median or percentile, or its mark."""
    if figure is None:
        return Cell("–", "mark")
    if figure.told == "nil" and not figure.suppressed:
        return mark("nil")
    if figure.value is None:
        return mark(figure.state if figure.state != "shown" else "none")
    return Cell(round(figure.value, 2), "decimal")


def short_cell(figure: Figure | None, kind: str) -> Cell:
    """The one cell of a month: a count, a share, a median, or a mark."""
    if kind == "median":
        return median_cell(figure)
    if kind == "count" or figure is None or figure.den is None:
        return count_cell(figure)
    unseen = figure.has_no_data or figure.state == "too_early"
    return mark(figure.state) if unseen else share_cell(figure, "share")


def interval_cell(figure: Figure | None) -> Cell:
    """The 95 percent interval of a share, for example 67% to 91%; blank where there is none."""
    if figure is None or figure.share is None or figure.low is None or figure.high is None:
        return BLANK
    return Cell(range_words(figure.low, figure.high), "of")


def bounds_cell(figure: Figure | None) -> Cell:
    """The worst cases of a share; blank where there is none or where they are the share itself."""
    if figure is None or figure.share is None or figure.lowest is None or figure.highest is None:
        return BLANK
    return Cell(range_words(figure.lowest, figure.highest), "of") if figure.highest > figure.lowest else BLANK


def range_words(low: float, high: float) -> str:
    """For example 67% to 91%."""
    return f"{low:.0%} to {high:.0%}"


def words_of(code: str) -> str:
    """A code as words: ``misdemeanor_60_days`` becomes "Misdemeanor 60 days"."""
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]
