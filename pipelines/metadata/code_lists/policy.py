"""Code lists of the assessment: documents, policy and practice ratings, case review, causes.

Meetings, decisions and the coordinator's other registers stand in ``registers.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

POLICY: tuple[CodeList, ...] = (
    CodeList(
        "doc_type",
        "Kind of document in the source book.",
        (
            Code("policy", "Policy", ("Policies",)),
            Code("general_order", "General order", ("GO", "Order")),
            Code("protocol", "Protocol", ("Procedure", "SOP")),
            Code("form", "Form", ("Forms",)),
            Code("checklist", "Checklist", ("Check list",)),
            Code("training_memo", "Training memo", ("Training memorandum", "Training bulletin")),
            Code("statute", "Statute", ("Law", "Code section")),
            Code("standing_order", "Standing order", ("Court order",)),
            Code("mou", "Memorandum of understanding", ("Agreement", "MOA")),
            Code("job_aid", "Job aid", ("Pocket card", "Bench card", "Guide")),
            Code("database_screen", "Database screen", ("Screen", "Screenshot")),
            Code("report_template", "Report template", ("Template",)),
            Code("report", "Report", ("Summary",)),
        ),
    ),
    CodeList(
        "policy_status",
        "How local text stands to a practice element. Statuses are counted, never averaged.",
        (
            Code("met", "Met", ("Yes", "Fully met")),
            Code("partly", "Partly met", ("Partially", "Partially met", "Partial")),
            Code("not_met", "Not met", ("No",)),
            Code("not_addressed", "Not addressed", ("No text", "Missing", "Absent")),
            Code("conflicts", "Conflicts", ("Conflict", "Contradicts")),
            Code("not_applicable", "Not applicable", ("Does not apply",)),
        ),
    ),
    CodeList(
        "evidence_kind",
        "Where evidence about practice comes from.",
        (
            Code("case_review", "Case review", ("Case file review", "Case files")),
            Code("interview", "Interview", ("Interviews",)),
            Code("observation", "Observation", ("Observations",)),
            Code("survivor_information", "Information from survivors", ("Survivors", "Survivor input")),
            Code("statistics", "Statistics", ("Data",)),
        ),
    ),
    CodeList(
        "practice_rating",
        "How often a practice is seen.",
        (
            Code("consistent", "Consistently", ("Always", "Consistently seen")),
            Code("sometimes", "Sometimes", ("Often", "Inconsistent")),
            Code("rarely", "Rarely", ("Seldom",)),
            Code("not_seen", "Not seen", ("Never", "None")),
            Code("unknown", "Unknown", ("Unk", "Cannot tell")),
            Code("not_applicable", "Not applicable", ("Does not apply",)),
        ),
    ),
    CodeList(
        "record_kind",
        "What was read or heard in a case review.",
        (
            Code("call_recording", "911 recording", ("Recording", "911 call recording")),
            Code("cad_record", "Dispatch record", ("CAD", "CAD record")),
            Code("patrol_report", "Patrol report", ("Police report", "Incident report")),
            Code(
                "followup_report",
                "Follow-up report",
                ("Follow up report", "Supplement", "Investigation report"),
            ),
            Code("charging_file", "Charging file", ("Prosecution file",)),
            Code("court_file", "Court file", ("Docket file",)),
            Code("psi", "Presentence investigation", ("Presentence report",)),
            Code("probation_file", "Probation file", ("Supervision file",)),
            Code("jail_file", "Jail file", ("Booking file",)),
            Code("po_file", "Protection-order file", ("Protection order file",)),
        ),
    ),
    CodeList(
        "review_outcome",
        "Whether a practice was seen in a reviewed record. The last two never count in a rate.",
        (
            Code("demonstrated", "Demonstrated", ("D", "Yes", "Y")),
            Code("partly", "Partly demonstrated", ("P", "Partially", "Partial")),
            Code("not_demonstrated", "Not demonstrated", ("ND", "No", "N")),
            Code("not_applicable", "Not applicable", ("Does not apply",)),
            Code("unknown", "Unknown", ("Unk", "U", "Cannot tell")),
        ),
    ),
    CodeList(
        "example_code",
        "What a reviewed record shows about a practice, so that no story needs to be kept.",
        (
            Code("good_practice", "Good example of the practice"),
            Code("done_not_recorded", "Seems done, but not recorded"),
            Code("recorded_not_passed_on", "Recorded, but not passed on"),
            Code("not_asked", "Question not asked"),
            Code("form_lacks_field", "Form or screen has no place for it"),
            Code("wording_unclear", "Wording unclear or judging"),
            Code("too_late", "Done too late"),
            Code("record_missing", "Part of the record is missing"),
            Code("other", "Another observation"),
        ),
    ),
    CodeList(
        "cause_code",
        "How the organization of work explains a gap. The problem is looked for there, not in single workers.",
        (
            Code("mission_purpose", "Mission and purpose", ("Mission", "Mission, purpose, function")),
            Code("concepts_theories", "Concepts and theories", ("Concepts",)),
            Code("rules_regulations", "Rules and regulations", ("Rules", "Regulations")),
            Code("admin_practices", "Administrative practices", ("Forms and screens", "Admin practices")),
            Code("resources", "Resources", ("Staffing", "Workload")),
            Code("education_training", "Education and training", ("Training", "Education")),
            Code("linkages", "Linkages", ("Linkage", "Links between agencies")),
            Code("accountability", "Accountability", ("Supervision", "Oversight")),
        ),
    ),
    CodeList(
        "observation_kind",
        "Where practice was observed.",
        (
            Code("ride_along", "Ride-along", ("Ride along",)),
            Code("sit_along", "Sit-along in the 911 center", ("Sit along", "Sit-along")),
            Code("court_observation", "In court", ("Court", "Court observation", "Court watch")),
            Code("intake_observation", "At intake", ("Intake", "Intake observation")),
            Code("supervision_visit", "Probation visit", ("Supervision visit", "Home visit")),
            Code("other", "Elsewhere", ("Oth",)),
        ),
    ),
    CodeList(
        "interviewee_role",
        "The role of a person interviewed, never the name.",
        (
            Code("director", "Director", ("Agency head", "Chief")),
            Code("supervisor", "Supervisor", ("Sergeant", "Manager")),
            Code("practitioner", "Practitioner", ("Line staff", "Worker")),
            Code("advocate", "Advocate", ("Advocates",)),
            Code("other", "Another role", ("Oth",)),
        ),
    ),
    CodeList(
        "process_step",
        "Steps of a case on the case-processing map.",
        (
            Code("call_911", "911 call", ("911",)),
            Code("dispatch", "Dispatch", ("Dispatching",)),
            Code("patrol_response", "Patrol response", ("Patrol",)),
            Code("supervisor_review", "Supervisor review of the report", ("Report review",)),
            Code("investigation", "Investigation", ("Follow-up investigation",)),
            Code("warrant", "Warrant and search for the suspect", ("Warrants",)),
            Code("booking", "Booking", ("Jail booking",)),
            Code("pretrial_release", "Bail and pretrial release", ("Bail", "Pretrial")),
            Code("referral", "Referral to the prosecutor", ("Referred",)),
            Code("charging", "Charging decision", ("Charging",)),
            Code("first_appearance", "First appearance", ("Arraignment",)),
            Code("pretrial_hearings", "Pretrial hearings", ("Hearings",)),
            Code("case_outcome", "Plea, trial, dismissal or diversion", ("Disposition", "Plea", "Trial")),
            Code("presentence", "Presentence investigation", ("PSI",)),
            Code("sentence", "Sentence", ("Sentencing",)),
            Code("probation_intake", "Probation intake", ("Intake",)),
            Code("supervision", "Supervision", ("Probation",)),
            Code("violation_hearing", "Violation report and hearing", ("Violation",)),
            Code("discharge", "Discharge", ("End of supervision",)),
            Code("advocacy", "Advocacy after police contact", ("Advocacy-initiated response", "AIR")),
            Code("victim_notice", "Notice to the victim", ("Victim/witness notices",)),
            Code("protection_order", "Civil protection order", ("Protection orders",)),
        ),
    ),
)
"""Lists of the assessment."""
