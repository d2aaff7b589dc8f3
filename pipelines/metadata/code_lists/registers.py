"""Code lists of the coordinator's registers: partners, recommendations, decisions, meetings, training, milestones.

Policy and case-review lists stand in ``policy.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

REGISTERS: tuple[CodeList, ...] = (
    CodeList(
        "link_answer",
        "Whether two records of different agencies belong together.",
        (
            Code("same", "Same case", ("Same", "Yes")),
            Code("not_same", "Not the same", ("Not the same case", "No")),
            Code("dont_know", "Don't know", ("Do not know", "Unknown", "Don’t know")),
        ),
    ),
    CodeList(
        "partner_kind",
        "What kind of partner an organization is.",
        (
            Code("justice_agency", "Justice agency", ("Justice", "Government agency")),
            Code("advocacy", "Advocacy program", ("Advocacy", "DV program")),
            Code("community_org", "Community organization", ("Community", "CBO")),
            Code("tribal", "Tribal partner", ("Tribe",)),
            Code("funder", "Funder", ("Grant maker",)),
            Code("other", "Another partner", ("Oth",)),
        ),
    ),
    CodeList(
        "mou_status",
        "Where the memorandum of understanding with a partner stands.",
        (
            Code("not_started", "Not started", ("None",)),
            Code("drafting", "Being drafted", ("Draft", "In draft")),
            Code("under_legal_review", "Under legal review", ("Legal review", "With counsel")),
            Code("signed", "Signed", ("Executed", "In force")),
            Code("renewal_due", "Renewal due", ("Renewal",)),
            Code("expired", "Expired", ("Lapsed",)),
            Code("declined", "Declined", ("Refused",)),
        ),
    ),
    CodeList(
        "recommendation_origin",
        "What evidence a recommendation comes from.",
        (
            Code("policy_review", "Policy review", ("Policy comparison",)),
            Code("case_review", "Case review", ("Case files",)),
            Code("interview", "Interview", ("Interviews",)),
            Code("observation", "Observation", ("Observations",)),
            Code("survivor", "Survivors", ("Survivor input",)),
            Code("statistics", "Statistics", ("Data",)),
            Code("law_change", "Change of law", ("Law change", "New law")),
        ),
    ),
    CodeList(
        "change_kind",
        "What a recommendation would change.",
        (
            Code("policy", "Policy", ()),
            Code("protocol", "Protocol", ("Procedure",)),
            Code("form", "Form", ("Forms",)),
            Code("database", "Database", ("System", "Screen")),
            Code("training", "Training", ()),
            Code("supervision", "Supervision of staff", ("Supervisor review",)),
            Code("linkage", "Link between agencies", ("Linkage",)),
            Code("resource", "Resources", ("Staffing",)),
        ),
    ),
    CodeList(
        "priority",
        "How urgent a recommendation is.",
        (
            Code("high", "High", ("H", "1", "Urgent")),
            Code("medium", "Medium", ("M", "2", "Med")),
            Code("low", "Low", ("L", "3")),
        ),
    ),
    CodeList(
        "decided_by",
        "Who decided on a recommendation.",
        (
            Code("work_group", "Work group", ("Workgroup",)),
            Code("team", "Team", ("Adaptation team", "Implementation team")),
            Code("director", "Agency director", ("Director", "Chief", "Sheriff")),
            Code("court_admin", "Court administration", ("Court administrator", "Chief judge")),
            Code("council", "Council or board", ("Council", "Board", "Commission")),
        ),
    ),
    CodeList(
        "decision_outcome",
        "What was decided on a recommendation.",
        (
            Code("accepted", "Accepted", ("Approved", "Adopted")),
            Code("accepted_modified", "Accepted with changes", ("Modified", "Accepted as modified")),
            Code("deferred", "Deferred", ("Postponed", "Tabled")),
            Code("declined", "Declined", ("Rejected",)),
            Code("returned", "Returned to the work group", ("Returned", "Sent back")),
        ),
    ),
    CodeList(
        "decision_status",
        "Where the work on a decision stands.",
        (
            Code("open", "Open", ("Not started",)),
            Code("in_progress", "In progress", ("Started", "Underway")),
            Code("done", "Done", ("Completed", "Complete")),
            Code("overdue", "Overdue", ("Late",)),
            Code("dropped", "Dropped", ("Withdrawn",)),
        ),
    ),
    CodeList(
        "meeting_group",
        "Who met.",
        (
            Code("team", "Team", ("Adaptation team",)),
            Code("work_group", "Work group", ("Workgroup",)),
            Code("directors", "Directors", ("Agency directors", "Policymakers")),
            Code("implementation", "Implementation team", ("Monitoring team",)),
            Code("case_review", "Case review group", ("Case review",)),
            Code("advocates", "Advocates", ("Advocacy partners",)),
            Code("other", "Another group", ("Oth",)),
        ),
    ),
    CodeList(
        "training_kind",
        "Kind of training.",
        (
            Code("agency", "Agency training", ("In-service",)),
            Code("interagency", "Interagency training", ("Joint training", "Cross-agency")),
            Code("roll_call", "Roll call", ("Roll-call", "Briefing")),
            Code("orientation", "Orientation", ("New member orientation",)),
            Code("refresher", "Refresher", ("Refresher training",)),
        ),
    ),
    CodeList(
        "target_group",
        "For whom a training is meant.",
        (
            Code("call_taker", "Call-takers", ("Call taker", "Call takers", "Call-taker")),
            Code("dispatcher", "Dispatchers", ("Dispatch",)),
            Code("patrol", "Patrol officers", ("Officers", "Deputies")),
            Code("investigator", "Investigators", ("Detectives",)),
            Code("supervisor", "Supervisors", ("Sergeants",)),
            Code("jail", "Jail staff", ("Corrections officers", "Detention staff")),
            Code("prosecutor", "Prosecutors", ("Attorneys",)),
            Code("victim_witness", "Victim/witness staff", ("Victim witness",)),
            Code("judge", "Judges", ("Bench", "Judicial officers")),
            Code("court_staff", "Court staff", ("Clerks",)),
            Code("probation", "Probation officers", ("Agents",)),
            Code("advocate", "Advocates", ("Community advocates",)),
            Code("team", "Team members", ("Interagency team",)),
        ),
    ),
    CodeList(
        "milestone_status",
        "Where a milestone stands.",
        (
            Code("not_started", "Not started", ("Planned",)),
            Code("on_track", "On track", ("In progress",)),
            Code("at_risk", "At risk", ("Concern",)),
            Code("late", "Late", ("Overdue", "Delayed")),
            Code("done", "Done", ("Completed", "Complete")),
        ),
    ),
)
"""Lists of the coordinator's registers."""
