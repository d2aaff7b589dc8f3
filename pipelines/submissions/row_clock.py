"""The log of rows that were deleted on the clock of row-level records: one small file for each submission and clock.

An entry is announced before the rows go and confirmed after, so that a stop in between leaves nothing untold. It holds ids,
months and counts, never a value. Which rows go stands in ``old_rows.py``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.settings import Site

_ANNOUNCED = ".announced"
_MOST = 1000  # entries of one submission, clock and day


@dataclass(frozen=True)
class RowDeletion:
    """Rows of one submission that were deleted: how many by the month they are dated in, and texts for its receipt.

    ``first_kept`` is the first day of the first month that was kept, ``clock_months`` the months of the clock, ``done_on`` the
    day that the build stood for, ``left`` the rows that stay.
    """

    submission_id: str
    agency_code: str
    dataset: str
    first_kept: str
    clock_months: int
    done_on: str
    months: Mapping[str, int]
    texts: int
    left: int

    @property
    def name(self) -> str:
        """The beginning of the entry's file name."""
        return f"{self.submission_id}--{self.first_kept[:7]}--{self.done_on}"


def announce(site: Site, entry: RowDeletion) -> Path:
    """Write an entry that says what is about to happen; what a stopped run announced under its name is written over."""
    site.row_clock.mkdir(parents=True, exist_ok=True)
    names = (f"{entry.name}.json", *(f"{entry.name}--{number}.json" for number in range(2, _MOST)))
    name = next(name for name in names if not (site.row_clock / name).exists())
    path = site.row_clock / f"{name}{_ANNOUNCED}"
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(entry), file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    return path


def confirm(announced: Path) -> None:
    """The rows are gone."""
    os.replace(announced, announced.with_name(announced.name.removesuffix(_ANNOUNCED)))


def settle(site: Site, rows_count: Callable[[str], int]) -> None:
    """Confirm what a stopped run announced and did, and forget what it did not do; ``rows_count`` is of a submission now."""
    for announced in site.row_clock.glob(f"*{_ANNOUNCED}") if site.row_clock.is_dir() else ():
        entry = RowDeletion(**json.loads(announced.read_text(encoding="utf-8")))
        if rows_count(entry.submission_id) == entry.left:
            confirm(announced)
        else:
            announced.unlink()


def row_deletions(site: Site) -> tuple[RowDeletion, ...]:
    """Every confirmed entry, in the order of their names."""
    if not site.row_clock.is_dir():
        return ()
    paths = sorted(site.row_clock.glob("*.json"))
    return tuple(RowDeletion(**json.loads(path.read_text(encoding="utf-8"))) for path in paths)


def rows_deleted(site: Site) -> int:
    """How many rows were ever deleted, in every version of every file."""
    return sum(sum(entry.months.values()) for entry in row_deletions(site))
