"""The pages that open and close every workbook: cover, definitions, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.reports.kit.book import CONTENTS, Book
from pipelines.reports.kit.cells import Cell, Value
from pipelines.reports.kit.fit import chars_to_px, lines_needed, row_px
from pipelines.reports.kit.table import Column, Sheet, add_table

SAMPLE_BANNER = (
    "Made-up data. Every agency, record and figure in this workbook is invented, to show how it works."
)
_LABEL, _TEXT = 26.0, 92.0


@dataclass(frozen=True)
class Cover:
    """What the first page says: a subtitle and label-and-text lines."""

    subtitle: str
    lines: Sequence[tuple[str, str]]


def add_cover(book: Book, cover: Cover) -> None:
    """Adds the first sheet, and the contents sheet behind it."""
    sheet = book.add_sheet("Cover")
    sheet.set_column(0, 0, _LABEL)
    sheet.set_column(1, 1, _TEXT)
    style = book.styles.get
    sheet.set_row_pixels(0, 30)
    sheet.set_row_pixels(1, 44)
    sheet.write_string(1, 0, book.imprint.title, style("cover_title"))
    sheet.set_row_pixels(2, 26)
    sheet.write_string(2, 0, cover.subtitle, style("cover_subtitle"))
    sheet.set_row_pixels(3, 14)
    for column in range(2):
        sheet.write_blank(3, column, None, style("rule"))
    row = 4
    if book.imprint.is_sample:
        sheet.set_row_pixels(row, 12)
        sheet.set_row_pixels(row + 1, 34)
        sheet.write_string(row + 1, 0, SAMPLE_BANNER, style("banner"))
        sheet.write_blank(row + 1, 1, None, style("banner"))
        row += 2
    sheet.set_row_pixels(row, 12)
    row += 1
    for label, text in cover.lines:
        sheet.write_string(row, 0, label, style("cover_label"))
        sheet.write_string(row, 1, text, style("text"))
        label_lines = lines_needed(label, chars_to_px(_LABEL), 10, True)
        sheet.set_row_pixels(row, row_px([label_lines, lines_needed(text, chars_to_px(_TEXT))]) + 6)
        row += 1
    book.add_contents()
    sheet.set_row_pixels(row, 12)
    sheet.set_row_pixels(row + 1, 22)
    link = style("plain_link")
    sheet.write_url(row + 1, 0, f"internal:'{CONTENTS}'!A1", link, "Contents →", "Go to the contents sheet")


def add_definitions(book: Book, rows: Sequence[Sequence[Cell | Value]]) -> None:
    """Adds the definitions sheet: one measure a row."""
    add_table(
        book,
        Sheet(
            "Definitions",
            "What each measure counts, of what, in which unit, which way is better, and what to keep in mind.",
            "Definitions",
            "Numerator is what is counted; denominator is what it is counted out of. A blank denominator is a plain count.",
        ),
        [
            Column("Id", "muted", 8),
            Column("Measure", "strong", 32),
            Column("Unit of count", "text", 16),
            Column("Numerator", "text", 44),
            Column("Denominator", "text", 40),
            Column("Better when", "text", 14),
            Column("Keep in mind", "text", 36),
            Column("Source", "muted", 18),
            Column("Version", "count", 9),
        ],
        rows,
        freeze_columns=2,
    )


def add_notes(book: Book, notes: Sequence[tuple[str, str]]) -> None:
    """Adds the notes sheet: signs, small numbers, local definitions."""
    add_table(
        book,
        Sheet(
            "Notes",
            "Signs, small numbers, what each agency counts as domestic violence, and how to compare.",
            "Notes",
            "What to know before a figure from this workbook is used.",
        ),
        [Column("About", "strong", 34), Column("Note", "text", 96)],
        notes,
        filtered=False,
    )
