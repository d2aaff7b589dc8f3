"""Core tables of advocacy totals and of the assessment: the plan, what was looked at, read, asked and scheduled.

None of them has a field for a person. The policy review is apart, and so are team, adaptation and survivors.
"""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import AGENCY_CODE as SENDER
from pipelines.metadata.fields import (
    PROVENANCE,
    amount,
    code,
    count,
    day,
    flag,
    moment,
    ref,
    refs,
    text,
    yes_no,
)
from pipelines.metadata.tables.policy import AGENCY_AREA, AGENCY_CODE, ELEMENT_ID, STEP_ID

ELEMENTS_NAMED = "core.practice_element.element_id"

ADVOCACY_TOTAL = Table(
    "core",
    "advocacy_total",
    "one total that an advocacy program reports for one month and category",
    ("agency_code", "period_month", "measure_code", "breakdown", "category"),
    (
        SENDER,
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

ASSESSMENT_PLAN_ITEM = Table(
    "core",
    "assessment_plan_item",
    "one kind of evidence planned for one element at one agency",
    ("agency_code", "element_id", "evidence_kind"),
    (
        AGENCY_CODE,
        ELEMENT_ID,
        code("evidence_kind", "evidence_kind", "What kind of evidence."),
        count("planned_n", "How many records, people or visits are planned.", "records"),
        text("lead_role", "The role that sees to it."),
        day("planned_date", "By when."),
        code("status", "plan_status", "Where it stands."),
        text("note", "A note without names."),
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
        code("shift", "shift", "The shift."),
        amount("hours", "hours", "How long."),
        text("observer_role", "The role of the observer."),
        STEP_ID,
        refs("elements_seen", ELEMENTS_NAMED, "Elements seen, separated by semicolons."),
        refs("gaps", "list:cause_code", "Cause codes, separated by semicolons."),
        text("findings", "What was seen, without names."),
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
        refs("topics", "list:interview_topic", "Topics, as codes separated by semicolons."),
        refs("elements", ELEMENTS_NAMED, "Elements spoken about, separated by semicolons."),
        text("findings_note", "A note without names."),
        refs("gaps", "list:cause_code", "Cause codes, separated by semicolons."),
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
        refs(
            "forms_used", "core.policy_document.doc_id", "Forms in use, by number, separated by semicolons."
        ),
        text("advocate_link", "How the victim is linked with an advocate."),
        text("risk_assessment", "How risk and danger are assessed."),
        yes_no("gap_flag", "The step has a gap."),
        text("gap_note", "What is missing."),
        text("map_version", "The version of the map."),
        *PROVENANCE,
    ),
)

MATERIAL = Table(
    "core",
    "material",
    "one policy, form, law or set of records that the assessment needs of one agency",
    ("material_id",),
    (
        text("material_id", "The number on the checklist."),
        AGENCY_CODE,
        code("material_kind", "material_kind", "What kind of material."),
        text("material", "What is needed, in a few words."),
        code("status", "material_status", "Where it stands."),
        day("asked_date", "When it was asked for."),
        day("due_date", "When it is needed."),
        day("received_on_date", "When it came."),
        ref("doc_id", "core.policy_document.doc_id", "The document's number in the source book."),
        text("note", "A note without names."),
        *PROVENANCE,
    ),
)

SCHEDULED_ACTIVITY = Table(
    "core",
    "scheduled_activity",
    "one planned interview, observation, session or meeting",
    ("activity_id",),
    (
        text("activity_id", "The activity's number."),
        code("activity_kind", "activity_kind", "What is planned."),
        ref("group_id", "core.work_group.group_id", "The work group that takes part."),
        AGENCY_CODE,
        STEP_ID,
        moment("planned_ts", "The day and the hour."),
        amount("hours", "hours", "How long."),
        text("contact_role", "The role at the agency that is the contact."),
        text("arrangements", "What is arranged, without names or addresses."),
        code("status", "activity_status", "Where it stands."),
        *PROVENANCE,
    ),
)

TABLES = (
    ADVOCACY_TOTAL,
    ASSESSMENT_PLAN_ITEM,
    OBSERVATION_LOG,
    INTERVIEW_LOG,
    PROCESS_STEP,
    MATERIAL,
    SCHEDULED_ACTIVITY,
)
