"""What intake has to tell of each file: worked out from what was written into it, never from what intake says.

Planted problems, and those that follow from the county itself: fields that are blank more often than a dataset allows, reasons
that are missing, months that a file is not about. Notes ask nobody for anything and are left out. How the answers compare
stands in ``score.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from pipelines.checks.declared import ALLOWED, CONDITIONAL
from pipelines.checks.register_rules import NEEDED
from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Kind
from pipelines.problems import Severity
from pipelines.ranges import cell_ranges
from pipelines.reading import column_letter
from pipelines.sample.deliveries import ACCEPTED, NOT_ACCEPTED, REFUSED, SUPERSEDED, Delivery
from pipelines.sample.exports.pages import Page
from pipelines.settings import COORDINATOR

_FEWEST_BLANK = 4  # rows; a blank or two in a small file ask for nothing
_STRAY = 0.25  # of the rows of the fullest month: fewer are stray entries


@dataclass(frozen=True)
class Expected:
    """One problem that intake has to tell: the file, where in it, which check, and how bad."""

    agency: str
    file: str
    sheet: str | None
    cells: str | None
    check_id: str
    severity: str

    def to_dict(self) -> dict[str, str | None]:
        """As plain values."""
        return asdict(self)


def expected_problems(delivery: Delivery, written: list[Page] | None = None) -> list[Expected]:
    """The problems of one file, notes left out; ``written`` are its pages where they were made already."""
    if delivery.copy_of is not None:
        return [_as(delivery, problem) for problem in expected_problems(delivery.copy_of)]
    if delivery.outcome in (ACCEPTED, SUPERSEDED):
        return list(_of_rows(delivery, delivery.pages() if written is None else written))
    if delivery.outcome in (NOT_ACCEPTED, REFUSED):
        return list(_of_wrong_files(delivery))
    return []


def _as(copy: Delivery, problem: Expected) -> Expected:
    return Expected(copy.export.agency, copy.name, *list(asdict(problem).values())[2:])


def _of_wrong_files(delivery: Delivery) -> Iterator[Expected]:
    """Files that are turned away as a whole; the odd files have two lines above their header."""
    place = delivery.export.agency, delivery.name
    whole = str(Severity.WHOLE_FILE)
    if delivery.outcome == NOT_ACCEPTED:
        yield Expected(*place, "Aging", "4:4", "sheet_layout_mismatch", whole)
    elif delivery.key == ("adv", "advocacy_totals"):
        yield Expected(*place, "Intakes", None, "privacy_advocacy_rows", whole)
        yield Expected(*place, "Intakes", "A3", "privacy_advocacy_rows", whole)
        yield Expected(*place, "Intakes", "B3", "privacy_victim_column", whole)
    elif delivery.key == (COORDINATOR, "survivor_survey"):
        pages = delivery.export.pages_of(delivery.rows, delivery.run)
        wave = delivery.export.place("survey_wave")
        yield from _column(
            delivery, pages, delivery.rows.index, wave, "privacy_wave_too_small", Severity.WHOLE_FILE
        )
    else:
        page = delivery.export.pages_of(delivery.rows, delivery.run)[0]
        header = delivery.export.header_rows()[-1].index("Petitioner Name")
        cell = f"{column_letter(page.first_column + header)}{page.header_row}"
        yield Expected(*place, page.name, cell, "privacy_victim_column", whole)


def _of_rows(delivery: Delivery, pages: list[Page]) -> Iterator[Expected]:
    yield from _planted(delivery, pages)
    dataset = DATASETS[delivery.export.dataset]
    rows = delivery.received()
    shown = {column.field: place for place, column in enumerate(delivery.export.columns) if column.field}
    told = {column.also: place for place, column in enumerate(delivery.export.columns) if column.also}
    for field, share in dataset.expected.items():
        blank = rows.index[rows[field].isna()]
        # A field that a column tells beside its own is blank where that one is.
        place = shown.get(field, told.get(field))
        if place is not None and len(blank) >= _FEWEST_BLANK and rows[field].notna().mean() < share:
            yield from _column(delivery, pages, blank, place, "table_field_often_blank")
    for earlier, later in dataset.ordered:
        if {earlier, later} <= shown.keys() | told.keys():
            wrong = rows.index[(rows[later] < rows[earlier]).fillna(False)]
            yield from _column(delivery, pages, wrong, shown.get(later), "row_times_out_of_order")
    for field, value, needs, check_id in CONDITIONAL.get(dataset.name, ()):
        if needs in shown:
            wrong = rows.index[rows[field].eq(value).fillna(False) & rows[needs].isna()]
            yield from _column(delivery, pages, wrong, shown[needs], check_id)
    for field, value, other, allowed, check_id in ALLOWED.get(dataset.name, ()):
        if other in shown:
            wrong = rows.index[
                rows[field].eq(value).fillna(False) & rows[other].notna() & ~rows[other].isin(allowed)
            ]
            yield from _column(delivery, pages, wrong, shown[other], check_id)
    for field, check_id in NEEDED.get(dataset.name, ()):
        yield from _column(delivery, pages, rows.index[rows[field].isna()], shown[field], check_id)
    yield from _other_month(delivery, rows)


def _planted(delivery: Delivery, pages: list[Page]) -> Iterator[Expected]:
    for (row, field), check_id in delivery.checks.items():
        severity = Severity.ROW_HELD if row in delivery.held else Severity.VALUE
        where = pd.Index([row])
        yield from _column(delivery, pages, where, delivery.export.place(field), check_id, severity)


def _column(
    delivery: Delivery,
    pages: list[Page],
    rows: pd.Index,
    place: int | None,
    check_id: str,
    severity: Severity = Severity.UNLIKELY,
) -> Iterator[Expected]:
    """One problem for each sheet that has some of the rows."""
    for page in pages:
        numbers = page.excel_rows(rows)
        if place is not None and numbers.size:
            cells = cell_ranges(column_letter(page.first_column + place), numbers)
            yield Expected(delivery.export.agency, delivery.name, page.name, cells, check_id, str(severity))


def _other_month(delivery: Delivery, rows: pd.DataFrame) -> Iterator[Expected]:
    """A file whose rows are dated in other months than the one it was sent for."""
    field = DATASETS[delivery.export.dataset].period_field
    if field is None or DATASETS[delivery.export.dataset].field(field).kind not in (
        Kind.DATE,
        Kind.TIMESTAMP,
    ):
        return
    dates = pd.to_datetime(rows[field]).dropna()
    if dates.empty:
        return
    counts = dates.dt.to_period("M").value_counts()
    filled = counts.index[counts >= _STRAY * counts.max()]
    months = pd.period_range(filled.min(), filled.max(), freq="M")
    if not np.isin(months.astype(str), [f"{month:%Y-%m}" for month in delivery.months()]).any():
        where = delivery.export.agency, delivery.name, None, None
        yield Expected(*where, "table_period_other_than_name", str(Severity.UNLIKELY))
