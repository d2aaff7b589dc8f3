"""Compliance: policy beside practice, gaps to discuss, measures with a direction, and what cannot be known yet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from pipelines.reports.bands import read_bands
from pipelines.reports.control_panels import add_control_charts
from pipelines.reports.edition import (
    DIRECTIONS,
    LEGEND,
    definition_rows,
    make_cover,
    make_imprint,
    make_notes,
    read_site,
)
from pipelines.reports.figures import Figures, count_cell, median_cell, share_cell
from pipelines.reports.finding_tables import FINDING_NOTES, add_before_after, add_findings, read_findings
from pipelines.reports.footnotes import footnote_lines, with_marks
from pipelines.reports.kit import (
    Book,
    Cell,
    Column,
    Sheet,
    add_cover,
    add_definitions,
    add_notes,
    add_panels,
    add_table,
    plain,
)
from pipelines.reports.measure_panels import trend_panel
from pipelines.reports.new_documentation import add_new_documentation
from pipelines.reports.policy_tables import read_responses
from pipelines.reports.practice_evidence import Evidence
from pipelines.reports.practice_tables import (
    add_bands_chart,
    add_beside,
    add_case_review,
    add_gaps_to_discuss,
)
from pipelines.reports.source import Source

TITLE = "Compliance"
AUDIENCE = "joint"
_POLICY_AND_PRACTICE = "M172"  # of what the team counts itself, the one that is about policy and practice


def write(source: Source, path: Path) -> None:
    """Writes the compliance workbook to ``path``."""
    site = read_site(source)
    bands = read_bands(source)
    figures = Figures(source, AUDIENCE)
    practice = source.query("policy_practice", audience=AUDIENCE)
    reviews = source.query("case_review", audience=AUDIENCE)
    findings = read_findings(source, AUDIENCE)
    moving = [
        m for m in figures.measure_ids
        if figures.definitions[m].direction in ("up_good", "down_good") and (figures.definitions[m].dataset or m == _POLICY_AND_PRACTICE)
    ]  # fmt: skip
    with Book(path, make_imprint(site, TITLE)) as book:
        add_cover(
            book,
            make_cover(source, site, "What policy says, what the files show, and what to work on", AUDIENCE),
        )
        add_gaps_to_discuss(book, practice, bands)
        add_bands_chart(book, practice, bands)
        add_beside(book, practice, Evidence(source, figures), bands)
        add_case_review(book, reviews, bands)
        add_findings(book, source, findings)
        add_before_after(book, source, findings, AUDIENCE)
        add_new_documentation(book, source)
        _add_directions(book, figures, moving)
        _add_trends(book, figures, moving)
        add_control_charts(book, source, figures, moving, AUDIENCE)
        _add_unknown(book, source, figures, practice, moving)
        add_definitions(book, definition_rows(source, moving))
        add_notes(book, make_notes(source, site, *footnote_lines(source), *bands.notes, *FINDING_NOTES))


def _add_directions(book: Book, figures: Figures, moving: list[str]) -> None:
    quarters = figures.quarters[-5:]
    columns = [
        Column("Measure", "strong", 38),
        Column("Agency", "text", widest=40),
        Column("Better when", "muted", 11),
        Column("Count", "count", 9, "12 months"),
        Column("Out of", "count", 9, "12 months"),
        Column("Share or median", "share", 12, "12 months"),
        *(Column(quarter.words, "share", 12, "Quarters: share or median") for quarter in quarters),
        Column("Note", "muted", 24),
    ]
    rows = []
    for measure_id in moving:
        definition = figures.definitions[measure_id]
        is_median = definition.kind == "median"
        for agency in figures.agencies_of(measure_id):
            year = figures.get(measure_id, agency, figures.years[-1]) if figures.years else None
            found = [figures.get(measure_id, agency, quarter) for quarter in quarters]
            if year is None and not any(found):
                continue
            marks = figures.marks(measure_id, agency, *figures.years[-1:], *quarters)
            rows.append(
                [
                    Cell(definition.name),
                    Cell(figures.agencies[agency]),
                    Cell(DIRECTIONS[definition.direction]),
                    Cell(None) if is_median else count_cell(year),
                    Cell(year.den if year else None),
                    median_cell(year) if is_median else share_cell(year, "share"),
                    *(median_cell(f) if is_median else share_cell(f, "share") for f in found),
                    Cell(with_marks(year.note if year else "", marks)),
                ]
            )
    words = Sheet(
        "Records - direction",
        "Measures from agency records that should rise or fall: 12 months and the last quarters.",
        "Measures with a direction, from agency records",
        "Higher or lower says which way is better. No arrow is drawn: a move between two quarters is often chance.",
        LEGEND,
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def _add_trends(book: Book, figures: Figures, moving: list[str]) -> None:
    panels = [
        panel
        for measure_id in moving
        if figures.definitions[measure_id].kind == "share" and (panel := trend_panel(figures, measure_id))
    ]
    add_panels(
        book,
        Sheet(
            "Records - charts",
            "The same measures over time, as line charts with their numbers.",
            "Measures with a direction, over time",
            "All agencies together. Months, or quarters where most months have fewer than 10 in the base.",
            LEGEND[:2],
        ),
        panels,
    )


def _add_unknown(
    book: Book, source: Source, figures: Figures, practice: pd.DataFrame, moving: list[str]
) -> None:
    rows = [
        *_unreviewed(practice),
        *_unanswered(read_responses(source)),
        *_unmeasured(figures, moving),
    ]
    order = {agency: i for i, agency in enumerate(figures.agencies.values())}
    rows.sort(key=lambda row: order.get(row[0].text, len(order)))
    columns = [
        Column("Agency", "strong", widest=40),
        Column("What", "text", 48),
        Column("Why it cannot be known yet", "text", 44),
        Column("What would make it known", "text", 48),
    ]
    words = Sheet(
        "Not known yet",
        "What this workbook cannot say, why, and what would change that.",
        "What cannot be known yet, and why",
        "A gap in knowledge is not a gap in practice. Each line names the step that would close it.",
        empty="Nothing to list: every practice is answered and reviewed, and every measure has its data.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def _unreviewed(practice: pd.DataFrame) -> Iterator[list[Cell]]:
    for kind, why, step in (
        ("not_reviewed", "No file was read for it.", "Put it on the list of the next case review."),
        ("too_few_files", "Fewer than 10 files could show it.", "Read more files, or wait for the next quarter."),
    ):  # fmt: skip
        chosen = practice[practice["gap_kind"] == kind]
        for agency, group in chosen.groupby("agency_name", sort=False):
            ids = ", ".join(group["element_id"])
            yield [Cell(str(agency)), Cell(f"Practice of {_some(len(group))}: {ids}"), Cell(why), Cell(step)]


def _unanswered(responses: pd.DataFrame) -> Iterator[list[Cell]]:
    chosen = responses[responses["status"] == "not_answered"]
    for agency, group in chosen.groupby("agency_name", sort=False):
        ids = ", ".join(group["element_id"])
        yield [
            Cell(str(agency)),
            Cell(f"Policy on {_some(len(group))}: {ids}"),
            Cell("The policy checklist has no answer."),
            Cell("Two reviewers answer it from the source book."),
        ]


def _some(number: int) -> str:
    return "1 element" if number == 1 else f"{number} elements"


_WHY = {
    "not_sent": ("No data came for the 12 months.", "The agency sends the months that are missing."),
    "late": ("No data came by the due date.", "The agency sends the months that are late."),
    "missing": (
        "A file came and cannot be used.",
        "The agency sends it again; its receipt says what to fix.",
    ),
    "not_due": ("The data is not due yet.", "Wait for the due date."),
    "not_applicable": ("The agency was not asked for the period.", "Nothing, or ask the agency for it."),
    "too_early": ("The cases are too young to show the outcome.", "Wait until they are old enough."),
    "none": ("Nothing fell into the base.", "Wait for cases, or check that the field is sent."),
    "suppressed": ("Too few to show.", "A longer period, or nothing: the number is small by nature."),
}


def _unmeasured(figures: Figures, moving: list[str]) -> Iterator[list[Cell]]:
    for measure_id in moving:
        for agency in figures.agencies_of(measure_id):
            for period in figures.years[-1:]:
                figure = figures.get(measure_id, agency, period)
                if figure is None or figure.state not in _WHY:
                    continue
                why, step = _WHY[figure.state]
                name = figures.definitions[measure_id].name
                yield [
                    plain(figures.agencies[agency]),
                    Cell(f"{name}, {period.words}"),
                    Cell(why),
                    Cell(step),
                ]
