"""The sheet "Unknown codes", where the sender says what a spelling means, and the lists to choose from.

What is filled in is read back by ``submissions/returned.py``; the headers stand in ``submissions/fix_words.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.metadata.derive import list_title
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table
from pipelines.reports.receipt_handed import Handed
from pipelines.submissions.fix_words import (
    CHOICE_DASH,
    CODE_COLUMNS,
    CODE_LIST,
    CODES_SHEET,
    COLUMN,
    LISTS_SHEET,
    MEANING,
    NUMBER_WORDS,
    SPELLING,
)
from pipelines.submissions.ledger import told_columns


@dataclass(frozen=True)
class Choices:
    """The choices of one code list, and where they stand on the sheet of lists."""

    title: str
    words: tuple[str, ...]
    column: int

    @property
    def source(self) -> str:
        """The range of the choices, as a drop-down names it."""
        letter = xl_col_to_name(self.column)
        top = _LISTS_TOP + 1
        return f"='{LISTS_SHEET}'!${letter}${top}:${letter}${top + len(self.words) - 1}"


_LISTS_TOP = 3  # rows above the first choice: title, note, header


def lists_needed(manifest: Mapping[str, Any], handed: Handed) -> dict[str, Choices]:
    """The code lists that the receipt's drop-downs choose from, in the order of their names."""
    named = set(handed.codes.column("code_list").to_pylist())
    if handed.rows is not None:
        named |= {column.code_list for column in told_columns(manifest) if column.code_list}
    lists = sorted(name for name in named if name in CODE_LISTS)
    return {
        name: Choices(
            list_title(name),
            tuple(f"{code.label}{CHOICE_DASH}{code.code}" for code in CODE_LISTS[name].codes),
            position,
        )
        for position, name in enumerate(lists)
    }


def add_codes(book: Book, manifest: Mapping[str, Any], handed: Handed, lists: Mapping[str, Choices]) -> None:
    """Adds the sheet of unknown codes, where there are any."""
    found = manifest.get("unmapped_codes") or []
    if not found:
        return
    codes = handed.codes.to_pylist()
    rows = [
        [
            Cell(code["header"]),
            Cell(code["spelling"], "entry"),
            Cell(code["rows_count"]),
            Cell(f"{code['sheet']}!{code['letter']}{code['first_row']}"),
            Cell(None, "entry_open"),
            Cell(code["code_list"]),
        ]
        for code in codes
    ]
    all_spellings = sum(int(code["spelling_count"]) for code in found)
    columns = [
        Column(COLUMN, "strong", widest=36),
        Column(SPELLING, "text", widest=34),
        Column(CODE_COLUMNS[2], "count", 9),
        Column(CODE_COLUMNS[3], "text", widest=24),
        Column(MEANING, "text", 44),
        Column(CODE_LIST, "muted", widest=28),
    ]
    hidden = all_spellings - len(codes)
    legend = [f"{NUMBER_WORDS}: {manifest['submission_id']}"]
    if hidden > 0:
        legend.insert(0, f"{hidden:,} more spellings are not shown: too many, or not fit to be shown")
    words = Sheet(
        CODES_SHEET,
        "Codes in the file that no list explains: they count as unknown until somebody says what they mean.",
        "Codes that we do not know yet",
        f"Pick what each code means in the column {MEANING}, save, and put this workbook back into your folder. The answer is kept "
        "for your agency, and your files are read again with it. A code without an answer stays unknown.",
        tuple(legend),
        empty="None of them can be shown here. Look at the cells named on the sheet Problems.",
    )
    sheet = add_table(book, words, columns, rows, freeze_columns=2)
    first = book.first_rows[sheet.name]
    for position, code in enumerate(codes):
        choices = lists.get(str(code["code_list"]))
        if choices:
            sheet.data_validation(first + position, 4, first + position, 4, choice_rule(choices))


def choice_rule(choices: Choices) -> dict[str, Any]:
    """A drop-down of a code list that says, and does not forbid, when something else is typed."""
    return {
        "validate": "list",
        "source": choices.source,
        "show_error": False,
        "input_title": choices.title[:32],
        "input_message": f"Pick one. The whole list stands on the sheet {LISTS_SHEET}.",
    }


def add_code_lists(book: Book, lists: Mapping[str, Choices]) -> None:
    """Adds the sheet with the choices of every list, one column a list."""
    if not lists:
        return
    longest = max(len(choices.words) for choices in lists.values())
    rows = [
        [Cell(c.words[line] if line < len(c.words) else None) for c in lists.values()]
        for line in range(longest)
    ]
    words = Sheet(
        LISTS_SHEET,
        "What may be picked.",
        "What may be picked",
        "One column for each list of codes: the words, and the code that is stored.",
    )
    columns = [Column(choices.title, "text", widest=60) for choices in lists.values()]
    sheet = add_table(book, words, columns, rows, filtered=False)
    if book.first_rows[sheet.name] != _LISTS_TOP:
        raise AssertionError("the lists do not stand where the drop-downs look for them")
