"""Text files with separators (csv, tsv, semicolons and stranger ones) to one text sheet.

Workbooks are read by ``spreadsheets.py``, HTML tables by ``html.py``.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from itertools import islice, zip_longest

import pyarrow as pa

from pipelines.problems import Problem
from pipelines.reading.book import Limits, Sheet, text_table
from pipelines.reading.refusals import note, refusal
from pipelines.reading.sniff import utf16_without_mark

_SEPARATORS = ",\t;|~^\x1f¦"
_LOOK_AT_LINES = 60
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_delimited(data: bytes, limits: Limits) -> tuple[str, tuple[Sheet, ...], tuple[Problem, ...]]:
    """The kind ("csv" or "tsv"), the one sheet, and notes about encoding.

    Blank lines stay rows, short rows are filled up with blank cells, line breaks inside quotation marks stay.

    Raises:
        Unreadable: file_damaged where a quotation mark is never closed, file_too_large, file_empty.
    """
    text, notes = decoded(data)
    separator, text = _separator(text)
    rows = _rows(text, separator)
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.cells:
        raise refusal("file_too_large")
    columns = [pa.array([value or None for value in column], pa.string()) for column in zip_longest(*rows)]
    grid = text_table(columns, len(rows))
    if grid.num_columns == 0:
        raise refusal("file_empty")
    return ("tsv" if separator == "\t" else "csv"), (Sheet("Sheet1", True, grid),), notes


def decoded(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The file's characters, and a note where they were not UTF-8 or held NUL bytes."""
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), None) or utf16_without_mark(
        data[:65_536]
    )
    notes: list[Problem] = []
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        encoding = _older_encoding(data)
        text = data.decode(encoding, errors="replace")
        notes.append(
            note(
                "file_not_utf8",
                f"The text is not in UTF-8; it was read as {encoding}. Look at letters with accents and at quotation marks, "
                "or choose CSV UTF-8 when saving.",
            )
        )
    if "\x00" in text:
        text = text.replace("\x00", "")
        notes.append(
            note(
                "file_nul_bytes", "The text held NUL characters, which no cell can hold; they were left out."
            )
        )
    return text.removesuffix("\x1a"), tuple(notes)


def _older_encoding(data: bytes) -> str:
    """Windows-1252 for everything it can spell, since older systems here write it; else the likeliest other."""
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # takes a moment to load, and is rarely needed

        best = from_bytes(data[:200_000]).best()
        return best.encoding if best is not None else "latin-1"
    return "cp1252"


def _separator(text: str) -> tuple[str, str]:
    """The character between cells, and the text without the line with which Excel is told it."""
    if text[:4].lower() == "sep=" and len(text) > 5 and text[5] in "\r\n":
        return text[4], text[6:].removeprefix("\n")
    sample = text[:200_000]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        if separator in sample:
            score = _regularity(sample, separator)
            if score > best_score:
                best, best_score = separator, score
    return best, text


def _regularity(sample: str, separator: str) -> float:
    """How much the text looks like a table cut at this separator: cells in the usual row, by the share of such rows."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        widths = Counter(len(row) for row in islice(reader, _LOOK_AT_LINES) if row)
    except csv.Error:
        return 0.0
    if not widths:
        return 0.0
    # Title rows and totals have fewer cells than the table: the usual width is that of most rows with more than one cell.
    wide = {width: rows for width, rows in widths.items() if width > 1}
    if not wide:
        return 0.0
    width, rows = max(wide.items(), key=lambda item: (item[1], item[0]))
    return (width - 1) ** 0.5 * rows / sum(widths.values())


def _rows(text: str, separator: str) -> list[list[str]]:
    csv.field_size_limit(max(len(text), 131_072))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    started = 0
    for row in reader:
        rows.append(row)
        started, before_last = reader.line_num, started
    if rows and rows[-1] and "\n" in rows[-1][-1] and _quote_left_open(text, separator):
        line = before_last + 1
        raise refusal(
            "file_damaged",
            f"A quotation mark in line {line} is never closed, so the rows after it cannot be told apart. "
            "Export the file again, or save it from Excel as .xlsx.",
        )
    return rows


def _quote_left_open(text: str, separator: str) -> bool:
    """True where the last cell begins with a quotation mark that has no end."""
    strict = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for _ in strict:
            pass
    except csv.Error as error:
        return "unexpected end of data" in str(error)
    return False
