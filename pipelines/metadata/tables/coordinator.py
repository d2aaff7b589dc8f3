"""Core tables of what the coordinator keeps: advocacy totals, survivors' answers, registers. Policy review is apart.

None of them has a field for a person. Names of directors and liaisons live outside the warehouse.
"""

from __future__ import annotations

from pipelines.metadata.classes import Privacy, Table
from pipelines.metadata.fields import AGENCY_CODE, PROVENANCE, amount, code, count, day, flag, text, yes_no
from pipelines.metadata.tables.policy import AGENCY_AREA, ELEMENT_ID

EVENT_ID = text("event_id", "The event's number in the coordinator's register.")

REC_ID = text("rec_id", "The recommendation's number.")

STEP_ID = text("step_id", "The step of the case-processing map.")

ADVOCACY_TOTAL = Table(
    "core",
    "advocacy_total",
    "one total that an advocacy program reports for one month and category",
    ("agency_code", "period_month", "measure_code", "breakdown", "category"),
    (
        AGENCY_CODE,
        day("period_month", "The first day of the month."),
        code("measure_code", "advocacy_measure", "What is counted."),
        code("breakdown", "advocacy_breakdown", "How the total is broken down."),
        text("category", "The category of the breakdown; 'all' without one."),
        count(
            "total_count", "The total; blank where the program wrote that it is small.", "as the measure says"
        ),
        flag("small_cell_flag", 'The program wrote "<10" or the like instead of a number.'),
        *PROVENANCE,
    ),
)

SURVIVOR_SURVEY_RESPONSE = Table(
    "core",
    "survivor_survey_response",
    "one answered survey, without any date, case or place",
    ("response_uuid",),
    (
        text("response_uuid", "A random number made when the answer was taken in."),
        text("survey_wave", "The wave, for example 2025Q1."),
        code("mode", "survey_mode", "How the survey was answered."),
        flag("consent_aggregate", "The person agreed to be counted; always true in this table."),
        yes_no("consent_quote", "The person agreed to be quoted."),
        yes_no("used_911", "Had contact with 911."),
        yes_no("used_police", "Had contact with police."),
        yes_no("used_prosecutor", "Had contact with the prosecutor's office."),
        yes_no("used_court", "Had contact with the court."),
        yes_no("used_probation", "Had contact with probation."),
        yes_no("used_advocate", "Had contact with an advocate."),
        code("survivor_step", "survivor_step", "The step that the scores are about."),
        code("survivor_item", "survivor_item", "The item that the score is about."),
        count("score", "From 1, strongly disagree, to 5, strongly agree.", "points"),
        code("felt_safer", "felt_safer", "Safer, the same, less safe, or unsure."),
        code("would_use_again", "would_use_again", "Yes, no, or unsure."),
        code("age_band", "age_band", "Age, as a band.", Privacy.GENERALISE),
        text("race_ethnicity_group", "Race and ethnicity, as a group.", Privacy.GENERALISE),
        code("language_group", "language_group", "First language, as a group.", Privacy.GENERALISE),
        yes_no("disability", "Lives with a disability.", Privacy.GENERALISE),
        text("free_text_redacted", "Words, only where somebody confirmed that nothing in them identifies."),
        text("redacted_by_role", "The role of whoever redacted the words."),
        yes_no("redaction_confirmed", "The redaction was confirmed."),
        *PROVENANCE,
    ),
)

CONSULTATION_EVENT = Table(
    "core",
    "consultation_event",
    "one focus group, listening session or other consultation",
    ("event_id",),
    (
        EVENT_ID,
        code("event_kind", "event_kind", "What kind of consultation."),
        text("host_org", "The host, or 'unnamed'."),
        text("wave", "The wave or quarter."),
        text("participants_n", "How many took part; banded under 5."),
        yes_no("compensated", "Participants were paid for their time."),
        yes_no("childcare_transport", "Childcare and transport were offered."),
        text("languages", "Languages, separated by semicolons."),
        yes_no("consent_process", "Consent was asked for and explained."),
        yes_no("advocate_present", "An advocate was present."),
        text("themes", "Themes, as codes separated by semicolons."),
        text("report_doc_id", "The report in the source book."),
        *PROVENANCE,
    ),
)

OBSERVATION_LOG = Table(
    "core",
    "observation_log",
    "one ride-along, sit-along or other observation",
    ("observation_id",),
    (
        text("observation_id", "The observation's number."),
        AGENCY_CODE,
        code("kind", "observation_kind", "What was observed."),
        day("observed_date", "When."),
        text("shift", "The shift."),
        amount("hours", "hours", "How long."),
        text("observer_role", "The role of the observer."),
        STEP_ID,
        text("elements_seen", "Elements seen, separated by semicolons."),
        text("findings", "Coded findings and a note without names."),
        text("follow_up", "What to follow up."),
        *PROVENANCE,
    ),
)

INTERVIEW_LOG = Table(
    "core",
    "interview_log",
    "one interview; never a name",
    ("interview_id",),
    (
        text("interview_id", "The interview's number."),
        AGENCY_CODE,
        code("interviewee_role", "interviewee_role", "The role of whoever was interviewed."),
        day("interviewed_date", "When."),
        count("minutes", "How long.", "minutes"),
        text("interviewer_roles", "The roles of the interviewers."),
        STEP_ID,
        text("topics", "Topics, as codes."),
        text("elements", "Elements spoken about, separated by semicolons."),
        text("findings_note", "A note without names."),
        text("gaps", "Cause codes, separated by semicolons."),
        *PROVENANCE,
    ),
)

PROCESS_STEP = Table(
    "core",
    "process_step",
    "one step of the case-processing map in one version of the map",
    ("step_id", "map_version"),
    (
        STEP_ID,
        AGENCY_AREA,
        text("step_name", "The step's name."),
        count("sequence", "The order on the map.", "ordinal"),
        text("link_to_next", "How practitioners connect to the next step."),
        text("forms_used", "Forms in use, by number, separated by semicolons."),
        text("advocate_link", "How the victim is linked with an advocate."),
        text("risk_assessment", "How risk and danger are assessed."),
        yes_no("gap_flag", "The step has a gap."),
        text("gap_note", "What is missing."),
        text("map_version", "The version of the map."),
        *PROVENANCE,
    ),
)

PARTNER = Table(
    "core",
    "partner",
    "one partner and its memorandum of understanding",
    ("partner_id",),
    (
        text("partner_id", "The partner's number."),
        AGENCY_CODE,
        code("partner_kind", "partner_kind", "What kind of partner."),
        text("director_role", "The title of its head."),
        text("liaison_role", "The title of its liaison."),
        code("mou_status", "mou_status", "Where the memorandum stands."),
        day("mou_signed_date", "When it was signed."),
        day("mou_expires_date", "When it ends."),
        yes_no("data_sharing_annex", "It has a data annex."),
        day("data_annex_signed_date", "When the annex was signed."),
        text("datasets_agreed", "Datasets agreed, separated by semicolons."),
        text("roles_summary", "Roles and responsibilities in short."),
        day("last_contact_date", "The last contact."),
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
        ELEMENT_ID,
        text("work_group", "The work group that proposes it."),
        code("origin", "recommendation_origin", "Where the recommendation comes from."),
        text("current_text_ref", "The text as it stands."),
        text("proposed_change", "The change proposed."),
        code("change_kind", "change_kind", "What would change."),
        yes_no("disparity_considered", "Disparity was considered."),
        text("survivor_impact_note", "What it means for survivors."),
        code("priority", "priority", "High, medium or low."),
        day("submitted_date", "When it was submitted."),
        *PROVENANCE,
    ),
)

DECISION = Table(
    "core",
    "decision",
    "one decision on one recommendation",
    ("decision_id",),
    (
        text("decision_id", "The decision's number."),
        REC_ID,
        code("decided_by", "decided_by", "Who decided."),
        code("decision", "decision_outcome", "What was decided."),
        day("decided_date", "When."),
        text("reason", "Why."),
        text("text_version", "The version of the wording."),
        day("effective_date", "When it takes effect."),
        text("owner_role", "The role that owns it."),
        day("due_date", "When it is due."),
        code("status", "decision_status", "Where it stands."),
        *PROVENANCE,
    ),
)

MEETING = Table(
    "core",
    "meeting",
    "one meeting",
    ("meeting_id",),
    (
        text("meeting_id", "The meeting's number."),
        code("meeting_group", "meeting_group", "Which group met."),
        day("meeting_date", "When."),
        text("agencies_present", "Agency codes, separated by semicolons."),
        count("attendance_n", "How many came.", "people"),
        text("agenda", "The agenda."),
        text("discussion_summary", "What was discussed."),
        text("conclusions", "What was concluded."),
        text("action_items", "Numbers of decisions or recommendations."),
        day("next_meeting_date", "The next meeting."),
        *PROVENANCE,
    ),
)

TRAINING_EVENT = Table(
    "core",
    "training_event",
    "one training, for one agency and target group; totals only",
    ("event_id", "agency_code", "target_group"),
    (
        EVENT_ID,
        text("title", "The training's title."),
        code("training_kind", "training_kind", "What kind of training."),
        day("held_date", "When."),
        amount("hours", "hours", "How long."),
        AGENCY_CODE,
        code("target_group", "target_group", "For whom."),
        count("invited_n", "Invited.", "people"),
        count("attended_n", "Attended.", "people"),
        count("completed_test_n", "Completed the test.", "people"),
        amount("avg_pre", "points", "The average score before."),
        amount("avg_post", "points", "The average score after."),
        *PROVENANCE,
    ),
)

MILESTONE = Table(
    "core",
    "milestone",
    "one milestone",
    ("milestone_id",),
    (
        text("milestone_id", "The milestone's number."),
        text("seed_ref", "The responsibility it belongs to, for example 5.b.i."),
        text("title", "What is to be done."),
        text("owner_role", "The role that owns it."),
        day("planned_date", "When it is planned."),
        day("done_date", "When it was done."),
        code("status", "milestone_status", "Where it stands."),
        text("evidence_doc_id", "The evidence in the source book."),
        text("note", "A note."),
        *PROVENANCE,
    ),
)

TABLES = (
    ADVOCACY_TOTAL,
    SURVIVOR_SURVEY_RESPONSE,
    CONSULTATION_EVENT,
    OBSERVATION_LOG,
    INTERVIEW_LOG,
    PROCESS_STEP,
    PARTNER,
    RECOMMENDATION,
    DECISION,
    MEETING,
    TRAINING_EVENT,
    MILESTONE,
)
