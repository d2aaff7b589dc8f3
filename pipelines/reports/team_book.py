"""The team's book for its meeting: survivors first, then where policy and practice part, and the way of cases."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pipelines.reports.bands import read_bands
from pipelines.reports.code_words import CodeWords
from pipelines.reports.edition import make_cover, make_imprint, make_notes, read_site
from pipelines.reports.finding_tables import FINDING_NOTES, add_findings, read_findings
from pipelines.reports.footnotes import footnote_lines
from pipelines.reports.funnel import add_funnel_panels, read_funnel
from pipelines.reports.kit import Book, add_cover, add_notes
from pipelines.reports.policy_tables import add_conflicts, add_status_matrix, read_responses, status_counts
from pipelines.reports.practice_tables import add_case_review, add_gaps_to_discuss
from pipelines.reports.source import Source
from pipelines.reports.survivor_tables import add_survivor_tables
from pipelines.reports.survivors import add_survivor_page
from pipelines.reports.team_sheets import add_group_gaps, add_meetings, add_rosters, add_training
from pipelines.reports.trail import add_decisions, add_recommendations, add_reviews
from pipelines.reports.trail_effects import add_milestones
from pipelines.reports.work_sheets import add_launch

TITLE = "Team meeting book"
AUDIENCE = "joint"
_NOTES = (
    ("Survivors", "Surveys and consultations are voluntary; help never depends on them. No name, case, day or place is kept. "
     "Answers of fewer people than the site's minimum are told nowhere, to nobody."),
    ("In ten people", "Shares of answers are told in tenths. 9 stands for nine or more, 1 for one or fewer."),
)  # fmt: skip


def write(source: Source, path: Path) -> None:
    """Writes the team book to ``path``."""
    site = read_site(source)
    bands = read_bands(source)
    with Book(path, make_imprint(site, TITLE)) as book:
        subtitle = "What survivors say, where policy and practice part, and what to decide"
        add_cover(book, make_cover(source, site, subtitle, AUDIENCE))
        add_survivor_page(book, source)
        add_survivor_tables(book, source)
        add_gaps_to_discuss(book, source.query("policy_practice", audience=AUDIENCE), bands)
        add_findings(book, source, read_findings(source, AUDIENCE))
        add_conflicts(book, read_responses(source))
        add_status_matrix(book, status_counts(source))
        add_case_review(book, source.query("case_review", audience=AUDIENCE), bands)
        add_funnel_panels(book, read_funnel(source, AUDIENCE))
        _add_work(book, source, site.as_of)
        add_notes(
            book, make_notes(source, site, *footnote_lines(source), *_NOTES, *bands.notes, *FINDING_NOTES)
        )


def _add_work(book: Book, source: Source, today: dt.date) -> None:
    """Adds what is proposed and decided, and who works on it."""
    words_of_codes = CodeWords(source)
    add_recommendations(book, source, today)
    add_reviews(book, source, words_of_codes, today)
    add_decisions(book, source, words_of_codes)
    add_milestones(book, source, words_of_codes, today)
    add_meetings(book, source, words_of_codes)
    add_rosters(book, source)
    add_group_gaps(book, source)
    add_training(book, source)
    add_launch(book, source, today)
