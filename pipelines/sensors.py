"""Sensors: new content in the drop folders, and a warehouse that no longer matches what was taken in.

Each is a pure decision on two snapshots and a thin wrapper. Content decides: names and times never do.
"""

import json
from collections.abc import Iterable, Mapping

import dagster as dg

from pipelines.assets.resources import SiteResource
from pipelines.jobs import take_in, write_workbooks
from pipelines.partitions import SUBMISSIONS
from pipelines.settings import COORDINATOR, Site
from pipelines.submissions import (
    DropFile,
    agency_recipes,
    learn_codes,
    learn_links,
    new_drops,
    scan_drop,
    stored,
)
from pipelines.warehouse.publish import generation_number, published
from pipelines.warehouse.rebuild import inputs_fingerprint, is_current

Sizes = dict[str, int]


def settled(drops: Iterable[DropFile], before: Mapping[str, int]) -> tuple[list[DropFile], Sizes]:
    """Drops whose size has not changed since the last look, and the sizes seen now; a growing file is left alone."""
    found = list(drops)
    sizes = {f"{drop.agency_code}/{drop.digest}": drop.path.stat().st_size for drop in found}
    return [
        drop for drop in found if before.get(f"{drop.agency_code}/{drop.digest}") == drop.path.stat().st_size
    ], sizes


def coordinator_first(drops: list[DropFile]) -> list[DropFile]:
    """The coordinator's sheets alone where there are any: the register of partners decides whose files wait."""
    return [drop for drop in drops if drop.agency_code == COORDINATOR] or drops


def requests_for(drops: Iterable[DropFile]) -> list[dg.RunRequest]:
    """One run per drop; the run key holds the content's hash, because used keys are remembered for ever."""
    return [
        dg.RunRequest(run_key=drop.key, partition_key=drop.key, tags={"agency": drop.agency_code})
        for drop in drops
    ]


@dg.sensor(
    job=take_in,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Looks into the drop folders and takes in every file whose content is new and has stopped growing.",
)
def drop_sensor(context: dg.SensorEvaluationContext, site: SiteResource) -> dg.SensorResult:
    """Ask for a run for each new, settled drop."""
    place = site.site
    learn_codes(place)
    learn_links(place)
    fresh = new_drops(scan_drop(place, agency_recipes(place)), stored(place))
    ready, sizes = settled(fresh, json.loads(context.cursor or "{}"))
    ready = coordinator_first(ready)
    keys = [drop.key for drop in ready]
    return dg.SensorResult(
        run_requests=requests_for(ready),
        dynamic_partitions_requests=[SUBMISSIONS.build_add_request(keys)] if keys else [],
        cursor=json.dumps(sizes, sort_keys=True),
    )


def _workbooks_key(site: Site) -> str:
    """Names this content on top of this generation, so that going back to earlier content runs again."""
    path = published(site)
    return f"{inputs_fingerprint(site)}-{generation_number(path) if path else 0}"


@dg.sensor(
    job=write_workbooks,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Rebuilds the warehouse and the workbooks once every new file is taken in.",
)
def workbooks_sensor(
    context: dg.SensorEvaluationContext, site: SiteResource
) -> dg.SensorResult | dg.SkipReason:
    """Ask for the workbooks when what was taken in differs from what is published and nothing is waiting."""
    place = site.site
    if new_drops(scan_drop(place, agency_recipes(place)), stored(place)):
        return dg.SkipReason("New files are still being taken in.")
    if next(iter(stored(place)), None) is None:
        return dg.SkipReason("Nothing has been taken in yet.")
    if is_current(place):
        return dg.SkipReason("The workbooks are up to date.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=_workbooks_key(place))])


SENSORS = [drop_sensor, workbooks_sensor]
