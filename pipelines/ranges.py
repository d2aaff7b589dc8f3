"""Excel ranges from row numbers: "B2:B41, B50". Every room that names cells uses these two functions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

MOST_RANGES = 40


def cell_ranges(letter: str, rows: np.ndarray | Iterable[int], most: int = MOST_RANGES) -> str:
    """The cells of one column at ``rows`` (Excel row numbers) as ranges, the first ``most`` of them.

    Rows that follow each other become one range; past ``most`` the text says that there are more.
    """
    return _told(
        rows,
        most,
        lambda start, end: f"{letter}{start}" if start == end else f"{letter}{start}:{letter}{end}",
    )


def row_ranges(rows: np.ndarray | Iterable[int], most: int = MOST_RANGES) -> str:
    """Whole rows as Excel ranges: "2:41, 50:50"."""
    return _told(rows, most, lambda start, end: f"{start}:{end}")


def _told(rows: np.ndarray | Iterable[int], most: int, words: Callable[[int, int], str]) -> str:
    numbers = rows if isinstance(rows, np.ndarray) else np.fromiter(rows, dtype=np.int64)
    if (np.diff(numbers) <= 0).any():
        numbers = np.unique(numbers)
    if numbers.size == 0:
        return ""
    breaks = np.flatnonzero(np.diff(numbers) > 1)
    starts = numbers[np.concatenate(([0], breaks + 1))]
    ends = numbers[np.concatenate((breaks, [numbers.size - 1]))]
    told = [words(int(start), int(end)) for start, end in zip(starts[:most], ends[:most], strict=True)]
    if starts.size > most:
        told.append("and more")
    return ", ".join(told)


_RANGE = re.compile(r"(?P<letter>[A-Z]{0,3})(?P<start>\d+)(?::[A-Z]{0,3}(?P<end>\d+))?\Z")


def column_of(cells: str | None) -> str | None:
    """The column letter that ranges stand in; None for whole rows and for no cells."""
    found = _RANGE.match((cells or "").split(", ")[0])
    return found["letter"] or None if found else None


def spans_of(cells: str | None) -> list[tuple[int, int]]:
    """The first and last Excel row of each range that ``cell_ranges`` or ``row_ranges`` told."""
    found = (_RANGE.match(part) for part in (cells or "").split(", "))
    return [(int(one["start"]), int(one["end"] or one["start"])) for one in found if one]
