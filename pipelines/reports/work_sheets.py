"""What is on the way: the schedule by week, materials still to come, and the checklist of the launch.

People and groups stand in ``team_sheets``; everything that is due, over all registers, in ``due``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.reports.code_words import place
from pipelines.reports.edition import as_date, day_words
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import ACTIVITY_STATES, LAUNCH_STATES, MATERIAL_STATES
from pipelines.reports.source import Source, rows_of

APPROVAL_DAYS = 30  # before a public event, both approvals should stand
_NO_REGISTER = "Nothing stands in the register yet. The template is written by samepage templates."


def add_schedule(book: Book, source: Source, today: dt.date) -> None:
    """Adds the schedule, week by week."""
    rows = []
    for row in rows_of(source.query("activity")):
        day = None if pd.isna(row.planned_ts) else as_date(row.planned_ts)
        week = None if day is None else day - dt.timedelta(days=day.weekday())
        rows.append(
            [
                Cell(f"Week of {day_words(week)}" if week else "No day"),
                Cell(row.activity_id, anchor=place("activity", row.activity_id)),
                plain(row.planned_ts, "moment"),
                status_cell(ACTIVITY_STATES, activity_state(row, today)),
                plain(row.kind_label),
                plain(row.agency_name),
                plain(row.step_label),
                plain(row.group_title),
                plain(row.hours),
                plain(row.contact_role),
                plain(row.arrangements),
            ]
        )
    columns = [
        Column("Week", "strong", 26),
        Column("No.", "muted", 9),
        Column("When", "moment", 22),
        Column("Stands", "text", 24),
        Column("What", "text", 16),
        Column("Agency", "text", 30),
        Column("Step", "text", 20),
        Column("Group", "text", 22),
        Column("Hours", "decimal", 8),
        Column("Contact", "text", 22),
        Column("Arrangements", "text", 36),
    ]
    words = Sheet(
        "Schedule",
        "Interviews, observations, sessions and meetings week by week, and what to look after.",
        "Schedule by week",
        "Two things at once: of one work group, at overlapping hours. Contacts are roles.",
        tuple(status.text for status in ACTIVITY_STATES.values()),
        empty=_NO_REGISTER,
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def activity_state(row: Any, today: dt.date) -> str:
    """What to look after in one planned activity on ``today``."""
    if row.status in ("done", "canceled"):
        return str(row.status)
    if not pd.isna(row.planned_ts) and as_date(row.planned_ts) < today:
        return "overdue"
    if row.overlaps:
        return "overlaps"
    return "to_come" if isinstance(row.contact_role, str) else "no_contact"


def add_materials(book: Book, source: Source, today: dt.date) -> None:
    """Adds what the assessment needs of each agency, what is still open first."""
    rows = [
        [
            plain(row.agency_name),
            plain(row.material_id),
            status_cell(MATERIAL_STATES, material_state(row, today)),
            plain(row.material),
            plain(row.kind_label),
            plain(row.asked_date),
            plain(row.due_date),
            plain(row.received_on_date),
            plain(row.doc_id),
            plain(row.note),
        ]
        for row in rows_of(source.query("material"))
    ]
    columns = [
        Column("Agency", "strong", 34),
        Column("No.", "muted", 14),
        Column("Stands", "text", 25),
        Column("What", "text", 44),
        Column("Kind", "text", 24),
        Column("Asked", "date", 14),
        Column("Needed", "date", 14),
        Column("Came", "date", 14),
        Column("Source book", "muted", 13),
        Column("Note", "text", 26),
    ]
    words = Sheet(
        "Materials",
        "Policies, forms, laws and records that the assessment needs of each agency: have, asked, refused.",
        "Materials of the assessment",
        "For each agency what is still open comes first.",
        tuple(status.text for status in MATERIAL_STATES.values()),
        empty=_NO_REGISTER,
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def material_state(row: Any, today: dt.date) -> str:
    """Where one material stands on ``today``."""
    late = not pd.isna(row.due_date) and as_date(row.due_date) < today
    return "overdue" if row.status == "asked" and late else str(row.status)


def add_launch(book: Book, source: Source, today: dt.date) -> None:
    """Adds the checklist of the public launch: its milestones, press releases and events with their approvals."""
    rows = [
        [
            Cell(row.number, anchor=place("event", row.number) if row.place == "event" else None,
                 to=place("milestone", row.number) if row.place == "milestone" else None),
            status_cell(LAUNCH_STATES, launch_state(row, today)),
            plain(row.title),
            plain(row.kind_label),
            plain(row.owner_role),
            plain(row.planned_date),
            plain(row.done_date),
            *(
                Cell(None) if row.place == "milestone" else plain(day) if not pd.isna(day) else Cell("○ not yet", "tone_care")
                for day in (row.directors_approved_date, row.advocate_approved_date)
            ),
            plain(row.edition_label),
        ]
        for row in rows_of(source.query("launch_item"))
    ]  # fmt: skip
    columns = [
        Column("No.", "muted", 11),
        Column("Stands", "text", 20),
        Column("What", "strong", 46),
        Column("Kind", "text", 20),
        Column("Owner", "text", 26),
        Column("Planned", "date", 14),
        Column("Done", "date", 14),
        Column("Directors", "date", 14, "Approved by"),
        Column("Blueprint advocate", "date", 14, "Approved by"),
        Column("Figures of edition", "muted", 14),
    ]
    words = Sheet(
        "Launch checklist",
        "What is to be done before the public launch, and who approved what is published.",
        "Launch checklist",
        f"Nothing is published before the directors and the Blueprint advocate approved it; {APPROVAL_DAYS} days before its day both should stand.",
        tuple(status.text for status in LAUNCH_STATES.values()),
        empty="No milestone of a launch and no event stands in the registers yet. The templates are written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=3)


def launch_state(row: Any, today: dt.date) -> str:
    """Where one thing of the launch stands on ``today``."""
    if row.status == "canceled":
        return "canceled"
    if not pd.isna(row.done_date) or row.status == "done":
        return "done"
    days = None if pd.isna(row.planned_date) else (as_date(row.planned_date) - today).days
    if days is not None and days < 0:
        return "overdue"
    approved = not pd.isna(row.directors_approved_date) and not pd.isna(row.advocate_approved_date)
    near = days is not None and days <= APPROVAL_DAYS
    return "not_approved" if row.place == "event" and near and not approved else "to_come"
