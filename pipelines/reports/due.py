"""What is due and what happened: the due list over all registers, and what changed since last month.

What a liaison is reminded of is chosen from the same due list in ``reminders``.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.metadata.register_limits import ORIENTATION_DAYS, RENEWAL_DAYS, REVIEW_DAYS
from pipelines.reports.code_words import place
from pipelines.reports.edition import as_date, day_words, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import DUE_STATES
from pipelines.reports.source import Source, rows_of

_SOON, _LONG = 30, RENEWAL_DAYS  # days before its day that a thing is listed
_LONG_KINDS = ("agreement", "document")  # renewals and reviews take longer to prepare
_KINDS = {
    "file": "File of an agency",
    "register": "Register of the coordinator",
    "review": "Review of a recommendation",
    "decision": "Decision",
    "milestone": "Milestone",
    "finding": "Finding",
    "remeasure": "Measure again",
    "agreement": "Agreement",
    "document": "Source book",
    "material": "Material",
    "activity": "Schedule",
    "plan": "Assessment plan",
    "event": "Public event",
    "meeting": "Meeting",
    "orientation": "Orientation",
    "policy": "Policy answer changed",
    "conclusion": "Conclusion",
    "recommendation": "Recommendation",
    "in_force": "Text in force",
    "closed": "Finding closed",
    "training": "Training",
}


@dataclass(frozen=True)
class Due:
    """One thing that is due: what, whose, by when, and where it leads in the workbook."""

    kind: str
    number: str
    words: str
    agency_code: str
    agency_name: str
    owner_role: str
    due_date: dt.date
    place: str | None
    detail: str

    def state(self, today: dt.date) -> str:
        """Overdue, due within a week, within a month, or later."""
        days = (self.due_date - today).days
        if days < 0:
            return "overdue"
        return "week" if days <= 7 else "month" if days <= _SOON else "later"


def read_due(source: Source, today: dt.date) -> list[Due]:
    """What is past its day or due within 30 days (agreements and reviews of documents: 90), the oldest first."""
    frame = source.query("due_item", review_days=REVIEW_DAYS, orientation_days=ORIENTATION_DAYS)
    return [due for due in map(_due, rows_of(frame)) if (due.due_date - today).days <= _lead(due.kind)]


def _lead(kind: str) -> int:
    return _LONG if kind in _LONG_KINDS else _SOON


def _due(row: Any) -> Due:
    return Due(
        row.kind,
        text_of(row.number),
        text_of(row.words),
        text_of(row.agency_code),
        text_of(row.agency_name),
        text_of(row.owner_role),
        as_date(row.due_date),
        place(text_of(row.place), row.number) if text_of(row.place) else None,
        text_of(row.detail),
    )


def add_due_list(book: Book, dues: Iterable[Due], today: dt.date) -> None:
    """Adds everything that is past its day or due soon."""
    rows = [
        [
            status_cell(DUE_STATES, due.state(today)),
            Cell(due.due_date),
            Cell(max((today - due.due_date).days, 0) or None),
            Cell(_KINDS[due.kind]),
            Cell(due.number or None, to=due.place),
            Cell(due.words),
            Cell(due.agency_name or None),
            Cell(due.owner_role or None),
        ]
        for due in dues
    ]
    columns = [
        Column("When", "text", 19),
        Column("Due", "date", 14),
        Column("Days late", "count", 9),
        Column("What kind", "text", 25),
        Column("Number", "muted", 13),
        Column("What", "strong", 58),
        Column("Agency", "text", 34),
        Column("Whose", "text", 24),
    ]
    words = Sheet(
        "Due list",
        "Everything past its day or due soon, from all registers and agencies.",
        "What is due",
        f"As of {day_words(today)}, the oldest first. Listed {_SOON} days ahead; agreements and reviews of documents {_LONG} days. "
        "Numbers lead to their line. Drafts of reminders to liaisons stand in outputs/reminders; nothing is sent.",
        tuple(status.text for status in DUE_STATES.values()),
        empty="Nothing is due.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)


def month_before(today: dt.date) -> dt.date:
    """The same day a month earlier, or the last day of that month where it is shorter."""
    day: dt.date = (pd.Timestamp(today) - pd.DateOffset(months=1)).date()
    return day


def add_recent(book: Book, source: Source, today: dt.date) -> None:
    """Adds what registers and submissions date within the last month."""
    since = month_before(today)
    found = rows_of(source.query("recent_event", since=since, until=today))
    counts = Counter(row.kind for row in found)
    told = ", ".join(f"{_KINDS[kind]} {number:,}" for kind, number in sorted(counts.items()))
    rows = [
        [
            plain(row.happened_date),
            Cell(_KINDS[row.kind]),
            plain(row.number).leading_to(
                place(text_of(row.place), row.number) if text_of(row.place) else None
            ),
            plain(row.words),
            plain(row.agency_name),
        ]
        for row in found
    ]
    columns = [
        Column("Day", "date", 14),
        Column("What kind", "text", 25),
        Column("Number", "muted", 13),
        Column("What happened", "strong", 76),
        Column("Agency", "text", 36),
    ]
    words = Sheet(
        "Since last month",
        "What the registers and the agencies' files added since a month ago.",
        "What changed since last month",
        f"After {day_words(since)}, up to {day_words(today)}, the newest first. {f'By kind: {told}.' if told else ''} "
        "Figures that moved by a correction stand on the sheets that follow.",
        empty="The registers name nothing from the last month, and no file came.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)
