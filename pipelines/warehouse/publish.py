"""Generations of the warehouse: built beside the published one, checked, then published by one rename.

Readers open the published file and are never blocked. What goes into a generation stands in ``build.py``;
who holds the builder's lock is decided by whoever starts a build.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.settings import Site

KEPT_GENERATIONS = 3
_POINTER = "current"
_GENERATION = re.compile(r"(\d{6})\.duckdb\Z")
_LEFTOVER = re.compile(r"\d{6}\.(building|building\.wal|duckdb\.wal)\Z|current\.tmp\Z|\d{6}\.json\.tmp\Z")


@dataclass(frozen=True)
class Generation:
    """A generation that is being built: its number and the file to build in."""

    number: int
    building: Path

    @property
    def file(self) -> Path:
        """The file's name once published."""
        return self.building.with_suffix(".duckdb")


def published(site: Site) -> Path | None:
    """The published generation, or None before the first build."""
    pointer = site.warehouse / _POINTER
    if not pointer.exists():
        return None
    name = pointer.read_text(encoding="ascii").strip()
    path = site.warehouse / name
    return path if _GENERATION.match(name) and path.exists() else None


def generation_number(path: Path) -> int:
    """The number in a generation's file name."""
    return int(path.stem)


def published_fingerprint(site: Site) -> str | None:
    """The fingerprint of what the published generation was built from."""
    path = published(site)
    if path is None:
        return None
    note = path.with_suffix(".json")
    return str(json.loads(note.read_text(encoding="utf-8"))["fingerprint"]) if note.exists() else None


def needs_build(site: Site, fingerprint: str) -> bool:
    """Whether something changed since the published generation was built."""
    return published_fingerprint(site) != fingerprint


def begin(site: Site) -> Generation:
    """Clear what killed builds left, and name the next generation.

    Only the holder of the builder's lock may call this.
    """
    site.warehouse.mkdir(parents=True, exist_ok=True)
    for path in site.warehouse.iterdir():
        if _LEFTOVER.match(path.name):
            path.unlink(missing_ok=True)
    numbers = [int(match[1]) for path in site.warehouse.iterdir() if (match := _GENERATION.match(path.name))]
    number = max(numbers, default=0) + 1
    return Generation(number, site.warehouse / f"{number:06d}.building")


def publish(
    site: Site,
    generation: Generation,
    fingerprint: str,
    check: Callable[[Path], None] | None = None,
    row_deletions: int = 0,
) -> Path:
    """Check the built file, give it its name, swap the pointer, and remove old generations.

    ``check`` opens the file and raises where it is not fit to be read; then nothing is published.
    A stop between any two steps leaves the old generation published and whole. ``row_deletions`` are the entries in the log
    of rows that were deleted on their clock: a generation of before the last one still holds rows, and goes, however new.
    """
    if not generation.building.exists():
        raise FileNotFoundError(f"{generation.building.name} was not built")
    if check is not None:
        check(generation.building)
    _sync(generation.building)
    os.replace(generation.building, generation.file)
    note = {
        "generation": generation.number,
        "fingerprint": fingerprint,
        "row_deletions": row_deletions,
    }
    _write_whole(generation.file.with_suffix(".json"), json.dumps(note, indent=2) + "\n")
    _write_whole(site.warehouse / _POINTER, generation.file.name + "\n")
    _remove_old(site, row_deletions)
    return generation.file


def _remove_old(site: Site, row_deletions: int) -> None:
    """Remove generations beyond the last few, and those that hold rows deleted since; the published one always stays.

    A reader that still holds a removed file keeps reading it; where the system forbids removing an open
    file (Windows), it goes with a later build.
    """
    keep = published(site)
    generations = sorted(path for path in site.warehouse.iterdir() if _GENERATION.match(path.name))
    for place, path in enumerate(generations, start=KEPT_GENERATIONS - len(generations)):
        if path == keep or (place >= 0 and _row_deletions(path) >= row_deletions):
            continue
        try:
            path.unlink()
            path.with_suffix(".json").unlink(missing_ok=True)
        except PermissionError:
            continue


def _row_deletions(path: Path) -> int:
    """How many entries the log of deleted rows had when a generation was built."""
    note = path.with_suffix(".json")
    return int(json.loads(note.read_text(encoding="utf-8")).get("row_deletions", 0)) if note.exists() else 0


def _write_whole(path: Path, text: str) -> None:
    """Write a small file whole or not at all."""
    temporary = path.with_name(path.name + ".tmp")
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    _sync_folder(path.parent)


def _sync(path: Path) -> None:
    with open(path, "rb+") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Make renames durable where the system lets a folder be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
