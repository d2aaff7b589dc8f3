"""Footnotes of numbers: what was accepted or confirmed in the files behind them, by number, and the waivers of the site.

A measure is touched by the footnotes of its dataset, and of the registers that feed it, for its agency where the periods
overlap. Tables print the numbers, the notes sheet the words.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import Period
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain, status_cell
from pipelines.reports.kit.cells import WAIVER_STATES
from pipelines.reports.source import Source, rows_of
from pipelines.settings import COORDINATOR


class Footnotes:
    """Every footnote of the site."""

    def __init__(self, source: Source) -> None:
        self._rows = [
            (row.dataset, row.agency_code, as_date(row.period_start), as_date(row.period_end), int(row.footnote_no))
            for row in rows_of(source.query("footnote"))
        ]  # fmt: skip

    def __bool__(self) -> bool:
        return bool(self._rows)

    def marks(self, datasets: Collection[str], agency: str, *periods: Period) -> str:
        """For example "Notes 1, 3": what touches the numbers of an agency (or of all) in any of ``periods``.

        A register of the coordinator speaks of every agency.
        """
        found = sorted(
            {
                number
                for touched, sender, start, end, number in self._rows
                if touched in datasets
                and (agency in ("all", sender) or sender == COORDINATOR)
                and any(start <= period.end and period.start <= end for period in periods)
            }
        )
        if not found:
            return ""
        return f"{'Note' if len(found) == 1 else 'Notes'} {', '.join(map(str, found))}"


def with_marks(note: str, marks: str) -> str:
    """A note and the footnotes of the same number."""
    return "; ".join(part for part in (note, marks) if part)


def footnote_lines(source: Source) -> list[tuple[str, str]]:
    """The footnotes' words for the notes sheet."""
    words = {int(row.footnote_no): text_of(row.footnote) for row in rows_of(source.query("footnote"))}
    return [(f"Note {number}", words[number]) for number in sorted(words)]


def add_waivers(book: Book, source: Source) -> None:
    """Adds the known failures that the site accepts, those that ended or cover nothing first, and what agencies confirmed."""
    rows = [
        [
            status_cell(WAIVER_STATES, row.state),
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(row.column_name),
            plain(text_of(row.period_label) or "every period"),
            Cell(None) if pd.isna(row.until_date) else plain(as_date(row.until_date)),
            plain(row.reason),
            plain(row.approved_by_role),
            plain(row.files_count),
            plain(row.rows_count),
            plain(row.check_id),
        ]
        for row in rows_of(source.query("waiver"))
    ]  # fmt: skip
    columns = [
        Column("State", "text", 22),
        Column("Agency", "strong", widest=36),
        Column("Dataset", "text", widest=30),
        Column("Column", "text", widest=26),
        Column("Period", "text", 14),
        Column("Until", "date", 13),
        Column("Reason", "text", 44),
        Column("Accepted by", "text", 18),
        Column("Files", "count", 8),
        Column("Rows", "count", 8),
        Column("Check", "muted", widest=28),
    ]
    words = Sheet(
        "Accepted problems",
        "Known failures that are accepted for a while, and what agencies confirmed, with the reasons.",
        "Accepted problems",
        "Look first at what has ended or covers nothing: renew the line in expectations/waivers.csv, or take it out. "
        "What is in force stands as a note beside every number it touches.",
        empty="Nothing is waived and nothing was confirmed.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
