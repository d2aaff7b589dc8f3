"""The relative rate index: its value, its interval, its guards and its words."""

import math
from datetime import date, datetime

import duckdb
import pytest
from made_site import MadeSite
from statsmodels.stats.contingency_tables import Table2x2

from pipelines.statistics.ratios import Rate, difference_words, rate_ratio, rate_ratio_sql


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


@pytest.mark.parametrize(("group", "reference", "reason"), GUARDS)
def test_sql_tells_the_same(group, reference, reason):
    words = ", ".join(rate_ratio_sql("a", "n", "c", "m").values())
    found = duckdb.execute(
        f"SELECT {words} FROM (SELECT $1::BIGINT AS a, $2::BIGINT AS n, $3::BIGINT AS c, $4::BIGINT AS m)",
        [*group, *reference],
    ).fetchone()
    told = rate_ratio(Rate(*group), Rate(*reference))
    known = (
        (None, None, None) if told.interval is None else (told.ratio, told.interval.low, told.interval.high)
    )
    assert found == (pytest.approx(known[0]), pytest.approx(known[1]), pytest.approx(known[2]), reason)


def test_groups_stand_beside_the_reference_in_the_warehouse(tmp_path):
    site = MadeSite(tmp_path, "da", as_of=date(2026, 1, 15))
    rows = [
        {
            "pros_case_key": f"{sex}{race}{n}",
            "referred_ts": datetime(2025, 3, 1),
            "review_decision_ts": datetime(2025, 3, 9),
            "review_decision": "filed" if n < filed else "declined",
            "dv_related": True,
            "defendant_sex": sex,
            "defendant_race": race,
        }
        for sex, race, filed, people in (
            ("M", "W", 40, 80),
            ("M", "B", 60, 80),
            ("F", "W", 12, 20),
            (None, "U", 9, 9),
        )
        for n in range(people)
    ]
    for month in range(1, 13):
        site.add("da", "prosecution", f"2025-{month:02}", rows if month == 3 else [])
    built = site.build("pub.rate_ratio")
    told = built.execute(
        "SELECT breakdown, category, num, den, reference_num, reference_den, ratio, reason FROM pub.rate_ratio"
        " WHERE measure_id = 'M083' AND audience = 'coordinator' AND agency_code = 'da' ORDER BY 1, 2"
    ).fetchall()
    assert told == [
        ("race", "B", 60, 80, 52, 100, pytest.approx(0.75 / 0.52), None),
        ("sex_gender", "F", 12, 20, 100, 160, None, "too_few"),
    ]
    hidden = built.execute(
        "SELECT r.ratio, r.num, r.den FROM pub.rate_ratio AS r INNER JOIN pub.measure_value AS v USING (measure_id,"
        " agency_code, period_kind, period_start, breakdown, category, audience) WHERE v.suppressed"
    ).fetchall()
    assert hidden
    assert all(row == (None, None, None) for row in hidden)
