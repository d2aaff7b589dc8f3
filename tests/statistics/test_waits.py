"""Times with open cases counted: the curve agrees with an independent implementation; little is shown of few."""

from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import pytest
from made_site import MadeSite
from statsmodels.duration.survfunc import SurvfuncRight

from pipelines.metadata import MEASURES
from pipelines.settings import Thresholds
from pipelines.statistics.waits import pub_wait_limit_sql, pub_wait_sql


@pytest.fixture(scope="module")
def cases():
    """Filings of one year, with the day of their end where it came by the last day of the files."""
    rng = np.random.default_rng(11)
    filed = [date(2025, 1, 1) + timedelta(days=int(d)) for d in rng.integers(0, 365, 240)]
    ends = [day + timedelta(days=int(d)) for day, d in zip(filed, rng.exponential(110, 240), strict=True)]
    return [
        (start, end if end <= date(2025, 12, 31) else None) for start, end in zip(filed, ends, strict=True)
    ]


@pytest.fixture(scope="module")
def built(cases, tmp_path_factory):
    site = MadeSite(tmp_path_factory.mktemp("waits"), "court", as_of=date(2026, 1, 15))
    rows = [
        {
            "court_case_key": f"c{n}",
            "charge_seq": "1",
            "filed_date": start,
            "level": "misdemeanor",
            "dv_related": True,
            "disposition": "conviction_plea" if end else None,
            "disposition_date": end,
        }
        for n, (start, end) in enumerate(cases)
    ]
    site.add("court", "court_cases", "2025-01", rows, last_month="2025-12")
    return site.build("mart.wait", "mart.wait_limit")


def test_the_curve_is_the_published_one(cases, built):
    times = np.array([((end or date(2025, 12, 31)) - start).days for start, end in cases], dtype=float)
    ended = np.array([end is not None for _, end in cases])
    known = SurvfuncRight(times, ended)
    curve = dict(
        built.execute(
            "SELECT t, survival FROM mart.wait_curve WHERE measure_id = 'M108' AND agency_code = 'court'"
            " AND period_kind = 'rolling12'"
        ).fetchall()
    )
    assert len(curve) == len(set(times))
    for time, survival in zip(known.surv_times, known.surv_prob, strict=True):
        assert curve[time] == pytest.approx(survival, abs=1e-12)
    median = known.surv_times[np.flatnonzero(known.surv_prob <= 0.5 + 1e-9)[0]]
    row = built.execute(
        "SELECT started, ended, open, n_missing, median FROM mart.wait WHERE measure_id = 'M108'"
        " AND agency_code = 'all' AND period_kind = 'year'"
    ).fetchone()
    assert row == (240, int(ended.sum()), int((~ended).sum()), 0, median)
    # Without the open cases the median would look shorter than it is.
    assert np.median(times[ended]) < median


def test_the_share_within_a_limit_counts_open_cases_as_far_as_known(cases, built):
    times = np.array([((end or date(2025, 12, 31)) - start).days for start, end in cases], dtype=float)
    known = SurvfuncRight(times, np.array([end is not None for _, end in cases]))
    told = dict(
        built.execute(
            "SELECT limit_time, share_within FROM mart.wait_limit WHERE measure_id = 'M108' AND agency_code = 'all'"
            " AND period_kind = 'year'"
        ).fetchall()
    )
    for limit in (60, 90, 180):
        assert told[limit] == pytest.approx(1 - known.surv_prob[known.surv_times <= limit].min())
    assert told[365] is None  # no case of the year is known for so long


def test_no_length_is_made_up_where_an_end_has_no_day_or_comes_too_soon(tmp_path):
    site = MadeSite(tmp_path, "da", as_of=date(2026, 1, 15))
    day = datetime(2025, 3, 10, 9)
    cases = [
        {"review_decision": "filed", "review_decision_ts": day + timedelta(days=4)},
        {"review_decision": "filed", "review_decision_ts": None},
        {"review_decision": "filed", "review_decision_ts": day - timedelta(days=1)},
        {"review_decision": "pending", "review_decision_ts": None},
        {"review_decision": None, "review_decision_ts": None},
    ]
    rows = [
        {"pros_case_key": f"p{n}", "referred_ts": day, "dv_related": True, **case}
        for n, case in enumerate(cases)
    ]
    site.add("da", "prosecution", "2025-03", rows)
    built = site.build("mart.wait")
    told = built.execute(
        "SELECT started, ended, open, n_missing, median FROM mart.wait WHERE measure_id = 'M082' AND agency_code = 'all'"
        " AND period_kind = 'quarter'"
    ).fetchone()
    assert told == (3, 1, 2, 2, None)  # one of three has ended: half have not


WAITS = {name: m for name, m in MEASURES.items() if name == "M108"}


def _shown(rows, base_suppressed=False, audience="joint", within=None):
    """What pub makes of cohorts (agency, started, ended, open, n_missing) in a warehouse made by hand."""
    made = duckdb.connect(config={"threads": 1})
    made.execute("CREATE SCHEMA mart; CREATE SCHEMA stg; CREATE SCHEMA pub")
    made.execute("CREATE TABLE stg.setting AS SELECT DATE '2025-12-31' AS data_to_date")
    period = "'rolling12' AS period_kind, DATE '2025-01-01' AS period_start, DATE '2025-12-31' AS period_end"
    waits = " UNION ALL ".join(
        f"SELECT 'M108' AS measure_id, '{a}' AS agency_code, {period}, {s} AS started, {e} AS ended, {o} AS open,"
        f" {m} AS n_missing, 85.0 AS median, 200.0 AS p90"
        for a, s, e, o, m in rows
    )
    made.execute(f"CREATE TABLE mart.wait AS {waits}")
    made.execute(
        "CREATE TABLE mart.wait_limit AS SELECT measure_id, agency_code, period_kind, period_start, period_end,"
        " unnest([60, 90]) AS limit_time, unnest([4, 40]) AS within_limit, 50 AS beyond_limit, 0.4::DOUBLE AS share_within"
        " FROM mart.wait"
    )
    for agency, few in (within or {}).items():
        made.execute("UPDATE mart.wait_limit SET within_limit = ? WHERE agency_code = ?", [few, agency])
    made.execute(
        "CREATE TABLE pub.measure_value AS SELECT 'M100' AS measure_id, agency_code, period_kind, period_start,"
        f" unnest(['coordinator', 'director', 'joint', 'public']) AS audience, {base_suppressed} AS suppressed,"
        " 'none' AS breakdown FROM mart.wait"
    )
    made.execute(f"CREATE TABLE pub.wait AS {pub_wait_sql(WAITS, Thresholds())}")
    made.execute(f"CREATE TABLE pub.wait_limit AS {pub_wait_limit_sql(WAITS, Thresholds())}")
    waits = made.execute(
        "SELECT agency_code, median, started, ended, open, n_missing FROM pub.wait WHERE audience = ? ORDER BY 1",
        [audience],
    ).fetchall()
    limits = made.execute(
        "SELECT agency_code, limit_time, share_within FROM pub.wait_limit WHERE audience = ? ORDER BY ALL",
        [audience],
    ).fetchall()
    return waits, limits


def test_a_large_cohort_is_shown_and_a_limit_that_few_kept_is_not():
    waits, limits = _shown([("court", 100, 60, 40, 0)])
    assert waits == [("court", 85.0, 100, 60, 40, 0)]
    assert limits == [("court", 60, None), ("court", 90, 0.4)]


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param((100, 91, 9, 0), id="few open"),
        pytest.param((100, 9, 91, 0), id="few ended"),
        pytest.param((100, 60, 40, 9), id="few unknown"),
    ],
)
def test_where_a_count_is_small_the_times_stand_alone(counts):
    waits, limits = _shown([("court", *counts)])
    assert waits == [("court", 85.0, None, None, None, None)]
    assert all(share is None for *_, share in limits)


@pytest.mark.parametrize(("started", "base_hidden"), [(9, False), (100, True)])
def test_a_small_cohort_and_one_that_pub_hides_are_hidden(started, base_hidden):
    waits, limits = _shown([("court", started, started, 0, 0)], base_hidden)
    assert waits == [("court", None, None, None, None, None)]
    assert all(share is None for *_, share in limits)


def test_one_hidden_agency_hides_the_others_and_the_counts_of_all():
    """Whoever knows the 100 of the court would find the 9 of the other agency in the 109 of both."""
    waits, limits = _shown([("all", 109, 109, 0, 0), ("court", 100, 100, 0, 0), ("other", 9, 9, 0, 0)])
    assert all(share is None for *_, share in limits)
    assert waits == [
        ("all", 85.0, None, None, None, None),
        ("court", None, None, None, None, None),
        ("other", None, None, None, None, None),
    ]


def test_few_that_ended_at_one_agency_hide_the_counts_of_all_but_no_time():
    waits, limits = _shown([("all", 300, 250, 50, 0), ("court", 150, 125, 25, 0), ("other", 150, 145, 5, 0)])
    assert {agency: told for agency, _, *told in waits} == dict.fromkeys(
        ("all", "court", "other"), [None] * 4
    )
    assert {median for _, median, *_ in waits} == {85.0}
    assert all(share is None for *_, share in limits)


def test_a_director_reads_the_own_agency_whatever_another_withholds():
    waits, limits = _shown([("court", 100, 60, 40, 0), ("other", 9, 9, 0, 0)], audience="director")
    assert waits == [("court", 85.0, 100, 60, 40, 0), ("other", 85.0, 9, 9, 0, 0)]
    assert ("court", 90, 0.4) in limits


def test_a_limit_that_few_kept_at_one_agency_is_told_of_none():
    made = [("all", 200, 120, 80, 0), ("court", 100, 60, 40, 0), ("other", 100, 60, 40, 0)]
    _, limits = _shown(made, within={"other": 4})
    assert {share for _, limit, share in limits if limit == 90} == {None}
    _, limits = _shown(made)
    assert {share for _, limit, share in limits if limit == 90} == {0.4}
