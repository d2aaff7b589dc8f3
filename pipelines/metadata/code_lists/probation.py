"""Code lists of probation: status, supervision, programs, violations and their responses.

The sentence that starts supervision stands in ``sentences.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

PROBATION: tuple[CodeList, ...] = (
    CodeList(
        "probation_status",
        "Where a supervision case stands.",
        (
            Code("active", "Active", ("A", "ACT", "Open", "Active supervision")),
            Code("administrative", "Administrative", ("Admin", "ADM", "Bench", "Banked", "Non-reporting")),
            Code(
                "absconded",
                "Absconded",
                ("ABS", "ABSC", "Absconder", "Whereabouts unknown", "Warrant status"),
            ),
            Code(
                "hold_or_sanction",
                "On hold or in a sanction",
                ("Hold", "Sanction", "In custody", "Jail hold", "Hold/Sanction"),
            ),
            Code("other", "Another status", ("Oth",)),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "supervision_level",
        "How closely a probationer is supervised.",
        (
            Code("high", "High", ("H", "Maximum", "Max", "Intensive", "Very high")),
            Code("medium", "Medium", ("M", "Med", "Moderate")),
            Code("low", "Low", ("L", "Minimum", "Min")),
            Code("unsupervised", "Unsupervised", ("U", "Administrative", "None", "Non-reporting")),
        ),
    ),
    CodeList(
        "dv_risk_tool",
        "Which domestic violence risk tool probation used.",
        (
            Code("odara", "ODARA", ("Ontario Domestic Assault Risk Assessment",)),
            Code("sara", "SARA", ("Spousal Assault Risk Assessment", "SARA-V3")),
            Code("dvsi_r", "DVSI-R", ("DVSI", "DVSIR", "Domestic Violence Screening Instrument")),
            Code("da", "Danger Assessment", ("DA score",)),
            Code("local", "Local tool", ("Other", "Agency form")),
            Code("none", "None used", ("N", "No", "Not done")),
        ),
    ),
    CodeList(
        "probation_victim_contact",
        "Whether probation reached the victim.",
        (
            Code("reached", "Reached", ("Contacted", "Y", "Yes", "Contact made")),
            Code("attempted", "Attempted, not reached", ("Attempt", "No answer", "Left message")),
            Code("not_attempted", "Not attempted", ("N", "No", "None", "No contact")),
            Code("declined", "Victim did not want contact", ("Victim declined", "Declined contact")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "bip_status",
        "Where a probationer stands in the batterer intervention program.",
        (
            Code("not_started", "Not started", ("NS", "Pending", "Waitlist", "Not enrolled")),
            Code("enrolled", "Enrolled", ("IP", "In progress", "Attending", "Active")),
            Code("completed", "Completed", ("C", "Complete", "Graduated")),
            Code(
                "terminated_noncompliance",
                "Terminated for not taking part as ordered",
                (
                    "NC",
                    "Terminated",
                    "Terminated - noncompliance",
                    "Non-compliant",
                    "Noncompliant",
                    "Unsuccessful",
                ),
            ),
            Code(
                "terminated_other",
                "Ended for another reason",
                ("Terminated - other", "Transferred", "Ended other"),
            ),
        ),
    ),
    CodeList(
        "discharge_type",
        "How supervision ended.",
        (
            Code(
                "successful",
                "Successful",
                ("Success", "Completed", "Expired", "Early discharge", "Satisfactory", "Honorable discharge"),
            ),
            Code("neutral", "Neutral", ("Transferred", "Death", "Deceased", "Administrative", "Transfer")),
            Code(
                "unsuccessful",
                "Unsuccessful",
                (
                    "Revoked",
                    "Revocation",
                    "Unsatisfactory",
                    "Terminated unsatisfactorily",
                    "Probation Terminated Unsatisfactorily",
                    "Failed",
                ),
            ),
            Code("other", "Another ending", ("Oth",)),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "violation_type",
        "Kind of supervision violation.",
        (
            Code(
                "technical",
                "Technical violation",
                ("T", "TECH", "Technical", "Rule violation", "Condition violation"),
            ),
            Code("absconding", "Absconding", ("A", "ABS", "ABSC", "Absconded")),
            Code(
                "new_offense",
                "New offense",
                ("N", "NOFF", "New crime", "New arrest", "New charge", "New law violation"),
            ),
            Code("other", "Another violation", ("Oth",)),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "violation_subtype",
        "What the violation was about.",
        (
            Code(
                "no_contact",
                "Contact against an order",
                ("No contact", "No-contact violation", "NCO violation", "Contact with victim"),
            ),
            Code(
                "new_dv_offense",
                "New domestic violence offense",
                ("New DV offense", "New DV arrest", "New domestic"),
            ),
            Code(
                "bip_noncompliance",
                "Not attending the batterer intervention program",
                ("BIP", "BIP noncompliance", "Failure to attend BIP", "Terminated from BIP", "DV program"),
            ),
            Code(
                "chemical_use",
                "Alcohol or drug use",
                ("Chemical", "Positive test", "Positive UA", "Drug use", "Alcohol use", "Failed UA"),
            ),
            Code("firearm", "Firearm", ("Weapon", "Firearm possession")),
            Code(
                "failure_to_report",
                "Not reporting",
                ("Failure to report", "FTR", "Missed appointment", "Failed to report"),
            ),
            Code("other", "Another matter", ("Oth",)),
        ),
    ),
    CodeList(
        "violation_response",
        "What followed a violation.",
        (
            Code("none", "No response", ("No action", "No action taken")),
            Code(
                "verbal_or_admin",
                "Warning or administrative response",
                ("Verbal", "Warning", "Verbal reprimand", "Administrative", "Admin response", "Reprimand"),
            ),
            Code(
                "conditions_added",
                "Conditions added",
                ("Modified", "Added conditions", "Conditions modified", "Modification"),
            ),
            Code("jail_sanction", "Jail sanction", ("Jail", "Sanction", "Jail time", "Short jail")),
            Code("extension", "Supervision extended", ("Extended", "Extend", "Probation extended")),
            Code(
                "revocation_partial",
                "Partly revoked",
                ("Partial revocation", "Revoked in part", "Partially revoked"),
            ),
            Code(
                "revocation_full",
                "Fully revoked",
                ("Revoked", "Revocation", "Full revocation", "Revoked in full"),
            ),
            Code("dismissed", "Violation dismissed", ("Dismissed", "Withdrawn", "Not found", "Unfounded")),
            Code("pending", "Pending", ("Open", "Hearing set")),
        ),
    ),
)
"""Lists of probation cases and violations."""
