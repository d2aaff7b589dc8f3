"""Wilson intervals agree with an independent implementation; worst cases hold what unknown records could be."""

import duckdb
import pytest
from statsmodels.stats.proportion import proportion_confint

from pipelines.statistics.intervals import Interval, bounds, bounds_sql, wilson, wilson_sql

PAIRS = [(0, 1), (1, 1), (0, 20), (20, 20), (1, 2), (31, 38), (18, 40), (24, 40), (5, 1_000_000), (999, 1000)]


@pytest.mark.parametrize(("num", "den"), PAIRS)
def test_the_interval_is_the_published_one(num, den):
    low, high = proportion_confint(num, den, alpha=0.05, method="wilson")
    ours = wilson(num, den)
    assert ours.low == pytest.approx(low, abs=1e-12)
    assert ours.high == pytest.approx(high, abs=1e-12)


def test_the_worked_example_of_two_quarters():
    now, before, close = wilson(31, 38), wilson(18, 40), wilson(24, 40)
    assert (round(now.low, 2), round(now.high, 2)) == (0.67, 0.91)
    assert (round(before.low, 2), round(before.high, 2)) == (0.31, 0.60)
    assert not now.overlaps(before)
    assert now.overlaps(close)


def test_no_base_has_no_interval_and_a_wrong_one_is_refused():
    assert wilson(0, 0) is None
    with pytest.raises(ValueError, match="numerator"):
        wilson(3, 2)


def test_sql_gives_the_same_intervals():
    low, high = wilson_sql("num", "den")
    values = ", ".join(f"({num}::BIGINT, {den}::BIGINT)" for num, den in [*PAIRS, (0, 0)])
    rows = duckdb.sql(f"SELECT num, den, {low}, {high} FROM (VALUES {values}) AS v (num, den)").fetchall()
    for num, den, lowest, highest in rows:
        known = wilson(num, den)
        assert (lowest, highest) == (
            (None, None)
            if known is None
            else (pytest.approx(known.low, abs=1e-12), pytest.approx(known.high, abs=1e-12))
        )


BOUNDS = [
    pytest.param((8, 10, 0, None, False), Interval(0.8, 0.8), id="all is known"),
    pytest.param(
        (8, 10, 10, None, False), Interval(0.4, 0.9), id="unknown records count for neither or both"
    ),
    pytest.param(
        (4, 10, 0, 0.8, False), Interval(0.4, 0.5), id="unlinked records may belong to the numerator"
    ),
    pytest.param((9, 10, 0, 0.5, False), Interval(0.9, 1.0), id="never more than the base"),
    pytest.param((4, 10, 0, 0.5, True), Interval(0.2, 0.8), id="a linked base may be wider"),
    pytest.param((0, 0, 5, None, False), None, id="no base"),
    pytest.param((8, 10, None, None, False), None, id="unknown records are not told"),
    pytest.param((8, 10, 0, 0.0, False), None, id="nothing linked at all"),
]


@pytest.mark.parametrize(("given", "expected"), BOUNDS)
def test_bounds_are_the_worst_cases_in_python_and_in_sql(given, expected):
    ours = bounds(*given)
    if expected is None:
        assert ours is None
    else:
        assert (ours.low, ours.high) == pytest.approx((expected.low, expected.high))
    lowest, highest = bounds_sql("num", "den", "missing", "rate", "in_base")
    told = duckdb.execute(
        f"SELECT {lowest}, {highest} FROM (SELECT $1::BIGINT AS num, $2::BIGINT AS den, $3::BIGINT AS missing,"
        " $4::DOUBLE AS rate, $5::BOOLEAN AS in_base)",
        list(given),
    ).fetchone()
    assert told == ((None, None) if ours is None else pytest.approx((ours.low, ours.high)))
