"""The shape of a layout: how one agency's export maps to the fields of a dataset.

Layouts are data (YAML); this module only checks them. Loading is in ``load.py``, finding the right one in ``match.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from pipelines.metadata.classes import Dataset, Kind, Privacy
from pipelines.metadata.datasets import DATASETS
from pipelines.reading import normalise_header
from pipelines.settings import Month

DEFAULT_MISSING = ("null", "n/a", "na", "#n/a", "-", "--", ".", "(blank)", "not recorded")


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
    formats: tuple[str, ...] = ("%m/%d/%Y", "%Y-%m-%d")

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
    values: tuple[str, ...]


class ColumnRule(_Strict):
    """What one column of the export becomes."""

    to: str | None = None
    privacy: Privacy | None = Field(default=None, alias="class")
    formats: tuple[str, ...] = ()
    time_column: str | None = None
    codes: dict[str, Any] = Field(default_factory=dict)
    other: str | int | bool | None = None
    split: str | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    blank_means: str | None = None
    source: Literal["age", "birth_date", "term"] | None = Field(default=None, alias="from")
    at: str | None = None
    units: dict[str, float] = Field(default_factory=dict)
    unit_column: str | None = None
    small_cells: str | None = None
    missing: tuple[str, ...] = ()
    when: Condition | None = None
    issued_by: str | None = None
    issued_by_column: str | None = None
    issuers: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_something(self) -> ColumnRule:
        if self.to is None and self.privacy not in (Privacy.DROP, Privacy.REFUSE):
            raise ValueError("needs `to: <field>`, or `class: drop`, or `class: refuse`")
        if self.issued_by_column and not self.issuers:
            raise ValueError("issued_by_column needs issuers: which text means which agency")
        return self


class LayoutVersion(_Strict):
    """One layout, valid from a month on."""

    valid_from: Month = date(1990, 1, 1)
    sheets: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()  # headers that only another export has
    header: HeaderRule = HeaderRule()
    period: PeriodRule = PeriodRule()
    drop_rows: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    nil_report: str | None = None
    keep_when: Condition | None = None
    constants: dict[str, Any] = Field(default_factory=dict)
    columns: dict[str, tuple[ColumnRule, ...]]

    @field_validator("columns", mode="before")
    @classmethod
    def _one_or_many(cls, value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: rules if isinstance(rules, list | tuple) else [rules] for key, rules in value.items()
            }
        return value

    @field_validator("drop_rows")
    @classmethod
    def _patterns(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_regex(pattern) for pattern in value)

    @field_validator("nil_report")
    @classmethod
    def _nil_pattern(cls, value: str | None) -> str | None:
        return value if value is None else _regex(value)


class LayoutFile(_Strict):
    """The whole of one layout file."""

    dataset: str
    title: str = ""
    layouts: tuple[LayoutVersion, ...] = Field(min_length=1)

    @field_validator("dataset")
    @classmethod
    def _known(cls, value: str) -> str:
        if value not in DATASETS:
            raise ValueError(f"is not a dataset; use one of {', '.join(DATASETS)}")
        return value

    @model_validator(mode="after")
    def _fields_exist(self) -> LayoutFile:
        dataset = DATASETS[self.dataset]
        known = {f.name for f in dataset.fields}
        for version in self.layouts:
            for header, rules in version.columns.items():
                for rule in rules:
                    _check_rule(dataset, known, header, rule)
            for name in version.constants:
                if name not in known:
                    raise ValueError(f"constants: {name} is not a field of {self.dataset}")
        return self


def _check_rule(dataset: Dataset, known: set[str], header: str, rule: ColumnRule) -> None:
    """Raise ValueError where a rule names a field that is not there or does not fit."""
    if rule.to is None:
        return
    if rule.to not in known:
        raise ValueError(f"column {header!r}: {rule.to} is not a field of {dataset.name}")
    if rule.source == "birth_date" and rule.at not in known:
        raise ValueError(f"column {header!r}: a birth date needs `at:` with the date field of the event")
    if rule.small_cells is not None and rule.small_cells not in known:
        raise ValueError(f"column {header!r}: {rule.small_cells} is not a field of {dataset.name}")
    if (rule.issued_by or rule.issued_by_column) and dataset.field(rule.to).kind is not Kind.KEY:
        raise ValueError(f"column {header!r}: only numbers that become keys have an issuer")


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

    @property
    def columns(self) -> dict[str, tuple[ColumnRule, ...]]:
        """Rules by normalised header."""
        return {normalise_header(header): rules for header, rules in self.version.columns.items()}

    @property
    def written(self) -> dict[str, str]:
        """The header as the layout writes it, by its normalised form."""
        return {normalise_header(header): header for header in self.version.columns}

    def headers_of(self, fields: tuple[str, ...]) -> set[str]:
        """Normalised headers that feed any of ``fields``."""
        return {header for header, rules in self.columns.items() if any(rule.to in fields for rule in rules)}
