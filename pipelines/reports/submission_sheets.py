"""Every file that was taken in, with its rows accounted for, and every problem that the checks found.

Who is late stands in ``coverage``; how often fields are blank and records find their partner in ``data_quality``.
"""

from __future__ import annotations

from pipelines.reports.kit import Book, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import FILE_STATUSES, SEVERITIES
from pipelines.reports.source import Source, rows_of

_MOST_PROBLEMS = 5_000


def add_submissions(book: Book, source: Source) -> None:
    """Adds every file, the newest first."""
    rows = [
        [
            plain(row.received_ts, "moment"),
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(row.period_label),
            plain(row.version),
            status_cell(FILE_STATUSES, row.status),
            *(plain(getattr(row, name)) for name in ("rows_in_file", "rows_used", "rows_blank", "rows_held", "rows_left_out", "control_total", "problems_count")),
            plain(row.file_name),
            plain(row.coverage_note),
        ]
        for row in rows_of(source.query("submission"))
    ]  # fmt: skip
    columns = [
        Column("Received", "moment", 21),
        Column("Agency", "strong", widest=40),
        Column("Dataset", "text", widest=34),
        Column("Period", "text", 12),
        Column("Version", "count", 8),
        Column("Status", "text", 26),
        Column("In file", "count", 9, "Rows"),
        Column("Used", "count", 9, "Rows"),
        Column("Blank", "count", 9, "Rows"),
        Column("Held", "count", 9, "Rows"),
        Column("Left out", "count", 9, "Rows"),
        Column("File says", "count", 9, "Rows"),
        Column("Problems", "count", 8, " "),
        Column("File", "muted", None, " ", widest=44),
        Column("Note", "muted", 22, " "),
    ]
    words = Sheet(
        "Submissions",
        "Every file that was taken in, newest first, with its rows accounted for.",
        "Submissions",
        "In file = used + blank + held + left out. File says: the total that the file itself states, if it states one.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)


def add_problems(book: Book, source: Source) -> None:
    """Adds what the checks found, the worst first, up to a number that a sheet can hold well."""
    frame = source.query("problem")
    rows = [
        [
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(row.period_label),
            status_cell(SEVERITIES, row.severity),
            plain(row.message),
            plain(row.sheet),
            plain(row.cells),
            plain(row.rows_count),
            plain(row.file_name),
            plain(row.check_id),
        ]
        for row in rows_of(frame.head(_MOST_PROBLEMS))
    ]
    columns = [
        Column("Agency", "strong", widest=40),
        Column("Dataset", "text", 22),
        Column("Period", "text", 12),
        Column("How bad", "text", 18),
        Column("What is wrong and what to do", "text", 62),
        Column("Sheet", "text", 16),
        Column("Cells", "text", 20),
        Column("Rows", "count", 9),
        Column("File", "muted", 26),
        Column("Check", "muted", 22),
    ]
    more = (
        f" The first {_MOST_PROBLEMS:,} of {len(frame):,} are listed." if len(frame) > _MOST_PROBLEMS else ""
    )
    words = Sheet(
        "Problems",
        "What the checks found, agency by agency, the worst first.",
        "Problems in the data",
        f"Places are Excel coordinates in the agency's own file; values are never repeated here.{more}",
        empty="No problem was found.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=1)
