"""What gives a person away: patterns on headers, and on values of columns that would be kept.

Patterns only answer yes or no. What follows from a yes stands in ``gate.py``; no pattern ever hands a value on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.metadata.classes import Privacy


@dataclass(frozen=True)
class HeaderPattern:
    """A pattern on normalised headers, with what it means in justice exports and elsewhere."""

    name: str
    pattern: re.Pattern[str]
    justice: Privacy
    elsewhere: Privacy
    check_id: str


def _header(name: str, pattern: str, justice: Privacy, elsewhere: Privacy, check_id: str) -> HeaderPattern:
    return HeaderPattern(name, re.compile(pattern), justice, elsewhere, check_id)


_WHO = "victim|vic|complainant|petitioner|protected|rp|reporting_party|witness|client|survivor|child|minor"
_WHAT = "name|nm|first|last|fname|lname|phone|addr|address|email|dob|birth|school|employer"

HEADER_PATTERNS: tuple[HeaderPattern, ...] = (
    _header(
        "a victim, witness or child",
        rf"(^|_)({_WHO})s?_(.*_)?({_WHAT})(_|$)",
        Privacy.REFUSE,
        Privacy.REFUSE,
        "privacy_victim_column",
    ),
    _header(
        "several parties at once",
        r"^(party|parties|involved_party|complainant|petitioner|victim|victims|name)(_names?)?$",
        Privacy.REFUSE,
        Privacy.REFUSE,
        "privacy_mixed_names_column",
    ),
    _header(
        "a government number of a person",
        r"(^|_)(ssn|social_security|soc_sec|passport|alien|a_number|immigration|medicaid|mrn)(_|$)",
        Privacy.REFUSE,
        Privacy.REFUSE,
        "privacy_person_number_column",
    ),
    _header(
        "a client of an advocacy program",
        r"^(client|intake|shelter|hotline|bed|resident)_?(id|no|number|date|num)(_|$)",
        Privacy.REFUSE,
        Privacy.REFUSE,
        "privacy_advocacy_rows",
    ),
    _header(
        "a narrative",
        r"(^|_)(narrative|synopsis|remarks|comments?|notes?|description_of_event|statement_text)$",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_narrative_column",
    ),
    _header(
        "a caller",
        r"(^|_)(caller|ani|ali)_(.*_)?(name|phone|number|address|addr)(_|$)",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_column_dropped",
    ),
    _header(
        "a name",
        r"^(?!court|agency|dept|department|facility|unit|county|city|station|district|division|offense|charge|statute|code)"
        r"(.*_)?(name|names|fname|lname|first|last|middle|alias|aka|surname)(_name)?$|case_(title|style|caption)",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_column_dropped",
    ),
    _header(
        "a birth date",
        r"(^|_)(dob|birth_?date|date_of_birth)(_|$)",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_column_dropped",
    ),
    _header(
        "a place",
        r"(^|_)(lat|latitude|lon|lng|longitude|x_?coord|y_?coord|mapx|mapy|address|addr|street|apt|unit_no|zip4?)(_|$)",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_column_dropped",
    ),
    _header(
        "a phone or account",
        r"(^|_)(phone|cell|mobile|email|e_mail|ip_address|facebook|instagram|plate|license_plate)(_|$)",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_column_dropped",
    ),
    _header(
        "a number of a person",
        r"(^|_)(sid|fbi_no|fbi_number|inmate_(no|number|id)|dl|oln|driver_?s?_lic\w*)(_|$)",
        Privacy.DROP,
        Privacy.REFUSE,
        "privacy_column_dropped",
    ),
    _header(
        "a member of staff",
        r"(^|_)(officer|deputy|badge|serial|agent|attorney|judge|run_by|created_by)(_name|_no|_id|_num|_number)?$",
        Privacy.DROP,
        Privacy.DROP,
        "privacy_column_dropped",
    ),
)

VALUE_PATTERNS: dict[str, str] = {
    "a social security number": r"\b\d{3}-\d{2}-\d{4}\b",
    "a phone number": r"(^|[^\d-])(\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}($|[^\d-])",
    "an e-mail address": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}",
    "a street address": (
        r"(?i)\b\d{1,6} +([nsew]\.? +)?[a-z][a-z'. ]{1,30} +"
        r"(st|street|ave|avenue|rd|road|blvd|boulevard|ln|lane|dr|drive|ct|court|pl|place|way|apt)\b"
    ),
}


def classify_header(header: str, is_justice: bool) -> tuple[HeaderPattern, Privacy] | None:
    """The first pattern that a normalised header meets and what it asks for, or None."""
    for candidate in HEADER_PATTERNS:
        if candidate.pattern.search(header):
            return candidate, candidate.justice if is_justice else candidate.elsewhere
    return None


def identifying(text: str) -> str | None:
    """What kind of identifier a short text (a file or sheet name) holds, or None."""
    return next((name for name, pattern in VALUE_PATTERNS.items() if re.search(pattern, text)), None)
