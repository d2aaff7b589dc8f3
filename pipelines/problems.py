"""The one shape of a data problem, and of the severities and stages it can have.

Reader, gate, staging, suites and cross-checks all produce ``Problem``; receipt, warehouse and UI all read it.
How a set of problems becomes a verdict stands in ``submissions/verdict.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

import numpy as np


class Severity(StrEnum):
    """How bad a problem is, worst first."""

    WHOLE_FILE = "whole_file"  # nothing of the file is used until it is fixed
    ROW_HELD = "row_held"  # the named rows wait for a correction, the others go on
    VALUE = "value"  # the row is used, the named cell counts as unknown
    UNLIKELY = "unlikely"  # used as sent; somebody should confirm it
    NOTE = "note"  # told, nothing to do


class Stage(StrEnum):
    """Where on the walk a problem was met, widest first."""

    FILE = "file"
    SHEET = "sheet"
    PRIVACY = "privacy"
    CELL = "cell"
    ROW = "row"
    TABLE = "table"
    HISTORY = "history"
    CROSS = "cross"  # between registers, when the warehouse is built


@dataclass(frozen=True)
class Problem:
    """A defect in data: which check, how bad, where, and what to do, never a value.

    ``cells`` are Excel ranges ("B2:B41, B50"); ``column`` is the header as the agency wrote it;
    ``rows_count`` is exact even where ``cells`` names only the first ranges. ``places`` are the Excel rows touched, all of
    them, for whoever marks cells in memory, and ``fields`` the fields of a record that the check compared; both are stored
    nowhere and make no difference between two problems.
    """

    check_id: str
    severity: Severity
    stage: Stage
    message: str
    sheet: str | None = None
    cells: str | None = None
    column: str | None = None
    rows_count: int = 0
    places: np.ndarray | None = field(default=None, repr=False, compare=False)
    fields: tuple[str, ...] = field(default=(), repr=False, compare=False)

    def to_dict(self) -> dict[str, Any]:
        """The problem as plain JSON values."""
        return {
            name: str(value) if isinstance(value, StrEnum) else value
            for name in _PLAIN
            for value in (getattr(self, name),)
        }


_PLAIN = tuple(each.name for each in fields(Problem) if each.compare)
SEVERITY_ORDER = {severity: position for position, severity in enumerate(Severity)}
STAGE_ORDER = {stage: position for position, stage in enumerate(Stage)}


def problem_from(told: Mapping[str, Any]) -> Problem:
    """The problem that ``to_dict`` told."""
    return Problem(**{**told, "severity": Severity(told["severity"]), "stage": Stage(told["stage"])})


def worst_first(problems: list[Problem]) -> list[Problem]:
    """Problems sorted as a receipt lists them: worst, then widest, then by how many rows they touch."""
    return sorted(
        problems,
        key=lambda p: (
            SEVERITY_ORDER[p.severity],
            STAGE_ORDER[p.stage],
            -p.rows_count,
            p.sheet or "",
            p.cells or "",
        ),
    )
