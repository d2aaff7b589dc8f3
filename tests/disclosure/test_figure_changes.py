"""Figures that moved tell nothing that the workbooks withhold."""

from __future__ import annotations

import duckdb

from pipelines.disclosure.figure_changes import figure_change_sql
from pipelines.metadata import MEASURES
from pipelines.metadata.tables.operations import SUPPRESSION_LOG
from pipelines.metadata.tables.restatements import FIGURE_CHANGE
from pipelines.settings import Thresholds


def test_what_is_withheld_to_protect_another_is_told_on_neither_side() -> None:
    """Otherwise the list of moved figures would tell what the workbooks withhold."""
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA mart; CREATE SCHEMA ops")
    for table in (FIGURE_CHANGE, SUPPRESSION_LOG):
        columns = ", ".join(f"{field.name} {field.kind.duckdb_type}" for field in table.fields)
        connection.execute(f"CREATE TABLE {table.full_name} ({columns})")
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
