"""The second opinion: where the first reader fails, and where the two differ; the rule of which text counts."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from workbook_writers import with_cells

from pipelines.problems import Severity
from pipelines.reading import Limits, ReaderPool, Unreadable, second_reader, workbooks
from pipelines.reading.child import _USUAL_ENDINGS
from pipelines.reading.second_reader import compare
from pipelines.reading.spreadsheets import read_sheets
from pipelines.reading.workbooks import _SEARCHED

_SHEET = "xl/worksheets/sheet1.xml"


def changed(path: Path, change: Any) -> Path:
    """The workbook with its sheet's XML changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_SHEET] = change(parts[_SHEET])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def typed(path: Path, from_1904: bool = False) -> Path:
    """A workbook with a cell of every type."""
    with xlsxwriter.Workbook(path, {"date_1904": from_1904, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Cases")
        book.add_worksheet("Away").hide()
        formats = {
            "d": "mm/dd/yyyy",
            "t": "hh:mm",
            "s": "[h]:mm",
            "z": "000000",
            "y": 'mmm d, yyyy "at" h:mm AM/PM',
        }
        styles = {name: book.add_format({"num_format": code}) for name, code in formats.items()}
        texts = [
            "000121",
            "None",
            "",
            " x ",
            "=1+1",
            "_x000D_",
            "a\nb",
            "Zoë\U0001f4a5",
            "12345678901234567",
            "#N/A",
            "true",
            "1e5",
        ]
        for row, text in enumerate(texts):
            sheet.write_string(row, 0, text)
        numbers = [0, -0.0, 0.1 + 0.2, 609.2, 1e15, 12345678901234567, 1e-7, 1e300, -5, 2.40123e11]
        for row, number in enumerate(numbers):
            sheet.write_number(row, 1, number)
        days = [
            dt.datetime(2025, 3, 1, 10, 20, 30),
            dt.datetime(1904, 1, 2),
            dt.datetime(2024, 2, 29),
            dt.datetime(1999, 12, 31, 23, 59, 59, 999000),
        ]
        for row, day in enumerate(days):
            sheet.write_datetime(row, 2, day, styles["d" if row % 2 else "y"])
        sheet.write_datetime(0, 3, dt.time(7, 30), styles["t"])
        sheet.write_datetime(1, 3, dt.timedelta(hours=30, minutes=15), styles["s"])
        sheet.write_number(2, 3, 0.75, styles["t"])
        sheet.write_boolean(3, 3, True)
        sheet.write_formula(4, 3, "=NA()", None, "#N/A")
        sheet.write_formula(5, 3, "=1+1", None, 2)
        sheet.write_rich_string(6, 3, "a", book.add_format({"bold": True}), "b", " c")
        sheet.write_number(7, 3, 121, styles["z"])
        sheet.merge_range(9, 3, 10, 4, "merged")
    return path


@pytest.mark.parametrize("from_1904", [False, True], ids=["1900", "1904"])
def test_the_readers_agree_on_cells_of_every_type(from_1904: bool, tmp_path: Path, pool: ReaderPool) -> None:
    data = typed(tmp_path / "a.xlsx", from_1904).read_bytes()
    assert compare(data, read_sheets(data, {}, True, Limits())) == ()


@pytest.mark.parametrize("from_1904", [False, True], ids=["1900", "1904"])
def test_where_the_first_fails_the_second_reads_the_same_text(
    from_1904: bool, tmp_path: Path, pool: ReaderPool
) -> None:
    first = pool.read(typed(tmp_path / "a.xlsx", from_1904))
    utf16 = changed(
        typed(tmp_path / "b.xlsx", from_1904),
        lambda part: part.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
    )
    second = pool.read(utf16)
    assert [note.check_id for note in first.notes] == []
    assert [(note.check_id, note.severity) for note in second.notes] == [
        ("file_second_reader", Severity.NOTE)
    ]
    assert [(sheet.name, sheet.visible) for sheet in second.sheets] == [("Cases", True), ("Away", False)]
    assert first.sheets[0].grid.column_names == second.sheets[0].grid.column_names
    for letter in first.sheets[0].grid.column_names:
        told = second.sheets[0].grid[letter].to_pylist()
        for one, other in zip(first.sheets[0].grid[letter].to_pylist(), told, strict=True):
            # openpyxl cannot tell a spelt-out escape from an escape; every other text is the same.
            assert one == other or one == "_x000D_" or float(one) == pytest.approx(float(other), rel=1e-14)
    assert first.sheets[0].facts.padded.keys() == second.sheets[0].facts.padded.keys() == {"D"}


@pytest.mark.parametrize("kind", ["xlsx", "xlsm"])
def test_where_they_differ_the_first_counts_and_the_cells_are_named(
    kind: str, tmp_path: Path, pool: ReaderPool
) -> None:
    rows = (
        '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row>'
    )
    path = with_cells(tmp_path, rows)  # rows that run backwards: one reader drops what comes too late
    if kind == "xlsm":
        path = with_macros(path)
    book = pool.read(path)
    assert book.kind == kind
    assert [row for row in book.sheets[0].grid["A"].to_pylist() if row] == ["1", "3"]
    told = {problem.cells: problem for problem in book.notes}
    assert {problem.check_id for problem in book.notes} == {"file_readers_disagree"} and "A1" in told
    assert (told["A1"].severity, told["A1"].sheet, told["A1"].rows_count) == (Severity.UNLIKELY, "Sheet1", 1)


def with_macros(path: Path) -> Path:
    """The workbook as one of the kind that may hold macros."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    types = "[Content_Types].xml"
    usual, other = (
        b"vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    with zipfile.ZipFile(path.with_suffix(".xlsm"), "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(usual, other) if name == types else part)
    return path.with_suffix(".xlsm")


def test_the_rule_stands_in_the_documents_for_every_kind() -> None:
    text = (Path(__file__).parents[2] / "docs" / "development.md").read_text(encoding="utf-8")
    rows = [line.strip().strip("|").split("|") for line in text.splitlines() if line.startswith("   | ")]
    named = {word.strip(" ,") for row in rows for word in row[0].replace(",", " ").split()}
    assert set(_USUAL_ENDINGS) <= named
    second = {word for row in rows if "openpyxl" in row[1] for word in row[0].replace(",", " ").split()}
    assert second == set(_SEARCHED) == {"xlsx", "xlsm"}


def test_a_large_file_is_read_once(tmp_path: Path, pool: ReaderPool, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []
    sheets = second_reader._sheets

    def counted(data: bytes) -> Any:
        opened.append(data)
        return sheets(data)

    monkeypatch.setattr(second_reader, "_sheets", counted)
    small = with_cells(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>').read_bytes()
    assert compare(small, read_sheets(small, {}, True, Limits())) == () and len(opened) == 1
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 8_000))
    large = with_cells(tmp_path, rows).read_bytes()
    assert compare(large, read_sheets(large, {}, True, Limits())) == () and len(opened) == 1


def test_what_neither_can_read_is_damaged(tmp_path: Path, pool: ReaderPool) -> None:
    path = changed(typed(tmp_path / "a.xlsx"), lambda part: part[: len(part) // 2])
    with pytest.raises(Unreadable) as caught:
        pool.read(path)
    assert caught.value.problem.check_id == "file_damaged" and caught.value.__cause__ is None


def test_after_a_panic_the_second_reads_and_the_process_is_not_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: Any) -> None:
        raise PanicException("Case 25-000121")

    data = typed(tmp_path / "a.xlsx").read_bytes()
    monkeypatch.setattr(workbooks, "read_sheets", panic)
    reading = workbooks.read_workbook(data, "xlsx", Limits())
    assert [note.check_id for note in reading.notes] == ["file_second_reader"] and not reading.sound
    assert reading.sheets[0].grid["A"][0].as_py() == "000121" and "25-000121" not in str(reading)


def test_a_very_wide_row_is_read(tmp_path: Path, pool: ReaderPool) -> None:
    ends = '<row r="1"><c r="A1"><v>1</v></c><c r="EWV1"><v>2</v></c></row>'
    (sheet,) = pool.read(with_cells(tmp_path, ends)).sheets
    assert sheet.grid.shape == (1, 4_000) and sheet.grid["EWV"].to_pylist() == ["2"]
