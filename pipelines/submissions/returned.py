"""A receipt that comes back: known by its number, whatever the file is called and whichever program saved it.

Here a book is looked at and its rows are taken apart; whether they fit the submission they name is decided in ``answers.py``,
what becomes of them in ``merged.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pipelines.reading import Book, Sheet, column_letter
from pipelines.submissions.fix_rows import MOST_SPELLINGS
from pipelines.submissions.fix_turns import MOST_ROWS
from pipelines.submissions.fix_words import (
    ANSWER,
    CODE_COLUMNS,
    CONTROL,
    FIRST_COLUMNS,
    MEANING,
    NUMBER,
    NUMBER_WORDS,
    SPELLING,
)

_HEAD_ROWS = 60
_MOST_LINES = (
    2 * MOST_ROWS
)  # far more than a receipt hands out: whoever pastes rows in is told, and none is lost unseen


@dataclass(frozen=True)
class Line:
    """One filled line of a table: its Excel row, and the texts of its cells in the order of the headers."""

    place: int
    texts: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Table:
    """A table of a receipt: where its header stands, the headers, and its lines."""

    sheet: Sheet
    header_row: int
    headers: tuple[str, ...]
    lines: tuple[Line, ...] = field(repr=False)
    is_longer: bool = False  # it holds more lines than were taken apart

    def letter(self, header: str) -> str | None:
        """The letter of the column under a header."""
        return column_letter(self.headers.index(header)) if header in self.headers else None


@dataclass(frozen=True)
class Returned:
    """A returned receipt; ``number`` is None where rows of one came without it."""

    number: str | None
    fix: Table | None
    codes: Table | None


def find_returned(book: Book) -> Returned | None:
    """The receipt in a book, or None where the book is none."""
    numbers: dict[int, str] = {}
    fix, codes = None, None
    for sheet in book.sheets:
        head = list(_rows(sheet, 0, _HEAD_ROWS))
        found = _number(head)
        if found is not None:
            numbers[id(sheet)] = found
        ours = (*FIRST_COLUMNS, CONTROL)
        fix = fix or _table(sheet, head, ours, _MOST_LINES, {ANSWER, CONTROL})
        codes = codes or _table(sheet, head, CODE_COLUMNS, 2 * MOST_SPELLINGS, {SPELLING, MEANING})
    if not numbers and not (fix or codes):
        return None
    # The number on the sheet that was filled in counts before one on another.
    own = [numbers.get(id(table.sheet)) for table in (fix, codes) if table is not None]
    number = next((one for one in [*own, *numbers.values()] if one is not None), None)
    return Returned(number, fix, codes)


def _rows(sheet: Sheet, start: int, count: int) -> Iterator[tuple[str, ...]]:
    part = sheet.grid.slice(start, count)
    columns = [column.to_pylist() for column in part.columns]
    for n in range(part.num_rows):
        yield tuple((column[n] or "").strip() for column in columns)


def _number(head: list[tuple[str, ...]]) -> str | None:
    """The receipt number: behind its words in the same cell, or in the next filled cell."""
    for texts in head:
        for n, text in enumerate(texts):
            if not text.startswith(NUMBER_WORDS):
                continue
            beside = next((other for other in texts[n + 1 :] if other), "")
            found = NUMBER.search(text) or NUMBER.fullmatch(beside)
            if found:
                return found.group()
    return None


def _table(
    sheet: Sheet, head: list[tuple[str, ...]], ours: tuple[str, ...], most: int, least: set[str]
) -> Table | None:
    """The table whose header has most of our words; ``least`` are words that nobody else writes, one of which is there."""
    for n, texts in enumerate(head):
        if len(set(ours) & set(texts)) * 2 <= len(ours) or not least & set(texts):
            continue
        width = max(position for position, text in enumerate(texts) if text) + 1
        lines = [
            Line(n + 2 + k, cells[:width])
            for k, cells in enumerate(_rows(sheet, n + 1, most))
            if any(cells[:width])
        ]
        return Table(sheet, n + 1, texts[:width], tuple(lines), sheet.grid.num_rows > n + 1 + most)
    return None
