"""What is hidden, never worked out, padded, too long or garbled in a sheet is told with its places, and never lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from pipelines.problems import Problem
from pipelines.submissions import Intake

HEADERS = ["Case Number", "Reported", "DV", "Injury", "Officer"]
TITLE = "Incidents 3/1/2025 - 3/31/2025"
Change = Callable[[Any, Any], None]


def judged(intake: Intake, folder: Path, change: Change) -> tuple[Any, list[Problem]]:
    """A month of three incidents with one thing changed: what became of it, and its problems."""
    path = folder / "march.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Incidents")
        sheet.write_string(0, 0, TITLE)
        sheet.write_row(1, 0, HEADERS)
        for number in (1, 2, 3):
            sheet.write_row(
                number + 1, 0, [f"24-{number:04d}", f"03/0{number}/2025 10:00", "Y", "N", "Smithers"]
            )
        change(book, sheet)
    found = intake.judge(path, "mpd")
    assert found.rows.balances() and found.cells.balances()
    return found, found.problems


def _hide(book: Any, sheet: Any) -> None:
    sheet.set_row(3, None, None, {"hidden": True})
    sheet.set_column("E:E", None, None, {"hidden": True})


def _remark(book: Any, sheet: Any) -> None:
    sheet.write_comment("D4", "yellow means Zaphodson")


def _formula(book: Any, sheet: Any) -> None:
    sheet.write_formula("D4", '=IF(1,"N","M")', None, 0)


def _formats(book: Any, sheet: Any) -> None:
    sheet.write_number("A4", 240002, book.add_format({"num_format": "00\\-0000"}))


def _letters(book: Any, sheet: Any) -> None:
    sheet.write_string("D4", "NÃ©ant")


@pytest.mark.parametrize(
    ("change", "check_id", "severity", "cells"),
    [
        pytest.param(_hide, "sheet_hidden_cells", "note", "4:4, E:E", id="a hidden row and column"),
        pytest.param(_remark, "sheet_comments", "note", "D4", id="a comment"),
        pytest.param(_formula, "sheet_formula_uncached", "value", "D4", id="a formula without a result"),
        pytest.param(_formats, "sheet_number_padded", "note", "A4", id="a number with zeros by its format"),
        pytest.param(_letters, "sheet_letters_damaged", "unlikely", "D4", id="letters of a wrong encoding"),
    ],
)
def test_a_fact_of_a_sheet_is_told(
    change: Change, check_id: str, severity: str, cells: str, intake: Intake, tmp_path: Path
) -> None:
    found, problems = judged(intake, tmp_path, change)
    (problem,) = [p for p in problems if p.check_id == check_id]
    assert (problem.severity, problem.cells, problem.sheet) == (severity, cells, "Incidents")
    assert found.status.counts and found.rows.used == 3
    assert "Zaphodson" not in str(problems)


def test_nothing_is_told_of_a_plain_sheet(intake: Intake, tmp_path: Path) -> None:
    _, problems = judged(intake, tmp_path, lambda book, sheet: None)
    assert [p.check_id for p in problems] == []


def test_a_padded_number_meets_the_same_case_as_its_text(intake: Intake, tmp_path: Path) -> None:
    padded, _ = judged(intake, tmp_path, _formats)
    plain, _ = judged(intake, tmp_path, lambda book, sheet: None)
    assert padded.records["incident_key"].to_pylist() == plain.records["incident_key"].to_pylist()


@pytest.mark.parametrize(
    ("cell", "number", "check_id", "severity", "used"),
    [
        pytest.param("A4", 12345678901234567, "cell_number_damaged", "row_held", 2, id="a case number of 17 digits"),
        pytest.param("A4", 123456789012345, None, None, 3, id="one of 15 is whole"),
        pytest.param("D4", 12345678901234567, "sheet_number_rounded", "unlikely", 3, id="another number of 17 digits"),
    ],
)  # fmt: skip
def test_numbers_too_long_for_excel(
    cell: str,
    number: int,
    check_id: str | None,
    severity: str | None,
    used: int,
    intake: Intake,
    tmp_path: Path,
) -> None:
    found, problems = judged(intake, tmp_path, lambda book, sheet: sheet.write_number(cell, number))
    told = [(p.check_id, str(p.severity), p.cells) for p in problems if p.cells == cell]
    assert (check_id, severity, cell) in told if check_id else told == []
    assert found.rows.used == used


def test_a_hidden_row_is_read_like_the_others_and_a_hidden_column_is_dropped_as_ever(
    intake: Intake, tmp_path: Path
) -> None:
    hidden, _ = judged(intake, tmp_path, _hide)
    plain, _ = judged(intake, tmp_path, lambda book, sheet: None)
    assert hidden.records.equals(plain.records)
    assert hidden.cells == plain.cells
