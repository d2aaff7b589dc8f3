"""New documentation: a field before it was in force and since, from the register of milestones and the blanks of files."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.reports.new_documentation import change_of_filling
from pipelines.reports.source import Source, rows_of
from pipelines.warehouse.registers import published_register

IN_FORCE = date(2025, 9, 15)


@pytest.fixture
def source():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA ops; CREATE SCHEMA pub")
    for table in (
        *(TABLES[name] for name in ("ops.agency", "ops.blank_rate", "pub.policy_action")),
        published_register("pub.milestone"),
    ):
        connection.execute(create_table_sql(table))
    connection.execute("INSERT INTO ops.agency (agency_code, agency_name) VALUES ('mpd', 'M'), ('rpd', 'R')")
    return Source(connection)


def put_milestone(source: Source, done: date | None, agency: str | None = "mpd") -> None:
    source.connection.execute(
        "INSERT INTO pub.milestone (milestone_id, decision_id, title, data_field, done_date)"
        " VALUES ('M1', 'D1', 'New form', 'rms_incidents.injury', ?)",
        [done],
    )
    if agency:
        source.connection.execute(
            "INSERT INTO pub.policy_action (agency_code, rec_id, decision_id) VALUES (?, 'R1', 'D1')",
            [agency],
        )


def put_month(source: Source, month: int, blank: int, rows: int, agency: str = "mpd") -> None:
    source.connection.execute(
        "INSERT INTO ops.blank_rate (agency_code, dataset, field_name, field_title, month, blank_count, rows_count)"
        " VALUES (?, 'rms_incidents', 'injury', 'Injury', ?, ?, ?)",
        [agency, date(2025, month, 1), blank, rows],
    )


@pytest.mark.parametrize(
    ("before", "month_itself", "since", "words"),
    [
        pytest.param((30, 40), (0, 40), (2, 40), "Clearly more often filled.", id="more often"),
        pytest.param((2, 40), (0, 40), (30, 40), "Clearly less often filled.", id="less often"),
        pytest.param((20, 40), (0, 40), (16, 40), "No clear change: it may be chance.", id="by chance"),
        pytest.param((30, 40), (0, 40), (0, 9), "Too few rows before or since to say.", id="nine rows since"),
        pytest.param(
            (30, 40), (0, 500), None, "Too few rows before or since to say.", id="its own month is no since"
        ),
    ],
)
def test_before_and_since(source, before, month_itself, since, words):
    put_milestone(source, IN_FORCE)
    for month, told in ((8, before), (9, month_itself), (10, since)):
        if told:
            put_month(source, month, *told)
    (row,) = rows_of(source.query("new_documentation"))
    assert (row.agency_name, row.field_title, change_of_filling(row)) == ("M", "Injury", words)


def test_what_is_not_in_force_says_so(source):
    put_milestone(source, None)
    put_month(source, 8, 1, 40)
    (row,) = rows_of(source.query("new_documentation"))
    assert change_of_filling(row) == "Not in force yet."


def test_without_an_agency_it_stands_for_each_that_sends_the_field(source):
    put_milestone(source, IN_FORCE, agency=None)
    for agency in ("mpd", "rpd"):
        put_month(source, 8, 1, 40, agency)
    assert [row.agency_name for row in rows_of(source.query("new_documentation"))] == ["M", "R"]
