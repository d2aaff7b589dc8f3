"""A thing is told once: a column or comment that is named for what it holds is not told again for being left out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from pipelines.privacy.gate import unmapped_note
from pipelines.problems import Problem
from pipelines.ranges import column_of

NOT_MAPPED, COMMENTS = "privacy_column_not_mapped", "sheet_comments"
_NAMED = ("privacy_value_found", "privacy_value_left_out")
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


def said_once(problems: Sequence[Problem], columns: Iterable[dict[str, Any]]) -> list[Problem]:
    """The problems without what another of them says better; ``columns`` are those of the manifest."""
    headers = {(column["sheet"], column["column"]): str(column["header"]) for column in columns}
    named = {(p.sheet, column_of(p.cells)) for p in problems if p.check_id in _NAMED and p.column}
    refused = {p.sheet for p in problems if p.check_id == "privacy_comment_found"}
    told = []
    for problem in problems:
        if problem.check_id == COMMENTS and problem.sheet in refused:
            continue
        if problem.check_id == NOT_MAPPED and problem.sheet is not None:
            cells = _CELL.findall(problem.cells or "")
            left = [letter for letter, _ in cells if (problem.sheet, letter) not in named]
            if len(left) < len(cells):
                names = {letter: headers.get((problem.sheet, letter), "") for letter in left}
                told += [unmapped_note(problem.sheet, names, int(cells[0][1]))] if names else []
                continue
        told.append(problem)
    return told
