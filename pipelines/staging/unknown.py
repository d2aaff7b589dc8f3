"""Spellings that no code list explains: which, how many rows each, and where the first one stands.

They are the sender's own words: who may see them is decided by ``privacy/shown.py``.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.staging.plan import PlannedField


@dataclass(frozen=True)
class UnknownCodes:
    """The unknown spellings of one column that feeds one field.

    ``spellings`` has the columns spelling, rows_count and first_row, the most frequent first; spellings that differ only
    in case or in spaces around them are one.
    """

    field: str
    code_list: str
    letter: str
    header: str
    spellings: pa.Table = dataclasses.field(repr=False)


def unknown_codes(item: PlannedField, grid: pa.Table, rows: np.ndarray, bad: np.ndarray) -> UnknownCodes:
    """The spellings of the cells where ``bad`` is true, each once."""
    letter = str(item.letter)
    texts = grid.column(letter).filter(pa.array(bad))
    trimmed = pc.utf8_trim_whitespace(texts.cast(pa.string()))
    found = pa.table(
        {"spelling": trimmed, "folded": pc.utf8_lower(trimmed), "row": pa.array(rows[bad].astype(np.int64))}
    ).filter(pc.is_valid(trimmed))
    counted = found.group_by("folded").aggregate([("row", "count"), ("row", "min"), ("spelling", "min")])
    ordered = counted.sort_by([("row_count", "descending"), ("folded", "ascending")])
    spellings = pa.table(
        {
            "spelling": ordered.column("spelling_min"),
            "rows_count": ordered.column("row_count"),
            "first_row": ordered.column("row_min"),
        }
    )
    return UnknownCodes(item.field.name, str(item.field.code_list), letter, str(item.header), spellings)
