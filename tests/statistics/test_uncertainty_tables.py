"""States, intervals, limits and changes as they stand in a built warehouse: five kinds of nothing are five things."""

from datetime import date, datetime

import pytest
from made_site import MadeSite

from pipelines.statistics.intervals import wilson

KEY = "measure_id = 'M037' AND breakdown = 'none' AND audience = 'joint' AND period_kind = 'month'"


def _incidents(month, gone, stayed, prefix="i"):
    return [
        {
            "incident_key": f"{prefix}{month}-{n}",
            "reported_ts": datetime(2025, month, 5, 12),
            "dv_flag_agency": True,
            "suspect_gone_on_arrival": n < gone,
        }
        for n in range(gone + stayed)
    ]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    site = MadeSite(tmp_path_factory.mktemp("states"), "mpd", "rpd", as_of=date(2025, 7, 5))
    for month, (gone, stayed) in enumerate(((12, 40), (40, 12), (3, 40)), start=1):
        site.add("mpd", "rms_incidents", f"2025-0{month}", _incidents(month, gone, stayed))
    site.add("mpd", "rms_incidents", "2025-04", status="nil_report")
    site.add("mpd", "rms_incidents", "2025-05", status="not_accepted")
    site.add("rpd", "rms_incidents", "2025-06", _incidents(6, 35, 5, "r"))
    return site.build("pub.measure_change")


def _one(built, sql):
    rows = built.execute(sql).fetchall()
    assert len(rows) == 1, rows
    return rows[0]


STATES = [
    pytest.param("mpd", "2025-01-01", "shown", id="shown"),
    pytest.param("mpd", "2025-03-01", "suppressed", id="3 of 43 is withheld"),
    pytest.param("mpd", "2025-04-01", "nil", id="the agency says that nothing happened"),
    pytest.param("mpd", "2025-05-01", "missing", id="a file came and cannot be used"),
    pytest.param("mpd", "2025-06-01", "not_due", id="not due yet"),
    pytest.param("rpd", "2025-02-01", "late", id="nothing came"),
    pytest.param("all", "2025-04-01", "nil", id="one nil and one late together"),
]


@pytest.mark.parametrize(("agency", "month", "state"), STATES)
def test_every_kind_of_nothing_has_its_state(built, agency, month, state):
    sql = f"SELECT state FROM pub.measure_interval WHERE {KEY} AND agency_code = '{agency}' AND period_start = '{month}'"
    assert _one(built, sql) == (state,)


def test_an_agency_that_was_not_asked_is_not_applicable(tmp_path):
    site = MadeSite(tmp_path, "mpd", "rpd", as_of=date(2025, 7, 5))
    first, later = site.settings.agencies
    joined = (first, later.model_copy(update={"active_from": date(2025, 4, 1)}))
    site.settings = site.settings.model_copy(update={"agencies": joined})
    site.add("mpd", "rms_incidents", "2025-01", _incidents(1, 12, 40))
    site.add("rpd", "rms_incidents", "2025-05", _incidents(5, 12, 40, "r"))
    built = site.build("pub.measure_interval")
    sql = f"SELECT state FROM pub.measure_interval WHERE {KEY} AND agency_code = 'rpd' AND period_start = '2025-01-01'"
    assert _one(built, sql) == ("not_applicable",)


def test_a_cohort_that_cannot_show_its_outcome_is_too_early(tmp_path):
    site = MadeSite(tmp_path, "mpd", "pretrial", as_of=date(2025, 7, 5))
    for month in range(1, 7):
        site.add("mpd", "rms_incidents", f"2025-0{month}", _incidents(month, 12, 40))
        day = datetime(2025, month, 20)
        row = {"pretrial_key": f"p{month}", "assessment_ts": day, "dv_related": True, "decision": "ror"}
        site.add(
            "pretrial",
            "pretrial",
            f"2025-0{month}",
            [{**row, "condition_no_contact": True, "nco_violation": False}],
        )
    built = site.build("mart.measure_state")
    told = built.execute(
        "SELECT period_start::VARCHAR, state, cases_to_date::VARCHAR FROM mart.measure_state"
        " WHERE measure_id = 'M069' AND period_kind = 'month' AND agency_code = 'pretrial' ORDER BY 1"
    ).fetchall()
    assert told == [
        ("2025-01-01", "sent", None),
        ("2025-02-01", "sent", None),
        ("2025-03-01", "sent", None),
        ("2025-04-01", "sent", "2025-04-01"),
        ("2025-05-01", "too_early", "2025-04-01"),
        ("2025-06-01", "too_early", "2025-04-01"),
    ]


def test_intervals_are_those_of_what_is_shown(built):
    rows = built.execute(
        "SELECT v.num, v.den, i.low, i.high, i.state FROM pub.measure_value AS v INNER JOIN pub.measure_interval AS i"
        " USING (measure_id, agency_code, period_kind, period_start, breakdown, category, audience)"
        " WHERE v.den >= 20 AND NOT v.suppressed"
    ).fetchall()
    assert rows
    for num, den, low, high, _ in rows:
        known = wilson(num, den)
        assert (low, high) == pytest.approx((known.low, known.high))


def test_one_row_of_uncertainty_for_each_row_of_value(built):
    counts = [
        built.execute(f"SELECT count(*) FROM pub.{t}").fetchone()
        for t in ("measure_value", "measure_interval")
    ]
    assert counts[0] == counts[1]


def test_the_public_needs_a_larger_base_for_a_percentage(built):
    told = dict(
        built.execute(
            "SELECT audience, is_percent FROM pub.measure_interval INNER JOIN pub.measure_value USING (measure_id,"
            " agency_code, period_kind, period_start, breakdown, category, audience)"
            " WHERE measure_id = 'M173' AND agency_code = 'mpd' AND period_kind = 'quarter' AND den BETWEEN 10 AND 19"
        ).fetchall()
    )
    assert all(is_percent == (audience != "public") for audience, is_percent in told.items())


HIDDEN = {
    "pub.measure_interval": ("low", "high", "lowest", "highest"),
    "pub.control_limit": ("value",),
    "pub.measure_change": ("num", "den", "value"),
}


@pytest.mark.parametrize("table", HIDDEN)
def test_nothing_is_worked_out_from_a_withheld_row(built, table):
    numbers = ", ".join(f"u.{name}" for name in HIDDEN[table])
    rows = built.execute(
        f"SELECT {numbers} FROM {table} AS u INNER JOIN pub.measure_value AS v USING (measure_id, agency_code,"
        " period_kind, period_start, breakdown, category, audience) WHERE v.suppressed"
    ).fetchall()
    assert rows
    assert all(value is None for row in rows for value in row)


def test_a_withheld_earlier_period_leaves_no_verdict_and_no_number(built):
    rows = built.execute(
        "SELECT c.before_num, c.before_den, c.before_value, c.verdict FROM pub.measure_change AS c"
        " INNER JOIN pub.measure_value AS v ON (v.measure_id, v.agency_code, v.period_kind, v.period_start, v.breakdown,"
        " v.category, v.audience) = (c.measure_id, c.agency_code, c.period_kind, c.before_start, c.breakdown, c.category,"
        " c.audience) WHERE v.suppressed"
    ).fetchall()
    assert all(row[:3] == (None, None, None) and row[3] in ("not_comparable", "too_early") for row in rows)


def test_a_clear_rise_is_in_the_table(built):
    row = _one(
        built,
        "SELECT num, den, before_num, before_den, verdict FROM pub.measure_change WHERE measure_id = 'M037' AND audience = 'coordinator'"
        " AND breakdown = 'none' AND agency_code = 'all' AND period_kind = 'quarter' AND period_start = '2025-04-01'",
    )
    assert row == (35, 40, 55, 147, "rise")
