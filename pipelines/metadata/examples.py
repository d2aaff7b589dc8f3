"""An example of every text that a template asks for, in the words of the field. Nobody and no case stands behind them."""

from __future__ import annotations

from pipelines.metadata.classes import Field, Kind
from pipelines.metadata.code_lists import CODE_LISTS

_TEXTS = {
    "action": "The report form gets a field for each question.",
    "activity_id": "S-014",
    "agenda": "Gaps in patrol reports; training in the fall.",
    "action_items": "R-003; D-002",
    "arrangements": "Headset for the observer; consent form signed.",
    "audience": "Local press",
    "barrier_note": "Needs a change in the records system.",
    "category": "all",
    "comment": "Works for dispatch if the screen is changed first.",
    "community": "Families with limited English",
    "conclusion": "The danger questions are asked, but rarely written down.",
    "conclusion_id": "K-003",
    "concern": "Worried about the time that reviews take.",
    "contact_role": "shift supervisor",
    "current_text_ref": "MPD-D03, section 4.2",
    "data_field": "rms_incidents.risk_questions_answered",
    "decided_text": "Officers ask all questions and write down each answer.",
    "decision_id": "D-002",
    "director_role": "Chief of police",
    "discussion_summary": "The group went through the review of patrol reports.",
    "doc_id": "MPD-D03",
    "doc_no": "GO 412",
    "draft_ref": "7F3A-91C2",
    "edition_label": "2026-Q1",
    "evidence_refs": "I-004; O-002; M026",
    "example_code": "not_asked",
    "finding": "One report in three has no answers to the danger questions.",
    "finding_id": "F-002",
    "findings": "Two of three calls had the history read out to the officers.",
    "findings_note": "The form has no place for the answers.",
    "follow_up": "Look at the form again after the update.",
    "free_text_redacted": "They told me what would happen next.",
    "gap_note": "Nothing tells the jail that an order was made.",
    "group_id": "G-1",
    "host_org": "unnamed",
    "interview_id": "I-004",
    "interviewer_roles": "advocate and coordinator",
    "languages": "English; Spanish",
    "lead_role": "Blueprint coordinator",
    "liaison_role": "Records manager",
    "link_to_next": "The report is sent to the prosecutor by the next morning.",
    "advocate_link": "Officers call the program from the scene.",
    "local_wording": "Officers should ask whether strangulation was used.",
    "located_elsewhere_note": "Found in the training bulletin.",
    "location_ref": "Shared folder, policies",
    "map_version": "2026",
    "material": "General order on domestic violence calls",
    "material_id": "MAT-07",
    "meeting_id": "T-2026-03",
    "member_id": "SEAT-05",
    "member_role": "patrol sergeant",
    "milestone_id": "MS-004",
    "next_step": "Draft goes to legal counsel.",
    "note": "Waiting for the next version.",
    "observation_id": "O-002",
    "observer_role": "advocate",
    "organization": "Millbrook Police Department",
    "owner_role": "patrol lieutenant",
    "page_ref": "4",
    "participants_n": "<5",
    "partner_id": "P-02",
    "practice": "Written report for every call",
    "proposed_change": "The form asks each question and takes each answer.",
    "purpose": "Policies of patrol and of the 911 center",
    "question_id": "Q-01",
    "race_ethnicity_group": "Hispanic or Latina",
    "rationale": "The text says should, not must.",
    "reason": "Fits the new records system.",
    "rec_id": "R-003",
    "redacted_by_role": "community advocate",
    "review_case_id": "MPD-2026Q1-01",
    "review_round": "2026-1",
    "reviewer_pair": "patrol sergeant and advocate",
    "reviewer_role": "patrol lieutenant",
    "second_reviewer_role": "advocate",
    "chair_role": "community advocate",
    "risk_assessment": "Four questions on the report form",
    "roles_summary": "Sends data each month and opens files for review.",
    "section_ref": "4.2",
    "seed_ref": "5.b.i",
    "step_name": "Patrol response",
    "survivor_impact_note": "People are asked about danger before officers leave.",
    "survivor_view": "Many were not asked about what had happened before.",
    "text_version": "MPD-D03, version 2026",
    "title": "Danger questions in every report",
    "version_label": "2026",
    "event_quarter": "2026-Q1",
    "survey_wave": "2026-Q1",
    "wave": "2026-Q1",
    "event_id": "E-03",
}
_DAYS = {"period_month": "2026-03-01"}  # the others are a day like any
_NUMBERS = {
    "attended_n": "18",
    "attendance_n": "11",
    "avg_post": "84.5",
    "avg_pre": "61",
    "capacity_n": "30",
    "completed_test_n": "16",
    "cost_usd": "450",
    "invited_n": "24",
    "minutes": "45",
    "n_reviewed": "20",
    "n_demonstrated": "14",
    "n_partly": "3",
    "n_not": "2",
    "n_na": "1",
    "n_unknown": "0",
    "planned_n": "20",
    "target_n": "36",
}
_TARGETS = {
    "core.practice_element.element_id": ("PAT-07", "ECC-11"),
    "ops.agency.agency_code": ("mpd", "ecc"),
    "core.policy_document.doc_id": ("MPD-D03", "MPD-F01"),
    "core.work_group.group_id": ("G-1", "G-2"),
    "core.meeting.meeting_id": ("T-2026-03", "T-2026-04"),
    "ops.dataset.dataset": ("rms_incidents", "rms_arrests"),
    "ops.measure_definition.measure_id": ("M026", "M030"),
}


def example(field: Field) -> str:
    """What somebody might write for ``field``.

    Raises:
        KeyError: a text has no example yet.
    """
    if field.kind is Kind.CODE:
        return CODE_LISTS[str(field.code_list)].codes[0].label
    if field.refers and field.refers.startswith("list:"):
        codes = CODE_LISTS[field.refers.removeprefix("list:")].values
        return "; ".join(codes[:2]) if field.is_list else codes[0]
    if field.refers in _TARGETS:
        one, other = _TARGETS[str(field.refers)]
        return f"{one}; {other}" if field.is_list else one
    usual = {
        Kind.DATE: _DAYS.get(field.name, "2026-03-16"),
        Kind.TIMESTAMP: "2026-03-16 14:00",
        Kind.INTEGER: _NUMBERS.get(field.name, "4"),
        Kind.DECIMAL: _NUMBERS.get(field.name, "1.5"),
        Kind.FLAG: "Yes",
        Kind.TRISTATE: "Yes",
    }
    return usual[field.kind] if field.kind in usual else _TEXTS[field.name]
