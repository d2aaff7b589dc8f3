"""Moves and deletes dropped files on their clocks, and keeps the log of it: the edge around ``retention.py``.

Each act is announced in the log, done, and then confirmed by renaming its entry, so that a run killed in between leaves
nothing untold: the next run does it again or confirms it. Entries hold ids, days and reasons, never a name or a value.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.settings import Site
from pipelines.submissions.announced import announce, announced_in, confirm
from pipelines.submissions.drop import DropFile, scan_drop
from pipelines.submissions.retention import Action, Kept, decide, deletion_day
from pipelines.submissions.store import Submission, file_digest, stored
from pipelines.submissions.verdict import Status

_ENDING = ".quarantined"
HasReceipt = Callable[[dict[str, Any]], bool]


@dataclass(frozen=True)
class Removal:
    """One entry of the log."""

    submission_id: str
    agency_code: str
    file_sha256: str
    action: str
    reason: str
    done_on_date: str
    delete_by_date: str | None

    @property
    def name(self) -> str:
        """The entry's file name: the same act on the same day is one entry."""
        return f"{self.submission_id}--{self.action}--{self.done_on_date}.json"


@dataclass(frozen=True)
class Done:
    """What was done, and how many files could not be moved because another program holds them open."""

    removals: tuple[Removal, ...] = ()
    waiting: int = 0


def keep_to_the_clocks(site: Site, recipes: dict[str, str], today: date, has_receipt: HasReceipt) -> Done:
    """Move and delete what is due today. Whoever calls holds the site's lock or runs inside a job of its own."""
    by_key: dict[str, list[DropFile]] = {}
    for drop in scan_drop(site, recipes):
        by_key.setdefault(drop.key, []).append(drop)
    every = list(stored(site))
    accepted = _first_accepted(every)
    done: list[Removal] = []
    waiting = 0
    for submission in every:
        manifest = submission.manifest
        drops = by_key.get(manifest["drop_key"], [])
        resting = site.quarantine / f"{submission.submission_id}{_ENDING}"
        if not drops and not resting.exists():
            continue
        kept = _kept(submission, accepted, bool(drops), resting.exists(), has_receipt)
        decided = decide(kept, site.settings.retention, today)
        if decided is None:
            continue
        action, reason = decided
        day = deletion_day(kept.status, kept.refused_for, kept.taken_in, site.settings.retention)
        entry = Removal(
            submission.submission_id,
            kept.agency_code,
            manifest["file_sha256"],
            str(action),
            str(reason),
            today.isoformat(),
            day.isoformat() if day else None,
        )
        announced = announce(site.retention_log, entry.name, asdict(entry))
        if _act(action, drops, resting):
            confirm(announced)
            done.append(entry)
        else:
            waiting += 1
    _settle_announced(
        site, {drop.digest for drops in by_key.values() for drop in drops if drop.path.exists()}
    )
    return Done(tuple(done), waiting)


def removals(site: Site) -> list[dict[str, Any]]:
    """Every confirmed entry of the log, in the order of their names."""
    if not site.retention_log.is_dir():
        return []
    paths = sorted(site.retention_log.glob("*.json"))
    return [json.loads(path.read_text(encoding="utf-8")) for path in paths]


def _first_accepted(every: Iterable[Submission]) -> dict[tuple[str, str], date]:
    """The day each content of an agency was first accepted, in whichever reading."""
    first: dict[tuple[str, str], date] = {}
    for submission in every:
        if Status(submission.manifest["status"]).counts:
            content = (submission.manifest["agency_code"], submission.manifest["file_sha256"])
            first[content] = min(first.get(content, date.max), _taken_in(submission))
    return first


def _taken_in(submission: Submission) -> date:
    """The day a submission was written: folders never change after that."""
    return date.fromtimestamp((submission.folder / "manifest.json").stat().st_mtime)


def _kept(
    submission: Submission,
    accepted: dict[tuple[str, str], date],
    in_drop: bool,
    in_quarantine: bool,
    has_receipt: HasReceipt,
) -> Kept:
    manifest = submission.manifest
    content = (manifest["agency_code"], manifest["file_sha256"])
    status = Status(manifest["status"])
    return Kept(
        manifest["agency_code"],
        status,
        frozenset(manifest.get("refused_for", ())),
        accepted[content] if status.counts else _taken_in(submission),
        in_drop,
        in_quarantine,
        has_receipt(manifest),
    )


def _act(action: Action, drops: list[DropFile], resting: Path) -> bool:
    """Do it; false where a file is held open by another program and the next run has to try again."""
    try:
        if action is Action.PURGE:
            resting.unlink(missing_ok=True)
            return True
        for drop in drops:
            if not drop.path.exists() or file_digest(drop.path) != drop.digest:
                continue  # taken away, or replaced while we looked
            if action is Action.QUARANTINE:
                _move(drop.path, resting)
            else:
                drop.path.unlink()
        if action is Action.DELETE:
            resting.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def _move(source: Path, target: Path) -> None:
    """Move a file into quarantine, which only its owner reads; the copy is whole before the original goes."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(target.parent, 0o700)
    try:
        os.replace(source, target)
    except OSError:  # another disk, such as a share of the network
        part = target.with_suffix(".part")
        shutil.copyfile(source, part)
        os.replace(part, target)
        source.unlink()
    os.chmod(target, 0o600)


def _settle_announced(site: Site, still_dropped: set[str]) -> None:
    """Confirm what a killed run announced and did, and forget what it did not do."""
    for path, entry in announced_in(site.retention_log):
        resting = site.quarantine / f"{entry['submission_id']}{_ENDING}"
        is_done = {
            str(Action.QUARANTINE): resting.exists(),
            str(Action.PURGE): not resting.exists(),
            str(Action.DELETE): entry["file_sha256"] not in still_dropped,
        }[entry["action"]]
        if is_done:
            confirm(path)
        else:
            path.unlink()
