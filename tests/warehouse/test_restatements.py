"""What a newer file changes: which rows give way, what is told of it, and which figures move."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import duckdb
import pytest
from made_site import MadeSite
from small_year import at, fill_small_year

from pipelines.submissions.register import Action, Entry
from pipelines.warehouse.inputs import resolve

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


def test_a_year_to_date_file_is_told_as_a_restatement(site: MadeSite) -> None:
    january = site.add("mpd", "rms_incidents", "2025-01", [incident("a"), incident("b"), incident("x")])
    february = site.add("mpd", "rms_incidents", "2025-02", [incident("c", 2)])
    year = site.add(
        "mpd",
        "rms_incidents",
        "2025-01",
        [incident("a", injury="M"), incident("b"), incident("c", 2), incident("d", 3)],
        last_month="2025-03",
    )
    connection = site.build()
    before = f"{january}; {february}"
    assert connection.execute(RESTATED).fetchall() == [("overlap", before, year, 4, 3, 2, 0, 1, 1)]
    told = connection.execute(
        "SELECT field_name, change, old_code, new_code, rows_count FROM ops.restatement_field"
    ).fetchall()
    assert told == [("injury", "filled", None, "M", 1)]


def test_versions_are_compared_one_after_the_other(site: MadeSite) -> None:
    one = site.add(
        "mpd", "rms_incidents", "2025-01", [incident("a"), incident("b")], received="2025-02-01T08:00:00"
    )
    two = site.add("mpd", "rms_incidents", "2025-01", [incident("a")], received="2025-02-02T08:00:00")
    three = site.add("mpd", "rms_incidents", "2025-01", status="nil_report", received="2025-02-03T08:00:00")
    connection = site.build()
    assert connection.execute(RESTATED).fetchall() == [
        ("correction", one, two, 2, 1, 1, 0, 1, 0),
        ("correction", two, three, 1, 0, 0, 0, 1, 0),
    ]
    assert connection.execute(
        "SELECT is_current, figures_count IS NULL FROM ops.restatement ORDER BY changed_ts"
    ).fetchall() == [(False, True), (True, False)]


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


def test_a_withdrawn_file_never_counts_and_the_one_before_counts_again(site: MadeSite) -> None:
    first = site.add("mpd", "rms_incidents", "2025-01", [incident("a")], received="2025-02-01T08:00:00")
    second = site.add(
        "mpd", "rms_incidents", "2025-01", [incident("b")], received="2025-02-02T08:00:00", content_digest="c"
    )
    again = site.add(
        "mpd", "rms_incidents", "2025-01", [incident("b")], received="2025-02-03T08:00:00", content_digest="c"
    )
    site.register = (decision(site, second),)
    told = {s.submission_id: (s.status, s.wins) for s in resolve(site.entries, site.register)}
    assert told == {first: ("accepted", True), second: ("withdrawn", False), again: ("same_content", False)}
    connection = site.build()
    assert keys(connection) == ["a"]
    assert connection.execute(RESTATED).fetchall() == [("withdrawal", second, first, 1, 1, 0, 1, 1, 0)]
    listed = connection.execute(
        "SELECT entry_no, action, is_in_force, submission_id, reason, rows_count FROM ops.withdrawal"
    ).fetchall()
    assert listed == [(1, "withdraw", True, second, "Wrong county.", 1)]

    site.register = (*site.register, decision(site, second, Action.RESTORE, 5))
    connection = site.build()
    assert keys(connection) == ["b"]
    assert connection.execute(RESTATED).fetchall() == [("correction", first, second, 1, 1, 0, 1, 1, 0)]
    assert connection.execute("SELECT action, is_in_force, rows_count FROM ops.withdrawal").fetchall() == [
        ("withdraw", False, None), ("restore", False, None),
    ]  # fmt: skip


def test_a_month_whose_only_file_is_withdrawn_is_waited_for_again(site: MadeSite) -> None:
    only = site.add("mpd", "rms_incidents", "2025-01", [incident("a")])
    site.register = (decision(site, only),)
    status = site.build().execute(
        "SELECT status FROM ops.submission_status WHERE agency_code = 'mpd' AND dataset = 'rms_incidents'"
        " AND month = DATE '2025-01-01'"
    )
    assert status.fetchall() == [("late",)]


def test_a_withdrawn_case_is_in_no_table_and_is_counted(site: MadeSite) -> None:
    fill_small_year(site)
    when = datetime(2026, 1, 10)
    gone = Entry(Action.WITHDRAW, "Sealed.", when, "mpd", key_kind="report", pseudonym="rep1")
    site.register = (gone,)
    connection = site.build()
    for table in (
        "core.incident",
        "core.incident_party",
        "core.arrest",
        "core.booking",
        "core.prosecution_case",
    ):
        held = connection.execute(f"SELECT count(*) FILTER (incident_key = 'rep1'), count(*) FROM {table}")
        assert [(n, total > 0) for n, total in held.fetchall()] == [(0, True)], table
    told = connection.execute(
        "SELECT is_case, is_in_force, submission_id, key_kind, rows_count FROM ops.withdrawal"
    )
    assert told.fetchall() == [(True, True, None, "report", 5)]
    restored = Entry(
        Action.RESTORE, "By order.", when.replace(day=11), "mpd", key_kind="report", pseudonym="rep1"
    )
    site.register = (gone, restored)
    assert site.build().execute(
        "SELECT count(*) FROM core.incident WHERE incident_key = 'rep1'"
    ).fetchall() == [(1,)]


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


@pytest.mark.parametrize(
    ("change", "agency"),
    [
        pytest.param(_corrected_court, "court", id="a correction"),
        pytest.param(_year_to_date_incidents, "mpd", id="a year-to-date file"),
    ],
)
def test_moved_figures_are_those_of_a_whole_build_without_the_file(
    site: MadeSite, change: Any, agency: str
) -> None:
    changing = change(site)
    connection = site.build()
    now = _figures(connection, agency)
    moved = {
        row[:6]: (row[6:9], row[9:])
        for row in connection.execute(
            f"SELECT {FIGURE}, old_num, old_den, old_value, new_num, new_den, new_value FROM mart.figure_change"
            " WHERE submission_id = ?",
            [changing],
        ).fetchall()
    }
    site.entries = [entry for entry in site.entries if entry.manifest["submission_id"] != changing]
    without = site.build()
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


def _moved(connection: duckdb.DuckDBPyConnection, change: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """The figures that a change moved: before and now, by measure, agency, period, breakdown and category."""
    found = connection.execute(
        f"SELECT {FIGURE}, old_num, old_den, old_value, new_num, new_den, new_value FROM mart.figure_change"
        " WHERE submission_id = ?",
        [change],
    ).fetchall()
    return {row[:6]: (row[6:9], row[9:]) for row in found}


def _late_months(site: MadeSite, late: list[dict[str, Any]]) -> list[str]:
    """Two months of one agency; the second file also holds ``late`` rows of the first month."""
    first = [incident("a"), incident("b", injury="none")]
    names = [site.add("mpd", "rms_incidents", "2025-01", first, received="2025-02-05T09:00:00")]
    rows = [incident("c", 2), incident("d", 2), *late]
    return [*names, site.add("mpd", "rms_incidents", "2025-02", rows, received="2025-03-05T09:00:00")]


def test_rows_that_come_late_are_told_with_the_figures_that_they_moved(site: MadeSite) -> None:
    late = [incident("e"), incident("b", injury="severe_laceration"), incident("a")]
    _, second = _late_months(site, late)
    connection = site.build()
    assert connection.execute(RESTATED).fetchall() == [("late", None, second, 2, 3, 1, 1, 0, 1)]
    moved = _moved(connection, second)
    now = _figures(connection, "mpd")
    site.entries.clear()
    _late_months(site, [])
    before = _figures(site.build(), "mpd")
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


@pytest.mark.parametrize(
    "late",
    [
        pytest.param([], id="none"),
        pytest.param([incident("a")], id="a row that says what was known"),
    ],
)
def test_what_came_late_and_changed_nothing_is_not_told(site: MadeSite, late: list[dict[str, Any]]) -> None:
    _late_months(site, late)
    connection = site.build()
    assert connection.execute(RESTATED).fetchall() == []
    assert connection.execute("SELECT count(*) FROM mart.figure_change").fetchall() == [(0,)]


def test_a_withdrawn_case_lists_the_headlines_that_it_moved_and_no_part(site: MadeSite) -> None:
    fill_small_year(site)
    before = _figures(site.build(), "mpd")
    gone = Entry(
        Action.WITHDRAW, "Sealed.", datetime(2026, 1, 10), "mpd", key_kind="report", pseudonym="rep1"
    )
    site.register = (gone,)
    connection = site.build()
    now = _figures(connection, "mpd")
    moved = _moved(connection, "withdrawal-1")
    assert {key[4] for key in moved} == {"none"}
    ours = {key: figures for key, figures in moved.items() if key[1] == "mpd"}
    assert ours and ours == {key: (before[key], now[key]) for key in ours}
    changed = {key for key in before.keys() & now.keys() if key[4] == "none" and before[key] != now[key]}
    assert {key[0] for key in changed} == {key[0] for key in ours}
    (told,) = connection.execute("SELECT figures_count FROM ops.withdrawal").fetchall()
    assert told == (len(moved),)


def test_what_is_small_is_withheld_on_either_side(site: MadeSite) -> None:
    changing = _corrected_court(site)
    connection = site.build()
    told = connection.execute(
        "SELECT audience, old_num, old_suppressed, new_num, new_suppressed FROM ops.figure_change"
        " WHERE submission_id = ? AND measure_id = 'M100' AND period_kind = 'month' AND period_start = DATE '2025-01-01' AND breakdown = 'none'"
        " ORDER BY audience",
        [changing],
    ).fetchall()
    assert [row[0] for row in told] == ["coordinator", "director"]
    assert told[0][1] is not None and not told[0][2]
    assert told[1] == ("director", None, True, None, True)


def test_nothing_is_built_as_if_where_nothing_was_restated(
    site: MadeSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_small_year(site)

    def beside(*_: object) -> None:
        raise AssertionError("a second world was built")

    monkeypatch.setattr("pipelines.warehouse.as_if.beside", beside)
    site.build()
    assert (site.tables["ops.restatement"], site.tables["ops.figure_change"]) == (0, 0)


def test_the_same_inputs_give_the_same_changes(site: MadeSite) -> None:
    _year_to_date_incidents(site)
    tables = ("ops.restatement", "ops.restatement_field", "ops.figure_change", "core.incident")
    first = site.build()
    site.entries.reverse()
    again = site.build()
    for table in tables:
        rows = first.execute(f"FROM {table} ORDER BY ALL").fetchall()
        assert rows and rows == again.execute(f"FROM {table} ORDER BY ALL").fetchall(), table
