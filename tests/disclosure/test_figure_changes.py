"""Figures that moved tell nothing that the workbooks withhold."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.disclosure.figure_changes import figure_change_sql
from pipelines.metadata import MEASURES
from pipelines.metadata.tables.operations import SUPPRESSION_LOG
from pipelines.metadata.tables.restatements import FIGURE_CHANGE
from pipelines.settings import Thresholds


def test_what_is_withheld_to_protect_another_is_told_on_neither_side() -> None:
    """Otherwise the list of moved figures would tell what the workbooks withhold."""
    connection = moved()
    place = "'M020', 'mpd', 'month', DATE '2025-01-01', 'none', 'all'"
    names = "measure_id, agency_code, period_kind, period_start, breakdown, category"
    connection.execute(
        f"INSERT INTO mart.figure_change (submission_id, {names}, old_num, new_num) VALUES ('s', {place}, 40, 41)"
    )
    connection.execute(
        f"INSERT INTO ops.suppression_log (audience, table_name, part, kind, {names.replace('measure_id', 'series')})"
        f" VALUES ('director', 'measure_value', 'figure', 'complementary', {place})"
    )
    told = connection.execute(
        "SELECT audience, old_num, old_suppressed, new_num, new_suppressed FROM"
        f" ({figure_change_sql(MEASURES, Thresholds())}) ORDER BY audience"
    ).fetchall()
    assert told == [("coordinator", 40, False, 41, False), ("director", None, True, None, True)]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        pytest.param([("M020", 40, 41)], [(None, 41, 5)], id="one more"),
        pytest.param([("M020", 40, 44)], [(None, 44, 5)], id="four more"),
        pytest.param([("M020", 40, 36)], [(None, 36, 5)], id="four fewer"),
        pytest.param([("M020", 40, 45)], [(40, 45, None)], id="five more are enough"),
        pytest.param([("M020", 40, 52), ("M020", 60, 61)], [(None, 52, 5), (None, 61, 5)], id="another part of the measure moved by one"),
        pytest.param([("M020", 40, 52), ("M025", 60, 61)], [(40, 52, None), (None, 61, 5)], id="another measure moved by one"),
        pytest.param([("M020", 40, 3)], [(40, None, None)], id="the figure now is small itself"),
    ],
)  # fmt: skip
def test_a_small_difference_is_not_told(
    rows: list[tuple[str, int, int]], told: list[tuple[int | None, int | None, int | None]]
) -> None:
    """Both sides are large enough to be told; side by side they would tell about the few records between them."""
    connection = moved(*({"measure_id": m, "old_num": old, "new_num": new, "period_start": f"2025-{n}-01"} for n, (m, old, new) in enumerate(rows, 1)))  # fmt: skip
    found = connection.execute(
        "SELECT old_num, new_num, differs_by_under FROM"
        f" ({figure_change_sql(MEASURES, Thresholds())}) WHERE audience = 'director' ORDER BY period_start"
    ).fetchall()
    assert found == told


def test_the_rest_of_the_base_differs_too() -> None:
    connection = moved(
        {"old_num": 30, "old_den": 60, "new_num": 40, "new_den": 72, "period_start": "2025-01-01"}
    )
    told = connection.execute(
        f"SELECT audience, old_num, old_den FROM ({figure_change_sql(MEASURES, Thresholds())}) ORDER BY audience"
    ).fetchall()
    assert told == [("coordinator", 30, 60), ("director", None, None)]


def test_the_coordinator_is_told_of_headlines_and_not_of_groups_of_people() -> None:
    connection = moved(
        {"old_num": 40, "new_num": 41, "period_start": "2025-01-01"},
        {
            "old_num": 20,
            "new_num": 21,
            "period_start": "2025-01-01",
            "breakdown": "race",
            "category": "white",
        },
    )
    told = connection.execute(
        "SELECT breakdown, old_num, new_num, differs_by_under FROM"
        f" ({figure_change_sql(MEASURES, Thresholds())}) WHERE audience = 'coordinator' ORDER BY breakdown"
    ).fetchall()
    assert told == [("none", 40, 41, None), ("race", None, 21, 5)]


def moved(*rows: dict[str, object]) -> duckdb.DuckDBPyConnection:
    """The tables behind ``ops.figure_change``, with figures that one file moved."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA mart; CREATE SCHEMA ops")
    for table in (FIGURE_CHANGE, SUPPRESSION_LOG):
        columns = ", ".join(f"{field.name} {field.kind.duckdb_type}" for field in table.fields)
        connection.execute(f"CREATE TABLE {table.full_name} ({columns})")
    usual = {"submission_id": "s", "measure_id": "M020", "agency_code": "mpd", "period_kind": "month", "breakdown": "none", "category": "all"}  # fmt: skip
    for row in rows:
        whole = usual | row
        marks = ", ".join("?" for _ in whole)
        connection.execute(
            f"INSERT INTO mart.figure_change ({', '.join(whole)}) VALUES ({marks})", list(whole.values())
        )
    return connection
