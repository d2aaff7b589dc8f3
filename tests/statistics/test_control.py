"""Control charts: limits by the published constants, the three rules on their boundaries, stretches and trial limits."""

from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from pipelines.statistics import control
from pipelines.statistics.chart import FEWEST_POINTS, FIRM_POINTS, cases_between, draw_chart, stretches
from pipelines.statistics.control import Limits
from pipelines.statistics.periods import shift
from pipelines.statistics.run_rules import find_signals

GAP = np.nan


def series(*values):
    return np.array(values, dtype=float)


def months(number):
    return [shift(date(2024, 1, 1), n) for n in range(number)]


def test_xmr_limits_are_mean_and_2_66_mean_moving_ranges():
    rng = np.random.default_rng(7)
    for _ in range(50):
        values = rng.uniform(0, 500, 30)
        mean_range = sum(abs(b - a) for a, b in pairwise(values)) / 29
        limits = control.xmr(values, floor=None)
        assert limits.center[0] == pytest.approx(sum(values) / 30, abs=1e-9)
        assert limits.upper[0] == pytest.approx(sum(values) / 30 + 2.66 * mean_range, abs=1e-9)
        assert limits.lower[0] == pytest.approx(sum(values) / 30 - 2.66 * mean_range, abs=1e-9)
        assert control.range_chart(values).upper == pytest.approx(3.267 * mean_range, abs=1e-9)


def test_a_gap_has_no_moving_range():
    assert list(control.moving_ranges(series(1, 4, GAP, 10, 12))) == [3, 2]
    assert control.xmr(series(1, GAP, 3)) is None


def test_p_prime_by_hand():
    num, den = series(2, 4, 3), series(10, 10, 20)
    center = 9 / 40
    sigma = np.sqrt(center * (1 - center) / den)
    z = (num / den - center) / sigma
    sigma_z = (abs(z[1] - z[0]) + abs(z[2] - z[1])) / 2 / 1.128
    limits = control.p_prime(num, den)
    assert limits.center == pytest.approx([center] * 3)
    assert limits.upper == pytest.approx(np.minimum(center + 3 * sigma * sigma_z, 1))
    assert limits.lower == pytest.approx(np.maximum(center - 3 * sigma * sigma_z, 0))


@pytest.mark.parametrize(
    ("num", "den"),
    [
        pytest.param(series(0, 0, 0), series(10, 12, 9), id="always 0"),
        pytest.param(series(10, 12), series(10, 12), id="always all"),
        pytest.param(series(GAP, GAP), series(10, 12), id="nothing shown"),
        pytest.param(series(1, 2), series(0, 0), id="no base"),
    ],
)
def test_p_prime_knows_when_it_cannot_know(num, den):
    assert control.p_prime(num, den) is None


def test_g_limits_by_hand():
    limits = control.g_chart(series(30, 50, 40))
    assert limits.center[0] == 40
    assert limits.upper[0] == pytest.approx(40 + 3 * np.sqrt(40 * 41))
    assert limits.lower[0] == 0


def test_cases_between_events_by_hand():
    num, den = series(0, 1, 0, 2, GAP, 1, 1), series(9, 10, 20, 12, 10, 10, 10)
    # The first event has no known beginning; two events share 30 cases without; a gap hides the next one.
    assert cases_between(num, den) == pytest.approx([GAP, GAP, GAP, 15, GAP, GAP, 9], nan_ok=True)


def _flat(values, center=10.0, lower=0.0, upper=20.0):
    length = len(values)
    return Limits(np.full(length, center), np.full(length, lower), np.full(length, upper))


RULES = [
    pytest.param([10, 20, 10], [], id="on the limit is inside"),
    pytest.param([10, 20.1, 10], [(1, "outside", 1)], id="above the limit"),
    pytest.param([10, -0.1, 10], [(1, "outside", -1)], id="below the limit"),
    pytest.param([11, 12] * 3 + [11], [], id="seven on one side are no shift"),
    pytest.param([11, 12] * 4, [(7, "shift", 1)], id="eight on one side are a shift"),
    pytest.param(
        [11, 12, 11, 10, 12, 11, 12, 11, 12], [(8, "shift", 1)], id="on the center does not count or end"
    ),
    pytest.param([11, 12, 11, 12, GAP, 11, 12, 11, 12], [], id="a gap ends a shift"),
    pytest.param([6, 7, 8, 9, 10], [], id="five rising are no trend"),
    pytest.param([6, 7, 8, 9, 10, 11], [(5, "trend", 1)], id="six rising are a trend"),
    pytest.param([14, 13, 12, 11, 10, 9], [(5, "trend", -1)], id="six falling are a trend"),
    pytest.param([6, 7, 8, 8, 9, 10, 11], [], id="an equal pair ends a trend"),
    pytest.param([6, 7, 8, GAP, 9, 10, 11], [], id="a gap ends a trend"),
]


@pytest.mark.parametrize(("values", "expected"), RULES)
def test_rules_on_their_boundaries(values, expected):
    found = find_signals(series(*values), _flat(values))
    assert [(s.place, s.rule, s.direction) for s in found] == expected


def test_a_point_without_limits_is_no_signal():
    assert find_signals(series(99, 99), _flat([1, 2], center=GAP, lower=GAP, upper=GAP)) == []


def test_too_few_points_carry_no_limits():
    values = series(*range(FEWEST_POINTS - 1))
    chart = draw_chart("xmr", months(len(values)), values)
    assert chart.kind == "too_few"
    assert np.isnan(chart.limits.upper).all()
    assert chart.signals == ()


@pytest.mark.parametrize(
    ("points", "trial"), [(FEWEST_POINTS, True), (FIRM_POINTS - 1, True), (FIRM_POINTS, False)]
)
def test_limits_of_a_short_series_are_marked_as_trial(points, trial):
    values = series(*(10 + (n % 2) for n in range(points)))
    assert set(draw_chart("xmr", months(points), values).is_trial) == {trial}


def test_a_jump_without_an_event_moves_no_limits():
    values = series(*([10, 12] * 12), *([30, 31] * 4))
    chart = draw_chart("xmr", months(32), values)
    assert len(set(chart.limits.upper)) == 1
    assert [s.place for s in chart.signals] == list(range(24, 32))


def test_limits_start_anew_at_a_recorded_event_once_there_are_enough_points():
    values = series(*([10, 12] * 6), *([30, 31] * 4))
    starts = months(20)
    chart = draw_chart("xmr", starts, values, events=[starts[12]])
    assert list(chart.stretch) == [0] * 12 + [1] * 8
    assert chart.limits.center[0] == pytest.approx(11)
    assert chart.limits.center[12] == pytest.approx(30.5)
    assert chart.signals == ()
    # One point fewer: the new stretch is still judged by the limits before it, and shows.
    short = draw_chart("xmr", starts[:19], values[:19], events=[starts[12]])
    assert short.limits.center[12] == pytest.approx(11)
    assert {s.rule for s in short.signals} == {"outside"}


def test_a_month_belongs_to_the_stretch_in_force_on_its_first_day():
    starts = months(3)
    assert list(stretches(starts, [date(2024, 2, 1)])) == [0, 1, 1]
    assert list(stretches(starts, [date(2024, 2, 2)])) == [0, 0, 1]


def test_hidden_points_take_no_part():
    values = series(*([10, 12] * 10))
    hidden = values.copy()
    hidden[5] = GAP
    known, other = draw_chart("xmr", months(20), hidden), hidden.copy()
    assert np.isnan(known.values[5])
    assert draw_chart("xmr", months(20), other).limits.upper[0] == known.limits.upper[0]
    assert known.limits.center[0] == pytest.approx(np.nanmean(hidden))


def test_a_p_prime_chart_follows_its_bases():
    num, den = series(*([20, 24] * 5)), series(*([40, 60] * 5))
    chart = draw_chart("p_prime", months(10), num, den)
    assert chart.limits.upper[0] > chart.limits.upper[1]
    assert chart.values[0] == pytest.approx(0.5)
    with pytest.raises(ValueError, match="bases"):
        draw_chart("p_prime", months(10), num)
