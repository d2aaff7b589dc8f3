"""Receipts that are filled in and dropped back: what they correct, what they refuse, and that nothing is lost on the way."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from clerks_desk import (
    FIRST,
    LAYOUT,
    SENTINEL,
    Desk,
    balances,
    header_row,
    incident,
    march,
    renumbered,
    version,
    without_number,
)

from pipelines.layouts.load import built_in_layout
from pipelines.storage import read_parquet
from pipelines.submissions import Intake, agency_recipes, open_intake
from pipelines.submissions.learned import learn
from pipelines.submissions.old_rows import delete_old_rows, find_old_rows
from pipelines.submissions.row_clock import row_deletions
from pipelines.warehouse.inputs import SubmissionEntry, resolve


def test_corrected_cells_become_the_next_version_and_every_other_row_is_carried_over(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    assert (first.manifest["status"], first.manifest["rows"]["held"]) == ("accepted_with_problems", 2)
    before = desk.records(first)
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00", (12, "DV"): "Yes"})
    assert back.manifest["status"] == "accepted_with_problems"
    assert version(back) == {"before": 25, "carried_over": 22, "corrected": 2, "held": 1, "left_out": 0}
    after = desk.records(back)
    assert after[4]["reported_ts"] == datetime(2025, 3, 3, 10)
    assert after[4]["incident_key"] not in (None, before[2]["incident_key"])
    assert after[12] == {**before[12], "dv_flag_agency": True}
    assert {n: row for n, row in after.items() if n not in (4, 12)} == {
        n: r for n, r in before.items() if n != 12
    }
    assert balances(back.manifest)
    told = {(p.check_id, p.cells, p.rows_count) for p in desk.problems(back)}
    assert ("row_required_missing", "A6", 1) in told
    assert not {check for check, _, _ in told} & {"cell_not_a_date", "cell_not_yes_or_no"}
    assert ("cell_unknown_code", "E10", 1) in told and ("row_times_out_of_order", "C8", 1) in told
    same = ("dataset", "stream", "period_start", "period_end", "agency_code")
    assert [back.manifest[name] for name in same] == [first.manifest[name] for name in same]


def test_the_later_version_wins_in_the_warehouse(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march(), at=FIRST.replace(day=20))
    back = desk.fill(
        first, {(4, "Reported"): "03/03/2025 10:00"}, at=FIRST
    )  # a copy may bring an older time along
    entries = [SubmissionEntry(s.manifest, s.records) for s in (back, first)]
    resolved = {s.submission_id: s for s in resolve(entries)}
    assert resolved[back.submission_id].wins and not resolved[first.submission_id].wins


def test_a_number_that_is_not_shown_can_be_typed_anew(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(6, "Case Number"): "24-770005"})
    twin = desk.drop("other.xlsx", [incident(n) for n in range(1, 26)], at=FIRST.replace(day=4))
    assert desk.records(back)[6]["incident_key"] == desk.records(twin)[6]["incident_key"]


def test_a_row_can_be_left_out_with_a_reason(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Your answer"): "Leave out", (4, "Why"): "Entered twice",
                             (8, "Your answer"): "Leave out", (8, "Why"): "Test entry"})  # fmt: skip
    assert version(back) == {"before": 25, "carried_over": 22, "corrected": 0, "held": 1, "left_out": 2}
    assert 8 not in desk.records(back)
    assert back.manifest["version"]["left_out_for"] == [
        {"reason": "Entered twice", "rows_count": 1}, {"reason": "Test entry", "rows_count": 1},
    ]  # fmt: skip
    assert back.manifest["rows"]["left_out_by_reason"]["left out by the sender"] == 2
    assert balances(back.manifest)


def test_an_unlikely_row_is_confirmed_with_a_reason_that_stays_with_the_version(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(8, "Your answer"): "It is right", (8, "Why"): "Late entry"})
    (note,) = [p for p in desk.problems(back) if p.check_id == "row_times_out_of_order"]
    assert (str(note.severity), note.message.startswith("Confirmed by the agency: Late entry.")) == (
        "note",
        True,
    )
    assert [(c["check_id"], c["reason"], c["rows_count"]) for c in back.manifest["confirmed"]] == [
        ("row_times_out_of_order", "Late entry", 1)
    ]
    again = desk.fill(back, {(4, "Reported"): "03/03/2025 10:00"}, name="again.xlsx", at=FIRST.replace(day=5))
    assert again.manifest["status"] == "accepted_with_problems"
    (note,) = [p for p in desk.problems(again) if p.check_id == "row_times_out_of_order"]
    assert str(note.severity) == "note"
    assert desk.records(again)[4]["reported_ts"] == datetime(2025, 3, 3, 10)


def test_values_that_still_fail_stay_held_and_are_handed_back_again(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "32/32/2025", (12, "DV"): "maybe"})
    assert version(back) == {"before": 25, "carried_over": 22, "corrected": 1, "held": 2, "left_out": 0}
    assert {"cell_not_a_date", "cell_not_yes_or_no"} <= desk.checks(back)
    sheet = openpyxl.load_workbook(desk.receipt(back))["Fix these"]
    texts = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "32/32/2025" in texts and "maybe" in texts and "31/31/2025" not in texts


def test_dropping_the_same_receipt_twice_changes_nothing(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    shutil.copy2(desk.site.drop / "mpd" / "back.xlsx", desk.site.drop / "mpd" / "copy.xlsx")
    twice = desk.take(desk.site.drop / "mpd" / "copy.xlsx", FIRST.replace(day=3))
    assert twice.submission_id == back.submission_id


def test_a_file_with_too_many_held_rows_counts_once_enough_are_corrected(desk: Desk) -> None:
    rows = [incident(n, Reported=None) if n < 8 else incident(n) for n in range(1, 26)]
    first = desk.drop("march.xlsx", rows)
    assert first.manifest["status"] == "not_accepted" and first.records is None
    back = desk.fill(first, {(n + 1, "Reported"): f"03/{n:02}/2025 10:00" for n in range(1, 6)})
    assert back.manifest["status"] == "accepted_with_problems"
    assert version(back) == {"before": 25, "carried_over": 18, "corrected": 5, "held": 2, "left_out": 0}
    assert len(desk.records(back)) == 23


def change(sheet: str, cell: str, value: Any) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        page = book[sheet]
        page[cell.format(top=header_row(page) + 1, head=header_row(page))].value = value

    return edit


def swap(book: Any) -> None:
    page = book["Fix these"]
    top = header_row(page) + 1
    page.cell(top, 2).value, page.cell(top + 1, 2).value = (
        page.cell(top + 1, 2).value,
        page.cell(top, 2).value,
    )


def test_a_receipt_whose_rows_are_past_their_clock_is_told_so(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    later = date(2031, 1, 1)

    def run_out(_: Any) -> None:
        delete_old_rows(
            desk.site, desk.key, find_old_rows(desk.site, desk.key, later), later, 36, date(2034, 1, 5)
        )

    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"}, run_out)
    (entry,) = row_deletions(desk.site)
    assert (sum(entry.months.values()), entry.left) == (first.manifest["rows"]["used"], 0)
    assert entry.texts >= first.manifest["rows"]["held"]
    assert {path.name for path in first.folder.iterdir()} == {
        "manifest.json",
        "problems.parquet",
        "records.parquet",
    }
    assert back.manifest["status"] == "not_accepted" and "file_receipt_rows_gone" in desk.checks(back)
    assert desk.receipt(first).exists()


def without_column(book: Any) -> None:
    page = book["Fix these"]
    page.delete_cols(next(c.column for c in page[header_row(page)] if c.value == "Approved"))


@pytest.mark.parametrize(
    ("edit", "check_id"),
    [
        pytest.param(lambda book: None, "file_receipt_nothing_changed", id="nothing filled in"),
        pytest.param(renumbered, "file_receipt_unknown_number", id="a number that nobody gave out"),
        pytest.param(without_number, "file_receipt_without_number", id="rows without the number"),
        pytest.param(without_column, "file_receipt_columns_changed", id="a column taken out"),
        pytest.param(change("Fix these", "G{head}", "Reported at"), "file_receipt_columns_changed", id="a header renamed"),
        pytest.param(change("Fix these", "B{top}", 2), "file_receipt_row_unknown", id="a row that never was handed out"),
        pytest.param(change("Fix these", "A{top}", "Sheet9"), "file_receipt_row_unknown", id="another sheet"),
        pytest.param(swap, "file_receipt_rows_moved", id="row numbers swapped"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_a_sentence(
    desk: Desk, edit: Callable[[Any], None], check_id: str
) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, edit=edit)
    assert (back.manifest["status"], desk.checks(back)) == ("not_accepted", {check_id})
    assert back.records is None and balances(back.manifest)
    assert desk.receipt(back).exists()


def test_a_receipt_of_another_agency_is_refused(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"}, agency="rpd")
    assert (back.manifest["status"], desk.checks(back)) == ("not_accepted", {"file_receipt_other_agency"})
    assert back.manifest["dataset"] is None


def test_a_receipt_whose_file_was_replaced_meanwhile_is_refused(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    desk.drop("new.xlsx", [*march()[:-1], incident(28)], at=FIRST.replace(hour=12))
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    assert (back.manifest["status"], desk.checks(back)) == ("not_accepted", {"file_receipt_superseded"})


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({(12, "DV"): "609-55-1234"}, id="a number typed into a shown column"),
        pytest.param({(8, "Your answer"): "It is right", (8, "Why"): "Call Lopez, Maria"}, id="a name as a reason"),
    ],
)  # fmt: skip
def test_identifiers_typed_into_a_receipt_refuse_it(desk: Desk, cells: dict[tuple[int, str], str]) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, cells)
    assert (back.manifest["status"], desk.checks(back)) == ("refused", {"privacy_value_found"})
    assert sorted(path.name for path in back.folder.iterdir()) == ["manifest.json", "problems.parquet"]
    assert not any(value in p.message for p in desk.problems(back) for value in cells.values())


@pytest.mark.parametrize(
    "cells",
    [
        pytest.param({(4, "Your answer"): "It is right", (4, "Why"): "so it is"}, id="a held row cannot be confirmed"),
        pytest.param({(4, "Your answer"): "Leave out"}, id="no reason"),
        pytest.param({(4, "Your answer"): "whatever", (4, "Why"): "so it is"}, id="a word that is no answer"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_followed_leaves_the_row_as_it_was(
    desk: Desk, cells: dict[tuple[int, str], str]
) -> None:
    back = desk.fill(desk.drop("march.xlsx", march()), cells)
    assert "row_receipt_answer_unclear" in desk.checks(back)
    assert version(back) == {"before": 25, "carried_over": 23, "corrected": 0, "held": 2, "left_out": 0}


def test_rows_taken_off_the_receipt_stay_as_they_were_and_are_told(desk: Desk) -> None:
    def drop_a_row(book: Any) -> None:
        page = book["Fix these"]
        page.delete_rows(header_row(page) + 1)

    back = desk.fill(desk.drop("march.xlsx", march()), {(12, "DV"): "N"}, drop_a_row)
    assert "row_receipt_lines_missing" in desk.checks(back)
    assert version(back)["held"] == 2


def test_nothing_of_a_column_that_is_not_kept_stands_in_a_receipt(desk: Desk) -> None:
    path = desk.receipt(desk.drop("march.xlsx", march()))
    with zipfile.ZipFile(path) as parts:
        told = b"".join(parts.read(name) for name in parts.namelist()) + path.with_suffix(".txt").read_bytes()
    assert SENTINEL.encode() not in told and b"24-77" not in told
    assert b"TRAIL" in told and b"31/31/2025" in told


def answer_code(meaning: str, spelling: str | None = None) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        page = book["Unknown codes"]
        top = next(n for n in range(1, 20) if page.cell(n, 1).value == "Column in your file")
        page.cell(top + 1, 5).value = meaning
        if spelling:
            page.cell(top + 1, 2).value = spelling

    return edit


def test_a_code_that_is_explained_is_known_from_then_on(opened: Intake, desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    (told,) = first.manifest["unmapped_codes"]
    names = ("column", "code_list", "spelling_count", "rows_count")
    assert [told[name] for name in names] == ["Injury", "nibrs_injury", 1, 1]
    assert "TRAIL" not in str(first.manifest)
    label, code = injury()
    back = desk.fill(first, edit=answer_code(f"{label} — {code}"))
    assert "row_receipt_codes_learned" in desk.checks(back)
    assert learn(desk.site, [back], desk.key) == 1
    path = desk.site.codes / "mpd" / "nibrs_injury.csv"
    assert path.read_text(encoding="utf-8") == f"spelling,code\nTRAIL,{code}\n"
    assert learn(desk.site, [back], desk.key) == 0
    recipes = agency_recipes(desk.site)
    assert recipes["mpd"] != opened.recipes["mpd"] and recipes["rpd"] == opened.recipes["rpd"]
    later = open_intake(desk.site)
    try:
        again = Desk(desk.site, later)
        anew = again.take(desk.site.drop / "mpd" / "back.xlsx", FIRST.replace(day=3))
        assert desk.records(anew)[10]["injury"] == code
        assert anew.manifest["recipe"] == recipes["mpd"] and "cell_unknown_code" not in desk.checks(anew)
    finally:
        later.close()


def injury() -> tuple[str, str]:
    from pipelines.metadata.code_lists import CODE_LISTS

    code = CODE_LISTS["nibrs_injury"].codes[0]
    return code.label, code.code


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(answer_code("Something else"), id="a meaning that is not in the list"),
        pytest.param(answer_code(injury()[0], "OTHER"), id="a spelling that was not asked about"),
    ],
)
def test_a_code_answer_that_does_not_fit_is_told_and_changes_nothing(
    desk: Desk, edit: Callable[[Any], None]
) -> None:
    back = desk.fill(desk.drop("march.xlsx", march()), edit=edit)
    assert "row_receipt_code_not_used" in desk.checks(back)
    assert learn(desk.site, [back], desk.key) == 0 and not desk.site.codes.exists()


def test_a_spelling_that_means_something_already_is_never_overwritten(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    words = {
        **desk.intake.context.words,
        "nibrs_injury": {**desk.intake.context.words["nibrs_injury"], "trail": "other"},
    }
    desk.intake = Intake(desk.site, replace(desk.intake.context, words=words), desk.intake.recipes)
    back = desk.fill(first, edit=answer_code(injury()[0]))
    (told,) = [p for p in desk.problems(back) if p.check_id == "row_receipt_code_not_used"]
    assert "mean something else" in told.message


def test_a_changed_layout_reads_the_corrected_cells_and_all_other_rows(opened: Intake, desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    path = desk.receipt(first)
    layout = desk.site.layouts / "mpd" / "rms_incidents.yaml"
    layout.write_text(LAYOUT.replace("{to: injury}", "{to: injury, missing: [TRAIL]}"), encoding="utf-8")
    later = open_intake(desk.site)
    try:
        again = Desk(desk.site, later)
        book = openpyxl.load_workbook(path)
        page = book["Fix these"]
        page.cell(header_row(page) + 1, 7).value = "03/03/2025 10:00"
        book.save(desk.site.drop / "mpd" / "back.xlsx")
        back = again.take(desk.site.drop / "mpd" / "back.xlsx", FIRST.replace(day=3))
        assert back.manifest["version"]["rows_corrected"] == 1
        assert "cell_unknown_code" not in again.checks(back)  # by today's layout the cell is blank
        assert back.manifest["version"]["corrects"] == first.submission_id
    finally:
        later.close()


@pytest.mark.parametrize("kind", ["xlsx", "ods", "csv"])
def test_a_receipt_saved_anew_by_another_program_is_known(desk: Desk, tmp_path: Path, kind: str) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    first = desk.drop("march.xlsx", march())
    book = openpyxl.load_workbook(desk.receipt(first))
    page = book["Fix these"]
    page.cell(header_row(page) + 1, 7).value = "03/03/2025 10:00"
    if kind == "csv":
        for name in [sheet for sheet in book.sheetnames if sheet != "Fix these"]:
            del book[name]
    book.save(tmp_path / "filled.xlsx")
    out = tmp_path / "out"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path / 'profile'}", "--headless", "--convert-to", kind,
         "--outdir", str(out), str(tmp_path / "filled.xlsx")],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    path = desk.site.drop / "mpd" / f"some other name.{kind}"
    shutil.copy(out / f"filled.{kind}", path)
    back = desk.take(path, FIRST.replace(day=3))
    assert (back.manifest["status"], version(back)) == (
        "accepted_with_problems",
        {"before": 25, "carried_over": 23, "corrected": 1, "held": 1, "left_out": 0},
    )


def test_records_of_a_version_have_the_schema_of_any_other(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    back = desk.fill(first, {(4, "Reported"): "03/03/2025 10:00"})
    schemas: list[pa.Schema] = []
    for submission in (first, back):
        assert submission.records is not None
        schemas.append(read_parquet(submission.records, desk.key).schema)
    assert schemas[0] == schemas[1]


def test_a_document_filled_in_on_a_receipt_frees_its_row_and_a_changed_status_asks_for_one(
    desk: Desk,
) -> None:
    headers = list(built_in_layout("policy_checklist", "coordinator").version.columns)
    statuses = [("Met", None)] * 6 + [("Not addressed", None)]
    given = [
        {"Agency code": "mpd", "Element ID": f"PAT-{n:02}", "Review round": "2025-1", "Status": status, "Doc ID": document,
         "Section ref": "4.2", "Reviewed on date": "2025-03-01", "Reviewer role": "advocate", "Second reviewer role": "advocate"}
        for n, (status, document) in enumerate(statuses, 1)
    ]  # fmt: skip
    rows = [[row.get(header) for header in headers] for row in given]
    first = desk.drop("list.xlsx", rows, "coordinator", headers=headers)
    assert (first.manifest["status"], first.manifest["rows"]["held"]) == ("accepted_with_problems", 6)
    assert "correct the sheet itself" in first.manifest["next_step"]
    back = desk.fill(first, {(2, "Doc ID"): "MPD-D01", (8, "Status"): "Met"}, agency="coordinator")
    assert (
        back.manifest["status"] == "accepted_with_problems"
    )  # five of seven still wait, which sinks no checklist
    assert desk.records(back)[2]["doc_id"] == "MPD-D01" and sorted(desk.records(back)) == [2]
    (held,) = [p for p in desk.problems(back) if p.check_id == "row_status_without_document"]
    assert (held.cells, held.rows_count) == ("F3:F8", 6)
    done = desk.fill(
        back, {(n, "Doc ID"): "MPD-D01" for n in range(3, 9)}, agency="coordinator", name="again.xlsx"
    )
    assert "row_status_without_document" not in desk.checks(done) and len(desk.records(done)) == 7
