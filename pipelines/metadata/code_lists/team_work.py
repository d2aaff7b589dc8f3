"""Code lists of the team's own work: seats, plans, materials, schedule, reviews, findings, events, themes.

Partners, recommendations, decisions, training and milestones stand in ``registers.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

TEAM_WORK: tuple[CodeList, ...] = (
    CodeList(
        "participation_status",
        "Whether a partner takes part.",
        (
            Code("participating", "Takes part", ("Participating", "Active")),
            Code("invited", "Invited", ("Asked",)),
            Code("considering", "Considering", ("Undecided",)),
            Code("not_participating", "Does not take part", ("Not participating", "Withdrew")),
        ),
    ),
    CodeList(
        "partner_role",
        "What a partner agreed to do.",
        (
            Code("sends_data", "Sends data", ("Data",)),
            Code("opens_files", "Opens files for case review", ("Case review",)),
            Code("reviews_policy", "Reviews and adapts policy", ("Policy review",)),
            Code("team_seat", "Sits on the team", ("Team",)),
            Code("work_group_seat", "Sits on a work group", ("Work group",)),
            Code("trains_staff", "Trains its staff", ("Training",)),
            Code("names_liaison", "Names a liaison", ("Liaison",)),
            Code(
                "responds_to_victims",
                "Reaches out to victims after police contact",
                ("Advocacy response", "AIR"),
            ),
            Code("consults_survivors", "Consults survivors", ("Consultation",)),
            Code("funds", "Gives money", ("Funding",)),
        ),
    ),
    CodeList(
        "team_seat",
        "What a seat on a team or work group is for.",
        (
            Code("coordinator", "Coordinator", ("Blueprint coordinator",)),
            Code("lead", "Lead", ("Chair", "Work group lead")),
            Code("advocate", "Advocate", ("Community advocate", "Blueprint advocate")),
            Code("practitioner", "Practitioner", ("Line staff",)),
            Code("supervisor", "Supervisor", ("Manager",)),
            Code("liaison", "Agency liaison", ("Liaison",)),
            Code("director", "Director", ("Agency head",)),
            Code("community", "Community member", ("Community",)),
        ),
    ),
    CodeList(
        "shift",
        "The shift in which practice was observed.",
        (
            Code("day", "Day", ("Days", "Morning")),
            Code("evening", "Evening", ("Swing", "Afternoon")),
            Code("night", "Night", ("Nights", "Overnight")),
            Code("weekend", "Weekend", ("Weekends",)),
            Code("office_hours", "Office hours", ("Business hours",)),
        ),
    ),
    CodeList(
        "plan_status",
        "Where a planned piece of the assessment stands.",
        (
            Code("planned", "Planned", ("Not started",)),
            Code("under_way", "Under way", ("In progress", "Started")),
            Code("done", "Done", ("Completed", "Complete")),
            Code("dropped", "Dropped", ("Cancelled", "Canceled")),
        ),
    ),
    CodeList(
        "material_kind",
        "What kind of material the assessment needs.",
        (
            Code("policy", "Policy or general order", ("Policy", "Order")),
            Code("protocol", "Protocol", ("Procedure",)),
            Code("form", "Form or checklist", ("Form", "Checklist")),
            Code("law", "Law or rule", ("Law", "Statute")),
            Code("statistics", "Statistics", ("Data",)),
            Code("records", "Records to read", ("Records", "Case files")),
            Code("training", "Training material", ("Training",)),
            Code("other", "Other material", ("Oth",)),
        ),
    ),
    CodeList(
        "material_status",
        "Whether needed material is there.",
        (
            Code("have", "Have it", ("Have", "Received")),
            Code("asked", "Asked for", ("Asked", "Requested")),
            Code("refused", "Refused", ("Declined",)),
            Code("not_asked", "Not asked for yet", ("Not asked",)),
            Code("not_applicable", "Not applicable", ("Does not apply",)),
        ),
    ),
    CodeList(
        "activity_kind",
        "What is planned.",
        (
            Code("interview", "Interview", ("Interviews",)),
            Code("observation", "Observation", ("Ride-along", "Sit-along")),
            Code("case_review", "Case review", ("Case files",)),
            Code("focus_group", "Focus group", ("Listening session",)),
            Code("meeting", "Meeting", ("Team meeting",)),
            Code("training", "Training", ()),
            Code("other", "Something else", ("Oth",)),
        ),
    ),
    CodeList(
        "activity_status",
        "Where a planned activity stands.",
        (
            Code("planned", "Planned", ("Tentative",)),
            Code("confirmed", "Confirmed", ("Set",)),
            Code("done", "Done", ("Held",)),
            Code("canceled", "Canceled", ("Cancelled", "Called off")),
        ),
    ),
    CodeList(
        "interview_topic",
        "What an interview was about.",
        (
            Code("daily_work", "How the work is done day by day"),
            Code("policy_knowledge", "What the policy asks"),
            Code("forms_and_screens", "Forms and screens"),
            Code("risk_and_danger", "Risk and danger"),
            Code("links", "Links to other agencies"),
            Code("victim_safety", "Victims' safety and say"),
            Code("access", "Language, disability and culture"),
            Code("training", "Training and supervision"),
            Code("workload", "Workload and resources"),
            Code("data", "Records and data"),
        ),
    ),
    CodeList(
        "outcome_reason",
        "Why a practice could not be seen in a reviewed record, so that no story needs to be kept.",
        (
            Code("step_not_reached", "The case did not come to this step"),
            Code("condition_absent", "What the practice is for was not there"),
            Code("record_missing", "Part of the record is missing"),
            Code("not_legible", "The record cannot be read or heard"),
            Code("form_lacks_field", "The form has no place for it"),
            Code("other", "Another reason"),
        ),
    ),
    CodeList(
        "review_verdict",
        "What a reviewer says about a recommendation.",
        (
            Code("supports", "Supports it", ("Support", "Yes")),
            Code("supports_with_changes", "Supports it with changes", ("With changes",)),
            Code("concerns", "Has concerns", ("Concern",)),
            Code("opposes", "Opposes it", ("No", "Against")),
            Code("no_view", "No view", ("Abstains",)),
        ),
    ),
    CodeList(
        "milestone_kind",
        "What kind of change a milestone is.",
        (
            Code("documentation", "New documentation requirement", ("Documentation",)),
            Code("procedure", "Procedure in force", ("Procedure", "Policy")),
            Code("form", "Form or checklist", ("Form",)),
            Code("database", "Database or screen", ("Database", "Screen")),
            Code("training", "Training", ()),
            Code("launch", "Public launch", ("Launch",)),
            Code("monitoring", "Monitoring", ("Monitor",)),
            Code("other", "Something else", ("Oth",)),
        ),
    ),
    CodeList(
        "finding_trigger",
        "What raised a finding.",
        (
            Code("below_threshold", "Seen in too few records", ("Below threshold",)),
            Code("falling", "Falling for two quarters", ("Falling",)),
            Code("conflict", "The text conflicts", ("Conflict",)),
            Code("often_blank", "Often left blank", ("Blank",)),
            Code("survivors", "Survivors or advocates raised it", ("Survivors", "Advocates")),
            Code("practitioners", "Practitioners raised it", ("Practitioners",)),
            Code("other", "Something else", ("Oth",)),
        ),
    ),
    CodeList(
        "remeasured_result",
        "What a second look showed.",
        (
            Code("better", "Better", ("Improved",)),
            Code("no_clear_change", "No clear change", ("Same",)),
            Code("worse", "Worse", ("Declined",)),
            Code("too_few", "Too few records to tell", ("Too few",)),
        ),
    ),
    CodeList(
        "finding_status",
        "Where the work on a finding stands.",
        (
            Code("open", "Open", ("New",)),
            Code("in_progress", "In progress", ("Started", "Underway")),
            Code("waiting", "Waiting to be measured again", ("Waiting",)),
            Code("closed", "Closed", ("Done",)),
            Code("dropped", "Dropped", ("Withdrawn",)),
        ),
    ),
    CodeList(
        "public_event_kind",
        "What kind of public event.",
        (
            Code("press_release", "Press release", ("Press",)),
            Code("public_launch", "Public launch", ("Launch",)),
            Code("community_event", "Community event", ("Community",)),
            Code("fact_sheet", "Fact sheet", ("Handout",)),
            Code("other", "Something else", ("Oth",)),
        ),
    ),
    CodeList(
        "public_event_status",
        "Where a public event stands.",
        (
            Code("planned", "Planned", ("Draft",)),
            Code("approved", "Approved", ()),
            Code("held", "Held or published", ("Held", "Published")),
            Code("canceled", "Canceled", ("Cancelled", "Called off")),
        ),
    ),
    CodeList(
        "release_role",
        "Who reviews an edition before it is released.",
        (
            Code("blueprint_advocate", "Blueprint advocate", ("Advocate",)),
            Code("advocacy_program", "Advocacy program", ("Community advocate",)),
            Code("coordinator", "Blueprint coordinator", ("Coordinator",)),
            Code("steering_group", "Steering group", ("Steering committee", "Directors")),
        ),
    ),
    CodeList(
        "release_verdict",
        "What the reviewer of a draft says.",
        (
            Code("approved", "Approved for release", ("Approved", "Yes")),
            Code("changes_needed", "Changes needed", ("Not approved", "No")),
        ),
    ),
    CodeList(
        "consultation_status",
        "Whether a consultation was held.",
        (
            Code("planned", "Planned", ()),
            Code("held", "Held", ("Done",)),
            Code("canceled", "Canceled", ("Cancelled", "Called off")),
        ),
    ),
    CodeList(
        "mentions_band",
        "How often a theme came up in a consultation, as a band.",
        (
            Code("once", "Once", ("One",)),
            Code("few", "By a few", ("Few", "2-4")),
            Code("several", "By several", ("Several", "5-9")),
            Code("most", "By most", ("Most", "10+", "All")),
        ),
    ),
)
"""Lists of the team's own work."""
