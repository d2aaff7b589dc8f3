"""The shape of a layout: how one agency's export maps to the fields of a dataset.

Layouts are data (YAML). Whether what one says fits its dataset is checked in ``sense.py``; loading is in ``load.py``,
finding the right one in ``match.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from pipelines.layouts.sense import mistakes
from pipelines.metadata.classes import Privacy
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.reading import normalise_header
from pipelines.settings import Month, column_pattern

GROUP_HEADER = "group_of_the_row"  # stands for the header of what is filled down from group rows
DEFAULT_MISSING = ("null", "n/a", "na", "-", "--", ".", "(blank)", "not recorded")
NOT_READ = (Privacy.DROP, Privacy.REFUSE)


def _as_word(value: Any) -> Any:
    """A word as an agency writes it, where YAML makes a number or a truth value of it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return str(value) if isinstance(value, int | float) else value


def _as_words(value: Any) -> Any:
    """A list of words; a single one may stand without the brackets of a list."""
    if isinstance(value, list | tuple):
        return tuple(_as_word(item) for item in value)
    return value if value is None else (_as_word(value),)


Word = Annotated[str, BeforeValidator(_as_word)]
Words = Annotated[tuple[str, ...], BeforeValidator(_as_words)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _regex(value: str) -> str:
    try:
        re.compile(value, re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"is not a regular expression ({error})") from None
    return value


class HeaderRule(_Strict):
    """Where the header stands."""

    search_rows: int = Field(default=25, ge=1, le=200)
    rows: int = Field(default=1, ge=1, le=3)
    min_match: float = Field(default=0.6, gt=0, le=1)


class PeriodRule(_Strict):
    """Where the period of a file is told: in a title row, in the file's name, or by the dates of its rows."""

    source: Literal["field", "title", "file_name"] = Field(default="field", alias="from")
    pattern: str | None = None
    formats: Words = ("%m/%d/%Y", "%Y-%m-%d")

    @model_validator(mode="after")
    def _pattern_fits(self) -> PeriodRule:
        if self.source == "field":
            return self
        if self.pattern is None:
            raise ValueError("needs a pattern with the groups start and end, or month")
        groups = re.compile(_regex(self.pattern)).groupindex
        if not ({"start", "end"} <= set(groups) or "month" in groups):
            raise ValueError(
                "the pattern needs the groups (?P<start>...) and (?P<end>...), or (?P<month>...)"
            )
        return self


class Condition(_Strict):
    """Only rows where ``column`` has one of ``values``."""

    column: str
    values: Words


class ColumnRule(_Strict):
    """What one column of the export becomes."""

    to: str | None = None
    privacy: Privacy | None = Field(default=None, alias="class")
    formats: Words = ()
    time_column: str | None = None
    codes: dict[str, Any] = Field(default_factory=dict)
    other: str | int | bool | None = None
    split: str | None = Field(default=None, min_length=1)
    yes: Words = ()
    no: Words = ()
    blank_means: Word | None = None
    source: Literal["age", "age_at_export", "birth_date", "term"] | None = Field(default=None, alias="from")
    at: str | None = None
    units: dict[str, float] = Field(default_factory=dict)
    unit_column: str | None = None
    small_cells: str | None = None
    missing: Words = ()
    when: Condition | None = None
    issued_by: str | None = None
    issued_by_column: str | None = None
    issuers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self) -> ColumnRule:
        if (self.to is None) != (self.privacy in NOT_READ):
            raise ValueError("needs either `to: <field>`, or `class: drop`, or `class: refuse`")
        if self.issued_by_column and not self.issuers:
            raise ValueError("issued_by_column needs issuers: which text means which agency")
        return self

    @property
    def helpers(self) -> tuple[str, ...]:
        """Other columns that the rule reads beside its own."""
        beside = (self.time_column, self.unit_column, self.issued_by_column, self.when and self.when.column)
        return tuple(name for name in beside if name)


def _one_or_many(value: Any) -> Any:
    """The rules of each header as a list; a single one may stand without its brackets."""
    if isinstance(value, dict):
        return {key: rules if isinstance(rules, list | tuple) else [rules] for key, rules in value.items()}
    return value


Columns = Annotated[dict[str, tuple[ColumnRule, ...]], BeforeValidator(_one_or_many)]


class Repeat(_Strict):
    """Columns that make a record of their own out of a row, beside what the row's other columns say.

    A row has this record where any cell of ``columns`` is filled. ``constants`` say what the record is about.
    """

    constants: dict[str, Any] = Field(default_factory=dict)
    columns: Columns = Field(min_length=1)


class LayoutVersion(_Strict):
    """One layout, valid from a month on."""

    valid_from: Month = date(1990, 1, 1)
    sheets: Words = ()
    not_with: Words = ()  # headers that only another export has
    header: HeaderRule = HeaderRule()
    period: PeriodRule = PeriodRule()
    drop_rows: Words = ()
    missing: Words = ()
    nil_report: str | None = None
    keep_when: Condition | None = None
    constants: dict[str, Any] = Field(default_factory=dict)
    group_column: ColumnRule | None = None  # what the text of a group row means for the rows beneath it
    columns: Columns
    repeats: tuple[Repeat, ...] = ()  # a column for each option or part: each becomes a record of its own

    @field_validator("drop_rows")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column_pattern(pattern) for pattern in value)

    @field_validator("nil_report")
    @classmethod
    def _nil_pattern(cls, value: str | None) -> str | None:
        return value if value is None else column_pattern(value)

    @property
    def all_columns(self) -> dict[str, tuple[ColumnRule, ...]]:
        """The rules of every column, whether it feeds all records of a row or one."""
        return self.columns | {
            header: rules for repeat in self.repeats for header, rules in repeat.columns.items()
        }


class LayoutFile(_Strict):
    """The whole of one layout file."""

    dataset: str
    title: str = ""
    layouts: tuple[LayoutVersion, ...] = Field(min_length=1)

    @field_validator("dataset")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in READ_TODAY:
            raise ValueError(f"is not a dataset that is read; use one of {', '.join(READ_TODAY)}")
        return value

    @model_validator(mode="after")
    def _fits_the_dataset(self) -> LayoutFile:
        found = [
            InitErrorDetails(
                type=PydanticCustomError("layout", "{told}", {"told": told}), loc=place, input=None
            )
            for number, version in enumerate(self.layouts)
            for place, told in mistakes(DATASETS[self.dataset], version, ("layouts", number))
        ]
        if found:
            raise ValidationError.from_exception_data("layout", found)
        return self


@dataclass(frozen=True)
class Layout:
    """A layout ready to use: one version, with the agency and stream it belongs to.

    ``stream`` tells two exports of one dataset by one agency apart; it is empty for the usual single one.
    ``columns`` maps normalised headers to their rules; ``written`` gives the header as the layout writes it.
    """

    agency_code: str
    dataset: str
    stream: str
    name: str
    version: LayoutVersion
    digest: str
    built_in: bool = False

    @cached_property
    def columns(self) -> dict[str, tuple[ColumnRule, ...]]:
        """Rules by normalised header; what is filled down from group rows stands under ``GROUP_HEADER``."""
        rules = {normalise_header(header): rules for header, rules in self.version.all_columns.items()}
        group = self.version.group_column
        return rules if group is None else {**rules, GROUP_HEADER: (group,)}

    @cached_property
    def repeat_of(self) -> dict[str, int]:
        """For the columns (normalised) that make a record of their own: which one, by its place in ``repeats``."""
        return {
            normalise_header(header): number
            for number, repeat in enumerate(self.version.repeats)
            for header in repeat.columns
        }

    @cached_property
    def repeated_fields(self) -> frozenset[str]:
        """Fields that differ between the records of a row: those that a repeat feeds or says itself."""
        found: set[str] = set()
        for repeat in self.version.repeats:
            rules = [rule for each in repeat.columns.values() for rule in each]
            found |= {
                *repeat.constants,
                *(name for rule in rules for name in (rule.to, rule.small_cells) if name),
            }
        return frozenset(found)

    def told_in(self, field: str) -> tuple[str, ...]:
        """Of a field that the records of a row differ in: the columns, as written, one of which must be filled to tell it."""
        found: list[str] = []
        for repeat in self.version.repeats:
            own = [
                header for header, rules in repeat.columns.items() if any(rule.to == field for rule in rules)
            ]
            found += own or (list(repeat.columns) if field in repeat.constants else [])
        return tuple(found)

    @cached_property
    def written(self) -> dict[str, str]:
        """The header as the layout writes it, by its normalised form, of columns that feed a field."""
        return {
            normalise_header(header): header
            for header, rules in self.version.all_columns.items()
            if any(rule.to for rule in rules)
        }

    @cached_property
    def helpers(self) -> dict[str, str]:
        """Columns that are only read beside others (times, units, issuers, filters), as the layout writes them."""
        named = [
            name for rules in self.version.all_columns.values() for rule in rules for name in rule.helpers
        ]
        if self.version.keep_when:
            named.append(self.version.keep_when.column)
        return {normalise_header(name): name for name in named}

    def headers_of(self, fields: tuple[str, ...]) -> set[str]:
        """Normalised headers that feed any of ``fields``."""
        return {header for header, rules in self.columns.items() if any(rule.to in fields for rule in rules)}

    def can_feed(self, field: str, present: set[str]) -> bool:
        """Whether the columns ``present`` (normalised) are enough to fill ``field``, or a constant does."""
        constants = (self.version.constants, *(repeat.constants for repeat in self.version.repeats))
        return any(field in each for each in constants) or any(
            rule.to == field and {header, *map(normalise_header, rule.helpers)} <= {*present, GROUP_HEADER}
            for header, rules in self.columns.items()
            for rule in rules
        )
