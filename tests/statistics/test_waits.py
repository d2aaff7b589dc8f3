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
from pipelines.warehouse.wait_proof import read_waits


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
    return site.build("mart.wait", "mart.wait_limit", "pub.wait_limit")


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


def test_every_build_attacks_what_it_tells(built):
    proofs = built.execute(
        "SELECT audience, reader, holds, narrowed_count FROM ops.disclosure_proof"
        " WHERE subject = 'times_between_steps' AND known_count > 0 AND relations_count > 0 ORDER BY ALL"
    ).fetchall()
    readers = [("director", "court"), ("joint", "court"), ("joint", "outside"), ("public", "outside")]
    assert proofs == [(*reader, True, 0) for reader in readers]
    read = read_waits(built)
    assert set(read.told["begun"]) == {240} and len(read.told) == 7  # the coordinator reads it all
    assert len(read.told_limits) == len(read.limits) / 2 * 7


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


def _made(rows, base_suppressed=False, within=None, pending=None, last="2025-12-31"):
    """Cohorts (agency, started, ended, open, n_missing) of 2025 as pub tells them, in a warehouse made by hand.

    ``within`` has by agency how many ended within 60 and 90 days where that is not 4 and 40; ``pending`` how many are open on the
    ``last`` day of the data.
    """
    made = duckdb.connect(config={"threads": 1})
    made.execute("CREATE SCHEMA mart; CREATE SCHEMA stg; CREATE SCHEMA pub")
    made.execute(f"CREATE TABLE stg.setting AS SELECT DATE '{last}' AS data_to_date")
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
    for agency, numbers in (within or {}).items():
        for limit, few in zip((60, 90), numbers, strict=True):
            where = "WHERE agency_code = ? AND limit_time = ?"
            made.execute(f"UPDATE mart.wait_limit SET within_limit = ? {where}", [few, agency, limit])
    made.execute(
        "CREATE TABLE mart.measure_value AS"
        " SELECT 'M100' AS measure_id, agency_code, period_kind, period_start, period_end, 'none' AS breakdown,"
        "    started + n_missing AS num, NULL::BIGINT AS den, 0 AS n_missing FROM mart.wait"
        f" UNION ALL SELECT 'M109', agency_code, period_kind, period_start, period_end, 'none', 0, {pending or 'NULL'}, 0 FROM mart.wait"
    )
    made.execute(
        "CREATE TABLE pub.measure_value AS SELECT *, unnest(['coordinator', 'director', 'joint', 'public']) AS audience,"
        f" {base_suppressed} AS suppressed FROM mart.measure_value"
    )
    made.execute(f"CREATE TABLE pub.wait AS {pub_wait_sql(WAITS, Thresholds())}")
    made.execute(f"CREATE TABLE pub.wait_limit AS {pub_wait_limit_sql(WAITS, Thresholds())}")
    return made


def _shown(rows, base_suppressed=False, audience="joint", **more):
    made = _made(rows, base_suppressed, **more)
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
    """Whoever knows the 100 of the court would find the 9 of the other agency in the 109 of both, and how long they took."""
    waits, limits = _shown([("all", 109, 109, 0, 0), ("court", 100, 100, 0, 0), ("other", 9, 9, 0, 0)])
    assert all(share is None for *_, share in limits)
    assert waits == [
        ("all", None, None, None, None, None),
        ("court", None, None, None, None, None),
        ("other", None, None, None, None, None),
    ]


def test_few_that_ended_at_one_agency_hide_the_counts_of_every_one_but_no_time_of_its_own():
    waits, limits = _shown([("all", 300, 250, 50, 0), ("court", 150, 125, 25, 0), ("other", 150, 145, 5, 0)])
    assert {agency: told for agency, _, *told in waits} == dict.fromkeys(
        ("all", "court", "other"), [None] * 4
    )
    assert [(agency, median) for agency, median, *_ in waits] == [
        ("all", None),
        ("court", 85.0),
        ("other", 85.0),
    ]
    assert all(share is None for *_, share in limits)


def test_a_director_reads_the_own_agency_whatever_another_withholds():
    waits, limits = _shown([("court", 100, 60, 40, 0), ("other", 9, 9, 0, 0)], audience="director")
    assert waits == [("court", 85.0, 100, 60, 40, 0), ("other", None, 9, 9, 0, 0)]
    assert ("court", 90, 0.4) in limits


def test_a_limit_that_few_kept_at_one_agency_is_told_of_none():
    made = [("all", 200, 120, 80, 0), ("court", 100, 60, 40, 0), ("other", 100, 60, 40, 0)]
    _, limits = _shown(made, within={"other": (4, 4)})
    assert {share for _, limit, share in limits if limit == 90} == {None}
    _, limits = _shown(made)
    assert {share for _, limit, share in limits if limit == 90} == {0.4}


@pytest.mark.parametrize(
    ("within", "told"),
    [
        pytest.param((30, 40), [60, 90], id="ten between two limits"),
        pytest.param((31, 40), [60], id="nine between them"),
        pytest.param((40, 40), [60, 90], id="nobody between them"),
        pytest.param((30, 51), [60], id="nine later"),
        pytest.param((30, 60), [60, 90], id="nobody later"),
        pytest.param((9, 12), [90], id="few between it and one that is withheld"),
    ],
)
def test_a_limit_is_told_where_few_ended_neither_before_nor_after_it(within, told):
    _, limits = _shown([("court", 100, 60, 40, 0)], within={"court": within})
    assert [limit for _, limit, share in limits if share is not None] == told


def test_few_between_two_limits_at_one_agency_hide_the_second_of_every_one():
    made = [("all", 200, 120, 80, 0), ("court", 100, 60, 40, 0), ("other", 100, 60, 40, 0)]
    _, limits = _shown(made, within={"all": (55, 80), "court": (20, 40), "other": (35, 40)})
    assert {limit for _, limit, share in limits if share is not None} == {60}


@pytest.mark.parametrize(
    ("started", "audience", "median", "p90"),
    [
        pytest.param(19, "joint", None, None, id="half of nineteen are few"),
        pytest.param(20, "joint", 85.0, None, id="half of twenty are enough"),
        pytest.param(99, "joint", 85.0, None, id="a tenth of ninety-nine are few"),
        pytest.param(100, "joint", 85.0, 200.0, id="a tenth of a hundred are enough"),
        pytest.param(9, "director", None, None, id="half of nine are few for a director"),
        pytest.param(49, "director", 85.0, None, id="a tenth of forty-nine are few for a director"),
        pytest.param(50, "director", 85.0, 200.0, id="a tenth of fifty are enough for a director"),
        pytest.param(3, "coordinator", 85.0, 200.0, id="the coordinator reads all"),
    ],
)
def test_a_time_is_told_where_what_it_leaves_over_is_no_small_number(started, audience, median, p90):
    made = _made([("court", started, started, 0, 0)])
    told = made.execute("SELECT median, p90, suppressed, p90_suppressed FROM pub.wait WHERE audience = ?", [audience])  # fmt: skip
    assert told.fetchall() == [(median, p90, median is None, p90 is None)]


@pytest.mark.parametrize(
    ("pending", "is_told"),
    [
        pytest.param(None, True, id="nobody is told how many are pending"),
        pytest.param(49, False, id="nine of them began before"),
        pytest.param(50, True, id="ten of them began before"),
        pytest.param(40, True, id="none of them began before"),
    ],
)
def test_the_counts_go_where_few_of_the_pending_cases_began_before(pending, is_told):
    waits, limits = _shown([("court", 100, 60, 40, 0)], pending=pending)
    assert waits == [("court", 85.0, *((100, 60, 40, 0) if is_told else [None] * 4))]
    assert any(share is not None for *_, share in limits) is is_told


def test_counts_are_told_of_the_latest_twelve_months_only():
    """A year later they would tell how many of the same cases ended in between."""
    waits, limits = _shown([("court", 100, 60, 40, 0)], last="2026-12-31")
    assert waits == [("court", 85.0, None, None, None, None)]
    assert all(share is None for *_, share in limits)
    waits, _ = _shown([("court", 100, 60, 40, 0)], last="2026-12-31", audience="coordinator")
    assert waits == [("court", 85.0, 100, 60, 40, 0)]
