"""Small numbers are hidden from those who may not see them, and hidden means gone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from made_site import MadeSite

from pipelines.disclosure.log import suppression_log_sql
from pipelines.disclosure.primary import (
    AUDIENCES,
    exempt_measures,
    hidden_reason,
    hidden_reason_sql,
    measure_reason_sql,
    time_reason,
)
from pipelines.metadata import MEASURES
from pipelines.settings import Thresholds
from pipelines.warehouse.releases import draft_release


@pytest.mark.parametrize(
    ("num", "den", "threshold", "reason"),
    [
        pytest.param(0, 20, 10, None, id="zero may be shown"),
        pytest.param(1, None, 5, "fewer than 5", id="one"),
        pytest.param(4, None, 5, "fewer than 5", id="four under five"),
        pytest.param(5, None, 5, None, id="five of five"),
        pytest.param(9, None, 10, "fewer than 10", id="nine under ten"),
        pytest.param(10, None, 10, None, id="ten of ten"),
        pytest.param(0, 9, 10, "base of fewer than 10", id="a small base hides a zero"),
        pytest.param(9, 9, 10, "base of fewer than 10", id="a small base"),
        pytest.param(10, 19, 10, "all but fewer than 10", id="nine remain"),
        pytest.param(10, 20, 10, None, id="ten remain"),
        pytest.param(20, 20, 10, None, id="all of them"),
        pytest.param(0, 0, 10, None, id="nobody"),
        pytest.param(None, 9, 10, "base of fewer than 10", id="the nine cases of a time"),
        pytest.param(None, 10, 10, None, id="the ten cases of a time"),
        pytest.param(None, None, 10, None, id="no data"),
    ],
)
def test_the_rule(num: int | None, den: int | None, threshold: int, reason: str | None) -> None:
    assert hidden_reason(num, den, threshold) == reason


def test_the_rule_in_sql_is_the_same_rule() -> None:
    numbers: list[int | None] = [None, 0, 1, 4, 5, 6, 9, 10, 11, 15, 20, 25]
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE TABLE pair (num BIGINT, den BIGINT)")
    connection.executemany("INSERT INTO pair VALUES (?, ?)", [[n, d] for n in numbers for d in numbers])
    for threshold in (5, 10):
        told = connection.execute(f"SELECT num, den, {hidden_reason_sql('num', 'den', threshold)} FROM pair")
        assert [row for row in told.fetchall() if row[2] != hidden_reason(row[0], row[1], threshold)] == []


@pytest.mark.parametrize(
    ("breakdown", "den", "reason"),
    [
        pytest.param("none", 0, None, id="no case"),
        pytest.param("none", 9, "median of fewer than 10", id="a median of nine"),
        pytest.param("none", 10, None, id="a median of ten, five on either side"),
        pytest.param("statistic", 49, "90th percentile of fewer than 50", id="nine of ten of forty-nine"),
        pytest.param("statistic", 50, None, id="nine of ten of fifty, five beyond"),
    ],
)
def test_a_time_has_no_few_cases_beyond_it(breakdown: str, den: int, reason: str | None) -> None:
    told = duckdb.connect(config={"threads": 1}).execute(
        f"SELECT num, {measure_reason_sql('num', 'den', 'breakdown', 5)} FROM"
        " (SELECT unnest([NULL, 0]) AS num, ? AS den, ? AS breakdown)",
        [den, breakdown],
    )
    assert time_reason(den, 5, breakdown) == reason
    assert told.fetchall() == [(None, reason), (0, None)]


def test_work_is_never_hidden_and_case_review_only_from_the_public() -> None:
    work = {"M170", "M172", "M173", "M174", "M175", "M177", "M178"}
    assert set(exempt_measures(MEASURES, "public")) == work
    assert set(exempt_measures(MEASURES, "joint")) == {*work, "M171"}


def _fill(site: MadeSite) -> None:
    counts = {"mpd": (4, 1), "rpd": (12, 2)}
    for agency, (incidents, answered) in counts.items():
        site.add(
            agency,
            "rms_incidents",
            "2025-03",
            [
                {
                    "incident_key": f"{agency}{n}",
                    "reported_ts": datetime(2025, 3, 5),
                    "dv_flag_agency": True,
                    "strangulation": False if n >= answered else None,
                }
                for n in range(incidents)
            ],
        )
    outcomes = ["demonstrated"] * 2 + ["not_demonstrated"]
    site.add(
        "coordinator",
        "case_review",
        "2025-03",
        [
            {
                "agency_code": "mpd",
                "element_id": "PAT-01",
                "review_case_id": str(n),
                "event_quarter": "2025-Q1",
                "outcome": outcome,
            }
            for n, outcome in enumerate(outcomes)
        ]
        + [
            {
                "agency_code": "rpd",
                "element_id": "PAT-02",
                "review_case_id": f"R{n}",
                "event_quarter": "2025-Q1" if n < 12 else "2025-Q2",
                "outcome": "demonstrated" if n % 4 else "unknown",
            }
            for n in range(28)
        ],
    )
    rated = {"agency_code": "mpd", "element_id": "PAT-01", "review_round": "2025-1", "rating": "sometimes"}
    site.add(
        "coordinator",
        "practice_responses",
        "2025-03",
        [
            {**rated, "evidence_kind": "case_review", "n_reviewed": 3, "n_demonstrated": 2, "note": "2 of 3"},
            {**rated, "evidence_kind": "observation", "n_reviewed": 3, "n_demonstrated": 1, "note": "seen"},
        ],
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    site = MadeSite(tmp_path_factory.mktemp("pub"), "mpd", "rpd", as_of=date(2025, 5, 1))
    _fill(site)
    return site.build("pub.measure_value", "pub.funnel", "pub.policy_practice", "pub.practice_response")


def _shown(
    built: duckdb.DuckDBPyConnection, measure: str, agency: str, audience: str
) -> tuple[Any, ...] | None:
    rows = built.execute(
        "SELECT num, den, n_missing, suppressed, suppress_reason FROM pub.measure_value"
        " WHERE measure_id = ? AND agency_code = ? AND audience = ? AND period_kind = 'month' AND period_start = '2025-03-01'"
        " AND breakdown = 'none'",
        [measure, agency, audience],
    ).fetchall()
    return tuple(rows[0]) if rows else None


@pytest.mark.parametrize(
    ("measure", "agency", "audience", "expected"),
    [
        pytest.param(
            "M020", "mpd", "coordinator", (4, None, 0, False, None), id="the coordinator sees counts"
        ),
        pytest.param(
            "M020", "mpd", "director", (None, None, None, True, "small_numbers"), id="four under five"
        ),
        pytest.param("M020", "rpd", "director", (12, None, 0, False, None), id="the own agency"),
        pytest.param("M020", "all", "director", None, id="no director sees all agencies by that row"),
        pytest.param("M020", "all", "joint", (16, None, 0, False, None), id="all agencies together"),
        pytest.param("M020", "mpd", "public", (None, None, None, True, "small_numbers"), id="four under ten"),
        pytest.param(
            "M030", "rpd", "joint", (None, None, None, True, "small_numbers"), id="no one of ten people"
        ),
        pytest.param("M030", "rpd", "coordinator", (0, 10, 2, False, None), id="the coordinator is told"),
        pytest.param("M030", "mpd", "public", (None, None, None, True, "small_numbers"), id="a small base"),
        pytest.param("M173", "mpd", "public", (1, 2, 0, False, None), id="work is not people"),
    ],
)
def test_what_an_audience_sees(
    built: duckdb.DuckDBPyConnection,
    measure: str,
    agency: str,
    audience: str,
    expected: tuple[Any, ...] | None,
) -> None:
    assert _shown(built, measure, agency, audience) == expected


def test_hidden_is_gone_and_shown_is_what_mart_says(built: duckdb.DuckDBPyConnection) -> None:
    left = built.execute(
        "SELECT count(*) FROM pub.measure_value WHERE suppressed"
        " AND (num IS NOT NULL OR den IS NOT NULL OR value IS NOT NULL OR n_missing IS NOT NULL)"
    ).fetchall()
    changed = built.execute(
        "SELECT count(*) FROM pub.measure_value AS pub INNER JOIN mart.measure_value AS mart"
        " USING (measure_id, agency_code, period_kind, period_start, breakdown, category)"
        " WHERE NOT pub.suppressed AND (pub.num IS DISTINCT FROM mart.num OR pub.den IS DISTINCT FROM mart.den"
        " OR pub.value IS DISTINCT FROM mart.value)"
    ).fetchall()
    assert (left, changed) == ([(0,)], [(0,)])
    audiences = built.execute("SELECT DISTINCT audience FROM pub.measure_value ORDER BY ALL").fetchall()
    assert audiences == [(audience,) for audience in AUDIENCES]


def test_no_small_number_is_left_for_directors_together_and_the_public(
    built: duckdb.DuckDBPyConnection,
) -> None:
    for table, numbers, where in (
        (
            "pub.measure_value",
            ("num", "den", "n_missing"),
            "measure_id NOT IN ('M170', 'M171', 'M173', 'M174')",
        ),
        ("pub.funnel", ("linked", "previous", "unlinked"), "true"),
    ):
        small = " OR ".join(f"{n} BETWEEN 1 AND 9" for n in numbers)
        told = built.execute(
            f"SELECT count(*), count(*) FILTER ({small}) FROM {table} WHERE audience IN ('joint', 'public') AND {where}"
        ).fetchall()
        assert told[0][0] > 0
        assert told[0][1] == 0, table


@pytest.mark.parametrize(
    ("measure", "agency", "audience", "kind", "rule"),
    [
        pytest.param("M020", "mpd", "director", "primary", "fewer than 5", id="a small number"),
        pytest.param("M030", "mpd", "public", "primary", "base of fewer than 10", id="a small base"),
        pytest.param(
            "M030",
            "rpd",
            "joint",
            "attribute",
            "everyone or no one of fewer than 20",
            id="no one of ten people",
        ),
    ],
)
def test_the_log_says_which_and_why(
    built: duckdb.DuckDBPyConnection, measure: str, agency: str, audience: str, kind: str, rule: str
) -> None:
    found = built.execute(
        "SELECT kind, rule FROM ops.suppression_log WHERE table_name = 'measure_value' AND series = ?"
        " AND agency_code = ? AND audience = ? AND period_kind = 'month' AND period_start = '2025-03-01'"
        " AND breakdown = 'none' AND part = 'figure'",
        [measure, agency, audience],
    ).fetchall()
    assert found == [(kind, rule)]


def test_the_log_tells_no_rule_of_what_the_coordinator_is_not_told() -> None:
    """The rule would say that the four are fewer than five, and no more than that they protect others."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute(
        "CREATE SCHEMA mart; CREATE TABLE mart.measure_value AS SELECT 'M020' AS measure_id, 'sex_gender' AS breakdown,"
        " category, 'mpd' AS agency_code, 'year' AS period_kind, DATE '2025-01-01' AS period_start, num,"
        " NULL::BIGINT AS den, 0 AS n_missing FROM (VALUES ('F', 4), ('M', 9)) AS groups (category, num);"
        "CREATE TABLE mart.funnel (step TEXT, agency_code TEXT, cohort_kind TEXT, cohort_start DATE, linked BIGINT,"
        " previous BIGINT, unlinked BIGINT)"
    )
    log = f"SELECT category, audience, kind, rule FROM ({suppression_log_sql(MEASURES, Thresholds())}) ORDER BY ALL"
    withheld = [("F", audience, "withheld", "small numbers of people") for audience in AUDIENCES]
    small = [("M", audience, "primary", "fewer than 10") for audience in ("joint", "public")]
    assert connection.execute(log).fetchall() == [*withheld, *small]


def test_case_review_is_told_as_k_of_n_where_enough_were_read(built: duckdb.DuckDBPyConnection) -> None:
    told = built.execute(
        "SELECT audience, demonstrated, applicable, rate, suppressed FROM pub.case_review"
        " WHERE agency_code = 'mpd' AND event_quarter = '2025-Q1' ORDER BY audience"
    ).fetchall()
    assert told == [
        ("coordinator", 2, 3, None, False),
        ("director", None, None, None, True),
        ("joint", None, None, None, True),
    ]
    practice = built.execute(
        "SELECT audience, reviewed_count, gap_kind, suppressed FROM pub.policy_practice"
        " WHERE agency_code = 'mpd' AND element_id = 'PAT-01' ORDER BY audience"
    ).fetchall()
    assert practice == [
        ("coordinator", 3, "not_reviewed", False),
        ("director", None, "too_few_files", True),
        ("joint", None, "too_few_files", True),
    ]
    public = _public_review(built)
    assert public == [(True, None)]


def test_nothing_else_in_pub_tells_a_tally_that_is_withheld(built: duckdb.DuckDBPyConnection) -> None:
    share = built.execute(
        "SELECT DISTINCT audience, suppressed, num, den, n_missing FROM pub.measure_value WHERE measure_id = 'M171'"
        " AND agency_code = 'mpd' AND period_kind = 'quarter' ORDER BY audience"
    ).fetchall()
    assert share == [
        ("coordinator", False, 2, 3, 0),
        *((audience, True, None, None, None) for audience in ("director", "joint", "public")),
    ]
    rated = built.execute(
        "SELECT audience, rating, n_reviewed, n_demonstrated, note, suppressed FROM pub.practice_response"
        " WHERE evidence_kind = 'case_review' ORDER BY audience"
    ).fetchall()
    assert rated == [
        ("coordinator", "sometimes", 3, 2, "2 of 3", False),
        ("director", None, None, None, None, True),
        ("joint", None, None, None, None, True),
    ]
    seen = built.execute("SELECT DISTINCT n_reviewed, suppressed FROM pub.practice_response WHERE evidence_kind <> 'case_review'")  # fmt: skip
    assert seen.fetchall() == [(3, False)]
    proofs = "SELECT bool_and(holds), count(DISTINCT audience) FROM ops.disclosure_proof WHERE subject = 'case_review'"
    assert built.execute(proofs).fetchone() == (True, 3)


def test_a_release_keeps_the_tallies_that_directors_are_told(built: duckdb.DuckDBPyConnection) -> None:
    release = draft_release(built, "2025-Q1", "director", date(2025, 3, 31))
    told = [(row["agency_code"], row["quarters"], row["reviewed"], row["unknown"]) for row in release.reviews]
    assert told == [("rpd", "2025-Q1", 12, 3), ("rpd", "2025-Q1 2025-Q2", 28, 7)]
    assert draft_release(built, "2025-Q1", "joint", date(2025, 3, 31)).reviews == ()


def _public_review(built: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return built.execute(
        "SELECT DISTINCT suppressed, num FROM pub.measure_value WHERE measure_id = 'M171' AND audience = 'public'"
        " AND agency_code = 'mpd' AND period_kind = 'quarter'"
    ).fetchall()
