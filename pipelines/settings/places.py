"""Where things are in a site's folder, and the site's settings read from ``inputs/site/site.yaml``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pipelines.settings.model import SiteSettings
from pipelines.settings.yaml_file import SettingsError, read_yaml_model

_PROJECT = Path(__file__).resolve().parent.parent.parent


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
    def elements(self) -> Path:
        """The recommended practices that the site adds, rewords and retires; there need be no such file."""
        return self.root / "inputs" / "site" / "elements.csv"

    @property
    def links(self) -> Path:
        """What a person said about uncertain links."""
        return self.root / "inputs" / "site" / "links"

    @property
    def drop(self) -> Path:
        """One folder per agency where it drops files."""
        return self.root / "inputs" / "drop"

    @property
    def expectations(self) -> Path:
        """The catalogue of checks and the suites; the package's own where the site has none."""
        own = self.root / "expectations"
        return own if (own / "catalogue.csv").exists() else _PROJECT / "expectations"

    @property
    def waivers(self) -> Path:
        """The known failures that the site accepts for a while; there need be no such file."""
        return self.root / "expectations" / "waivers.csv"

    @property
    def receipts(self) -> Path:
        """Receipts, one folder per agency."""
        return self.root / "outputs" / "receipts"

    @property
    def workbooks(self) -> Path:
        """The coordinator's workbooks."""
        return self.root / "outputs" / "workbooks"

    @property
    def reminders(self) -> Path:
        """Drafts of reminders to liaisons, one text for each agency."""
        return self.root / "outputs" / "reminders"

    @property
    def directors(self) -> Path:
        """What is written for the director of one agency alone, in a folder for each agency."""
        return self.root / "outputs" / "directors"

    @property
    def review_lists(self) -> Path:
        """Lists of records to read and their tallies, in a folder for each agency."""
        return self.root / "outputs" / "review"

    @property
    def editions(self) -> Path:
        """Quarterly editions, one folder per quarter with its draft and what was released."""
        return self.root / "outputs" / "editions"

    @property
    def edition_archive(self) -> Path:
        """What each edition is written from, one folder per quarter; a released one never changes."""
        return self.state / "editions"

    @property
    def templates(self) -> Path:
        """Blank templates, where no other folder is named."""
        return self.root / "outputs" / "templates"

    @property
    def state(self) -> Path:
        """Everything Samepage keeps; never in version control."""
        return self.root / ".samepage"

    @property
    def submissions(self) -> Path:
        """The immutable submission folders."""
        return self.state / "submissions"

    @property
    def register(self) -> Path:
        """What was withdrawn and restored, one file per decision."""
        return self.state / "register"

    @property
    def warehouse(self) -> Path:
        """The warehouse generations and the pointer to the published one."""
        return self.state / "warehouse"

    @property
    def quarantine(self) -> Path:
        """Refused files of agencies, for a few days; only the owner reads it."""
        return self.state / "quarantine"

    @property
    def retention_log(self) -> Path:
        """One entry per file that was moved or deleted."""
        return self.state / "retention"

    @property
    def row_clock(self) -> Path:
        """One entry per file whose rows were deleted on the clock of row-level records."""
        return self.state / "row_clock"

    @property
    def closings(self) -> Path:
        """The figures of months whose rows are deleted, as they were counted last."""
        return self.state / "closings"

    @property
    def releases(self) -> Path:
        """Everything ever released: one immutable file per edition and audience."""
        return self.state / "releases"

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
    root = Path(named) if named else _PROJECT
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
