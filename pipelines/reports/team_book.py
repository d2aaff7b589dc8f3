"""The team's book for its meeting: survivors first, then where policy and practice part, and the way of cases."""

from __future__ import annotations

from pathlib import Path

from pipelines.reports.bands import read_bands
from pipelines.reports.edition import make_cover, make_imprint, make_notes, read_site
from pipelines.reports.footnotes import footnote_lines
from pipelines.reports.funnel import add_funnel_panels, read_funnel
from pipelines.reports.kit import Book, add_cover, add_notes
from pipelines.reports.policy_tables import add_conflicts, add_status_matrix, read_responses, status_counts
from pipelines.reports.practice_tables import add_case_review, add_gaps_to_discuss
from pipelines.reports.source import Source
from pipelines.reports.survivor_tables import add_survivor_tables
from pipelines.reports.survivors import add_survivor_page

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
        add_conflicts(book, read_responses(source))
        add_status_matrix(book, status_counts(source))
        add_case_review(book, source.query("case_review", audience=AUDIENCE), bands)
        add_funnel_panels(book, read_funnel(source, AUDIENCE))
        add_notes(book, make_notes(source, site, *footnote_lines(source), *_NOTES, *bands.notes))
