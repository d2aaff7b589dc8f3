"""Whether outcomes differ between groups: the relative rate index, with its guards. Pure.

A group's rate divided by the reference group's rate, at one decision; the denominator is the step before, so that a
difference at one step is not counted again at the next. It is told only where every group has at least 10 in the
numerator and 30 in the denominator, with the counts beside it, and called a difference in outcome: it does not say why.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.metadata.classes import UNKNOWN_GROUPS, Measure
from pipelines.statistics.intervals import Z95, Interval

FEWEST_NUM = 10
FEWEST_DEN = 30


@dataclass(frozen=True)
class Rate:
    """A group's numerator and denominator; None where they are withheld."""

    num: int | None
    den: int | None


@dataclass(frozen=True)
class RateRatio:
    """A ratio with its 95 percent interval, or the reason that there is none."""

    ratio: float | None
    interval: Interval | None
    reason: str | None

    @property
    def differs(self) -> bool:
        """Whether 1, no difference, lies outside the interval."""
        return self.interval is not None and not self.interval.low <= 1 <= self.interval.high


def rate_ratio(group: Rate, reference: Rate) -> RateRatio:
    """The rate of ``group`` divided by that of ``reference``; the interval is Katz's, on the log scale."""
    reason = _guard(group, reference)
    if reason is not None:
        return RateRatio(None, None, reason)
    a, n, c, m = (int(x or 0) for x in (group.num, group.den, reference.num, reference.den))
    ratio = (a / n) / (c / m)
    spread = math.sqrt(max(1 / a - 1 / n + 1 / c - 1 / m, 0.0))
    low, high = (ratio * math.exp(sign * Z95 * spread) for sign in (-1, 1))
    return RateRatio(ratio, Interval(low, high), None)


def _guard(group: Rate, reference: Rate) -> str | None:
    for rate in (group, reference):
        if rate.num is None or rate.den is None:
            return "withheld"
    for rate in (group, reference):
        if (rate.num or 0) < FEWEST_NUM or (rate.den or 0) < FEWEST_DEN:
            return "too_few"
    return None


def difference_words(group: str, reference: str, told: RateRatio) -> str:
    """What a ratio says of two groups, in one sentence; it never says why.

    For example "Difference in outcome: the rate for Black is 1.40 times that for White (95 percent interval 1.10 to
    1.78)."
    """
    if told.ratio is None or told.interval is None:
        return "Too few in one of the groups to compare."
    span = f"(95 percent interval {told.interval.low:.2f} to {told.interval.high:.2f})"
    if not told.differs:
        return f"No clear difference in outcome between {group} and {reference} {span}."
    return (
        f"Difference in outcome: the rate for {group} is {told.ratio:.2f} times that for {reference} {span}."
    )


def rate_ratio_sql(a: str, n: str, c: str, m: str) -> dict[str, str]:
    """``rate_ratio`` as SQL: the group's ``a`` of ``n`` beside the reference's ``c`` of ``m``."""
    ratio = f"(({a} / {n}) / ({c} / {m}))"
    spread = f"sqrt(greatest(1 / {a} - 1 / {n} + 1 / {c} - 1 / {m}, 0.0))"
    withheld = " OR ".join(f"{x} IS NULL" for x in (a, n, c, m))
    few = f"{a} < {FEWEST_NUM} OR {c} < {FEWEST_NUM} OR {n} < {FEWEST_DEN} OR {m} < {FEWEST_DEN}"
    told = f"CASE WHEN NOT ({withheld}) AND NOT ({few}) THEN"
    return {
        "ratio": f"{told} {ratio} END",
        "low": f"{told} {ratio} * exp(-{Z95!r} * {spread}) END",
        "high": f"{told} {ratio} * exp({Z95!r} * {spread}) END",
        "reason": f"CASE WHEN {withheld} THEN 'withheld' WHEN {few} THEN 'too_few' END",
    }


def rate_ratio_table_sql(measures: Mapping[str, Measure]) -> str:
    """The rows of ``pub.rate_ratio``."""
    references = ", ".join(
        f"('{m.measure_id}', '{m.disparity.outcome}', '{group.code_list}', '{group.reference}')"
        for m in measures.values()
        if m.disparity is not None
        for group in m.disparity.groups
    )
    query = (Path(__file__).parent / "sql" / "rate_ratio.sql").read_text(encoding="utf-8")
    words = rate_ratio_sql("g.num", "g.den", "r.num", "r.den") | {
        "references": references,
        "unknown": ", ".join(f"'{code}'" for code in UNKNOWN_GROUPS),
    }
    for word, expression in words.items():
        query = query.replace("{" + word + "}", expression)
    return query
