"""Code lists of jail, warrants and pretrial release.

Sentences stand in ``sentences.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

_RELEASES = (
    Code(
        "ror",
        "Own recognizance",
        (
            "OR",
            "Own recog",
            "Personal recognizance",
            "PR",
            "RPR",
            "Recognizance",
            "Released on own recognizance",
            "Release on recognizance",
            "O.R.",
            "R.O.R.",
        ),
    ),
    Code(
        "monetary_bail",
        "Monetary bail",
        (
            "BOND",
            "BAIL",
            "Bonded",
            "Bonded out",
            "Cash bond",
            "Cash bail",
            "Surety bond",
            "Surety",
            "Bail bond",
            "Posted bond",
            "Posted bail",
            "Cash",
        ),
    ),
    Code(
        "supervision_or_em",
        "Supervision or electronic monitoring",
        (
            "Supervised release",
            "Pretrial supervision",
            "Pretrial release",
            "Pretrial services",
            "EM",
            "Electronic monitoring",
            "GPS",
            "Supervision",
        ),
    ),
    Code(
        "cite_and_release",
        "Cited and released",
        ("Cite", "Citation", "Cite and release", "Cite/release", "Cited", "Summons"),
    ),
    Code("time_served", "Time served", ("TS", "Sentence served", "Sentence complete", "Sentence expired")),
    Code(
        "transferred",
        "Transferred to another agency",
        (
            "Transfer",
            "Transferred",
            "Transport",
            "Released to other agency",
            "Other agency",
            "Turned over to other agency",
            "Extradited",
            "DOC",
            "Prison",
        ),
    ),
)
_NO_BAIL_SPELLINGS = (
    "No bond",
    "No bail",
    "No bail set",
    "Held without bail",
    "Held without bond",
    "Held no bond",
    "Remand",
    "Remanded",
)
_LAST_RELEASES = (
    Code(
        "other",
        "Another release",
        (
            "Oth",
            "Court order",
            "Court ordered release",
            "Charges dismissed",
            "Charges dropped",
            "No charges filed",
            "Not charged",
        ),
    ),
    Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
)

CUSTODY: tuple[CodeList, ...] = (
    CodeList(
        "release_type",
        "How a person left the jail, or that no bail was set.",
        (
            *_RELEASES,
            Code("no_bail_detained", "Detained without bail", ("Detained", *_NO_BAIL_SPELLINGS)),
            *_LAST_RELEASES,
        ),
    ),
    CodeList(
        "pretrial_recommendation",
        "What pretrial staff recommended.",
        (
            *_RELEASES,
            Code(
                "detain",
                "Detain",
                ("no_bail_detained", "Detention", "Hold", "No release", *_NO_BAIL_SPELLINGS),
            ),
            *_LAST_RELEASES,
        ),
    ),
    CodeList(
        "pretrial_decision",
        "What the judge decided.",
        (
            *_RELEASES,
            Code(
                "detained",
                "Detained",
                ("no_bail_detained", "Detain", "Detention", "Held", *_NO_BAIL_SPELLINGS),
            ),
            *_LAST_RELEASES,
        ),
    ),
    CodeList(
        "victim_notified",
        "Whether the victim was told of the release, and when.",
        (
            Code(
                "notified_before",
                "Notified before release",
                ("Before", "Notified before", "Y", "Yes", "Before release"),
            ),
            Code("notified_after", "Notified after release", ("After", "Notified after", "After release")),
            Code(
                "attempted",
                "Attempted, not reached",
                ("Attempt", "No answer", "Left message", "Attempted notification"),
            ),
            Code(
                "not_required_declined",
                "Not required, or notice not wanted",
                ("Declined", "Not required", "Opted out", "Declined notice"),
            ),
            Code("not_notified", "Not notified", ("N", "No", "Not done")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "pretrial_victim_contact",
        "Whether pretrial staff reached the victim.",
        (
            Code("reached", "Reached", ("Contacted", "Y", "Yes", "Contact made", "Spoke with victim")),
            Code("attempted", "Attempted, not reached", ("Attempt", "No answer", "Left message")),
            Code("not_attempted", "Not attempted", ("N", "No", "None", "No contact")),
            Code("declined", "Victim did not want contact", ("Victim declined", "Declined contact")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    CodeList(
        "warrant_type",
        "What a warrant is for.",
        (
            Code("arrest", "Arrest warrant", ("A", "Arr", "AW", "Felony arrest", "Arrest")),
            Code(
                "bench_fta",
                "Bench warrant after failure to appear",
                ("Bench", "BW", "BFW", "FTA", "Failure to appear", "Bench warrant"),
            ),
            Code(
                "probation_violation",
                "Probation violation warrant",
                ("PV", "VOP", "Probation violation", "Violation of probation"),
            ),
            Code(
                "nco_violation",
                "Warrant for violating a no-contact order",
                ("NCO violation", "No contact violation", "No-contact order violation", "Order violation"),
            ),
        ),
    ),
    CodeList(
        "warrant_status",
        "Where a warrant stands.",
        (
            Code("active", "Active", ("A", "ACT", "Open", "Outstanding", "Issued", "Unserved")),
            Code("served", "Served", ("S", "SRV", "Executed", "Arrested", "Cleared")),
            Code(
                "recalled",
                "Recalled",
                ("R", "RCL", "Quashed", "Canceled", "Cancelled", "Withdrawn", "Vacated"),
            ),
            Code("expired", "Expired", ("E", "EXP")),
        ),
    ),
)
"""Lists of jail, warrants and pretrial release."""
