"""The figures of months whose rows are deleted on the clock of row-level records: kept as they were counted last.

A closing is taken from a build that still had all rows, before the first of them goes. From then on every build sets its
figures in place of what it would count from the rows that are left, which would be too few. A period that touches a closed
month is closed with it. Which rows go stands in ``submissions/old_rows.py``.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Collection
from datetime import date

import duckdb

from pipelines.settings import Site
from pipelines.storage import read_parquet_sql, write_parquet
from pipelines.warehouse.inputs import Closing
from pipelines.warehouse.make import declared_table

KEPT_BY_PERIOD = {
    "ops.blank_rate": "month",
    "ops.link_rule": "month",
    "ops.match_rate": "month",
    "ops.handover": "period_start",
    "mart.measure_value": "period_start",
    "mart.wait_curve": "period_start",
    "mart.funnel": "cohort_start",
}
"""Tables that count rows, with the column that says when the period of a figure begins."""

KEPT_BY_FILE = ("mart.figure_change", "ops.restatement", "ops.restatement_field")
"""Tables that compare the rows of files: kept for every file that lost some."""

# Records drawn from rows: of a quarter whose rows are gone none can be drawn.
_EMPTIED = {
    "ops.review_sample": "make_date(left(event_quarter, 4)::INTEGER, right(event_quarter, 1)::INTEGER * 3 - 2, 1)"
}

_KEPT_CLOSINGS = 2
_WRITING = ".writing-"


def latest_closing(site: Site) -> Closing | None:
    """The last closing of the site, which holds what those before it held."""
    folders = sorted(site.closings.glob("20??-??")) if site.closings.is_dir() else []
    if not folders:
        return None
    text = (folders[-1] / "manifest.json").read_text(encoding="utf-8")
    told = json.loads(text)
    return Closing(
        folders[-1],
        date.fromisoformat(told["first_kept"]),
        date.fromisoformat(told["closed_on"]),
        frozenset(told["files"]),
        hashlib.sha256(text.encode()).hexdigest(),
    )


def save_closing(
    site: Site,
    connection: duckdb.DuckDBPyConnection,
    key: str,
    first_kept: date,
    closed_on: date,
    files: Collection[str],
) -> None:
    """Write a closing from a build that has every row; whole, or not at all.

    ``files`` are the submissions that lose rows now or lost some before.
    """
    folder = site.closings / f"{first_kept:%Y-%m}"
    writing = site.closings / f"{_WRITING}{folder.name}"
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir(parents=True)
    hashes = {}
    for name in (*KEPT_BY_PERIOD, *KEPT_BY_FILE):
        begins = KEPT_BY_PERIOD.get(name)
        kept = f" WHERE {begins} < DATE '{first_kept}'" if begins else ""
        table = connection.execute(f"SELECT * FROM {name}{kept} ORDER BY ALL").to_arrow_table()
        write_parquet(table, writing / f"{name}.parquet", key)
        hashes[name] = hashlib.sha256((writing / f"{name}.parquet").read_bytes()).hexdigest()
    told = {
        "first_kept": first_kept.isoformat(),
        "closed_on": closed_on.isoformat(),
        "files": sorted(files),
        "tables": hashes,
    }
    with (writing / "manifest.json").open("w", encoding="utf-8") as file:
        json.dump(told, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(writing, folder)
    for old in sorted(site.closings.glob("20??-??"))[:-_KEPT_CLOSINGS]:
        shutil.rmtree(old)


def keep_closed(connection: duckdb.DuckDBPyConnection, name: str, closing: Closing | None) -> None:
    """Set what a closing holds of a table that was just made in place of what was counted for the same periods."""
    if closing is None:
        return
    first = f"DATE '{closing.first_kept}'"
    if name in KEPT_BY_PERIOD:
        connection.execute(f"DELETE FROM {name} WHERE {KEPT_BY_PERIOD[name]} < {first}")
        _insert(connection, name, closing)
    elif name in KEPT_BY_FILE:
        files = ", ".join(f"'{submission_id}'" for submission_id in sorted(closing.files))
        told_of = (
            "submission_id"
            if name != "ops.restatement"
            else "submission_id || ';' || coalesce(before_id, '')"
        )
        mine = f"list_has_any(string_split(replace({told_of}, ' ', ''), ';'), [{files}]::VARCHAR[])"
        connection.execute(f"DELETE FROM {name} WHERE {mine}")
        _insert(connection, name, closing, mine)
    elif name in _EMPTIED:
        connection.execute(f"DELETE FROM {name} WHERE {_EMPTIED[name]} < {first}")


def told_before_sql(closing: Closing | None) -> str | None:
    """The query of every line of a measure that a closing holds a figure of."""
    if closing is None:
        return None
    source = read_parquet_sql([closing.folder / "mart.measure_value.parquet"])
    return f"SELECT DISTINCT measure_id, agency_code, breakdown, category FROM {source}"


def _insert(connection: duckdb.DuckDBPyConnection, name: str, closing: Closing, chosen: str = "true") -> None:
    """Insert the kept rows; columns that came since are null, and those that went stay behind."""
    source = read_parquet_sql([closing.folder / f"{name}.parquet"])
    found = {row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    columns = ", ".join(field.name for field in declared_table(name).fields if field.name in found)
    connection.execute(f"INSERT INTO {name} BY NAME SELECT {columns} FROM {source} WHERE {chosen}")
