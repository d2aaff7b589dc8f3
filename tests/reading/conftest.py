"""One reader kept alive over the tests of this room; every book that it reads has its cells counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.reading import Book, ReaderPool, tally_unused_sheet


class CountingPool(ReaderPool):
    """A reader that proves the account of every file it reads: each cell and row once, and no filled cell missing."""

    def read(self, path: Path) -> Book:
        book = super().read(path)
        for sheet in book.sheets:
            cells, rows = tally_unused_sheet(sheet.grid)
            assert cells.balances() and rows.balances()
            texts = [text for column in sheet.grid.columns for text in column.to_pylist()]
            assert cells.left_out == sum(text is not None and bool(text.strip()) for text in texts)
            assert cells.in_file == cells.blank + cells.left_out <= len(texts)
        return book


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool]:
    with CountingPool() as reader:
        yield reader
