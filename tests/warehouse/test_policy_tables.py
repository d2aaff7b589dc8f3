"""The tables behind the policy comparison: recommendations with decisions, evidence of practice, references to documents."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.settings import Thresholds
from pipelines.warehouse.tables import table_sql

CORE = (
    "recommendation", "decision", "interview_log", "observation_log", "consultation_theme", "consultation_event",
    "practice_response", "policy_document", "process_step", "material", "milestone",
    "current_element",
)  # fmt: skip


@pytest.fixture
def warehouse():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA core; CREATE SCHEMA stg; CREATE SCHEMA pub; CREATE SCHEMA ops")
    for name in CORE:
        connection.execute(create_table_sql(TABLES[f"core.{name}"]))
    for name in ("pub.policy_response", "ops.suppression_log"):
        connection.execute(create_table_sql(TABLES[name]))
    connection.execute("CREATE TABLE stg.setting AS SELECT 10 AS percent_floor, 10 AS survey_floor")
    for name in ("core.decision_standing", "pub.consultation", "pub.practice_response"):
        connection.execute(f"CREATE VIEW {name} AS {table_sql(name, Thresholds())}")
    connection.execute(
        "CREATE TABLE ops.agency AS SELECT * FROM (VALUES ('mpd', 'M', 'patrol'), ('rpd', 'R', 'patrol')) AS a (agency_code, agency_name, agency_area)"
    )
    yield connection
    connection.close()


def put(connection, table, *rows):
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def told(connection, table, columns):
    query = table_sql(table, Thresholds())
    return connection.execute(f"SELECT {columns} FROM ({query}) ORDER BY ALL").fetchall()


def test_the_latest_decision_stands_beside_its_recommendation(warehouse):
    put(warehouse, "core.recommendation", {"rec_id": "R1", "agency_code": "mpd", "agency_area": "patrol", "element_id": "PAT-01"},
        {"rec_id": "R2", "agency_code": "mpd", "agency_area": "patrol", "element_id": "PAT-02"})  # fmt: skip
    put(warehouse, "core.decision", {"decision_id": "D1", "rec_id": "R1", "decision": "deferred", "decided_date": date(2026, 1, 1)},
        {"decision_id": "D2", "rec_id": "R1", "decision": "accepted", "decided_date": date(2026, 2, 1)})  # fmt: skip
    assert told(warehouse, "pub.policy_action", "rec_id, decision_id, decision") == [
        ("R1", "D2", "accepted"),
        ("R2", None, None),
    ]


def test_a_decision_that_does_not_count_is_read_by_nobody_until_its_day_is_right(warehouse):
    submitted = {"submitted_date": date(2026, 3, 1), "agency_code": "mpd", "element_id": "PAT-01"}
    put(warehouse, "core.recommendation", {"rec_id": "R1", **submitted}, {"rec_id": "R2", **submitted})
    made = {"decision": "accepted", "status": "done", "effective_date": date(2026, 4, 1)}
    put(warehouse, "core.decision",
        {"decision_id": "D1", "rec_id": "R1", "decided_date": date(2026, 2, 28), **made},
        {"decision_id": "D2", "rec_id": "r2", "decided_date": date(2026, 3, 1), **made},
        {"decision_id": "D3", "rec_id": "R9", "decided_date": date(2026, 3, 1), **made})  # fmt: skip
    put(warehouse, "core.current_element", {"element_id": "PAT-01", "agency_area": "patrol"})
    assert told(warehouse, "pub.decision", "decision_id, rec_id") == [("D2", "R2")]
    assert told(
        warehouse, "pub.decision_not_counted", "decision_id, submitted_date, not_counted_check_id"
    ) == [
        ("D1", date(2026, 3, 1), "cross_decision_before_recommendation"),
        ("D3", None, "cross_decision_without_recommendation"),
    ]
    assert told(warehouse, "pub.policy_action", "rec_id, decision_id") == [("R1", None), ("R2", "D2")]
    assert told(warehouse, "pub.policy_event", "decision_id, agency_area") == [("D2", "patrol")]
    assert told(warehouse, "mart.fact_recommendation", "rec_id, is_decided, is_done") == [("R1", False, False), ("R2", True, True)]  # fmt: skip
    warehouse.execute("UPDATE core.decision SET decided_date = '2026-03-01' WHERE decision_id = 'D1'")
    assert told(warehouse, "pub.policy_event", "decision_id") == [("D1",), ("D2",)]
    assert told(warehouse, "pub.policy_action", "rec_id, decision_id") == [("R1", "D1"), ("R2", "D2")]


def test_a_recommendation_for_an_area_stands_for_each_agency_of_it(warehouse):
    put(warehouse, "core.recommendation", {"rec_id": "R1", "agency_area": "patrol"}, {"rec_id": "R2", "agency_area": "cross_agency"})  # fmt: skip
    found = told(warehouse, "pub.policy_action", "rec_id, agency_code")
    assert found == [("R1", "mpd"), ("R1", "rpd"), ("R2", "all")]


def test_interviews_and_observations_are_counted_by_element(warehouse):
    put(warehouse, "core.interview_log",
        {"interview_id": "I1", "agency_code": "mpd", "elements": "PAT-01; PAT-02", "gaps": "resources", "interviewed_date": date(2026, 1, 5)},
        {"interview_id": "I2", "agency_code": "mpd", "elements": "pat-01", "gaps": None, "interviewed_date": date(2026, 1, 9)})  # fmt: skip
    put(warehouse, "core.observation_log", {"observation_id": "O1", "agency_code": "mpd", "elements_seen": "PAT-01"})  # fmt: skip
    assert told(
        warehouse, "pub.practice_evidence", "element_id, evidence_kind, sources_count, gaps_count, last_date"
    ) == [
        ("PAT-01", "interview", 2, 1, date(2026, 1, 9)),
        ("PAT-01", "observation", 1, 0, None),
        ("PAT-02", "interview", 1, 1, date(2026, 1, 5)),
    ]


@pytest.mark.parametrize(
    ("status", "people", "themes"),
    [
        pytest.param("held", "12", [("not_believed",)], id="enough people"),
        pytest.param("held", "5", [("not_believed",)], id="five are enough for a theme"),
        pytest.param("held", "4", [], id="four are too few"),
        pytest.param("held", "<5", [], id="a banded number is too few"),
        pytest.param("held", None, [], id="no number"),
        pytest.param("planned", "12", [], id="not held yet"),
    ],
)
def test_themes_of_survivors_come_only_from_groups_that_are_large_enough(warehouse, status, people, themes):
    put(warehouse, "core.consultation_event", {"event_id": "E1", "status": status, "participants_n": people})
    put(warehouse, "core.consultation_theme", {"event_id": "E1", "survivor_theme": "not_believed", "element_id": "PAT-01"})  # fmt: skip
    assert told(warehouse, "pub.practice_evidence", "theme_codes") == themes


@pytest.mark.parametrize(
    ("kind", "reviewed", "shown"),
    [
        pytest.param("observation", 10, (10, 7), id="ten are shown"),
        pytest.param("observation", 9, (None, None), id="nine are not"),
        pytest.param("statistics", 10, (None, None), id="people served are not"),
    ],
)
def test_what_a_rating_rests_on_is_shown_of_enough_work_of_the_team(warehouse, kind, reviewed, shown):
    put(warehouse, "core.practice_response", {"agency_code": "mpd", "element_id": "PAT-01", "review_round": "2026-1",
        "evidence_kind": kind, "rating": "rarely", "n_reviewed": reviewed, "n_demonstrated": 7})  # fmt: skip
    assert told(warehouse, "pub.practice_evidence", "rating, reviewed_count, demonstrated_count") == [
        ("rarely", *shown)
    ]


@pytest.mark.parametrize(
    ("named", "standing"),
    [
        pytest.param("D1", "in_book", id="in the book"),
        pytest.param("d1", "in_book", id="in small letters"),
        pytest.param("D2", "no_copy", id="no copy"),
        pytest.param("D3", "replaced", id="replaced"),
        pytest.param("D9", "missing", id="missing"),
    ],
)
def test_a_reference_is_followed_to_the_source_book(warehouse, named, standing):
    put(warehouse, "core.policy_document", {"doc_id": "D1", "agency_code": "mpd", "in_source_book": True},
        {"doc_id": "D2", "agency_code": "mpd", "in_source_book": False},
        {"doc_id": "D3", "agency_code": "mpd", "in_source_book": True, "superseded_by": "D1"})  # fmt: skip
    put(warehouse, "pub.policy_response", {"agency_code": "mpd", "element_id": "PAT-01", "doc_id": named})
    found = told(warehouse, "pub.document_reference", "named_in, place, doc_id, standing")
    assert ("Policy checklist", "PAT-01", named, standing) in found


def test_forms_of_an_older_map_are_not_looked_for(warehouse):
    put(warehouse, "core.process_step", {"step_id": "booking", "map_version": "2025-1", "forms_used": "OLD"},
        {"step_id": "booking", "map_version": "2026-1", "forms_used": "D1; D9"})  # fmt: skip
    assert told(warehouse, "pub.document_reference", "doc_id, standing") == [
        ("D1", "missing"),
        ("D9", "missing"),
    ]
