"""Receipts of registers: what does not fit other registers, told once the build has found it, with links into the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from clerks_desk import Desk
from openpyxl.worksheet.worksheet import Worksheet
from report_site import make_connection
from workbook_parts import sheets_of

from pipelines.reports import coordinator
from pipelines.reports.as_told import as_told, tells_misfits
from pipelines.reports.outputs import receipt_path, save_receipt
from pipelines.reports.receipt_between import Misfit, Place, read_between
from pipelines.reports.source import Source
from pipelines.submissions import Submission, load_problems

TWO = Misfit(
    "cross_reference_unknown", "unlikely", "Evidence doc ID names a number that no register has.", "Look for a typing error.",
    "evidence_doc_id", "Milestones", "", (Place("Milestones", 3, "D-77", ""), Place("Milestones", 4, "D-78", "Millbrook Police")),
)  # fmt: skip
WAIVED = replace(
    TWO,
    check_id="cross_milestone_after_effect",
    severity="note",
    waived="Accepted until 2026-06-30: new counsel. ",
)
NOWHERE = Misfit("cross_agency_without_liaison", "unlikely", "An agency has no liaison.", "Ask its head to name one.", "seat", "", "", (Place("", None, "", "Redfield Police"),))  # fmt: skip


@pytest.fixture(scope="module")
def source() -> Iterator[Source]:
    connection = make_connection()
    connection.execute("UPDATE ops.register_problem SET submission_id = 'decisions-1', source_sheet = 'Decisions' WHERE row_id = 'DEC-04'")  # fmt: skip
    connection.execute("UPDATE ops.register_problem SET submission_id = 'milestones-1', waiver_no = 1 WHERE row_id = 'MS-02'")  # fmt: skip
    yield Source(connection)
    connection.close()


def test_each_place_belongs_to_the_receipt_of_its_file(source: Source) -> None:
    found = read_between(source)
    (decision,) = found["decisions-1"]
    assert (decision.check_id, decision.severity, decision.waived) == (
        "cross_decision_before_recommendation",
        "row_held",
        "",
    )
    assert [(p.row, p.other) for p in decision.places] == [(5, "REC-05")]
    assert decision.cells("D") == "D5" and decision.cells(None) == "5:5"
    (milestone,) = found["milestones-1"]
    assert (milestone.severity, milestone.waived) == ("note", "Accepted until 2026-06-30: system upgrade. ")


def test_the_sheet_of_all_registers_says_what_is_accepted_and_puts_it_last(
    source: Source, tmp_path: Path
) -> None:
    coordinator.write(source, tmp_path / "coordinator.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "coordinator.xlsx")["Between registers"]
    told = [
        str(cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if "number that no register has" in str(cell.value)
    ]
    assert told == [
        "Accepted until 2026-06-30: system upgrade. Decision ID names a number that no register has."
    ]
    checks = [row[-1] for row in sheet.iter_rows(values_only=True) if str(row[-1]).startswith("cross_")]
    assert checks[-1] == "cross_reference_unknown"


def register(desk: Desk) -> Submission:
    """A register of milestones as a coordinator fills the template in."""
    rows = [
        [
            "MS-01",
            "D-001",
            "Form changed",
            "documentation",
            "planned",
            "2025-05-01",
            None,
            "Lieutenant",
            "D-77",
            None,
        ]
    ] * 2
    headers = ["Milestone ID", "Decision ID", "Milestone", "Milestone kind", "Status", "Planned date", "Done date", "Owner role",
               "Evidence doc ID", "Data field"]  # fmt: skip
    return desk.drop("milestones.xlsx", rows, "coordinator", headers=headers)


def written(desk: Desk, taken: Submission, *misfits: Misfit) -> tuple[Path, dict[str, Any]]:
    columns = [
        {
            "sheet": "Milestones",
            "column": "I",
            "header": "Evidence doc ID",
            "became": "Evidence doc ID",
            "treatment": "kept",
        }
    ]
    told = as_told(desk.site, {**taken.manifest, "status": "accepted", "columns": columns}, None, misfits)
    path = save_receipt(desk.site, told, load_problems(taken, desk.key), {})
    return path, told


def lines(sheet: Worksheet) -> list[list[Any]]:
    rows = list(sheet.iter_rows(values_only=True))
    top = next(n for n, row in enumerate(rows) if row[0] == "How bad")
    return [list(row) for row in rows[top + 1 :]]


def test_the_receipt_tells_the_message_first_and_leads_to_the_cell_of_the_file(desk: Desk) -> None:
    path, told = written(desk, register(desk), TWO, NOWHERE, WAIVED)
    book = openpyxl.load_workbook(path)
    sheet = book["Between registers"]
    first, second, third = lines(sheet)
    assert first[1:4] == [TWO.wrong, TWO.to_do, 2]
    assert first[4:10] == [
        "D-77; D-78 · Millbrook Police",
        "Milestones",
        "I3:I4",
        "Evidence doc ID",
        "File I3",
        TWO.check_id,
    ]
    assert second[3:7] == [1, "Redfield Police", None, None]
    assert third[1] == "Accepted until 2026-06-30: new counsel. " + TWO.wrong
    (link,) = {c.hyperlink.target + "#" + c.hyperlink.location for row in sheet.iter_rows() for c in row if c.hyperlink and c.hyperlink.target}  # fmt: skip
    link = link.replace("\\", "/")  # as Excel writes it on every system
    assert link == "../../../inputs/drop/coordinator/milestones.xlsx#'Milestones'!I3"
    assert (path.parent / link.split("#")[0]).is_file()
    verdict = [str(row[0].value) for row in book["Verdict"].iter_rows()]
    assert "→ Between registers: 3 lines" in verdict
    assert told["verdict_sentence"].endswith("2 things do not fit other registers, the settings or the day.")
    assert "Nothing is wrong." not in told["verdict_sentence"] and "Nothing to do" not in told["next_step"]
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "Between registers (3):" in text and "[Milestones!I3:I4] (cross_reference_unknown)" in text
    assert not [xml for xml in sheets_of(path).values() if "<f>" in xml]


def test_a_receipt_is_written_again_only_where_it_tells_something_else(desk: Desk) -> None:
    taken = register(desk)
    path, told = written(desk, taken, TWO)
    assert path == receipt_path(desk.site, taken.manifest)
    assert tells_misfits(path, told)
    more = as_told(desk.site, taken.manifest, None, (TWO, NOWHERE))
    none = as_told(desk.site, taken.manifest)
    assert not tells_misfits(path, {**more, "columns": told["columns"]}) and not tells_misfits(path, none)
    written(desk, taken)
    assert tells_misfits(path, none)


def test_a_file_that_is_gone_has_no_link_and_one_that_fits_says_nothing(desk: Desk) -> None:
    taken = register(desk)
    (desk.site.drop / "coordinator" / "milestones.xlsx").unlink()
    path, told = written(desk, taken, TWO)
    assert told["file_link"] is None
    assert lines(openpyxl.load_workbook(path)["Between registers"])[0][8] is None
    path, told = written(desk, taken)
    assert "Between registers" not in openpyxl.load_workbook(path).sheetnames
    assert told["verdict_sentence"] == taken.manifest["verdict_sentence"]
