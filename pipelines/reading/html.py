"""An HTML page with tables, as many systems save "Excel" files: each table becomes a text sheet.

Cells keep their text as written: no type is guessed. Real workbooks are read by ``spreadsheets.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import zip_longest

import pyarrow as pa

from pipelines.problems import Problem
from pipelines.reading.book import Limits, Sheet, text_table
from pipelines.reading.delimited import decoded
from pipelines.reading.refusals import refusal

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_MAX_SPAN = 1000  # what the HTML standard allows
_UNSEEN = ("script", "style", "noscript", "template")


def read_html(data: bytes, limits: Limits) -> tuple[tuple[Sheet, ...], tuple[Problem, ...]]:
    """The tables of a page as sheets "Table 1", "Table 2", and notes about encoding.

    A cell that spans columns or rows has its text in the first of them, as a merged cell has in Excel.

    Raises:
        Unreadable: file_unknown_kind for a page without a table, file_too_large.
    """
    text, notes = _page(data)
    parser = _TableParser(limits.cells)
    parser.feed(text)
    parser.close()
    sheets: list[Sheet] = []
    cells = 0
    for table in parser.tables:
        rows = table.rows
        width = max(map(len, rows), default=0)
        cells += width * len(rows)
        if cells > limits.cells:
            raise refusal("file_too_large")
        columns = [
            pa.array([value or None for value in column], pa.string()) for column in zip_longest(*rows)
        ]
        grid = text_table(columns, len(rows))
        if grid.num_columns:
            sheets.append(Sheet(f"Table {len(sheets) + 1}", True, grid))
    if not sheets:
        raise refusal(
            "file_unknown_kind",
            "The file is a web page without a table of data, often a sign-in or error page saved in place of the export. "
            "Export the data again and look that it opens with rows in it.",
        )
    return tuple(sheets), notes


def _page(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    declared = _CHARSET.search(data[:4096])
    if declared and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = declared[1].decode("ascii").lower()
        name = "cp1252" if name in ("iso-8859-1", "latin1", "us-ascii") else name  # as every browser reads it
        try:
            return data.decode(name), ()
        except (LookupError, UnicodeDecodeError):
            pass
    return decoded(data)


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)  # column → rows still covered from above
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    open_row: bool = False


class _TableParser(HTMLParser):
    """Collects tables; nested ones become tables of their own, after the one they stand in."""

    def __init__(self, max_cells: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Table] = []
        self._open: list[_Table] = []
        self._unseen = 0
        self._left = max_cells

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            table = _Table()
            self._open.append(table)
            self.tables.append(table)
        elif self._open:
            table = self._open[-1]
            if tag == "tr":
                self._start_row(table)
            elif tag in ("td", "th"):
                self._end_cell(table)
                if not table.open_row:
                    self._start_row(table)
                named = dict(attrs)
                table.cell, table.span = [], (_span(named.get("colspan")), _span(named.get("rowspan")))
            elif table.cell is not None and (tag == "br" or (tag in ("p", "div", "li") and table.cell)):
                table.cell.append("\x00")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif self._open:
            table = self._open[-1]
            if tag in ("td", "th"):
                self._end_cell(table)
            elif tag == "tr":
                self._end_row(table)
            elif tag == "table":
                self._end_row(table)
                self._open.pop()

    def handle_data(self, data: str) -> None:
        if self._open and not self._unseen:
            cell = self._open[-1].cell
            if cell is not None:
                cell.append(data.replace("\x00", ""))

    def close(self) -> None:
        super().close()
        while self._open:
            self._end_row(self._open.pop())

    def _start_row(self, table: _Table) -> None:
        self._end_row(table)
        table.rows.append([])
        table.open_row = True

    def _end_row(self, table: _Table) -> None:
        self._end_cell(table)
        if table.open_row:
            width = len(table.rows[-1])
            for column in [column for column in table.held if column >= width]:
                _uncover(table, column)
        table.open_row = False

    def _end_cell(self, table: _Table) -> None:
        if table.cell is None:
            return
        row = table.rows[-1]
        while len(row) in table.held:
            _uncover(table, len(row))
            row.append("")
        columns, rows = table.span
        self._left -= columns
        if self._left < 0:
            raise refusal("file_too_large")
        start = len(row)
        row.extend([_cell_text("".join(table.cell)), *[""] * (columns - 1)])
        if rows > 1:
            table.held.update(dict.fromkeys(range(start, start + columns), rows - 1))
        table.cell = None


def _uncover(table: _Table, column: int) -> None:
    table.held[column] -= 1
    if not table.held[column]:
        del table.held[column]


def _span(value: str | None) -> int:
    return min(max(int(value), 1), _MAX_SPAN) if value and value.strip().isdecimal() else 1


def _cell_text(raw: str) -> str:
    """Text as a browser shows it: runs of spaces are one, ``<br>`` is a line break, a lone non-breaking space is blank."""
    lines = [_SPACES.sub(" ", line).strip(" ") for line in raw.split("\x00")]
    text = "\n".join(lines).strip("\n")
    return "" if not text.replace("\xa0", "").strip() else text
