"""An XML spreadsheet of 2003, as older systems write it under the ending .xls or .xml: its sheets, facts and properties.

What one sheet gathers while it is read stands in ``xml_sheet.py``. Newer workbooks are read by ``spreadsheets.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from pipelines.problems import Problem
from pipelines.reading.book import Limits, Sheet
from pipelines.reading.contents import content_notes
from pipelines.reading.delimited import decoded
from pipelines.reading.number_masks import Mask, mask_of_format
from pipelines.reading.refusals import SAVE_AS, refusal
from pipelines.reading.xml_sheet import Cell, SheetSoFar

_ENTITIES = (
    "The file defines words of its own (XML entities). No export needs them, and they can make a small file grow without "
    f"end, so nothing of it was used. If it opens on your computer, {SAVE_AS}."
)
_PROPERTIES = {
    "Title": "title",
    "Subject": "subject",
    "Author": "author",
    "LastAuthor": "last saved by",
    "Keywords": "keywords",
    "Description": "comments",
    "Category": "category",
    "Manager": "manager",
    "Company": "company",
}


def read_xml_spreadsheet(
    data: bytes, limits: Limits
) -> tuple[tuple[Sheet, ...], tuple[Problem, ...], dict[str, str]]:
    """Every worksheet in order, notes about the file, and its properties.

    Raises:
        Unreadable: file_damaged, file_too_large.
    """
    notes: tuple[Problem, ...] = ()
    try:
        walk = _walked(data, None, limits)
    except expat.ExpatError:
        try:
            data.decode()
        except UnicodeDecodeError:  # it says UTF-8 and is not
            text, notes = decoded(data)
            try:
                walk = _walked(text.encode(), "utf-8", limits)
            except expat.ExpatError:
                raise refusal("file_damaged") from None
        else:
            raise refusal("file_damaged") from None
    if not walk.sheets:
        raise refusal("file_damaged")
    sheets = tuple(sheet.finished() for sheet in walk.sheets)
    return sheets, (*notes, *content_notes(links=walk.links)), walk.properties()


def _walked(data: bytes, encoding: str | None, limits: Limits) -> _Walk:
    walk = _Walk(limits.cells)
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartElementHandler = walk.start
    parser.EndElementHandler = walk.end
    parser.CharacterDataHandler = walk.characters
    parser.EntityDeclHandler = _refuse_entity
    parser.Parse(data, True)
    return walk


def _refuse_entity(*_: object) -> None:
    raise refusal("file_damaged", _ENTITIES)


@dataclass
class _Walk:
    """The state of one pass: the sheets so far, the open cell, the texts of properties."""

    _left: int  # cells that the open sheet may have
    sheets: list[SheetSoFar] = field(default_factory=list)
    days_from_1904: bool = False
    links: bool = False
    told: dict[str, list[str]] = field(default_factory=dict)
    formats: dict[str, str] = field(default_factory=dict)  # style → its number format
    parents: dict[str, str] = field(default_factory=dict)
    _open: list[str] = field(default_factory=list)
    _style: str = ""
    _cell: Cell | None = None
    _text: list[str] | None = None  # of the element whose characters are wanted

    def start(self, name: str, raw: dict[str, str]) -> None:
        """Enters an element; names count without their prefix."""
        local = name.rpartition(":")[2]
        self._open.append(local)
        handler = _STARTS.get(local)
        if handler is not None:
            handler(self, {key.rpartition(":")[2]: value for key, value in raw.items()})
        elif self._is_told(local):
            self._text = []

    def _is_told(self, local: str) -> bool:
        """Whether the characters of this element are a property, or say whether the sheet is hidden."""
        within = self._open[-2] if len(self._open) > 1 else ""
        return (
            (within == "DocumentProperties" and local in _PROPERTIES)
            or within == "CustomDocumentProperties"
            or (within == "WorksheetOptions" and local == "Visible")
        )

    def characters(self, text: str) -> None:
        """Takes the text of a cell, a note or a property."""
        if self._text is not None:
            self._text.append(text)

    def end(self, name: str) -> None:
        """Leaves an element."""
        local = self._open.pop()
        within = self._open[-1] if self._open else ""
        if local == "Cell" and self._cell is not None and self.sheets:
            self.sheets[-1].put(self._cell, self._format_of(self._cell.style), self._left)
            self._cell = None
        elif local == "Data" and self._text is not None and self._cell is not None:
            words = "".join(self._text)
            if within == "Comment":
                self._cell.note = words
            else:
                self._cell.text = words
            self._text = None
        elif self._text is not None and local not in _STARTS and (within in _TOLD_IN):
            words = "".join(self._text).strip()
            self._text = None
            if local == "Visible":
                if self.sheets:
                    self.sheets[-1].visible = words not in ("SheetHidden", "SheetVeryHidden")
            else:
                own = f"custom property {local}"
                self._tell(_PROPERTIES[local] if within == "DocumentProperties" else own, words)

    def properties(self) -> dict[str, str]:
        """What the file says about itself."""
        return {name: "\n".join(dict.fromkeys(texts)) for name, texts in self.told.items()}

    def _tell(self, name: str, words: str) -> None:
        if words.strip():
            self.told.setdefault(name, []).append(words.strip())

    def _format_of(self, style: str) -> tuple[str, Mask | None]:
        for _ in range(10):  # styles that stand on one another
            if style in self.formats:
                return self.formats[style], mask_of_format(self.formats[style])
            style = self.parents.get(style, "")
        return "", None

    def _start_sheet(self, tag: dict[str, str]) -> None:
        if self.sheets:
            self._left -= self.sheets[-1].cells
        self.sheets.append(SheetSoFar(tag.get("Name") or f"Sheet{len(self.sheets) + 1}", self.days_from_1904))

    def _start_table(self, tag: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].table_style = tag.get("StyleID", "")

    def _start_column(self, tag: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].start_column(tag)

    def _start_row(self, tag: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].start_row(tag)

    def _start_cell(self, tag: dict[str, str]) -> None:
        if self.sheets:
            self._cell = self.sheets[-1].start_cell(tag)

    def _start_data(self, tag: dict[str, str]) -> None:
        if self._cell is not None:
            self._text = []
            if "Comment" not in self._open:
                self._cell.kind = tag.get("Type", "String")

    def _start_comment(self, tag: dict[str, str]) -> None:
        self._tell("comment authors", tag.get("Author", ""))

    def _start_printed(self, tag: dict[str, str]) -> None:
        self._tell("page header and footer", tag.get("Data", ""))

    def _start_style(self, tag: dict[str, str]) -> None:
        self._style = tag.get("ID", "")
        self.parents[self._style] = tag.get("Parent", "" if self._style == "Default" else "Default")

    def _start_format(self, tag: dict[str, str]) -> None:
        self.formats[self._style] = tag.get("Format", "")

    def _start_name(self, tag: dict[str, str]) -> None:
        if not tag.get("Name", "").startswith("_"):
            self._tell(f"defined name {tag.get('Name', '')}", tag.get("RefersTo", ""))

    def _start_1904(self, tag: dict[str, str]) -> None:
        self.days_from_1904 = True

    def _start_link(self, tag: dict[str, str]) -> None:
        self.links = True

    def _start_pivot(self, tag: dict[str, str]) -> None:
        if self.sheets:
            self.sheets[-1].pivots += 1


_TOLD_IN = ("DocumentProperties", "CustomDocumentProperties", "WorksheetOptions")
_STARTS: dict[str, Callable[[_Walk, dict[str, str]], None]] = {
    "Worksheet": _Walk._start_sheet,
    "Table": _Walk._start_table,
    "Column": _Walk._start_column,
    "Row": _Walk._start_row,
    "Cell": _Walk._start_cell,
    "Data": _Walk._start_data,
    "Comment": _Walk._start_comment,
    "Header": _Walk._start_printed,
    "Footer": _Walk._start_printed,
    "Style": _Walk._start_style,
    "NumberFormat": _Walk._start_format,
    "NamedRange": _Walk._start_name,
    "Date1904": _Walk._start_1904,
    "SupBook": _Walk._start_link,
    "PivotTable": _Walk._start_pivot,
}
