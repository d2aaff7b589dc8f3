"""The warehouse: every table of every layer in one step, so that a generation is published whole or not at all."""

from collections.abc import Iterator

import dagster as dg

from pipelines.assets import core, mart, ops, pub, stg
from pipelines.assets.guard import told_safely
from pipelines.assets.pools import POOL
from pipelines.assets.resources import SiteResource
from pipelines.assets.specs import table_key
from pipelines.assets.watched import CHECKS, FINDING_KEY, LATE_KEY, findings_result, late_result
from pipelines.event_log import together
from pipelines.warehouse.publish import generation_number
from pipelines.warehouse.rebuild import rebuild
from pipelines.warehouse.tables import TABLE_ORDER
from pipelines.warehouse.watched import read_watched

SPECS = [*stg.SPECS, *core.SPECS, *mart.SPECS, *pub.SPECS, *ops.SPECS]


@dg.multi_asset(
    name="warehouse",
    specs=SPECS,
    pool=POOL,
    check_specs=CHECKS,
    description=(
        "Builds a new generation of the warehouse from all submissions that count, checks it, and publishes it by "
        "one rename. Readers are never blocked and never see half a build."
    ),
)
def warehouse(context: dg.AssetExecutionContext, site: SiteResource) -> Iterator[dg.MaterializeResult]:
    """Build and publish a generation, and warn of what waits for a person."""
    counts: dict[str, int | None] = {}
    with told_safely("Building the warehouse"):
        path = rebuild(site.site, lambda name, rows: counts.__setitem__(name, rows))
        watched = read_watched(site.site, path)
    results = {LATE_KEY: late_result(watched), FINDING_KEY: findings_result(watched)}
    with together(context.instance):
        for name in TABLE_ORDER:
            key = table_key(name)
            yield dg.MaterializeResult(
                asset_key=key,
                check_results=[results[key]] if key in results else None,
                metadata={
                    **({} if counts[name] is None else {"dagster/row_count": counts[name]}),
                    "dagster/table_name": name,
                    "generation": generation_number(path),
                },
            )
