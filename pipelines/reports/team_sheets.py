"""Who works together: seats of groups and what they lack, meetings and who came, and whom training reached.

The schedule, materials and the launch stand in ``work_sheets``; agreements with partners in ``register_sheets``.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.metadata.register_limits import LARGEST_GROUP, SEAT_CHECKS, SMALLEST_GROUP
from pipelines.reports.code_words import CodeWords, listed, place
from pipelines.reports.kit import Book, Cell, Column, Printed, Sheet, add_table, plain
from pipelines.reports.receipt_between import waived_words
from pipelines.reports.source import Source, rows_of

SEATS_MISSING = "Seats missing"
_NO_REGISTER = "Nothing stands in the register yet. The template is written by samepage templates."
_LESS_GRAVE = ("cross_group_size", "cross_director_not_consulted")
_KINDS = {"group": "Group", "agency": "Agency", "area": "Area"}


def add_rosters(book: Book, source: Source) -> None:
    """Adds the seats of every team and work group, by role."""
    rows = [
        [
            plain(row.group_title),
            plain(row.group_label),
            Cell(row.member_role, anchor=place("member", row.member_id)),
            plain(row.seat_label),
            plain(row.from_name),
            plain(row.joined_date),
            plain(row.left_date),
            Cell("○ left", "tone_idle") if not pd.isna(row.left_date) else Cell("● held", "tone_good"),
        ]
        for row in rows_of(source.query("seat"))
    ]
    columns = [
        Column("Group", "strong", 32),
        Column("Kind", "text", 20),
        Column("Role", "text", 34),
        Column("Seat", "text", 20),
        Column("From", "text", 36),
        Column("Since", "date", 14),
        Column("Until", "date", 14),
        Column("Stands", "text", 11),
    ]
    words = Sheet(
        "Team and work groups",
        "Who sits on the team and on each work group, by role.",
        "Team and work groups",
        "Roles, never names. Seats that are held come first.",
        empty=_NO_REGISTER,
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=1)


def add_group_gaps(book: Book, source: Source) -> None:
    """Adds what groups, agencies and areas lack: the one place that tells what these checks found."""
    rows = []
    for row in rows_of(source.query("seat_gap", checks=list(SEAT_CHECKS))):
        less = row.check_id in _LESS_GRAVE
        seats = f" Seats held: {row.other}." if row.check_id == "cross_group_size" else ""
        rows.append(
            [
                Cell(_KINDS[row.kind]),
                plain(row.subject),
                Cell(
                    f"{'○' if less else '▲'} {waived_words(row)}{row.title}{seats}",
                    "tone_care" if less else "tone_alarm",
                ),
                Cell(row.guidance),
                Cell(row.check_id),
            ]
        )
    columns = [
        Column("What", "muted", 12),
        Column("Which", "strong", 40),
        Column("What is missing", "text", 44),
        Column("What to do", "text", 44),
        Column("Check", "muted", 34),
    ]
    words = Sheet(
        SEATS_MISSING,
        "Groups without a lead, an advocate or a practitioner; agencies without a liaison; areas without a partner.",
        "What groups, agencies and areas lack",
        f"Every group needs a lead, an advocate and somebody who does the work; a work group {SMALLEST_GROUP} to {LARGEST_GROUP} people.",
        empty="No group, agency or area lacks anything, or no register of groups has come yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=2)


def add_meetings(book: Book, source: Source, words_of_codes: CodeWords) -> None:
    """Adds the minutes: meetings with who came, who led, what was said and what follows."""
    meetings = rows_of(source.query("meeting"))
    names = {row.agency_code: row.agency_name for row in rows_of(source.query("agency"))}
    rows = [
        [
            Cell(row.meeting_id, anchor=place("meeting", row.meeting_id)),
            plain(row.meeting_date),
            plain(row.group_title),
            plain(row.attendance_n),
            Cell(", ".join(names.get(code, code) for code in listed(row.agencies_present)) or None),
            plain(row.chair_role),
            plain(None if pd.isna(row.advocate_led) else bool(row.advocate_led)),
            plain(row.edition_label),
            plain(row.agenda),
            plain(row.discussion_summary),
            plain(row.action_items),
            plain(row.next_meeting_date),
        ]
        for row in meetings
    ]
    columns = [
        Column("Meeting", "strong", 11),
        Column("Day", "date", 14),
        Column("Group", "text", 20),
        Column("People", "count", 8),
        Column("Agencies there", "text", 70),  # the longest: at a third of it, rows are three times as tall
        Column("Led by", "text", 20),
        Column("Advocate led", "text", 11),
        Column("Edition", "muted", 11),
        Column("Agenda", "text", 36),
        Column("What was discussed", "text", 46),
        Column("What follows", "text", 24),
        Column("Next", "date", 14),
    ]
    words = Sheet(
        "Meetings",
        "The minutes: who came by agency, who led, what was discussed, what follows.",
        "Meetings",
        f"The newest first. {_led_words(meetings)}",
        empty=_NO_REGISTER,
    )
    add_table(book, words, columns, rows, freeze_columns=2, print_as=Printed(pages_wide=2, repeated=2))


def _led_words(meetings: list[Any]) -> str:
    said = [bool(row.advocate_led) for row in meetings if not pd.isna(row.advocate_led)]
    if not said:
        return "Who led is not noted yet."
    return f"An advocate led or set the agenda of {sum(said)} of {len(said)} meetings."


def add_attendance(book: Book, source: Source, today: dt.date) -> None:
    """Adds how many team meetings of the last 12 months each agency came to."""
    rows = [
        [
            plain(row.agency_name),
            plain(row.present_count),
            plain(row.meetings_count),
            plain(row.last_date),
            Cell("○ not there in 12 months", "tone_care") if not row.present_count else Cell(None),
        ]
        for row in rows_of(source.query("attendance", until=today))
    ]
    columns = [
        Column("Agency", "strong", 44),
        Column("Came to", "count", 10),
        Column("Meetings", "count", 10),
        Column("Last time", "date", 14),
        Column("Note", "text", 26),
    ]
    words = Sheet(
        "Attendance",
        "How many meetings of the team each agency came to in the last 12 months.",
        "Who came to the team's meetings",
        "Meetings of the team and of the implementation team. Agencies are listed in the order of a case, not ranked.",
        empty=_NO_REGISTER,
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def add_training(book: Book, source: Source) -> None:
    """Adds whom training reached, by agency and target group, and what it took."""
    rows = []
    for row in rows_of(source.query("training_reach")):
        if not isinstance(row.title, str):
            rows.append([plain(row.agency_name), Cell("▲ no training yet", "tone_alarm"), *[Cell(None)] * 11])
            continue
        rows.append(
            [
                plain(row.agency_name),
                Cell(row.title, anchor=place("training", row.event_id)),
                plain(row.kind_label),
                plain(row.target_label),
                plain(row.sessions_count),
                plain(row.last_date),
                plain(row.attended_count),
                plain(row.target_count),
                plain(row.reached_share),
                plain(row.score_before),
                plain(row.score_after),
                plain(row.hours),
                plain(row.cost),
            ]
        )
    columns = [
        Column("Agency", "strong", 34),
        Column("Training", "text", 36),
        Column("Kind", "text", 18),
        Column("For", "text", 20),
        Column("Days", "count", 7),
        Column("Last held", "date", 14),
        Column("Came", "count", 8, "Reach"),
        Column("Of", "count", 8, "Reach"),
        Column("Share", "share", 8, "Reach"),
        Column("Before", "decimal", 9, "Score of 100"),
        Column("After", "decimal", 9, "Score of 100"),
        Column("Hours of people", "decimal", 11, "What it took"),
        Column("Cost, $", "count", 10, "What it took"),
    ]
    words = Sheet(
        "Training reach",
        "Whom each training reached at each agency, the scores before and after, hours and cost.",
        "Whom training reached",
        "Of: people in the target group at that agency. Somebody who came twice counts twice; the share stops at 100%.",
        ("▲ agencies that no training reached yet",),
        empty=_NO_REGISTER,
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
