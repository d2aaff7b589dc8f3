"""Whether a table has a row per person served, however the persons are coded: by the shape of its columns.

Federal law bars such rows of advocacy programs even if hashed, so numbers, hashes and initials count like names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.privacy.values import Texts
from pipelines.reading import normalise_header

_FEWEST = 3  # rows that make a list
_MOST = 0.5  # of the filled cells have the shape
_CODED = (
    r"(?i)^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$",
    r"^(?:[0-9]*[a-f][0-9a-f]*|[0-9]*[A-F][0-9A-F]*)$",  # hexadecimal, with a letter; its length is asked apart
    r"^[A-Za-z0-9+/_-]{20,}={0,2}$",
    r"^[A-Za-z]{2,3}[-_/ ]?(?:\d{4}|\d{6}|\d{8}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4})$",
)
_SHORTEST_HASH = 8
_INITIALS = r"^[A-Za-z]\. ?[A-Za-z]\.?(?: ?[A-Za-z]\.?)?$|^[A-Z]{2,3}$"
_NUMBERED = r"^(?:#|[A-Za-z]{1,10}[-_ #]*)\d{1,8}$"
_DATE = r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4})(?:[ T].*)?$"
_MONTH_DATE = r"^(?:\d{4}-\d{1,2}-0?1|\d{1,2}[/.-]0?1[/.-]\d{2,4})(?:[ T].*)?$"
_ATTRIBUTE = re.compile(
    r"(^|_)(age|race|ethnicity|gender|sex|dob|birth\w*|zip\w*|language|children|disability|household|relationship|income)(_|$)"
)
_OF_ONE = re.compile(r"^(\w+_)?(age|dob|birth_?date|zip(_?code)?)$")
_SERVICES = re.compile(
    r"advoca|shelter|hotline|crisis|counsel|survivor|safety_?plan|support_?group|bed_?night|services?_(requested|provided|received|type)"
    r"|client|legal_advocacy|victimi[sz]ation|unmet_need|exit_date|transitional"
)
_SERVICE_WORDS = 2


def rows_of_people(grid: pa.Table, headers: Mapping[str, str], is_list: bool = True) -> str | None:
    """What shows that the rows of ``grid`` are people, or None.

    ``headers`` gives the header by letter of the columns to look at. With ``is_list`` False only codes that stand for
    nothing but a person (hashes, initials with digits) count, for sheets of totals whose own columns are numbers too.
    """
    dated = numbered = described = False
    for letter, header in headers.items():
        texts = Texts(grid.column(letter))
        filled = int(texts.filled.sum())
        if filled < _FEWEST:
            continue
        if _is_coded(texts, filled):
            return "a coded number for each person"
        if not is_list:
            continue
        dated |= _is_dated(texts, filled)
        numbered |= (
            _differs(texts, _INITIALS, filled)
            or _differs(texts, _NUMBERED, filled)
            or _counts_up(texts, filled)
        )
        described |= _describes(texts, normalise_header(header), filled)
    if is_list and dated and (numbered or described):
        return "a row with a date for each person"
    return "a row for each person" if is_list and numbered and described else None


def speaks_of_services(texts: list[str]) -> bool:
    """Whether headers, titles and names of a sheet speak of an advocacy program's services."""
    found = {match.group(0) for text in texts for match in _SERVICES.finditer(normalise_header(text))}
    return len(found) >= _SERVICE_WORDS


def _is_coded(texts: Texts, filled: int) -> bool:
    lengths = np.asarray(pc.utf8_length(texts.different).to_numpy(zero_copy_only=False))
    uuid, hexadecimal, long, initials = (texts.matching(pattern) for pattern in _CODED)
    mixed = texts.matching("[0-9]") & texts.matching("[A-Za-z]")
    coded = uuid | (hexadecimal & (lengths >= _SHORTEST_HASH)) | (long & mixed) | initials
    rows = texts.rows(coded)
    return bool(rows.sum() > _MOST * filled and coded.sum() > _MOST * rows.sum() and coded.sum() >= _FEWEST)


def _differs(texts: Texts, pattern: str, filled: int) -> bool:
    """Whether most cells have a shape, and most of those differ."""
    found = texts.matching(pattern)
    rows = int(texts.rows(found).sum())
    return bool(rows > _MOST * filled and found.sum() > _MOST * rows and found.sum() >= _FEWEST)


def _describes(texts: Texts, header: str, filled: int) -> bool:
    """Whether a column says what kind of person each row is; counts of people by age or race do not."""
    if _OF_ONE.search(header):
        return True
    words = texts.rows(texts.matching("[A-Za-z]")).sum()
    return bool(_ATTRIBUTE.search(header) and words > _MOST * filled)


def _counts_up(texts: Texts, filled: int) -> bool:
    """1, 2, 3 and so on down the column."""
    numbers = pc.fill_null(pc.match_substring_regex(texts.different, r"^\d{1,9}$"), False)
    if not pc.all(numbers).as_py() or len(texts.different) != filled:
        return False
    values = np.asarray(texts.different.cast(pa.int64()).to_numpy(zero_copy_only=False))
    return bool(filled >= _FEWEST and (np.diff(values) == 1).all())


def _is_dated(texts: Texts, filled: int) -> bool:
    """Whether most cells are dates of days, not the first days of months."""
    dates = texts.matching(_DATE)
    days = dates & ~texts.matching(_MONTH_DATE)
    rows = int(texts.rows(dates).sum())
    return bool(rows > _MOST * filled and texts.rows(days).sum() > _MOST * rows and days.sum() > 1)
