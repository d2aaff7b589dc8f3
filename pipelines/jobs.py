"""Jobs: take one file in, rebuild and write every workbook, see what is late, draft an edition, release it."""

from __future__ import annotations

import dagster as dg

from pipelines.assets.editions import DRAFT_KEY, RELEASED_KEY, may_be_released
from pipelines.assets.reports import WORKBOOKS, findings_for_directors, receipt_changes, reminders
from pipelines.assets.retention import RETENTION
from pipelines.assets.warehouse import warehouse
from pipelines.partitions import QUARTERS

_RETENTION = dg.AssetSelection.keys(RETENTION)
_WAREHOUSE = dg.AssetSelection.assets(warehouse)

take_in = dg.define_asset_job(
    "take_in",
    selection=dg.AssetSelection.keys("landing/submission", "reports/receipt"),
    executor_def=dg.in_process_executor,
    description="Take in one dropped file and write its receipt.",
)
write_workbooks = dg.define_asset_job(
    "write_workbooks",
    selection=_RETENTION
    | _WAREHOUSE
    | dg.AssetSelection.assets(*WORKBOOKS, receipt_changes, reminders, findings_for_directors),
    executor_def=dg.in_process_executor,
    description="Clear the drop folders of what is due, rebuild the warehouse from all accepted submissions and write every workbook and the drafts of reminders.",
)
see_what_is_late = dg.define_asset_job(
    "see_what_is_late",
    selection=_RETENTION | _WAREHOUSE | dg.AssetSelection.keys("reports/coordinator", "reports/reminders"),
    executor_def=dg.in_process_executor,
    description="Bring the submission status up to today and write the coordinator's workbook and the drafts of reminders.",
)
draft_edition = dg.define_asset_job(
    "draft_edition",
    selection=dg.AssetSelection.keys(DRAFT_KEY),
    partitions_def=QUARTERS,
    executor_def=dg.in_process_executor,
    description="Build the draft of a quarter for its review, and say what its release still needs; nothing is released.",
)
release_edition = dg.define_asset_job(
    "release_edition",
    selection=dg.AssetSelection.checks(may_be_released) | dg.AssetSelection.keys(RELEASED_KEY),
    partitions_def=QUARTERS,
    executor_def=dg.in_process_executor,
    description="Release the draft of a quarter that was reviewed, where the gate is open. Started by a person only.",
)
JOBS = [take_in, write_workbooks, see_what_is_late, draft_edition, release_edition]
