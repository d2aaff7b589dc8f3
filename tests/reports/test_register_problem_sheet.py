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
        pytest.param("Decisions", "A decision is dated before its recommendation. It does not count.", "DEC-04", "REC-05", "Look at both days", id="a day out of order"),
        pytest.param("Milestones", "Decision ID names a number that no register has.", "MS-02", "DEC-99", "Look for a typing error", id="a number of nothing"),
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


def test_documents_are_told_on_their_own_sheets_and_this_one_leads_there(sheet: Worksheet) -> None:
    told = {str(row[2].value): row[3] for row in sheet.iter_rows() if row[0].value == "Documents"}
    assert told.keys() == {
        "2 places name documents that are not in the source book or replaced.",
        "2 documents are used by no step of the map.",
    }
    links = {cell.value: cell.hyperlink and cell.hyperlink.location for cell in told.values()}
    assert links == {"Source book gaps": "'Source book gaps'!A1", "Map gaps": None}
    checks = {str(row[-1].value) for row in sheet.iter_rows()}
    assert "cross_reference_unknown" in checks
    assert checks.isdisjoint(
        {"cross_document_replaced", "cross_document_without_step", "cross_form_not_on_map"}
    )


def test_the_coordinator_finds_the_row_of_a_wrong_reference(workbooks: dict[str, Path]) -> None:
    rows = openpyxl.load_workbook(workbooks["coordinator"])["Source book gaps"].iter_rows(values_only=True)
    found = {row[1]: row for row in rows if row[1] in ("RPD-D06", "SO-D07", "SO-D03")}
    assert found["RPD-D06"][-1] == 7 and found["SO-D03"][-1] == 4
    assert str(found["SO-D03"][4]).startswith("Accepted until 2026-06-30: system upgrade. Look at SO-D07")
