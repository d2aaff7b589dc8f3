"""Three months of a real county prosecutor's exports, read through layouts alone; skipped where they are not at hand.

The expected numbers are counted here with pandas, straight from the files.
"""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from running import KEY, samepage

from pipelines.cli.queries import open_published
from pipelines.settings import Site

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT.parent / "shared" / "real" / "cook_county_prosecutor"
EXAMPLE = ROOT / "docs" / "example-sites" / "cook-county-prosecutor"
DV = {"Domestic Battery", "Violation Order Of Protection", "Stalking"}

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real exports are not at hand")


def real(table: str) -> pd.DataFrame:
    """All rows of one kind of export, as text."""
    return pd.concat(
        [pd.read_csv(path, dtype=str).assign(_file=path.name) for path in sorted(REAL.glob(f"{table}_*"))]
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    root = tmp_path_factory.mktemp("cook")
    shutil.copytree(EXAMPLE / "inputs", root / "inputs", ignore=shutil.ignore_patterns("drop"))
    (root / "inputs/drop/sao").mkdir(parents=True)
    for path in REAL.glob("*.csv"):
        shutil.copy2(path, root / "inputs/drop/sao")
    return root, json.loads(samepage(root, "run", "--json").stdout)


@pytest.fixture
def ask(run, monkeypatch):
    monkeypatch.setenv("SAMEPAGE_KEY", KEY)
    with open_published(Site(run[0])) as connection:
        yield lambda sql: connection.execute(sql).fetchall()


def test_every_row_is_accounted_for(run):
    by_file = {s["file"]: s for s in run[1]["submissions"]}
    assert set(by_file) == {path.name for path in REAL.glob("*.csv")}
    for path in REAL.glob("*.csv"):
        rows, cells = by_file[path.name]["rows"], pd.read_csv(path, dtype=str)
        assert rows["in_file"] == len(cells) + 1
        assert rows["in_file"] == rows["used"] + rows["blank"] + rows["held"] + rows["left_out"]
        left_out = {"header": 1}
        minors = int((pd.to_numeric(cells["AGE_AT_INCIDENT"]) < 18).sum())
        if minors and path.name.startswith("intake"):  # who is charged there is a suspect still
            left_out["juvenile"] = minors
        assert rows["left_out_by_reason"] == left_out


def test_each_export_meets_its_own_layout(run):
    datasets = {s["file"].split("_")[0]: s["dataset"] for s in run[1]["submissions"]}
    assert datasets == {
        "intake": "prosecution",
        "initiation": "court_cases",
        "dispositions": "court_cases",
        "sentencing": "sentences",
    }


def test_referrals_are_counted_by_defendant(ask):
    intake = real("intake")
    dv = intake[intake["UPDATE_OFFENSE_CATEGORY"].isin(DV)]
    months = (
        pd.to_datetime(dv["RECEIVED_DATE"], format="%m/%d/%Y %I:%M:%S %p")
        .dt.strftime("%Y-%m-01")
        .value_counts()
    )
    counted = ask(
        "SELECT strftime(period_start, '%Y-%m-%d'), num FROM mart.measure_value WHERE measure_id = 'M080' "
        "AND agency_code = 'sao' AND period_kind = 'month' AND breakdown = 'none'"
    )
    assert dict(counted) == months.to_dict()


def test_charges_are_counted_by_charge(ask):
    initiation, dispositions = real("initiation"), real("dispositions")
    keys = pd.concat([initiation, dispositions])[["CASE_PARTICIPANT_ID", "CHARGE_ID"]].drop_duplicates()
    assert ask("SELECT count(*) FROM core.charge") == [(len(keys),)]
    assert ask("SELECT count(*) FROM core.court_case") == [(keys["CASE_PARTICIPANT_ID"].nunique(),)]


@pytest.mark.parametrize(
    ("category", "primary_only"),
    [
        pytest.param("charge", False, id="all charges"),
        pytest.param("primary_charge", True, id="primary charges"),
    ],
)
def test_convictions_depend_on_the_unit_of_count(ask, category, primary_only):
    charges = real("dispositions")
    charges = charges[charges["UPDATED_OFFENSE_CATEGORY"].isin(DV)]
    decided = charges[charges["CHARGE_DISPOSITION"].notna() & (charges["CHARGE_DISPOSITION"] != "BFW")]
    if primary_only:
        decided = decided[decided["PRIMARY_CHARGE"] == "true"]
    convicted = decided["CHARGE_DISPOSITION"].str.startswith(("Plea", "Finding Guilty", "Verdict Guilty"))
    dates = pd.to_datetime(decided["DISPOSITION_DATE"], format="%m/%d/%Y %I:%M:%S %p", errors="coerce")
    within = (dates >= "2019-01-01") & (dates < "2019-04-01")
    counted = ask(
        "SELECT num, den FROM mart.measure_value WHERE measure_id = 'M103' AND agency_code = 'sao' "
        f"AND breakdown = 'counted_by' AND category = '{category}' AND period_kind = 'quarter'"
    )
    assert counted == [(int(convicted[within].sum()), int(within.sum()))]


def test_sentences_are_rolled_up_to_the_case(ask):
    sentencing = real("sentencing")
    dated = pd.to_datetime(sentencing["SENTENCE_DATE"], format="%m/%d/%Y %I:%M:%S %p", errors="coerce")
    kept = sentencing[(dated >= "1990-01-01") & (dated < "2100-01-01")]
    phases = kept["SENTENCE_PHASE"].map(
        {
            "Original Sentencing": "original",
            "Probation Violation Sentencing": "violation",
            "Resentenced": "resentence",
            "Amended/Corrected Sentencing": "amended",
        }
    )
    expected = kept.assign(phase=phases)[["CASE_PARTICIPANT_ID", "phase"]].drop_duplicates()
    assert ask("SELECT count(*) FROM core.sentence") == [(len(expected),)]


def test_links_are_those_of_the_ids(ask):
    court = set(real("initiation")["CASE_PARTICIPANT_ID"]) | set(real("dispositions")["CASE_PARTICIPANT_ID"])
    intake = real("intake").drop_duplicates("CASE_PARTICIPANT_ID")
    intake = intake[~(pd.to_numeric(intake["AGE_AT_INCIDENT"]) < 18)]
    sentences = real("sentencing")
    sentences = sentences[~sentences["SENTENCE_DATE"].str.contains("/2219")]  # days to come are held
    sentences = sentences.drop_duplicates(["CASE_PARTICIPANT_ID", "SENTENCE_PHASE"])
    expected = {
        "referral_to_court_case": (int(intake["CASE_PARTICIPANT_ID"].isin(court).sum()), len(intake)),
        "sentence_to_court_case": (int(sentences["CASE_PARTICIPANT_ID"].isin(court).sum()), len(sentences)),
    }
    told = ask(
        "SELECT link_name, count(*) FILTER (coalesce(linked_if_referral_to_court_case, linked_if_sentence_to_court_case)), count(*)"
        " FROM mart.fact_link WHERE link_name IN ('referral_to_court_case', 'sentence_to_court_case') GROUP BY 1"
    )
    assert {name: (linked, every) for name, linked, every in told} == expected
    # Every pair is by the id itself, and no id joins two defendants.
    assert ask("SELECT DISTINCT rule FROM core.link") == [("court_case_number",)]
    pairs = "FROM core.link WHERE link_name = 'referral_to_court_case'"
    assert ask(
        f"SELECT count(*) - count(DISTINCT (agency_code, child_key)), count(*) - count(DISTINCT partner_key), count(*) > 0 {pairs}"
    ) == [(0, 0, True)]


def test_without_its_id_column_a_file_is_turned_away_and_nothing_is_guessed(run, tmp_path):
    hidden = pd.read_csv(REAL / "sentencing_2019-03.csv", dtype=str).drop(columns="CASE_PARTICIPANT_ID")
    hidden.to_csv(tmp_path / "sentencing_2019-03.csv", index=False)
    answer = samepage(run[0], "check", str(tmp_path / "sentencing_2019-03.csv"), "--agency", "sao", "--json")
    told = json.loads(answer.stdout)
    assert told["status"] == "not_accepted"
    assert any("CASE_PARTICIPANT_ID" in problem["message"] for problem in told["problems"])
