"""Code lists of court cases: pleas and how charges and cases end.

Sentences stand in ``sentences.py``, protection orders in ``orders.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

_DISPOSITION = CodeList(
    "disposition",
    "Outcome of a charge or of a case; the group says what it counts as.",
    (
        Code(
            "conviction_plea",
            "Convicted by plea",
            (
                "Plea Of Guilty",
                "PG",
                "GPL",
                "Alford",
                "Alford plea",
                "No Contest",
                "Nolo Contendere",
                "Guilty Plea",
                "Pled Guilty",
                "Plead Guilty",
                "Plea of Guilty - Amended Charge",
                "Plea of Guilty - Lesser Included",
                "Convicted - Plea",
            ),
            "conviction",
        ),
        Code(
            "conviction_trial",
            "Convicted at trial",
            (
                "Finding Guilty",
                "Verdict Guilty",
                "Verdict-Guilty",
                "FG",
                "VG",
                "Found Guilty",
                "Guilty Verdict",
                "Jury Verdict Guilty",
                "Convicted - Trial",
            ),
            "conviction",
        ),
        Code(
            "acquittal",
            "Acquitted",
            (
                "FNG",
                "Finding Not Guilty",
                "Verdict-Not Guilty",
                "Verdict Not Guilty",
                "VNG",
                "Not Guilty",
                "Found Not Guilty",
                "FNG Reason Insanity",
                "Not Guilty by Reason of Insanity",
                "NGRI",
            ),
            "acquittal",
        ),
        Code(
            "dismissal",
            "Dismissed",
            (
                "Nolle Prosecution",
                "Nolle Prosequi",
                "Nolle Prossed",
                "Nolle",
                "NP",
                "Nol Pros",
                "Case Dismissed",
                "Charge Dismissed",
                "Dismissal",
                "DIS",
                "DISM",
                "DWOP",
                "FNPC",
                "Dismissed Without Prejudice",
                "Dismissed With Prejudice",
            ),
            "dismissal",
        ),
        Code(
            "diverted_or_deferred",
            "Diverted or deferred",
            (
                "Continuance for dismissal",
                "CFD",
                "Stay of adjudication",
                "PTI",
                "Pretrial Intervention",
                "Specialty court",
                "Diversion",
                "Diverted",
                "Deferred",
                "Deferred Adjudication",
                "Deferred Judgment",
                "Deferred Prosecution",
            ),
            "deferred",
        ),
        Code(
            "declined",
            "Declined before filing",
            ("Declination", "Charge Rejected", "Rejected", "No File", "Decline to Prosecute"),
            "declined",
        ),
        Code(
            "transfer",
            "Transferred",
            (
                "Transfer",
                "Superseded by Indictment",
                "Bound Over",
                "Transferred - Misd Crt",
                "Waived to Grand Jury",
                "Change of Venue",
            ),
            "transfer",
        ),
        Code(
            "other", "Another outcome", ("Oth", "Death Suggested-Cause Abated", "Abated", "Mistrial"), "other"
        ),
        Code(
            "pending_warrant",
            "Open, warrant issued",
            ("BFW", "Bench Warrant", "Warrant Issued", "BW"),
            "open",
        ),
        Code("unknown", "Unknown", UNKNOWN_SPELLINGS, "unknown"),
    ),
)

COURT: tuple[CodeList, ...] = (
    CodeList(
        "plea",
        "What the defendant pleaded.",
        (
            Code("guilty", "Guilty", ("G", "PG", "Plea of Guilty")),
            Code("not_guilty", "Not guilty", ("NG", "PNG", "Plea of Not Guilty")),
            Code("no_contest", "No contest", ("NC", "Nolo", "Nolo Contendere")),
            Code("alford", "Alford plea", ("Alford", "AP", "Norgaard")),
            Code("none_entered", "No plea entered", ("None", "No plea", "Standing mute")),
            Code("other", "Another plea", ("Oth",)),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
    _DISPOSITION,
    CodeList(
        "disposition_method",
        "By what step a case ended.",
        (
            Code("plea", "Plea", ("Guilty plea", "Plea agreement")),
            Code("bench_trial", "Bench trial", ("Court trial", "Trial by court", "BT")),
            Code("jury_trial", "Jury trial", ("Trial by jury", "JT")),
            Code(
                "dismissal_prosecutor",
                "Dismissal by the prosecutor",
                ("Dismissed by prosecutor", "Nolle Prosequi", "Nolle Prosecution", "Dismissed - State"),
            ),
            Code(
                "dismissal_court",
                "Dismissal by the court",
                ("Dismissed by court", "DWOP", "Dismissed - Court"),
            ),
            Code("diversion", "Diversion or deferral", ("Diverted", "Deferred")),
            Code("transfer", "Transfer", ("Transferred", "Bound over")),
            Code("abated", "Abated", ("Abated by death", "Death Suggested-Cause Abated")),
        ),
    ),
    CodeList(
        "dismissed_by",
        "Who dismissed a case or charge.",
        (
            Code("prosecutor", "Prosecutor", ("State", "DA", "P", "Nolle Prosequi")),
            Code("court", "Court", ("Judge", "C", "DWOP")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
)
"""Lists of court cases."""
