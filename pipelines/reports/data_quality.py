"""How good the data is: records that found their partner, fields left blank, rows deleted on their clock.

What came in: ``coverage``.
"""

from __future__ import annotations

import pandas as pd

from pipelines.linkage.handovers import BY_NAME as HANDOVERS
from pipelines.reports.edition import as_date, text_of
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


_ACROSS = {
    "history_links_low": (
        "Records do not find their partner: {link}",
        "Ask both agencies how the number is written, and whether one of them leaves it out.",
    ),
    "history_handover_differs": (
        "What one agency passed on and the other took in differ: {link}",
        "Show both agencies the sheet Handovers. Its texts can be sent as they are.",
    ),
    "history_arrest_though_gone": (
        "An arrest on the day of a report that says that the suspect had gone",
        "Look at a few reports: the suspect may have been found later that day, or the box was ticked by mistake.",
    ),
    "history_sentence_without_conviction": (
        "A sentence in a case without a conviction",
        "Ask the court whether the disposition is missing or the sentence belongs to another case.",
    ),
}


def _link_words(name: str) -> str:
    return HANDOVERS[name].title.lower() if name in HANDOVERS else words_of(name)


def add_cross_checks(book: Book, source: Source) -> None:
    """Adds what does not fit together across tables and agencies."""
    rows = []
    for row in rows_of(source.query("cross_check")):
        found, step = _ACROSS[row.check_id]
        rows.append(
            [
                Cell(found.format(link=_link_words(text_of(row.link_name)))),
                plain(row.agency_name),
                plain(row.failing_count),
                plain(row.rows_count),
                Cell(step),
                plain(row.check_id),
            ]
        )
    columns = [
        Column("What does not fit", "strong", 48),
        Column("Agency", "text", widest=40),
        Column("Rows", "count", 9),
        Column("Of", "count", 9),
        Column("What to ask", "text", 56),
        Column("Check", "muted", widest=36),
    ]
    words = Sheet(
        "Across agencies",
        "Records of different tables and agencies that do not fit together.",
        "What does not fit together",
        "The last 12 months. The rows stay in every figure; each line is a question to the agency named, and not a finding.",
        empty="Everything that can be compared fits together.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


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


def add_row_deletions(book: Book, source: Source) -> None:
    """Adds the rows that were deleted on the clock of row-level records, month by month; without any there is no sheet."""
    found = source.query("row_deletion")
    if found.empty:
        return
    rows = [
        [
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(as_date(row.month)),
            Cell(
                "Held rows in their own words"
                if row.is_text
                else "Rows, now tallies"
                if row.is_tally
                else "Rows"
            ),
            plain(row.rows_count),
            plain(row.files_count),
            plain(row.clock_months),
            plain(as_date(row.done_on_date)),
        ]
        for row in rows_of(found)
    ]
    columns = [
        Column("Agency", "text", widest=40),
        Column("Dataset", "text", 28),
        Column("Month", "month", 11),
        Column("What", "text", 28),
        Column("Deleted", "count", 10),
        Column("Files", "count", 9),
        Column("Months kept", "count", 11),
        Column("Deleted on", "date", 13),
    ]
    words = Sheet(
        "Rows deleted",
        "Rows older than their clock, deleted for good or turned into tallies.",
        "Rows deleted",
        "Figures of these months, and of longer periods that touch them, stay as they were counted before. Every version of a file "
        "counts here. Rows of a case that went on, and of a warrant or supervision that is still open, are kept. Case reviews and "
        "surveys turn into tallies, by the quarter: their figures stay too.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=3)
