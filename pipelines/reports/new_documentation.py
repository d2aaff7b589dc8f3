"""New documentation: how often a field that a milestone brought in is filled, before it was in force and since.

Only shares are told, and on ten rows or more: how many rows a file has is no business of this sheet.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.figures import PERCENT_FLOOR
from pipelines.reports.finding_tables import share_alone
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.intervals import wilson


def add_new_documentation(book: Book, source: Source) -> None:
    """Adds the sheet of fields that milestones brought in."""
    columns = [
        Column("Agency", "strong", widest=40),
        Column("What was brought in", "text", 40),
        Column("Field", "text", 32),
        Column("In force since", "date", 13),
        Column("Filled before", "text", 24),
        Column("Filled since", "text", 24),
        Column("Change", "text", 30),
    ]
    rows = [
        [
            plain(row.agency_name),
            plain(row.title),
            plain(row.field_title),
            plain(row.in_force_date, "date"),
            Cell(_filled(row.before_num, row.before_den)),
            Cell(_filled(row.after_num, row.after_den)),
            Cell(change_of_filling(row)),
        ]
        for row in rows_of(source.query("new_documentation"))
    ]
    words = Sheet(
        "New documentation",
        "Fields that milestones brought in: how often they are filled, before and since.",
        "New documentation, before it was in force and since",
        "The 12 months before beside all months since; the month in which it came into force counts for neither. "
        "A change is called clear only where the two ranges do not overlap.",
        empty="No milestone names the field that shows it. Enter it in the register of milestones, column Data field.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def _filled(num: float, den: float) -> str:
    if pd.isna(den) or not den:
        return "no rows"
    return share_alone(num, den) if den >= PERCENT_FLOOR else f"fewer than {PERCENT_FLOOR} rows"


def change_of_filling(row: Any) -> str:
    """What may be said of a field before and since, in words."""
    if pd.isna(row.in_force_date):
        return "Not in force yet."
    if any(pd.isna(den) or den < PERCENT_FLOOR for den in (row.before_den, row.after_den)):
        return "Too few rows before or since to say."
    before, since = (
        wilson(int(num), int(den))
        for num, den in ((row.before_num, row.before_den), (row.after_num, row.after_den))
    )
    if before is None or since is None or before.overlaps(since):
        return "No clear change: it may be chance."
    return "Clearly more often filled." if since.low > before.high else "Clearly less often filled."
