"""Makes one table of a generation from what it is made from: rows of the inputs, records, or the rows of a query.

The order of the tables is ``tables.py``; who asks for them one after the other is ``build.py``, and ``as_if.py`` for some.
"""

from __future__ import annotations

from collections.abc import Collection

import duckdb
import pyarrow as pa

from pipelines.linkage.links import PAIR_TABLES, filled_views
from pipelines.metadata import DATASETS, READ_TODAY, TABLES
from pipelines.metadata.classes import Field, Table
from pipelines.metadata.derive import arrow_schema, create_table_sql, stg_columns
from pipelines.metadata.fields import AGENCY_CODE, SOURCE_ROW, SOURCE_SHEET, SUBMISSION_ID
from pipelines.settings import SiteSettings
from pipelines.submissions.register import withdrawn_cases
from pipelines.warehouse.inputs import BuildInputs, Submission
from pipelines.warehouse.latest import grains, latest_sql, macros, ordered_view_sql
from pipelines.warehouse.records import load_problems, load_records
from pipelines.warehouse.registers import PUBLISHED_REGISTERS, published_register
from pipelines.warehouse.scaffold import SCAFFOLD, Rows
from pipelines.warehouse.tables import TABLE_ORDER, is_view, record_views, table_sql, tables_behind_views

SCHEMAS = ("stg", "core", "mart", "pub", "ops")
LAST_PAIRS = tuple(PAIR_TABLES)[-1]
_SCAFFOLD = {table.full_name: table for table in SCAFFOLD}


def make_schemas(connection: duckdb.DuckDBPyConnection, settings: SiteSettings) -> None:
    """Make the schemas, and the macros that views and queries use."""
    for schema in SCHEMAS:
        connection.execute(f"CREATE SCHEMA {schema}")
    zones = {settings.time_zone, *(agency.time_zone for agency in settings.agencies if agency.time_zone)}
    for macro in macros(zones):
        connection.execute(macro)


def make_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    inputs: BuildInputs,
    submissions: list[Submission],
    given: dict[str, Rows],
) -> None:
    """Make one table or view; ``mart.measure_value`` and ``mart.figure_change`` are made empty, for others to fill."""
    query = table_sql(name, inputs.settings.thresholds)
    if is_view(name):
        columns = ", ".join(f.name for f in TABLES[name].fields) if name in TABLES else "*"
        connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM (\n{query}\n)")
        return
    connection.execute(create_table_sql(declared_table(name)))
    if name in given:
        _insert_rows(connection, name, given[name])
    elif name == "ops.problem":
        load_problems(connection, submissions)
    elif name.startswith("stg.") and query is None:
        cases = withdrawn_cases(inputs.register)
        load_records(connection, name.removeprefix("stg."), submissions, cases)
    elif query is not None:
        _insert_query(connection, name, query)


def declared_fields(name: str) -> tuple[Field, ...]:
    """The fields of a table of the warehouse, whichever layer declares it; facts declare theirs in SQL."""
    return declared_table(name).fields


def declared_table(name: str) -> Table:
    """The declaration of a table of the warehouse, whichever layer makes it."""
    if name in _SCAFFOLD:
        return _SCAFFOLD[name]
    if name in PAIR_TABLES:
        return PAIR_TABLES[name]
    if name in TABLES:
        return TABLES[name]
    if name in PUBLISHED_REGISTERS:
        return published_register(name)
    dataset = DATASETS[name.removeprefix("stg.")]
    fields = {f.name: f for f in (AGENCY_CODE, SUBMISSION_ID, SOURCE_SHEET, SOURCE_ROW, *dataset.fields)}
    return Table(
        "stg",
        dataset.name,
        "one used row of a file that counts",
        (),
        tuple(fields[c] for c in stg_columns(dataset)),
    )


def _insert_query(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> None:
    """Insert a query's rows by name; columns that are not declared stay behind, a missing one is an error."""
    wanted = [f.name for f in declared_fields(name)]
    try:
        connection.execute(f"INSERT INTO {name} BY NAME SELECT {', '.join(wanted)} FROM (\n{query}\n)")
    except (
        duckdb.BinderException
    ):  # asked for only now: planning a query twice costs a small site a sixth of its build
        found = {row[0] for row in connection.execute(f"DESCRIBE {query}").fetchall()}
        missing = [column for column in wanted if column not in found]
        if missing:
            raise ValueError(f"{name}: its SQL does not give {', '.join(missing)}") from None
        raise


def _insert_rows(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    """Insert rows made from declarations and manifests."""
    if not rows:
        return
    table = pa.Table.from_pylist(rows, arrow_schema(declared_fields(name)))
    connection.register("incoming", table)
    connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def make_views(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Views over the records that ``warehouse/sql/core`` reads; all of them, or those that some tables read."""
    wanted = None if set(tables) == set(TABLE_ORDER) else record_views(frozenset(tables))
    for name in READ_TODAY:
        if wanted is None or f"stg.{name}__ordered" in wanted:
            connection.execute(ordered_view_sql(DATASETS[name]))
    for name, (table, dataset) in grains().items():
        if wanted is None or f"stg.{name}__latest" in wanted:
            for statement in latest_sql(table, dataset):
                connection.execute(statement)


def make_filled_views(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> None:
    """Views of records with the numbers that links fill in; those whose pairs are among ``tables``."""
    for name, query in filled_views().items():
        if set(tables_behind_views()[name]) <= set(tables):
            connection.execute(f"CREATE VIEW {name} AS {query}")
