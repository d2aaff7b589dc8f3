"""A sheet of text with its layout becomes records: values, held rows, and the cells that are named."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pipelines.layouts.model import Layout, LayoutFile
from pipelines.metadata.code_lists import CODE_LISTS, lookup
from pipelines.metadata.datasets import DATASETS
from pipelines.privacy.pseudonyms import pseudonym
from pipelines.reading import normalise_header
from pipelines.reading.book import column_letter
from pipelines.settings import Agency
from pipelines.staging.stage import StagedSheet, StagingContext, stage_sheet

SECRET = "ab" * 32
WORDS = {name: lookup(name) for name in CODE_LISTS}
AGENCIES = {
    "mpd": Agency(code="mpd", name="Millbrook Police", area="patrol"),
    "rpd": Agency.model_validate(
        {
            "code": "rpd",
            "name": "Redfield Police",
            "area": "patrol",
            "numbers": {"report": {"pattern": r"(\d{2}|\d{4})-?(\d{5})", "year_group": 1}},
        }
    ),
}
INCIDENT = {"Case": {"to": "incident_key"}, "Reported": {"to": "reported_ts"}}


def stage(
    columns: dict[str, Any],
    cells: dict[str, list[str | None]],
    dataset: str = "rms_incidents",
    agency: str = "mpd",
    **version: Any,
) -> StagedSheet:
    """Stages cells by header, whose first row is Excel row 2, in the order given."""
    file = LayoutFile.model_validate({"dataset": dataset, "layouts": [{"columns": columns, **version}]})
    layout = Layout(agency, dataset, "", "a layout", file.layouts[0], "")
    letters = {normalise_header(header): column_letter(n) for n, header in enumerate(cells)}
    headers = {column_letter(n): header for n, header in enumerate(cells)}
    grid = pa.table(
        {column_letter(n): pa.array(texts, pa.string()) for n, texts in enumerate(cells.values())}
    )
    rows = np.arange(2, grid.num_rows + 2)
    context = StagingContext(DATASETS[dataset], layout, WORDS, AGENCIES, SECRET, "2025-04-03")
    return stage_sheet("Sheet1", grid, rows, letters, headers, context)


def incidents(more: dict[str, Any], cells: dict[str, list[str | None]], **version: Any) -> StagedSheet:
    """Stages incidents with numbers and dates in order, and the columns and cells given beside them."""
    count = len(next(iter(cells.values())))
    usual: dict[str, list[str | None]] = {
        "Case": [f"24-{n:05}" for n in range(1, count + 1)],
        "Reported": ["2025-03-02 10:00"] * count,
    }
    return stage(INCIDENT | more, usual | cells, **version)


def told(staged: StagedSheet) -> list[tuple[str, str, str | None, int]]:
    return [(p.check_id, str(p.severity), p.cells, p.rows_count) for p in staged.problems]


@pytest.mark.parametrize(
    ("text", "kept", "check"),
    [
        pytest.param("1989-12-31", None, "cell_not_a_date", id="the last day before 1990"),
        pytest.param("1990-01-01", datetime(1990, 1, 1), None, id="the first day of 1990"),
        pytest.param("2025-04-02 23:59", datetime(2025, 4, 2, 23, 59), None, id="the last minute allowed"),
        pytest.param("2025-04-03", None, "cell_not_a_date", id="in the future"),
        pytest.param("1900-01-01", None, "cell_stand_in_date", id="1/1/1900 stands for none"),
        pytest.param("1899-12-31", None, "cell_stand_in_date", id="so does the last day of 1899"),
        pytest.param("9999-12-31", None, "cell_stand_in_date", id="and the end of time"),
        pytest.param("soon", None, "cell_not_a_date", id="a word"),
        pytest.param(None, None, None, id="a blank is no problem"),
    ],
)
def test_dates_have_bounds(text: str | None, kept: datetime | None, check: str | None) -> None:
    staged = incidents({"Occurred": {"to": "occurred_ts"}}, {"Occurred": ["2025-03-01", text]})
    assert staged.records["occurred_ts"].to_pylist() == [datetime(2025, 3, 1), kept]
    assert [(p[0], p[2]) for p in told(staged)] == ([(check, "C3")] if check else [])
    assert not staged.held.any()


def test_a_date_of_what_is_planned_may_lie_ahead() -> None:
    columns = {name: {"to": name} for name in ("po_key", "petition_date", "expires_date", "granted_date")}
    cells = {
        "po_key": ["1", "2"],
        "petition_date": ["2025-03-01"] * 2,
        "expires_date": ["2027-03-01", "2200-01-01"],
        "granted_date": ["2025-03-02", "2027-03-01"],
    }
    staged = stage(columns, cells, "protection_orders")
    assert staged.records["expires_date"].to_pylist() == [date(2027, 3, 1), None]
    assert staged.records["granted_date"].to_pylist() == [date(2025, 3, 2), None]
    assert [(p[0], p[2]) for p in told(staged)] == [("cell_not_a_date", "C3"), ("cell_not_a_date", "D3")]


def test_repeats_make_records_of_a_row_and_name_the_cell_that_is_missing() -> None:
    staged = stage(
        {"Reported": {"to": "reported_ts"}},
        {
            "Reported": ["2025-03-01", "2025-03-01", None, "2025-03-01", "2025-03-01"],
            "First": ["24-1", "24-3", "24-4", None, None],
            "Second": ["24-2", None, "24-5", None, "24-6"],
            "Hurt": [None, "N", None, None, None],
        },
        repeats=[
            {"constants": {"injury": "N"}, "columns": {"First": {"to": "incident_key"}}},
            {"columns": {"Second": {"to": "incident_key"}, "Hurt": {"to": "injury"}}},
        ],
    )
    assert staged.records["source_row"].to_pylist() == [2, 2, 3, 3, 4, 4, 5, 6]
    assert staged.repeats.tolist() == [0, 1, 0, 1, 0, 1, -1, 1]
    assert staged.records["injury"].to_pylist() == ["N", None, "N", "N", "N", None, None, None]
    # A row is held with all its records; what all of them lack is told once.
    assert staged.held.tolist() == [False, True, True, True, False]
    assert staged.used.tolist() == [True, True, False, False, False, False, False, True]
    missing = [p[2:] for p in told(staged) if p[0] == "row_required_missing"]
    assert sorted(missing) == [("A4", 1), ("B5", 1), ("C3", 1)]


def test_a_required_field_holds_its_row_and_names_the_agency_s_header() -> None:
    staged = stage(
        INCIDENT,
        {
            "Case": ["24-1", None, "24-3", "2.40123E+11", "24-5"],
            "Reported": ["2025-03-02", "2025-03-02", None, "2025-03-02", "never"],
        },
    )
    assert staged.held.tolist() == [False, True, True, True, True]
    assert told(staged) == [
        ("cell_number_damaged", "row_held", "A5", 1),
        ("cell_not_a_date", "row_held", "B6", 1),
        ("row_required_missing", "row_held", "A3", 1),
        ("row_required_missing", "row_held", "B4", 1),
    ]
    assert [p.column for p in staged.problems] == ["Case", "Reported", "Case", "Reported"]


def test_problems_never_repeat_what_a_cell_holds() -> None:
    staged = incidents(
        {"Injury": {"to": "injury"}, "Kids": {"to": "children_count"}, "DV": {"to": "dv_flag_agency"}},
        {"Injury": ["Zaphod"], "Kids": ["Zaphod"], "DV": ["Zaphod"]},
    )
    assert {p.check_id for p in staged.problems} == {
        "cell_unknown_code",
        "cell_not_a_number",
        "cell_not_yes_or_no",
    }
    assert all("zaphod" not in str(p).lower() for p in staged.problems)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        pytest.param({}, [True, False, None], id="a blank is unknown, not no"),
        pytest.param(
            {"blank_means": "no"}, [True, False, False], id="unless the layout says that it means no"
        ),
    ],
)
def test_a_blank_answer(more: dict[str, Any], expected: list[bool | None]) -> None:
    staged = incidents({"GOA": {"to": "suspect_gone_on_arrival"} | more}, {"GOA": ["Y", "N", " "]})
    assert staged.records["suspect_gone_on_arrival"].to_pylist() == expected
    assert not staged.problems


def test_a_birth_date_becomes_the_band_at_the_event_and_goes_nowhere_else() -> None:
    columns = {
        "Case": {"to": "incident_key"},
        "Day": {"to": "reported_ts", "formats": ["%m/%d/%Y %H%M"], "time_column": "Time"},
        "DOB": {"to": "victim_age_band", "from": "birth_date", "at": "reported_ts", "formats": ["%m/%d/%Y"]},
    }
    cells = {
        "Case": ["1", "2", "3", "4", "5"],
        "Day": ["03/04/2025"] * 4 + [None],
        "Time": ["905"] * 5,
        "DOB": ["03/05/2000", "03/04/2000", "03/05/2025", "1/1/1900", "03/04/2000"],
    }
    staged = stage(columns, cells)
    assert staged.records["victim_age_band"].to_pylist() == ["18-24", "25-34", None, None, None]
    # Born after the event, or long before it; without the event's day nothing is wrong with the birth date.
    assert told(staged)[0] == ("cell_not_a_date", "value", "D4:D5", 2)
    assert "2000" not in str(staged.records.to_pylist())


def test_units_by_row_and_by_layout() -> None:
    columns = {
        "No": {"to": "court_case_key"},
        "Day": {"to": "sentence_date"},
        "Jail": {"to": "jail_days_imposed", "units": {"D": 1, "M": 30, "Y": 365}, "unit_column": "Unit"},
        "Probation (mos)": {"to": "probation_days", "units": {"months": 30}},
    }
    cells = {
        "No": ["1", "2", "3", "4"],
        "Day": ["2025-03-01"] * 4,
        "Jail": ["2", "1.5", "3", "9e18"],
        "Unit": ["y", "M", "weeks", "Y"],
        "Probation (mos)": ["12", "1,000", None, "x"],
    }
    staged = stage(columns, cells, "sentences")
    assert staged.records["jail_days_imposed"].to_pylist() == [730, None, None, None]
    assert staged.records["probation_days"].to_pylist() == [360, 30000, None, None]
    assert [(p[0], p[2]) for p in told(staged)] == [
        ("cell_not_a_number", "C3:C5"),
        ("cell_not_a_number", "E5"),
    ]


def test_a_unit_column_that_is_not_there_is_not_guessed_at() -> None:
    columns = {
        "No": {"to": "court_case_key"},
        "Day": {"to": "sentence_date"},
        "Jail": {"to": "jail_days_imposed", "units": {"D": 1, "Y": 365}, "unit_column": "Unit"},
    }
    staged = stage(columns, {"No": ["1"], "Day": ["2025-03-01"], "Jail": ["2"]}, "sentences")
    assert staged.records["jail_days_imposed"].to_pylist() == [None]


@pytest.mark.parametrize("text", ["<10", "< 10", "<=9", "≤ 9", "fewer than 5", "Less than 10", "under 10"])
def test_a_small_cell_stays_small(text: str) -> None:
    columns = {
        "Month": {"to": "period_month"},
        "Measure": {"to": "measure_code"},
        "Count": {"to": "total_count", "small_cells": "small_cell_flag"},
    }
    measure = DATASETS["advocacy_totals"].field("measure_code").code_list
    code = CODE_LISTS[str(measure)].values[0]
    cells = {"Month": ["2025-03-01"] * 3, "Measure": [code] * 3, "Count": [text, "12", "few"]}
    staged = stage(columns, cells, "advocacy_totals")
    assert staged.records["total_count"].to_pylist() == [None, 12, None]
    assert staged.records["small_cell_flag"].to_pylist() == [True, False, False]
    assert [(p[0], p[2]) for p in told(staged)] == [("cell_not_a_number", "C4")]


def key(number: str, issuer: str = "mpd", kind: str = "report") -> str:
    return pseudonym(SECRET, issuer, kind, number)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("24-012345", "24-12345", id="leading zeros of a part"),
        pytest.param("24 12345", "24-12345", id="a blank for a dash"),
        pytest.param("24/12345.0", "24-12345", id="the .0 that Excel adds"),
        pytest.param("cr24-0007", "CR-24-7", id="letters in capitals, apart from digits"),
        pytest.param("CR 24 7", "CR-24-7", id="the same with blanks"),
        pytest.param("24-00", "24-0", id="a part of zeros"),
        pytest.param("12E5", "12-E-5", id="a letter inside is no exponent"),
    ],
)
def test_two_spellings_of_a_number_meet(text: str, number: str) -> None:
    staged = stage(INCIDENT, {"Case": [text], "Reported": ["2025-03-02"]})
    assert staged.records["incident_key"].to_pylist() == [key(number)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("25-00123", "2025-123", id="two digits of the year"),
        pytest.param("2025-00123", "2025-123", id="four digits"),
        pytest.param("2500123", "2025-123", id="run together"),
        pytest.param("49-00123", "2049-123", id="49 is 2049"),
        pytest.param("50-00123", "1950-123", id="50 is 1950"),
        pytest.param("X25-00123", "X-25-123", id="a number that the pattern does not fit as a whole"),
        pytest.param("25-00123-A", "25-123-A", id="one with a suffix"),
    ],
)
def test_an_agency_s_rule_writes_the_year_out(text: str, number: str) -> None:
    staged = stage(INCIDENT, {"Case": [text], "Reported": ["2025-03-02"]}, agency="rpd")
    assert staged.records["incident_key"].to_pylist() == [key(number, "rpd")]


@pytest.mark.parametrize(
    ("text", "check"),
    [
        pytest.param("2.40123E+11", "cell_number_damaged", id="scientific notation has lost digits"),
        pytest.param("#REF!", "cell_error", id="an error of Excel"),
        pytest.param("#N/A", "cell_error", id="a failed look-up"),
        pytest.param("00-0000", "cell_number_damaged", id="zeros alone stand for no number"),
        pytest.param("***", "cell_number_damaged", id="no letters or digits"),
        pytest.param("None", "cell_number_damaged", id="a word is no number"),
    ],
)
def test_what_is_no_number_never_becomes_a_key(text: str, check: str) -> None:
    staged = incidents({"Event": {"to": "call_key"}}, {"Event": ["E1", text]})
    assert staged.records["call_key"].to_pylist() == [key("E-1", kind="call"), None]
    assert told(staged) == [(check, "value", "C3", 1)]


def test_the_issuing_agency_stands_beside_the_number() -> None:
    columns = {
        "File": {"to": "pros_case_key"},
        "Referred": {"to": "referred_ts"},
        "Report": {
            "to": "incident_key",
            "issued_by_column": "Agency",
            "issuers": {"Millbrook  PD": "mpd", "Redfield PD": "rpd"},
        },
    }
    cells = {
        "File": ["1", "2", "3", "4"],
        "Referred": ["2025-03-01"] * 4,
        "Report": ["25-00123"] * 3 + [None],
        "Agency": ["MILLBROOK PD", "Redfield\u00a0PD", "State Patrol", None],
    }
    staged = stage(columns, cells, "prosecution", agency="da")
    expected = [key("25-123", "mpd"), key("2025-123", "rpd"), None, None]
    assert staged.records["incident_key"].to_pylist() == expected
    assert told(staged) == [("cell_number_damaged", "value", "C4", 1)]


def test_plain_numbers_stand_nowhere_in_the_records() -> None:
    staged = stage(INCIDENT, {"Case": ["24-77777"], "Reported": ["2025-03-02"]})
    assert "77777" not in str(staged.records.to_pylist())


@pytest.mark.parametrize(
    ("to", "text"),
    [
        pytest.param("geo_area", "#REF!", id="text"),
        pytest.param("injury", "#N/A", id="a code, though every other text means something"),
        pytest.param("children_count", "#DIV/0!", id="a number"),
        pytest.param("occurred_ts", "#GETTING_DATA", id="a date, still being fetched"),
        pytest.param("call_key", "Err:502", id="a case number, in LibreOffice's words"),
    ],
)
def test_an_error_of_excel_is_unknown_and_told_as_what_it_is(to: str, text: str) -> None:
    column: dict[str, Any] = {"to": to} | ({"other": "N"} if to == "injury" else {})
    staged = incidents({"Col": column}, {"Col": [text]})
    assert staged.records[to].to_pylist() == [None]
    assert told(staged) == [("cell_error", "value", "C2", 1)]


def test_a_class_of_keep_does_not_lose_the_column() -> None:
    staged = incidents({"Beat": {"to": "geo_area", "class": "generalise"}}, {"Beat": ["North"]})
    assert staged.records["geo_area"].to_pylist() == ["North"]


def test_rows_outside_the_filter_are_left_out_and_nothing_in_them_is_complained_of() -> None:
    staged = incidents(
        {"Injury": {"to": "injury"}},
        {"Injury": ["N", "??", "??"], "Domestic": ["Y", "N", None]},
        keep_when={"column": "Domestic", "values": ["y"]},
    )
    assert staged.filtered.tolist() == [False, True, True]
    assert told(staged) == []


def test_rules_for_some_rows_only() -> None:
    staged = incidents(
        {"Age": {"to": "victim_age_band", "from": "age", "when": {"column": "Person", "values": ["Victim"]}}},
        {"Age": ["30", "40"], "Person": ["VICTIM", "Suspect"]},
    )
    assert staged.records["victim_age_band"].to_pylist() == ["25-34", None]


def test_several_columns_for_one_field_and_a_constant_for_the_rest() -> None:
    staged = incidents(
        {"Beat": {"to": "geo_area"}, "District": {"to": "geo_area"}},
        {"Beat": ["B1", None, None], "District": ["North", "South", None]},
        constants={"geo_area": "unknown", "report_written": True},
    )
    assert staged.records["geo_area"].to_pylist() == ["B1", "South", "unknown"]
    assert staged.records["report_written"].to_pylist() == [True] * 3


def test_one_column_for_several_fields() -> None:
    columns = {
        "Event": {"to": "call_key"},
        "Received": {"to": "received_ts"},
        "Pri": [{"to": "priority_initial"}, {"to": "priority_rank", "codes": {"P1": 1, "P2": 2}}],
    }
    cells = {"Event": ["1", "2"], "Received": ["2025-03-01"] * 2, "Pri": ["P1", "3"]}
    staged = stage(columns, cells, "cad_calls")
    assert staged.records["priority_initial"].to_pylist() == ["P1", "3"]
    assert staged.records["priority_rank"].to_pylist() == [1, 3]


def test_records_say_where_they_stand() -> None:
    staged = incidents({}, {"Other": [None, None]})
    assert staged.records["source_sheet"].to_pylist() == ["Sheet1"] * 2
    assert staged.records["source_row"].to_pylist() == [2, 3]
