"""Figures of released editions that have moved since: what was told, what counts now, why, and since when.

Found in the warehouse (``ops.edition_change``); a released edition itself never changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import P90, PERCENT_FLOOR, Period, of_words
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.kit.cells import LEGEND_DIFFERS, LEGEND_SUPPRESSED, SUPPRESSED_SIGN, differs_words
from pipelines.reports.source import Source, rows_of

READERS = {"director": "The agency’s own director", "joint": "The directors together", "public": "Everybody"}
_MOST = 4


def restated_rows(source: Source, audience: str, agency: str | None = None) -> list[Any]:
    """The rows of one audience, of ``agency`` or of all, the newest correction first."""
    frame = source.query("edition_change", audience=audience)
    if agency is not None:
        frame = frame[frame["agency_code"] == agency]
    return rows_of(frame)


def restated_lines(source: Source, audience: str, agency: str | None = None) -> list[str]:
    """The first few headlines that moved, as sentences."""
    rows = [row for row in restated_rows(source, audience, agency) if row.breakdown == "none"]
    told = [
        f"{row.measure_name}, {row.agency_name}, {_period(row)}: {_words(row, 'old')} in edition {row.edition_label}"
        f"{_since(row)} {_reason(row)}"
        for row in rows[:_MOST]
    ]
    return [*told, f"{len(rows) - _MOST} more stand in the workbook."] if len(rows) > _MOST else told


def add_restated(
    book: Book, source: Source, figures: Figures, audiences: Sequence[str], agency: str | None = None
) -> None:
    """Adds the sheet of figures that were released to ``audiences`` and have moved since."""
    rows = [
        [
            plain(row.edition_label),
            Cell(READERS[row.audience]),
            plain(row.agency_name),
            plain(row.measure_name),
            Cell(figures.part_words(row.measure_id, row.breakdown, row.category)),
            Cell(_period(row)),
            Cell(_words(row, "old")),
            Cell(_words(row, "new")),
            Cell(_reason(row)),
            Cell(None) if pd.isna(row.changed_date) else Cell(as_date(row.changed_date)),
        ]
        for audience in audiences
        for row in restated_rows(source, audience, agency)
    ]
    columns = [
        Column("Edition", "strong", 11),
        Column("Told to", "text", 22),
        Column("Agency", "text", widest=34),
        Column("Measure", "text", 36),
        Column("Part", "text", widest=28),
        Column("Period", "text", 22),
        Column("Told then", "of", 18),
        Column("Counts now", "of", 18),
        Column("Why", "text", 44),
        Column("Since", "date", 13),
    ]
    words = Sheet(
        "Restated since release",
        "Figures of released editions that have moved since: what was told, what counts now, and why.",
        "Restated since release",
        "A released edition stays as it was. Quote the newer figure, and the day of the correction with it.",
        (LEGEND_SUPPRESSED, LEGEND_DIFFERS),
        empty="No released figure has moved since.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1, 2, 3), freeze_columns=1)


def _period(row: Any) -> str:
    return Period(row.period_kind, as_date(row.period_start), as_date(row.period_end)).words


def _words(row: Any, side: str) -> str:
    num, den, median = (getattr(row, f"{side}_{name}") for name in ("num", "den", "value"))
    if side == "new" and not pd.isna(row.differs_by_under):
        return differs_words(int(row.differs_by_under))
    if side == "new" and row.new_suppressed:
        return SUPPRESSED_SIGN
    if not pd.isna(median):
        what = "a 90th percentile" if (row.breakdown, row.category) == P90 else "a median"
        return f"{what} of {median:,.1f}" + ("" if pd.isna(den) else f" (n {den:,.0f})")
    if pd.isna(num):
        return "no figure"
    if pd.isna(den):
        return f"{num:,.0f}"
    share = f" ({num / den:.0%})" if den >= PERCENT_FLOOR and num <= den else ""
    return f"{of_words(num, den)}{share}"


def _since(row: Any) -> str:
    words = _words(row, "new")
    return f", {words} now." if pd.isna(row.differs_by_under) else f"; it {words} since."


def _reason(row: Any) -> str:
    return text_of(row.reason) or "No file explains it: settings, codes or a definition changed."
