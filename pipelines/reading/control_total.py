"""How many rows a file says it has, read from its total rows ("Count = 123"), to be compared with the rows read.

Which rows are totals is decided in ``row_kinds.py``.
"""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa

from pipelines.reading.row_words import FOUND, LEAD, NUMBER, NUMERIC, TAIL, THINGS, matches

_FOR_ALL = re.compile(r"(?i)\b(grand|report|overall|total)s?\b")
_FOR_PART = re.compile(r"(?i)\b(sub|group|page|running)\b|subtotal|\btotals?\s+(of|for|by)\b")
_COUNT_CELL = re.compile(
    rf"(?i){LEAD}("
    rf"(((grand|report|overall|sub|group)[\s-]*)?totals?(\s+(of|for|by)\s.{{1,60}}?)?"
    rf"|(total\s+)?((record|row|case|group)s?\s+)?count"
    rf"|(total\s+)?((number|no\.?|count)\s+of\s+)?(total\s+)?{THINGS}{FOUND}(\s+(count|total))?)\s*[:=]?\s*(?P<after>{NUMBER})"
    rf"|(?P<before>{NUMBER})\s+{THINGS}{FOUND}){TAIL}"
)
_OTHER_SUMMARY = re.compile(r"(?i)\b(sum|avg|averages?|mean|median|min|max|minimum|maximum)\b")
_COUNTED_THINGS = re.compile(rf"(?i)\b(count|{THINGS})\b")
_MAX_TOTAL_ROWS = 500


def control_total(columns: dict[str, pa.Array], total_rows: np.ndarray, data: np.ndarray) -> int | None:
    """The count of rows that the total rows claim: the one for all rows, or the sum of those of groups.

    Args:
        columns: The sheet's trimmed text by letter, blank cells null.
        total_rows: Positions of the total rows.
        data: True for each row of data.
    """
    if not len(total_rows) or len(total_rows) > _MAX_TOTAL_ROWS:
        return None
    claims: list[tuple[int, bool]] = []
    for row in total_rows.tolist():
        cells = {name: column[row].as_py() for name, column in columns.items() if column[row].is_valid}
        claim = _claimed_count(cells, columns, data)
        if claim is not None:
            label = " ".join(cells.values())
            claims.append((claim, bool(_FOR_ALL.search(label)) and not _FOR_PART.search(label)))
    for_all = [count for count, is_for_all in claims if is_for_all]
    if for_all:
        return for_all[-1]
    counts = [count for count, _ in claims]
    if not counts:
        return None
    return counts[-1] if counts[-1] == sum(counts[:-1]) else sum(counts)


def _claimed_count(cells: dict[str, str], columns: dict[str, pa.Array], data: np.ndarray) -> int | None:
    """The number of rows that one total row claims, None where it sums something else."""
    for text in cells.values():
        found = _COUNT_CELL.match(text)
        if found:
            return _as_count(found["after"] or found["before"])
    label = " ".join(cells.values())
    numbers = {name: count for name, text in cells.items() if (count := _as_count(text)) is not None}
    if len(numbers) != 1 or _OTHER_SUMMARY.search(label):
        return None
    name, count = next(iter(numbers.items()))
    if _COUNTED_THINGS.search(label):
        return count
    # A bare "Total" beside one whole number counts rows where the number stands under text; under numbers it is their sum.
    values = columns[name].filter(pa.array(data)).drop_null()
    return count if len(values) and 2 * int(matches(values, NUMERIC).sum()) < len(values) else None


def _as_count(text: str) -> int | None:
    found = re.fullmatch(r"\s*(\d{1,3}(?:,\d{3})+|\d+)\s*", text)
    return int(found[1].replace(",", "")) if found and len(found[1]) <= 12 else None
