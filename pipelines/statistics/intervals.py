"""How sure a share is: Wilson intervals, and the worst cases that unknown and unlinked records allow.

Pure. Each rule stands twice, in Python for one figure and in SQL for a table of them; a test holds both together.
Formula: E. B. Wilson's score interval for a binomial proportion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959963984540054  # the 97.5th percentile of the normal distribution


@dataclass(frozen=True)
class Interval:
    """From ``low`` to ``high``."""

    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        """Whether the two have a point in common; touching counts."""
        return self.low <= other.high and other.low <= self.high


def wilson(num: int, den: int) -> Interval | None:
    """The 95 percent Wilson interval of ``num`` of ``den``; None without a base.

    Raises:
        ValueError: ``num`` is not between 0 and ``den``.
    """
    if not 0 <= num <= den:
        raise ValueError("A share needs a numerator from 0 to its denominator.")
    if den == 0:
        return None
    share, square = num / den, Z95 * Z95
    middle = (share + square / (2 * den)) / (1 + square / den)
    reach = Z95 * math.sqrt(share * (1 - share) / den + square / (4 * den * den)) / (1 + square / den)
    # At 0 of n and n of n an end is exact; rounding must not push it past 0 or 1.
    low = 0.0 if num == 0 else max(middle - reach, 0.0)
    high = 1.0 if num == den else min(middle + reach, 1.0)
    return Interval(low, high)


def bounds(
    num: int, den: int, missing: int | None, match_rate: float | None, link_in_base: bool = False
) -> Interval | None:
    """Where the share lies in the worst cases; None without a base or where the unknown are not told.

    Lowest: every unknown record belongs to the base and none to the numerator. Highest: every unknown record
    belongs to both, and every record that named a partner and did not find it belongs to a case of its own.
    ``link_in_base`` says that the base, too, is found by way of the link: then unlinked records may widen it.
    """
    if den == 0 or missing is None or match_rate == 0:
        return None
    rate = 1.0 if match_rate is None else match_rate
    widest = den / rate if link_in_base else float(den)
    most = min(num / rate, widest)
    return Interval(num / (widest + missing), min((most + missing) / (den + missing), 1.0))


def wilson_sql(num: str, den: str) -> tuple[str, str]:
    """The ends of ``wilson`` as SQL expressions over two columns; null without a base."""
    share, square = f"({num}::DOUBLE / nullif({den}, 0))", repr(Z95 * Z95)
    middle = f"({share} + {square} / (2 * {den}))"
    reach = (
        f"({Z95!r} * sqrt(greatest({share} * (1 - {share}), 0) / {den} + {square} / (4.0 * {den} * {den})))"
    )
    scale = f"(1 + {square} / {den})"
    low = f"CASE WHEN {num} = 0 THEN 0.0 ELSE greatest(({middle} - {reach}) / {scale}, 0.0) END"
    high = f"CASE WHEN {num} = {den} THEN 1.0 ELSE least(({middle} + {reach}) / {scale}, 1.0) END"
    # A numerator above its base is a fault of the records, not a share.
    told = f"{den} > 0 AND {num} BETWEEN 0 AND {den}"
    return f"CASE WHEN {told} THEN {low} END", f"CASE WHEN {told} THEN {high} END"


def bounds_sql(num: str, den: str, missing: str, match_rate: str, link_in_base: str) -> tuple[str, str]:
    """The ends of ``bounds`` as SQL expressions over columns."""
    rate = f"coalesce({match_rate}, 1.0)"
    widest = f"(CASE WHEN {link_in_base} THEN {den} / {rate} ELSE {den}::DOUBLE END)"
    most = f"least({num} / {rate}, {widest})"
    told = f"{den} > 0 AND {missing} IS NOT NULL AND {rate} > 0"
    return (
        f"CASE WHEN {told} THEN {num} / ({widest} + {missing}) END",
        f"CASE WHEN {told} THEN least(({most} + {missing}) / ({den} + {missing}), 1.0) END",
    )
