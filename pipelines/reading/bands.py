"""Rows that name a group, with the group's rows beneath (Q07 of the quirks), and sheets that hold a pivot table only (Q24).

A band is known by its shape alone: one text, or a label and a text, where no key is; the first one stands right above the
first row of data. Which field a band fills is the layout's to say (``group_column``).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.reading.book import Sheet
from pipelines.reading.row_words import NUMERIC, PAGE, REMARK, SURE, matches

_LEAST_WIDTH = 3  # of a table in which a row of one text stands out
_LEAST_BANDS = 2
_PIVOT_WORDS = r"(?i)^\s*(row labels|column labels|grand total|values|\(blank\)|\(all\)|(sum|count|average|max|min) of .+)\s*$"
_PIVOT_SURE = r"(?i)^\s*(row labels|column labels|(sum|count|average|max|min) of .+)\s*$"
_PIVOT_ROWS = 60


def band_rows(
    data: np.ndarray,
    columns: dict[str, pa.Array],
    filled: dict[str, np.ndarray],
    counts: np.ndarray,
    keys: list[str],
    width: int,
) -> np.ndarray:
    """True for each row of data that only names the group of the rows beneath it.

    Args:
        data: True for each row that looks like data so far.
        columns: The sheet's trimmed text by letter.
        filled: Which rows of a column hold text.
        counts: How many cells of each row hold text.
        keys: Columns that no data row leaves blank.
        width: How many columns have a header.
    """
    none = np.zeros(len(data), dtype=bool)
    if width < _LEAST_WIDTH or not keys:
        return none
    has_key, key_has_digits = none.copy(), none.copy()
    for letter in keys:
        has_key |= filled[letter]
        key_has_digits |= filled[letter] & matches(columns[letter], r"\d")
    first = pc.coalesce(*columns.values())
    plain = ~matches(first, f"{NUMERIC}|{PAGE}|{REMARK}|{SURE}")
    lonely = data & plain & (counts <= 2) & ~has_key
    whole = data & (counts > 2) & has_key
    if (
        whole.any() and key_has_digits[whole].mean() > 0.9
    ):  # keys are numbers: a lone text of letters in their column is none
        lonely |= data & plain & (counts == 1) & has_key & ~key_has_digits
    rows = np.flatnonzero(data)
    if not len(rows) or not lonely[rows[0]]:
        return none
    followed = none.copy()
    followed[rows[:-1]] = ~lonely[rows[1:]]
    bands = lonely & followed
    return bands if int(bands.sum()) >= _LEAST_BANDS and int((lonely & ~bands).sum()) == 0 else none


def band_texts(sheet: Sheet, bands: np.ndarray) -> tuple[pa.Array, str]:
    """For every row of a sheet the last text of the band above it, and the letter of the column in which bands stand."""
    texts: list[str | None] = [None] * len(bands)
    letter = sheet.grid.column_names[0]
    current: str | None = None
    values = {name: sheet.grid.column(name) for name in sheet.grid.column_names}
    starts = np.flatnonzero(bands)
    for number, row in enumerate(starts):
        here = [
            (name, text)
            for name, column in values.items()
            if (text := column[int(row)].as_py()) and text.strip()
        ]
        letter, current = here[-1]
        end = int(starts[number + 1]) if number + 1 < len(starts) else len(bands)
        texts[int(row) : end] = [current] * (end - int(row))
    return pa.array(texts, pa.string()), letter


def is_pivot(sheet: Sheet) -> bool:
    """Whether a sheet holds a summary in place of rows: Excel says so, or the words of a pivot table head it."""
    if sheet.facts.pivots:
        return True
    head = sheet.grid.slice(0, _PIVOT_ROWS)
    sure = sum(int(matches(column.combine_chunks(), _PIVOT_SURE).sum()) for column in head.columns)
    any_words = sum(int(matches(column.combine_chunks(), _PIVOT_WORDS).sum()) for column in head.columns)
    return sure >= 1 and any_words >= 2
