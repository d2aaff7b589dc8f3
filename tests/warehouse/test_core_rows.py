"""What core makes of records that come several times, in several rows, and from several agencies."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from made_site import MadeSite

from pipelines.warehouse.tables import TABLE_ORDER


def _at(day: int, hour: int = 12, minute: int = 0, month: int = 1) -> datetime:
    return datetime(2025, month, day, hour, minute)


def _charge(case: str, seq: str, disposition: str | None, **more: Any) -> dict[str, Any]:
    closed = date(2025, 3, 1) if disposition else None
    return {
        "court_case_key": case,
        "charge_seq": seq,
        "filed_date": date(2025, 1, 2),
        "disposition": disposition,
        "disposition_date": closed,
        "dv_related": False,
        **more,
    }


def _fill(site: MadeSite) -> None:
    call = {"call_key": "units", "received_ts": _at(3), "call_type_initial": "dv_verbal"}
    site.add(
        "ecc",
        "cad_calls",
        "2025-01",
        [
            {
                **call,
                "dispatched_ts": _at(3, 12, 9),
                "first_arrived_ts": _at(3, 12, 20),
                "cleared_ts": _at(3, 13),
            },
            {
                **call,
                "dispatched_ts": _at(3, 12, 4),
                "first_arrived_ts": _at(3, 12, 30),
                "cleared_ts": _at(3, 14),
            },
            {"call_key": "dup", "received_ts": _at(3), "disposition": "duplicate"},
            {"call_key": "void", "received_ts": _at(3), "disposition": "void_test"},
            {"call_key": "typed", "received_ts": _at(4), "call_type_final": "order_violation"},
        ],
    )
    # The same event in a longer file that came later: what it leaves blank stays known.
    site.add(
        "ecc",
        "cad_calls",
        "2025-01",
        [{**call, "dispatched_ts": _at(3, 12, 6), "call_type_final": "not_dv", "disposition": "unfounded"}],
        last_month="2025-03",
    )
    site.add("mpd", "rms_incidents", "2025-01", _incidents())
    site.add(
        "mpd",
        "rms_incidents",
        "2025-02",
        [
            {
                "incident_key": "supplemented",
                "reported_ts": _at(9, month=2),
                "is_supplement": True,
                "strangulation": True,
                "statute_text": "other",
                "suspect_seq": 3,
            },
            {"incident_key": "orphan", "reported_ts": _at(9, month=2), "is_supplement": True},
        ],
    )
    site.add("mpd", "rms_arrests", "2025-01", _arrests())
    site.add("court", "court_cases", "2025-01", _court_rows(), last_month="2025-03")
    site.add(
        "court",
        "court_cases",
        "2025-04",
        [_charge("reappears", "1", "conviction_trial", level=None, dv_related=None)],
        last_month="2025-06",
    )
    site.add(
        "court",
        "sentences",
        "2025-01",
        [
            {
                "court_case_key": "s",
                "sentence_date": date(2025, 2, 1),
                "sentence_type": "supervision",
                "cond_bip": True,
            },
            {"court_case_key": "s", "sentence_date": date(2025, 2, 1), "sentence_type": "incarceration"},
            {
                "court_case_key": "s",
                "sentence_date": date(2025, 2, 1),
                "sentence_type": "financial_obligations",
            },
        ],
        last_month="2025-03",
    )
    referral = {"pros_case_key": "p", "referred_ts": _at(5), "level_referred": "misdemeanor"}
    site.add(
        "da",
        "prosecution",
        "2025-01",
        [
            {**referral, "review_decision": "filed", "level_referred": "felony", "dv_related": True},
            {**referral, "review_decision": "declined", "dv_related": False},
        ],
    )
    site.add(
        "jail",
        "jms_bookings",
        "2025-01",
        [
            {
                "booking_key": "b",
                "charge_seq": 1,
                "booked_ts": _at(5),
                "dv_charge": False,
                "charge_class": "felony",
            },
            {
                "booking_key": "b",
                "charge_seq": 2,
                "booked_ts": _at(5),
                "dv_charge": True,
                "released_ts": _at(6, 18),
            },
            {"booking_key": "plain", "booked_ts": _at(5)},
        ],
    )


def _incidents() -> list[dict[str, Any]]:
    def row(key: str, **more: Any) -> dict[str, Any]:
        return {"incident_key": key, "reported_ts": _at(5), **more}

    return [
        row(
            "partner", relationship_to_suspect="XS", victim_seq=1, suspect_seq=2, offense_level="misdemeanor"
        ),
        row("partner", relationship_to_suspect="CH", victim_seq=3, suspect_seq=2, offense_level="felony"),
        row("family", relationship_to_suspect="PA"),
        row("flag", dv_flag_agency=True),
        row("statute", statute_text=" 609.2242 "),
        row("by_call", call_key="typed"),
        row("stranger", relationship_to_suspect="ST", dv_flag_agency=False),
        row("supplemented", statute_text="609.2242", suspect_seq=2),
        row("dual", relationship_to_suspect="SE", victim_seq=1, suspect_seq=2),
        row("dual", relationship_to_suspect="SE", victim_seq=2, suspect_seq=1),
        row("co_arrest", relationship_to_suspect="SE", victim_seq=1, suspect_seq=2),
        row("co_arrest", relationship_to_suspect="SE", victim_seq=1, suspect_seq=3),
        row("no_victims", dv_flag_agency=True, suspect_seq=1),
    ]


def _arrests() -> list[dict[str, Any]]:
    people = [
        ("dual", 1),
        ("dual", 2),
        ("co_arrest", 2),
        ("co_arrest", 3),
        ("no_victims", 1),
        ("no_victims", 2),
    ]
    rows: list[dict[str, Any]] = [
        {"arrest_key": f"{key}-{seq}", "incident_key": key, "suspect_seq": seq, "arrested_ts": _at(5)}
        for key, seq in people
    ]
    charge = {"arrest_key": "charges", "arrested_ts": _at(6)}
    return [
        *rows,
        {
            **charge,
            "charge_seq": 1,
            "offense_level": "misdemeanor",
            "most_serious_charge": "13B",
            "dv_charge": True,
        },
        {
            **charge,
            "charge_seq": 2,
            "offense_level": "felony",
            "most_serious_charge": "13A",
            "dv_charge": False,
        },
    ]


# Case: dispositions of its charges in order, the rolled-up outcome, and whether the case has ended.
_CASES: dict[str, tuple[list[str | None], str | None, bool]] = {
    "one plea and a dismissal": (["dismissal", "conviction_plea"], "conviction_plea", True),
    "a trial beats a plea": (["conviction_plea", "conviction_trial"], "conviction_trial", True),
    "deferred beats acquittal": (["acquittal", "diverted_or_deferred"], "diverted_or_deferred", True),
    "acquittal beats dismissal": (["dismissal", "acquittal"], "acquittal", True),
    "all dismissed": (["dismissal", "dismissal"], "dismissal", True),
    "transferred": (["transfer"], "transfer", True),
    "other": (["other"], "other", True),
    "a charge is open": (["conviction_plea", None], "conviction_plea", False),
    "a bench warrant keeps it open": (["dismissal", "pending_warrant"], "dismissal", False),
    "an unknown outcome keeps it open": (["unknown"], None, False),
    "nothing yet": ([None], None, False),
}


def _court_rows() -> list[dict[str, Any]]:
    rows = [
        _charge(case, str(seq), disposition)
        for case, (dispositions, _, _) in _CASES.items()
        for seq, disposition in enumerate(dispositions, start=1)
    ]
    return [
        *rows,
        _charge(
            "levels", "10", "conviction_plea", level="misdemeanor", charge_family="assault", dv_related=True
        ),
        _charge("levels", "9", "dismissal", level="felony", charge_family="strangulation"),
        _charge("reasons", "10", "dismissal", disposition_reason="other", dismissed_by="court"),
        _charge(
            "reasons", "9", "dismissal", disposition_reason="victim_not_located", dismissed_by="prosecutor"
        ),
        _charge("reappears", "1", None, level="felony", dv_related=True, continuances=2),
    ]


@pytest.fixture(scope="module")
def core(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    site = MadeSite(tmp_path_factory.mktemp("core"))
    _fill(site)
    return site.build("mart.fact_call", *(name for name in TABLE_ORDER if name.startswith("core.")))


def _row(connection: duckdb.DuckDBPyConnection, table: str, where: str, *columns: str) -> tuple[Any, ...]:
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {where}").fetchall()
    assert len(rows) == 1, rows
    return tuple(rows[0])


def test_units_of_one_event_are_one_call(core: duckdb.DuckDBPyConnection) -> None:
    times = ("dispatched_ts", "first_arrived_ts", "cleared_ts")
    told = _row(core, "core.call", "call_key = 'units'", *times, "disposition", "dv_initial", "dv_final")
    # The later file knows a later dispatch; arrival and clearing stay from the earlier one's units.
    assert told == (_at(3, 12, 6), _at(3, 12, 20), _at(3, 14), "unfounded", True, False)


def test_duplicates_and_voids_are_marked_and_not_counted(core: duckdb.DuckDBPyConnection) -> None:
    marks = core.execute("SELECT call_key FROM core.call WHERE is_duplicate OR is_test_or_void ORDER BY ALL")
    assert marks.fetchall() == [("dup",), ("void",)]
    counted = core.execute("SELECT call_key FROM mart.fact_call ORDER BY ALL").fetchall()
    assert counted == [("typed",), ("units",)]


@pytest.mark.parametrize(
    ("incident", "dv", "scope"),
    [
        pytest.param("partner", True, "ipv", id="one partner among the victims"),
        pytest.param("family", True, "fv_non_ipv", id="a relative"),
        pytest.param("flag", True, "unknown", id="the agency's mark"),
        pytest.param("statute", True, "unknown", id="a statute of the site"),
        pytest.param("by_call", True, "unknown", id="the call's final type"),
        pytest.param("stranger", False, "unknown", id="none of them"),
    ],
)
def test_what_makes_an_incident_domestic(
    core: duckdb.DuckDBPyConnection, incident: str, dv: bool, scope: str
) -> None:
    told = _row(core, "core.incident", f"incident_key = '{incident}'", "dv_flag_derived", "dv_scope")
    assert told == (dv, scope)


def test_rows_of_one_report_are_one_incident(core: duckdb.DuckDBPyConnection) -> None:
    assert _row(core, "core.incident", "incident_key = 'partner'", "offense_level") == ("felony",)
    assert core.execute("SELECT count(*) FROM core.incident").fetchall() == [(11,)]


def test_a_supplement_fills_blanks_and_moves_nothing(core: duckdb.DuckDBPyConnection) -> None:
    told = _row(
        core, "core.incident", "incident_key = 'supplemented'", "reported_ts", "strangulation", "statute_text"
    )
    assert told == (_at(5), True, "609.2242")
    people = core.execute(
        "SELECT party_seq FROM core.incident_party WHERE incident_key = 'supplemented' ORDER BY 1"
    )
    assert people.fetchall() == [(2,), (3,)]
    assert _row(core, "core.incident", "incident_key = 'orphan'", "reported_ts") == (_at(9, month=2),)


def test_one_number_on_both_sides_is_one_person(core: duckdb.DuckDBPyConnection) -> None:
    roles = core.execute(
        "SELECT incident_key, party_seq, party_role FROM core.incident_party"
        " WHERE incident_key IN ('dual', 'co_arrest') ORDER BY ALL"
    ).fetchall()
    assert roles == [
        ("co_arrest", 1, "victim"),
        ("co_arrest", 2, "suspect"),
        ("co_arrest", 3, "suspect"),
        ("dual", 1, "both"),
        ("dual", 2, "both"),
    ]


def test_dual_arrest_is_not_co_arrest(core: duckdb.DuckDBPyConnection) -> None:
    told = core.execute(
        "SELECT arrest_key, dual_arrest_flag, possible_dual_arrest FROM core.arrest"
        " WHERE incident_key IS NOT NULL ORDER BY ALL"
    ).fetchall()
    assert told == [
        ("co_arrest-2", False, False),
        ("co_arrest-3", False, False),
        ("dual-1", True, False),
        ("dual-2", True, False),
        ("no_victims-1", False, True),
        ("no_victims-2", False, True),
    ]


def test_charges_of_one_arrest_are_one_arrest(core: duckdb.DuckDBPyConnection) -> None:
    columns = ("charges_count", "offense_level", "most_serious_charge", "dv_charge")
    assert _row(core, "core.arrest", "arrest_key = 'charges'", *columns) == (2, "felony", "13A", True)


def test_charges_of_one_booking_are_one_booking(core: duckdb.DuckDBPyConnection) -> None:
    assert _row(core, "core.booking", "booking_key = 'b'", "charges_count", "dv_charge", "hold_hours") == (
        2,
        True,
        30.0,
    )
    assert _row(core, "core.booking", "booking_key = 'plain'", "charges_count", "hold_hours") == (None, None)


@pytest.mark.parametrize("case", list(_CASES))
def test_how_a_case_ends(core: duckdb.DuckDBPyConnection, case: str) -> None:
    _, outcome, has_ended = _CASES[case]
    told = _row(
        core,
        "core.court_case",
        f"court_case_key = '{case}'",
        "case_disposition",
        "case_disposition_date IS NOT NULL",
    )
    assert told == (outcome, has_ended)


def test_levels_families_and_convictions(core: duckdb.DuckDBPyConnection) -> None:
    columns = (
        "level_filed",
        "level_disposed",
        "most_serious_filed",
        "most_serious_convicted",
        "convicted_dv",
    )
    told = _row(core, "core.court_case", "court_case_key = 'levels'", *columns)
    assert told == ("felony", "misdemeanor", "strangulation", "assault", True)


def test_the_first_dismissed_charge_gives_the_reason(core: duckdb.DuckDBPyConnection) -> None:
    told = _row(core, "core.court_case", "court_case_key = 'reasons'", "disposition_reason", "dismissed_by")
    assert told == ("victim_not_located", "prosecutor")


def test_a_case_sent_again_keeps_what_was_known(core: duckdb.DuckDBPyConnection) -> None:
    columns = (
        "case_disposition",
        "level_filed",
        "dv_related",
        "convicted_dv",
        "continuances",
        "charges_count",
    )
    told = _row(core, "core.court_case", "court_case_key = 'reappears'", *columns)
    assert told == ("conviction_trial", "felony", True, True, 2, 1)


def test_the_most_restrictive_sentence_counts(core: duckdb.DuckDBPyConnection) -> None:
    told = _row(core, "core.sentence", "court_case_key = 's'", "phase", "sentence_type", "cond_bip")
    assert told == ("original", "incarceration", True)


def test_the_furthest_decision_of_a_referral_counts(core: duckdb.DuckDBPyConnection) -> None:
    told = _row(
        core,
        "core.prosecution_case",
        "pros_case_key = 'p'",
        "review_decision",
        "level_referred",
        "dv_related",
    )
    assert told == ("filed", "felony", True)
