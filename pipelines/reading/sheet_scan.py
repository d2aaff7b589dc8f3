"""One pass over the XML of a sheet for what its text does not say: hidden rows and columns, formulas, formats, long numbers.

The part is unpacked in pieces of whole rows and searched as bytes; each search has a fixed word at its start and is skipped
where that word does not occur, so a plain sheet costs little more than unpacking it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO

from pipelines.reading.number_masks import Mask
from pipelines.reading.package import attributes, elements, inner_text

_PIECE = 4 * 1024 * 1024
_LONGEST_ROW = 64 * 1024 * 1024
_TAIL = 8 * 1024 * 1024  # what follows the rows: merged cells, validations, header and footer
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")

Rows = dict[str, list[int]]  # column letter → Excel rows


@dataclass
class Scanned:
    """What one sheet's XML said; rows and columns as written, whether or not they lie in the part in use."""

    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first and last, from 1
    uncached: Rows = field(default_factory=dict)
    placeholders: Rows = field(
        default_factory=dict
    )  # formulas that show 0 and may never have been worked out
    formulas_with_value: int = 0
    padded: dict[Mask, Rows] = field(default_factory=dict)
    long_numbers: Rows = field(default_factory=dict)
    printed: str = ""  # header and footer of the printed page


@dataclass(frozen=True)
class Wanted:
    """What to look for beside hidden rows and formulas: styles by number with their masks; numbers of many digits."""

    masks: Mapping[str, Mask] = field(default_factory=dict)
    long_numbers: bool = False
    placeholders: bool = False


def scan_sheet(part: IO[bytes], wanted: Wanted) -> Scanned:
    """Goes once through a sheet's XML.

    Raises:
        ValueError, zipfile.BadZipFile, zlib.error: the part cannot be unpacked, or is no sheet.
    """
    told = Scanned()
    words: _Words | None = None
    next_row = 1
    for piece, is_head, is_tail in _pieces(part):
        if is_head:
            start = re.search(rb"<((?:[\w.-]+:)?)sheetData\b", piece)
            words = _words(start[1] if start else b"")
            _columns(piece, told)
        if is_tail:
            for _, inside in elements(piece[-_TAIL:], b"headerFooter"):
                told.printed = inner_text(inside.replace(b"><", b">\n<")).strip()
        if words is not None:
            piece, next_row = _numbered(piece, words, next_row)
            _rows(piece, words, wanted, told)
    return told


def _pieces(part: IO[bytes]) -> Iterator[tuple[bytes, bool, bool]]:
    """The part cut after whole rows, each piece with whether it is the first and whether it is the last."""
    rest, is_head = b"", True
    while True:
        read = part.read(_PIECE)
        if read[:2] in (b"\xff\xfe", b"\xfe\xff") and is_head and not rest:
            yield (read + part.read()).decode("utf-16", "replace").encode(), True, True
            return
        if not read:
            yield rest, is_head, True
            return
        whole = rest + read
        cut = whole.rfind(b"</row>")
        if cut < 0:
            cut = whole.rfind(b":row>")
        if cut < 0:
            if len(whole) > _LONGEST_ROW:
                raise ValueError("a row without an end")
            rest = whole
            continue
        cut = whole.find(b">", cut) + 1
        yield whole[:cut], is_head, False
        rest, is_head = whole[cut:], False


@dataclass(frozen=True)
class _Words:
    """The searches for one prefix of the sheet's elements."""

    row: bytes
    cell: bytes
    hidden_row: re.Pattern[bytes]
    any_row: re.Pattern[bytes]
    formula: bytes
    empty_formula: re.Pattern[bytes]
    zero_formula: re.Pattern[bytes]
    valued_formula: re.Pattern[bytes]
    long_number: re.Pattern[bytes]
    cell_tag: re.Pattern[bytes]


@lru_cache(maxsize=32)
def _words(prefix: bytes) -> _Words:
    p = re.escape(prefix)
    closed = (
        rb"(?:</" + p + rb"f>|<" + p + rb"f\b[^<>]*/>)\s*+"
    )  # possessive: no search goes back over blanks
    blank = rb"(?:<" + p + rb"v\s*+/>|<" + p + rb"v>\s*+</" + p + rb"v>)?\s*+"
    end = rb"</" + p + rb"c>"
    return _Words(
        row=b"<" + prefix + b"row",
        cell=b"<" + prefix + b"c",
        hidden_row=re.compile(rb"<" + p + rb"row\b(?=[^<>]*\s(?:hidden=[\"'](?:1|true)[\"']|ht=[\"']0[\"']))([^<>]*)>"),
        any_row=re.compile(rb"<" + p + rb"row\b([^<>]*)>"),
        formula=b"<" + prefix + b"f",
        empty_formula=re.compile(closed + blank + end),
        zero_formula=re.compile(closed + rb"<" + p + rb"v>0</" + p + rb"v>\s*+" + end),
        valued_formula=re.compile(closed + rb"<" + p + rb"v>[^<]"),
        long_number=re.compile(rb"<" + p + rb"v>-?(?:\d{16,}(?:\.\d*)?|[\d.]+[eE]\+?\d\d+)</" + p + rb"v>"),
        cell_tag=re.compile(rb"<" + p + rb"c((?:[\s/][^<>]*)?)>"),
    )  # fmt: skip


def _columns(head: bytes, told: Scanned) -> None:
    """Hidden columns, from the head of the sheet."""
    start = head.find(b"sheetData")
    for found in re.finditer(rb"<(?:[\w.-]+:)?col\s([^<>]*)>", head[: start if start >= 0 else len(head)]):
        tag = attributes(found[1])
        if tag.get("hidden") in ("1", "true") or tag.get("width") == "0":
            first, last = tag.get("min", ""), tag.get("max", "")
            if first.isdecimal() and last.isdecimal():
                told.hidden_columns.append((int(first), int(last)))


def _rows(piece: bytes, words: _Words, wanted: Wanted, told: Scanned) -> None:
    if b"hidden=" in piece or b'ht="0"' in piece:
        for found in words.hidden_row.finditer(piece):
            row = attributes(found[1]).get("r", "")
            if row.isdecimal():
                told.hidden_rows.append(int(row))
    if words.formula in piece:
        for found in words.empty_formula.finditer(piece):
            tag = _cell_before(piece, found.start(), words)
            is_empty_text = tag.get("t") == "str" and b"v>" in found[0]
            if not is_empty_text:
                _keep(told.uncached, tag)
        if wanted.placeholders:
            told.formulas_with_value += sum(1 for _ in words.valued_formula.finditer(piece))
            for found in words.zero_formula.finditer(piece):
                _keep(told.placeholders, _cell_before(piece, found.start(), words))
    if wanted.masks:
        for letter, row, style in _styled(words.cell, tuple(sorted(wanted.masks))).findall(piece):
            rows = told.padded.setdefault(wanted.masks[style.decode()], {})
            rows.setdefault(letter.decode(), []).append(int(row))
    if wanted.long_numbers:
        for found in words.long_number.finditer(piece):
            tag = _cell_before(piece, found.start(), words)
            if tag.get("t", "n") == "n":
                _keep(told.long_numbers, tag)


@lru_cache(maxsize=32)
def _styled(cell: bytes, styles: tuple[str, ...]) -> re.Pattern[bytes]:
    """Number cells of these styles: letter, row, style."""
    ids = "|".join(map(re.escape, styles)).encode()
    return re.compile(
        re.escape(cell)
        + rb"(?![^<>]*\st=\"(?!n\"))(?=\s)[^<>]*?\sr=\"([A-Z]+)(\d+)\"(?=[^<>]*\ss=\"(?:"
        + ids
        + rb")\")[^<>]*?\ss=\"(\d+)\""
    )


def _cell_before(piece: bytes, at: int, words: _Words) -> dict[str, str]:
    """The attributes of the cell in which the byte at ``at`` stands."""
    start = piece.rfind(words.cell, 0, at)
    while (
        start >= 0 and piece[start + len(words.cell)] not in b" >/\t\r\n"
    ):  # another element that begins with a c
        start = piece.rfind(words.cell, 0, start)
    end = piece.find(b">", start)
    return attributes(piece[start + len(words.cell) : end]) if start >= 0 else {}


def _keep(rows: Rows, tag: dict[str, str]) -> None:
    found = _REFERENCE.match(tag.get("r", ""))
    if found:
        rows.setdefault(found[1], []).append(int(found[2]))


def _numbered(piece: bytes, words: _Words, next_row: int) -> tuple[bytes, int]:
    """The piece with a place on every row and cell, which a writer may leave out, and the number of the next row.

    Writers give places everywhere or nowhere, so the first row and cell of a piece tell which.
    """
    row, cell = words.any_row.search(piece), words.cell_tag.search(piece)
    has_places = row is None or (b" r=" in row[1] and (cell is None or b" r=" in cell[1]))
    if has_places:
        last = piece.rfind(words.row)
        found = words.any_row.match(piece, last) if last >= 0 else None
        number = attributes(found[1]).get("r", "") if found else ""
        return piece, int(number) + 1 if number.isdecimal() else next_row
    from pipelines.reading.book import column_letter

    at = {"row": next_row - 1, "column": 0}

    def place(found: re.Match[bytes]) -> bytes:
        if found[1] is not None:  # a row
            given = attributes(found[1]).get("r", "")
            at["row"] = int(given) if given.isdecimal() else at["row"] + 1
            at["column"] = 0
            return words.row + (b"" if given else b' r="%d"' % at["row"]) + found[1] + b">"
        at["column"] += 1
        if b" r=" in found[2]:
            return found[0]
        reference = f' r="{column_letter(at["column"] - 1)}{at["row"]}"'.encode()
        return words.cell + reference + found[2] + b">"

    both = re.compile(words.any_row.pattern + rb"|" + words.cell_tag.pattern)
    return both.sub(place, piece), at["row"] + 1
