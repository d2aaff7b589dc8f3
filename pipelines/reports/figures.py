"""Measures as a reader sees them: periods, agencies, labels, and each figure as cells.

A figure that is withheld, not sent or without a base becomes a mark here, in one place for every workbook.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, month_words, text_of
from pipelines.reports.kit import BLANK, Cell, mark
from pipelines.reports.kit.cells import SUPPRESSED_SIGN
from pipelines.reports.source import Source, rows_of

PERCENT_FLOOR = 10
HEADLINE = ("none", "all")
PARTNER = ("scope", "ipv")
P90 = ("statistic", "p90")
_PLAIN_BREAKDOWNS = {"none", "scope", "statistic"}

_PART_LABELS = {
    "cond_bip": "Batterer intervention program",
    "cond_no_contact": "No contact",
    "cond_firearm": "Firearm condition",
    "cond_chemical_eval": "Chemical evaluation",
    "cond_review_hearing": "Review hearing",
    "open_at_end": "Open on the last day",
}
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


class Figures:
    """All figures that one audience may see."""

    def __init__(self, source: Source, audience: str) -> None:
        self.definitions = {
            row.measure_id: Definition(
                row.measure_id,
                row.name,
                row.unit_label,
                row.value_kind,
                row.direction,
                text_of(row.breakdown),
            )
            for row in rows_of(source.query("measure_definition"))
        }
        self.agencies = {"all": "All agencies"} | {
            row.agency_code: row.agency_name for row in rows_of(source.query("agency"))
        }
        codes = source.query("code_list")
        self._labels = {(row.code_list, row.code): row.label for row in rows_of(codes)}
        self._positions = {(row.code_list, row.code): i for i, row in enumerate(rows_of(codes))}
        self._any_label = {row.code: row.label for row in rows_of(codes)}
        frame = source.query("measure_value", audience=audience)
        self._figures: dict[tuple[Any, ...], Figure] = {}
        self._agencies_of: dict[str, dict[str, None]] = {}
        self._parts: dict[str, dict[tuple[str, str], None]] = {}
        periods: dict[str, set[Period]] = {"month": set(), "quarter": set(), "rolling12": set()}
        for row in rows_of(frame):
            period = Period(row.period_kind, as_date(row.period_start), as_date(row.period_end))
            periods[row.period_kind].add(period)
            key = (row.measure_id, row.agency_code, period.kind, period.start, row.breakdown, row.category)
            self._figures[key] = Figure(
                _whole(row.num),
                _whole(row.den),
                _real(row.value),
                _real(row.match_rate),
                _real(row.completeness_pct),
                _whole(row.n_missing),
                bool(row.suppressed),
                text_of(row.suppress_reason),
            )
            self._agencies_of.setdefault(row.measure_id, {})[row.agency_code] = None
            if row.breakdown not in _PLAIN_BREAKDOWNS:
                self._parts.setdefault(row.measure_id, {})[(row.breakdown, row.category)] = None
        ordered = {kind: sorted(found, key=lambda p: p.start) for kind, found in periods.items()}
        self.months, self.quarters, self.years = (
            ordered["month"],
            ordered["quarter"][-8:],
            ordered["rolling12"],
        )

    @property
    def measure_ids(self) -> tuple[str, ...]:
        """Measures with any figure."""
        return tuple(m for m in self.definitions if m in self._agencies_of)

    def get(
        self, measure_id: str, agency: str, period: Period, part: tuple[str, str] = HEADLINE
    ) -> Figure | None:
        """A figure, or None where there is no row for it."""
        return self._figures.get((measure_id, agency, period.kind, period.start, *part))

    def agencies_of(self, measure_id: str) -> list[str]:
        """Agencies with the measure; 'all' first, and only where more than one agency has it."""
        found = [a for a in self.agencies if a in self._agencies_of.get(measure_id, {})]
        single = [a for a in found if a != "all"]
        return single if len(single) == 1 else found

    def headline_agency(self, measure_id: str) -> str | None:
        """All agencies together, or the only one; None where several stand without a total."""
        found = self.agencies_of(measure_id)
        return found[0] if found and (found[0] == "all" or len(found) == 1) else None

    def breakdowns(self, measure_id: str) -> dict[str, list[str]]:
        """The breakdowns of a measure, each with its categories in the order of their code list."""
        found: dict[str, list[str]] = {}
        for breakdown, category in self._parts.get(measure_id, {}):
            found.setdefault(breakdown, []).append(category)
        definition = self.definitions[measure_id]
        for breakdown, categories in found.items():
            categories.sort(
                key=lambda c, b=breakdown: (  # type: ignore[misc]
                    self._positions.get((b, c), self._positions.get((definition.breakdown, c), 0)),
                    c,
                )
            )
        return found

    def label(self, measure_id: str, breakdown: str, category: str) -> str:
        """A category in words."""
        for name in (breakdown, self.definitions[measure_id].breakdown):
            if (name, category) in self._labels:
                return self._labels[(name, category)]
        if category in _PART_LABELS:
            return _PART_LABELS[category]
        return self._any_label.get(category) or words_of(category)

    def has(self, measure_id: str, agency: str, part: tuple[str, str], periods: Iterable[Period]) -> bool:
        """Whether any of ``periods`` has a row."""
        return any(self.get(measure_id, agency, period, part) is not None for period in periods)


def words_of(code: str) -> str:
    """A code as words: ``misdemeanor_60_days`` becomes "Misdemeanor 60 days"."""
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _real(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


__all__ = [
    "HEADLINE", "P90", "PARTNER", "PERCENT_FLOOR", "SUPPRESSED_SIGN", "Definition", "Figure", "Figures", "Period",
    "base_cell", "count_cell", "median_cell", "of_words", "reason_words", "share_cell", "short_cell", "words_of",
]  # fmt: skip
