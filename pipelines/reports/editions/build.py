"""Writes all files of one edition into a folder: per agency, joint, public, and the reviewer's workbook for a draft.

Reads from one ``Source`` only, which is the snapshot of the quarter; the same snapshot gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.reports.edition import read_site
from pipelines.reports.editions.books import write_agency_book, write_joint_book
from pipelines.reports.editions.briefs import director_pdf
from pipelines.reports.editions.director import read_page
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.joint import differences_pdf, fact_pdf, joint_pdf, survivor_pdf
from pipelines.reports.editions.review import write_review_book
from pipelines.reports.figures import Figures
from pipelines.reports.source import Source, rows_of

AGENCIES, JOINT, PUBLIC = "agencies", "joint", "public"
REVIEW = "for_the_reviewer.xlsx"


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

    def keep(place: str, content: bytes | Callable[[Path], None]) -> None:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        written.append(Path(place))
        on_file(place)

    joint = Figures(source, "joint")
    for row in rows_of(source.query("agency")):
        own = Figures(source, "director", row.agency_code)
        page = read_page(source, own, row.agency_code, edition.quarter)
        place = f"{AGENCIES}/{row.agency_code}"
        keep(f"{place}/brief.pdf", director_pdf(site, edition, page))
        keep(
            f"{place}/workbook.xlsx",
            lambda path, page=page, own=own: write_agency_book(source, site, edition, page, own, path),  # type: ignore[misc]
        )
    keep(f"{JOINT}/summary.pdf", joint_pdf(source, site, edition, joint))
    keep(f"{JOINT}/experience.pdf", survivor_pdf(source, site, edition))
    keep(f"{JOINT}/differences.pdf", differences_pdf(source, site, edition, joint))
    keep(f"{JOINT}/workbook.xlsx", lambda path: write_joint_book(source, site, edition, joint, path))
    keep(f"{PUBLIC}/fact_sheet.pdf", fact_pdf(source, site, edition, Figures(source, "public")))
    if edition.released_on is None:
        keep(REVIEW, lambda path: write_review_book(source, site, edition, joint, path))
    return tuple(written)
