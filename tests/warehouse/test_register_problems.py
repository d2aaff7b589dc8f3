"""Checks between the coordinator's registers: each tells the place that it is about, and stays silent on the boundary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from made_site import MadeSite

from pipelines.checks import Waiver, load_catalogue
from pipelines.metadata import CODE_LISTS, MEASURES, TABLES
from pipelines.metadata.derive import create_table_sql
from pipelines.metadata.tables.adaptation import DECISION_STANDING
from pipelines.settings import Thresholds
from pipelines.warehouse.reference import registers_behind
from pipelines.warehouse.register_checks import register_problem_sql
from pipelines.warehouse.scaffold import SCAFFOLD
from pipelines.warehouse.tables import table_sql
from pipelines.warehouse.waived_between import count_waived_between

TODAY = date(2026, 4, 20)
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("SET threads = 1; PRAGMA disable_optimizer")  # planning takes longer than a few rows
    connection.execute("CREATE SCHEMA core; CREATE SCHEMA stg; CREATE SCHEMA ops")
    for table in (*TABLES.values(), *SCAFFOLD):
        if table.full_name.split(".")[0] in ("core", "ops", "stg") and table != DECISION_STANDING:
            connection.execute(create_table_sql(table))
    standing = table_sql(DECISION_STANDING.full_name, Thresholds())
    connection.execute(f"CREATE VIEW {DECISION_STANDING.full_name} AS {standing}")
    connection.execute("INSERT INTO stg.setting (as_of_date) VALUES (?)", [TODAY])
    connection.execute("INSERT INTO ops.agency (agency_code, agency_area) VALUES ('mpd', 'patrol'), ('da', 'prosecution')")  # fmt: skip
    connection.execute(
        "INSERT INTO ops.asked_area VALUES ('mpd', 'patrol'), ('mpd', 'cross_agency'), ('da', 'prosecution')"
    )
    connection.execute("INSERT INTO stg.agency_dataset VALUES ('mpd', 'rms_incidents')")
    for measure in MEASURES:
        connection.execute("INSERT INTO ops.measure_definition (measure_id) VALUES (?)", [measure])
    for name in ("agency_area", "evidence_kind", "process_step", "cause_code", "partner_role"):
        for code in CODE_LISTS[name].codes:
            connection.execute("INSERT INTO ops.code_list (code_list, code, label) VALUES (?, ?, ?)", [name, code.code, code.label])  # fmt: skip
    connection.execute("INSERT INTO core.current_element (element_id, agency_area) VALUES ('PAT-01', 'patrol'), ('PAT-L01', 'patrol')")  # fmt: skip
    connection.execute("INSERT INTO core.current_element (element_id, agency_area, retired_on_date) VALUES ('PAT-19', 'patrol', '2025-01-01')")  # fmt: skip
    connection.execute(
        f"PREPARE told AS SELECT check_id, row_id, other FROM ({register_problem_sql()}) ORDER BY ALL"
    )
    yield connection
    connection.close()


def told(connection: duckdb.DuckDBPyConnection, rows: Rows) -> list[tuple[Any, ...]]:
    """What is told of some rows: check, row and what does not fit."""
    connection.execute("BEGIN")
    try:
        for table, lines in rows.items():
            for line in lines:
                marks = ", ".join("?" for _ in line)
                connection.execute(f"INSERT INTO core.{table} ({', '.join(line)}) VALUES ({marks})", list(line.values()))  # fmt: skip
        return connection.execute("EXECUTE told").fetchall()  # planned once: it takes longer than the rows
    finally:
        connection.execute("ROLLBACK")


def partner(**more: Any) -> dict[str, Any]:
    whole = {"partner_id": "P1", "agency_code": "mpd", "participation_status": "participating", "mou_status": "signed",
        "mou_expires_date": date(2027, 1, 1), "data_annex_signed_date": date(2025, 1, 1), "datasets_agreed": "rms_incidents",
        "director_consulted_date": date(2025, 1, 1)}  # fmt: skip
    return {**whole, **more}


def seats(*kinds: str, **more: Any) -> list[dict[str, Any]]:
    return [
        {"member_id": f"S{n}", "group_id": "G1", "agency_code": "mpd", "seat": kind, **more}
        for n, kind in enumerate(kinds)
    ]


OTHERS = [  # the second agency and the areas without a partner are told in every case with partners
    ("cross_agency_without_partner", None, None),
    *(
        ("cross_area_without_partner", None, area)
        for area in ("advocacy", "court", "ecc", "pretrial", "probation", "prosecution", "sheriff_jail")
    ),
]
GROUP = {"group_id": "G1", "meeting_group": "work_group"}
REC = {"rec_id": "R1", "submitted_date": date(2026, 3, 1)}
DEC = {
    "decision_id": "D1",
    "rec_id": "R1",
    "decided_date": date(2026, 3, 2),
    "effective_date": date(2026, 4, 1),
}
MEETING = {"meeting_id": "M1", "group_id": "G1", "meeting_date": date(2026, 1, 1)}
STEPS = [
    {"step_id": c.code, "map_version": "1", "forms_used": "D4"} for c in CODE_LISTS["process_step"].codes
]
MADE = {"milestone_id": "MS1", "decision_id": "D1", "milestone_kind": "form", "done_date": date(2026, 4, 1), "evidence_doc_id": "D2"}  # fmt: skip


def case(check_id: str, row_id: str | None, other: str | None, rows: Rows, name: str) -> Any:
    return pytest.param(rows, [(check_id, row_id, other)], id=name)


def silent(rows: Rows, name: str) -> Any:
    return pytest.param(rows, [], id=name)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        pytest.param({}, [], id="all in order"),
        pytest.param({"data_annex_signed_date": None}, [("cross_annex_not_signed", "P1", None)], id="no annex"),
        pytest.param({"data_annex_signed_date": TODAY}, [], id="annex signed today"),
        pytest.param({"data_annex_signed_date": date(2026, 4, 21)}, [("cross_annex_not_signed", "P1", None)], id="annex signed tomorrow"),
        pytest.param({"mou_status": "drafting"}, [("cross_agreement_not_signed", "P1", None)], id="a draft"),
        pytest.param({"mou_expires_date": date(2026, 7, 19)}, [("cross_agreement_ends_soon", "P1", None)], id="ends in 90 days"),
        pytest.param({"mou_expires_date": date(2026, 7, 20)}, [], id="ends in 91 days"),
        pytest.param({"mou_expires_date": TODAY}, [("cross_agreement_ends_soon", "P1", None)], id="ends today"),
        pytest.param({"mou_expires_date": date(2026, 4, 19)}, [("cross_agreement_ended", "P1", None)], id="ended yesterday"),
        pytest.param({"datasets_agreed": "rms_arrests"}, [("cross_dataset_not_agreed", "P1", "rms_incidents")], id="dataset not agreed"),
        pytest.param({"director_consulted_date": None}, [], id="nobody asked, and no implementation team yet"),
        pytest.param({"roles": "sends_data; flies"}, [("cross_code_unknown", "P1", "flies")], id="role not on the list"),
    ],
)  # fmt: skip
def test_agreements(
    tables: duckdb.DuckDBPyConnection, line: dict[str, Any], expected: list[tuple[Any, ...]]
) -> None:
    found = told(tables, {"partner": [partner(**line)]})
    assert found == sorted([*OTHERS, *expected], key=str)


CASES = [
    silent({}, "no register has rows"),
    silent({"work_group": [GROUP]}, "groups without a register of seats"),
    silent({"work_group": [GROUP], "team_member": [*seats("lead", "advocate", "practitioner", "liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "a whole group"),
    case("cross_group_without_lead", "G1", None, {"work_group": [GROUP], "team_member": [*seats("advocate", "practitioner", "liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "nobody leads"),
    case("cross_group_without_advocate", "G1", None, {"work_group": [GROUP], "team_member": [*seats("lead", "practitioner", "liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "no advocate"),
    case("cross_group_without_practitioner", "G1", None, {"work_group": [GROUP], "team_member": [*seats("lead", "advocate", "liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "no practitioner"),
    case("cross_group_size", "G1", "7", {"work_group": [GROUP], "team_member": [*seats("lead", "advocate", "practitioner", "practitioner", "practitioner", "liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "seven seats"),
    silent({"work_group": [GROUP], "team_member": [*seats("lead", "advocate", "practitioner", "practitioner", "liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "six seats"),
    case("cross_agency_without_liaison", None, None, {"team_member": seats("liaison", left_date=date(2026, 4, 21))}, "one of two agencies has a liaison"),
    case("cross_orientation_missing", "S0", None, {"team_member": [*seats("liaison", joined_date=date(2026, 2, 18)), {"member_id": "S9", "agency_code": "da", "seat": "liaison"}], "training_event": [{"event_id": "T", "agency_code": "da", "training_kind": "orientation"}]}, "sixty-one days without orientation"),
    silent({"team_member": [*seats("liaison", joined_date=date(2026, 2, 19)), {"member_id": "S9", "agency_code": "da", "seat": "liaison"}], "training_event": [{"event_id": "T", "agency_code": "da", "training_kind": "orientation"}]}, "sixty days"),
    silent({"team_member": [*seats("liaison", joined_date=date(2026, 1, 1)), {"member_id": "S9", "agency_code": "da", "seat": "liaison"}], "training_event": [{"event_id": "T", "agency_code": "mpd", "training_kind": "orientation", "held_date": date(2026, 3, 2)}]}, "orientation on the sixtieth day"),
    case("cross_orientation_missing", "S0", None, {"team_member": [*seats("liaison", joined_date=date(2026, 1, 1)), {"member_id": "S9", "agency_code": "da", "seat": "liaison"}], "training_event": [{"event_id": "T", "agency_code": "mpd", "training_kind": "orientation", "held_date": date(2026, 3, 3)}]}, "orientation on the sixty-first day"),
    silent({"meeting": [{**MEETING, "agencies_present": "mpd"}], "team_member": [*seats("liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "half of the agencies"),
    case("cross_meeting_too_few", "M1", "0 of 2", {"meeting": [{**MEETING, "agencies_present": "all"}], "team_member": [*seats("liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison"}]}, "none of the agencies of the group"),
    case("cross_map_sequence", "charging", "3", {"process_step": [{"step_id": c.code, "map_version": "1", "sequence": n + 2 if c.code == "charging" else None} for n, c in enumerate([*CODE_LISTS["process_step"].codes]) if n < 1] + [{"step_id": c.code, "map_version": "1", "sequence": {"dispatch": 1, "charging": 3}.get(c.code)} for c in CODE_LISTS["process_step"].codes[1:]]}, "a number is left out"),
    silent({"process_step": [{"step_id": c.code, "map_version": "1", "sequence": n} for n, c in enumerate(CODE_LISTS["process_step"].codes, 1)]}, "numbered one after the other"),
    case("cross_map_step_missing", None, "911 call", {"process_step": [{"step_id": c.code, "map_version": "2"} for c in CODE_LISTS["process_step"].codes[1:]] + [{"step_id": "call_911", "map_version": "1"}]}, "a step stands only on the old map"),
    case("cross_document_replaced", "MS1", "D2", {"milestone": [{"milestone_id": "MS1", "evidence_doc_id": "d1"}], "policy_document": [{"doc_id": "D1", "superseded_by": "D2"}, {"doc_id": "D2"}]}, "evidence that was replaced"),
    silent({"milestone": [{"milestone_id": "MS1", "evidence_doc_id": "D2"}], "policy_document": [{"doc_id": "D1", "superseded_by": "D2"}, {"doc_id": "D2"}]}, "the newer document"),
    case("cross_reference_unknown", "MS1", "D9", {"milestone": [{"milestone_id": "MS1", "evidence_doc_id": "D9"}], "policy_document": [{"doc_id": "D1"}]}, "a document that nobody has"),
    silent({"milestone": [{"milestone_id": "MS1", "evidence_doc_id": "D9"}]}, "no source book yet"),
    silent({"policy_response": [{"agency_code": "mpd", "element_id": "PAT-01", "review_round": "2025-1", "status": "met", "doc_id": "D9"}, {"agency_code": "mpd", "element_id": "PAT-01", "review_round": "2026-1", "status": "met", "doc_id": "D1"}, {"agency_code": "mpd", "element_id": "PAT-L01", "review_round": "2026-1", "status": "met"}], "policy_document": [{"doc_id": "D1"}]}, "a document that an earlier round named"),
    silent({"process_step": [{**step, "map_version": "2"} for step in STEPS] + [{**STEPS[0], "forms_used": "D9"}], "policy_document": [{"doc_id": "D4"}]}, "a form that an earlier map named"),
    silent({"conclusion": [{"conclusion_id": "K1", "element_id": "PAT-L01"}]}, "a practice of the site's own"),
    case("cross_reference_unknown", "K1", "PAT-77", {"conclusion": [{"conclusion_id": "K1", "element_id": "PAT-77"}]}, "a practice that is none"),
    case("cross_reference_unknown", "F1", "M999", {"finding": [{"finding_id": "F1", "measure_id": "M999"}]}, "a measure that is none"),
    case("cross_reference_unknown", "I1", "xyz", {"interview_log": [{"interview_id": "I1", "agency_code": "xyz"}]}, "an agency that is none"),
    case("cross_decision_without_recommendation", "D1", "R9", {"decision": [{"decision_id": "D1", "rec_id": "R9"}], "recommendation": [REC]}, "a recommendation that is none"),
    case("cross_decision_without_recommendation", "D1", "R1", {"decision": [DEC]}, "a decision and no register of recommendations"),
    silent({"decision": [{**DEC, "rec_id": " r1"}], "recommendation": [REC]}, "a recommendation's number in small letters"),
    case("cross_reference_unknown", "K1", "M9", {"conclusion": [{"conclusion_id": "K1", "meeting_id": "M9"}], "meeting": [MEETING]}, "a meeting that is none"),
    silent({"finding": [{"finding_id": "F1", "data_field": "rms_incidents.Risk_questions_answered "}]}, "a field of an export"),
    case("cross_data_field_unknown", "F1", "rms_incidents.nothing", {"finding": [{"finding_id": "F1", "data_field": "rms_incidents.nothing"}]}, "a field that is none"),
    case("cross_plan_on_few_kinds", "PAT-01", None, {"assessment_plan_item": [{"agency_code": "all", "element_id": "PAT-01", "evidence_kind": "interview"}, {"agency_code": "all", "element_id": "PAT-01", "evidence_kind": "statistics", "status": "dropped"}]}, "a second kind that was dropped"),
    silent({"assessment_plan_item": [{"agency_code": "all", "element_id": "PAT-01", "evidence_kind": kind} for kind in ("interview", "statistics")]}, "two kinds planned"),
    case("cross_practices_not_planned", None, "1", {"assessment_plan_item": [{"agency_code": "mpd", "element_id": "PAT-01", "evidence_kind": kind} for kind in ("interview", "statistics")]}, "one practice of the agency is not planned"),
    case("cross_activities_overlap", "A2", "A1", {"scheduled_activity": [{"activity_id": "A1", "group_id": "G1", "planned_ts": datetime(2026, 5, 1, 9), "hours": 2, "status": "planned"}, {"activity_id": "A2", "group_id": "G1", "planned_ts": datetime(2026, 5, 1, 10, 59), "hours": 1, "status": "confirmed"}]}, "one begins before the other ends"),
    silent({"scheduled_activity": [{"activity_id": "A1", "group_id": "G1", "planned_ts": datetime(2026, 5, 1, 9), "hours": 2, "status": "planned"}, {"activity_id": "A2", "group_id": "G1", "planned_ts": datetime(2026, 5, 1, 11), "hours": 1, "status": "confirmed"}]}, "one begins as the other ends"),
    silent({"scheduled_activity": [{"activity_id": "A1", "planned_ts": datetime(2026, 4, 20, 8), "status": "planned"}]}, "an activity of today"),
    case("cross_activity_past", "A1", None, {"scheduled_activity": [{"activity_id": "A1", "planned_ts": datetime(2026, 4, 19, 23), "status": "planned"}]}, "an activity of yesterday"),
    case("cross_conclusion_on_one_kind", "K1", None, {"conclusion": [{"conclusion_id": "K1", "evidence_kinds": "interview; Interview;"}]}, "the same kind twice"),
    silent({"conclusion": [{"conclusion_id": "K1", "evidence_kinds": "interview; statistics"}]}, "two kinds"),
    case("cross_evidence_unknown", "K1", "I9", {"conclusion": [{"conclusion_id": "K1", "evidence_refs": "I1; I9; M009"}], "interview_log": [{"interview_id": "I1"}]}, "an interview that is none"),
    case("cross_conclusion_before_meeting", "K1", "M1", {"conclusion": [{"conclusion_id": "K1", "meeting_id": "M1", "concluded_date": date(2025, 12, 31)}], "meeting": [MEETING]}, "concluded the day before"),
    silent({"conclusion": [{"conclusion_id": "K1", "meeting_id": "M1", "concluded_date": date(2026, 1, 1)}], "meeting": [MEETING]}, "concluded that day"),
    case("cross_practices_unanswered", "2026-1", "1", {"policy_response": [{"agency_code": "mpd", "element_id": "PAT-01", "review_round": "2026-1", "status": "met"}, {"agency_code": "mpd", "element_id": "PAT-L01", "review_round": "2025-1", "status": "met"}]}, "answered in the round before only"),
    silent({"policy_response": [{"agency_code": "mpd", "element_id": e, "review_round": "2026-1", "status": "met"} for e in ("PAT-01", "PAT-L01")]}, "all that apply, the retired one left out"),
    silent({"case_review_item": [{"agency_code": "da", "review_case_id": str(n), "event_quarter": "2026-Q1"} for n in range(10)]}, "ten records"),
    case("cross_review_few_records", "2026-Q1", "9", {"case_review_item": [{"agency_code": "da", "review_case_id": str(n), "event_quarter": "2026-Q1"} for n in range(9)]}, "nine records"),
    case("cross_review_stratum", None, "limited English", {"case_review_item": [{"agency_code": "mpd", "review_case_id": str(n), "event_quarter": "2026-Q1", "record_kind": "patrol_report", "arrest_made": n < 5, "goa": n > 7, "dual_arrest": n < 2, "limited_english": n < 1} for n in range(10)]}, "one record of a kind"),
    case("cross_review_missing", "R1", "court", {"recommendation": [{**REC, "submitted_date": date(2026, 3, 20), "areas_affected": "court"}]}, "thirty-one days without a review"),
    silent({"recommendation": [{**REC, "submitted_date": date(2026, 3, 21), "areas_affected": "court"}]}, "thirty days"),
    case("cross_review_late", "R1", "court", {"recommendation": [{**REC, "areas_affected": "court"}], "recommendation_review": [{"rec_id": "R1", "agency_area": "court", "reviewed_on_date": date(2026, 4, 1)}]}, "reviewed on the thirty-first day"),
    silent({"recommendation": [{**REC, "areas_affected": "court"}], "recommendation_review": [{"rec_id": "R1", "agency_area": "court", "reviewed_on_date": date(2026, 3, 31)}]}, "reviewed on the thirtieth day"),
    case("cross_review_before_recommendation", "R1", "court", {"recommendation": [{**REC, "areas_affected": "court"}], "recommendation_review": [{"rec_id": "R1", "agency_area": "court", "reviewed_on_date": date(2026, 2, 28)}]}, "reviewed the day before"),
    case("cross_decision_before_recommendation", "D1", "R1", {"recommendation": [REC], "decision": [{**DEC, "decided_date": date(2026, 2, 28)}]}, "decided the day before"),
    silent({"recommendation": [REC], "decision": [{**DEC, "decided_date": date(2026, 3, 1)}]}, "decided that day"),
    case("cross_milestone_after_effect", "MS1", "D1", {"recommendation": [REC], "decision": [DEC], "milestone": [{"milestone_id": "MS1", "decision_id": "D1", "planned_date": date(2026, 4, 2)}]}, "planned the day after"),
    silent({"recommendation": [REC], "decision": [DEC], "milestone": [{"milestone_id": "MS1", "decision_id": "D1", "planned_date": date(2026, 4, 1)}]}, "planned for the day"),
    case("cross_milestone_before_decision", "MS1", "D1", {"recommendation": [REC], "decision": [DEC], "milestone": [{"milestone_id": "MS1", "decision_id": "D1", "done_date": date(2026, 3, 1)}]}, "done before the decision"),
    case("cross_group_without_advocate", "G1", None, {"work_group": [{"group_id": "G1", "meeting_group": "team"}], "team_member": [*seats("practitioner", "liaison"), {"member_id": "S9", "agency_code": "da", "seat": "liaison"}]}, "a team without an advocate"),
    silent({"work_group": [{"group_id": "G1", "meeting_group": "team"}], "team_member": [*seats("liaison"), {"member_id": "S9", "group_id": "G1", "agency_code": "da", "seat": "liaison", "member_role": "Blueprint advocate"}]}, "an advocate by role"),
    case("cross_document_without_step", "D1", None, {"process_step": STEPS, "policy_document": [{"doc_id": "D1", "doc_type": "policy"}, {"doc_id": "D2", "doc_type": "statute"}, {"doc_id": "D3", "doc_type": "form", "superseded_by": "D4"}, {"doc_id": "D4", "doc_type": "form"}]}, "a policy at no step"),
    case("cross_form_not_on_map", "D1", "booking", {"process_step": STEPS, "policy_document": [{"doc_id": "D1", "doc_type": "form", "used_at_step": "booking"}, {"doc_id": "D4", "doc_type": "policy", "used_at_step": "booking"}]}, "a form that the map leaves out"),
    silent({"process_step": STEPS, "policy_document": [{"doc_id": "d4", "doc_type": "form"}]}, "a form that only the map names"),
    silent({"policy_document": [{"doc_id": "D1", "doc_type": "form"}]}, "no map yet"),
    case("cross_old_document_in_use", "D1", "D2", {"recommendation": [{**REC, "current_text_ref": "d1, section 4"}], "decision": [DEC], "milestone": [MADE], "policy_document": [{"doc_id": "D1", "doc_type": "form"}, {"doc_id": "D2", "doc_type": "form"}]}, "a form beside its successor"),
    silent({"recommendation": [{**REC, "current_text_ref": "D1"}], "decision": [DEC], "milestone": [MADE], "policy_document": [{"doc_id": "D1", "doc_type": "form", "superseded_by": "D2"}, {"doc_id": "D2", "doc_type": "form"}]}, "a form marked as replaced"),
    silent({"recommendation": [{**REC, "current_text_ref": "D1"}], "decision": [DEC], "milestone": [MADE], "policy_document": [{"doc_id": "D1", "doc_type": "policy"}, {"doc_id": "D2", "doc_type": "form"}]}, "a form of a policy that stays"),
    case("cross_edition_not_approved", "E1", "2026-Q1", {"public_event": [{"event_id": "E1", "status": "held", "edition_label": "2026-Q1"}], "release_review": [{"edition_label": "2026-Q1", "verdict": "changes_needed"}]}, "figures that nobody approved"),
    silent({"public_event": [{"event_id": "E1", "status": "held", "edition_label": "2026-q1"}, {"event_id": "E2", "status": "planned", "edition_label": "2026-Q2"}], "release_review": [{"edition_label": "2026-Q1", "verdict": "approved"}]}, "figures that were approved, and others to come"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), CASES)
def test_what_does_not_fit(
    tables: duckdb.DuckDBPyConnection, rows: Rows, expected: list[tuple[Any, ...]]
) -> None:
    assert told(tables, rows) == expected


def test_heads_are_asked_once_there_is_an_implementation_team(tables: duckdb.DuckDBPyConnection) -> None:
    group = {"group_id": "G2", "meeting_group": "implementation"}
    found = told(tables, {"partner": [partner(director_consulted_date=None)], "work_group": [group]})
    assert found == sorted([*OTHERS, ("cross_director_not_consulted", "P1", None)], key=str)
    assert told(tables, {"partner": [partner()], "work_group": [group]}) == OTHERS


def test_every_check_between_registers_has_a_case() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    catalogue = load_catalogue(Path(__file__).resolve().parents[2] / "expectations")
    assert [c for c in catalogue if c.startswith("cross_") and f'"{c}"' not in here] == []


def waiver(**more: Any) -> Waiver:
    told = {"check_id": "cross_agreement_not_signed", "agency_code": "mpd", "dataset": "partners_mou", "column": "", "period": None,
            "until": TODAY, "reason": "legal counsel is out until May", "approved_by_role": "coordinator"}  # fmt: skip
    return Waiver(**{**told, **more})


@pytest.mark.parametrize(
    ("more", "number"),
    [
        pytest.param({}, 1, id="of the agency, on its last day"),
        pytest.param({"agency_code": "coordinator"}, 1, id="of every agency"),
        pytest.param({"column": " MOU  Status"}, 1, id="of the column as the sheet names it"),
        pytest.param({"column": "mou_status"}, 1, id="of the column as we name it"),
        pytest.param({"agency_code": "da"}, None, id="of another agency"),
        pytest.param({"column": "Roles"}, None, id="of another column"),
        pytest.param({"check_id": "cross_annex_not_signed"}, None, id="of another check"),
        pytest.param({"until": date(2026, 4, 19)}, None, id="that ended yesterday"),
    ],
)
def test_a_waiver_covers_what_its_line_says(
    tables: duckdb.DuckDBPyConnection, more: dict[str, Any], number: int | None
) -> None:
    line = waiver(**more)
    tables.execute("BEGIN")
    try:
        put_waiver(tables, line)
        found = partner(mou_status="drafting", submission_id="s1")
        tables.execute(f"INSERT INTO core.partner ({', '.join(found)}) VALUES ({', '.join('?' for _ in found)})", list(found.values()))  # fmt: skip
        told_by = tables.execute(
            f"SELECT check_id, waiver_no FROM ({register_problem_sql()}) WHERE row_id = 'P1' OR waiver_no IS NOT NULL"
        ).fetchall()
    finally:
        tables.execute("ROLLBACK")
    assert told_by == [("cross_agreement_not_signed", number)]


def put_waiver(connection: duckdb.DuckDBPyConnection, line: Waiver) -> None:
    connection.execute(
        "INSERT INTO ops.waiver (waiver_no, check_id, agency_code, dataset, column_name, until_date, state, files_count, rows_count)"
        " VALUES (1, ?, ?, ?, ?, ?, 'unmatched', 0, 0)",
        [line.check_id, line.agency_code, line.dataset, line.column or None, line.until],
    )


@pytest.mark.parametrize(
    ("check_id", "dataset", "field", "notes"),
    [
        pytest.param("cross_agreement_not_signed", "partners_mou", "mou_status", [], id="a register that feeds no figure"),
        pytest.param(
            "cross_practices_unanswered",
            "policy_checklist",
            "element_id",
            [("mpd", "policy_checklist", "MPD, policy checklist: The latest checklist of an agency leaves practices unanswered. "
              "Accepted until 2026-04-20: legal counsel is out until May.")],
            id="one that feeds the policy figures",
        ),
    ],
)  # fmt: skip
def test_what_a_waiver_covers_is_counted_and_told_beside_figures(
    tables: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    check_id: str,
    dataset: str,
    field: str,
    notes: list[tuple[str, ...]],
) -> None:
    line = waiver(check_id=check_id, dataset=dataset)
    catalogue = load_catalogue(Path(__file__).resolve().parents[2] / "expectations")
    inputs = replace(MadeSite(tmp_path, "mpd", as_of=TODAY).inputs(), waivers=(line,), catalogue=catalogue)
    tables.execute("BEGIN")
    try:
        put_waiver(tables, line)
        for row in ("r1", "r2"):
            tables.execute(
                "INSERT INTO ops.register_problem (check_id, dataset, field_name, agency_code, row_id, submission_id, waiver_no)"
                " VALUES (?, ?, ?, 'mpd', ?, 's1', 1)",
                [check_id, dataset, field, row],
            )
        count_waived_between(tables, inputs)
        state = tables.execute("SELECT state, files_count, rows_count FROM ops.waiver").fetchall()
        told_by = tables.execute("SELECT agency_code, dataset, footnote FROM ops.footnote").fetchall()
    finally:
        tables.execute("ROLLBACK")
    assert state == [("in_force", 1, 2)]
    assert told_by == notes


def test_the_registers_behind_a_figure_follow_from_its_sql() -> None:
    assert registers_behind("fact_training") == ("training",)
    assert registers_behind("fact_gap") == ("case_review", "policy_checklist")
    assert registers_behind("fact_incident") == ()
