"""Which rows of a table are data, and which are totals, group bands, repeated headers, footnotes or blank (Q06-Q08, Q26).

A row is left out only on good grounds: its key cells must be blank, or be themselves the words of a total. Everything is
computed on whole columns. The words stand in ``row_words.py``; finding the header is the task of ``block.py``.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.reading.bands import band_rows
from pipelines.reading.control_total import control_total
from pipelines.reading.row_words import LIKELY, NO_KEY, NUMERIC, PAGE, REMARK, SURE, mask_of, matches


class RowKind(IntEnum):
    """What a row of a sheet is."""

    BLANK = 0
    TITLE = 1
    HEADER = 2
    DATA = 3
    TOTAL = 4
    REPEATED_HEADER = 5
    FOOTNOTE = 6
    GROUP = 7  # names the group of the rows beneath it


def classify_rows(
    grid: pa.Table,
    header_position: int,
    header_rows: int,
    header_letters: list[str],
    key_letters: list[str],
    drop_rows: tuple[str, ...],
) -> tuple[np.ndarray, int | None]:
    """The kind of every row, and the count of rows that a total row claims.

    Args:
        grid: The sheet's text.
        header_position: The first header row, counted from 0.
        header_rows: How many rows the header has.
        header_letters: Columns that have a header.
        key_letters: Columns that no data row leaves blank; without any the first column with a header stands in, and a
            row counts as a total only while at most half of its columns are filled.
        drop_rows: Regular expressions for the first text of rows that are no data.
    """
    columns = {name: _trimmed(grid.column(name)) for name in grid.column_names}
    filled = {name: mask_of(pc.is_valid(column)) for name, column in columns.items()}
    counts = np.zeros(grid.num_rows, dtype=np.int32)
    for mask in filled.values():
        counts += mask
    kinds = np.where(counts > 0, np.int8(RowKind.DATA), np.int8(RowKind.BLANK)).astype(np.int8)
    table_start = header_position + header_rows
    kinds[:header_position][counts[:header_position] > 0] = RowKind.TITLE
    kinds[header_position:table_start][counts[header_position:table_start] > 0] = RowKind.HEADER

    below = np.arange(grid.num_rows) >= table_start
    repeated = _repeats_of_header(columns, counts, header_position, header_rows)
    repeated |= _repeats_of_title(columns, filled, counts, header_position)
    kinds[repeated & below & (counts > 0)] = RowKind.REPEATED_HEADER

    first_text = _first_text(columns, grid.num_rows)
    for pattern in drop_rows:
        dropped = matches(first_text, f"(?i){pattern}") & (kinds == RowKind.DATA)
        kinds[dropped & matches(first_text, f"{SURE}|{LIKELY}")] = RowKind.TOTAL
        kinds[dropped & (kinds == RowKind.DATA)] = RowKind.FOOTNOTE

    keys = key_letters or header_letters[:1]
    sparse_enough = (
        np.ones(grid.num_rows, dtype=bool) if key_letters else counts * 2 <= max(len(header_letters), 2)
    )
    _mark_totals(kinds, columns, filled, keys, sparse_enough)
    _mark_footnotes(kinds, counts, columns, filled, keys, first_text, len(header_letters))
    kinds[band_rows(kinds == RowKind.DATA, columns, filled, counts, key_letters, len(header_letters))] = (
        RowKind.GROUP
    )
    return kinds, control_total(columns, np.flatnonzero(kinds == RowKind.TOTAL), kinds == RowKind.DATA)


def _mark_totals(
    kinds: np.ndarray,
    columns: dict[str, pa.Array],
    filled: dict[str, np.ndarray],
    keys: list[str],
    sparse_enough: np.ndarray,
) -> None:
    """Marks rows with total words whose key cells are blank, or hold nothing but such words."""
    has_key = np.zeros(len(kinds), dtype=bool)
    for letter in keys:
        has_key |= filled[letter] & ~matches(columns[letter], NO_KEY)
    rows = np.flatnonzero((kinds == RowKind.DATA) & ~has_key & sparse_enough)
    if not len(rows):
        return
    places = pa.array(rows)
    sure, likely = np.zeros(len(rows), dtype=bool), np.zeros(len(rows), dtype=bool)
    other_texts = np.zeros(len(rows), dtype=np.int32)
    for letter, column in columns.items():
        here = filled[letter][rows]
        if not here.any():
            continue
        cells = column.take(places)
        is_sure, is_likely = matches(cells, SURE), matches(cells, LIKELY)
        sure |= is_sure
        likely |= is_likely
        other_texts += here & ~is_sure & ~is_likely & ~matches(cells, NUMERIC)
    kinds[rows[(sure & (other_texts <= 2)) | (likely & (other_texts == 0))]] = RowKind.TOTAL


def _mark_footnotes(
    kinds: np.ndarray,
    counts: np.ndarray,
    columns: dict[str, pa.Array],
    filled: dict[str, np.ndarray],
    keys: list[str],
    first_text: pa.Array,
    width: int,
) -> None:
    """Marks page footers wherever they are, and remarks that stand after the last row of data."""
    data = kinds == RowKind.DATA
    key_blank = np.ones(len(kinds), dtype=bool)
    for letter in keys:
        key_blank &= ~filled[letter]
    lonely = counts == 1
    if width >= 3:
        kinds[data & (counts <= 2) & (lonely | key_blank) & matches(first_text, PAGE)] = RowKind.FOOTNOTE
    data = kinds == RowKind.DATA
    wordy = mask_of(pc.greater_equal(pc.fill_null(pc.count_substring(first_text, " "), 0), 4))
    number = matches(first_text, NUMERIC)
    remark = matches(first_text, REMARK) & matches(first_text, r"\S\s+\S")
    # A single text where no key is; or, in the key's own column, a text that reads like a remark and stands alone.
    may_be = lonely & ~number & (key_blank | remark | wordy) if width >= 3 else lonely & remark
    may_be |= (counts == 2) & key_blank & remark if width >= 4 else False
    solid = np.flatnonzero(data & ~may_be)
    after = np.arange(len(kinds)) > (solid[-1] if len(solid) else -1)
    kinds[data & may_be & after] = RowKind.FOOTNOTE


def _repeats_of_header(
    columns: dict[str, pa.Array], counts: np.ndarray, header_position: int, header_rows: int
) -> np.ndarray:
    """Rows that say again what a header row says, as page breaks make them."""
    repeated = np.zeros(len(counts), dtype=bool)
    for position in range(header_position, min(header_position + header_rows, len(counts))):
        texts = {name: column[position] for name, column in columns.items() if column[position].is_valid}
        if not texts:
            continue
        same = np.zeros(len(counts), dtype=np.int32)
        for name, text in texts.items():
            same += mask_of(pc.fill_null(pc.equal(columns[name], text), False))
        enough = max(1, math.ceil(0.6 * len(texts)))
        repeated |= (same >= enough) & (counts - same <= len(texts) - enough)
    return repeated


def _repeats_of_title(
    columns: dict[str, pa.Array], filled: dict[str, np.ndarray], counts: np.ndarray, header_position: int
) -> np.ndarray:
    """Rows whose only text is one of the title rows' texts in the same column, at a page break."""
    repeated = np.zeros(len(counts), dtype=bool)
    for name, column in columns.items():
        titles = column.slice(0, header_position).drop_null()
        if len(titles):
            repeated |= (counts == 1) & filled[name] & mask_of(pc.is_in(column, value_set=titles))
    return repeated


def _trimmed(column: pa.ChunkedArray) -> pa.Array:
    """The column in one piece, without outer white space; a cell of white space alone is null."""
    flat = column.combine_chunks()
    if isinstance(flat, pa.ChunkedArray):
        flat = pa.concat_arrays(flat.chunks) if flat.num_chunks else pa.array([], flat.type)
    flat = pc.utf8_trim_whitespace(flat)
    return pc.if_else(pc.equal(flat, ""), pa.scalar(None, flat.type), flat)


def _first_text(columns: dict[str, pa.Array], rows: int) -> pa.Array:
    return pc.coalesce(*columns.values()) if columns else pa.nulls(rows, pa.string())
