"""Landing: a dropped file becomes a judged, stored submission, seen with its checks partition by partition."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import dagster as dg

from pipelines.assets.guard import told_safely
from pipelines.assets.resources import SiteResource
from pipelines.event_log import together
from pipelines.partitions import SUBMISSIONS
from pipelines.problems import Problem, Severity, Stage
from pipelines.submissions import Status, Submission, load_problems, scan_drop, stored
from pipelines.warehouse.standing import rows_changed, standings

SUBMISSION = dg.AssetKey(["landing", "submission"])
_STAGES = {
    Stage.FILE: "The file can be read and belongs to an agency.",
    Stage.SHEET: "Its sheets and columns fit a layout.",
    Stage.PRIVACY: "Nothing in it may identify a person who must not be identified.",
    Stage.CELL: "Every cell holds what its column should hold.",
    Stage.ROW: "Every row has what it needs, and its parts agree.",
    Stage.TABLE: "The table as a whole is as full as expected (suite of the dataset).",
    Stage.HISTORY: "The file fits what its agency sent before.",
}
ACCOUNT = "every_cell_accounted_for"


def _checks() -> list[dg.AssetCheckSpec]:
    by_stage = [
        dg.AssetCheckSpec(f"{stage}_stage", asset=SUBMISSION, description=words)
        for stage, words in _STAGES.items()
    ]
    account = dg.AssetCheckSpec(
        ACCOUNT,
        asset=SUBMISSION,
        description="Cells and rows in the file = used + blank + held + left out, each for a reason.",
    )
    return [*by_stage, account]


@dg.asset(
    key=SUBMISSION,
    partitions_def=SUBMISSIONS,
    group_name="landing",
    kinds={"excel", "parquet"},
    check_specs=_checks(),
    description=(
        "One dropped file, judged: read as text in a sandbox, columns that identify people dropped or turned into "
        "keyed pseudonyms, matched to its agency's layout, cast, checked, and stored as an immutable folder."
    ),
)
def submission(context: dg.AssetExecutionContext, site: SiteResource) -> Iterator[dg.MaterializeResult]:
    """Take in the drop that the partition names."""
    with told_safely("Taking in the file"):
        intake = site.intake()
        drops = scan_drop(intake.site, intake.recipes)
        drop = next((drop for drop in drops if drop.key == context.partition_key), None)
        taken = intake.take_in(drop, date.today()) if drop else find_submission(site, context.partition_key)
        if taken is None:
            raise dg.Failure("The file of this submission is no longer in its drop folder. Drop it again.")
        problems = load_problems(taken, intake.context.key.derive("submissions"))
        changed = _changed(site, taken)
    with together(context.instance):
        yield dg.MaterializeResult(
            asset_key=SUBMISSION,
            metadata={**story(taken.manifest), **changed},
            check_results=list(_results(taken, problems)),
        )


def _changed(site: SiteResource, taken: Submission) -> dict[str, Any]:
    """Which version the file is, what it repeats, or what it replaces with the rows that differ."""
    known = standings(site.site, taken.manifest)
    standing = known.get(taken.submission_id)
    if standing is None:
        return {}
    if standing.same_as is not None:
        return {"holds the same as": standing.same_as}
    told: dict[str, Any] = {"version": standing.version or 0}
    if standing.replaces is not None:
        told |= {"replaces": standing.replaces, **rows_changed(site.site, known[standing.replaces], standing)}
    return told


def find_submission(site: SiteResource, key: str) -> Submission | None:
    """The stored submission of a partition."""
    return next((s for s in stored(site.site) if s.manifest["drop_key"] == key), None)


def story(manifest: dict[str, Any]) -> dict[str, Any]:
    """What a materialisation tells: verdict first, then counts; coordinates only."""
    rows, cells = manifest["rows"], manifest["cells"]
    account = "\n".join(
        [
            "| | rows | cells |",
            "| --- | ---: | ---: |",
            *(
                f"| {words} | {rows[name]:,} | {cells[name]:,} |"
                for name, words in (
                    ("in_file", "in the file"),
                    ("used", "used"),
                    ("blank", "blank"),
                    ("held", "held"),
                    ("left_out", "left out"),
                )
            ),
        ]
    )
    return {
        "verdict": manifest["status_words"],
        "agency": manifest["agency_code"],
        "dataset": manifest["dataset"] or "unknown",
        "period": manifest["period_label"] or "unknown",
        "submission": manifest["submission_id"],
        "problems": manifest["problems_count"],
        "dagster/row_count": rows["used"],
        "account": dg.MetadataValue.md(account),
        "layout": manifest["layout_name"] or "none",
    }


def _results(taken: Submission, problems: list[Problem]) -> Iterator[dg.AssetCheckResult]:
    """One result per stage; a whole-file problem is an error, anything else a warning."""
    for stage in _STAGES:
        found = [p for p in problems if p.stage is stage and p.severity is not Severity.NOTE]
        worst = any(p.severity is Severity.WHOLE_FILE for p in found)
        counts: dict[str, int] = {}
        for problem in found:
            counts[problem.check_id] = counts.get(problem.check_id, 0) + max(problem.rows_count, 1)
        yield dg.AssetCheckResult(
            check_name=f"{stage}_stage",
            passed=not found,
            severity=dg.AssetCheckSeverity.ERROR if worst else dg.AssetCheckSeverity.WARN,
            metadata={"submission": taken.submission_id, **counts},
        )
    yield dg.AssetCheckResult(
        check_name=ACCOUNT,
        passed=all(_balances(taken.manifest[name]) for name in ("rows", "cells")),
        metadata={"submission": taken.submission_id, "cells": taken.manifest["cells"]["in_file"]},
    )


def _balances(tally: dict[str, Any]) -> bool:
    parts = sum(tally[name] for name in ("used", "blank", "held", "left_out"))
    return bool(parts == tally["in_file"] and sum(tally["left_out_by_reason"].values()) == tally["left_out"])


def accepted(manifest: dict[str, Any]) -> bool:
    """Whether the rows of a submission enter the warehouse."""
    return Status(manifest["status"]).counts
