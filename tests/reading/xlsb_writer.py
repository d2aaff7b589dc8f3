"""A writer of binary workbooks (xlsb): cells of every kind, number formats, what is hidden, notes, the calendar."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbook_writers import Cells

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Beside:
    """What the workbook holds beside the text of its cells; rows and columns count from 0, sheets by name."""

    hidden_rows: tuple[int, ...] = ()
    flat_rows: tuple[int, ...] = ()  # of no height
    hidden_columns: tuple[tuple[int, int], ...] = ()
    narrow_columns: tuple[tuple[int, int], ...] = ()  # of no width
    hidden_sheets: tuple[str, ...] = ()
    notes: Mapping[tuple[int, int], str] = field(default_factory=dict)
    author: str = "A. Clerk"
    header: str = ""
    defined_name: str = ""
    from_1904: bool = False
    recalculates: bool = False


def record(kind: int, body: bytes = b"") -> bytes:
    """One record: its kind, its length, its body."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length, size = len(body), b""
    while True:
        size += bytes([length & 0x7F | (0x80 if length > 127 else 0)])
        length >>= 7
        if not length:
            return head + size + body


def counted(text: str) -> bytes:
    """A text with its length in front."""
    wide = text.encode("utf-16-le")
    return struct.pack("<I", len(wide) // 2) + wide


def write_xlsb(path: Path, sheets: Mapping[str, Cells], beside: Beside | None = None) -> Path:
    """Writes the workbook; what is ``beside`` the cells holds for every sheet.

    Cells may also be ``("shown", number, format)``, ``("formula", number or text, format)`` and ``("whole", number, format)``
    for a number in the short form of whole numbers.
    """
    beside = beside or Beside()
    styled = [value for cells in sheets.values() for value in cells.values() if isinstance(value, tuple)]
    formats = ["", *sorted({value[2] for value in styled if len(value) == 3} - {""})]
    types = f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>'
    links = [("styles", "styles.bin"), *(("worksheet", f"worksheets/sheet{n}.bin") for n, _ in enumerate(sheets, 1))]  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for number, cells in enumerate(sheets.values(), start=1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", b"".join(_sheet(cells, formats, beside)))
            if beside.notes:
                archive.writestr(f"xl/comments{number}.bin", b"".join(_notes(beside)))
                archive.writestr(f"xl/worksheets/_rels/sheet{number}.bin.rels", _relations([("comments", f"../comments{number}.bin")]))  # fmt: skip
        archive.writestr("xl/workbook.bin", b"".join(_book(sheets, beside)))
        archive.writestr("xl/styles.bin", b"".join(_styles(formats)))
        archive.writestr("xl/_rels/workbook.bin.rels", _relations(links))
        archive.writestr("[Content_Types].xml", types)
    return path


def _relations(links: list[tuple[str, str]]) -> str:
    each = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(links)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{_PACKAGE}/relationships">{each}</Relationships>'


def _book(sheets: Mapping[str, Cells], beside: Beside) -> Iterator[bytes]:
    yield record(131) + record(153, struct.pack("<III", beside.from_1904, 0, 0)) + record(143)
    for number, name in enumerate(sheets, start=1):
        state = name in beside.hidden_sheets
        yield record(156, struct.pack("<II", state, number) + counted(f"rId{number}") + counted(name))
    yield record(144)
    if beside.defined_name:
        yield record(39, bytes(9) + counted(beside.defined_name) + struct.pack("<III", 0, 0, 0xFFFFFFFF))
    yield record(157, struct.pack("<IIIdIH", 0, 1, 100, 0.001, 1, beside.recalculates)) + record(132)


def _styles(formats: list[str]) -> Iterator[bytes]:
    yield record(278) + record(615, struct.pack("<I", len(formats) - 1))
    for number, code in enumerate(formats[1:], start=164):
        yield record(44, struct.pack("<H", number) + counted(code))
    yield record(616)
    yield record(626, struct.pack("<I", 1)) + record(47, struct.pack("<HH12x", 0xFFFF, 165)) + record(627)
    yield record(617, struct.pack("<I", len(formats)))
    for position, _ in enumerate(formats):
        yield record(47, struct.pack("<HH12x", 0, 163 + position if position else 0))
    yield record(618) + record(279)


def _notes(beside: Beside) -> Iterator[bytes]:
    yield record(628) + record(630) + record(632, counted(beside.author)) + record(631) + record(633)
    for (row, column), text in beside.notes.items():
        yield record(635, struct.pack("<IIIII16x", 0, row, row, column, column))
        yield record(637, b"\0" + counted(text)) + record(636)
    yield record(634) + record(629)


def _sheet(cells: Cells, formats: list[str], beside: Beside) -> Iterator[bytes]:
    rows = sorted({row for row, _ in cells}) or [0]
    columns = [column for _, column in cells] or [0]
    yield record(129) + record(148, struct.pack("<IIII", rows[0], rows[-1], min(columns), max(columns)))
    yield record(390)
    for first, last in beside.hidden_columns:
        yield record(60, struct.pack("<IIIIH", first, last, 2340, 0, 1))
    for first, last in beside.narrow_columns:
        yield record(60, struct.pack("<IIIIH", first, last, 0, 0, 2))
    yield record(391) + record(145)
    for row in rows:
        flags = 0x10 * (row in beside.hidden_rows) | 0x20 * (row in beside.flat_rows)
        height = 0 if row in beside.flat_rows else 300
        yield record(0, struct.pack("<IIHBBBI", row, 0, height, 0, flags, 0, 0))
        for (_, column), value in sorted(item for item in cells.items() if item[0][0] == row):
            yield _cell(column, value, formats)
    yield record(146)
    if beside.header:
        yield record(479, bytes(2) + counted(beside.header) + b"\xff" * 20) + record(480)
    yield record(130)


def _cell(column: int, value: object, formats: list[str]) -> bytes:
    styled = isinstance(value, tuple) and len(value) == 3
    place = struct.pack("<II", column, formats.index(value[2]) if styled else 0)
    match value:
        case None:
            return record(1, place)
        case bool():
            return record(4, place + bytes([value]))
        case str():
            return record(6, place + counted(value))
        case int() | float():
            return record(5, place + struct.pack("<d", value))
        case ("error", int(code)):
            return record(3, place + bytes([code]))
        case ("shown", int() | float() as number, _):
            return record(5, place + struct.pack("<d", number))
        case ("whole", int(number), _):
            return record(2, place + struct.pack("<i", number << 2 | 2))
        case ("formula", str(text), _):
            return record(8, place + counted(text) + struct.pack("<HII", 0, 0, 0))
        case ("formula", int() | float() as number, _):
            return record(9, place + struct.pack("<dHII", number, 0, 0, 0))
    raise ValueError("no such cell")
