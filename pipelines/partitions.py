"""Partitions of the assets: one per submission, named by agency and content."""

from __future__ import annotations

import dagster as dg

SUBMISSIONS = dg.DynamicPartitionsDefinition(name="submissions")
