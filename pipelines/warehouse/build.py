"""Builds one generation: every table in its order, as a pure function of submissions, register and settings.

The same inputs give the same tables, whoever builds and when. How one table is made is ``make.py``; where the file
stands and how it is published is ``publish.py``; the order of tables and their SQL is ``tables.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import duckdb

from pipelines.metadata import DATASETS, MEASURES, READ_TODAY
from pipelines.statistics.control_limits import fill_control_limit
from pipelines.statistics.measures import fill_measure_value
from pipelines.storage import add_parquet_key
from pipelines.warehouse.as_if import fill_figure_change
from pipelines.warehouse.closings import keep_closed, told_before_sql
from pipelines.warehouse.connect import CATALOG, WarehouseError, open_generation
from pipelines.warehouse.disclose import fill_suppression
from pipelines.warehouse.inputs import BuildInputs, Submission, resolve
from pipelines.warehouse.late_rows import begin_late, sum_late
from pipelines.warehouse.make import (
    LAST_PAIRS,
    declared_fields,
    make_filled_views,
    make_schemas,
    make_table,
    make_views,
)
from pipelines.warehouse.records import begin_withdrawn
from pipelines.warehouse.reference import reference_rows
from pipelines.warehouse.relisted import move_relisted
from pipelines.warehouse.restatements import begin_restatements, sum_overlaps, sum_versions
from pipelines.warehouse.scaffold import scaffold_rows
from pipelines.warehouse.tables import TABLE_DEPS, TABLE_ORDER, code_fingerprint, is_view
from pipelines.warehouse.wait_proof import fill_wait_proof
from pipelines.warehouse.waived_between import count_waived_between

__all__ = ["TABLE_DEPS", "TABLE_ORDER", "build", "check_generation", "declared_fields"]

_READ = {f"stg.{name}": DATASETS[name] for name in READ_TODAY}
_LAST_READ = f"stg.{READ_TODAY[-1]}"


def build(
    connection: duckdb.DuckDBPyConnection,
    inputs: BuildInputs,
    on_table: Callable[[str, int | None], None],
    tables: Collection[str] = TABLE_ORDER,
) -> None:
    """Make every schema, and all ``tables`` in their order; ``on_table`` hears of each as it is done, with its rows.

    Of a view it hears None: to count the rows of a fact is to work it out once more.

    ``tables`` hold what they are made from (``tables_behind``).
    """
    submissions = resolve(inputs.submissions, inputs.register)
    given = {**scaffold_rows(inputs, submissions), **reference_rows(inputs, submissions)}
    make_schemas(connection, inputs.settings)
    add_parquet_key(connection, inputs.submissions_key)
    begin_withdrawn(connection)
    begin_restatements(connection)
    begin_late(connection)
    for name in TABLE_ORDER:
        if name in tables:
            make_table(connection, name, inputs, submissions, given)
            _fill(connection, name, inputs, submissions)
            keep_closed(connection, name, inputs.closing)
            on_table(name, _rows(connection, name))
        if name == _LAST_READ:
            make_views(connection, tables)
            sum_versions(connection, inputs, submissions)
        elif name == LAST_PAIRS:
            make_filled_views(connection, tables)


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> int | None:
    if is_view(name):
        return None
    return int(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])


def _fill(
    connection: duckdb.DuckDBPyConnection, name: str, inputs: BuildInputs, submissions: list[Submission]
) -> None:
    """What a table takes beyond its query."""
    if name in _READ:
        if move_relisted(connection, _READ[name]):
            sum_overlaps(connection, _READ[name])
        sum_late(connection, _READ[name], submissions)
    elif name == "ops.register_problem":
        count_waived_between(connection, inputs)
    elif name == "mart.measure_value":
        fill_measure_value(connection, MEASURES, inputs.code_lists, told_before_sql(inputs.closing))
    elif name == "pub.control_limit":
        fill_control_limit(connection, MEASURES, inputs.elements)
    elif name == "ops.suppression_log":
        fill_suppression(
            connection,
            inputs.settings.thresholds,
            inputs.releases,
            inputs.verdict,
            code_fingerprint(("disclosure",)),
        )
    elif name == "pub.wait_limit":
        fill_wait_proof(connection, inputs.settings.thresholds)
    elif name == "mart.figure_change":
        fill_figure_change(connection, inputs, submissions)


def check_generation(path: Path, key: bytes | str) -> None:
    """Open a built generation as a reader does, and look for every table.

    Raises:
        WarehouseError: it cannot be opened or a table is missing.
    """
    connection = open_generation(path, key)
    try:
        found = {
            f"{schema}.{name}"
            for schema, name in connection.execute(
                "SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = ?",
                [CATALOG],
            ).fetchall()
        }
    finally:
        connection.close()
    missing = [name for name in TABLE_ORDER if name not in found]
    if missing:
        raise WarehouseError(f"The new warehouse lacks {', '.join(missing)}; the old one stays in use.")
