"""When things run by themselves: late files daily, workbooks monthly, the draft of an edition after a quarter's last file.

Times are those of the machine. The quarterly schedule builds the draft of an edition; releasing one is a person's work.
"""

from __future__ import annotations

import dagster as dg

from pipelines.assets.editions import partition_of
from pipelines.jobs import draft_edition, see_what_is_late, write_workbooks
from pipelines.settings import Quarter

late_submissions = dg.ScheduleDefinition(
    name="late_submissions",
    job=see_what_is_late,
    cron_schedule="0 6 * * *",
    description="Every morning: which agency is late for which month.",
)
monthly_workbooks = dg.ScheduleDefinition(
    name="monthly_workbooks",
    job=write_workbooks,
    cron_schedule="0 7 12 * *",
    description="On the 12th, after the month's files are due: every workbook.",
)


@dg.schedule(
    job=draft_edition,
    cron_schedule="0 7 20 1,4,7,10 *",
    description="On the 20th after a quarter's end, once its data are due: the draft of its edition. Nothing is released.",
)
def quarterly_edition(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Ask for the draft of the quarter that ended last."""
    quarter = Quarter.of(context.scheduled_execution_time.date()).before
    return dg.RunRequest(run_key=quarter.label, partition_key=partition_of(quarter))


SCHEDULES = [late_submissions, monthly_workbooks, quarterly_edition]
