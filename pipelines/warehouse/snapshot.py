"""The snapshot of a quarter: the tables of pub and ops that an edition reads, cut at the quarter's end.

An edition is written from a snapshot only, so that its archive can write it again byte for byte when the rows behind
it are long deleted. It holds what directors and the public may see, and nothing that is withheld from them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.metadata.classes import Table
from pipelines.metadata.derive import create_table_sql
from pipelines.metadata.edition import EDITION_AUDIENCES
from pipelines.settings.quarter import Quarter
from pipelines.storage import content_hash, memory, read_parquet, write_parquet
from pipelines.warehouse.make import declared_table

Snapshot = Mapping[str, pa.Table]

EDITION_READS = (
    "ops.site",
    "ops.agency",
    "ops.code_list",
    "ops.measure_definition",
    "ops.submission_status",
    "ops.footnote",
    "ops.handover",
    "ops.suppression_log",
    "ops.disclosure_proof",
    "ops.edition_change",
    "ops.finding_rule",
    "ops.blank_rate",
    "pub.measure_value",
    "pub.measure_interval",
    "pub.measure_change",
    "pub.rate_ratio",
    "pub.wait",
    "pub.wait_limit",
    "pub.funnel",
    "pub.case_review",
    "pub.finding_standing",
    "pub.policy_response",
    "pub.policy_status_count",
    "pub.policy_action",
    "pub.survivor_answer",
    "pub.survivor_theme",
    "pub.survivor_quote",
    "pub.survivor_outcome",
    "pub.survivor_wave",
)
"""Everything that an edition reads."""

# What moves from day to day without any figure moving: no part of what a draft is known by.
_RESTLESS = {
    "ops.site": ("as_of_date",),
    "ops.submission_status": ("days_late",),
    "ops.disclosure_proof": ("fingerprint",),
}
_WITHHELD_TOGETHER = ("num", "den", "value", "match_rate", "n_missing")


def take_snapshot(connection: duckdb.DuckDBPyConnection, quarter: Quarter) -> Snapshot:
    """The tables of a generation that an edition of ``quarter`` reads, cut at its end."""
    return {
        name: connection.execute(
            f"SELECT * FROM ({_cut(declared_table(name), quarter)}) ORDER BY ALL"
        ).to_arrow_table()
        for name in EDITION_READS
    }


def snapshot_fingerprint(snapshot: Snapshot) -> str:
    """The hash of what a snapshot says; equal where only days have passed."""
    digest = hashlib.sha256()
    with memory() as connection:
        for name in EDITION_READS:
            connection.register("incoming", snapshot[name])
            restless = _RESTLESS.get(name, ())
            columns = f"* EXCLUDE ({', '.join(restless)})" if restless else "*"
            digest.update(f"{name} {content_hash(connection, f'SELECT {columns} FROM incoming')}\n".encode())
            connection.unregister("incoming")
    return digest.hexdigest()


def save_snapshot(snapshot: Snapshot, folder: Path, key: str) -> None:
    """Write the tables as encrypted files into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in snapshot.items():
        write_parquet(table, folder / f"{name}.parquet", key)


def load_snapshot(folder: Path, key: str) -> Snapshot:
    """Read a snapshot back."""
    return {name: read_parquet(folder / f"{name}.parquet", key) for name in EDITION_READS}


@contextmanager
def open_snapshot(snapshot: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that knows the tables of ``snapshot`` and nothing else."""
    connection = memory()
    try:
        connection.execute("CREATE SCHEMA pub; CREATE SCHEMA ops")
        for name, table in snapshot.items():
            connection.execute(create_table_sql(declared_table(name)))
            connection.register("incoming", table)
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
            connection.unregister("incoming")
        yield connection
    finally:
        connection.close()


def _cut(table: Table, quarter: Quarter) -> str:
    """The rows of ``table`` that the edition may know of: its audiences, up to the quarter's end."""
    names = [field.name for field in table.fields]
    end = f"DATE '{quarter.end:%Y-%m-%d}'"
    kept = []
    if "audience" in names:
        kept.append(f"audience IN ({', '.join(repr(a) for a in EDITION_AUDIENCES)})")
    for name in ("period_end", "month", "cohort_end", "period_start", "first_raised_date"):
        if name in names:
            kept.append(f"({name} IS NULL OR {name} <= {end})")
    for name in ("event_quarter", "wave", "survey_wave"):
        if name in names:
            kept.append(f"({name} = 'all' OR {name} <= '{quarter.label}')")
    columns = ", ".join(_column(table.full_name, name, names, end) for name in names)
    return f"SELECT {columns} FROM {table.full_name}" + (f" WHERE {' AND '.join(kept)}" if kept else "")


def _column(table: str, name: str, names: list[str], end: str) -> str:
    if table == "ops.site" and name == "data_to_month":
        return f"least(data_to_month, date_trunc('month', {end})::DATE) AS data_to_month"
    if "suppressed" in names and name in _WITHHELD_TOGETHER:
        return f"CASE WHEN NOT suppressed THEN {name} END AS {name}"
    return name
