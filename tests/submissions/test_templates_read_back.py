"""The template of every dataset, filled in by its own declaration, is accepted and reads back value for value."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from small_site import write_book

from pipelines.layouts.load import built_in_layout
from pipelines.metadata.classes import Field, Kind
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.metadata.derive import field_title
from pipelines.privacy.pseudonyms import pseudonym
from pipelines.submissions import Intake
from pipelines.submissions.take_in import Judged

ROWS = 3
PEOPLE = 10  # the fewest of a survey wave


def filled(field: Field, row: int) -> tuple[object, object]:
    """What stands in the cell of ``row`` (from 0), and the value it means."""
    if field.name in ("consent_aggregate", "consent_quote", "redaction_confirmed"):
        return "Yes", True  # without it the sheet is refused
    if field.name.startswith("score_"):
        return row % 5 + 1, row % 5 + 1
    if field.name == "second_reviewer_role":
        return f"Another {row + 1}", f"Another {row + 1}"
    if field.name in ("survey_wave", "event_quarter", "wave"):
        return "2025-Q1", "2025-Q1"
    if field.kind is Kind.KEY:
        return f"24-{row + 1:04}", f"24-{row + 1}"
    if field.kind is Kind.CODE:
        codes = CODE_LISTS[str(field.code_list)].codes
        if field.code_list == "age_band":  # rows about a suspect under 18 are left out
            codes = tuple(code for code in codes if code.code != "0-17")
        code = codes[row % len(codes)]
        return (code.label if row == 1 else code.code), code.code
    if field.kind is Kind.DATE:
        return f"2025-03-{row + 1:02}", date(2025, 3, row + 1)
    if field.kind is Kind.TIMESTAMP:
        return f"2025-03-{row + 1:02} 10:30", datetime(2025, 3, row + 1, 10, 30)
    if field.kind in (Kind.TRISTATE, Kind.FLAG):
        return ("Yes", True) if row % 2 else ("No", False)
    if field.kind is Kind.INTEGER:
        return row + 1, row + 1
    if field.kind is Kind.DECIMAL:
        return f"{row + 0.5}", row + 0.5
    return f"Text {row + 1}", f"Text {row + 1}"


@pytest.mark.parametrize("name", READ_TODAY)
def test_a_filled_template_reads_back(intake: Intake, tmp_path: Path, name: str) -> None:
    dataset = DATASETS[name]
    agency = "coordinator" if dataset.is_coordinator else "haven" if dataset.is_aggregate else "so"
    headers = list(built_in_layout(name, agency).version.columns)
    fields = [field for field in dataset.fields if field_title(field.name) in headers]
    rows = PEOPLE if name == "survivor_survey" else ROWS
    table = [[filled(field, row)[0] for field in fields] for row in range(rows)]
    sheet = {dataset.title[:31]: [[field_title(field.name) for field in fields], *table]}
    judged = intake.judge(write_book(tmp_path / "filled.xlsx", sheet), agency)
    unlikely = {"row_same_key_twice", "row_times_out_of_order"}
    assert [p for p in judged.problems if p.check_id not in unlikely] == []
    assert (str(judged.status), judged.dataset) == ("accepted", name)
    assert judged.records is not None
    for field in fields:
        expected: list[Any] = [filled(field, row)[1] for row in range(rows)]
        if field.kind is Kind.KEY:
            secret = intake.context.key.derive("pseudonyms")
            expected = [pseudonym(secret, agency, str(field.key_kind), str(number)) for number in expected]
        assert judged.records[field.name].to_pylist() == expected, field.name


def test_a_program_may_write_that_a_total_is_small(intake: Intake, tmp_path: Path) -> None:
    code = CODE_LISTS["advocacy_measure"].values[0]
    none = CODE_LISTS["advocacy_breakdown"].values[0]
    headers = [field_title(f.name) for f in DATASETS["advocacy_totals"].fields if f.name != "small_cell_flag"]
    rows = [["2025-03-01", code, none, "all", "<10"], ["2025-02-01", code, none, "all", 12]]
    judged = intake.judge(write_book(tmp_path / "totals.xlsx", {"Totals": [headers, *rows]}), "haven")
    assert str(judged.status) == "accepted" and judged.records is not None
    assert judged.records["total_count"].to_pylist() == [None, 12]
    assert judged.records["small_cell_flag"].to_pylist() == [True, False]


def test_a_coordinator_s_words_may_be_long_and_about_courts(intake: Intake, tmp_path: Path) -> None:
    headers = list(built_in_layout("policy_checklist", "coordinator").version.columns)
    texts = {
        "Agency code": "mpd",
        "Element ID": "PAT-07",
        "Review round": "2025-1",
        "Status": "partly",
        "Doc ID": "D1",
        "Section ref": "4.2",
        "Rationale": "The order asks for a call within 24 hours of the first court date, and names 2 officers on the street. "
        * 4,
        "Barrier note": "None.",
        "Reviewed on date": "2025-03-01",
    }
    sheet = {"Policy checklist": [headers, [texts.get(header) for header in headers]]}
    judged = intake.judge(write_book(tmp_path / "list.xlsx", sheet), "coordinator")
    assert str(judged.status) == "accepted", judged.problems


def checklist(intake: Intake, folder: Path, *answers: tuple[str, str | None]) -> Judged:
    """The verdict on a checklist: a status and a document for each practice."""
    headers = list(built_in_layout("policy_checklist", "coordinator").version.columns)
    texts = [
        {
            "Agency code": "mpd",
            "Element ID": f"PAT-{n:02}",
            "Review round": "2025-1",
            "Status": status,
            "Doc ID": document,
            "Section ref": "4.2",
            "Rationale": "The text says so.",
            "Reviewed on date": "2025-03-01",
        }
        for n, (status, document) in enumerate(answers, 1)
    ]
    table = [headers, *([row.get(header) for header in headers] for row in texts)]
    return intake.judge(write_book(folder / "list.xlsx", {"Policy checklist": table}), "coordinator")


def test_a_status_without_its_document_is_held_and_the_others_count(intake: Intake, tmp_path: Path) -> None:
    judged = checklist(
        intake, tmp_path, ("met", None), ("Partly met", " "), ("conflicts", None), ("not_met", None), ("not_addressed", None), ("met", "D1")
    )  # fmt: skip
    assert str(judged.status) == "accepted_with_problems", judged.problems
    assert judged.records is not None
    assert judged.records["element_id"].to_pylist() == ["PAT-03", "PAT-04", "PAT-05", "PAT-06"]
    (held,) = [p for p in judged.problems if p.check_id == "row_status_without_document"]
    asked = [p for p in judged.problems if p is not held]
    assert (str(held.severity), held.rows_count, held.column) == ("row_held", 2, "Doc ID")
    assert held.cells is not None and held.cells.endswith("2:F3")
    assert held.message.startswith(
        "Doc ID is empty, and Status is Met or Partly met. These rows are held. Write"
    )
    (once,) = asked  # both statuses in one line
    assert (once.check_id, str(once.severity), once.rows_count) == (
        "row_policy_document_missing",
        "unlikely",
        2,
    )
    assert once.cells is not None and once.cells.endswith("4:F5")


def test_many_rows_without_a_document_stop_no_checklist_until_none_is_left(
    intake: Intake, tmp_path: Path
) -> None:
    half = checklist(intake, tmp_path, *[("met", None)] * 9, ("met", "D1"))
    assert (str(half.status), half.rows.held, half.rows.used) == ("accepted_with_problems", 9, 1)
    begun = checklist(intake, tmp_path, *[("", None)] * 7, ("met", None), ("met", "D1"), ("not_met", "D1"))
    assert (str(begun.status), begun.rows.held, begun.rows.used) == ("accepted_with_problems", 8, 2)
    none = checklist(intake, tmp_path, *[("met", None)] * 2)
    assert str(none.status) == "not_accepted"
    (sunk,) = [p for p in none.problems if p.check_id == "table_too_many_held"]
    assert sunk.message.startswith("None of 2 rows can be used.")
    broken = checklist(intake, tmp_path, *[("perhaps", None)] * 4, *[("met", "D1")] * 6)
    assert str(broken.status) == "not_accepted"
