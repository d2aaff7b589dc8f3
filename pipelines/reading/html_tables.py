"""The tables of a web page, collected cell by cell, with what is not shown of them.

What an element must say to be hidden stands in ``html_hiding.py``; how tables become sheets in ``html.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from pipelines.reading.book import Comment, SheetFacts, column_letter
from pipelines.reading.html_hiding import is_hidden
from pipelines.reading.ooxml import letters, runs
from pipelines.reading.refusals import refusal

_SPACES = re.compile(r"[ \t\r\n\f]+")
_MAX_SPAN = 1000  # what the HTML standard allows
_UNSEEN = ("script", "style", "noscript", "template")
_GROUPS = ("thead", "tbody", "tfoot")
_CONTAINERS = ("body", "div", "section", "article", "main", "form", "center", "span")


@dataclass
class Table:
    """A table as far as it is read: its rows of text, and what of them is not shown."""

    rows: list[list[str]] = field(default_factory=list)
    held: dict[int, int] = field(default_factory=dict)  # column → rows still covered from above
    cell: list[str] | None = None
    span: tuple[int, int] = (1, 1)
    open_row: bool = False
    is_hidden: bool = False
    cell_hidden: bool = False
    rows_hidden: bool = False  # the group of rows that is open
    columns: int = 0  # declared so far
    column_group: tuple[int, bool] | None = (
        None  # columns of a group that names none yet, and whether it is hidden
    )
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)

    def facts(self, high: int, wide: int) -> SheetFacts:
        """What is not shown, as far as the table is in use; a column counts with its first cell that is not shown."""
        return SheetFacts(
            runs(self.hidden_rows, high), letters(self.hidden_columns, wide), tuple(self.comments)
        )

    def declare_columns(self, count: int, hidden: bool) -> None:
        """Takes in a declaration of one or several columns."""
        first, self.columns = self.columns + 1, self.columns + count
        if hidden:
            self.hidden_columns.append((first, self.columns))

    def end_column_group(self) -> None:
        """A group of columns that named none of them stands for as many as it says."""
        if self.column_group is not None:
            self.declare_columns(*self.column_group)
            self.column_group = None


class TableParser(HTMLParser):
    """Collects tables; nested ones become tables of their own, after the one they stand in."""

    def __init__(self, max_cells: int, classes: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[Table] = []
        self.title: list[str] = []
        self.beside: list[str] = []
        self._open: list[Table] = []
        self._unseen = 0
        self._in_title = False
        self._remark: list[str] | None = None
        self._left = max_cells
        self._classes = classes
        self._away: list[str] = []  # an open element that is not shown, and those of its kind within it
        self._group_hidden = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enters an element."""
        named = dict(attrs)
        hidden = bool(named) and is_hidden(named, self._classes)
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "table":
            table = Table(is_hidden=hidden or bool(self._away))
            self._open.append(table)
            self.tables.append(table)
        elif self._open:
            table = self._open[-1]
            if tag in ("col", "colgroup"):
                self._start_columns(table, tag, _span(named.get("span")), hidden)
            else:
                table.end_column_group()
                self._start_in_table(table, tag, named, hidden)
        elif tag in _CONTAINERS and (tag in self._away if self._away else hidden):
            self._away.append(tag)

    def _start_columns(self, table: Table, tag: str, count: int, hidden: bool) -> None:
        if tag == "colgroup":
            table.end_column_group()
            table.column_group, self._group_hidden = (count, hidden), hidden
        else:
            table.column_group = None  # a group that names its columns counts by them
            table.declare_columns(count, hidden or self._group_hidden)

    def _start_in_table(self, table: Table, tag: str, named: dict[str, str | None], hidden: bool) -> None:
        if tag == "tr":
            self._start_row(table)
            if hidden or table.rows_hidden:
                table.hidden_rows.append(len(table.rows))
        elif tag in ("td", "th"):
            self._end_cell(table)
            if not table.open_row:
                self._start_row(table)
            table.cell, table.span = [], (_span(named.get("colspan")), _span(named.get("rowspan")))
            table.cell_hidden = hidden
        elif tag in _GROUPS:
            table.rows_hidden = hidden
        elif tag == "comment":
            self._remark = []
        elif table.cell is not None and (tag == "br" or (tag in ("p", "div", "li") and table.cell)):
            table.cell.append("\x00")

    def handle_endtag(self, tag: str) -> None:
        """Leaves an element."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "title":
            self._in_title = False
        elif self._open:
            table = self._open[-1]
            if tag in ("td", "th"):
                self._end_cell(table)
            elif tag == "tr":
                self._end_row(table)
            elif tag == "colgroup":
                table.end_column_group()
                self._group_hidden = False
            elif tag in _GROUPS:
                table.rows_hidden = False
            elif tag == "comment":
                self._end_remark(table)
            elif tag == "table":
                self._end_row(table)
                self._open.pop()
        elif self._away and tag == self._away[-1]:
            self._away.pop()

    def handle_data(self, data: str) -> None:
        """Takes the text of a cell, of a note, of the title, or beside the tables."""
        if self._unseen:
            return
        if self._remark is not None:
            self._remark.append(data)
        elif self._in_title:
            self.title.append(data)
        elif not self._open:
            self.beside.append(data)
        elif (cell := self._open[-1].cell) is not None:
            cell.append(data.replace("\x00", ""))

    def close(self) -> None:
        """Ends what the page left open."""
        super().close()
        while self._open:
            self._end_row(self._open.pop())

    def _end_remark(self, table: Table) -> None:
        """A note on a cell, as LibreOffice writes it: an element of its own within the cell."""
        if self._remark and table.open_row:
            place = f"{column_letter(len(table.rows[-1]))}{len(table.rows)}"
            table.comments.append(Comment(place, "".join(self._remark)))
        self._remark = None

    def _start_row(self, table: Table) -> None:
        self._end_row(table)
        table.rows.append([])
        table.open_row = True

    def _end_row(self, table: Table) -> None:
        self._end_cell(table)
        if table.open_row:
            width = len(table.rows[-1])
            for column in [column for column in table.held if column >= width]:
                _uncover(table, column)
        table.open_row = False

    def _end_cell(self, table: Table) -> None:
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
        if table.cell_hidden:
            table.hidden_columns.append((start + 1, start + columns))
        if rows > 1:
            table.held.update(dict.fromkeys(range(start, start + columns), rows - 1))
        table.cell = None


def _uncover(table: Table, column: int) -> None:
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
