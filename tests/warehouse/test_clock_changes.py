"""Durations across the days on which clocks change: what went by, and not what the clocks' faces say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from made_site import MadeSite

from pipelines.warehouse.latest import clock_change_days, macros

# When a wait began and ended, and the minutes that went by.
_WAITS = {
    "before the change": ("2025-03-08 23:50", "2025-03-09 01:10", 80),
    "an hour is skipped in spring": ("2025-03-09 01:50", "2025-03-09 03:10", 20),
    "an hour comes twice in fall": ("2025-11-02 00:50", "2025-11-02 02:10", 140),
    "inside that hour": ("2025-11-02 01:20", "2025-11-02 01:50", 30),
}


@pytest.fixture(scope="module")
def waited(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """A site with a call and a booking of each wait."""
    site = MadeSite(tmp_path_factory.mktemp("clocks"), "ecc", "jail", time_zone="America/Chicago")
    for month in ("2025-03", "2025-11"):
        waits = [
            (words, datetime.fromisoformat(earlier), datetime.fromisoformat(later))
            for words, (earlier, later, _) in _WAITS.items()
            if earlier.startswith(month)
        ]
        calls = [{"call_key": w, "received_ts": start, "dispatched_ts": end} for w, start, end in waits]
        bookings = [{"booking_key": w, "booked_ts": start, "released_ts": end} for w, start, end in waits]
        site.add("ecc", "cad_calls", month, calls)
        site.add("jail", "jms_bookings", month, bookings)
    return site.build("mart.fact_call", "core.booking")


@pytest.mark.parametrize("words", _WAITS)
def test_waits_across_a_change_of_clocks(waited: duckdb.DuckDBPyConnection, words: str) -> None:
    minutes = _WAITS[words][2]
    calls = "SELECT minutes_to_dispatch FROM mart.fact_call WHERE call_key = ?"
    assert waited.execute(calls, [words]).fetchall() == [(minutes,)]
    ((held,),) = waited.execute(
        "SELECT hold_hours FROM core.booking WHERE booking_key = ?", [words]
    ).fetchall()
    assert float(held) == pytest.approx(minutes / 60, abs=0.01)


def test_an_agency_in_another_zone(tmp_path: Path) -> None:
    site = MadeSite(tmp_path, "ecc", time_zone="America/Phoenix")  # where clocks never change
    times = {"received_ts": datetime(2025, 3, 9, 1, 50), "dispatched_ts": datetime(2025, 3, 9, 3, 10)}
    site.add("ecc", "cad_calls", "2025-03", [{"call_key": "a", **times}])
    assert site.build("mart.fact_call").execute(
        "SELECT minutes_to_dispatch FROM mart.fact_call"
    ).fetchone() == (80,)


@pytest.mark.parametrize("zone", ["America/Chicago", "America/Phoenix", "Africa/Casablanca"])
def test_the_quick_way_says_what_the_clocks_say(zone: str) -> None:
    """Within a day on which no clock is ever changed nobody asks the zone; every other span is asked."""
    connection = duckdb.connect()
    connection.execute("CREATE SCHEMA stg")
    connection.execute(macros({zone})[0])
    told = connection.execute(
        f"SELECT count(*), count(*) FILTER (stg.seconds_between('{zone}', earlier, later)"
        f" IS DISTINCT FROM epoch(timezone('{zone}', later)) - epoch(timezone('{zone}', earlier)))"
        " FROM (SELECT t AS earlier, t + to_minutes(m) AS later"
        " FROM range(TIMESTAMP '1989-11-01', TIMESTAMP '2042-01-01', INTERVAL 211 MINUTE) AS r (t), (VALUES (9), (400), (3000)) AS s (m))"
    ).fetchall()
    assert told[0][0] > 390_000
    assert told[0][1] == 0


def test_the_days_on_which_clocks_are_changed() -> None:
    assert clock_change_days("America/Chicago") == {7}
    assert clock_change_days("America/Phoenix") == set()
