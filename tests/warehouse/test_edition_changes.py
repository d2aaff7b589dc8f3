"""Figures that moved since they were released: medians too, and no difference that would tell about single people."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.settings import Thresholds
from pipelines.warehouse.scaffold import RELEASED_FIGURE
from pipelines.warehouse.tables import table_sql

PLACE = {"measure_id": "M020", "agency_code": "mpd", "period_kind": "quarter", "breakdown": "none", "category": "all",
         "audience": "director"}  # fmt: skip
_TABLES = ("pub.measure_value", "mart.figure_change", "ops.restatement", "ops.dataset")


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA stg; CREATE SCHEMA mart; CREATE SCHEMA pub; CREATE SCHEMA ops")
    for table in (RELEASED_FIGURE, *(TABLES[name] for name in _TABLES)):
        connection.execute(create_table_sql(table))
    return connection


def put(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join("?" for _ in row)
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def tell(
    connection: duckdb.DuckDBPyConnection, then: dict[str, Any], now: dict[str, Any], **place: Any
) -> None:
    """One figure, as it was told in 2025-Q1 and as it counts now."""
    where = {**PLACE, "period_start": date(2025, 1, 1), **place}
    put(connection, "stg.released_figure", {"edition_label": "2025-Q1", **where, **then})
    put(
        connection,
        "pub.measure_value",
        {**where, "period_end": date(2025, 3, 31), "suppressed": False, **now},
    )


def listed(connection: duckdb.DuckDBPyConnection, columns: str) -> list[tuple[Any, ...]]:
    query = table_sql("ops.edition_change", Thresholds())
    return connection.execute(
        f"SELECT {columns} FROM ({query}) ORDER BY agency_code, period_start"
    ).fetchall()


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        pytest.param({"den": 40, "median": 12.0}, {"den": 40, "value": 14.5}, [(12.0, 14.5, 40, 40)], id="the median moved"),
        pytest.param({"den": 40, "median": 12.0}, {"den": 52, "value": 12.0}, [(12.0, 12.0, 40, 52)], id="its base moved"),
        pytest.param({"den": 40, "median": 12.04}, {"den": 40, "value": 12.01}, [], id="the same to one decimal"),
        pytest.param({"den": 40}, {"den": 40, "value": 12.0}, [], id="an older ledger had no medians"),
        pytest.param({"den": 40, "median": 12.0}, {"den": 42, "value": 14.5}, [(12.0, None, 40, None)], id="two more cases"),
        pytest.param({"den": 40, "median": 12.0}, {"suppressed": True}, [(12.0, None, 40, None)], id="withheld now"),
    ],
)  # fmt: skip
def test_times_between_steps_are_restated(
    warehouse: duckdb.DuckDBPyConnection,
    then: dict[str, Any],
    now: dict[str, Any],
    told: list[tuple[Any, ...]],
) -> None:
    tell(warehouse, then, now)
    assert listed(warehouse, "old_value, new_value, old_den, new_den") == told


@pytest.mark.parametrize(
    ("audience", "now", "told"),
    [
        pytest.param("director", 44, (None, True, 5), id="four more, to a director"),
        pytest.param("director", 45, (45, False, None), id="five more, to a director"),
        pytest.param("joint", 49, (None, True, 10), id="nine more, to all directors"),
        pytest.param("joint", 50, (50, False, None), id="ten more, to all directors"),
        pytest.param("public", 31, (None, True, 10), id="nine fewer, to the public"),
    ],
)  # fmt: skip
def test_a_small_difference_to_what_was_told_is_withheld(
    warehouse: duckdb.DuckDBPyConnection, audience: str, now: int, told: tuple[Any, ...]
) -> None:
    tell(warehouse, {"num": 40}, {"num": now}, audience=audience)
    assert listed(warehouse, "new_num, new_suppressed, differs_by_under") == [told]


def test_what_moved_of_the_same_measure_is_withheld_with_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    """A quarter less two of its months gives the third."""
    tell(warehouse, {"num": 120}, {"num": 141})
    tell(warehouse, {"num": 40}, {"num": 41}, period_kind="month", period_start=date(2025, 2, 1))
    tell(warehouse, {"num": 120}, {"num": 141}, agency_code="rpd")
    assert listed(warehouse, "agency_code, old_num, new_num, differs_by_under") == [
        ("mpd", 120, None, 5),
        ("mpd", 40, None, 5),
        ("rpd", 120, 141, None),
    ]


def test_what_is_about_work_and_not_people_is_told(warehouse: duckdb.DuckDBPyConnection) -> None:
    tell(warehouse, {"num": 3, "den": 9}, {"num": 4, "den": 9}, measure_id="M170")
    assert listed(warehouse, "new_num, differs_by_under") == [(4, None)]


def test_the_reason_is_that_of_the_latest_file(warehouse: duckdb.DuckDBPyConnection) -> None:
    tell(warehouse, {"den": 40, "median": 12.0}, {"den": 40, "value": 14.5})
    for day, submission, kind in ((2, "s1", "correction"), (9, "s2", "withdrawal")):
        put(warehouse, "ops.restatement", {"submission_id": submission, "kind": kind, "dataset": "rms_incidents",
            "changed_ts": datetime(2025, 5, day), "reason": "Sealed." if kind == "withdrawal" else None})  # fmt: skip
        where = {name: value for name, value in PLACE.items() if name != "audience"}
        put(
            warehouse,
            "mart.figure_change",
            {"submission_id": submission, **where, "period_start": date(2025, 1, 1)},
        )
    assert listed(warehouse, "reason, changed_date") == [
        ("Withdrawn: rms_incidents. Sealed.", date(2025, 5, 9))
    ]
