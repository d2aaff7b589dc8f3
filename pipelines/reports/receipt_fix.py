"""The sheet "Fix these": the sender's own rows with their faulty cells marked, to be corrected and sent back.

Which rows and texts these are is decided in ``submissions/fix_rows.py``; what is filled in is read back by
``submissions/returned.py``. Every cell is text, so that a number keeps its zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipelines.problems import SEVERITY_ORDER, Problem, Severity
from pipelines.ranges import column_of
from pipelines.reports.kit import Book
from pipelines.reports.kit.fit import chars_to_px, lines_needed, row_px, text_px
from pipelines.reports.kit.styles import FONT
from pipelines.reports.receipt_codes import Choices, choice_rule
from pipelines.reports.receipt_handed import Handed
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import text_name
from pipelines.submissions.fix_words import (
    CONTROL,
    FILL_IN,
    FIRST_COLUMNS,
    FIX_SHEET,
    HIDDEN,
    IT_IS_RIGHT,
    LEAVE_OUT,
    MARKS,
    NUMBER_WORDS,
    WHY,
    WITHHELD,
    control,
)
from pipelines.submissions.ledger import told_columns
from pipelines.submissions.next_step import rows_left

_WIDTHS = (15.0, 7.0, 46.0, 14.0, 24.0)
_NARROWEST, _WIDEST, _CONTROL_WIDTH = 10.0, 30.0, 9.0
_MOST_COMMENTS = 1_000
_MOST_WORDS = 4  # faults of a row that are told in words; the others are marked
_REASONS = (
    "Entered twice",
    "Test entry",
    "Not domestic violence",
    "Sent by another agency",
    "Late entry",
    "The file in our system says so",
)


@dataclass(frozen=True)
class Mark:
    """What is wrong with one cell, or with the row where ``letter`` is None."""

    letter: str | None
    check_id: str
    severity: str
    wrong: str
    to_do: str


@dataclass(frozen=True)
class FixRow:
    """One row to hand back: its place in the sender's file, its texts by column, its marks."""

    sheet: str
    row: int
    texts: tuple[str | None, ...]
    marks: tuple[Mark, ...]

    @property
    def worst(self) -> str:
        """The worst severity of the row's marks."""
        return min((mark.severity for mark in self.marks), key=lambda s: SEVERITY_ORDER[Severity(s)])


@dataclass
class FixPlan:
    """The whole sheet before it is written: columns, rows, and where each first marked cell will stand."""

    number: str
    columns: list[FixColumn]
    rows: list[FixRow]
    counts: Mapping[str, Any]
    top: int = 0  # the first row of the table's body, counted from 0
    _first: dict[tuple[str, str, str | None], tuple[int, int]] = field(default_factory=dict)

    def first_cell(self, problem: Problem) -> str | None:
        """The first cell that is marked for a problem, as Excel writes it."""
        place = self._first.get((problem.check_id, problem.sheet or "", column_of(problem.cells)))
        return xl_rowcol_to_cell(self.top + place[0], place[1]) if place else None

    def position(self, sheet: str, letter: str | None) -> int:
        """The sheet column of a letter of the sender's file; the row number's own where the row as a whole is meant."""
        for n, column in enumerate(self.columns):
            if letter is not None and column.letters.get(sheet) == letter:
                return len(FIRST_COLUMNS) + n
        return 1


def plan_fix(manifest: Mapping[str, Any], handed: Handed, guidance: Mapping[str, str]) -> FixPlan | None:
    """What the sheet will hold; None where nothing is handed back."""
    if handed.rows is None or not handed.rows.num_rows:
        return None
    columns = told_columns(manifest)
    marks: dict[tuple[str, int], list[Mark]] = {}
    for told in handed.marks.to_pylist():
        to_do = guidance.get(told["check_id"], "")
        wrong = told["message"].removesuffix(to_do).strip() if to_do else told["message"]
        mark = Mark(told["letter"], told["check_id"], told["severity"], wrong, to_do)
        marks.setdefault((told["source_sheet"], told["source_row"]), []).append(mark)
    texts = [handed.rows.column(text_name(n)).to_pylist() for n, _ in enumerate(columns)]
    places = zip(
        handed.rows.column("source_sheet").to_pylist(),
        handed.rows.column("source_row").to_pylist(),
        strict=True,
    )
    rows = [
        FixRow(sheet, row, tuple(column[n] for column in texts), tuple(marks.get((sheet, row), ())))
        for n, (sheet, row) in enumerate(places)
    ]
    rows = [row for row in rows if row.marks]
    plan = FixPlan(str(manifest["submission_id"]), columns, rows, manifest.get("fix") or {})
    plan.top = len(_head(plan)) + 2
    for n, row in enumerate(rows):
        for mark in row.marks:
            place = n, plan.position(row.sheet, mark.letter)
            plan._first.setdefault((mark.check_id, row.sheet, mark.letter), place)
    return plan


def _head(plan: FixPlan) -> list[str]:
    """The lines between title and table."""
    lines = [
        "1. Correct the marked cells. Nothing else has to be filled in.    2. Save.    3. Put this workbook back into your drop "
        "folder.",
        f"{MARKS['row_held']} the row is held until this is corrected     {MARKS['unlikely']} looks unlikely: correct it, or answer "
        f"{IT_IS_RIGHT} and say why     {MARKS['value']} cannot be read and counts as unknown",
        f"To leave a row out, answer {LEAVE_OUT} and say why. A row without a change or an answer stays as it is. "
        f"A cell that says {HIDDEN} is not shown to protect people; type a new value over it only if it is wrong.",
    ]
    left = rows_left(plan.counts)
    if left:
        lines.append(
            f"{len(plan.rows):,} of {len(plan.rows) + left:,} rows are shown, the most urgent first; {left:,} remain. "
            "Once these come back corrected, the next receipt shows the next ones."
        )
        never = left - int(plan.counts.get("rows_later") or 0)
        if never > 0:
            lines.append(
                f"{never:,} of them are too many to be kept for that. Correct them in your system and send a new export."
            )
    return [*lines, f"{NUMBER_WORDS}: {plan.number}"]


def add_fix_rows(book: Book, plan: FixPlan, lists: Mapping[str, Choices]) -> None:
    """Adds the sheet."""
    sheet = book.add_sheet(FIX_SHEET, "Your own rows with the cells to correct.")
    style = book.styles.get
    widths = [*_WIDTHS, *(_width(plan, n) for n, _ in enumerate(plan.columns)), _CONTROL_WIDTH]
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    sheet.set_row_pixels(0, 34)
    sheet.write_string(0, 0, FIX_SHEET, style("title"))
    for n, line in enumerate(_head(plan), start=1):
        sheet.set_row_pixels(n, 19)
        sheet.write_string(n, 0, line, style("note"))
    headers = [*FIRST_COLUMNS, *(column.header for column in plan.columns), CONTROL]
    heights = [
        lines_needed(words, chars_to_px(w), 10, True) for words, w in zip(headers, widths, strict=True)
    ]
    sheet.set_row_pixels(plan.top - 1, row_px(heights) + 8)
    for n, words in enumerate(headers):
        sheet.write_string(plan.top - 1, n, words, style("header"))
    sheet.freeze_panes(plan.top, 2)
    sheet.repeat_rows(plan.top - 1)
    sheet.set_print_scale(60)  # printed, its columns go over several pages, in a size that can be read
    sheet.repeat_columns(0, 2)
    sheet.autofilter(plan.top - 1, 0, plan.top + len(plan.rows) - 1, len(headers) - 1)
    comments = 0
    for n, row in enumerate(plan.rows):
        comments += _write_row(book, sheet, plan, n, row, widths, comments)
    _add_choices(sheet, plan, lists)


def _width(plan: FixPlan, n: int) -> float:
    """The width of a column of the sender's, by its header and a few of its texts."""
    texts = [plan.columns[n].header, *(row.texts[n] or "" for row in plan.rows[:200])]
    longest = max(text_px(text[:60], 10, True) for text in texts) + 34
    if not plan.columns[n].shows:
        longest = max(longest, text_px(HIDDEN) + 34)
    return min(max(longest / 7, _NARROWEST), _WIDEST)


def _write_row(
    book: Book, sheet: Worksheet, plan: FixPlan, n: int, row: FixRow, widths: list[float], comments: int
) -> int:
    """Writes one row; gives how many comments it took."""
    at, style = plan.top + n, book.styles.get
    by_column: dict[int, list[Mark]] = {}
    for mark in row.marks:
        by_column.setdefault(plan.position(row.sheet, mark.letter), []).append(mark)
    words = _row_words(plan, row)
    sheet.write_string(at, 0, row.sheet, style("text"))
    sheet.write_number(at, 1, row.row, style(f"tone_{'alarm' if row.worst == 'row_held' else 'idle'}"))
    sheet.write_string(at, 2, words, style("text"))
    for place in (3, 4):
        sheet.write_blank(at, place, None, style("entry_open"))
    heights = [lines_needed(line, chars_to_px(widths[2])) for line in words.splitlines()]
    tallest = [sum(heights)]
    for position, (column, text) in enumerate(zip(plan.columns, row.texts, strict=True)):
        place = len(FIRST_COLUMNS) + position
        value, look = _cell(column, text, by_column.get(place, []))
        if value:
            sheet.write_string(at, place, value, style(look))
        else:
            sheet.write_blank(at, place, None, style(look))
        tallest.append(lines_needed(value, chars_to_px(widths[place])))
    sheet.write_string(at, len(widths) - 1, control(plan.number, row.sheet, row.row), style("muted"))
    sheet.set_row_pixels(at, min(row_px(tallest), 300))
    written = 0
    for place, marks in by_column.items():
        if comments + written < _MOST_COMMENTS:
            hint = plan.columns[place - len(FIRST_COLUMNS)].hint if place >= len(FIRST_COLUMNS) else ""
            _comment(sheet, at, place, marks, hint)
            written += 1
    return written


def _cell(column: FixColumn, text: str | None, marks: list[Mark]) -> tuple[str, str]:
    """What stands in a cell of the sender's, and how it looks."""
    if not marks:
        if not column.shows or text == WITHHELD:
            return (text or HIDDEN), "entry_hidden"
        return (text or "").strip(), "entry"
    worst = min((mark.severity for mark in marks), key=lambda s: SEVERITY_ORDER[Severity(s)])
    if not column.shows:
        is_missing = any(mark.check_id == "row_required_missing" for mark in marks)
        return (FILL_IN if is_missing else HIDDEN), f"entry_{worst}"
    return (text or "").strip() or FILL_IN, f"entry_{worst}"


def _row_words(plan: FixPlan, row: FixRow) -> str:
    """What is wrong with a row, the worst first, each fault in a sentence."""
    marks = sorted(row.marks, key=lambda mark: SEVERITY_ORDER[Severity(mark.severity)])
    lines = [f"{MARKS[mark.severity]} {first_sentence(mark.wrong)}" for mark in marks[:_MOST_WORDS]]
    more = len(marks) - _MOST_WORDS
    return "\n".join([*lines, *([f"and {more} more: see the marked cells"] if more > 0 else [])])


def first_sentence(text: str) -> str:
    """The first sentence of a message."""
    head, dot, _ = text.partition(". ")
    return head + "." if dot else text


def _comment(sheet: Worksheet, row: int, column: int, marks: list[Mark], hint: str) -> None:
    told = [" ".join(part for part in (mark.wrong, mark.to_do) if part) for mark in marks]
    text = "\n".join(dict.fromkeys([*told, *([hint] if hint else [])]))
    sheet.write_comment(
        row,
        column,
        text[:1_000],
        {
            "author": "Samepage",
            "width": 320,
            "height": 30 + 16 * lines_needed(text, 300),
            "font_name": FONT,
            "font_size": 9,
        },
    )


def _add_choices(sheet: Worksheet, plan: FixPlan, lists: Mapping[str, Choices]) -> None:
    """Drop-downs for answers, codes and yes or no; a hint where a date or a number is expected. None forbids other words."""
    last = plan.top + len(plan.rows) - 1
    answer = {
        "validate": "list",
        "source": [LEAVE_OUT, IT_IS_RIGHT],
        "error_title": "Pick an answer",
        "error_message": f"Pick {LEAVE_OUT} or {IT_IS_RIGHT}, or leave the cell empty.",
    }
    why = {
        "validate": "list",
        "source": list(_REASONS),
        "show_error": False,
        "input_title": WHY,
        "input_message": "Pick a reason or write your own, in a few words and without names or numbers of cases.",
    }
    sheet.data_validation(plan.top, 3, last, 3, answer)
    sheet.data_validation(plan.top, 4, last, 4, why)
    for n, column in enumerate(plan.columns):
        place = len(FIRST_COLUMNS) + n
        rule: dict[str, Any] | None = None
        choices = lists.get(column.code_list or "")
        if column.expects == "code" and choices is not None:
            rule = choice_rule(choices)
        elif column.expects == "yes_no":
            rule = {"validate": "list", "source": ["Yes", "No"], "show_error": False}
        elif column.hint:
            rule = {"validate": "any", "input_title": column.header[:32], "input_message": column.hint[:255]}
        if rule is not None:
            sheet.data_validation(plan.top, place, last, place, rule)
