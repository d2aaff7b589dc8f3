"""How good the data is: records that found their partner, and fields left blank. What came in: ``coverage``."""

from __future__ import annotations

import pandas as pd

from pipelines.reports.edition import as_date
from pipelines.reports.figures import PERCENT_FLOOR, of_words, words_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.source import Source, rows_of


def add_match_rates(book: Book, source: Source, *, with_counts: bool) -> None:
    """Adds match rates. Without ``with_counts`` only rates stand there, and only where 10 or more were eligible."""
    rows = []
    for row in rows_of(source.query("match_rate")):
        name = words_of(row.link_name)
        line = [Cell(name), plain(row.agency_name)]
        for linked, eligible in (
            (row.year_linked, row.year_eligible),
            (row.month_linked, row.month_eligible),
        ):
            if pd.isna(eligible) or not eligible:
                cells = [Cell(None), Cell(None), Cell("no cases", "mark")]
            elif eligible < PERCENT_FLOOR:
                told = of_words(linked, eligible) if with_counts else "under 10"
                cells = [Cell(int(linked)), Cell(int(eligible)), Cell(told, "of")]
            else:
                cells = [Cell(int(linked)), Cell(int(eligible)), Cell(float(linked / eligible), "share")]
            line += cells if with_counts else cells[2:]
        line.append(plain(as_date(row.latest_month)))
        rows.append(line)
    columns = [Column("Link", "strong", 34), Column("Agency", "text", widest=40)]
    for group in ("12 months", "Latest month"):
        if with_counts:
            columns += [Column("Linked", "count", 10, group), Column("Of", "count", 10, group)]
        columns.append(Column("Share linked", "share", 13, group))
    columns.append(Column("Latest month", "month", 13, " "))
    words = Sheet(
        "Match rates",
        "How many records found their partner at the agency before.",
        "Match rates",
        "A low rate means missing or differently written case numbers, and makes every figure across agencies too low.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def add_blank_rates(book: Book, source: Source) -> None:
    """Adds blank rates of expected fields, the emptiest first within a dataset."""
    rows = []
    for row in rows_of(source.query("blank_rate")):
        year_rows = 0 if pd.isna(row.year_rows) else row.year_rows
        share = row.year_blank / year_rows if year_rows else None
        month_share = row.month_blank / row.month_rows if row.month_rows else None
        flag = Cell("▲ Over 15%", "tone_alarm") if share is not None and share > 0.15 else Cell(None)
        rows.append(
            [
                plain(row.agency_name),
                plain(row.dataset_title),
                plain(row.field_title),
                plain(row.year_blank),
                plain(row.year_rows),
                Cell(share),
                flag,
                plain(row.month_blank),
                plain(row.month_rows),
                Cell(month_share),
                plain(as_date(row.latest_month)),
            ]
        )
    columns = [
        Column("Agency", "text", widest=40),
        Column("Dataset", "text", 28),
        Column("Field", "strong", 32),
        Column("Blank", "count", 10, "12 months"),
        Column("Rows", "count", 10, "12 months"),
        Column("Share blank", "share", 11, "12 months"),
        Column("Look at", "text", 14, "12 months"),
        Column("Blank", "count", 10, "Latest month"),
        Column("Rows", "count", 10, "Latest month"),
        Column("Share blank", "share", 11, "Latest month"),
        Column("Month", "month", 11, "Latest month"),
    ]
    words = Sheet(
        "Blank rates",
        "Expected fields that agencies leave empty, the emptiest first.",
        "Blank rates",
        "A field that is often blank makes its measures rest on few records. Ask first whether the form or the system has the field.",
    )
    add_table(book, words, columns, rows, group_by=1, fade=(0, 1), freeze_columns=3)
