"""One pass over the cells of an OpenDocument sheet (``content.xml``) and what it finds beside fastexcel's text.

Which files are worth the pass, and their properties, stand in ``opendocument.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipelines.reading.book import Comment, Sheet, SheetFacts, column_letter
from pipelines.reading.number_masks import Mask
from pipelines.reading.ooxml import as_places, with_zeros
from pipelines.reading.sheet_scan import Rows

MAX_REPEATS = 100_000  # a repeat past this is filling up to the sheet's end, never a cell a person wrote
_GROUPS = ("table:table-row-group", "table:table-column-group")
_VALUES = tuple(f"office:{kind}value" for kind in ("", "string-", "boolean-", "date-", "time-"))


@dataclass
class Overlooked:
    """What was found beside fastexcel's text, by sheet name.

    Texts (column → row → text, from 0), hidden runs, comments, formulas without a stored result, numbers in styles that
    show leading zeros.
    """

    texts: dict[str, dict[int, dict[int, str | None]]] = field(default_factory=dict)
    rows: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    columns: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    comments: dict[str, list[Comment]] = field(default_factory=dict)
    uncached: dict[str, Rows] = field(default_factory=dict)
    padded: dict[str, dict[Mask, Rows]] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)

    def told(self, sheet: Sheet) -> Sheet:
        """The sheet with its facts, as far as it is in use, and with the zeros that its styles show."""
        grid, padded = with_zeros(sheet.grid, self.padded.get(sheet.name, {}))
        facts = replace(
            self._facts_of(sheet),
            uncached=as_places(self.uncached.get(sheet.name, {})),
            padded=as_places(padded),
            rounded=sheet.facts.rounded,
        )
        return replace(sheet, grid=grid, facts=facts)

    def _facts_of(self, sheet: Sheet) -> SheetFacts:
        """What is hidden in the sheet and what is noted on its cells."""
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


@dataclass
class Walk:
    """The state of one pass over content.xml: where it is, and what was found."""

    found: Overlooked
    zeros: Mapping[str, Mask]
    _table: str = ""
    _row: int = 0
    _row_repeats: int = 1
    _row_style: str = ""
    _column_styles: list[tuple[int, str]] = field(default_factory=list)  # one past the last column, style
    _folded: list[bool] = field(
        default_factory=list
    )  # open groups of rows or columns, and whether each is folded away
    _column: int = 0
    _column_repeats: int = 1
    _declared: int = 0
    _wanted: bool = False
    _uncached: bool = False
    _mask: Mask | None = None
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
            self._column_styles = []
        elif name in _GROUPS:
            self._folded.append(attributes.get("table:display") == "false")
        elif name == "table:table-column":
            repeats = _repeats(attributes, "table:number-columns-repeated")
            if _is_hidden(attributes) or any(self._folded):
                place = self.found.columns.setdefault(self._table, [])
                place.append((self._declared + 1, self._declared + repeats))
            self._declared += repeats
            self._column_styles.append((self._declared, attributes.get("table:default-cell-style-name", "")))
        elif name == "table:table-row":
            self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self._row_style = attributes.get("table:default-cell-style-name", "")
            self._column = 0
            if _is_hidden(attributes) or any(self._folded):
                place = self.found.rows.setdefault(self._table, [])
                place.append((self._row + 1, self._row + self._row_repeats))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._column_repeats = _repeats(attributes, "table:number-columns-repeated")
            self._in_cell, self._paragraphs, self._text = True, 0, []
            kind = attributes.get("calcext:value-type", "")
            self._wanted = kind == "error" or attributes.get("office:string-value") == ""
            self._uncached = "table:formula" in attributes and not _has_value(attributes)
            self._mask = self._mask_of(attributes) if self.zeros else None
        elif name == "office:annotation":
            self._annotation += 1
            self._comment = []
        elif self._in_cell and not self._annotation:
            self._start_in_cell(name, attributes)

    def _mask_of(self, attributes: dict[str, str]) -> Mask | None:
        """The mask that a number cell is shown by: that of its own style, of its row's, or of its column's."""
        if attributes.get("office:value-type") != "float":
            return None
        style = attributes.get("table:style-name") or self._row_style
        if not style:
            style = next((told for last, told in self._column_styles if self._column < last), "")
        return self.zeros.get(style)

    def _start_in_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name == "text:p":
            self._in_paragraph = True
            if self._paragraphs:
                self._text.append("\n")
            self._paragraphs += 1
        elif name == "text:s":
            self._text.append(" " * min(_repeats(attributes, "text:c"), MAX_REPEATS))
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
            if self._column_repeats * self._row_repeats <= MAX_REPEATS:
                if self._wanted and self._text:
                    self._keep("".join(self._text))
                if self._uncached and not "".join(self._text):
                    self._note(self.found.uncached.setdefault(self._table, {}))
                if self._mask:
                    self._note(self.found.padded.setdefault(self._table, {}).setdefault(self._mask, {}))
            self._column += self._column_repeats
            self._in_cell = self._wanted = False
        elif name == "table:table-row":
            self._row += self._row_repeats
        elif name in _GROUPS and self._folded:
            self._folded.pop()

    def _note(self, rows: Rows) -> None:
        """Notes the cell, as often as it is repeated."""
        for column in range(self._column, self._column + self._column_repeats):
            place = rows.setdefault(column_letter(column), [])
            place.extend(range(self._row + 1, self._row + 1 + self._row_repeats))

    def _keep(self, text: str) -> None:
        sheet = self.found.texts.setdefault(self._table, {})
        for column in range(self._column, self._column + self._column_repeats):
            place = sheet.setdefault(column, {})
            for row in range(self._row, self._row + self._row_repeats):
                place[row] = text


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("table:visibility") in ("collapse", "filter")


def _has_value(attributes: dict[str, str]) -> bool:
    """Whether a cell stores what its formula gave; an empty text is stored by its type alone."""
    return attributes.get("office:value-type") == "string" or any(name in attributes for name in _VALUES)


def _repeats(attributes: dict[str, str], name: str) -> int:
    return max(int(attributes.get(name, "1")), 1)
