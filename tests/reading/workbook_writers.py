"""Writers of small workbooks in the formats that no library here writes: xls (BIFF8), ods, and xlsx of given XML.

Binary workbooks (xlsb) are written in ``xlsb_writer.py``.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

Cells = Mapping[
    tuple[int, int], object
]  # (row, column) from 0 → text, number, boolean, or ("error", code) / ("date", serial)
WriteCells = Callable[[Path, Mapping[str, Cells]], Path]


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def write_xls(path: Path, sheets: Mapping[str, Cells], calendar: int = 0) -> Path:
    texts: list[str] = []
    bodies = []
    for cells in sheets.values():
        body = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
        for (row, column), value in sorted(cells.items()):
            place = struct.pack(
                "<HHH", row, column, 1 if isinstance(value, tuple) and value[0] == "date" else 0
            )
            match value:
                case bool():
                    body += _record(0x0205, place + bytes([value, 0]))
                case str():
                    texts.append(value)
                    body += _record(0x00FD, place + struct.pack("<I", len(texts) - 1))
                case int() | float():
                    body += _record(0x0203, place + struct.pack("<d", value))
                case ("error", int(code)):
                    body += _record(0x0205, place + bytes([code, 1]))
                case ("date", serial):
                    body += _record(0x0203, place + struct.pack("<d", serial))
        bodies.append(body + _record(0x000A))
    strings = b"".join(struct.pack("<HB", len(text), 1) + _wide(text) for text in texts)
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + _record(
        0x0042, struct.pack("<H", 1200)
    )
    head += _record(0x0022, struct.pack("<H", calendar))
    xfs = _record(0x00E0, struct.pack("<HH16x", 0, 0)) + _record(0x00E0, struct.pack("<HH16x", 0, 22))
    shared = _record(0x00FC, struct.pack("<II", len(texts), len(texts)) + strings)
    bounds_length = sum(4 + 8 + 2 * len(name) for name in sheets)
    start = len(head) + len(xfs) + bounds_length + len(shared) + 4
    bounds = b""
    for name, body in zip(sheets, bodies, strict=True):
        bounds += _record(0x0085, struct.pack("<IBBBB", start, 0, 0, len(name), 1) + _wide(name))
        start += len(body)
    path.write_bytes(
        ole_file({"Workbook": head + xfs + bounds + shared + _record(0x000A) + b"".join(bodies)})
    )
    return path


def ole_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE container with these streams, each stored in ordinary sectors."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [("Root Entry", 5, 0xFFFFFFFE, 0, 1)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        data = data.ljust(4096, b"\0")
        pieces = [data[at : at + 512].ljust(512, b"\0") for at in range(0, len(data), 512)]
        first = len(sectors)
        sectors += pieces
        fat += [*range(first + 1, len(sectors)), 0xFFFFFFFE]
        entries.append((name, 2, first, len(data), 0xFFFFFFFF if number == len(streams) else number + 1))
    directory = b""
    for position, (name, kind, first, size, link) in enumerate(entries):
        child = 1 if position == 0 and streams else 0xFFFFFFFF
        right = 0xFFFFFFFF if position == 0 else link
        directory += (_wide(name) + b"\0\0").ljust(64, b"\0") + struct.pack(
            "<HBBIII16xI16xIII", 2 * len(name) + 2, kind, 1, 0xFFFFFFFF, right, child, 0, first, size, 0
        )
    directory = directory.ljust(-(-len(directory) // 512) * 512, b"\0")
    directory_start = len(sectors)
    sectors += [directory[at : at + 512] for at in range(0, len(directory), 512)]
    fat += [*range(directory_start + 1, len(sectors)), 0xFFFFFFFE]
    fat_start = len(sectors)
    fat_sectors = -(-(len(fat) + 2) // 128)
    fat += [0xFFFFFFFD] * fat_sectors
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(fat_sectors * 512, b"\xff")
    difat = struct.pack(
        "<109I", *range(fat_start, fat_start + fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors)
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += (
        struct.pack("<IIIIIIIII", 0, fat_sectors, directory_start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
        + difat
    )
    return header + b"".join(sectors) + table


def write_ods(path: Path, tables: str, styles: str = "") -> Path:
    spaces = " ".join(
        f'xmlns:{name}="{address}"'
        for name, address in {
            "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
            "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
            "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
            "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
            "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
            "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        }.items()
    )
    style = '<style:style style:name="away"><style:table-properties table:display="false"/></style:style>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}><office:automatic-styles>{style}{styles}'
            f"</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return path


def ods_text(text: str) -> str:
    """A text cell of an ods row."""
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def with_cells(folder: Path, rows: str) -> Path:
    """A workbook whose one sheet has exactly this XML as its rows."""
    path = folder / "crafted.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_string(0, 0, "x")
    book.close()
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = re.sub(
        r"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", parts[sheet], flags=re.DOTALL
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path
