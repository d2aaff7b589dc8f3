"""Where Dagster keeps what happened in a run: its own SQLite files, each opened once and kept open.

Dagster opens every one of these files anew for each event, some forty times for a dropped file, and prepares its SQL anew
each time; that took more time than judging the file. It also makes the tables of each run's file one by one, where a copy
of a blank file does, and asks twice for each check of a result what its asset was last. The files and their contents stay
Dagster's own.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import dagster as dg
import sqlalchemy as sa
from dagster import EventLogEntry, EventRecordsResult
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SQLITE_BUSY_TIMEOUT_SECONDS,
    SqliteEventLogStorage,
)
from dagster._core.storage.runs.sqlite.sqlite_run_storage import SqliteRunStorage
from dagster._core.storage.sqlite import create_db_conn_string
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

_KEPT_OPEN = 8  # files of runs at once: a page that shows many runs must not run out of file handles
_BLANK = "blank"


class EventLog(SqliteEventLogStorage):
    """Dagster's event log, one open connection to each file in use."""

    _blank: ClassVar[bytes] = b""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._open: OrderedDict[str, sa.Engine] = OrderedDict()  # the longest unused first
        self._there: set[str] = set()  # parts of the index that were seen
        self._together: dict[str, sa.Connection] | None = None
        self._last_made: dict[str, EventRecordsResult] = {}  # by what was asked
        self._stack = ExitStack()
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        """A transaction on the file of a run, or on the index of all runs; one at a time, as in Dagster's own."""
        with self._db_lock:
            if self._together is None:
                with self._engine(shard).begin() as connection:
                    yield connection
                return
            if shard not in self._together:
                self._together[shard] = self._stack.enter_context(self._engine(shard).begin())
            yield self._together[shard]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write all events until the end in one transaction for each file: all are kept, or none where one fails.

        Others who write to these files wait meanwhile, so this is for events that come right after each other.
        """
        if self._together is not None:
            yield
            return
        self._together = {}
        try:
            with ExitStack() as self._stack:
                yield
        finally:
            self._together = None
            self._last_made.clear()

    def store_event(self, event: EventLogEntry) -> None:
        """Store one event."""
        super().store_event(event)
        if event.dagster_event_type == dg.DagsterEventType.ASSET_MATERIALIZATION:
            self._last_made.clear()

    def fetch_materializations(
        self,
        records_filter: dg.AssetKey | dg.AssetRecordsFilter,
        limit: int,
        cursor: str | None = None,
        ascending: bool = False,
    ) -> EventRecordsResult:
        """What an asset was made into; within ``together`` nobody else makes it, so the same is not looked up again."""
        if self._together is None:
            return super().fetch_materializations(records_filter, limit, cursor, ascending)
        asked = repr((records_filter, limit, cursor, ascending))
        if asked not in self._last_made:
            self._last_made[asked] = super().fetch_materializations(records_filter, limit, cursor, ascending)
        return self._last_made[asked]

    def store_event_batch(self, events: Sequence[EventLogEntry]) -> None:
        """Store events that Dagster hands over at once, such as all that a run is going to make."""
        with self.together():
            super().store_event_batch(events)

    def _engine(self, shard: str) -> sa.Engine:
        engine = self._open.pop(shard, None) or self._opened(shard)
        self._open[shard] = engine
        runs = [name for name in self._open if name != INDEX_SHARD_NAME]
        for name in runs[:-_KEPT_OPEN]:
            self._open.pop(name).dispose()
        return engine

    def _opened(self, shard: str) -> sa.Engine:
        engine = sa.create_engine(
            self.conn_string_for_shard(shard), connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS}
        )
        sa.event.listen(engine, "connect", _write_lightly)
        if shard not in self._initialized_dbs:
            if shard == INDEX_SHARD_NAME or not self._copied_blank(Path(self.path_for_shard(shard))):
                self._initdb(engine)
            self._initialized_dbs.add(shard)
        return engine

    def _copied_blank(self, path: Path) -> bool:
        """Put a blank file where a run has none yet; false where one is there, maybe just made by another process."""
        if path.exists():
            return False
        if not self._blank:
            EventLog._blank = self._made_blank()
        whole = path.with_name(f"{path.stem}.{os.getpid()}")
        whole.write_bytes(self._blank)
        try:
            os.link(whole, path)  # never over a file that is there, and never half written
        except OSError:
            return False
        finally:
            whole.unlink()
        return True

    def _made_blank(self) -> bytes:
        """The file of a run in which nothing has happened, as Dagster makes it."""
        with TemporaryDirectory() as folder:
            path = Path(folder) / f"{_BLANK}.db"
            engine = sa.create_engine(create_db_conn_string(folder, _BLANK), poolclass=sa.NullPool)
            self._initdb(engine)
            engine.dispose()
            return path.read_bytes()

    def has_table(self, table_name: str) -> bool:
        """Whether the index has a table."""
        return self._is_there(table_name, super().has_table)

    def has_secondary_index(self, name: str) -> bool:
        """Whether a summary of the index was made."""
        return self._is_there(f"summary {name}", lambda _: super(EventLog, self).has_secondary_index(name))

    def _has_asset_key_col_on_connection(self, conn: sa.Connection, column_name: str) -> bool:
        """Whether the table of assets has a column."""
        has = super()._has_asset_key_col_on_connection
        return self._is_there(f"column {column_name}", lambda _: has(conn, column_name))

    def _is_there(self, what: str, look: Callable[[str], bool]) -> bool:
        """What is there stays, so it is not looked for again with every event, as Dagster does."""
        if what not in self._there and look(what):
            self._there.add(what)
        return what in self._there

    def dispose(self) -> None:
        """Close every file."""
        while self._open:
            self._open.popitem()[1].dispose()
        super().dispose()


def together(instance: dg.DagsterInstance) -> AbstractContextManager[None]:
    """Events of many results that follow each other, in one transaction where the instance keeps them as above."""
    log = instance.event_log_storage
    return log.together() if isinstance(log, EventLog) else nullcontext()


def _write_lightly(connection: Any, _record: Any) -> None:
    """Leave it to the checkpoints to wait for the disk: a power cut costs the last events, never the file."""
    connection.execute("PRAGMA synchronous=NORMAL")


class Runs(SqliteRunStorage):
    """Dagster's list of runs, on connections that stay open: it is asked some fifteen times for each file that comes in."""

    def __init__(self, conn_string: str, inst_data: ConfigurableClassData | None = None) -> None:
        self.engine = sa.create_engine(conn_string)
        sa.event.listen(self.engine, "connect", _write_lightly)
        super().__init__(conn_string, inst_data)

    @contextmanager
    def connect(self) -> Iterator[sa.Connection]:
        """A transaction on the list."""
        with self.engine.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close the file."""
        self.engine.dispose()
        super().dispose()


class RunHistory(DagsterSqliteStorage):
    """Dagster's storage of runs, events and schedules, with those above. Named in ``dagster.yaml``."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._run_storage = Runs(self._run_storage._conn_string)
        self._event_log_storage = EventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> RunHistory:
        """The storage in the folder that the settings name."""
        return cls.from_local(inst_data=inst_data, **config_value)
