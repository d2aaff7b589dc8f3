"""A change is called one only where intervals part or a rule fires; Python and SQL judge alike; sentences say it."""

import duckdb
import pytest

from pipelines.statistics.changes import Change, Told, Verdict, judge_change, verdict_sql
from pipelines.statistics.sentences import change_sentence, missing_sentence, percent_words

UP, DOWN = ("outside", 1), ("shift", -1)
CASES = [
    pytest.param(Told(18, 40), Told(31, 38), None, ("rise", "intervals"), id="intervals part upward"),
    pytest.param(Told(31, 38), Told(18, 40), None, ("fall", "intervals"), id="intervals part downward"),
    pytest.param(Told(24, 40), Told(31, 38), None, ("no_clear_change", None), id="intervals overlap"),
    pytest.param(Told(24, 40), Told(31, 38), UP, ("rise", "outside"), id="a rule fires the same way"),
    pytest.param(
        Told(24, 40), Told(31, 38), DOWN, ("no_clear_change", None), id="a rule fires the other way"
    ),
    pytest.param(Told(20, 40), Told(20, 40), UP, ("no_clear_change", None), id="nothing moved"),
    pytest.param(Told(1, 9), Told(31, 38), UP, ("too_few", None), id="the base before is under the floor"),
    pytest.param(Told(1, 10), Told(9, 9), None, ("too_few", None), id="the base now is under the floor"),
    pytest.param(Told(1, 10), Told(9, 10), None, ("rise", "intervals"), id="the floor itself is enough"),
    pytest.param(Told(0, 0), Told(9, 20), None, ("too_few", None), id="no cases before"),
    pytest.param(Told(None, None), Told(9, 20), None, ("not_comparable", None), id="withheld before"),
    pytest.param(Told(9, 20), Told(None, None), None, ("not_comparable", None), id="withheld now"),
    pytest.param(
        Told(90, None), Told(10, None), None, ("no_clear_change", None), id="counts have no interval"
    ),
    pytest.param(Told(90, None), Told(10, None), DOWN, ("fall", "shift"), id="a count falls by its chart"),
    pytest.param(
        Told(90, None, completeness_pct=99.4),
        Told(10, None),
        DOWN,
        ("not_comparable", None),
        id="incomplete counts",
    ),
    pytest.param(
        Told(18, 40, completeness_pct=50),
        Told(31, 38),
        None,
        ("rise", "intervals"),
        id="a share may be incomplete",
    ),
    pytest.param(
        Told(18, 40),
        Told(31, 38, definition_version=2),
        None,
        ("not_comparable", None),
        id="another definition",
    ),
    pytest.param(
        Told(None, 40, 12.0), Told(None, 40, 15.0), UP, ("rise", "outside"), id="a median by its chart"
    ),
    pytest.param(
        Told(None, 40, 12.0), Told(None, 40, 15.0), None, ("no_clear_change", None), id="a median alone"
    ),
    pytest.param(
        Told(18, 15),
        Told(5, 40),
        None,
        ("no_clear_change", None),
        id="a numerator above its base is no share",
    ),
    pytest.param(Told(None, 9, 12.0), Told(None, 40, 15.0), UP, ("too_few", None), id="a median of too few"),
]


@pytest.mark.parametrize(("before", "now", "signal", "expected"), CASES)
def test_the_rule_of_two_periods(before, now, signal, expected):
    verdict, rule = expected
    assert judge_change(before, now, 10, signal) == Change(Verdict(verdict), rule)


@pytest.mark.parametrize(("before", "now", "signal", "expected"), CASES)
def test_sql_judges_alike(before, now, signal, expected):
    verdict, rule = verdict_sql("10", "false", "n.rule", "n.way")

    def row(told, fired):
        values = (told.num, told.den, told.value, told.completeness_pct, told.definition_version, *fired)
        kinds = ("BIGINT", "BIGINT", "DOUBLE", "DOUBLE", "BIGINT", "VARCHAR", "BIGINT")
        names = ("num", "den", "value", "completeness_pct", "definition_version", "rule", "way")
        spoken = ("NULL" if v is None else f"'{v}'" for v in values)
        return ", ".join(f"{v}::{k} AS {n}" for v, k, n in zip(spoken, kinds, names, strict=True))

    found = duckdb.sql(
        f"SELECT {verdict}, {rule} FROM (SELECT {row(before, (None, None))}) AS b,"
        f" (SELECT {row(now, signal or (None, None))}) AS n"
    ).fetchone()
    assert found == expected


def test_a_young_cohort_is_too_early():
    assert judge_change(Told(18, 40), Told(31, 38), 10, too_early=True).verdict is Verdict.TOO_EARLY
    verdict, _ = verdict_sql("10", "true", "NULL", "NULL")
    given = "SELECT 1::BIGINT AS num, 20::BIGINT AS den, NULL::DOUBLE AS value, NULL::DOUBLE AS completeness_pct, 1 AS definition_version"
    assert duckdb.sql(f"SELECT {verdict} FROM ({given}) AS b, ({given}) AS n").fetchone() == ("too_early",)


def test_the_template_of_a_clear_rise_and_of_none():
    words = ("Patrol", "risk questions complete", ("Q2 2026", Told(31, 38)))
    assert change_sentence(*words, ("Q1 2026", Told(18, 40)), Verdict.RISE, "intervals") == (
        "Patrol: risk questions complete, 31 of 38 (82 percent) in Q2 2026; 18 of 40 (45 percent) in Q1 2026. "
        "This is a clear rise."
    )
    assert change_sentence(*words, ("Q1 2026", Told(24, 40)), Verdict.NO_CLEAR_CHANGE).endswith(
        "No clear change."
    )
    by_chart = change_sentence(*words, ("Q1 2026", Told(24, 40)), Verdict.RISE, "shift")
    assert by_chart.endswith(
        "This is a clear rise: 8 points in a row on one side of the center line of the control chart."
    )


def test_few_files_are_k_of_n_without_a_percentage():
    told = change_sentence(
        "Charging", "prior reports in the file", ("Q2", Told(6, 9)), ("Q1", Told(2, 3)), Verdict.TOO_FEW
    )
    assert (
        told
        == "Charging: prior reports in the file, 6 of 9 in Q2; 2 of 3 in Q1. Too few for a percentage trend."
    )
    public = change_sentence(
        "Court", "x", ("Q2", Told(6, 19)), ("Q1", Told(2, 20)), Verdict.TOO_FEW, floor=20
    )
    assert "6 of 19 in Q2; 2 of 20 (10 percent)" in public


def test_other_figures_have_their_words():
    months = [("Q2", Told(None, 40, 12.5)), ("Q1", Told(None, None))]
    told = change_sentence("Court", "time to disposition", *months, Verdict.NOT_COMPARABLE, unit="days")
    assert "a median of 12.5 days (n 40) in Q2; not told in Q1. The two periods cannot be compared." in told
    counts = change_sentence(
        "Jail", "bookings", ("2026", Told(1204, None)), ("2025", Told(0, None)), Verdict.NO_CLEAR_CHANGE
    )
    assert "bookings, 1,204 in 2026; 0 in 2025." in counts


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0"), (0.001, "under 1"), (0.455, "46"), (0.996, "over 99"), (1, "100")]
)
def test_a_percent_is_never_0_or_100_for_less(share, words):
    assert percent_words(share) == words


def test_a_missing_file_is_said_with_what_is_left():
    assert missing_sentence("jail bookings", "County Jail", ["Feb 2026"], ["Jan 2026", "Mar 2026"]) == (
        "Data: the jail bookings file of County Jail for Feb 2026 was not received; figures use Jan 2026 and Mar 2026 only."
    )
    assert missing_sentence("jail bookings", "County Jail", ["Feb 2026"], ["Jan 2026"], came=True) == (
        "Data: the jail bookings file of County Jail for Feb 2026 came and could not be used; figures use Jan 2026 only."
    )
    assert missing_sentence("x", "A", ["Jan", "Feb", "Mar"], []) == (
        "Data: the x files of A for Jan, Feb and Mar were not received; there are no figures."
    )
