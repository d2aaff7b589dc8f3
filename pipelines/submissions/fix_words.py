"""The words of the sheets that a receipt hands back to be filled in: what the receipt writes and what is read back.

The sheets are written by ``reports/receipt_fix.py`` and ``reports/receipt_codes.py`` and read back by ``returned.py``.
"""

from __future__ import annotations

import hashlib
import re

FIX_SHEET = "Fix these"
CODES_SHEET = "Unknown codes"
LISTS_SHEET = "Code lists"

SHEET, ROW, WRONG, ANSWER, WHY, CONTROL = (
    "Sheet",
    "Row",
    "What is wrong",
    "Your answer",
    "Why",
    "Row check",
)
FIRST_COLUMNS = (SHEET, ROW, WRONG, ANSWER, WHY)  # then the sender's own columns, then CONTROL

COLUMN, SPELLING, MEANING, CODE_LIST = "Column in your file", "As you write it", "What it means", "Code list"
CODE_COLUMNS = (COLUMN, SPELLING, "Rows", "First cell", MEANING, CODE_LIST)

Doubt = tuple[
    str, str, str
]  # check, sheet, column of a doubt about no single row; blank where it is about the file
WHOLE_FILE = "The whole file"

LEAVE_OUT, IT_IS_RIGHT = "Leave out", "It is right"
HIDDEN = "(as in your file)"
WITHHELD = "(withheld)"
FILL_IN = "(fill in)"
PLACEHOLDERS = frozenset({HIDDEN, WITHHELD, FILL_IN})
MARKS = {"row_held": "▲", "unlikely": "○", "value": "◐"}

NUMBER_WORDS = "Receipt number"
NUMBER = re.compile(r"\b[a-z0-9_]+-[a-z0-9_]+-[a-z0-9_-]+-[0-9a-f]{12}\b")
_LEAD = re.compile(rf"^[{''.join(MARKS.values())}] ?")
CHOICE_DASH = " — "  # between the words of a code and the code itself


def control(number: str, sheet: str, row: int) -> str:
    """Six signs that go with one row of one receipt, so that rows and their numbers cannot come apart unseen."""
    return hashlib.sha256(f"{number}|{sheet}|{row}".encode()).hexdigest()[:6].upper()


def doubt_control(number: str, doubt: Doubt) -> str:
    """Six signs that go with one line about the file as a whole."""
    return hashlib.sha256(f"{number}|file|{'|'.join(doubt)}".encode()).hexdigest()[:6].upper()


def bare(text: str | None) -> str:
    """What stands in a returned cell, without the mark that the receipt shows before it; a placeholder is kept."""
    told = _LEAD.sub("", (text or "").strip()).strip()
    return "" if told == FILL_IN else told
