"""Files without rows of ours: those that fit no layout, and those that say that nothing happened.

How a nil report is known stands in ``nil.py``.
"""

from __future__ import annotations

from pipelines.layouts.model import Layout
from pipelines.layouts.period import Period
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import Book
from pipelines.submissions.judged import NOT_ACCEPTED, REFUSED, Judged, unused_sheets
from pipelines.submissions.sheet_problems import no_period
from pipelines.submissions.verdict import judge


def unmatched(agency_code: str, book: Book, problems: list[Problem], mismatch: list[Problem]) -> Judged:
    """A file that fits no layout: refused where something in it identifies somebody, else not accepted."""
    refused = any(p.stage is Stage.PRIVACY and p.severity is Severity.WHOLE_FILE for p in problems)
    problems = problems if refused else problems + mismatch
    reason = REFUSED if refused else NOT_ACCEPTED
    cells, rows = unused_sheets([(sheet, reason) for sheet in book.sheets])
    sheets = [{"name": s.name, "used": False, "rows": s.grid.num_rows, "reason": reason} for s in book.sheets]
    return Judged(judge(problems), agency_code, rows=rows, cells=cells, problems=problems, sheets=sheets)


def nil_report(
    agency_code: str, layout: Layout, period: Period | None, book: Book, problems: list[Problem]
) -> Judged:
    """A file that says that nothing happened; without a period it does not count."""
    cells, rows = unused_sheets([(sheet, "nil report") for sheet in book.sheets])
    if period is None:
        problems = [*problems, no_period()]
    return Judged(
        judge(problems, is_nil_report=True),
        agency_code,
        layout.dataset,
        layout,
        period,
        rows,
        cells,
        problems,
        sheets=[
            {"name": s.name, "used": True, "rows": s.grid.num_rows, "reason": "nil report"}
            for s in book.sheets
        ],
    )
