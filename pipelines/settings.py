"""Where things are, and what a site decides: ``inputs/site/site.yaml`` read into checked records.

Only places and choices live here. How an agency's columns map to ours stands in ``layouts/``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

COORDINATOR = "coordinator"
_Model = TypeVar("_Model", bound=BaseModel)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


class SettingsError(Exception):
    """A setting is missing or wrong; the text names the file, the line and what to write instead."""


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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class NumberRule(_Strict):
    """How an agency writes one kind of number, so that two spellings of it meet.

    ``pattern`` is a regular expression whose groups are the parts of the number; ``year_group`` is the group
    that holds a year, which is written out with four digits. Without a pattern every run of letters or digits
    is a part. Leading zeros of every part are dropped.
    """

    pattern: str | None = None
    year_group: int | None = None


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
    datasets: dict[str, Rhythm] = Field(default_factory=dict)
    numbers: dict[str, NumberRule] = Field(default_factory=dict)

    @field_validator("area")
    @classmethod
    def _known_area(cls, value: str) -> str:
        if value not in AREAS:
            raise ValueError(f"is not an agency area; use one of {', '.join(AREAS)}")
        return value


class Thresholds(_Strict):
    """Small-number rules by audience, and the floors for percentages and match rates."""

    coordinator: int = Field(default=5, ge=0)
    director: int = Field(default=5, ge=2)
    joint: int = Field(default=10, ge=2)
    public: int = Field(default=10, ge=2)
    percent_floor: int = Field(default=10, ge=1)
    percent_floor_public: int = Field(default=20, ge=1)
    match_rate: float = Field(default=0.8, ge=0, le=1)


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
    dv_statutes: tuple[str, ...] = ()
    dv_scope_note: str = "Crimes against a family or household member, as state law defines them."
    thresholds: Thresholds = Thresholds()
    agencies: tuple[Agency, ...]

    @model_validator(mode="after")
    def _codes_are_unique(self) -> SiteSettings:
        codes = [agency.code for agency in self.agencies]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"agencies: the code {', '.join(twice)} stands twice")
        if COORDINATOR in codes:
            raise ValueError(f"agencies: the code {COORDINATOR} is kept for the coordinator's own folder")
        return self

    def agency(self, code: str) -> Agency | None:
        """The agency with this code, or None."""
        return next((agency for agency in self.agencies if agency.code == code), None)


@dataclass(frozen=True)
class Site:
    """A site's folder and the places in it."""

    root: Path

    @property
    def site_yaml(self) -> Path:
        """The settings."""
        return self.root / "inputs" / "site" / "site.yaml"

    @property
    def layouts(self) -> Path:
        """One folder per agency with its layouts."""
        return self.root / "inputs" / "site" / "layouts"

    @property
    def codes(self) -> Path:
        """Local additions to the code lists."""
        return self.root / "inputs" / "site" / "codes"

    @property
    def drop(self) -> Path:
        """One folder per agency where it drops files."""
        return self.root / "inputs" / "drop"

    @property
    def expectations(self) -> Path:
        """The catalogue of checks and the suites; the package's own where the site has none."""
        own = self.root / "expectations"
        return (
            own
            if (own / "catalogue.csv").exists()
            else Path(__file__).resolve().parent.parent / "expectations"
        )

    @property
    def receipts(self) -> Path:
        """Receipts, one folder per agency."""
        return self.root / "outputs" / "receipts"

    @property
    def workbooks(self) -> Path:
        """The coordinator's workbooks."""
        return self.root / "outputs" / "workbooks"

    @property
    def state(self) -> Path:
        """Everything Samepage keeps; never in version control."""
        return self.root / ".samepage"

    @property
    def submissions(self) -> Path:
        """The immutable submission folders."""
        return self.state / "submissions"

    @property
    def warehouse(self) -> Path:
        """The warehouse generations and the pointer to the published one."""
        return self.state / "warehouse"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance of the site."""
        return self.state / "dagster"

    @property
    def key_file(self) -> Path:
        """The secret of the site."""
        return self.state / "key"

    @cached_property
    def settings(self) -> SiteSettings:
        """The checked settings; SettingsError names the line of the first mistakes."""
        return load_settings(self.site_yaml)

    @property
    def as_of(self) -> date:
        """The day the numbers stand for: the setting, or today."""
        return self.settings.as_of or date.today()


def find_site(given: str | Path | None = None) -> Site:
    """The site named by ``given``, by SAMEPAGE_SITE, or the repository itself."""
    named = given or os.environ.get("SAMEPAGE_SITE")
    root = Path(named) if named else Path(__file__).resolve().parent.parent
    return Site(root.resolve())


def load_settings(path: Path) -> SiteSettings:
    """Read and check ``site.yaml``.

    Raises:
        SettingsError: the file is missing, is not YAML, or a setting is wrong; the text names the line.
    """
    if not path.exists():
        raise SettingsError(
            f"{path.name} is missing in {path.parent}. Run `samepage init` for an empty site or `samepage sample` for a made-up one."
        )
    return read_yaml_model(path, SiteSettings)


def read_yaml_model(path: Path, model: type[_Model]) -> _Model:
    """Read a YAML file into a pydantic model, naming the line of what is wrong.

    Raises:
        SettingsError: not readable as YAML, or a value that the model does not allow.
    """
    text = path.read_text(encoding="utf-8-sig")
    try:
        node = yaml.compose(text, Loader=_LOADER)
        content = yaml.load(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise SettingsError(
            f"{path.name}{line}: this is not valid YAML; check the indents and colons."
        ) from None
    if not isinstance(content, dict):
        raise SettingsError(f"{path.name}, line 1: expected settings such as `name: ...`.")
    try:
        return model.model_validate(content)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentences(path, error, _lines(node)))) from None


def _sentences(path: Path, error: ValidationError, lines: dict[tuple[Any, ...], int]) -> list[str]:
    """One sentence per mistake: the file, the line, the setting, and what to write."""
    told = []
    for mistake in error.errors():
        where = tuple(mistake["loc"])
        known = where
        while known and known not in lines:
            known = known[:-1]
        name = ".".join(str(part) for part in where if part != "[key]") or "the file"
        message = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "extra_forbidden":
            message = "is not a setting; check the spelling or take the line out"
        elif mistake["type"] == "missing":
            message = "is missing"
        told.append(f"{path.name}, line {lines.get(known, 1)}: {name}: {message}.")
    return told


def _lines(node: yaml.Node | None, where: tuple[Any, ...] = ()) -> dict[tuple[Any, ...], int]:
    """Line numbers (from 1) of every place in a YAML document, by its path of keys and positions."""
    if node is None:
        return {}
    found = {where: node.start_mark.line + 1}
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            found[(*where, name.value)] = name.start_mark.line + 1
            found.update(
                {k: v for k, v in _lines(value, (*where, name.value)).items() if k != (*where, name.value)}
            )
    elif isinstance(node, yaml.SequenceNode):
        for position, value in enumerate(node.value):
            found.update(_lines(value, (*where, position)))
    return found
