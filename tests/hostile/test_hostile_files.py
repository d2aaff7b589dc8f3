"""Every odd and hostile file ends in one verdict: no crash, no hang, no memory past the limit, every cell accounted for."""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from corpus import READ, Case, build_corpus, cheap_cases, dear_cases

from pipelines.reading import Book, Limits, ReaderPool, Unreadable, tally_unused_sheet
from pipelines.reading.refusals import SENTENCES

SMALL = Limits(memory_mb=1200, seconds=20, uncompressed_mb=64, cells=2_000_000)
CHEAP = list(cheap_cases())
DEAR = list(dear_cases())


def outcome(pool: ReaderPool, path: Path) -> tuple[str, Book | None]:
    """What became of a file, and its book where it was read."""
    try:
        book = pool.read(path)
    except Unreadable as refused:
        assert refused.__cause__ is None
        assert refused.problem.check_id in SENTENCES and len(refused.problem.message) > 40
        return refused.problem.check_id, None
    return READ, book


def accounted(book: Book) -> None:
    """Every cell of every sheet is counted once."""
    for sheet in book.sheets:
        cells, rows = tally_unused_sheet(sheet.grid)
        assert cells.balances() and rows.balances()
        assert cells.in_file <= sheet.grid.num_rows * sheet.grid.num_columns <= SMALL.cells
        filled = sum(len(column) - column.null_count for column in sheet.grid.columns)
        assert cells.left_out <= filled
        assert all(first <= last <= sheet.grid.num_rows for first, last in sheet.facts.hidden_rows)
        assert set(sheet.facts.hidden_columns) <= set(sheet.grid.column_names)
        assert "root:x:0" not in str(sheet.grid.slice(0, 5).to_pylist())
    assert "root:x:0" not in str(book.properties)


def most_memory(pool: ReaderPool) -> int:
    """The most megabytes of addresses that the child has had."""
    process = pool._process
    if sys.platform != "linux" or process is None or process.poll() is not None:
        return 0
    found = re.search(r"VmPeak:\s+(\d+) kB", Path(f"/proc/{process.pid}/status").read_text())
    return int(found[1]) // 1024 if found else 0


def test_the_corpus_is_large_and_varied_and_the_same_every_time() -> None:
    assert len(CHEAP) >= 400 and len(DEAR) >= 10
    assert len({one.name for one in CHEAP + DEAR}) == len(CHEAP + DEAR)
    assert min(Counter(one.family for one in CHEAP if one.family in ("cut", "turned", "part")).values()) > 50
    assert [one.data for one in CHEAP[:80]] == [one.data for one in list(cheap_cases())[:80]]


def test_every_cheap_file_ends_in_one_verdict(tmp_path: Path) -> None:
    wrong: dict[str, str] = {}
    reads: Counter[str] = Counter()
    started = time.monotonic()
    with ReaderPool(SMALL) as pool:
        for path, one in build_corpus(tmp_path, CHEAP).items():
            before = time.monotonic()
            found, book = outcome(pool, path)
            reads[found] += 1
            if found not in one.allowed or time.monotonic() - before > SMALL.seconds + 5:
                wrong[one.name] = found
            if book is not None:
                accounted(book)
            assert most_memory(pool) <= SMALL.memory_mb
    assert wrong == {}
    assert sum(reads.values()) == len(CHEAP)
    assert min(reads[READ], reads["file_damaged"]) > 60 and reads["file_reader_timeout"] == 0
    assert time.monotonic() - started < 300  # a few seconds; the bound only catches a hang


@pytest.mark.skipif(sys.platform != "linux", reason="memory limits are kept on Linux")
@pytest.mark.parametrize("one", DEAR, ids=lambda one: one.name)
def test_a_bomb_is_one_refused_file(one: Case, tmp_path: Path) -> None:
    (path,) = build_corpus(tmp_path, [one])
    with ReaderPool(replace(SMALL, seconds=5)) as pool:
        started = time.monotonic()
        found, book = outcome(pool, path)
        assert found in one.allowed | {"file_reader_timeout"}  # on a slow machine the clock may be first
        assert time.monotonic() - started < SMALL.seconds + 10
        assert most_memory(pool) <= SMALL.memory_mb
        if book is not None:
            accounted(book)
