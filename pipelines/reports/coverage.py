"""What came in: data coverage, the matrix of submissions, and what to follow up. What is in them: ``data_quality``."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, month_words
from pipelines.reports.figures import PERCENT_FLOOR, of_words
from pipelines.reports.kit import (
    Book,
    Cell,
    Chart,
    Column,
    Panel,
    Series,
    Sheet,
    add_panels,
    add_table,
    plain,
    status_cell,
)
from pipelines.reports.kit.cells import MONTH_STATUSES
from pipelines.reports.kit.styles import AMBER, BLUE_DARK, BLUE_LIGHT, RUST
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.sentences import missing_sentence

IN = ("received", "nil_report")
_SHORT_WORDS = {"needs_fixing": "▲ Fix", "nil_report": "– Nil"}
_MATRIX_MONTHS = 12
_MOST_MONTHS_NAMED = 4


def add_coverage(book: Book, source: Source) -> None:
    """Adds the summary of submissions: a row is an agency and dataset over all its expected months."""
    frame = source.query("submission_status")
    rows = []
    for (_, agency, title), group in frame.groupby(
        ["agency_code", "agency_name", "dataset_title"], sort=False
    ):
        counts = group["status"].value_counts()
        due = len(group) - int(counts.get("not_due", 0))
        came = sum(int(counts.get(status, 0)) for status in IN)
        months = group[group["status"].isin(IN)]["month"]
        share = Cell(came / due, "share") if due >= PERCENT_FLOOR else Cell(of_words(came, due), "of")
        rows.append(
            [
                plain(agency),
                plain(title),
                Cell(due),
                *(
                    Cell(int(counts.get(status, 0)))
                    for status in ("received", "nil_report", "needs_fixing", "late")
                ),
                share if due else Cell(None),
                Cell(as_date(months.max()) if len(months) else None),
                Cell(_missing_words(group, str(agency), str(title))),
            ]
        )
    columns = [
        Column("Agency", "text", widest=40),
        Column("Dataset", "strong", 34),
        Column("Months due", "count", 10),
        Column("Received", "count", 12),
        Column("Nothing to report", "count", 12),
        Column("Needs fixing", "count", 11),
        Column("Late", "count", 9),
        Column("In", "share", 10),
        Column("Latest month in", "month", 13),
        Column("In words, 12 months", "text", 50),
    ]
    words = Sheet(
        "Data coverage",
        "Which agency sent what: months due, received, late, and the latest month that is in.",
        "Data coverage",
        "In: received or nothing to report, of the months that were due. A figure can only be as complete as this table.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def _missing_words(group: pd.DataFrame, agency: str, title: str) -> str:
    """Which of the last 12 months that were due are late or not usable, and which months the figures rest on."""
    due = group[group["status"] != "not_due"].sort_values("month").tail(_MATRIX_MONTHS)
    return " ".join(missing_sentences(due, agency, title, _MOST_MONTHS_NAMED))


def missing_sentences(
    months: pd.DataFrame, agency: str, title: str, most_named: int | None = None
) -> list[str]:
    """A sentence for what did not come of ``months`` (month, status), and one for what came and could not be used.

    Of the months that the figures rest on no more than ``most_named`` are named.
    """
    found: dict[str, list[str]] = {"missing": [], "came": [], "used": []}
    for row in rows_of(months.sort_values("month")):
        kind = "used" if row.status in IN else "came" if row.status == "needs_fixing" else "missing"
        found[kind].append(month_words(as_date(row.month)))
    used = found.pop("used")
    told = [f"the {len(used)} other months that came"] if most_named and len(used) > most_named else used
    return [
        missing_sentence(title, agency, named, told, came=kind == "came")
        for kind, named in found.items()
        if named
    ]


def add_coverage_chart(book: Book, source: Source) -> None:
    """Adds a stacked bar of months by status for each agency."""
    frame = source.query("submission_status")
    due = frame[frame["status"] != "not_due"]
    order = list(dict.fromkeys(due["agency_name"]))
    table = (
        pd.crosstab(due["agency_name"], due["status"])
        .reindex(index=order)
        .reindex(columns=["received", "nil_report", "needs_fixing", "late"], fill_value=0)
    )
    words = Sheet(
        "Coverage chart",
        "Monthly submissions of each agency by status, as a chart.",
        "Monthly submissions by agency",
        "Each dataset and month that was due counts once.",
        empty="No submission was due yet.",
    )
    panels = []
    if len(table):
        rows = [
            [Cell(str(name)), *(Cell(int(v)) for v in values)]
            for name, values in zip(table.index, table.to_numpy(), strict=True)
        ]
        series = (
            Series("● Received", 1, BLUE_DARK, dark=True),
            Series("– Nothing to report", 2, BLUE_LIGHT),
            Series("▲ Needs fixing", 3, RUST, dark=True),
            Series("○ Late", 4, AMBER),
        )
        total = table.to_numpy().sum()
        finding = f"Stacked bar chart: {int(table[list(IN)].to_numpy().sum()):,} of {int(total):,} submissions that were due are in."
        chart = Chart(
            "stacked_bar", "Monthly submissions by status", series, "Agency", "Submissions", finding
        )
        columns = [Column("Agency", "text"), *(Column(s.name, "count") for s in series)]
        panels.append(
            Panel("Submissions that were due", "Counted in agency, dataset and month.", columns, rows, chart)
        )
    add_panels(book, words, panels, chart_below=True)


def add_submission_matrix(book: Book, source: Source) -> None:
    """Adds the matrix agency x dataset x month: symbol, word and color in each cell."""
    frame = source.query("submission_status")
    frame["month"] = pd.to_datetime(frame["month"])
    months = sorted(frame["month"].unique())[-_MATRIX_MONTHS:]
    rows = []
    for (agency, title), group in frame.groupby(["agency_name", "dataset_title"], sort=False):
        by_month = {row.month: row for row in rows_of(group)}
        rows.append([plain(agency), plain(title), *(_month_cell(by_month.get(month)) for month in months)])
    columns = [
        Column("Agency", "strong", widest=40),
        Column("Dataset", "text", widest=34),
        *(Column(month_words(as_date(month)), "text", widest=15) for month in months),
    ]
    words = Sheet(
        "Submission status",
        "Agency by dataset by month: received, needs fixing, late, nothing to report, not due.",
        "Submission status",
        "A row is an agency and dataset; a column a month. Late shows the days since the due date.",
        ("● received", "▲ needs fixing", "○ late, with days", "– nothing to report", "· not due yet"),
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def _month_cell(row: Any) -> Cell:
    if row is None:
        return Cell(None)
    status = str(row.status)
    cell = status_cell(MONTH_STATUSES, status)
    days = row.days_late
    if status == "late" and not pd.isna(days) and days > 0:
        return Cell(f"○ Late {int(days)} d", cell.look)
    return Cell(_SHORT_WORDS[status], cell.look) if status in _SHORT_WORDS else cell


def add_overdue(book: Book, source: Source) -> None:
    """Adds the list of what to chase: late or in need of fixing, the longest first."""
    frame = source.query("submission_status")
    frame = frame[frame["status"].isin(["late", "needs_fixing"])].sort_values(
        ["status", "days_late", "agency_name"], ascending=[True, False, True], kind="stable"
    )
    rows = [
        [
            plain(row.agency_name),
            plain(row.dataset_title),
            plain(as_date(row.month)),
            status_cell(MONTH_STATUSES, row.status),
            plain(row.due_date),
            plain(row.days_late),
        ]
        for row in rows_of(frame)
    ]
    columns = [
        Column("Agency", "strong", widest=44),
        Column("Dataset", "text", 36),
        Column("Month", "month", 12),
        Column("Status", "text", 20),
        Column("Due", "date", 16),
        Column("Days late", "count", 12),
    ]
    words = Sheet(
        "To follow up",
        "Submissions that are late or need fixing, the longest overdue first.",
        "To follow up",
        "Each line is one call or e-mail to an agency's liaison. The receipt beside each file says what to fix.",
        empty="Nothing to follow up: everything that was due is in.",
    )
    add_table(book, words, columns, rows)
