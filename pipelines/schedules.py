"""When things run by themselves: late files daily, workbooks monthly, the quarter's workbooks after its last file.

Times are those of the machine. Frozen editions for directors are a job of their own and no part of this yet:
the quarterly schedule writes the workbooks once the quarter's data are due.
"""

from __future__ import annotations

import dagster as dg

from pipelines.jobs import see_what_is_late, write_workbooks

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
    description="On the 12th, after the month's files are due: all four workbooks.",
)
quarterly_edition = dg.ScheduleDefinition(
    name="quarterly_edition",
    job=write_workbooks,
    cron_schedule="0 7 20 1,4,7,10 *",
    description="On the 20th after a quarter's end: the workbooks that the quarter's meetings work from.",
)
SCHEDULES = [late_submissions, monthly_workbooks, quarterly_edition]
