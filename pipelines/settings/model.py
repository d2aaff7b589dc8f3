"""What a site decides, as checked records: agencies, how they write numbers, thresholds.

Only shapes and their checks live here. Where things are stands in ``places.py``, reading YAML in ``yaml_file.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from pipelines.metadata.classes import Dataset
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.measures.groups import PEOPLE
from pipelines.settings.practice import Bands, CaseReview

COORDINATOR = "coordinator"
EVERY_DATASET = "all"
AREAS = (
    "ecc",
    "patrol",
    "investigation",
    "sheriff_jail",
    "warrants_civil",
    "pretrial",
    "prosecution",
    "victim_witness",
    "court",
    "probation",
    "advocacy",
)


def column_pattern(value: str) -> str:
    """A regular expression that runs over whole columns: no look-around and no back references.

    Raises:
        ValueError: it is no such expression.
    """
    try:
        re.compile(value, re.IGNORECASE)
        pc.match_substring_regex(pa.array([""]), f"(?i){value}")
    except (re.error, pa.ArrowInvalid):
        raise ValueError(
            "is not a regular expression that can be used here; check the brackets, and leave out (?=...) and \\1"
        ) from None
    return value


def time_zone(value: str) -> str:
    """An IANA time zone.

    Raises:
        ValueError: there is no such zone.
    """
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not a time zone; write it like America/Chicago") from None
    return value


class Rhythm(StrEnum):
    """How often an agency sends a dataset."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"

    @property
    def months(self) -> int:
        """Months that one file covers."""
        return {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.YEARLY: 12}[self]


def _month(value: Any) -> Any:
    """Accept '2025-03' for the first day of that month."""
    if isinstance(value, str) and len(value) == 7:
        return f"{value}-01"
    return value


Month = Annotated[date, BeforeValidator(_month)]
_BASELINE = re.compile(r"(?P<year>\d{4})(-Q(?P<quarter>[1-4]))?\Z")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberRule(_Strict):
    """How an agency writes one kind of number, so that two spellings of it meet.

    ``pattern`` is a regular expression that fits the whole number and whose groups are its parts; ``year_group`` is
    the group that holds a year, which is written out with four digits. Without a pattern, and for a number that it
    does not fit, every run of letters and every run of digits is a part. Leading zeros of every part are dropped.
    """

    pattern: str | None = None
    year_group: int | None = Field(default=None, ge=1)

    @model_validator(mode="after")
    def _groups_are_there(self) -> NumberRule:
        if self.pattern is None:
            if self.year_group is not None:
                raise ValueError("year_group needs a pattern with groups")
            return self
        groups = re.compile(column_pattern(self.pattern)).groups
        if groups < max(self.year_group or 1, 1):
            raise ValueError(
                f"the pattern has {groups} groups in round brackets; it needs {self.year_group or 1}"
            )
        return self


class Agency(_Strict):
    """An agency that sends files, as the site describes it."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name: str
    area: str
    ori: str | None = None
    jurisdiction: str | None = None
    population_served: int | None = Field(default=None, ge=0)
    population_year: int | None = None
    time_zone: str | None = None
    dv_definition: str | None = None
    active_from: Month | None = None
    active_to: Month | None = None
    dv_officers: dict[Month, Annotated[int, Field(ge=0)]] = Field(default_factory=dict)
    datasets: dict[str, Rhythm] = Field(default_factory=dict)
    numbers: dict[str, NumberRule] = Field(default_factory=dict)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        return value if value is None else time_zone(value)

    @field_validator("area")
    @classmethod
    def _known_area(cls, value: str) -> str:
        if value not in AREAS:
            raise ValueError(f"is not an agency area; use one of {', '.join(AREAS)}")
        return value


class Thresholds(_Strict):
    """Small-number rules by audience, and the smallest base of a percentage: for the team, and for the public.

    ``match_rate`` is the share of records that must find their partner: below it no number across agencies is told.
    ``complementary`` says whether every build also hides what would give a hidden number away by subtraction, and
    puts the proof on record; that takes many minutes at a mid-size county. Without it nothing may leave the team.
    """

    coordinator: int = Field(default=5, ge=0)
    director: int = Field(default=5, ge=2)
    joint: int = Field(default=10, ge=2)
    public: int = Field(default=10, ge=2)
    percent_floor: int = Field(default=10, ge=1)
    percent_floor_public: int = Field(default=20, ge=1)
    match_rate: float = Field(default=0.8, ge=0, le=1)
    complementary: bool = False
    survey: int = Field(default=10, ge=10)  # people of a survey wave, and of every part of it that is told

    @model_validator(mode="after")
    def _own_page_tells_no_less(self) -> Thresholds:
        if self.director > self.joint:
            raise ValueError(
                f"director is {self.director} and joint is {self.joint}: a director reads what directors together"
                " are told too, so director can be joint at most"
            )
        return self


@dataclass(frozen=True)
class DatasetLimits:
    """The shares above which a file of one dataset is not accepted."""

    held_rows: float
    unknown_codes: float
    unreadable_cells: float


class Limits(_Strict):
    """Shares above which a file is not accepted, for one dataset or for all; None leaves the dataset's own.

    ``held_rows`` of the file's rows; ``unknown_codes`` and ``unreadable_cells`` of the filled cells of a field that should be
    filled. A few rows or cells never sink a small file, whatever the share.
    """

    held_rows: float | None = Field(default=None, ge=0, le=1)
    unknown_codes: float | None = Field(default=None, ge=0, le=1)
    unreadable_cells: float | None = Field(default=None, ge=0, le=1)


class Retention(_Strict):
    """How many days a dropped file is kept, and how many months its rows; an agreement with the agencies may say otherwise.

    ``accepted_days`` null means that accepted files stay until somebody takes them away; ``record_months`` null that rows
    are kept for good. Two years of rows are the least, as a figure of twelve months stands beside the twelve before it.
    ``case_review_days`` and ``survey_months`` say how long after its report a quarter of case review, or a wave of a survey,
    stays as rows before it turns into tallies; null for good. ``log_months`` say how long the record of a run stays.
    """

    accepted_days: int | None = Field(default=14, ge=1)
    refused_days: int = Field(default=3, ge=0, le=3)
    record_months: int | None = Field(default=36, ge=24)
    case_review_days: int | None = Field(default=90, ge=1)
    survey_months: int | None = Field(default=12, ge=1)
    log_months: int | None = Field(default=36, ge=1)

    def first_kept(self, as_of: date) -> date | None:
        """The first day of the first month whose rows are kept on ``as_of``; None without a clock.

        The month that is ``record_months`` before that of ``as_of`` is kept whole, and goes as a whole.
        """
        if self.record_months is None:
            return None
        position = as_of.year * 12 + as_of.month - 1 - self.record_months
        return date(position // 12, position % 12 + 1, 1)


class Gaps(StrEnum):
    """What becomes of an edition whose quarter is not complete."""

    REFUSE = "refuse"
    WITH_APPROVAL = "with_approval"


class ReleaseRule(_Strict):
    """Who must approve an edition before its release, and whether one with gaps may go out.

    With ``gaps: with_approval`` the approval must say that the gaps are accepted; every page names them.
    """

    approved_by: str = "blueprint_advocate"
    gaps: Gaps = Gaps.REFUSE

    @field_validator("approved_by")
    @classmethod
    def _known_role(cls, value: str) -> str:
        roles = CODE_LISTS["release_role"].values
        if value not in roles:
            raise ValueError(f"is not a role that reviews editions; use one of {', '.join(roles)}")
        return value


class MouGate(StrEnum):
    """What is done with files of an agency whose data annex is not signed, once a register of partners counts."""

    HOLD = "hold"  # they wait, and come in by themselves once the annex is recorded
    WARN = "warn"  # they are used, and the receipt says so
    OFF = "off"


class SiteSettings(_Strict):
    """The whole of ``site.yaml``."""

    name: str
    county: str
    population: int = Field(gt=0)
    population_year: int | None = None
    time_zone: str = "America/Chicago"
    first_month: Month
    as_of: date | None = None
    is_sample: bool = False
    due_day: int = Field(default=10, ge=1, le=28)
    risk_questions_asked: int = Field(default=4, ge=1)
    baseline: str | None = None
    population_groups: dict[str, dict[str, Annotated[float, Field(ge=0, le=1)]]] = Field(default_factory=dict)
    dv_statutes: tuple[str, ...] = ()
    dv_scope_note: str = "Crimes against a family or household member, as state law defines them."
    thresholds: Thresholds = Thresholds()
    bands: Bands = Bands()
    case_review: CaseReview = CaseReview()
    limits: dict[str, Limits] = Field(default_factory=dict)
    retention: Retention = Retention()
    release: ReleaseRule = ReleaseRule()
    mou_gate: MouGate = MouGate.HOLD
    agencies: tuple[Agency, ...]

    @field_validator("mou_gate", mode="before")
    @classmethod
    def _off_is_a_word(cls, value: Any) -> Any:
        """YAML reads a bare ``off`` as no."""
        return "off" if value is False else value

    @model_validator(mode="after")
    def _codes_are_unique(self) -> SiteSettings:
        codes = [agency.code for agency in self.agencies]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"agencies: the code {', '.join(twice)} stands twice")
        if COORDINATOR in codes:
            raise ValueError(f"agencies: the code {COORDINATOR} is kept for the coordinator's own folder")
        return self

    @field_validator("baseline", mode="before")
    @classmethod
    def _known_period(cls, value: Any) -> str | None:
        if value is not None and _BASELINE.match(str(value)) is None:
            raise ValueError("is not a quarter or a year; write it like 2025-Q1 or 2025")
        return None if value is None else str(value)

    @field_validator("population_groups")
    @classmethod
    def _known_groups(cls, value: dict[str, dict[str, float]]) -> dict[str, dict[str, float]]:
        for name, shares in value.items():
            if name not in PEOPLE:
                raise ValueError(f"{name} is not a breakdown of people; use one of {', '.join(PEOPLE)}")
            strange = sorted(set(shares) - set(CODE_LISTS[name].values))
            if strange:
                raise ValueError(
                    f"{name}: {', '.join(strange)} is not one of {', '.join(CODE_LISTS[name].values)}"
                )
            if sum(shares.values()) > 1.005:
                raise ValueError(f"{name}: the shares add up to more than 1")
        return value

    @property
    def baseline_period(self) -> tuple[str, date] | None:
        """The kind and first day of the period that later ones are held against."""
        found = _BASELINE.match(self.baseline or "")
        if found is None:
            return None
        quarter = found["quarter"]
        month = 1 if quarter is None else int(quarter) * 3 - 2
        return "year" if quarter is None else "quarter", date(int(found["year"]), month, 1)

    @field_validator("limits")
    @classmethod
    def _known_datasets(cls, value: dict[str, Limits]) -> dict[str, Limits]:
        for name in value:
            if name != EVERY_DATASET and name not in DATASETS:
                raise ValueError(
                    f"{name} is not a dataset; use {EVERY_DATASET} or one of {', '.join(DATASETS)}"
                )
        return value

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        return time_zone(value)

    def limits_of(self, dataset: Dataset) -> DatasetLimits:
        """The limits of a dataset: its own line in the settings, else the line for all, else what it declares."""
        given = [self.limits.get(name, Limits()) for name in (dataset.name, EVERY_DATASET)]

        def first(name: str, usual: float) -> float:
            said = [getattr(limits, name) for limits in given]
            return float(next((value for value in said if value is not None), usual))

        return DatasetLimits(
            first("held_rows", dataset.held_rows_limit),
            first("unknown_codes", dataset.unknown_codes_limit),
            first("unreadable_cells", dataset.unreadable_cells_limit),
        )

    def agency(self, code: str) -> Agency | None:
        """The agency with this code, or None."""
        return next((agency for agency in self.agencies if agency.code == code), None)
