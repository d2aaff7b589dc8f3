"""Handovers as both sides count them, and what to tell each of the two agencies: counts only, nobody's name, no case."""

from __future__ import annotations

from typing import Any

from pipelines.linkage.handovers import BY_NAME
from pipelines.metadata import DATASETS
from pipelines.reports.edition import as_date, month_words
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.source import Source, rows_of

ALL = "all"
_YEAR = "rolling12"


def add_handovers(book: Book, source: Source) -> None:
    """Adds the sheet of both counts, and the sheet with a text for each agency."""
    found = rows_of(source.query("handover"))
    _add_counts(book, found)
    _add_texts(book, found)


def _add_counts(book: Book, found: list[Any]) -> None:
    rows = [
        [
            Cell(BY_NAME[row.handover].title),
            plain(row.sender_name),
            plain(row.receiver_name),
            Cell(_when(row)),
            plain(row.sent),
            plain(row.logged),
            Cell(int(row.sent - row.logged)),
            plain(row.only_sent),
            plain(row.only_logged),
            Cell("▲ Raise with both", "tone_alarm") if row.differs else Cell(None),
        ]
        for row in found
    ]
    columns = [
        Column("Handover", "strong", widest=36),
        Column("From", "text", widest=34),
        Column("To", "text", widest=34),
        Column("Months", "text", 24),
        Column("Passed on", "count", 10),
        Column("Taken in", "count", 10),
        Column("Difference", "count", 11),
        Column("Only the sender has it", "count", 13),
        Column("Only the receiver has it", "count", 13),
        Column("Look at", "text", 18),
    ]
    words = Sheet(
        "Handovers",
        "What one agency passed on, beside what the next one took in.",
        "What was passed on, and what was taken in",
        "Each side is counted from its own records by its own days, so a case may stand in two neighboring months. Months for which "
        "one of the two sent no file are left out. A difference is a question to both agencies, and not a finding about one.",
        ("Raise with both: a difference of five or more, and of a tenth of the larger number",),
        empty="No handover is counted by both sides.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1, 2), freeze_columns=1)


def _add_texts(book: Book, found: list[Any]) -> None:
    rows = []
    for row in found:
        if not row.differs:
            continue
        for code, name in ((row.sender_code, row.sender_name), (row.receiver_code, row.receiver_name)):
            if code != ALL:
                rows.append(
                    [
                        plain(name),
                        Cell(BY_NAME[row.handover].title),
                        Cell(_when(row)),
                        Cell(handover_text(row)),
                    ]
                )
    rows.sort(key=lambda line: str(line[0].value))
    columns = [
        Column("Tell", "strong", widest=36),
        Column("Handover", "text", widest=36),
        Column("Months", "text", 24),
        Column("Text", "text", 80),
    ]
    words = Sheet(
        "Handover texts",
        "Each difference in words, to be sent to both agencies as they are.",
        "What to tell each agency",
        "Both agencies are told the same. A text names no person and no case, and withholds numbers that are small.",
        empty="No two counts differ by enough to raise it.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def handover_text(row: Any) -> str:
    """What both agencies are told of one difference; small numbers are withheld from both."""
    handover = BY_NAME[row.handover]
    sender = _told_name(row.sender_code, row.sender_name, handover.sent_dataset)
    receiver = _told_name(row.receiver_code, row.receiver_name, handover.logged_dataset)
    if row.may_be_told:
        counts = (
            f"{sender} counts {row.sent:,.0f} {handover.sent_words}; {receiver} counts {row.logged:,.0f} "
            f"{handover.logged_words}."
        )
    else:
        counts = (
            f"{sender} counts {handover.sent_words}, {receiver} counts {handover.logged_words}, and the two "
            "numbers differ. They are small and are not told here."
        )
    return (
        f"{handover.title}, {_when(row)}. {counts} Which days and which cases does each of you count? Please compare your own lists, "
        "and tell the coordinator what explains the difference."
    )


def _told_name(code: str, name: str, dataset: str) -> str:
    """An agency as a sentence names it; several that cannot be told apart by what they send."""
    return f"whoever sends {DATASETS[dataset].title.lower()}, taken together," if code == ALL else name


def _when(row: Any) -> str:
    start = month_words(as_date(row.period_start))
    if row.period_kind == _YEAR:
        return f"{row.months_count:.0f} months from {start}"
    return start
