"""Case reviews and surveys turn into tallies on their clock: counts stay, nothing holds a record or a person together any more."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_site import make_site

from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import record_schema
from pipelines.settings import Retention, Site
from pipelines.storage import read_parquet
from pipelines.submissions.announced import announce
from pipelines.submissions.row_clock import row_deletions
from pipelines.submissions.store import save, stored
from pipelines.submissions.tallies import (
    CASE_REVIEW,
    SURVEY,
    find_due_rows,
    lines_left,
    tally,
    tally_day,
    tally_due_rows,
)

KEY, SECRET = "ab" * 32, "cd" * 32
Q1, Q2 = date(2025, 1, 1), date(2025, 4, 1)
RULES = Retention()


@pytest.mark.parametrize(
    ("dataset", "came", "day"),
    [
        pytest.param(CASE_REVIEW, date(2025, 3, 10), date(2025, 6, 29), id="90 days after the quarter's end"),
        pytest.param(CASE_REVIEW, date(2025, 5, 1), date(2025, 7, 30), id="or after it came"),
        pytest.param(SURVEY, date(2025, 5, 31), date(2026, 5, 28), id="twelve months after the wave came"),
        pytest.param(SURVEY, date(2025, 1, 2), date(2026, 3, 28), id="or after its end"),
    ],
)
def test_when_the_clock_of_a_quarter_has_run_out(dataset: str, came: date, day: date) -> None:
    assert tally_day(dataset, Q1, came, RULES) == day


def test_without_a_clock_rows_stay() -> None:
    rules = Retention(case_review_days=None, survey_months=None)
    assert tally_day(CASE_REVIEW, Q1, Q1, rules) is tally_day(SURVEY, Q1, Q1, rules) is None


def table(dataset: str, rows: list[dict[str, Any]]) -> pa.Table:
    lines = [{"source_sheet": "S", "source_row": n, **row} for n, row in enumerate(rows, start=2)]
    return pa.Table.from_pylist(lines, record_schema(DATASETS[dataset]))


def looks(quarter: str = "2025-Q1", outcome: str = "demonstrated") -> list[dict[str, Any]]:
    """Three records of a quarter, each looked at for two practices."""
    return [
        {
            "review_case_id": f"MPD-{record}",
            "element_id": element,
            "agency_code": "mpd",
            "event_quarter": quarter,
            "outcome": outcome if record else "unknown",
            "record_kind": "patrol_report",
            "arrest_made": record == 1,
            "reviewer_pair": "sergeant and advocate",
            "reviewed_on_date": date(2025, 4, 2),
        }
        for record in range(3)
        for element in ("PAT-01", "PAT-02")
    ]


def answers(wave: str = "2025-Q1", people: int = 12) -> list[dict[str, Any]]:
    """People of a wave, each of whom tells about the police, and every other one about the court too."""
    return [
        {
            "survey_wave": wave,
            "answer_no": person,
            "survivor_step": step,
            "consent_aggregate": True,
            "score_respect": 1 + person % 5,
            "felt_safer": "safer" if person % 3 else None,
            "age_band": "25-34",
            "free_text_redacted": "They listened." if person == 1 else None,
        }
        for person in range(1, people + 1)
        for step in ("police", "court")
        if step == "police" or person % 2
    ]


def test_a_look_stands_by_itself_and_counts_as_before() -> None:
    before = table(CASE_REVIEW, looks())
    made = tally(CASE_REVIEW, before, {Q1}, SECRET)
    counted = ("agency_code", "element_id", "event_quarter", "outcome", "arrest_made")
    assert Counter(zip(*(made[name].to_pylist() for name in counted), strict=True)) == Counter(
        zip(*(before[name].to_pylist() for name in counted), strict=True)
    )
    codes = made["review_case_id"].to_pylist()
    assert len(set(codes)) == 6 and not any("MPD" in code for code in codes)
    assert set(made["source_row"].to_pylist()) == {0} and set(made["source_sheet"].to_pylist()) == {""}
    assert made["reviewer_pair"].null_count == made["reviewed_on_date"].null_count == 6


def test_the_same_look_in_a_later_sheet_has_the_same_code() -> None:
    codes = [
        dict(zip(made["element_id"].to_pylist(), made["review_case_id"].to_pylist(), strict=True))
        for outcome in ("demonstrated", "partly")
        for made in (tally(CASE_REVIEW, table(CASE_REVIEW, looks(outcome=outcome)[:2]), {Q1}, SECRET),)
    ]
    assert codes[0] == codes[1]


def test_answers_count_as_before_and_belong_to_nobody() -> None:
    before = table(SURVEY, answers())
    made = tally(SURVEY, before, {Q1}, SECRET)
    for name in ("score_respect", "felt_safer"):
        told = [
            Counter(zip(t["survivor_step"].to_pylist(), t[name].to_pylist(), strict=True))
            for t in (before, made)
        ]
        assert told[0] == told[1]
    assert len(set(made["answer_no"].to_pylist())) == 12
    assert made["age_band"].null_count == made["free_text_redacted"].null_count == made.num_rows == 18
    police = made.filter(pa.compute.equal(made["survivor_step"], "police"))
    assert police["score_respect"].to_pylist() == sorted(police["score_respect"].to_pylist())
    assert police["felt_safer"].to_pylist()[-4:] == [None] * 4  # whose score was whose is not to be seen


def test_only_quarters_that_are_due_are_tallied() -> None:
    made = tally(CASE_REVIEW, table(CASE_REVIEW, [*looks(), *looks("2025 q2")]), {Q2}, SECRET)
    assert [row["event_quarter"] for row in made.to_pylist() if row["source_row"] == 0] == ["2025 q2"] * 6
    assert lines_left(made) == 6


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = make_site(tmp_path)
    for number, (dataset, rows, came) in enumerate(
        [(CASE_REVIEW, [*looks(), *looks("2025-Q2")], "2025-04-10"), (SURVEY, answers(), "2025-04-10")]
    ):
        manifest = {
            "submission_id": f"coordinator-{dataset}-{number}",
            "agency_code": "coordinator",
            "dataset": dataset,
            "received_ts": f"{came}T09:00:00",
            "recipe": "r",
            "drop_key": str(number),
        }
        save(made, manifest, table(dataset, rows), [], KEY, {"fix_rows": pa.table({"source_row": [3]})})
    return made


def due(site: Site, day: date) -> dict[str, tuple[set[date], bool]]:
    return {
        d.submission.manifest["dataset"]: (set(d.quarters), d.has_texts)
        for d in find_due_rows(site, KEY, day)
    }


def test_what_is_due_on_a_day(site: Site) -> None:
    assert due(site, date(2025, 7, 8)) == {}
    assert due(site, date(2025, 7, 9)) == {
        CASE_REVIEW: ({Q1}, False)
    }  # texts stay until the last quarter goes
    assert due(site, date(2026, 4, 9)) == {CASE_REVIEW: ({Q1, Q2}, True)}
    assert due(site, date(2026, 4, 10)) == {CASE_REVIEW: ({Q1, Q2}, True), SURVEY: ({Q1}, True)}


def test_tallies_are_told_and_made_once(site: Site) -> None:
    day = date(2026, 4, 10)
    assert tally_due_rows(site, KEY, SECRET, find_due_rows(site, KEY, day), day) == 12 + 18
    told = {entry.dataset: (dict(entry.months), entry.texts, entry.left) for entry in row_deletions(site)}
    assert told == {
        CASE_REVIEW: ({"2025-01-01": 6, "2025-04-01": 6}, 1, 0),
        SURVEY: ({"2025-01-01": 18}, 1, 0),
    }
    assert all(entry.is_tally for entry in row_deletions(site))
    assert due(site, day) == {}
    for submission in stored(site):
        assert submission.records is not None and lines_left(read_parquet(submission.records, KEY)) == 0
        assert submission.beside("fix_rows") is None


def test_a_sheet_that_comes_after_the_clock_is_tallied_at_once(site: Site) -> None:
    day = date(2025, 7, 9)
    tally_due_rows(site, KEY, SECRET, find_due_rows(site, KEY, day), day)
    manifest = {
        "submission_id": "coordinator-case_review-late",
        "agency_code": "coordinator",
        "dataset": CASE_REVIEW,
        "received_ts": "2025-07-09T09:00:00",
        "recipe": "r",
        "drop_key": "late",
    }
    save(site, manifest, table(CASE_REVIEW, looks(outcome="partly")), [], KEY)
    assert due(site, day) == {CASE_REVIEW: ({Q1}, False)}


def test_a_run_that_stopped_is_settled(site: Site) -> None:
    """Announced and not done is forgotten; announced and done is confirmed."""
    entry = {
        "submission_id": f"coordinator-{SURVEY}-1",
        "agency_code": "coordinator",
        "dataset": SURVEY,
        "first_kept": "2026-04-10",
        "clock_months": 12,
        "done_on": "2026-04-10",
        "months": {"2025-01-01": 18},
        "texts": 0,
        "is_tally": True,
    }
    announce(site.row_clock, "stopped before.json", entry | {"left": 0})
    announce(site.row_clock, "stopped after.json", entry | {"left": 18})
    tally_due_rows(site, KEY, SECRET, [], date(2026, 4, 10))
    assert [path.name for path in site.row_clock.iterdir()] == ["stopped after.json"]
