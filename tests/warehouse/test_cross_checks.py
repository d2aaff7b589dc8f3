"""Checks across tables: what does not fit is counted for its agency, what fits or is too little is not told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from made_site import MadeSite


def told(site: MadeSite) -> list[tuple[Any, ...]]:
    return site.build_before("mart.measure_value").execute("SELECT * FROM ops.cross_check").fetchall()


def arrests(count: int, linked: int) -> list[dict[str, Any]]:
    return [
        {
            "arrest_key": f"a{n}",
            "arrested_ts": datetime(2025, 3, 2, 12),
            "incident_key": "i1" if n < linked else f"x{n}",
        }
        for n in range(count)
    ]


@pytest.mark.parametrize(
    ("count", "linked", "expected"),
    [
        pytest.param(10, 8, [], id="eight of ten is enough"),
        pytest.param(10, 7, [("history_links_low", "mpd", "arrest_to_incident", 3, 10)], id="seven is not"),
        pytest.param(9, 1, [], id="nine say little"),
    ],
)
def test_links_that_are_low(tmp_path: Path, count: int, linked: int, expected: list[tuple[Any, ...]]) -> None:
    site = MadeSite(tmp_path, "mpd")
    site.add(
        "mpd", "rms_incidents", "2025-03", [{"incident_key": "i1", "reported_ts": datetime(2025, 3, 1, 10)}]
    )
    site.add("mpd", "rms_arrests", "2025-03", arrests(count, linked))
    assert told(site) == expected


@pytest.mark.parametrize(
    ("gone", "day", "failing"),
    [
        pytest.param(True, 1, 1, id="on the day of the report"),
        pytest.param(True, 2, 0, id="a day later the suspect was found"),
        pytest.param(False, 1, 0, id="the suspect was there"),
        pytest.param(None, 1, 0, id="the report does not say"),
    ],
)
def test_an_arrest_though_the_suspect_had_gone(
    tmp_path: Path, gone: bool | None, day: int, failing: int
) -> None:
    site = MadeSite(tmp_path, "mpd")
    incident = {
        "incident_key": "i1",
        "reported_ts": datetime(2025, 3, 1, 10),
        "suspect_gone_on_arrival": gone,
    }
    arrest = {"arrest_key": "a1", "arrested_ts": datetime(2025, 3, day, 11), "incident_key": "i1"}
    site.add("mpd", "rms_incidents", "2025-03", [incident])
    site.add("mpd", "rms_arrests", "2025-03", [arrest])
    expected = [("history_arrest_though_gone", "mpd", None, 1, 1)] if failing else []
    assert told(site) == expected


@pytest.mark.parametrize(
    ("disposition", "failing"),
    [
        pytest.param("conviction_plea", 0, id="convicted"),
        pytest.param("dismissal", 1, id="dismissed"),
    ],
)
def test_a_sentence_without_a_conviction(tmp_path: Path, disposition: str, failing: int) -> None:
    site = MadeSite(tmp_path, "court")
    charge = {
        "court_case_key": "c1",
        "charge_seq": "1",
        "filed_date": date(2025, 1, 5),
        "disposition": disposition,
        "disposition_date": date(2025, 3, 1),
    }
    site.add("court", "court_cases", "2025-01", [charge], last_month="2025-03")
    site.add(
        "court",
        "sentences",
        "2025-01",
        [{"court_case_key": "c1", "sentence_date": date(2025, 3, 1), "sentence_type": "supervision"}],
        last_month="2025-03",
    )
    expected = [("history_sentence_without_conviction", "court", None, 1, 1)] if failing else []
    assert told(site) == expected
