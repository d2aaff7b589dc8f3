"""Control limits: what a series does by itself, so that a signal can be told from noise.

Pure: numbers in, limits out. XmR for counts and medians, p' (Laney) for shares, g for rare events. Which points are
signals stands in ``run_rules``; which limits hold for which month in ``chart``.
Formulas: W. A. Shewhart and D. J. Wheeler (XmR), D. B. Laney (p'), J. C. Benneyan (g).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Series = npt.NDArray[np.float64]

XMR_SCALE = 2.66  # 3 / 1.128: three standard deviations, from the mean moving range of pairs
RANGE_SCALE = 3.267  # the upper limit of the range chart of pairs
SIGMA_PER_RANGE = 1.128  # the mean range of two points, in standard deviations


@dataclass(frozen=True)
class Limits:
    """Center and limits, one value per point; a limit that the figure cannot reach stands at its end."""

    center: Series
    lower: Series
    upper: Series


@dataclass(frozen=True)
class RangeLimits:
    """The range chart of a series: the mean moving range and its upper limit."""

    center: float
    upper: float


def moving_ranges(values: Series) -> Series:
    """Distances of neighbors; a gap (nan) has none, and nothing is bridged over it."""
    ranges = np.abs(np.diff(values))
    return ranges[~np.isnan(ranges)]


def xmr(values: Series, floor: float | None = 0.0) -> Limits | None:
    """Mean ± 2.66 x mean moving range; None where no two neighbors are known. ``floor`` cuts the lower limit."""
    ranges = moving_ranges(values)
    if not len(ranges):
        return None
    center = float(np.nanmean(values))
    reach = XMR_SCALE * float(ranges.mean())
    lower = center - reach if floor is None else max(center - reach, floor)
    length = len(values)
    return Limits(np.full(length, center), np.full(length, lower), np.full(length, center + reach))


def range_chart(values: Series) -> RangeLimits | None:
    """Mean moving range, and 3.267 times it."""
    ranges = moving_ranges(values)
    return RangeLimits(float(ranges.mean()), RANGE_SCALE * float(ranges.mean())) if len(ranges) else None


@dataclass(frozen=True)
class Spread:
    """What a p' chart learned: the mean share, and how much wider than chance alone the points lie."""

    center: float
    sigma_z: float

    def limits(self, den: Series) -> Limits:
        """Limits for points with these bases; nan where there is no base."""
        with np.errstate(divide="ignore", invalid="ignore"):
            sigma = np.sqrt(self.center * (1 - self.center) / np.where(den > 0, den, np.nan))
        reach = 3 * sigma * self.sigma_z
        center = np.where(np.isnan(sigma), np.nan, self.center)
        return Limits(center, np.maximum(center - reach, 0.0), np.minimum(center + reach, 1.0))


def laney_spread(num: Series, den: Series) -> Spread | None:
    """The spread of shares ``num / den``; None where it cannot be known (no neighbors, or always 0 or always 1)."""
    with np.errstate(invalid="ignore"):
        told = (den > 0) & ~np.isnan(num)
    if not told.any():
        return None
    center = float(num[told].sum() / den[told].sum())
    if not 0 < center < 1:
        return None
    base = np.where(told, den, np.nan)
    z = (num / base - center) / np.sqrt(center * (1 - center) / base)
    ranges = moving_ranges(z)
    return Spread(center, float(ranges.mean()) / SIGMA_PER_RANGE) if len(ranges) else None


def p_prime(num: Series, den: Series) -> Limits | None:
    """Laney's p': limits that follow the base of each point and the spread that the points really have."""
    spread = laney_spread(num, den)
    return None if spread is None else spread.limits(den)


def g_chart(gaps: Series) -> Limits | None:
    """Limits for the number of cases between rare events: mean ± 3 x sqrt(mean x (mean + 1)), never under 0."""
    if not np.any(~np.isnan(gaps)):
        return None
    center = float(np.nanmean(gaps))
    reach = 3 * float(np.sqrt(center * (center + 1)))
    length = len(gaps)
    return Limits(
        np.full(length, center), np.full(length, max(center - reach, 0.0)), np.full(length, center + reach)
    )
