"""Measures by hand: numerators, denominators, medians and mixes on the boundaries of their definitions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from made_site import MadeSite


def _at(month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2025, month, day, hour, minute)


def _incident(key: str, month: int = 1, day: int = 5, **more: Any) -> dict[str, Any]:
    return {
        "incident_key": key,
        "reported_ts": _at(month, day),
        "dv_flag_agency": True,
        "suspect_seq": 2,
        **more,
    }


def _arrest(key: str, seq: int = 2, day: int = 5, **more: Any) -> dict[str, Any]:
    return {
        "arrest_key": f"{key}-{seq}",
        "incident_key": key,
        "suspect_seq": seq,
        "arrested_ts": _at(1, day, 20),
        "dv_charge": True,
        **more,
    }


def _fill(site: MadeSite) -> None:
    # Ten incidents: five with one arrest, one dual (two arrests), four without.
    incidents = [_incident(f"i{n}", relationship_to_suspect="SE" if n < 3 else None) for n in range(9)]
    dual = [
        _incident("dual", relationship_to_suspect="BG", victim_seq=1, suspect_seq=2),
        _incident("dual", relationship_to_suspect="BG", victim_seq=2, suspect_seq=1),
    ]
    other = [_incident("not_dv", dv_flag_agency=False)]
    site.add("mpd", "rms_incidents", "2025-01", [*incidents, *dual, *other])
    arrests = [_arrest(f"i{n}") for n in range(5)] + [_arrest("dual", 1), _arrest("dual", 2)]
    arrests[3]["arrested_ts"], arrests[4]["arrested_ts"] = _at(1, 6, 23, 59), _at(1, 7, 0, 0)
    site.add("mpd", "rms_arrests", "2025-01", [*arrests, _arrest("lost_number", 1)])
    # February: rpd only; a row of another year in it lies outside the window and does not count.
    site.add(
        "rpd",
        "rms_incidents",
        "2025-02",
        [_incident("r1", 2, 3), {**_incident("old"), "reported_ts": datetime(2024, 12, 31, 23)}],
    )
    # March is the last month: 24 March + 7 days = 31 March is old enough, 25 March is not.
    gone = [_incident(f"g{day}", 3, day, suspect_gone_on_arrival=True) for day in (23, 24, 25)]
    site.add("mpd", "rms_incidents", "2025-03", gone)
    site.add(
        "jail",
        "warrants",
        "2025-03",
        [
            {
                "warrant_key": "w23",
                "incident_key": "g23",
                "requested_ts": _at(3, 30, 23),
                "issued_ts": _at(4, 9),
            },
            {"warrant_key": "w24", "incident_key": "g24", "issued_ts": _at(4, 1)},
        ],
    )
    minutes = (1, 2, 3, 4)
    calls = [
        {
            "call_key": f"c{n}",
            "received_ts": _at(1, 9),
            "dispatched_ts": _at(1, 9),
            "first_arrived_ts": _at(1, 9, 12, n),
            "call_type_initial": "dv_verbal",
            "report_key": "i0" if n == 1 else ("nowhere" if n == 2 else None),
        }
        for n in minutes
    ]
    calls.append({**calls[0], "call_key": "c9", "first_arrived_ts": None, "report_key": None})
    site.add("ecc", "cad_calls", "2025-01", calls)
    releases = [("ror", 1), ("ror", 2), ("monetary_bail", 2), ("unknown", 2)]
    site.add(
        "jail",
        "jms_bookings",
        "2025-01",
        [
            {
                "booking_key": f"b{n}",
                "booked_ts": _at(1, 30),
                "released_ts": _at(month, 10),
                "release_type": kind,
                "dv_charge": True,
            }
            for n, (kind, month) in enumerate(releases)
        ],
        last_month="2025-03",
    )
    _fill_courts(site)


def _fill_courts(site: MadeSite) -> None:
    cases = [("m60", "misdemeanor", 60), ("m61", "gross_misdemeanor", 61), ("f90", "felony", 90)]
    filed = date(2025, 1, 1)
    site.add(
        "court",
        "court_cases",
        "2025-01",
        [
            {
                "court_case_key": key,
                "charge_seq": "1",
                "filed_date": filed,
                "level": level,
                "dv_related": True,
                "disposition": "dismissal" if days == 60 else "conviction_plea",
                "disposition_date": date.fromordinal(filed.toordinal() + days),
            }
            for key, level, days in cases
        ],
        last_month="2025-03",
    )
    days = [("ends_last_day", date(2025, 1, 31)), ("ends_after", date(2025, 2, 1)), ("open", None)]
    site.add(
        "prob",
        "probation_cases",
        "2025-01",
        [
            {"probation_key": key, "started_date": date(2025, 1, 31), "ended_date": ended, "dv_related": True}
            for key, ended in days
        ],
        last_month="2025-03",
    )
    answers = [("1", "not_met", date(2025, 1, 15)), ("2", "met", date(2025, 3, 31))]
    for review_round, status, day in answers:
        site.add(
            "coordinator",
            "policy_checklist",
            f"2025-0{day.month}",
            [
                {
                    "agency_code": "mpd",
                    "element_id": "PAT-01",
                    "review_round": review_round,
                    "status": status,
                    "reviewed_on_date": day,
                }
            ],
        )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    site = MadeSite(tmp_path_factory.mktemp("measures"))
    _fill(site)
    return site.build("mart.measure_value", "mart.funnel", "ops.code_list")


def _value(
    built: duckdb.DuckDBPyConnection,
    measure: str,
    agency: str,
    period: str,
    breakdown: str = "none",
    category: str = "all",
    kind: str = "month",
) -> tuple[Any, ...]:
    rows = built.execute(
        "SELECT num, den, value FROM mart.measure_value WHERE measure_id = ? AND agency_code = ?"
        " AND period_start = ? AND period_kind = ? AND breakdown = ? AND category = ?",
        [measure, agency, date.fromisoformat(f"{period}-01"), kind, breakdown, category],
    ).fetchall()
    assert len(rows) == 1, rows
    return tuple(rows[0])


@pytest.mark.parametrize(
    ("measure", "agency", "period", "expected"),
    [
        pytest.param("M020", "mpd", "2025-01", (10, None, None), id="a count has no base"),
        pytest.param("M039", "mpd", "2025-01", (1, 10, 0.1), id="dual arrest of all incidents"),
        pytest.param(
            "M040", "mpd", "2025-01", (1, 6, 0.166667), id="dual arrest of incidents with an arrest"
        ),
        pytest.param(
            "M036", "mpd", "2025-01", (5, 10, 0.5), id="the end of the next day counts, midnight after not"
        ),
        pytest.param("M022", "mpd", "2025-01", (4, 4, 1.0), id="unknown relationships are no base"),
        pytest.param("M038", "mpd", "2025-03", (1, 2, 0.5), id="too young incidents are left out"),
        pytest.param("M020", "rpd", "2025-02", (1, None, None), id="rows outside the window do not count"),
        pytest.param("M020", "all", "2025-01", (10, None, None), id="all agencies together"),
        pytest.param("M020", "mpd", "2025-02", (None, None, None), id="nothing came is not zero"),
        pytest.param("M020", "all", "2025-02", (1, None, None), id="all is what did come"),
        pytest.param("M101", "court", "2025-01", (0, None, None), id="nothing happened is zero"),
        pytest.param("M103", "court", "2025-01", (0, 0, None), id="no base, no share"),
        pytest.param("M005", "ecc", "2025-01", (None, 4, 2.5), id="a median lies between two values"),
        pytest.param("M108", "court", "2025-03", (None, 2, 60.5), id="days to disposition"),
        pytest.param("M065", "jail", "2025-02", (0, 0, None), id="unknown is no base"),
    ],
)
def test_headlines(
    built: duckdb.DuckDBPyConnection, measure: str, agency: str, period: str, expected: tuple[Any, ...]
) -> None:
    assert _value(built, measure, agency, period) == expected


@pytest.mark.parametrize(
    ("measure", "agency", "period", "breakdown", "category", "expected"),
    [
        pytest.param("M020", "mpd", "2025-01", "scope", "ipv", (4, None, None), id="intimate partners"),
        pytest.param(
            "M005", "ecc", "2025-01", "scope", "ipv", (None, 1, 1.0), id="median of intimate partners"
        ),
        pytest.param("M005", "ecc", "2025-01", "statistic", "p90", (None, 4, 3.7), id="90th percentile"),
        pytest.param("M063", "jail", "2025-02", "release_type", "ror", (1, 2, 0.5), id="a kind of release"),
        pytest.param(
            "M063", "jail", "2025-01", "release_type", "monetary_bail", (0, 1, 0.0), id="filled with zero"
        ),
        pytest.param(
            "M108", "court", "2025-03", "time_standard", "misdemeanor_60_days", (1, 2, 0.5), id="on day 60"
        ),
        pytest.param(
            "M104", "court", "2025-03", "reason", "not_recorded", (1, 2, 0.5), id="no reason recorded"
        ),
        pytest.param(
            "M108", "court", "2025-04", "time_standard", "felony_90_days", None, id="beyond the window"
        ),
        pytest.param(
            "M130", "prob", "2025-01", "caseload", "open_at_end", (2, None, None), id="ended that day: closed"
        ),
        pytest.param("M130", "prob", "2025-02", "caseload", "open_at_end", (1, None, None), id="ended since"),
        pytest.param(
            "M170", "mpd", "2025-02", "policy_status", "not_met", (1, 1, 1.0), id="the round before"
        ),
        pytest.param(
            "M170", "mpd", "2025-03", "policy_status", "met", (1, 1, 1.0), id="answered on the last day"
        ),
        pytest.param("M170", "mpd", "2025-03", "policy_status", "not_met", (0, 1, 0.0), id="answered anew"),
        pytest.param(
            "M161", "ecc", "2025-01", "link", "call_to_incident", (1, 2, 0.5), id="calls that name a report"
        ),
        pytest.param("M160", "mpd", "2025-01", "step", "arrest", (6, 10, 0.6), id="a step of the funnel"),
    ],
)
def test_parts(
    built: duckdb.DuckDBPyConnection,
    measure: str,
    agency: str,
    period: str,
    breakdown: str,
    category: str,
    expected: tuple[Any, ...] | None,
) -> None:
    if expected is None:
        with pytest.raises(AssertionError):
            _value(built, measure, agency, period, breakdown, category)
    else:
        assert _value(built, measure, agency, period, breakdown, category) == expected


def test_codes_that_never_occur_are_no_lines(built: duckdb.DuckDBPyConnection) -> None:
    codes = built.execute(
        "SELECT DISTINCT category FROM mart.measure_value WHERE breakdown = 'release_type' ORDER BY 1"
    )
    assert codes.fetchall() == [("monetary_bail",), ("ror",)]


@pytest.mark.parametrize(
    ("measure", "agency", "kind", "expected"),
    [
        pytest.param("M020", "mpd", "quarter", 66.67, id="two of three months"),
        pytest.param("M020", "all", "quarter", 50.0, id="three of six agency months"),
        pytest.param("M100", "court", "quarter", 100.0, id="one file for the quarter"),
        pytest.param("M042", "rpd", "quarter", 0.0, id="nothing came"),
        pytest.param("M161", "ecc", "quarter", None, id="a measure without a dataset"),
    ],
)
def test_completeness(
    built: duckdb.DuckDBPyConnection, measure: str, agency: str, kind: str, expected: float | None
) -> None:
    told = built.execute(
        "SELECT DISTINCT completeness_pct FROM mart.measure_value"
        " WHERE measure_id = ? AND agency_code = ? AND period_kind = ?",
        [measure, agency, kind],
    ).fetchall()
    assert told == [(expected,)]


def test_rows_that_do_not_say_are_counted_beside(built: duckdb.DuckDBPyConnection) -> None:
    told = built.execute(
        "SELECT n_missing FROM mart.measure_value WHERE measure_id = 'M022' AND agency_code = 'mpd'"
        " AND breakdown = 'none' AND period_kind = 'month' ORDER BY period_start"
    ).fetchall()
    assert told == [(6,), (None,), (3,)]


def test_the_match_rate_stands_beside_measures_that_need_a_link(built: duckdb.DuckDBPyConnection) -> None:
    told = built.execute(
        "SELECT agency_code, match_rate FROM mart.measure_value WHERE measure_id = 'M036' AND breakdown = 'none'"
        " AND period_kind = 'month' AND period_start = '2025-01-01' ORDER BY ALL"
    ).fetchall()
    # rpd sent no arrests: the rate of the whole site stands in for its own.
    assert told == [("all", 0.875), ("mpd", 0.875), ("rpd", 0.875)]


def test_a_quarter_adds_its_months_up(built: duckdb.DuckDBPyConnection) -> None:
    assert _value(built, "M020", "all", "2025-01", kind="quarter") == (14, None, None)
    assert _value(built, "M063", "jail", "2025-01", "release_type", "ror", "quarter") == (2, 3, 0.666667)
    assert _value(built, "M108", "court", "2025-01", kind="quarter") == (None, 2, 60.5)


def test_the_funnel_follows_linked_incidents(built: duckdb.DuckDBPyConnection) -> None:
    told = built.execute(
        "SELECT step, linked, previous, unlinked, too_early FROM mart.funnel"
        " WHERE agency_code = 'all' AND cohort_kind = 'quarter' ORDER BY step_no"
    ).fetchall()
    assert told == [
        ("call", None, None, 5, False),  # one of two calls finds its report: below the site's limit
        ("report", 14, None, 14, False),
        ("arrest", 6, 14, 8, True),
        ("referred", 0, 6, 0, True),
        ("filed", None, None, 3, True),  # no record from here on finds its incident
        ("convicted", None, None, 1, True),
        ("supervised", None, None, 3, True),
    ]


def test_every_category_has_words(built: duckdb.DuckDBPyConnection) -> None:
    wordless = built.execute(
        "SELECT DISTINCT breakdown, category FROM mart.measure_value AS value WHERE breakdown NOT IN ('none', 'area')"
        " AND NOT EXISTS (SELECT 1 FROM ops.code_list WHERE code_list = breakdown AND code = category)"
    )
    assert wordless.fetchall() == []
