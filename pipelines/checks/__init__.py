"""Checks: suites over records, the catalogue of checks. The only importer of great_expectations."""

from __future__ import annotations

from pipelines.checks.catalogue import CatalogueError, Check, load_catalogue
from pipelines.checks.suites import SuiteResult, run_suite

__all__ = ["CatalogueError", "Check", "SuiteResult", "load_catalogue", "run_suite"]
