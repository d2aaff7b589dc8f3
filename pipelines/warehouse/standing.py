"""Where each file stands among the others as of now: its version, what it replaces, what it holds the same as.

The same rules as a build uses, without building: for receipts, the web page and the command line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from pipelines.metadata import DATASETS
from pipelines.metadata.derive import create_table_sql
from pipelines.privacy.keys import site_key
from pipelines.settings import Site
from pipelines.storage import add_parquet_key, memory
from pipelines.submissions import agency_recipes, current_readings, read_register
from pipelines.submissions.compare import compare_rows, row_counts_sql
from pipelines.submissions.register import withdrawn_cases
from pipelines.warehouse.inputs import Submission, SubmissionEntry, resolve
from pipelines.warehouse.make import declared_table
from pipelines.warehouse.records import read_versions


def standings(site: Site, like: Mapping[str, Any] | None = None) -> dict[str, Submission]:
    """Every file in its current reading, by submission, as versions and the register make of it.

    With the manifest of a file (``like``) only those of its agency and dataset, which are all that it can hang on.
    """
    readings = current_readings(site, agency_recipes(site))
    entries = [
        SubmissionEntry(s.manifest, s.records, s.problems)
        for s in readings
        if like is None or all(s.manifest[name] == like[name] for name in ("agency_code", "dataset"))
    ]
    return {s.submission_id: s for s in resolve(entries, read_register(site))}


def rows_changed(site: Site, before: Submission, after: Submission) -> dict[str, int]:
    """How many rows are the same, added, removed and changed between two versions of one dataset."""
    dataset = DATASETS[after.dataset]
    cases = withdrawn_cases(read_register(site))
    connection = memory()
    try:
        add_parquet_key(connection, site_key(site).derive("submissions"))
        connection.execute("CREATE SCHEMA stg")
        connection.execute(create_table_sql(declared_table(f"stg.{dataset.name}")))
        read_versions(connection, "version_row", dataset.name, [before, after], cases)
        for side, submission in (("old_row", before), ("new_row", after)):
            _take_side(connection, side, submission)
        compare_rows(connection, dataset, "old_row", "new_row")
        found = connection.execute(row_counts_sql("old_row", "new_row", "differing_row"))
        names = [column[0] for column in found.description or []]
        row = found.fetchone()
        return {name: int(value) for name, value in zip(names, row or (), strict=bool(row)) if name != "pair"}
    finally:
        connection.close()


def _take_side(connection: duckdb.DuckDBPyConnection, side: str, submission: Submission) -> None:
    connection.execute(
        f"CREATE TEMP TABLE {side} AS SELECT 'pair' AS pair, * FROM version_row WHERE submission_id = ?",
        [submission.submission_id],
    )
