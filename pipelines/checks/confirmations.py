"""What an agency looked at, found right, and said why: how it is told, and as the manifest keeps it.

Confirmations come back with a receipt. Which rows, and which doubts about a file as a whole, they are about is worked out in
``submissions/confirmed_rows.py`` and ``submissions/file_doubts.py``; the reason travels to the footnotes of the numbers that
the file feeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipelines.checks.catalogue import Check
from pipelines.problems import Problem, Severity


@dataclass(frozen=True)
class Confirmed:
    """A problem that was confirmed, as the manifest keeps it; ``column`` is blank where it is about the file."""

    check_id: str
    title: str
    column: str
    reason: str
    rows_count: int

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def confirm(problem: Problem, reason: str, catalogue: Mapping[str, Check]) -> tuple[Problem, Confirmed]:
    """An unlikely thing as a note that gives the reason, and as the manifest keeps it.

    Raises:
        ValueError: the problem is not unlikely; nothing worse can be confirmed.
    """
    if problem.severity is not Severity.UNLIKELY:
        raise ValueError(f"{problem.check_id} is not an unlikely thing and cannot be confirmed")
    column = problem.column or ""
    title = catalogue[problem.check_id].title.format(field=column or "A field", other="the one before it")
    message = f"Confirmed by the agency: {reason.rstrip('.')}. {problem.message}"
    note = replace(problem, severity=Severity.NOTE, message=message)
    return note, Confirmed(problem.check_id, title, column, reason, problem.rows_count)
