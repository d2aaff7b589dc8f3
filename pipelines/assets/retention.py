"""Retention: refused files leave the drop folders, accepted ones go after two weeks, and each step is a row of ops.retention."""

from __future__ import annotations

from collections import Counter
from datetime import date

import dagster as dg

from pipelines.assets.guard import told_safely
from pipelines.assets.resources import SiteResource
from pipelines.reports.outputs import receipt_path
from pipelines.settings import Site
from pipelines.submissions import agency_recipes
from pipelines.submissions.removal import Done, keep_to_the_clocks

RETENTION = dg.AssetKey(["landing", "retention"])


def clear_drop(site: Site, today: date) -> Done:
    """Move and delete what is due; a file goes only once its receipt is written."""
    return keep_to_the_clocks(
        site, agency_recipes(site), today, lambda manifest: receipt_path(site, manifest).exists()
    )


@dg.asset(
    key=RETENTION,
    group_name="landing",
    kinds={"file"},
    description=(
        "Files that have served their time: refused ones are moved into quarantine and deleted days later, lists of people "
        "served are deleted at once, accepted ones after two weeks. A coordinator's own files are never touched."
    ),
)
def retention(site: SiteResource) -> dg.MaterializeResult:
    """Keep to the clocks of the site."""
    with told_safely("Clearing the drop folders"):
        done = clear_drop(site.site, date.today())
    counts = Counter(entry.action for entry in done.removals)
    return dg.MaterializeResult(metadata={**counts, "held_open_by_another_program": done.waiting})
