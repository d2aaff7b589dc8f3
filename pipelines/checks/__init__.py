"""Checks: suites over records, the catalogue of checks. The only importer of great_expectations."""

from __future__ import annotations

from pipelines.checks.catalogue import CatalogueError, Check, load_catalogue
from pipelines.checks.confirmations import HOLDS_ON, Confirmed, confirm
from pipelines.checks.history import History, Profile, history_of, history_problems
from pipelines.checks.suites import SuiteResult, run_suite
from pipelines.checks.waivers import Waived, Waiver, apply_waivers, load_waivers

__all__ = [
    "HOLDS_ON",
    "CatalogueError",
    "Check",
    "Confirmed",
    "History",
    "Profile",
    "SuiteResult",
    "Waived",
    "Waiver",
    "apply_waivers",
    "confirm",
    "history_of",
    "history_problems",
    "load_catalogue",
    "load_waivers",
    "run_suite",
]
