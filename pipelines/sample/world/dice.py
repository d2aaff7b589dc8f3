"""Chance: seeded draws of codes, answers, delays and moments.

Every stage of the world has dice of its own, so that a change in one stage leaves the others as they were.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Share = float | npt.NDArray[np.floating[Any]]
Unit = Literal["min", "h", "D"]

# Weights of the hours of a day: calls and reports come in the evening.
_HOURS = np.array([6, 5, 4, 3, 2, 1, 1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 8, 8, 8, 7], dtype=float)


class Dice:
    """Draws for one stage of the world."""

    def __init__(self, seed: int, stage: str) -> None:
        """Seed the draws with the world's seed and the name of the stage."""
        self.rng = np.random.default_rng([seed, zlib.crc32(stage.encode())])

    def chance(self, n: int, share: Share) -> npt.NDArray[np.bool_]:
        """True with the probability ``share``."""
        return np.asarray(self.rng.random(n) < share)

    def pick(self, n: int, weights: Mapping[Any, float]) -> npt.NDArray[np.object_]:
        """One of the keys of ``weights`` each time; None is a key like any other."""
        choices = np.array([*weights, None], dtype=object)[:-1]
        odds = np.fromiter(weights.values(), dtype=float)
        return np.asarray(choices[self.rng.choice(len(choices), size=n, p=odds / odds.sum())])

    def pick_by(
        self, groups: npt.ArrayLike, weights: Mapping[Any, Mapping[Any, float]]
    ) -> npt.NDArray[np.object_]:
        """One draw per element of ``groups``, with the weights of its group; None for other groups."""
        labels = np.asarray(groups, dtype=object)
        drawn = np.full(len(labels), None, dtype=object)
        for group, odds in weights.items():
            mask = labels == group
            drawn[mask] = self.pick(int(mask.sum()), odds)
        return drawn

    def yes_no(self, n: int, share: Share, blank: Share = 0.0) -> npt.NDArray[np.object_]:
        """True with the probability ``share``, otherwise False; None where the answer is blank."""
        answers = self.chance(n, share).astype(object)
        answers[self.chance(n, blank)] = None
        return answers

    def blanked(self, values: npt.ArrayLike, share: Share) -> npt.NDArray[np.object_]:
        """``values`` with a share of them left blank."""
        kept = np.array(values, dtype=object)
        kept[self.chance(len(kept), share)] = None
        return kept

    def delay(
        self, n: int, median: Share, spread: float = 0.6, low: float = 0.0, high: float = 1e6
    ) -> npt.NDArray[np.float64]:
        """Long-tailed delays around ``median``."""
        return np.clip(median * np.exp(self.rng.normal(0, spread, n)), low, high)

    def between(self, n: int, low: int, high: int) -> npt.NDArray[np.int64]:
        """Whole numbers from ``low`` to ``high``."""
        return self.rng.integers(low, high + 1, n)

    def moments(self, months: npt.ArrayLike) -> pd.Series:
        """A moment in each of the given months, in whole minutes, more often in the evening."""
        starts = pd.Series(pd.DatetimeIndex(np.asarray(months)))
        n = len(starts)
        days = np.floor(self.rng.random(n) * starts.dt.days_in_month.to_numpy())
        hours = self.rng.choice(24, size=n, p=_HOURS / _HOURS.sum())
        return later(starts, days * 1440 + hours * 60 + self.rng.integers(0, 60, n), "min")


def only(where: Any, values: Any) -> npt.NDArray[np.object_]:
    """``values`` where the condition holds, blank elsewhere."""
    chosen = np.full(len(where), None, dtype=object)
    mask = np.asarray(where, dtype=bool)
    chosen[mask] = np.broadcast_to(np.asarray(values, dtype=object), len(chosen))[mask]
    return chosen


def later(moments: pd.Series, amount: npt.ArrayLike, unit: Unit) -> pd.Series:
    """Moments ``amount`` units later, in whole minutes; days are calendar days."""
    added: Any = pd.to_timedelta(np.asarray(amount, dtype=float), unit=unit)
    return (moments + added).dt.floor("min")


def numbered(
    dice: Dice, moments: pd.Series, prefix: str = "", series: npt.ArrayLike | None = None, gap: int = 3
) -> pd.Series:
    """Running numbers by year, such as ``2025-1234``, in the order of time, with gaps.

    Numbers of each ``series`` (an agency, say) run on their own.
    """
    frame = pd.DataFrame({"when": moments.to_numpy(), "year": moments.dt.year.to_numpy()})
    frame["series"] = "" if series is None else np.asarray(series)
    frame["step"] = dice.between(len(frame), 1, gap)
    frame = frame.sort_values("when", kind="stable")
    frame["place"] = frame.groupby(["series", "year"])["step"].cumsum()
    frame = frame.sort_index()
    numbers = prefix + frame["year"].astype(str) + "-" + frame["place"].astype(str)
    return pd.Series(numbers.to_numpy(dtype=object), index=moments.index)


def named(dice: Dice, numbers: pd.Series, blank: float, wrong: float = 0.01) -> pd.Series:
    """Numbers as another agency writes them down: some left out, a few mistyped into numbers that nobody has."""
    values = numbers.to_numpy(dtype=object)
    mistyped = dice.chance(len(values), wrong) & pd.notna(values)
    values = np.where(mistyped, pd.Series(values).str.replace(r"-(\d+)$", r"-9\g<1>77", regex=True), values)
    return pd.Series(dice.blanked(values, blank), index=numbers.index)
