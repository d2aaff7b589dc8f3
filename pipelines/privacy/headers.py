"""What headers give a person away, and what follows from each in justice exports and elsewhere.

Patterns answer yes or no on normalised headers; what follows for a file stands in ``gate.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
    r"child(ren)?s?|minors?|juveniles?|daughters?|sons?)"
)
_NAME = r"(names?|nm|[fl]name|initials|(first|last|full|middle)_?(name|nm|initial))"
_REACH = r"(phone|ph_no|addr|address|e?_?mail|school|employer|workplace|contact_info)"
_BIRTH = r"(first|last|dob|birth|birth_?date|birthday)"
_GEOGRAPHY = "court|agency|dept|department|facility|unit|county|city|town|station|district|division|beat|sector|area|zone|precinct|ward|tribe|neighborhood|region|building|boro(ugh)?|parks?"
_THINGS = (
    "offense|charge|statute|code|type|program|measure|event|form|tool|screen|file|sheet|document|policy|role|team|squad|host|"
    "dataset|step|class|crime_?type|category|status|disposition|incident|field|column|report|drug|weapon|element|group"
)
_OFFICER = r"(officer|ofcr|offr|deputy|badge|serial|serl|agent|attorney|judge|run_by|created_by|detective|prosecutor|dispatcher|clerk)"

# The first pattern that a header meets counts.
HEADER_PATTERNS: tuple[HeaderPattern, ...] = (
    _refuses(
        "the name of a victim, witness or child",
        rf"(^|_){_WHO}(_(.*_)?|){_NAME}$",
        "privacy_victim_column",
        _NOTHING,
    ),
    _refuses(
        "the name or address of a victim, witness or child",
        r"^comp(name|[bh]?(address|addr|phone|apt|zipcode))$|(^|_)(safe|confidential|protected|acp|shelter)_(phone|address|contact|location)(_|$)",
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
        r"(^|_)(ssn|social_security|soc_sec|social|passport|alien|a_number|immigration|citizenship|medicaid|mrn)(_(no|num|number|id|status))?$"
        r"|(^|_)(ssn|ssan|social_security|soc_?sec|passport|itin|tax_id)(_|$)|^(\w+_)?ss_?(no|num|number)$",
        "privacy_person_number_column",
        _NOTHING,
    ),
    _refuses(
        "somebody's health, safety plan or criminal history",
        r"(^|_)(medical_(record|history|details?|notes?|diagnosis)|diagnos[ie]s|(forensic_)?exam_(details?|findings?|results?|notes?)"
        r"|medications?|hiv_status|safety_plan(_(text|details?|notes?|location))?|rap_?sheet|criminal_history_(text|details?))$",
        "privacy_identifying_column",
    ),
    _refuses(
        "a client of an advocacy program",
        r"^(clients?|shelter|hotline|residents?|survivors?)_?(id|no|number|date|num|hash|code|key|guid|uuid|ref|identifier)(_|$)",
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
        r"(^|_)(narratives?|synopsis|remarks?|comments?|notes?|description_of_event|statement(_text)?|summary_text|free_text)$",
        check_id="privacy_narrative_column",
        refusal_id="privacy_words_column",
    ),
    _drops(
        "a caller", rf"(^|_)(caller|callback|ani|ali)_(.*_)?({_NAME}|{_REACH}|number|no)(_|$)|^callername$"
    ),
    _drops(
        "a member of staff",
        rf"(^|_){_OFFICER}\d?(_(name|no|nbr|id|num|number|initials|yob|year_of_birth))?$|^(\w+_)?ofcr\d?_serl_nbr$"
        r"|^\w*(badge(num|no)?|officerid)$|^(ro|reptoff)\d?(name)?$|^named_employee_id$|(^|_)(assigned|entered|approved|prepared|updated)_(to|by)$",
        _VALUES_AND_KEYS,
        elsewhere=Privacy.DROP,
    ),
    _drops(
        "a name",
        rf"^(?!(.*_)?({_GEOGRAPHY}|{_THINGS})_?(names?|nm)$)(.*_)?(names?|nm|[fl]name|first|last|middle|alias(es)?|aka|surname|moniker)(_name)?$"
        r"|^[a-z]*(first|last|full)name$|case_?(title|style|caption)|(^|_)(first|middle|last)_initial$|(^|_)initials$",
    ),
    _drops("a birth date", r"(^|_)(dob|yob|birth_?(date|day|year)|(date|year)_of_birth)(_|$)|^\w+dob$"),
    _drops(
        "a place",
        r"(^|_)(lat|latitude|lon|lng|longitude|x_?coord|y_?coord|mapx|mapy|address|addr|street|apt|apartment|unit_no|zip(4|code)?|geocode[d]?|geom)(_|$)"
        r"|^[xy]$|^long$|^[a-z]+(address|addr)$|^center(x|y|long|lat)$|(^|_)(point|location|x_y|geo|coords?|coordinates?)_[xy]$"
        r"|(^|_)[xy]_?coordinate$|(^|_)(postal_?code|po_box|gps)(_|$)",
    ),
    _drops(
        "a phone or account",
        r"(^|_)(phone|mobile|email|e_mail|ip_address|facebook|instagram|snapchat|tiktok|social_media|user_?name|imei|mac_address|"
        r"device_id|plate|license_plate|vin|employer|workplace|contact_info)(_|$)"
        r"|(^|_)cell(_?(phone|no|num|number))?$|^[a-z]+(phone|email)$|(^|_)(photo|image|mug_?shot|audio|video|recording)(_?(link|url|path|file|id))?$",
    ),
    _drops(
        "a number of a person",
        r"(^|_)(sid|fbi_(no|num|number|id)|inmate_(no|number|id)|dl|dln|oln|driver_?s?_lic\w*)(_|$)"
        r"|^(\w+_)?(subject|citizen|person|suspect|offender|arrestee|defendant|master_name|mni)_?id$|^mni(_(no|num|number))?$",
        _VALUES_AND_KEYS,
    ),
)


@lru_cache(maxsize=10_000)
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
