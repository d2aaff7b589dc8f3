"""Core tables of the way from evidence to change: conclusions, recommendations, reviews, decisions, milestones, findings.

Each names the step before it by its number, so that the whole way can be walked in both directions.
"""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import PROVENANCE, code, day, ref, refs, text, yes_no
from pipelines.metadata.tables.policy import AGENCY_AREA, AGENCY_CODE, ELEMENT_ID

REC_ID = ref("rec_id", "core.recommendation.rec_id", "The recommendation's number.")
CONCLUSION_ID = ref("conclusion_id", "core.conclusion.conclusion_id", "The conclusion's number.")
DECISION_ID = ref("decision_id", "core.decision.decision_id", "The decision's number.")
CAUSES = refs("cause_codes", "list:cause_code", "Causes in how work is organized, separated by semicolons.")
MEASURE = "ops.measure_definition.measure_id"

CONCLUSION = Table(
    "core",
    "conclusion",
    "one conclusion that a group drew about one element",
    ("conclusion_id",),
    (
        CONCLUSION_ID,
        ELEMENT_ID,
        AGENCY_CODE,
        ref("meeting_id", "core.meeting.meeting_id", "The meeting that drew it."),
        day("concluded_date", "When."),
        text("conclusion", "The conclusion, without names."),
        refs("evidence_kinds", "list:evidence_kind", "What it rests on, as codes separated by semicolons."),
        text(
            "evidence_refs",
            "Numbers of interviews, observations, documents or measures, separated by semicolons.",
        ),
        CAUSES,
        text("survivor_view", "What survivors say about it."),
        *PROVENANCE,
    ),
)

RECOMMENDATION = Table(
    "core",
    "recommendation",
    "one recommended change",
    ("rec_id",),
    (
        REC_ID,
        AGENCY_AREA,
        AGENCY_CODE,
        ELEMENT_ID,
        ref("group_id", "core.work_group.group_id", "The work group that proposes it."),
        CONCLUSION_ID,
        code("origin", "recommendation_origin", "Where the recommendation comes from."),
        yes_no("advocate_proposed", "An advocate proposed it."),
        text("current_text_ref", "The text as it stands: document and section, or none."),
        text("proposed_change", "The change proposed."),
        code("change_kind", "change_kind", "What would change."),
        refs("areas_affected", "list:agency_area", "Areas that should review it, separated by semicolons."),
        yes_no("disparity_considered", "Disparity was considered."),
        text("survivor_impact_note", "What it means for survivors."),
        code("priority", "priority", "High, medium or low."),
        day("submitted_date", "When it was submitted."),
        *PROVENANCE,
    ),
)

REVIEW = Table(
    "core",
    "recommendation_review",
    "one review of one recommendation by one area",
    ("rec_id", "agency_area", "reviewer_role"),
    (
        REC_ID,
        AGENCY_AREA,
        text("reviewer_role", "The role of the reviewer."),
        day("reviewed_on_date", "When."),
        code("verdict", "review_verdict", "What the reviewer says."),
        text("comment", "The comment, without names."),
        *PROVENANCE,
    ),
)

DECISION = Table(
    "core",
    "decision",
    "one decision on one recommendation",
    ("decision_id",),
    (
        DECISION_ID,
        REC_ID,
        code("decided_by", "decided_by", "Who decided."),
        code("decision", "decision_outcome", "What was decided."),
        day("decided_date", "When."),
        text("reason", "Why."),
        text("text_version", "Where the wording as decided stands: document and version."),
        text("decided_text", "The wording as decided."),
        day("effective_date", "When it takes effect."),
        text("owner_role", "The role that owns it."),
        day("due_date", "When it is due."),
        refs("measure_ids", MEASURE, "Measures that will show it, separated by semicolons."),
        code("status", "decision_status", "Where it stands."),
        *PROVENANCE,
    ),
)

DECISION_STANDING = Table(
    "core",
    "decision_standing",
    "one decision, with the check that keeps it from counting, if one does",
    ("decision_id",),
    (
        *DECISION.fields,
        day(
            "submitted_date",
            "When the recommendation was submitted; null where the register has none of its number.",
        ),
        text(
            "not_counted_check_id",
            "Why it does not count: its recommendation does not stand in the register, or was submitted later. Null where it counts.",
        ),
    ),
)

DECISION_NOT_COUNTED = Table(
    "pub",
    "decision_not_counted",
    "one decision that does not count, and why",
    ("decision_id",),
    (*(field for field in DECISION_STANDING.fields if field.name != "submission_id"),),
)

MILESTONE = Table(
    "core",
    "milestone",
    "one milestone",
    ("milestone_id",),
    (
        text("milestone_id", "The milestone's number."),
        DECISION_ID,
        code("milestone_kind", "milestone_kind", "What kind of change."),
        text("seed_ref", "The responsibility it belongs to, for example 5.b.i."),
        text("title", "What is to be done."),
        text("owner_role", "The role that owns it."),
        day("planned_date", "When it is planned."),
        day("done_date", "When it was done."),
        code("status", "milestone_status", "Where it stands."),
        ref("evidence_doc_id", "core.policy_document.doc_id", "The evidence in the source book."),
        text(
            "data_field",
            "The field that shows it, as dataset and field: rms_incidents.risk_questions_answered.",
        ),
        ref("measure_id", MEASURE, "The measure that shows it."),
        text("note", "A note."),
        *PROVENANCE,
    ),
)

FINDING = Table(
    "core",
    "finding",
    "one finding of low compliance, and what is done about it",
    ("finding_id",),
    (
        text("finding_id", "The finding's number."),
        AGENCY_CODE,
        ELEMENT_ID,
        ref("measure_id", MEASURE, "The measure that shows it."),
        text(
            "data_field",
            "The field that is often blank, as dataset and field: rms_incidents.risk_questions_answered.",
        ),
        code("finding_trigger", "finding_trigger", "What raised it."),
        day("found_date", "When."),
        text("finding", "What was found, without names."),
        CAUSES,
        day("director_told_date", "When the director was told."),
        day(
            "shared_with_team_date",
            "From when on the team may see it; blank while it is the director's alone.",
        ),
        text("action", "What is done about it."),
        code("change_kind", "change_kind", "What changes."),
        text("owner_role", "The role that owns it."),
        day("due_date", "When it is due."),
        day(
            "action_done_date",
            "When the action was in place; what came before is held against what came after.",
        ),
        day("remeasure_due_date", "When to measure again."),
        day("remeasured_date", "When it was measured again."),
        code("remeasured_result", "remeasured_result", "What that showed."),
        code("status", "finding_status", "Where it stands."),
        day("closed_date", "When it was closed."),
        *PROVENANCE,
    ),
)

TABLES = (
    CONCLUSION,
    RECOMMENDATION,
    REVIEW,
    DECISION,
    DECISION_STANDING,
    DECISION_NOT_COUNTED,
    MILESTONE,
    FINDING,
)
