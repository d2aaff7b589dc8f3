"""What texts give a person away: patterns on the text of cells, titles, notes and names.

Patterns (RE2, so that they run over whole columns) only answer yes or no. What follows from a yes stands in ``gate.py``
and ``places.py``; no pattern ever hands a value on. Headers have their own in ``headers.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipelines.privacy.person_names import ADDRESSED, CASE_OF_SOMEBODY, PERSON


@dataclass(frozen=True)
class ValuePattern:
    """A pattern on a text; what ``harmless`` finds is taken out of the text before.

    A ``grave`` one refuses a file wherever it stands, even where nothing would be kept. One ``of_a_place`` stands in
    the letterhead of an office too, so in titles it is only told. ``words_only`` ones are looked for in columns of words
    and codes: in columns of numbers, dates and case numbers they would be met by chance.
    """

    name: str
    pattern: str
    harmless: str | None = None
    grave: bool = False
    of_a_place: bool = False
    words_only: bool = False

    def found_in(self, text: str) -> bool:
        """Whether ``text`` holds it."""
        bare = re.sub(self.harmless, " ", text) if self.harmless else text
        return _compiled(self.pattern).search(bare) is not None


_GAP = "[-.–‑\u00a0 ]"
_EDGE, _OUT = r"(?:^|[^0-9A-Za-z-])", r"(?:$|[^0-9A-Za-z-])"
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
_STATES = r"(?:state|people|commonwealth|united states|u\.?s\.?a?\.?|city|county|town|village|government)"
_NOBODY = (
    rf"(?i){_STATES} +(?:v|vs|versus)\.? +(?:local|county|city|state|federal|national|town|tribal|u\.?s\.?)\b"
)
_IN_RE_NOBODY = (
    r"(?i)(?:in re|matter of):? +(?:the +)?(?:domestic|family|order|violation|dv|protection|policy)"
)

NAME = "somebody's name"
VALUE_PATTERNS: tuple[ValuePattern, ...] = (
    ValuePattern(
        "a social security number",
        rf"{_EDGE}\d{{3}}[-–‑]\d{{2}}[-–‑]\d{{4}}{_OUT}"
        r"|(?i)(?:^|[^a-z])(?:ssn|ss#|soc(?:ial)?\.? ?sec(?:urity)?\.?)[ #:no.]*(?:\d{3}[- ]?\d{2}[- ]?)?\d{4}(?:$|[^0-9])",
        grave=True,
    ),
    ValuePattern(
        "a driver's license",
        r"(?i)(?:^|[^a-z])(?:dl|oln|driver'?s? lic(?:en[sc]e)?)[ #:no.]*[ #:.][a-z]{0,2}\d{5,}",
        grave=True,
    ),
    ValuePattern(
        "a phone number",
        rf"(?:^|[^\d-])(?:\+?1{_GAP}?)?(?:\(\d{{3}}\){_GAP}?|\d{{3}}{_GAP})\d{{3}}{_GAP}\d{{4}}(?:$|[^\d-])"
        rf"|(?i)(?:^|[^a-z])(?:ph|phone|tel|cell|mobile|call)[ :.#]+(?:\+?1{_GAP}?)?(?:\(?\d{{3}}\)?{_GAP}?)?\d{{3}}{_GAP}?\d{{4}}(?:$|[^\d-])"
        rf"|(?:^|[^\dA-Za-z])\+\d{{1,3}}{_GAP}?\d{{2,4}}{_GAP}\d{{3,4}}{_GAP}?\d{{3,4}}(?:$|[^\d-])",
        of_a_place=True,
    ),
    ValuePattern("an e-mail address", r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,}", of_a_place=True),
    ValuePattern(
        "a street address",
        rf"\b\d{{1,6}} +(?:(?i:(?:[nsew]\.? +)?(?:[a-z0-9'.-]+ +){{1,3}}{_STREET}\b)"
        rf"|(?:[NSEW]\.? +)?(?:[A-Z][A-Za-z0-9'.-]* +){{1,3}}{_STREET_AS_NAME}\b)|(?i)\bp\.? ?o\.? ?box +\d",
        _NO_STREET,
        of_a_place=True,
    ),
    ValuePattern(
        "a case title",
        rf"(?i)(?:^|[^a-z]){_STATES}(?: of(?: [a-z.]+){{1,3}})? +(?:v|vs|versus)\.? +[a-z]{{2,}}",
        _NOBODY,
    ),
    ValuePattern(
        "a case title",
        rf"(?i:in re|in the matter of)(?i: the)?(?i: (?:marriage|matter|estate|interest|custody|adoption|guardianship|welfare) of)?"
        rf":? +[A-Z]|(?i:marriage|estate|guardianship) of [A-Z][a-z'’-]+|{CASE_OF_SOMEBODY}",
        _IN_RE_NOBODY,
    ),
    ValuePattern(NAME, PERSON),
    ValuePattern(
        "a birth date",
        r"(?i)(?:^|[^a-z])(?:dob|d\.o\.b\.?|born(?: on)?|date of birth|birth ?date)[ :.]*\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}",
    ),
    ValuePattern(
        "a birth date",
        r"^(?:(?:0?[1-9]|1[0-2])[/-](?:0?[1-9]|[12]\d|3[01])[/-](?:19[2-9]\d|200\d|201[0-2])"
        r"|(?:19[2-9]\d|200\d|201[0-2])-\d{2}-\d{2}(?: 00:00:00)?)$",
        words_only=True,
    ),
    ValuePattern(
        "coordinates of a place",
        r"(?:^|[^0-9.])-?[1-8]?\d\.\d{3,}[,; ]+-1?\d{2}\.\d{3,}|(?:^|[^0-9.A-Za-z-])-(?:6[5-9]|[7-9]\d|1[0-6]\d)\.\d{4,}(?:$|[^0-9])"
        r"|^(?:2[4-9]|[34]\d)\.\d{5,}$",
        words_only=True,
    ),
    ValuePattern(
        "a license plate",
        r"(?i)(?:^|[^a-z])(?:licen[sc]e plate|lic\.? plate|plate|lp)[ #:.no]*[ #:](?:[a-z]{1,3}[ -]?\d{2,4}|\d{1,4}[ -]?[a-z]{1,3})\b",
    ),
)
SPOKEN_NAME = ValuePattern(NAME, ADDRESSED)
LONG_TEXT = 80  # characters of a column's filled cells, on average


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """The pattern for single texts; a flag in its middle holds for that part alone, as in RE2."""
    return re.compile(
        "|".join(f"(?i:{part[4:]})" if part.startswith("(?i)") else part for part in _parts(pattern))
    )


def _parts(pattern: str) -> list[str]:
    """The alternatives that begin with a flag of their own, apart."""
    first, *rest = re.split(r"\|(?=\(\?i\))", pattern)
    return [first, *rest]


def identifying(text: str) -> str | None:
    """What kind of identifier a short text (the name of a file, folder or sheet, a header) holds, or None."""
    plain = re.sub(r"[_+]+", " ", text)
    for kind in VALUE_PATTERNS:
        if not kind.pattern.startswith("^") and (kind.found_in(text) or kind.found_in(plain)):
            return kind.name
    return None


def spoken_of(text: str) -> str | None:
    """What kind of identifier a note or remark holds, or None: names after a form of address count too."""
    return identifying(text) or (SPOKEN_NAME.name if SPOKEN_NAME.found_in(text) else None)
