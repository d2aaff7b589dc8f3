"""Code lists of 911 calls: what was reported, where it came from, how it was closed.

A center has hundreds of call types of its own; its layout maps them, and only words that mean
the same everywhere stand here.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

CALLS: tuple[CodeList, ...] = (
    CodeList(
        "call_type",
        "What a call was about, as first or finally coded.",
        (
            Code(
                "dv_in_progress",
                "Domestic violence in progress",
                (
                    "DV IN PROGRESS",
                    "DOMESTIC IN PROGRESS",
                    "DOMESTIC ASSAULT IN PROGRESS",
                    "FIGHT-DV",
                    "FIGHT - DV",
                    "DV PHYSICAL",
                    "DV-PHYSICAL",
                    "DOMESTIC PHYSICAL",
                ),
                "dv",
            ),
            Code(
                "dv_physical_past",
                "Domestic violence that has ended",
                (
                    "DV REPORT",
                    "DV COLD",
                    "DOMESTIC ASSAULT REPORT",
                    "DOMESTIC ASSAULT COLD",
                    "DV ASSAULT PAST",
                    "DV JUST OCCURRED",
                ),
                "dv",
            ),
            Code(
                "dv_verbal",
                "Domestic, verbal only",
                ("DV-VERBAL", "DV VERBAL", "DOMESTIC VERBAL", "VERBAL DOMESTIC", "DOMESTIC-VERBAL"),
                "dv",
            ),
            Code(
                "dv_unknown_trouble",
                "Domestic, nature unknown",
                (
                    "DOMESTIC DISTURBANCE",
                    "DOMESTIC",
                    "DOMESTIC UNKNOWN",
                    "DOMESTIC TROUBLE",
                    "DV UNKNOWN",
                    "DV",
                ),
                "dv",
            ),
            Code(
                "dv_weapon",
                "Domestic violence with a weapon",
                ("DV WEAPON", "DOMESTIC WITH WEAPON", "DV W/WEAPON", "DOMESTIC W/WEAPON", "DV-WEAPON"),
                "dv",
            ),
            Code(
                "order_violation",
                "Violation of a protection or no-contact order",
                (
                    "VIOLATION OF PROTECTION ORDER",
                    "VIOLATION OF PROTECTIVE ORDER",
                    "PROTECTION ORDER VIOLATION",
                    "ORDER VIOLATION",
                    "VIOLATION OF ORDER",
                    "VIOLATION ORDER OF PROTECTION",
                    "VIOL OF PROTECTION ORDER",
                    "RESTRAINING ORDER VIOLATION",
                    "NO CONTACT ORDER VIOLATION",
                    "OFP VIOLATION",
                ),
                "dv",
            ),
            Code(
                "stalking_harassment",
                "Stalking or harassment",
                ("STALKING", "HARASSMENT", "STALKING/HARASSMENT"),
                "dv",
            ),
            Code(
                "welfare_check_dv",
                "Welfare check with a domestic violence concern",
                ("WELFARE CHECK DV", "WELFARE CHECK - DV", "DV WELFARE CHECK"),
                "dv",
            ),
            Code(
                "child_custody_dispute",
                "Child custody matter",
                ("CHILD CUSTODY", "CUSTODY DISPUTE", "CHILD CUSTODY DISPUTE", "CUSTODY"),
                "related",
            ),
            Code(
                "assist_retrieve_property",
                "Stand-by while property is collected",
                (
                    "CIVIL STANDBY",
                    "CIVIL STAND-BY",
                    "STANDBY PROPERTY",
                    "PROPERTY RETRIEVAL",
                    "KEEP THE PEACE",
                ),
                "related",
            ),
            Code("not_dv", "Not about domestic violence", ("NON-DV", "NON DV", "NOT DOMESTIC"), "other"),
        ),
    ),
    CodeList(
        "call_disposition",
        "How a call was closed.",
        (
            Code(
                "report_written",
                "Report written",
                (
                    "RTF",
                    "REPORT",
                    "REPORT TO FOLLOW",
                    "ORIGINAL CASE",
                    "21",
                    "REPORT TAKEN",
                    "CASE REPORT",
                    "RPT",
                ),
            ),
            Code("arrest", "Arrest made", ("ARR", "ARRESTED", "ARREST/REPORT")),
            Code("goa_suspect", "Suspect gone on arrival", ("GOA", "GONE ON ARRIVAL", "GONE", "SUSPECT GOA")),
            Code(
                "no_action_civil",
                "No report: advised, assisted or civil matter",
                (
                    "NAT",
                    "NECESSARY ACTION TAKEN",
                    "ADVISED",
                    "CIVIL MATTER",
                    "CIVIL",
                    "ASSIST",
                    "ASSISTED",
                    "NO REPORT",
                    "NO ACTION",
                    "NO POLICE ACTION",
                    "WARNED",
                ),
            ),
            Code("unfounded", "Unfounded", ("UNF", "UNFD")),
            Code(
                "cancelled", "Canceled", ("CAN", "CANCEL", "CANCELLED BY CALLER", "CANCELED BY CALLER", "CXL")
            ),
            Code("unable_to_locate", "Unable to locate", ("UTL", "NO SUCH ADDRESS", "NSA")),
            Code(
                "transferred",
                "Passed to another jurisdiction",
                ("OTHER JURISDICTION", "TRANSFER", "OTHER AGENCY", "REFERRED TO OTHER AGENCY"),
            ),
            Code("duplicate", "Duplicate call", ("DUP", "DUPL", "DUPLICATE EVENT")),
            Code("void_test", "Void or test", ("VOI", "VOID", "TEST", "TEST INCIDENT", "TEST CALL")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "source_kind",
        "How a call reached the center.",
        (
            Code("911", "911 call", ("E911", "E-911", "9-1-1", "WIRELESS 911", "911 WIRELESS")),
            Code(
                "non_emergency",
                "Non-emergency line",
                ("NON-EMERGENCY", "NON EMERGENCY", "ADMIN LINE", "ADMINISTRATIVE", "7 DIGIT", "PHONE"),
            ),
            Code("text", "Text to 911", ("TEXT-TO-911", "TEXT TO 9-1-1", "SMS")),
            Code(
                "officer_initiated",
                "Officer-initiated",
                (
                    "OFFICER",
                    "SELF INITIATED",
                    "SELF-INITIATED",
                    "ON VIEW",
                    "ON-VIEW",
                    "ONVIEW",
                    "FIELD INITIATED",
                    "OFFICER INITIATED",
                ),
            ),
            Code("alarm", "Alarm", ("ALARM COMPANY", "PANIC ALARM")),
            Code("other_agency", "Another agency", ("OTHER AGENCY", "AGENCY TRANSFER")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "caller_relation",
        "Who called.",
        (
            Code("victim", "Victim", ("V", "VIC")),
            Code("child", "Child", ("C", "CHILD CALLER", "JUVENILE")),
            Code("suspect", "Suspect", ("S", "SUS")),
            Code(
                "third_party",
                "Another person",
                ("3RD PARTY", "THIRD PARTY", "WITNESS", "NEIGHBOR", "BYSTANDER"),
            ),
            Code(
                "hangup_open_line",
                "Hang-up or open line",
                ("HANGUP", "HANG UP", "HANG-UP", "OPEN LINE", "ABANDONED", "911 HANGUP"),
            ),
            Code("unknown", "Unknown", ("ANONYMOUS", *UNKNOWN_SPELLINGS)),
        ),
    ),
)
"""Lists of the calls table."""
