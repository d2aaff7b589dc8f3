"""Where reports get their frames: a read-only connection that the caller hands in, and the queries in ``sql/``.

Queries name only ``pub`` and ``ops`` tables; opening and closing the warehouse is the caller's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

_SQL = Path(__file__).parent / "sql"
_SENDER_NAME = (  # the coordinator's registers come from no agency
    "CREATE OR REPLACE TEMP MACRO sender_name(agency_name, agency_code) AS"
    " coalesce(agency_name, if(agency_code = 'coordinator', 'Coordinator', agency_code))"
)


@cache
def read_query(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def rows_of(frame: pd.DataFrame) -> list[Any]:
    """The rows of a report-sized frame, each with its columns as attributes."""
    return list(frame.itertuples(index=False))


@dataclass(frozen=True)
class Source:
    """A connection to the published warehouse, read by workbooks."""

    connection: duckdb.DuckDBPyConnection

    def __post_init__(self) -> None:
        self.connection.execute(_SENDER_NAME)

    def frame(self, sql: str, parameters: Mapping[str, object] | None = None) -> pd.DataFrame:
        """The result of ``sql``; ``$name`` in it takes ``parameters["name"]``."""
        return self.connection.execute(sql, dict(parameters) if parameters else None).df()

    def query(self, name: str, **parameters: object) -> pd.DataFrame:
        """The result of the query ``sql/<name>.sql``."""
        return self.frame(read_query(name), parameters)
