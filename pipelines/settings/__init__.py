"""Where things are, and what a site decides: ``inputs/site/site.yaml`` read into checked records.

Only places and choices live here. How an agency's columns map to ours stands in ``layouts/``.
"""

from __future__ import annotations

from pipelines.settings.model import (
    AREAS,
    COORDINATOR,
    Agency,
    DatasetLimits,
    Gaps,
    Limits,
    Month,
    MouGate,
    NumberRule,
    ReleaseRule,
    Retention,
    Rhythm,
    SiteSettings,
    Thresholds,
    column_pattern,
)
from pipelines.settings.places import Site, find_site, load_settings
from pipelines.settings.practice import Bands, CaseReview
from pipelines.settings.quarter import Quarter
from pipelines.settings.yaml_file import SettingsError, read_yaml_model

__all__ = [
    "AREAS",
    "COORDINATOR",
    "Agency",
    "Bands",
    "CaseReview",
    "DatasetLimits",
    "Gaps",
    "Limits",
    "Month",
    "MouGate",
    "NumberRule",
    "Quarter",
    "ReleaseRule",
    "Retention",
    "Rhythm",
    "SettingsError",
    "Site",
    "SiteSettings",
    "Thresholds",
    "column_pattern",
    "find_site",
    "load_settings",
    "read_yaml_model",
]
