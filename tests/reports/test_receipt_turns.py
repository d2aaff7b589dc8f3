"""Receipts in turn: the next rows, confirmations in a new export, the same answers saved anew, and what a version counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from clerks_desk import FIRST, Desk, balances, header_row, incident, march, version
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.checks import Waiver
from pipelines.problems import Severity
from pipelines.reports.as_told import as_told
from pipelines.storage import read_parquet
from pipelines.submissions import Intake, Submission
from pipelines.submissions.fix_rows import MARK_SCHEMA
from pipelines.submissions.fix_turns import in_turn
from pipelines.submissions.register import Action, record, submission_entry
from pipelines.submissions.store import rows_that_stand, stored
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry, resolve
from pipelines.warehouse.reference import reference_rows

LATER = datetime(2025, 4, 5, 9)
LAST = datetime(2025, 4, 7, 9)
RIGHT = {(8, "Your answer"): "It is right", (8, "Why"): "Late entry"}


def marks(*told: tuple[int, str, str]) -> pa.Table:
    rows = [("Sheet", row, "B", check, severity, "wrong") for row, severity, check in told]
    return pa.Table.from_pylist([dict(zip(MARK_SCHEMA.names, row, strict=True)) for row in rows], MARK_SCHEMA)


@pytest.mark.parametrize(
    ("most", "shown", "later"),
    [
        pytest.param(1, [5], [2, 3, 4], id="the held row first"),
        pytest.param(2, [4, 5], [2, 3], id="then the unlikely one"),
        pytest.param(3, [3, 4, 5], [2], id="then a cell that cannot be read, an unknown code last"),
        pytest.param(4, [2, 3, 4, 5], [], id="exactly all"),
    ],
)
def test_rows_come_by_how_much_they_ask_for_and_none_is_lost(
    most: int, shown: list[int], later: list[int]
) -> None:
    rows = pa.table({"source_sheet": ["Sheet"] * 5, "source_row": [2, 3, 4, 5, 6]})
    told = marks(
        (2, Severity.VALUE, "cell_unknown_code"),
        (3, Severity.VALUE, "cell_not_a_number"),
        (4, Severity.UNLIKELY, "row_times_out_of_order"),
        (5, Severity.VALUE, "cell_not_a_number"),
        (5, Severity.ROW_HELD, "cell_not_a_date"),
        (9, Severity.ROW_HELD, "cell_not_a_date"),
    )
    turns = in_turn(rows, told, most)
    assert turns.rows.column("source_row").to_pylist() == shown
    assert turns.later_rows.column("source_row").to_pylist() == later
    assert set(turns.marks.column("source_row").to_pylist()) == set(shown)
    assert set(turns.later_marks.column("source_row").to_pylist()) == set(later)


def many(wrong: int, good: int) -> list[list[Any]]:
    """Rows of which the first ``wrong`` have no date."""
    rows = [incident(1, **{"Case Number": f"24-{n:06}"}) for n in range(wrong + good)]
    return [[row[0], None, *row[2:]] if n < wrong else row for n, row in enumerate(rows)]


def fixes(desk: Desk, submission: Submission) -> list[int]:
    """The rows of the sender's file that a receipt hands out."""
    sheet = openpyxl.load_workbook(desk.receipt(submission))["Fix these"]
    return [sheet.cell(n, 2).value for n in range(header_row(sheet) + 1, sheet.max_row + 1)]


def lines_beside(sheet: Worksheet) -> list[str]:
    """The lines above the table, which stand beside the columns that every printed page repeats."""
    return [str(sheet.cell(n, 4).value) for n in range(2, header_row(sheet))]


def test_the_next_receipt_hands_out_the_next_rows_until_none_is_left(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.submissions.fix_turns.MOST_ROWS", 5)
    first = desk.drop("march.xlsx", many(8, 40))
    assert fixes(desk, first) == [2, 3, 4, 5, 6]
    assert "It shows 5 rows; 3 more are left for the next receipts." in first.manifest["next_step"]
    head = openpyxl.load_workbook(desk.receipt(first))["Fix these"]
    assert any("5 of 8 rows are shown" in told for told in lines_beside(head))
    typed = "03/01/2025 10:00"
    second = desk.fill(first, {(n, "Reported"): typed for n in range(2, 7)})
    assert version(second) == {"before": 48, "carried_over": 40, "corrected": 5, "held": 3, "left_out": 0}
    assert fixes(desk, second) == [7, 8, 9]
    (told,) = [p for p in desk.problems(second) if p.check_id == "row_required_missing"]
    assert (told.cells, told.rows_count) == ("B7:B9", 3)
    third = desk.fill(second, {(n, "Reported"): typed for n in (7, 8, 9)}, name="third.xlsx", at=LATER)
    assert third.manifest["status"] == "accepted"
    assert version(third) == {"before": 48, "carried_over": 45, "corrected": 3, "held": 0, "left_out": 0}


def test_rows_that_are_too_many_to_keep_are_told_with_their_number(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.submissions.fix_turns.MOST_ROWS", 5)
    monkeypatch.setattr("pipelines.submissions.fix_rows.MOST_KEPT", 6)
    first = desk.drop("march.xlsx", many(8, 40))
    counts = {name: first.manifest["fix"][f"rows_{name}"] for name in ("held", "shown", "later")}
    assert counts == {"held": 8, "shown": 5, "later": 1}
    head = openpyxl.load_workbook(desk.receipt(first))["Fix these"]
    assert any(told.startswith("2 of them are too many") for told in lines_beside(head))
    assert head["A2"].value is None  # what stands above the repeated columns is cut on the further pages
    second = desk.fill(first, {(n, "Reported"): "03/01/2025 10:00" for n in range(2, 7)})
    assert fixes(desk, second) == [7]
    (told,) = [p for p in desk.problems(second) if p.check_id == "row_required_missing"]
    assert (told.cells, told.rows_count) == ("B7:B9", 3)


def note_of(desk: Desk, submission: Submission) -> tuple[str, str]:
    """How the times of row 8 are told: severity, and the first words."""
    (told,) = [p for p in desk.problems(submission) if p.check_id == "row_times_out_of_order"]
    return str(told.severity), told.message.split(".")[0]


def test_a_confirmation_holds_in_a_new_export_until_the_value_changes(desk: Desk) -> None:
    desk.fill(desk.drop("march.xlsx", march()), RIGHT)
    again = desk.drop("again.xlsx", [incident(26), *march()], at=LATER)
    assert note_of(desk, again) == ("note", "Confirmed by the agency: Late entry")
    assert [(c["reason"], c["rows_count"]) for c in again.manifest["confirmed"]] == [("Late entry", 1)]
    assert 9 not in fixes(desk, again)
    other = march()
    other[6] = incident(7, Approved="03/02/2025 10:20")
    changed = desk.drop("changed.xlsx", other, at=LATER.replace(day=6))
    assert (note_of(desk, changed)[0], changed.manifest["confirmed"]) == ("unlikely", [])
    back = desk.drop("as_before.xlsx", march(), at=LAST)
    assert note_of(desk, back)[0] == "unlikely"


def test_a_confirmation_holds_for_its_own_month_and_record_only(desk: Desk) -> None:
    desk.fill(desk.drop("march.xlsx", march()), RIGHT)
    rows = march()
    rows[6] = incident(7, **{"Case Number": "24-990007", "Approved": "03/01/2025 10:20"})
    other = desk.drop("other_record.xlsx", rows, at=LATER)
    assert note_of(desk, other)[0] == "unlikely"


def test_what_was_confirmed_is_stored_as_a_code_and_never_as_a_value(desk: Desk) -> None:
    back = desk.fill(desk.drop("march.xlsx", march()), RIGHT)
    path = back.beside("confirmations")
    assert path is not None
    (told,) = read_parquet(path, desk.key).to_pylist()
    assert len(told["known_by"]) == 32 and set(told["known_by"]) <= set("0123456789abcdef")
    assert not any(value in str(told) for value in ("24-77", "03/01/2025", "2025-03-01"))


def saved_anew(desk: Desk, name: str, copy: str, at: datetime) -> Submission:
    """The same workbook with other bytes, as another program writes it."""
    book = openpyxl.load_workbook(desk.site.drop / "mpd" / name)
    book.properties.title = "saved anew"
    book["Columns"].sheet_view.zoomScale = 90
    book.save(desk.site.drop / "mpd" / copy)
    return desk.take(desk.site.drop / "mpd" / copy, at)


def test_the_same_answers_saved_anew_are_known_as_the_same(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    twin = saved_anew(desk, "back.xlsx", "back (1).xlsx", LATER)
    assert twin.manifest["file_sha256"] != back.manifest["file_sha256"]
    assert twin.manifest["content_digest"] == back.manifest["content_digest"]
    assert "file_receipt_superseded" not in desk.checks(twin)
    told = as_told(desk.site, twin.manifest)
    assert told["status"] == "same_content"
    assert (
        told["verdict_sentence"]
        == "This file holds the same as back.xlsx, received April 3, 2025; it was counted once."
    )
    resolved = {
        s.submission_id: s for s in resolve(SubmissionEntry(s.manifest, s.records) for s in stored(desk.site))
    }
    assert resolved[back.submission_id].wins and not resolved[twin.submission_id].wins


def test_a_copy_saved_anew_does_not_stand_in_the_way_of_the_next_receipt(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    saved_anew(desk, "back.xlsx", "back (1).xlsx", LATER)
    after = desk.fill(back, {(12, "DV"): "Yes"}, name="after.xlsx", at=LAST)
    assert after.manifest["status"] == "accepted_with_problems" and version(after)["corrected"] == 1


def test_other_answers_to_a_receipt_that_was_answered_are_told_as_superseded(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    other = desk.fill(first, {(4, "Reported"): "03/04/2025 10:00"}, name="other.xlsx", at=LATER)
    assert (other.manifest["status"], desk.checks(other)) == ("not_accepted", {"file_receipt_superseded"})


def test_a_newer_file_that_was_withdrawn_replaces_nothing(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    newer = desk.drop("new.xlsx", [*march()[:-1], incident(28)], at=FIRST.replace(hour=12))
    record(desk.site, submission_entry(Action.WITHDRAW, newer.manifest, "Of another county."))
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    assert back.manifest["status"] == "accepted_with_problems"


def test_a_corrected_version_is_held_beside_what_came_before(desk: Desk) -> None:
    for month in ("01", "02", "12"):
        year = "2024" if month == "12" else "2025"
        rows = [incident(1, **{"Case Number": f"23-{month}{n:04}", "Reported": f"{month}/{n % 28 + 1:02}/{year} 10:00",
                               "Approved": None}) for n in range(90)]  # fmt: skip
        desk.drop(f"{month}.xlsx", rows, at=datetime(int(year), int(month), 28, 9))
    first = desk.drop("march.xlsx", march())
    assert {"history_rows_count"} <= desk.checks(first)
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    (told,) = [p for p in desk.problems(back) if p.check_id == "history_rows_count"]
    assert told.message.startswith("24 rows in a month; the median of the 3 files before is 90.")
    assert "history_sent_before" in desk.checks(back)
    assert back.manifest["profile"]["rows"] == 24


def test_the_rows_of_a_version_are_those_of_the_whole_file(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(
        first,
        {(4, "Reported"): "03/03/2025 10:00", (8, "Your answer"): "Leave out", (8, "Why"): "Test entry"},
    )
    told = rows_that_stand(back.manifest)
    assert told == {
        "in_file": 26,
        "used": 23,
        "blank": 0,
        "held": 1,
        "left_out": 2,
        "left_out_by_reason": {"header": 1, "left out by the sender": 1},
    }
    assert balances(back.manifest) and back.manifest["rows"] != told
    submissions = resolve(SubmissionEntry(s.manifest, s.records) for s in (first, back))
    inputs = BuildInputs(desk.site.settings, date(2025, 4, 30), tuple(s.entry for s in submissions), desk.key)
    rows = {row["submission_id"]: row for row in reference_rows(inputs, submissions)["ops.submission"]}
    names = ("in_file", "used", "blank", "held", "left_out")
    assert [rows[back.submission_id][f"rows_{name}"] for name in names] == [26, 23, 0, 1, 2]
    assert [rows[first.submission_id][f"rows_{name}"] for name in names] == [26, 23, 0, 2, 1]


def test_the_verdict_prints_on_one_page_and_tells_the_file_before_the_receipt(desk: Desk) -> None:
    back = desk.fill(desk.drop("march.xlsx", march()), {(4, "Reported"): "03/03/2025 10:00"})
    path = desk.receipt(back)
    sheet = openpyxl.load_workbook(path)["Verdict"]
    setup = sheet.page_setup
    assert (setup.orientation, setup.fitToWidth, setup.fitToHeight) == (
        "portrait",
        None,
        None,
    )  # one page each
    told = [str(row[0].value) for row in sheet.iter_rows() if row[0].value]
    order = ["What to do next", "Problems", "What this receipt changed", "What was read",
             "Every row of your file, as it stands now", "Every row and every cell of this receipt"]  # fmt: skip
    assert [words for words in told if words in order] == order
    text = path.with_suffix(".txt").read_text(encoding="utf-8")
    assert "Rows of your file: 26 in the file = 24 used + 0 blank + 1 held + 1 left out (header: 1)." in text


def test_a_file_that_cannot_be_opened_claims_no_account(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    path = desk.site.drop / "mpd" / "damaged.xlsx"
    path.write_bytes((desk.site.drop / "mpd" / "march.xlsx").read_bytes()[:2_000])
    damaged = desk.take(path, LATER)
    told = [str(row[0].value) for row in openpyxl.load_workbook(desk.receipt(damaged))["Verdict"].iter_rows()]
    assert "The file could not be opened, so nothing of it was counted." in told
    assert "In the file" not in told and first.manifest["status"] != damaged.manifest["status"]


def with_waiver(desk: Desk, check_id: str, until: date = date(2025, 6, 30), column: str = "Injury") -> None:
    """The desk at a site that accepts a problem of its police reports."""
    line = Waiver(check_id, "mpd", "rms_incidents", column, None, until, "new codes", "coordinator")
    context = replace(desk.intake.context, waivers={"mpd": (line,)})
    desk.intake = Intake(desk.site, context, desk.intake.recipes)


def waived(submission: Submission) -> list[tuple[str, int]]:
    return [(told["check_id"], told["rows_count"]) for told in submission.manifest["waived"]]


def test_what_is_waived_in_a_file_is_waived_in_its_corrections_until_the_waiver_ends(desk: Desk) -> None:
    with_waiver(desk, "cell_unknown_code", date(2025, 4, 5))
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"}, at=LATER)
    assert waived(first) == waived(back) == [("cell_unknown_code", 1)]
    (told,) = [p for p in desk.problems(back) if p.check_id == "cell_unknown_code"]
    assert str(told.severity) == "note" and told.message.startswith(
        "Accepted until 2025-04-05: new codes. Injury"
    )
    after = desk.fill(back, {(12, "DV"): "Yes"}, name="after.xlsx", at=LAST)
    assert waived(after) == []
    (told,) = [p for p in desk.problems(after) if p.check_id == "cell_unknown_code"]
    assert str(told.severity) == "value" and told.message.startswith("Injury")


def test_a_file_that_only_a_waiver_accepts_stays_accepted_when_a_row_is_corrected(desk: Desk) -> None:
    rows = [incident(n, Reported=None) if n < 8 else incident(n) for n in range(1, 26)]
    assert desk.drop("without.xlsx", rows).manifest["status"] == "not_accepted"
    with_waiver(desk, "table_too_many_held", column="")
    first = desk.drop("march.xlsx", [*rows, incident(26)], at=LATER)
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"}, at=LAST)
    assert [s.manifest["status"] for s in (first, back)] == ["accepted_with_problems"] * 2
    assert (waived(first), waived(back)) == ([("table_too_many_held", 7)], [("table_too_many_held", 6)])
