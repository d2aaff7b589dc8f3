"""The text of workbooks (xlsx, xlsm, xlsb, xls, ods), through fastexcel and without any guess at types.

Runs inside the sandbox (``child.py``). What else a workbook holds, and what happens where fastexcel fails, stands in
``workbooks.py``.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import fastexcel
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.reading.book import Limits, Places, Sheet, SheetFacts, column_letter, text_table
from pipelines.reading.refusals import refusal

_ERROR_TEXT = {
    "Div0": "#DIV/0!",
    "NA": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "GettingData": "#GETTING_DATA",
}
# fastexcel gives text only; these texts may come from a text cell or from a boolean, a negative zero, a time of day or
# duration (shown on the first days of the calendar of 1900 or 1904), or an ISO date: a second look tells which.
_TYPE_UNSURE = r"^(true|false|-0|(1899|190\d|191[0-3])-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?)$"
# Of the kinds whose XML is not searched, a second look also tells a long number from the text of one.
_LONG_NUMBER = r"^-?\d{16,}$"
_EXCEL_TIME = re.compile(r"value: (-?[\d.e+-]+), datetime_type: (DateTime|TimeDelta)")
_ISO_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?")

Replacements = dict[int, dict[int, str | None]]  # column → row → text


def read_sheets(
    data: bytes, overlooked: dict[str, Replacements], is_searched: bool, limits: Limits
) -> tuple[Sheet, ...]:
    """Every sheet in order, hidden ones included; of their facts only long numbers, unless the XML ``is_searched`` for them.

    ``overlooked`` gives by sheet name cells whose text fastexcel drops.

    Raises:
        fastexcel.FastExcelError: the workbook cannot be read; its text may hold values.
        Unreadable: file_too_large.
    """
    reader = fastexcel.read_excel(data)
    sheets: list[Sheet] = []
    cells = 0
    for position, name in enumerate(reader.sheet_names):
        loaded = reader.load_sheet(position, header_row=None, skip_rows=0, dtypes="string")
        columns = [column.absolute_index for column in loaded.selected_columns]
        cells += loaded.total_height * (max(columns, default=-1) + 1)
        if cells > limits.cells:
            raise refusal("file_too_large")
        visible = loaded.visible == "visible"
        grid, rounded = _sheet_grid(reader, position, loaded, columns, overlooked.get(name, {}), is_searched)
        sheets.append(Sheet(name, visible, grid, SheetFacts(rounded=rounded)))
        del loaded
    return tuple(sheets)


def _sheet_grid(
    reader: fastexcel.ExcelReader,
    position: int,
    loaded: fastexcel.ExcelSheet,
    columns: list[int],
    overlooked: Replacements,
    is_searched: bool,
) -> tuple[pa.Table, Places]:
    """One sheet with the places of its columns (``columns``), its errors and its typed cells put right; long numbers."""
    batch, errors = loaded.to_arrow_with_errors()
    rows = batch.num_rows
    read = {place: batch.column(i) for i, place in enumerate(columns)}
    for place, column in read.items():
        if not pa.types.is_string(column.type):
            read[place] = column.cast(pa.string())
    fixes: Replacements = {}
    for error in errors.errors if errors else ():
        row, column = error.position
        fixes.setdefault(columns[column], {})[row] = _text_of_error(error.detail)
    unsure = _TYPE_UNSURE if is_searched else f"{_TYPE_UNSURE}|{_LONG_NUMBER}"
    rounded = _second_look(reader, position, read, fixes, unsure)
    for place, found in overlooked.items():
        fixes.setdefault(place, {}).update({row: text for row, text in found.items() if row < rows})
    blank = pa.nulls(rows, pa.string())
    full = [
        _repaired(read.get(place, blank), fixes.get(place)) for place in range(max(columns, default=-1) + 1)
    ]
    return text_table(full, rows), rounded


def _repaired(column: pa.Array, fixes: dict[int, str | None] | None) -> pa.Array:
    """A column with some cells replaced, and its empty texts blank."""
    if fixes:
        mask = np.zeros(len(column), dtype=bool)
        rows = sorted(fixes)
        mask[rows] = True
        column = pc.replace_with_mask(column, mask, pa.array([fixes[row] for row in rows], pa.string()))
    empty = pc.equal(column, "")
    if pc.any(empty).as_py():
        column = pc.if_else(empty, pa.scalar(None, pa.string()), column)
    return column


def _second_look(
    reader: fastexcel.ExcelReader,
    position: int,
    read: dict[int, pa.Array],
    fixes: Replacements,
    unsure: str,
) -> Places:
    """Puts right in ``read``, or notes in ``fixes``, cells whose text hides their type: booleans, times, ISO dates.

    Answers with the long numbers among them.

    Asked for booleans, fastexcel answers each cell that is none with the cell as the file types it. Only the columns that
    hold a doubtful text are asked about.
    """
    doubtful = {}
    for place, column in read.items():
        mask = pc.fill_null(pc.match_substring_regex(column, unsure), False).to_numpy(zero_copy_only=False)
        if mask.any():
            doubtful[place] = mask
    if not doubtful:
        return {}
    again = reader.load_sheet(
        position,
        header_row=None,
        skip_rows=0,
        use_columns=sorted(doubtful),
        dtypes=dict.fromkeys(doubtful, "boolean"),
    )
    place_of_index = {column.index: column.absolute_index for column in again.selected_columns}
    batch, errors = again.to_arrow_with_errors()
    rounded: dict[str, np.ndarray] = {}
    for i, place in enumerate(place_of_index.values()):
        typed = pc.and_(
            batch.column(i).is_valid(), pa.array(doubtful[place])
        )  # booleans, and numbers for "-0"
        upper = pc.if_else(pc.equal(read[place], "-0"), "0", pc.utf8_upper(read[place]))
        read[place] = pc.if_else(typed, upper, read[place])
        long = pc.and_(typed, pc.fill_null(pc.match_substring_regex(read[place], _LONG_NUMBER), False))
        if pc.any(long).as_py():
            rounded[column_letter(place)] = np.flatnonzero(long.to_numpy(zero_copy_only=False)) + 1
    for error in errors.errors if errors else ():  # fastexcel tells the type of a time no other way
        row, index = (
            error.position
        )  # the column is counted within the used range, whatever columns were asked for
        place = place_of_index[index]
        if doubtful[place][row]:
            text = _text_of_time(error.detail)
            if text is not None:
                fixes.setdefault(place, {})[row] = text
    return rounded


def _text_of_error(detail: str) -> str:
    """The text Excel shows for an error cell, from fastexcel's report about it."""
    found = re.search(r"Error\((\w+)\)", detail)
    if found:
        return _ERROR_TEXT.get(found[1], "#ERROR!")
    found = re.search(r'DurationIso\("([^"]*)"\)', detail)
    duration = _ISO_DURATION.fullmatch(found[1]) if found else None
    if duration is None:
        return found[1] if found else "#ERROR!"
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in duration.groups())
    return clock_text(hours * 3600 + minutes * 60 + seconds)


def _text_of_time(detail: str) -> str | None:
    """A time of day or a duration as text, None for a cell that is text or a date."""
    if "but got 'DateTime(" in detail:
        found = _EXCEL_TIME.search(detail)
        if found is None:
            return None
        days = float(found[1])
        if found[2] == "TimeDelta" or 0 <= days < 1:
            return clock_text(days * 86_400)
        return None
    iso = re.search(r"but got 'DateTimeIso\(\"(\d{4}-\d\d-\d\d)T([\d:.]+)\"\)", detail)
    return f"{iso[1]} {iso[2]}" if iso else None


def clock_text(seconds: float) -> str:
    """Seconds as hours, minutes and seconds: 27000 is "07:30:00", 108900 is "30:15:00"."""
    thousandths = round(abs(seconds) * 1000)
    whole, rest = divmod(thousandths, 1000)
    text = f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    if rest:
        text += f".{rest:03d}"
    return f"-{text}" if seconds < 0 and thousandths else text


def errors_as_text(data: bytes) -> bytes:
    """The workbook with each error cell of its sheets marked as text, so that its text survives."""
    changed = io.BytesIO()
    options: dict[str, Any] = {"compression": zipfile.ZIP_DEFLATED, "compresslevel": 1}
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(changed, "w", **options) as target:
        for entry in source.infolist():
            part = source.read(entry)
            if entry.filename.startswith("xl/worksheets/") and entry.filename.endswith(".xml"):
                part = re.sub(rb'(<(?:\w+:)?c\b[^>]*\st=")e"', rb'\1str"', part)
            target.writestr(entry.filename, part)
    return changed.getvalue()
