"""Adds a fact's columns up for every agency and period: months, quarters, years, twelve rolling months.

Which columns make a measure stands in ``rules.py``; which lines a measure has in ``lines.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.sample.truth.records import Mask
from pipelines.sample.truth.site import TruthSite

Counts = npt.NDArray[np.int64]  # agencies, all together last, by periods
Values = npt.NDArray[np.float64]
ALL = "all"


@dataclass(frozen=True)
class Span:
    """A period: its kind, and its first and last month counted from year 0."""

    kind: str
    first: int
    last: int

    @property
    def start(self) -> date:
        """The first day."""
        return date(self.first // 12, self.first % 12 + 1, 1)

    @property
    def end(self) -> pd.Timestamp:
        """The last day."""
        return (
            pd.Timestamp(self.start) + pd.DateOffset(months=self.last - self.first + 1) - pd.Timedelta(days=1)
        )


def month_number(day: date) -> int:
    """Months since year 0."""
    return day.year * 12 + day.month - 1


def spans(first: date, last: date, kinds: tuple[str, ...]) -> list[Span]:
    """The periods of a window: calendar ones that have ended and touch it, rolling ones that lie in it."""
    low, high = month_number(first), month_number(last)
    made = {
        "month": [Span("month", month, month) for month in range(low, high + 1)],
        "quarter": [Span("quarter", m - 2, m) for m in range(low, high + 1) if m % 3 == 2],
        "year": [Span("year", m - 11, m) for m in range(low, high + 1) if m % 12 == 11],
        "rolling12": [Span("rolling12", m - 11, m) for m in range(low + 11, high + 1)],
    }
    return [span for kind in kinds for span in made[kind]]


class Cube:
    """One fact, ready to be added up. Rows of the fact dated outside the window count nowhere."""

    def __init__(
        self,
        fact: pd.DataFrame,
        agencies: list[str],
        periods: list[Span],
        site: TruthSite,
        follow_up_days: int = 0,
    ) -> None:
        """Keep the rows of the agencies that are old enough to show their outcome."""
        window_end = pd.Timestamp(site.last_month) + pd.DateOffset(months=1) - pd.Timedelta(days=1)
        kept = fact[fact["agency"].isin(agencies)]
        self.whole = kept
        dated = kept[kept["date"].notna()]
        days = dated["date"].dt.normalize()
        inside = (days >= pd.Timestamp(site.first_month)) & (days <= window_end)
        if follow_up_days:
            inside &= days + pd.Timedelta(days=follow_up_days) <= window_end
        self.rows = dated[inside].reset_index(drop=True)
        self.agencies = agencies
        self.periods = periods
        self._first = month_number(site.first_month)
        self._months = month_number(site.last_month) - self._first + 1
        self._agency = (
            self.rows["agency"].map({code: i for i, code in enumerate(agencies)}).to_numpy(dtype=int)
        )
        when = self.rows["date"]
        self._month = (when.dt.year * 12 + when.dt.month - 1 - self._first).to_numpy(dtype=int)

    def total(self, amounts: npt.ArrayLike, where: Mask | None = None) -> Counts:
        """The sum of ``amounts`` (one per row of ``rows``) in every agency and period."""
        weights = np.asarray(amounts, dtype=float) * (1.0 if where is None else where)
        cells = np.bincount(
            self._agency * self._months + self._month,
            weights=weights,
            minlength=len(self.agencies) * self._months,
        ).reshape(len(self.agencies), self._months)
        within = np.zeros((self._months, len(self.periods)))
        for place, span in enumerate(self.periods):
            within[max(span.first - self._first, 0) : span.last - self._first + 1, place] = 1
        return _with_all(np.rint(cells @ within).astype(np.int64))

    def standing(self, where: Mask, older: str | None = None, weight: str | None = None) -> Counts:
        """Rows of ``whole`` that hold on the last day of each period: begun by then, and not ended.

        With ``older`` only those that have stood for more days than that column says; ``weight`` is added up.
        """
        rows = self.whole[where]
        agency = rows["agency"].map({code: i for i, code in enumerate(self.agencies)}).to_numpy(dtype=int)
        counts = np.zeros((len(self.agencies), len(self.periods)), dtype=np.int64)
        for place, span in enumerate(self.periods):
            holds = (rows["start"] <= span.end) & (rows["stop"].isna() | (rows["stop"] > span.end))
            if older is not None:
                holds &= (span.end - rows["start"]).dt.days > rows[older]
            mine = holds.to_numpy(dtype=bool)
            weights = None if weight is None else rows[weight].to_numpy(dtype=float)[mine]
            told = np.bincount(agency[mine], weights=weights, minlength=len(self.agencies))
            counts[:, place] = np.rint(told).astype(np.int64)
        return _with_all(counts)

    def quantile(self, column: str, share: float, where: Mask) -> Values:
        """The quantile of a column, between two values in proportion; not a number where there is no value."""
        values = self.rows[column].to_numpy(dtype=float)
        usable = where & ~np.isnan(values)
        taken = np.full((len(self.agencies) + 1, len(self.periods)), np.nan)
        for place, span in enumerate(self.periods):
            inside = (
                usable & (self._month >= span.first - self._first) & (self._month <= span.last - self._first)
            )
            for row in range(len(self.agencies) + 1):
                chosen = (
                    values[inside & (self._agency == row)] if row < len(self.agencies) else values[inside]
                )
                if len(chosen):
                    taken[row, place] = np.quantile(chosen, share)
        return taken


def _with_all(counts: Counts) -> Counts:
    return np.vstack([counts, counts.sum(axis=0, keepdims=True)])
