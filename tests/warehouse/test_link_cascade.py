"""The cascade of links on a site of a few records: which rule joins a pair, what is kept apart, what is asked, what answers do."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from made_site import MadeSite

from pipelines.submissions.link_answers import LinkAnswer

Row = dict[str, Any]


def _at(day: int, month: int = 1) -> datetime:
    return datetime(2025, month, day, 12)


def _arrest(key: str, **more: Any) -> Row:
    return {"arrest_key": key, "arrested_ts": _at(10), "dv_charge": True, **more}


def _booking(key: str, **more: Any) -> Row:
    return {"booking_key": key, "charge_seq": 1, "booked_ts": _at(10), **more}


def _referral(key: str, **more: Any) -> Row:
    return {"pros_case_key": key, "referred_ts": _at(12), **more}


def _docket(key: str, **more: Any) -> Row:
    return {"court_case_key": key, "charge_seq": "1", "filed_date": date(2025, 1, 15), **more}


REPORTS = [
    "plain",
    "by_way",
    "typo",
    "differs_1",
    "differs_2",
    "dual",
    "late",
    "again",
    "one_blank",
    "open_case",
    "one_charged",
    "one_filed",
]
ARRESTS = [
    _arrest("plain", incident_key="plain", booking_key="b_plain"),
    _arrest("by_way", booking_key="b_by_way"),  # names no report; its booking does
    _arrest("typo", incident_key="nowhere", booking_key="b_typo"),  # names a report that nobody has
    _arrest("differs", incident_key="differs_1", booking_key="b_differs"),  # and its booking another
    _arrest("dual_1", incident_key="dual"),  # two people in one report, neither names a booking
    _arrest("dual_2", incident_key="dual"),
    _arrest("early", incident_key="late"),  # three months before the report it names
    _arrest("named", incident_key="one_blank", booking_key="b_named"),  # of two people one names the booking
    _arrest("blank", incident_key="one_blank"),
    _arrest("not_booked", incident_key="one_blank", booked=False),
    _arrest("no_number"),
]
BOOKINGS = [
    _booking("b_plain", incident_key="plain"),
    _booking("b_by_way", incident_key="by_way"),
    _booking("b_typo", incident_key="typo"),
    _booking("b_differs", incident_key="differs_2"),
    _booking("b_dual_1", incident_key="dual"),
    _booking("b_dual_2", incident_key="dual"),
    _booking("b_named", incident_key="one_blank"),
    _booking("b_blank", incident_key="one_blank"),
    _booking("b_case", incident_key="open_case", court_case_key="found_case"),
    _booking("b_charged", incident_key="one_charged", court_case_key="lone_case"),
    _booking("b_filed", incident_key="one_filed", court_case_key="left_case"),
]


def fill(site: MadeSite) -> None:
    calls = [
        {"call_key": "names", "received_ts": _at(9), "report_key": "plain"},
        {"call_key": "is_named", "received_ts": _at(9)},
        {"call_key": "duplicate", "received_ts": _at(9), "report_key": "plain", "is_duplicate": True},
        {"call_key": "unrelated", "received_ts": _at(9)},
    ]
    site.add("ecc", "cad_calls", "2025-01", calls)
    reports = [
        {"incident_key": key, "reported_ts": _at(10, 5 if key == "late" else 1), "victim_seq": 1}
        for key in REPORTS
    ]
    reports[0]["call_key"] = "names"
    reports[1]["call_key"] = "is_named"
    second_victim = {"incident_key": "plain", "reported_ts": _at(10), "victim_seq": 2}
    site.add("mpd", "rms_incidents", "2025-01", [*reports, second_victim], last_month="2025-05")
    site.add("mpd", "rms_arrests", "2025-01", ARRESTS)
    site.add("jail", "jms_bookings", "2025-01", BOOKINGS)
    site.add("da", "prosecution", "2025-01", [_referral("refiled", court_case_key="first_case")])
    site.add(
        "da",
        "prosecution",
        "2025-02",
        [
            _referral("refiled", court_case_key="second_case"),
            _referral("blank", incident_key="open_case"),
            _referral("by_case", court_case_key="found_case"),
            _referral("charged_too", incident_key="one_charged", review_decision="declined"),
            _referral("filed", incident_key="one_filed", review_decision="filed"),
        ],
    )
    dockets = [_docket(key) for key in ("first_case", "second_case", "found_case", "lone_case", "left_case")]
    site.add("court", "court_cases", "2025-01", dockets, last_month="2025-03")
    # The prosecutor sends the same docket too: two accounts of one case.
    site.add("da", "court_cases", "2025-01", [_docket("second_case")], last_month="2025-03")


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    site = MadeSite(tmp_path_factory.mktemp("linked"))
    fill(site)
    return site.build("ops.match_rate", "ops.link_rule", "mart.fact_incident")


def pairs(connection: duckdb.DuckDBPyConnection, link: str, child: str) -> set[tuple[Any, ...]]:
    """Partner, rule and whether it is current, of each pair of one child."""
    return set(
        connection.execute(
            "SELECT partner_key, rule, precedence, is_current FROM core.link WHERE link_name = ? AND child_key = ?",
            [link, child],
        ).fetchall()
    )


@pytest.mark.parametrize(
    ("link", "child", "expected"),
    [
        pytest.param(
            "call_to_incident",
            "names",
            {("plain", "report_number", 1, True)},
            id="two rules agree: the first",
        ),
        pytest.param(
            "call_to_incident",
            "is_named",
            {("by_way", "call_number", 2, True)},
            id="the report names the call",
        ),
        pytest.param("call_to_incident", "duplicate", set(), id="a duplicate call counts nowhere"),
        pytest.param("call_to_incident", "unrelated", set(), id="nobody names it"),
        pytest.param(
            "arrest_to_incident", "plain", {("plain", "report_number", 1, True)}, id="one report, two victims"
        ),
        pytest.param(
            "arrest_to_incident",
            "by_way",
            {("by_way", "booking_number", 2, True)},
            id="by way of the booking",
        ),
        pytest.param("arrest_to_incident", "typo", set(), id="an unknown number is not overruled"),
        pytest.param("arrest_to_incident", "no_number", set(), id="no number, no link"),
        pytest.param(
            "arrest_to_incident",
            "differs",
            {("differs_1", "report_number", 1, True)},
            id="the first of two rules decides",
        ),
        pytest.param(
            "arrest_to_incident",
            "early",
            {("late", "report_number", 1, True)},
            id="odd dates link, and are asked",
        ),
        pytest.param("arrest_to_booking", "dual_1", set(), id="two arrests and two bookings leave a choice"),
        pytest.param(
            "arrest_to_booking",
            "blank",
            {("b_blank", "report_number", 2, True)},
            id="one is left, the other taken",
        ),
        pytest.param("arrest_to_booking", "not_booked", set(), id="nobody was booked"),
        pytest.param(
            "referral_to_court_case",
            "refiled",
            {
                ("second_case", "court_case_number", 1, True),
                ("first_case", "court_case_number_earlier", 3, False),
            },
            id="a refiled case keeps both numbers, and counts under the last",
        ),
        pytest.param(
            "referral_to_court_case", "blank", set(), id="a case that another referral names is taken"
        ),
        pytest.param(
            "referral_to_court_case",
            "filed",
            {("left_case", "report_number", 2, True)},
            id="a booking leads from the report to the case",
        ),
        pytest.param(
            "referral_to_court_case",
            "charged_too",
            set(),
            id="a declined referral has no case: the report's is another person's",
        ),
        pytest.param(
            "referral_to_incident",
            "by_case",
            {("open_case", "court_case_number", 2, True)},
            id="by way of booking and case",
        ),
    ],
)
def test_the_first_rule_that_joins_decides(
    linked: duckdb.DuckDBPyConnection, link: str, child: str, expected: set[tuple[Any, ...]]
) -> None:
    assert pairs(linked, link, child) == expected


@pytest.mark.parametrize(
    ("link", "child", "partners", "children"),
    [
        pytest.param("arrest_to_incident", "dual_1", 1, 2, id="a dual arrest is two arrests of one report"),
        pytest.param("referral_to_court_case", "refiled", 2, 1, id="a refiled case has two numbers"),
        pytest.param("arrest_to_incident", "plain", 1, 1, id="two victims are one incident"),
    ],
)
def test_many_to_many_is_counted_and_kept_apart(
    linked: duckdb.DuckDBPyConnection, link: str, child: str, partners: int, children: int
) -> None:
    linked.execute("CREATE OR REPLACE TEMP TABLE pair AS FROM core.link WHERE link_name = ?", [link])
    mine = "SELECT partner_key FROM pair WHERE child_key = $child"
    told = linked.execute(
        f"SELECT (SELECT count(DISTINCT partner_key) FROM ({mine})),"
        f" count(DISTINCT (agency_code, child_key)) FROM pair WHERE partner_key IN ({mine}) GROUP BY partner_key",
        {"child": child},
    )
    assert set(told.fetchall()) == {(partners, children)}


def test_two_accounts_of_one_case_count_once(linked: duckdb.DuckDBPyConnection) -> None:
    assert linked.execute(
        "SELECT partner_agency_code FROM core.link WHERE child_key = 'refiled' AND is_current ORDER BY 1"
    ).fetchall() == [("court",), ("da",)]
    rate = linked.execute(
        "SELECT linked, eligible FROM ops.match_rate WHERE link_name = 'referral_to_court_case'"
    ).fetchall()
    assert rate == [(3, 3)]


def test_figures_use_what_the_links_found(linked: duckdb.DuckDBPyConnection) -> None:
    keys = dict(linked.execute("SELECT arrest_key, incident_key FROM core.arrest").fetchall())
    assert (keys["by_way"], keys["typo"], keys["differs"], keys["no_number"]) == (
        "by_way",
        "nowhere",
        "differs_1",
        None,
    )
    arrested = linked.execute("SELECT incident_key FROM mart.fact_incident WHERE has_arrest").fetchall()
    assert ("by_way",) in arrested and ("typo",) not in arrested


def test_match_rates_count_records_that_name_a_number_or_were_found(
    linked: duckdb.DuckDBPyConnection,
) -> None:
    rates = {
        row[0]: row[1:]
        for row in linked.execute(
            "SELECT link_name, linked, eligible FROM ops.match_rate WHERE agency_code = 'mpd'"
        ).fetchall()
    }
    # Of eleven arrests one has no number at all, and one names a report that nobody has.
    assert rates["arrest_to_incident"] == (9, 10)
    rules = linked.execute(
        "SELECT rule, pairs_count FROM ops.link_rule WHERE link_name = 'arrest_to_incident' ORDER BY precedence"
    ).fetchall()
    assert rules == [("report_number", 8), ("booking_number", 1)]


ASKED = {
    ("arrest_to_incident", "typo", "typo", "number_unknown", False),
    ("arrest_to_incident", "differs", "differs_2", "numbers_differ", False),
    ("arrest_to_incident", "early", "late", "dates_apart", True),
    *(
        ("arrest_to_booking", a, b, "several_fit", False)
        for a in ("dual_1", "dual_2")
        for b in ("b_dual_1", "b_dual_2")
    ),
    ("booking_to_incident", "b_differs", "differs_1", "numbers_differ", False),
}


def questions(connection: duckdb.DuckDBPyConnection) -> dict[tuple[Any, ...], str]:
    rows = connection.execute(
        "SELECT link_name, child_key, partner_key, reason, counts, question_id FROM stg.link_arrest_to_incident"
        " WHERE reason IS NOT NULL UNION ALL SELECT link_name, child_key, partner_key, reason, counts, question_id"
        " FROM stg.link_arrest_to_booking WHERE reason IS NOT NULL UNION ALL SELECT link_name, child_key, partner_key,"
        " reason, counts, question_id FROM stg.link_booking_to_incident WHERE reason IS NOT NULL"
    ).fetchall()
    return {row[:5]: row[5] for row in rows}


def test_what_is_uncertain_is_asked(linked: duckdb.DuckDBPyConnection) -> None:
    assert set(questions(linked)) == ASKED


def test_answers_decide_and_are_told(linked: duckdb.DuckDBPyConnection, site: MadeSite) -> None:
    known = {key[:3]: question for key, question in questions(linked).items()}
    told = {
        ("arrest_to_incident", "typo", "typo"): "same",
        ("arrest_to_incident", "differs", "differs_2"): "same",
        ("arrest_to_incident", "early", "late"): "not_same",
        ("arrest_to_booking", "dual_1", "b_dual_2"): "same",
        ("booking_to_incident", "b_differs", "differs_1"): "dont_know",
    }
    fill(site)
    site.link_answers = tuple(
        LinkAnswer(known[key], answer, date(2025, 6, 1)) for key, answer in told.items()
    )
    built = site.build("core.link", "core.arrest")
    assert pairs(built, "arrest_to_incident", "typo") == {("typo", "coordinator", 0, True)}
    assert pairs(built, "arrest_to_incident", "differs") == {("differs_2", "coordinator", 0, True)}
    assert pairs(built, "arrest_to_incident", "early") == set()
    assert pairs(built, "arrest_to_booking", "dual_1") == {("b_dual_2", "coordinator", 0, True)}
    # What is said of one pair leaves no choice for the others.
    assert pairs(built, "arrest_to_booking", "dual_2") == {("b_dual_1", "report_number", 2, True)}
    keys = dict(built.execute("SELECT arrest_key, incident_key FROM core.arrest").fetchall())
    assert (keys["typo"], keys["differs"], keys["early"]) == ("typo", "differs_2", None)
    assert pairs(built, "booking_to_incident", "b_differs") == {("differs_2", "report_number", 1, True)}


@pytest.mark.parametrize(
    ("limit", "linked_number", "is_low"),
    [
        pytest.param(0.75, 6, False, id="on the limit is enough"),
        pytest.param(0.76, None, True, id="below it the unlinked number stands alone"),
    ],
)
def test_the_funnel_shows_unlinked_counts_below_the_limit(
    site: MadeSite, limit: float, linked_number: int | None, is_low: bool
) -> None:
    site = MadeSite(site.folder, "mpd", thresholds={"match_rate": limit})
    reports = [{"incident_key": f"i{n}", "reported_ts": _at(5), "dv_flag_agency": True} for n in range(8)]
    site.add("mpd", "rms_incidents", "2025-01", reports)
    arrests = [_arrest(f"a{n}", incident_key=f"i{n}" if n < 6 else f"x{n}") for n in range(8)]
    site.add("mpd", "rms_arrests", "2025-01", arrests)
    site.add("mpd", "rms_incidents", "2025-03", status="nil_report")
    built = site.build("mart.funnel")
    told = built.execute(
        "SELECT linked, unlinked, match_rate, links_low FROM mart.funnel"
        " WHERE step = 'arrest' AND agency_code = 'mpd' AND cohort_kind = 'quarter'"
    ).fetchall()
    assert told == [(linked_number, 8, 0.75, is_low)]
