"""What an Excel workbook (xlsx, xlsm) holds beside the text of its cells: facts of sheets, notes for a person, properties.

The text itself is read by ``spreadsheets.py``; a sheet's XML is searched by ``sheet_scan.py``, the records of a binary
workbook by ``biff12.py``. Properties and comments are looked at in memory by the privacy gate alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.reading.book import Comment, SheetFacts, column_letter
from pipelines.reading.number_masks import Mask, mask_of_format
from pipelines.reading.package import Package, attributes, elements, inner_text, tags, text
from pipelines.reading.refusals import refusal
from pipelines.reading.sheet_scan import Rows, Scanned, Wanted, scan_sheet

_BOOK = "xl/workbook.xml"
_LONG_NUMBER = r"^-?\d{16,}$"
_MAX_COMMENT_TEXT = 16 * 1024 * 1024
_CORE = {
    "title": "title",
    "subject": "subject",
    "creator": "author",
    "lastModifiedBy": "last saved by",
    "keywords": "keywords",
    "description": "comments",
    "category": "category",
    "contentStatus": "status",
}
_APP = {"Manager": "manager", "Company": "company", "HyperlinkBase": "hyperlink base"}
_THREADED = "[Threaded comment]"  # what Excel writes into the old note of a threaded comment


def xml_notes(part: bytes) -> list[Comment]:
    """The old notes of a sheet."""
    return [
        Comment(tag.get("ref", ""), "".join(inner_text(words) for _, words in elements(inside, b"t")))
        for tag, inside in elements(part, b"comment")
    ]


@dataclass
class Workbook:
    """An open workbook: its package, where its sheets are, which styles show leading zeros.

    ``scan`` and ``notes_of`` read a sheet and its old notes, which differ between XML and records; ``told`` are properties
    known already.
    """

    package: Package
    sheets: list[tuple[str, str]]  # name and part, in the workbook's order
    masks: dict[str, Mask]
    recalculates: bool  # its writer asks Excel to work every formula out, and so may not have done it itself
    days_from_1904: bool = False
    printed: list[str] = field(default_factory=list)
    scan: Callable[[IO[bytes], Wanted], Scanned] = scan_sheet
    notes_of: Callable[[bytes], list[Comment]] = xml_notes
    told: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes) -> Workbook:
        """Opens the parts that name the others.

        Raises:
            one of ``package.BROKEN``: a part cannot be read.
        """
        package = Package(data)
        main = next((target for _, kind, target in package.relations("") if kind == "officeDocument"), _BOOK)
        book = package.read(main)
        places = {name: (kind, target) for name, kind, target in package.relations(main)}
        sheets = []
        for tag in tags(book, b"sheet"):
            kind, target = places.get(tag.get("id", ""), ("", ""))
            sheets.append((tag.get("name", ""), target if kind == "worksheet" else ""))
        styles = next((target for kind, target in places.values() if kind == "styles"), "xl/styles.xml")
        calculation = next(tags(book, b"calcPr"), {})
        recalculates = calculation.get("fullCalcOnLoad") in ("1", "true")
        calendar = next(tags(book, b"workbookPr"), {}).get("date1904") in ("1", "true")
        return cls(package, sheets, _masks(package.read(styles)), recalculates, calendar)

    def look_at(
        self, position: int, name: str, grid: pa.Table, early: Mapping[str, Scanned] | None = None
    ) -> tuple[pa.Table, SheetFacts]:
        """The facts of one sheet, and its text with the zeros that its formats show.

        ``early`` gives parts that were looked at already, though not for long numbers.
        """
        part = self._part(position, name)
        if not part or not self.package.has(part):
            return grid, SheetFacts()
        long_numbers = _long_numbers(grid)
        scanned = (early or {}).get(part) if not long_numbers else None
        if scanned is None:
            wanted = Wanted(self.masks, bool(long_numbers), self.recalculates)
            with self.package.open(part) as stream:
                scanned = self.scan(stream, wanted)
        if scanned.printed:
            self.printed.append(scanned.printed)
        uncached = _uncached(scanned)
        grid = _without(grid, scanned.placeholders) if uncached is not scanned.uncached else grid
        grid, padded = with_zeros(grid, scanned.padded)
        relations = self.package.relations(part)
        return grid, SheetFacts(
            hidden_rows=runs(scanned.hidden_rows, grid.num_rows),
            hidden_columns=letters(scanned.hidden_columns, grid.num_columns),
            comments=_comments(self.package, relations, self.notes_of),
            uncached=as_places(uncached),
            padded=as_places(padded),
            rounded=as_places({c: r for c, r in scanned.long_numbers.items() if c in long_numbers}),
            pivots=sum(kind == "pivotTable" for _, kind, _ in relations),
            days_from_1904=self.days_from_1904,
        )

    def _part(self, position: int, name: str) -> str:
        named = [part for sheet, part in self.sheets if sheet == name]
        if len(named) == 1:
            return named[0]
        return self.sheets[position][1] if position < len(self.sheets) else ""

    def properties(self) -> dict[str, str]:
        """What the workbook says about itself: title, people, custom properties, defined names, printed headers."""
        return {**self.told, **properties(self.package, self.printed)}


def properties(package: Package, printed: list[str]) -> dict[str, str]:
    """The properties of an Office package, with the texts of printed headers and footers."""
    found: dict[str, str] = {}
    for part, names in (("docprops/core.xml", _CORE), ("docprops/app.xml", _APP)):
        xml = package.read(part)
        for word, told in names.items():
            for _, inside in elements(xml, word.encode()):
                _put(found, told, inner_text(inside))
    for tag, inside in elements(package.read("docprops/custom.xml"), b"property"):
        _put(found, f"custom property {tag.get('name', '')}", inner_text(inside))
    for tag, inside in elements(package.read(_BOOK), b"definedName"):
        if not tag.get("name", "").startswith("_xlnm."):
            _put(found, f"defined name {tag.get('name', '')}", text(inside))
    people = [tag.get("displayName", "") for tag in tags(_joined(package, "xl/persons/"), b"person")]
    authors = [inner_text(inside) for _, inside in elements(_joined(package, "xl/comments"), b"author")]
    _put(found, "comment authors", "; ".join(dict.fromkeys(name for name in [*people, *authors] if name)))
    shapes = [inner_text(inside) for _, inside in elements(_joined(package, "xl/drawings/drawing"), b"t")]
    _put(found, "text boxes", "\n".join(shapes))
    _put(found, "page header and footer", "\n".join(dict.fromkeys(printed)))
    return found


def _put(found: dict[str, str], name: str, value: str) -> None:
    value = value.strip()
    if value:
        found[name] = f"{found[name]}\n{value}" if name in found else value


def _joined(package: Package, start: str) -> bytes:
    return b"".join(
        package.read(name) for name in package.names if name.startswith(start) and name.endswith(".xml")
    )


def _masks(styles: bytes) -> dict[str, Mask]:
    """The masks of cell styles that show leading zeros, by the style's number."""
    codes = {tag.get("numFmtId", ""): tag.get("formatCode", "") for tag in tags(styles, b"numFmt")}
    masked = {number: mask for number, code in codes.items() if (mask := mask_of_format(code))}
    if not masked:
        return {}
    cells = next((inside for _, inside in elements(styles, b"cellXfs")), b"")
    styled = [attributes(found) for found in re.findall(rb"<(?:[\w.-]+:)?xf\s([^<>]*)>", cells)]
    return {
        str(position): masked[tag["numFmtId"]]
        for position, tag in enumerate(styled)
        if tag.get("numFmtId") in masked
    }


def _long_numbers(grid: pa.Table) -> set[str]:
    """Columns in which some text is a whole number of more than fifteen digits."""
    found = set()
    for name in grid.column_names:
        column = grid.column(name)
        longest = pc.max(pc.binary_length(column)).as_py()
        if longest is None or longest < 16:
            continue
        long = column.filter(pc.greater_equal(pc.binary_length(column), 16))
        if pc.any(pc.match_substring_regex(long, _LONG_NUMBER)).as_py():
            found.add(name)
    return found


def _uncached(scanned: Scanned) -> Rows:
    """Formula cells without a result; where every formula of the sheet shows a bare zero, none was ever worked out."""
    count = sum(map(len, scanned.placeholders.values()))
    if not count or count < scanned.formulas_with_value:
        return scanned.uncached
    both = {letter: list(rows) for letter, rows in scanned.uncached.items()}
    for letter, rows in scanned.placeholders.items():
        both.setdefault(letter, []).extend(rows)
    return both


def _without(grid: pa.Table, places: Rows) -> pa.Table:
    """The grid with these cells blank."""
    for letter, rows in places.items():
        if letter in grid.column_names:
            mask = _mask(rows, grid.num_rows)
            column = pc.if_else(pa.array(mask), pa.scalar(None, pa.string()), grid.column(letter))
            grid = grid.set_column(grid.column_names.index(letter), letter, column)
    return grid


def with_zeros(grid: pa.Table, padded: Mapping[Mask, Rows]) -> tuple[pa.Table, Rows]:
    """The grid with whole numbers as their format shows them, and the cells whose text changed by it."""
    changed: Rows = {}
    for mask, places in padded.items():
        for letter, rows in places.items():
            if letter not in grid.column_names:
                continue
            column = grid.column(letter).combine_chunks()
            here = pc.and_(
                pa.array(_mask(rows, grid.num_rows)),
                pc.fill_null(pc.match_substring_regex(column, r"^\d+$"), False),
            )
            plain = column.dictionary_encode()
            shown = pa.array([mask.apply(digits) if digits.isdecimal() else digits for digits in plain.dictionary.to_pylist()], pa.string())  # fmt: skip
            text_shown = shown.take(plain.indices)
            differs = pc.and_(here, pc.fill_null(pc.not_equal(text_shown, column), False))
            numbers = np.flatnonzero(differs.to_numpy(zero_copy_only=False)) + 1
            if numbers.size:
                changed.setdefault(letter, []).extend(numbers.tolist())
                grid = grid.set_column(
                    grid.column_names.index(letter), letter, pc.if_else(differs, text_shown, column)
                )
    return grid, changed


def _mask(rows: list[int], height: int) -> np.ndarray:
    mask = np.zeros(height, dtype=bool)
    places = np.asarray(rows, dtype=np.int64) - 1
    mask[places[(places >= 0) & (places < height)]] = True
    return mask


def as_places(rows: Rows) -> dict[str, np.ndarray]:
    """The same as arrays, columns in the order of a sheet."""
    return {letter: np.unique(np.asarray(rows[letter], dtype=np.int64)) for letter in sorted(rows, key=lambda x: (len(x), x)) if rows[letter]}  # fmt: skip


def runs(rows: list[int], height: int) -> tuple[tuple[int, int], ...]:
    """First and last of each run of rows, as far as the sheet is in use."""
    numbers = np.unique(np.asarray([row for row in rows if 1 <= row <= height], dtype=np.int64))
    if not numbers.size:
        return ()
    breaks = np.flatnonzero(np.diff(numbers) > 1)
    starts, ends = numbers[np.r_[0, breaks + 1]], numbers[np.r_[breaks, numbers.size - 1]]
    return tuple(zip(starts.tolist(), ends.tolist(), strict=True))


def letters(ranges: list[tuple[int, int]], width: int) -> tuple[str, ...]:
    """The letters of runs of columns counted from 1, as far as the sheet is in use."""
    numbers = {number for first, last in ranges for number in range(max(first, 1), min(last, width) + 1)}
    return tuple(column_letter(number - 1) for number in sorted(numbers))


def _comments(
    package: Package,
    relations: list[tuple[str, str, str]],
    notes_of: Callable[[bytes], list[Comment]],
) -> tuple[Comment, ...]:
    """Notes and threaded comments of a sheet, in the order of their parts."""
    found: list[Comment] = []
    size = sum(
        package.size(target) for _, kind, target in relations if kind in ("comments", "threadedComment")
    )
    if size > _MAX_COMMENT_TEXT:
        raise refusal("file_too_large")
    for _, kind, target in relations:
        if kind == "threadedComment":
            for tag, inside in elements(package.read(target), b"threadedComment"):
                words = "".join(inner_text(part) for _, part in elements(inside, b"text"))
                found.append(Comment(tag.get("ref", ""), words))
    threaded = {comment.cell for comment in found}
    for _, kind, target in relations:
        if kind == "comments":
            found.extend(
                note
                for note in notes_of(package.read(target))
                if not (note.cell in threaded and note.text.startswith(_THREADED))
            )
    return tuple(found)
