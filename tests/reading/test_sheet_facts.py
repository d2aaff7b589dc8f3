"""What a workbook holds beside the text of its cells: hidden rows, comments, formulas, formats, long numbers, properties."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment as Note
from workbook_writers import ods_text, with_cells, write_ods, write_xls
from xlsb_writer import write_xlsb

from pipelines.reading import ReaderPool, Sheet
from pipelines.reading.number_masks import mask_of_format


def places(sheet: Sheet, name: str) -> dict[str, list[int]]:
    return {letter: rows.tolist() for letter, rows in getattr(sheet.facts, name).items()}


@pytest.mark.parametrize(
    ("code", "digits", "shown"),
    [
        pytest.param("000000", "121", "000121", id="zeros"),
        pytest.param("000000", "1234567", "1234567", id="more digits than zeros"),
        pytest.param("00-000000", "24000121", "24-000121", id="a dash between"),
        pytest.param("000\\-00\\-0000", "12345678", "012-34-5678", id="escaped dashes"),
        pytest.param('"C"000000', "121", "C000121", id="a letter in front"),
        pytest.param("##-0000", "5", "-0005", id="open places show nothing"),
        pytest.param("#,##0", "5", None, id="thousands"),
        pytest.param("0", "5", None, id="one zero pads nothing"),
        pytest.param("0.00", "5", None, id="decimals"),
        pytest.param("00%", "5", None, id="percent"),
        pytest.param("mm/dd/yyyy", "5", None, id="a date"),
        pytest.param("00000;[Red]-00000", "12", "00012", id="the part for positive numbers"),
        pytest.param("General", "5", None, id="no format"),
        pytest.param("0.00E+00", "5", None, id="scientific"),
        pytest.param("@", "5", None, id="text"),
        pytest.param("0" * 500, "5", None, id="nonsense of great length"),
    ],
)
def test_number_formats_with_leading_zeros(code: str, digits: str, shown: str | None) -> None:
    mask = mask_of_format(code)
    assert (mask.apply(digits) if mask else None) == shown


def test_hidden_rows_and_columns_as_far_as_the_sheet_is_in_use(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    for row in range(30):
        sheet.write_row(row, 0, ["a", "b", "c", "d", "e", "f", "g"])
    for row in (13, 14, 19, 40):
        sheet.set_row(row, None, None, {"hidden": True})
    sheet.set_column("F:XFD", None, None, {"hidden": True})
    sheet.set_column("B:B", 0)
    sheet.autofilter("A1:G30")
    sheet.filter_column("A", "x == b")
    book.close()
    (found,) = pool.read(path).sheets
    assert found.facts.hidden_rows == ((14, 15), (20, 20))
    assert found.facts.hidden_columns == ("B", "F", "G")
    assert found.grid.shape == (30, 7)


def test_comments_of_every_age(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"], sheet["C3"] = "x", "y"
    sheet["B2"].comment = Note("dual arrest & more", "A. Clerk")
    sheet["C3"].comment = Note(
        "[Threaded comment] Your version of Excel shows this. Comment: ask", "A. Clerk"
    )
    book.save(path)
    threads = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C3" personId="{1}" id="{2}"><text>ask her</text></threadedComment></ThreadedComments>'
    )
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    rels = next(name for name in parts if name.endswith("sheet1.xml.rels"))
    parts["xl/threadedComments/threadedComment1.xml"] = threads
    parts[rels] = parts[rels].replace(
        "</Relationships>",
        '<Relationship Id="t1" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        'Target="../threadedComments/threadedComment1.xml"/></Relationships>',
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    read = pool.read(path)
    told = [(comment.cell, comment.text) for comment in read.sheets[0].facts.comments]
    assert told == [("C3", "ask her"), ("B2", "dual arrest & more")]
    assert read.properties["comment authors"] == "A. Clerk"
    assert "ask" not in repr(read.sheets[0].facts) and "Clerk" not in repr(read)


def test_formulas_without_a_stored_result(tmp_path: Path, pool: ReaderPool) -> None:
    path = with_cells(
        tmp_path,
        '<row r="1"><c r="A1"><f>B1</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" s="0"><f t="shared" si="0"/><v/></c>'
        '<c r="D1"><f>1</f><v>1</v></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="str"><f>"x"</f></c>'
        '<c r="G1"><v>5</v></c></row>',
    )
    (sheet,) = pool.read(path).sheets
    assert places(sheet, "uncached") == {"A": [1], "B": [1], "C": [1], "F": [1]}


@pytest.mark.parametrize(
    ("results", "uncached", "text"),
    [
        pytest.param([0, 0], {"B": [1, 2]}, [None, None], id="all zero: nobody worked them out"),
        pytest.param([0, 7], {}, ["0", "7"], id="one has a result: the zero is one too"),
    ],
)
def test_zeros_that_a_program_wrote_for_formulas(
    results: list[int],
    uncached: dict[str, list[int]],
    text: list[str | None],
    tmp_path: Path,
    pool: ReaderPool,
) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)  # asks Excel to work everything out as it opens the workbook
    sheet = book.add_worksheet()
    for row, result in enumerate(results):
        sheet.write_string(row, 0, "x")
        sheet.write_formula(row, 1, "=LEN(A1)", None, result)
    sheet.write_string(0, 2, "end")
    book.close()
    (found,) = pool.read(path).sheets
    assert places(found, "uncached") == uncached
    assert found.grid["B"].to_pylist() == text


def test_leading_zeros_by_format_and_numbers_too_long_for_excel(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    zeros = book.add_format({"num_format": "000000"})
    year = book.add_format({"num_format": "00\\-0000"})
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "121", zeros)
    sheet.write_number(1, 0, 121, zeros)
    sheet.write_number(2, 0, 1.5, zeros)
    sheet.write_number(3, 0, 654321, zeros)
    sheet.write_number(1, 1, 240121, year)
    sheet.write_number(1, 2, 12345678901234567)
    sheet.write_string(2, 2, "12345678901234567")
    sheet.write_number(3, 2, 123456789012345)
    sheet.write_datetime(4, 2, dt.datetime(2025, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    (found,) = pool.read(path).sheets
    assert found.grid["A"].to_pylist() == ["121", "000121", "1.5", "654321", None]
    assert found.grid["B"].to_pylist()[1] == "24-0121"
    assert places(found, "padded") == {"A": [2], "B": [2]}
    assert places(found, "rounded") == {"C": [2]}


def test_places_are_found_whatever_the_prefix_and_without_references(
    tmp_path: Path, pool: ReaderPool
) -> None:
    rows = (
        '<row hidden="1"><c><f>A2</f></c><c><v>1</v></c></row><row><c><v>2</v></c><c><f>A1</f><v></v></c></row>'
        '<row hidden="true"><c t="inlineStr"><is><t>x</t></is></c></row>'
    )
    plain = with_cells(tmp_path, rows)
    prefixed = tmp_path / "prefixed.xlsx"
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(prefixed, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", part).replace(b"xmlns=", b"xmlns:x=")
            target.writestr(name, part)
    for path in (plain, prefixed):
        (sheet,) = pool.read(path).sheets
        assert places(sheet, "uncached") == {"A": [1], "B": [2]}
        assert sheet.facts.hidden_rows == ((1, 1), (3, 3))


def test_many_marked_cells_travel_as_runs(tmp_path: Path, pool: ReaderPool) -> None:
    rows = "".join(
        f'<row r="{row}" hidden="{row % 3 == 0:d}"><c r="A{row}"><f>B{row}</f></c><c r="B{row}"><v>{10**16 + row}</v></c></row>'
        for row in range(1, 60_001)
    )  # several pieces long
    (sheet,) = pool.read(with_cells(tmp_path, rows)).sheets
    assert places(sheet, "uncached") == {"A": list(range(1, 60_001))}
    assert places(sheet, "rounded") == {"B": list(range(1, 60_001))}
    assert sheet.facts.hidden_rows == tuple((row, row) for row in range(3, 60_001, 3))


def test_properties_of_a_workbook(tmp_path: Path, pool: ReaderPool) -> None:
    path = tmp_path / "a.xlsx"
    book = xlsxwriter.Workbook(path)
    book.set_properties(
        {"title": "Report", "subject": "DV", "author": "A. Clerk", "manager": "B. Chief", "company": "PD",
         "category": "c", "keywords": "k1 k2", "comments": "for R&D", "status": "draft"}
    )  # fmt: skip
    book.set_custom_property("Checked by", "C. Sergeant")
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "x")
    sheet.set_header("&LPrinted for D. Victim")
    sheet.insert_textbox(2, 2, "a box of words")
    book.define_name("Suspect", "=Sheet1!$A$1")
    book.close()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    core = "docProps/core.xml"
    parts[core] = parts[core].replace(b"<cp:lastModifiedBy>A. Clerk", b"<cp:lastModifiedBy>E. Last")
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    told = pool.read(path).properties
    assert told == {
        "title": "Report", "subject": "DV", "author": "A. Clerk", "last saved by": "E. Last", "keywords": "k1 k2",
        "comments": "for R&D", "category": "c", "status": "draft", "manager": "B. Chief", "company": "PD",
        "custom property Checked by": "C. Sergeant", "defined name Suspect": "Sheet1!$A$1", "text boxes": "a box of words",
        "page header and footer": "&LPrinted for D. Victim",
    }  # fmt: skip


def added(path: Path, names: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        for name, part in names.items():
            archive.writestr(name, part)
    return path


@pytest.mark.parametrize(
    ("part", "check_id", "words"),
    [
        pytest.param("xl/vbaProject.bin", "file_macros", "not run", id="macros"),
        pytest.param("xl/externalLinks/externalLink1.xml", "file_external_links", "other files", id="links"),
        pytest.param("xl/media/image1.png", "file_objects", "1 picture", id="a picture"),
        pytest.param("xl/embeddings/oleObject1.bin", "file_objects", "1 embedded object", id="an object"),
    ],
)
def test_what_is_not_read_is_told(
    part: str, check_id: str, words: str, tmp_path: Path, pool: ReaderPool
) -> None:
    path = with_cells(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>')
    assert pool.read(path).notes == ()
    (note,) = pool.read(added(path, {part: b"x"})).notes
    assert note.check_id == check_id and words in note.message


def test_an_ods_has_hidden_rows_columns_comments_and_properties(tmp_path: Path, pool: ReaderPool) -> None:
    remark = "<office:annotation><text:p>two</text:p><text:p>lines</text:p></office:annotation>"
    path = write_ods(
        tmp_path / "a.ods",
        '<table:table table:name="One"><table:table-column/><table:table-column table:visibility="collapse" '
        'table:number-columns-repeated="1000"/>'
        f"<table:table-row>{ods_text('a')}{ods_text('b')}</table:table-row>"
        f'<table:table-row table:visibility="filter" table:number-rows-repeated="2">{ods_text("c")}</table:table-row>'
        f'<table:table-row table:visibility="collapse">{ods_text("d")}</table:table-row>'
        f'<table:table-row>{ods_text("e")}<table:table-cell office:value-type="string">{remark}<text:p>f</text:p></table:table-cell></table:table-row>'
        '<table:table-row><table:table-cell office:value-type="float" office:value="12345678901234567"/></table:table-row>'
        '<table:table-row table:visibility="collapse" table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
        "</table:table>",
    )
    added(
        path,
        {
            "meta.xml": b"<office:meta><dc:title>T</dc:title><meta:initial-creator>A. Clerk</meta:initial-creator>"
            b'<meta:user-defined meta:name="Case">25-1</meta:user-defined></office:meta>',
            "styles.xml": b"<style:header><text:p>Printed for B</text:p></style:header>",
            "Pictures/a.png": b"x",
        },
    )
    book = pool.read(path)
    (sheet,) = book.sheets
    assert sheet.facts.hidden_rows == ((2, 4),) and sheet.facts.hidden_columns == ("B",)
    assert [(c.cell, c.text.strip()) for c in sheet.facts.comments] == [("B5", "two\nlines")]
    assert places(sheet, "rounded") == {"A": [6]}
    assert book.properties == {
        "title": "T", "author": "A. Clerk", "custom property Case": "25-1", "page header and footer": "Printed for B",
    }  # fmt: skip
    assert [note.check_id for note in book.notes] == ["file_objects"]


@pytest.mark.parametrize("kind", ["xls", "xlsb"])
def test_numbers_too_long_for_excel_in_a_binary_workbook(kind: str, tmp_path: Path, pool: ReaderPool) -> None:
    write = write_xls if kind == "xls" else write_xlsb
    cells = {(0, 0): "12345678901234567", (1, 0): 1.2345678901234567e16, (2, 0): 7}
    book = pool.read(write(tmp_path / f"a.{kind}", {"One": cells}))
    assert places(book.sheets[0], "rounded") == {"A": [2]}
    # Of an old workbook alone something is not known, and that is said.
    assert [note.check_id for note in book.notes] == (["file_facts_unknown"] if kind == "xls" else [])


def test_what_an_old_workbook_tells_beside_its_text(pool: ReaderPool) -> None:
    """The file was written by LibreOffice: rows 3 and 4 and column B hidden, a note in C2, numbers shown as 000000."""
    book = pool.read(Path(__file__).parent / "files" / "old_workbook.xls")
    export, plain = book.sheets
    assert export.grid.column("A").to_pylist()[:3] == ["Report No", "000011", "000022"]
    assert export.facts.hidden_rows == ((3, 4),) and export.facts.hidden_columns == ("B",)
    assert [(c.cell, c.text.strip()) for c in export.facts.comments] == [("C2", "a remark")]
    assert places(export, "padded") == {"A": [2, 3, 4, 5, 6, 7]}
    assert plain.facts.hidden_rows == () and places(plain, "padded") == {}
    (unseen,) = book.notes
    assert unseen.check_id == "file_facts_unknown" and "hidden" not in unseen.message


def test_an_old_workbook_too_odd_for_its_facts_is_read_and_says_so(tmp_path: Path, pool: ReaderPool) -> None:
    book = pool.read(write_xls(tmp_path / "a.xls", {"One": {(0, 0): "x"}}, calendar=9))
    assert book.sheets[0].grid.to_pylist() == [{"A": "x"}]
    assert "hidden rows" in book.notes[0].message


@pytest.mark.parametrize(("calendar", "expected"), [(0, False), (1, True)])
def test_the_calendar_of_an_old_workbook(
    calendar: int, expected: bool, tmp_path: Path, pool: ReaderPool
) -> None:
    book = pool.read(write_xls(tmp_path / "a.xls", {"One": {(0, 0): 40000}}, calendar=calendar))
    assert book.sheets[0].facts.days_from_1904 is expected


def test_parts_that_cannot_be_looked_at_are_told_and_the_text_stays(tmp_path: Path, pool: ReaderPool) -> None:
    path = with_cells(tmp_path, '<row r="1"><c r="A1"><v>1</v></c></row>')
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("docProps/core.xml")
    at = entry.header_offset + 30 + len(entry.filename) + 20
    path.write_bytes(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :])
    book = pool.read(path)
    assert book.sheets[0].grid.to_pylist() == [{"A": "1"}]
    assert [note.check_id for note in book.notes] == ["file_facts_unknown"]
