"""Code lists of incidents, arrests and investigations that are not lists of NIBRS.

Lists of NIBRS stand in ``offenses.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

PATROL: tuple[CodeList, ...] = (
    CodeList(
        "risk_screen_tool",
        "Which risk screen officers use.",
        (
            Code(
                "lap",
                "Lethality Assessment Program screen",
                ("Lethality screen", "LAP screen", "Lethality assessment"),
            ),
            Code("da_le", "Danger Assessment for Law Enforcement", ("DA-LE", "DA LE")),
            Code("odara", "ODARA", ("Ontario Domestic Assault Risk Assessment",)),
            Code("local", "Local screen", ("Other", "Agency form")),
            Code("none", "No screen in use", ("No tool",)),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "risk_screen_status",
        "What became of the risk screen in an incident.",
        (
            Code("completed", "Completed", ("Complete", "Done", "Screened", "Y", "Yes")),
            Code(
                "victim_declined",
                "Victim chose not to answer",
                ("Declined", "Refused", "Victim declined", "Victim refused"),
            ),
            Code("victim_unable", "Victim was not able to answer", ("Unable", "Victim unable")),
            Code("not_offered", "Not offered", ("Not done", "Not asked", "Not completed", "N", "No")),
            Code("not_eligible", "Not an eligible incident", ("Not eligible", "Ineligible")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "risk_screen_result",
        "Result of the risk screen, by score or by the officer's belief.",
        (
            Code(
                "high_danger", "High danger", ("High", "High risk", "HD", "Protocol triggered", "Screened in")
            ),
            Code(
                "not_high_danger",
                "Not high danger",
                ("Not high", "Low", "Not high risk", "Non-high danger", "Screened out"),
            ),
            Code("not_scored", "Not scored", ("No score", "Incomplete")),
        ),
    ),
    CodeList(
        "arrest_basis",
        "On what ground a person was arrested.",
        (
            Code(
                "on_view_dv",
                "Probable cause at the scene",
                ("On-view", "On view", "Probable cause", "PC", "PC arrest"),
            ),
            Code("warrant", "Warrant", ("W", "Arrest warrant", "Warrant arrest")),
            Code(
                "probable_cause_later",
                "Probable cause, arrested later",
                ("PC later", "Delayed PC", "Follow-up arrest"),
            ),
            Code("citation", "Citation", ("Cite", "Cited", "Summons", "Summoned/Cited")),
            Code("other", "Another ground", ("Oth",)),
        ),
    ),
    CodeList(
        "investigation_status",
        "Where an investigation stands.",
        (
            Code("open", "Open", ("Active", "Assigned", "Pending", "Under investigation")),
            Code("inactive", "Inactive", ("Suspended", "Inactivated")),
            Code(
                "cleared_arrest",
                "Cleared by arrest",
                ("Arrest", "Closed by arrest", "CBA", "Closed - arrest"),
            ),
            Code(
                "cleared_exceptional",
                "Cleared exceptionally",
                (
                    "Exceptionally cleared",
                    "Exceptional clearance",
                    "Ex cleared",
                    "Exceptional",
                    "Cleared by exception",
                ),
            ),
            Code(
                "referred",
                "Referred to the prosecutor",
                ("Referred to prosecutor", "Referred to DA", "Submitted to DA", "Sent to prosecutor"),
            ),
            Code(
                "closed_other",
                "Closed for another reason",
                ("Closed", "Closed other", "Closed - other", "Unfounded"),
            ),
        ),
    ),
)
"""Lists of incidents, arrests and investigations."""
