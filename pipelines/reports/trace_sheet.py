"""The rows behind one figure as a workbook of one sheet, for the coordinator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.reports.kit import Book, Column, Sheet, add_table, plain
from pipelines.reports.kit.book import Imprint

_NAMES = ("part", "record", "code", "agency_code", "file_name", "version", "sheet", "row", "submission_id")


def write_trace(
    path: Path, site_name: str, as_of: date, title: str, words: str, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Writes rows with part, record, code, agency_code, file_name, version, sheet, row and submission_id."""
    columns = [
        Column("Counted in", "strong", 14),
        Column("Record", "count", 9),
        Column("Code", "muted", 12),
        Column("Agency", "text", widest=24),
        Column("File", "text", widest=44),
        Column("Version", "count", 9),
        Column("Sheet", "text", widest=28),
        Column("Row", "count", 9),
        Column("Submission", "muted", widest=44),
    ]
    sheet = Sheet(
        "Rows",
        "The rows of files behind one figure.",
        title,
        words,
        empty="No row is behind this figure.",
    )
    with Book(path, Imprint("Rows behind a figure", site_name, f"As of {as_of:%Y-%m-%d}", as_of)) as book:
        add_table(
            book,
            sheet,
            columns,
            [[plain(row[name]) for name in _NAMES] for row in rows],
            group_by=1,
            freeze_columns=1,
        )
