"""Groups, training, launch, schedule and materials in the coordinator workbook, and that all of its parts are there."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from report_site import AS_OF, make_connection

from pipelines.reports import coordinator
from pipelines.reports.source import Source
from pipelines.reports.work_sheets import activity_state, launch_state, material_state

PAST, LATER = AS_OF - dt.timedelta(days=1), AS_OF + dt.timedelta(days=10)
REGISTERS = (
    "INSERT INTO pub.work_group BY NAME SELECT unnest(['G-1', 'G-2', 'G-3', 'G-4']) AS group_id,"
    " unnest(['Patrol group', 'Courts group', 'Old group', 'Directors']) AS title,"
    " unnest(['work_group', 'work_group', 'work_group', 'directors']) AS meeting_group,"
    " unnest([NULL, NULL, DATE '2025-01-01', NULL]) AS closed_date",
    "INSERT INTO pub.team_member BY NAME SELECT unnest(['S-1', 'S-2', 'S-3', 'S-4', 'S-5']) AS member_id,"
    " unnest(['G-1', 'G-1', 'G-1', 'G-2', 'G-2']) AS group_id, unnest(['rpd', 'adv', 'rpd', 'court', 'da']) AS agency_code,"
    " unnest(['lead', 'advocate', 'practitioner', 'liaison', 'advocate']) AS seat,"
    " unnest(['Lieutenant', 'Advocate', 'Officer', 'Clerk', 'Victim/witness staff']) AS member_role,"
    " unnest([NULL, NULL, NULL, NULL, DATE '2026-01-01']) AS left_date",
    "INSERT INTO pub.partner BY NAME SELECT 'P-1' AS partner_id, 'rpd' AS agency_code, 'Riverton Police Department' AS organization,"
    " 'signed' AS mou_status, 'participating' AS participation_status, 'sends_data; team_seat' AS roles",
    "INSERT INTO ops.register_problem BY NAME SELECT unnest(['cross_group_without_lead', 'cross_group_size']) AS check_id,"
    " 'work_groups' AS dataset, 'G-2' AS row_id, unnest([NULL, '1']) AS other",
    "INSERT INTO ops.register_problem BY NAME SELECT 'cross_director_not_consulted' AS check_id, 'partners_mou' AS dataset,"
    " 'P-1' AS row_id, 'rpd' AS agency_code",
    "INSERT INTO ops.register_problem BY NAME SELECT 'cross_area_without_partner' AS check_id, 'partners_mou' AS dataset,"
    " 'pretrial' AS other",
    "INSERT INTO pub.training_event BY NAME SELECT unnest(['T-1', 'T-2']) AS event_id, 'Strangulation' AS title,"
    " 'agency' AS training_kind, 'patrol' AS target_group, 'rpd' AS agency_code, 40 AS target_n,"
    " unnest([12, 8]) AS attended_n, unnest([50, 60]) AS avg_pre, unnest([80, 90]) AS avg_post, 2 AS hours, 100 AS cost_usd,"
    " DATE '2026-02-02' AS held_date",
    "INSERT INTO pub.training_event BY NAME SELECT 'T-3' AS event_id, 'To come' AS title, 'prob' AS agency_code, 12 AS target_n",
    "INSERT INTO pub.meeting BY NAME SELECT unnest(['MT-1', 'MT-2', 'MT-3']) AS meeting_id, 'team' AS meeting_group,"
    " unnest([DATE '2026-04-01', DATE '2026-03-01', DATE '2025-04-15']) AS meeting_date,"
    " unnest(['rpd; da', 'da', 'court']) AS agencies_present, unnest([true, false, NULL]) AS advocate_led",
)  # fmt: skip
# The 14 sheets of the working book (reports.md, 6.3), each with the tabs that hold it.
PARTS = {
    "1 read me": {"Cover", "Contents", "Definitions", "Notes"},
    "2 submission status": {"Submission status", "To follow up", "Submissions"},
    "3 data quality by agency": {"Problems", "Blank rates", "Match rates"},
    "4 core measures": {"Core measures", "Measures by agency"},
    "5 funnel": {"Funnel", "Funnel chart"},
    "6 times between steps": {"Times between steps"},
    "7 policy comparison": {"Summary", "Conflicts"},
    "8 case review": {"Case review"},
    "9 policy-practice gaps": {"Gaps to discuss"},
    "10 findings and actions": {"Findings"},
    "11 recommendations and decisions": {"Recommendations", "Reviews", "Decisions", "Milestones"},
    "12 meetings, training, MOU, source book": {"Meetings", "Training reach", "Partners and agreements", "Source book gaps"},
    "13 survivor experience": {"What survivors say", "Survivors by statement"},
    "14 suppression log and release check": {"Suppression counts", "Suppression log", "Release check"},
    "due and changed": {"Due list", "Since last month"},
}  # fmt: skip


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    connection = make_connection()
    for statement in REGISTERS:
        connection.execute(statement)
    path = tmp_path_factory.mktemp("team") / "coordinator.xlsx"
    coordinator.write(Source(connection), path)
    return openpyxl.load_workbook(path)


def lines(book: Workbook, sheet: str) -> list[dict[str, object]]:
    header = int(book[sheet].print_title_rows.split("$")[-1])
    titles = [str(cell.value) for cell in book[sheet][header]]
    rows = book[sheet].iter_rows(min_row=header + 1, values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]


@pytest.mark.parametrize("part", list(PARTS))
def test_every_part_of_the_working_book_is_there(workbooks: dict[str, Path], part: str) -> None:
    assert PARTS[part] <= set(openpyxl.load_workbook(workbooks["coordinator"], read_only=True).sheetnames)


def test_the_team_reads_survivors_before_any_figure(workbooks: dict[str, Path]) -> None:
    names = openpyxl.load_workbook(workbooks["team_book"], read_only=True).sheetnames
    assert names[:3] == ["Cover", "Contents", "What survivors say"]


def test_what_groups_and_agencies_lack(book: Workbook) -> None:
    found = {(str(row["Which"]), str(row["What is missing"])) for row in lines(book, "Seats missing")}
    assert {gap for which, gap in found if which == "Courts group"} == {
        "▲ A group has no lead.", "○ A work group has too few or too many seats. Seats held: 1.",
    }  # fmt: skip
    assert ("Riverton Police Department", "▲ An agency has no liaison.") in found
    assert ("Pretrial services", "▲ An area from 911 to probation has no partner that takes part.") in found
    assert any(
        gap.startswith("○ A head was not asked")
        for which, gap in found
        if which == "Riverton Police Department"
    )


def test_who_is_missing_is_told_on_one_sheet_and_the_other_leads_there(book: Workbook) -> None:
    checks = {str(row["Check"]) for row in lines(book, "Seats missing")}
    between = lines(book, "Between registers")
    assert checks and checks.isdisjoint({str(row["Check"]) for row in between})
    (leading,) = [row for row in between if row["Row"] == "Seats missing"]
    assert (
        leading["What does not fit"] == f"{len(lines(book, 'Seats missing'))} seats or partners are missing."
    )
    (link,) = [
        cell for row in book["Between registers"].iter_rows() for cell in row if cell.value == "Seats missing"
    ]
    assert link.hyperlink.location == "'Seats missing'!A1"


def test_a_proof_that_nobody_tried_is_told_first(book: Workbook) -> None:
    first = lines(book, "Release check")[0]
    assert first["Stands"] == "▲ Nobody has tried" and str(first["Comment"]).startswith(
        "Set complementary: true"
    )


def test_seats_that_were_left_say_so(book: Workbook) -> None:
    states = {row["Role"]: row["Stands"] for row in lines(book, "Team and work groups")}
    assert states["Victim/witness staff"] == "○ left" and states["Clerk"] == "● held"


def test_training_is_summed_over_its_days_with_agencies_it_did_not_reach(book: Workbook) -> None:
    found = lines(book, "Training reach")
    police = next(row for row in found if row["Training"] == "Strangulation")
    assert (police["Days"], police["Came"], police["Of"], police["Share"]) == (2, 20, 40, 0.5)
    assert (police["Before"], police["After"], police["Hours of people"], police["Cost, $"]) == (
        54,
        84,
        40,
        200,
    )
    to_come = next(row for row in found if row["Training"] == "To come")
    assert (to_come["Came"], to_come["Of"], to_come["Share"]) == (None, 12, None)
    reached_not = {row["Agency"] for row in found if row["Training"] == "▲ no training yet"}
    assert "Willow County Jail" in reached_not and "Riverton Police Department" not in reached_not


def test_attendance_counts_the_last_twelve_months(book: Workbook) -> None:
    came = {row["Agency"]: (row["Came to"], row["Meetings"]) for row in lines(book, "Attendance")}
    assert came["Willow County Attorney"] == (2, 2)
    assert came["Riverton Police Department"] == (1, 2)
    assert came["District Court, Willow County"] == (0, 2)


def test_who_agreed_to_do_what(book: Workbook) -> None:
    (row,) = lines(book, "Who agreed to do what")
    assert [title for title, mark in row.items() if mark == "● agreed"] == ["Sends data", "Sits on the team"]


def test_who_led_meetings_is_told(book: Workbook) -> None:
    top = " ".join(
        str(cell.value) for row in book["Meetings"].iter_rows(max_row=4) for cell in row if cell.value
    )
    assert "An advocate led or set the agenda of 1 of 2 meetings." in top


@pytest.mark.parametrize(
    ("status", "planned", "contact", "overlaps", "expected"),
    [
        pytest.param("planned", AS_OF, "Sergeant", False, "to_come", id="today"),
        pytest.param("planned", PAST, "Sergeant", False, "overdue", id="yesterday"),
        pytest.param("done", PAST, "Sergeant", False, "done", id="done"),
        pytest.param("confirmed", LATER, "Sergeant", True, "overlaps", id="two at once"),
        pytest.param("confirmed", LATER, None, False, "no_contact", id="nobody to ask for"),
        pytest.param("canceled", PAST, None, False, "canceled", id="called off"),
    ],
)
def test_what_to_look_after_in_the_schedule(
    status: str, planned: dt.date, contact: str | None, overlaps: bool, expected: str
) -> None:
    row = SimpleNamespace(status=status, planned_ts=planned, contact_role=contact, overlaps=overlaps)
    assert activity_state(row, AS_OF) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        pytest.param({"planned_date": PAST}, "overdue", id="past its day"),
        pytest.param({"planned_date": AS_OF + dt.timedelta(days=30)}, "not_approved", id="in 30 days without approval"),
        pytest.param({"planned_date": AS_OF + dt.timedelta(days=31)}, "to_come", id="in 31 days without approval"),
        pytest.param({"directors_approved_date": PAST}, "not_approved", id="one approval of two"),
        pytest.param({"directors_approved_date": PAST, "advocate_approved_date": PAST}, "to_come", id="both approvals"),
        pytest.param({"place": "milestone"}, "to_come", id="a milestone needs none"),
        pytest.param({"done_date": PAST, "planned_date": PAST}, "done", id="held"),
        pytest.param({"status": "canceled"}, "canceled", id="called off"),
    ],
)  # fmt: skip
def test_where_the_launch_stands(change: dict[str, object], expected: str) -> None:
    whole = {"status": "planned", "planned_date": LATER, "done_date": None, "place": "event",
             "directors_approved_date": None, "advocate_approved_date": None}  # fmt: skip
    assert launch_state(SimpleNamespace(**{**whole, **change}), AS_OF) == expected


@pytest.mark.parametrize(
    ("status", "due", "expected"),
    [
        pytest.param("asked", PAST, "overdue", id="asked, past its day"),
        pytest.param("asked", AS_OF, "asked", id="asked, due today"),
        pytest.param("refused", PAST, "refused", id="refused"),
        pytest.param("have", PAST, "have", id="came"),
    ],
)
def test_where_materials_stand(status: str, due: dt.date, expected: str) -> None:
    assert material_state(SimpleNamespace(status=status, due_date=due), AS_OF) == expected
