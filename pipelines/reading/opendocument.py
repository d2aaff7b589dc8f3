"""What fastexcel overlooks in an OpenDocument sheet, and what no text says: hidden rows, comments, properties.

Overlooked are the text of error cells, tabs and line breaks inside a cell.

Everything else of an ods file is read by ``spreadsheets.py``; files with none of these are not parsed a second time.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from pipelines.reading.book import Comment, Sheet, SheetFacts, column_letter
from pipelines.reading.package import BROKEN, elements, inner_text

_WORTH_A_LOOK = re.compile(
    rb'value-type="error"|<text:(?:tab|line-break)\b|string-value=""|visibility="(?:collapse|filter)"|<office:annotation\b'
)
_FILLED_REPEATS = re.compile(
    rb'number-rows-repeated="(\d+)"[^<>]*>\s*<table:table-cell[^<>]*number-columns-repeated="(\d+)"[^<>/]*>\s*<text:p'
)
_MAX_REPEATS = 100_000  # a repeat past this is filling up to the sheet's end, never a cell a person wrote
_META = {
    "title": "title",
    "subject": "subject",
    "creator": "last saved by",
    "initial-creator": "author",
    "keyword": "keywords",
    "description": "comments",
}


@dataclass
class Overlooked:
    """What was found beside fastexcel's text: by sheet name texts (column → row → text, from 0), hidden runs, comments."""

    texts: dict[str, dict[int, dict[int, str | None]]] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    columns: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    comments: dict[str, list[Comment]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)

    def facts_of(self, sheet: Sheet) -> SheetFacts:
        """The facts of one sheet, as far as it is in use."""
        high, wide = sheet.grid.num_rows, sheet.grid.num_columns
        runs: list[tuple[int, int]] = []
        for first, last in self.rows.get(sheet.name, ()):
            if first > high:
                continue
            if runs and runs[-1][1] + 1 == first:
                runs[-1] = (runs[-1][0], min(last, high))
            else:
                runs.append((first, min(last, high)))
        letters = [
            column_letter(number - 1)
            for first, last in self.columns.get(sheet.name, ())
            for number in range(first, min(last, wide) + 1)
        ]
        return SheetFacts(tuple(runs), tuple(letters), tuple(self.comments.get(sheet.name, ())))


def look_over(data: bytes) -> Overlooked:
    """One more pass over an OpenDocument file, as far as it is worth it."""
    walk = _Walk()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            content = archive.read("content.xml")
            meta = archive.read("meta.xml") if "meta.xml" in names else b""
            styles = archive.read("styles.xml") if "styles.xml" in names else b""
    except BROKEN:
        return walk.found  # whether the file is damaged is fastexcel's to say
    _properties(meta, styles, walk.found.properties)
    if not _WORTH_A_LOOK.search(content):
        return walk.found
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError):
        return Overlooked(properties=walk.found.properties)
    return walk.found


def swells(data: bytes) -> bool:
    """Whether a sheet repeats a filled row or cell so often that it outgrows any real one: a few bytes become millions."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            content = archive.read("content.xml")
    except BROKEN:
        return False
    return any(
        int(rows[:9]) * int(columns[:9]) > _MAX_REPEATS for rows, columns in _FILLED_REPEATS.findall(content)
    )


def _properties(meta: bytes, styles: bytes, found: dict[str, str]) -> None:
    for word, told in _META.items():
        texts = [inner_text(inside).strip() for _, inside in elements(meta, word.encode())]
        if any(texts):
            found[told] = "\n".join(filter(None, texts))
    for tag, inside in elements(meta, b"user-defined"):
        if inner_text(inside).strip():
            found[f"custom property {tag.get('name', '')}"] = inner_text(inside).strip()
    printed = [
        inner_text(inside).strip()
        for word in (b"header", b"header-left", b"footer", b"footer-left")
        for _, inside in elements(styles, word)
    ]
    if any(printed):
        found["page header and footer"] = "\n".join(filter(None, dict.fromkeys(printed)))


@dataclass
class _Walk:
    """The state of one pass over content.xml: where it is, and what was found."""

    found: Overlooked = field(default_factory=Overlooked)
    _table: str = ""
    _row: int = 0
    _row_repeats: int = 1
    _column: int = 0
    _column_repeats: int = 1
    _declared: int = 0
    _wanted: bool = False
    _in_cell: bool = False
    _annotation: int = 0
    _paragraphs: int = 0
    _in_paragraph: bool = False
    _text: list[str] = field(default_factory=list)
    _comment: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enters an element."""
        if name == "table:table":
            self._table, self._row, self._declared = attributes.get("table:name", ""), 0, 0
        elif name == "table:table-column":
            repeats = _repeats(attributes, "table:number-columns-repeated")
            if _is_hidden(attributes):
                place = self.found.columns.setdefault(self._table, [])
                place.append((self._declared + 1, self._declared + repeats))
            self._declared += repeats
        elif name == "table:table-row":
            self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self._column = 0
            if _is_hidden(attributes):
                place = self.found.rows.setdefault(self._table, [])
                place.append((self._row + 1, self._row + self._row_repeats))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column_repeats = _repeats(attributes, "table:number-columns-repeated")
            self._in_cell, self._paragraphs, self._text = True, 0, []
            kind = attributes.get("calcext:value-type", "")
            self._wanted = kind == "error" or attributes.get("office:string-value") == ""
        elif name == "office:annotation":
            self._annotation += 1
            self._comment = []
        elif self._in_cell and not self._annotation:
            self._start_in_cell(name, attributes)

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:p":
            self._in_paragraph = True
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
        elif name == "text:s":
            self._text.append(" " * min(_repeats(attributes, "text:c"), _MAX_REPEATS))
        elif name == "text:tab":
            self._text.append("\t")
            self._wanted = True
        elif name == "text:line-break":
            self._text.append("\n")
            self._wanted = True

    def characters(self, text: str) -> None:
        """Takes the text of a cell, or that of its comment."""
        if self._annotation:
            self._comment.append(text)
        elif self._in_cell and self._in_paragraph:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Leaves an element."""
        if name == "office:annotation":
            self._annotation -= 1
            place = self.found.comments.setdefault(self._table, [])
            place.append(Comment(f"{column_letter(self._column)}{self._row + 1}", "".join(self._comment)))
        elif name == "text:p" and self._annotation:
            self._comment.append("\n")
        elif name == "text:p":
            self._in_paragraph = False
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if self._wanted and self._text and self._column_repeats * self._row_repeats <= _MAX_REPEATS:
                self._keep("".join(self._text))
            self._column += self._column_repeats
            self._in_cell = self._wanted = False
        elif name == "table:table-row":
            self._row += self._row_repeats

    def _keep(self, text: str) -> None:
        sheet = self.found.texts.setdefault(self._table, {})
        for column in range(self._column, self._column + self._column_repeats):
            place = sheet.setdefault(column, {})
            for row in range(self._row, self._row + self._row_repeats):
                place[row] = text


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("table:visibility") in ("collapse", "filter")


def _repeats(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, "1")), 1)
