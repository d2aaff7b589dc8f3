"""The sheet of what does not fit between the coordinator's registers, each with its place and the next step.

What a single sheet lacks stands on its receipt, and so do the lines here that stand in it (``receipt_between.py``); what is due by
its day stands in ``due``, who is missing in ``team_sheets``, documents in ``source_book`` and ``case_map``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.metadata.derive import field_title
from pipelines.metadata.register_limits import SEAT_CHECKS, UNUSED_DOCUMENT_CHECKS
from pipelines.reports.case_map import MAP_GAPS
from pipelines.reports.code_words import place
from pipelines.reports.edition import text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import BLANK
from pipelines.reports.receipt_between import BETWEEN_SHEET, HOW_BAD, waived_words
from pipelines.reports.source import Source, rows_of
from pipelines.reports.source_book import SOURCE_BOOK_GAPS, is_document_gap
from pipelines.reports.team_sheets import SEATS_MISSING

# Registers with lines of their own in the coordinator workbook, by the kind of place that their numbers lead to.
_PLACES = {
    "conclusions": "conclusion",
    "recommendations": "recommendation",
    "reviews": "recommendation",
    "decisions": "decision",
    "milestones": "milestone",
    "partners_mou": "partner",
    "team_members": "member",
    "meetings": "meeting",
    "findings": "finding",
    "schedule": "activity",
    "assessment_plan": "element",
}


def add_register_problems(book: Book, source: Source) -> None:
    """Adds one line for each place in the registers that does not fit another one, the settings or the day."""
    found = rows_of(source.query("register_problem"))
    rows = _elsewhere(found)
    for row in found:
        if _is_told_elsewhere(row):
            continue
        field = field_title(text_of(row.field_name))
        kind = _PLACES.get(row.dataset)
        number = plain(text_of(row.row_id) or None)
        rows.append(
            [
                Cell(row.dataset_title),
                status_cell(HOW_BAD, row.severity),
                Cell(waived_words(row) + text_of(row.title).format(field=field, other=text_of(row.other))),
                number.leading_to(place(kind, row.row_id)) if kind else number,
                plain(row.other),
                plain(row.agency_name),
                Cell(row.guidance),
                plain(row.file_name),
                plain(row.source_row),
                Cell(field),
                plain(row.check_id),
            ]
        )
    columns = [
        Column("Register", "strong", 22),
        Column("How bad", "text", 18),
        Column("What does not fit", "text", 38),
        Column("Row", "muted", 16),
        Column("What it names", "text", 18),
        Column("Agency", "text", 24),
        Column("Next step", "text", 38),
        Column("File", "muted", 24),
        Column("Excel row", "count", 8),
        Column("Column", "muted", 15),
        Column("Check", "muted", 34),
    ]
    words = Sheet(
        BETWEEN_SHEET,
        "Registers that do not fit each other: unknown numbers, days out of order, what a group or an agreement lacks.",
        "What does not fit between registers",
        "The rows stay in use, but for those marked as held: these do not count. Correct the register that is named, save it in inputs/drop/coordinator, and run again. What cannot be "
        "mended yet is accepted by a line in expectations/waivers.csv; it then stands at the end.",
        empty="The registers fit together.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def _is_told_elsewhere(row: Any) -> bool:
    return row.check_id in (*SEAT_CHECKS, *UNUSED_DOCUMENT_CHECKS) or is_document_gap(row)


def _elsewhere(found: Sequence[Any]) -> list[list[Cell]]:
    """The lines that lead to what is told on one sheet only: who is missing, and documents."""
    seats = sum(row.check_id in SEAT_CHECKS for row in found)
    references = sum(is_document_gap(row) for row in found)
    unused = sum(row.check_id in UNUSED_DOCUMENT_CHECKS for row in found)
    return [
        *_leading(
            "Groups and partners",
            f"{seats} seat{' or partner is' if seats == 1 else 's or partners are'} missing.",
            Cell(SEATS_MISSING, "link", sheet=SEATS_MISSING),
            "See that sheet: who is missing stands there only.",
            bool(seats),
        ),
        *_leading(
            "Documents",
            f"{references} place{' names a document that is' if references == 1 else 's name documents that are'} not in the source "
            "book or replaced.",
            Cell(SOURCE_BOOK_GAPS, "link", sheet=SOURCE_BOOK_GAPS),
            "See that sheet: documents stand there only.",
            bool(references),
        ),
        *_leading(
            "Documents",
            f"{unused} document{' is' if unused == 1 else 's are'} used by no step of the map.",
            Cell(MAP_GAPS, "muted"),
            "See the sheet of that name in case_map.xlsx: unused documents stand there only.",
            bool(unused),
        ),
    ]


def _leading(about: str, told: str, place: Cell, step: str, is_there: bool) -> list[list[Cell]]:
    """The line that leads elsewhere; none where there is nothing."""
    line = [
        Cell(about),
        status_cell(HOW_BAD, "unlikely"),
        Cell(told),
        place,
        *[BLANK] * 2,
        Cell(step),
        *[BLANK] * 4,
    ]
    return [line] if is_there else []
