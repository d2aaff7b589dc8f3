"""The workbooks of an edition: one for each agency's director, and the joint one for all directors together.

The first sheet of an agency's workbook is the page of ``director_sheet``; the reviewer's workbook is ``review``.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from pipelines.reports.bands import read_bands
from pipelines.reports.disparity import add_disparity
from pipelines.reports.edition import Site, definition_rows, make_cover, make_imprint, make_notes
from pipelines.reports.editions.director import DirectorPage
from pipelines.reports.editions.director_sheet import add_director_page
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.restated import add_restated
from pipelines.reports.figures import Figures
from pipelines.reports.finding_tables import FINDING_NOTES, add_before_after, add_findings, read_findings
from pipelines.reports.footnotes import footnote_lines
from pipelines.reports.funnel import add_funnel_panels, add_funnel_table, read_funnel
from pipelines.reports.kit import (
    Book,
    Imprint,
    Sheet,
    add_cover,
    add_definitions,
    add_notes,
)
from pipelines.reports.kit.cells import LEGEND_K_OF_N, LEGEND_NOT_SENT, LEGEND_SUPPRESSED
from pipelines.reports.measure_tables import add_times, add_value_lines
from pipelines.reports.policy_actions import add_actions
from pipelines.reports.policy_tables import (
    add_conflicts,
    add_gaps,
    add_status_matrix,
    read_responses,
    status_counts,
)
from pipelines.reports.practice_tables import add_case_review
from pipelines.reports.source import Source
from pipelines.reports.survivors import add_survivor_page


def imprint(site: Site, edition: Edition, title: str) -> Imprint:
    """The imprint of a workbook of ``edition``."""
    return replace(make_imprint(site, title), edition=edition.short)


def write_agency_book(
    source: Source, site: Site, edition: Edition, page: DirectorPage, figures: Figures, path: Path
) -> None:
    """The workbook of one agency; ``figures`` hold those of that agency alone."""
    agency = page.agency_code
    with Book(path, imprint(site, edition, f"{page.agency_name}, {page.quarter.words}")) as book:
        add_cover(book, make_cover(source, site, "For the director, quarter by quarter", "agency"))
        add_director_page(book, site, edition, page)
        add_survivor_page(book, source)
        add_value_lines(book, figures, _lines_words(), figures.measure_ids)
        add_times(book, figures)
        review = source.query("case_review", audience="director")
        add_case_review(book, _of(review, agency), read_bands(source))
        responses = _of(read_responses(source), agency)
        findings = read_findings(source, "director", agency)
        add_findings(book, source, findings)
        add_before_after(book, source, findings, "director")
        add_conflicts(book, responses)
        add_gaps(book, responses)
        add_actions(book, _of(source.query("policy_action"), agency))
        add_restated(book, source, figures, ("director",), agency)
        add_definitions(book, definition_rows(source, figures.measure_ids))
        add_notes(book, make_notes(source, site, *FINDING_NOTES, *footnote_lines(source)))


def write_joint_book(source: Source, site: Site, edition: Edition, figures: Figures, path: Path) -> None:
    """The workbook that all directors share."""
    with Book(path, imprint(site, edition, f"Joint workbook, {edition.quarter.words}")) as book:
        add_cover(book, make_cover(source, site, "What all directors may see together", "joint"))
        add_survivor_page(book, source)
        add_value_lines(book, figures, _lines_words(), figures.measure_ids)
        add_times(book, figures)
        funnel = read_funnel(source, "joint")
        add_funnel_table(book, funnel)
        add_funnel_panels(book, funnel)
        add_disparity(book, source, figures, "joint")
        add_status_matrix(book, status_counts(source))
        responses = read_responses(source)
        add_conflicts(book, responses)
        add_gaps(book, responses)
        add_actions(book, source.query("policy_action"))
        add_restated(book, source, figures, ("joint", "public"))
        add_definitions(book, definition_rows(source, figures.measure_ids))
        add_notes(book, make_notes(source, site, *footnote_lines(source)))


def _lines_words() -> Sheet:
    return Sheet(
        "All figures",
        "Every measure with its twelve months, quarter and latest months: counts, bases, shares and intervals.",
        "All figures",
        "Look at the twelve months first; figures of one month differ by chance.",
        (LEGEND_SUPPRESSED, LEGEND_NOT_SENT, LEGEND_K_OF_N),
    )


def _of(frame: pd.DataFrame, agency: str) -> pd.DataFrame:
    return frame[frame["agency_code"] == agency]
