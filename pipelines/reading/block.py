"""The table inside a sheet: where its header is, what each column is called, what kind of row each row is.

How rows after the header are told apart (totals, repeated headers, footnotes) stands in ``row_kinds.py``; which agency's
columns to expect comes from ``layouts/``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pipelines.reading.book import Sheet, column_letter
from pipelines.reading.row_kinds import RowKind, classify_rows

__all__ = ["Block", "RowKind", "find_block", "normalise_header"]

_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_APOSTROPHES = re.compile(r"['’‘`´]")
_SPELT_OUT = str.maketrans({"#": " no ", "%": " pct ", "№": " no "})
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Block:
    """A table found in a sheet.

    Attributes:
        header_row: Excel row of the first header row, counted from 1.
        header_rows: How many rows the header has.
        headers: Column letter to header text as written; the levels of a header of several rows are joined with " / ".
            A header that occurs twice is there twice, each under its letter.
        row_kinds: One ``RowKind`` for each row of the grid.
        control_total: The number of rows that the file itself says it has ("Count = 123"), None where it says nothing.
    """

    header_row: int
    header_rows: int
    headers: dict[str, str]
    row_kinds: np.ndarray
    control_total: int | None


@lru_cache(maxsize=10_000)
def normalise_header(text: str | None) -> str:
    """A header folded to snake_case, so that spellings of it compare equal.

    Case, spaces of every kind, line breaks, punctuation and a trailing colon fold away (Q04 of the quirks);
    "#" reads "no", "%" reads "pct": "Case #", "CASE NO." and "case  no:" are all ``case_no``.
    """
    if not text:
        return ""
    folded = (
        unicodedata.normalize("NFKC", text.replace("№", "#"))
        .translate(_UNSEEN)
        .translate(_SPELT_OUT)
        .casefold()
    )
    return _NOT_WORD.sub("_", _APOSTROPHES.sub("", folded)).strip("_")


def find_block(
    sheet: Sheet,
    expected: Collection[str],
    *,
    search_rows: int = 25,
    min_match: float = 0.6,
    header_rows: int = 1,
    key_headers: Collection[str] = (),
    drop_rows: Collection[str] = (),
) -> Block | None:
    """Finds the table whose header holds at least ``min_match`` of the expected names.

    The header is the first row within ``search_rows`` that does (Q01, Q03). Blank rows never end the table (Q08).

    Args:
        sheet: The sheet to look at.
        expected: Normalised header names.
        search_rows: How many rows at the top to look at.
        min_match: The share of the expected names that a header must hold.
        header_rows: How many rows the header has, 1 to 3. In upper rows a cell is filled to the right, as merged group
            headers need; a column is known by the joined levels or, where that is not expected, by its lower levels alone.
        key_headers: Headers of the columns that no data row leaves blank; totals and footnotes are known by them.
        drop_rows: Regular expressions (RE2, case is ignored) for the first text of rows that are no data.

    Returns:
        The block, or None where no row matches well enough.
    """
    names = {normalise_header(name) for name in expected} - {""}
    grid = sheet.grid
    if not names or grid.num_columns == 0:
        return None
    rows = sheet.top(search_rows + header_rows - 1)
    needed = max(min_match * len(names), 1)
    for position in range(min(search_rows, max(len(rows) - header_rows + 1, 0))):
        if header_rows == 1 and len({normalise_header(text) for text in rows[position]} & names) < needed:
            continue
        headers = _flattened(rows[position : position + header_rows], names)
        matched = {normalise_header(text) for text in headers.values()} & names
        if len(matched) >= needed:
            keys = {normalise_header(name) for name in key_headers}
            key_letters = [letter for letter, text in headers.items() if normalise_header(text) in keys]
            kinds, control_total = classify_rows(
                grid, position, header_rows, list(headers), key_letters, tuple(drop_rows)
            )
            return Block(position + 1, header_rows, headers, kinds, control_total)
    return None


def _flattened(levels: list[list[str | None]], names: set[str]) -> dict[str, str]:
    """Column letter to header text of header rows, groups filled to the right and levels joined."""
    filled: list[list[str | None]] = []
    starts_group = [False] * len(levels[0])  # a new group above ends the fill of the group below
    for depth, level in enumerate(levels):
        if depth == len(levels) - 1:
            filled.append(level)
            break
        current: str | None = None
        row: list[str | None] = []
        for place, text in enumerate(level):
            if not _is_blank(text):
                current = text
                starts_group[place] = True
            elif starts_group[place]:
                current = None
            row.append(current)
        filled.append(row)
    headers: dict[str, str] = {}
    for place in range(len(levels[0])):
        if all(_is_blank(level[place]) for level in levels):
            continue
        # A column under a group has its own name in the lowest row; one merged downwards has it in an upper row alone.
        lowest = max(depth for depth, level in enumerate(levels) if not _is_blank(level[place]))
        texts: list[str] = []
        for row in filled[: lowest + 1]:
            text = row[place]
            if text is not None and not _is_blank(text) and (not texts or texts[-1] != text):
                texts.append(text)
        headers[column_letter(place)] = _known_part(texts, names)
    return headers


def _known_part(texts: list[str], names: set[str]) -> str:
    """The joined levels, or the longest run of lower levels that is expected by name."""
    if len(texts) == 1:
        return texts[0]
    whole = " / ".join(text.strip() for text in texts)
    for start in range(len(texts)):
        part = " / ".join(text.strip() for text in texts[start:])
        if normalise_header(part) in names:
            return part
    return whole


def _is_blank(text: str | None) -> bool:
    return text is None or not text.strip()
