"""Pages of an export and their writing: workbooks and text files that come out byte for byte the same each time.

What stands on a page is decided by the agency's own module.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Line = Sequence[Any]  # the cells of one row, None for an empty one
_MADE = datetime(2025, 1, 1)


@dataclass
class Page:
    """One sheet: lines above the header, the header (one or two rows), the body, lines below.

    ``after`` holds lines that stand inside the body, by the position of the row that they follow. ``hidden``
    names the positions of hidden columns.
    """

    name: str
    headers: list[list[str | None]]
    body: pd.DataFrame
    above: list[Line] = field(default_factory=list)
    below: list[Line] = field(default_factory=list)
    after: dict[int, list[Line]] = field(default_factory=dict)
    hidden: tuple[int, ...] = ()
    first_column: int = 0

    @property
    def header_row(self) -> int:
        """The row of the lowest header, counted from 1 as Excel does."""
        return len(self.above) + len(self.headers)

    def excel_rows(self, rows: pd.Index) -> np.ndarray:
        """Where rows of the body stand, counted from 1 as Excel does; rows of other pages are passed over."""
        between = np.zeros(len(self.body) + 1, dtype=np.int64)
        for position, lines in self.after.items():
            between[position + 1] += len(lines)
        places = np.flatnonzero(self.body.index.isin(rows))
        return np.asarray(self.header_row + 1 + places + np.cumsum(between)[places])

    def lines(self) -> list[Line]:
        """Every line below the header, those inside the body in their places."""
        rows: list[Line] = []
        columns = [self.body.iloc[:, place].to_numpy(dtype=object) for place in range(self.body.shape[1])]
        for position, row in enumerate(zip(*columns, strict=True)):
            rows.append(row)
            rows.extend(self.after.get(position, ()))
        return [*rows, *self.below]


def write_workbook(path: Path, pages: Sequence[Page], dates: str = "mm/dd/yyyy hh:mm") -> None:
    """Write pages as an .xlsx workbook."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": dates,
    }
    with xlsxwriter.Workbook(path, options) as workbook:
        workbook.set_properties({"created": _MADE})
        bold = workbook.add_format({"bold": True})
        merged = workbook.add_format({"bold": True, "align": "center", "bottom": 1})
        for page in pages:
            sheet = workbook.add_worksheet(page.name)
            _write_page(sheet, page, bold, merged)


def _write_page(sheet: Worksheet, page: Page, bold: Format, merged: Format) -> None:
    row = 0
    for line in page.above:
        _write_line(sheet, row, line, bold)
        row += 1
    for level, header in enumerate(page.headers):
        if level < len(page.headers) - 1:
            _write_groups(sheet, row, page.first_column, header, merged)
        else:
            _write_line(sheet, row, [None] * page.first_column + list(header), bold)
        row += 1
    shift = [None] * page.first_column
    for line in page.lines():
        _write_line(sheet, row, [*shift, *line] if page.first_column else line, None)
        row += 1
    for place in page.hidden:
        sheet.set_column(place, place, None, None, {"hidden": True})


def _write_groups(sheet: Worksheet, row: int, first: int, header: list[str | None], merged: Format) -> None:
    """Group headers, merged over the columns that follow without one of their own."""
    starts = [place for place, text in enumerate(header) if text is not None]
    for start, end in zip(starts, [*starts[1:], len(header)], strict=True):
        text = header[start] or ""
        if end - start > 1:
            sheet.merge_range(row, first + start, row, first + end - 1, text, merged)
        else:
            sheet.write_string(row, first + start, text, merged)


def _write_line(sheet: Worksheet, row: int, line: Line, style: Format | None) -> None:
    for column, value in enumerate(line):
        if value is None:
            continue
        if isinstance(value, str):
            sheet.write_string(row, column, value, style)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, value)
        else:
            sheet.write_number(row, column, value)


def write_text(
    path: Path, page: Page, separator: str = ",", encoding: str = "utf-8", line_end: str = "\r\n"
) -> None:
    """Write one page as a text file with separators."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator=line_end)
    for line in [*page.above, *page.headers, *page.lines()]:
        writer.writerow(["" if value is None else value for value in line])
    path.write_bytes(buffer.getvalue().encode(encoding))
