"""A whole control chart: which limits hold for which point, trial or firm, and where they start anew. Pure.

Limits are worked out from the first points of a stretch and then held still, so that a change cannot hide by moving
them. They start anew only where a recorded policy event takes effect, never because the line moved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from pipelines.statistics import control
from pipelines.statistics.control import Limits, Series, Spread
from pipelines.statistics.run_rules import Signal, find_signals

FEWEST_POINTS = 8  # fewer known points than this carry no limits
FIRM_POINTS = 20  # limits from fewer points are trial limits
BASE_POINTS = 24  # points from which a stretch takes its limits


@dataclass(frozen=True)
class Chart:
    """Points and limits, one value each per period; nan where there is none.

    ``kind`` is xmr, p_prime, g or too_few. ``stretch`` numbers the stretches between policy events from 0.
    ``is_trial`` marks points whose limits rest on fewer than 20 points.
    """

    kind: str
    values: Series
    limits: Limits
    stretch: np.ndarray
    is_trial: np.ndarray
    signals: tuple[Signal, ...]


def stretches(starts: Sequence[date], events: Sequence[date]) -> np.ndarray:
    """The stretch of each period: a period that begins on or after an event's day belongs to the next."""
    days = sorted(set(events))
    return np.array([sum(start >= day for day in days) for start in starts], dtype=int)


def draw_chart(
    kind: str, starts: Sequence[date], num: Series, den: Series | None = None, events: Sequence[date] = ()
) -> Chart:
    """The chart of a series: ``p_prime`` takes ``num`` of ``den``, ``xmr`` and ``g`` take ``num`` alone.

    A stretch with too few points is judged by the limits before it until it has enough; without any, the
    chart is ``too_few`` and no point is a signal.
    """
    stretch = stretches(starts, events)
    with np.errstate(divide="ignore", invalid="ignore"):
        values = num if den is None else num / np.where(den > 0, den, np.nan)
    limits = Limits(*(np.full(len(values), np.nan) for _ in range(3)))
    is_trial = np.zeros(len(values), dtype=bool)
    held: tuple[Limits | Spread, bool] | None = None
    for number in sorted(set(stretch.tolist())):
        inside = np.flatnonzero(stretch == number)
        base = inside[np.flatnonzero(~np.isnan(values[inside]))][:BASE_POINTS]
        if len(base) >= FEWEST_POINTS:
            # From the first to the last point of the base, gaps included: a gap has no moving range.
            run = np.arange(base[0], base[-1] + 1)
            learned = _learn(kind, num[run], None if den is None else den[run])
            if learned is not None:
                held = learned, len(base) < FIRM_POINTS
        if held is not None:
            _hold(limits, inside, held[0], den)
            is_trial[inside] = held[1]
    if held is None:
        return Chart("too_few", values, limits, stretch, is_trial, ())
    signals = [
        Signal(s.place + int(first), s.rule, s.direction)
        for first, last in _runs(stretch)
        for s in find_signals(
            values[first:last],
            Limits(limits.center[first:last], limits.lower[first:last], limits.upper[first:last]),
        )
    ]
    return Chart(kind, values, limits, stretch, is_trial, tuple(signals))


def _learn(kind: str, num: Series, den: Series | None) -> Limits | Spread | None:
    if kind == "p_prime":
        if den is None:
            raise ValueError("A p' chart needs the bases of its shares.")
        return control.laney_spread(num, den)
    return control.g_chart(num) if kind == "g" else control.xmr(num)


def _hold(limits: Limits, inside: np.ndarray, learned: Limits | Spread, den: Series | None) -> None:
    if isinstance(learned, Spread):
        if den is None:
            raise ValueError("A p' chart needs the bases of its shares.")
        learned = learned.limits(den[inside])
        limits.center[inside], limits.lower[inside], limits.upper[inside] = (
            learned.center,
            learned.lower,
            learned.upper,
        )
        return
    limits.center[inside], limits.lower[inside], limits.upper[inside] = (
        learned.center[0],
        learned.lower[0],
        learned.upper[0],
    )


def _runs(stretch: np.ndarray) -> list[tuple[int, int]]:
    """First and past-the-last place of each stretch."""
    edges = np.flatnonzero(np.diff(stretch)) + 1
    places = [0, *edges.tolist(), len(stretch)]
    return list(pairwise(places))


def cases_between(num: Series, den: Series) -> Series:
    """For rare events counted by month: cases without the event for each event, since the last month with one.

    Several events of one month share the cases before them equally. The first month with an event has no
    beginning that is known, and a gap makes the next one unknown too: both are nan.
    """
    gaps = np.full(len(num), np.nan)
    waited: float | None = None
    for place, (events, cases) in enumerate(zip(num, den, strict=True)):
        if np.isnan(events) or np.isnan(cases):
            waited = None
        elif events > 0:
            if waited is not None:
                gaps[place] = (waited + cases - events) / events
            waited = 0.0
        elif waited is not None:
            waited += cases
    return gaps
