"""The coordinator's working book: who sent what, what is wrong with it, and what the figures and policies say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from pipelines.reports.case_statistics import PROFILES
from pipelines.reports.changed_sheets import add_changed
from pipelines.reports.code_words import CodeWords
from pipelines.reports.coverage import add_coverage_chart, add_overdue, add_submission_matrix
from pipelines.reports.data_quality import add_blank_rates, add_cross_checks, add_match_rates
from pipelines.reports.due import add_due_list, add_recent, read_due
from pipelines.reports.edition import (
    LEGEND,
    as_date,
    definition_rows,
    make_cover,
    make_imprint,
    make_notes,
    read_site,
    text_of,
)
from pipelines.reports.figures import Figures, Period, reason_words, words_of
from pipelines.reports.footnotes import add_waivers, footnote_lines
from pipelines.reports.funnel import add_funnel_panels, add_funnel_table, read_funnel
from pipelines.reports.handovers import add_handovers
from pipelines.reports.kit import (
    Book,
    Column,
    Sheet,
    add_cover,
    add_definitions,
    add_notes,
    add_table,
    plain,
    status_cell,
)
from pipelines.reports.kit.cells import FILE_STATUSES, SEVERITIES
from pipelines.reports.measure_tables import add_by_month, add_glance, add_value_lines
from pipelines.reports.policy_tables import add_gaps, add_status_matrix, read_responses, status_counts
from pipelines.reports.register_sheets import add_agreements
from pipelines.reports.source import Source, rows_of
from pipelines.reports.trail import add_decisions, add_recommendations, add_reviews
from pipelines.reports.trail_effects import add_effects, add_milestones
from pipelines.reports.trail_evidence import add_conclusions, add_elements, add_progress, read_evidence

TITLE = "Coordinator working book"
AUDIENCE = "coordinator"
_MOST_PROBLEMS = 5_000


def write(source: Source, path: Path) -> None:
    """Writes the coordinator workbook to ``path``."""
    site = read_site(source)
    figures = Figures(source, AUDIENCE)
    with Book(path, make_imprint(site, TITLE)) as book:
        add_cover(
            book,
            make_cover(source, site, "Who is missing, what is wrong, what changed, what to raise", AUDIENCE),
        )
        add_due_list(book, read_due(source, site.as_of), site.as_of)
        add_recent(book, source, site.as_of)
        add_submission_matrix(book, source)
        add_overdue(book, source)
        add_coverage_chart(book, source)
        _add_submissions(book, source)
        add_changed(book, source, AUDIENCE)
        _add_problems(book, source)
        add_waivers(book, source)
        add_blank_rates(book, source)
        add_match_rates(book, source, with_counts=True)
        add_cross_checks(book, source)
        add_handovers(book, source)
        _add_measures(book, figures)
        funnel = read_funnel(source, AUDIENCE)
        add_funnel_table(book, funnel)
        add_funnel_panels(book, funnel)
        add_status_matrix(book, status_counts(source))
        add_gaps(book, read_responses(source))
        _add_trail(book, source, figures, site.as_of)
        add_agreements(book, source)
        _add_suppression_log(book, source, figures)
        add_definitions(book, definition_rows(source, figures.measure_ids))
        add_notes(book, make_notes(source, site, *footnote_lines(source)))


def _add_trail(book: Book, source: Source, figures: Figures, today: dt.date) -> None:
    """Adds the sheets from element to measure; their cells lead to each other."""
    words_of_codes = CodeWords(source)
    evidence = read_evidence(source, figures, AUDIENCE)
    add_progress(book, evidence)
    add_elements(book, evidence, words_of_codes)
    add_conclusions(book, source, words_of_codes)
    add_recommendations(book, source, today)
    add_reviews(book, source, words_of_codes, today)
    add_decisions(book, source, words_of_codes)
    add_milestones(book, source, words_of_codes, today)
    add_effects(book, source, figures)


def _add_measures(book: Book, figures: Figures) -> None:
    glance = Sheet(
        "Core measures",
        "The headline of every step: latest month, latest quarter, 12 months.",
        "Core measures",
        "All agencies together. Choose two or three questions here for the team meeting.",
        LEGEND,
    )
    add_glance(book, figures, glance, [(name, ids) for name, _, ids in PROFILES])
    lines = Sheet(
        "Measures by agency",
        "Each measure by agency and period, with completeness and unknowns.",
        "Measures by agency",
        "A line is one measure, agency and period. Share is Count of Out of; Unknown is left out of both.",
        LEGEND,
    )
    add_value_lines(book, figures, lines, [m for m in figures.measure_ids if m not in ("M160", "M170")])
    add_by_month(book, figures, figures.measure_ids)


def _add_submissions(book: Book, source: Source) -> None:
    rows = [
        [
            plain(row.received_ts, "moment"),
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(row.period_label),
            plain(row.version),
            status_cell(FILE_STATUSES, row.status),
            *(plain(getattr(row, name)) for name in ("rows_in_file", "rows_used", "rows_blank", "rows_held", "rows_left_out", "control_total", "problems_count")),
            plain(row.file_name),
            plain(row.coverage_note),
        ]
        for row in rows_of(source.query("submission"))
    ]  # fmt: skip
    columns = [
        Column("Received", "moment", 21),
        Column("Agency", "strong", widest=40),
        Column("Dataset", "text", widest=34),
        Column("Period", "text", 12),
        Column("Version", "count", 8),
        Column("Status", "text", 26),
        Column("In file", "count", 9, "Rows"),
        Column("Used", "count", 9, "Rows"),
        Column("Blank", "count", 9, "Rows"),
        Column("Held", "count", 9, "Rows"),
        Column("Left out", "count", 9, "Rows"),
        Column("File says", "count", 9, "Rows"),
        Column("Problems", "count", 8, " "),
        Column("File", "muted", None, " ", widest=44),
        Column("Note", "muted", 22, " "),
    ]
    words = Sheet(
        "Submissions",
        "Every file that was taken in, newest first, with its rows accounted for.",
        "Submissions",
        "In file = used + blank + held + left out. File says: the total that the file itself states, if it states one.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)


def _add_problems(book: Book, source: Source) -> None:
    frame = source.query("problem")
    rows = [
        [
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(row.period_label),
            status_cell(SEVERITIES, row.severity),
            plain(row.message),
            plain(row.sheet),
            plain(row.cells),
            plain(row.rows_count),
            plain(row.file_name),
            plain(row.check_id),
        ]
        for row in rows_of(frame.head(_MOST_PROBLEMS))
    ]
    columns = [
        Column("Agency", "strong", widest=40),
        Column("Dataset", "text", 22),
        Column("Period", "text", 12),
        Column("How bad", "text", 18),
        Column("What is wrong and what to do", "text", 62),
        Column("Sheet", "text", 16),
        Column("Cells", "text", 20),
        Column("Rows", "count", 9),
        Column("File", "muted", 26),
        Column("Check", "muted", 22),
    ]
    more = (
        f" The first {_MOST_PROBLEMS:,} of {len(frame):,} are listed." if len(frame) > _MOST_PROBLEMS else ""
    )
    words = Sheet(
        "Problems",
        "What the checks found, agency by agency, the worst first.",
        "Problems in the data",
        f"Places are Excel coordinates in the agency's own file; values are never repeated here.{more}",
        empty="No problem was found.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def _add_suppression_log(book: Book, source: Source, figures: Figures) -> None:
    groups: dict[tuple[str, ...], list[Period]] = {}
    for row in rows_of(source.query("suppression_log")):
        period = Period(row.period_kind, as_date(row.period_start), as_date(row.period_end))
        part = _part_words(figures, row)
        why = reason_words(text_of(row.suppress_reason))
        key = (row.measure_id, row.measure_name, row.agency_name, part, row.period_kind, why, row.audiences)
        groups.setdefault(key, []).append(period)
    rows = []
    for (measure_id, name, agency, part, _, why, audiences), periods in groups.items():
        words = ", ".join(period.words for period in sorted(periods, key=lambda p: p.start))
        line = [measure_id, name, agency, part, words, len(periods), why, audiences]
        rows.append([plain(value) for value in line])
    columns = [
        Column("Id", "muted", 8),
        Column("Measure", "strong", 38),
        Column("Agency", "text", widest=40),
        Column("Part", "text", widest=34),
        Column("Periods", "text", 62),
        Column("Figures", "count", 10),
        Column("Why", "text", widest=36),
        Column("Withheld from", "muted", widest=34),
    ]
    log = Sheet(
        "Suppression log",
        "Every figure that is withheld: which, why, and from whom. No values.",
        "Suppression log",
        "Check before anything is released: a figure listed here must not be given by phone or in another table either.",
        empty="No figure is withheld.",
    )
    add_table(book, log, columns, rows, group_by=0, fade=(0, 1, 2), freeze_columns=2)


def _part_words(figures: Figures, row: Any) -> str:
    known = {"none": "Headline", "scope": "Intimate partners", "statistic": "90th percentile"}
    if row.breakdown in known:
        return known[row.breakdown]
    if row.measure_id in figures.definitions:
        return figures.label(row.measure_id, row.breakdown, row.category)
    return words_of(row.category)
