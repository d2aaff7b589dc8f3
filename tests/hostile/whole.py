"""Files that are whole, however odd: every kind, odd parts, odd cells, odd text. All of them must be read."""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import xlsxwriter
from corpus import READ, Case, case
from workbook_writers import ods_text, write_ods, write_xls
from xlsb_writer import write_xlsb

ROWS = [["Case Number", "Reported", "DV", "Injury"]] + [
    [f"24-{number:04d}", f"03/{number:02d}/2025 10:00", "Y", "N"] for number in range(1, 13)
]
CELLS = {(r, c): text for r, row in enumerate(ROWS) for c, text in enumerate(row)}
SHEET = "xl/worksheets/sheet1.xml"
Part = Callable[[bytes], bytes]


@cache
def xlsx(**options: object) -> bytes:
    """The table as a workbook, with a date, a number and a formula beside it."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **options})
    sheet = book.add_worksheet("Incidents")
    for (row, column), text in CELLS.items():
        sheet.write_string(row, column, text)
    sheet.write_datetime(
        1, 5, dt.datetime(2025, 3, 1, 10), book.add_format({"num_format": "mm/dd/yyyy hh:mm"})
    )
    sheet.write_number(2, 5, 45717.5)
    sheet.write_formula(3, 5, "=1+1", None, 2)
    book.set_properties({"title": "Incidents", "created": dt.datetime(2025, 4, 1)})
    book.close()
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """A container's parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Parts as a container."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part, method)
    return buffer.getvalue()


def changed(
    change: Callable[[str, bytes], bytes], rename: Callable[[str], str] = str, data: bytes | None = None
) -> bytes:
    """The workbook with each part changed."""
    parts = parts_of(data or xlsx())
    return zipped({rename(name): change(name, part) for name, part in parts.items()})


def only(part: str, change: Part) -> bytes:
    """The workbook with one part changed."""
    return changed(lambda name, body: change(body) if name == part else body)


def with_rows(rows: str, before: str = "", after: str = "") -> bytes:
    """The workbook with this XML as the rows of its sheet."""

    def put(body: bytes) -> bytes:
        new = f"{before}<sheetData>{rows}</sheetData>{after}".encode()
        return re.sub(rb"<sheetData>.*</sheetData>", lambda _: new, body, flags=re.DOTALL)

    return only(SHEET, put)


def written(write: Callable[[Path], object]) -> bytes:
    """What a writer of files writes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        write(path)
        return path.read_bytes()


@cache
def xls() -> bytes:
    """The table as an Excel 97 workbook."""
    return written(lambda path: write_xls(path, {"Incidents": CELLS}))


@cache
def xlsb() -> bytes:
    """The table as a binary workbook."""
    return written(lambda path: write_xlsb(path, {"Incidents": CELLS}))


@cache
def ods() -> bytes:
    """The table as an OpenDocument sheet."""
    rows = "".join(f"<table:table-row>{''.join(map(ods_text, row))}</table:table-row>" for row in ROWS)
    return written(lambda path: write_ods(path, f'<table:table table:name="Incidents">{rows}</table:table>'))


def text(separator: str = ",", end: str = "\r\n") -> str:
    """The table as text with separators."""
    return "".join(separator.join(row) + end for row in ROWS)


def html() -> str:
    """The table as a web page."""
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in ROWS)
    return f"<html><head><title>t</title></head><body><table>{rows}</table></body></html>"


def xml() -> str:
    """The table as an XML spreadsheet of 2003."""
    rows = "".join("<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>" for row in ROWS)  # fmt: skip
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="Incidents"><Table>{rows}</Table></Worksheet></Workbook>'
    )


_STRICT = (
    (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/",
        b"http://purl.oclc.org/ooxml/officeDocument/",
    ),
)


def _strict(name: str, body: bytes) -> bytes:
    for loose, strict in _STRICT:
        body = body.replace(loose, strict)
    return body


def _prefixed(body: bytes) -> bytes:
    return re.sub(rb"<(/?)(\w)", rb"<\1x:\2", body).replace(b"xmlns=", b"xmlns:x=")


def cases() -> Iterator[Case]:
    """Every whole file."""
    for name, data in {
        "a.xlsx": xlsx(),
        "b.xls": xls(),
        "c.xlsb": xlsb(),
        "d.ods": ods(),
        "e.html": html(),
        "f.xml": xml(),
    }.items():
        yield case(f"whole-{name}", data, READ)
        yield case(f"whole-renamed-{name}.csv", data, READ)
    yield case("whole-1904.xlsx", xlsx(date_1904=True), READ)
    yield case("whole-inline.xlsx", xlsx(constant_memory=True), READ)
    macro = changed(lambda name, body: body.replace(b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml").replace(b"application/vnd.openxmlformats-officedocument.ms-excel", b"application/vnd.ms-excel"))  # fmt: skip
    yield case("whole-macro.xlsm", zipped(parts_of(macro) | {"xl/vbaProject.bin": b"\0" * 64}), READ)
    yield case("whole-strict.xlsx", changed(_strict), READ)
    yield case("whole-stored.xlsx", zipped(parts_of(xlsx()), zipfile.ZIP_STORED), READ)
    yield case("whole-prefix.xlsx", only(SHEET, _prefixed), READ)
    yield case(
        "whole-backslashes.xlsx", changed(lambda _, body: body, lambda name: name.replace("/", "\\")), READ
    )
    yield case("whole-capitals.xlsx", changed(lambda _, body: body, lambda name: name.replace("sheet1.xml", "SHEET1.XML")), READ)  # fmt: skip
    yield from _odd_parts()
    yield from _odd_cells()
    yield from _odd_text()


def _odd_parts() -> Iterator[Case]:
    """Parts that a workbook may lack, or have differently."""
    for part in ("docProps/app.xml", "docProps/core.xml", "xl/theme/theme1.xml", "xl/styles.xml"):
        kept = {name: body for name, body in parts_of(xlsx()).items() if name != part}
        yield case(f"parts-without-{part.split('/')[-1]}.xlsx", zipped(kept), READ)
    utf16 = only(SHEET, lambda body: body.decode().replace("UTF-8", "UTF-16").encode("utf-16"))
    yield case("parts-utf16.xlsx", utf16, READ)
    yield case("parts-bom.xlsx", only(SHEET, lambda body: b"\xef\xbb\xbf" + body), READ)
    yield case("parts-no-declaration.xlsx", only(SHEET, lambda body: body[body.index(b"?>") + 2 :]), READ)
    yield case("parts-spaces.xlsx", only(SHEET, lambda body: body.replace(b"><", b">\n  <")), READ)
    yield case(
        "parts-comments.xlsx", only(SHEET, lambda body: body.replace(b"<row ", b"<!-- r --><row ")), READ
    )
    yield case("parts-single-quotes.xlsx", only(SHEET, lambda body: body.replace(b'"', b"'")), READ)
    for size in ("A1", "A1:XFD1048576", "B2:C3", "nonsense", ""):
        lie = only(
            SHEET, lambda body, size=size: re.sub(rb'ref="[^"]*"', f'ref="{size}"'.encode(), body, count=1)
        )
        yield case(
            f"parts-dimension-{size.replace(':', '_') or 'none'}.xlsx",
            lie,
            READ,
            *({"file_damaged"} if size == "nonsense" else ()),
        )
    extra = parts_of(xlsx()) | {"xl/media/logo.png": b"\x89PNG", "xl/embeddings/o.bin": b"x", "xl/externalLinks/externalLink1.xml": b"<a/>"}  # fmt: skip
    yield case("parts-objects.xlsx", zipped(extra), READ)
    twice = re.sub(rb"<sheets>(.*)</sheets>", rb"<sheets>\1\1</sheets>", parts_of(xlsx())["xl/workbook.xml"])
    yield case("parts-sheet-twice.xlsx", only("xl/workbook.xml", lambda _: twice))
    yield case("parts-sheet-gone.xlsx", zipped({n: b for n, b in parts_of(xlsx()).items() if n != SHEET}))


_CELLS = {
    "no-references": '<row><c t="inlineStr"><is><t>a</t></is></c><c><v>1</v></c></row>',
    "rows-backwards": '<row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>',
    "cells-backwards": '<row r="1"><c r="C1"><v>3</v></c><c r="A1"><v>1</v></c></row>',
    "cell-twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "numbers": '<row r="1"><c r="A1"><v>1E400</v></c><c r="B1"><v>-0</v></c><c r="C1"><v>1E-320</v></c><c r="D1"><v>9.99999999999999E+307</v></c></row>',
    "errors": '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1" t="e"><v>#SPILL!</v></c><c r="C1" t="e"><v>#NONSENSE!</v></c></row>',
    "iso-dates": '<row r="1"><c r="A1" t="d"><v>2025-03-01T10:00:00</v></c><c r="B1" t="d"><v>2025-03-01</v></c></row>',
    "rich-text": '<row r="1"><c r="A1" t="inlineStr"><is><r><t>a</t></r><rPh sb="0" eb="1"><t>x</t></rPh><r><t>b</t></r></is></c></row>',
    "empty-everything": '<row r="1"><c r="A1"/><c r="B1"><v/></c><c r="C1" t="s"><v></v></c><c r="D1" t="inlineStr"><is/></c></row><row r="2"/>',
    "controls": '<row r="1"><c r="A1" t="str"><v>a_x0000_b_x000D_c</v></c><c r="B1" t="str"><v>&#9;&#10;&#13;</v></c></row>',
    "cdata": '<row r="1"><c r="A1" t="str"><v><![CDATA[<b>&amp;]]></v></c></row>',
    "injection": "".join(f'<row r="{n}"><c r="A{n}" t="str"><v>{t}</v></c></row>' for n, t in enumerate(("=1+1", "+1", "-1", "@SUM(A1)", "=cmd|&apos;/c calc&apos;!A0"), 1)),
    "right-to-left": '<row r="1"><c r="A1" t="str"><v>\u202eabc\u202c \u200b\u2066x\u2069</v></c></row>',
    "astral": '<row r="1"><c r="A1" t="str"><v>\U0001f4a5\U00020000</v></c></row>',
    "no-rows": "",
}  # fmt: skip
_ODD = {
    "bad-index": '<row r="1"><c r="A1" t="s"><v>999999</v></c></row>',
    "negative-index": '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
    "text-index": '<row r="1"><c r="A1" t="s"><v>one</v></c></row>',
    "bad-number": '<row r="1"><c r="A1"><v>12,5</v></c></row>',
    "bad-type": '<row r="1"><c r="A1" t="zzz"><v>1</v></c></row>',
    "bad-boolean": '<row r="1"><c r="A1" t="b"><v>perhaps</v></c></row>',
    "bad-style": '<row r="1"><c r="A1" s="99999"><v>1</v></c><c r="B1" s="-1"><v>1</v></c><c r="C1" s="x"><v>1</v></c></row>',
    "row-zero": '<row r="0"><c r="A0"><v>1</v></c></row>',
    "row-past-the-end": '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    "row-far-past": '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
    "row-no-number": '<row r="x"><c r="Ax"><v>1</v></c></row>',
    "column-past-the-end": '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    "column-far-past": '<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>',
    "reference-reversed": '<row r="1"><c r="1A"><v>1</v></c></row>',
    "reference-empty": '<row r="1"><c r=""><v>1</v></c></row>',
    "reference-accents": '<row r="1"><c r="É1"><v>1</v></c></row>',
    "reference-mismatch": '<row r="1"><c r="A7"><v>1</v></c></row>',
    "date-out-of-range": '<row r="1"><c r="A1" s="1"><v>99999999</v></c><c r="B1" s="1"><v>-5</v></c><c r="C1" s="1"><v>1E300</v></c></row>',
    "bad-iso-date": '<row r="1"><c r="A1" t="d"><v>yesterday</v></c></row>',
    "nan": '<row r="1"><c r="A1"><v>NaN</v></c><c r="B1"><v>INF</v></c></row>',
    "unknown-entity": '<row r="1"><c r="A1" t="str"><v>&nbsp;&zaphod;</v></c></row>',
    "bad-entity": '<row r="1"><c r="A1" t="str"><v>&#xFFFFFFFF;&#0;</v></c></row>',
    "unclosed-cell": '<row r="1"><c r="A1"><v>1</v></row>',
    "unclosed-row": '<row r="1"><c r="A1"><v>1</v></c>',
    "crossed-tags": '<row r="1"><c r="A1"><v>1</c></v></row>',
    "nested-rows": '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>',
    "attribute-twice": '<row r="1" r="2"><c r="A1" r="B1"><v>1</v></c></row>',
    "bad-bytes": '<row r="1"><c r="A1" t="str"><v>\ufffe\uffff</v></c></row>',
    "bad-shared-formula": '<row r="1"><c r="A1"><f t="shared" si="99"/><v>1</v></c><c r="B1"><f t="array" ref="ZZZ:1">x</f><v>2</v></c></row>',
}  # fmt: skip


def _odd_cells() -> Iterator[Case]:
    for name, rows in _CELLS.items():
        yield case(f"cells-{name}.xlsx", with_rows(rows), READ)
    for name, rows in _ODD.items():
        yield case(f"cells-{name}.xlsx", with_rows(rows))
    merged = '<mergeCells count="2"><mergeCell ref="A1:ZZZ9"/><mergeCell ref="x"/></mergeCells>'
    yield case("cells-bad-merge.xlsx", with_rows(_CELLS["cell-twice"], after=merged), READ)
    columns = '<cols><col min="0" max="99999999" hidden="1"/><col min="x" max="y"/><col/></cols>'
    yield case("cells-bad-columns.xlsx", with_rows(_CELLS["cell-twice"], before=columns), READ)
    phantom = "".join(f'<row r="{row}" hidden="1" ht="3" customFormat="1"/>' for row in range(1, 4000))
    yield case("cells-phantom-rows.xlsx", with_rows(f'<row r="1"><c r="A1"><v>1</v></c></row>{phantom}<row r="1048576" ht="3"/>'), READ)  # fmt: skip


def _odd_text() -> Iterator[Case]:
    table = text()
    for name, separator in {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "tilde": "~", "caret": "^", "unit": "\x1f", "broken-bar": "¦"}.items():  # fmt: skip
        yield case(f"text-{name}.csv", text(separator), READ)
    for name, end in {
        "lf": "\n",
        "cr": "\r",
        "crlf": "\r\n",
        "blank-lines": "\n\n",
        "crcrlf": "\r\r\n",
    }.items():
        yield case(f"text-ends-{name}.csv", text(end=end), READ)
    yield case("text-ends-mixed.csv", table.replace("\r\n", "\n", 3).replace("\r\n", "\r", 3), READ)
    for encoding in (
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "cp1252",
        "latin-1",
        "mac-roman",
    ):
        yield case(f"text-in-{encoding}.csv", table.replace("Injury", "Blessé").encode(encoding), READ)
    for encoding, word in {
        "cp1251": "Дело",
        "gb18030": "案件",
        "shift_jis": "事件",
        "cp437": "Blessé",
    }.items():
        yield case(f"text-in-{encoding}.csv", table.replace("Injury", word).encode(encoding), READ)
    yield case("text-nul.csv", table.replace("24-0003", "24\x00-0003"), READ)
    yield case("text-sep-line.csv", "sep=;\r\n" + text(";"), READ)
    yield case("text-mojibake.csv", table.replace("Injury", "BlessÃ©").replace(",N", ",donâ€™t"), READ)
    yield case("text-mark-inside.csv", table.replace("24-0002", "\ufeff24-0002"), READ)
    yield case("text-header-only.csv", text().splitlines()[0], READ)
    yield case("text-one-cell.csv", "x", READ)
    yield case("text-quotes-doubled.csv", '"a","b"\r\n"x ""y""","z\r\nw"\r\n' * 5, READ)
    yield case("text-quote-storm.csv", '"' * 501 + "\n" + "a,b\n" * 5)
    yield case("text-quote-never-closed.csv", 'a,b\n1,"2\n3,4\n' + "5,6\n" * 50, "file_damaged")
    yield case("text-ragged.csv", "a,b,c\n" + "".join("," * (n % 7) + "x\n" for n in range(60)), READ)
    yield case("text-long-cell.csv", "a,b\n" + "x" * 300_000 + ",y\n", READ)
    yield case("text-wide.csv", ",".join(str(n) for n in range(20_000)) + "\n", READ)
    yield case("text-injection.csv", "a,b\n=1+1,@x\n+cmd|' /C calc'!A0,-1\n", READ)
    yield case("text-controls.csv", "a,b\n1,\x0b\x0c\x1e\n2,\x7f\n" * 40)
    yield case("text-tabs.txt", text("\t"), READ)
    yield case("text-no-ending", table, READ)
