"""The receipt: verdict first, worst problem first, rows that add up, the sender's text as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from workbook_parts import sheets_of

from pipelines.problems import Problem, Severity, Stage
from pipelines.reports.receipt import write_receipt
from pipelines.reports.receipt_handed import Handed
from pipelines.reports.receipt_text import receipt_text
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_rows import CODE_SCHEMA, MARK_SCHEMA

NOTE = Problem("privacy_column_dropped", Severity.NOTE, Stage.PRIVACY, "Column D may identify a person. It was removed.", "Export", "D1", "Victim Name")  # fmt: skip
HELD = Problem("row_duplicate_key", Severity.ROW_HELD, Stage.ROW, "The same report number stands on more than one row.", "Export", "A12:A15", "=1+1", 4)  # fmt: skip


def manifest(**changes: Any) -> dict[str, Any]:
    base: dict[str, Any] = {
        "submission_id": "rpd__rms_incidents__2026-03__a81f3c", "file_name": "=cmd|' /C calc'!A0.xlsx", "agency_code": "rpd",
        "agency_name": "Riverton Police Department", "dataset": "rms_incidents", "dataset_title": "Police incident reports",
        "period_label": "2026-03", "status": "accepted_with_problems", "status_words": "Accepted with questions",
        "verdict_sentence": "212 of 216 rows are used. 4 rows wait for a correction.",
        "next_step": "Correct the 4 rows and send the whole file again.", "received_ts": "2026-04-09T14:12:33",
        "layout_name": None, "control_total": 216,
        "rows": {"in_file": 224, "used": 212, "blank": 3, "held": 4, "left_out": 5, "left_out_by_reason": {"title": 4, "total row": 1}},
        "cells": {"in_file": 10, "used": 6, "blank": 1, "held": 1, "left_out": 2, "left_out_by_reason": {"title": 2}},
        "sheets": [{"name": "Export", "used": True, "rows": 224, "reason": None}, {"name": "Pivot", "used": False, "rows": 31, "reason": "no header was found"}],
        "columns": [{"header": "@Report", "sheet": "Export", "became": "Report number", "treatment": "pseudonymised"},
                    {"header": "Victim Name", "sheet": "Export", "became": None, "treatment": "dropped for privacy"}],
        "unmapped_codes": [{"column": "Disposition", "field": "Disposition", "code_list": "call_disposition", "spelling_count": 3, "cells": "F7, F19"}],
    }  # fmt: skip
    return {**base, **changes}


def read(path: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return {
        s.title: [[v for v in row if v is not None] for row in s.iter_rows(values_only=True)] for s in book
    }


COLUMNS = [
    FixColumn("@Report", "report", {"Export": "A"}, False, False, "number_of_a_case", "Type the whole number."),
    FixColumn("Result", "result", {"Export": "C"}, True, False, "code", "Pick one.", "call_disposition"),
    FixColumn("Web", "web", {"Export": "D"}, True, True, "text", ""),
    FixColumn("DV", "dv", {"Export": "E"}, True, False, "yes_no", "Yes or No."),
]  # fmt: skip


def mark(row: int, letter: str | None, check_id: str, severity: str) -> dict[str, Any]:
    return {"source_sheet": "Export", "source_row": row, "letter": letter, "check_id": check_id, "severity": severity,
            "message": "It is wrong. Look in your records system."}  # fmt: skip


def handed(**more: Any) -> Handed:
    rows = pa.table({
        "text_0": pa.nulls(2, pa.string()), "text_1": ["=1+1", "TRAIL"], "text_2": ["http://example.org", None], "text_3": ["Y", None],
        "source_sheet": ["Export"] * 2, "source_row": [12, 13],
    })  # fmt: skip
    marks = [mark(12, "A", "row_duplicate_key", "row_held"), mark(13, "C", "cell_unknown_code", "value"),
             mark(13, "E", "row_required_missing", "row_held")]  # fmt: skip
    codes = [{"sheet": "Export", "letter": "C", "header": "Result", "field": "disposition", "code_list": "call_disposition",
              "spelling": "TRAIL", "rows_count": 3, "first_row": 7}]  # fmt: skip
    told = {
        "rows": rows,
        "marks": pa.Table.from_pylist(marks, MARK_SCHEMA),
        "codes": pa.Table.from_pylist(codes, CODE_SCHEMA),
    }
    return Handed(**{**told, **more})


def fix(rows_shown: int = 2, rows_held: int = 2) -> dict[str, Any]:
    return {"columns": [column.to_dict() for column in COLUMNS], "rows_shown": rows_shown, "rows_held": rows_held,
            "rows_unlikely": 0, "rows_unread": 0}  # fmt: skip


def test_the_verdict_comes_first_and_rows_and_cells_add_up(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(), [NOTE, HELD], None, path)
    sheets = read(path)
    assert list(sheets) == ["Verdict", "Problems", "Unknown codes", "Columns"]
    verdict = [row for row in sheets["Verdict"] if row]
    assert verdict[0] == ["◐ Accepted with questions"]
    assert verdict[1] == ["212 of 216 rows are used. 4 rows wait for a correction."]
    assert verdict[3] == ["Correct the 4 rows and send the whole file again."]
    total = verdict.index(["In the file", 224, 10, "The lines above add up: nothing is lost."])
    lines = verdict[verdict.index(["Used", 212, 6, "They count in the figures."]) : total]
    assert [sum(row[n] for row in lines) for n in (1, 2)] == [224, 10]
    assert ["Left out: title", 4, 2, "Lines above the table."] in lines
    assert ["Total stated in the file", 216, "Same as used and held rows."] in verdict
    assert ["Pivot", 31, "Not read: no header was found."] in verdict


def test_problems_are_worst_first_with_message_place_fix_and_id_last(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(), [NOTE, HELD], None, path, {"row_duplicate_key": "Look in your records system."})
    rows = read(path)["Problems"]
    header = next(i for i, row in enumerate(rows) if "How bad" in row)
    assert rows[header + 1] == [
        "■ Row held", HELD.message, "Look in your records system.", 4, "Export", "A12:A15", "=1+1", "row_duplicate_key"
    ]  # fmt: skip
    assert rows[header + 2][0] == "· For information"


def test_a_problem_links_to_its_first_cell_on_the_sheet_to_fix(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(fix=fix()), [NOTE, HELD], handed(), path)
    book = openpyxl.load_workbook(path)
    (linked,) = [c for row in book["Problems"].iter_rows() for c in row if c.hyperlink]
    assert linked.hyperlink.location == f"'Fix these'!{linked.value.split()[-1]}"
    target = book["Fix these"][linked.value.split()[-1]]
    assert (target.value, target.comment.text.splitlines()[-1]) == (
        "(as in your file)",
        "Type the whole number.",
    )


def test_the_rows_to_fix_are_the_senders_own_marked_and_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(fix=fix()), [HELD], handed(), path)
    sheet = openpyxl.load_workbook(path)["Fix these"]
    top = next(cell.row for cell in sheet["A"] if cell.value == "Sheet")
    assert [cell.value for cell in sheet[top]] == [
        "Sheet", "Row", "What is wrong", "Your answer", "Why", "@Report", "Result", "Web", "DV", "Row check",
    ]  # fmt: skip
    first, second = sheet[top + 1], sheet[top + 2]
    assert [cell.value for cell in first][:9] == [
        "Export", 12, "▲ It is wrong.", None, None, "(as in your file)", "=1+1", "http://example.org", "Y",
    ]  # fmt: skip
    assert [cell.value for cell in second][5:9] == ["(as in your file)", "TRAIL", None, "(fill in)"]
    assert (first[5].number_format, second[6].number_format, second[8].number_format) == (
        '"▲ "@', '"◐ "@', '"▲ "@',
    )  # fmt: skip
    assert [bool(cell.comment) for cell in second[5:9]] == [False, True, False, True]
    assert first[5].fill.fgColor.rgb != first[6].fill.fgColor.rgb
    assert sheet.freeze_panes == f"C{top + 1}" and sheet.auto_filter.ref and not sheet.merged_cells.ranges
    assert not [xml for name, xml in sheets_of(path).items() if "<f>" in xml]


def test_cells_to_fill_in_offer_what_may_be_picked(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(fix=fix()), [HELD], handed(), path)
    book = openpyxl.load_workbook(path)
    rules = {
        str(rule.sqref).split(":")[0][0]: rule for rule in book["Fix these"].data_validations.dataValidation
    }
    assert rules["D"].formula1 == '"Leave out,It is right"'
    assert rules["I"].formula1 == '"Yes,No"'
    source = rules["G"].formula1
    assert source.startswith("'Code lists'!$A$4:$A$")
    lists = book["Code lists"]
    assert lists["A3"].value == "Call disposition" and " — " in lists["A4"].value
    (meaning,) = book["Unknown codes"].data_validations.dataValidation
    assert meaning.formula1 == source


def test_rows_beyond_the_bound_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(fix=fix(rows_held=1_234)), [HELD], handed(), path)
    words = [row[0] for row in read(path)["Fix these"] if row and isinstance(row[0], str)]
    assert any(text.startswith("2 of 1,234 rows are shown") for text in words)


def test_a_receipt_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_receipt(manifest(fix=fix()), [HELD, NOTE], handed(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        pytest.param({"status": "refused", "status_words": None, "columns": [], "unmapped_codes": [], "sheets": []},
                     "▲ Refused, personal data", id="a refused file has a receipt too"),
        pytest.param({"status": "accepted", "status_words": "Accepted"}, "● Accepted", id="all well"),
    ],
)  # fmt: skip
def test_verdict_words(changes: dict[str, Any], words: str, tmp_path: Path) -> None:
    write_receipt(manifest(**changes), [], None, tmp_path / "r.xlsx")
    assert read(tmp_path / "r.xlsx")["Verdict"][0] == [words]


def test_rows_that_do_not_add_up_are_told(tmp_path: Path) -> None:
    rows = {**manifest()["rows"], "used": 200}
    write_receipt(manifest(rows=rows), [], None, tmp_path / "r.xlsx")
    words = " ".join(str(v) for row in read(tmp_path / "r.xlsx")["Verdict"] for v in row)
    assert "The parts add up to 212 and 10" in words


def test_the_text_receipt_tells_the_same() -> None:
    text = receipt_text(manifest(), [NOTE, HELD])
    lines = text.splitlines()
    assert lines[0].startswith("Accepted with questions: ")
    assert (
        "Rows: 224 in the file = 212 used + 3 blank + 4 held + 5 left out (title: 4; total row: 1)." in lines
    )
    assert text.index("Row held: ") < text.index("For information: ")
    assert "Next: Correct the 4 rows and send the whole file again." in lines
