"""The examples of checks beside other agencies do what they say: two builds hold all bad ones and all good ones."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from examples_run import examples_of
from made_site import MadeSite

from pipelines.checks import Check

EXAMPLES = examples_of(__file__)
BY_ID = {check.check_id: check for check in EXAMPLES}
REPORTED = datetime(2025, 3, 1, 10)


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall("[0-9]+", text)]


def _links(site: MadeSite, text: str) -> None:
    """``7 of 10 arrests``: so many of so many arrests of one agency name a report that is there."""
    linked, count = numbers(text)
    site.add("rpd", "rms_incidents", "2025-03", [{"incident_key": "r", "reported_ts": REPORTED}])
    arrests = [
        {
            "arrest_key": f"r{n}",
            "arrested_ts": datetime(2025, 3, 2, 12),
            "incident_key": "r" if n < linked else f"x{n}",
        }
        for n in range(count)
    ]
    site.add("rpd", "rms_arrests", "2025-03", arrests)


def _police_and_jail(site: MadeSite, handed_on: str, gone: str) -> None:
    """``20 arrests that were booked, 15 bookings``; and an arrest on the day of, or after, a report that says the suspect had gone."""
    arrests, bookings = numbers(handed_on)
    most = max(arrests, bookings)
    reports: list[dict[str, Any]] = [{"incident_key": f"i{n}", "reported_ts": REPORTED} for n in range(most)]
    taken = [
        {
            "arrest_key": f"a{n}",
            "incident_key": f"i{n}",
            "booked": True,
            "arrested_ts": datetime(2025, 3, 2, 12),
        }
        for n in range(arrests)
    ]
    reports.append({"incident_key": "gone", "reported_ts": REPORTED, "suspect_gone_on_arrival": True})
    day = 1 if "same day" in gone else 2
    taken.append(
        {
            "arrest_key": "gone",
            "incident_key": "gone",
            "booked": False,
            "arrested_ts": datetime(2025, 3, day, 11),
        }
    )
    site.add("mpd", "rms_incidents", "2025-03", reports)
    site.add("mpd", "rms_arrests", "2025-03", taken)
    rows = [
        {"booking_key": f"b{n}", "incident_key": f"i{n}", "charge_seq": 1, "booked_ts": datetime(2025, 3, 3)}
        for n in range(bookings)
    ]
    site.add("jail", "jms_bookings", "2025-03", rows)


def _court(site: MadeSite, text: str) -> None:
    """``a sentence in a case that ended with a dismissal``, or with a plea of guilty."""
    day = date(2025, 3, 1)
    ended = "dismissal" if "dismissal" in text else "conviction_plea"
    charge = {
        "court_case_key": "c",
        "charge_seq": "1",
        "filed_date": date(2025, 1, 5),
        "disposition": ended,
        "disposition_date": day,
    }
    sentence = {"court_case_key": "c", "sentence_date": day, "sentence_type": "supervision"}
    site.add("court", "court_cases", "2025-01", [charge], last_month="2025-03")
    site.add("court", "sentences", "2025-01", [sentence], last_month="2025-03")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The checks that a site trips in which every example is the bad one, and one in which every example is the good one."""
    found = {}
    for which in ("example_bad", "example_good"):
        text = {check_id: str(getattr(check, which)) for check_id, check in BY_ID.items()}
        folder: Path = tmp_path_factory.mktemp(which)
        site = MadeSite(folder, "mpd", "rpd", "jail", "court")
        _links(site, text["history_links_low"])
        _police_and_jail(site, text["history_handover_differs"], text["history_arrest_though_gone"])
        _court(site, text["history_sentence_without_conviction"])
        rows = site.build("ops.cross_check").execute("SELECT check_id FROM ops.cross_check").fetchall()
        found[which] = {row[0] for row in rows}
    return found


@pytest.mark.parametrize("check", EXAMPLES, ids=lambda check: check.check_id)
def test_the_examples_beside_other_agencies(told: dict[str, set[str]], check: Check) -> None:
    assert check.example_bad != check.example_good
    assert check.check_id in told["example_bad"]
    assert check.check_id not in told["example_good"]
