"""The relative rate index: its value, its interval, its guards and its words."""

import math

import pytest
from statsmodels.stats.contingency_tables import Table2x2

from pipelines.statistics.ratios import Rate, difference_words, rate_ratio


@pytest.mark.parametrize(
    ("group", "reference"), [((30, 60), (40, 100)), ((10, 30), (500, 600)), ((45, 50), (10, 30))]
)
def test_ratio_and_interval_are_the_published_ones(group, reference):
    told = rate_ratio(Rate(*group), Rate(*reference))
    table = Table2x2([[group[0], group[1] - group[0]], [reference[0], reference[1] - reference[0]]])
    assert told.ratio == pytest.approx(table.riskratio)
    assert (told.interval.low, told.interval.high) == pytest.approx(table.riskratio_confint())


GUARDS = [
    pytest.param((10, 30), (10, 30), None, id="on the limits counts"),
    pytest.param((9, 30), (10, 30), "too_few", id="nine in the group's numerator"),
    pytest.param((10, 29), (10, 30), "too_few", id="twenty-nine in the group's base"),
    pytest.param((10, 30), (9, 30), "too_few", id="nine in the reference's numerator"),
    pytest.param((10, 30), (10, 29), "too_few", id="twenty-nine in the reference's base"),
    pytest.param((None, None), (10, 30), "withheld", id="the group is withheld"),
    pytest.param((10, 30), (None, 30), "withheld", id="the reference is withheld"),
]


@pytest.mark.parametrize(("group", "reference", "reason"), GUARDS)
def test_guards(group, reference, reason):
    told = rate_ratio(Rate(*group), Rate(*reference))
    assert told.reason == reason
    assert (told.ratio is None) == (reason is not None)


def test_words_say_a_difference_in_outcome_and_no_more():
    clear = difference_words("group A", "group B", rate_ratio(Rate(60, 100), Rate(30, 100)))
    assert clear.startswith(
        "Difference in outcome: the rate for group A is 2.00 times that for group B (95 percent"
    )
    unclear = difference_words("group A", "group B", rate_ratio(Rate(31, 100), Rate(30, 100)))
    assert unclear.startswith("No clear difference in outcome between group A and group B")
    few = difference_words("group A", "group B", rate_ratio(Rate(1, 100), Rate(30, 100)))
    assert few == "Too few in one of the groups to compare."
    assert not any(word in clear + unclear + few for word in ("bias", "cause", "because"))


def test_everyone_in_both_groups_has_no_spread():
    told = rate_ratio(Rate(30, 30), Rate(40, 40))
    assert told.ratio == 1
    assert (told.interval.low, told.interval.high) == (1, 1)
    assert not told.differs
    assert math.isfinite(told.interval.high)
