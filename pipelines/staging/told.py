"""The problems of cells: what is told of texts that would not cast, and of values that somebody should look at.

A message names the column in the agency's words and what is wrong; its next step comes from the catalogue. It never repeats
what a cell holds. Which cells these are is found in ``stage.py`` and ``doubts.py``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from pipelines.metadata.classes import Dataset, Kind, Need
from pipelines.metadata.datasets import EMPTY_CHECKS
from pipelines.metadata.derive import field_title, needed_beside
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges, row_ranges
from pipelines.staging.plan import PlannedField

NOT_A_DATE, TWO_WAYS, ERROR = "cell_not_a_date", "cell_date_ambiguous", "cell_error"
AGE_UNSURE = "cell_age_band_unsure"
TWO_OPTIONS = "row_two_options"  # of rows, and told by single cells, as those of EMPTY_CHECKS are
_WHAT = {
    Kind.DATE: (NOT_A_DATE, "is not a date that the layout knows, or lies before 1990 or in the future"),
    Kind.TIMESTAMP: (
        NOT_A_DATE,
        "is not a date and time that the layout knows, or lies before 1990 or in the future",
    ),
    Kind.INTEGER: ("cell_not_a_number", "is not a whole number"),
    Kind.DECIMAL: ("cell_not_a_number", "is not a number"),
    Kind.TRISTATE: ("cell_not_yes_or_no", "is neither yes nor no in the words that the layout knows"),
    Kind.FLAG: ("cell_not_yes_or_no", "is neither yes nor no in the words that the layout knows"),
    Kind.CODE: ("cell_unknown_code", "is not a code that we know"),
    Kind.KEY: (
        "cell_number_damaged",
        "is not a case number, has no known issuing agency, or was turned into a rounded number (such as 2.4E+11)",
    ),
    Kind.TEXT: (ERROR, "shows an error of Excel in place of a text"),
}
_WHAT_SOURCE = {
    "age": ("cell_not_a_number", "is not an age between 0 and 110"),
    "age_at_export": ("cell_not_a_number", "is not an age between 0 and 110"),
    "birth_date": (NOT_A_DATE, "is not a birth date that the layout knows"),
    "term": ("cell_not_a_number", "is not a length of time such as 1Y 6M 0D"),
}
_INSTEAD = {
    AGE_UNSURE: "is an age on the day of the export, and at the event the person may have been of a younger age band",
    TWO_WAYS: "may be two days: a text such as 03/04/2025 is March 4 or 3 April",
    ERROR: "shows an error of Excel, such as #N/A or #REF!, in place of a value",
}
_DOUBTS = {
    "cell_stand_in_date": "holds a date that systems write where they know none, such as 1/1/1900. It counts as unknown.",
    "cell_zeros_lost": "has fewer digits than the others, which begin with zeros. It may have lost zeros on the way.",
    "cell_time_not_on_clock": "names a time that no clock showed: it lies in the hour that is skipped in spring.",
    "cell_time_twice": "lies in the hour that clocks show twice in fall. It is taken as the second of the two.",
}
_DOUBT_SEVERITY = {"cell_zeros_lost": Severity.UNLIKELY, "cell_time_not_on_clock": Severity.UNLIKELY}

_MOST_NAMED = 6
NextSteps = Mapping[str, str]  # check id → what the sender does next, from the catalogue


def is_of_cells(check_id: str, stage: Stage) -> bool:
    """Whether a problem is told by staging, cell by cell: it comes and goes with the text of its cell."""
    return stage is Stage.CELL or check_id == TWO_OPTIONS or check_id in EMPTY_CHECKS


def cast_check(item: PlannedField) -> str:
    """The check that a cell of this field fails when it would not cast."""
    return _WHAT_SOURCE.get(item.source or "", _WHAT[item.field.kind])[0]


def cast_problem(
    sheet: str,
    item: PlannedField,
    cells: np.ndarray,
    required: bool,
    next_steps: NextSteps,
    instead: str | None = None,
) -> Problem:
    """One problem for all cells (Excel row numbers) of one column that would not cast, or for what they are ``instead``."""
    check_id, what = _WHAT_SOURCE.get(item.source or "", _WHAT[item.field.kind])
    if instead is not None:
        check_id, what = instead, _INSTEAD[instead]
    effect = (
        "These rows are held until it is corrected."
        if required
        else "The rows are used, and this cell counts as unknown."
    )
    severity = Severity.ROW_HELD if required else Severity.VALUE
    return _problem(check_id, severity, sheet, item, f"{what}. {effect}", cells, next_steps)


def doubt(sheet: str, item: PlannedField, check_id: str, cells: np.ndarray, next_steps: NextSteps) -> Problem:
    """One problem for all cells of one column that are used as they are and may be wrong."""
    severity = _DOUBT_SEVERITY.get(check_id, Severity.NOTE)
    return _problem(check_id, severity, sheet, item, _DOUBTS[check_id], cells, next_steps)


def _problem(
    check_id: str,
    severity: Severity,
    sheet: str,
    item: PlannedField,
    found: str,
    cells: np.ndarray,
    next_steps: NextSteps,
) -> Problem:
    return Problem(
        check_id,
        severity,
        Stage.CELL,
        f"{_named(str(item.header), item.field.name)} {found} {next_steps.get(check_id, '')}".rstrip(),
        sheet,
        cell_ranges(item.letter or "A", cells),
        item.header,
        int(cells.size),
        cells,
    )


def two_options(
    sheet: str, item: PlannedField, first: str, cells: np.ndarray, next_steps: NextSteps
) -> Problem:
    """Rows in which a second box is ticked for a field that takes one answer; the box further left (``first``) counts."""
    check_id = TWO_OPTIONS
    return Problem(
        check_id,
        Severity.UNLIKELY,
        Stage.ROW,
        f"{item.header} is ticked beside {first}, and {field_title(item.field.name)} takes one answer. {first} counts. "
        f"{next_steps.get(check_id, '')}".rstrip(),
        sheet,
        cell_ranges(item.letter or "A", cells),
        item.header,
        int(cells.size),
        cells,
    )


def required_missing(
    sheet: str,
    need: Need,
    dataset: Dataset,
    column: tuple[str, str] | None,
    rows: np.ndarray,
    next_steps: NextSteps,
    among: Sequence[str] = (),
) -> Problem:
    """The problem of rows in which a field that they need is empty; ``column`` is its letter and header, if it has one.

    ``among`` are the columns of which none is filled, where any of them would tell the field.
    """
    letter, header = column or (None, None)
    title = field_title(need.field)
    told = f"{title if header is None else _named(header, need.field)} is empty"
    if among:
        names = ", ".join(among[:_MOST_NAMED]) + (", ..." if len(among) > _MOST_NAMED else "")
        told = f"None of {names} is filled in, so {title} is not known"
    beside = needed_beside(dataset, need)
    return Problem(
        need.check_id,
        Severity.ROW_HELD,
        Stage.ROW,
        f"{told}{beside and f', and {beside}'}. These rows are held. {next_steps.get(need.check_id, '')}".rstrip(),
        sheet,
        cell_ranges(letter, rows) if letter else row_ranges(rows),
        header or title,
        int(rows.size),
        rows,
    )


def _named(header: str, field: str) -> str:
    """A column in the agency's words, with ours behind it where they differ."""
    title = field_title(field)
    return header if header.strip().casefold() == title.casefold() else f"{header} ({title})"
