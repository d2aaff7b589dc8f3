"""The receipt: verdict first, worst problem first, rows that add up, the sender's text as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from workbook_parts import sheets_of

from pipelines.problems import Problem, Severity, Stage
from pipelines.reports.receipt import receipt_text, write_receipt

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
        "rows": {"in_file": 224, "used": 212, "blank": 3, "held": 4, "left_out": 5, "left_out_by_reason": {"title_lines": 4, "total": 1}},
        "cells": {"in_file": 10, "used": 6, "blank": 1, "held": 1, "left_out": 2, "left_out_by_reason": {}},
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


def test_the_verdict_comes_first_and_the_rows_add_up(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(), [NOTE, HELD], None, path)
    sheets = read(path)
    assert list(sheets) == ["Verdict", "Problems", "Columns", "Unknown codes"]
    verdict = [row for row in sheets["Verdict"] if row]
    assert verdict[0] == ["◐ Accepted with questions"]
    assert verdict[1] == ["212 of 216 rows are used. 4 rows wait for a correction."]
    assert ["In the file", 224, "Used, blank, held and left out together: every row of the file."] in verdict
    assert ["Left out", 5, "Title lines: 4; Total: 1."] in verdict
    assert ["Total stated in the file", 216, "Same as used and held rows."] in verdict
    assert ["Pivot", 31, "Not read: no header was found."] in verdict


def test_problems_are_worst_first_with_message_place_fix_and_id_last(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    write_receipt(manifest(), [NOTE, HELD], None, path, {"row_duplicate_key": "Look in your records system."})
    rows = read(path)["Problems"]
    header = next(i for i, row in enumerate(rows) if "How bad" in row)
    assert rows[header + 1] == [
        "■ Row held", HELD.message, "Export", "A12:A15", 4, "=1+1", "Look in your records system.", "row_duplicate_key"
    ]  # fmt: skip
    assert rows[header + 2][0] == "· For information"


def test_held_rows_are_the_senders_own_and_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "receipt.xlsx"
    held = pd.DataFrame(
        {"Excel row": [12, 13], "Report No": ["=1+1", "000121"], "Web": ["http://example.org", None]}
    )
    write_receipt(manifest(), [HELD], held, path)
    assert [12, "=1+1", "http://example.org"] in read(path)["Held rows"]
    assert [13, "000121"] in read(path)["Held rows"]
    assert not [name for name, xml in sheets_of(path).items() if "<f>" in xml or "<hyperlink " in xml]


def test_a_receipt_is_the_same_twice(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_receipt(manifest(), [HELD, NOTE], None, tmp_path / name)
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
    assert "The parts add up to 212" in words


def test_the_text_receipt_tells_the_same() -> None:
    text = receipt_text(manifest(), [NOTE, HELD])
    lines = text.splitlines()
    assert lines[0].startswith("Accepted with questions: ")
    assert "Rows: 224 in the file = 212 used + 3 blank + 4 held + 5 left out." in lines
    assert text.index("Row held: ") < text.index("For information: ")
    assert "Next: Correct the 4 rows and send the whole file again." in lines
