"""The second opinion on an xlsx workbook: openpyxl, where fastexcel fails, and on a spread of cells of small files.

The rule of which text counts stands in ``workbooks.py``. A large file is never read twice.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import warnings
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

import pyarrow as pa

from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.reading.book import Limits, Sheet, column_letter, text_table
from pipelines.reading.package import Package
from pipelines.reading.refusals import refusal
from pipelines.reading.spreadsheets import clock_text

_SMALL = 200_000  # bytes of XML: reading it a second time takes some hundredths of a second
_ROWS_COMPARED = 200
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(\.\d+)?\Z")
_CLOCK = re.compile(r"(-?)(\d+):(\d\d):(\d\d(?:\.\d+)?)\Z")
_EPOCH = dt.datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462


def read_again(data: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """Every worksheet of a workbook as openpyxl reads it.

    Raises:
        Unreadable: file_damaged where it cannot read the workbook either, file_too_large.
    """
    sheets: list[Sheet] = []
    cells = 0
    try:
        for name, visible, values in _sheets(data):
            rows: list[tuple[str | None, ...]] = []
            width = 0
            for row in values:
                rows.append(tuple(_text(value) for value in row))
                width = max(width, len(row))
                if cells + width * len(rows) > limits.cells:
                    raise refusal("file_too_large")
            cells += width * len(rows)
            columns = [pa.array(column, pa.string()) for column in zip_longest(*rows)]
            sheets.append(Sheet(name, visible, text_table(columns, len(rows))))
    except Exception as error:  # openpyxl raises whatever the odd part raised; its text may hold values
        if isinstance(error, MemoryError) or type(error).__name__ == "Unreadable":
            raise
        raise refusal("file_damaged") from None
    if not sheets:
        raise refusal("file_damaged")
    return tuple(sheets)


def compare(data: bytes, sheets: tuple[Sheet, ...]) -> tuple[Problem, ...]:
    """The cells of a small workbook on which the two readers differ; nothing where the second cannot read it."""
    by_name = {sheet.name: sheet for sheet in sheets}
    told = []
    try:
        package = Package(data)
        if sum(package.size(name) for name in package.names if name.endswith(".xml")) > _SMALL:
            return ()
        for name, _, values in _sheets(data):
            sheet = by_name.get(name)
            if sheet is not None:
                told.extend(_differences(sheet, values))
    except MemoryError:
        raise
    except Exception:  # the first reader has read the workbook; a second that cannot has no say
        return ()
    return tuple(told)


def _sheets(data: bytes) -> Iterator[tuple[str, bool, Iterator[tuple[Any, ...]]]]:
    """Each worksheet's name, visibility and rows of values from A1."""
    import openpyxl  # takes a moment to load, and large files never need it

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            yield sheet.title, sheet.sheet_state == "visible", sheet.iter_rows(values_only=True)


def _differences(sheet: Sheet, values: Iterator[tuple[Any, ...]]) -> list[Problem]:
    columns = [column.to_pylist() for column in sheet.grid.columns]
    step = max(1, sheet.grid.num_rows // _ROWS_COMPARED)
    differing: dict[str, list[int]] = {}
    for position, row in enumerate(values):
        if position % step:
            continue
        for place in range(max(len(row), len(columns))):
            first = (
                columns[place][position] if place < len(columns) and position < len(columns[place]) else None
            )
            second = row[place] if place < len(row) else None
            if not _agree(first, second):
                differing.setdefault(column_letter(place), []).append(position + 1)
    return [
        Problem(
            "file_readers_disagree",
            Severity.UNLIKELY,
            Stage.FILE,
            "Two ways of reading this workbook give different text for these cells. The first one was used. Look at the "
            "cells in Excel; if they are not as on the receipt, save the workbook as .xlsx from Excel and send it again.",
            sheet.name,
            cell_ranges(letter, rows),
            rows_count=len(rows),
        )
        for letter, rows in differing.items()
    ]


def _agree(first: str | None, second: Any) -> bool:
    """Whether both readers say the same of a cell, dates and their serial numbers being the same."""
    if isinstance(second, str):
        if second.startswith("#VALUE!"):
            return True  # openpyxl's word for a date that it cannot hold
        return _plain(first or "") in (_plain(second), _plain(_unescaped(second)))
    if second is None:
        return not (first or "").strip()
    if first is None:
        return False
    if isinstance(second, bool):
        return first == str(second).upper()
    one, other = _number(first), _serial(second)
    if one is None or other is None:
        return first == _text(second)
    return any(
        math.isclose(one, other + shift, rel_tol=1e-9, abs_tol=2e-6)
        for shift in (0, _DAYS_TO_1904, -_DAYS_TO_1904)
    )


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _number(text: str) -> float | None:
    """A number, date or time as fastexcel writes it, as a serial number."""
    stamp = _STAMP.match(text)
    try:
        if stamp:
            year, month, day, hour, minute, second = map(int, stamp.groups()[:6])
            seconds = float(stamp[7] or 0)
            return _serial(
                dt.datetime(year, month, day, hour, minute, second) + dt.timedelta(seconds=seconds)
            )
        clock = _CLOCK.match(text)
        if clock:
            days = (int(clock[2]) * 3600 + int(clock[3]) * 60 + float(clock[4])) / 86_400
            return -days if clock[1] else days
        return float(text)
    except (ValueError, OverflowError):
        return None


def _serial(value: Any) -> float | None:
    match value:
        case dt.datetime():
            days = (value - _EPOCH) / dt.timedelta(days=1)
            return days - 1 if 1 < days < 61 else days  # Excel's calendar has a 29 February 1900
        case dt.date():
            return _serial(dt.datetime(value.year, value.month, value.day))
        case dt.time():
            return (value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6) / 86_400
        case dt.timedelta():
            return value / dt.timedelta(days=1)
        case int() | float():
            return float(value)
    return None


def _text(value: Any) -> str | None:
    """A value as the grid's text: the same words that the first reader uses."""
    match value:
        case None | "":
            return None
        case bool():
            return str(value).upper()
        case str():
            return _unescaped(value) or None
        case int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
        case dt.datetime():
            text = f"{value:%Y-%m-%d %H:%M:%S}"
            return f"{text}.{value.microsecond // 1000:03d}" if value.microsecond >= 1000 else text
        case dt.time():
            return clock_text(value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6)
        case dt.timedelta():
            return clock_text(value.total_seconds())
    return str(value)


def _unescaped(text: str) -> str:
    """Text without the escapes by which a workbook spells control characters; openpyxl cannot tell such text spelt out."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
