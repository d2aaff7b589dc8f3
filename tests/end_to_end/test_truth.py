"""Every measure of the made-up county equals what the county was made with: all of them, not a selection."""

import math

import duckdb
import pandas as pd

from pipelines.metadata import MEASURES
from pipelines.sample.link_score import score_links
from pipelines.sample.measure_score import score_measures


def same(left, right) -> bool:
    """Equal numbers, or both not there."""
    if pd.isna(left) or pd.isna(right):
        return bool(pd.isna(left) and pd.isna(right))
    return math.isclose(float(left), float(right), rel_tol=0, abs_tol=1e-6)


def test_every_figure_is_counted_and_right_and_no_other_is(county, warehouse):
    score = score_measures(county.site, warehouse)
    assert score.missing == (), f"{len(score.missing)} not counted"
    assert score.surplus == (), f"{len(score.surplus)} counted and not known"
    assert score.different == (), f"{len(score.different)} differ"
    assert score.known == score.counted == len(county.truth["measures"]) > 10_000


def test_a_figure_that_is_off_by_one_is_found(county, warehouse):
    of_county = warehouse.execute("SELECT * FROM mart.measure_value").df()
    with duckdb.connect() as changed:
        changed.register("of_county", of_county)
        changed.execute("CREATE SCHEMA mart; CREATE TABLE mart.measure_value AS SELECT * FROM of_county")
        key = "measure_id = 'M020' AND agency_code = 'all' AND period_kind = 'month' AND breakdown = 'none'"
        changed.execute(
            f"UPDATE mart.measure_value SET num = num + 1 WHERE {key} AND period_start = DATE '2025-06-01'"
        )
        changed.execute(f"DELETE FROM mart.measure_value WHERE {key} AND period_start = DATE '2025-07-01'")
        changed.execute(
            f"UPDATE mart.measure_value SET category = 'more' WHERE {key} AND period_start = DATE '2025-08-01'"
        )
        score = score_measures(county.site, changed)
    told = ("M020", "all", "month")
    assert score.different == ((*told, "2025-06-01", "none", "all"),)
    assert score.missing == ((*told, "2025-07-01", "none", "all"), (*told, "2025-08-01", "none", "all"))
    assert score.surplus == ((*told, "2025-08-01", "none", "more"),)
    assert not score.is_right


def test_every_measure_has_values(county):
    assert {line["measure_id"] for line in county.truth["measures"]} == set(MEASURES)


def test_links_are_those_of_the_county(county, warehouse):
    linked = {
        name: {"linked": a, "eligible": b}
        for name, a, b in warehouse.execute(
            "SELECT link_name, sum(linked)::BIGINT, sum(eligible)::BIGINT FROM ops.match_rate GROUP BY 1"
        ).fetchall()
    }
    known = {name: {k: v[k] for k in ("linked", "eligible")} for name, v in county.truth["links"].items()}
    assert {name: known[name] for name in known if known[name]["eligible"]} == linked


def test_each_rule_joins_what_really_belongs_together(county, warehouse):
    told = {}
    for score in score_links(county.site, warehouse):
        assert score.precision == 1, f"{score.link}, {score.rule}: {score.told - score.right} pairs are wrong"
        assert score.recall is None or score.recall > 0.85, f"{score.link}: recall {score.recall:.3f}"
        if score.recall is None:
            told.setdefault(score.link, {})[score.rule] = score.told
    known = {
        name: {rule: n for rule, n in v["rules"].items() if n} for name, v in county.truth["links"].items()
    }
    assert {name: rules for name, rules in known.items() if rules} == told


WAIT_KEY = ["measure_id", "agency_code", "period_kind", "period_start"]
WAIT_NUMBERS = ["started", "ended", "open", "n_missing", "median", "p90"]


def test_times_with_open_cases_counted_are_those_of_the_county(county, warehouse):
    told = warehouse.execute(f"SELECT {', '.join(WAIT_KEY + WAIT_NUMBERS)} FROM mart.wait").df()
    told["period_start"] = pd.to_datetime(told["period_start"]).dt.strftime("%Y-%m-%d")
    told = told.set_index(WAIT_KEY).sort_index()
    known = pd.DataFrame(county.truth["waits"]).set_index(WAIT_KEY).sort_index()
    assert set(known.index.get_level_values("measure_id")) == {"M082", "M108"}
    assert list(told.index) == list(known.index)
    wrong = [
        (index, name)
        for index in known.index
        for name in WAIT_NUMBERS
        if not same(told.loc[index, name], known.loc[index, name])
    ]
    assert not wrong, f"{len(wrong)} differ, such as {wrong[:5]}"


def test_what_rules_raise_is_what_the_county_holds_and_nothing_else(county, warehouse):
    told = warehouse.execute(
        "SELECT agency_code, finding_trigger, subject_kind, subject, quarter_end_date::VARCHAR FROM mart.finding_check"
        " WHERE is_raised AND subject_kind <> 'measure'"
    ).fetchall()
    names = ("agency_code", "finding_trigger", "subject_kind", "subject", "quarter_end")
    known = [tuple(line[name] for name in names) for line in county.truth["findings"]]
    assert sorted(told) == sorted(known)
    raised = {(agency, trigger, subject) for agency, trigger, _, subject, _ in told}
    planted = {
        (f["agency_code"], f["finding_trigger"], f["subject"]) for f in county.truth["planted"]["findings"]
    }
    assert planted <= raised
    stands = {
        (f["agency_code"], f["finding_trigger"], f["subject"], f["standing"])
        for f in county.truth["planted"]["findings"]
    }
    known_standings = warehouse.execute(
        "SELECT agency_code, finding_trigger, subject, standing FROM mart.finding_standing"
    ).fetchall()
    assert stands <= set(known_standings)
    by_files = {(agency, subject) for agency, _, kind, subject, _ in told if kind == "practice"}
    assert by_files == {(agency, subject) for agency, _, subject in planted}


def test_the_action_of_month_nine_shows_and_closes_its_finding_and_chance_does_neither(warehouse):
    told = warehouse.execute(
        "SELECT finding_id, after_verdict, standing, before_num, before_den, after_num, after_den FROM mart.finding_standing"
        " WHERE finding_id IN ('F-P1', 'F-P2') ORDER BY finding_id"
    ).fetchall()
    assert told == [
        ("F-P1", "better", "closed", 8, 21, 21, 21),
        ("F-P2", "no_clear_change", "no_clear_change", 11, 21, 12, 20),
    ]
    falls = warehouse.execute(
        "SELECT count(*), count(*) FILTER (is_raised) FROM mart.finding_check WHERE subject_kind = 'measure'"
    )
    looked_at, raised = falls.fetchall()[0]
    assert looked_at > 100 and raised == 0, "no fall of a measure was planted"
