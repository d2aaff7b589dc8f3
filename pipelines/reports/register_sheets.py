"""Sheets of the coordinator's registers: the way of each recommendation, and the agreements with their days.

What the registers hold is read as published; what is overdue is seen from the site's day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, read_site
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import AGREEMENTS, TRAIL_STATES
from pipelines.reports.source import Source, rows_of

RENEWAL_DAYS = 90  # before an agreement ends, its renewal is due
_FINISHED = ("done", "dropped")


def add_trail(book: Book, source: Source) -> None:
    """Adds the way of each recommendation: element, conclusion, reviews, decision, milestones, measures."""
    today = read_site(source).as_of
    rows = [_trail_row(row, today) for row in rows_of(source.query("trail"))]
    columns = [
        Column("Recommendation", "strong", 16),
        Column("Where it stands", "text", 24),
        Column("Area", "text", 18, "Comes from"),
        Column("Element", "text", 30, "Comes from"),
        Column("Conclusion", "text", 40, "Comes from"),
        Column("Proposed change", "text", 46, "What is proposed"),
        Column("What it means for survivors", "text", 36, "What is proposed"),
        Column("Submitted", "date", 14, "What is proposed"),
        Column("All", "count", 9, "Reviews"),
        Column("With concerns", "count", 11, "Reviews"),
        Column("Decision", "text", 26, "Decision"),
        Column("Decided", "date", 14, "Decision"),
        Column("In force from", "date", 14, "Decision"),
        Column("Owner", "text", 20, "Decision"),
        Column("Milestones done", "of", 12, "What came of it"),
        Column("Measures", "muted", 14, "What came of it"),
    ]
    words = Sheet(
        "Recommendations",
        "Each recommendation from its element to its decision, milestones and measures; what is overdue.",
        "From evidence to change",
        "One line is one recommendation, the oldest first. Overdue: its work or its next milestone is past its day.",
        empty="No recommendation stands in the registers yet. The templates are written by samepage templates.",
    )
    sheet = add_table(book, words, columns, rows, freeze_columns=2)
    sheet.fit_to_pages(2, 0)  # on one page the words would be too small to read
    sheet.repeat_columns(0, 1)


def _trail_row(row: Any, today: dt.date) -> list[Cell]:
    milestones = (
        Cell(None)
        if pd.isna(row.milestones_count)
        else Cell(f"{int(row.milestones_done_count)} of {int(row.milestones_count)}")
    )
    element = f"{row.element_id} {row.title}" if isinstance(row.title, str) else row.element_id
    decision = " · ".join(part for part in (row.decision_id, row.decision) if isinstance(part, str))
    conclusion = " · ".join(part for part in (row.conclusion_id, row.conclusion) if isinstance(part, str))
    return [
        plain(row.rec_id),
        status_cell(TRAIL_STATES, trail_state(row, today)),
        plain(row.area),
        plain(element),
        plain(conclusion or None),
        plain(row.proposed_change),
        plain(row.survivor_impact_note),
        plain(row.submitted_date),
        plain(row.reviews_count),
        plain(row.against_count),
        plain(decision or None),
        plain(row.decided_date),
        plain(row.effective_date),
        plain(row.owner_role),
        milestones,
        plain(row.measure_ids),
    ]


def trail_state(row: Any, today: dt.date) -> str:
    """Where a recommendation stands on ``today``: not decided, decided, overdue, or finished."""
    if not isinstance(row.decision_id, str):
        return "not_decided"
    if row.status in _FINISHED:
        return str(row.status)
    days = (row.due_date, row.next_planned_date)
    return "overdue" if any(not pd.isna(day) and as_date(day) < today for day in days) else "under_way"


def add_agreements(book: Book, source: Source) -> None:
    """Adds the agreements with partners: signed, ending, missing, and the data annex."""
    today = read_site(source).as_of
    found = [row for row in rows_of(source.query("agreement")) if row.partners_count]
    rows = [
        [
            plain(row.organization),
            status_cell(AGREEMENTS, agreement_state(row, today)),
            plain(row.mou_status_words),
            plain(row.mou_signed_date),
            plain(row.mou_expires_date),
            plain(row.data_annex_signed_date),
            plain(row.director_role),
            plain(row.liaison_role),
            plain(row.roles_summary),
            plain(row.next_step),
            plain(row.last_contact_date),
        ]
        for row in found
    ]
    columns = [
        Column("Partner", "strong", widest=40),
        Column("What to look at", "text", 28),
        Column("Memorandum", "text", 22),
        Column("Signed", "date", 14),
        Column("Ends", "date", 14),
        Column("Data annex signed", "date", 14),
        Column("Head", "text", 20),
        Column("Liaison", "text", 20),
        Column("Roles", "text", 44),
        Column("Next step", "text", 34),
        Column("Last contact", "date", 14),
    ]
    words = Sheet(
        "Partners and agreements",
        "Agreements with each partner: signed, ending, missing, and their data annexes.",
        "Partners and agreements",
        f"Renewal is due {RENEWAL_DAYS} days before an agreement ends. Agencies that the register does not name are listed too.",
        empty="No partner stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def agreement_state(row: Any, today: dt.date) -> str:
    """What to look at in one agreement on ``today``; an agency needs a data annex, other partners do not."""
    if not isinstance(row.partner_id, str):
        return "no_partner"
    ends = None if pd.isna(row.mou_expires_date) else as_date(row.mou_expires_date)
    if row.mou_status == "expired" or (ends is not None and ends < today):
        return "ended"
    if row.mou_status not in ("signed", "renewal_due"):
        return "not_signed"
    if isinstance(row.agency_code, str) and pd.isna(row.data_annex_signed_date):
        return "no_annex"
    soon = ends is not None and (ends - today).days <= RENEWAL_DAYS
    return "renewal_due" if soon or row.mou_status == "renewal_due" else "in_force"
