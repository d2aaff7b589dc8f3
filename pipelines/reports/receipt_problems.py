"""The sheet "Problems": one line per check, sheet and column, the worst first, with a link to its first cell.

The message stands first and the check's id last. The same lines in the same order make the short text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipelines.problems import Problem, worst_first
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, status_cell
from pipelines.reports.kit.cells import SEVERITIES
from pipelines.reports.receipt_plan import FixPlan, apart
from pipelines.submissions.fix_words import FIX_SHEET


@dataclass(frozen=True)
class Line:
    """A problem as a receipt tells it: what is wrong, apart from what to do about it."""

    problem: Problem
    wrong: str
    to_do: str

    @property
    def place(self) -> str:
        """The sheet, the cells and the column, as far as they are known."""
        p = self.problem
        cells = "!".join(part for part in (p.sheet, p.cells) if part)
        return f"{cells} ({p.column})" if cells and p.column else cells or p.column or ""


def grouped(problems: Sequence[Problem], guidance: Mapping[str, str]) -> list[Line]:
    """One line per check, severity, sheet, column and message, the worst first; the same line twice is told once."""
    lines: dict[tuple[object, ...], Line] = {}
    for problem in worst_first(list(problems)):
        wrong, to_do = apart(problem, guidance)
        same = (problem.check_id, problem.severity, problem.sheet, problem.column, problem.cells, wrong)
        lines.setdefault(same, Line(problem, wrong, to_do))
    return list(lines.values())


def add_problems(book: Book, lines: Sequence[Line], fix: FixPlan | None) -> None:
    """Adds the sheet; ``fix`` gives the first marked cell of a problem, where rows are handed back."""
    rows = [
        [
            status_cell(SEVERITIES, line.problem.severity.value),
            Cell(line.wrong),
            Cell(line.to_do),
            Cell(line.problem.rows_count or None),
            Cell(line.problem.sheet),
            Cell(line.problem.cells),
            Cell(line.problem.column),
            _link(line, fix),
            Cell(line.problem.check_id),
        ]
        for line in lines
    ]
    columns = [
        Column("How bad", "text", 18),
        Column("What is wrong", "strong", 54),
        Column("What to do", "text", 42),
        Column("Rows", "count", 9),
        Column("Sheet in your file", "text", widest=18),
        Column("Cells in your file", "text", 22),
        Column("Column", "text", widest=22),
        Column("Go to", "link", 16),
        Column("Check", "muted", widest=28),
    ]
    words = Sheet(
        "Problems",
        "Everything that was found, the worst first.",
        "Problems, the worst first",
        "One line per problem, sheet and column; the number of rows is exact. Cells are those of your own file. "
        f"A link leads to the first such cell, or to the line to answer, on the sheet {FIX_SHEET}.",
        tuple(status.text for status in SEVERITIES.values()),
        empty="No problem was found. Thank you.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)


def _link(line: Line, fix: FixPlan | None) -> Cell:
    at = fix.first_cell(line.problem) if fix else None
    return Cell(f"{FIX_SHEET} {at}", sheet=FIX_SHEET, at=at) if at else Cell(None)
