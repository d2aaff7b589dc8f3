"""Recommendations and what the directors decided on them, beside the text as it stands."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, day_words, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import DECISIONS
from pipelines.reports.source import rows_of

_LEGAL = 5


def decision_words(row: Any) -> str:
    """The decision on a recommendation in one line, or that none came yet."""
    if not text_of(row.decision):
        return "· No decision yet"
    status = DECISIONS.get(row.decision)
    words = status.text if status else str(row.decision_label)
    effect = (
        "" if pd.isna(row.effective_date) else f", in effect from {day_words(as_date(row.effective_date))}"
    )
    return f"{words}{effect}"


def add_actions(book: Book, actions: pd.DataFrame) -> None:
    """Adds every recommendation with its text as it stands, the change proposed and the decision."""
    rows = [
        [
            plain(row.agency_name),
            plain(row.rec_id),
            Cell(text_of(row.title), lead=text_of(row.element_id)) if text_of(row.title) else plain(row.element_id),
            Cell(_stands(row)),
            plain(row.proposed_change),
            plain(row.survivor_impact_note),
            status_cell(DECISIONS, text_of(row.decision) or "none"),
            Cell(_decided(row)),
            plain(row.effective_date, "date"),
        ]
        for row in rows_of(actions)
    ]  # fmt: skip
    columns = [
        Column("Agency", "strong", 20),
        Column("Number", "muted", 10),
        Column("Element", "text", 24),
        Column("Text as it stands", "text", 30),
        Column("Change proposed", "text", 36),
        Column("What it means for survivors", "text", 24),
        Column("Decision", "text", 17),
        Column("Who, when, and why", "text", 28),
        Column("In effect from", "date", 14),
    ]
    words = Sheet(
        "Recommendations",
        "Every recommendation: the text as it stands, the change proposed, what it means for survivors, and the decision.",
        "Recommendations and decisions",
        "A recommendation without a decision is marked as open. The policy comparison sets a decision with changes beside it word by word.",
        empty="No recommendation has come yet.",
    )
    sheet = add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
    sheet.set_paper(_LEGAL)


def _stands(row: Any) -> str:
    reference, wording = text_of(row.current_text_ref), text_of(row.local_wording)
    return "\n".join(part for part in (reference, wording) if part) or "No local text."


def _decided(row: Any) -> str:
    if not text_of(row.decision):
        return ""
    when = "" if pd.isna(row.decided_date) else f", {day_words(as_date(row.decided_date))}"
    return "\n".join(part for part in (f"{text_of(row.decided_by_label)}{when}", text_of(row.reason)) if part)
