"""What "Fix these" will hold, before it is written: lines about the file, the sender's rows with their marks, words above them.

How the sheet looks stands in ``receipt_fix.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from pipelines.problems import SEVERITY_ORDER, Problem, Severity
from pipelines.ranges import column_of
from pipelines.reports.kit.fit import break_lines
from pipelines.reports.receipt_handed import Handed
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import text_name
from pipelines.submissions.fix_words import (
    FIRST_COLUMNS,
    HIDDEN,
    IT_IS_RIGHT,
    LEAVE_OUT,
    MARKS,
    NUMBER_WORDS,
    Doubt,
)
from pipelines.submissions.ledger import told_columns, told_doubts
from pipelines.submissions.next_step import rows_left

_HEAD_PX = 980  # what the first printed page holds beside the columns that every page repeats


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


@dataclass(frozen=True)
class Asked:
    """One line about the file as a whole: what is doubted, what is wrong, and what to do."""

    doubt: Doubt
    wrong: str
    to_do: str


@dataclass
class FixPlan:
    """The whole sheet before it is written: columns, lines about the file, rows, and where each first marked cell will stand."""

    number: str
    columns: list[FixColumn]
    rows: list[FixRow]
    counts: Mapping[str, Any]
    asked: list[Asked] = field(default_factory=list)
    top: int = 0  # the first row of the table's body, counted from 0
    _first: dict[tuple[str, str, str | None], tuple[int, int]] = field(default_factory=dict)

    def first_cell(self, problem: Problem) -> str | None:
        """The first cell that is marked for a problem, or where it is answered, as Excel writes it."""
        mine = (problem.check_id, problem.sheet or "", problem.column or "")
        for n, asked in enumerate(self.asked):
            if asked.doubt == mine and problem.severity is Severity.UNLIKELY:
                return xl_rowcol_to_cell(self.top + n, 3)
        place = self._first.get((problem.check_id, problem.sheet or "", column_of(problem.cells)))
        return xl_rowcol_to_cell(self.first_row + place[0], place[1]) if place else None

    @property
    def first_row(self) -> int:
        """The first of the sender's rows, below the lines about the file."""
        return self.top + len(self.asked)

    def position(self, sheet: str, letter: str | None) -> int:
        """The sheet column of a letter of the sender's file; the row number's own where the row as a whole is meant."""
        for n, column in enumerate(self.columns):
            if letter is not None and column.letters.get(sheet) == letter:
                return len(FIRST_COLUMNS) + n
        return 1


def plan_fix(
    manifest: Mapping[str, Any], handed: Handed, guidance: Mapping[str, str], problems: Sequence[Problem]
) -> FixPlan | None:
    """What the sheet will hold; None where nothing is handed back."""
    asked = _asked(manifest, guidance, problems)
    has_rows = handed.rows is not None and handed.rows.num_rows > 0
    if not has_rows and not asked:
        return None
    columns = told_columns(manifest) if has_rows else []
    rows = _rows(handed, columns, guidance) if has_rows else []
    plan = FixPlan(str(manifest["submission_id"]), columns, rows, manifest.get("fix") or {}, asked)
    plan.top = len(head_lines(plan)) + 2
    for n, row in enumerate(rows):
        for mark in row.marks:
            place = n, plan.position(row.sheet, mark.letter)
            plan._first.setdefault((mark.check_id, row.sheet, mark.letter), place)
    return plan


def _asked(
    manifest: Mapping[str, Any], guidance: Mapping[str, str], problems: Sequence[Problem]
) -> list[Asked]:
    """The lines about the file, in the words of its problems."""
    told: dict[Doubt, Problem] = {}
    for problem in problems:
        if problem.severity is Severity.UNLIKELY:
            told.setdefault((problem.check_id, problem.sheet or "", problem.column or ""), problem)
    return [Asked(doubt, *apart(told[doubt], guidance)) for doubt in told_doubts(manifest) if doubt in told]


def apart(problem: Problem, guidance: Mapping[str, str]) -> tuple[str, str]:
    """What is wrong and what to do; messages that end with the catalogue's next step are cut before it."""
    to_do = guidance.get(problem.check_id, "")
    wrong = problem.message.strip()
    if to_do and wrong.endswith(to_do):
        wrong = wrong.removesuffix(to_do).strip() or wrong
    return wrong, to_do


def _rows(handed: Handed, columns: Sequence[FixColumn], guidance: Mapping[str, str]) -> list[FixRow]:
    """The rows to hand back, each with its marks."""
    assert handed.rows is not None
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
    return [row for row in rows if row.marks]


def head_lines(plan: FixPlan) -> list[str]:
    """The lines between title and table, each short enough for the first printed page."""
    return [short for line in _told_above(plan) for short in break_lines(line, _HEAD_PX)]


def _told_above(plan: FixPlan) -> list[str]:
    first = f"1. Answer {IT_IS_RIGHT} where something only looks unlikely, and say why."
    if plan.rows:
        first = "1. Correct the marked cells. Nothing else has to be filled in."
    lines = [f"{first}    2. Save.    3. Put this workbook back into your drop folder."]
    if plan.asked:
        count = len(plan.asked)
        what = "line is" if count == 1 else f"{count:,} lines are"
        lines.append(
            f"The first {what} about the file as a whole. If it is right as it is, answer {IT_IS_RIGHT} and "
            "say why; if it is not, send a new export."
        )
    if plan.rows:
        lines += [
            f"{MARKS['row_held']} the row is held until this is corrected     {MARKS['unlikely']} looks unlikely: correct it, or answer "
            f"{IT_IS_RIGHT} and say why     {MARKS['value']} cannot be read and counts as unknown",
            f"To leave a row out, answer {LEAVE_OUT} and say why. A row without a change or an answer stays as it is. "
            f"A cell that says {HIDDEN} is not shown to protect people; type a new value over it only if it is wrong.",
        ]
    left = rows_left(plan.counts)
    if left and plan.rows:
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
