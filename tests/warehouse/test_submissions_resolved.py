"""Versions, winners and months: what manifests alone decide."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from made_site import MadeSite

from pipelines.settings import Rhythm
from pipelines.warehouse.inputs import due_date, resolve, site_months


def _incident(key: str, **more: object) -> dict[str, object]:
    return {"incident_key": key, "reported_ts": datetime(2025, 1, 5), "dv_flag_agency": True, **more}


def _resolved(site: MadeSite) -> dict[str, tuple[str, int | None, bool]]:
    return {s.submission_id: (s.status, s.version, s.wins) for s in resolve(site.entries)}


def test_the_last_accepted_version_wins(site: MadeSite) -> None:
    first = site.add("mpd", "rms_incidents", "2025-01", [_incident("a")], received="2025-02-01T08:00:00")
    bad = site.add("mpd", "rms_incidents", "2025-01", received="2025-02-02T08:00:00", status="not_accepted")
    refused = site.add("mpd", "rms_incidents", "2025-01", received="2025-02-03T08:00:00", status="refused")
    second = site.add("mpd", "rms_incidents", "2025-01", [_incident("b")], received="2025-02-04T08:00:00")
    assert _resolved(site) == {
        first: ("superseded", 1, False),
        bad: ("not_accepted", 2, False),
        refused: ("refused", None, False),
        second: ("accepted", 3, True),
    }
    connection = site.build("core.incident")
    assert connection.execute("SELECT incident_key FROM core.incident").fetchall() == [("b",)]


def test_a_file_that_is_not_accepted_replaces_nothing(site: MadeSite) -> None:
    good = site.add("mpd", "rms_incidents", "2025-01", [_incident("a")], received="2025-02-01T08:00:00")
    site.add("mpd", "rms_incidents", "2025-01", received="2025-02-02T08:00:00", status="not_accepted")
    assert _resolved(site)[good] == ("accepted", 1, True)


def test_a_report_of_nothing_replaces_and_is_replaced(site: MadeSite) -> None:
    nil = site.add("mpd", "rms_incidents", "2025-01", status="nil_report", received="2025-02-01T08:00:00")
    later = site.add("mpd", "rms_incidents", "2025-01", [_incident("a")], received="2025-02-05T08:00:00")
    assert _resolved(site) == {nil: ("superseded", 1, False), later: ("accepted", 2, True)}


def test_streams_agencies_and_periods_stand_beside_each_other(site: MadeSite) -> None:
    site.add("mpd", "rms_incidents", "2025-01", [_incident("a")])
    site.add("mpd", "rms_incidents", "2025-01", [_incident("b")], stream="old_system")
    site.add("rpd", "rms_incidents", "2025-01", [_incident("c")])
    site.add("mpd", "rms_incidents", "2025-01", [_incident("a"), _incident("d")], last_month="2025-03")
    assert all(wins for _, _, wins in _resolved(site).values())
    rows = (
        site.build("core.incident").execute("SELECT incident_key FROM core.incident ORDER BY ALL").fetchall()
    )
    assert rows == [("a",), ("b",), ("c",), ("d",)]


def test_checklists_of_two_agencies_in_one_month_stand_beside_each_other(site: MadeSite) -> None:
    site.add("coordinator", "policy_checklist", "2025-01", [], scope="one", received="2025-02-01T08:00:00")
    site.add("coordinator", "policy_checklist", "2025-01", [], scope="two", received="2025-02-02T08:00:00")
    again = site.add(
        "coordinator", "policy_checklist", "2025-01", [], scope="one", received="2025-02-03T08:00:00"
    )
    resolved = _resolved(site)
    assert [wins for _, _, wins in resolved.values()] == [False, True, True]
    assert resolved[again] == ("accepted", 2, True)


@pytest.mark.parametrize(
    ("month", "rhythm", "expected"),
    [
        pytest.param(date(2025, 1, 1), Rhythm.MONTHLY, date(2025, 2, 10), id="the month after"),
        pytest.param(date(2025, 12, 1), Rhythm.MONTHLY, date(2026, 1, 10), id="over the year"),
        pytest.param(date(2025, 1, 1), Rhythm.QUARTERLY, date(2025, 4, 10), id="first month of a quarter"),
        pytest.param(date(2025, 6, 1), Rhythm.QUARTERLY, date(2025, 7, 10), id="last month of a quarter"),
        pytest.param(date(2025, 3, 1), Rhythm.YEARLY, date(2026, 1, 10), id="a year"),
    ],
)
def test_due_dates(month: date, rhythm: Rhythm, expected: date) -> None:
    assert due_date(month, rhythm, 10) == expected


def test_the_window_ends_with_the_last_month_an_agency_covers(site: MadeSite) -> None:
    site.add("mpd", "rms_incidents", "2025-02", status="nil_report")
    site.add("mpd", "rms_arrests", "2025-06", status="not_accepted")
    site.add("coordinator", "case_review", "2025-09", [])
    site.add("mpd", "rms_arrests", "2052-02", [])
    months = site_months(site.settings, resolve(site.entries), site.as_of)
    assert months == [date(2025, 1, 1), date(2025, 2, 1)]


# Month of 2025: (status, day received in the following month, ...), and what the month's row says.
# The due day is the tenth.
_MONTHS = {
    1: ([], ("late", None, None), "nothing came"),
    2: ([("accepted", 10)], ("received", date(2025, 3, 10), 0), "on the due day is on time"),
    3: ([("accepted_with_problems", 11)], ("received", date(2025, 4, 11), 1), "the day after is late"),
    4: ([("nil_report", 1)], ("nil_report", date(2025, 5, 1), 0), "nothing to report"),
    5: ([("not_accepted", 1)], ("needs_fixing", None, None), "not accepted"),
    6: ([("refused", 1)], ("needs_fixing", None, None), "refused"),
    7: ([("not_accepted", 1), ("accepted", 5)], ("received", date(2025, 8, 5), 0), "fixed"),
    8: (
        [("accepted", 5), ("accepted", 20)],
        ("received", date(2025, 9, 5), 0),
        "a later correction makes nothing late",
    ),
}


@pytest.fixture(scope="module")
def month_rows(tmp_path_factory: pytest.TempPathFactory) -> dict[date, tuple[object, ...]]:
    site = MadeSite(tmp_path_factory.mktemp("months"), "mpd")
    for month, (files, _, _) in _MONTHS.items():
        for status, day in files:
            rows = [_incident(f"{month}")] if status.startswith("accepted") else None
            received = f"2025-{month + 1:02d}-{day:02d}T23:00:00"
            site.add("mpd", "rms_incidents", f"2025-{month:02d}", rows, status=status, received=received)
    told = site.build("ops.submission_status").execute(
        "SELECT month, status, received_date, days_late FROM ops.submission_status WHERE dataset = 'rms_incidents'"
    )
    return {row[0]: tuple(row[1:]) for row in told.fetchall()}


@pytest.mark.parametrize("month", [pytest.param(month, id=words) for month, (_, _, words) in _MONTHS.items()])
def test_the_state_of_a_month(month_rows: dict[date, tuple[object, ...]], month: int) -> None:
    assert month_rows[date(2025, month, 1)] == _MONTHS[month][1]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        pytest.param(date(2025, 2, 10), "not_due", id="on the due day nothing is late"),
        pytest.param(date(2025, 2, 11), "late", id="the day after it is"),
    ],
)
def test_late_begins_after_the_due_day(site: MadeSite, as_of: date, expected: str) -> None:
    site.as_of = as_of
    told = site.build("ops.submission_status").execute(
        "SELECT DISTINCT status FROM ops.submission_status WHERE dataset = 'rms_incidents'"
    )
    assert told.fetchall() == [(expected,)]


def test_the_running_month_is_not_expected_and_a_quarter_covers_its_months(site: MadeSite) -> None:
    site.add("court", "court_cases", "2025-01", [], last_month="2025-03")
    site.as_of = date(2025, 5, 20)
    rows = site.build("ops.submission_status").execute(
        "SELECT month, status FROM ops.submission_status WHERE dataset = 'court_cases' ORDER BY month"
    )
    assert rows.fetchall() == [
        (date(2025, 1, 1), "received"),
        (date(2025, 2, 1), "received"),
        (date(2025, 3, 1), "received"),
        (date(2025, 4, 1), "not_due"),
    ]
