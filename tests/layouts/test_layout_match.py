"""Which layout a file has, and what is said where none fits."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from made_books import book, own_layouts, sheet

from pipelines.layouts.load import built_in_layout
from pipelines.layouts.match import Match, match_layout
from pipelines.problems import Problem

OLD = """  - valid_from: 2024-01
    columns:
      "Case Number": {to: incident_key}
      "Reported": {to: reported_ts}
      "Injury": {to: injury}
      "Weapon": {to: weapon}
      "Officer": {class: drop}
      "Victim Name": {class: refuse}
"""
NEW = OLD.replace("2024-01", "2025-07")
FULLER = NEW.replace('      "Weapon"', '      "Beat": {to: geo_area}\n      "Weapon"')
HEAD = "dataset: rms_incidents\nlayouts:\n"
HEADERS = ["Case Number", "Reported", "Injury", "Weapon"]
ROW = ["24-1", "2025-03-01", "N", "11"]


def matched(answer: Match | list[Problem]) -> Match:
    assert isinstance(answer, Match), answer
    return answer


def problem(answer: Match | list[Problem]) -> Problem:
    assert isinstance(answer, list)
    (only,) = answer
    return only


def test_of_two_that_fit_alike_the_newest_is_taken(tmp_path: Path) -> None:
    layouts = own_layouts(tmp_path, HEAD + OLD + NEW)
    found = matched(match_layout(book(sheet([HEADERS, ROW])), layouts))
    assert found.layout.name.endswith("from 2025-07")


def test_the_fuller_match_is_taken_before_the_newer_one(tmp_path: Path) -> None:
    layouts = own_layouts(tmp_path, HEAD + OLD + FULLER)
    assert matched(match_layout(book(sheet([HEADERS, ROW])), layouts)).layout.name.endswith("2024-01")
    with_beat = book(sheet([[*HEADERS, "Beat"], [*ROW, "North"]]))
    assert matched(match_layout(with_beat, layouts)).layout.name.endswith("2025-07")


def test_the_agency_s_own_layout_comes_before_a_template(tmp_path: Path) -> None:
    own = own_layouts(
        tmp_path, HEAD + OLD.replace("Case Number", "Incident number").replace("Reported", "Reported time")
    )
    both = [built_in_layout("rms_incidents", "mpd"), *own]
    headers = ["Incident number", "Reported time", "Injury", "Weapon"]
    assert not matched(match_layout(book(sheet([headers, ROW])), both)).layout.built_in


def test_columns_to_be_dropped_need_not_be_there(tmp_path: Path) -> None:
    text = HEAD + OLD + "".join(f'      "Staff {n}": {{class: drop}}\n' for n in range(20))
    found = matched(match_layout(book(sheet([HEADERS, ROW])), own_layouts(tmp_path, text)))
    assert len(found.sheets) == 1


@pytest.mark.parametrize(
    ("header", "fits"),
    [
        pytest.param("case number", True, id="small letters"),
        pytest.param("Case\nNumber:", True, id="a line break and a colon"),
        pytest.param(" CASE\u00a0NUMBER ", True, id="hard blanks"),
        pytest.param("Case #", False, id="another word"),
    ],
)
def test_headers_are_compared_without_their_dress(tmp_path: Path, header: str, fits: bool) -> None:
    layouts = own_layouts(tmp_path, HEAD + OLD)
    answer = match_layout(book(sheet([[header, *HEADERS[1:]], ROW])), layouts)
    assert isinstance(answer, Match) is fits


def test_a_header_that_only_another_export_has(tmp_path: Path) -> None:
    text = HEAD + OLD.replace("    columns:", "    not_with: [Arrest No]\n    columns:")
    layouts = own_layouts(tmp_path, text)
    other = book(sheet([[*HEADERS, "ARREST NO."], [*ROW, "1"]]))
    assert problem(match_layout(other, layouts)).check_id == "sheet_header_not_found"


def test_sheets_by_the_pattern_of_their_names(tmp_path: Path) -> None:
    text = HEAD + OLD.replace("    columns:", "    sheets: 'incidents*'\n    columns:")
    sheets = [sheet([HEADERS, ROW], name) for name in ("Incidents Mar", "INCIDENTS", "Copy of incidents")]
    found = matched(match_layout(book(*sheets), own_layouts(tmp_path, text)))
    assert [s.sheet.name for s in found.sheets] == ["Incidents Mar", "INCIDENTS"]
    assert [s.name for s in found.other_sheets] == ["Copy of incidents"]


@pytest.mark.parametrize("kind", ["csv", "tsv", "html"])
def test_files_without_names_of_sheets_answer_to_no_pattern(tmp_path: Path, kind: str) -> None:
    text = HEAD + OLD.replace("    columns:", "    sheets: 'incidents*'\n    columns:")
    text_file = replace(book(sheet([HEADERS, ROW])), kind=kind)
    assert [s.sheet.name for s in matched(match_layout(text_file, own_layouts(tmp_path, text))).sheets] == [
        "Sheet1"
    ]


def test_titles_above_the_header_and_a_row_that_half_looks_like_one(tmp_path: Path) -> None:
    rows = [["Millbrook PD"], ["Injury", "Weapon"], [], HEADERS, ROW]
    found = matched(match_layout(book(sheet(rows)), own_layouts(tmp_path, HEAD + OLD)))
    assert found.sheets[0].block.header_row == 4


def test_a_missing_required_column_is_named_with_the_nearest_header(tmp_path: Path) -> None:
    headers = ["Case Nmber", "Reported", "Injury", "Weapon", "Injury 2"]
    told = problem(match_layout(book(sheet([headers, [*ROW, "N"]])), own_layouts(tmp_path, HEAD + OLD)))
    assert told.check_id == "sheet_layout_mismatch"
    assert told.cells == "1:1"
    assert "Needed and not found: Incident number." in told.message
    assert "Missing columns: Case Number." in told.message
    assert "Case Nmber (like Case Number?), Injury 2" in told.message
    assert "Officer" not in told.message and "Victim Name" not in told.message


def test_a_column_read_beside_a_required_one_is_needed_too(tmp_path: Path) -> None:
    text = HEAD + OLD.replace("{to: reported_ts}", "{to: reported_ts, time_column: At}")
    layouts = own_layouts(tmp_path, text)
    told = problem(match_layout(book(sheet([HEADERS, ROW])), layouts))
    assert "Needed and not found: Reported time." in told.message and "At" in told.message
    matched(match_layout(book(sheet([[*HEADERS, "AT"], [*ROW, "905"]])), layouts))


def test_a_filter_whose_column_is_gone_stops_the_file(tmp_path: Path) -> None:
    text = HEAD + OLD.replace("    columns:", "    keep_when: {column: Domestic, values: [Y]}\n    columns:")
    told = problem(match_layout(book(sheet([HEADERS, ROW])), own_layouts(tmp_path, text)))
    assert "Missing columns: Domestic." in told.message


def test_a_row_that_is_no_header_is_not_repeated(tmp_path: Path) -> None:
    rows = [["Reported", "Zaphod Beeblebrox", "x", "y", "z"], ["1", "2", "3", "4", "5"]]
    told = problem(match_layout(book(sheet(rows)), own_layouts(tmp_path, HEAD + OLD)))
    assert told.check_id == "sheet_header_not_found"
    assert "Zaphod" not in told.message and "Police incident reports" in told.message


def test_an_unknown_header_that_looks_like_a_value_is_named_by_its_column(tmp_path: Path) -> None:
    headers = ["Case No", "Reported", "Injury", "Weapon", "call 555-123-4567", "a@b.org"]
    told = problem(match_layout(book(sheet([headers, ROW])), own_layouts(tmp_path, HEAD + OLD)))
    assert "555" not in told.message and "@" not in told.message
    assert "the header of column E" in told.message


def test_an_agency_without_layouts_is_told_so() -> None:
    assert problem(match_layout(book(sheet([HEADERS, ROW])), [])).check_id == "sheet_no_layout"
    calls = [built_in_layout("cad_calls", "ecc")]
    told = match_layout(book(sheet([HEADERS, ROW])), calls, only_dataset="rms_incidents")
    assert problem(told).check_id == "sheet_no_layout"


def test_a_second_sheet_of_the_table_without_its_key_is_not_lost_without_a_word(tmp_path: Path) -> None:
    february = sheet([["Case Nr", *HEADERS[1:]], ROW], "Feb")
    found = matched(
        match_layout(book(sheet([HEADERS, ROW], "Jan"), february), own_layouts(tmp_path, HEAD + OLD))
    )
    (told,) = found.problems
    assert (told.check_id, str(told.severity), told.sheet) == ("sheet_layout_mismatch", "whole_file", "Feb")


def test_a_sheet_of_another_kind_of_export_is_told(tmp_path: Path) -> None:
    arrests = sheet(
        [["Arrest number", "Arrested time", "Incident number"], ["1", "2025-03-01", "2"]], "Arrests"
    )
    (other,) = own_layouts(
        tmp_path,
        "dataset: rms_arrests\nlayouts:\n  - columns:\n"
        "      Arrest number: {to: arrest_key}\n      Arrested time: {to: arrested_ts}\n",
        "rms_arrests.yaml",
    )
    own = own_layouts(tmp_path / "two", HEAD + OLD)
    found = matched(
        match_layout(book(sheet([HEADERS, ROW]), arrests, sheet([["Notes"]], "N")), [*own, other])
    )
    assert found.layout.dataset == "rms_incidents"
    assert [(p.check_id, p.sheet) for p in found.problems] == [("sheet_other_dataset", "Arrests")]
