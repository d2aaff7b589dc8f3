"""Which stored rows are past the clock of row-level records, and their deletion from the submission folders.

A row goes with its case: the clock of a case begins with its last day in any record of any file, so that no figure of a month
that is kept loses a part of what it counts. Rows belong to one case where they hold one administrative number, directly or by
way of others. When the clock runs stands in the settings; what becomes of figures in ``warehouse/closings.py``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Dataset, Kind
from pipelines.settings import COORDINATOR, Site
from pipelines.storage import (
    add_parquet_key,
    memory,
    read_parquet,
    read_parquet_sql,
    same_columns,
    write_parquet,
)
from pipelines.submissions.announced import confirm
from pipelines.submissions.row_clock import RowDeletion, announce_deletion, settle
from pipelines.submissions.store import Submission, stored

MOST_RECORDS = 100  # a number that more records hold is a placeholder, and makes no case of them
_HANDED = ("fix_rows", "later_rows")  # rows with their texts, for the receipt
_KEPT_FILES = ("records.parquet", "problems.parquet")
_WRITING = ".writing"
_REPEATS = "record_repeats"  # of which repeat of the layout each record is, in the order of the records
_FILE = pa.schema(
    [
        ("file_no", pa.int64()),
        ("path", pa.string()),
        ("received_date", pa.date32()),
        ("period_start", pa.date32()),
        ("period_end", pa.date32()),
    ]
)


@dataclass(frozen=True)
class OldRows:
    """What of one submission is past the clock: its rows by number and month, and whether its texts are too."""

    submission: Submission
    rows: tuple[int, ...]
    months: tuple[tuple[date, int], ...]
    hands_back: bool


def find_old_rows(site: Site, key: str, first_kept: date) -> list[OldRows]:
    """Every submission that holds rows past the clock, whatever became of it.

    A submission's texts for its receipt have no day of their own: they go once its whole period, or else the day it came, is
    past the clock.
    """
    every = [s for s in stored(site) if _is_row_level(s)]
    found = _find(every, key, first_kept)
    return [
        OldRows(submission, rows, months, hands_back)
        for number, submission in enumerate(every)
        for rows, months in (found.get(number, ((), ())),)
        for hands_back in (_last_day(submission) < first_kept and any(_handed(submission)),)
        if rows or hands_back
    ]


def delete_old_rows(
    site: Site, key: str, found: Iterable[OldRows], first_kept: date, months: int, as_of: date
) -> int:
    """Delete what was found, file by file, each announced in the log before and confirmed after; gives the rows deleted.

    A stop at any moment leaves every file whole, with or without its old rows, and the next look goes on from there.
    """
    for leftover in site.submissions.glob(f"*/*{_WRITING}"):
        leftover.unlink(missing_ok=True)
    deleted = 0
    for old in found:
        manifest = old.submission.manifest
        texts = texts_kept(old.submission, key) if old.hands_back else 0
        entry = RowDeletion(
            old.submission.submission_id,
            manifest["agency_code"],
            manifest["dataset"] or "unknown",
            first_kept.isoformat(),
            months,
            as_of.isoformat(),
            {month.isoformat(): count for month, count in old.months},
            texts,
            _rows_count(old.submission.folder, key) - len(old.rows),
        )
        announced = announce_deletion(site, entry)
        if old.rows:
            _rewrite(old.submission, old.rows, key)
        if old.hands_back:
            delete_texts(old.submission)
        confirm(announced)
        deleted += len(old.rows)
    settle(site, lambda submission_id: _rows_count(site.submissions / submission_id, key))
    return deleted


def texts_kept(submission: Submission, key: str) -> int:
    """How many rows are kept in their own words for the receipt."""
    return sum(read_parquet(path, key).num_rows for path in _handed(submission))


def delete_texts(submission: Submission) -> None:
    """Delete all that stands beside a submission's records and problems."""
    for path in submission.folder.glob("*.parquet"):
        if path.name not in _KEPT_FILES:
            path.unlink()


def _rows_count(folder: Path, key: str) -> int:
    path = folder / "records.parquet"
    return read_parquet(path, key).num_rows if path.exists() else 0


def _is_row_level(submission: Submission) -> bool:
    dataset = DATASETS.get(submission.manifest["dataset"] or "")
    return submission.manifest["agency_code"] != COORDINATOR and (dataset is None or dataset.is_row_level)


def _last_day(submission: Submission) -> date:
    return date.fromisoformat(
        str(submission.manifest.get("period_end") or submission.manifest["received_ts"])[:10]
    )


def _handed(submission: Submission) -> Iterator[Path]:
    for name in _HANDED:
        if (path := submission.beside(name)) is not None:
            yield path


def _rewrite(submission: Submission, rows: tuple[int, ...], key: str) -> None:
    """Write the records without ``rows`` beside the old file, and put it in its place at once.

    What says of which repeat each record is goes first: where it is shorter than the records, a run that stopped has cut it.
    """
    path = submission.folder / "records.parquet"
    table = read_parquet(path, key)
    kept = np.setdiff1d(np.arange(table.num_rows), rows)
    repeats = submission.beside(_REPEATS)
    numbers = read_parquet(repeats, key) if repeats else None
    if repeats and numbers is not None and numbers.num_rows == table.num_rows:
        put_table(numbers.take(kept), repeats, key)
    put_table(table.take(kept), path, key)


def put_table(table: pa.Table, path: Path, key: str) -> None:
    """Write a table beside the file at ``path``, and put it in its place at once."""
    writing = path.with_name(path.name + _WRITING)
    write_parquet(table, writing, key)
    with writing.open("rb+") as file:
        os.fsync(file.fileno())
    os.replace(writing, path)


def _find(
    every: list[Submission], key: str, first_kept: date
) -> dict[int, tuple[tuple[int, ...], tuple[tuple[date, int], ...]]]:
    """By the place of a submission in ``every``: the numbers of its old rows, and how many there are of each month."""
    with memory() as connection:
        add_parquet_key(connection, key)
        connection.execute(
            "CREATE TABLE archived (dataset VARCHAR, file_no BIGINT, row_no BIGINT, record_id VARCHAR, received_date DATE,"
            " last_date DATE, month DATE, is_open BOOLEAN, numbers VARCHAR[])"
        )
        for dataset in DATASETS.values():
            if dataset.is_row_level:
                _read(connection, dataset, every)
        is_any = connection.execute(
            "SELECT count(*) FROM archived WHERE last_date < ?", [first_kept]
        ).fetchall()
        if not is_any[0][0]:
            return {}
        _keep_cases(connection, first_kept)
        gone = "FROM archived ANTI JOIN kept ON kept.row_id = archived.rowid"
        rows = connection.execute(
            f"SELECT file_no, list(row_no ORDER BY row_no) {gone} GROUP BY ALL"
        ).fetchall()
        counts = connection.execute(
            f"SELECT file_no, list((month, n) ORDER BY month) FROM (SELECT file_no, month, count(*) AS n {gone} GROUP BY ALL)"
            " GROUP BY ALL"
        ).fetchall()
    by_month = {number: tuple((month, int(count)) for month, count in told) for number, told in counts}
    return {number: (tuple(listed), by_month[number]) for number, listed in rows}


def _read(connection: duckdb.DuckDBPyConnection, dataset: Dataset, every: list[Submission]) -> None:
    """Add every stored row of a dataset: its last day, its month, and the numbers that it holds.

    Days after the one on which the file came are plans and not what happened.
    """
    files = [
        {
            "file_no": number,
            "path": str(s.records),
            "received_date": _day(s.manifest["received_ts"]),
            "period_start": _day(s.manifest.get("period_start")),
            "period_end": _day(s.manifest.get("period_end")),
        }
        for number, s in enumerate(every)
        if s.manifest["dataset"] == dataset.name and s.records is not None
    ]
    if not files:
        return
    connection.register("file", pa.Table.from_pylist(files, _FILE))
    for columns, paths in same_columns(connection, [str(file["path"]) for file in files]).items():
        connection.execute(
            f"INSERT INTO archived SELECT '{dataset.name}', file.file_no, record.file_row_number, {_row_sql(dataset, columns)}"
            f" FROM {read_parquet_sql(paths)} AS record INNER JOIN file ON file.path = record.filename"
        )
    connection.unregister("file")


def _row_sql(dataset: Dataset, columns: tuple[str, ...]) -> str:
    """The columns of ``archived`` from ``record`` and its ``file``; fields that an older file lacks are passed over."""
    fields = [field for field in dataset.fields if field.name in columns]
    days = (
        ", ".join(f"record.{f.name}::DATE" for f in fields if f.kind in (Kind.DATE, Kind.TIMESTAMP))
        or "NULL::DATE"
    )
    numbers = (
        ", ".join(f"'{f.key_kind}|' || record.{f.name}" for f in fields if f.kind is Kind.KEY)
        or "NULL::VARCHAR"
    )
    dated = f"record.{dataset.period_field}::DATE" if dataset.period_field in columns else "NULL::DATE"
    known = f"record.{dataset.key[0]}::VARCHAR" if dataset.key[0] in columns else "NULL::VARCHAR"
    is_open = f"coalesce({dataset.still_open}, false)" if dataset.still_open else "false"
    return (
        f"{known} AS record_id, file.received_date, coalesce("
        f"list_max(list_filter([{days}], lambda d: d <= file.received_date)), {dated}, file.period_end, file.received_date)"
        f" AS last_date, date_trunc('month', coalesce({dated}, file.period_start, file.received_date))::DATE AS month,"
        f" {is_open} AS is_open, list_filter([{numbers}], lambda n: n IS NOT NULL) AS numbers"
    )


def _keep_cases(connection: duckdb.DuckDBPyConnection, first_kept: date) -> None:
    """Fill ``kept`` with the rows that stay: of a late enough day, still open as the last file says, or of the case of one.

    Cases are followed from number to number until no further row is found.
    """
    connection.execute(
        "CREATE TABLE kept AS SELECT rowid AS row_id FROM archived WHERE last_date >= $first"
        " UNION SELECT row_id FROM (SELECT rowid AS row_id, is_open,"
        " rank() OVER (PARTITION BY dataset, record_id ORDER BY received_date DESC) AS place FROM archived)"
        " WHERE is_open AND place = 1",
        {"first": first_kept},
    )
    connection.execute(
        "CREATE TABLE held AS SELECT rowid AS row_id, dataset, record_id, unnest(numbers) AS number FROM archived;"
        "DELETE FROM held WHERE number IN"
        f" (SELECT number FROM held GROUP BY number HAVING count(DISTINCT (dataset, record_id)) > {MOST_RECORDS});"
        "CREATE TABLE followed (number VARCHAR)"
    )
    while True:
        connection.execute(
            "CREATE OR REPLACE TABLE fresh AS SELECT DISTINCT number FROM held SEMI JOIN kept USING (row_id)"
            " ANTI JOIN followed USING (number); INSERT INTO followed FROM fresh"
        )
        connection.execute(
            "CREATE OR REPLACE TABLE found AS"
            " SELECT DISTINCT row_id FROM held SEMI JOIN fresh USING (number) ANTI JOIN kept USING (row_id);"
            " INSERT INTO kept FROM found"
        )
        if not connection.execute("SELECT count(*) FROM found").fetchall()[0][0]:
            return


def _day(text: str | None) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None
