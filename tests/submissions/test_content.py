"""The same sheets saved by another program are known again; anything that a person changed is not."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import xlsxwriter
from openpyxl.styles import Font

from pipelines.metadata.datasets import DATASETS
from pipelines.reading import Book, ReaderPool, Sheet
from pipelines.submissions import Intake
from pipelines.submissions.content import canonical_text, content_digest, scope_digest

KEY, OTHER_KEY = "ab" * 32, "cd" * 32
ROWS = [
    ["Case", "When", "Days", "Statute", "DV"],
    ["24-0001", datetime(2025, 3, 2, 10, 30), 12.5, "609.20", True],
    ["24-0002", datetime(2025, 3, 3), 0.1 + 0.2, "609.2", False],
    ["007", None, 7, " caf\u00e9 ", None],
]


@pytest.fixture
def pool(intake: Intake) -> ReaderPool:
    return intake.context.pool


def by_xlsxwriter(path: Path, rows: list[list[object]] = ROWS, sheet: str = "Export") -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False}) as book:
        page = book.add_worksheet(sheet)
        stamp = book.add_format({"num_format": "m/d/yyyy h:mm"})
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, datetime):
                    page.write_datetime(r, c, cell, stamp)
                elif cell is not None:
                    page.write(r, c, cell)
    return path


def by_openpyxl(path: Path) -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "Another name"
    for row in ROWS:
        page.append(row)
    page["A1"].font = Font(bold=True)
    page["B2"].number_format = "yyyy-mm-dd hh:mm"
    book.create_sheet("Empty")
    book.save(path)
    return path


def digest(pool: ReaderPool, path: Path) -> str:
    return content_digest(pool.read(path), KEY)


def test_another_program_another_style_another_sheet_name(pool: ReaderPool, tmp_path: Path) -> None:
    one, other = by_xlsxwriter(tmp_path / "a.xlsx"), by_openpyxl(tmp_path / "b.xlsx")
    assert one.read_bytes() != other.read_bytes()
    assert digest(pool, one) == digest(pool, other)


def test_a_sheet_of_texts_saved_as_csv(pool: ReaderPool, tmp_path: Path) -> None:
    rows = [["Case", "When", "Code"], ["24-1", "3/2/2025", "A"], ["24-2", "3/3/2025", "N/A"]]
    path = tmp_path / "a.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    assert digest(pool, by_xlsxwriter(tmp_path / "a.xlsx", rows)) == digest(pool, path)


def _swap(rows: list[list[object]]) -> None:
    rows[1], rows[2] = rows[2], rows[1]


def _statute(rows: list[list[object]]) -> None:
    rows[2][3] = "609.20"


def _leading_zeros(rows: list[list[object]]) -> None:
    rows[3][0] = "7"


def _moved(rows: list[list[object]]) -> None:
    rows[3] = ["007", 7, None, " caf\u00e9 ", None]


def _time(rows: list[list[object]]) -> None:
    rows[1][1] = datetime(2025, 3, 2, 10, 31)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(_swap, id="rows in another order"),
        pytest.param(_statute, id="a zero behind a point"),
        pytest.param(_leading_zeros, id="zeros before a number"),
        pytest.param(_moved, id="a cell in another column"),
        pytest.param(_time, id="a minute"),
    ],
)
def test_what_a_person_changes_is_another_content(
    pool: ReaderPool, tmp_path: Path, change: Callable[[list[list[object]]], None]
) -> None:
    rows = [list(row) for row in ROWS]
    change(rows)
    assert digest(pool, by_xlsxwriter(tmp_path / "a.xlsx")) != digest(
        pool, by_xlsxwriter(tmp_path / "b.xlsx", rows)
    )


def _book(*sheets: tuple[str, list[str | None]]) -> Book:
    return Book(
        "xlsx",
        tuple(Sheet(name, True, pa.table({"A": pa.array(cells, pa.string())})) for name, cells in sheets),
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param(_book(("x", ["1"]), ("y", ["2"])), _book(("y", ["2"]), ("x", ["1"])), True, id="order of sheets"),
        pytest.param(_book(("x", ["1"]), ("y", ["2"])), _book(("x", ["2"]), ("y", ["1"])), False, id="cells of two sheets"),
        pytest.param(_book(("x", ["ab", "c"])), _book(("x", ["a", "bc"])), False, id="the same letters, cut elsewhere"),
        pytest.param(_book(("x", [None, "a"])), _book(("x", ["a", None])), False, id="another row"),
        pytest.param(_book(("x", [None, "a"])), _book(("x", ["", "a"])), True, id="blank and empty"),
    ],
)  # fmt: skip
def test_books(one: Book, other: Book, same: bool) -> None:
    assert (content_digest(one, KEY) == content_digest(other, KEY)) is same
    assert content_digest(one, KEY) != content_digest(one, OTHER_KEY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(" a ", "a", id="spaces around"),
        pytest.param("a\r\nb\rc", "a\nb\nc", id="line ends"),
        pytest.param("cafe\u0301", "caf\u00e9", id="accents apart"),
        pytest.param("2025-01-02 00:00:00", "2025-01-02", id="midnight"),
        pytest.param("2025-01-02 10:00:00", "2025-01-02 10:00:00", id="a time"),
        pytest.param("0.30000000000000004", "0.3", id="the seventeenth digit"),
        pytest.param("45000.041666666664", "45000.0416666667", id="a day with its time"),
        pytest.param("609.20", "609.20", id="a statute"),
        pytest.param("12345678901234567", "12345678901234567", id="a long number"),
        pytest.param(None, "", id="blank"),
    ],
)
def test_canonical_texts(text: str | None, expected: str) -> None:
    assert canonical_text(pa.array([text, "x"], pa.string())).to_pylist() == [expected, "x"]


_CHECKLIST = [("mpd", "2025-1"), ("mpd", "2025-1"), ("rpd", "2025-1")]


@pytest.mark.parametrize(
    ("rows", "is_same"),
    [
        pytest.param(_CHECKLIST[::-1], True, id="whatever the order of rows"),
        pytest.param(_CHECKLIST[1:], True, id="whatever the number of rows"),
        pytest.param([*_CHECKLIST, ("so", "2025-1")], False, id="a further agency"),
        pytest.param([("mpd", "2025-2"), ("rpd", "2025-1")], False, id="another round"),
    ],
)
def test_what_a_checklist_is_about(rows: list[tuple[str, str]], is_same: bool) -> None:
    def told(pairs: list[tuple[str, str]]) -> str:
        agencies, rounds = zip(*pairs, strict=True)
        table = pa.table({"agency_code": agencies, "review_round": rounds, "status": ["met"] * len(pairs)})
        return scope_digest(DATASETS["policy_checklist"], table, KEY)

    assert (told(rows) == told(_CHECKLIST)) is is_same
    assert "mpd" not in told(rows)
    assert scope_digest(DATASETS["rms_incidents"], pa.table({"agency_code": ["mpd"]}), KEY) == ""
