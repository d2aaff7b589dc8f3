"""Every kind of file crossed with every oddity that it can have: odd tables, wrong endings, cuts, encodings, locks, passengers.

The other families look at one kind closely; here nothing depends on the kind, so that what holds for one holds for all. Each
file has a number of its own in it, so that no two hold the same.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import datetime

import xlsxwriter
from corpus import READ, Case, case
from whole import ROWS, parts_of, written, zipped
from workbook_writers import ods_text, ole_file, write_ods, write_xls
from xlsb_writer import write_xlsb

Rows = list[list[str]]
KINDS = ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "html", "xml")
CUTS = (4, 30, 60, 85, 98)  # hundredths of the file
_TEXTS = ("csv", "tsv", "html", "xml")
_MACRO = (b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml")


def cases() -> Iterator[Case]:
    """Every crossing."""
    number = iter(range(1, 100_000))
    for kind in KINDS:
        for name, change in TABLES.items():
            yield case(f"odd-{name}.{kind}", table(kind, change(numbered(next(number)))), READ)
        for ending in KINDS:
            if ending != kind:
                yield case(f"ending-{kind}-as.{ending}", table(kind, numbered(next(number))), READ)
        for share in CUTS:
            data = table(kind, numbered(next(number)))
            yield case(f"crosscut-{share:02d}.{kind}", data[: max(1, len(data) * share // 100)])
        yield case(f"~$crosslock-{kind}.{kind}", table(kind, numbered(next(number))), "file_lock_file")
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{next(number)}\nsize 7\n"
        yield case(f"crosspointer.{kind}", pointer, "file_pointer")
        sealed = {"EncryptionInfo": b"\x04\0\x04\0", "EncryptedPackage": str(next(number)).encode()}
        yield case(f"crosspassword.{kind}", ole_file(sealed), "file_password")
        yield case(f"crossempty.{kind}", b" " * next(number), "file_empty")
    yield from _encoded(number)
    yield from _passengers(number)


def numbered(number: int) -> Rows:
    """The table with a case of its own."""
    return [ROWS[0], [f"25-{number:05d}", *ROWS[1][1:]], *ROWS[2:]]


TABLES: dict[str, Callable[[Rows], Rows]] = {
    "plain": lambda rows: rows,
    "repeated-headers": lambda rows: [*rows[:5], rows[0], *rows[5:9], rows[0], *rows[9:]],
    "titles-above": lambda rows: [["Incident list"], ["March 2025"], [], *rows],
    "totals-below": lambda rows: [*rows, [], ["Total", str(len(rows) - 1)]],
    "blank-rows": lambda rows: [line for row in rows for line in (row, [])],
    "phantom-rows": lambda rows: [*rows, *([[""] * 4] * 400)],
    "blank-columns": lambda rows: [[*row[:2], "", "", *row[2:]] for row in rows],
    "header-twice": lambda rows: [[*rows[0], rows[0][3]], *([*row, row[3]] for row in rows[1:])],
    "header-blank": lambda rows: [[*rows[0], ""], *([*row, "x"] for row in rows[1:])],
    "long-numbers": lambda rows: [rows[0], rows[1], *([f"2500000000000{n:04d}", *row[1:]] for n, row in enumerate(rows[2:]))],
    "leading-zeros": lambda rows: [rows[0], rows[1], *([f"{n:06d}", *row[1:]] for n, row in enumerate(rows[2:]))],
    "formulas-as-text": lambda rows: [rows[0], rows[1], *(["=1+1", *row[1:3], "@x"] for row in rows[2:])],
    "error-texts": lambda rows: [rows[0], rows[1], *([*row[:3], "#N/A"] for row in rows[2:])],
    "like-nothing": lambda rows: [rows[0], rows[1], *([*row[:3], ("None", "NA", "null", "nan")[n % 4]] for n, row in enumerate(rows[2:]))],
    "mixed-dates": lambda rows: [rows[0], rows[1], *([row[0], ("2025-03-02", "2.3.2025", "March 2")[n % 3], *row[2:]] for n, row in enumerate(rows[2:]))],
}  # fmt: skip


def table(kind: str, rows: Rows) -> bytes:
    """A table as a file of one kind."""
    cells = {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row) if text}
    match kind:
        case "xlsx":
            return _xlsx(cells)
        case "xlsm":
            return zipped(
                {name: body.replace(*_MACRO) for name, body in parts_of(_xlsx(cells)).items()}
                | {"xl/vbaProject.bin": bytes(64)}
            )
        case "xls":
            return written(lambda path: write_xls(path, {"Incidents": cells}))
        case "xlsb":
            return written(lambda path: write_xlsb(path, {"Incidents": cells}))
        case "ods":
            lines = "".join(
                f"<table:table-row>{''.join(map(ods_text, row or ['']))}</table:table-row>" for row in rows
            )
            return written(
                lambda path: write_ods(path, f'<table:table table:name="Incidents">{lines}</table:table>')
            )
        case "csv" | "tsv":
            return "".join(("," if kind == "csv" else "\t").join(row) + "\r\n" for row in rows).encode()
        case "html":
            lines = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in rows)
            return f"<html><body><table>{lines}</table></body></html>".encode()
        case "xml":
            return _xml(rows)
    raise ValueError(kind)


def _xlsx(cells: dict[tuple[int, int], str]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.set_properties({"created": datetime(2026, 4, 1)})
        sheet = book.add_worksheet("Incidents")
        for (row, column), text in cells.items():
            sheet.write_string(row, column, text)
    return buffer.getvalue()


def _xml(rows: Rows) -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    lines = "".join("<Row>" + "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in row) + "</Row>" for row in rows)  # fmt: skip
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="Incidents"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def _encoded(number: Iterator[int]) -> Iterator[Case]:
    """Kinds that are text, in the encodings that systems write; what a reader cannot tell may be refused, and never crashes."""
    for kind in _TEXTS:
        for encoding in ("utf-8-sig", "utf-16", "utf-16-be", "utf-32", "cp1252", "mac-roman"):
            body = table(
                kind, [[*row[:3], "Blessé" if r else row[3]] for r, row in enumerate(numbered(next(number)))]
            )
            yield case(f"encoded-{encoding}.{kind}", body.decode().encode(encoding))


def _passengers(number: Iterator[int]) -> Iterator[Case]:
    """Containers with macros, objects, links to other files and signatures in them."""
    inside = {
        "macro": {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + bytes(600)},
        "object": {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(90), "Object 1/content.xml": b"<a/>"},
        "link": {"xl/externalLinks/externalLink1.xml": b"<externalLink/>", "xl/connections.xml": b"<connections/>"},
        "signature": {"_xmlsignatures/sig1.xml": b"<Signature/>", "META-INF/documentsignatures.xml": b"<a/>"},
        "workbook-in-it": {"xl/embeddings/inner.xlsx": b"PK\x03\x04" + bytes(30)},
    }  # fmt: skip
    for kind in ("xlsx", "xlsm", "xlsb", "ods"):
        for name, parts in inside.items():
            yield case(
                f"passenger-{name}.{kind}",
                zipped(parts_of(table(kind, numbered(next(number)))) | parts),
                READ,
            )
