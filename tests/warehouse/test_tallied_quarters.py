"""A build from tallies tells what the build from rows told: no figure of a case review or a survey moves, no doubt is invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_site import KEY, MadeSite

from pipelines.storage import read_parquet, write_parquet
from pipelines.submissions.tallies import CASE_REVIEW, SURVEY, tally

FIGURES = (
    "mart.case_review",
    "mart.finding_where",
    "pub.survivor_wave",
    "pub.survivor_answer",
    "pub.survivor_outcome",
)
QUARTERS = {date(2025, 1, 1), date(2025, 4, 1)}


def _reviews(quarter: str, outcome: str, records: range) -> list[dict[str, Any]]:
    return [
        {
            "review_case_id": f"MPD-{quarter}-{record:02}",
            "element_id": element,
            "agency_code": "mpd",
            "event_quarter": quarter,
            "outcome": outcome if (record + number) % 3 else "not_demonstrated",
            "record_kind": "patrol_report",
            "arrest_made": bool(record % 2),
            "limited_english": record == 1,
        }
        for record in records
        for number, element in enumerate(("PAT-01", "PAT-02"))
    ]


def _survey() -> list[dict[str, Any]]:
    return [
        {
            "survey_wave": "2025-Q1",
            "answer_no": person,
            "survivor_step": step,
            "consent_aggregate": True,
            "score_respect": 1 + person % 5,
            "felt_safer": "safer" if person % 3 else "same",
        }
        for person in range(1, 15)
        for step in ("police", "court")
        if step == "police" or person % 4
    ]


@pytest.fixture(scope="module")
def builds(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]:
    """The warehouse from rows, and from the same files tallied."""
    folder: Path = tmp_path_factory.mktemp("rows")
    site = MadeSite(folder, "mpd", as_of=date(2025, 12, 1))
    site.add("coordinator", CASE_REVIEW, "2025-03", _reviews("2025-Q1", "demonstrated", range(12)))
    # A later sheet says something else of two records, and adds a quarter.
    later = [*_reviews("2025-Q1", "partly", range(2)), *_reviews("2025-Q2", "demonstrated", range(11))]
    site.add("coordinator", CASE_REVIEW, "2025-06", later, scope="another")
    site.add("coordinator", SURVEY, "2025-03", _survey())
    # Figures are counted for the months that agencies sent something of.
    for month in ("2025-01", "2025-03", "2025-06"):
        reported = datetime(2025, int(month[5:]), 3, 10)
        site.add("mpd", "rms_incidents", month, [{"incident_key": month, "reported_ts": reported}])
    rows = site.build()
    entries = []
    for entry in site.entries:
        assert entry.records is not None
        if entry.manifest["dataset"] not in (CASE_REVIEW, SURVEY):
            entries.append(entry)
            continue
        path = entry.records.with_suffix(".tallied.parquet")
        made = tally(entry.manifest["dataset"], read_parquet(entry.records, KEY), QUARTERS, "cd" * 32)
        write_parquet(made, path, KEY)
        entries.append(replace(entry, records=path))
    site.entries = entries
    return rows, site.build()


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_moves(
    builds: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], name: str
) -> None:
    before, after = (built.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall() for built in builds)
    assert before == after
    assert before or name == "mart.finding_where"


def test_measures_do_not_move(
    builds: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection],
) -> None:
    query = "SELECT * FROM mart.measure_value ORDER BY ALL"
    before, after = (built.execute(query).fetchall() for built in builds)
    assert before == after and before


def test_no_doubt_is_invented(builds: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]) -> None:
    query = "SELECT check_id, agency_code, count(*) FROM ops.register_problem WHERE dataset = 'case_review' GROUP BY ALL ORDER BY ALL"
    before, after = (built.execute(query).fetchall() for built in builds)
    assert before == after and before
