"""The gate: which headers refuse a file, which columns are dropped, and which values may not be kept."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from pipelines.layouts.load import built_in_layout
from pipelines.layouts.model import ColumnRule
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.privacy.detectors import identifying
from pipelines.privacy.gate import GatedColumns, gate_columns, scan_values
from pipelines.privacy.headers import classify_header
from pipelines.privacy.places import scan_names
from pipelines.reading import normalise_header

REFUSE, DROP, PASS = "refuse", "drop", "pass"


def gate(
    headers: list[str], rules: dict[str, Any] | None = None, dataset: str = "rms_incidents"
) -> GatedColumns:
    letters = dict(zip("ABCDEFGH", headers, strict=False))
    made = {
        normalise_header(header): tuple(
            ColumnRule.model_validate(rule) for rule in (given if isinstance(given, list) else [given])
        )
        for header, given in (rules or {}).items()
    }
    normal = {letter: normalise_header(header) for letter, header in letters.items()}
    return gate_columns("Sheet1", letters, normal, made, frozenset({"helper"}), DATASETS[dataset], 4)


def outcome(gated: GatedColumns) -> str:
    if any(str(p.severity) == "whole_file" for p in gated.problems):
        return REFUSE
    return DROP if gated.left_out.get("A") == "dropped for privacy" else PASS


HEADERS = [
    pytest.param("Victim Name", REFUSE, REFUSE, id="a victim's name"),
    pytest.param("VictimName", REFUSE, REFUSE, id="run together"),
    pytest.param("VICTIMNAME", REFUSE, REFUSE, id="in capitals"),
    pytest.param("Vic Last Name", REFUSE, REFUSE, id="vic last name"),
    pytest.param("VIC_FNAME", REFUSE, REFUSE, id="vic fname"),
    pytest.param("Victim 1 Phone", REFUSE, REFUSE, id="a victim's phone"),
    pytest.param("victim home address", REFUSE, REFUSE, id="a victim's address"),
    pytest.param("Victim E-mail", REFUSE, REFUSE, id="a victim's e-mail"),
    pytest.param("Victim Employer", REFUSE, REFUSE, id="a victim's employer"),
    pytest.param("Child School", REFUSE, REFUSE, id="a child's school"),
    pytest.param("Victim DOB", REFUSE, REFUSE, id="a victim's birth date"),
    pytest.param("Witness Name", REFUSE, REFUSE, id="a witness"),
    pytest.param("Children's Names", REFUSE, REFUSE, id="children"),
    pytest.param("Petitioner First Name", REFUSE, REFUSE, id="a petitioner"),
    pytest.param("Protected Party Address", REFUSE, REFUSE, id="a protected address"),
    pytest.param("Survivor Name", REFUSE, REFUSE, id="a survivor"),
    pytest.param("Name", REFUSE, REFUSE, id="a name of anybody"),
    pytest.param("Party Name", REFUSE, REFUSE, id="a party"),
    pytest.param("Involved Party", REFUSE, REFUSE, id="an involved party"),
    pytest.param("Complainant", REFUSE, REFUSE, id="a complainant, who may be the victim"),
    pytest.param("SSN", REFUSE, REFUSE, id="social security number"),
    pytest.param("Def SSN Hash", REFUSE, REFUSE, id="even hashed"),
    pytest.param("Passport No", REFUSE, REFUSE, id="passport"),
    pytest.param("A-Number", REFUSE, REFUSE, id="alien number"),
    pytest.param("Immigration Status", REFUSE, REFUSE, id="immigration"),
    pytest.param("MRN", REFUSE, REFUSE, id="medical record"),
    pytest.param("Client ID", REFUSE, REFUSE, id="a client"),
    pytest.param("ClientNo", REFUSE, REFUSE, id="a client, run together"),
    pytest.param("Shelter Date", REFUSE, REFUSE, id="a shelter stay"),
    pytest.param("Hotline Number", REFUSE, REFUSE, id="a hotline call"),
    pytest.param("Intake Date", DROP, REFUSE, id="an intake, an ordinary word in a jail"),
    pytest.param("Bed No", DROP, REFUSE, id="a bed"),
    pytest.param("Service Date", DROP, REFUSE, id="a service, an ordinary word of process servers"),
    pytest.param("Narrative", DROP, REFUSE, id="a narrative"),
    pytest.param("Officer Remarks", DROP, REFUSE, id="remarks"),
    pytest.param("Synopsis", DROP, REFUSE, id="a synopsis"),
    pytest.param("Case Notes", DROP, REFUSE, id="notes"),
    pytest.param("Victim Statement", DROP, REFUSE, id="a statement"),
    pytest.param("Caller Name", DROP, REFUSE, id="a caller"),
    pytest.param("Callback Number", DROP, REFUSE, id="a caller's number"),
    pytest.param("Defendant Name", DROP, REFUSE, id="a suspect"),
    pytest.param("LASTNAME", DROP, REFUSE, id="a last name"),
    pytest.param("last_name", DROP, REFUSE, id="a last name of a jail"),
    pytest.param("Alias", DROP, REFUSE, id="an alias"),
    pytest.param("Case Style", DROP, REFUSE, id="a case title"),
    pytest.param("DOB", DROP, REFUSE, id="a birth date"),
    pytest.param("SuspectDOB", DROP, REFUSE, id="a suspect's birth date"),
    pytest.param("Block_Address", DROP, REFUSE, id="an address"),
    pytest.param("Dispatch_Blurred_Latitude", DROP, REFUSE, id="coordinates"),
    pytest.param("MapX", DROP, REFUSE, id="map coordinates"),
    pytest.param("Apt", DROP, REFUSE, id="an apartment"),
    pytest.param("Phone", DROP, REFUSE, id="a phone"),
    pytest.param("License Plate", DROP, REFUSE, id="a plate"),
    pytest.param("SID", DROP, REFUSE, id="a state number"),
    pytest.param("FBI No", DROP, REFUSE, id="an FBI number"),
    pytest.param("Driver's License No", DROP, REFUSE, id="a driver licence"),
    pytest.param("Officer Badge", DROP, DROP, id="a badge"),
    pytest.param("Arresting Officer", DROP, DROP, id="an officer"),
    pytest.param("Judge", DROP, DROP, id="a judge"),
    pytest.param("Run By", DROP, DROP, id="who ran the report"),
    pytest.param("compname", REFUSE, REFUSE, id="a complainant, run together"),
    pytest.param("comphaddress", REFUSE, REFUSE, id="a complainant's home"),
    pytest.param("Safe Phone", REFUSE, REFUSE, id="a safe phone"),
    pytest.param("Confidential Address", REFUSE, REFUSE, id="an address of the confidentiality program"),
    pytest.param("Victim Initials", REFUSE, REFUSE, id="a victim's initials"),
    pytest.param("SS #", REFUSE, REFUSE, id="SS number"),
    pytest.param("Soc Sec", REFUSE, REFUSE, id="soc sec"),
    pytest.param("Citizenship", REFUSE, REFUSE, id="citizenship"),
    pytest.param("Diagnosis", REFUSE, REFUSE, id="health"),
    pytest.param("Forensic Exam Findings", REFUSE, REFUSE, id="an exam"),
    pytest.param("Safety Plan Notes", REFUSE, REFUSE, id="a safety plan"),
    pytest.param("Rap Sheet", REFUSE, REFUSE, id="a rap sheet"),
    pytest.param("Client Hash", REFUSE, REFUSE, id="a client, hashed"),
    pytest.param("ofcr1_serl_nbr", DROP, DROP, id="an officer's serial number"),
    pytest.param("assoffbadge", DROP, DROP, id="a badge, run together"),
    pytest.param("Assigned To", DROP, DROP, id="whoever has the case"),
    pytest.param("Court Clerk Name", DROP, DROP, id="a clerk, though a court comes first"),
    pytest.param("master_subject_id", DROP, REFUSE, id="a number of a subject"),
    pytest.param("requestor_middle_initial", DROP, REFUSE, id="an initial"),
    pytest.param("date_of_birth", DROP, REFUSE, id="a birth date spelt out"),
    pytest.param("blocksizedAddress", DROP, REFUSE, id="an address in camels"),
    pytest.param("x_coordinate", DROP, REFUSE, id="a coordinate"),
    pytest.param("postalCode", DROP, REFUSE, id="a postal code"),
    pytest.param("VIN", DROP, REFUSE, id="a car"),
    pytest.param("Mugshot URL", DROP, REFUSE, id="a photo"),
    pytest.param("Employer", DROP, REFUSE, id="a workplace"),
]


@pytest.mark.parametrize(("header", "justice", "elsewhere"), HEADERS)
def test_every_class_of_header(header: str, justice: str, elsewhere: str) -> None:
    assert outcome(gate([header])) == justice
    assert outcome(gate([header], dataset="advocacy_totals")) == elsewhere
    assert outcome(gate([header], dataset="policy_checklist")) == elsewhere


@pytest.mark.parametrize(("header", "justice", "elsewhere"), HEADERS)
def test_no_layout_keeps_such_a_column_as_text(header: str, justice: str, elsewhere: str) -> None:
    assert outcome(gate([header], {header: {"to": "geo_area"}})) == justice
    assert outcome(gate([header], {header: {"to": "category"}}, "advocacy_totals")) == elsewhere


@pytest.mark.parametrize(
    "header",
    ["Beat", "Beat Name", "Court Name", "Agency Name", "Victim Present", "Victim / Age", "First V Contact", "Last Updated",
     "Cell Block", "neighborhood_name", "CLASS_NAME", "original_crimetype_name", "BORO_NM", "STATION_NAME", "victim_race", "VIC_AGE_GROUP",
     "complainant_sex", "victim_type", "initial_call_type", "Priority Initial", "subject_weapon", "arresting_agency_url", "inmate_race",
     "Booking DtTm", "premise_type", "number_of_victims_under_18", "contact_type_cid", "statute_description", "disposition_text",
     "Medical Attention", "Safety Plan Given", "Source of Referral", "Suspect Seq", "Small cell flag", "Vicinity", "Offense Name", "Child in Common", "Statement Recorded"],
)  # fmt: skip
def test_headers_that_give_nobody_away(header: str) -> None:
    assert classify_header(header, True) is None
    assert classify_header(header, False) is None


@pytest.mark.parametrize(
    ("header", "to", "expected"),
    [
        pytest.param("Victim DOB", "victim_age_band", PASS, id="a birth date that becomes a band"),
        pytest.param("Victim First Contact", "reported_ts", PASS, id="a date with a first in it"),
        pytest.param("Notes", "photos_taken", PASS, id="a note that is a yes or a no"),
        pytest.param("Victim Name", "victim_seq", REFUSE, id="a name is refused as a number"),
        pytest.param("Victim Name", "incident_key", REFUSE, id="and as a key"),
        pytest.param("Victim Phone", "incident_key", REFUSE, id="a phone as a key"),
        pytest.param("SSN", "incident_key", REFUSE, id="a government number as a key"),
        pytest.param("SSN", "children_count", REFUSE, id="or as a count"),
        pytest.param("Phone", "incident_key", DROP, id="somebody's phone as a key"),
        pytest.param("Inmate Number", "incident_key", PASS, id="an inmate number may become a key"),
        pytest.param("Intake No", "incident_key", PASS, id="so may an intake number of a jail"),
    ],
)
def test_a_mapped_column_passes_as_what_carries_no_name(header: str, to: str, expected: str) -> None:
    rule = {"to": to} | ({"from": "birth_date", "at": "reported_ts"} if to == "victim_age_band" else {})
    assert outcome(gate([header], {header: rule})) == expected


def test_client_numbers_are_refused_in_totals_whatever_they_become() -> None:
    assert outcome(gate(["Client ID"], {"Client ID": {"to": "total_count"}}, "advocacy_totals")) == REFUSE


def test_what_a_layout_says_to_drop() -> None:
    gated = gate(["Officer", "Name"], {"Officer": {"class": "drop"}, "Name": {"class": "drop"}})
    assert (gated.problems, set(gated.left_out)) == ((), {"A", "B"})
    assert outcome(gate(["Victim Name"], {"Victim Name": {"class": "drop"}})) == REFUSE
    assert outcome(gate(["Beat"], {"Beat": {"class": "refuse"}})) == REFUSE


def test_columns_are_kept_coded_coarsened_or_named() -> None:
    gated = gate(
        ["Case", "Beat", "Injury", "Helper", "Shoe Size", "Weather"],
        {"Case": {"to": "incident_key"}, "Beat": {"to": "geo_area"}, "Injury": {"to": "injury"}},
    )
    assert gated.used == {"A", "B", "C", "D"}
    assert list(gated.treatment.values()) == [
        "pseudonymised", "generalised", "kept", "kept", "not mapped", "not mapped",
    ]  # fmt: skip
    (note,) = gated.problems
    assert (note.check_id, str(note.severity), note.cells) == ("privacy_column_not_mapped", "note", "E4, F4")
    assert "Shoe Size" in note.message and "Weather" in note.message


@pytest.mark.parametrize("name", READ_TODAY)
def test_our_own_templates_pass(name: str) -> None:
    layout = built_in_layout(name, "any")
    headers = {str(n): header for n, header in enumerate(layout.version.columns)}
    normal = {letter: normalise_header(header) for letter, header in headers.items()}
    gated = gate_columns("Sheet1", headers, normal, layout.columns, frozenset(), DATASETS[name], 1)
    assert gated.problems == ()
    assert gated.used == set(headers)


VALUES = [
    pytest.param("see 123-45-6789", "a social security number", id="a social security number"),
    pytest.param("555-123-4567", "a phone number", id="a phone number"),
    pytest.param("(555) 123-4567", "a phone number", id="a phone number in brackets"),
    pytest.param("call +1 555.123.4567 now", "a phone number", id="a phone number with points"),
    pytest.param("a.b+c@example.org", "an e-mail address", id="an e-mail address"),
    pytest.param("123 Main St", "a street address", id="a street"),
    pytest.param("44 n. oak avenue", "a street address", id="a street in small letters"),
    pytest.param("12 Elm Court", "a street address", id="a court that is a street"),
    pytest.param("at 100 W 7TH ST APT 3", "a street address", id="a numbered street"),
]


@pytest.mark.parametrize(("text", "what"), VALUES)
def test_values_that_refuse_a_file(text: str, what: str) -> None:
    grid = pa.table({"B": pa.array(["North", None, text, "South", text])})
    (told,) = scan_values("Data", grid, {"B": "Beat"}, np.array([2, 3, 4, 5, 6]))
    assert (told.check_id, told.cells, told.rows_count) == ("privacy_value_found", "B4, B6", 2)
    assert what in told.message
    assert text not in str(told)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("609.2242 subd. 1", id="a statute"),
        pytest.param("RCW 26.50.110", id="another statute"),
        pytest.param("2025-03-01 10:00", id="a date"),
        pytest.param("123456789", id="nine digits in a row"),
        pytest.param("24-012345", id="a report number"),
        pytest.param(
            "Advocates are called within 24 hours of the first court appearance", id="hours of court"
        ),
        pytest.param("2 officers on the street", id="officers on the street"),
        pytest.param("at least 12 days before court", id="days before court"),
        pytest.param("Beat 12 North", id="a beat"),
        pytest.param("3 steps on the way to a place", id="a way"),
    ],
)
def test_words_that_refuse_nothing(text: str) -> None:
    assert identifying(text) is None
    assert scan_values("Data", pa.table({"A": pa.array([text])}), {"A": "Beat"}, np.array([2])) == []


@pytest.mark.parametrize(
    ("names", "refused"),
    [
        pytest.param(4, True, id="four of ten are names"),
        pytest.param(3, False, id="three of ten are on the limit"),
    ],
)
def test_a_column_of_names(names: int, refused: bool) -> None:
    texts = ["Zaphodson, Mary Ann"] * names + ["District, North"] * (10 - names) + [None] * 5
    told = scan_values("Data", pa.table({"A": pa.array(texts)}), {"A": "Beat"}, np.arange(2, 17))
    assert [p.cells for p in told] == (["A2:A5"] if refused else [])
    assert "Zaphodson" not in str(told)


@pytest.mark.parametrize(
    ("length", "may_be_long", "refused"),
    [
        pytest.param(80, False, False, id="80 characters"),
        pytest.param(81, False, True, id="81 characters"),
        pytest.param(400, True, False, id="the coordinator's own notes may be long"),
    ],
)
def test_long_text(length: int, may_be_long: bool, refused: bool) -> None:
    grid = pa.table({"A": pa.array(["x" * length, None])})
    told = scan_values("Data", grid, {"A": "Beat"}, np.array([2, 3]), may_be_long)
    assert [p.cells for p in told] == (["A2"] if refused else [])


@pytest.mark.parametrize(("text", "what"), VALUES)
def test_names_of_files_and_sheets(text: str, what: str) -> None:
    for file_name, sheets in ((f"{text}.xlsx", ["Sheet1"]), ("march.xlsx", ["Sheet1", text])):
        (told,) = scan_names(file_name, sheets)
        assert (told.check_id, str(told.severity)) == ("privacy_name_found", "whole_file")
        assert what in told.message and text not in str(told)
    assert scan_names("spd__cad_calls__2025-03__v01.xlsx", ["Sheet1"]) == []
