"""Findings: what the rules raise on their boundaries, what a second look says, where a finding stands, and who may see it."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from pipelines.metadata import TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.metadata.finding_rules import FINDING_RULES
from pipelines.settings import Bands, Thresholds
from pipelines.warehouse.latest import macros
from pipelines.warehouse.tables import table_sql

MADE = (
    "core.finding", "core.interview_log", "core.current_element", "core.case_review_item", "ops.agency", "ops.finding_rule",
    "ops.blank_rate", "ops.dataset", "ops.measure_definition", "mart.finding_point", "mart.finding_check", "mart.finding_where",
    "mart.finding_register", "mart.finding_standing", "pub.case_review", "pub.measure_value",
)  # fmt: skip
ENDS = {1: date(2025, 3, 31), 2: date(2025, 6, 30), 3: date(2025, 9, 30), 4: date(2025, 12, 31)}


@pytest.fixture
def warehouse():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(
        "CREATE SCHEMA core; CREATE SCHEMA stg; CREATE SCHEMA mart; CREATE SCHEMA pub; CREATE SCHEMA ops"
    )
    for macro in macros(["UTC"]):
        connection.execute(macro)
    for name in MADE:
        connection.execute(create_table_sql(TABLES[name]))
    connection.execute(
        "CREATE TABLE stg.setting AS SELECT 10 AS percent_floor, 0.75 AS watch_from, 0.15 AS often_blank,"
        " DATE '2025-12-31' AS data_to_date, DATE '2026-01-20' AS as_of_date"
    )
    connection.execute(
        "CREATE TABLE stg.period AS SELECT 'quarter' AS period_kind, make_date(2025, q * 3 - 2, 1) AS period_start,"
        " last_day(make_date(2025, q * 3, 1)) AS period_end FROM (VALUES (1), (2), (3), (4)) AS t (q)"
    )
    connection.execute(
        "CREATE TABLE mart.fact_policy (agency_code VARCHAR, element_id VARCHAR, status VARCHAR, valid_from DATE, valid_to DATE)"
    )
    limits = Bands().model_dump()
    for rule in FINDING_RULES:
        put(connection, "ops.finding_rule", {
            "finding_trigger": rule.trigger, "subject_kind": rule.subject_kind, "quarters": rule.quarters,
            "limit_name": rule.limit, "limit_share": limits.get(rule.limit), "needs_apart": rule.needs_apart, "words": rule.words,
        })  # fmt: skip
    yield connection
    connection.close()


def put(connection, table, *rows):
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


def make(connection, *tables):
    """Fill tables one after the other with the rows of their own queries."""
    for table in tables:
        names = ", ".join(f.name for f in TABLES[table].fields)
        connection.execute(
            f"INSERT INTO {table} BY NAME SELECT {names} FROM ({table_sql(table, Thresholds())})"
        )


def points(kind, subject, shares, better=1, **more):
    """Quarters of 2025 in turn, each as (num, den); None is a quarter without records."""
    return [
        {
            "agency_code": "mpd", "subject_kind": kind, "subject": subject, "period_kind": "quarter",
            "period_start": ENDS[n].replace(month=n * 3 - 2, day=1), "period_end": ENDS[n], "num": told[0], "den": told[1],
            "unknown": 0, "not_applicable": 0, "better": better, "months_missing": False, **more,
        }
        for n, told in enumerate(shares, 1)
        if told is not None
    ]  # fmt: skip


def raised(connection):
    return connection.execute(
        "SELECT finding_trigger, quarter(quarter_end_date) FROM mart.finding_check WHERE is_raised ORDER BY ALL"
    ).fetchall()


@pytest.mark.parametrize(
    ("kind", "shares", "better", "found"),
    [
        pytest.param("practice", [(7, 10)], 1, [("below_threshold", 1)], id="70 percent of ten"),
        pytest.param("practice", [(15, 20)], 1, [], id="75 percent is not under it"),
        pytest.param("practice", [(0, 9)], 1, [], id="nine files raise nothing"),
        pytest.param("practice", [(0, 5), (0, 5)], 1, [("below_threshold", 2)], id="two quarters make ten files"),
        pytest.param("practice", [(4, 10), (10, 10), (10, 10), (10, 10)], 1, [("below_threshold", 1), ("below_threshold", 2)], id="good quarters outweigh a bad one"),
        pytest.param("practice", [(30, 30), (26, 30), (23, 30)], 1, [("falling", 3)], id="worse twice and clearly"),
        pytest.param("practice", [(28, 30), (26, 30), (24, 30)], 1, [], id="worse twice, perhaps by chance"),
        pytest.param("practice", [(30, 30), (30, 30), (23, 30)], 1, [], id="worse once is no fall"),
        pytest.param("practice", [(30, 30), None, (26, 30), (23, 30)], 1, [], id="a quarter without files breaks the row"),
        pytest.param("measure", [(5, 100), (20, 100), (40, 100)], -1, [("falling", 3)], id="more of what should be less"),
        pytest.param("measure", [(40, 100), (20, 100), (5, 100)], -1, [], id="less of what should be less"),
        pytest.param("measure", [(10, 100)], 1, [], id="a measure has no level of its own"),
        pytest.param("field", [(15, 100)], -1, [], id="15 percent blank is allowed"),
        pytest.param("field", [(16, 100)], -1, [("often_blank", 1)], id="16 percent is not"),
        pytest.param("field", [(9, 9)], -1, [], id="nine rows raise nothing"),
    ],
)  # fmt: skip
def test_rules_on_their_boundaries(warehouse, kind, shares, better, found):
    limit = {"limit_share": 0.15} if kind == "field" else {}
    put(warehouse, "mart.finding_point", *points(kind, "X", shares, better, **limit))
    make(warehouse, "mart.finding_check")
    assert raised(warehouse) == found


def test_a_field_that_may_be_blank_more_often_has_its_own_limit(warehouse):
    put(warehouse, "mart.finding_point", *points("field", "X", [(30, 100)], -1, limit_share=0.4))
    make(warehouse, "mart.finding_check")
    assert raised(warehouse) == []


def test_chance_is_told_apart(warehouse):
    put(
        warehouse,
        "mart.finding_point",
        *points("practice", "A", [(7, 10)]),
        *points("practice", "B", [(2, 10)]),
    )
    make(warehouse, "mart.finding_check")
    assert warehouse.execute(
        "SELECT subject, is_clear FROM mart.finding_check WHERE is_raised ORDER BY ALL"
    ).fetchall() == [("A", False), ("B", True)]


def test_a_conflicting_text_is_raised_while_it_stands(warehouse):
    put(warehouse, "mart.fact_policy",
        {"agency_code": "mpd", "element_id": "PAT-01", "status": "conflicts", "valid_from": date(2025, 2, 1), "valid_to": date(2025, 8, 1)},
        {"agency_code": "mpd", "element_id": "PAT-01", "status": "met", "valid_from": date(2025, 8, 1), "valid_to": None})  # fmt: skip
    make(warehouse, "mart.finding_check", "mart.finding_standing")
    assert raised(warehouse) == [("conflict", 1), ("conflict", 2)]
    assert warehouse.execute("SELECT is_raised_now, standing FROM mart.finding_standing").fetchall() == [
        (False, "passed")
    ]


def test_a_finding_about_a_retired_practice_says_so(warehouse):
    put(warehouse, "core.current_element", {"element_id": "PAT-01", "title": "Write a report", "retired_on_date": date(2025, 8, 1)},
        {"element_id": "PAT-02", "title": "Arrive safely"})  # fmt: skip
    put(warehouse, "mart.fact_policy", *({"agency_code": "mpd", "element_id": element, "status": "conflicts",
        "valid_from": date(2025, 2, 1), "valid_to": None} for element in ("PAT-01", "PAT-02")))  # fmt: skip
    make(warehouse, "mart.finding_check", "mart.finding_standing")
    told = warehouse.execute(
        "SELECT DISTINCT subject_title FROM mart.finding_standing ORDER BY ALL"
    ).fetchall()
    assert told == [("Arrive safely",), ("Write a report (retired here)",)]


WAY = {"finding_id": "F1", "agency_code": "mpd", "element_id": "X", "finding_trigger": "below_threshold",
       "found_date": date(2025, 4, 10), "status": "in_progress"}  # fmt: skip
DONE = {**WAY, "action_done_date": date(2025, 7, 15)}
CLOSED = {**DONE, "remeasured_date": date(2026, 1, 10), "closed_date": date(2026, 1, 15), "status": "closed"}


@pytest.mark.parametrize(
    ("register", "shares", "verdict", "standing"),
    [
        pytest.param(None, [(4, 20)], None, "new", id="nobody took it up"),
        pytest.param(WAY, [(4, 20)], None, "open", id="no action in place"),
        pytest.param({**WAY, "status": "dropped"}, [(4, 20)], None, "dropped", id="dropped"),
        pytest.param(DONE, [(4, 20), (4, 20), (6, 20)], "too_few", "waiting", id="the quarter of the action does not count"),
        pytest.param(DONE, [(4, 20), (4, 20), (6, 20), (9, 9)], "too_few", "waiting", id="nine files after it"),
        pytest.param(DONE, [(4, 20), (4, 20), (6, 20), (19, 20)], "better", "better", id="clearly better, not closed"),
        pytest.param(DONE, [(4, 20), (8, 20), (6, 20), (12, 20)], "no_clear_change", "no_clear_change", id="more by chance"),
        pytest.param(DONE, [(14, 20), (14, 20), (6, 20), (1, 20)], "worse", "worse", id="clearly worse"),
        pytest.param(CLOSED, [(4, 20), (4, 20), (6, 20), (19, 20)], "better", "closed", id="closed after a second look"),
        pytest.param(CLOSED, [(4, 20), (8, 20), (6, 20), (12, 20)], "no_clear_change", "closed_not_shown", id="chance closes nothing"),
        pytest.param(CLOSED, [(1, 20), (1, 20), (6, 20), (13, 20)], "better", "closed_not_shown", id="better and still too low"),
        pytest.param({**CLOSED, "remeasured_date": None}, [(4, 20), (4, 20), (6, 20), (19, 20)], "better", "closed_not_shown", id="never measured again"),
    ],
)  # fmt: skip
def test_where_a_finding_stands(warehouse, register, shares, verdict, standing):
    put(warehouse, "mart.finding_point", *points("practice", "X", shares))
    if register:
        put(warehouse, "core.finding", register)
    make(warehouse, "mart.finding_check", "mart.finding_register", "mart.finding_standing")
    told = warehouse.execute(
        "SELECT after_verdict, standing FROM mart.finding_standing WHERE finding_trigger = 'below_threshold'"
    ).fetchall()
    assert told == [(verdict, standing)]


def test_what_people_raise_stands_beside_what_rules_raise(warehouse):
    put(warehouse, "core.finding", {**WAY, "finding_trigger": "survivors"})
    make(warehouse, "mart.finding_register", "mart.finding_standing")
    assert warehouse.execute("SELECT raised_by_rule, standing FROM mart.finding_standing").fetchall() == [
        (False, "open")
    ]


@pytest.mark.parametrize(
    ("more", "answers"),
    [
        pytest.param({}, ("nothing_seen", "nothing_seen"), id="nothing seen"),
        pytest.param({"unknown": 4}, ("often_unknown", "nothing_seen"), id="four of 24 do not say"),
        pytest.param({"months_missing": True}, ("months_missing", "nothing_seen"), id="a month is not in"),
        pytest.param(
            {"not_applicable": 21}, ("nothing_seen", "often_not_applicable"), id="mostly not applicable"
        ),
    ],
)
def test_data_and_base_are_asked_first(warehouse, more, answers):
    put(warehouse, "mart.finding_point", *points("practice", "X", [(4, 20)], **more))
    make(warehouse, "mart.finding_check", "mart.finding_standing")
    assert warehouse.execute("SELECT data_answer, base_answer FROM mart.finding_standing").fetchall() == [
        answers
    ]


@pytest.mark.parametrize(
    ("gone", "rest", "answer"),
    [
        pytest.param((1, 10), (28, 30), "gone_on_arrival", id="ten files where the suspect had left"),
        pytest.param((1, 9), (28, 30), "even", id="nine files name no group"),
        pytest.param((8, 10), (28, 30), "even", id="no clear difference"),
    ],
)
def test_a_group_is_named_only_where_it_clearly_stands_out(warehouse, gone, rest, answer):
    groups = ((gone, True, False), (rest, False, False), ((14, 15), False, True))
    rows = [
        {"agency_code": "mpd", "review_case_id": f"{g}-{k}", "element_id": "X", "event_quarter": "2025-Q4", "goa": is_gone,
         "arrest_made": is_arrest, "dual_arrest": False, "outcome": "demonstrated" if k < told[0] else "not_demonstrated"}
        for g, (told, is_gone, is_arrest) in enumerate(groups)
        for k in range(told[1])
    ]  # fmt: skip
    put(warehouse, "core.case_review_item", *rows)
    put(warehouse, "mart.finding_point", *points("practice", "X", [None, None, None, (20, 40)]))
    make(warehouse, "mart.finding_check", "mart.finding_where")
    assert warehouse.execute("SELECT where_answer FROM mart.finding_where").fetchall() == [(answer,)]


@pytest.mark.parametrize(
    ("shared", "readers"),
    [
        pytest.param(None, ["coordinator", "director"], id="the director's alone"),
        pytest.param(date(2026, 1, 20), ["coordinator", "director", "joint"], id="shared today"),
        pytest.param(date(2026, 1, 21), ["coordinator", "director"], id="shared tomorrow"),
    ],
)
def test_the_director_sees_it_before_the_team(warehouse, shared, readers):
    put(warehouse, "mart.finding_standing", {"agency_code": "mpd", "finding_trigger": "below_threshold", "subject_kind": "practice",
        "subject": "X", "num": 4, "den": 20, "shared_with_team_date": shared})  # fmt: skip
    told = warehouse.execute(
        f"SELECT audience FROM ({table_sql('pub.finding_standing', Thresholds())}) ORDER BY ALL"
    ).fetchall()
    assert [reader for (reader,) in told] == readers


@pytest.mark.parametrize(
    ("agency", "shared", "readers"),
    [
        pytest.param("mpd", None, ["coordinator", "director"], id="the director's alone"),
        pytest.param("mpd", date(2026, 1, 20), ["coordinator", "director", "joint"], id="shared today"),
        pytest.param("mpd", date(2026, 1, 21), ["coordinator", "director"], id="shared tomorrow"),
        pytest.param(None, None, ["coordinator"], id="of no agency"),
    ],
)
def test_the_register_of_findings_is_published_to_those_who_may_see_it(warehouse, agency, shared, readers):
    put(
        warehouse,
        "core.finding",
        {"finding_id": "F1", "agency_code": agency, "shared_with_team_date": shared},
    )
    told = warehouse.execute(
        f"SELECT audience FROM ({table_sql('pub.finding', Thresholds())}) ORDER BY ALL"
    ).fetchall()
    assert [reader for (reader,) in told] == readers


def test_numbers_go_where_a_part_of_them_is_withheld(warehouse):
    put(warehouse, "mart.finding_standing", {"agency_code": "mpd", "finding_trigger": "below_threshold", "subject_kind": "practice",
        "subject": "X", "num": 4, "den": 20, "before_num": 3, "before_den": 12, "shared_with_team_date": date(2025, 1, 1)})  # fmt: skip
    put(warehouse, "pub.case_review", {"agency_code": "mpd", "element_id": "X", "event_quarter": "2025-Q1",
        "audience": "joint", "suppressed": True})  # fmt: skip
    told = warehouse.execute(
        f"SELECT audience, num, before_num, suppressed FROM ({table_sql('pub.finding_standing', Thresholds())}) ORDER BY ALL"
    ).fetchall()
    assert told == [("coordinator", 4, 3, False), ("director", 4, 3, False), ("joint", None, None, True)]
