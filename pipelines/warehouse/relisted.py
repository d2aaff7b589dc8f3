"""Months that a later file lists anew: which rows of earlier files give way to it (Q27 to Q29 of the quirks).

The rule: a file that covers a month whole says what happened in that month. Rows that files before it hold for that month
give way, also those that the newer file lacks, such as sealed cases. It must hold at least half of the records that the
earlier file holds for the month, else it is an update and only adds; nine of ten, where only the dates of its rows say which
months it covers, since a list of cases that moved on looks much like a list of all. A row that came late in a file about other
months gives way only to a file that covers those other months too, so that a correction of one month does not lose it.
Versions of one and the same period are settled before, in ``inputs.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import duckdb

from pipelines.metadata import DATASETS, READ_TODAY
from pipelines.metadata.classes import Dataset, Kind
from pipelines.metadata.derive import stg_columns
from pipelines.warehouse.inputs import NIL, Submission, next_month

RELISTED = "relisted_row"
SHARE_TOLD, SHARE_DATED = 0.5, 0.9  # of the records known for a month that a newer list of it must hold


def relisted_months(submissions: Iterable[Submission]) -> list[dict[str, Any]]:
    """For each file that counts, the months in which a file that came later might take its place, in their order."""
    streams: dict[tuple[str, str, str], list[Submission]] = {}
    for s in submissions:  # in the order they came
        dataset = DATASETS.get(s.dataset)
        if (
            s.wins
            and s.dataset in READ_TODAY
            and dataset
            and dataset.period_field
            and not dataset.is_coordinator
        ):
            streams.setdefault((s.agency_code, s.dataset, s.stream), []).append(s)
    return [
        {
            "submission_id": earlier.submission_id,
            "dataset": earlier.dataset,
            "month": month,
            "later_id": later.submission_id,
            "later_no": number,
            "least_share": SHARE_TOLD if later.entry.manifest.get("period_is_told") else SHARE_DATED,
        }
        for files in streams.values()
        for position, earlier in enumerate(files)
        for number, later in enumerate(files[position + 1 :], start=position + 1)
        for month in _months_taken(earlier, later)
    ]


def _months_taken(earlier: Submission, later: Submission) -> Iterator[date]:
    """Whole months of the later file that it may speak for in place of the earlier one."""
    if later.status == NIL or not (
        later.period_start and later.period_end and earlier.period_start and earlier.period_end
    ):
        return
    own = set(earlier.months())
    holds_all = later.period_start <= earlier.period_start and earlier.period_end <= later.period_end
    for month in later.months():
        is_whole = later.period_start <= month and next_month(month) - timedelta(days=1) <= later.period_end
        if is_whole and (month in own or holds_all):
            yield month


def move_relisted(connection: duckdb.DuckDBPyConnection, dataset: Dataset) -> bool:
    """Take the rows that give way out of ``stg.<dataset>`` into the temporary table ``relisted_row``.

    There each stands with the id of the file that took its place (``pair``). Says whether any row gave way.
    """
    table = f"stg.{dataset.name}"
    asked = connection.execute(
        "SELECT count(*) FROM stg.relisted_month WHERE dataset = ?", [dataset.name]
    ).fetchall()
    if not asked[0][0]:
        return False
    month = f"date_trunc('month', record.{dataset.period_field})::DATE"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE relisting AS WITH known AS ("
        f" SELECT DISTINCT asked.submission_id, asked.month, asked.later_id, asked.later_no, asked.least_share,"
        f" {_record_id(dataset)} AS id"
        f" FROM {table} AS record INNER JOIN stg.relisted_month AS asked"
        f" ON asked.dataset = '{dataset.name}' AND asked.submission_id = record.submission_id AND asked.month = {month}),"
        f" later AS (SELECT DISTINCT record.submission_id AS later_id, {_record_id(dataset)} AS id FROM {table} AS record"
        " SEMI JOIN known ON known.later_id = record.submission_id),"
        " share AS (SELECT known.submission_id, known.month, known.later_id, known.later_no, known.least_share,"
        " count(*) AS known_count,"
        " count(later.id) AS kept_count FROM known LEFT JOIN later USING (later_id, id) GROUP BY ALL)"
        " SELECT submission_id, month, arg_min(later_id, later_no) AS later_id FROM share"
        " WHERE kept_count >= least_share * known_count GROUP BY ALL"
    )
    columns = ", ".join(f"record.{name}" for name in stg_columns(dataset))
    matched = f"relisting.submission_id = record.submission_id AND relisting.month = {month}"
    found = connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {RELISTED} AS SELECT relisting.later_id AS pair, relisting.month, {columns}"
        f" FROM {table} AS record INNER JOIN relisting ON {matched}"
    ).fetchall()
    if not found[0][0]:
        return False
    connection.execute(
        f"DELETE FROM {table} AS record WHERE EXISTS (SELECT 1 FROM relisting WHERE {matched})"
    )
    return True


def _record_id(dataset: Dataset) -> str:
    """What a record is known by: its number, or its whole key where it has none."""
    first = dataset.field(dataset.key[0])
    names = (first.name,) if first.kind is Kind.KEY else dataset.key
    return "concat_ws('|', " + ", ".join(f"coalesce(record.{name}::VARCHAR, '')" for name in names) + ")"
