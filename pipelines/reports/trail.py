"""The trail's middle: recommendations, the reviews of them, and the decisions on them, each leading back and on.

Evidence and conclusions stand in ``trail_evidence``, milestones and measures in ``trail_effects``. What is overdue is seen
from the site's day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.metadata.register_limits import REVIEW_DAYS
from pipelines.reports.code_words import CodeWords, listed, place
from pipelines.reports.edition import as_date
from pipelines.reports.kit import Book, Cell, Column, Printed, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import DECISIONS, REVIEW_STATES, TRAIL_STATES
from pipelines.reports.source import Source, rows_of

_DONE, _DROPPED = "done", "dropped"
_AGAINST = ("concerns", "opposes")


def add_recommendations(book: Book, source: Source, today: dt.date) -> None:
    """Adds each recommendation from its element and conclusion to its decision, milestones and measures."""
    rows = [_recommendation_row(row, today) for row in rows_of(source.query("trail"))]
    columns = [
        Column("Recommendation", "strong", 16),
        Column("Where it stands", "text", 24),
        Column("Area", "text", 18, "Comes from"),
        Column("Element", "text", 11, "Comes from"),
        Column("Recommended practice", "text", 28, "Comes from"),
        Column("Conclusion", "text", 13, "Comes from"),
        Column("What was concluded", "text", 36, "Comes from"),
        Column("Proposed change", "text", 46, "What is proposed"),
        Column("What it means for survivors", "text", 36, "What is proposed"),
        Column("Submitted", "date", 14, "What is proposed"),
        Column("Reviews", "text", 23, "Leads to"),
        Column("Decision", "text", 12, "Leads to"),
        Column("What was decided", "text", 22, "Leads to"),
        Column("Decided", "date", 14, "Leads to"),
        Column("In force from", "date", 14, "Leads to"),
        Column("Owner", "text", 20, "Leads to"),
        Column("Milestones done", "of", 12, "Leads to"),
        Column("Measures", "text", 14, "Leads to"),
    ]
    words = Sheet(
        "Recommendations",
        "Each recommendation from its element to its decision, milestones and measures; what is overdue.",
        "From evidence to change",
        "One line is one recommendation, the oldest first. Overdue: its work or its next milestone is past its day. "
        "Underlined cells lead back and on.",
        tuple(status.text for status in TRAIL_STATES.values()),
        empty="No recommendation stands in the registers yet. The templates are written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=2, print_as=Printed(pages_wide=2, repeated=2))


def _recommendation_row(row: Any, today: dt.date) -> list[Cell]:
    milestones = (
        Cell(None)
        if pd.isna(row.milestones_count)
        else Cell(f"{int(row.milestones_done_count)} of {int(row.milestones_count)}")
    )
    at = f"element at {row.agency_code}" if isinstance(row.agency_code, str) else "element"
    reviews, against = int(row.reviews_count), int(row.against_count)
    given = f"{reviews} given" + (f", {against} with concerns" if against else "")
    return [
        Cell(row.rec_id, anchor=place("recommendation", row.rec_id)),
        status_cell(TRAIL_STATES, trail_state(row, today)),
        plain(row.area),
        Cell(
            row.element_id, anchor=place("recommendations of", row.element_id), to=place(at, row.element_id)
        ),
        plain(row.title),
        plain(row.conclusion_id).leading_to(place("conclusion", row.conclusion_id)),
        plain(row.conclusion),
        plain(row.proposed_change),
        plain(row.survivor_impact_note),
        plain(row.submitted_date),
        Cell(given if reviews else "none given").leading_to(place("reviews of", row.rec_id)),
        _decision_cell(row),
        plain(row.decision),
        plain(row.decided_date),
        plain(row.effective_date),
        plain(row.owner_role),
        milestones.leading_to(place("milestones of", row.decision_id)),
        plain(row.measure_ids).leading_to(place("measures of", row.decision_id)),
    ]


def _decision_cell(row: Any) -> Cell:
    """The number of the decision, also of one that does not count."""
    number = row.not_counted_id if pd.isna(row.decision_id) else row.decision_id
    return plain(number).leading_to(place("decision", number))


def trail_state(row: Any, today: dt.date) -> str:
    """Where a recommendation stands on ``today``: not decided, with a decision that does not count, decided, overdue, or finished.

    What is marked as done while one of its milestones is past its day is overdue.
    """
    if not isinstance(row.decision_id, str):
        return "not_counted" if isinstance(row.not_counted_id, str) else "not_decided"
    if row.status == _DROPPED:
        return _DROPPED
    days = (row.next_planned_date,) if row.status == _DONE else (row.due_date, row.next_planned_date)
    if any(not pd.isna(day) and as_date(day) < today for day in days):
        return "overdue"
    return _DONE if row.status == _DONE else "under_way"


def add_reviews(book: Book, source: Source, words_of_codes: CodeWords, today: dt.date) -> None:
    """Adds the reviews of each recommendation, and the areas that were asked and have not answered."""
    rows = []
    for row in rows_of(source.query("review_standing")):
        area = words_of_codes.one("agency_area", row.agency_area)
        back = place("recommendation", row.rec_id)
        rows.append(
            [
                Cell(row.rec_id, anchor=place("reviews of", row.rec_id), to=back),
                plain(area),
                status_cell(REVIEW_STATES, review_state(row, today)),
                plain(row.submitted_date),
                plain(row.reviewed_on_date),
                plain(row.reviewer_role),
                plain(words_of_codes.one("review_verdict", row.verdict)),
                plain(row.comment),
            ]
        )
    columns = [
        Column("Recommendation", "strong", 16),
        Column("Area", "text", 26),
        Column("Review", "text", 24),
        Column("Submitted", "date", 14),
        Column("Reviewed", "date", 14),
        Column("Reviewer", "text", 24),
        Column("Verdict", "text", 22),
        Column("Comment", "text", 52),
    ]
    words = Sheet(
        "Reviews",
        "Who reviewed each recommendation and what they said; which areas have not answered.",
        "Reviews of recommendations",
        f"Every area that a recommendation touches is asked, its own too. Overdue: no answer {REVIEW_DAYS} days after it was submitted.",
        tuple(status.text for status in REVIEW_STATES.values()),
        empty="No recommendation stands in the registers yet. The templates are written by samepage templates.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def review_state(row: Any, today: dt.date) -> str:
    """Where one area's review of one recommendation stands on ``today``."""
    if not pd.isna(row.verdict):
        return "against" if row.verdict in _AGAINST else "given"
    if not pd.isna(row.decided_date):
        return "without"
    if pd.isna(row.submitted_date):
        return "waiting"
    return "overdue" if (today - as_date(row.submitted_date)).days > REVIEW_DAYS else "waiting"


def add_decisions(book: Book, source: Source, words_of_codes: CodeWords) -> None:
    """Adds the decisions, leading back to recommendations and on to milestones and measures."""
    rows = [_decision_row(row, words_of_codes) for row in rows_of(source.query("decision"))]
    columns = [
        Column("Decision", "strong", 12),
        Column("Recommendation", "text", 17, "Comes from"),
        Column("What", "text", 26),
        Column("Decided", "date", 14),
        Column("By", "text", 16),
        Column("Why", "text", 38),
        Column("Text before", "text", 22, "Text"),
        Column("Text as decided", "text", 44, "Text"),
        Column("In force from", "date", 14),
        Column("Owner", "text", 20),
        Column("Due", "date", 14),
        Column("Stands", "text", 14),
        Column("Milestones", "text", 13, "Leads to"),
        Column("Measures", "text", 14, "Leads to"),
    ]
    words = Sheet(
        "Decisions",
        "Every decision with its reason, the text before and as decided, its owner and its days.",
        "Decisions",
        "Those that do not count come first, then the newest. Underlined cells lead back to the recommendation and on to milestones "
        "and measures.",
        empty="No decision stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=1, print_as=Printed(pages_wide=2, repeated=1))


def _decision_row(row: Any, words_of_codes: CodeWords) -> list[Cell]:
    """One decision; what was decided gives way to "Does not count" where it does not, and the reason to why not."""
    counts = pd.isna(row.not_counted)
    return [
        Cell(row.decision_id, anchor=place("decision", row.decision_id)),
        plain(row.rec_id).leading_to(place("recommendation", row.rec_id)),
        status_cell(DECISIONS, row.decision if counts else "not_counted"),
        plain(row.decided_date),
        plain(words_of_codes.one("decided_by", row.decided_by)),
        plain(row.reason) if counts else Cell(_why_not(row)),
        plain(row.current_text_ref),
        plain(row.decided_text) if not pd.isna(row.decided_text) else plain(row.text_version),
        plain(row.effective_date),
        plain(row.owner_role),
        plain(row.due_date),
        plain(words_of_codes.one("decision_status", row.status)),
        _milestones(row),
        Cell(", ".join(listed(row.measure_ids)) or None).leading_to(place("measures of", row.decision_id)),
    ]


def _milestones(row: Any) -> Cell:
    count = int(row.milestones_count)
    if not count:
        return Cell("none", "muted")
    words = f"{count} milestone{'' if count == 1 else 's'}"
    return Cell(words).leading_to(place("milestones of", row.decision_id))


def _why_not(row: Any) -> str:
    """Why a decision does not count, where it stands, and what to do."""
    day = None if pd.isna(row.submitted_date) else as_date(row.submitted_date)
    submitted = f" The recommendation is of {day:%b} {day.day}, {day.year}." if day else ""
    return f"{row.not_counted}{submitted} {row.next_step} Row {int(row.source_row)} of the sheet {row.source_sheet}."
