"""Doubts about a file as a whole: asked on the receipt, confirmed there, carried on, and asked anew of another file."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from clerks_desk import NEXT_DAY, Desk, balances, header_row, incident, make_site, march

from pipelines.settings import Site
from pipelines.storage import memory, read_parquet
from pipelines.submissions import Intake, Submission
from pipelines.warehouse.accepted import accepted_rows
from pipelines.warehouse.build import build
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry, resolve
from pipelines.warehouse.tables import tables_behind

LATER, LAST = datetime(2025, 4, 5, 9), datetime(2025, 4, 7, 9)
RIGHT, WHY = "It is right", "Two officers were on leave"
COUNT = "history_rows_count"
AFTER_THREE_MONTHS = pytest.mark.usefixtures("after_three_months")


def months(desk: Desk, rows: int = 90) -> None:
    """Three months before March with so many rows each."""
    for month, year in (("12", "2024"), ("01", "2025"), ("02", "2025")):
        told = [incident(1, **{"Case Number": f"23-{month}{n:04}", "Reported": f"{month}/{n % 28 + 1:02}/{year} 10:00",
                               "Approved": f"{month}/{n % 28 + 1:02}/{year} 10:20"}) for n in range(rows)]  # fmt: skip
        desk.drop(f"{year}-{month}.xlsx", told, at=datetime(int(year), int(month), 28, 9))


@pytest.fixture(scope="module")
def three_months(opened: Intake, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A site that took three months in, to be copied: every test would wait for them."""
    site = make_site(tmp_path_factory.mktemp("months"))
    site.key_file.parent.mkdir()
    shutil.copy(opened.site.key_file, site.key_file)
    months(Desk(site, Intake(site, opened.context, opened.recipes)))
    return site


@pytest.fixture
def after_three_months(desk: Desk, three_months: Site) -> None:
    """The desk's site has them."""
    for folder in ("drop", "submissions"):
        shutil.copytree(getattr(three_months, folder), getattr(desk.site, folder), dirs_exist_ok=True)


def clean(first: int = 1, last: int = 25) -> list[list[Any]]:
    """A month in which every row is right."""
    return [incident(n) for n in range(first, last + 1)]


def lines(path: Path) -> list[list[Any]]:
    """The lines about the file on *Fix these*."""
    page = openpyxl.load_workbook(path)["Fix these"]
    top = header_row(page) + 1
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=top)]
    return [row for row in rows if row[1] is None]


def answer(desk: Desk, submission: Submission, said: str = RIGHT, why: str = WHY, **more: Any) -> Submission:
    """Answer every line about the file, and drop the receipt back."""

    def edit(book: Any) -> None:
        page = book["Fix these"]
        for n in range(header_row(page) + 1, page.max_row + 1):
            if page.cell(n, 2).value is None:
                page.cell(n, 4).value, page.cell(n, 5).value = said, why

    return desk.fill(submission, more.pop("cells", None), edit, **more)


def told(desk: Desk, submission: Submission, check_id: str = COUNT) -> tuple[str, str]:
    (problem,) = [p for p in desk.problems(submission) if p.check_id == check_id]
    return str(problem.severity), problem.message


@AFTER_THREE_MONTHS
def test_a_doubt_about_the_file_has_a_line_of_its_own_even_where_every_row_is_right(desk: Desk) -> None:
    first = desk.drop("march.xlsx", clean())
    path = desk.receipt(first)
    (line,) = lines(path)
    assert line[0] == "The whole file" and line[3:5] == [None, None] and len(line) == 6
    assert line[2].startswith(
        "○ 25 rows in a month; the median of the 3 files before is 90.\nCheck that the export is whole"
    )
    book = openpyxl.load_workbook(path)
    page = book["Fix these"]
    place = f"D{header_row(page) + 1}"
    (rule,) = [r for r in page.data_validations.dataValidation if str(r.sqref) == place]
    assert rule.formula1 == '"It is right"'
    links = {
        c.value: c.hyperlink.location for row in book["Problems"].iter_rows() for c in row if c.hyperlink
    }
    assert links == {f"Fix these {place}": f"'Fix these'!{place}"}
    verdict = [str(row[0].value) for row in book["Verdict"].iter_rows()]
    assert "→ Fix these: 1 question about the file" in verdict
    assert first.manifest["next_step"].startswith(
        "Say on the sheet Fix these whether what looks unlikely about the file as a whole is right."
    )


@AFTER_THREE_MONTHS
def test_a_confirmed_doubt_is_a_note_a_footnote_and_no_question_any_more(desk: Desk) -> None:
    first = desk.drop("march.xlsx", clean())
    back = answer(desk, first)
    assert (first.manifest["status"], back.manifest["status"]) == ("accepted_with_problems", "accepted")
    severity, words = told(desk, back)
    assert severity == "note" and words.startswith(f"Confirmed by the agency: {WHY}. 25 rows in a month;")
    assert back.manifest["confirmed"] == [
        {"check_id": COUNT, "title": "The file has far more or fewer rows than the months before.", "column": "",
         "reason": WHY, "rows_count": 25}
    ]  # fmt: skip
    assert "Fix these" not in openpyxl.load_workbook(desk.receipt(back)).sheetnames
    assert balances(back.manifest) and desk.records(back) == desk.records(first)
    entries = [SubmissionEntry(s.manifest, s.records) for s in (first, back)]
    inputs = BuildInputs(desk.site.settings, date(2025, 4, 30), tuple(entries), desk.key)
    (note,) = accepted_rows(inputs, resolve(entries))["ops.footnote"]
    assert note["footnote"] == (
        "Millbrook Police, police incident reports: The file has far more or fewer rows than the months before. "
        f"Confirmed by the agency: {WHY}."
    )
    assert (note["submission_id"], note["period_start"]) == (back.submission_id, date(2025, 3, 1))
    connection = memory()
    build(connection, inputs, lambda _name, _rows: None, tables_behind("ops.confirmation"))
    assert connection.execute("SELECT check_id, reason FROM ops.confirmation").fetchall() == [(COUNT, WHY)]


@AFTER_THREE_MONTHS
def test_rows_are_corrected_and_the_file_is_confirmed_with_one_receipt(desk: Desk) -> None:
    first = desk.drop("march.xlsx", march())
    assert len(lines(desk.receipt(first))) == 1
    back = answer(desk, first, cells={(4, "Reported"): "03/03/2025 10:00"})
    assert told(desk, back)[0] == "note" and "24 rows in a month" in told(desk, back)[1]
    assert back.manifest["version"]["rows_corrected"] == 1 and balances(back.manifest)
    after = desk.fill(back, {(12, "DV"): "Yes"}, name="after.xlsx", at=LATER)
    assert told(desk, after)[0] == "note"
    assert [c["reason"] for c in after.manifest["confirmed"]] == [WHY]


@AFTER_THREE_MONTHS
def test_a_new_export_is_asked_again_unless_the_doubt_says_exactly_the_same(desk: Desk) -> None:
    answer(desk, desk.drop("march.xlsx", clean()))
    moved = [*clean(1, 24), incident(25, Injury="M")]
    same = desk.drop("again.xlsx", moved, at=LATER)
    assert told(desk, same)[0] == "note" and [c["reason"] for c in same.manifest["confirmed"]] == [WHY]
    fewer = desk.drop("fewer.xlsx", clean(1, 24), at=LATER.replace(day=6))
    assert (told(desk, fewer)[0], fewer.manifest["confirmed"]) == ("unlikely", [])
    assert len(lines(desk.receipt(fewer))) == 1
    back = desk.drop("as_before.xlsx", clean(), at=LAST)
    assert told(desk, back)[0] == "unlikely"


@AFTER_THREE_MONTHS
def test_another_month_with_the_same_doubt_is_asked(desk: Desk) -> None:
    answer(desk, desk.drop("march.xlsx", clean()))
    april = [[str(cell).replace("03/", "04/").replace("24-77", "24-88") for cell in row] for row in clean()]
    later = desk.drop("april.xlsx", april, at=datetime(2025, 5, 2, 9))
    assert (told(desk, later)[0], later.manifest["confirmed"]) == ("unlikely", [])
    assert len(lines(desk.receipt(later))) == 1


def test_records_that_are_gone_are_asked_until_they_are_confirmed(desk: Desk) -> None:
    desk.drop("whole.xlsx", clean())
    first = desk.drop("short.xlsx", march()[:20], at=NEXT_DAY)
    assert told(desk, first, "history_records_fewer")[0] == "unlikely"
    back = desk.fill(first, {(12, "DV"): "Yes"}, at=LATER)
    assert told(desk, back, "history_records_fewer")[0] == "unlikely"  # correcting a row does not answer it
    sure = answer(desk, back, why="Records were sealed or expunged", name="sure.xlsx", at=LAST)
    assert told(desk, sure, "history_records_fewer")[0] == "note"
    assert [c["check_id"] for c in sure.manifest["confirmed"]] == ["history_records_fewer"]


def test_a_doubt_that_no_correction_looks_at_again_stays_confirmed(desk: Desk) -> None:
    blank = [[*row, "more"] for row in march()]
    first = desk.drop("march.xlsx", blank)
    (line,) = lines(desk.receipt(first))
    assert line[0] == "Incidents" and "under a blank header" in line[2]
    back = answer(desk, first, why="A column of remarks that does not matter")
    assert told(desk, back, "sheet_header_blank")[0] == "note"
    after = desk.fill(back, {(4, "Reported"): "03/03/2025 10:00"}, name="after.xlsx", at=LATER)
    assert told(desk, after, "sheet_header_blank")[0] == "note"
    assert [c["column"] for c in after.manifest["confirmed"]] == [""]


@AFTER_THREE_MONTHS
@pytest.mark.parametrize(
    ("said", "why", "check_id"),
    [
        pytest.param("Leave out", "Test entry", "row_receipt_answer_unclear", id="a file cannot be left out on a receipt"),
        pytest.param(RIGHT, None, "row_receipt_answer_unclear", id="no reason"),
        pytest.param(RIGHT, "so " * 80, "row_receipt_answer_unclear", id="a reason longer than a few words"),
        pytest.param(None, WHY, "file_receipt_nothing_changed", id="a reason without an answer"),
        pytest.param(RIGHT, "Ask Lopez, Maria", "privacy_value_found", id="a name as a reason"),
    ],
)  # fmt: skip
def test_answers_about_the_file_that_cannot_be_followed(
    desk: Desk, said: str | None, why: str | None, check_id: str
) -> None:
    back = answer(desk, desk.drop("march.xlsx", clean()), said, why)
    assert check_id in desk.checks(back) and back.manifest["confirmed"] == []
    assert balances(back.manifest)


@AFTER_THREE_MONTHS
def test_a_line_about_the_file_cannot_be_moved_to_another_receipt(desk: Desk) -> None:
    first = desk.drop("march.xlsx", clean())

    def forge(book: Any) -> None:
        page = book["Fix these"]
        line = header_row(page) + 1
        page.cell(line, 4).value, page.cell(line, 5).value = RIGHT, WHY
        page.cell(line, 6).value = "0A0A0A"

    back = desk.fill(first, edit=forge)
    assert desk.checks(back) == {"file_receipt_row_unknown"}


@AFTER_THREE_MONTHS
def test_what_was_confirmed_of_a_file_is_kept_without_any_value(desk: Desk) -> None:
    back = answer(desk, desk.drop("march.xlsx", clean()))
    path = back.beside("confirmed_doubts")
    assert path is not None
    (kept,) = read_parquet(path, desk.key).to_pylist()
    assert (kept["check_id"], kept["severity"], kept["reason"]) == (COUNT, "unlikely", WHY)


BLANK = "table_field_often_blank"


def month_with_blanks(month: int, blank: int) -> list[list[Any]]:
    """Twenty-five incidents of a month, so many of them without the answer whether it was domestic violence."""
    rows = [incident(n, **({"DV": None} if n <= blank else {})) for n in range(1, 26)]
    return [
        [str(c).replace("03/", f"{month:02}/").replace("24-77", f"24-{month}7") if c else c for c in row]
        for row in rows
    ]


def drop_month(desk: Desk, month: int, blank: int) -> Submission:
    return desk.drop(
        f"month {month}.xlsx", month_with_blanks(month, blank), at=datetime(2025, month + 1, 2, 9)
    )


@pytest.mark.parametrize(
    ("blank", "severity"),
    [
        pytest.param(10, "note", id="the same share"),
        pytest.param(6, "note", id="a smaller one"),
        pytest.param(11, "note", id="a little more"),
        pytest.param(12, "unlikely", id="more than five points more"),
    ],
)
def test_a_field_that_is_often_blank_is_confirmed_for_the_months_to_come(
    desk: Desk, blank: int, severity: str
) -> None:
    answer(desk, drop_month(desk, 3, 10), why="The form has no such box")
    april = drop_month(desk, 4, blank)
    found, words = told(desk, april, BLANK)
    assert found == severity
    kept = [c for c in april.manifest["confirmed"] if c["check_id"] == BLANK]
    if severity == "unlikely":
        assert kept == [] and len(lines(desk.receipt(april))) == 1
        return
    assert words.startswith("Confirmed by the agency with the file of 2025-03: The form has no such box. ")
    assert [(c["since"], c["share"], c["rows_count"]) for c in kept] == [("2025-03", 0.4, blank)]
    assert "Fix these" not in openpyxl.load_workbook(desk.receipt(april)).sheetnames


def test_a_share_that_grows_a_little_every_month_is_asked_about_in_the_end(desk: Desk) -> None:
    answer(desk, drop_month(desk, 3, 10), why="The form has no such box")
    assert told(desk, drop_month(desk, 4, 11), BLANK)[0] == "note"
    assert told(desk, drop_month(desk, 5, 12), BLANK)[0] == "unlikely"


def test_what_holds_on_stays_confirmed_in_the_corrections_of_its_file(desk: Desk) -> None:
    answer(desk, drop_month(desk, 3, 10), why="The form has no such box")
    rows = month_with_blanks(4, 10)
    rows[20][4] = "TRAIL"
    april = desk.drop("month 4.xlsx", rows, at=datetime(2025, 5, 2, 9))
    assert told(desk, april, BLANK)[0] == "note"
    back = desk.fill(april, {(22, "Injury"): "N"}, name="april back.xlsx", at=datetime(2025, 5, 3, 9))
    assert told(desk, back, BLANK)[1].startswith("Confirmed by the agency with the file of 2025-03: ")
    assert [c["share"] for c in back.manifest["confirmed"] if c["check_id"] == BLANK] == [0.4]
