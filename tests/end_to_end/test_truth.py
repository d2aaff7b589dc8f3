"""Every measure of the made-up county equals what the county was made with: all of them, not a selection."""

import math

import pandas as pd
import pytest

from pipelines.sample.link_score import score_links

KEY = ["measure_id", "agency_code", "period_kind", "period_start", "breakdown", "category"]
NUMBERS = ["num", "den", "value", "n_missing", "completeness_pct"]


def same(left, right) -> bool:
    """Equal numbers, or both not there."""
    if pd.isna(left) or pd.isna(right):
        return bool(pd.isna(left) and pd.isna(right))
    return math.isclose(float(left), float(right), rel_tol=0, abs_tol=1e-6)


@pytest.fixture
def counted(warehouse) -> pd.DataFrame:
    frame = warehouse.execute(f"SELECT {', '.join(KEY)}, {', '.join(NUMBERS)} FROM mart.measure_value").df()
    frame["period_start"] = pd.to_datetime(frame["period_start"]).dt.strftime("%Y-%m-%d")
    return frame.set_index(KEY).sort_index()


@pytest.fixture
def known(county) -> pd.DataFrame:
    frame = pd.DataFrame(county.truth["measures"])
    frame["period_start"] = frame["period_start"].str.slice(0, 10)
    return frame.set_index(KEY).sort_index()[NUMBERS]


def test_the_same_lines_are_counted(counted, known):
    assert counted.index.is_unique
    assert known.index.is_unique
    missing = known.index.difference(counted.index)
    surplus = counted.index.difference(known.index)
    assert len(missing) == 0, f"{len(missing)} not counted, such as {list(missing[:5])}"
    assert len(surplus) == 0, f"{len(surplus)} counted and not known, such as {list(surplus[:5])}"


def test_every_number_is_right(counted, known):
    joined = known.join(counted, lsuffix="_known", how="inner")
    wrong = [
        (index, name, getattr(row, f"{name}_known"), getattr(row, name))
        for index, row in zip(joined.index, joined.itertuples(index=False), strict=True)
        for name in NUMBERS
        if not same(getattr(row, f"{name}_known"), getattr(row, name))
    ]
    assert not wrong, f"{len(wrong)} of {len(joined) * len(NUMBERS)} differ, such as {wrong[:8]}"


def test_every_measure_has_values(known):
    from pipelines.metadata import MEASURES

    assert set(known.index.get_level_values("measure_id")) == set(MEASURES)


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
