"""``samepage edition``: builds the draft of a quarter, releases it, or writes a released one again.

Drafting and releasing are runs of the same jobs that the web page shows and the quarterly schedule starts. What an
edition holds stands in ``reports/editions``; the gate in its ``release``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dagster as dg
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from pipelines.assets.editions import GATE, partition_of, reasons_of
from pipelines.cli.endings import Failed, No
from pipelines.cli.instance import failure_of, open_instance, run_job
from pipelines.reports.editions.drafts import (
    DRAFT,
    RELEASED,
    archive,
    changed_since,
    place,
    rebuild,
    refuse_draft,
)
from pipelines.reports.editions.manifest import read_manifest
from pipelines.settings import Quarter, SettingsError, Site


def make_draft(site: Site, quarter: Quarter, console: Console) -> dict[str, Any]:
    """Build the draft, or keep the one that stands; tells where it is and what its release still needs.

    Raises:
        EditionError: there can be no draft of the quarter.
        Failed: the software failed.
    """
    refuse_draft(site, quarter)
    result = _run(site, quarter, "draft_edition", console, f"Building the draft of {quarter.label}")
    manifest = read_manifest(archive(site, quarter, DRAFT))
    if not result.success or manifest is None:
        raise Failed(failure_of(result))
    (built,) = result.get_asset_materialization_events()
    return {
        "edition": quarter.label,
        "status": "draft",
        "draft": manifest.draft_ref,
        "is_new": bool(built.materialization.metadata["is new"].value),
        "folder": _told(place(site, quarter, DRAFT)),
        "files": sorted(manifest.files),
        "gaps": list(manifest.gaps),
        "missing_for_release": _missing(result) or [],
    }


def make_release(site: Site, quarter: Quarter, console: Console) -> dict[str, Any]:
    """Release the draft; the answer says why not where the gate is closed.

    Raises:
        Failed: the software failed.
    """
    result = _run(site, quarter, "release_edition", console, f"Releasing {quarter.label}")
    missing = _missing(result)
    if not result.success and not missing:
        raise Failed(failure_of(result))
    manifest = read_manifest(archive(site, quarter, RELEASED if result.success else DRAFT))
    return {
        "edition": quarter.label,
        "status": "released" if result.success else "refused",
        "draft": manifest.draft_ref if manifest else None,
        "released_on": manifest.released_on if manifest and result.success else None,
        "folder": _told(place(site, quarter, RELEASED)) if result.success else None,
        "files": sorted(manifest.files) if manifest and result.success else [],
        "missing_for_release": missing or [],
    }


def _run(site: Site, quarter: Quarter, job: str, console: Console, words: str) -> dg.ExecuteInProcessResult:
    """Run the job on the partition of the quarter, as the schedule and the web page do; the caller holds the site."""
    with _progress(console) as progress, open_instance(site) as instance:
        progress.add_task(words)
        return run_job(instance, job, site, partition_of(quarter), raise_on_failure=False)


def _missing(result: dg.ExecuteInProcessResult) -> list[str] | None:
    """What the gate said is missing; None where it was not asked."""
    asked = [e for e in result.get_asset_check_evaluations() if e.check_name == GATE]
    return reasons_of(asked[0]) if asked else None


def make_again(site: Site, quarter: Quarter, folder: Path, console: Console) -> dict[str, Any]:
    """Write a released edition again into ``folder`` and compare every file with what was released.

    Raises:
        SettingsError: the folder holds something already.
        No: files came out different.
    """
    if folder.exists() and any(folder.iterdir()):
        raise SettingsError(f"{folder} is not empty. Name a new folder.")
    if read_manifest(archive(site, quarter, RELEASED)) is None:
        raise No(f"{quarter.label} was not released, so there is nothing to write again.")
    folder.mkdir(parents=True, exist_ok=True)
    with _progress(console) as progress:
        progress.add_task(f"Writing {quarter.label} again")
        manifest, different = rebuild(site, quarter, folder)
    if different:
        raise No(
            f"{len(different)} of {len(manifest.files)} files came out different: {', '.join(different[:5])}. {changed_since(manifest)}"
        )
    return {
        "edition": quarter.label,
        "status": "written_again",
        "folder": _told(folder),
        "files": sorted(manifest.files),
    }


def print_answer(out: Console, answer: dict[str, Any]) -> None:
    """The answer in sentences."""
    label, reasons = answer["edition"], answer.get("missing_for_release", [])
    if answer["status"] == "draft":
        stands = "is built" if answer["is_new"] else "stands; nothing has changed since it was built"
        out.print(f"Draft {answer['draft']} of {label} {stands}: {answer['folder']}", markup=False)
        out.print(
            "Have it reviewed: for_the_reviewer.xlsx says how. Nothing in it is for passing on.", markup=False
        )
        if reasons:
            out.print("Before it can be released:", markup=False)
    elif answer["status"] == "released":
        out.print(f"{label} is released: {answer['folder']}", markup=False)
        out.print(
            "Each folder under agencies is for that agency's director alone, joint for the directors together, public for everybody.",
            markup=False,
        )
    elif answer["status"] == "written_again":
        files = len(answer["files"])
        out.print(
            f"{label} is written again in {answer['folder']}: all {files} files are the same, byte for byte.",
            markup=False,
        )
    else:
        out.print(f"{label} is not released. What is missing:", markup=False)
    for reason in reasons:
        out.print(f"  - {reason}", markup=False)
    if answer["status"] == "refused":
        out.print("Nothing went out.", markup=False)


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=console,
        transient=True,
    )


def _told(path: Path) -> str:
    """A path as a person at the site would type it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
