"""What a binary Excel workbook (xlsb) holds beside the text of its cells: hidden rows and columns, notes, formats, its calendar.

The container is that of an xlsx, so ``ooxml.py`` asks the questions; here are the records (BIFF12) that answer them in
place of XML, as [MS-XLSB] of Microsoft's open specifications lays them out. The text is read by ``spreadsheets.py``.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO

from pipelines.reading.book import Comment, column_letter
from pipelines.reading.number_masks import Mask, mask_of_format
from pipelines.reading.ooxml import Workbook
from pipelines.reading.package import Package
from pipelines.reading.sheet_scan import Scanned, Wanted

_BOOK = "xl/workbook.bin"
_ROW, _CELL_RK, _CELL_REAL, _FORMULA_TEXT, _FORMULA_NUMBER = 0, 2, 5, 8, 9
_OTHER_FORMULAS = (10, 11)  # of booleans and of errors
_NAME, _NUMBER_FORMAT, _CELL_FORMAT, _COLUMNS = 39, 44, 47, 60
_BOOK_FLAGS, _SHEET, _CALCULATION = 153, 156, 157
_HEADER_FOOTER, _CELL_FORMATS, _CELL_FORMATS_END = 479, 617, 618
_AUTHOR, _NOTE, _NOTE_TEXT = 632, 635, 637
_NO_TEXT = 0xFFFFFFFF
_LARGEST = 512 * 1024 * 1024  # bytes of a sheet; the records are walked in memory

Record = tuple[int, int, int]  # kind, first byte of the body, one past its last


def open_binary(data: bytes) -> Workbook:
    """Opens the parts of a binary workbook that name the others.

    Raises:
        one of ``package.BROKEN``: a part cannot be read.
    """
    package = Package(data)
    main = next((target for _, kind, target in package.relations("") if kind == "officeDocument"), _BOOK)
    book = package.read(main)
    places = {name: (kind, target) for name, kind, target in package.relations(main)}
    sheets: list[tuple[str, str]] = []
    recalculates = calendar = False
    names: dict[str, str] = {}
    for kind, at, end in _records(book):
        if kind == _SHEET:
            relation, after = _text(book, at + 8, end)
            target = places.get(relation, ("", ""))
            sheets.append((_text(book, after, end)[0], target[1] if target[0] == "worksheet" else ""))
        elif kind == _BOOK_FLAGS:
            calendar = bool(_number(book, at, end, 4) & 1)
        elif kind == _CALCULATION:
            recalculates = bool(_number(book, at + 24, end, 2) & 1)
        elif kind == _NAME:
            name = _text(book, at + 9, end)[0]
            names[f"defined name {name}"] = name
    styles = next((target for kind, target in places.values() if kind == "styles"), "xl/styles.bin")
    authors = "; ".join(dict.fromkeys(_authors(package)))
    told = {**names, **({"comment authors": authors} if authors else {})}
    masks = _masks(package.read(styles))
    return Workbook(
        package, sheets, masks, recalculates, calendar, scan=scan_records, notes_of=notes, told=told
    )


def _records(data: bytes) -> Iterator[Record]:
    at = 0
    while at < len(data):
        kind, start, end = _record(data, at)
        yield kind, start, end
        at = end


def _record(data: bytes, at: int) -> Record:
    """The record that begins at this byte.

    Raises:
        ValueError: it says that it is longer than what is left.
    """
    head = data[at : at + 6]
    kind, used = _seven_bits(head, 2)
    size, more = _seven_bits(head[used:], 4)
    start = at + used + more
    if start + size > len(data):
        raise ValueError("a record without an end")
    return kind, start, start + size


def _seven_bits(raw: bytes, most: int) -> tuple[int, int]:
    """A number of up to ``most`` bytes of seven bits each, the lowest first, and how many bytes it took."""
    value = 0
    for place, byte in enumerate(raw[:most]):
        value |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            return value, place + 1
    if len(raw) < most:
        raise ValueError("a record without an end")
    return value, most


def _number(data: bytes, at: int, end: int, size: int) -> int:
    """A whole number of this many bytes, 0 where the record is too short to hold it."""
    return int.from_bytes(data[at : at + size], "little") if at + size <= end else 0


def _text(data: bytes, at: int, end: int) -> tuple[str, int]:
    """A counted text and where it ends; a text that is said to be absent, or reaches past its record, is empty."""
    count = _number(data, at, end, 4)
    last = at + 4 + 2 * count
    if count == _NO_TEXT or last > end:
        return "", at + 4
    return data[at + 4 : last].decode("utf-16-le", "replace"), last


def _masks(styles: bytes) -> dict[str, Mask]:
    """The masks of cell formats that show leading zeros, by the format's position."""
    by_number: dict[int, Mask] = {}
    told: dict[str, Mask] = {}
    position = -1  # below 0 outside the formats of cells
    for kind, at, end in _records(styles):
        if kind == _NUMBER_FORMAT:
            if mask := mask_of_format(_text(styles, at + 2, end)[0]):
                by_number[_number(styles, at, end, 2)] = mask
        elif kind in (_CELL_FORMATS, _CELL_FORMATS_END):
            position = 0 if kind == _CELL_FORMATS else -1
        elif kind == _CELL_FORMAT and position >= 0:
            if mask := by_number.get(_number(styles, at + 2, end, 2)):
                told[str(position)] = mask
            position += 1
    return told


def scan_records(part: IO[bytes], wanted: Wanted) -> Scanned:
    """Goes once through a sheet's records; long numbers are not looked for.

    Raises:
        ValueError: the part is too large, or a record runs past its end.
    """
    data = part.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError("a part too large to be walked")
    told = Scanned()
    masks = {int(style): mask for style, mask in wanted.masks.items()}
    plain = _plain_cells(tuple(sorted(masks)))
    at, row = 0, 0
    while at < len(data):
        skipped = plain.match(data, at)
        if skipped:
            at = skipped.end()
            continue
        kind, start, end = _record(data, at)
        at = end
        if kind == _ROW:
            row = _number(data, start, end, 4) + 1
            if _is_hidden_row(data, start, end):
                told.hidden_rows.append(row)
        elif kind == _COLUMNS:
            if _number(data, start + 16, end, 2) & 1 or not _number(data, start + 8, end, 4):
                first, last = _number(data, start, end, 4), _number(data, start + 4, end, 4)
                told.hidden_columns.append((first + 1, last + 1))
        elif kind in (_CELL_RK, _CELL_REAL, _FORMULA_NUMBER, _FORMULA_TEXT, *_OTHER_FORMULAS):
            _look_at_cell(data, (kind, start, end), row, masks, wanted, told)
        elif kind == _HEADER_FOOTER:
            told.printed = "\n".join(_printed(data, start + 2, end))
    return told


def _is_hidden_row(data: bytes, start: int, end: int) -> bool:
    """Hidden by its flag, or made to be of no height."""
    flags = _number(data, start + 11, end, 1)
    return bool(flags & 0x10) or (bool(flags & 0x20) and not _number(data, start + 8, end, 2))


def _look_at_cell(
    data: bytes, record: Record, row: int, masks: Mapping[int, Mask], wanted: Wanted, told: Scanned
) -> None:
    """Notes a number with leading zeros by its format, and a formula that may never have been worked out."""
    kind, start, end = record
    letter = column_letter(_number(data, start, end, 4) & 0x3FFF)
    if kind in (_CELL_RK, _CELL_REAL, _FORMULA_NUMBER):
        mask = masks.get(_number(data, start + 4, end, 3))
        if mask is not None:
            told.padded.setdefault(mask, {}).setdefault(letter, []).append(row)
    if wanted.placeholders and kind not in (_CELL_RK, _CELL_REAL):
        if kind == _FORMULA_NUMBER and not any(data[start + 8 : start + 16]):
            told.placeholders.setdefault(letter, []).append(row)
        if kind != _FORMULA_TEXT or _text(data, start + 8, end)[0]:
            told.formulas_with_value += 1


@lru_cache(maxsize=32)
def _plain_cells(masked: tuple[int, ...]) -> re.Pattern[bytes]:
    """A run of cells of fixed length that have nothing to tell: blanks, errors, booleans, shared texts, plain numbers."""
    styles = b"|".join(re.escape(struct.pack("<I", style)[:3]) for style in masked)
    plain = rb"(?!.{4}(?:" + styles + rb"))" if styles else b""
    number = rb"\x02\x0c" + plain + rb".{12}|\x05\x10" + plain + rb".{16}"
    return re.compile(
        rb"(?:\x01\x08.{8}|[\x03\x04]\x09.{9}|\x07\x0c.{12}|" + number + rb")++", re.DOTALL
    )  # possessive: nothing is gained by going back


def _printed(data: bytes, at: int, end: int) -> Iterator[str]:
    """The headers and footers of the printed page: of odd pages, even pages and the first one."""
    while at < end:
        words, at = _text(data, at, end)
        if words:
            yield words


def notes(part: bytes) -> list[Comment]:
    """The notes of a sheet."""
    found: list[Comment] = []
    cell = ""
    for kind, at, end in _records(part):
        if kind == _NOTE:
            row, column = _number(part, at + 4, end, 4), _number(part, at + 12, end, 4)
            cell = f"{column_letter(column & 0x3FFF)}{row + 1}"
        elif kind == _NOTE_TEXT:
            found.append(Comment(cell, _text(part, at + 1, end)[0]))
    return found


def _authors(package: Package) -> Iterator[str]:
    for name in package.names:
        if name.startswith("xl/comments") and name.endswith(".bin"):
            part = package.read(name)
            for kind, at, end in _records(part):
                if kind == _AUTHOR and (author := _text(part, at, end)[0]):
                    yield author
