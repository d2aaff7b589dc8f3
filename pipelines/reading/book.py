"""What a read file is: a book of text sheets with Excel's own coordinates, and the limits of reading.

How bytes become a book stands in ``pool.py`` (the sandbox) and ``child.py``; what a sheet's rows mean in ``block.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa

from pipelines.problems import Problem


@dataclass(frozen=True)
class Limits:
    """How much one file may ask for before it is refused.

    ``memory_mb`` and ``seconds`` bind the child process, ``uncompressed_mb`` the size of a file once unpacked,
    ``cells`` the bounding boxes of all its sheets together.
    """

    memory_mb: int = 4096
    seconds: float = 120
    uncompressed_mb: int = 2048
    cells: int = 60_000_000


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Comment:
    """A comment or note of a cell. Its text is looked at in memory by the gate and goes nowhere else."""

    cell: str
    text: str = field(repr=False)


Places = Mapping[str, np.ndarray]  # column letter → Excel row numbers, counted from 1, ascending


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet holds beside the text of its cells; empty where the file's kind cannot say.

    ``hidden_rows`` are the first and last Excel row of each hidden run, ``hidden_columns`` letters. ``uncached`` are formula
    cells without a stored result, ``padded`` numbers whose format shows leading zeros (their text has the zeros),
    ``rounded`` numbers of more than fifteen digits, of which Excel keeps only fifteen, ``pivots`` how many pivot tables it has,
    ``days_from_1904`` whether the workbook counts its days from 1904 on (bare numbers in it are days of that calendar).
    """

    hidden_rows: tuple[tuple[int, int], ...] = ()
    hidden_columns: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    uncached: Places = field(default_factory=dict)
    padded: Places = field(default_factory=dict)
    rounded: Places = field(default_factory=dict)
    pivots: int = 0
    days_from_1904: bool = False


_TOP = 40  # rows in which layouts look for a header, as a rule


@dataclass(frozen=True)
class Sheet:
    """One sheet as text: row i of ``grid`` is Excel row i + 1, columns are named by Excel letters from "A".

    A blank cell is null, an error cell is its text ("#N/A"), a boolean "TRUE" or "FALSE", a date and time
    "2025-01-02 03:04:05", a time of day "07:30:00". Rows and columns after the last cell in use are cut off.
    """

    name: str
    visible: bool
    grid: pa.Table
    facts: SheetFacts = field(default_factory=SheetFacts)

    def top(self, rows: int) -> list[list[str | None]]:
        """The first rows as lists of texts; kept, since every layout looks for its header there."""
        return (self._top if rows <= _TOP else _first_rows(self.grid, rows))[:rows]

    @cached_property
    def _top(self) -> list[list[str | None]]:
        return _first_rows(self.grid, _TOP)


def _first_rows(grid: pa.Table, rows: int) -> list[list[str | None]]:
    columns = (column.to_pylist() for column in grid.slice(0, rows).columns)
    return [list(row) for row in zip(*columns, strict=True)]


NAMELESS_KINDS = ("csv", "tsv", "html")  # kinds whose sheets have no names of their own


@dataclass(frozen=True)
class Book:
    """A file as read: its kind by content, its sheets in order, and what a person should be told about the reading.

    ``properties`` are the document's own (title, author, last saved by); they are looked at in memory by the gate alone.
    """

    kind: str
    sheets: tuple[Sheet, ...]
    notes: tuple[Problem, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict, repr=False)


class Unreadable(Exception):
    """A file that cannot be read; ``problem`` holds the sentence for its sender, and never a value of the file."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def column_letter(position: int) -> str:
    """Excel's letters of the column at ``position``, counted from 0: 0 is "A", 26 is "AA"."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def text_table(columns: list[pa.Array | pa.ChunkedArray], rows: int) -> pa.Table:
    """Columns of text as a grid, with Excel letters as names and without the empty rows and columns at its end.

    Args:
        columns: Arrow string arrays of ``rows`` values each, blank cells null, in Excel's order from column A.
        rows: How many rows there are, for a sheet without columns.
    """
    flat = [column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column for column in columns]
    last_used = [_last_valid(column, rows) for column in flat]
    height = max(last_used, default=0)
    width = max((position + 1 for position, used in enumerate(last_used) if used), default=0)
    return pa.table({column_letter(position): flat[position].slice(0, height) for position in range(width)})


def _last_valid(column: pa.Array, rows: int) -> int:
    """One past the last value that is not null, 0 for a column without any."""
    if column.null_count == rows:
        return 0
    if column.null_count == 0:
        return rows
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    return rows - int(valid[::-1].argmax())
