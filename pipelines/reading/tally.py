"""The account of every cell and row of a file: in_file = used + blank + held + left out, each with its reason.

What the rows are comes from ``block.py``; which columns are used and which rows are held comes from layouts and staging.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.reading.row_kinds import RowKind

REASON_OF_KIND = {
    RowKind.BLANK: "blank row",
    RowKind.TITLE: "title",
    RowKind.HEADER: "header",
    RowKind.TOTAL: "total row",
    RowKind.REPEATED_HEADER: "repeated header",
    RowKind.FOOTNOTE: "footnote",
    RowKind.GROUP: "group row",
}
NOT_MAPPED = "not mapped"
SHEET_NOT_USED = "sheet not used"


@dataclass(frozen=True)
class Tally:
    """Cells (or rows) by what became of them; tallies of sheets add up to that of a file."""

    in_file: int = 0
    used: int = 0
    blank: int = 0
    held: int = 0
    left_out: int = 0
    left_out_by_reason: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        reasons = dict(self.left_out_by_reason)
        for reason, count in other.left_out_by_reason.items():
            reasons[reason] = reasons.get(reason, 0) + count
        return Tally(
            self.in_file + other.in_file,
            self.used + other.used,
            self.blank + other.blank,
            self.held + other.held,
            self.left_out + other.left_out,
            reasons,
        )

    def balances(self) -> bool:
        """True where every cell was counted exactly once."""
        parts = self.used + self.blank + self.held + self.left_out
        return self.in_file == parts and self.left_out == sum(self.left_out_by_reason.values())

    def to_dict(self) -> dict[str, int | dict[str, int]]:
        """The tally as plain JSON values, reasons sorted."""
        return {
            "in_file": self.in_file,
            "used": self.used,
            "blank": self.blank,
            "held": self.held,
            "left_out": self.left_out,
            "left_out_by_reason": dict(sorted(self.left_out_by_reason.items())),
        }


def tally_cells(
    grid: pa.Table,
    row_kinds: np.ndarray,
    used_letters: Collection[str],
    held_rows: np.ndarray,
    left_out_reason: Mapping[str, str],
    left_out_rows: Mapping[str, np.ndarray] | None = None,
) -> Tally:
    """Counts every cell of the box from A1 to the last cell in use, each once.

    Args:
        grid: The sheet's text; null, and white space alone, is blank.
        row_kinds: A ``RowKind`` per grid row.
        used_letters: Columns that the layout uses.
        held_rows: True for each grid row that waits for a correction.
        left_out_reason: Column letter to the reason why it is not used, "not mapped" where nothing is said.
        left_out_rows: Reason to mask of data rows that are left out by rule; wins over held.
    """
    rows, widest = 0, 0
    used = blank = held = 0
    reasons: dict[str, int] = {}
    masks = {letter: _nonblank(grid.column(letter)) for letter in grid.column_names}
    for position, mask in enumerate(masks.values()):
        if mask.any():
            widest = position + 1
            rows = max(rows, len(mask) - int(mask[::-1].argmax()))
    kinds = np.asarray(row_kinds)[:rows]
    is_data = kinds == RowKind.DATA
    outside = {REASON_OF_KIND[kind]: kinds == kind for kind in REASON_OF_KIND}
    excluded = _excluded(left_out_rows, is_data, rows)
    taken = is_data & ~_any(excluded, rows)
    waiting = taken & np.asarray(held_rows, dtype=bool)[:rows]
    for letter in list(masks)[:widest]:
        mask = masks[letter][:rows]
        blank += int(rows - mask.sum())
        for reason, place in [*outside.items(), *excluded.items()]:
            _count(reasons, reason, int((mask & place).sum()))
        in_data = int((mask & taken).sum())
        if letter in used_letters:
            held_here = int((mask & waiting).sum())
            held += held_here
            used += in_data - held_here
        else:
            _count(reasons, left_out_reason.get(letter, NOT_MAPPED), in_data)
    return Tally(rows * widest, used, blank, held, sum(reasons.values()), reasons)


def tally_rows(
    row_kinds: np.ndarray, held_rows: np.ndarray, left_out_rows: Mapping[str, np.ndarray] | None = None
) -> Tally:
    """Counts every row from the first to the last one that is not blank, each once.

    Args:
        row_kinds: A ``RowKind`` per grid row.
        held_rows: True for each grid row that waits for a correction.
        left_out_rows: Reason to mask of data rows that are left out by rule; wins over held.
    """
    kinds = np.asarray(row_kinds)
    not_blank = np.flatnonzero(kinds != RowKind.BLANK)
    rows = int(not_blank[-1]) + 1 if len(not_blank) else 0
    kinds = kinds[:rows]
    is_data = kinds == RowKind.DATA
    excluded = _excluded(left_out_rows, is_data, rows)
    taken = is_data & ~_any(excluded, rows)
    held = int((taken & np.asarray(held_rows, dtype=bool)[:rows]).sum())
    reasons: dict[str, int] = {}
    for kind, reason in REASON_OF_KIND.items():
        if kind != RowKind.BLANK:
            _count(reasons, reason, int((kinds == kind).sum()))
    for reason, mask in excluded.items():
        _count(reasons, reason, int(mask.sum()))
    blank = int((kinds == RowKind.BLANK).sum())
    return Tally(rows, int(taken.sum()) - held, blank, held, sum(reasons.values()), reasons)


def tally_unused_sheet(grid: pa.Table, reason: str = SHEET_NOT_USED) -> tuple[Tally, Tally]:
    """The cells and the rows of a sheet that is not used at all: blank, or left out for one reason."""
    masks = [_nonblank(column) for column in grid.columns]
    some = np.logical_or.reduce(masks) if masks else np.zeros(0, dtype=bool)
    kinds = np.where(some, np.int8(RowKind.DATA), np.int8(RowKind.BLANK))
    held = np.zeros(len(some), dtype=bool)
    cells = tally_cells(grid, kinds, (), held, dict.fromkeys(grid.column_names, reason))
    return cells, tally_rows(kinds, held, {reason: some})


def _nonblank(column: pa.ChunkedArray) -> np.ndarray:
    texts = pc.fill_null(pc.utf8_trim_whitespace(column), "")
    return np.asarray(pc.not_equal(texts, "").to_numpy()).astype(bool)


def _excluded(
    masks: Mapping[str, np.ndarray] | None, is_data: np.ndarray, rows: int
) -> dict[str, np.ndarray]:
    """Masks of data rows that do not overlap, the first reason given for a row being the one that counts."""
    free = is_data.copy()
    excluded: dict[str, np.ndarray] = {}
    for reason, mask in (masks or {}).items():
        excluded[reason] = np.asarray(mask, dtype=bool)[:rows] & free
        free &= ~excluded[reason]
    return excluded


def _any(masks: Mapping[str, np.ndarray], rows: int) -> np.ndarray:
    return np.logical_or.reduce(list(masks.values())) if masks else np.zeros(rows, dtype=bool)


def _count(reasons: dict[str, int], reason: str, count: int) -> None:
    if count:
        reasons[reason] = reasons.get(reason, 0) + count
