"""Code lists of prosecution: what was decided on a referral, why, and on what kind of charge.

How charges and cases end stands in ``court.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList

_REASON = CodeList(
    "reason",
    "Why a case was declined or dismissed. Reasons about the victim stay apart from each other.",
    (
        Code(
            "insufficient_evidence",
            "Not enough evidence",
            (
                "Insufficient evidence",
                "Lack of evidence",
                "Unable to prove",
                "Insufficient",
                "No probable cause",
            ),
            "evidence",
        ),
        Code(
            "witness_unavailable",
            "Witness not available",
            (
                "Witness unavailable",
                "Witness not available",
                "Complaining Witness Not in Court",
                "CW Not in Court",
            ),
            "evidence",
        ),
        Code(
            "evidence_suppressed",
            "Evidence suppressed",
            (
                "Suppressed",
                "Motion to suppress granted",
                "Motion to Quash Arrest & Suppress Evidence/Sustained",
            ),
            "evidence",
        ),
        Code(
            "police_followup_not_done",
            "Police follow-up not done",
            ("Follow-up not done", "Further investigation not completed"),
            "evidence",
        ),
        Code(
            "victim_declined_to_participate",
            "Victim chose not to take part",
            (
                "Victim declined",
                "Victim declined to participate",
                "Victim declined to prosecute",
                "Victim refused to prosecute",
                "Victim uncooperative",
                "Victim recanted",
                "Victim does not wish to prosecute",
                "Victim request",
                "Complaining Witness No Prosecution",
            ),
            "victim",
        ),
        Code(
            "victim_not_located",
            "Victim not located",
            ("Unable to locate victim", "Cannot locate victim"),
            "victim",
        ),
        Code(
            "self_defense_predominant_aggressor",
            "Self-defense or not the predominant aggressor",
            ("Self-defense", "Self defense", "Not predominant aggressor", "Not primary aggressor"),
            "review",
        ),
        Code(
            "plea_to_other_case",
            "Plea in another case",
            ("PG to other case", "Plea to other case", "Plea on other case"),
            "elsewhere",
        ),
        Code(
            "proceeding_on_other_count",
            "Going on with another count",
            (
                "PG to Other Count/s",
                "PG to Other Count",
                "Proceeding on Other Count/s",
                "Proceeding on Other Count",
                "Plea to other count",
            ),
            "elsewhere",
        ),
        Code(
            "charged_other_jurisdiction",
            "Charged in another jurisdiction",
            ("Federal prosecution", "Other jurisdiction", "Referred to other jurisdiction"),
            "elsewhere",
        ),
        Code("diverted", "Diverted before disposition", ("Diversion", "Referred to diversion"), "diversion"),
        Code(
            "completed_deferral",
            "Deferral or program completed",
            (
                "Diversion completed",
                "Deferral completed",
                "Deferred Prosecution Program Completed",
                "Program completed",
            ),
            "diversion",
        ),
        Code(
            "statute_or_time_limit",
            "Time limit passed",
            ("Statute of limitations", "Speedy trial", "SOL expired"),
            "other",
        ),
        Code(
            "defendant_deceased",
            "Defendant died",
            ("Defendant deceased", "Deceased", "Death of defendant"),
            "other",
        ),
        Code(
            "interest_of_justice",
            "Interest of justice",
            ("In the interest of justice", "Interests of justice", "IOJ"),
            "other",
        ),
        Code("other", "Another reason", ("Oth", "Other reason"), "other"),
        Code(
            "not_recorded",
            "No reason recorded",
            ("Not recorded", "No reason given", "None given", "Unknown", "Unk"),
            "not_recorded",
        ),
    ),
)

PROSECUTION: tuple[CodeList, ...] = (
    CodeList(
        "review_decision",
        "What the prosecutor decided on a referral.",
        (
            Code(
                "filed",
                "Charges filed",
                ("File", "Charged", "Charges filed", "Approved", "Accepted", "Issued", "Filed as referred"),
            ),
            Code(
                "filed_lesser",
                "Lesser charges filed",
                ("Filed lesser", "Charged lesser", "Filed - reduced", "Filed reduced", "Approved lesser"),
            ),
            Code(
                "declined",
                "Declined",
                (
                    "Decline",
                    "Rejected",
                    "Declination",
                    "Denied",
                    "Refused",
                    "No file",
                    "Not charged",
                    "No charge",
                ),
            ),
            Code(
                "returned_for_investigation",
                "Returned for more investigation",
                (
                    "Returned",
                    "Returned for investigation",
                    "Continued Investigation",
                    "Further investigation",
                    "Returned for further investigation",
                    "RFI",
                ),
            ),
            Code(
                "referred_other_office",
                "Referred to another office",
                (
                    "Referred",
                    "Referred to city attorney",
                    "Referred to other office",
                    "Referred to other agency",
                ),
            ),
            Code(
                "diverted_precharge",
                "Diverted before charging",
                ("Diverted", "Diversion", "Pre-charge diversion", "Deferred"),
            ),
            Code("pending", "Pending", ("Open", "Under review", "In review")),
        ),
    ),
    _REASON,
    CodeList(
        "charge_family",
        "What kind of conduct a charge is about.",
        (
            Code(
                "assault", "Assault", ("Battery", "Domestic assault", "Domestic battery", "Assault/Battery")
            ),
            Code("strangulation", "Strangulation", ("Strangulation/Suffocation", "Suffocation")),
            Code(
                "order_violation",
                "Violation of an order",
                (
                    "Order violation",
                    "Violation Order Of Protection",
                    "Violation of protection order",
                    "Violation of no contact order",
                ),
            ),
            Code("stalking", "Stalking", ()),
            Code(
                "threats_harassment",
                "Threats or harassment",
                ("Threats", "Harassment", "Terroristic threats", "Intimidation"),
            ),
            Code("sexual_assault", "Sexual assault", ("Criminal sexual conduct", "Rape")),
            Code(
                "interference_with_call",
                "Interference with an emergency call",
                ("Interference with 911 call", "Interfering with 911", "Interference with emergency call"),
            ),
            Code(
                "property_damage",
                "Property damage",
                ("Criminal damage", "Damage to property", "Vandalism", "Malicious mischief"),
            ),
            Code("trespass_burglary", "Trespass or burglary", ("Trespass", "Burglary")),
            Code(
                "child_endangerment",
                "Child endangerment",
                ("Endangering a child", "Risk of injury to a child"),
            ),
            Code(
                "kidnapping_restraint",
                "Kidnapping or restraint",
                ("Kidnapping", "False imprisonment", "Unlawful restraint", "Unlawful imprisonment"),
            ),
            Code("weapon", "Weapon offense", ("Weapons", "Firearm")),
            Code("homicide", "Homicide", ("Murder", "Manslaughter")),
            Code("other", "Another offense", ("Oth",)),
        ),
    ),
)
"""Lists of referrals and charges."""
