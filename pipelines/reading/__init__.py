"""Reading: bytes to text sheets in a sandbox, the table inside a sheet, and the account of every cell.

Nothing here knows what a column means: that is ``layouts/``. Only this room imports fastexcel.
"""

from pipelines.reading.bands import band_texts, is_pivot
from pipelines.reading.block import Block, RowKind, find_block, normalise_header
from pipelines.reading.book import (
    DEFAULT_LIMITS,
    Book,
    Comment,
    Limits,
    Sheet,
    SheetFacts,
    Unreadable,
    column_letter,
)
from pipelines.reading.pool import ReaderPool, read_book
from pipelines.reading.tally import Tally, tally_cells, tally_rows, tally_unused_sheet

__all__ = [
    "DEFAULT_LIMITS",
    "Block",
    "Book",
    "Comment",
    "Limits",
    "ReaderPool",
    "RowKind",
    "Sheet",
    "SheetFacts",
    "Tally",
    "Unreadable",
    "band_texts",
    "column_letter",
    "find_block",
    "is_pivot",
    "normalise_header",
    "read_book",
    "tally_cells",
    "tally_rows",
    "tally_unused_sheet",
]
