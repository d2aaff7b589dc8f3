"""Files that are small and want to be large: nested and lying zips, entities, repeats, far corners, endless chains."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator
from functools import partial

from corpus import READ, Case, case
from whole import SHEET, ods, only, parts_of, text, with_rows, written, xls, xlsx, xml, zipped
from workbook_writers import ods_text, write_ods, write_xls

TOO_LARGE, DAMAGED, FAILED, LATE = (
    "file_too_large",
    "file_damaged",
    "file_reader_failed",
    "file_reader_timeout",
)
_LAUGHS = "<!DOCTYPE z [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
) + "]>"  # fmt: skip
_QUADRATIC = f"<!DOCTYPE z [<!ENTITY b '{'x' * 50_000}'>]>"
_OUTSIDE = (
    '<!DOCTYPE z [<!ENTITY p SYSTEM "file:///etc/passwd"><!ENTITY % q SYSTEM "http://127.0.0.1:9/x"> %q;]>'
)
_CELL = '<row r="1"><c r="A1" t="str"><v>{}</v></c></row>'


def cheap_cases() -> Iterator[Case]:
    """Bombs that are known before they go off, or do little harm."""
    big = parts_of(xlsx()) | {"xl/media/image1.png": bytes(100 * 1024 * 1024)}
    yield case("zip-says-it-is-large.xlsx", zipped(big), TOO_LARGE)
    yield case(
        "zip-of-many-parts.xlsx", zipped(parts_of(xlsx()) | {f"x/{n}": b"" for n in range(20_001)}), TOO_LARGE
    )
    yield case("zip-overlapping.xlsx", _overlapping())
    yield case("zip-same-name-twice.xlsx", _same_name_twice())
    yield case("zip-bad-method.xlsx", _patched(xlsx(), 10, struct.pack("<H", 99)))
    yield case(
        "zip-absolute-names.xlsx",
        zipped(parts_of(xlsx()) | {"/etc/x": b"1", "../../y": b"2", "C:\\z": b"3"}),
        READ,
    )
    yield case("zip-size-zero.xlsx", _patched(xlsx(), 24, struct.pack("<I", 0)))
    yield case("zip-size-four-gigabytes.xlsx", _patched(xlsx(), 24, b"\xff\xff\xff\x7f"), TOO_LARGE)
    yield from _entities()
    yield from _odd_xml()
    yield case(
        "repeat-html-columns.xls",
        "<table>" + "<tr><td colspan=1000>x</td></tr>" * 3000 + "</table>",
        TOO_LARGE,
    )
    yield case(
        "repeat-html-rows.xls",
        "<table><tr>" + "<td rowspan=1000>x</td>" * 50 + "</tr>" * 20 + "</table>",
        READ,
    )
    yield case(
        "repeat-html-nonsense.xls", "<table><tr><td colspan=99999999999 rowspan=-5>x</td></tr></table>", READ
    )
    yield case("repeat-html-nested.xls", "<table><tr><td>" * 500 + "x", READ)
    end = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    yield case(
        "repeat-ods-filling.ods", _ods(f"<table:table-row>{ods_text('x')}</table:table-row>{end}"), READ
    )
    long = "y" * 30_000
    yield case("repeat-shared-string.xlsx", _shared(long, 500), READ)
    comments = (
        b"<comments><commentList>"
        + b"<comment ref='A1'><text><t>x</t></text></comment>" * 2000
        + b"</commentList></comments>"
    )
    yield case("many-comments.xlsx", _with_comments(comments), READ)
    yield case(
        "comments-of-17-megabytes.xlsx", _with_comments(b"<comments>" + b" " * 17 * 1024 * 1024), TOO_LARGE
    )
    unclosed = b"<cp:coreProperties>" + b"<dc:title>x" * 100_000
    yield case(
        "properties-without-an-end.xlsx", zipped(parts_of(xlsx()) | {"docProps/core.xml": unclosed}), READ
    )
    angles = b"<cp:coreProperties><dc:title>" + b"<" * 500_000 + b"</dc:title>"
    yield case("properties-of-angles.xlsx", zipped(parts_of(xlsx()) | {"docProps/core.xml": angles}), READ)
    yield case("formula-before-many-blanks.xlsx", with_rows(f'<row r="1"><c r="A1"><f>1</f>{" " * 1_000_000}<v>1</v></c></row>'), READ)  # fmt: skip
    yield case("corner-of-formats-only.xlsx", with_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'), READ)  # fmt: skip
    yield case(
        "repeat-xml-rows.xml",
        xml().replace("<Row>", '<Row ss:Hidden="1" ss:Span="1048575"/><Row>', 1),
        TOO_LARGE,
        READ,
    )
    yield case("corner-of-xml.xml", xml().replace("<Row>", '<Row ss:Index="9000000">', 1), TOO_LARGE)
    yield case("xml-deep.xml", xml().replace("<Row>", "<Row><a>" + "<b>" * 50_000, 1), DAMAGED)
    yield case("text-of-blank-lines.csv", text() + "\n" * 100_000, READ)


def dear_cases() -> Iterator[Case]:
    """Bombs that go off in the reader; its limits have to hold."""
    yield case("corner-of-a-sheet.xlsx", with_rows('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), TOO_LARGE, FAILED)  # fmt: skip
    yield case("corner-of-an-xls.xls", written(lambda path: write_xls(path, {"A": {(0, 0): "x", (65_535, 255): "y"}})), TOO_LARGE, FAILED)  # fmt: skip
    yield case("zip-lies-about-its-size.xlsx", _lying(), TOO_LARGE, FAILED, DAMAGED, READ)
    yield case("repeat-shared-string-million.xlsx", _shared("z" * 30_000, 100_000), TOO_LARGE, FAILED)
    many = '<table:table-row table:number-rows-repeated="1000000">'
    wide = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>'
    yield case("repeat-ods.ods", _ods(f"{many}{wide}</table:table-row>"), TOO_LARGE)
    odd = wide.replace("<text:p>", "<text:p><text:tab/>")
    yield case(
        "repeat-ods-overlooked.ods", _ods(f"{many}{odd}</table:table-row>"), TOO_LARGE, FAILED, DAMAGED, LATE
    )
    yield case("text-of-commas.csv", "a,b\n" + "," * 6_000_000, TOO_LARGE, FAILED)
    yield case("text-of-lines.csv", "a,b,c,d\n" * 1_500_000, TOO_LARGE, FAILED)
    yield case("chain-without-an-end.xls", _endless(), READ, DAMAGED, FAILED, LATE, TOO_LARGE)
    yield case("xml-rows-without-an-end.xlsx", with_rows('<row r="1"><c r="A1"><v>1</v></c>' + "<row " * 2_000_000), DAMAGED, FAILED, LATE, READ)  # fmt: skip
    yield case(
        "html-tags-without-an-end.xls",
        "<table>" + "<td " * 400_000,
        READ,
        LATE,
        "file_unknown_kind",
        "file_empty",
        FAILED,
    )


def _entities() -> Iterator[Case]:
    """Documents that grow as they are read, or that ask for other files: never grown, never asked."""
    bombs = {
        "laughs": (_LAUGHS, "&a9;"),
        "quadratic": (_QUADRATIC, "&b;" * 20_000),
        "outside": (_OUTSIDE, "&p;"),
    }
    for name, (head, use) in bombs.items():
        for part, word in (
            (SHEET, "2025"),
            ("xl/sharedStrings.xml", "DV"),
            ("docProps/core.xml", "Incidents"),
        ):
            data = only(part, partial(_declared, head=head, word=word, use=use))
            yield case(f"entity-{name}-{part.split('/')[-1]}.xlsx", data)
        parts = parts_of(ods())
        content = _declared(
            parts["content.xml"].replace(b"<text:p>Y", b"<text:p><text:tab/>Y", 1), head, "Injury", use
        )
        yield case(f"entity-{name}.ods", zipped(parts | {"content.xml": content}, zipfile.ZIP_STORED))
        sheet = _declared(xml().encode(), head, "Injury", use)
        yield case(f"entity-{name}.xml", sheet, DAMAGED)
        yield case(f"entity-{name}.html", f"{head}<html><table><tr><td>a{use}</td></tr></table></html>")


def _declared(body: bytes, head: str, word: str, use: str) -> bytes:
    """The XML with declarations in front, and with a use of them in place of a word."""
    at = body.index(b"?>") + 2
    return body[:at] + head.encode() + body[at:].replace(word.encode(), use.encode(), 1)


def _odd_xml() -> Iterator[Case]:
    for name, inside in {
        "deep": "<a>" * 20_000,
        "long-attribute": f'<row r="1" x="{"y" * 1_000_000}"><c r="A1"><v>1</v></c></row>',
        "many-attributes": "<row "
        + " ".join(f'a{n}="1"' for n in range(20_000))
        + ' r="1"><c r="A1"><v>1</v></c></row>',
        "comment-without-an-end": '<row r="1"><c r="A1"><v>1</v></c></row><!-- ',
        "cdata-without-an-end": '<row r="1"><c r="A1" t="str"><v><![CDATA[x',
        "long-text": _CELL.format("w" * 2_000_000),
    }.items():
        yield case(f"xml-{name}.xlsx", with_rows(inside))


def _patched(data: bytes, offset: int, new: bytes) -> bytes:
    """The container with a field of each entry of its directory overwritten."""
    body = bytearray(data)
    at = body.find(b"PK\x01\x02")
    while at >= 0:
        body[at + offset : at + offset + len(new)] = new
        at = body.find(b"PK\x01\x02", at + 4)
    return bytes(body)


def _overlapping() -> bytes:
    """Every entry of the directory points to the first one's data."""
    return _patched(xlsx(), 42, struct.pack("<I", 0))


def _same_name_twice() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, part in [*parts_of(xlsx()).items(), (SHEET, b"<worksheet/>")]:
            archive.writestr(zipfile.ZipInfo(name), part)
    return buffer.getvalue()


def _lying() -> bytes:
    """A part that unpacks to 300 megabytes and says that it is small."""
    row = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    sheet = parts_of(xlsx())[SHEET].replace(b"<sheetData>", b"<sheetData>" + row + b" " * (300 * 1024 * 1024))
    return _patched(zipped(parts_of(xlsx()) | {SHEET: sheet}), 24, struct.pack("<I", 4000))


def _shared(words: str, times: int) -> bytes:
    """One long text that many cells point to."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, times + 1))
    strings = f'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{words}</t></si></sst>'
    return zipped(parts_of(with_rows(rows)) | {"xl/sharedStrings.xml": strings.encode()})


def _with_comments(comments: bytes) -> bytes:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments" Target="../comments1.xml"/></Relationships>'
    )
    return zipped(
        parts_of(xlsx()) | {"xl/worksheets/_rels/sheet1.xml.rels": relations, "xl/comments1.xml": comments}
    )


def _ods(rows: str) -> bytes:
    return written(lambda path: write_ods(path, f'<table:table table:name="A">{rows}</table:table>'))


def _endless() -> bytes:
    """An old workbook whose sectors follow each other in a circle."""
    body = bytearray(xls())
    table = struct.unpack_from("<I", body, 76)[0]  # the first sector of the table of sectors
    at = 512 + table * 512
    struct.pack_into("<I", body, at + 4 * 3, 0)
    return bytes(body)
