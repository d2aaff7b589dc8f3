"""Writes all files of one edition into a folder: per agency, joint, public, and the reviewer's workbook for a draft.

Reads from one ``Source`` only, which is the snapshot of the quarter; the same snapshot gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipelines.reports.edition import Site, read_site
from pipelines.reports.editions.books import write_agency_book, write_joint_book
from pipelines.reports.editions.briefs import director_pdf
from pipelines.reports.editions.director import read_page
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.joint import differences_pdf, fact_pdf, joint_pdf, survivor_pdf
from pipelines.reports.editions.own_findings import findings_pdf
from pipelines.reports.editions.review import write_review_book
from pipelines.reports.figures import Figures
from pipelines.reports.source import Source, rows_of

AGENCIES, JOINT, PUBLIC = "agencies", "joint", "public"
REVIEW = "for_the_reviewer.xlsx"

Content = bytes | Callable[[Path], None]  # what a file holds, or who writes it to a path


def write_edition(
    source: Source, edition: Edition, folder: Path, on_file: Callable[[str], None] = lambda _name: None
) -> tuple[Path, ...]:
    """Writes the edition into ``folder``; gives the files' places in it, in the order in which they were written.

    Args:
        source: The snapshot of the quarter.
        edition: The quarter and its draft or day of release.
        folder: An empty folder.
        on_file: Told the name of each file once it stands.
    """
    site = read_site(source)
    written: list[Path] = []

    def keep(place: str, content: Content) -> None:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        written.append(Path(place))
        on_file(place)

    for row in rows_of(source.query("agency")):
        for place, content in agency_files(source, site, edition, row.agency_code):
            keep(place, content)
    for place, content in (*joint_files(source, site, edition), *public_files(source, site, edition)):
        keep(place, content)
    if edition.released_on is None:
        joint = Figures(source, "joint")
        keep(REVIEW, lambda path: write_review_book(source, site, edition, joint, path))
    return tuple(written)


def agency_files(source: Source, site: Site, edition: Edition, agency: str) -> Iterator[tuple[str, Content]]:
    """What the director of one agency gets: the place in the edition and the content of each file."""
    own = Figures(source, "director", agency)
    page = read_page(source, own, agency, edition.quarter)
    yield f"{AGENCIES}/{agency}/brief.pdf", director_pdf(site, edition, page)
    over = f"{page.agency_name} · {page.area} · {edition.quarter.words} · for the director alone"
    yield f"{AGENCIES}/{agency}/findings.pdf", findings_pdf(source, site, edition, over, page.findings)
    yield (
        f"{AGENCIES}/{agency}/workbook.xlsx",
        lambda path: write_agency_book(source, site, edition, page, own, path),
    )


def joint_files(source: Source, site: Site, edition: Edition) -> Iterator[tuple[str, Content]]:
    """What directors get together: the place in the edition and the content of each file."""
    joint = Figures(source, "joint")
    yield f"{JOINT}/summary.pdf", joint_pdf(source, site, edition, joint)
    yield f"{JOINT}/experience.pdf", survivor_pdf(source, site, edition)
    yield f"{JOINT}/differences.pdf", differences_pdf(source, site, edition, joint)
    yield f"{JOINT}/workbook.xlsx", lambda path: write_joint_book(source, site, edition, joint, path)


def public_files(source: Source, site: Site, edition: Edition) -> Iterator[tuple[str, Content]]:
    """What anybody gets: the place in the edition and the content of each file."""
    yield f"{PUBLIC}/fact_sheet.pdf", fact_pdf(source, site, edition, Figures(source, "public"))
