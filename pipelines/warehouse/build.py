"""Builds one generation: every table in its order, as a pure function of submissions and settings.

The same inputs give the same tables, whoever builds and when. Where the file stands and how it is published is
``publish.py``; the order of tables and their SQL is ``tables.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.metadata import DATASETS, MEASURES, READ_TODAY, TABLES
from pipelines.metadata.classes import Field, Table
from pipelines.metadata.derive import arrow_schema, create_table_sql, stg_columns
from pipelines.metadata.fields import AGENCY_CODE, SOURCE_ROW, SOURCE_SHEET, SUBMISSION_ID
from pipelines.statistics.control_limits import fill_control_limit
from pipelines.statistics.measures import fill_measure_value
from pipelines.storage import add_parquet_key
from pipelines.warehouse.connect import CATALOG, WarehouseError, open_generation
from pipelines.warehouse.inputs import BuildInputs, Submission, resolve
from pipelines.warehouse.latest import MACROS, grains, latest_view_sql, ordered_view_sql
from pipelines.warehouse.records import load_problems, load_records
from pipelines.warehouse.reference import reference_rows
from pipelines.warehouse.scaffold import SCAFFOLD, Rows, scaffold_rows
from pipelines.warehouse.tables import TABLE_DEPS, TABLE_ORDER, is_view, table_sql

__all__ = ["TABLE_DEPS", "TABLE_ORDER", "build", "check_generation", "declared_fields"]

SCHEMAS = ("stg", "core", "mart", "pub", "ops")
_SCAFFOLD = {table.full_name: table for table in SCAFFOLD}


def build(
    connection: duckdb.DuckDBPyConnection, inputs: BuildInputs, on_table: Callable[[str, int], None]
) -> None:
    """Make every schema and table; ``on_table`` hears of each as it is done, with its rows."""
    submissions = resolve(inputs.submissions, inputs.register)
    given = {**scaffold_rows(inputs, submissions), **reference_rows(inputs, submissions)}
    for schema in SCHEMAS:
        connection.execute(f"CREATE SCHEMA {schema}")
    for macro in MACROS:
        connection.execute(macro)
    add_parquet_key(connection, inputs.submissions_key)
    last_dataset = f"stg.{READ_TODAY[-1]}"
    for name in TABLE_ORDER:
        _make_table(connection, name, inputs, submissions, given)
        if name == last_dataset:
            _make_views(connection)
        rows = connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        on_table(name, int(rows))


def _make_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    inputs: BuildInputs,
    submissions: list[Submission],
    given: dict[str, Rows],
) -> None:
    query = table_sql(name, inputs.settings.thresholds)
    if is_view(name):
        connection.execute(f"CREATE VIEW {name} AS {query}")
        return
    connection.execute(create_table_sql(_declared(name)))
    if name in given:
        _insert_rows(connection, name, given[name])
    elif name == "ops.problem":
        load_problems(connection, submissions)
    elif name == "mart.measure_value":
        fill_measure_value(connection, MEASURES, inputs.code_lists)
    elif name == "pub.control_limit":
        fill_control_limit(connection, MEASURES, inputs.elements)
    elif name.startswith("stg."):
        load_records(connection, name.removeprefix("stg."), submissions)
    elif query is not None:
        _insert_query(connection, name, query)


def declared_fields(name: str) -> tuple[Field, ...]:
    """The fields of a table of the warehouse, whichever layer declares it; facts declare theirs in SQL."""
    return _declared(name).fields


def _declared(name: str) -> Table:
    if name in _SCAFFOLD:
        return _SCAFFOLD[name]
    if name in TABLES:
        return TABLES[name]
    dataset = DATASETS[name.removeprefix("stg.")]
    fields = {f.name: f for f in (AGENCY_CODE, SUBMISSION_ID, SOURCE_SHEET, SOURCE_ROW, *dataset.fields)}
    return Table(
        "stg",
        dataset.name,
        "one used row of a file that counts",
        (),
        tuple(fields[c] for c in stg_columns(dataset)),
    )


def _columns(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    return [row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()]


def _insert_query(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Insert a query's rows by name; columns that are not declared stay behind, a missing one is an error."""
    wanted = [f.name for f in declared_fields(name)]
    found = set(_columns(connection, query))
    missing = [column for column in wanted if column not in found]
    if missing:
        raise ValueError(f"{name}: its SQL does not give {', '.join(missing)}")
    connection.execute(f"INSERT INTO {name} BY NAME SELECT {', '.join(wanted)} FROM (\n{query}\n)")


def _insert_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    """Insert rows made from declarations and manifests."""
    table = pa.Table.from_pylist(rows, arrow_schema(declared_fields(name)))
    connection.register("incoming", table)
    connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def _make_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Views over the records that ``warehouse/sql/core`` reads."""
    for name in READ_TODAY:
        connection.execute(ordered_view_sql(DATASETS[name]))
    for table, dataset in grains().values():
        connection.execute(latest_view_sql(table, dataset))


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
