"""The words by which rows that are no data are known: totals, page footers, remarks (Q06, Q26 of the quirks).

Which rows they make totals or footnotes is decided in ``row_kinds.py``. All patterns are RE2, as Arrow runs them over whole
columns; those without the flag inside also run in Python.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

THINGS = r"(records?|rows?|cases?|incidents?|events?|calls?|charges?|defendants?|bookings?|arrests?|reports?|entries|items)"
FOUND = r"(\s+(listed|found|printed|selected|returned|in\s+(the\s+)?report|total))?"
NUMBER = r"[\d,]+"
LEAD, TAIL = r"^[\s*=_.-]*", r"[\s*=_.-]*$"
# Words of no ordinary cell: two texts may stand beside them in the row ("Grand Total", "All districts", 41).
SURE = (
    rf"(?i){LEAD}("
    rf"(grand|report|overall|sub|running|page|group)[\s-]*totals?(\s+(of|for|by)\s.{{1,60}})?\s*[:=]?\s*({NUMBER})?"
    rf"|(total\s+)?((record|row|case|group)s?\s+)?count\s*[:=]\s*({NUMBER})?"
    rf"|total\s+((number|no\.?|count)\s+of\s+)?{THINGS}{FOUND}\s*[:=]\s*({NUMBER})?"
    r"|end\s+of\s+(the\s+)?(report|file|data|list|listing|document|extract|export)"
    rf"){TAIL}"
)
# Words that may open an ordinary text: the rest of the row must be numbers.
LIKELY = (
    rf"(?i){LEAD}("
    r"((totals?|sum|averages?|avg|mean|median|count|minimum|maximum|min|max)\b.{0,60})"
    rf"|((number|no\.?)\s+of\s+)?{THINGS}{FOUND}\s*[:=]\s*({NUMBER})?"
    rf"|{NUMBER}\s+{THINGS}{FOUND}"
    rf"){TAIL}"
)
# What a key cell may hold in such a row, since no key is spelt so.
NO_KEY = (
    rf"{SURE}|(?i){LEAD}("
    rf"(totals?|count|sum|averages?|avg|mean|median)\s*[:=]?\s*({NUMBER})?"
    rf"|totals?\s+(of|for|by)\s.{{1,60}}"
    rf"|((total\s+)?(number|no\.?)\s+of\s+)?{THINGS}{FOUND}\s*[:=]\s*{NUMBER}"
    rf"|{NUMBER}\s+{THINGS}{FOUND}"
    rf"|totals?\s+{THINGS}.{{0,30}}"
    rf"){TAIL}"
)
NUMERIC = r"^\s*[-+($€£]*\s*[\d,]*\.?\d+\s*[%)]*\s*$|^\s*\d+:\d\d(:\d\d)?(\.\d+)?\s*$|^#(DIV/0!|N/A|VALUE!|REF!|NAME\?|NUM!|NULL!)$"
PAGE = r"(?i)^[\s*-]*(page\s+\d+(\s*(of|/)\s*\d+)?|(printed|run|generated|created|exported|prepared|report\s+run|report\s+date)\s*(by|on|at|date|time)?\s*:\s*.*|(printed|run|generated|exported|prepared)\s+(by|on|at)\s.*)$"
REMARK = (
    r"(?i)^\s*([*†‡(\[¹²³]|(notes?|source|sources|disclaimer|confidential|caution|filters?|criteria|prepared|excludes?|"
    r"includes?|this\s+(report|file|data)|data\s+(as\s+of|from|current)|as\s+of|selection)\b)"
)


def matches(column: pa.Array, pattern: str) -> np.ndarray:
    """True for each text in which the pattern is found; blank cells have none."""
    return mask_of(pc.fill_null(pc.match_substring_regex(column, pattern), False))


def mask_of(values: pa.Array) -> np.ndarray:
    """Arrow booleans as a numpy mask."""
    return values.to_numpy(zero_copy_only=False).astype(bool)
