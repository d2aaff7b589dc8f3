"""The records that every declaration is made of: fields, tables, datasets, code lists, measures, elements.

Only shapes and their self-checks live here. The facts themselves stand in the sibling modules,
and what derives from them (DDL, column lists, the data dictionary) in ``derive.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


class Kind(StrEnum):
    """What a field holds; each kind has one DuckDB type."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIMESTAMP = "timestamp"
    FLAG = "flag"  # true or false, never unknown
    TRISTATE = "tristate"  # true, false, or null for unknown
    CODE = "code"  # one code of a code list
    KEY = "key"  # keyed pseudonym of an administrative number: 32 hexadecimal digits

    @property
    def duckdb_type(self) -> str:
        """The DuckDB column type of this kind."""
        return _DUCKDB_TYPES[self]


_DUCKDB_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INTEGER: "BIGINT",
    Kind.DECIMAL: "DOUBLE",
    Kind.DATE: "DATE",
    Kind.TIMESTAMP: "TIMESTAMP",
    Kind.FLAG: "BOOLEAN",
    Kind.TRISTATE: "BOOLEAN",
    Kind.CODE: "VARCHAR",
    Kind.KEY: "VARCHAR",
}


class Privacy(StrEnum):
    """What happens to a column at the gate, from strictest to most open."""

    REFUSE = "refuse"
    DROP = "drop"
    PSEUDONYMISE = "pseudonymise"
    GENERALISE = "generalise"
    KEEP = "keep"


class Direction(StrEnum):
    """Which way a measure should move; many have no good direction."""

    UP_GOOD = "up_good"
    DOWN_GOOD = "down_good"
    NEUTRAL = "neutral"


def check_name(name: str) -> None:
    """Raise ValueError unless ``name`` is lower-case snake case."""
    if not _NAME.match(name):
        raise ValueError(f"{name!r} is not a snake_case name")


@dataclass(frozen=True)
class Field:
    """One column, declared once.

    ``key_kind`` says which administrative number a KEY stands for (``report``, ``court_case``, ...):
    equal numbers of one kind and one issuing agency get equal keys.
    ``refers`` says what a text names: a field of another table ("core.decision.decision_id") or a code list
    ("list:cause_code"); with ``is_list`` several, separated by semicolons.
    """

    name: str
    kind: Kind
    description: str
    privacy: Privacy = Privacy.KEEP
    unit: str | None = None
    code_list: str | None = None
    key_kind: str | None = None
    refers: str | None = None
    is_list: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        if self.refers is not None and self.kind is not Kind.TEXT:
            raise ValueError(f"{self.name}: only a text names something")
        if self.is_list and self.refers is None:
            raise ValueError(f"{self.name}: a list says what it names")
        if not self.description.endswith("."):
            raise ValueError(f"{self.name}: a description is a sentence")
        if (self.kind is Kind.CODE) != (self.code_list is not None):
            raise ValueError(f"{self.name}: a code has a code list, and nothing else does")
        if (self.kind is Kind.KEY) != (self.key_kind is not None):
            raise ValueError(f"{self.name}: a key has a key kind, and nothing else does")
        if (self.kind is Kind.KEY) != (self.privacy is Privacy.PSEUDONYMISE):
            raise ValueError(f"{self.name}: keys are pseudonymised, and nothing else is")
        if self.name.endswith("_date") and self.kind is not Kind.DATE:
            raise ValueError(f"{self.name}: the ending says date")
        if self.name.endswith("_ts") and self.kind is not Kind.TIMESTAMP:
            raise ValueError(f"{self.name}: the ending says timestamp")


@dataclass(frozen=True)
class Table:
    """A table of the warehouse. ``grain`` completes the sentence "one row is ..."."""

    schema: str
    name: str
    grain: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        names = [f.name for f in self.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.full_name}: a field stands twice")
        missing = set(self.key) - set(names)
        if missing:
            raise ValueError(f"{self.full_name}: key fields {sorted(missing)} are not fields")

    @property
    def full_name(self) -> str:
        """Schema and name, as in SQL."""
        return f"{self.schema}.{self.name}"

    def field(self, name: str) -> Field:
        """The field called ``name``; KeyError if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.full_name} has no field {name}")


@dataclass(frozen=True)
class Dataset:
    """What an agency sends: the typed record that one of its rows becomes.

    ``required`` fields hold a row when they are empty. ``expected`` maps a field to the share of rows
    (0-1) that should have it; falling short is a problem on the receipt, never a reason to lose a row.
    ``period_field`` dates a row; ``key`` is the declared grain; ``feeds`` names the core tables made from it.
    ``is_coordinator`` marks what arrives in the coordinator's folder on a template. ``scope`` names fields that tell two
    sheets of one period apart: checklists of two agencies are no versions of each other. ``is_about_people`` marks
    sheets that are made from what people lived through: no day, no story and no further column may stand in them.
    """

    name: str
    title: str
    agency_areas: tuple[str, ...]
    grain: str
    key: tuple[str, ...]
    period_field: str | None
    fields: tuple[Field, ...]
    feeds: tuple[str, ...]
    required: tuple[str, ...] = ()
    expected: dict[str, float] = field(default_factory=dict)
    ordered: tuple[tuple[str, str], ...] = ()  # pairs (earlier, later) of dates or timestamps
    held_rows_limit: float = 0.05  # above this share of held rows the file is not accepted
    unknown_codes_limit: float = 0.05  # the same, of the filled cells of an ``expected`` field of codes
    unreadable_cells_limit: float = 0.02  # the same, of one of dates, numbers or answers
    is_coordinator: bool = False
    is_aggregate: bool = False
    scope: tuple[str, ...] = ()
    is_about_people: bool = False
    suspect_age: str | None = None  # rows in which this age band is of a minor are left out and only counted

    def __post_init__(self) -> None:
        check_name(self.name)
        names = [f.name for f in self.fields]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: a field stands twice")
        known = set(names)
        used = {
            *self.key,
            *self.scope,
            *self.required,
            *self.expected,
            *(n for pair in self.ordered for n in pair),
        }
        used |= {name for name in (self.period_field, self.suspect_age) if name}
        if used - known:
            raise ValueError(f"{self.name}: {sorted(used - known)} are not fields")

    def field(self, name: str) -> Field:
        """The field called ``name``; KeyError if there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"{self.name} has no field {name}")


@dataclass(frozen=True)
class Code:
    """One good code, the words people read, the other spellings that mean the same, and its group."""

    code: str
    label: str
    spellings: tuple[str, ...] = ()
    group: str | None = None


@dataclass(frozen=True)
class CodeList:
    """Good codes and their known spellings; anything else is a problem, never a guess."""

    name: str
    description: str
    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        check_name(self.name)
        seen: dict[str, str] = {}
        for code in self.codes:
            for spelling in (code.code, *code.spellings):
                folded = spelling.strip().casefold()
                if seen.setdefault(folded, code.code) != code.code:
                    raise ValueError(f"{self.name}: {spelling!r} means two codes")

    @property
    def values(self) -> tuple[str, ...]:
        """The good codes, in their declared order."""
        return tuple(code.code for code in self.codes)

    def label(self, code: str) -> str:
        """The words for ``code``; KeyError if it is not in the list."""
        for candidate in self.codes:
            if candidate.code == code:
                return candidate.label
        raise KeyError(f"{self.name} has no code {code}")


class ValueKind(StrEnum):
    """How a measure is told."""

    COUNT = "count"  # a numerator alone
    SHARE = "share"  # a numerator of a denominator
    MIX = "mix"  # shares of one denominator by category; the headline may be a count or a share
    MEDIAN = "median"  # the middle of a duration, with its 90th percentile


class TimeMode(StrEnum):
    """Which rows of a fact belong to a period."""

    EVENT = "event"  # event_date lies in the period
    SNAPSHOT = "snapshot"  # valid_from <= the period's last day < valid_to


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
    ``base_measure`` is the measure that counts the cases begun.
    """

    fact: str
    base_measure: str
    start_sql: str
    end_sql: str
    limits: tuple[int, ...]
    unit: str = "days"
    undated_sql: str = "false"

    def __post_init__(self) -> None:
        if self.unit not in ("days", "hours"):
            raise ValueError(f"{self.unit!r} is not a unit of waits")


@dataclass(frozen=True)
class Group:
    """A breakdown of people: the column of the fact, its code list (the breakdown's name), and the reference group."""

    column: str
    code_list: str
    reference: str


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


UNKNOWN_GROUPS = ("U", "unknown")


@dataclass(frozen=True)
class Measure:
    """A measure: words for people, SQL for the machine, one beside the other.

    ``fact`` names the ``mart.fact_*`` view whose rows are counted; every fact has ``agency_code`` and
    ``event_date`` (snapshot facts ``valid_from`` and ``valid_to``), scoped facts also ``dv`` and ``ipv``.
    ``num_sql``, ``den_sql`` and ``missing_sql`` give true/false (1/0) or a number per row and are summed;
    rows outside the scope never count. ``mix_column`` with ``mix_list`` adds one part per code of the list:
    num = the column equals the code, den = ``mix_den_sql`` (``den_sql`` where None). A median has ``value_sql``.
    ``follow_up_days`` keeps rows younger than that out: they cannot show the outcome yet.
    ``dataset`` is the one whose arrival decides the completeness of a period.
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
    period_kinds: tuple[str, ...] = ("month", "quarter", "rolling12", "year")
    caution: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        if not re.match(r"M\d{3}\Z", self.measure_id):
            raise ValueError(f"{self.measure_id!r} is not a measure id")
        if (self.value_kind is ValueKind.MEDIAN) != (self.value_sql is not None):
            raise ValueError(f"{self.measure_id}: a median has a value, and nothing else does")
        if self.value_kind is ValueKind.SHARE and not (self.num_sql and self.den_sql and self.denominator):
            raise ValueError(f"{self.measure_id}: a share has a numerator and a denominator")
        if self.disparity is not None and not (self.disparity.num_sql or self.num_sql):
            raise ValueError(f"{self.measure_id}: groups are compared by an outcome")
        if self.value_kind is ValueKind.MIX and not (self.mix_column or self.parts):
            raise ValueError(f"{self.measure_id}: a mix has categories")
        if (self.mix_column is None) != (self.mix_list is None):
            raise ValueError(f"{self.measure_id}: a mix column needs its code list")

    @property
    def has_headline(self) -> bool:
        """Whether the measure has a value of its own beside its parts."""
        return self.num_sql is not None or self.value_sql is not None


@dataclass(frozen=True)
class Element:
    """A recommended practice: what the policy of an agency area should require, in our own words.

    ``record_measure`` says how records would show it; ``evidence`` is EX (exports), CR (case review) or both.
    ``met_when`` and ``conflict_example`` guide a policy reviewer. ``source`` is a tag of the sources page.
    """

    element_id: str
    agency_area: str
    title: str
    requirement: str
    record_measure: str
    evidence: str
    met_when: str
    conflict_example: str | None
    source: str
    measure_ids: tuple[str, ...] = ()
    version: int = 1
