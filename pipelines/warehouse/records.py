"""Reads the encrypted records and problems of submission folders into the warehouse, many files at a time.

Which submissions count is settled in ``inputs.py``; what a core row makes of the records in ``sql/core``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.metadata import DATASETS
from pipelines.metadata.derive import stg_columns
from pipelines.storage import quote, read_parquet_sql, same_columns
from pipelines.warehouse.inputs import ACCEPTED, Submission

WithdrawnCases = Mapping[str, frozenset[str]]  # keyed codes by the kind of their number
_FILE = pa.schema([(name, pa.string()) for name in ("path", "submission_id", "agency_code", "dataset")])


def load_records(
    connection: duckdb.DuckDBPyConnection,
    dataset_name: str,
    submissions: list[Submission],
    cases: WithdrawnCases,
) -> None:
    """Read the records of the submissions that count into ``stg.<dataset>``, without those of withdrawn cases."""
    counting = [s for s in submissions if s.wins and s.dataset == dataset_name and s.status in ACCEPTED]
    table = f"stg.{dataset_name}"
    _read_into(connection, table, dataset_name, counting)
    _count_withdrawn(connection, table, dataset_name, cases)
    _remove_cases(connection, table, dataset_name, cases)


def read_versions(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    dataset_name: str,
    submissions: list[Submission],
    cases: WithdrawnCases,
) -> None:
    """Read the records of any submissions of a dataset into the temporary table ``table``, as they would be loaded."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS FROM stg.{dataset_name} LIMIT 0")
    _read_into(connection, table, dataset_name, submissions)
    _remove_cases(connection, table, dataset_name, cases)


def begin_withdrawn(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the empty temporary table that counts the rows of withdrawn cases, apart for each catalog that is built."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE withdrawn_row"
        " (catalog VARCHAR, dataset VARCHAR, key_kind VARCHAR, case_key VARCHAR, rows_count BIGINT)"
    )


def _case_fields(dataset_name: str, cases: WithdrawnCases) -> list[tuple[str, str, str]]:
    """The fields of a dataset that may hold the number of a withdrawn case: name, kind, the codes as SQL."""
    return [
        (field.name, field.key_kind, ", ".join(quote(code) for code in sorted(cases[field.key_kind])))
        for field in DATASETS[dataset_name].fields
        if field.key_kind is not None and cases.get(field.key_kind)
    ]


def _count_withdrawn(
    connection: duckdb.DuckDBPyConnection, table: str, dataset_name: str, cases: WithdrawnCases
) -> None:
    for name, kind, codes in _case_fields(dataset_name, cases):
        connection.execute(
            f"INSERT INTO withdrawn_row SELECT current_database(), '{dataset_name}', '{kind}', {name}, count(*) FROM {table} WHERE {name} IN ({codes}) GROUP BY ALL"
        )


def _remove_cases(
    connection: duckdb.DuckDBPyConnection, table: str, dataset_name: str, cases: WithdrawnCases
) -> None:
    """Take out every row that holds the number of a withdrawn case, whichever agency sent it."""
    for name, _, codes in _case_fields(dataset_name, cases):
        connection.execute(f"DELETE FROM {table} WHERE {name} IN ({codes})")


def _read_into(
    connection: duckdb.DuckDBPyConnection, table: str, dataset_name: str, submissions: list[Submission]
) -> None:
    """Insert records with the id and agency of their submission.

    Fields that an older file does not have are null; columns that are no field any more stay behind.
    """
    files = [(s.entry.records, s) for s in submissions if s.entry.records is not None]
    wanted = stg_columns(DATASETS[dataset_name])
    for columns, source in _sources(connection, files):
        picked = ["file.submission_id"]
        if "agency_code" not in columns:
            picked.append("file.agency_code")
        picked += [f"record.{name}" for name in wanted if name in columns and name != "submission_id"]
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT {', '.join(picked)} FROM {source} AS record"
            " INNER JOIN file ON file.path = record.filename"
        )


def load_problems(connection: duckdb.DuckDBPyConnection, submissions: list[Submission]) -> None:
    """Read the problems of every submission, whatever became of it, into ``ops.problem``."""
    files = [(s.entry.problems, s) for s in submissions if s.entry.problems is not None]
    for columns, source in _sources(connection, files):
        header = "column_name" if "column_name" in columns else '"column"'
        connection.execute(
            "INSERT INTO ops.problem BY NAME SELECT file.submission_id,"
            " problem.file_row_number + 1 AS problem_no, file.agency_code, file.dataset, problem.check_id,"
            " problem.severity, problem.stage, problem.sheet, problem.cells,"
            f" problem.{header} AS column_name, problem.rows_count, problem.message"
            f" FROM {source} AS problem INNER JOIN file ON file.path = problem.filename"
            " ORDER BY file.submission_id, problem_no"
        )


def _sources(
    connection: duckdb.DuckDBPyConnection, files: Iterable[tuple[Path, Submission]]
) -> Iterator[tuple[tuple[str, ...], str]]:
    """Groups of files with the same columns, with the SQL that reads a group; ``file`` says whose they are."""
    rows = [
        {
            "path": str(path),
            "submission_id": s.submission_id,
            "agency_code": s.agency_code,
            "dataset": s.dataset,
        }
        for path, s in files
    ]
    if not rows:
        return
    connection.register("file", pa.Table.from_pylist(rows, _FILE))
    for columns, paths in same_columns(connection, [row["path"] for row in rows]).items():
        yield columns, read_parquet_sql(paths)
    connection.unregister("file")
