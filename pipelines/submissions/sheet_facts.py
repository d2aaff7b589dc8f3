"""What is told of a sheet beside the text of its cells: hidden rows and columns, comments, formulas, long numbers, letters.

The facts come with the sheet from ``reading``. Problems of columns concern used columns only; what lies in others is no loss.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Dataset, Kind
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import MOST_RANGES, cell_ranges
from pipelines.reading import Book, RowKind, Sheet
from pipelines.submissions.judged import Part

# Letters that UTF-8 becomes when it is read as Windows-1252, and the sign for a letter that was lost.
_MOJIBAKE = re.compile(
    rb"\xc3(?:[\x82\x83][\xc2\xc5\xc6\xcb\xe2]|\xa2\xe2\x82\xac|\xaf\xc2\xbb)|\xef\xbf\xbd"
)
_MOJIBAKE_TEXT = (
    r"[ÃÂ][\x{80}-\x{BF}\x{152}\x{153}\x{160}\x{161}\x{178}\x{17D}\x{17E}\x{192}\x{2C6}\x{2DC}\x{2013}-\x{203A}\x{20AC}\x{2122}]"
    r"|â€|ï»|\x{FFFD}"
)


def hidden_and_remarks(book: Book) -> list[Problem]:
    """Notes on hidden rows and columns, and on comments, of every sheet of a file."""
    told = []
    for sheet in book.sheets:
        hidden = _hidden(sheet)
        if hidden is not None:
            told.append(hidden)
        if sheet.facts.comments:
            told.append(_remarks(sheet))
    return told


def _hidden(sheet: Sheet) -> Problem | None:
    rows, columns = sheet.facts.hidden_rows, sheet.facts.hidden_columns
    if not rows and not columns:
        return None
    count = sum(last - first + 1 for first, last in rows)
    ranges = [f"{first}:{last}" for first, last in rows] + [f"{letter}:{letter}" for letter in columns]
    words = []
    if rows:
        named = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in rows[:5])
        words.append(f"{'row' if count == 1 else 'rows'} {named}{' and more' if len(rows) > 5 else ''}")
    if columns:
        words.append(f"{'column' if len(columns) == 1 else 'columns'} {', '.join(columns[:12])}")
    are = "is" if count + len(columns) == 1 else "are"
    it = "it was" if are == "is" else "they were"
    return Problem(
        "sheet_hidden_cells",
        Severity.NOTE,
        Stage.SHEET,
        f"In sheet '{sheet.name}' {' and '.join(words)} {are} hidden; {it} read like the others. Look at what is hidden "
        "before you send the file: hidden columns often hold names, and a filter hides rows that still count.",
        sheet.name,
        ", ".join(ranges[:MOST_RANGES]) + (", and more" if len(ranges) > MOST_RANGES else ""),
        rows_count=count,
    )


def _remarks(sheet: Sheet) -> Problem:
    cells = list(dict.fromkeys(comment.cell for comment in sheet.facts.comments))
    some = "A comment hangs" if len(cells) == 1 else f"Comments hang on {len(cells):,} cells"
    return Problem(
        "sheet_comments",
        Severity.NOTE,
        Stage.SHEET,
        f"{some} in sheet '{sheet.name}'. Comments and colours are not used: if they mean something, give it a column.",
        sheet.name,
        ", ".join(cells[:MOST_RANGES]) + (", and more" if len(cells) > MOST_RANGES else ""),
    )


def column_facts(part: Part, layout: Layout, dataset: Dataset) -> list[Problem]:
    """Problems of the used columns of a matched sheet: formulas without a result, padded numbers, odd letters."""
    sheet = part.matched.sheet
    told = []
    for letter in sorted(part.gated.used, key=lambda x: (len(x), x)):
        header = part.matched.block.headers[letter]
        uncached = _in_data(part, sheet.facts.uncached.get(letter))
        if uncached.size:
            told.append(_uncached(sheet.name, letter, header, uncached))
        padded = _in_data(part, sheet.facts.padded.get(letter))
        if padded.size:
            told.append(_padded(sheet.name, letter, header, padded))
        rounded = _in_data(part, sheet.facts.rounded.get(letter))
        if rounded.size and not _feeds_key(part, letter, layout, dataset):
            told.append(_rounded(sheet.name, letter, header, rounded))
        odd = _in_data(part, _odd_letters(sheet.grid.column(letter)))
        if odd.size:
            told.append(_odd(sheet.name, letter, header, odd))
    return told


def _feeds_key(part: Part, letter: str, layout: Layout, dataset: Dataset) -> bool:
    rules = layout.columns.get(part.matched.normal[letter], ())
    return any(rule.to and dataset.field(rule.to).kind is Kind.KEY for rule in rules)


def _in_data(part: Part, rows: np.ndarray | None) -> np.ndarray:
    """Those of ``rows`` (Excel rows) that are rows of data."""
    kinds = part.matched.block.row_kinds
    if rows is None or not len(rows):
        return np.zeros(0, dtype=np.int64)
    rows = rows[rows <= len(kinds)]
    return rows[kinds[rows - 1] == RowKind.DATA]


def _odd_letters(column: pa.ChunkedArray) -> np.ndarray | None:
    """Excel rows whose text holds letters of a wrong encoding; a byte search first, since most columns have none."""
    if not any(
        _MOJIBAKE.search(memoryview(chunk.buffers()[2])) for chunk in column.chunks if chunk.buffers()[2]
    ):
        return None
    mask = pc.fill_null(pc.match_substring_regex(column, _MOJIBAKE_TEXT), False)
    return np.flatnonzero(mask.to_numpy()) + 1


def _uncached(sheet: str, letter: str, header: str, rows: np.ndarray) -> Problem:
    return Problem(
        "sheet_formula_uncached",
        Severity.VALUE,
        Stage.SHEET,
        f"{header} holds formulas whose results are not stored in the file, so these cells count as unknown. Open the file "
        "in Excel, save it, and send it again: Excel stores the results as it saves.",
        sheet,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )


def _padded(sheet: str, letter: str, header: str, rows: np.ndarray) -> Problem:
    return Problem(
        "sheet_number_padded",
        Severity.NOTE,
        Stage.SHEET,
        f"{header} holds numbers whose format shows leading zeros. They were read with the zeros, as you see them. Nothing to "
        "do; as text the zeros would be safe in every program.",
        sheet,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )


def _rounded(sheet: str, letter: str, header: str, rows: np.ndarray) -> Problem:
    return Problem(
        "sheet_number_rounded",
        Severity.UNLIKELY,
        Stage.SHEET,
        f"{header} holds numbers of more than 15 digits, of which Excel keeps only 15: the last digits are lost. Format the "
        "column as Text in Excel, export again, and send the file again.",
        sheet,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )


def _odd(sheet: str, letter: str, header: str, rows: np.ndarray) -> Problem:
    return Problem(
        "sheet_letters_damaged",
        Severity.UNLIKELY,
        Stage.SHEET,
        f"{header} holds letters that were written in one encoding and read in another, such as two odd signs in place of "
        "one letter with an accent. Export the file again, as UTF-8 or as .xlsx.",
        sheet,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )
