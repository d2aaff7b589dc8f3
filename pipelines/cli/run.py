"""``samepage run``: the main job. It starts the same assets on the same Dagster instance as the web page does."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipelines.cli.endings import No
from pipelines.reports.outputs import BOOKS, receipt_path
from pipelines.settings import Site
from pipelines.submissions import (
    DropFile,
    agency_recipes,
    clear_leftovers,
    current_readings,
    new_drops,
    same_content,
    scan_drop,
    stored,
)
from pipelines.warehouse.publish import generation_number, published
from pipelines.warehouse.rebuild import is_current


def main_job(site: Site, console: Console | None) -> dict[str, Any]:
    """Take in what is new, rebuild and write what is out of date, and tell what stands now.

    Raises:
        SettingsError: the settings or a layout are wrong.
        No: another run is under way.
    """
    started = time.monotonic()
    site.settings  # noqa: B018 - wrong settings stop here, before anything is written
    site.state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(site.state / "run.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise No("Another run is under way on this site. Wait until it has finished.") from None
    with lock:
        clear_leftovers(site)
        recipes = agency_recipes(site)
        drops = scan_drop(site, recipes)
        fresh = new_drops(drops, stored(site))
        did_work = bool(fresh) or not _is_up_to_date(site)
        if did_work:
            _work(site, fresh, console)
        return _summary(site, drops, fresh, did_work, time.monotonic() - started)


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


def _work(site: Site, fresh: list[DropFile], console: Console | None) -> None:
    """Run the assets: one run per new drop, then one for the warehouse and the workbooks."""
    from pipelines.cli.instance import open_instance, run_job

    os.environ["SAMEPAGE_SITE"] = str(site.root)
    missing = [
        s.manifest["drop_key"]
        for s in current_readings(site, agency_recipes(site))
        if not receipt_path(site, s.manifest).exists()
    ]
    keys = list(dict.fromkeys([*(drop.key for drop in fresh), *missing]))
    with open_instance(site) as instance, _progress(console) as progress:
        instance.add_dynamic_partitions("submissions", keys)
        task = progress.add_task("Taking in files", total=len(keys) + 1)
        for key in keys:
            run_job(instance, "take_in", site, partition_key=key)
            progress.advance(task)
        progress.update(task, description="Building the warehouse and the workbooks")
        run_job(instance, "write_workbooks", site)
        progress.advance(task)


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
    from pipelines.cli.queries import open_published

    new_keys = {drop.key for drop in fresh}
    statuses: dict[str, str] = {}
    tables: dict[str, int] = {}
    path = published(site)
    if path is not None:
        with open_published(site) as connection:
            statuses = dict(connection.execute("SELECT submission_id, status FROM ops.submission").fetchall())
            names = connection.execute(
                "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
            ).fetchall()
            for (name,) in names:
                counted = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
                tables[name] = counted[0] if counted else 0
    submissions = [
        {
            "submission_id": s.submission_id,
            "file": s.manifest["file_name"],
            "agency_code": s.manifest["agency_code"],
            "dataset": s.manifest["dataset"],
            "period": s.manifest["period_label"],
            "status": statuses.get(s.submission_id, s.manifest["status"]),
            "rows": s.manifest["rows"],
            "cells": s.manifest["cells"],
            "problems_count": s.manifest["problems_count"],
            "verdict": s.manifest["verdict_sentence"],
            "receipt": _told(receipt_path(site, s.manifest)),
            "new": s.manifest["drop_key"] in new_keys,
        }
        for s in current_readings(site, agency_recipes(site))
    ]
    return {
        "did_work": did_work,
        "submissions": submissions,
        "same_content": [
            {"file": twin.label, "agency_code": twin.agency_code, "as": earlier.label}
            for twin, earlier in same_content(drops)
        ],
        "outputs": [_told(site.workbooks / f"{book.name}.xlsx") for book in BOOKS if did_work or path],
        "warehouse": {"generation": generation_number(path) if path else None, "tables": tables},
        "seconds": round(seconds, 1),
    }


def _told(path: Path) -> str:
    """A path as a person at the site would type it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
