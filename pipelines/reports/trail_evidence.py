"""The trail's beginning: each practice with its kinds of evidence, how far the assessment is, and the conclusions drawn.

Recommendations, reviews and decisions stand in ``trail``; milestones and measures in ``trail_effects``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.code_words import CodeWords, listed, place
from pipelines.reports.figures import Figures, of_words
from pipelines.reports.kit import (
    Book,
    Cell,
    Chart,
    Column,
    Panel,
    Series,
    Sheet,
    add_panels,
    add_table,
    mark,
    plain,
    status_cell,
)
from pipelines.reports.kit.cells import EVIDENCE_STATES, POLICY_STATUSES
from pipelines.reports.kit.styles import AMBER, BLUE_DARK, RUST
from pipelines.reports.source import Source, rows_of

ENOUGH_KINDS = 2  # kinds of evidence that a practice needs before a conclusion is drawn about it
_LEGAL = 5
_LEGEND = tuple(status.text for status in EVIDENCE_STATES.values())


def read_evidence(source: Source, figures: Figures, audience: str) -> pd.DataFrame:
    """Every practice of every agency with its kinds of evidence counted: ``kinds_count`` and ``state``."""
    frame = source.query("element_evidence", audience=audience)
    measured = {row.element_id: listed(row.measure_ids) for row in rows_of(source.query("element_measures"))}
    has_figure = [
        any(_has_figure(figures, measure, row.agency_code) for measure in measured.get(row.element_id, ()))
        for row in rows_of(frame)
    ]
    kinds = frame[["has_review", "has_interview", "has_observation", "has_survivors"]].astype(bool)
    frame["has_statistics"] = pd.Series(has_figure, index=frame.index, dtype=bool)
    frame["kinds_count"] = kinds.sum(axis=1) + frame["has_statistics"]
    frame["state"] = ["enough" if n >= ENOUGH_KINDS else "one" if n else "none" for n in frame["kinds_count"]]
    return frame


def _has_figure(figures: Figures, measure_id: str, agency: str) -> bool:
    periods = (*figures.years[-1:], *figures.quarters[-1:])
    found = (figures.get(measure_id, agency, period) for period in periods)
    return any(figure is not None and not figure.has_no_data for figure in found)


def add_progress(book: Book, evidence: pd.DataFrame) -> None:
    """Adds how far the assessment is: practices by kinds of evidence for each agency, with a chart."""
    panels = []
    if len(evidence):
        rows = []
        for name, of_agency in evidence.groupby("agency_name", sort=False):
            found = of_agency["state"].value_counts()
            answered = int(of_agency["policy_status"].notna().sum())
            planned = int((of_agency["planned_count"] >= ENOUGH_KINDS).sum())
            concluded = int((of_agency["conclusions_count"] > 0).sum())
            counts = [int(found.get(state, 0)) for state in reversed(EVIDENCE_STATES)]
            rows.append(
                [Cell(str(name)), *map(Cell, (*counts, len(of_agency), answered, planned, concluded))]
            )
        enough = int((evidence["state"] == "enough").sum())
        finding = (
            f"Stacked bar chart of practices by kinds of evidence for each agency. {enough} of {len(evidence)} practices rest on "
            f"two kinds of evidence or more, {int((evidence['state'] == 'none').sum())} on none."
        )
        colors = ((BLUE_DARK, True), (AMBER, False), (RUST, True))
        states = list(reversed(EVIDENCE_STATES.values()))
        series = tuple(
            Series(s.text, i, *look) for i, (s, look) in enumerate(zip(states, colors, strict=True), 1)
        )
        chart = Chart(
            "stacked_bar", "Practices by kinds of evidence", series, "Agency", "Recommended practices", finding
        )  # fmt: skip
        heads = (
            *(s.text for s in states),
            "All",
            "Policy answered",
            "Two kinds planned",
            "With a conclusion",
        )
        columns = [Column("Agency"), *(Column(head, "count") for head in heads)]
        panels.append(Panel("All agencies", "Retired practices are left out.", columns, rows, chart))
    words = Sheet(
        "Assessment progress",
        "How many practices of each agency rest on two kinds of evidence, on one, on none, as a chart.",
        "How far the assessment is",
        "Kinds of evidence: case review, interviews, observations, survivors, statistics. Two kinds are wanted before a "
        "conclusion is drawn. Agencies are listed in the order of a case, not ranked.",
        _LEGEND,
        empty="No practice is known yet.",
    )
    add_panels(book, words, panels, chart_below=True)


def add_elements(book: Book, evidence: pd.DataFrame, words_of_codes: CodeWords) -> None:
    """Adds each practice with what stands for it, leading on to its conclusions and recommendations."""
    rows = [_element_row(row, words_of_codes) for row in rows_of(evidence)]
    columns = [
        Column("Agency", "strong", 24),
        Column("Element", "muted", 11),
        Column("Recommended practice", "text", 36),
        Column("Evidence", "text", 22),
        Column("Policy", "text", 18),
        Column("Case review", "of", 12, "In hand"),
        Column("Interviews", "of", 12, "In hand"),
        Column("Observations", "of", 14, "In hand"),
        Column("Survivors", "text", 12, "In hand"),
        Column("Statistics", "text", 12, "In hand"),
        Column("Planned", "text", 24),
        Column("Conclusions", "text", 15, "Leads to"),
        Column("Recommendations", "text", 19, "Leads to"),
    ]
    words = Sheet(
        "Elements and evidence",
        "Each recommended practice with its evidence; it leads to its conclusions and recommendations.",
        "From element to evidence",
        "The first sheet of the trail. Underlined cells lead on: element, evidence, conclusion, recommendation, reviews, "
        "decision, milestones, measures; each sheet leads back as well.",
        _LEGEND,
        empty="No practice is known yet.",
    )
    sheet = add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=3)
    sheet.set_paper(_LEGAL)


def _element_row(row: Any, words_of_codes: CodeWords) -> list[Cell]:
    shown = Cell(None)
    if row.suppressed:
        shown = mark("suppressed")
    elif row.has_review and not pd.isna(row.applicable):
        shown = Cell(of_words(row.demonstrated, row.applicable), "of")
    counts = [
        Cell("rated" if has and pd.isna(n) else None if pd.isna(n) else int(n), "of")
        for has, n in (
            (row.has_interview, row.interviews_count),
            (row.has_observation, row.observations_count),
        )
    ]
    return [
        Cell(row.agency_name, anchor=place(f"element at {row.agency_code}", row.element_id)),
        Cell(row.element_id, anchor=place("element", row.element_id)),
        plain(row.title),
        status_cell(EVIDENCE_STATES, row.state),
        status_cell(POLICY_STATUSES, row.policy_status),
        shown,
        *counts,
        Cell("yes" if row.has_survivors else None),
        Cell("yes" if row.has_statistics else None),
        Cell(words_of_codes.many("evidence_kind", row.planned_kinds) or None),
        _leading(row.conclusions_count, "conclusion", place("conclusions of", row.element_id)),
        _leading(row.recommendations_count, "recommendation", place("recommendations of", row.element_id)),
    ]


def _leading(count: int, word: str, to: str | None) -> Cell:
    if not count:
        return Cell(None)
    return Cell(f"{count} {word}{'' if count == 1 else 's'}", to=to)


def add_conclusions(book: Book, source: Source, words_of_codes: CodeWords) -> None:
    """Adds the conclusions, leading back to elements and meetings and on to recommendations."""
    rows = [
        [
            Cell(row.conclusion_id, anchor=place("conclusion", row.conclusion_id)),
            plain(row.concluded_date),
            _element_cell(row, "conclusions of"),
            plain(row.agency_name),
            plain(row.conclusion),
            Cell(words_of_codes.many("evidence_kind", row.evidence_kinds) or None),
            plain(row.evidence_refs),
            Cell(words_of_codes.many("cause_code", row.cause_codes) or None),
            plain(row.survivor_view),
            plain(row.meeting_id).leading_to(place("meeting", row.meeting_id)),
            plain(row.first_rec_id).leading_to(place("recommendation", row.first_rec_id))
            if row.recommendations_count
            else Cell("○ none yet", "tone_care"),
        ]
        for row in rows_of(source.query("conclusion"))
    ]
    columns = [
        Column("Conclusion", "strong", 13),
        Column("Drawn", "date", 14),
        Column("Element", "text", 11, "Comes from"),
        Column("Agency", "text", 26, "Comes from"),
        Column("In words", "text", 48),
        Column("Rests on", "text", 24, "Evidence"),
        Column("Numbers", "muted", 18, "Evidence"),
        Column("Causes", "text", 24, "Evidence"),
        Column("What survivors say of it", "text", 30, "Evidence"),
        Column("Meeting", "text", 12, "Comes from "),
        Column("Recommendation", "text", 18, "Leads to"),
    ]
    words = Sheet(
        "Conclusions",
        "What the groups concluded about each practice, from what evidence, and what was recommended.",
        "From evidence to conclusion",
        "Underlined cells lead to the element, the meeting, and the first recommendation that came of it.",
        empty="No conclusion stands in the register yet. The template is written by samepage templates.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)


def _element_cell(row: Any, kind: str) -> Cell:
    """The element of a line, which leads to it at its agency; it is the place that the element's own line leads to."""
    at = f"element at {row.agency_code}" if isinstance(row.agency_code, str) else "element"
    return Cell(row.element_id, anchor=place(kind, row.element_id), to=place(at, row.element_id))
