"""When a point of a control chart is a signal: three rules, the same for every chart. Pure.

1. outside: one point outside the limits.
2. shift: eight points in a row on one side of the center; a point on the center neither counts nor ends the run.
3. trend: six points in a row, each higher (or each lower) than the one before.

A gap ends every run: what a hidden or missing month would have shown is not known. The three are chosen from the
rules of Shewhart, Western Electric and Nelson: few, so that chance seldom fires them, and each can be said in words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.statistics.control import Limits, Series

SHIFT_POINTS = 8
TREND_POINTS = 6
RULE_WORDS = {
    "outside": "a point outside the limits",
    "shift": f"{SHIFT_POINTS} points in a row on one side of the center line",
    "trend": f"{TREND_POINTS} points in a row moving the same way",
}


@dataclass(frozen=True)
class Signal:
    """A point that a rule marks: its place, the rule, and the direction (1 up, -1 down)."""

    place: int
    rule: str
    direction: int


def find_signals(values: Series, limits: Limits) -> list[Signal]:
    """The first rule that each point fires, in the order of the points. Points without limits fire none."""
    found: dict[int, Signal] = {}
    for signal in (*_outside(values, limits), *_shifts(values, limits.center), *_trends(values)):
        if not np.isnan(limits.center[signal.place]):
            found.setdefault(signal.place, signal)
    return [found[place] for place in sorted(found)]


def _outside(values: Series, limits: Limits) -> Sequence[Signal]:
    with np.errstate(invalid="ignore"):
        high, low = values > limits.upper, values < limits.lower
    return [Signal(int(i), "outside", 1 if high[i] else -1) for i in np.flatnonzero(high | low)]


def _shifts(values: Series, center: Series) -> Sequence[Signal]:
    signals, run, side = [], 0, 0
    for place, (value, middle) in enumerate(zip(values, center, strict=True)):
        if np.isnan(value) or np.isnan(middle):
            run, side = 0, 0
            continue
        here = int(np.sign(value - middle))
        if here == 0:
            continue
        run, side = (run + 1, side) if here == side else (1, here)
        if run >= SHIFT_POINTS:
            signals.append(Signal(place, "shift", side))
    return signals


def _trends(values: Series) -> Sequence[Signal]:
    signals, run, way = [], 1, 0
    for place in range(1, len(values)):
        step = values[place] - values[place - 1]
        here = 0 if np.isnan(step) else int(np.sign(step))
        run, way = (run + 1, way) if here and here == way else (2 if here else 1, here)
        if run >= TREND_POINTS:
            signals.append(Signal(place, "trend", way))
    return signals
