"""Handovers as both sides count them: what is counted, which months are compared, what is raised, and what both are told."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from made_site import MadeSite

from pipelines.linkage.handovers import HANDOVERS
from pipelines.metadata import DATASETS
from pipelines.reports.handovers import handover_text


def _site(folder: Path, arrests: int, bookings: int) -> MadeSite:
    """Arrests and bookings of March, of people each in a report of their own; in April the jail sent nothing."""
    site = MadeSite(folder, "mpd", "jail")
    most = max(arrests, bookings) + 1
    reports = [{"incident_key": f"i{n}", "reported_ts": datetime(2025, 3, 1, 10)} for n in range(most)]
    site.add("mpd", "rms_incidents", "2025-03", reports)
    taken = [
        {
            "arrest_key": f"a{n}",
            "incident_key": f"i{n}",
            "booked": True,
            "arrested_ts": datetime(2025, 3, 2, 12),
        }
        for n in range(arrests)
    ]
    cited = {
        "arrest_key": "cited",
        "incident_key": f"i{most - 1}",
        "booked": False,
        "arrested_ts": datetime(2025, 3, 2),
    }
    later = {"arrest_key": "later", "booked": True, "arrested_ts": datetime(2025, 4, 2)}
    site.add("mpd", "rms_arrests", "2025-03", [*taken, cited])
    site.add("mpd", "rms_arrests", "2025-04", [later])
    rows = [
        {"booking_key": f"b{n}", "incident_key": f"i{n}", "charge_seq": 1, "booked_ts": datetime(2025, 3, 3)}
        for n in range(bookings)
    ]
    site.add("jail", "jms_bookings", "2025-03", rows)
    return site


def _handover(built: duckdb.DuckDBPyConnection, period_kind: str) -> tuple[Any, ...]:
    (row,) = built.execute(
        "SELECT sent, logged, only_sent, only_logged, months_count, differs, may_be_told FROM ops.handover"
        " WHERE handover = 'booked' AND sender_code = 'mpd' AND receiver_code = 'jail' AND period_kind = ?",
        [period_kind],
    ).fetchall()
    return row


@pytest.mark.parametrize(
    ("arrests", "bookings", "differs", "may_be_told"),
    [
        pytest.param(20, 15, True, True, id="five fewer is raised"),
        pytest.param(20, 16, False, True, id="four fewer is not"),
        pytest.param(15, 20, True, True, id="more taken in than passed on is raised too"),
        pytest.param(60, 55, False, True, id="less than a tenth is not"),
        pytest.param(14, 9, True, False, id="a small number is raised and not told"),
    ],
)
def test_both_counts_stand_side_by_side(
    tmp_path: Path, arrests: int, bookings: int, differs: bool, may_be_told: bool
) -> None:
    built = _site(tmp_path, arrests, bookings).build("ops.handover", "ops.cross_check")
    both = min(arrests, bookings)
    expected = (arrests, bookings, arrests - both, bookings - both, 1, differs, may_be_told)
    # April is left out: the jail sent no file for it, which is no difference.
    assert _handover(built, "month") == _handover(built, "rolling12") == expected
    raised = built.execute(
        "SELECT agency_code, link_name, failing_count, rows_count FROM ops.cross_check"
        " WHERE check_id = 'history_handover_differs'"
    ).fetchall()
    assert raised == ([("mpd", "booked", abs(arrests - bookings), max(arrests, bookings))] if differs else [])


def test_both_sides_of_every_handover_are_records() -> None:
    for handover in HANDOVERS:
        assert not {
            DATASETS[handover.sent_dataset].is_aggregate,
            DATASETS[handover.logged_dataset].is_aggregate,
        } & {True}


@pytest.mark.parametrize(
    ("told", "words", "silent"),
    [
        pytest.param(True, ("counts 41 ", "counts 29 "), (), id="both numbers"),
        pytest.param(
            False, ("the two numbers differ",), ("41", "29"), id="small numbers are withheld from both"
        ),
    ],
)
def test_both_agencies_are_told_the_same_without_names(
    told: bool, words: tuple[str, ...], silent: tuple[str, ...]
) -> None:
    row = SimpleNamespace(
        handover="referred",
        period_kind="month",
        period_start=date(2025, 3, 1),
        months_count=1,
        sent=41,
        logged=29,
        sender_code="mpd",
        receiver_code="da",
        sender_name="Millbrook Police",
        receiver_name="District Attorney",
        may_be_told=told,
    )
    text = handover_text(row)
    assert text.startswith("Investigations referred to the prosecutor, Mar 2025. Millbrook Police counts")
    assert all(part in text for part in words)
    assert not any(part in text for part in silent)
