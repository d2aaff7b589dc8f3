"""What a newer file changes: which rows give way, what is told of it, and which figures move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

import duckdb
import pytest
from made_site import MadeSite
from small_year import at, fill_small_year

from pipelines.submissions.register import Action, Entry
from pipelines.warehouse.connect import beside
from pipelines.warehouse.inputs import Submission, resolve

KEYS = "SELECT incident_key FROM core.incident ORDER BY ALL"
RESTATED = (
    "SELECT kind, before_id, after_id, rows_before, rows_after, rows_same, rows_added, rows_removed, rows_changed"
    " FROM ops.restatement ORDER BY changed_ts, kind"
)
FIGURE = "measure_id, agency_code, period_kind, period_start, breakdown, category"


def incident(key: str, month: int = 1, **more: Any) -> dict[str, Any]:
    return {"incident_key": key, "reported_ts": datetime(2025, month, 5), "dv_flag_agency": True, **more}


def keys(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [row[0] for row in connection.execute(KEYS).fetchall()]


def decision(site: MadeSite, submission_id: str, action: Action = Action.WITHDRAW, minute: int = 0) -> Entry:
    manifest = next(e.manifest for e in site.entries if e.manifest["submission_id"] == submission_id)
    when = datetime(2026, 1, 10, 9, minute)
    return Entry(
        action, "Wrong county.", when, manifest["agency_code"], submission_id, manifest["file_sha256"]
    )


# Files of 2025 of one stream: (first month, last month, day it came, rows), and the incidents that count in the end.
_OVERLAPS: dict[str, tuple[list[tuple[str, str, str, list[tuple[str, int]]]], list[str]]] = {
    "what a year-to-date file no longer holds is gone": (
        [("01", "01", "02-05", [("a", 1), ("b", 1)]), ("01", "03", "04-05", [("a", 1), ("c", 2), ("d", 3)])],
        ["a", "c", "d"],
    ),
    "a corrected month counts in place of the longer file before it, in that month only": (
        [("01", "03", "04-05", [("a", 1), ("b", 1), ("c", 2)]), ("01", "01", "04-20", [("b", 1)])],
        ["b", "c"],
    ),
    "less than half of the records held is an update and takes nothing away": (
        [("01", "03", "02-05", [("a", 1), ("c", 2)]), ("01", "01", "02-04", [("b", 1)])],
        ["a", "b", "c"],
    ),
    "one of three is less than half": (
        [("01", "01", "02-05", [("a", 1), ("b", 1), ("c", 1)]), ("01", "03", "04-05", [("a", 1), ("d", 3)])],
        ["a", "b", "c", "d"],
    ),
    "a correction of a month keeps what came late in the next file": (
        [("01", "01", "02-05", [("a", 1), ("b", 1)]), ("02", "02", "03-05", [("late", 1), ("c", 2)]),
         ("01", "01", "03-20", [("a", 1)])],
        ["a", "c", "late"],
    ),
    "a file that covers both months speaks for late rows too": (
        [("01", "01", "02-05", [("a", 1)]), ("02", "02", "03-05", [("late", 1), ("a", 1), ("c", 2)]),
         ("01", "03", "04-05", [("a", 1), ("c", 2)])],
        ["a", "c"],
    ),
    "a month that the newer file does not cover stays": (
        [("02", "02", "03-05", [("late", 1), ("b", 1), ("c", 2)]), ("02", "03", "04-05", [("c", 2)])],
        ["b", "c", "late"],
    ),
}  # fmt: skip


def test_which_rows_count_where_files_overlap(site: MadeSite) -> None:
    # Streams stand beside each other, so each case is one, and all are built at once.
    for case, (files, _) in _OVERLAPS.items():
        for first, last, came, rows in files:
            site.add(
                "mpd",
                "rms_incidents",
                f"2025-{first}",
                [incident(f"{case}: {key}", month) for key, month in rows],
                last_month=f"2025-{last}",
                received=f"2025-{came}T09:00:00",
                stream=case,
            )
    expected = sorted(f"{case}: {key}" for case, (_, counting) in _OVERLAPS.items() for key in counting)
    assert keys(site.build("core.incident")) == expected
    site.entries.reverse()
    assert keys(site.build("core.incident")) == expected


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        pytest.param(9, 9, id="nine of ten is a list of the month"),
        pytest.param(8, 10, id="eight of ten is a list of what moved on"),
    ],
)
def test_a_file_whose_dates_alone_tell_its_months_must_hold_nearly_all(
    site: MadeSite, kept: int, expected: int
) -> None:
    rows = [incident(f"{n}") for n in range(10)]
    site.add("mpd", "rms_incidents", "2025-01", rows, received="2025-02-05T09:00:00")
    site.add(
        "mpd",
        "rms_incidents",
        "2025-01",
        rows[:kept],
        last_month="2025-02",
        received="2025-03-05T09:00:00",
        period_is_told=False,
    )
    assert len(keys(site.build("core.incident"))) == expected


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"stream": "old_system"}, id="another stream"),
        pytest.param({"status": "nil_report"}, id="a report of nothing over months that have rows"),
        pytest.param({"period_end": "2025-01-30"}, id="a month that is not covered whole"),
    ],
)
def test_what_takes_nothing_away(site: MadeSite, other: dict[str, Any]) -> None:
    site.add(
        "mpd", "rms_incidents", "2025-01", [incident("a"), incident("b")], received="2025-02-05T09:00:00"
    )
    rows = None if "status" in other else [incident("a")]
    last = "2025-01" if "period_end" in other else "2025-03"
    site.add(
        "mpd", "rms_incidents", "2025-01", rows, last_month=last, received="2025-04-05T09:00:00", **other
    )
    assert keys(site.build("core.incident")) == ["a", "b"]


# What stands beside each other in one site, each case in a stream of its own.
_YEAR_TO_DATE, _VERSIONS, _WITHDRAWN, _RESTORED = "year to date", "versions", "withdrawn", "restored"
_NOTHING_LATE = {
    "nothing came late": [],
    "what came late says what was known": [("known", 1)],
}


@dataclass
class Told:
    """A site of many streams, built, and the files of each in the order they came."""

    connection: duckdb.DuckDBPyConnection
    files: dict[str, list[str]]
    resolved: dict[str, Submission]

    def restated(self, stream: str) -> list[tuple[Any, ...]]:
        rows = self.connection.execute(RESTATED).fetchall()
        return [row for row in rows if {*str(row[1]).split("; "), row[2]} & {*self.files[stream]}]

    def counting(self, stream: str) -> list[str]:
        return [key.removeprefix(stream) for key in keys(self.connection) if key.startswith(stream)]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    site = MadeSite(tmp_path_factory.mktemp("streams"))
    files: dict[str, list[str]] = {}

    def add(stream: str, rows: list[tuple[str, int]] | None, day: str = "02-01", **more: Any) -> None:
        month = more.pop("month", "2025-01")
        known = more.pop("known", {})
        listed = (
            None if rows is None else [incident(stream + key, n, **known.get(key, {})) for key, n in rows]
        )
        received = f"2025-{day}T08:00:00"
        made = site.add("mpd", "rms_incidents", month, listed, stream=stream, received=received, **more)
        files.setdefault(stream, []).append(made)

    add(_YEAR_TO_DATE, [("a", 1), ("b", 1), ("x", 1)])
    add(_YEAR_TO_DATE, [("c", 2)], "03-01", month="2025-02")
    year = [("a", 1), ("b", 1), ("c", 2), ("d", 3)]
    add(_YEAR_TO_DATE, year, "04-01", last_month="2025-03", known={"a": {"injury": "M"}})
    add(_VERSIONS, [("a", 1), ("b", 1)], "02-01")
    add(_VERSIONS, [("a", 1)], "02-02")
    add(_VERSIONS, None, "02-03", status="nil_report")
    for stream in (_WITHDRAWN, _RESTORED):
        add(stream, [("a", 1)], "02-01")
        add(stream, [("b", 1)], "02-02", content_digest=stream)
        add(stream, [("b", 1)], "02-03", content_digest=stream)
    for stream, late in _NOTHING_LATE.items():
        add(stream, [("known", 1), ("b", 1)], "02-05")
        add(stream, [("c", 2), ("d", 2), *late], "03-05", month="2025-02")
    site.register = (
        decision(site, files[_WITHDRAWN][1]),
        decision(site, files[_RESTORED][1]),
        decision(site, files[_RESTORED][1], Action.RESTORE, 5),
    )
    connection = site.build("core.incident", "ops.restatement", "ops.restatement_field", "ops.withdrawal")
    resolved = {s.submission_id: s for s in resolve(site.entries, site.register)}
    return Told(connection, files, resolved)


def test_a_year_to_date_file_is_told_as_a_restatement(told: Told) -> None:
    january, february, year = told.files[_YEAR_TO_DATE]
    before = f"{january}; {february}"
    assert told.restated(_YEAR_TO_DATE) == [("overlap", before, year, 4, 3, 2, 0, 1, 1)]
    fields = told.connection.execute(
        "SELECT field_name, change, old_code, new_code, rows_count FROM ops.restatement_field"
    ).fetchall()
    assert fields == [("injury", "filled", None, "M", 1)]


def test_versions_are_compared_one_after_the_other(told: Told) -> None:
    one, two, three = told.files[_VERSIONS]
    assert told.restated(_VERSIONS) == [
        ("correction", one, two, 2, 1, 1, 0, 1, 0),
        ("correction", two, three, 1, 0, 0, 0, 1, 0),
    ]
    assert told.connection.execute(
        "SELECT is_current, figures_count IS NULL FROM ops.restatement WHERE list_contains(?, before_id)"
        " ORDER BY changed_ts",
        [told.files[_VERSIONS]],
    ).fetchall() == [(False, True), (True, False)]


def test_a_withdrawn_file_never_counts_and_the_one_before_counts_again(told: Told) -> None:
    first, second, again = told.files[_WITHDRAWN]
    assert [(told.resolved[name].status, told.resolved[name].wins) for name in (first, second, again)] == [
        ("accepted", True), ("withdrawn", False), ("same_content", False),
    ]  # fmt: skip
    assert told.counting(_WITHDRAWN) == ["a"]
    assert told.restated(_WITHDRAWN) == [("withdrawal", second, first, 1, 1, 0, 1, 1, 0)]
    first, second, _ = told.files[_RESTORED]
    assert told.counting(_RESTORED) == ["b"]
    assert told.restated(_RESTORED) == [("correction", first, second, 1, 1, 0, 1, 1, 0)]
    listed = told.connection.execute(
        "SELECT entry_no, action, is_in_force, submission_id, reason, rows_count FROM ops.withdrawal ORDER BY entry_no"
    ).fetchall()
    assert listed == [
        (1, "withdraw", True, told.files[_WITHDRAWN][1], "Wrong county.", 1),
        (2, "withdraw", False, second, "Wrong county.", None),
        (3, "restore", False, second, "Wrong county.", None),
    ]


@pytest.mark.parametrize("stream", _NOTHING_LATE)
def test_what_came_late_and_changed_nothing_is_not_told(told: Told, stream: str) -> None:
    assert told.restated(stream) == []
    moved = told.connection.execute(
        "SELECT count(*), count(*) FILTER (list_contains(?, submission_id)) FROM mart.figure_change",
        [told.files[stream]],
    ).fetchall()
    assert moved[0][0] > 0 and moved[0][1] == 0


def test_the_same_content_is_no_new_version(site: MadeSite) -> None:
    rows = [incident("a")]
    first = site.add(
        "mpd", "rms_incidents", "2025-01", rows, received="2025-02-01T08:00:00", content_digest="c1"
    )
    second = site.add(
        "mpd",
        "rms_incidents",
        "2025-01",
        [incident("b")],
        received="2025-02-02T08:00:00",
        content_digest="c2",
    )
    again = site.add(
        "mpd", "rms_incidents", "2025-01", rows, received="2025-02-03T08:00:00", content_digest="c1"
    )
    told = {s.submission_id: (s.status, s.version, s.wins, s.same_as) for s in resolve(site.entries)}
    assert told == {
        first: ("superseded", 1, False, None),
        second: ("accepted", 2, True, None),
        again: ("same_content", 1, False, first),
    }


def test_one_sheet_for_two_months_is_two_reports(site: MadeSite) -> None:
    for month in ("2025-01", "2025-02"):
        site.add(
            "mpd", "rms_incidents", month, status="nil_report", content_digest="nothing", named_period=month
        )
    assert [s.wins for s in resolve(site.entries)] == [True, True]


def test_a_month_whose_only_file_is_withdrawn_is_waited_for_again(site: MadeSite) -> None:
    only = site.add("mpd", "rms_incidents", "2025-01", [incident("a")])
    site.register = (decision(site, only),)
    status = site.build("ops.submission_status").execute(
        "SELECT status FROM ops.submission_status WHERE agency_code = 'mpd' AND dataset = 'rms_incidents'"
        " AND month = DATE '2025-01-01'"
    )
    assert status.fetchall() == [("late",)]


def _figures(connection: duckdb.DuckDBPyConnection, agency: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    found = connection.execute(
        f"SELECT {FIGURE}, num, den, value FROM mart.measure_value WHERE agency_code = '{agency}'"
    ).fetchall()
    return {row[:6]: row[6:] for row in found}


def _corrected_court(site: MadeSite) -> str:
    fill_small_year(site)
    court = {"charge_seq": "1", "dv_related": True, "level": "misdemeanor"}
    return site.add(
        "court",
        "court_cases",
        "2025-01",
        [
            {**court, "court_case_key": "cc0", "filed_date": date(2025, 1, 15), "disposition": "dismissal",
             "disposition_date": date(2025, 3, 1)},
            {**court, "court_case_key": "cc2", "filed_date": date(2025, 1, 17)},
            {**court, "court_case_key": "cc9", "filed_date": date(2025, 2, 17)},
        ],
        last_month="2025-03",
        received="2025-05-01T09:00:00",
    )  # fmt: skip


def _year_to_date_incidents(site: MadeSite) -> str:
    fill_small_year(site)
    rows = [
        {"incident_key": f"rep{n}", "call_key": f"call{n}", "reported_ts": at(1, 2 + n, 13), "victim_seq": 1,
         "suspect_seq": 2, "relationship_to_suspect": "SE"}
        for n in range(6)
    ]  # fmt: skip
    return site.add(
        "mpd", "rms_incidents", "2025-01", rows, last_month="2025-04", received="2025-05-02T09:00:00"
    )


def _moved(connection: duckdb.DuckDBPyConnection, change: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The figures that a change moved: before and now, by measure, agency, period, breakdown and category."""
    found = connection.execute(
        f"SELECT {FIGURE}, old_num, old_den, old_value, new_num, new_den, new_value FROM mart.figure_change"
        " WHERE submission_id = ?",
        [change],
    ).fetchall()
    return {row[:6]: (row[6:9], row[9:]) for row in found}


@dataclass
class Year:
    """The small year with one thing that changed it, built; ``change`` names it."""

    site: MadeSite
    change: str
    connection: duckdb.DuckDBPyConnection
    worlds: int


MOVED = ("core.incident", "ops.restatement", "ops.restatement_field", "ops.figure_change", "ops.withdrawal")
ROWS = ("core.incident", "core.incident_party", "core.arrest", "core.booking", "core.prosecution_case")
SEALED = Entry(Action.WITHDRAW, "Sealed.", datetime(2026, 1, 10), "mpd", key_kind="report", pseudonym="rep1")


def _nothing(site: MadeSite) -> str:
    fill_small_year(site)
    return ""


def _sealed_case(site: MadeSite) -> str:
    fill_small_year(site)
    site.register = (SEALED,)
    return "withdrawal-1"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Year]:
    """The small year as it is, and with each change, built once for all that look at them."""
    found = {}
    for change in (_nothing, _corrected_court, _year_to_date_incidents, _sealed_case):
        site = MadeSite(tmp_path_factory.mktemp("year"))
        named = change(site)
        with patch("pipelines.warehouse.as_if.beside", wraps=beside) as other_worlds:
            connection = site.build(*MOVED, *ROWS)
        found[change.__name__] = Year(site, named, connection, other_worlds.call_count)
    return found


def test_nothing_is_built_as_if_where_nothing_was_restated(years: dict[str, Year]) -> None:
    year = years["_nothing"]
    assert (year.worlds, year.site.tables["ops.restatement"], year.site.tables["ops.figure_change"]) == (
        0,
        0,
        0,
    )
    assert all(other.worlds == 1 for name, other in years.items() if name != "_nothing")


@pytest.mark.parametrize(
    ("change", "agency"),
    [
        pytest.param("_corrected_court", "court", id="a correction"),
        pytest.param("_year_to_date_incidents", "mpd", id="a year-to-date file"),
    ],
)
def test_moved_figures_are_those_of_a_whole_build_without_the_file(
    years: dict[str, Year], change: str, agency: str
) -> None:
    now = _figures(years[change].connection, agency)
    moved = _moved(years[change].connection, years[change].change)
    without = years["_nothing"].connection
    before = _figures(without, agency)
    periods = set(without.execute("SELECT period_kind, period_start FROM stg.period").fetchall())
    nothing = (0, None, None)
    expected = {
        key: (before.get(key, nothing), now.get(key, nothing))
        for key in before.keys() | now.keys()
        if before.get(key, nothing) != now.get(key, nothing) and key[2:4] in periods
    }
    timeliness = {key for key in expected if key[0] not in {moved_key[0] for moved_key in moved}}
    assert moved and {key: value for key, value in expected.items() if key not in timeliness} == moved
    assert {key[0] for key in timeliness} <= {"M160", "M161"}


def test_a_withdrawn_case_is_in_no_table_and_is_counted(years: dict[str, Year], site: MadeSite) -> None:
    connection = years["_sealed_case"].connection
    for table in ROWS:
        held = connection.execute(f"SELECT count(*) FILTER (incident_key = 'rep1'), count(*) FROM {table}")
        assert [(n, total > 0) for n, total in held.fetchall()] == [(0, True)], table
    told = connection.execute(
        "SELECT is_case, is_in_force, submission_id, key_kind, rows_count FROM ops.withdrawal"
    )
    assert told.fetchall() == [(True, True, None, "report", 5)]
    _sealed_case(site)
    when = datetime(2026, 1, 11)
    restored = Entry(Action.RESTORE, "By order.", when, "mpd", key_kind="report", pseudonym="rep1")
    site.register = (SEALED, restored)
    assert site.build("core.incident").execute(
        "SELECT count(*) FROM core.incident WHERE incident_key = 'rep1'"
    ).fetchall() == [(1,)]


def test_a_withdrawn_case_lists_the_headlines_that_it_moved_and_no_part(years: dict[str, Year]) -> None:
    before = _figures(years["_nothing"].connection, "mpd")
    connection = years["_sealed_case"].connection
    now = _figures(connection, "mpd")
    moved = _moved(connection, years["_sealed_case"].change)
    assert {key[4] for key in moved} == {"none"}
    ours = {key: figures for key, figures in moved.items() if key[1] == "mpd"}
    assert ours and ours == {key: (before[key], now[key]) for key in ours}
    changed = {key for key in before.keys() & now.keys() if key[4] == "none" and before[key] != now[key]}
    assert {key[0] for key in changed} == {key[0] for key in ours}
    (told,) = connection.execute("SELECT figures_count FROM ops.withdrawal").fetchall()
    assert told == (len(moved),)


def test_what_is_small_is_withheld_on_either_side(years: dict[str, Year]) -> None:
    told = (
        years["_corrected_court"]
        .connection.execute(
            "SELECT audience, old_num, old_suppressed, new_num, new_suppressed FROM ops.figure_change"
            " WHERE submission_id = ? AND measure_id = 'M100' AND period_kind = 'month' AND period_start = DATE '2025-01-01' AND breakdown = 'none'"
            " ORDER BY audience",
            [years["_corrected_court"].change],
        )
        .fetchall()
    )
    assert [row[0] for row in told] == ["coordinator", "director"]
    assert told[0][1] is not None and not told[0][2]
    assert told[1] == ("director", None, True, None, True)


def test_the_same_inputs_give_the_same_changes(years: dict[str, Year]) -> None:
    year = years["_year_to_date_incidents"]
    entries = [*year.site.entries]
    year.site.entries.reverse()
    again = year.site.build(*MOVED)
    year.site.entries = entries
    for table in ("ops.restatement", "ops.restatement_field", "ops.figure_change", "core.incident"):
        rows = year.connection.execute(f"FROM {table} ORDER BY ALL").fetchall()
        assert rows and rows == again.execute(f"FROM {table} ORDER BY ALL").fetchall(), table


def _late_months(site: MadeSite, late: list[dict[str, Any]]) -> list[str]:
    """Two months of one agency; the second file also holds ``late`` rows of the first month."""
    first = [incident("a"), incident("b", injury="none")]
    names = [site.add("mpd", "rms_incidents", "2025-01", first, received="2025-02-05T09:00:00")]
    rows = [incident("c", 2), incident("d", 2), *late]
    return [*names, site.add("mpd", "rms_incidents", "2025-02", rows, received="2025-03-05T09:00:00")]


def test_rows_that_come_late_are_told_with_the_figures_that_they_moved(site: MadeSite) -> None:
    late = [incident("e"), incident("b", injury="severe_laceration"), incident("a")]
    _, second = _late_months(site, late)
    connection = site.build("ops.restatement", "mart.figure_change")
    assert connection.execute(RESTATED).fetchall() == [("late", None, second, 2, 3, 1, 1, 0, 1)]
    moved = _moved(connection, second)
    now = _figures(connection, "mpd")
    site.entries.clear()
    _late_months(site, [])
    before = _figures(site.build("mart.measure_value"), "mpd")
    nothing = (0, None, None)
    january = {
        key: (before.get(key, nothing), now.get(key, nothing))
        for key in before.keys() | now.keys()
        if key[2] == "month"
        and key[3] == date(2025, 1, 1)
        and before.get(key, nothing) != now.get(key, nothing)
    }
    told = {key: figures for key, figures in moved.items() if key[2] == "month"}
    assert told == {key: january[key] for key in told} and told
    assert {key for key in january if key[4] == "none"} <= told.keys()
    counted = connection.execute("SELECT figures_count FROM ops.restatement").fetchall()
    assert counted == [(len(moved),)]
