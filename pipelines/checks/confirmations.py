"""Confirmations: an agency looked at something unlikely, found it right, and said why.

They come back with a corrected file (the *Fix these* sheet) and hold for that file. A confirmed problem stays on the receipt
with its reason, and the reason travels to the footnotes of the numbers that the file feeds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from pipelines.checks.catalogue import Check
from pipelines.privacy.detectors import identifying
from pipelines.problems import Problem, Severity
from pipelines.reading import normalise_header

LONGEST_REASON = 200
WITHHELD = "(the reason is withheld: it holds what looks like an identifier)"


@dataclass(frozen=True)
class Confirmation:
    """One thing that was confirmed: the check, the column as the receipt names it (blank for the file), and the reason."""

    check_id: str
    column: str
    reason: str

    @property
    def safe_reason(self) -> str:
        """The reason as it may be printed: on one line, of bounded length, without identifiers."""
        reason = " ".join(self.reason.split())
        return WITHHELD if identifying(reason) else reason[:LONGEST_REASON]


@dataclass(frozen=True)
class Confirmed:
    """A problem that was confirmed, as the manifest keeps it."""

    check_id: str
    title: str
    column: str
    reason: str
    rows_count: int

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return asdict(self)


def apply_confirmations(
    problems: Iterable[Problem], confirmations: Iterable[Confirmation], catalogue: Mapping[str, Check]
) -> tuple[list[Problem], list[Confirmed]]:
    """The problems with the confirmed unlikely ones as notes, and what was confirmed. Nothing worse can be confirmed."""
    reasons = {
        (c.check_id, normalise_header(c.column)): c.safe_reason for c in confirmations if c.safe_reason
    }
    told, confirmed = [], []
    for problem in problems:
        reason = reasons.get((problem.check_id, normalise_header(problem.column or "")))
        if problem.severity is not Severity.UNLIKELY or reason is None:
            told.append(problem)
            continue
        message = f"Confirmed by the agency: {reason.rstrip('.')}. {problem.message}"
        told.append(replace(problem, severity=Severity.NOTE, message=message))
        column = problem.column or ""
        title = catalogue[problem.check_id].title.format(field=column or "A field", other="the one before it")
        confirmed.append(Confirmed(problem.check_id, title, column, reason, problem.rows_count))
    return told, confirmed
