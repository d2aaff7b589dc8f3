"""Where Dagster keeps what happened in a run: its own SQLite files, each opened once and kept open.

Dagster opens every one of these files anew for each event, some forty times for a dropped file, and prepares its SQL anew
each time; that took more time than judging the file. The files and their contents stay Dagster's own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from dagster._core.storage.event_log.sqlite.sqlite_event_log import (
    INDEX_SHARD_NAME,
    SQLITE_BUSY_TIMEOUT_SECONDS,
    SqliteEventLogStorage,
)
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData

_KEPT_OPEN = 8  # files of runs at once: a page that shows many runs must not run out of file handles


class EventLog(SqliteEventLogStorage):
    """Dagster's event log, one open connection to each file in use."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._open: OrderedDict[str, sa.Engine] = OrderedDict()  # the longest unused first
        super().__init__(base_dir, inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[sa.Connection]:
        """A transaction on the file of a run, or on the index of all runs; one at a time, as in Dagster's own."""
        with self._db_lock, self._engine(shard).begin() as connection:
            yield connection

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
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        return engine

    def dispose(self) -> None:
        """Close every file."""
        while self._open:
            self._open.popitem()[1].dispose()
        super().dispose()


def _write_lightly(connection: Any, _record: Any) -> None:
    """Leave it to the checkpoints to wait for the disk: a power cut costs the last events, never the file."""
    connection.execute("PRAGMA synchronous=NORMAL")


class RunHistory(DagsterSqliteStorage):
    """Dagster's storage of runs, events and schedules, with the event log above. Named in ``dagster.yaml``."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = EventLog(self._event_log_storage._base_dir)

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> RunHistory:
        """The storage in the folder that the settings name."""
        return cls.from_local(inst_data=inst_data, **config_value)
