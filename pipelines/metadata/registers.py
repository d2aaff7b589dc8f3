"""The coordinator's registers as datasets: each is one living sheet on a template, read whole every time it changes.

A register has no period: the newest sheet counts in place of the one before. A survey wave is a sheet of its own.
"""

from __future__ import annotations

from pipelines.metadata.classes import Dataset, Table
from pipelines.metadata.tables import adaptation as ad
from pipelines.metadata.tables import coordinator as co
from pipelines.metadata.tables import policy as po
from pipelines.metadata.tables import survivors as su
from pipelines.metadata.tables import team as te

_PROVENANCE = {"submission_id", "source_sheet", "source_row"}
_Pairs = tuple[tuple[str, str], ...]


def _register(
    table: Table, name: str, title: str, *required: str, ordered: _Pairs = (), about_people: bool = False
) -> Dataset:
    """A register that is read into the core table of the same subject; each row names the agency it is about."""
    return Dataset(
        name=name,
        title=title,
        agency_areas=("coordinator",),
        grain=table.grain,
        key=table.key,
        period_field=None,
        fields=tuple(f for f in table.fields if f.name not in _PROVENANCE),
        feeds=(table.full_name,),
        required=tuple(dict.fromkeys((*table.key, *required))),
        ordered=ordered,
        is_coordinator=True,
        is_about_people=about_people,
    )


SURVIVOR_SURVEY = Dataset(
    name="survivor_survey",
    title="Survivor survey",
    agency_areas=("coordinator",),
    grain="what one person said about one part of the response",
    key=("survey_wave", "answer_no", "survivor_step"),
    period_field=None,
    fields=su.SURVEY_FIELDS,
    feeds=(su.SURVIVOR_SURVEY_RESPONSE.full_name,),
    required=("survey_wave", "answer_no", "survivor_step", "consent_aggregate"),
    is_coordinator=True,
    scope=("survey_wave",),
    is_about_people=True,
)
SOURCE_BOOK = _register(
    po.POLICY_DOCUMENT,
    "source_book",
    "Source book",
    "agency_code",
    "doc_type",
    "title",
    ordered=(("effective_date", "revised_date"), ("effective_date", "review_due_date")),
)
PROCESS_MAP = _register(
    co.PROCESS_STEP, "process_map", "Case-processing map", "agency_area", "step_name", "sequence"
)
PARTNERS = _register(
    te.PARTNER,
    "partners_mou",
    "Partners and memoranda",
    "organization",
    "partner_kind",
    "mou_status",
    ordered=(("mou_signed_date", "mou_expires_date"),),
)
WORK_GROUPS = _register(
    te.WORK_GROUP,
    "work_groups",
    "Work groups",
    "title",
    "meeting_group",
    ordered=(("formed_date", "closed_date"),),
)
TEAM_MEMBERS = _register(
    te.TEAM_MEMBER,
    "team_members",
    "Team and work group seats",
    "group_id",
    "member_role",
    "seat",
    ordered=(("joined_date", "left_date"),),
)
MATERIALS = _register(
    co.MATERIAL,
    "materials_checklist",
    "Materials checklist",
    "agency_code",
    "material_kind",
    "material",
    "status",
    ordered=(("asked_date", "due_date"), ("asked_date", "received_on_date")),
)
ASSESSMENT_PLAN = _register(co.ASSESSMENT_PLAN_ITEM, "assessment_plan", "Assessment plan", "status")
SCHEDULE = _register(co.SCHEDULED_ACTIVITY, "schedule", "Schedule", "activity_kind", "planned_ts", "status")
INTERVIEWS = _register(
    co.INTERVIEW_LOG, "interviews", "Interviews", "agency_code", "interviewee_role", "interviewed_date"
)
OBSERVATIONS = _register(
    co.OBSERVATION_LOG, "observations", "Observations", "agency_code", "kind", "observed_date"
)
PRACTICE_EVIDENCE = _register(po.PRACTICE_RESPONSE, "practice_responses", "Practice evidence", "rating")
CONCLUSIONS = _register(
    ad.CONCLUSION, "conclusions", "Conclusions", "element_id", "concluded_date", "conclusion"
)
RECOMMENDATIONS = _register(
    ad.RECOMMENDATION,
    "recommendations",
    "Recommendations",
    "agency_area",
    "element_id",
    "origin",
    "proposed_change",
    "submitted_date",
)
REVIEWS = _register(ad.REVIEW, "reviews", "Reviews of recommendations", "reviewed_on_date", "verdict")
DECISIONS = _register(
    ad.DECISION,
    "decisions",
    "Decisions",
    "rec_id",
    "decided_by",
    "decision",
    "decided_date",
    ordered=(("decided_date", "effective_date"), ("decided_date", "due_date")),
)
MEETINGS = _register(
    te.MEETING,
    "meetings",
    "Meetings",
    "meeting_group",
    "meeting_date",
    ordered=(("meeting_date", "next_meeting_date"),),
)
TRAINING = _register(te.TRAINING_EVENT, "training", "Training", "title", "training_kind", "held_date")
MILESTONES = _register(
    ad.MILESTONE, "milestones", "Milestones", "milestone_kind", "title", "planned_date", "status"
)
EVENTS = _register(
    te.PUBLIC_EVENT,
    "events",
    "Press releases and events",
    "public_event_kind",
    "title",
    "planned_date",
    "status",
    ordered=(("directors_approved_date", "planned_date"), ("advocate_approved_date", "planned_date")),
)
RELEASE_REVIEWS = _register(
    te.RELEASE_REVIEW,
    "release_reviews",
    "Reviews of editions before release",
    "reviewed_on_date",
    "verdict",
)
FINDINGS = _register(
    ad.FINDING,
    "findings",
    "Findings",
    "agency_code",
    "element_id",
    "found_date",
    "finding",
    "status",
    ordered=(
        ("found_date", "due_date"),
        ("director_told_date", "shared_with_team_date"),
        ("action_done_date", "remeasured_date"),
        ("found_date", "remeasured_date"),
        ("remeasured_date", "closed_date"),
    ),
)
CONSULTATIONS = _register(
    su.CONSULTATION_EVENT,
    "consultation_events",
    "Consultations",
    "event_kind",
    "status",
    "wave",
    about_people=True,
)
THEMES = _register(su.CONSULTATION_THEME, "consultation_themes", "Consultation themes", about_people=True)

REGISTERS = (
    PARTNERS,
    WORK_GROUPS,
    TEAM_MEMBERS,
    PROCESS_MAP,
    SOURCE_BOOK,
    MATERIALS,
    ASSESSMENT_PLAN,
    SCHEDULE,
    INTERVIEWS,
    OBSERVATIONS,
    PRACTICE_EVIDENCE,
    MEETINGS,
    CONCLUSIONS,
    RECOMMENDATIONS,
    REVIEWS,
    DECISIONS,
    MILESTONES,
    TRAINING,
    EVENTS,
    RELEASE_REVIEWS,
    FINDINGS,
    CONSULTATIONS,
    THEMES,
    SURVIVOR_SURVEY,
)
"""Every register, in the order in which a team comes to need them."""
