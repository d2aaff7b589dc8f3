"""The warehouse: every table of every layer in one step, so that a generation is published whole or not at all."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets import core, mart, ops, pub, stg
from pipelines.assets.guard import told_safely
from pipelines.assets.pools import POOL
from pipelines.assets.resources import SiteResource
from pipelines.assets.specs import table_key
from pipelines.warehouse.publish import generation_number
from pipelines.warehouse.rebuild import rebuild
from pipelines.warehouse.tables import TABLE_ORDER

SPECS = [*stg.SPECS, *core.SPECS, *mart.SPECS, *pub.SPECS, *ops.SPECS]


@dg.multi_asset(
    name="warehouse",
    specs=SPECS,
    pool=POOL,
    description=(
        "Builds a new generation of the warehouse from all submissions that count, checks it, and publishes it by "
        "one rename. Readers are never blocked and never see half a build."
    ),
)
def warehouse(context: dg.AssetExecutionContext, site: SiteResource) -> Iterator[dg.MaterializeResult]:
    """Build and publish a generation."""
    counts: dict[str, int] = {}
    with told_safely("Building the warehouse"):
        path = rebuild(site.site, lambda name, rows: counts.__setitem__(name, rows))
    for name in TABLE_ORDER:
        yield dg.MaterializeResult(
            asset_key=table_key(name),
            metadata={
                "dagster/row_count": counts.get(name, 0),
                "dagster/table_name": name,
                "generation": generation_number(path),
            },
        )
