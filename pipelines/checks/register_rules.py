"""What a row of a coordinator's register needs so that the team can rely on it: the rules, by dataset, with their checks.

``declared.py`` turns them into expectations. They ask and never stop a sheet: a register is often filled in step by step.
"""

from __future__ import annotations

# Where ``column`` equals the value, ``needs`` is filled: column, value, needs, check.
CONDITIONAL: dict[str, tuple[tuple[str, str | bool, str, str], ...]] = {
    "case_review": (
        ("outcome", "not_applicable", "outcome_reason", "row_review_reason_missing"),
        ("outcome", "unknown", "outcome_reason", "row_review_reason_missing"),
    ),
    "partners_mou": (
        ("mou_status", "signed", "mou_signed_date", "row_signed_date_missing"),
        ("data_sharing_annex", True, "data_annex_signed_date", "row_annex_date_missing"),
        ("partner_kind", "justice_agency", "agency_code", "row_partner_agency_missing"),
    ),
    "materials_checklist": (
        ("status", "asked", "asked_date", "row_asked_date_missing"),
        ("status", "have", "doc_id", "row_material_document_missing"),
    ),
    "decisions": (
        ("decision", "accepted_modified", "text_version", "row_final_text_missing"),
        ("decision", "accepted", "owner_role", "row_owner_missing"),
        ("decision", "accepted_modified", "owner_role", "row_owner_missing"),
        ("decision", "accepted", "effective_date", "row_effective_date_missing"),
        ("decision", "accepted_modified", "effective_date", "row_effective_date_missing"),
    ),
    "milestones": (
        ("status", "done", "evidence_doc_id", "row_evidence_document_missing"),
        ("status", "done", "done_date", "row_done_date_missing"),
        ("milestone_kind", "documentation", "data_field", "row_data_field_missing"),
    ),
    "findings": (("status", "closed", "remeasured_date", "row_closed_not_remeasured"),),
    "events": tuple(
        ("status", status, approval, "row_approval_missing")
        for status in ("approved", "held")
        for approval in ("directors_approved_date", "advocate_approved_date")
    ),
    "consultation_events": (
        ("status", "held", "consent_process", "row_consent_process_missing"),
        ("status", "held", "host_org", "row_host_missing"),
    ),
    "meetings": (("meeting_group", "case_review", "edition_label", "row_edition_missing"),),
    "schedule": (("status", "confirmed", "contact_role", "row_contact_missing"),),
}

# Filled on every row: column, check.
NEEDED: dict[str, tuple[tuple[str, str], ...]] = {
    "source_book": (("version_label", "row_version_missing"), ("review_due_date", "row_review_due_missing")),
    "meetings": (("advocate_led", "row_advocate_led_missing"),),
    "process_map": tuple(
        (column, "row_step_attribute_missing")
        for column in ("link_to_next", "forms_used", "advocate_link", "risk_assessment")
    ),
    "observations": (("shift", "row_shift_missing"), ("elements_seen", "row_elements_missing")),
    "interviews": (("topics", "row_topics_missing"),),
    "conclusions": (("evidence_kinds", "row_evidence_missing"), ("meeting_id", "row_meeting_missing")),
    "recommendations": (
        ("current_text_ref", "row_current_text_missing"),
        ("disparity_considered", "row_disparity_missing"),
        ("survivor_impact_note", "row_survivor_impact_missing"),
        ("advocate_proposed", "row_advocate_led_missing"),
    ),
    "milestones": (("owner_role", "row_owner_missing"),),
    "findings": (("owner_role", "row_owner_missing"),),
}

# A number that is at most another: smaller, larger, check.
AT_MOST: dict[str, tuple[tuple[str, str, str], ...]] = {
    "training": (
        ("attended_n", "invited_n", "row_attended_over_invited"),
        ("attended_n", "capacity_n", "row_attended_over_capacity"),
    ),
}

# Scores inside their scale: column, lowest, highest.
RANGES: dict[str, tuple[tuple[str, int, int], ...]] = {
    "training": (("avg_pre", 0, 100), ("avg_post", 0, 100)),
    "survivor_survey": tuple(
        (f"score_{item}", 1, 5)
        for item in (
            "respect",
            "listened",
            "told_next",
            "asked_danger",
            "access",
            "less_alone",
            "wishes",
            "no_more_danger",
        )
    ),
}

# Two columns that must differ: one, other, check.
DIFFERENT: dict[str, tuple[tuple[str, str, str], ...]] = {
    "policy_checklist": (("second_reviewer_role", "reviewer_role", "row_same_reviewer_twice"),),
}
