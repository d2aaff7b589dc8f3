"""The coordinator's working book: who sent what, what is wrong with it, and what the figures and policies say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipelines.metadata.edition import EDITION_AUDIENCES
from pipelines.reports.bands import read_bands
from pipelines.reports.case_statistics import PROFILES
from pipelines.reports.changed_sheets import add_changed
from pipelines.reports.code_words import CodeWords
from pipelines.reports.coverage import add_coverage_chart, add_overdue, add_submission_matrix
from pipelines.reports.data_quality import (
    add_blank_rates,
    add_cross_checks,
    add_match_rates,
    add_row_deletions,
)
from pipelines.reports.due import add_due_list, add_recent, read_due
from pipelines.reports.edition import LEGEND, definition_rows, make_cover, make_imprint, make_notes, read_site
from pipelines.reports.editions.restated import add_restated
from pipelines.reports.figures import Figures
from pipelines.reports.finding_tables import add_findings, read_findings
from pipelines.reports.footnotes import add_waivers, footnote_lines
from pipelines.reports.funnel import add_funnel_panels, add_funnel_table, read_funnel
from pipelines.reports.handovers import add_handovers
from pipelines.reports.kit import Book, Sheet, add_cover, add_definitions, add_notes
from pipelines.reports.measure_tables import add_by_month, add_glance, add_times, add_value_lines
from pipelines.reports.policy_tables import (
    add_conflicts,
    add_gaps,
    add_status_matrix,
    read_responses,
    status_counts,
    summary_words,
)
from pipelines.reports.practice_tables import add_case_review, add_gaps_to_discuss
from pipelines.reports.register_problems import add_register_problems
from pipelines.reports.register_sheets import add_agreements, add_roles
from pipelines.reports.release_check import add_release_check, add_suppression_log
from pipelines.reports.source import Source
from pipelines.reports.source_book import add_source_book_gaps
from pipelines.reports.submission_sheets import add_problems, add_submissions
from pipelines.reports.survivor_tables import add_survivor_tables
from pipelines.reports.survivors import add_survivor_page
from pipelines.reports.team_sheets import (
    add_attendance,
    add_group_gaps,
    add_meetings,
    add_rosters,
    add_training,
)
from pipelines.reports.trail import add_decisions, add_recommendations, add_reviews
from pipelines.reports.trail_effects import add_effects, add_milestones
from pipelines.reports.trail_evidence import add_conclusions, add_elements, add_progress, read_evidence
from pipelines.reports.work_sheets import add_launch, add_materials, add_schedule

TITLE = "Coordinator working book"
AUDIENCE = "coordinator"


def write(source: Source, path: Path) -> None:
    """Writes the coordinator workbook to ``path``."""
    site = read_site(source)
    figures = Figures(source, AUDIENCE)
    with Book(path, make_imprint(site, TITLE)) as book:
        add_cover(
            book,
            make_cover(source, site, "Who is missing, what is wrong, what changed, what to raise", AUDIENCE),
        )
        _add_what_is_open(book, source, figures, site.as_of)
        _add_data(book, source)
        _add_measures(book, source, figures)
        _add_policy_and_practice(book, source)
        _add_trail(book, source, figures, site.as_of)
        _add_team(book, source, site.as_of)
        add_survivor_page(book, source)
        add_survivor_tables(book, source)
        add_suppression_log(book, source, figures)
        add_release_check(book, source)
        add_definitions(book, definition_rows(source, figures.measure_ids))
        add_notes(book, make_notes(source, site, *footnote_lines(source)))


def _add_what_is_open(book: Book, source: Source, figures: Figures, today: dt.date) -> None:
    """Adds what is due, what changed since last month, and who sent what."""
    add_due_list(book, read_due(source, today), today)
    add_recent(book, source, today)
    add_submission_matrix(book, source)
    add_overdue(book, source)
    add_coverage_chart(book, source)
    add_submissions(book, source)
    add_changed(book, source, AUDIENCE)
    add_restated(book, source, figures, EDITION_AUDIENCES)


def _add_data(book: Book, source: Source) -> None:
    """Adds how good the data of each agency is."""
    add_problems(book, source)
    add_waivers(book, source)
    add_blank_rates(book, source)
    add_match_rates(book, source, with_counts=True)
    add_cross_checks(book, source)
    add_handovers(book, source)
    add_register_problems(book, source)
    add_row_deletions(book, source)


def _add_policy_and_practice(book: Book, source: Source) -> None:
    """Adds where written policy stands, what case review shows, where the two part, and the findings."""
    bands = read_bands(source)
    responses = read_responses(source)
    add_status_matrix(book, status_counts(source), summary_words(source))
    add_conflicts(book, responses)
    add_gaps(book, responses)
    add_case_review(book, source.query("case_review", audience=AUDIENCE), bands)
    add_gaps_to_discuss(book, source.query("policy_practice", audience=AUDIENCE), bands)
    add_findings(book, source, read_findings(source, AUDIENCE))


def _add_team(book: Book, source: Source, today: dt.date) -> None:
    """Adds who works together, what is agreed, and what is on the way."""
    add_meetings(book, source, CodeWords(source))
    add_attendance(book, source, today)
    add_rosters(book, source)
    add_group_gaps(book, source)
    add_training(book, source)
    add_agreements(book, source)
    add_roles(book, source)
    add_schedule(book, source, today)
    add_materials(book, source, today)
    add_launch(book, source, today)
    add_source_book_gaps(book, source, source.query("policy_document"), today, with_files=True)


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


def _add_measures(book: Book, source: Source, figures: Figures) -> None:
    """Adds the core measures, by agency and month, the funnel, and the times between steps."""
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
    funnel = read_funnel(source, AUDIENCE)
    add_funnel_table(book, funnel)
    add_funnel_panels(book, funnel)
    add_times(book, figures)
