"""What an old Excel workbook (xls) holds beside the text of its cells: hidden rows and columns, notes, formats, its calendar.

The text itself is read by ``spreadsheets.py``; xlrd is asked here for what that reader does not tell.
"""

from __future__ import annotations

import io
from dataclasses import replace

import xlrd

from pipelines.reading.book import Comment, Limits, Sheet, SheetFacts, column_letter
from pipelines.reading.number_masks import Mask, mask_of_format
from pipelines.reading.ooxml import as_places, letters, runs, with_zeros
from pipelines.reading.sheet_scan import Rows

_LARGEST = 32 * 1024 * 1024  # xlrd is slow: a larger file is told as one whose facts are not known


def with_old_facts(data: bytes, sheets: tuple[Sheet, ...], limits: Limits) -> tuple[Sheet, ...] | None:
    """The sheets with their facts and with the zeros that their formats show; None where xlrd cannot tell them."""
    if len(data) > min(_LARGEST, limits.uncompressed_mb * 1024 * 1024):
        return None
    try:
        book = xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, logfile=io.StringIO()
        )
        masks = _masks(book)
        return tuple(_with_facts(book, sheet, masks) for sheet in sheets)
    except Exception:  # damage ends in any kind of exception here, and the text was read without it
        return None


def _masks(book: xlrd.book.Book) -> dict[int, Mask]:
    """The masks of cell formats that show leading zeros, by the format's position."""
    told = {}
    for position, form in enumerate(book.xf_list):
        number_format = book.format_map.get(form.format_key)
        if number_format is not None and (mask := mask_of_format(number_format.format_str)):
            told[position] = mask
    return told


def _with_facts(book: xlrd.book.Book, sheet: Sheet, masks: dict[int, Mask]) -> Sheet:
    old = book.sheet_by_name(sheet.name)
    padded = _padded(old, masks) if masks else {}
    grid, changed = with_zeros(sheet.grid, padded)
    facts = SheetFacts(
        hidden_rows=runs(
            [row + 1 for row, row_facts in old.rowinfo_map.items() if row_facts.hidden], grid.num_rows
        ),
        hidden_columns=letters(
            [(at + 1, at + 1) for at, column in old.colinfo_map.items() if column.hidden], grid.num_columns
        ),
        comments=tuple(
            Comment(f"{column_letter(column)}{row + 1}", remark.text)
            for (row, column), remark in sorted(old.cell_note_map.items())
        ),
        padded=as_places(changed),
        rounded=sheet.facts.rounded,
        days_from_1904=book.datemode == 1,
    )
    book.unload_sheet(sheet.name)
    return replace(sheet, grid=grid, facts=facts)


def _padded(old: xlrd.sheet.Sheet, masks: dict[int, Mask]) -> dict[Mask, Rows]:
    """Number cells with such a format: mask → column → Excel rows."""
    found: dict[Mask, Rows] = {}
    for row in range(old.nrows):
        for column, kind in enumerate(old.row_types(row)):
            if kind == xlrd.XL_CELL_NUMBER and (mask := masks.get(old.cell_xf_index(row, column))):
                found.setdefault(mask, {}).setdefault(column_letter(column), []).append(row + 1)
    return found
