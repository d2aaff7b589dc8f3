"""What survivors said, as reports may read it: nothing of a small wave, of a small part of one, or without consent."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.settings import Thresholds
from pipelines.warehouse.tables import table_sql


@pytest.fixture
def warehouse():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA core; CREATE SCHEMA stg; CREATE SCHEMA pub")
    for name in ("survivor_survey_response", "consultation_event", "consultation_theme"):
        connection.execute(create_table_sql(TABLES[f"core.{name}"]))
    connection.execute("CREATE TABLE stg.setting AS SELECT 10 AS survey_floor")
    connection.execute(f"CREATE VIEW pub.consultation AS {table_sql('pub.consultation', Thresholds())}")
    yield connection
    connection.close()


def put(connection, table, *rows):
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def told(connection, table, columns):
    query = table_sql(table, Thresholds())
    return connection.execute(f"SELECT {columns} FROM ({query}) ORDER BY ALL").fetchall()


def answers(scores, **more):
    return [
        {
            "survey_wave": "2025-Q1",
            "response_no": n,
            "survivor_step": "police",
            "score_respect": score,
            "consent_aggregate": True,
            **more,
        }
        for n, score in enumerate(scores, 1)
    ]


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([4] * 9 + [2], (9, False), id="ten are told"),
        pytest.param([4] * 8 + [2], (None, True), id="nine are not"),
        pytest.param([4] * 5 + [2] * 5 + [None], (5, False), id="a blank is no answer"),
        pytest.param([4] * 19, (None, True), id="nineteen who all say the same are not told"),
        pytest.param([4] * 20, (9, False), id="twenty are"),
    ],
)
def test_a_statement_is_told_from_the_floor_on(warehouse, scores, expected):
    put(warehouse, "core.survivor_survey_response", *answers(scores))
    assert told(warehouse, "pub.survivor_answer", "agree_tenths, suppressed") == [expected]


@pytest.mark.parametrize(
    ("people", "consent", "confirmed", "quotes"),
    [
        pytest.param(10, True, True, [("2025-Q1", "Nobody told me.")], id="agreed and confirmed"),
        pytest.param(9, True, True, [], id="the wave is too small"),
        pytest.param(10, False, True, [], id="did not agree"),
        pytest.param(10, True, None, [], id="nobody confirmed"),
    ],
)
def test_words_are_told_only_with_consent_from_a_wave_that_is_large_enough(
    warehouse, people, consent, confirmed, quotes
):
    rows = answers([3] * people)
    rows[0] |= {
        "free_text_redacted": "Nobody told me.",
        "consent_quote": consent,
        "redaction_confirmed": confirmed,
    }
    put(warehouse, "core.survivor_survey_response", *rows)
    assert told(warehouse, "pub.survivor_quote", "wave, quote") == quotes


@pytest.mark.parametrize(
    ("status", "people", "is_told"),
    [
        pytest.param("held", "5", True, id="five are enough"),
        pytest.param("held", "<5", False, id="a banded number is too few"),
        pytest.param("planned", "12", False, id="not held yet"),
    ],
)
def test_a_consultation_is_told_from_five_people_on(warehouse, status, people, is_told):
    event = {"event_id": "E1", "status": status, "participants_n": people, "wave": "2025-Q1"}
    theme = {
        "event_id": "E1",
        "survivor_theme": "not_told_of_release",
        "survivor_step": "court",
        "free_text_redacted": "I heard it from a neighbor.",
        "consent_quote": True,
        "redaction_confirmed": True,
    }
    put(warehouse, "core.consultation_event", event)
    put(warehouse, "core.consultation_theme", theme)
    themes = told(warehouse, "pub.survivor_theme", "wave, survivor_theme, survivor_step")
    assert themes == [("2025-Q1", "not_told_of_release", "court")] * is_told
    assert told(warehouse, "pub.survivor_quote", "quote") == [("I heard it from a neighbor.",)] * is_told


def test_whoever_was_taken_out_of_a_wave_is_gone_though_another_sheet_held_two_waves(warehouse):
    columns = "survey_wave, answer_no, survivor_step, consent_aggregate, consent_quote, redaction_confirmed, free_text_redacted"
    warehouse.execute(
        f"CREATE TABLE stg.survivor_survey__ordered AS SELECT * FROM (SELECT unnest([1, 2, 3]), 'police', true, true, true, 'Words.')"
        f" AS told ({columns.removeprefix('survey_wave, ')}), (VALUES ('2025-Q1', 'first', 1, 1)) AS sheet (survey_wave, submission_id, submission_order, load_order)"
    )
    warehouse.execute(
        "INSERT INTO stg.survivor_survey__ordered BY NAME SELECT * REPLACE ('second' AS submission_id, 2 AS submission_order, 2 AS load_order)"
        " FROM stg.survivor_survey__ordered WHERE answer_no < 3"
    )
    warehouse.execute(
        "INSERT INTO stg.survivor_survey__ordered BY NAME SELECT * REPLACE ('2024q4' AS survey_wave)"
        " FROM stg.survivor_survey__ordered WHERE submission_id = 'second' AND answer_no = 1"
    )
    found = told(
        warehouse,
        "core.survivor_survey_response",
        "survey_wave, count(*) OVER (PARTITION BY survey_wave), submission_id",
    )
    assert found == [("2024-Q4", 1, "second"), ("2025-Q1", 2, "second"), ("2025-Q1", 2, "second")]
