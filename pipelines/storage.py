"""Encrypted Parquet, and in-memory databases that can encrypt: what submissions and warehouse both stand on.

Encryption is OpenSSL's, from the signed extension that the installed wheel brings; nothing is ever downloaded.
Warehouse files are opened by ``warehouse/connect.py`` alone; where keys come from stands in ``privacy/keys.py``.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pyarrow as pa

PARQUET_KEY = "submissions"
_KEY_BYTES = 32
_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class StorageError(Exception):
    """A store cannot be read or written; the text says what a coordinator can do."""


@cache
def _extension() -> Path:
    """The signed extension inside the installed wheel, for the installed DuckDB."""
    spec = find_spec("duckdb_extension_httpfs")
    if spec is None or spec.origin is None:
        raise StorageError("The package duckdb-extension-httpfs is missing. Run `make setup` again.")
    folder = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}"
    path = folder / "httpfs.duckdb_extension"
    if not path.exists():
        raise StorageError(
            f"duckdb is version {duckdb.__version__}, but duckdb-extension-httpfs is not. Run `make setup` again."
        )
    return path


def quote(text: str) -> str:
    """``text`` as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def key_bytes(key: bytes | str) -> bytes:
    """The 32 bytes of a key given as bytes or as 64 hexadecimal digits; never echoes the key."""
    try:
        raw = bytes.fromhex(key) if isinstance(key, str) else key
    except ValueError:
        raise ValueError("a key is 64 hexadecimal digits") from None
    if len(raw) != _KEY_BYTES:
        raise ValueError(f"a key has {_KEY_BYTES} bytes")
    return raw


def load_crypto(connection: duckdb.DuckDBPyConnection) -> None:
    """Load the extension that encrypts with OpenSSL, by its path: no installation, no network."""
    connection.execute(f"LOAD {quote(str(_extension()))}")


def usual_threads() -> int:
    """How many threads a database works with: what the environment's SAMEPAGE_THREADS says, else two."""
    told = os.environ.get("SAMEPAGE_THREADS", "")
    return max(int(told), 1) if told.isdecimal() else 2


def memory(threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """An in-memory database that can read and write encrypted files; what spills to disk is encrypted too."""
    told = str(threads or usual_threads())
    connection = duckdb.connect(":memory:", config={**_OFFLINE, "threads": told})
    load_crypto(connection)
    connection.execute("SET temp_file_encryption = true")
    connection.execute("SET allow_community_extensions = false")
    return connection


def content_hash(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    """The hash of the rows of ``query``, in whatever order they come."""
    told = connection.execute(
        f"SELECT sha256(coalesce(string_agg(t::VARCHAR, chr(10) ORDER BY t::VARCHAR), '')) FROM ({query}) AS t"
    ).fetchall()
    return str(told[0][0])


def add_parquet_key(
    connection: duckdb.DuckDBPyConnection, key: bytes | str, key_name: str = PARQUET_KEY
) -> None:
    """Let ``connection`` read and write Parquet files under ``key``."""
    encoded = base64.b64encode(key_bytes(key)).decode("ascii")
    connection.execute(f"PRAGMA add_parquet_key({quote(key_name)}, {quote(encoded)})")


@cache
def _scratch() -> duckdb.DuckDBPyConnection:
    """One in-memory database per process for single files: loading the extension takes longer than a file."""
    return memory()


def _scratch_cursor(key: bytes | str) -> tuple[duckdb.DuckDBPyConnection, str]:
    """A connection of its own to that database, and the name under which it knows ``key``."""
    cursor = _scratch().cursor()
    name = hashlib.sha256(key_bytes(key)).hexdigest()[:16]
    add_parquet_key(cursor, key, name)
    return cursor, name


def write_parquet(table: pa.Table, path: Path, key: bytes | str) -> None:
    """Write ``table`` as an encrypted Parquet file."""
    cursor, name = _scratch_cursor(key)
    try:
        cursor.register("records", table)
        cursor.execute(
            f"COPY records TO {quote(str(path))}"
            f" (FORMAT parquet, COMPRESSION zstd, ENCRYPTION_CONFIG {{footer_key: {quote(name)}}})"
        )
    finally:
        cursor.close()


def read_parquet_sql(paths: Sequence[Path | str], key_name: str = PARQUET_KEY) -> str:
    """The table function that reads these encrypted Parquet files, with ``filename`` and ``file_row_number``.

    All files must have the same columns: DuckDB 1.5 fails on encrypted files with ``union_by_name``.
    """
    files = ", ".join(quote(str(path)) for path in paths)
    return (
        f"read_parquet([{files}], filename = true, file_row_number = true,"
        f" encryption_config = {{footer_key: {quote(key_name)}}})"
    )


def same_columns(
    connection: duckdb.DuckDBPyConnection, paths: Sequence[Path | str], key_name: str = PARQUET_KEY
) -> dict[tuple[str, ...], list[str]]:
    """Encrypted Parquet files by the columns they have, so that each group can be read at once."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for path in paths:
        described = connection.execute(
            f"DESCRIBE SELECT * FROM {read_parquet_sql([path], key_name)}"
        ).fetchall()
        columns = tuple(row[0] for row in described if row[0] not in ("filename", "file_row_number"))
        groups.setdefault(columns, []).append(str(path))
    return groups


def read_parquet(path: Path, key: bytes | str) -> pa.Table:
    """One encrypted Parquet file as an Arrow table."""
    cursor, name = _scratch_cursor(key)
    try:
        query = f"SELECT * EXCLUDE (filename, file_row_number) FROM {read_parquet_sql([path], name)}"
        return cursor.execute(query).to_arrow_table()
    finally:
        cursor.close()
