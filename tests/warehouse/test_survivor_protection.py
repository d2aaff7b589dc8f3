"""How survivors are protected beyond the floor: bands, tenths, parts of a wave, the size of a consultation."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.metadata import CODE_LISTS, TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.settings import Thresholds
from pipelines.warehouse.tables import table_sql

CORE = ("survivor_survey_response", "consultation_event", "consultation_theme", "practice_response")
FLOOR = 10
WORDS = "Nobody told me when he was released."


@pytest.fixture
def warehouse():
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA core; CREATE SCHEMA stg; CREATE SCHEMA pub; CREATE SCHEMA ops")
    for name in CORE:
        connection.execute(create_table_sql(TABLES[f"core.{name}"]))
    connection.execute(create_table_sql(TABLES["ops.suppression_log"]))
    connection.execute(f"CREATE TABLE stg.setting AS SELECT {FLOOR} AS survey_floor")
    connection.execute("CREATE TABLE ops.code_list (code_list TEXT, code TEXT)")
    for name in ("survivor_item", "felt_safer", "would_use_again"):
        connection.executemany(
            "INSERT INTO ops.code_list VALUES (?, ?)", [[name, c] for c in CODE_LISTS[name].values]
        )
    connection.execute(f"CREATE VIEW pub.consultation AS {table_sql('pub.consultation', Thresholds())}")
    yield connection
    connection.close()


def put(connection, table, **values):
    marks = ", ".join("?" for _ in values)
    connection.execute(
        f"INSERT INTO core.{table} ({', '.join(values)}) VALUES ({marks})", list(values.values())
    )


def told(connection, table, columns):
    return connection.execute(
        f"SELECT {columns} FROM ({table_sql(table, Thresholds())}) ORDER BY ALL"
    ).fetchall()


def answer(connection, people, *, safer=0, step="police", **values):
    """A wave in which ``safer`` of ``people`` felt safer, and the others less safe."""
    for number in range(people):
        felt = "safer" if number < safer else "less_safe"
        put(connection, "survivor_survey_response", survey_wave="2025-Q1", response_no=number, survivor_step=step,
            felt_safer=felt, **values)  # fmt: skip


@pytest.mark.parametrize(
    ("people", "band", "suppressed"),
    [
        pytest.param(9, None, True, id="nine are too few"),
        pytest.param(10, "10 to 19", False, id="ten are told"),
        pytest.param(19, "10 to 19", False, id="nineteen"),
        pytest.param(20, "20 to 49", False, id="twenty"),
        pytest.param(50, "50 or more", False, id="fifty"),
    ],
)
def test_how_many_answered_is_a_band(warehouse, people, band, suppressed):
    answer(warehouse, people)
    assert told(warehouse, "pub.survivor_wave", "people_band, suppressed") == [(band, suppressed)]


@pytest.mark.parametrize(
    ("people", "safer", "tenths"),
    [
        pytest.param(9, 9, (None, None, None, None), id="nine are too few for anything"),
        pytest.param(10, 7, (3, 7, 1, 1), id="seven of ten; nobody is told as one or fewer"),
        pytest.param(12, 12, (1, 9, 1, 1), id="all are told as nine or more"),
        pytest.param(40, 1, (9, 1, 1, 1), id="one of forty"),
    ],
)
def test_answers_are_told_in_tenths_never_all_and_never_nobody(warehouse, people, safer, tenths):
    answer(warehouse, people, safer=safer)
    found = told(warehouse, "pub.survivor_outcome", "answer, tenths, suppressed")
    assert found == [
        (name, share, people < FLOOR)
        for name, share in zip(("less_safe", "safer", "same", "unsure"), tenths, strict=True)
    ]


@pytest.mark.parametrize(
    ("scores", "tenths"),
    [
        pytest.param([5] * 9, None, id="nine are too few"),
        pytest.param([4] * 6 + [3] * 4, 6, id="three is no agreement"),
        pytest.param([5] * 19 + [1], 9, id="nearly all"),
        pytest.param([1] * 9 + [2], 1, id="nobody agrees"),
    ],
)
def test_agreement_with_a_statement_is_told_in_tenths(warehouse, scores, tenths):
    for number, score in enumerate(scores):
        put(warehouse, "survivor_survey_response", survey_wave="2025-Q1", response_no=number, survivor_step="police",
            score_listened=score)  # fmt: skip
    assert told(warehouse, "pub.survivor_answer", "agree_tenths") == [(tenths,)]


def test_a_part_of_a_wave_that_few_answered_is_withheld(warehouse):
    answer(warehouse, 20, safer=10)
    answer(warehouse, 4, safer=4, step="court", free_text_redacted=WORDS, consent_quote=True, redaction_confirmed=True)  # fmt: skip
    found = told(warehouse, "pub.survivor_outcome", "survivor_step, answer, tenths")
    assert ("police", "safer", 5) in found
    assert {row[2] for row in found if row[0] == "court"} == {None}
    assert told(warehouse, "pub.survivor_quote", "quote") == []


@pytest.mark.parametrize(
    ("people", "kind", "band", "is_told"),
    [
        pytest.param("<5", "focus_group", "fewer than 5", False, id="a banded number"),
        pytest.param("4", "focus_group", "fewer than 5", False, id="four"),
        pytest.param("5", "focus_group", "5 to 9", True, id="five"),
        pytest.param("10", "listening_session", "10 or more", True, id="ten"),
        pytest.param(None, "focus_group", "not said", False, id="nobody says how many"),
        pytest.param("2", "cbo_consultation", "fewer than 5", True, id="an organization speaks for itself"),
    ],
)
def test_what_is_told_of_a_consultation_depends_on_its_size(warehouse, people, kind, band, is_told):
    put(warehouse, "consultation_event", event_id="E1", event_kind=kind, status="held", wave="2025-Q1",
        participants_n=people, community="Deaf women")  # fmt: skip
    put(warehouse, "consultation_theme", event_id="E1", survivor_theme="slow_response", survivor_step="police",
        free_text_redacted=WORDS, consent_quote=True, redaction_confirmed=True)  # fmt: skip
    assert told(warehouse, "pub.consultation", "people_band, community, is_told") == [
        (band, "Deaf women" if is_told else None, is_told)
    ]
    themes = [("slow_response", "police", 1)] if is_told else []
    assert (
        told(warehouse, "pub.survivor_theme", "survivor_theme, survivor_step, consultations_count") == themes
    )
    words = [(WORDS, "slow_response")] if is_told else []
    assert told(warehouse, "pub.survivor_quote", "quote, survivor_theme") == words


def test_themes_are_counted_by_consultation_with_what_came_of_them(warehouse):
    for event, wave in (("E1", "2025-Q1"), ("E2", "2025-Q1"), ("E3", "2025-Q4")):
        put(warehouse, "consultation_event", event_id=event, event_kind="focus_group", status="held", wave=wave,
            participants_n="8", themes="slow_response; money_and_housing")  # fmt: skip
    put(warehouse, "consultation_theme", event_id="E1", survivor_theme="slow_response", survivor_step="police",
        mentions="few", element_id="PAT-01")  # fmt: skip
    put(warehouse, "consultation_theme", event_id="E2", survivor_theme="slow_response", survivor_step="police",
        mentions="most", element_id="PAT-02", rec_id="R-1")  # fmt: skip
    columns = "wave, survivor_theme, survivor_step, consultations_count, by_many, element_ids, rec_ids"
    assert told(warehouse, "pub.survivor_theme", columns) == [
        ("2025-Q1", "slow_response", "police", 2, True, "PAT-01; PAT-02", "R-1"),
        ("2025-Q4", "money_and_housing", None, 1, False, None, None),
        ("2025-Q4", "slow_response", None, 1, False, None, None),
    ]


@pytest.mark.parametrize(
    ("kind", "reviewed", "expected"),
    [
        pytest.param("survivor_information", 9, (None, None, None), id="nine survivors"),
        pytest.param(
            "survivor_information", None, ("rarely", None, "seen"), id="a judgement without a number"
        ),
        pytest.param("survivor_information", 10, ("rarely", 10, "seen"), id="ten survivors"),
        pytest.param("interview", 3, ("rarely", 3, "seen"), id="three interviews with staff"),
    ],
)
def test_the_register_of_evidence_tells_nothing_of_a_few_survivors(warehouse, kind, reviewed, expected):
    put(warehouse, "practice_response", agency_code="mpd", element_id="PAT-01", review_round="2026-1", evidence_kind=kind,
        rating="rarely", n_reviewed=reviewed, note="seen")  # fmt: skip
    assert told(warehouse, "pub.practice_response", "DISTINCT rating, n_reviewed, note") == [expected]
