"""Partitions of the assets: one per submission, named by agency and content, and one per quarter that is over."""

from __future__ import annotations

import dagster as dg

SUBMISSIONS = dg.DynamicPartitionsDefinition(name="submissions")
QUARTERS = dg.TimeWindowPartitionsDefinition(
    cron_schedule="0 0 1 1,4,7,10 *", start="2020-01-01", fmt="%Y-%m-%d", end_offset=4
)
"""A quarter is named by its first day. A year ahead stands too, for sites whose settings name a later day than the machine's."""
