"""What a binary workbook (xlsb) holds beside its text is told exactly as that of an xlsx with the same content."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from xlsb_writer import Beside, record, write_xlsb

from pipelines.reading import ReaderPool, Sheet, Unreadable
from pipelines.reading.biff12 import scan_records
from pipelines.reading.number_masks import mask_of_format
from pipelines.reading.sheet_scan import Wanted

_ZEROS = "000000"
_CELLS = {
    (0, 0): "Report No",
    (1, 0): ("shown", 121, _ZEROS),
    (2, 0): ("whole", 22, _ZEROS),
    (3, 0): ("formula", 7, _ZEROS),
    (4, 0): "121",
    (5, 0): ("shown", 654321, _ZEROS),
    (1, 1): ("shown", 240121, "00\\-0000"),
    (2, 1): ("shown", 1.5, _ZEROS),
    (3, 1): 12345678901234570.0,
    (4, 1): True,
    (5, 1): ("error", 0x2A),
    (0, 4): "end",
}


def as_xlsx(path: Path) -> Path:
    """The same table, hidden parts and notes as an xlsx."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("One")
        other = book.add_worksheet("Two")
        for (row, column), value in _CELLS.items():
            match value:
                case ("formula", number, code):
                    sheet.write_formula(row, column, "=3+4", book.add_format({"num_format": code}), number)
                case (_, int() | float() as number, str(code)):
                    sheet.write_number(row, column, number, book.add_format({"num_format": code}))
                case ("error", _):
                    sheet.write_formula(row, column, "=NA()", None, "#N/A")
                case _:
                    sheet.write(row, column, value)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_row(3, 0)
        sheet.set_column("B:B", None, None, {"hidden": True})
        sheet.set_column("D:D", 0)
        sheet.write_comment("C3", "dual arrest", {"author": "A. Clerk"})
        sheet.write_comment("A1", "a remark", {"author": "A. Clerk"})
        sheet.set_header("&LPrinted")
        other.write_string(0, 0, "x")
        other.hide()
    return path


def as_xlsb(path: Path) -> Path:
    """The same as a binary workbook."""
    return write_xlsb(
        path,
        {"One": _CELLS, "Two": {(0, 0): "x"}},
        Beside(
            hidden_rows=(2,), flat_rows=(3,), hidden_columns=((1, 1),), narrow_columns=((3, 3),), hidden_sheets=("Two",),
            notes={(0, 0): "a remark", (2, 2): "dual arrest"}, header="&LPrinted",
        ),
    )  # fmt: skip


def told(sheet: Sheet) -> dict[str, object]:
    facts = sheet.facts
    return {
        "hidden rows": facts.hidden_rows,
        "hidden columns": facts.hidden_columns,
        "notes": sorted((comment.cell, comment.text) for comment in facts.comments),
        "padded": {letter: rows.tolist() for letter, rows in facts.padded.items()},
        "rounded": {letter: rows.tolist() for letter, rows in facts.rounded.items()},
        "visible": sheet.visible,
        "text": sheet.grid.to_pydict(),
    }


def test_all_is_told_as_for_an_xlsx(tmp_path: Path, pool: ReaderPool) -> None:
    usual, binary = pool.read(as_xlsx(tmp_path / "a.xlsx")), pool.read(as_xlsb(tmp_path / "a.xlsb"))
    one = told(binary.sheets[0])
    assert one == told(usual.sheets[0])
    assert one["hidden rows"] == ((3, 4),) and one["hidden columns"] == ("B", "D")
    assert one["padded"] == {"A": [2, 3, 4], "B": [2]} and one["rounded"] == {"B": [4]}
    assert binary.sheets[0].grid["A"].to_pylist()[1:4] == ["000121", "000022", "000007"]
    assert [sheet.visible for sheet in binary.sheets] == [True, False]
    assert binary.notes == usual.notes == ()
    assert binary.properties["comment authors"] == "A. Clerk"
    assert binary.properties["page header and footer"] == usual.properties["page header and footer"]


@pytest.mark.parametrize(
    ("results", "uncached", "text"),
    [
        pytest.param([0, 0], [1, 2], [None, None], id="all zero: nobody worked them out"),
        pytest.param([0, "yes"], [], ["0", "yes"], id="one has a result: the zero is one too"),
    ],
)
def test_formulas_that_were_never_worked_out(
    results: list[object], uncached: list[int], text: list[str | None], tmp_path: Path, pool: ReaderPool
) -> None:
    cells = {(row, 0): ("formula", result, "") for row, result in enumerate(results)} | {(0, 1): "end"}
    path = write_xlsb(tmp_path / "a.xlsb", {"One": cells}, Beside(recalculates=True))
    (sheet,) = pool.read(path).sheets
    assert list(sheet.facts.uncached.get("A", ())) == uncached
    assert sheet.grid["A"].to_pylist() == text
    kept = write_xlsb(tmp_path / "b.xlsb", {"One": cells})  # worked out by the program that saved it
    (sheet,) = pool.read(kept).sheets
    assert not sheet.facts.uncached and sheet.grid["A"].to_pylist()[0] == "0"


def test_the_calendar_and_the_names_of_a_binary_workbook(tmp_path: Path, pool: ReaderPool) -> None:
    beside = Beside(from_1904=True, defined_name="Suspect_list")
    book = pool.read(write_xlsb(tmp_path / "a.xlsb", {"One": {(0, 0): 40000}}, beside))
    assert book.sheets[0].facts.days_from_1904
    assert book.properties == {"defined name Suspect_list": "Suspect_list"}


def test_many_rows_are_walked_with_their_formats() -> None:
    rows = range(70_000)
    body = b"".join(
        record(0, row.to_bytes(4, "little") + bytes(7) + bytes([0x10 * (row % 7 == 0)]) + bytes(5))
        + record(7, bytes(12))
        + record(5, bytes(4) + (2 if row % 5 else 1).to_bytes(4, "little") + bytes(8))
        for row in rows
    )
    mask = mask_of_format(_ZEROS)
    assert mask is not None
    found = scan_records(io.BytesIO(body), Wanted({"1": mask}))
    assert found.hidden_rows == [row + 1 for row in rows if row % 7 == 0]
    assert found.padded[mask]["A"] == [row + 1 for row in rows if row % 5 == 0]


def cut_short(path: Path, part: str, cut: int) -> Path:
    """The workbook with the last bytes of a part gone."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, body in parts.items():
            archive.writestr(name, body[:-cut] if name == part else body)
    return path


@pytest.mark.parametrize(
    ("part", "cut"),
    [
        pytest.param("xl/workbook.bin", 20, id="the calendar's part"),
        pytest.param("xl/comments1.bin", 1, id="the last byte of the notes"),
        pytest.param("xl/comments1.bin", 60, id="half of the notes"),
    ],
)
def test_a_part_that_cannot_be_walked_is_told_and_the_text_stays(
    part: str, cut: int, tmp_path: Path, pool: ReaderPool
) -> None:
    book = pool.read(cut_short(as_xlsb(tmp_path / "a.xlsb"), part, cut))
    assert [note.check_id for note in book.notes] == ["file_facts_unknown"]
    assert book.sheets[0].grid["A"].to_pylist()[:2] == ["Report No", "121"]
    assert book.sheets[0].facts.hidden_rows == ()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.bin", "xl/styles.bin"])
def test_a_part_that_the_text_needs_is_refused_when_cut_short(
    part: str, tmp_path: Path, pool: ReaderPool
) -> None:
    with pytest.raises(Unreadable) as caught:
        pool.read(cut_short(as_xlsb(tmp_path / "a.xlsb"), part, 60))
    assert caught.value.problem.check_id == "file_damaged"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\x80", id="a kind without its second byte"),
        pytest.param(b"\x00", id="no length"),
        pytest.param(b"\x00\xff\xff\xff\x7f", id="a length of gigabytes"),
        pytest.param(record(0, bytes(17)) + b"\x05\x10x", id="a cell cut short"),
    ],
)
def test_records_that_run_past_the_end_are_no_records(body: bytes) -> None:
    with pytest.raises(ValueError, match="without an end"):
        scan_records(io.BytesIO(body), Wanted())
