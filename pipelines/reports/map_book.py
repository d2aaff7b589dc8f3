"""The case map workbook: the way of a case drawn and as a table, and the source book with what it lacks."""

from __future__ import annotations

from pathlib import Path

from pipelines.policy.case_map import in_order, missing_of
from pipelines.reports.case_map import add_map_gaps, add_map_table, add_volumes, read_steps
from pipelines.reports.case_map_drawing import draw_map
from pipelines.reports.edition import make_cover, make_imprint, make_notes, read_site, text_of
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, add_cover, add_notes
from pipelines.reports.source import Source
from pipelines.reports.source_book import add_index, add_index_by_step, add_source_book_gaps

TITLE = "Case map and source book"
AUDIENCE = "joint"
_NOTES = (
    ("Map", "The steps as the team wrote them on the map's sheet. Steps that run beside the case stand in the last row."),
    ("Volume", "How many came to a step, from the agencies' exports. Agencies count different things, so volumes of two steps cannot be subtracted."),
    ("Source book", "A list of documents with their versions. The documents themselves stay where the agencies keep them."),
)  # fmt: skip


def write(source: Source, path: Path) -> None:
    """Writes the case map workbook to ``path``."""
    site = read_site(source)
    figures = Figures(source, AUDIENCE)
    documents = source.query("policy_document")
    steps = read_steps(source.query("process_step"))
    missing = missing_of(steps, [text_of(doc) for doc in documents["doc_id"]])
    with Book(path, make_imprint(site, TITLE)) as book:
        add_cover(
            book,
            make_cover(source, site, "From the 911 call to the end of supervision, on one page", AUDIENCE),
        )
        draw_map(book, steps, missing, figures)
        add_map_table(book, steps, missing, figures)
        add_volumes(book, steps, figures)
        add_map_gaps(book, source, steps, missing)
        add_index(book, documents, site.as_of)
        add_index_by_step(book, documents, {step.step_id: step.name for step in in_order(steps)}, site.as_of)
        add_source_book_gaps(book, source, documents, site.as_of)
        add_notes(book, make_notes(source, site, *_NOTES))
