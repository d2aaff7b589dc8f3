"""What assets ask for: the site they work on. Nothing is decided when this module is imported."""

import atexit
from functools import lru_cache

import dagster as dg

from pipelines.settings import Site, find_site
from pipelines.submissions import Intake, agency_recipes, open_intake


class SiteResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The site's folder; empty means SAMEPAGE_SITE, and without that the repository itself."""

    folder: str = ""

    @property
    def site(self) -> Site:
        """The site, with settings read afresh."""
        return find_site(self.folder or None)

    def intake(self) -> Intake:
        """The context for judging files; kept while settings and layouts stay the same, so that one reader serves all."""
        site = self.site
        return _intake(str(site.root), tuple(sorted(agency_recipes(site).items())), _settings_stamp(site))


def _settings_stamp(site: Site) -> int:
    return site.site_yaml.stat().st_mtime_ns


@lru_cache(maxsize=1)
def _intake(root: str, recipes: tuple[tuple[str, str], ...], stamp: int) -> Intake:
    intake = open_intake(find_site(root))
    atexit.register(intake.close)
    return intake
