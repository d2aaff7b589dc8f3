"""Names that would give somebody away: headers and sheet names, met before a layout says what a column is.

Columns of matched sheets answer to the gate (``privacy/gate.py``). Here is what no layout covers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from pipelines.layouts.match import Match
from pipelines.metadata.classes import Privacy
from pipelines.privacy.detectors import identifying
from pipelines.privacy.headers import classify_header
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import Book, Sheet

# Problems that refuse a file wherever their headers stand, even on a sheet that is not used.
NEVER = ("privacy_victim_column", "privacy_person_number_column", "privacy_advocacy_rows")
_HEADER_SEARCH = 25
_WITHHELD = "(header withheld)"


def without_identifying_names(book: Book) -> Book:
    """The book with numbers in place of sheet names that identify somebody."""
    sheets = tuple(
        replace(sheet, name=f"Sheet {number} (name withheld)") if identifying(sheet.name) else sheet
        for number, sheet in enumerate(book.sheets, start=1)
    )
    return replace(book, sheets=sheets)


def refused_heads(
    sheets: Iterable[Sheet], is_justice: bool, only: Collection[str] | None = None
) -> list[Problem]:
    """Refusals by the words that head the columns of sheets that no layout fits: clients, names, government numbers.

    ``only`` names the problems looked for, all where None.
    """
    found: dict[tuple[str, str], Problem] = {}
    for sheet in sheets:
        head = sheet.grid.slice(0, _HEADER_SEARCH)
        columns = {letter: head.column(letter).to_pylist() for letter in head.column_names}
        for position in _head_rows(list(columns.values())):
            for letter, texts in columns.items():
                text = texts[position]
                met = classify_header(text, is_justice) if text and len(text) < 60 else None
                if met is None or met[1] is not Privacy.REFUSE or (only and met[0].refusal_id not in only):
                    continue
                check_id, cell = met[0].refusal_id, f"{letter}{position + 1}"
                totals = "; advocacy programs send monthly totals only, on the template."
                found.setdefault(
                    (sheet.name, check_id),
                    Problem(
                        check_id,
                        Severity.WHOLE_FILE,
                        Stage.PRIVACY,
                        f"Cell {cell} of sheet '{sheet.name}' heads a column about {met[0].name}. Nothing of the file was "
                        "loaded. Take the column out and send the file again"
                        + (totals if check_id == "privacy_advocacy_rows" else "."),
                        sheet.name,
                        cell,
                    ),
                )
    return list(found.values())


def _head_rows(columns: list[list[str | None]]) -> list[int]:
    """Rows that may head a table: down to the first that is at least half as wide as the widest, titles left out."""
    widths = [sum(bool(text and text.strip()) for text in row) for row in zip(*columns, strict=True)]
    widest = max(widths, default=0)
    if widest < 2:
        return [position for position, width in enumerate(widths) if width][:1]
    last = next(position for position, width in enumerate(widths) if 2 * width >= widest and width >= 2)
    return [position for position, width in enumerate(widths[: last + 1]) if width >= 2]


def without_identifying_headers(match: Match, problems: list[Problem]) -> Match:
    """The match with plain words in place of headers that hold an identifier; each is a refusal."""
    sheets = []
    for sheet in match.sheets:
        headers = dict(sheet.block.headers)
        for letter, header in sheet.block.headers.items():
            what = identifying(header)
            if what is None:
                continue
            headers[letter] = _WITHHELD
            cell = f"{letter}{sheet.block.header_row}"
            problems.append(
                Problem(
                    "privacy_name_found",
                    Severity.WHOLE_FILE,
                    Stage.PRIVACY,
                    f"The header in {cell} of sheet '{sheet.sheet.name}' holds what looks like {what}. Nothing of the file "
                    "was loaded. Change the header and send the file again.",
                    sheet.sheet.name,
                    cell,
                )
            )
        sheets.append(replace(sheet, block=replace(sheet.block, headers=headers)))
    return replace(match, sheets=tuple(sheets))
