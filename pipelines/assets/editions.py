"""Quarterly editions as assets: the draft of each quarter with its checks, and what was released of it.

The gate is a blocking check of the draft, so that nothing behind it runs while it is closed. Schedules build drafts only.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg

from pipelines.assets.guard import told_safely
from pipelines.assets.resources import SiteResource
from pipelines.assets.specs import table_key
from pipelines.partitions import QUARTERS
from pipelines.reports.editions.drafts import RELEASED, Draft, build_draft, place
from pipelines.reports.editions.manifest import Manifest
from pipelines.reports.editions.release import Gate, judge, release
from pipelines.settings import Quarter, Site
from pipelines.warehouse.snapshot import EDITION_READS

DRAFT_KEY = dg.AssetKey(["reports", "edition_draft"])
RELEASED_KEY = dg.AssetKey(["reports", "edition"])
COMPLETE, GATE = "quarter_is_complete", "may_be_released"
_CHECKS = (
    dg.AssetCheckSpec(
        COMPLETE, asset=DRAFT_KEY, description="Every file that was due for the quarter is in."
    ),
    dg.AssetCheckSpec(
        GATE,
        asset=DRAFT_KEY,
        blocking=True,
        description="The review approves this draft, its figures have not moved, its gaps are accepted, and the disclosure proof stands.",
    ),
)


def quarter_of(partition_key: str) -> Quarter:
    """The quarter that a partition stands for."""
    return Quarter.of(date.fromisoformat(partition_key))


def partition_of(quarter: Quarter) -> str:
    """The partition of a quarter: its first day."""
    return quarter.start.isoformat()


def draft_story(site: Site, draft: Draft) -> dict[str, Any]:
    """What the materialisation of a draft tells: which draft, how complete, which files; names and counts only."""
    return {
        "draft": draft.manifest.draft_ref,
        "quarter": draft.manifest.quarter,
        "files": len(draft.manifest.files),
        "late or missing": "\n".join(draft.manifest.gaps) or "nothing",
        "folder": str(draft.folder.relative_to(site.root)),
    }


def draft_checks(draft: Draft, gate: Gate) -> Iterator[dg.AssetCheckResult]:
    """Whether the quarter is complete, and whether the draft may be released, with every reason against it."""
    gaps = draft.manifest.gaps
    yield dg.AssetCheckResult(
        check_name=COMPLETE,
        asset_key=DRAFT_KEY,
        passed=not gaps,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"late or missing": len(gaps), "which": "\n".join(gaps) or "nothing"},
    )
    yield dg.AssetCheckResult(
        check_name=GATE,
        asset_key=DRAFT_KEY,
        passed=gate.is_open,
        severity=dg.AssetCheckSeverity.ERROR,
        metadata={"reasons": len(gate.reasons), "which": "\n".join(gate.reasons) or "none"},
    )


def release_story(site: Site, quarter: Quarter, manifest: Manifest) -> dict[str, Any]:
    """What the materialisation of a released edition tells."""
    return {
        "draft": manifest.draft_ref,
        "released on": manifest.released_on or "",
        "approved by": manifest.approved_by_role or "",
        "files": len(manifest.files),
        "folder": str(place(site, quarter, RELEASED).relative_to(site.root)),
    }


@dg.asset(
    key=DRAFT_KEY,
    partitions_def=QUARTERS,
    deps=[table_key(name) for name in EDITION_READS],
    check_specs=_CHECKS,
    group_name="reports",
    kinds={"excel"},
    description="The draft of a quarter for directors and the public, for review and not for passing on.",
)
def edition_draft(context: dg.AssetExecutionContext, site: SiteResource) -> Iterator[dg.MaterializeResult]:
    """Build the draft of the quarter that the partition names, or keep the one that says the same."""
    quarter = quarter_of(context.partition_key)
    with told_safely("Building the draft of an edition"):
        draft = build_draft(site.site, quarter)
        gate = judge(site.site, quarter)
    yield dg.MaterializeResult(
        asset_key=DRAFT_KEY,
        metadata=draft_story(site.site, draft),
        check_results=list(draft_checks(draft, gate)),
    )


@dg.asset(
    key=RELEASED_KEY,
    partitions_def=QUARTERS,
    deps=[DRAFT_KEY],
    group_name="reports",
    kinds={"excel"},
    description="The edition of a quarter as it was released; it never changes. No schedule and no sensor starts it.",
)
def edition(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
    """Release the draft of the quarter that the partition names."""
    quarter = quarter_of(context.partition_key)
    with told_safely("Releasing an edition"):
        gate = release(site.site, quarter)
    if gate.manifest is None or not gate.is_open:
        raise dg.Failure("It is not released. " + " ".join(gate.reasons), allow_retries=False)
    return dg.MaterializeResult(metadata=release_story(site.site, quarter, gate.manifest))


ASSETS = [edition_draft, edition]
