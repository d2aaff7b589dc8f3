"""Entries of a log that are announced before the act and confirmed after, so that a stop in between leaves nothing untold.

An announced entry bears an ending of its own. Whether a stopped run did what it announced is for each log to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_ANNOUNCED = ".announced"


def announce(folder: Path, name: str, entry: Mapping[str, Any]) -> Path:
    """Write an entry that says what is about to happen; what a stopped run announced under its name is written over."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}{_ANNOUNCED}"
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(entry, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    return path


def confirm(announced: Path) -> None:
    """It was done: the entry takes its own name."""
    os.replace(announced, announced.with_name(announced.name.removesuffix(_ANNOUNCED)))


def announced_in(folder: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    """What was announced and not confirmed, with its entry."""
    for path in sorted(folder.glob(f"*{_ANNOUNCED}")) if folder.is_dir() else ():
        yield path, json.loads(path.read_text(encoding="utf-8"))
