"""A file that crashes, hangs or swells the reader is one refused file, and the next one is read."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import xlsxwriter
from workbook_writers import with_cells

from pipelines.reading import Limits, ReaderPool, Unreadable, read_book

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="memory limits are kept on Linux")
SECRET = "Case 25-000121"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(f"case,day\n{SECRET},2\n")
    return path


def check_id(pool: ReaderPool, path: Path) -> str:
    with pytest.raises(Unreadable) as caught:
        pool.read(path)
    assert SECRET not in str(caught.value)
    assert caught.value.__cause__ is None
    return caught.value.problem.check_id


def pool_of(code: str, **limits: float) -> ReaderPool:
    """A pool whose first child runs this code, then behaves."""
    return ReaderPool(Limits(**limits), (sys.executable, "-c", code))  # type: ignore[arg-type]


@linux_only
def test_a_cell_at_the_far_corner_is_one_refused_file(tmp_path: Path, good: Path) -> None:
    far = with_cells(
        tmp_path,
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    with ReaderPool() as pool:
        assert pool.read(good).kind == "csv"
        assert check_id(pool, far) in ("file_reader_failed", "file_too_large")
        assert pool.read(good).sheets[0].grid.shape == (2, 2)


@linux_only
def test_text_that_needs_more_memory_than_allowed_is_one_refused_file(tmp_path: Path, good: Path) -> None:
    big = tmp_path / "big.csv"
    big.write_bytes(b"a,b,c,d\n" * 800_000)
    with ReaderPool(Limits(memory_mb=400)) as pool:
        assert check_id(pool, big) in ("file_reader_failed", "file_too_large")
        assert pool.read(good).kind == "csv"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("import os; os.abort()", id="abort at once"),
        pytest.param("import sys; sys.stdin.buffer.read(4); sys.exit(3)", id="end without an answer"),
        pytest.param(
            "import sys,struct; sys.stdin.buffer.read(4); sys.stdout.buffer.write(struct.pack('>I', 500) + b'{')",
            id="half an answer",
        ),
        pytest.param(
            "import sys,struct; sys.stdin.buffer.read(4); sys.stdout.buffer.write(struct.pack('>I', 7) + b'garbage')",
            id="an answer that is none",
        ),
        pytest.param(
            "import sys,json,struct\n"
            "sys.stdin.buffer.read(4)\n"
            "b = json.dumps({'kind': 'csv', 'notes': [], 'sheets': [{'name': 's', 'visible': True}]}).encode()\n"
            "sys.stdout.buffer.write(struct.pack('>I', len(b)) + b + b'not an Arrow stream')",
            id="a sheet that is none",
        ),
    ],
)
def test_a_crash_refuses_the_file(code: str, good: Path) -> None:
    with pool_of(code) as pool:
        assert check_id(pool, good) == "file_reader_failed"
        assert check_id(pool, good) == "file_reader_failed"


def test_a_hang_is_stopped_by_the_clock(good: Path) -> None:
    started = time.monotonic()
    with pool_of("import time; time.sleep(60)", seconds=0.3) as pool:
        assert check_id(pool, good) == "file_reader_timeout"
    assert time.monotonic() - started < 10


def test_a_killed_child_is_replaced_without_a_word(good: Path) -> None:
    with ReaderPool() as pool:
        pool.read(good)
        process = pool._process
        assert process is not None
        process.kill()
        process.wait()
        assert pool.read(good).kind == "csv"


def test_a_panic_in_a_reader_is_answered_and_drops_its_text(good: Path) -> None:
    code = (
        "import sys; sys.argv = ['child', '4096']\n"
        "import pipelines.reading.child as child\n"
        "class Panic(BaseException): pass\n"
        "def panic(data, limits): raise Panic('Case 25-000121')\n"
        "child.read_delimited = panic\n"
        "child.main()"
    )
    with pool_of(code) as pool:
        assert check_id(pool, good) == "file_reader_failed"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with ReaderPool() as pool:
        assert check_id(pool, tmp_path / "gone.xlsx") == "file_reader_failed"


def test_the_child_writes_nothing_and_sees_little(
    tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMEPAGE_KEY", "secret")
    before = set(tmp_path.rglob("*"))
    with ReaderPool() as pool:
        pool.read(good)
        assert pool._process is not None
        if sys.platform == "linux":
            environment = Path(f"/proc/{pool._process.pid}/environ").read_bytes()
            assert b"SAMEPAGE_KEY" not in environment
            limits = Path(f"/proc/{pool._process.pid}/limits").read_text()
            assert re.search(r"Max core file size +0 +0 ", limits)
            assert re.search(r"Max file size +0 +0 ", limits)
    assert set(tmp_path.rglob("*")) == before


def test_the_child_ends_when_nobody_asks_any_more(good: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "pipelines.reading.child", "4096"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.communicate(b"", timeout=30)[0] == b""
    assert process.returncode == 0


def test_read_book_reads_one_file(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Cases").write_string(0, 0, "x")
    book.close()
    assert [sheet.name for sheet in read_book(path).sheets] == ["Cases"]
    monkeypatch.chdir(tmp_path)
    assert read_book(Path("good.csv")).sheets[0].grid["A"].to_pylist() == ["case", SECRET]
