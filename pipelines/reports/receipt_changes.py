"""The sheets of a receipt that say what a newer file changed: its rows, their fields, and the figures that moved.

Everything is the agency's own; small figures are withheld as from its director. The words come from ``changes``.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.reports.changes import Changes, FigureChange, Restatement
from pipelines.reports.kit import Book, Cell, Column, Panel, Sheet, add_panels, add_table
from pipelines.reports.kit.cells import LEGEND_DIFFERS, LEGEND_SUPPRESSED

SHEET = "What changed"
_MOST_FIELDS = 40


def add_changes(book: Book, changes: Changes | None) -> None:
    """Adds the sheets "What changed" and "Figures that moved", where the file changed anything."""
    if changes is None or not changes.restatements:
        return
    panels = [panel for restatement in changes.restatements for panel in _panels(restatement)]
    words = Sheet(
        SHEET,
        "What this file changed in what had been counted.",
        "What this file changed",
        "Rows are compared by the number of the record; the numbers themselves are stored nowhere.",
    )
    add_panels(book, words, panels)
    _add_figures(book, changes)


_NOT_WORKED_OUT = (
    "The figures are not worked out for a change that lies more than a year back, or that was replaced since."
)


def _panels(restatement: Restatement) -> list[Panel]:
    counts = [Column("Rows", "text"), Column("How many", "count")]
    rows = [[Cell(f"{word}: {meaning}"), Cell(count, "count")] for word, count, meaning in restatement.counts]
    panels = [Panel(restatement.sentence, restatement.rows_sentence, counts, rows)]
    if restatement.fields:
        shown = restatement.fields[:_MOST_FIELDS]
        more = len(restatement.fields) - len(shown)
        caption = "In rows that stand in both. Values stand here only where they are codes or yes and no."
        panels.append(
            Panel(
                "Which fields changed",
                caption
                + (f" The {_MOST_FIELDS} most frequent of {len(restatement.fields)}." if more > 0 else ""),
                [Column("Field", "text"), Column("Rows", "count")],
                [[Cell(change.words), Cell(change.rows, "count")] for change in shown],
            )
        )
    return panels


def _add_figures(book: Book, changes: Changes) -> None:
    words = Sheet(
        "Figures that moved",
        "Your agency's figures that this file moved.",
        "Figures that moved",
        "Before: the figure as it would be without this file, or without its late rows. Now: the figure as it is. Only figures of "
        "your agency.",
        (LEGEND_SUPPRESSED, LEGEND_DIFFERS),
        empty=_NOT_WORKED_OUT if _is_unknown(changes) else "No figure of your agency moved.",
    )
    columns = [
        Column("Measure", "strong", 44),
        Column("Part", "text", widest=32),
        Column("Period", "text", 22),
        Column("Before", "of", 18),
        Column("Now", "of", 18),
    ]
    add_table(book, words, columns, figure_rows(changes.figures), group_by=0, fade=(0, 1), freeze_columns=1)


def figure_rows(figures: Sequence[FigureChange]) -> list[list[Cell]]:
    """Rows of a table of figures, headlines of each measure first."""
    return [
        [Cell(f.measure), Cell(f.part), Cell(f.period), Cell(f.before, "of"), Cell(f.now, "of")]
        for f in figures
    ]


def changes_in_text(changes: Changes | None) -> list[str]:
    """Lines for the text receipt."""
    if changes is None or not changes.restatements:
        return []
    lines = ["", "What changed:"]
    for restatement in changes.restatements:
        lines.append(f"- {restatement.sentence} {restatement.rows_sentence}")
        lines += [f"  {change.words}, {change.rows:,} rows" for change in restatement.fields[:10]]
    moved = len(changes.figures)
    if moved:
        lines.append(f"- Figures of your agency that moved: {moved:,}; the workbook lists them.")
    else:
        lines.append(f"- {_NOT_WORKED_OUT}" if _is_unknown(changes) else "- No figure moved.")
    return lines


def _is_unknown(changes: Changes) -> bool:
    """Whether for some change nobody worked out which figures moved: its count is null."""
    return any(pd.isna(restatement.row.figures_count) for restatement in changes.restatements)
