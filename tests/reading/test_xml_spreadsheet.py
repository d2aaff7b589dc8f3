"""An XML spreadsheet of 2003 reads as the text a person sees, tells what it hides, and is refused when it is a trap."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.reading import Book, Limits, ReaderPool, Unreadable
from pipelines.reading.sniff import kind_of
from pipelines.reading.xml_spreadsheet import read_xml_spreadsheet

_HEAD = (
    '<?xml version="1.0"{}?>\n<?mso-application progid="Excel.Sheet"?>\n{}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
)
_STYLES = (
    '<Styles><Style ss:ID="Default"/><Style ss:ID="zero"><NumberFormat ss:Format="000000"/></Style><Style ss:ID="child" ss:Parent="zero"/>'
    '<Style ss:ID="span"><NumberFormat ss:Format="[h]:mm"/></Style><Style ss:ID="plain"><NumberFormat/></Style></Styles>'
)
_ROWS = '<Row><Cell><Data ss:Type="String">x</Data></Cell></Row>'


def xml(table: str, before: str = "", after: str = "", declared: str = "", doctype: str = "") -> bytes:
    body = f'{before}{_STYLES}<Worksheet ss:Name="One"><Table>{table}</Table>{after}</Worksheet></Workbook>'
    return (_HEAD.format(declared, doctype) + body).encode()


def cell(kind: str, text: str, **named: object) -> str:
    told = "".join(f' ss:{name}="{value}"' for name, value in named.items())
    return f'<Cell{told}><Data ss:Type="{kind}">{text}</Data></Cell>'


def read(data: bytes, folder: Path, pool: ReaderPool, name: str = "a.xls") -> Book:
    (folder / name).write_bytes(data)
    return pool.read(folder / name)


@pytest.mark.parametrize(
    ("kind", "text", "style", "shown"),
    [
        pytest.param("String", "000121", "", "000121", id="text with leading zeros"),
        pytest.param("String", "None", "", "None", id="surname None"),
        pytest.param("String", "=1+1", "", "=1+1", id="text that looks like a formula"),
        pytest.param("String", " a&#10;b&amp; ", "", " a\nb& ", id="line break and spaces"),
        pytest.param("Number", "121", "", "121", id="whole number"),
        pytest.param("Number", "121", "zero", "000121", id="zeros by format"),
        pytest.param("Number", "121", "child", "000121", id="zeros by the format of a parent"),
        pytest.param("Number", "609.2", "", "609.2", id="statute as number"),
        pytest.param("Number", "609.2", "zero", "609.2", id="decimals are not padded"),
        pytest.param("Number", "0.30000000000000004", "", "0.3", id="no more digits than Excel has"),
        pytest.param("Number", "2.40123E+11", "", "240123000000", id="id turned into a number"),
        pytest.param("Number", "12345678901234567", "", "12345678901234567", id="every digit that is there"),
        pytest.param("Number", "-0", "", "0", id="negative zero"),
        pytest.param("Number", "twelve", "", "twelve", id="no number at all is kept"),
        pytest.param("Boolean", "1", "", "TRUE", id="boolean"),
        pytest.param("Error", "#N/A", "", "#N/A", id="error"),
        pytest.param("DateTime", "2025-03-01T00:00:00.000", "", "2025-03-01 00:00:00", id="date"),
        pytest.param("DateTime", "2025-03-01T10:20:30.500", "", "2025-03-01 10:20:30.500", id="date and time"),
        pytest.param("DateTime", "1899-12-31T07:30:00.000", "", "07:30:00", id="time alone"),
        pytest.param("DateTime", "1904-01-01T07:30:00.000", "", "1904-01-01 07:30:00", id="a day of 1904"),
        pytest.param("DateTime", "1900-01-01T06:15:00.000", "span", "30:15:00", id="span over a day"),
        pytest.param("DateTime", "yesterday", "", "yesterday", id="no date at all is kept"),
    ],
)  # fmt: skip
def test_a_cell_reads_as_the_text_a_person_sees(kind: str, text: str, style: str, shown: str) -> None:
    sheets, _, _ = read_xml_spreadsheet(xml(f"<Row>{cell(kind, text, StyleID=style)}</Row>"), Limits())
    assert sheets[0].grid.to_pydict() == {"A": [shown]}


def test_cells_stand_where_they_say_and_what_is_merged_is_passed_by(tmp_path: Path, pool: ReaderPool) -> None:
    table = (
        f"<Row>{cell('String', 'a', MergeAcross=1)}{cell('String', 'b')}</Row>"
        f'<Row ss:Index="4">{cell("Number", "1", Index=3)}</Row>'
        '<Row><Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>bo</B>ld</ss:Data></Cell></Row>'
    )
    book = read(xml(table), tmp_path, pool)
    assert book.kind == "xml" and book.notes == ()
    assert book.sheets[0].grid.to_pydict() == {
        "A": ["a", None, None, None, "bold"],
        "B": [None] * 5,
        "C": ["b", None, None, "1", None],
    }
    assert [note.check_id for note in read(xml(table), tmp_path, pool, "a.csv").notes] == [
        "file_kind_differs"
    ]


def test_what_it_holds_beside_the_text(tmp_path: Path, pool: ReaderPool) -> None:
    table = (
        '<Column/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="5" ss:Width="0"/><Column ss:StyleID="zero"/>'
        f"<Row>{''.join(cell('String', word) for word in 'abcde')}{cell('Number', '7')}{cell('Number', '8', StyleID='plain')}</Row>"
        '<Row ss:Hidden="1" ss:Span="1"/>'
        '<Row ss:Height="0"><Cell ss:Formula="=R[-1]C"/><Cell ss:Formula="=1"><Data ss:Type="Number"></Data></Cell>'
        '<Cell ss:Formula="=&quot;&quot;"><Data ss:Type="String"></Data></Cell><Cell ss:Formula="=1"><Data ss:Type="Number">1</Data></Cell></Row>'
        f'<Row>{cell("Number", "12345678901234567")}<Cell><Data ss:Type="String">x</Data>'
        '<Comment ss:Author="A. Clerk"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>dual</B> arrest</ss:Data></Comment></Cell></Row>'
    )
    before = (
        '<DocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><Title>T</Title><LastAuthor>B. Chief</LastAuthor><Created>2025</Created></DocumentProperties>'
        "<CustomDocumentProperties><Case>25-1</Case></CustomDocumentProperties>"
        '<ExcelWorkbook xmlns="urn:schemas-microsoft-com:office:excel"><SupBook><Path>old.xls</Path></SupBook></ExcelWorkbook>'
        '<Names><NamedRange ss:Name="Suspect" ss:RefersTo="=One!R1C1"/><NamedRange ss:Name="_FilterDatabase" ss:RefersTo="=x"/></Names>'
    )
    after = (
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><PageSetup><Header x:Data="&amp;LPrinted"/></PageSetup>'
        "<Visible>SheetHidden</Visible></WorksheetOptions>"
    )
    book = read(xml(table, before, after), tmp_path, pool)
    (sheet,) = book.sheets
    facts = sheet.facts
    assert not sheet.visible
    assert (facts.hidden_rows, facts.hidden_columns) == (((2, 4),), ("B", "C", "E"))
    assert {letter: rows.tolist() for letter, rows in facts.uncached.items()} == {"A": [4], "B": [4]}
    assert {letter: rows.tolist() for letter, rows in facts.padded.items()} == {"F": [1]}
    assert {letter: rows.tolist() for letter, rows in facts.rounded.items()} == {"A": [5]}
    assert [(note.cell, note.text) for note in facts.comments] == [("B5", "dual arrest")]
    assert sheet.grid["F"][0].as_py() == "000007" and sheet.grid["G"][0].as_py() == "8"
    assert [note.check_id for note in book.notes] == ["file_external_links"]
    assert book.properties == {
        "title": "T", "last saved by": "B. Chief", "custom property Case": "25-1", "defined name Suspect": "=One!R1C1",
        "comment authors": "A. Clerk", "page header and footer": "&LPrinted",
    }  # fmt: skip


def test_the_calendar_of_1904(tmp_path: Path, pool: ReaderPool) -> None:
    table = f"<Row>{cell('DateTime', '1904-01-01T07:30:00.000')}{cell('Number', '40000')}</Row>"
    (sheet,) = read(xml(table, "<ExcelWorkbook><Date1904/></ExcelWorkbook>"), tmp_path, pool).sheets
    assert sheet.facts.days_from_1904 and sheet.grid["A"].to_pylist() == ["07:30:00"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "not utf-8 at all"])
def test_encodings(encoding: str, tmp_path: Path, pool: ReaderPool) -> None:
    table = f"<Row>{cell('String', 'Blessé')}</Row>"
    codec = "cp1252" if encoding == "not utf-8 at all" else encoding
    declared = f' encoding="{"windows-1252" if encoding == "cp1252" else "utf-16" if encoding == "utf-16" else "utf-8"}"'
    book = read(xml(table, declared=declared).decode().encode(codec), tmp_path, pool)
    assert book.sheets[0].grid.to_pydict() == {"A": ["Blessé"]}
    assert [note.check_id for note in book.notes] == (["file_not_utf8"] if codec != encoding else [])


_LAUGHS = "<!DOCTYPE z [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>"


@pytest.mark.parametrize(
    ("data", "check_id", "words"),
    [
        pytest.param(xml(f"<Row>{cell('String', '&b;')}</Row>", doctype=_LAUGHS), "file_damaged", "words of its own", id="entities"),
        pytest.param(xml("<Row><Cell>")[:-40], "file_damaged", "export it again", id="cut short"),
        pytest.param(xml(f"<Row>{cell('String', '&#26;')}</Row>"), "file_damaged", "export it again", id="a sign that XML forbids"),
        pytest.param(xml(f'{_ROWS}<Row ss:Index="1"></Row>'), "file_damaged", "export it again", id="rows that run backwards"),
        pytest.param(xml(f"<Row>{cell('String', 'a')}{cell('String', 'b', Index=1)}</Row>"), "file_damaged", "export it again", id="a cell over another"),
        pytest.param((_HEAD.format("", "") + "</Workbook>").encode(), "file_damaged", "export it again", id="no sheet"),
        pytest.param(xml(f'{_ROWS}<Row ss:Index="99999999">{cell("String", "y", Index=9999)}</Row>'), "file_too_large", "one file per month", id="a far corner"),
    ],
)  # fmt: skip
def test_traps_and_damage_are_refused(data: bytes, check_id: str, words: str) -> None:
    assert kind_of(data, Limits()) == "xml"
    with pytest.raises(Unreadable) as caught:
        read_xml_spreadsheet(data, Limits())
    assert caught.value.problem.check_id == check_id and words in caught.value.problem.message


def test_nonsense_in_the_counting_harms_nothing() -> None:
    table = f'<Column ss:Index="x" ss:Span="-4"/><Row ss:Index="0" ss:Span="nine">{cell("String", "x")}</Row>'
    (sheet,), _, _ = read_xml_spreadsheet(xml(table), Limits())
    assert sheet.grid.to_pydict() == {"A": ["x"]}
    (empty,), _, _ = read_xml_spreadsheet(xml('<Row ss:Span="99999999" ss:Hidden="1"/>'), Limits())
    assert empty.grid.num_rows == 0 and empty.facts.hidden_rows == ()
