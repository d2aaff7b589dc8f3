"""The draw of records for case review: by chance, each kind apart, the same again from the same seed and files."""

from __future__ import annotations

from datetime import datetime

import duckdb
from made_site import MadeSite

from pipelines.metadata import CODE_LISTS, DATASETS
from pipelines.metadata.review_frames import REVIEW_FRAMES
from pipelines.settings import CaseReview
from pipelines.warehouse.tables import TABLE_ORDER


def fill(site: MadeSite) -> None:
    """A quarter with 12 reports without an arrest, 3 with one and 2 where the suspect had left; 4 without domestic violence; one of a quarter that runs."""
    reports = [
        {"incident_key": f"i{n}", "reported_ts": datetime(2025, 10 + n % 3, 5, 12), "victim_seq": 1, "suspect_seq": 2,
         "relationship_to_suspect": "SE" if n < 17 else "ST", "suspect_gone_on_arrival": n in (15, 16)}
        for n in range(21)
    ]  # fmt: skip
    arrests = [
        {"arrest_key": f"a{n}", "incident_key": f"i{n}", "suspect_seq": 2, "arrested_ts": datetime(2025, 10 + n % 3, 5, 13)}
        for n in range(3)
    ]  # fmt: skip
    site.add("mpd", "rms_incidents", "2025-10", reports, last_month="2025-12")
    site.add("mpd", "rms_arrests", "2025-10", arrests, last_month="2025-12")
    running = {**reports[5], "incident_key": "late", "reported_ts": datetime(2026, 1, 3, 12)}
    site.add("mpd", "rms_incidents", "2026-01", [running])


def draw(site: MadeSite, **settings: object) -> duckdb.DuckDBPyConnection:
    site.settings = site.settings.model_copy(update={"case_review": CaseReview.model_validate(settings)})
    return site.build("ops.review_sample")


def rows(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str, int]]:
    return connection.execute(
        "SELECT review_case_id, stratum, source_row FROM ops.review_sample ORDER BY ALL"
    ).fetchall()


def test_every_stratum_is_drawn_apart_and_a_small_one_whole(site: MadeSite) -> None:
    fill(site)
    told = draw(site).execute(
        "SELECT event_quarter, stratum, count(*), any_value(records_count), any_value(asked_count), count(DISTINCT source_row)"
        " FROM ops.review_sample GROUP BY ALL ORDER BY ALL"
    )
    assert told.fetchall() == [
        ("2025-Q4", "arrest", 3, 3, 10, 3),
        ("2025-Q4", "gone_on_arrival", 2, 2, 10, 2),
        ("2025-Q4", "no_arrest", 10, 12, 10, 10),
    ]


def test_the_same_seed_draws_the_same_and_another_one_others(site: MadeSite) -> None:
    fill(site)
    first = rows(draw(site))
    assert rows(draw(site)) == first
    assert {row[2] for row in rows(draw(site, seed=2))} != {row[2] for row in first}


def test_a_site_sets_how_many_are_read(site: MadeSite) -> None:
    fill(site)
    told = draw(site, no_arrest=4, gone_on_arrival=0).execute(
        "SELECT stratum, count(*) FROM ops.review_sample GROUP BY ALL ORDER BY ALL"
    )
    assert told.fetchall() == [("arrest", 3), ("no_arrest", 4)]


def test_a_serial_number_is_one_record_and_no_number_of_the_agency(site: MadeSite) -> None:
    fill(site)
    ids = [row[0] for row in rows(draw(site))]
    assert len(set(ids)) == len(ids)
    assert ids == [f"MPD-2025Q4-{n:02d}" for n in range(1, len(ids) + 1)]


def test_frames_are_facts_and_codes_that_there_are() -> None:
    assert {f"mart.{frame.fact}" for frame in REVIEW_FRAMES} <= set(TABLE_ORDER)
    assert {frame.record_kind for frame in REVIEW_FRAMES} <= set(CODE_LISTS["record_kind"].values)
    assert set(CaseReview().asked()) == set(CODE_LISTS["review_stratum"].values)
    assert "source_row" not in {field.name for field in DATASETS["case_review"].fields}
