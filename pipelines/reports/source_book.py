"""The source book as an index: documents by agency, by step of a case, and what it lacks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from pipelines.metadata import DATASETS
from pipelines.metadata.tables.policy import DOC_ID
from pipelines.reports.edition import as_date, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import BLANK, DOCUMENT_STANDINGS
from pipelines.reports.receipt_between import waived_words
from pipelines.reports.source import Source, rows_of

SOURCE_BOOK_GAPS = "Source book gaps"
_NAMES_A_DOCUMENT = frozenset(
    (dataset.name, field.name)
    for dataset in DATASETS.values()
    for field in dataset.fields
    if field.refers == DOC_ID.refers
)
_CHECKLIST = DATASETS["policy_checklist"].title
_LEGAL = 5
_NO_STEP = "No step"
_LEGEND = tuple(status.text for status in DOCUMENT_STANDINGS.values())


def standing_of(row: Any, as_of: dt.date) -> str:
    """Where a document stands: the gravest thing that is wrong with it, or current."""
    if text_of(row.superseded_by):
        return "replaced"
    if row.in_source_book is False or row.in_source_book == 0:
        return "no_copy"
    if pd.isna(row.review_due_date):
        return "no_review"
    return "overdue" if as_date(row.review_due_date) < as_of else "current"


def is_document_gap(row: Any) -> bool:
    """Whether a problem between registers is about a document that is named and not there, or replaced: told on this sheet only."""
    named = (row.dataset, row.field_name) in _NAMES_A_DOCUMENT
    return row.check_id == "cross_document_replaced" or (row.check_id == "cross_reference_unknown" and named)


def add_index(book: Book, documents: pd.DataFrame, as_of: dt.date) -> None:
    """Adds the documents by agency."""
    rows = [
        [
            plain(row.agency_name),
            plain(row.doc_id),
            plain(row.title),
            plain(row.type_label),
            plain(row.doc_no),
            plain(row.version_label),
            plain(row.effective_date, "date"),
            plain(row.revised_date, "date"),
            plain(row.review_due_date, "date"),
            status_cell(DOCUMENT_STANDINGS, standing_of(row, as_of)),
            plain(row.superseded_by),
            plain(row.named_count),
            plain(row.location_ref),
        ]
        for row in rows_of(documents)
    ]
    columns = [
        Column("Agency", "strong", 24),
        Column("Document", "muted", 13),
        Column("Title", "text", 32),
        Column("Kind", "text", 15),
        Column("Agency no.", "text", 9),
        Column("Version", "text", 9),
        Column("In effect", "date", 13),
        Column("Revised", "date", 13),
        Column("Review due", "date", 13),
        Column("Stands", "text", 17),
        Column("Replaced by", "text", 12),
        Column("Named in", "count", 8),
        Column("Kept at", "muted", 20),
    ]
    words = Sheet(
        "Source book by agency",
        "Every policy, form and protocol of each agency, with versions, review dates and where it is kept.",
        "Source book by agency",
        "Named in: places of checklists, the map and other registers that name the document.",
        _LEGEND,
        empty="The source book is empty.",
    )
    sheet = add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
    sheet.set_paper(_LEGAL)


def add_index_by_step(
    book: Book, documents: pd.DataFrame, step_names: dict[str, str], as_of: dt.date
) -> None:
    """Adds the documents by step of a case; a step without any says so, and those that no step uses come last."""
    of_step: dict[str, list[Any]] = {step: [] for step in step_names}
    nowhere = []
    for row in rows_of(documents):
        if not text_of(row.used_at_step).replace(";", " ").strip():
            nowhere.append(row)
        for step in text_of(row.used_at_step).split(";"):
            if step.strip():
                of_step.setdefault(step.strip(), []).append(row)
    if nowhere:
        of_step[_NO_STEP] = nowhere
    rows = []
    for step, found in of_step.items():
        name = step_names.get(step, step.replace("_", " "))
        if not found:
            rows.append(
                [Cell(name), Cell(None), Cell("No document names this step.", "muted"), *[Cell(None)] * 5]
            )
        rows += [
            [
                Cell(name),
                plain(row.doc_id),
                plain(row.title),
                plain(row.type_label),
                plain(row.agency_name),
                plain(row.version_label),
                plain(row.review_due_date, "date"),
                status_cell(DOCUMENT_STANDINGS, standing_of(row, as_of)),
            ]
            for row in found
        ]  # fmt: skip
    columns = [
        Column("Step", "strong", 26),
        Column("Document", "muted", 14),
        Column("Title", "text", 40),
        Column("Kind", "text", 18),
        Column("Agency", "text", 28),
        Column("Version", "text", 10),
        Column("Review due", "date", 14),
        Column("Stands", "text", 19),
    ]
    words = Sheet(
        "Source book by step",
        "The documents in use at each step of a case, in the order of the map.",
        "Source book by step",
        f"A document that is used at several steps stands at each of them. {_NO_STEP}: nothing says where it is used.",
        _LEGEND,
        empty="The source book is empty.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def add_source_book_gaps(
    book: Book, source: Source, documents: pd.DataFrame, as_of: dt.date, with_files: bool = False
) -> None:
    """Adds what the source book lacks: references that lead nowhere first, then documents with something wrong.

    ``with_files`` adds where the reference stands in the coordinator's own files.
    """
    rows = [
        [
            status_cell(DOCUMENT_STANDINGS, row.standing),
            plain(row.doc_id),
            Cell(f"{row.named_in}: {row.place_label}"),
            plain(row.agency_name),
            Cell(waived_words(row) + _reference_step(row)),
            *([plain(row.file_name), plain(row.source_row)] if with_files else []),
        ]
        for row in rows_of(source.query("document_reference"))
        if row.standing in ("missing", "replaced")
    ]
    for row in rows_of(documents):
        standing = standing_of(row, as_of)
        if standing in _STEPS:
            rows.append(
                [
                    status_cell(DOCUMENT_STANDINGS, standing),
                    plain(row.doc_id),
                    Cell(f"Source book: {row.title}"),
                    plain(row.agency_name),
                    Cell(_STEPS[standing]),
                    *([BLANK] * 2 if with_files else []),
                ]
            )
    columns = [
        Column("What is wrong", "text", 24),
        Column("Document", "strong", 16),
        Column("Where it is named", "text", 44),
        Column("Agency", "text", 34),
        Column("What to do", "text", 52),
        *([Column("File", "muted", 24), Column("Excel row", "count", 8)] if with_files else []),
    ]
    words = Sheet(
        SOURCE_BOOK_GAPS,
        "References that lead nowhere, replaced documents still named, missing copies, reviews past due.",
        "What the source book lacks",
        "References of checklists, the map and other registers that lead nowhere come first.",
        _LEGEND[:5],
        empty="Every document that is named stands in the source book, with a copy and a review date to come."
        if len(documents)
        else "The source book is empty.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=2)


_STEPS = {
    "no_copy": "Ask the agency's liaison for a copy, or note where it can be read.",
    "overdue": "Ask the owner whether it was reviewed; enter the day or the next one.",
    "no_review": "Agree on a review date with the owner.",
}


def _reference_step(row: Any) -> str:
    if row.standing == "replaced":
        then = "answer anew" if row.named_in == _CHECKLIST else "name that here if it is meant"
        return f"Look at {row.replaced_by}, which replaced it, and {then}."
    return "Add the document to the source book, or correct its number here."
