"""Quarterly editions as assets: the draft of each quarter with its checks, and what was released of it.

The gate is a blocking check of the draft, so that a release does not run while it is closed. A release never builds a draft:
what goes out is what was reviewed. Schedules build drafts only.
"""

import warnings
from datetime import date
from typing import Any

import dagster as dg

from pipelines.assets.guard import told_safely
from pipelines.assets.resources import SiteResource
from pipelines.assets.specs import table_key
from pipelines.assets.watched import findings_check_spec, findings_result
from pipelines.partitions import QUARTERS
from pipelines.reports.editions.drafts import RELEASED, Draft, build_draft, place
from pipelines.reports.editions.manifest import Manifest
from pipelines.reports.editions.release import Gate, ask, release
from pipelines.settings import Quarter, Site
from pipelines.warehouse.snapshot import EDITION_READS
from pipelines.warehouse.watched import Watched, read_watched

DRAFT_KEY = dg.AssetKey(["reports", "edition_draft"])
RELEASED_KEY = dg.AssetKey(["reports", "edition"])
COMPLETE, GATE = "quarter_is_complete", "may_be_released"
_CHECKS = (
    dg.AssetCheckSpec(
        COMPLETE, asset=DRAFT_KEY, description="Every file that was due for the quarter is in."
    ),
    findings_check_spec(DRAFT_KEY),
)


def quarter_of(partition_key: str) -> Quarter:
    """The quarter that a partition stands for."""
    return Quarter.of(date.fromisoformat(partition_key))


def partition_of(quarter: Quarter) -> str:
    """The partition of a quarter: its first day."""
    return quarter.start.isoformat()


def draft_story(site: Site, draft: Draft, watched: Watched) -> dict[str, Any]:
    """What the materialisation of a draft tells: which draft, how complete, which files; names and counts only."""
    files = draft.manifest.files
    return {
        "draft": draft.manifest.draft_ref,
        "quarter": draft.manifest.quarter,
        "is new": draft.is_new,
        "files": len(files),
        "late or missing": len(draft.manifest.gaps),
        "findings": sum(watched.findings.values()),
        "findings that wait": sum(watched.unattended.values()),
        "folder": str(draft.folder.relative_to(site.root)),
        "written": dg.MetadataValue.md("\n".join(f"- {name}" for name in sorted(files))),
    }


def draft_checks(draft: Draft, watched: Watched) -> list[dg.AssetCheckResult]:
    """Whether the quarter is complete, and whether a finding waits for a person."""
    gaps = draft.manifest.gaps
    complete = dg.AssetCheckResult(
        check_name=COMPLETE,
        asset_key=DRAFT_KEY,
        passed=not gaps,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"late or missing": len(gaps), "which": "\n".join(gaps) or "nothing"},
    )
    return [complete, findings_result(watched, DRAFT_KEY)]


def gate_result(gate: Gate, is_release: bool) -> dg.AssetCheckResult:
    """Whether the draft may go out, with every reason against it: a draft that waits for its review warns, a release is stopped."""
    return dg.AssetCheckResult(
        check_name=GATE,
        asset_key=DRAFT_KEY,
        passed=gate.is_open,
        severity=dg.AssetCheckSeverity.ERROR if is_release else dg.AssetCheckSeverity.WARN,
        metadata={"reasons": len(gate.reasons), "which": "\n".join(gate.reasons)},
    )


def reasons_of(evaluation: dg.AssetCheckEvaluation) -> list[str]:
    """The reasons that a result of the gate tells."""
    return [line for line in str(evaluation.metadata["which"].value).split("\n") if line]


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
def edition_draft(context: dg.AssetExecutionContext, site: SiteResource) -> dg.MaterializeResult:
    """Build the draft of the quarter that the partition names, or keep the one that says the same."""
    with told_safely("Building the draft of an edition"):
        draft = build_draft(site.site, quarter_of(context.partition_key))
        watched = read_watched(site.site)
    return dg.MaterializeResult(
        asset_key=DRAFT_KEY,
        metadata=draft_story(site.site, draft, watched),
        check_results=draft_checks(draft, watched),
    )


warnings.filterwarnings(
    "ignore", category=dg.PreviewWarning
)  # a check of a partition counts as a preview in 1.13


@dg.asset_check(
    asset=DRAFT_KEY,
    name=GATE,
    blocking=True,
    partitions_def=QUARTERS,
    description="The review approves this draft, its figures have not moved, its gaps are accepted, and the disclosure proof stands.",
)
def may_be_released(context: dg.AssetCheckExecutionContext, site: SiteResource) -> dg.AssetCheckResult:
    """Ask the gate; nothing is written. In a run that would release, a closed gate stops it before anything goes out."""
    run = context.op_execution_context
    with told_safely("Asking whether an edition may be released"):
        gate = ask(site.site, quarter_of(run.partition_key))
    return gate_result(gate, RELEASED_KEY in run.job_def.asset_layer.executable_asset_keys)


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
CHECKS = [may_be_released]
