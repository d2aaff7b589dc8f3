"""The records that measures are declared with: what is counted, in which groups, how long cases take.

Only shapes and their self-checks live here; the measures themselves stand in ``measures/``. The other declarations'
shapes are in ``classes.py``, which hands these on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a measure should move; many have no good direction."""

    UP_GOOD = "up_good"
    DOWN_GOOD = "down_good"
    NEUTRAL = "neutral"


class ValueKind(StrEnum):
    """How a measure is told."""

    COUNT = "count"  # a numerator alone
    SHARE = "share"  # a numerator of a denominator
    MIX = "mix"  # shares of one denominator by category; the headline may be a count or a share
    RATIO = "ratio"  # so many for each one of the denominator: it may be above 1 and is no share
    MEDIAN = "median"  # the middle of a duration, with its 90th percentile


MEDIAN, NINTH = "median", "90th percentile"
CASES_BEHIND = {MEDIAN: 2, NINTH: 10}
"""By time, so many times the small number: half of the cases lie beyond a median, a tenth beyond a 90th percentile, and they are to be no few."""


class TimeMode(StrEnum):
    """Which rows of a fact belong to a period."""

    EVENT = "event"  # event_date lies in the period
    SNAPSHOT = "snapshot"  # valid_from <= the period's last day < valid_to


UNKNOWN_GROUPS = ("U", "unknown")
UNKNOWN_OF = {"race": "U", "ethnicity": "U"}


@dataclass(frozen=True)
class Part:
    """One line of a measure beside its headline: a category of a breakdown with its own numbers.

    ``num`` and ``den`` are SQL expressions over the measure's fact that give true/false or a number.
    """

    breakdown: str
    category: str
    num: str
    den: str | None = None
    missing: str | None = None
    time_mode: TimeMode | None = None  # the measure's own where None
    fact: str | None = None  # another fact than the measure's, where the part counts another unit


@dataclass(frozen=True)
class Wait:
    """How long the cases of a measure take when those still open are counted: from a start to an end, or open.

    ``start_sql``, ``end_sql`` and ``undated_sql`` are expressions over ``mart.<fact>``; a case without an end is open,
    unless it is undated: it ended and no day is recorded. ``limits`` are times within which the share is told.
    ``base_measure`` is the measure that counts the cases begun. ``pending_measure`` counts all cases that are open on a day,
    in its base and the records that do not say together; None where there is none.
    """

    fact: str
    base_measure: str
    start_sql: str
    end_sql: str
    limits: tuple[int, ...]
    unit: str = "days"
    undated_sql: str = "false"
    pending_measure: str | None = None

    def __post_init__(self) -> None:
        if self.unit not in ("days", "hours"):
            raise ValueError(f"{self.unit!r} is not a unit of waits")


@dataclass(frozen=True)
class Group:
    """A breakdown of people or places: the column of the fact, the breakdown's name, and the group to compare with.

    ``code_list`` is a code list, or "area" for the agency's own districts, which have none and no ``reference``.
    """

    column: str
    code_list: str
    reference: str | None = None

    @property
    def unknown(self) -> str:
        """The category of rows that do not say: all categories add up to the headline."""
        return UNKNOWN_OF.get(self.code_list, "unknown")


@dataclass(frozen=True)
class Needs:
    """What an agency's records must have before a measure is told for it; without it the agency is not asked.

    There must be rows of ``mart.<fact>`` where ``condition`` holds. ``words`` say what it is.
    """

    fact: str
    condition: str
    words: str


@dataclass(frozen=True)
class Disparity:
    """A decision whose outcome is compared between groups: how many of the step before it had the outcome.

    ``outcome`` says it in words. ``num_sql`` and ``den_sql`` are the measure's own where None; the denominator is the
    step before, so that a difference at one step is not counted again at the next.
    """

    outcome: str
    groups: tuple[Group, ...]
    num_sql: str | None = None
    den_sql: str | None = None


@dataclass(frozen=True)
class Measure:
    """A measure: words for people, SQL for the machine, one beside the other.

    ``fact`` names the ``mart.fact_*`` view whose rows are counted; every fact has ``agency_code`` and
    ``event_date`` (snapshot facts ``valid_from`` and ``valid_to``), scoped facts also ``dv`` and ``ipv``.
    ``num_sql``, ``den_sql`` and ``missing_sql`` give true/false (1/0) or a number per row and are summed;
    rows outside the scope never count. ``mix_column`` with ``mix_list`` adds one part per code of the list:
    num = the column equals the code, den = ``mix_den_sql`` (``den_sql`` where None). A median has ``value_sql``.
    ``follow_up_days`` keeps rows younger than that out: they cannot show the outcome yet.
    ``dataset`` is the one whose arrival decides the completeness of a period. ``den_fact`` names another fact whose rows
    make the denominator. ``needs`` names what not every agency's records have.
    """

    measure_id: str
    name: str
    agency_area: str
    unit_of_count: str
    value_kind: ValueKind
    direction: Direction
    source_ref: str
    numerator: str
    denominator: str | None
    fact: str
    dataset: str | None
    num_sql: str | None = None
    den_sql: str | None = None
    missing_sql: str | None = None
    value_sql: str | None = None
    value_unit: str | None = None
    mix_column: str | None = None
    mix_list: str | None = None
    mix_den_sql: str | None = None
    parts: tuple[Part, ...] = ()
    scoped: bool = True
    time_mode: TimeMode = TimeMode.EVENT
    follow_up_days: int = 0
    link: str | None = None  # the match rate printed beside the number
    wait: Wait | None = None  # the same time with open cases counted
    disparity: Disparity | None = None
    link_in_base: bool = False  # the base, too, is found by way of the link
    den_fact: str | None = None
    needs: Needs | None = None
    per_1000: bool = False  # also told for each 1,000 residents, for twelve months
    period_kinds: tuple[str, ...] = ("month", "quarter", "rolling12", "year")
    caution: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not re.match(r"M\d{3}\Z", self.measure_id):
            raise ValueError(f"{self.measure_id!r} is not a measure id")
        if (self.value_kind is ValueKind.MEDIAN) != (self.value_sql is not None):
            raise ValueError(f"{self.measure_id}: a median has a value, and nothing else does")
        is_rate = self.value_kind in (ValueKind.SHARE, ValueKind.RATIO)
        if is_rate and not (self.num_sql and self.den_sql and self.denominator):
            raise ValueError(f"{self.measure_id}: a share or ratio has a numerator and a denominator")
        if self.disparity is not None and not (self.disparity.num_sql or self.num_sql):
            raise ValueError(f"{self.measure_id}: groups are compared by an outcome")
        if self.per_1000 and self.value_kind is not ValueKind.COUNT:
            raise ValueError(f"{self.measure_id}: only a count is told for each 1,000 residents")
        if self.value_kind is ValueKind.MIX and not (self.mix_column or self.parts):
            raise ValueError(f"{self.measure_id}: a mix has categories")
        if (self.mix_column is None) != (self.mix_list is None):
            raise ValueError(f"{self.measure_id}: a mix column needs its code list")

    @property
    def has_headline(self) -> bool:
        """Whether the measure has a value of its own beside its parts."""
        return self.num_sql is not None or self.value_sql is not None
