"""Everything Dagster runs, put together. Production calls ``build_definitions()`` bare; a test hands in its site."""

from __future__ import annotations

import warnings

import dagster as dg

warnings.filterwarnings("ignore", category=dg.BetaWarning)
warnings.filterwarnings("ignore", category=dg.PreviewWarning)

from pipelines.assets.editions import ASSETS as EDITIONS  # noqa: E402
from pipelines.assets.editions import CHECKS as EDITION_CHECKS  # noqa: E402
from pipelines.assets.landing import submission  # noqa: E402
from pipelines.assets.reports import ASSETS as REPORTS  # noqa: E402
from pipelines.assets.resources import SiteResource  # noqa: E402
from pipelines.assets.retention import retention  # noqa: E402
from pipelines.assets.warehouse import warehouse  # noqa: E402
from pipelines.jobs import JOBS  # noqa: E402
from pipelines.linkage.aggregates import refuse_aggregates  # noqa: E402
from pipelines.metadata import DATASETS  # noqa: E402
from pipelines.metadata.links import LINKS  # noqa: E402
from pipelines.schedules import SCHEDULES  # noqa: E402
from pipelines.sensors import SENSORS  # noqa: E402
from pipelines.warehouse.tables import TABLE_DEPS  # noqa: E402


def build_definitions(site_folder: str = "") -> dg.Definitions:
    """The definitions for the site in ``site_folder``; empty means SAMEPAGE_SITE or the repository itself.

    Raises:
        AggregateLinked: a source of totals could reach the links between records.
    """
    refuse_aggregates(LINKS, DATASETS, TABLE_DEPS)
    return dg.Definitions(
        assets=[submission, retention, warehouse, *REPORTS, *EDITIONS],
        asset_checks=EDITION_CHECKS,
        jobs=JOBS,
        schedules=SCHEDULES,
        sensors=SENSORS,
        resources={"site": SiteResource(folder=site_folder)},
        executor=dg.in_process_executor,
    )


defs = build_definitions()
