"""A workbook being written: properties, sheets in order, print set-up, contents, and the move into place.

Same input gives the same bytes: the date inside the file is the edition's, not the clock's.
What stands on a sheet is written by ``table``, ``panels`` and ``front``.
"""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.reports.kit.cells import Cell
from pipelines.reports.kit.fit import break_lines, chars_to_px, row_px
from pipelines.reports.kit.styles import FONT, SIZE, Styles

_FORBIDDEN = str.maketrans({**dict.fromkeys("[]:*?/\\", " "), "'": "’"})
_LONGEST_NAME = 31
_LONGEST_TEXT = 32_000  # Excel stops at 32,767 and xlsxwriter would drop the cell without a word
CONTENTS = "Contents"


@dataclass(frozen=True)
class Imprint:
    """What every page of a workbook carries: its title, whose it is, which edition, and the date inside the file."""

    title: str
    site_name: str
    edition: str
    created: dt.date
    is_sample: bool = False


class Book:
    """A workbook under a temporary name that takes its place when the ``with`` block ends without an error."""

    def __init__(self, path: Path, imprint: Imprint) -> None:
        self.imprint = imprint
        self._path = path
        self._partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        path.parent.mkdir(parents=True, exist_ok=True)
        self._workbook = Workbook(
            str(self._partial),
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "default_format_properties": {"font_name": FONT, "font_size": SIZE},
            },
        )
        self._workbook.set_properties(
            {
                "title": imprint.title,
                "author": "Samepage",
                "created": dt.datetime.combine(imprint.created, dt.time()),
            }
        )
        self._workbook.set_size(24000, 14000)
        self.styles = Styles(self._workbook)
        self._sheets: dict[str, Worksheet] = {}
        self._contents: list[tuple[str, str]] = []
        self._places: dict[str, tuple[str, int, int]] = {}
        self._leading: list[tuple[Worksheet, int, int, Cell, Format]] = []
        self.first_rows: dict[str, int] = {}  # sheet → the first row below its table's header, counted from 0

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._fill_contents()
                self._lead_cells()
                self._workbook.close()
                os.replace(self._partial, self._path)
        finally:
            self._workbook.fileclosed = 1  # keeps xlsxwriter from writing again when the object goes away
            self._partial.unlink(missing_ok=True)

    @property
    def workbook(self) -> Workbook:
        """The xlsxwriter workbook, for charts."""
        return self._workbook

    def free_name(self, name: str) -> str:
        """``name`` as Excel takes it: no forbidden signs, at most 31 characters, not used yet."""
        clean = " ".join(name.translate(_FORBIDDEN).split()) or "Sheet"
        taken = {used.casefold() for used in self._sheets} | {"history"}  # Excel keeps that name for itself
        candidate, number = _cut(clean, _LONGEST_NAME), 2
        while candidate.casefold() in taken:
            ending = f" {number}"
            candidate, number = _cut(clean, _LONGEST_NAME - len(ending)) + ending, number + 1
        return candidate

    def add_sheet(self, name: str, purpose: str | None = None) -> Worksheet:
        """A new sheet with print set-up. With a ``purpose`` it is listed on the contents sheet."""
        name = self.free_name(name)
        sheet = self._workbook.add_worksheet(name)
        self._sheets[name] = sheet
        if purpose is not None:
            self._contents.append((name, purpose))
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(1)  # US letter
        sheet.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        footer = " · ".join((self.imprint.title, self.imprint.edition)).replace("&", "&&")
        site = self.imprint.site_name.replace("&", "&&")
        size = f'&"{FONT},Regular"&8'
        sheet.set_footer(f"&L{size}{footer}&C{size}{site}&R{size}Page &P of &N")
        return sheet

    def add_contents(self) -> None:
        """Reserves the contents sheet; its lines are written when the workbook is complete."""
        self.add_sheet(CONTENTS)

    def write(self, sheet: Worksheet, row: int, column: int, cell: Cell, style: Format) -> None:
        """Writes one cell by its type. Text is always written as text, whatever it looks like.

        A cell that leads to another is written when the workbook is complete: only then the other's place is known.
        """
        value = cell.value
        if cell.anchor is not None:
            self._places.setdefault(cell.anchor, (sheet.get_name(), row, column))
        if cell.to is not None and value not in (None, ""):
            self._leading.append((sheet, row, column, cell, style))
        elif cell.sheet is not None:
            target = f"external:{cell.file}#" if cell.file else "internal:"
            name = cell.sheet.replace("'", "''")
            sheet.write_url(row, column, f"{target}'{name}'!{cell.at}", style, str(value))
        elif value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str) and len(cell.pieces) > 1 and len(value) <= _LONGEST_TEXT:
            fragments: list[Format | str] = []
            for number, (look, words) in enumerate(cell.pieces):
                fragments += [self.styles.get(look), words if number == 0 else f" {words}"]
            sheet.write_rich_string(row, column, *fragments, style)
        elif isinstance(value, str):
            text = value if len(value) <= _LONGEST_TEXT else value[:_LONGEST_TEXT] + " …"
            if cell.lead:
                bold = self._workbook_bold()
                sheet.write_rich_string(
                    row, column, bold, cell.lead, self._workbook_plain(), f"\n{text}", style
                )
            else:
                sheet.write_string(row, column, text, style)
        elif isinstance(value, (dt.date, dt.datetime)):
            sheet.write_datetime(row, column, value, style)  # type: ignore[arg-type]
        else:
            sheet.write_number(row, column, value, style)

    def write_lines(
        self, sheet: Worksheet, row: int, text: str, room_px: float, look: str = "note", column: int = 0
    ) -> int:
        """Writes ``text`` down a column, one line a row, each short enough for ``room_px``; gives the next row."""
        for line in break_lines(text, room_px):
            sheet.set_row_pixels(row, 19)
            sheet.write_string(row, column, line, self.styles.get(look))
            row += 1
        return row

    def write_back_link(self, sheet: Worksheet, row: int) -> int:
        """Writes the link to the contents sheet, where there is one; gives the next row."""
        if CONTENTS not in self._sheets:
            return row
        sheet.set_row_pixels(row, 20)
        style = self.styles.get("plain_link")
        sheet.write_url(row, 0, f"internal:'{CONTENTS}'!A1", style, "← Contents", "Go to the contents sheet")
        return row + 1

    def _lead_cells(self) -> None:
        """Writes the cells that lead to others, as links where the workbook has the place."""
        for sheet, row, column, cell, style in self._leading:
            place = self._places.get(cell.to or "")
            if place is None:
                self.write(sheet, row, column, replace(cell, to=None), style)
            else:
                name, at_row, at_column = place
                at = xl_rowcol_to_cell(at_row, at_column)
                sheet.write_url(
                    row, column, f"internal:'{name}'!{at}", self.styles.as_link(style), str(cell.value)
                )

    def _workbook_bold(self) -> Format:
        return self.styles.get("strong")

    def _workbook_plain(self) -> Format:
        return self.styles.get("text")

    def _fill_contents(self) -> None:
        sheet = self._sheets.get(CONTENTS)
        if sheet is None:
            return
        name_width, purpose_width = 34, 92
        sheet.set_column(0, 0, name_width)
        sheet.set_column(1, 1, purpose_width)
        sheet.set_row_pixels(0, 34)
        sheet.write_string(0, 0, "Contents", self.styles.get("title"))
        row = self.write_lines(
            sheet, 1, "Click a name to open its sheet; every sheet has a link back to this one.", 800
        )
        header = self.styles.get("header")
        sheet.set_row_pixels(row, 24)
        sheet.write_string(row, 0, "Sheet", header)
        sheet.write_string(row, 1, "What it tells", header)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)
        for name, purpose in self._contents:
            row += 1
            lines = break_lines(purpose, chars_to_px(purpose_width) - 20)
            sheet.set_row_pixels(row, row_px([len(lines)]))
            self.write(sheet, row, 0, Cell(name, sheet=name), self.styles.get("link"))
            sheet.write_string(row, 1, purpose, self.styles.get("text"))


def _cut(name: str, longest: int) -> str:
    """``name`` in at most ``longest`` characters, cut between words where it can be."""
    if len(name) <= longest:
        return name
    head = name[: longest - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip(" ,&-") + "…"
