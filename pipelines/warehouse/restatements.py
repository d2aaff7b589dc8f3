"""What each file changed in what had been counted: versions, months listed anew, and withdrawals, row by row.

Rows are compared in ``submissions/compare.py``; which figures moved is worked out in ``as_if.py``. The sums stand in the
temporary tables ``restated`` and ``restated_field``, from which ``sql/ops`` makes the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from pipelines.metadata import DATASETS, READ_TODAY
from pipelines.metadata.classes import Dataset
from pipelines.submissions.compare import compare_rows, field_changes_sql, row_counts_sql
from pipelines.submissions.register import Entry, in_force, withdrawn_cases
from pipelines.submissions.store import file_identity
from pipelines.warehouse.inputs import WITHDRAWN, BuildInputs, Submission
from pipelines.warehouse.records import read_versions
from pipelines.warehouse.relisted import RELISTED

CORRECTION, OVERLAP, WITHDRAWAL = "correction", "overlap", "withdrawal"  # rows that come late: late_rows.py
_PAIR = pa.schema(
    [
        ("pair", pa.string()),
        ("kind", pa.string()),
        ("before_id", pa.string()),
        ("after_id", pa.string()),
        ("changed_ts", pa.timestamp("us")),
        ("reason", pa.string()),
        ("is_current", pa.bool_()),
    ]
)


@dataclass(frozen=True)
class Change:
    """One file that changed what had been counted: ``submission`` came or was withdrawn, ``after`` counts for ``before``.

    Where a file without other versions was withdrawn, ``beside`` are the files that cover months of it and count again.
    """

    kind: str
    submission: Submission
    before: Submission
    after: Submission | None
    changed_ts: datetime
    reason: str | None = None
    beside: tuple[Submission, ...] = ()


def version_changes(submissions: list[Submission], register: tuple[Entry, ...]) -> list[Change]:
    """Corrections along each chain of versions, and withdrawals of files that would count otherwise."""
    by_id = {s.submission_id: s for s in submissions}
    changes = [
        Change(CORRECTION, s, by_id[s.replaces], s, s.received_ts) for s in submissions if s.replaces in by_id
    ]
    decisions = in_force(register)
    for s in submissions:
        entry = decisions.get(("file", *file_identity(s.entry.manifest)))
        if s.status != WITHDRAWN or entry is None or not s.was_accepted:
            continue
        versions = [v for v in submissions if v.chain == s.chain]
        standing = next((v for v in versions if v.wins), None)
        if standing is None or submissions.index(standing) < submissions.index(s):
            beside = () if standing else files_beside(s, submissions)
            changes.append(Change(WITHDRAWAL, s, s, standing, entry.recorded_ts, entry.reason, beside))
    return changes


def files_beside(s: Submission, submissions: list[Submission]) -> tuple[Submission, ...]:
    """Files of the same stream that count and cover months of ``s``."""
    months = set(s.months())
    return tuple(
        other
        for other in submissions
        if other.wins and other.chain[:4] == s.chain[:4] and months & set(other.months())
    )


def begin_restatements(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty temporary tables that sums go into."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE restated (pair VARCHAR, kind VARCHAR, before_id VARCHAR, after_id VARCHAR,"
        " changed_ts TIMESTAMP, reason VARCHAR, is_current BOOLEAN, rows_before BIGINT, rows_after BIGINT,"
        " rows_same BIGINT, rows_added BIGINT, rows_removed BIGINT, rows_changed BIGINT)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE restated_field (pair VARCHAR, kind VARCHAR, field_name VARCHAR, field_title VARCHAR, change VARCHAR,"
        " old_code VARCHAR, new_code VARCHAR, rows_count BIGINT)"
    )


def sum_overlaps(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> None:
    """Compare the rows that gave way in ``relisted_row`` with those of the files that list their months anew."""
    fields = ", ".join(f"record.{field.name}" for field in dataset.fields)
    month = f"date_trunc('month', record.{dataset.period_field})::DATE"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE old_row AS SELECT record.pair, {fields} FROM {RELISTED} AS record"
    )
    listed = (
        f"SELECT submission_id, {fields} FROM stg.{dataset.name} AS record"
        f" UNION ALL SELECT submission_id, {fields} FROM {RELISTED} AS record"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_row AS SELECT record.submission_id AS pair, {fields} FROM ({listed}) AS record"
        f" SEMI JOIN {RELISTED} AS gone ON gone.pair = record.submission_id AND gone.month = {month}"
    )
    sum_pairs(
        connection,
        dataset,
        OVERLAP,
        "SELECT record.pair, string_agg(DISTINCT record.submission_id, '; ' ORDER BY record.submission_id) AS before_id,"
        " record.pair AS after_id, any_value(file.received_ts) AS changed_ts, NULL AS reason, true AS is_current"
        f" FROM {RELISTED} AS record INNER JOIN stg.submission AS file ON file.submission_id = record.pair GROUP BY ALL",
    )


def sum_versions(
    connection: duckdb.DuckDBPyConnection, inputs: BuildInputs, submissions: list[Submission]
) -> None:
    """Compare every version with the one that counted before it, and withdrawn files with what counts instead."""
    changes = version_changes(submissions, inputs.register)
    for name in READ_TODAY:
        for kind in (CORRECTION, WITHDRAWAL):
            chosen = [c for c in changes if c.kind == kind and c.submission.dataset == name]
            if chosen:
                _sum_changes(connection, DATASETS[name], kind, chosen, withdrawn_cases(inputs.register))


def _sum_changes(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    kind: str,
    changes: list[Change],
    cases: dict[str, frozenset[str]],
) -> None:
    versions = {s.submission_id: s for c in changes for s in (c.before, c.after) if s is not None}
    read_versions(connection, "version_row", dataset.name, list(versions.values()), cases)
    rows = [
        {
            "pair": c.submission.submission_id,
            "kind": kind,
            "before_id": c.before.submission_id,
            "after_id": c.after.submission_id
            if c.after
            else "; ".join(other.submission_id for other in c.beside) or None,
            "changed_ts": c.changed_ts,
            "reason": c.reason,
            "is_current": kind == WITHDRAWAL or c.submission.wins,
        }
        for c in changes
    ]
    connection.register("version_pair", pa.Table.from_pylist(rows, _PAIR))
    fields = ", ".join(f"record.{field.name}" for field in dataset.fields)
    for side, column in (("old_row", "before_id"), ("new_row", "after_id")):
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {side} AS SELECT version_pair.pair, {fields} FROM version_row AS record"
            f" INNER JOIN version_pair ON version_pair.{column} = record.submission_id"
        )
    for change in changes:
        _add_beside(connection, dataset, change)
    sum_pairs(
        connection,
        dataset,
        kind,
        "SELECT pair, before_id, after_id, changed_ts, reason, is_current FROM version_pair",
    )
    connection.unregister("version_pair")


def _add_beside(connection: duckdb.DuckDBPyConnection, dataset: Dataset, change: Change) -> None:
    """Add to ``new_row`` what counts again for the months of a withdrawn file."""
    s = change.submission
    if not change.beside or dataset.period_field is None or s.period_start is None:
        return
    fields = ", ".join(f"record.{field.name}" for field in dataset.fields)
    connection.execute(
        f"INSERT INTO new_row SELECT $pair, {fields} FROM stg.{dataset.name} AS record"
        " WHERE list_contains($beside, record.submission_id)"
        f" AND record.{dataset.period_field}::DATE BETWEEN $first AND $last",
        {
            "pair": s.submission_id,
            "beside": [other.submission_id for other in change.beside],
            "first": s.period_start,
            "last": s.period_end,
        },
    )


def sum_pairs(connection: duckdb.DuckDBPyConnection, dataset: Dataset, kind: str, pairs: str) -> None:
    """Compare the temporary tables ``old_row`` and ``new_row``, add up each of ``pairs``, and drop the tables."""
    compare_rows(connection, dataset, "old_row", "new_row")
    zeros = ", ".join(
        f"coalesce(counted.{name}, 0) AS {name}"
        for name in (
            "rows_before",
            "rows_after",
            "rows_same",
            "rows_added",
            "rows_removed",
            "rows_changed",
        )
    )
    connection.execute(
        f"INSERT INTO restated BY NAME SELECT pairs.*, '{kind}' AS kind, {zeros} FROM ({pairs}) AS pairs"
        f" LEFT JOIN ({row_counts_sql('old_row', 'new_row', 'differing_row')}) AS counted USING (pair)"
    )
    connection.execute(
        f"INSERT INTO restated_field BY NAME SELECT *, '{kind}' AS kind FROM ({field_changes_sql(dataset, 'differing_row')})"
    )
    for table in ("old_row", "new_row", "differing_row"):
        connection.execute(f"DROP TABLE temp.{table}")
