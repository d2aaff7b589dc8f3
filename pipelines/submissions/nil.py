"""Nil reports: a file that says in words that nothing happened is a report, not a missing one."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.layouts.period import Period, told_period, usual_period
from pipelines.reading import Book, Sheet

USUAL_WORDS = r"\b(nothing|no\s+(?:\w+\s+){1,4}?)\s*(to\s+report|reported|this\s+(month|quarter|period)|in\s+this\s+period|found)\b"
_WIDE = 3  # filled cells of a row that belongs to a table
_MOST_WIDE_ROWS = 2  # a nil report may have a line of titles and a header, and no row of a table
_SYSTEMS = ("cad", "rms", "jms", "inv")  # first words of our dataset names that nobody writes


def find_nil_report(
    book: Book, layouts: list[Layout], file_name: str, is_empty_table: bool = False
) -> tuple[Layout, Period | None] | None:
    """The layout and period of a nil report, or None where the book is no such thing.

    A file that holds a table is none, whatever stands in its cells, unless the caller knows that the table is empty
    (``is_empty_table``); then the words may stand on any sheet that is no table.
    With several layouts the one whose dataset the words or the file's name mention is taken, the agency's own before
    our templates; a file that could be about any of several datasets is none.
    """
    tables = [_wide_rows(sheet) > _MOST_WIDE_ROWS for sheet in book.sheets]
    if any(tables) and not is_empty_table:
        return None
    # With an empty table the first sheet is the table itself: its titles and notes count, however wide its header is.
    notes = [
        sheet
        for n, (sheet, is_table) in enumerate(zip(book.sheets, tables, strict=True))
        if not is_table or n == 0
    ]
    texts = [
        text.strip()
        for sheet in notes
        for column in sheet.grid.columns
        for text in column.to_pylist()
        if text and text.strip()
    ]
    own = [
        layout
        for layout in layouts
        if layout.version.nil_report
        and any(re.search(layout.version.nil_report, text, re.IGNORECASE) for text in texts)
    ]
    if not own and not any(re.search(USUAL_WORDS, text, re.IGNORECASE) for text in texts):
        return None
    for candidates in (own, [layout for layout in layouts if not layout.built_in], layouts):
        named = [layout for layout in candidates if _mentions(layout, [file_name, *texts])] or candidates
        if len({layout.dataset for layout in named}) == 1:
            layout = named[-1]
            return layout, _period(layout, texts, file_name)
    return None


def _wide_rows(sheet: Sheet) -> int:
    """How many rows of a sheet have at least three filled cells."""
    filled = np.zeros(sheet.grid.num_rows, dtype=np.int64)
    for column in sheet.grid.columns:
        filled += np.asarray(pc.is_valid(column).to_numpy(zero_copy_only=False))
    return int((filled >= _WIDE).sum())


def _mentions(layout: Layout, texts: list[str]) -> bool:
    """Whether a text names the dataset by its code or by a noun in it (arrests, calls, bookings)."""
    parts = layout.dataset.split("_")
    nouns = {layout.dataset, parts[-1], parts[-1].removesuffix("s"), parts[0]} - set(_SYSTEMS)
    pattern = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, sorted(nouns)))})(?![a-z])", re.IGNORECASE)
    return any(pattern.search(text) for text in texts)


def _period(layout: Layout, texts: list[str], file_name: str) -> Period | None:
    """The period by the layout's own rule, else by the usual ways to write one; dates beside it are no period."""
    return told_period(layout.version.period, [*texts, file_name]) or usual_period([*texts, file_name])
