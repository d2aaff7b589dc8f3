"""The sheet of what does not fit between registers says what, where and what to do, and leads to the row."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet


@pytest.fixture(scope="module")
def sheet(workbooks: dict[str, Path]) -> Worksheet:
    return openpyxl.load_workbook(workbooks["coordinator"])["Between registers"]


@pytest.mark.parametrize(
    ("register", "words", "row", "other", "step"),
    [
        pytest.param("Decisions", "A decision is dated before its recommendation.", "DEC-04", "REC-05", "Look at both days", id="a day out of order"),
        pytest.param("Milestones", "Evidence doc ID names a number that no register has.", "MS-02", "JAIL-D99", "Look for a typing error", id="a number of nothing"),
    ],
)  # fmt: skip
def test_each_line_says_what_and_what_to_do(
    sheet: Worksheet, register: str, words: str, row: str | None, other: str | None, step: str
) -> None:
    lines = [line for line in sheet.iter_rows(values_only=True) if words in line]
    assert len(lines) == 1
    (line,) = lines
    assert any(str(cell).startswith(step) for cell in line)
    assert register in line
    assert {row, other} <= {*line, None}
