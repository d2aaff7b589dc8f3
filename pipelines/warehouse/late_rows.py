"""Rows that come late: a file about one month that also holds rows of months before, and so changes what was told of them.

Such rows count for the month of their date. Each is compared with the row of the same key that counted before it; which figures
moved is worked out in ``as_if.py`` in one world without any of them. A file that replaced another, or lists months anew, is told
as that (``restatements.py``) and not once more here.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb

from pipelines.metadata.classes import Dataset
from pipelines.warehouse.inputs import Submission
from pipelines.warehouse.restatements import sum_pairs

LATE = "late"
_MONTHS = "late_month"


def begin_late(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty temporary table of the months that rows came late for."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_MONTHS}"
        " (submission_id VARCHAR, agency_code VARCHAR, dataset VARCHAR, month DATE, received_ts TIMESTAMP)"
    )


def sum_late(
    connection: duckdb.DuckDBPyConnection, dataset: Dataset, submissions: Collection[Submission]
) -> None:
    """Add up the late rows in ``stg.<dataset>``, file by file; rows that say what was known already are not told."""
    if dataset.period_field is None or dataset.is_coordinator:
        return
    if not any(s.wins and s.dataset == dataset.name for s in submissions):
        return
    told_elsewhere = [s.submission_id for s in submissions if s.replaces]
    late = (
        f"FROM stg.{dataset.name} AS record INNER JOIN stg.submission AS file USING (submission_id)"
        f" WHERE {is_late(dataset)} AND NOT list_contains($but, record.submission_id)"
        " AND record.submission_id NOT IN (SELECT pair FROM restated WHERE kind = 'overlap')"
    )
    fields = ", ".join(f"record.{field.name}" for field in dataset.fields)
    found = connection.execute(
        f"CREATE OR REPLACE TEMP TABLE new_row AS SELECT record.submission_id AS pair, {fields} {late}",
        {"but": told_elsewhere},
    ).fetchall()
    if not found[0][0]:
        connection.execute("DROP TABLE temp.new_row")
        return
    keys = ", ".join(dataset.key)
    same_key = " AND ".join(f"record.{name} IS NOT DISTINCT FROM late.{name}" for name in dataset.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE old_row AS SELECT late.pair, {fields}"
        f" FROM (SELECT DISTINCT pair, {keys} FROM new_row) AS late"
        f" INNER JOIN stg.{dataset.name} AS record ON {same_key}"
        " INNER JOIN stg.submission AS earlier ON earlier.submission_id = record.submission_id"
        " INNER JOIN stg.submission AS own ON own.submission_id = late.pair"
        " WHERE earlier.submission_order < own.submission_order"
        f" QUALIFY row_number() OVER (PARTITION BY late.pair, {', '.join(f'late.{name}' for name in dataset.key)}"
        " ORDER BY earlier.submission_order DESC, record.source_row DESC) = 1"
    )
    sum_pairs(
        connection,
        dataset,
        LATE,
        "SELECT DISTINCT record.pair, NULL AS before_id, record.pair AS after_id, file.received_ts AS changed_ts,"
        " NULL AS reason, true AS is_current"
        " FROM new_row AS record INNER JOIN stg.submission AS file ON file.submission_id = record.pair",
    )
    connection.execute("DELETE FROM restated WHERE kind = 'late' AND rows_added = 0 AND rows_changed = 0")
    connection.execute(
        f"INSERT INTO {_MONTHS} SELECT DISTINCT record.submission_id, file.agency_code, '{dataset.name}',"
        f" date_trunc('month', record.{dataset.period_field})::DATE, file.received_ts {late}"
        " AND record.submission_id IN (SELECT pair FROM restated WHERE kind = 'late')",
        {"but": told_elsewhere},
    )


def is_late(dataset: Dataset) -> str:
    """SQL that says whether ``record`` is of a month before those of its ``file``."""
    return f"record.{dataset.period_field}::DATE < date_trunc('month', file.period_start)"


def datasets_with_late(connection: duckdb.DuckDBPyConnection, since: str) -> list[str]:
    """The datasets in which files that came since a day hold late rows."""
    found = connection.execute(
        f"SELECT DISTINCT dataset FROM {_MONTHS} WHERE received_ts >= $since::TIMESTAMP ORDER BY ALL",
        {"since": since},
    )
    return [str(name) for (name,) in found.fetchall()]


def leave_out_late(connection: duckdb.DuckDBPyConnection, dataset: Dataset, since: str) -> None:
    """Take the late rows of files that came since a day out of ``stg.<dataset>``."""
    connection.execute(
        f"DELETE FROM stg.{dataset.name} AS record USING stg.submission AS file"
        f" WHERE file.submission_id = record.submission_id AND {is_late(dataset)}"
        f" AND record.submission_id IN (SELECT submission_id FROM {_MONTHS} WHERE received_ts >= $since::TIMESTAMP)",
        {"since": since},
    )


def caused_sql(moved: str) -> str:
    """The figures of ``moved`` with the file that moved each: the last one with late rows of a month of its period.

    The temporary table ``measure_dataset`` says which datasets a measure counts.
    """
    return (
        f"SELECT figure.* REPLACE (arg_max(cause.submission_id, (cause.received_ts, cause.submission_id)) AS submission_id)"
        f" FROM ({moved}) AS figure INNER JOIN {_MONTHS} AS cause ON cause.agency_code = figure.agency_code"
        " AND cause.month BETWEEN figure.period_start AND figure.period_end AND cause.received_ts >= $since::TIMESTAMP"
        " INNER JOIN measure_dataset AS counted ON counted.measure_id = figure.measure_id AND counted.dataset = cause.dataset"
        " GROUP BY ALL"
    )
