"""Receipts of a survey with a column for each answer: the sender's own rows, corrected, confirmed and read again as records."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from clerks_desk import NEXT_DAY, Desk, balances, header_row, version

from pipelines.storage import read_parquet
from pipelines.submissions import Submission
from pipelines.submissions.learned import learn

LATER = datetime(2025, 4, 5, 9)
PARTS = [f"{step} {what}" for step in ("Police", "Court") for what in ("respect", "listened", "safer")]
COLUMNS = ["Wave", "Person", "Agreed", *PARTS]


def survey(**changes: list[Any]) -> list[list[Any]]:
    """Twelve people: two rows are held, one score is unlikely, one cell cannot be read, and one code is unknown."""
    people = [["2025-Q1", str(n), "Yes", "3", "3", "Same as before", None, None, None] for n in range(1, 13)]
    people[0] = ["2025-Q1", "1", "Yes", "5", "4", "Safer", "1", None, None]
    people[1] = [None, "2", "Yes", None, None, None, "4", "4", None]
    people[2] = ["2025-Q1", "3", "Yes", "9", "3", None, "2", None, None]
    people[3] = ["2025-Q1", "4", "Yes", "4", "4", None, None, "often", None]
    people[4] = ["2025-Q1", "5", "Yes", "4", "4", "Somewhat", None, None, None]
    people[5] = ["2025-Q1", "6", "Yes", *[None] * 6]
    for name, row in changes.items():
        people[int(name.removeprefix("row_")) - 2] = row
    return people


def drop(
    desk: Desk, name: str = "survey.xlsx", at: datetime = datetime(2025, 4, 2, 9), **changes: list[Any]
) -> Submission:
    return desk.drop(name, survey(**changes), "coordinator", at, COLUMNS)


def fill(desk: Desk, submission: Submission, cells: dict[tuple[int, str], Any], **more: Any) -> Submission:
    return desk.fill(submission, cells, agency="coordinator", **more)


def answers(desk: Desk, submission: Submission) -> dict[tuple[int, str], tuple[Any, ...]]:
    """Wave and answers of each record, by row of the file and step."""
    assert submission.records is not None
    names = ("survey_wave", "score_respect", "score_listened", "felt_safer")
    return {
        (row["source_row"], row["survivor_step"]): tuple(row[name] for name in names)
        for row in read_parquet(submission.records, desk.key).to_pylist()
    }


def told(desk: Desk, submission: Submission) -> dict[str, str | None]:
    return {p.check_id: p.cells for p in desk.problems(submission)}


def sheet_to_fix(path: Path) -> tuple[Any, dict[int, dict[str, Any]]]:
    page = openpyxl.load_workbook(path)["Fix these"]
    top = header_row(page)
    headers = [cell.value for cell in page[top]]
    lines = [dict(zip(headers, row, strict=True)) for row in page.iter_rows(min_row=top + 1)]
    return page, {line["Row"].value: line for line in lines}


def test_the_receipt_hands_back_the_rows_as_they_came_with_the_faulty_cells_marked(desk: Desk) -> None:
    first = drop(desk)
    assert (first.manifest["status"], first.manifest["rows"]["held"]) == ("accepted_with_problems", 2)
    _, lines = sheet_to_fix(desk.receipt(first))
    assert list(lines) == [3, 4, 5, 6, 7]
    row = {name: cell.value for name, cell in lines[5].items()}
    assert [row[name] for name in COLUMNS] == ["2025-Q1", "4", "Yes", "4", "4", None, None, "often", None]
    marked = {n: [name for name, cell in line.items() if cell.comment] for n, line in lines.items()}
    assert marked == {
        3: ["Wave"],
        4: ["Police respect"],
        5: ["Court listened"],
        6: ["Police safer"],
        7: ["Row"],
    }
    assert lines[7]["What is wrong"].value == (
        "▲ None of Police respect, Police listened, Police safer, Court respect, Court listened, Court safer is filled in, so "
        "Survivor step is not known."
    )
    codes = openpyxl.load_workbook(desk.receipt(first))["Unknown codes"]
    assert "Somewhat" in [cell.value for row in codes.iter_rows() for cell in row]
    assert "Fix these" in first.manifest["next_step"] and "Unknown codes" in first.manifest["next_step"]


def test_corrected_cells_make_their_own_record_anew_and_no_other(desk: Desk) -> None:
    first = drop(desk)
    before = answers(desk, first)
    back = fill(desk, first, {(3, "Wave"): "2025-Q1", (5, "Court listened"): "2", (7, "Court respect"): "4"})
    assert version(back) == {"before": 12, "carried_over": 9, "corrected": 3, "held": 0, "left_out": 0}
    assert balances(back.manifest)
    after = answers(desk, back)
    new = {(3, "court"): ("2025-Q1", 4, 4, None), (5, "court"): ("2025-Q1", None, 2, None), (7, "court"): ("2025-Q1", 4, None, None)}  # fmt: skip
    assert after == {**before, **new}
    assert set(told(desk, back)) & {"row_required_missing", "cell_not_a_number"} == set()
    assert told(desk, back)["row_score_out_of_range"] == "D4"
    again = fill(desk, back, {(4, "Police respect"): "4"}, name="again.xlsx", at=LATER)
    assert answers(desk, again) == {**after, (4, "police"): ("2025-Q1", 4, 3, None)}
    assert version(again) == {"before": 12, "carried_over": 11, "corrected": 1, "held": 0, "left_out": 0}


def test_a_record_whose_cells_are_cleared_is_gone_and_the_row_stays(desk: Desk) -> None:
    first = drop(desk)
    assert (5, "court") in answers(desk, first)
    back = fill(desk, first, {(5, "Court listened"): None})
    assert answers(desk, back) == {k: v for k, v in answers(desk, first).items() if k != (5, "court")}
    assert version(back)["corrected"] == 1


def test_a_row_with_a_cell_that_still_fails_is_held_with_all_its_records(desk: Desk) -> None:
    back = fill(desk, drop(desk), {(3, "Court respect"): "5"})
    assert version(back) == {"before": 12, "carried_over": 10, "corrected": 0, "held": 2, "left_out": 0}
    _, lines = sheet_to_fix(desk.receipt(back))
    assert lines[3]["Court respect"].value == "5"
    after = fill(desk, back, {(3, "Wave"): "2025-Q1"}, name="after.xlsx", at=LATER)
    assert answers(desk, after)[3, "court"] == ("2025-Q1", 5, 4, None)


def test_a_row_is_left_out_with_all_its_records(desk: Desk) -> None:
    back = fill(desk, drop(desk), {(4, "Your answer"): "Leave out", (4, "Why"): "Entered twice"})
    assert not [row for row, _ in answers(desk, back) if row == 4]
    assert version(back) == {"before": 12, "carried_over": 9, "corrected": 0, "held": 2, "left_out": 1}


def test_a_confirmed_answer_stays_confirmed_in_a_new_export_until_it_changes(desk: Desk) -> None:
    right = {(4, "Your answer"): "It is right", (4, "Why"): "The scale went to ten that day"}
    back = fill(desk, drop(desk), right)
    assert [(c["check_id"], c["rows_count"]) for c in back.manifest["confirmed"]] == [
        ("row_score_out_of_range", 1)
    ]
    ninth = ["2025-Q1", "9", "Yes", "4", "3", None, None, None, None]
    same = drop(desk, "again.xlsx", LATER, row_10=ninth)
    assert [c["reason"] for c in same.manifest["confirmed"]] == ["The scale went to ten that day"]
    other = ["2025-Q1", "3", "Yes", "8", "3", None, "2", None, None]
    changed = drop(desk, "changed.xlsx", LATER.replace(day=6), row_4=other)
    assert changed.manifest["confirmed"] == []


def test_a_code_of_one_column_of_many_is_explained_on_the_receipt(desk: Desk) -> None:
    def explain(book: Any) -> None:
        page = book["Unknown codes"]
        top = next(n for n in range(1, 20) if page.cell(n, 1).value == "Column in your file")
        page.cell(top + 1, 5).value = "About the same — same"

    back = desk.fill(drop(desk), edit=explain, agency="coordinator")
    assert "row_receipt_codes_learned" in desk.checks(back)
    assert learn(desk.site, [back], desk.key) == 1
    assert (
        desk.site.codes / "coordinator" / "felt_safer.csv"
    ).read_text() == "spelling,code\nSomewhat,same\n"


@pytest.mark.parametrize("said", ["No", None])
def test_consent_that_is_taken_back_on_the_receipt_refuses_it(desk: Desk, said: str | None) -> None:
    back = fill(desk, drop(desk), {(5, "Agreed"): said})
    assert (back.manifest["status"], desk.checks(back)) == ("refused", {"privacy_consent_missing"})
    assert sorted(path.name for path in back.folder.iterdir()) == ["manifest.json", "problems.parquet"]
    assert balances(back.manifest)


def test_a_file_in_which_too_much_is_held_counts_once_enough_is_corrected(desk: Desk) -> None:
    empty = {f"row_{n}": ["2025-Q1", str(n - 1), "Yes", *[None] * 6] for n in range(3, 10)}
    first = drop(desk, **empty)
    assert first.manifest["status"] == "not_accepted" and first.records is None
    back = fill(desk, first, {(n, "Police respect"): "4" for n in range(3, 9)}, at=NEXT_DAY)
    assert back.manifest["status"] == "accepted_with_problems"
    assert version(back) == {"before": 12, "carried_over": 5, "corrected": 6, "held": 1, "left_out": 0}
    assert {row for row, _ in answers(desk, back)} == {2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13}
