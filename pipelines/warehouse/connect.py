"""The only opener of DuckDB files: one generation of the encrypted warehouse, to read or to build.

Which file is the published one stands in ``publish.py``, where keys come from in ``privacy/keys.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

import duckdb

from pipelines.storage import StorageError, key_bytes, memory, quote

CATALOG = "warehouse"
_Kept = dict[tuple[Path, bytes, int | None], duckdb.DuckDBPyConnection]
_KEPT: ContextVar[_Kept | None] = ContextVar("kept_open", default=None)


class WarehouseError(StorageError):
    """The warehouse cannot be opened; the text says what a coordinator can do."""


def open_generation(
    path: Path, key: bytes | str, read_only: bool = True, threads: int | None = None
) -> duckdb.DuckDBPyConnection:
    """Open one generation of the warehouse and make it the current catalog.

    A read-only connection cannot read or write any other file, whatever SQL it is given.

    Raises:
        WarehouseError: there is no such file, it is no warehouse, or the key does not open it.
    """
    if read_only and not path.exists():
        raise WarehouseError("There is no warehouse yet. Run `samepage run` first.")
    is_published = path.suffix == ".duckdb"  # Windows renames no file that is open
    kept = _KEPT.get() if read_only and is_published else None
    if kept is None:
        return _opened(path, key, read_only, threads)
    name = (path, key_bytes(key), threads)  # a generation never changes once it has its number
    if name not in kept:
        _let_go(kept)
        kept[name] = _opened(path, key, read_only, threads)
    connection = kept[name].cursor()
    connection.execute(f"USE {CATALOG}")
    return connection


@contextmanager
def kept_open() -> Iterator[None]:
    """Keep the generation that was read last open until the end, for the next reader of it.

    Opening one takes a fifth of a second, most of it for the extension that decrypts, and a run reads it some fifteen times.
    """
    kept: _Kept = {}
    token = _KEPT.set(kept)
    try:
        yield
    finally:
        _KEPT.reset(token)
        _let_go(kept)


def _let_go(kept: _Kept) -> None:
    while kept:
        kept.popitem()[1].close()


def _opened(path: Path, key: bytes | str, read_only: bool, threads: int | None) -> duckdb.DuckDBPyConnection:
    connection = memory(threads)
    # A file that is being built is whole at its last checkpoint or thrown away: a log to repair it from would be for nothing.
    mode = "READ_ONLY" if read_only else "RECOVERY_MODE no_wal_writes"
    options = f"ENCRYPTION_KEY {quote(key_bytes(key).hex())}, {mode}"
    try:
        connection.execute(f"ATTACH {quote(str(path))} AS {CATALOG} ({options})")
    except duckdb.Error:
        connection.close()
        # The original text could name the key; a person needs only what to check.
        raise WarehouseError(
            f"{path.name} cannot be opened: it is damaged, in use, or the key of this site has changed."
        ) from None
    connection.execute(f"USE {CATALOG}")
    if read_only:
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    return connection


@contextmanager
def beside(connection: duckdb.DuckDBPyConnection, name: str) -> Iterator[str]:
    """An empty catalog in memory beside the one in use, in use itself until the end; yields the other one's name.

    What is made in it is gone afterwards; tables of the other catalog are read by their name with its own in front.
    """
    other = str(connection.execute("SELECT current_database()").fetchall()[0][0])
    connection.execute(f"ATTACH ':memory:' AS {name}")
    connection.execute(f"USE {name}")
    try:
        yield other
    finally:
        connection.execute(f"USE {other}")
        connection.execute(f"DETACH {name}")
