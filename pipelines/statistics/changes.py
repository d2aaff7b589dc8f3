"""Whether a figure changed: the rule of two periods, once in Python and once in SQL; a test holds both together.

A share rose or fell only where the intervals of the two periods do not overlap, or where a rule of its control chart
fired in the later period, in the direction of the change. A count or a median has no interval here: only a rule of
its chart can speak. All else is "no clear change", or cannot be said. How it is worded stands in ``sentences``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pipelines.statistics.intervals import Interval, wilson, wilson_sql

COMPLETE_PCT = 99.5  # under this a count of one period cannot stand beside that of another


class Verdict(StrEnum):
    """What may be said of two periods."""

    RISE = "rise"
    FALL = "fall"
    NO_CLEAR_CHANGE = "no_clear_change"
    TOO_FEW = "too_few"  # a base under the floor: no percentage, so no change of one
    NOT_COMPARABLE = "not_comparable"  # withheld, not sent, incomplete counts, or another definition
    TOO_EARLY = "too_early"  # the later cohort is too young


@dataclass(frozen=True)
class Told:
    """One period's figure. A share has ``num`` and ``den``, a count ``num`` alone, a median ``den`` and ``value``.

    A ratio (so many for each one of the base) has all three and no interval.
    """

    num: int | None
    den: int | None
    value: float | None = None
    completeness_pct: float | None = None
    definition_version: int = 1
    is_ratio: bool = False

    @property
    def is_share(self) -> bool:
        """Whether it is a numerator of a denominator."""
        return self.num is not None and self.den is not None

    @property
    def interval(self) -> Interval | None:
        """The Wilson interval of a share; none without a base, or where the numerator is above it."""
        if self.is_ratio or self.num is None or not self.den or not 0 <= self.num <= self.den:
            return None
        return wilson(self.num, self.den)


@dataclass(frozen=True)
class Change:
    """A verdict and what it rests on: ``intervals``, a rule of the control chart, or nothing."""

    verdict: Verdict
    rule: str | None = None


def judge_change(
    before: Told, now: Told, floor: int, signal: tuple[str, int] | None = None, too_early: bool = False
) -> Change:
    """What may be said of a figure now and before.

    Args:
        before: The earlier period.
        now: The later one.
        floor: The smallest base of a percentage.
        signal: The rule that the figure's control chart fired in the later period, and its direction.
        too_early: The later cohort is too young to show its outcome.
    """
    if too_early:
        return Change(Verdict.TOO_EARLY)
    blind = _blind(before, now, floor)
    if blind is not None:
        return Change(blind)
    way = _way(before, now)
    verdict = Verdict.RISE if way > 0 else Verdict.FALL
    if now.is_share and way:
        earlier, later = before.interval, now.interval
        if earlier is not None and later is not None and not earlier.overlaps(later):
            return Change(verdict, "intervals")
    if signal is not None and way and signal[1] == way:
        return Change(verdict, signal[0])
    return Change(Verdict.NO_CLEAR_CHANGE)


def _blind(before: Told, now: Told, floor: int) -> Verdict | None:
    """Why nothing can be said; None where something can."""
    pair = (before, now)
    known = all(t.num is not None or t.value is not None or t.den == 0 for t in pair)
    if not known or before.definition_version != now.definition_version:
        return Verdict.NOT_COMPARABLE
    if any(t.den is not None for t in pair):
        return Verdict.TOO_FEW if any(t.den is None or t.den < floor for t in pair) else None
    incomplete = any(t.completeness_pct is not None and t.completeness_pct < COMPLETE_PCT for t in pair)
    return Verdict.NOT_COMPARABLE if incomplete else None


def _way(before: Told, now: Told) -> int:
    old, new = _level(before), _level(now)
    return (new > old) - (new < old)


def _level(told: Told) -> float:
    if told.num is not None:
        return told.num / told.den if told.den else float(told.num)
    return float(told.value or 0)


def verdict_sql(
    floor: str, too_early: str, signal_rule: str, signal_way: str, has_interval: str = "true"
) -> tuple[str, str]:
    """``judge_change`` as SQL over two aliases ``b`` (before) and ``n`` (now) of ``pub.measure_value``.

    ``has_interval`` is false for what has a base and is no share. Gives the verdict and what it rests on, as two
    expressions.
    """
    level = (
        "(CASE WHEN {t}.num IS NULL THEN coalesce({t}.value, 0) WHEN {t}.den > 0 THEN {t}.num / {t}.den"
        " ELSE {t}.num END)"
    )
    way = f"sign({level.format(t='n')} - {level.format(t='b')})"
    known = "({t}.num IS NOT NULL OR {t}.value IS NOT NULL OR coalesce({t}.den = 0, false))"
    low_b, high_b = wilson_sql("b.num", "b.den")
    low_n, high_n = wilson_sql("n.num", "n.den")
    apart = f"coalesce({has_interval} AND n.den > 0 AND (({high_b}) < ({low_n}) OR ({high_n}) < ({low_b})), false)"
    fired = f"coalesce({signal_rule} IS NOT NULL AND {way} <> 0 AND {signal_way} = {way}, false)"
    blind = (
        f"WHEN {too_early} THEN 'too_early'"
        f" WHEN NOT ({known.format(t='b')} AND {known.format(t='n')})"
        " OR b.definition_version <> n.definition_version THEN 'not_comparable'"
        f" WHEN (b.den IS NOT NULL OR n.den IS NOT NULL)"
        f" AND (coalesce(b.den, 0) < {floor} OR coalesce(n.den, 0) < {floor}) THEN 'too_few'"
        " WHEN b.den IS NULL AND n.den IS NULL AND (coalesce(b.completeness_pct, 100)"
        f" < {COMPLETE_PCT} OR coalesce(n.completeness_pct, 100) < {COMPLETE_PCT}) THEN 'not_comparable'"
    )
    verdict = (
        f"CASE {blind} WHEN ({apart}) OR {fired} THEN CASE WHEN {way} > 0 THEN 'rise' ELSE 'fall' END"
        " ELSE 'no_clear_change' END"
    )
    rule = (
        f"CASE WHEN ({verdict}) NOT IN ('rise', 'fall') THEN NULL WHEN {apart} THEN 'intervals'"
        f" ELSE {signal_rule} END"
    )
    return verdict, rule
