"""Durations across the days on which clocks change: what went by, and not what the clocks' faces say."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from made_site import MadeSite


@pytest.mark.parametrize(
    ("earlier", "later", "minutes"),
    [
        pytest.param("2025-03-08 23:50", "2025-03-09 01:10", 80, id="before the change"),
        pytest.param("2025-03-09 01:50", "2025-03-09 03:10", 20, id="an hour is skipped in spring"),
        pytest.param("2025-11-02 00:50", "2025-11-02 02:10", 140, id="an hour comes twice in fall"),
        pytest.param("2025-11-02 01:20", "2025-11-02 01:50", 30, id="inside that hour"),
    ],
)
def test_waits_across_a_change_of_clocks(tmp_path: Path, earlier: str, later: str, minutes: float) -> None:
    site = MadeSite(tmp_path, "ecc", "jail", time_zone="America/Chicago")
    times = [datetime.fromisoformat(text) for text in (earlier, later)]
    month = earlier[:7]
    call = {"call_key": "a", "received_ts": times[0], "dispatched_ts": times[1]}
    booking = {"booking_key": "b", "booked_ts": times[0], "released_ts": times[1]}
    site.add("ecc", "cad_calls", month, [call])
    site.add("jail", "jms_bookings", month, [booking])
    connection = site.build()
    (waited,) = connection.execute("SELECT minutes_to_dispatch FROM mart.fact_call").fetchone()
    (held,) = connection.execute("SELECT hold_hours FROM core.booking").fetchone()
    assert waited == minutes
    assert float(held) == pytest.approx(minutes / 60, abs=0.01)


def test_an_agency_in_another_zone(tmp_path: Path) -> None:
    site = MadeSite(tmp_path, "ecc", time_zone="America/Phoenix")  # where clocks never change
    times = {"received_ts": datetime(2025, 3, 9, 1, 50), "dispatched_ts": datetime(2025, 3, 9, 3, 10)}
    site.add("ecc", "cad_calls", "2025-03", [{"call_key": "a", **times}])
    assert site.build().execute("SELECT minutes_to_dispatch FROM mart.fact_call").fetchone() == (80,)
