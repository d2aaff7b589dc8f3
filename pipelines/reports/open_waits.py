"""Times between steps with the open cases told: of the cases that began in twelve months, how long they take."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date
from pipelines.reports.figure import Period
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, mark, plain
from pipelines.reports.kit.cells import LEGEND_SUPPRESSED
from pipelines.reports.source import Source, rows_of

_NOT_YET = "not yet"


def add_open_waits(book: Book, source: Source, figures: Figures, audience: str) -> None:
    """Adds the table: a line is a time, an agency and a limit, for cases that began in the same twelve months."""
    frame = source.query("wait", audience=audience)
    rows = []
    for row in rows_of(frame):
        if row.measure_id not in figures.definitions or row.agency_code not in figures.agencies_of(
            row.measure_id
        ):
            continue
        period = Period(row.period_kind, as_date(row.period_start), as_date(row.period_end))
        unit = figures.definitions[row.measure_id].name.partition(" ")[0].lower()
        rows.append(
            [
                Cell(figures.definitions[row.measure_id].name),
                Cell(figures.agencies[row.agency_code]),
                Cell(period.words),
                _time(row.suppressed, row.median),
                _time(row.p90_suppressed, row.p90),
                *(_count(row, value) for value in (row.started, row.ended, row.open, row.n_missing)),
                Cell(f"{row.limit_time:,.0f} {unit}") if not pd.isna(row.limit_time) else Cell(None),
                _within(row),
            ]
        )
    columns = [
        Column("Time", "strong", 34),
        Column("Agency", "text", widest=32),
        Column("Cases begun in", "text", 22),
        Column("Half ended within", "decimal", 12),
        Column("9 of 10 ended within", "decimal", 12),
        Column("Begun", "count", 9),
        Column("Ended", "count", 9),
        Column("Still open", "count", 9),
        Column("Unknown end", "count", 10),
        Column("Limit", "text", 11),
        Column("Ended within", "share", 11),
    ]
    words = Sheet(
        "Times, open cases counted",
        "How long cases take from beginning to end when those still open are counted.",
        "Times between steps, with open cases counted",
        "Of the cases that began in these twelve months. An open case counts for as long as it has been open "
        "(Kaplan-Meier), so slow cases are not left out. Not yet: the cohort has not got that far.",
        (LEGEND_SUPPRESSED, "not yet: fewer have ended so far"),
        empty="No twelve months of cases have come yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1, 2, 3, 4, 5, 6, 7, 8), freeze_columns=1)


def _time(is_withheld: bool, value: Any) -> Cell:
    if is_withheld:
        return mark("suppressed")
    return Cell(_NOT_YET, "mark") if pd.isna(value) else plain(float(value), "decimal")


def _count(row: Any, value: Any) -> Cell:
    return mark("suppressed") if row.counts_suppressed else plain(value, "count")


def _within(row: Any) -> Cell:
    if pd.isna(row.limit_time):
        return Cell(None)
    if row.share_suppressed:
        return mark("suppressed")
    return Cell(_NOT_YET, "mark") if pd.isna(row.share_within) else Cell(float(row.share_within), "share")
