"""``samepage edition``: builds the draft of a quarter, releases it, or writes a released one again.

What an edition holds stands in ``reports/editions``; the gate in its ``release``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dagster as dg
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn

from pipelines.assets.editions import (
    DRAFT_KEY,
    RELEASED_KEY,
    draft_checks,
    draft_story,
    partition_of,
    release_story,
)
from pipelines.cli.endings import No
from pipelines.cli.instance import open_instance
from pipelines.reports.editions.drafts import (
    RELEASED,
    Draft,
    archive,
    build_draft,
    changed_since,
    place,
    rebuild,
)
from pipelines.reports.editions.manifest import read_manifest
from pipelines.reports.editions.release import Gate, judge, release
from pipelines.settings import Quarter, SettingsError, Site


def make_draft(site: Site, quarter: Quarter, console: Console) -> dict[str, Any]:
    """Build the draft, or keep the one that stands; tells where it is and what its release still needs."""
    with _progress(console) as progress:
        task = progress.add_task(f"Building the draft of {quarter.label}")
        draft: Draft = build_draft(
            site, quarter, lambda name: progress.update(task, description=f"Wrote {name}")
        )
    gate = judge(site, quarter)
    _tell_dagster(site, quarter, DRAFT_KEY, draft_story(site, draft), list(draft_checks(draft, gate)))
    return {
        "edition": quarter.label,
        "status": "draft",
        "draft": draft.manifest.draft_ref,
        "is_new": draft.is_new,
        "folder": _told(draft.folder),
        "files": sorted(draft.manifest.files),
        "gaps": list(draft.manifest.gaps),
        "missing_for_release": list(gate.reasons),
    }


def make_release(site: Site, quarter: Quarter, console: Console) -> dict[str, Any]:
    """Release the draft; the answer says why not where the gate is closed."""
    with _progress(console) as progress:
        task = progress.add_task(f"Releasing {quarter.label}")
        gate: Gate = release(site, quarter, lambda name: progress.update(task, description=f"Wrote {name}"))
    manifest = gate.manifest
    if gate.is_open and manifest is not None:
        _tell_dagster(site, quarter, RELEASED_KEY, release_story(site, quarter, manifest), [])
    return {
        "edition": quarter.label,
        "status": "released" if gate.is_open else "refused",
        "draft": manifest.draft_ref if manifest else None,
        "released_on": manifest.released_on if manifest and gate.is_open else None,
        "folder": _told(place(site, quarter, RELEASED)) if gate.is_open else None,
        "files": sorted(manifest.files) if manifest and gate.is_open else [],
        "missing_for_release": list(gate.reasons),
    }


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


def _progress(console: Console) -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description}", markup=False), console=console, transient=True
    )


def _told(path: Path) -> str:
    """A path as a person at the site would type it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)


def _tell_dagster(site: Site, quarter: Quarter, key: Any, story: dict[str, Any], checks: list[Any]) -> None:
    """Let the web page see what the command did, as if a run of its own had done it."""
    with open_instance(site) as instance:
        instance.report_runless_asset_event(
            dg.AssetMaterialization(key, partition=partition_of(quarter), metadata=story)
        )
        for check in checks:
            instance.report_runless_asset_event(
                dg.AssetCheckEvaluation(
                    asset_key=check.asset_key, check_name=check.check_name, passed=check.passed,
                    severity=check.severity, metadata=check.metadata, partition=partition_of(quarter),
                )
            )  # fmt: skip
