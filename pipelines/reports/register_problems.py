"""The sheet of what does not fit between the coordinator's registers, each with its place and the next step.

What a single sheet lacks stands on its receipt, and so do the lines here that stand in it (``receipt_between.py``); what is due by
its day stands in ``due``, who is missing in ``team_sheets``.
"""

from __future__ import annotations

from pipelines.metadata.derive import field_title
from pipelines.metadata.register_limits import SEAT_CHECKS
from pipelines.reports.code_words import place
from pipelines.reports.edition import text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import BLANK
from pipelines.reports.receipt_between import BETWEEN_SHEET, HOW_BAD, waived_words
from pipelines.reports.source import Source, rows_of
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
    rows = _elsewhere(sum(row.check_id in SEAT_CHECKS for row in found))
    for row in found:
        if row.check_id in SEAT_CHECKS:
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
        "The rows stay in use. Correct the register that is named, save it in inputs/drop/coordinator, and run again. What cannot be "
        "mended yet is accepted by a line in expectations/waivers.csv; it then stands at the end.",
        empty="The registers fit together.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)


def _elsewhere(seats: int) -> list[list[Cell]]:
    """The line that leads to who is missing, which is told on one sheet only."""
    if not seats:
        return []
    told = f"{seats} seat{' or partner is' if seats == 1 else 's or partners are'} missing."
    link = Cell(SEATS_MISSING, "link", sheet=SEATS_MISSING)
    return [
        [Cell("Groups and partners"), status_cell(HOW_BAD, "unlikely"), Cell(told), link, *[BLANK] * 2,
         Cell("See that sheet: who is missing stands there only."), *[BLANK] * 4]
    ]  # fmt: skip
