"""``samepage run``: the main job. It starts the same assets on the same Dagster instance as the web page does."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.assets.retention import clear_drop
from pipelines.cli.endings import Failed, No
from pipelines.reports.changes import Changes, Restatement, read_changes
from pipelines.reports.outputs import BOOKS, receipt_path
from pipelines.reports.source import Source
from pipelines.settings import COORDINATOR, Site
from pipelines.submissions import (
    DropFile,
    Submission,
    agency_recipes,
    clear_leftovers,
    current_readings,
    learn_codes,
    learn_links,
    new_drops,
    same_content,
    scan_drop,
    stored,
)
from pipelines.submissions.removal import removals
from pipelines.submissions.retention import Action
from pipelines.submissions.row_clock import rows_deleted
from pipelines.submissions.store import rows_that_stand
from pipelines.submissions.verdict import Status
from pipelines.warehouse.connect import kept_open
from pipelines.warehouse.publish import generation_number, published
from pipelines.warehouse.rebuild import is_current
from pipelines.warehouse.standing import standings

_NOT_COUNTED = """
SELECT submission_id, count(*), string_agg(source_sheet || ', row ' || source_row, '; ' ORDER BY source_sheet, source_row)
FROM core.decision_standing WHERE not_counted_check_id IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_ROWS = ("before", "after", "same", "added", "removed", "changed")


def main_job(site: Site, console: Console | None) -> dict[str, Any]:
    """Take in what is new, rebuild and write what is out of date, and tell what stands now.

    Raises:
        SettingsError: the settings or a layout are wrong.
        No: another run is under way.
    """
    started = time.monotonic()
    site.settings  # noqa: B018 - wrong settings stop here, before anything is written
    site.state.mkdir(parents=True, exist_ok=True)
    with alone(site), kept_open():
        clear_leftovers(site)
        recipes = agency_recipes(site)
        before = {tuple(entry.values()) for entry in removals(site)}
        deleted_before = rows_deleted(site)
        waiting = clear_drop(site, date.today()).waiting
        drops = scan_drop(site, recipes)
        fresh = new_drops(drops, stored(site))
        did_work = bool(fresh) or not _is_up_to_date(site)
        failures: list[dict[str, Any]] = []
        forgotten = 0
        if did_work:
            fresh, failures, forgotten = _work(site, fresh, console)
            drops = scan_drop(site, agency_recipes(site))
        cleared = [entry for entry in removals(site) if tuple(entry.values()) not in before]
        return _summary(site, drops, fresh, did_work, time.monotonic() - started) | {
            "failures": failures,
            "retention": {
                **{str(action): sum(entry["action"] == action for entry in cleared) for action in Action},
                "held_open": waiting,
                "rows_deleted": rows_deleted(site) - deleted_before,
                "runs_forgotten": forgotten,
            },
        }


@contextmanager
def alone(site: Site) -> Iterator[None]:
    """Hold the site while a run is under way; another run is told so at once."""
    lock = FileLock(site.state / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise No("Another run is under way on this site. Wait until it has finished.") from None
    try:
        yield
    finally:
        lock.release()


def _is_up_to_date(site: Site) -> bool:
    """Whether warehouse, workbooks and receipts stand as they would be written now."""
    path = published(site)
    if path is None or not is_current(site):
        return False
    books = [site.workbooks / f"{book.name}.xlsx" for book in BOOKS]
    newest = path.stat().st_mtime
    return all(book.exists() and book.stat().st_mtime >= newest for book in books) and all(
        receipt_path(site, s.manifest).exists() for s in current_readings(site, agency_recipes(site))
    )


def _work(
    site: Site, fresh: list[DropFile], console: Console | None
) -> tuple[list[DropFile], list[dict[str, Any]], int]:
    """Run the assets: one run per new drop, then one for the warehouse and the workbooks.

    Where a returned receipt explained codes, the files of its agency are read again with them before anything is built.

    Returns:
        All drops taken in, and the files that could not be: taken away while the run was under way, or the software
        failed at them; the others go on. And of how many runs past their clock the record went.

    Raises:
        Failed: the software failed at every file, or at the warehouse and the workbooks.
    """
    from pipelines.cli.instance import forget_old_runs, open_instance, run_job

    os.environ["SAMEPAGE_SITE"] = str(site.root)
    missing = [
        s.manifest["drop_key"]
        for s in current_readings(site, agency_recipes(site))
        if not receipt_path(site, s.manifest).exists()
    ]
    failures: list[dict[str, Any]] = []
    with open_instance(site) as instance, _progress(console) as progress:
        task = progress.add_task("Taking in files", total=len({d.key for d in fresh} | {*missing}) + 1)

        def take_in(drops: list[DropFile], others: Iterable[str] = ()) -> int:
            known = {drop.key: drop for drop in drops}
            keys = list(dict.fromkeys([*known, *others]))
            instance.add_dynamic_partitions("submissions", keys)
            for key in keys:
                failures.extend(_take_in(instance, site, key, known.get(key)))
                progress.advance(task)
            return len(keys)

        own = [drop for drop in fresh if drop.agency_code == COORDINATOR]
        count = take_in(own)
        if own:  # they may hold the register of partners, which decides whose files wait
            tried = {drop.key for drop in own}
            later = new_drops(scan_drop(site, agency_recipes(site)), stored(site))
            gone = [drop for drop in fresh if drop not in own and not drop.path.is_file()]
            fresh = [drop for drop in (*later, *gone) if drop.key not in tried]
        count += take_in(fresh, missing)
        fresh = [*own, *fresh] if own else fresh
        if failures and len(failures) == count and any(told["failed"] for told in failures):
            raise Failed(failures[0]["words"])
        learn_links(site)
        if learn_codes(site):
            again = new_drops(scan_drop(site, agency_recipes(site)), stored(site))
            progress.update(
                task, description="Reading again with new codes", total=len(fresh) + len(again) + 1
            )
            take_in(again)
            fresh = [*fresh, *again]
        progress.update(task, description="Building the warehouse and the workbooks")
        run_job(instance, "write_workbooks", site)
        progress.advance(task)
        months = site.settings.retention.log_months
        forgotten = 0
        if months is not None:
            oldest = pd.Timestamp.now(tz="UTC") - pd.DateOffset(months=months)
            forgotten = forget_old_runs(instance, oldest.to_pydatetime())
    return fresh, failures, forgotten


def _take_in(instance: Any, site: Site, key: str, drop: DropFile | None) -> list[dict[str, Any]]:
    """Takes in one file; gives what stood in the way, so that the next file is taken in all the same."""
    from pipelines.cli.instance import run_job

    told = {"agency_code": drop.agency_code, "file": drop.label} if drop else {"agency_code": "", "file": key}
    if drop is not None and not drop.path.is_file():
        gone = "It was taken out of its drop folder while the run was under way, and not read. Drop it again."
        return [told | {"words": gone, "failed": False}]
    try:
        run_job(instance, "take_in", site, partition_key=key)
    except Failed as failure:
        return [told | {"words": str(failure), "failed": True}]
    return []


def _progress(console: Console | None) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console or Console(quiet=True),
        transient=True,
    )


def _summary(
    site: Site, drops: list[DropFile], fresh: list[DropFile], did_work: bool, seconds: float
) -> dict[str, Any]:
    """What programs rely on: submissions, outputs, warehouse, seconds."""
    from pipelines.cli.queries import open_published, withdrawn_words

    new_keys = {drop.key for drop in fresh}
    statuses: dict[str, str] = {}
    changes, withdrawn, not_counted = Changes(), list[str](), list[tuple[Any, ...]]()
    tables: dict[str, int] = {}
    path = published(site)
    if path is not None:
        with open_published(site) as connection:
            statuses = dict(connection.execute("SELECT submission_id, status FROM ops.submission").fetchall())
            names = connection.execute(
                "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
            ).fetchall()
            changes = read_changes(Source(connection), "coordinator")
            not_counted = connection.execute(_NOT_COUNTED).fetchall()
            for (name,) in names:
                counted = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
                tables[name] = counted[0] if counted else 0
        withdrawn = withdrawn_words(site)
    readings = current_readings(site, agency_recipes(site))
    submissions = [
        {
            "submission_id": s.submission_id,
            "file": s.manifest["file_name"],
            "agency_code": s.manifest["agency_code"],
            "dataset": s.manifest["dataset"],
            "period": s.manifest["period_label"],
            "status": statuses.get(s.submission_id, s.manifest["status"]),
            "rows": rows_that_stand(s.manifest),
            "cells": s.manifest["cells"],
            "problems_count": s.manifest["problems_count"],
            "verdict": s.manifest["verdict_sentence"],
            "receipt": _told(receipt_path(site, s.manifest)),
            "new": s.manifest["drop_key"] in new_keys,
        }
        for s in readings
    ]
    return {
        "did_work": did_work,
        "submissions": submissions,
        "same_content": [*_same_bytes(drops), *_same_when_read(site)],
        "refused_rows": _refused_rows(submissions, not_counted),
        "restatements": [_restatement(r, new_keys, readings) for r in changes.restatements],
        "withdrawn": withdrawn,
        "outputs": [_told(site.workbooks / f"{book.name}.xlsx") for book in BOOKS if did_work or path],
        "warehouse": {"generation": generation_number(path) if path else None, "tables": tables},
        "seconds": round(seconds, 1),
    }


def _refused_rows(
    submissions: list[dict[str, Any]], not_counted: list[tuple[Any, ...]]
) -> list[dict[str, Any]]:
    """Rows of the coordinator's new sheets that count for nothing until they are corrected, sheet by sheet."""
    new = [s for s in submissions if s["new"] and s["agency_code"] == COORDINATOR]
    refused = [
        {
            "file": s["file"],
            "dataset": s["dataset"],
            "rows": s["rows"]["held"],
            "words": f"{_rows_are(s['rows']['held'])} held; the others count. The receipt names the cells and what to do.",
        }
        for s in new
        if Status(s["status"]).counts and s["rows"]["held"]
    ]
    decided = {s["submission_id"]: s["file"] for s in submissions if s["dataset"] == "decisions"}
    if any(s["dataset"] in ("decisions", "recommendations") for s in new):
        for submission_id, rows, places in not_counted:
            told = f"{'decision does' if rows == 1 else 'decisions do'} not count ({places})"
            words = f"{rows:,} {told}. Decisions in coordinator.xlsx says why and what to do."
            refused.append(
                {"file": decided.get(submission_id, ""), "dataset": "decisions", "rows": rows, "words": words}
            )
    return refused


def _rows_are(count: int) -> str:
    return "1 row is" if count == 1 else f"{count:,} rows are"


def _same_bytes(drops: list[DropFile]) -> list[dict[str, Any]]:
    """Files that repeat an earlier one byte by byte."""
    return [
        _same(twin.agency_code, twin.label, earlier.label, earlier.received)
        for twin, earlier in same_content(drops)
    ]


def _same_when_read(site: Site) -> list[dict[str, Any]]:
    """Files that were saved anew and hold the same as an earlier one."""
    known = standings(site)
    return [
        _same(
            s.agency_code, s.entry.manifest["file_name"], first.entry.manifest["file_name"], first.received_ts
        )
        for s in known.values()
        if s.same_as is not None and (first := known[s.same_as])
    ]


def _same(agency: str, file: str, earlier: str, received: datetime) -> dict[str, Any]:
    return {"file": file, "agency_code": agency, "as": earlier, "received": received.date().isoformat()}


def _restatement(restatement: Restatement, new_keys: set[str], readings: list[Submission]) -> dict[str, Any]:
    """One change as programs read it, with the line that people read."""
    row = restatement.row
    keys = {s.submission_id: s.manifest["drop_key"] for s in readings}
    moved = "" if pd.isna(row.figures_count) else f" {int(row.figures_count):,} figures moved."
    return {
        "submission_id": row.submission_id,
        "kind": row.kind,
        "agency_code": row.agency_code,
        "dataset": row.dataset,
        "period": row.period_label,
        "replaces": row.before_id,
        **{f"rows_{name}": int(getattr(row, f"rows_{name}")) for name in _ROWS},
        "figures_moved": None if pd.isna(row.figures_count) else int(row.figures_count),
        "is_current": bool(row.is_current),
        "new": keys.get(row.submission_id) in new_keys,
        "words": f"{restatement.sentence} {restatement.rows_sentence}{moved}",
    }


def _told(path: Path) -> str:
    """A path as a person at the site would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
