"""The sheet "Fix these": the sender's own rows with their faulty cells marked, to be corrected and sent back.

Doubts about the file as a whole stand above the rows, each a line that can be confirmed with a reason. Which rows and texts these are is decided in ``submissions/fix_rows.py``; what is filled in is read back by
``submissions/returned.py``. Every cell is text, so that a number keeps its zeros.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xlsxwriter.worksheet import Worksheet

from pipelines.metadata.datasets import EMPTY_CHECKS
from pipelines.problems import SEVERITY_ORDER, Severity
from pipelines.reports.kit import Book
from pipelines.reports.kit.fit import chars_to_px, lines_needed, row_px, text_px
from pipelines.reports.kit.styles import FONT
from pipelines.reports.receipt_codes import Choices, choice_rule
from pipelines.reports.receipt_plan import Asked, FixPlan, FixRow, Mark, head_lines
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_words import (
    CONTROL,
    FILL_IN,
    FIRST_COLUMNS,
    FIX_SHEET,
    HIDDEN,
    IT_IS_RIGHT,
    LEAVE_OUT,
    MARKS,
    WHOLE_FILE,
    WHY,
    WITHHELD,
    control,
    doubt_control,
)

_WIDTHS = (15.0, 7.0, 46.0, 14.0, 24.0)
_NARROWEST, _WIDEST, _CONTROL_WIDTH = 10.0, 30.0, 9.0
_BESIDE = (
    3  # every printed page repeats the columns before; a line above them would be cut on the further pages
)
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
_FILE_REASONS = (
    "The export is whole; there were that many",
    "Our system no longer writes this column",
    "Records were sealed or expunged",
    "The earlier file held rows twice",
    "Our system was replaced or changed",
)


def add_fix_rows(book: Book, plan: FixPlan, lists: Mapping[str, Choices]) -> None:
    """Adds the sheet."""
    sheet = book.add_sheet(FIX_SHEET, "Your own rows with the cells to correct.")
    style = book.styles.get
    widths = [*_WIDTHS, *(_width(plan, n) for n, _ in enumerate(plan.columns)), _CONTROL_WIDTH]
    for n, width in enumerate(widths):
        sheet.set_column(n, n, width)
    sheet.set_row_pixels(0, 34)
    sheet.write_string(0, 0, FIX_SHEET, style("title"))
    for n, line in enumerate(head_lines(plan), start=1):
        sheet.set_row_pixels(n, 19)
        sheet.write_string(n, _BESIDE, line, style("note"))
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
    sheet.repeat_columns(0, _BESIDE - 1)
    sheet.autofilter(plan.top - 1, 0, plan.first_row + len(plan.rows) - 1, len(headers) - 1)
    for n, asked in enumerate(plan.asked):
        _write_asked(book, sheet, plan, n, asked, widths)
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


def _write_asked(
    book: Book, sheet: Worksheet, plan: FixPlan, n: int, asked: Asked, widths: list[float]
) -> None:
    """Writes one line about the file as a whole."""
    at, style = plan.top + n, book.styles.get
    words = f"{MARKS['unlikely']} {asked.wrong}" + (f"\n{asked.to_do}" if asked.to_do else "")
    sheet.write_string(at, 0, asked.doubt[1] or WHOLE_FILE, style("text"))
    sheet.write_blank(at, 1, None, style("text"))
    sheet.write_string(at, 2, words, style("text"))
    for place in (3, 4):
        sheet.write_blank(at, place, None, style("entry_open"))
    for place in range(len(FIRST_COLUMNS), len(widths) - 1):
        sheet.write_blank(at, place, None, style("entry_hidden"))
    sheet.write_string(at, len(widths) - 1, doubt_control(plan.number, asked.doubt), style("muted"))
    lines = sum(lines_needed(line, chars_to_px(widths[2])) for line in words.splitlines())
    sheet.set_row_pixels(at, min(row_px([lines]), 300))


def _write_row(
    book: Book, sheet: Worksheet, plan: FixPlan, n: int, row: FixRow, widths: list[float], comments: int
) -> int:
    """Writes one row; gives how many comments it took."""
    at, style = plan.first_row + n, book.styles.get
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
        is_missing = any(mark.check_id in EMPTY_CHECKS for mark in marks)
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
    first, last = plan.first_row, plan.first_row + len(plan.rows) - 1
    if plan.asked:
        _add_answers(sheet, plan.top, first - 1, [IT_IS_RIGHT], _FILE_REASONS)
    if not plan.rows:
        return
    _add_answers(sheet, first, last, [LEAVE_OUT, IT_IS_RIGHT], _REASONS)
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
            sheet.data_validation(first, place, last, place, rule)


def _add_answers(sheet: Worksheet, first: int, last: int, answers: list[str], reasons: Sequence[str]) -> None:
    """The drop-downs of answers and reasons on the lines from ``first`` to ``last``."""
    answer = {
        "validate": "list",
        "source": answers,
        "error_title": "Pick an answer",
        "error_message": f"Pick {' or '.join(answers)}, or leave the cell empty.",
    }
    why = {
        "validate": "list",
        "source": list(reasons),
        "show_error": False,
        "input_title": WHY,
        "input_message": "Pick a reason or write your own, in a few words and without names or numbers of cases.",
    }
    sheet.data_validation(first, 3, last, 3, answer)
    sheet.data_validation(first, 4, last, 4, why)
