"""The director's own workbook of findings: what was found at the agency, before the team sees it.

One workbook for each agency, with no row of any other. What is shared later stands in ``compliance``.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.reports.edition import make_cover, make_imprint, make_notes, read_site
from pipelines.reports.finding_tables import FINDING_NOTES, add_before_after, add_findings, read_findings
from pipelines.reports.kit import Book, add_cover, add_notes
from pipelines.reports.source import Source, rows_of

TITLE = "Findings for the director"
AUDIENCE = "director"
READS = (
    "ops.site",
    "ops.agency",
    "ops.code_list",
    "ops.submission_status",
    "ops.finding_rule",
    "ops.blank_rate",
    "pub.finding_standing",
    "pub.case_review",
    "pub.measure_value",
)


def write_all(source: Source, folder: Path) -> list[Path]:
    """Writes ``findings.xlsx`` into a folder of its own for each agency; one without findings says so."""
    written = []
    for agency in rows_of(source.query("agency")):
        path = folder / str(agency.agency_code) / "findings.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        write(source, str(agency.agency_code), str(agency.agency_name), path)
        written.append(path)
    return written


def write(source: Source, agency_code: str, agency_name: str, path: Path) -> None:
    """Writes the workbook of one agency to ``path``."""
    site = read_site(source)
    findings = read_findings(source, AUDIENCE, agency_code)
    with Book(path, make_imprint(site, f"{TITLE}: {agency_name}")) as book:
        subtitle = "What was found at this agency, what to ask first, and what changed"
        add_cover(book, make_cover(source, site, subtitle, AUDIENCE))
        add_findings(book, source, findings)
        add_before_after(book, source, findings, AUDIENCE)
        add_notes(book, make_notes(source, site, *FINDING_NOTES))
