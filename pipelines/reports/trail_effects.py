"""The trail's end: the milestones of decisions, and what the measures show since a decision is in force.

The way to a decision stands in ``trail`` and ``trail_evidence``. Nothing is judged here: both figures are told as they stand.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.reports.code_words import CodeWords, place
from pipelines.reports.edition import as_date
from pipelines.reports.figures import Figures, Period, short_cell
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import MILESTONE_STATES
from pipelines.reports.source import Source, rows_of


def add_milestones(book: Book, source: Source, words_of_codes: CodeWords, today: dt.date) -> None:
    """Adds the milestones, leading back to decisions and on to measures."""
    rows = [
        [
            Cell(row.milestone_id, anchor=place("milestone", row.milestone_id)),
            Cell(row.decision_id if isinstance(row.decision_id, str) else None,
                 anchor=place("milestones of", row.decision_id), to=place("decision", row.decision_id)),
            status_cell(MILESTONE_STATES, milestone_state(row, today)),
            plain(row.title),
            plain(words_of_codes.one("milestone_kind", row.milestone_kind)),
            plain(row.owner_role),
            plain(row.planned_date),
            plain(row.done_date),
            plain(row.evidence_doc_id),
            plain(row.data_field),
            plain(row.measure_id).leading_to(place("measure", row.measure_id)),
            plain(row.note),
        ]
        for row in rows_of(source.query("milestone"))
    ]  # fmt: skip
    columns = [
        Column("Milestone", "strong", 12),
        Column("Decision", "text", 12, "Comes from"),
        Column("Stands", "text", 18),
        Column("What is to be done", "text", 44),
        Column("Kind", "text", 22),
        Column("Owner", "text", 22),
        Column("Planned", "date", 14),
        Column("Done", "date", 14),
        Column("Document", "muted", 13, "Shown by"),
        Column("Field", "muted", 26, "Shown by"),
        Column("Measure", "text", 11, "Shown by"),
        Column("Note", "text", 28),
    ]
    words = Sheet(
        "Milestones",
        "What is to be done after each decision, by whom and by when, and what is past its day.",
        "Milestones",
        "By decision, the next day first. Underlined cells lead back to the decision and on to the measure.",
        tuple(status.text for status in MILESTONE_STATES.values()),
        empty="No milestone stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, group_by=1, freeze_columns=1)


def milestone_state(row: Any, today: dt.date) -> str:
    """Where a milestone stands on ``today``."""
    if row.status == "done" or not pd.isna(row.done_date):
        return "done"
    if row.status == "late" or (not pd.isna(row.planned_date) and as_date(row.planned_date) < today):
        return "overdue"
    return "at_risk" if row.status == "at_risk" else "to_come"


def add_effects(book: Book, source: Source, figures: Figures) -> None:
    """Adds what each measure shows before and since each decision that names it."""
    rows = []
    for row in rows_of(source.query("decision_measure")):
        definition = figures.definitions.get(row.measure_id)
        before, since = quarters_around(row.effective_date, figures.quarters)
        agency = row.agency_code if row.agency_code in figures.agencies_of(row.measure_id) else None
        agency = agency or figures.headline_agency(row.measure_id)
        told = [
            cell
            for period in (before, since)
            for cell in (
                Cell(period.words if period else None),
                short_cell(figures.get(row.measure_id, agency, period), definition.kind)
                if definition and agency and period
                else Cell(None),
            )
        ]
        rows.append(
            [
                Cell(row.decision_id, anchor=place("measures of", row.decision_id), to=place("decision", row.decision_id)),
                Cell(row.measure_id, to=place("measure", row.measure_id)),
                Cell(definition.name if definition else None),
                Cell(figures.agencies.get(agency) if agency else None),
                plain(row.effective_date),
                *told,
                plain(row.rec_id).leading_to(place("recommendation", row.rec_id)),
                plain(row.element_id).leading_to(place("element", row.element_id)),
            ]
        )  # fmt: skip
    columns = [
        Column("Decision", "strong", 12, "Comes from"),
        Column("Measure", "text", 11),
        Column("What it counts", "text", 40),
        Column("Agency", "text", 30),
        Column("In force from", "date", 14),
        Column("Quarter before", "text", 15, "Before"),
        Column("Figure before", "share", 13, "Before"),
        Column("Latest quarter", "text", 15, "Since"),
        Column("Figure now", "share", 13, "Since"),
        Column("Recommendation", "text", 17, "Back to"),
        Column("Element", "text", 11, "Back to"),
    ]
    words = Sheet(
        "Measures of decisions",
        "What the measures that a decision names show before it was in force and now.",
        "What the measures show",
        "The last whole quarter before the text was in force, beside the latest. Whether a change is clear says the sheet "
        "on changes of the case statistics: two figures alone can differ by chance.",
        empty="No decision names a measure yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def quarters_around(effective: Any, quarters: list[Period]) -> tuple[Period | None, Period | None]:
    """The last whole quarter before ``effective``, and the latest one if it ends on or after that day."""
    if pd.isna(effective) or not quarters:
        return None, None
    day = as_date(effective)
    before = [quarter for quarter in quarters if quarter.end < day]
    return (before[-1] if before else None), (quarters[-1] if quarters[-1].end >= day else None)
