"""The log of rows that were deleted, or turned into tallies, on their clock: one small file for each submission and clock.

An entry is announced before the rows go and confirmed after, so that a stop in between leaves nothing untold. It holds ids,
months and counts, never a value. Which rows go stands in ``old_rows.py`` and ``tallies.py``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pipelines.settings import Site
from pipelines.submissions.announced import announce, announced_in, confirm

_MOST = 1000  # entries of one submission, clock and day


@dataclass(frozen=True)
class RowDeletion:
    """Rows of one submission that were deleted: how many by the month they are dated in, and texts for its receipt.

    ``first_kept`` is the first day of the first month that was kept, ``clock_months`` the months of the clock, ``done_on`` the
    day that the build stood for, ``left`` the rows that stay. A tally leaves its rows as counts without a line of a sheet: there
    ``first_kept`` is the day itself, and ``left`` the rows that still have their line.
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
    is_tally: bool = False

    @property
    def name(self) -> str:
        """The beginning of the entry's file name."""
        return f"{self.submission_id}--{'tally' if self.is_tally else self.first_kept[:7]}--{self.done_on}"


def announce_deletion(site: Site, entry: RowDeletion) -> Path:
    """Write an entry that says which rows are about to go."""
    names = (f"{entry.name}.json", *(f"{entry.name}--{number}.json" for number in range(2, _MOST)))
    name = next(name for name in names if not (site.row_clock / name).exists())
    return announce(site.row_clock, name, asdict(entry))


def settle(site: Site, rows_count: Callable[[str], int], tallies: bool = False) -> None:
    """Confirm what a stopped run announced and did, and forget what it did not do; ``rows_count`` is of a submission now.

    With ``tallies`` that is looked at which turned rows into tallies, else that which deleted them.
    """
    for announced, entry in announced_in(site.row_clock):
        if entry.get("is_tally", False) is not tallies:
            continue
        if rows_count(entry["submission_id"]) == entry["left"]:
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
    """How many rows were ever deleted or tallied, in every version of every file."""
    return sum(sum(entry.months.values()) for entry in row_deletions(site))
