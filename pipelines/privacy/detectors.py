"""What gives a person away: patterns on headers, and on values of columns that would be kept.

Patterns only answer yes or no. What follows from a yes stands in ``gate.py``; no pattern ever hands a value on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipelines.metadata.classes import Kind, Privacy
from pipelines.reading import normalise_header

_VALUES = frozenset(
    {Kind.DATE, Kind.TIMESTAMP, Kind.FLAG, Kind.TRISTATE, Kind.CODE, Kind.INTEGER, Kind.DECIMAL}
)
_VALUES_AND_KEYS = _VALUES | {Kind.KEY}
_NOTHING: frozenset[Kind] = frozenset()


@dataclass(frozen=True)
class HeaderPattern:
    """A pattern on normalised headers, with what it means in justice exports and elsewhere.

    ``yields_to`` are the kinds of fields that such a column may become where a layout maps it: a date, a count or a
    code carries nobody's name, whatever its header says. ``check_id`` names the problem where the column is dropped,
    ``refusal_id`` where it refuses the file.
    """

    name: str
    pattern: re.Pattern[str]
    justice: Privacy
    elsewhere: Privacy
    check_id: str
    refusal_id: str
    yields_to: frozenset[Kind]


def _refuses(
    name: str,
    pattern: str,
    check_id: str,
    yields_to: frozenset[Kind] = _VALUES,
    justice: Privacy = Privacy.REFUSE,
) -> HeaderPattern:
    return HeaderPattern(name, re.compile(pattern), justice, Privacy.REFUSE, check_id, check_id, yields_to)


def _drops(
    name: str,
    pattern: str,
    yields_to: frozenset[Kind] = _VALUES,
    elsewhere: Privacy = Privacy.REFUSE,
    check_id: str = "privacy_column_dropped",
    refusal_id: str = "privacy_identifying_column",
) -> HeaderPattern:
    return HeaderPattern(name, re.compile(pattern), Privacy.DROP, elsewhere, check_id, refusal_id, yields_to)


_WHO = (
    r"(victims?|vic|vict|complainants?|petitioners?|protected|rp|reporting_party|witness(es)?|clients?|survivors?|"
    r"child(ren)?s?|minors?)"
)
_NAME = r"(names?|nm|[fl]name|(first|last|full|middle)_?(name|nm))"
_REACH = r"(phone|ph_no|addr|address|e?_?mail|school|employer)"
_BIRTH = r"(first|last|dob|birth|birth_?date|birthday)"
_GEOGRAPHY = "court|agency|dept|department|facility|unit|county|city|town|station|district|division|beat|sector|area|zone|precinct|ward|tribe"
_THINGS = "offense|charge|statute|code|type|program|measure|event|form|tool|screen|file|sheet|document|policy|role|team|squad|host|dataset"

# The first pattern that a header meets counts.
HEADER_PATTERNS: tuple[HeaderPattern, ...] = (
    _refuses(
        "the name of a victim, witness or child",
        rf"(^|_){_WHO}(_(.*_)?|){_NAME}$",
        "privacy_victim_column",
        _NOTHING,
    ),
    _refuses(
        "a victim, witness or child",
        rf"(^|_){_WHO}(_(.*_)?|)({_REACH}|{_BIRTH})(_|$)",
        "privacy_victim_column",
    ),
    _refuses(
        "several parties at once",
        r"^((involved_)?(party|parties)|involved_persons?|complainants?|petitioners?|victims?|names?)(_?names?)?$",
        "privacy_mixed_names_column",
    ),
    _refuses(
        "a government number of a person",
        r"(^|_)(ssn|social_security|soc_sec|social|passport|alien|a_number|immigration|medicaid|mrn)(_(no|num|number|id|status))?$"
        r"|(^|_)(ssn|social_security|soc_sec|passport)(_|$)",
        "privacy_person_number_column",
        _NOTHING,
    ),
    _refuses(
        "a client of an advocacy program",
        r"^(clients?|shelter|hotline|residents?)_?(id|no|number|date|num)(_|$)",
        "privacy_advocacy_rows",
        _VALUES_AND_KEYS,
    ),
    _refuses(  # in a jail or a probation office these are ordinary words
        "a client of an advocacy program",
        r"^(intake|bed|service)_?(id|no|number|date|num)(_|$)",
        "privacy_advocacy_rows",
        _VALUES_AND_KEYS,
        justice=Privacy.DROP,
    ),
    _drops(
        "a narrative",
        r"(^|_)(narratives?|synopsis|remarks?|comments?|notes?|description_of_event|statement(_text)?)$",
        check_id="privacy_narrative_column",
        refusal_id="privacy_words_column",
    ),
    _drops(
        "a caller", rf"(^|_)(caller|callback|ani|ali)_(.*_)?({_NAME}|{_REACH}|number|no)(_|$)|^callername$"
    ),
    _drops(
        "a member of staff",
        r"(^|_)(officer|deputy|badge|serial|agent|attorney|judge|run_by|created_by)(_(name|no|id|num|number))?$",
        _VALUES_AND_KEYS,
        elsewhere=Privacy.DROP,
    ),
    _drops(
        "a name",
        rf"^(?!{_GEOGRAPHY}|{_THINGS})(.*_)?(names?|[fl]name|first|last|middle|alias(es)?|aka|surname)(_name)?$"
        r"|^[a-z]*(first|last|full)name$|case_?(title|style|caption)",
    ),
    _drops("a birth date", r"(^|_)(dob|birth_?(date|day|year)|date_of_birth)(_|$)|^\w+dob$"),
    _drops(
        "a place",
        r"(^|_)(lat|latitude|lon|lng|longitude|x_?coord|y_?coord|mapx|mapy|address|addr|street|apt|unit_no|zip(4|code)?)(_|$)",
    ),
    _drops(
        "a phone or account",
        r"(^|_)(phone|mobile|email|e_mail|ip_address|facebook|instagram|plate|license_plate)(_|$)"
        r"|(^|_)cell(_?(phone|no|num|number))?$",
    ),
    _drops(
        "a number of a person",
        r"(^|_)(sid|fbi_(no|num|number|id)|inmate_(no|number|id)|dl|oln|driver_?s?_lic\w*)(_|$)",
        _VALUES_AND_KEYS,
    ),
)


@dataclass(frozen=True)
class ValuePattern:
    """A pattern (RE2) on the text of a cell; what ``harmless`` finds is taken out of the text before."""

    name: str
    pattern: str
    harmless: str | None = None


_STREET = r"(?:st|street|ave|avenue|rd|road|blvd|boulevard|ln|lane|apt|hwy|pkwy)"
_STREET_AS_NAME = (
    r"(?:Dr|DR|Drive|DRIVE|Ct|CT|Court|COURT|Pl|PL|Place|PLACE|Way|WAY|Cir|CIR|Circle|CIRCLE|Ter|TER)"
)
# "24 hours of court", "2 officers on the street": a number, and words that no street's name begins with.
_NO_STREET = (
    r"(?i)\b\d{1,6}(?:(?: +[a-z'.-]+){0,2} +(?:a|an|and|are|as|at|before|by|during|for|from|if|in|into|is|no|of|off|on|or|"
    r"out|per|than|that|the|their|to|under|until|was|were|when|where|who|with|within)\b"
    r"| +(?:hours?|days?|weeks?|months?|years?|minutes?|percent|officers?|deput(?:y|ies)|people|persons?|times?|cases?|calls?)\b)"
)

VALUE_PATTERNS: tuple[ValuePattern, ...] = (
    ValuePattern("a social security number", r"\b\d{3}-\d{2}-\d{4}\b"),
    ValuePattern(
        "a phone number", r"(?:^|[^\d-])(?:\+?1[-. ])?(?:\(\d{3}\) ?|\d{3}[-. ])\d{3}[-. ]\d{4}(?:$|[^\d-])"
    ),
    ValuePattern("an e-mail address", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}"),
    ValuePattern(
        "a street address",
        rf"\b\d{{1,6}} +(?:(?i:(?:[nsew]\.? +)?(?:[a-z0-9'.-]+ +){{1,3}}{_STREET}\b)"
        rf"|(?:[NSEW]\.? +)?(?:[A-Z][A-Za-z0-9'.-]* +){{1,3}}{_STREET_AS_NAME}\b)",
        _NO_STREET,
    ),
)

# A column of names is known by its shape and by given names that are common in the United States.
_GIVEN = (
    "james|john|robert|michael|william|david|richard|joseph|thomas|charles|christopher|daniel|matthew|anthony|mark|"
    "steven|paul|andrew|joshua|kevin|brian|george|edward|ronald|timothy|jason|jeffrey|ryan|jacob|gary|nicholas|eric|"
    "jonathan|stephen|justin|scott|brandon|benjamin|samuel|frank|raymond|patrick|jack|dennis|tyler|aaron|jose|juan|luis|"
    "carlos|miguel|jesus|antonio|mary|patricia|jennifer|linda|elizabeth|barbara|susan|jessica|sarah|karen|lisa|nancy|"
    "betty|sandra|margaret|ashley|kimberly|emily|donna|michelle|carol|amanda|melissa|deborah|stephanie|rebecca|laura|"
    "sharon|cynthia|dorothy|amy|kathleen|angela|shirley|brenda|emma|anna|pamela|nicole|samantha|katherine|christine|"
    "helen|rachel|maria|heather|diane|julie|joyce|victoria|kelly|christina|joan|evelyn|lauren|megan|andrea|hannah|"
    "jacqueline|martha|gloria|teresa|ann|sara|madison|jean|kathryn|janice|rosa|carmen|guadalupe"
)
NAME_SHAPE = rf"(?i)^[a-z'’ -]{{2,40}}, *(?:{_GIVEN})\b"
NAMES_SHARE = 0.3  # of a column's filled cells
LONG_TEXT = 80  # characters of a column's filled cells, on average


def classify_header(header: str, is_justice: bool) -> tuple[HeaderPattern, Privacy] | None:
    """The first pattern that a header meets and what it asks for, or None.

    ``header`` may be written ("VictimName") or normalised ("victim_name"): words run together are looked at apart too.
    """
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", header)
    spellings = dict.fromkeys((normalise_header(header), normalise_header(apart)))
    for candidate in HEADER_PATTERNS:
        if any(candidate.pattern.search(spelling) for spelling in spellings):
            return candidate, candidate.justice if is_justice else candidate.elsewhere
    return None


def identifying(text: str) -> str | None:
    """What kind of identifier a short text (a file or sheet name) holds, or None."""
    for kind in VALUE_PATTERNS:
        bare = re.sub(kind.harmless, " ", text) if kind.harmless else text
        if re.search(kind.pattern, bare):
            return kind.name
    return None
