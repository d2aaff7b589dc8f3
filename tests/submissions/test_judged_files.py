"""Whole files, one defect at a time: verdict, problems with their cells, and an account that balances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from small_site import Judge, write_book

from pipelines.submissions import Intake
from pipelines.submissions.take_in import Judged, judge_file

HEADERS = ["Case Number", "Reported", "DV", "Injury"]
TITLE = ["Period: 3/1/2025 - 3/31/2025"]


def row(number: int, *more: object) -> list[object]:
    return [f"24-{number:04}", f"03/{number:02}/2025 10:00", "Y", "N", *more]


def incidents(*rows: list[object]) -> dict[str, list[list[object]]]:
    return {"Incidents": [TITLE, HEADERS, *rows]}


def problems(judged: Judged, least: str = "unlikely") -> list[tuple[str, str | None]]:
    """Check and cells of each problem, without notes."""
    return [(p.check_id, p.cells) for p in judged.problems if str(p.severity) != "note"]


def test_a_clean_file(judge_book: Judge) -> None:
    judged = judge_book(incidents(row(1), row(2)))
    assert (str(judged.status), judged.dataset, judged.problems) == ("accepted", "rms_incidents", [])
    assert judged.period is not None and judged.period.label == "2025-03"
    assert judged.records is not None
    assert judged.records["reported_ts"].to_pylist() == [datetime(2025, 3, 1, 10), datetime(2025, 3, 2, 10)]
    assert judged.records["dv_flag_agency"].to_pylist() == [True, True]


def test_every_row_and_cell_of_a_whole_workbook_is_accounted_for(judge_book: Judge) -> None:
    first = [
        ["Millbrook PD - Domestic incidents"],
        TITLE,
        [],
        [*HEADERS, "Officer", "Weather"],
        ["24-0001", "03/02/2025 10:00", "Y", "N", "Smithers", "Sunny"],
        ["24-0002", "03/03/2025 11:00", "N", "M", "Jonas"],
        [],
        [None, "03/04/2025 09:00", "Y", "N", "Smithers", "Rain"],
        ["24-0003", "03/05/2025 12:00", "perhaps", "??"],
        ["Grand Total", 4],
    ]
    second = [HEADERS, ["24-0009", "03/09/2025 10:00", "Y", "N"]]
    judged = judge_book(
        {"Incidents A": first, "Incidents B": second, "Codes": [["Code", "Meaning"], ["N", "None"]]},
        hidden=("Codes",),
    )
    assert str(judged.status) == "accepted_with_problems"
    assert judged.cells.to_dict() == {
        "in_file": 60 + 8 + 4,
        "used": 12 + 4,
        "blank": 30,
        "held": 3,
        "left_out": 23,
        "left_out_by_reason": {
            "dropped for privacy": 3,
            "header": 6 + 4,
            "not mapped": 2,
            "sheet not used": 4,
            "title": 2,
            "total row": 2,
        },
    }
    assert judged.rows.to_dict() == {
        "in_file": 10 + 2 + 2,
        "used": 3 + 1,
        "blank": 2,
        "held": 1,
        "left_out": 7,
        "left_out_by_reason": {"header": 2, "sheet not used": 2, "title": 2, "total row": 1},
    }
    assert judged.control_total == 4
    assert problems(judged) == [
        ("cell_not_yes_or_no", "C9"),
        ("cell_unknown_code", "D9"),
        ("row_required_missing", "A8"),
    ]
    notes = [(p.check_id, p.sheet, p.cells) for p in judged.problems if str(p.severity) == "note"]
    assert notes == [
        ("sheet_hidden", "Codes", None),
        ("privacy_column_not_mapped", "Incidents A", "F4"),
        ("sheet_not_used", "Codes", None),
    ]
    assert judged.records is not None
    places = zip(
        judged.records["source_sheet"].to_pylist(), judged.records["source_row"].to_pylist(), strict=True
    )
    assert list(places) == [("Incidents A", 5), ("Incidents A", 6), ("Incidents A", 9), ("Incidents B", 2)]
    assert [(c["header"], c["became"], c["treatment"]) for c in judged.columns[:6]] == [
        ("Case Number", "Incident number", "pseudonymised"),
        ("Reported", "Reported time", "kept"),
        ("DV", "DV flag agency", "kept"),
        ("Injury", "Injury", "kept"),
        ("Officer", None, "dropped for privacy"),
        ("Weather", None, "not mapped"),
    ]
    assert [(s["name"], s["used"], s["rows"]) for s in judged.sheets] == [
        ("Incidents A", True, 4), ("Incidents B", True, 1), ("Codes", False, 2),
    ]  # fmt: skip


def test_a_total_that_differs_is_told_and_not_repaired(judge_book: Judge) -> None:
    judged = judge_book(incidents(row(1), row(2), ["Record count: 3"]))
    assert problems(judged) == [("sheet_total_differs", None)]
    assert (judged.control_total, judged.rows.used) == (3, 2)


def test_rows_outside_the_filter_are_left_out_with_their_reason(judge_book: Judge) -> None:
    rows = [
        ["Arrest No", "Arrested", "Type", "Domestic"],
        ["1", "2025-03-01", "A", "Y"],
        ["2", "2025-03-02", "?", "N"],
    ]
    judged = judge_book({"Arrests": rows})
    assert (str(judged.status), judged.problems) == ("accepted", [])
    assert judged.rows.left_out_by_reason == {"header": 1, "outside the layout's filter": 1}
    assert judged.cells.left_out_by_reason == {"header": 4, "outside the layout's filter": 4}
    assert (judged.rows.used, judged.cells.used) == (1, 4)


@pytest.mark.parametrize(
    ("suspects", "victims", "left_out"),
    [
        pytest.param(["17", "18", "0", ""], ["30", "30", "30", "30"], 2, id="a suspect under 18"),
        pytest.param(["30", "30", "30", ""], ["17", "18", "0", ""], 0, id="a victim of any age stays"),
        pytest.param(["17", "17", "17", "16"], ["30", "30", "30", "30"], 4, id="nobody but minors"),
    ],
)
def test_rows_about_a_suspect_under_18_are_only_counted(
    judge_book: Judge, suspects: list[str], victims: list[str], left_out: int
) -> None:
    head = ["Case", "Reported", "Suspect Age", "Victim Age", "No of Victim"]
    rows = [
        [f"25-{n}", f"2025-03-0{n} 10:00", suspect, victim, "not a number" if suspect == "17" else n]
        for n, (suspect, victim) in enumerate(zip(suspects, victims, strict=True), 1)
    ]
    judged = judge_book({"Sheet1": [head, *rows]}, agency="rpd")
    assert judged.status.counts and judged.rows.balances() and judged.cells.balances()
    assert judged.rows.left_out_by_reason.get("juvenile", 0) == left_out
    assert (judged.rows.used, judged.rows.held) == (4 - left_out, 0)
    told = [(p.rows_count, p.cells) for p in judged.problems if p.check_id == "row_juvenile"]
    assert told == ([(left_out, None)] if left_out else [])
    assert not [p for p in judged.problems if p.check_id == "cell_not_a_number"]


@pytest.mark.parametrize(
    ("day", "version", "arrest_type"),
    [
        pytest.param("2025-06-30", "1990-01", "O", id="the last day of the old layout"),
        pytest.param("2025-07-01", "2025-07", "T", id="the first day of the new one"),
    ],
)
def test_the_layout_valid_in_the_file_s_period_is_the_one(
    judge_book: Judge, day: str, version: str, arrest_type: str
) -> None:
    rows = [["Arrest No", "Arrested", "Type", "Domestic"], ["1", day, "A", "Y"]]
    judged = judge_book({"Arrests": rows})
    assert judged.layout is not None and judged.layout.name.endswith(version)
    assert judged.records is not None and judged.records["arrest_type"].to_pylist() == [arrest_type]


def test_late_rows_are_told_and_used(judge_book: Judge) -> None:
    judged = judge_book(incidents(row(1), ["24-9", "02/28/2025 10:00", "Y", "N"]))
    assert (str(judged.status), judged.rows.used) == ("accepted", 2)
    assert [(p.check_id, p.cells, p.rows_count) for p in judged.problems] == [
        ("row_outside_period", "4:4", 1)
    ]


def test_rows_of_months_that_are_not_kept_any_more_are_told_apart(judge_book: Judge) -> None:
    """The site stands for April 2026, so that rows are kept from April 2023 on."""
    judged = judge_book(
        incidents(row(1), ["23-9", "03/31/2023 10:00", "Y", "N"], ["23-8", "04/01/2023 10:00", "Y", "N"])
    )
    assert (str(judged.status), judged.rows.used) == ("accepted", 3)
    told = {p.check_id: (p.cells, p.rows_count) for p in judged.problems}
    assert (told["row_past_clock"], told["row_outside_period"]) == (("4:4", 1), ("5:5", 1))
    (words,) = [p.message for p in judged.problems if p.check_id == "row_past_clock"]
    assert "before April 2023" in words and "36 months" in words and "stay as they were counted" in words


def test_a_partial_month(intake: Intake, judge_book: Judge) -> None:
    judged = judge_book({"Incidents": [["3/15/2025 - 3/31/2025"], HEADERS, row(20)]})
    assert judged.period is not None and judged.period.is_partial
    assert (judged.period.start, judged.period.end) == (date(2025, 3, 15), date(2025, 3, 31))


@pytest.mark.parametrize(
    ("held", "whole", "status"),
    [
        pytest.param(3, 1, "accepted_with_problems", id="three held rows of four"),
        pytest.param(4, 1, "not_accepted", id="four of five"),
        pytest.param(1, 0, "not_accepted", id="the only row"),
    ],
)
def test_held_rows(judge_book: Judge, held: int, whole: int, status: str) -> None:
    rows = [[None, *row(n)[1:]] for n in range(1, held + 1)] + [row(20 + n) for n in range(whole)]
    judged = judge_book(incidents(*rows))
    assert str(judged.status) == status
    assert judged.rows.held == (held if status != "not_accepted" else held + whole)
    assert (judged.records is None) is (status == "not_accepted")
    assert judged.rows.balances() and judged.cells.balances()


@pytest.mark.parametrize(
    ("sheets", "checks"),
    [
        pytest.param({"Incidents": [["Beat", "Zone"], ["1", "2"]]}, ["sheet_header_not_found"], id="other headers"),
        pytest.param({"Incidents": [TITLE, ["Case No", *HEADERS[1:]], row(1)]}, ["sheet_layout_mismatch"], id="a key renamed"),
        pytest.param({"Sheet1": [TITLE, HEADERS, row(1)]}, ["sheet_header_not_found"], id="a sheet by another name"),
        pytest.param({"Incidents": [TITLE, [*HEADERS, "Injury"], row(1, "N")]}, ["sheet_header_twice"], id="a header twice"),
        pytest.param({"Incidents": [TITLE, HEADERS]}, ["sheet_no_rows"], id="a header and no rows"),
        pytest.param({"Incidents": [HEADERS, ["24-1", "never", "Y", "N"]]}, ["cell_not_a_date", "table_no_period"], id="no date at all"),
        pytest.param({"Incidents A": [TITLE, HEADERS, row(1)], "Incidents B": [["Case", *HEADERS[1:]], row(2)]}, ["sheet_layout_mismatch"], id="a second sheet without its key"),
    ],
)  # fmt: skip
def test_not_accepted(judge_book: Judge, sheets: dict[str, list[list[object]]], checks: list[str]) -> None:
    judged = judge_book(sheets)
    assert str(judged.status) == "not_accepted"
    assert [check for check, _ in problems(judged)] == checks
    assert judged.records is None and judged.rows.used == 0 and judged.cells.used == 0
    assert judged.rows.balances() and judged.cells.balances() and judged.cells.in_file > 0


def test_a_dropped_column_may_stand_twice(judge_book: Judge) -> None:
    judged = judge_book({"Incidents": [TITLE, [*HEADERS, "Officer", "Officer"], row(1, "a", "b")]})
    assert str(judged.status) == "accepted"


def test_a_missing_optional_column_is_told(judge_book: Judge) -> None:
    judged = judge_book({"Incidents": [TITLE, HEADERS[:3], row(1)[:3]]})
    assert problems(judged) == [("sheet_column_absent", "2:2")]
    assert judged.records is not None and judged.records["injury"].to_pylist() == [None]


def test_a_folder_of_nobody(intake: Intake, tmp_path: Path) -> None:
    judged = intake.judge(write_book(tmp_path / "a.xlsx", incidents(row(1))), "elsewhere")
    assert str(judged.status) == "not_accepted"
    assert problems(judged) == [("file_unknown_agency", None)]


@pytest.mark.parametrize(
    ("content", "check"),
    [
        pytest.param(b"", "file_empty", id="an empty file"),
        pytest.param(b"%PDF-1.7 nothing", "file_unknown_kind", id="a PDF"),
        pytest.param(b"PK\x03\x04 cut short", "file_damaged", id="half a workbook"),
    ],
)
def test_files_that_cannot_be_read(intake: Intake, tmp_path: Path, content: bytes, check: str) -> None:
    path = tmp_path / "march.xlsx"
    path.write_bytes(content)
    judged = intake.judge(path, "mpd")
    assert (str(judged.status), problems(judged)) == ("not_accepted", [(check, None)])


def test_a_workbook_with_a_password(intake: Intake, tmp_path: Path) -> None:
    path = tmp_path / "march.xlsx"
    path.write_bytes(locked_workbook())
    judged = intake.judge(path, "mpd")
    assert (str(judged.status), problems(judged)) == ("not_accepted", [("file_password", None)])


def locked_workbook() -> bytes:
    """The container in which Excel keeps a workbook with a password: two named streams, here without content."""

    def entry(name: str, kind: int, child: int, right: int) -> bytes:
        text = name.encode("utf-16-le") + b"\0\0"
        free, none = (0xFFFFFFFF).to_bytes(4, "little"), bytes(16)
        links = free + right.to_bytes(4, "little") + child.to_bytes(4, "little")
        head = text.ljust(64, b"\0") + len(text).to_bytes(2, "little") + bytes([kind, 1]) + links
        return head + none + bytes(20) + (0xFFFFFFFE).to_bytes(4, "little") + bytes(8)

    none, end, is_table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + bytes.fromhex("3E000300FEFF09000600") + bytes(10)
    numbers = [1, 1, 0, 4096, end, 0, end, 0, 0, *[none] * 108]
    head += b"".join(n.to_bytes(4, "little") for n in numbers)
    table = b"".join(n.to_bytes(4, "little") for n in [is_table, end, *[none] * 126])
    directory = (
        entry("Root Entry", 5, 1, none)
        + entry("EncryptionInfo", 2, none, 2)
        + entry("EncryptedPackage", 2, none, none)
        + entry("", 0, none, none)
    )
    return head + table + directory


SENTINEL = "Zaphodson"


@pytest.mark.parametrize(
    ("agency", "sheets", "check"),
    [
        pytest.param("mpd", {"Incidents": [TITLE, [*HEADERS, "Victim Name"], row(1, SENTINEL)]}, "privacy_victim_column", id="a victim's name"),
        pytest.param("mpd", {"Incidents": [TITLE, [*HEADERS, "Complainant"], row(1, SENTINEL)]}, "privacy_mixed_names_column", id="a complainant"),
        pytest.param("mpd", {"Incidents": [TITLE, [*HEADERS, "SSN"], row(1, SENTINEL)]}, "privacy_person_number_column", id="a government number"),
        pytest.param("mpd", {"Incidents": [TITLE, HEADERS, row(1)], "People": [["Victim Name", "Case"], [SENTINEL, "1"]]}, "privacy_victim_column", id="a victim's name on a sheet that is not used"),
        pytest.param("mpd", {"Other": [["Victim Name", "Age"], [SENTINEL, 30]]}, "privacy_victim_column", id="a victim's name in a file that fits nothing"),
        pytest.param("mpd", {"Incidents": [TITLE, [*HEADERS, f"{SENTINEL} 555-123-4567"], row(1, "x")]}, "privacy_name_found", id="a phone number in a header"),
        pytest.param("mpd", {"Incidents": [TITLE, HEADERS, row(1)], f"{SENTINEL} 555-123-4567": [["x"]]}, "privacy_name_found", id="a phone number in a sheet's name"),
        pytest.param("haven", {"Clients": [["Client ID", "Service Date", "Hours"], ["9f8e7d6c5b4a", "2025-03-01", 2]]}, "privacy_advocacy_rows", id="hashed clients of an advocacy program"),
        pytest.param("haven", {"March": [["Haven Shelter"], ["Month: March"], ["First", "Last", "Needs"], [SENTINEL, "A", "bed"]]}, "privacy_identifying_column", id="names in an advocacy sheet"),
        pytest.param("haven", {"March": [["Month", "Comments", "Count"], ["2025-03", SENTINEL, 3]]}, "privacy_words_column", id="words about people in an advocacy sheet"),
        pytest.param("coordinator", {"Tally": [["Record", "Outcome", "Narrative"], ["1", "x", SENTINEL]]}, "privacy_words_column", id="a narrative in a coordinator's sheet"),
        pytest.param("coordinator", {"Survey": [["Wave", "Name", "Phone"], ["1", SENTINEL, "x"]]}, "privacy_mixed_names_column", id="a survey with names"),
    ],
)  # fmt: skip
def test_refused(judge_book: Judge, agency: str, sheets: dict[str, list[list[object]]], check: str) -> None:
    judged = judge_book(sheets, agency)
    assert str(judged.status) == "refused"
    assert check in [p.check_id for p in judged.problems if str(p.severity) == "whole_file"]
    assert judged.records is None and judged.cells.used == judged.cells.held == 0
    assert set(judged.cells.left_out_by_reason) == {"file refused"}
    assert judged.rows.balances() and judged.cells.balances()
    assert SENTINEL not in str((judged.problems, judged.sheets, judged.columns))
    assert "555" not in str((judged.problems, judged.sheets, judged.columns))


@pytest.mark.parametrize(
    ("sheets", "status"),
    [
        pytest.param({"X": [["Person", "Role"], ["A", "Victim"], ["B", "Complainant"]]}, "not_accepted", id="a role is no header"),
        pytest.param({"X": [["Booking", "Intake Date", "Bed No"], ["1", "2025-03-01", "4"]]}, "not_accepted", id="a bed of a jail"),
        pytest.param({"X": [["Call", "Narrative"], ["1", "words"]]}, "not_accepted", id="a narrative of a justice agency"),
        pytest.param({"X": [["Victim services report"], ["Beat", "Zone"], ["1", "2"]]}, "not_accepted", id="a title"),
    ],
)  # fmt: skip
def test_unknown_files_of_justice_agencies_are_not_refused_without_need(
    judge_book: Judge, sheets: dict[str, list[list[object]]], status: str
) -> None:
    assert str(judge_book(sheets, "so").status) == status


@pytest.mark.parametrize(
    "planted",
    ["123-45-6789", "555-123-4567", "a.b@example.org", "12 Elm Street"],
    ids=["a social security number", "a phone number", "an e-mail", "a street"],
)
def test_a_value_in_a_column_kept_as_text(intake: Intake, tmp_path: Path, planted: str) -> None:
    headers = list(next(a for a in intake.context.layouts["so"] if a.dataset == "cad_calls").version.columns)
    row_of = {"Call number": "2", "Received time": "2025-03-02", "Geo area": planted}
    sheets = {"Calls": [headers, [row_of.get(header) for header in headers]]}
    judged = intake.judge(write_book(tmp_path / "calls.xlsx", sheets), "so")
    assert str(judged.status) == "refused"
    (found,) = [p for p in judged.problems if p.check_id == "privacy_value_found"]
    assert found.cells is not None and found.cells.endswith("2") and found.column == "Geo area"
    assert planted not in str(judged.problems)


def test_a_name_of_a_file_is_withheld(judge_book: Judge) -> None:
    judged = judge_book(incidents(row(1)), name="call 555-123-4567.xlsx")
    assert str(judged.status) == "refused"
    assert "555" not in str(judged.problems)


def test_the_dataset_can_be_named(intake: Intake, tmp_path: Path) -> None:
    path = write_book(tmp_path / "a.xlsx", incidents(row(1)))
    assert str(intake.judge(path, "mpd", "rms_incidents").status) == "accepted"
    assert str(intake.judge(path, "mpd", "rms_arrests").status) == "not_accepted"


def test_new_codes_in_a_field_that_should_be_filled_sink_the_file(
    judge_book: Judge,
) -> None:
    rows = [[f"24-{n:04}", "03/02/2025 10:00", "perhaps" if n <= 4 else "Y", "N"] for n in range(1, 31)]
    judged = judge_book(incidents(*rows))
    assert str(judged.status) == "not_accepted"
    (sunk,) = [p for p in judged.problems if p.check_id == "table_cells_unreadable"]
    assert (sunk.column, sunk.rows_count) == ("DV", 4)
    assert sunk.message.startswith("DV (DV flag agency): 4 of 30 filled cells cannot be read")
    assert (judged.rows.to_dict()["held"], judged.records) == (30, None)


def test_a_file_is_seen_beside_those_of_its_agency_and_kind(intake: Intake, tmp_path: Path) -> None:
    path = write_book(tmp_path / "export.xlsx", incidents(row(1), row(2)))
    manifest = {
        "agency_code": "mpd",
        "dataset": "rms_incidents",
        "stream": "",
        "status": "accepted",
        "period_start": "2025-03-01",
        "period_end": "2025-03-31",
        "received_ts": "2025-04-02T10:00:00",
        "profile": {"rows": 40, "records": 40, "filled": {}, "unread": {}},
    }
    for changes, told in (
        ({}, ["history_records_fewer"]),
        ({"agency_code": "rpd"}, []),
        ({"dataset": "rms_arrests"}, []),
        ({"stream": "other"}, []),
        ({"status": "not_accepted"}, []),
    ):
        context = replace(intake.context, earlier=(manifest | changes,))
        judged = judge_file(path, "mpd", datetime(2025, 4, 5), context)
        assert [p.check_id for p in judged.problems] == told
        assert str(judged.status) == ("accepted_with_problems" if told else "accepted")
        assert judged.profile is not None
        assert judged.profile.to_dict() == {
            "rows": 2,
            "records": 2,
            "filled": {"dv_flag_agency": 2, "incident_key": 2, "injury": 2, "reported_ts": 2},
            "unread": {},
        }
