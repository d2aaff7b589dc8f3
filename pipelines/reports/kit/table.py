"""A sheet with one table: title, how to read it, legend, real header row, frozen panes, filter, print set-up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from pipelines.reports.kit.book import Book
from pipelines.reports.kit.cells import Cell, Value
from pipelines.reports.kit.fit import chars_to_px, lines_needed, longest_word_px, row_px, text_px
from pipelines.reports.kit.styles import NUMERIC_LOOKS

_FILTER_ARROW_PX = 20
_TITLE = 16, True  # points, bold: as the style has it
_NARROWEST, _WIDEST = 7.0, 46.0
_LEAST = {
    "date": 13,
    "moment": 21,
}  # a day that does not fit its column prints as ###, where a text would go on below
_LEGAL, _WIDE_PX = 5, 1500  # a wider table prints too small on letter paper
_PAGE_CHARS = 128.0  # a table narrower than a page may give its notes the whole page


@dataclass(frozen=True)
class Column:
    """A column: its header, how its values look, its width in characters (None fits the content), its group."""

    title: str
    look: str = "text"
    width: float | None = None
    group: str | None = None
    widest: float = _WIDEST

    def __post_init__(self) -> None:
        if self.width is not None and self.width < _LEAST.get(self.look, 0):
            raise ValueError(
                f"{self.title}: a column of this kind narrower than {_LEAST[self.look]} prints as ###"
            )


@dataclass(frozen=True)
class Sheet:
    """The words around a table: name on the tab, purpose on the contents sheet, title, note, legend."""

    name: str
    purpose: str
    title: str
    how_to_read: str
    legend: tuple[str, ...] = ()
    empty: str = "Nothing to list."


@dataclass(frozen=True)
class Printed:
    """How a table goes on paper.

    ``pages_wide`` pages lie side by side, each beginning with the first ``repeated`` columns. Of its rows the first ``rows``
    are printed, or all of them (None).
    """

    pages_wide: int = 1
    repeated: int = 0
    rows: int | None = None


WHOLE = Printed()
FIRST_PAGE = Printed(rows=30)
"""For lists of thousands of lines, which nobody reads on paper: the sheet says that it is for the screen."""


def add_table(
    book: Book,
    words: Sheet,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Cell | Value]],
    *,
    group_by: int | None = None,
    fade: Sequence[int] = (),
    freeze_columns: int = 0,
    filtered: bool = True,
    print_as: Printed = WHOLE,
) -> Worksheet:
    """Adds a sheet with ``rows`` as a table.

    ``group_by`` is the column whose change opens a new group (a stronger rule above); ``fade`` names columns whose
    repeated values inside a group are grayed, not removed, so that filters and screen readers still find them.
    """
    cells = [[value if isinstance(value, Cell) else Cell(value) for value in row] for row in rows]
    sheet = book.add_sheet(words.name, words.purpose)
    widths = [_column_px(column, [row[i] for row in cells]) for i, column in enumerate(columns)]
    if print_as.repeated:  # the title stands above the repeated columns and would be cut on the further pages
        last = print_as.repeated - 1
        widths[last] = max(widths[last], int(text_px(words.title, *_TITLE)) + 14 - sum(widths[:last]))
    for i, width in enumerate(widths):
        sheet.set_column_pixels(i, i, width)
    _set_paper(sheet, widths, print_as)
    header = _write_top(book, sheet, words, _room_px(widths, print_as), print_as.repeated)
    header = _write_groups(book, sheet, columns, header)
    _write_header(book, sheet, columns, widths, header)
    sheet.freeze_panes(header + 1, freeze_columns)
    sheet.repeat_rows(header)
    book.first_rows[sheet.name] = header + 1
    if not cells:
        sheet.set_row_pixels(header + 1, row_px([1]))
        sheet.write_string(header + 1, 0, words.empty, book.styles.get("note"))
        return sheet
    if filtered:
        sheet.autofilter(header, 0, header + len(cells), len(columns) - 1)
    if print_as.rows is not None:
        sheet.print_area(0, 0, header + min(print_as.rows, len(cells)), len(columns) - 1)
    before: list[Cell] | None = None
    for number, row in enumerate(cells):
        opens = group_by is not None and before is not None and row[group_by].value != before[group_by].value
        _write_row(book, sheet, header + 1 + number, columns, widths, row, opens, _faded(row, before, fade))
        before = row
    return sheet


def _set_paper(sheet: Worksheet, widths: Sequence[int], print_as: Printed) -> None:
    if sum(widths) > _WIDE_PX or print_as.pages_wide > 1:
        sheet.set_paper(_LEGAL)
    if print_as.pages_wide > 1:  # on one page the words would be too small to read
        sheet.fit_to_pages(print_as.pages_wide, 0)
        sheet.repeat_columns(0, print_as.repeated - 1)


def _room_px(widths: Sequence[int], print_as: Printed) -> float:
    """How long a line above the table may be."""
    if print_as.pages_wide == 1:
        return max(sum(widths), chars_to_px(_PAGE_CHARS) * 0.8)
    repeated = sum(widths[: print_as.repeated])
    # The line stands on the first page, which may hold less than its share.
    return (sum(widths) - repeated) / print_as.pages_wide * 0.8


def _column_px(column: Column, cells: list[Cell]) -> int:
    bold = 10, True
    head = longest_word_px(column.title, *bold) + _FILTER_ARROW_PX + 12
    if column.width is not None:
        return int(max(chars_to_px(column.width), head))
    content = (
        max(
            (text_px(line, 10, column.look == "strong") for cell in cells for line in cell.text.splitlines()),
            default=0.0,
        )
        + 24
    )
    return int(min(max(content, head, chars_to_px(_NARROWEST)), max(head, chars_to_px(column.widest))))


def _write_top(book: Book, sheet: Worksheet, words: Sheet, room_px: float, beside: int) -> int:
    """The title and the lines above the table; these stand ``beside`` the columns that every page repeats, which would cut them."""
    sheet.set_row_pixels(0, 34)
    sheet.write_string(0, 0, words.title, book.styles.get("title"))
    row = book.write_lines(sheet, 1, words.how_to_read, room_px, column=beside)
    if words.legend:
        row = book.write_lines(sheet, row, "   |   ".join(words.legend), room_px, column=beside)
    return book.write_back_link(sheet, row)


def _write_groups(book: Book, sheet: Worksheet, columns: Sequence[Column], row: int) -> int:
    if not any(column.group for column in columns):
        return row
    sheet.set_row_pixels(row, 20)
    before = None
    for i, column in enumerate(columns):
        words = column.group if column.group != before else None
        style = book.styles.get("group")
        book.write(sheet, row, i, Cell(words), style)
        before = column.group
    return row + 1


def _write_header(
    book: Book, sheet: Worksheet, columns: Sequence[Column], widths: Sequence[int], row: int
) -> None:
    heights = []
    for i, column in enumerate(columns):
        look = "header_number" if column.look in NUMERIC_LOOKS else "header"
        sheet.write_string(row, i, column.title, book.styles.get(look))
        heights.append(lines_needed(column.title, widths[i] - _FILTER_ARROW_PX, 10, bold=True))
    sheet.set_row_pixels(row, row_px(heights) + 8)


def _faded(row: list[Cell], before: list[Cell] | None, fade: Sequence[int]) -> frozenset[int]:
    """The columns whose value only repeats the row above, from the left as far as all of them repeat."""
    repeated: set[int] = set()
    for i in fade:
        if before is None or row[i].value != before[i].value:
            break
        repeated.add(i)
    return frozenset(repeated)


def _write_row(
    book: Book,
    sheet: Worksheet,
    number: int,
    columns: Sequence[Column],
    widths: Sequence[int],
    row: list[Cell],
    opens: bool,
    faded: frozenset[int],
) -> None:
    heights = [1]
    for i, (column, cell) in enumerate(zip(columns, row, strict=True)):
        look = cell.look or column.look
        if cell.look is None and isinstance(cell.value, str) and look in NUMERIC_LOOKS:
            look = "of"
        style = book.styles.get(look, opens_group=opens, faint=i in faded)
        book.write(sheet, number, i, cell, style)
        if isinstance(cell.value, str) and look not in NUMERIC_LOOKS and cell.sheet is None:
            bold_lines = lines_needed(cell.lead, widths[i], 10, True) if cell.lead else 0
            heights.append(bold_lines + lines_needed(cell.value, widths[i], 10, look in {"strong", "total"}))
    sheet.set_row_pixels(number, row_px(heights))
