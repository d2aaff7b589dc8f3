"""Code lists that Samepage itself writes: verdicts, statuses, severities, how a measure is counted and shown.

No agency sends these, so they have no other spellings.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

RESULTS: tuple[CodeList, ...] = (
    CodeList(
        "submission_status",
        "What became of one submission.",
        (
            Code("accepted", "Accepted"),
            Code("accepted_with_problems", "Accepted with questions"),
            Code("not_accepted", "Not accepted"),
            Code("refused", "Refused, personal data"),
            Code("nil_report", "Nothing to report"),
            Code("superseded", "Replaced by a newer version"),
            Code("same_content", "Holds the same as an earlier file"),
            Code("withdrawn", "Withdrawn"),
        ),
    ),
    CodeList(
        "month_status",
        "Where an agency's dataset stands for one month.",
        (
            Code("received", "Received"),
            Code("needs_fixing", "Needs fixing"),
            Code("late", "Late"),
            Code("nil_report", "Nothing to report"),
            Code("not_due", "Not due yet"),
        ),
    ),
    CodeList(
        "problem_severity",
        "How bad a data problem is.",
        (
            Code("whole_file", "Stops the whole file"),
            Code("row_held", "Row held until corrected"),
            Code("value", "Value counts as unknown"),
            Code("unlikely", "Used, please confirm"),
            Code("note", "Note"),
        ),
    ),
    CodeList(
        "problem_stage",
        "At which step a data problem was met.",
        (
            Code("file", "File"),
            Code("sheet", "Sheet"),
            Code("privacy", "Personal data"),
            Code("cell", "Cell"),
            Code("row", "Row"),
            Code("table", "Whole table"),
            Code("history", "Compared with earlier months"),
        ),
    ),
    CodeList(
        "direction",
        "Which way a measure should move.",
        (
            Code("up_good", "Up is good"),
            Code("down_good", "Down is good"),
            Code("neutral", "Neither up nor down is good by itself"),
        ),
    ),
    CodeList(
        "period_kind",
        "How long a period of a measure is.",
        (
            Code("month", "Month"),
            Code("quarter", "Quarter"),
            Code("rolling12", "Rolling 12 months"),
            Code("year", "Year"),
        ),
    ),
    CodeList(
        "value_kind",
        "How a measure is expressed.",
        (
            Code("count", "Count"),
            Code("share", "Share"),
            Code("mix", "Mix of categories"),
            Code("ratio", "So many for each one"),
            Code("median", "Median"),
        ),
    ),
    CodeList(
        "unit_of_count",
        "What a measure counts.",
        (
            Code("call", "Calls"),
            Code("incident", "Incidents"),
            Code("victim", "Victims in reports"),
            Code("suspect_victim_pair", "Pairs of suspect and victim"),
            Code("arrest", "Arrests"),
            Code("booking", "Bookings"),
            Code("warrant", "Warrants"),
            Code("defendant_case", "Cases of a defendant"),
            Code("charge", "Charges"),
            Code("order", "Orders"),
            Code("probation_case", "Probation cases"),
            Code("response", "Answers"),
            Code("event", "Events"),
            Code("person", "People"),
            Code("contact", "Contacts"),
            Code("violation", "Violations"),
            Code("continuance", "Continuances"),
            Code("request", "Requests"),
            Code("record", "Records"),
            Code("recommendation", "Recommendations"),
            Code("finding", "Findings"),
            Code("consultation", "Consultations"),
            Code("mixed", "Mixed units"),
        ),
    ),
    CodeList(
        "audience",
        "Who may read a figure.",
        (
            Code("coordinator", "Coordinator"),
            Code("director", "Director of the agency"),
            Code("joint", "Directors together"),
            Code("public", "Public"),
        ),
    ),
    CodeList(
        "gap_kind",
        "How policy and practice stand to each other.",
        (
            Code("policy_met_practice_low", "Policy met, practice low"),
            Code("conflicts", "Local text conflicts"),
            Code("not_addressed", "Not addressed in policy"),
            Code("practice_ahead_of_policy", "Practice ahead of policy"),
            Code("aligned", "Policy and practice agree"),
            Code("too_few_files", "Too few files reviewed"),
            Code("not_reviewed", "Not reviewed"),
            Code("retired", "Retired here"),
        ),
    ),
)
"""Lists of results."""
