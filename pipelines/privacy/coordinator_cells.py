"""What may not stand in the coordinator's own sheets: names, case numbers, exact dates and stories about people.

Case reviews, surveys and consultations come from what people lived through and carry nothing of it, not even in a column
of their own; other registers quote policies, which have numbers and dates of their own, so only names and case numbers are
looked for there.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.privacy.detectors import LONG_TEXT, SPOKEN_NAME
from pipelines.privacy.values import Texts
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.reading import normalise_header

QUOTED = "free_text_redacted"
"""The field for words that somebody redacted; whether they may stay is decided by consent (``submissions/survivors.py``)."""
_CASE_NUMBER = (
    r"(?i)(?:^|[^0-9a-z-])(?:(?:case|report|docket|cause|incident|warrant|booking|arrest|dr|ir) ?(?:no\.?|number|num\.?|#)[ :#]*"
    r"[a-z]{0,4}[- ]?\d[\d-]{3,}|(?:19|20)?\d{2}-0*\d{5,8}|\d{2,4}-?(?:cr|cv|dv|fa|po|cf|cm|mm|jv)-?\d{2,}"
    r"|\d{2}-(?:cr|cv|dv)-\d{2,4}-\d+)(?:$|[^0-9])"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_EXACT_DATE = (
    r"(?i)(?:^|[^0-9])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}|(?:19|20)\d{2}-\d{2}-\d{2}"
    rf"|(?:{_MONTHS})[a-z]*\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}|\d{{1,2}} (?:{_MONTHS})[a-z]*\.? (?:19|20)\d{{2}})(?:$|[^0-9])"
)


def scan_coordinator(
    sheet_name: str,
    grid: pa.Table,
    words: Mapping[str, str],
    extra: Mapping[str, str],
    rows: np.ndarray,
    is_about_people: bool,
) -> list[Problem]:
    """Refuse a sheet of the coordinator's that speaks of somebody.

    ``words`` gives the header of its text columns by letter, ``extra`` that of columns that the template does not have: where
    the sheet ``is_about_people``, these are looked at too. A column for redacted words may be long.
    """
    looked_for = [("somebody's name", SPOKEN_NAME.pattern), ("a case number", _CASE_NUMBER)]
    if is_about_people:
        looked_for.append(("an exact date", _EXACT_DATE))
    told = []
    for letter, header in {**words, **(extra if is_about_people else {})}.items():
        texts = Texts(grid.column(letter))
        for what, pattern in looked_for:
            found = texts.rows(texts.matching(pattern))
            if found.any():
                told.append(_problem(sheet_name, letter, header, what, rows[found]))
        if is_about_people and normalise_header(header) != QUOTED:
            lengths = np.asarray(pc.utf8_length(texts.different).to_numpy(zero_copy_only=False))
            found = texts.rows(lengths > LONG_TEXT)
            if found.any():
                told.append(_problem(sheet_name, letter, header, "words about what happened", rows[found]))
    return told


def _problem(sheet_name: str, letter: str, header: str, what: str, rows: np.ndarray) -> Problem:
    return Problem(
        "privacy_value_found",
        Severity.WHOLE_FILE,
        Stage.PRIVACY,
        f"Column '{header}' on sheet '{sheet_name}' holds what looks like {what}. Nothing of the file was loaded. "
        "Take it out of the named cells and save the file again.",
        sheet_name,
        cell_ranges(letter, rows),
        header,
        int(rows.size),
    )
