"""Rows leave the warehouse and the stored files on their clock, and the figures that were counted from them stay."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from clock_site import AS_OF, at, incident, make_clock_site, set_clock, take_in
from made_site import MadeSite

from pipelines.cli.endings import No
from pipelines.cli.trace import trace_figure, trace_row
from pipelines.privacy.keys import site_key
from pipelines.reports.source import Source
from pipelines.settings import Retention, Site
from pipelines.storage import read_parquet
from pipelines.submissions import old_rows, stored
from pipelines.submissions.old_rows import delete_old_rows, find_old_rows
from pipelines.submissions.row_clock import row_deletions, rows_deleted
from pipelines.warehouse.build import TABLE_DEPS, TABLE_ORDER, declared_fields
from pipelines.warehouse.closings import _EMPTIED, KEPT_BY_FILE, KEPT_BY_PERIOD, latest_closing
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.publish import published
from pipelines.warehouse.rebuild import is_current, rebuild
from pipelines.warehouse.snapshot import EDITION_READS
from pipelines.warehouse.tables import is_view

APRIL = date(2025, 4, 1)
FIGURES = (*KEPT_BY_PERIOD, "mart.measure_state", "mart.wait", "ops.restatement", "ops.restatement_field")
ROWS = "SELECT incident_key FROM core.incident ORDER BY ALL"
STAYING = ["june0", "june1", "june2", "june3", "june4", "june5", "rep0", "rep4", "rep6"]
Tables = dict[str, list[tuple[Any, ...]]]


def opened(site: Site) -> duckdb.DuckDBPyConnection:
    path = published(site)
    assert path is not None
    return open_generation(path, site_key(site).derive("warehouse"))


def tables(site: Site) -> Tables:
    with opened(site) as connection:
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
            for name in (
                *FIGURES,
                "core.incident",
                "core.arrest",
                "core.call",
                "core.link",
                "ops.row_deletion",
            )
        }


def stored_keys(site: Site) -> set[str]:
    """Every number in every stored row."""
    key = site_key(site).derive("submissions")
    stored_tables = [read_parquet(s.records, key) for s in stored(site) if s.records is not None]
    return {
        str(value)
        for table in stored_tables
        for name in table.column_names
        if name.endswith("_key")
        for value in table.column(name).to_pylist()
        if value is not None
    }


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Tables]:
    """A site that was built with all its rows, then with the clock; and what its tables held before."""
    site = make_clock_site(tmp_path_factory.mktemp("clock") / "site", months=None)
    rebuild(site)
    before = tables(site)
    site = set_clock(site, AS_OF)
    rebuild(site)
    return site, before


def test_the_figures_stay_and_the_rows_go(clocked: tuple[Site, Tables]) -> None:
    site, before = clocked
    after = tables(site)
    for name in FIGURES:
        assert before[name] and after[name] == before[name], name
    assert [row[0] for row in opened(site).execute(ROWS).fetchall()] == STAYING
    assert {name: (len(before[name]), len(after[name])) for name in ("core.incident", "core.arrest", "core.call", "core.link")} == {
        "core.incident": (14, 9), "core.arrest": (7, 4), "core.call": (10, 3), "core.link": (33, 14),
    }  # fmt: skip


def test_nothing_of_them_is_left_in_the_archive_and_in_earlier_generations(
    clocked: tuple[Site, Tables],
) -> None:
    site, _ = clocked
    kept = stored_keys(site)
    assert {"rep0", "rep4", "rep6", "june5", "call4", "cc0", "w1", "pb1"} <= kept
    assert not {"rep1", "rep9", "call1", "call9", "arr3", "book2", "pc3", "cc1", "po1"} & kept
    assert [path.name for path in sorted(site.warehouse.glob("*.duckdb"))] == ["000002.duckdb"]
    key = site_key(site).derive("submissions")
    closing = latest_closing(site)
    assert closing is not None and closing.first_kept == APRIL and closing.closed_on == AS_OF
    held = {path.stem: read_parquet(path, key) for path in closing.folder.glob("*.parquet")}
    assert {*held} == {*KEPT_BY_PERIOD, *KEPT_BY_FILE}
    assert not any(
        name.endswith(("_key", "source_row")) for table in held.values() for name in table.column_names
    )


def test_what_was_deleted_is_counted_by_month_and_told(clocked: tuple[Site, Tables]) -> None:
    site, _ = clocked
    with opened(site) as connection:
        counted = connection.execute(
            "SELECT agency_code, dataset, month::VARCHAR, sum(rows_count) FROM ops.row_deletion GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        told = connection.execute(
            "SELECT DISTINCT is_text, clock_months, first_kept_date, done_on_date FROM ops.row_deletion"
        )
        assert told.fetchall() == [(False, 24, APRIL, AS_OF)]
        sheet = Source(connection).query("row_deletion")
    assert ("ecc", "cad_calls", "2025-01-01", 7) in counted and (
        "court",
        "protection_orders",
        "2025-02-01",
        1,
    ) in counted
    assert sum(row[3] for row in counted) == rows_deleted(site) == sheet["rows_count"].sum()
    assert list(sheet[sheet["dataset_title"] == "Police arrests"][["agency_name", "rows_count"]].itertuples(index=False, name=None)) == [
        ("MPD", 3)
    ]  # fmt: skip


def test_trace_says_when_the_rows_of_a_figure_went(clocked: tuple[Site, Tables]) -> None:
    site, _ = clocked
    gone = r"The rows of this month were deleted under the clock of 24 months on April 10, 2027; the figure stands"
    with pytest.raises(No, match=gone):
        trace_figure(site, "M020", "mpd", "2025-01", None)
    with pytest.raises(No, match=r"The rows of months of this period were deleted"):
        trace_figure(site, "M020", "mpd", "2025-Q1", None)
    figure, rows = trace_figure(site, "M020", "mpd", "2025-06", None)
    assert figure.num and rows
    with pytest.raises(No, match="Or it was deleted under the clock of row-level records"):
        trace_row(site, "mpd-rms_incidents-2025-01-002.xlsx:Export:9")


def test_a_late_file_moves_no_figure_of_a_closed_month(clocked: tuple[Site, Tables]) -> None:
    site, before = clocked
    assert is_current(site) and not find_old_rows(site, site_key(site).derive("submissions"), APRIL)
    made = MadeSite(site.root / "late", as_of=AS_OF)
    made.folder.mkdir()
    # Every case that goes on stands in it as before, so that nothing but a closed month could move.
    rows = [
        incident(
            f"rep{n}",
            1,
            2 + n,
            call_key=f"call{n}",
            relationship_to_suspect="PA",
            suspect_gone_on_arrival=n > 5,
        )
        | {"reported_ts": at(1, 2 + n, 13)}
        for n in (0, 4, 6)
    ]
    rows.append(incident("new", 1))
    made.add("mpd", "rms_incidents", "2025-01", rows, received="2027-04-09T08:00:00")
    take_in(site, made)
    number = len(row_deletions(site))
    site = set_clock(site, date(2027, 5, 2))
    rebuild(site)
    after = tables(site)
    for name in FIGURES:
        assert after[name] == before[name], name
    assert "new" not in stored_keys(site) and "rep0" in stored_keys(site)
    assert [row[0] for row in opened(site).execute(ROWS).fetchall()] == STAYING
    assert len(row_deletions(site)) == number + 1
    closing = latest_closing(site)
    assert closing is not None and closing.first_kept == date(2025, 5, 1)


def test_tables_that_count_rows_are_kept_or_told_apart() -> None:
    """Whatever a build makes of rows for a period is in a closing, or says here why it need not be."""
    rows = {name for name in TABLE_ORDER if name.startswith(("core.", "mart.fact_", "stg."))}
    rows -= {"core.practice_response"}  # a register of the coordinator, which has no such clock
    period = ("month", "period_start", "cohort_start", "event_quarter")
    counting = {
        name
        for name in TABLE_ORDER
        if name.startswith(("mart.", "ops.", "pub."))
        and not is_view(name)
        and rows
        & {dep for dep in TABLE_DEPS[name] if not dep.startswith("stg.") or dep.startswith("stg.link_")}
        and any(field.name in period for field in declared_fields(name))
    }
    assert counting - {
        "mart.case_review",  # counts the coordinator's tallies, which have no such clock
        "ops.link_question",  # lists pairs of rows, which go with them
    } <= {*KEPT_BY_PERIOD, *KEPT_BY_FILE, *_EMPTIED}
    assert not {*EDITION_READS} & {
        "ops.link_question",
        "ops.review_sample",
    }  # an edition's archive holds no rows
    assert {name.partition(".")[0] for name in EDITION_READS} == {"pub", "ops"}


@pytest.mark.parametrize(
    ("as_of", "months", "first"),
    [
        pytest.param(date(2026, 3, 31), 36, date(2023, 3, 1), id="a month goes as a whole"),
        pytest.param(date(2026, 4, 1), 36, date(2023, 4, 1), id="on the first of a month"),
        pytest.param(date(2026, 1, 5), 24, date(2024, 1, 1), id="over the turn of a year"),
        pytest.param(date(2026, 1, 5), None, None, id="no clock"),
    ],
)
def test_the_first_month_that_is_kept(as_of: date, months: int | None, first: date | None) -> None:
    assert Retention(record_months=months).first_kept(as_of) == first


@pytest.mark.parametrize("months", [pytest.param(23, id="less than two years"), pytest.param(0, id="none")])
def test_a_clock_that_is_too_short_is_refused(months: int) -> None:
    with pytest.raises(ValueError, match="record_months"):
        Retention(record_months=months)


# Records by dataset and file, and the numbers of the cases whose rows go where April 2025 is the first month that is kept.
_RULES: dict[str, tuple[list[tuple[str, str, list[dict[str, Any]]]], set[str]]] = {
    "the last day counts, not the first": (
        [("prosecution", "2025-04", [{"pros_case_key": "old", "referred_ts": at(3, 31)},
                                     {"pros_case_key": "on", "referred_ts": at(1, 2), "filed_ts": at(4, 1)}])],
        {"old"},
    ),
    "a plan is no day of the case": (
        [("protection_orders", "2025-03", [
            {"po_key": "planned", "petition_date": date(2025, 3, 1), "expires_date": date(2025, 9, 1)}])],
        {"planned"},
    ),
    "one case through a third record": (
        [("rms_incidents", "2025-01", [incident("a", 1), incident("b", 1)]),
         ("prosecution", "2025-02", [{"pros_case_key": "pa", "incident_key": "a", "court_case_key": "ca", "referred_ts": at(2, 1)}]),
         ("sentences", "2025-06", [{"court_case_key": "ca", "sentence_date": date(2025, 6, 1)}])],
        {"b"},
    ),
    "what is open has no last day, as the last file says": (
        [("warrants", "2025-01", [{"warrant_key": "open", "issued_ts": at(1, 9)}, {"warrant_key": "served", "issued_ts": at(1, 9)},
                                  {"warrant_key": "over", "issued_ts": at(1, 9), "status": "recalled"}]),
         ("warrants", "2025-02", [{"warrant_key": "served", "issued_ts": at(1, 9), "served_ts": at(2, 20)}])],
        {"served", "over"},
    ),
    "a placeholder holds nothing together": (
        [("rms_arrests", "2025-01", [{"arrest_key": f"p{n}", "incident_key": "none", "arrested_ts": at(1, 3)} for n in range(100)]),
         ("rms_arrests", "2025-05", [{"arrest_key": "young", "incident_key": "none", "arrested_ts": at(5, 3)}])],
        {f"p{n}" for n in range(100)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", [pytest.param(name, id=name) for name in _RULES])
def test_which_rows_are_past_the_clock(case: str, tmp_path: Path) -> None:
    files, gone = _RULES[case]
    site = small_site(tmp_path, files)
    key = site_key(site).derive("submissions")
    found = find_old_rows(site, key, APRIL)
    named = {
        str(read_parquet(one.submission.records, key).column(0)[row])
        for one in found
        if one.submission.records is not None
        for row in one.rows
    }
    assert named == gone


def small_site(folder: Path, files: list[tuple[str, str, list[dict[str, Any]]]]) -> Site:
    made = MadeSite(folder, as_of=AS_OF)
    for dataset, period, rows in files:
        made.add("mpd", dataset, period, rows)
    site = Site(folder / "site")
    site.state.mkdir(parents=True)
    site.key_file.write_text("cd" * 32, encoding="ascii")
    take_in(site, made)
    return site


def test_a_stop_in_between_is_made_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = small_site(
        tmp_path,
        [("rms_incidents", f"2025-0{m}", [incident(f"{m}", m), incident("june", 6)]) for m in (1, 2, 3)],
    )
    key = site_key(site).derive("submissions")
    replace, stops = os.replace, [2]

    def stop(source: Path, target: Path) -> None:
        if Path(target).name == "records.parquet":
            stops[0] -= 1
            if not stops[0]:
                raise KeyboardInterrupt
        replace(source, target)

    def delete() -> int:
        return delete_old_rows(site, key, find_old_rows(site, key, APRIL), APRIL, 24, AS_OF)

    monkeypatch.setattr(old_rows.os, "replace", stop)
    with pytest.raises(KeyboardInterrupt):
        delete()
    assert rows_deleted(site) == 1 and stored_keys(site) == {"2", "3", "june"}
    assert delete() == 2
    assert stored_keys(site) == {"june"} and delete() == 0
    assert [(entry.months, entry.left) for entry in row_deletions(site)] == [
        ({f"2025-0{m}-01": 1}, 1) for m in (1, 2, 3)
    ]
    assert sorted(path.suffix for path in site.row_clock.iterdir()) == [".json"] * 3


def test_what_was_announced_and_done_is_confirmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = small_site(tmp_path, [("rms_incidents", "2025-01", [incident("old", 1)])])
    key = site_key(site).derive("submissions")

    def stop(announced: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(old_rows, "confirm", stop)
        delete_old_rows(site, key, find_old_rows(site, key, APRIL), APRIL, 24, AS_OF)
    assert rows_deleted(site) == 0 and stored_keys(site) == set()
    assert delete_old_rows(site, key, find_old_rows(site, key, APRIL), APRIL, 24, AS_OF) == 0
    assert rows_deleted(site) == 1
