"""The records that every declaration is made of: fields, tables, datasets, code lists, measures, elements.

Only shapes and their self-checks live here; those of measures in ``measure_classes.py``. The facts themselves stand in
the sibling modules, and what derives from them (DDL, column lists, the data dictionary) in ``derive.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from pipelines.metadata.measure_classes import (
    CASES_BEHIND,
    MEDIAN,
    NINTH,
    UNKNOWN_GROUPS,
    Direction,
    Disparity,
    Group,
    Measure,
    Needs,
    Part,
    TimeMode,
    ValueKind,
    Wait,
)

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


REQUIRED_MISSING = "row_required_missing"
"""The check of a field that every row needs."""


@dataclass(frozen=True)
class Need:
    """A field without which a row is held, told by ``check_id``: on every row, or where ``other`` holds one of ``codes``."""

    field: str
    other: str | None = None
    codes: tuple[str, ...] = ()
    check_id: str = REQUIRED_MISSING


@dataclass(frozen=True)
class Dataset:
    """What an agency sends: the typed record that one of its rows becomes.

    ``required`` fields hold a row when they are empty, those of ``required_where`` only beside certain codes of another field:
    what a row says then rests on nothing. ``expected`` maps a field to the share of rows
    (0-1) that should have it; falling short is a problem on the receipt, never a reason to lose a row.
    ``period_field`` dates a row; ``key`` is the declared grain; ``feeds`` names the core tables made from it.
    ``is_coordinator`` marks what arrives in the coordinator's folder on a template. ``scope`` names fields that tell two
    sheets of one period apart: checklists of two agencies are no versions of each other. ``is_about_people`` marks
    sheets that are made from what people lived through: no day, no story and no further column may stand in them.
    ``fills_up`` marks a sheet whose rows stand there before anybody answers them: rows that lack something wait and do not count
    for the limit of held rows.
    ``still_open`` is the SQL that says of a record that it has no end yet: the clock of its rows has not begun.
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
    required_where: tuple[Need, ...] = ()
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
    still_open: str | None = None
    fills_up: bool = False

    @property
    def needs(self) -> tuple[Need, ...]:
        """Everything without which a row is held: what every row needs, then what some codes need."""
        return (*(Need(name) for name in self.required), *self.required_where)

    @property
    def waits_for(self) -> frozenset[str]:
        """The checks whose held rows do not count for the limit."""
        return frozenset(need.check_id for need in (self.needs if self.fills_up else self.required_where))

    @property
    def is_row_level(self) -> bool:
        """Whether its rows are single matters of an agency, and no totals and no sheet of the coordinator's."""
        return not (self.is_aggregate or self.is_coordinator)

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
            *(name for need in self.required_where for name in (need.field, need.other) if name),
            *self.expected,
            *(n for pair in self.ordered for n in pair),
        }
        used |= {name for name in (self.period_field, self.suspect_age) if name}
        if used - known:
            raise ValueError(f"{self.name}: {sorted(used - known)} are not fields")
        if any(need.other is None or not need.codes for need in self.required_where):
            raise ValueError(f"{self.name}: a field of required_where needs another field and its codes")

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


__all__ = [
    "CASES_BEHIND", "MEDIAN", "NINTH", "REQUIRED_MISSING", "UNKNOWN_GROUPS", "Code", "CodeList", "Dataset", "Direction",
    "Disparity", "Element", "Field", "Group", "Kind", "Measure", "Need", "Needs", "Part", "Privacy", "Table", "TimeMode", "ValueKind", "Wait", "check_name",
]  # fmt: skip
