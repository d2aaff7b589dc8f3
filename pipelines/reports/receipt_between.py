"""What does not fit between the coordinator's registers, on the receipt of the file that it stands in.

The build finds it after the file was taken in, so the receipt is written again. The whole list over all registers stands in the
coordinator workbook (``register_problems.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metadata.derive import field_title
from pipelines.problems import Severity
from pipelines.ranges import cell_ranges, row_ranges
from pipelines.reports.edition import as_date, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import SEVERITIES
from pipelines.reports.source import Source, rows_of

BETWEEN_SHEET = "Between registers"
# Nobody confirms these on a receipt: a register is corrected, or the coordinator waives the check.
HOW_BAD = {
    **SEVERITIES,
    str(Severity.UNLIKELY): replace(SEVERITIES[str(Severity.UNLIKELY)], word="Please look"),
}
_MOST_NAMED = 6


@dataclass(frozen=True)
class Place:
    """One place: the sheet and row of the file (None where it is about no row), and the number or code that does not fit."""

    sheet: str
    row: int | None
    other: str
    agency: str


@dataclass(frozen=True)
class Misfit:
    """One check that one column of one sheet fails against other registers, with its places; waived ones say until when."""

    check_id: str
    severity: str
    wrong: str
    to_do: str
    field_name: str
    sheet: str
    waived: str
    places: tuple[Place, ...] = field(default=())

    @property
    def rows(self) -> np.ndarray:
        """The Excel rows, each once."""
        return np.unique([p.row for p in self.places if p.row is not None]).astype(np.int64)

    @property
    def count(self) -> int:
        """How many rows, or places where no row is meant."""
        return len(self.rows) or len(self.places)

    @property
    def names(self) -> str:
        """What the places name: numbers, codes and agencies, the first few."""
        told = list(
            dict.fromkeys(" · ".join(part for part in (p.other, p.agency) if part) for p in self.places)
        )
        told = [words for words in told if words]
        more = len(told) - _MOST_NAMED
        return "; ".join(told[:_MOST_NAMED]) + (f"; and {more} more" if more > 0 else "")

    def cells(self, letter: str | None) -> str:
        """The cells of the file, as ranges."""
        if not len(self.rows):
            return ""
        return cell_ranges(letter, self.rows) if letter else row_ranges(self.rows)


def waived_words(row: Any) -> str:
    """How a waiver is told before what it accepts; nothing where there is none."""
    if pd.isna(row.waived_until):
        return ""
    return (
        f"Accepted until {as_date(row.waived_until).isoformat()}: {text_of(row.waived_reason).rstrip('.')}. "
    )


def read_between(source: Source) -> dict[str, tuple[Misfit, ...]]:
    """What does not fit, by the submission on whose receipt it belongs, the worst first."""
    found: dict[str, dict[tuple[str, str, str, str], list[Any]]] = {}
    for row in rows_of(source.query("register_problem")):
        receipt = text_of(row.receipt_id)
        key = (row.check_id, text_of(row.field_name), text_of(row.source_sheet), waived_words(row))
        found.setdefault(receipt, {}).setdefault(key, []).append(row)
    return {
        receipt: tuple(_misfit(key, rows) for key, rows in groups.items())
        for receipt, groups in found.items()
        if receipt
    }


def _misfit(key: tuple[str, str, str, str], rows: Sequence[Any]) -> Misfit:
    check_id, field_name, sheet, waived = key
    title = field_title(field_name) if field_name else ""
    places = tuple(
        Place(
            text_of(row.source_sheet),
            None if pd.isna(row.source_row) else int(row.source_row),
            text_of(row.other),
            text_of(row.agency_name),
        )
        for row in rows
    )
    first = rows[0]
    wrong = text_of(first.title).format(field=title, other=text_of(first.other))
    return Misfit(
        check_id, str(first.severity), wrong, text_of(first.guidance), field_name, sheet, waived, places
    )


def letter_of(manifest: Mapping[str, Any], misfit: Misfit) -> str | None:
    """The column of the file that feeds the field of a misfit."""
    title = field_title(misfit.field_name) if misfit.field_name else ""
    return next(
        (
            str(column["column"])
            for column in manifest.get("columns") or []
            if column.get("sheet") == misfit.sheet and title in str(column.get("became") or "").split(", ")
        ),
        None,
    )


def open_misfits(misfits: Iterable[Misfit]) -> int:
    """How many of them somebody has to look at: neither accepted by a waiver nor only told."""
    return sum(misfit.severity != Severity.NOTE for misfit in misfits)


def add_between(book: Book, manifest: Mapping[str, Any]) -> None:
    """Adds the sheet, where there is anything to tell; each line leads to its first cell in the file, if that still lies there."""
    misfits: Sequence[Misfit] = manifest.get("between") or ()
    if not misfits:
        return
    rows = []
    for misfit in misfits:
        letter = letter_of(manifest, misfit)
        header = next(
            (c["header"] for c in manifest.get("columns") or [] if (c.get("sheet"), c.get("column")) == (misfit.sheet, letter)),
            field_title(misfit.field_name) if misfit.field_name else None,
        )  # fmt: skip
        rows.append(
            [
                status_cell(HOW_BAD, misfit.severity),
                Cell(misfit.waived + misfit.wrong),
                Cell(misfit.to_do),
                Cell(misfit.count),
                plain(misfit.names or None),
                plain(misfit.sheet or None),
                plain(misfit.cells(letter) or None),
                plain(header),
                _link(manifest, misfit, letter),
                plain(misfit.check_id),
            ]
        )
    columns = [
        Column("How bad", "text", 18),
        Column("What does not fit", "strong", 50),
        Column("What to do", "text", 44),
        Column("Rows", "count", 8),
        Column("What it names", "text", 24),
        Column("Sheet in your file", "text", widest=22),
        Column("Cells in your file", "text", 18),
        Column("Column", "text", widest=24),
        Column("Go to", "link", 14),
        Column("Check", "muted", widest=34),
    ]
    words = Sheet(
        BETWEEN_SHEET,
        "What does not fit other registers, the settings or the day, the worst first.",
        "What does not fit between registers",
        "Found when all registers were put together; the rows stay in use, but for those marked as held. Correct the register, save it, and run again. What fits "
        "by then is gone from this receipt.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)


def _link(manifest: Mapping[str, Any], misfit: Misfit, letter: str | None) -> Cell:
    """A link to the first cell in the sender's own file."""
    link = manifest.get("file_link")
    if not link or not len(misfit.rows) or not misfit.sheet:
        return Cell(None)
    at = f"{letter or 'A'}{misfit.rows[0]}"
    return Cell(f"File {at}", sheet=misfit.sheet, at=at, file=str(link))


def between_in_text(manifest: Mapping[str, Any]) -> list[str]:
    """Lines for the text receipt."""
    misfits: Sequence[Misfit] = manifest.get("between") or ()
    if not misfits:
        return []
    lines = ["", f"{BETWEEN_SHEET} ({len(misfits)}):"]
    for misfit in misfits:
        cells = misfit.cells(letter_of(manifest, misfit))
        place = "!".join(part for part in (misfit.sheet, cells) if part)
        named = f" Named: {misfit.names}." if misfit.names else ""
        told = f"{misfit.waived}{misfit.wrong} {misfit.to_do}{named}"
        lines.append(
            f"- {HOW_BAD[misfit.severity].word}: {told}{f' [{place}]' if place else ''} ({misfit.check_id})"
        )
    return lines
