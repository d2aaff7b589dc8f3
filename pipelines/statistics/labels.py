"""The words of breakdowns that are no code lists: scope, steps, links, conditions, time standards.

Labels of codes stand in ``metadata/code_lists``, names of measures in ``metadata/measures``.
"""

from __future__ import annotations

from pipelines.metadata import MEASURES
from pipelines.metadata.derive import field_title
from pipelines.metadata.links import LINKS

_WORDS = {
    "scope": {"ipv": "Between intimate partners"},
    "statistic": {"p90": "90th percentile"},
    "step": {
        "arrest": "Arrest",
        "referred": "Referred to the prosecutor",
        "filed": "Filed",
        "convicted": "Convicted of any charge",
        "supervised": "Under supervision",
    },
    "counted_by": {"charge": "Of all charges", "primary_charge": "Of primary charges"},
    "caseload": {"open_at_end": "Open on the last day of the period"},
    "link": {link.name: link.words for link in LINKS},
    "level_change": {
        "lower": "Filed at a lower level",
        "same": "Filed at the level referred",
        "higher": "Filed at a higher level",
    },
    "dual_review": {
        "one_or_both_declined": "One or both declined",
        "both_filed": "Both filed",
        "other": "Another decision",
    },
    "pending_age": {
        "misdemeanor_180_days": "Misdemeanors pending over 180 days",
        "felony_365_days": "Felonies pending over 365 days",
    },
    "decided_within": {"days_10": "Decided within 10 days", "days_30": "Decided within 30 days"},
    "decision_point": {
        "arrest": "Arrested within a day",
        "dual_arrest": "Part of a dual arrest",
        "hold": "Held for more than 72 hours",
        "filing": "Filed with any charge",
        "dismissal": "Dismissed",
        "conviction": "Convicted of a domestic violence charge",
        "jail": "Sentenced to jail or prison",
        "revocation": "Supervision revoked",
    },
    "service": {
        "risk_questions": "All risk questions answered",
        "advocate_notice": "Advocate notified after an arrest",
        "victim_contact": "Victim contacted before the decision",
    },
    "recommendation_standing": {"decided": "Decided", "carried_out": "Carried out"},
    "participants_band": {
        "under_5": "Held with fewer than 5 people",
        "5_to_9": "Held with 5 to 9 people",
        "10_or_more": "Held with 10 or more people",
    },
    "served_within": {"days_3": "Served within 3 days", "days_7": "Served within 7 days"},
    "bip_status": {"completed": "Program completed"},
    "condition": {
        "cond_bip": "Batterer intervention program",
        "cond_no_contact": "No contact",
        "cond_firearm": "Give up firearms",
        "cond_chemical_eval": "Chemical evaluation",
        "cond_review_hearing": "Review hearing",
    },
}


def part_labels() -> dict[str, dict[str, str]]:
    """Breakdown, category and words of every part of a measure, in the order of the declarations."""
    labels = {breakdown: dict(_WORDS[breakdown]) for breakdown in ("scope", "statistic")}
    for measure in MEASURES.values():
        for part in measure.parts:
            known = _WORDS.get(part.breakdown, {}).get(part.category)
            labels.setdefault(part.breakdown, {})[part.category] = known or _words(part.category)
    return labels


def _words(category: str) -> str:
    """Words made from a category's name: ``felony_90_days`` becomes "Felony within 90 days"."""
    level, _, limit = category.partition("_")
    if limit.endswith("_days"):
        return f"{field_title(level)} within {limit.replace('_', ' ')}"
    return field_title(category)
