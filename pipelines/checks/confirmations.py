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

HOLDS_ON = {"table_field_often_blank": 0.05}
"""Checks whose confirmation holds for later files too: while the share of rows that a doubt is about has grown by no more than this
since it was confirmed. A form that never asks for a field would else be asked about every month."""


@dataclass(frozen=True)
class Confirmed:
    """A problem that was confirmed, as the manifest keeps it; ``column`` is blank where it is about the file.

    Where an earlier file's confirmation holds on, ``since`` is that file's period and ``share`` the share of its rows that the
    problem was about.
    """

    check_id: str
    title: str
    column: str
    reason: str
    rows_count: int
    since: str | None = None
    share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, without what is not told."""
        return {name: value for name, value in asdict(self).items() if value is not None}


def confirm(
    problem: Problem,
    reason: str,
    catalogue: Mapping[str, Check],
    since: str | None = None,
    share: float | None = None,
) -> tuple[Problem, Confirmed]:
    """An unlikely thing as a note that gives the reason, and as the manifest keeps it.

    ``since`` is the period of the earlier file that it was confirmed with, where the confirmation holds on, and ``share`` what
    it held of that file.

    Raises:
        ValueError: the problem is not unlikely; nothing worse can be confirmed.
    """
    if problem.severity is not Severity.UNLIKELY:
        raise ValueError(f"{problem.check_id} is not an unlikely thing and cannot be confirmed")
    column = problem.column or ""
    title = catalogue[problem.check_id].title.format(field=column or "A field", other="the one before it")
    when = f" with the file of {since}" if since else ""
    message = f"Confirmed by the agency{when}: {reason.rstrip('.')}. {problem.message}"
    note = replace(problem, severity=Severity.NOTE, message=message)
    return note, Confirmed(problem.check_id, title, column, reason, problem.rows_count, since, share)
