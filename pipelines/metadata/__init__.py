"""Every fact said once: fields, tables, datasets, code lists, measures and practice elements."""

from __future__ import annotations

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.metadata.elements import ELEMENTS
from pipelines.metadata.measures import MEASURES
from pipelines.metadata.tables import TABLES

__all__ = ["CODE_LISTS", "DATASETS", "ELEMENTS", "MEASURES", "READ_TODAY", "TABLES"]
