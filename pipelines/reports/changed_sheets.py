"""The coordinator's sheets about what changed after it was told: versions, figures that moved, what was withdrawn."""

from __future__ import annotations

from pipelines.reports.changes import Changes, fields_in_a_line, read_changes
from pipelines.reports.edition import as_date, day_words, text_of
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, plain
from pipelines.reports.kit.cells import Status
from pipelines.reports.source import Source, rows_of

_STATES = {
    "correction": Status("◐", "Newer file", "fair"),
    "overlap": Status("◐", "Months listed anew", "fair"),
    "late": Status("◐", "Rows of earlier months", "fair"),
    "withdrawal": Status("–", "Withdrawn", "idle"),
}
_MOST_FIGURES = 4_000
_NUMBERS = {
    "report": "report number",
    "court_case": "court case number",
    "pros_case": "prosecutor's case number",
    "protection_order": "protection order number",
}


def add_changed(book: Book, source: Source, audience: str) -> None:
    """Adds "Changed since last version", "Figures that moved" and "Withdrawn"."""
    changes = read_changes(source, audience)
    _add_restatements(book, changes)
    _add_figures(book, changes, source)
    _add_withdrawals(book, source)


def _add_restatements(book: Book, changes: Changes) -> None:
    rows = []
    for restatement in changes.restatements:
        row, status = restatement.row, _STATES[str(restatement.row.kind)]
        state = status.text if row.is_current else "· Newer file, replaced since"
        told = "\n".join(
            part for part in (restatement.sentence, fields_in_a_line(restatement.fields)) if part
        )
        rows.append(
            [
                plain(as_date(row.changed_ts)),
                plain(row.agency_name),
                Cell(", ".join(word for word in (row.dataset_title, text_of(row.period_label)) if word)),
                Cell(state, f"tone_{status.tone if row.is_current else 'idle'}"),
                *(plain(getattr(row, f"rows_{name}")) for name in ("before", "after", "changed", "added", "removed")),
                plain(row.figures_count),
                Cell(told),
            ]
        )  # fmt: skip
    columns = [
        Column("When", "date", 15),
        Column("Agency", "strong", widest=26),
        Column("Dataset and period", "text", 26),
        Column("What happened", "text", 20),
        Column("Before", "count", 8, "Rows"),
        Column("Now", "count", 8, "Rows"),
        Column("Changed", "count", 8, "Rows"),
        Column("New", "count", 8, "Rows"),
        Column("Gone", "count", 8, "Rows"),
        Column("Figures moved", "count", 9, " "),
        Column("In words, with the fields that changed most and in how many rows", "text", 60, " "),
    ]
    words = Sheet(
        "Changed since last version",
        "Files that changed what had been counted before: corrections, months listed anew, late rows, withdrawals.",
        "Changed since last version",
        "Rows that are in no column of change are the same before and now. Figures moved: figures of that agency, all parts and "
        "periods; the next sheet lists the headlines. Blank where a later file has replaced the change, or after a year.",
        empty="Nothing that was counted before has changed.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)


def _add_figures(book: Book, changes: Changes, source: Source) -> None:
    headlines = [figure for figure in changes.figures if figure.is_headline]
    files = {r.row.submission_id: r.row.file_name for r in changes.restatements}
    files |= {
        f"withdrawal-{row.entry_no}": f"A case that was withdrawn on {day_words(as_date(row.recorded_ts))}"
        for row in rows_of(source.query("withdrawal"))
        if row.is_case
    }
    rows = [
        [
            Cell(figure.agency),
            Cell(figure.measure),
            Cell(figure.period),
            Cell(figure.before, "of"),
            Cell(figure.now, "of"),
            Cell(files.get(figure.submission_id)),
        ]
        for figure in headlines[:_MOST_FIGURES]
    ]
    columns = [
        Column("Agency", "strong", widest=34),
        Column("Measure", "text", 46),
        Column("Period", "text", 22),
        Column("Before", "of", 18),
        Column("Now", "of", 18),
        Column("Because of", "muted", widest=44),
    ]
    more = f" The first {_MOST_FIGURES:,} of {len(headlines):,}." if len(headlines) > _MOST_FIGURES else ""
    words = Sheet(
        "Figures that moved",
        "Headline figures that are other than they were before a correction, late rows, or a withdrawal.",
        "Figures that moved",
        "Before: the figure as it would be without the file. Now: as it stands in every workbook. Look here before you quote "
        f"a figure that was given out earlier.{more}",
        empty="No figure has moved.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=2)


def _add_withdrawals(book: Book, source: Source) -> None:
    rows = []
    for row in rows_of(source.query("withdrawal")):
        what = (
            "Case, by its " + _NUMBERS.get(row.key_kind, f"{row.key_kind} number")
            if row.is_case
            else row.file_name
        )
        done = "Withdrawn" if row.action == "withdraw" else "Restored"
        state = f"– {done}" if row.is_in_force or row.action == "restore" else f"· {done}, restored since"
        rows.append(
            [
                plain(row.recorded_ts, "moment"),
                Cell(state, "tone_work" if row.is_in_force else "tone_idle"),
                plain(row.agency_name),
                Cell(what),
                plain(row.dataset_title),
                plain(row.period_label),
                plain(row.rows_count),
                plain(row.figures_count),
                plain(row.reason),
            ]
        )
    columns = [
        Column("When", "moment", 21),
        Column("Decision", "text", 26),
        Column("Agency", "strong", widest=34),
        Column("What", "text", widest=44),
        Column("Dataset", "text", widest=30),
        Column("Period", "text", 12),
        Column("Rows left out", "count", 10),
        Column("Figures moved by a case", "count", 12),
        Column("Reason", "text", 50),
    ]
    words = Sheet(
        "Withdrawn",
        "Files and cases that were withdrawn or restored, with the reason of each decision.",
        "Withdrawn and restored",
        "Withdrawn files and cases count in no figure. Which case was withdrawn stands nowhere; its number is kept only as a "
        "code that cannot be read back.",
        empty="Nothing was withdrawn.",
    )
    add_table(book, words, columns, rows, freeze_columns=1)
