"""Code lists of protection and no-contact orders, and of firearms given up under them.

Release conditions stand in ``custody.py``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Code, CodeList
from pipelines.metadata.code_lists.common import UNKNOWN_SPELLINGS

ORDER_KINDS = (
    Code(
        "ex_parte",
        "Temporary (ex parte) order",
        (
            "Ex parte",
            "Temporary",
            "TPO",
            "TRO",
            "EPO",
            "Emergency",
            "Emergency protective order",
            "Temporary protection order",
            "Temporary order",
        ),
    ),
    Code(
        "full",
        "Full protection order",
        (
            "Full",
            "Final",
            "Permanent",
            "PO",
            "OFP",
            "DVPO",
            "Final protection order",
            "Order for protection",
            "Protective order",
            "Plenary",
        ),
    ),
    Code(
        "criminal_nco",
        "Criminal no-contact order",
        ("NCO", "DANCO", "No contact order", "No-contact order", "Criminal protective order", "CPO"),
    ),
    Code(
        "harassment",
        "Harassment order",
        ("HRO", "Harassment restraining order", "Anti-harassment", "Anti-harassment order"),
    ),
    Code("extreme_risk", "Extreme risk protection order", ("ERPO", "Extreme risk", "Red flag")),
    Code("tribal", "Tribal order", ("Tribal court order", "Tribal protection order")),
)

ORDERS: tuple[CodeList, ...] = (
    CodeList(
        "order_type",
        "Which order was in force at the incident.",
        (*ORDER_KINDS, Code("unknown", "Unknown", UNKNOWN_SPELLINGS)),
    ),
    CodeList("order_kind", "Kind of protection or no-contact order.", ORDER_KINDS),
    CodeList(
        "petition_result",
        "What became of a petition for a protection order.",
        (
            Code("granted", "Granted", ("Issued", "G", "Order granted")),
            Code("denied", "Denied", ("D", "Order denied")),
            Code(
                "dismissed_petitioner_absent",
                "Dismissed, petitioner absent",
                (
                    "Petitioner FTA",
                    "Petitioner failed to appear",
                    "Dismissed - petitioner did not appear",
                    "Dismissed - FTA",
                ),
            ),
            Code(
                "dismissed_petitioner_request",
                "Dismissed at the petitioner's request",
                ("Withdrawn", "Petitioner request", "Dismissed - petitioner request", "Voluntary dismissal"),
            ),
            Code("dismissed_other", "Dismissed for another reason", ("Dismissed", "Dismissed - other")),
            Code("pending", "Pending", ("Open", "Continued")),
        ),
    ),
    CodeList(
        "petitioner_relationship",
        "Whether petitioner and respondent are or were intimate partners.",
        (
            Code(
                "ipv",
                "Intimate partners",
                ("Intimate partner", "Spouse", "Former spouse", "Dating", "Former dating"),
            ),
            Code("fv_non_ipv", "Family, not intimate partners", ("Family", "Family member", "Relative")),
            Code("other", "Another relationship", ("Oth", "Acquaintance", "Stranger")),
        ),
    ),
    CodeList(
        "firearm_compliance",
        "What became of an order to surrender firearms.",
        (
            Code(
                "surrendered",
                "Firearms surrendered",
                ("Surrender", "Firearms turned in", "Weapons surrendered"),
            ),
            Code(
                "declared_none",
                "Declared to have none",
                ("Declaration of none", "None declared", "Declaration of non-surrender", "No firearms"),
            ),
            Code("nothing_filed", "Nothing filed", ("Not filed", "No filing", "No declaration")),
            Code("review_hearing_set", "Review hearing set", ("Compliance hearing set", "Hearing set")),
            Code(
                "found_noncompliant",
                "Found not in compliance",
                ("Noncompliant", "Non-compliant", "Not in compliance"),
            ),
            Code("not_ordered", "Surrender not ordered", ("No order", "Not ordered")),
            Code("unknown", "Unknown", UNKNOWN_SPELLINGS),
        ),
    ),
)
"""Lists of orders."""
