"""Survivors' experiences as tables: every statement by part of the response, themes, words, consultations.

The page with charts stands in ``survivors``. Who is too few is settled in ``pub``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.edition import text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, mark, plain
from pipelines.reports.source import Source, rows_of

_LEGEND = ("† fewer people than may be told", "blank: nobody was asked about this part")
_SAID = {9: "9 or more", 1: "1 or fewer"}


def add_survivor_tables(book: Book, source: Source) -> None:
    """Adds the statements by part of the response, the themes, the words that may be quoted, and the consultations."""
    _add_statements(book, source.query("statement_agreed"))
    _add_themes(book, source.query("theme_raised"))
    _add_words(book, source.query("words_quoted"))
    _add_consultations(book, source.query("consultation"))


def _add_statements(book: Book, agree: pd.DataFrame) -> None:
    """How many in ten agree with each statement, wave by wave."""
    steps = agree.sort_values("step_position").drop_duplicates("step_label")["step_label"].tolist()
    rows = []
    for (wave, statement), parts in agree.groupby(["survey_wave", "item_label"], sort=False):
        told = dict(zip(parts["step_label"], map(_tenths_cell, rows_of(parts)), strict=True))
        rows.append([Cell(str(wave)), Cell(str(statement)), *(told.get(step, Cell(None)) for step in steps)])
    columns = [
        Column("Wave", "muted", 11),
        Column("Statement", "strong", 44),
        *(Column(step, "of", 14, "How many in ten agree") for step in steps),
    ]
    words = Sheet(
        "Survivors by statement",
        "How many in ten agree with each statement about 911, police, prosecutor, court, probation and advocates.",
        "What survivors say, statement by statement",
        "In ten people who answered about that part. No number tells all or nobody, so that no single answer can be known. "
        "Parts serve people at different points; they are not ranked.",
        _LEGEND,
        empty="No survey wave has come yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def _tenths_cell(row: Any) -> Cell:
    if row.suppressed:
        return mark("suppressed")
    return Cell(_SAID.get(int(row.agree_tenths), f"{int(row.agree_tenths)}"), "of")


def _add_themes(book: Book, themes: pd.DataFrame) -> None:
    rows = [
        [
            plain(row.theme_label),
            plain(row.step_label),
            plain(row.consultations_count),
            Cell("by several or most" if row.by_many else None),
            plain(row.last_wave),
            plain(row.element_ids),
            Cell(text_of(row.rec_ids)) if text_of(row.rec_ids) else Cell("○ none yet", "tone_work"),
        ]
        for row in rows_of(themes)
    ]
    columns = [
        Column("Theme", "strong", 44),
        Column("Part of the response", "text", 20),
        Column("Consultations", "count", 13),
        Column("How often in one", "text", 18),
        Column("Last raised", "text", 12),
        Column("Bears on", "muted", 22),
        Column("Recommendation", "text", 20),
    ]
    words = Sheet(
        "Survivors' themes",
        "What groups and community organizations raised, what it bears on, and what was recommended.",
        "Themes, and what came of them",
        "Consultations counts meetings, never people. Consultations with fewer than five people are left out.",
        empty="No theme may be told yet. The templates are written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def _add_words(book: Book, frame: pd.DataFrame) -> None:
    rows = [
        [plain(row.step_label), plain(row.quote), plain(row.theme_label), plain(row.wave)]
        for row in rows_of(frame)
    ]
    columns = [
        Column("Part of the response", "strong", 20),
        Column("Words", "text", 78),
        Column("Theme", "text", 26),
        Column("Quarter", "muted", 12),
    ]
    words = Sheet(
        "In survivors' words",
        "Words of people who agreed to be quoted, redacted and confirmed.",
        "In survivors' own words",
        "Each person agreed to be quoted, and a second person confirmed that nothing in the words identifies anybody. "
        "The Blueprint advocate says whether they may leave the team.",
        empty="No words may be quoted: nobody agreed to be quoted, the redaction is not confirmed, or too few people answered.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def _add_consultations(book: Book, frame: pd.DataFrame) -> None:
    rows = [
        [
            plain(row.wave),
            plain(row.event_id),
            plain(row.kind_label),
            plain(row.status_label),
            plain(row.community),
            plain(row.host_org),
            plain(row.people_band),
            plain(row.languages),
            *(
                plain(None if pd.isna(value) else bool(value))
                for value in (
                    row.consent_process,
                    row.advocate_present,
                    row.compensated,
                    row.childcare_transport,
                )
            ),
            plain(row.report_doc_id),
        ]
        for row in rows_of(frame)
    ]
    columns = [
        Column("Quarter", "strong", 11),
        Column("No.", "muted", 10),
        Column("Kind", "text", 22),
        Column("Status", "text", 11),
        Column("Community", "text", 28),
        Column("Host", "text", 24),
        Column("People", "text", 13),
        Column("Languages", "text", 16),
        Column("Consent asked", "text", 10, "How it was done"),
        Column("Advocate there", "text", 11, "How it was done"),
        Column("Paid", "text", 8, "How it was done"),
        Column("Childcare, rides", "text", 12, "How it was done"),
        Column("Report", "muted", 12),
    ]
    words = Sheet(
        "Consultations",
        "Focus groups, listening sessions and talks with community organizations: with whom, and how.",
        "Who was consulted",
        "With fewer than five people, community, host and languages are left out.",
        empty="No consultation stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)
