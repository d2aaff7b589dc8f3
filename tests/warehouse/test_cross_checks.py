"""Checks across tables: what does not fit is counted for its agency, what fits or is too little is not told."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from made_site import MadeSite


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[Any, ...]]:
    """What the checks tell of three police agencies and a court whose files hold every case below."""
    folder = tmp_path_factory.mktemp("crossed")
    court = MadeSite(folder / "court", "mpd", "rpd", "court")
    gone = MadeSite(folder / "gone", "mpd", "rpd")
    for site in (court, gone):
        site.folder.mkdir()
    fill_links(court, "mpd", 10, 8)
    fill_links(court, "rpd", 10, 7)
    fill_links(gone, "rpd", 9, 1)
    fill_gone(gone)
    fill_sentences(court)
    return {
        (name, *row)
        for name, site in (("court", court), ("gone", gone))
        for row in site.build("ops.cross_check").execute("SELECT * FROM ops.cross_check").fetchall()
    }


def fill_links(site: MadeSite, agency: str, count: int, linked: int) -> None:
    """Arrests of which some name a report that came."""
    report = {"incident_key": f"{agency}1", "reported_ts": datetime(2025, 3, 1, 10)}
    site.add(agency, "rms_incidents", "2025-03", [report])
    arrests = [
        {
            "arrest_key": f"{agency}{n}",
            "arrested_ts": datetime(2025, 3, 2, 12),
            "incident_key": f"{agency}1" if n < linked else f"{agency}x{n}",
        }
        for n in range(count)
    ]
    site.add(agency, "rms_arrests", "2025-03", arrests)


@pytest.mark.parametrize(
    ("site", "agency", "expected"),
    [
        pytest.param("court", "mpd", set(), id="eight of ten is enough"),
        pytest.param("court", "rpd", {("arrest_to_incident", 3, 10)}, id="seven is not"),
        pytest.param("gone", "rpd", set(), id="nine say little"),
    ],
)
def test_links_that_are_low(
    told: set[tuple[Any, ...]], site: str, agency: str, expected: set[tuple[Any, ...]]
) -> None:
    assert {row[3:] for row in told if row[:3] == (site, "history_links_low", agency)} == expected


# Each case stands as often as its number says, so that the sum tells which of them are counted.
_GONE = {
    1: (True, 1),  # on the day of the report
    2: (True, 2),  # a day later the suspect was found
    4: (False, 1),  # the suspect was there
    8: (None, 1),  # the report does not say
}


def fill_gone(site: MadeSite) -> None:
    incidents, arrests = [], []
    for times, (gone, day) in _GONE.items():
        for n in range(times):
            key = f"{times}-{n}"
            incidents.append(
                {
                    "incident_key": key,
                    "reported_ts": datetime(2025, 3, 1, 10),
                    "suspect_gone_on_arrival": gone,
                }
            )
            arrests.append(
                {"arrest_key": key, "arrested_ts": datetime(2025, 3, day, 11), "incident_key": key}
            )
    site.add("mpd", "rms_incidents", "2025-03", incidents)
    site.add("mpd", "rms_arrests", "2025-03", arrests)


def test_an_arrest_on_the_day_of_the_report_though_the_suspect_had_gone(told: set[tuple[Any, ...]]) -> None:
    assert {row for row in told if row[0] == "gone"} == {
        ("gone", "history_arrest_though_gone", "mpd", None, 1, 1 + 4 + 8)
    }


def fill_sentences(site: MadeSite) -> None:
    cases = {"convicted": "conviction_plea", "dismissed 1": "dismissal", "dismissed 2": "dismissal"}
    charge = {"charge_seq": "1", "filed_date": date(2025, 1, 5), "disposition_date": date(2025, 3, 1)}
    charges = [{**charge, "court_case_key": key, "disposition": ending} for key, ending in cases.items()]
    sentence = {"sentence_date": date(2025, 3, 1), "sentence_type": "supervision"}
    site.add("court", "court_cases", "2025-01", charges, last_month="2025-03")
    sentences = [{**sentence, "court_case_key": key} for key in cases]
    site.add("court", "sentences", "2025-01", sentences, last_month="2025-03")


def test_a_sentence_without_a_conviction(told: set[tuple[Any, ...]]) -> None:
    assert {row for row in told if row[0] == "court" and row[2] != "rpd"} == {
        ("court", "history_sentence_without_conviction", "court", None, 2, 3)
    }
