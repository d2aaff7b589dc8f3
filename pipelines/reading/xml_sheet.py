"""One sheet of an XML spreadsheet of 2003 as it is gathered: where each cell stands, its text, what is hidden.

The elements that say so are met in ``xml_spreadsheet.py``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.reading.book import Comment, Sheet, SheetFacts, column_letter, text_table
from pipelines.reading.number_masks import Mask
from pipelines.reading.ooxml import as_places, letters, runs, with_zeros
from pipelines.reading.refusals import refusal
from pipelines.reading.sheet_scan import Rows
from pipelines.reading.spreadsheets import clock_text

_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?\Z")
_WHOLE = re.compile(r"-?\d+\Z")
# A time of day alone stands on the day before the calendar begins, which some writers count as two days before.
_NO_DAY, _NO_DAY_EITHER, _NO_DAY_1904 = dt.date(1899, 12, 31), dt.date(1899, 12, 30), dt.date(1904, 1, 1)
_LONG = 16  # digits, of which Excel keeps fifteen


@dataclass
class Cell:
    """A cell as far as it is read; row and column count from 1."""

    row: int
    column: int
    style: str
    has_formula: bool
    kind: str = ""
    text: str | None = None
    note: str | None = None


@dataclass
class SheetSoFar:
    """The cells of a sheet, column by column, and its facts."""

    name: str
    days_from_1904: bool = False
    visible: bool = True
    table_style: str = ""
    pivots: int = 0
    texts: dict[int, dict[int, str]] = field(default_factory=dict)  # column → row → text, from 1
    padded: dict[Mask, Rows] = field(default_factory=dict)
    uncached: Rows = field(default_factory=dict)
    rounded: Rows = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    _row: int = 0
    _row_ends: int = 0
    _row_style: str = ""
    _next_column: int = 1
    _declared: int = 0
    _height: int = 0
    _width: int = 0
    _column_styles: list[tuple[int, int, str]] = field(default_factory=list)

    def start_column(self, tag: Mapping[str, str]) -> None:
        """A declaration of one or several columns."""
        first = _whole(tag, "Index", self._declared + 1)
        self._declared = first + _whole(tag, "Span", 0)
        if _is_hidden(tag, "Width"):
            self.hidden_columns.append((first, self._declared))
        if tag.get("StyleID"):
            self._column_styles.append((first, self._declared, tag["StyleID"]))

    def start_row(self, tag: Mapping[str, str]) -> None:
        """A row, or as many rows as it spans.

        Raises:
            Unreadable: file_damaged where rows run backwards, as no program opens them.
        """
        row = _whole(tag, "Index", self._row_ends + 1)
        if row <= self._row_ends:
            raise refusal("file_damaged")
        self._row, self._row_ends = row, row + _whole(tag, "Span", 0)
        self._row_style, self._next_column = tag.get("StyleID", ""), 1
        if _is_hidden(tag, "Height"):
            self.hidden_rows.append((row, self._row_ends))

    def start_cell(self, tag: Mapping[str, str]) -> Cell:
        """A cell; the ones that it covers to the right are passed by.

        Raises:
            Unreadable: file_damaged where cells run backwards.
        """
        column = _whole(tag, "Index", self._next_column)
        if column < self._next_column or not self._row:
            raise refusal("file_damaged")
        self._next_column = column + 1 + _whole(tag, "MergeAcross", 0)
        style = tag.get("StyleID") or self._row_style or self._style_of_column(column) or self.table_style
        return Cell(self._row, column, style or "Default", "Formula" in tag)

    def _style_of_column(self, column: int) -> str:
        return next((style for first, last, style in self._column_styles if first <= column <= last), "")

    @property
    def cells(self) -> int:
        """How many cells its bounding box has so far."""
        return self._height * self._width

    def put(self, cell: Cell, shown: tuple[str, Mask | None], most: int) -> None:
        """Takes in a whole cell; ``shown`` is its number format, with the mask of one that shows leading zeros.

        ``most`` is how many cells the sheet may have.

        Raises:
            Unreadable: file_too_large.
        """
        letter = column_letter(cell.column - 1)
        if cell.note is not None:
            self.comments.append(Comment(f"{letter}{cell.row}", cell.note))
        if not cell.text:
            if cell.has_formula and cell.kind != "String":
                self.uncached.setdefault(letter, []).append(cell.row)
            return
        self._height, self._width = max(self._height, cell.row), max(self._width, cell.column)
        if self.cells > most:
            raise refusal("file_too_large")
        number_format, mask = shown
        self.texts.setdefault(cell.column, {})[cell.row] = self._text(cell, number_format)
        if cell.kind == "Number":
            if mask is not None:
                self.padded.setdefault(mask, {}).setdefault(letter, []).append(cell.row)
            if len(cell.text.strip().lstrip("-")) >= _LONG and _WHOLE.match(
                self.texts[cell.column][cell.row]
            ):
                self.rounded.setdefault(letter, []).append(cell.row)

    def _text(self, cell: Cell, number_format: str) -> str:
        text = cell.text or ""
        if cell.kind == "Number":
            return _number_text(text.strip())
        if cell.kind == "Boolean":
            return {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text)
        if cell.kind == "DateTime":
            return _date_text(text.strip(), "[h" in number_format.lower(), self.days_from_1904)
        return text

    def finished(self) -> Sheet:
        """The sheet with its text and its facts."""
        height = self._height
        columns = [self._column(at, height) for at in range(1, self._width + 1)]
        grid, padded = with_zeros(text_table(columns, height), self.padded)
        facts = SheetFacts(
            hidden_rows=runs(_rows_of(self.hidden_rows, height), height),
            hidden_columns=letters(self.hidden_columns, grid.num_columns),
            comments=tuple(self.comments),
            uncached=as_places(self.uncached),
            padded=as_places(padded),
            rounded=as_places(self.rounded),
            pivots=self.pivots,
            days_from_1904=self.days_from_1904,
        )
        return Sheet(self.name, self.visible, grid, facts)

    def _column(self, at: int, height: int) -> pa.Array:
        """A column of the sheet as text."""
        column = pa.nulls(height, pa.string())
        rows = self.texts.get(at)
        if not rows:
            return column
        mask = np.zeros(height, dtype=bool)
        mask[np.fromiter(rows, dtype=np.int64, count=len(rows)) - 1] = True
        return pc.replace_with_mask(
            column, mask, pa.array(list(rows.values()), pa.string())
        )  # rows only go down


def _rows_of(ranges: list[tuple[int, int]], height: int) -> list[int]:
    mask = np.zeros(height, dtype=bool)
    for first, last in ranges:
        mask[first - 1 : last] = True
    return (np.flatnonzero(mask) + 1).tolist()


def _whole(tag: Mapping[str, str], name: str, otherwise: int) -> int:
    """An attribute that counts; nonsense counts as left out."""
    value = tag.get(name, "")
    return (
        int(value) if value.isdecimal() and len(value) < 9 and (int(value) or name != "Index") else otherwise
    )


def _is_hidden(tag: Mapping[str, str], size: str) -> bool:
    return tag.get("Hidden") in ("1", "true") or tag.get(size) in ("0", "0.0")


def _number_text(text: str) -> str:
    """A number as the other readers write it: whole numbers in full, others with the fifteen digits that Excel has."""
    if _WHOLE.match(text):
        return "0" if text == "-0" else text
    try:
        number = float(text)
    except ValueError:
        return text
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    return f"{number:.15g}"


def _date_text(text: str, is_span: bool, from_1904: bool) -> str:
    """A date and time as the other readers write them; a time of day alone, or a span of hours, by the clock."""
    found = _STAMP.match(text)
    if found is None:
        return text
    try:
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return text
    hour, minute, second = (int(part or 0) for part in found.group(4, 5, 6))
    thousandths = round(float(f"0.{found[7] or 0}") * 1000)
    seconds = hour * 3600 + minute * 60 + second + thousandths / 1000
    nothing = _NO_DAY_1904 if from_1904 else _NO_DAY
    if is_span and day >= nothing:
        return clock_text((day - nothing).days * 86_400 + seconds)
    if day == nothing or (day == _NO_DAY_EITHER and not from_1904):
        return clock_text(seconds)
    rest = f".{thousandths:03d}" if thousandths else ""
    return f"{day.isoformat()} {hour:02d}:{minute:02d}:{second:02d}{rest}"
