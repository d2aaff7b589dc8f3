"""What fastexcel overlooks in an OpenDocument sheet: the text of error cells, tabs and line breaks inside a cell.

Everything else of an ods file is read by ``spreadsheets.py``; files with none of these are not parsed a second time.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

_WORTH_A_LOOK = re.compile(rb'value-type="error"|<text:(tab|line-break)\b|string-value=""')
_MAX_REPEATS = 100_000  # a repeat past this is filling up to the sheet's end, never a cell a person wrote


def overlooked_cells(data: bytes) -> dict[str, dict[int, dict[int, str | None]]]:
    """The cells whose text fastexcel drops: sheet name → column → row → text (both counted from 0)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml")
    if not _WORTH_A_LOOK.search(content):
        return {}
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    try:
        parser.Parse(content, True)
    except expat.ExpatError:
        return {}  # whether the file is damaged is fastexcel's to say
    return walk.found


@dataclass
class _Walk:
    """The state of one pass over content.xml: where it is, and the texts found."""

    found: dict[str, dict[int, dict[int, str | None]]] = field(default_factory=dict)
    _table: str = ""
    _row: int = 0
    _row_repeats: int = 1
    _column: int = 0
    _column_repeats: int = 1
    _wanted: bool = False
    _in_cell: bool = False
    _annotation: int = 0
    _paragraphs: int = 0
    _in_paragraph: bool = False
    _text: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Enters an element."""
        if name == "table:table":
            self._table, self._row = attributes.get("table:name", ""), 0
        elif name == "table:table-row":
            self._row_repeats = int(attributes.get("table:number-rows-repeated", "1"))
            self._column = 0
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column_repeats = int(attributes.get("table:number-columns-repeated", "1"))
            self._in_cell, self._paragraphs, self._text = True, 0, []
            kind = attributes.get("calcext:value-type", "")
            self._wanted = kind == "error" or attributes.get("office:string-value") == ""
        elif name == "office:annotation":
            self._annotation += 1
        elif self._in_cell and not self._annotation:
            self._start_in_cell(name, attributes)

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:p":
            self._in_paragraph = True
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
        elif name == "text:s":
            self._text.append(" " * min(int(attributes.get("text:c", "1")), _MAX_REPEATS))
        elif name == "text:tab":
            self._text.append("\t")
            self._wanted = True
        elif name == "text:line-break":
            self._text.append("\n")
            self._wanted = True

    def characters(self, text: str) -> None:
        """Takes the text of a cell, leaving out that of its comment."""
        if self._in_cell and self._in_paragraph and not self._annotation:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Leaves an element."""
        if name == "office:annotation":
            self._annotation -= 1
        elif name == "text:p" and not self._annotation:
            self._in_paragraph = False
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if self._wanted and self._text and max(self._column_repeats, self._row_repeats) <= _MAX_REPEATS:
                self._keep("".join(self._text))
            self._column += self._column_repeats
            self._in_cell = self._wanted = False
        elif name == "table:table-row":
            self._row += self._row_repeats

    def _keep(self, text: str) -> None:
        sheet = self.found.setdefault(self._table, {})
        for column in range(self._column, self._column + self._column_repeats):
            place = sheet.setdefault(column, {})
            for row in range(self._row, self._row + self._row_repeats):
                place[row] = text
