"""The shapes of the oracle's rules: a measure said a second time, as columns of a fact that are added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ALL_KINDS = ("month", "quarter", "rolling12", "year")


@dataclass(frozen=True)
class Mix:
    """Categories of a measure: ``column`` holds a code of ``code_list``; rows count where ``den`` holds."""

    code_list: str
    column: str
    den: str


@dataclass(frozen=True)
class Line:
    """One more line of a measure; without ``den`` it is a plain count. See ``Rule`` for ``older``."""

    breakdown: str
    category: str
    num: str
    den: str | None = None
    missing: str | None = None
    is_snapshot: bool = False
    fact: str | None = None  # another fact than the measure's, where the line counts another unit
    older: str | None = None


@dataclass(frozen=True)
class Groups:
    """Groups of people in place of the fact's own: breakdown and column; ``num`` of ``den`` where not the rule's."""

    columns: Mapping[str, str]
    num: str | None = None
    den: str | None = None


@dataclass(frozen=True)
class Rule:
    """A measure: columns of ``fact`` that are summed, or whose middle is taken (``value``).

    A snapshot counts what holds on the last day of a period; ``older`` is the column of days that its numerator must
    have stood for. ``den_fact`` is another fact, whose column ``den`` is added up. ``needs`` is the fact and column
    without which an agency is not told of.
    """

    measure_id: str
    fact: str
    dataset: str | None
    num: str | None = None
    den: str | None = None
    missing: str | None = None
    value: str | None = None
    mix: Mix | None = None
    lines: tuple[Line, ...] = ()
    groups: Groups | None = None
    follow_up_days: int = 0
    scoped: bool = True
    is_snapshot: bool = False
    kinds: tuple[str, ...] = ALL_KINDS
    den_fact: str | None = None
    older: str | None = None
    needs: tuple[str, str] | None = None

    @property
    def facts(self) -> tuple[str, ...]:
        """Every fact that it counts or looks at."""
        of_lines = (line.fact for line in self.lines if line.fact)
        needed = (self.needs[0],) if self.needs else ()
        return tuple(dict.fromkeys((self.fact, self.den_fact or self.fact, *of_lines, *needed)))
