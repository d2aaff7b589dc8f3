"""Rows about a suspect, arrestee or defendant under 18: juvenile records are confidential, so they are only counted.

Which field tells the age is the dataset's declaration (``suspect_age``). A victim's age leaves no row out.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pyarrow.compute as pc

from pipelines.metadata.classes import Dataset
from pipelines.problems import Problem, Severity, Stage
from pipelines.staging.cast import Cast
from pipelines.staging.expressions import AGE_BANDS
from pipelines.staging.plan import PlannedField

MINOR = next(band for limit, band in AGE_BANDS if limit == 18)


def minors(dataset: Dataset, casts: Iterable[tuple[PlannedField, Cast]], rows: int) -> np.ndarray:
    """A mask of the rows whose suspect is a minor."""
    found = np.zeros(rows, dtype=bool)
    for item, cast in casts:
        if item.field.name == dataset.suspect_age:
            is_minor = pc.fill_null(pc.equal(cast.by_row(cast.distinct("v")), MINOR), False)
            found |= np.asarray(is_minor.to_numpy(zero_copy_only=False), dtype=bool)
    return found


def rows_of_minors(sheet: str, count: int) -> Problem:
    """The note on the receipt; it names no row, so that nobody is picked out."""
    return Problem(
        "row_juvenile",
        Severity.NOTE,
        Stage.ROW,
        f"{count:,} {'row is' if count == 1 else 'rows are'} about a suspect under 18. Juvenile records are confidential: "
        "they were counted and left out. Nothing to do.",
        sheet,
        rows_count=count,
    )
