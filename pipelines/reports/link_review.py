"""The workbook of uncertain links: pairs of records to look up at the agencies, and a cell for the answer.

It is read back as the dataset ``link_review``: the headers of its first three columns are the titles of that dataset's fields.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.metadata import CODE_LISTS, DATASETS
from pipelines.metadata.derive import field_title
from pipelines.metadata.links import BY_NAME
from pipelines.metadata.tables.links import REASONS
from pipelines.reports.edition import as_date, day_words, make_imprint, read_site, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.source import Source, rows_of

TITLE = "Uncertain links"
SHEET = "Uncertain links"
MOST_QUESTIONS = 2_000
QUESTION, ANSWER, LISTED = (field_title(field.name) for field in DATASETS["link_review"].fields)
_WHY = dict(
    zip(
        REASONS,
        (
            "Its own number names another record; a second number leads to this one.",
            "It names a number that no file has; a second number leads to this record.",
            "More than one record fits.",
            "The number fits, but the first record is much older than the second.",
        ),
        strict=True,
    )
)


def write(source: Source, path: Path) -> None:
    """Writes the workbook to ``path``."""
    site = read_site(source)
    frame = source.query("link_question")
    choices = {code.code: code.label for code in CODE_LISTS["link_answer"].codes}
    rows = [
        [
            Cell(row.question_id, "muted"),
            Cell(choices.get(str(row.answer)), "entry"),
            plain(site.as_of),
            Cell(BY_NAME[row.link_name].words),
            Cell(_WHY[row.reason]),
            plain(row.agency_name),
            plain(as_date(row.event_date)),
            Cell(_place(row.file_name, row.source_sheet, row.source_row)),
            plain(row.partner_name),
            plain(as_date(row.partner_date)),
            Cell(_place(row.partner_file, row.partner_sheet, row.partner_row)),
            Cell("yes" if row.counts_now else "no"),
            plain(as_date(row.answered_date)),
        ]
        for row in rows_of(frame.head(MOST_QUESTIONS))
    ]
    more = (
        f" The first {MOST_QUESTIONS:,} of {len(frame):,} are listed." if len(frame) > MOST_QUESTIONS else ""
    )
    words = Sheet(
        SHEET,
        "Pairs of records that may belong together.",
        "Do these two records belong together?",
        f"Look both rows up in the agencies' own files, pick an answer in the column {ANSWER}, save, and put this workbook into "
        "inputs/drop/coordinator. An answer is kept for ever and counts from the next run; leave blank what nobody looked up. "
        f"Take out no column.{more}",
        (f"As of {day_words(site.as_of)}", "Linked now: whether the pair counts in figures as things stand"),
        empty="No link is uncertain.",
    )
    with Book(path, make_imprint(site, TITLE)) as book:
        sheet = add_table(book, words, _columns(), rows, freeze_columns=2)
        if rows:
            first = book.first_rows[sheet.name]
            sheet.data_validation(
                first,
                1,
                first + len(rows) - 1,
                1,
                {
                    "validate": "list",
                    "source": list(choices.values()),
                    "error_title": "Pick one of the three",
                },
            )


def _place(file_name: object, sheet: object, row: object) -> str:
    """File, sheet and row as a person looks them up; what is not there is left out."""
    named = [text_of(part) for part in (file_name, sheet) if text_of(part)]
    return ", ".join([*named, f"row {row:.0f}"] if isinstance(row, (int, float)) and row == row else named)


def _columns() -> list[Column]:
    columns = [
        Column(QUESTION, "muted", 20),
        Column(ANSWER, "text", 16),
        Column(LISTED, "date", 14),
        Column("Link", "strong", widest=30),
        Column("Why it is asked", "text", 36),
    ]
    for which in ("First record", "Second record"):
        columns += [
            Column(f"{which}: agency", "text", widest=30),
            Column(f"{which}: day", "date", 14),
            Column(f"{which}: where it stands", "text", 34),
        ]
    return [*columns, Column("Linked now", "text", 9), Column("Answered", "date", 14)]
