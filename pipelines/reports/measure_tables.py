"""Tables of measures: at a glance, value lines of a profile, month by month, times between steps.

The same tables serve several workbooks. Charts of measures stand in ``measure_panels``.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reports.edition import LEGEND
from pipelines.reports.figure import bounds_cell, interval_cell
from pipelines.reports.figures import (
    HEADLINE,
    P90,
    PARTNER,
    Definition,
    Figure,
    Figures,
    Period,
    base_cell,
    count_cell,
    median_cell,
    share_cell,
    short_cell,
)
from pipelines.reports.footnotes import with_marks
from pipelines.reports.kit import BLANK, Book, Cell, Column, Sheet, add_table

_LINES_COLUMNS = [
    Column("Measure", "strong", widest=44),
    Column("Agency", "text", widest=42),
    Column("Scope", "text", 11),
    Column("Period", "text", 22),
    Column("Count", "count", 9),
    Column("Out of", "count", 9),
    Column("Share", "share", 11),
    Column("95% interval", "of", 13),
    Column("Worst cases", "of", 13),
    Column("Counted", "muted", widest=24),
    Column("Complete", "percent", 12),
    Column("Unknown", "count", 11),
    Column("Linked", "share", 10),
    Column("Note", "muted", widest=34),
]
_PERIOD = 3


def recent_periods(figures: Figures) -> list[Period]:
    """Twelve months, the latest quarter, and the three latest months: what a profile lists."""
    return [*figures.years[-1:], *figures.quarters[-1:], *reversed(figures.months[-3:])]


def add_value_lines(book: Book, figures: Figures, words: Sheet, measure_ids: Sequence[str]) -> list[str]:
    """Adds a profile sheet: a line is a measure, agency and period, or the periods in which it is withheld. Gives the measures it holds."""
    rows: list[list[Cell]] = []
    used = []
    periods = recent_periods(figures)
    for definition in _with_headline(figures, measure_ids):
        before = len(rows)
        for agency in figures.agencies_of(definition.measure_id):
            if figures.has(definition.measure_id, agency, HEADLINE, periods):
                rows += _lines_of(figures, definition, agency, periods)
        if len(rows) > before:
            used.append(definition.measure_id)
    if rows:
        add_table(book, words, _LINES_COLUMNS, rows, group_by=0, fade=(0, 1, 2), freeze_columns=1)
    return used


def _with_headline(figures: Figures, measure_ids: Sequence[str]) -> list[Definition]:
    found = [figures.definitions[m] for m in measure_ids if m in figures.measure_ids]
    return [d for d in found if d.kind != "median"]


def _lines_of(
    figures: Figures, definition: Definition, agency: str, periods: Sequence[Period]
) -> list[list[Cell]]:
    lines = [("All DV", HEADLINE, period) for period in periods]
    for period in figures.years[-1:]:
        if figures.get(definition.measure_id, agency, period, PARTNER) is not None:
            lines.append(("Partners", PARTNER, period))
    rows: list[list[Cell]] = []
    withheld: dict[tuple[Cell, ...], list[Cell]] = {}
    for scope, part, period in lines:
        figure = figures.get(definition.measure_id, agency, period, part)
        row = _line(definition, figures, agency, scope, period, figure)
        key = (*row[:_PERIOD], *row[_PERIOD + 1 :])
        if figure is not None and figure.suppressed and key in withheld:
            first = withheld[key]
            first[_PERIOD] = Cell(f"{first[_PERIOD].value}, {period.words}")
            continue
        rows.append(row)
        if figure is not None and figure.suppressed:
            withheld[key] = row
    return rows


def _line(
    definition: Definition, figures: Figures, agency: str, scope: str, period: Period, figure: Figure | None
) -> list[Cell]:
    kind = "count" if figure is not None and figure.den is None and not figure.suppressed else "share"
    return [
        Cell(definition.name),
        Cell(figures.agencies[agency]),
        Cell(scope),
        Cell(period.words),
        count_cell(figure),
        BLANK if definition.kind == "count" else base_cell(figure),
        BLANK if definition.kind == "count" else share_cell(figure, kind),
        interval_cell(figure),
        bounds_cell(figure),
        Cell(definition.unit),
        Cell(figure.completeness if figure else None),
        Cell(figure.missing if figure and not figure.has_no_data else None),
        Cell(figure.match_rate if figure else None),
        Cell(with_marks(figure.note if figure else "", figures.marks(definition.measure_id, agency, period))),
    ]


def add_glance(
    book: Book, figures: Figures, words: Sheet, groups: Sequence[tuple[str, Sequence[str]]]
) -> None:
    """Adds the summary: a row is a headline measure with its latest month, quarter and 12 months."""
    periods = [*figures.months[-1:], *figures.quarters[-1:], *figures.years[-1:]]
    columns = [
        Column("Step", "text", widest=24),
        Column("Measure", "strong", widest=44),
        Column("Counted", "muted", widest=24),
    ]
    for period in periods:
        columns += [
            Column("Count", "count", 9, period.words),
            Column("Out of", "count", 9, period.words),
            Column("Share", "share", 11, period.words),
        ]
    columns += [
        Column("Per 1,000 residents", "decimal", 12, "12 months: data"),
        Column("Complete", "percent", 12, "12 months: data"),
        Column("Unknown", "count", 11, "12 months: data"),
    ]
    if figures.has_footnotes:
        columns.append(Column("Note", "muted", 14, " "))
    rows: list[list[Cell]] = []
    for step, measure_ids in groups:
        for definition in _with_headline(figures, measure_ids):
            agency = figures.headline_agency(definition.measure_id)
            if agency is None or not figures.has(definition.measure_id, agency, HEADLINE, periods):
                continue
            row = [Cell(step), Cell(definition.name), Cell(definition.unit)]
            last: Figure | None = None
            for period in periods:
                last = figures.get(definition.measure_id, agency, period)
                is_count = definition.kind == "count"
                row += [
                    count_cell(last),
                    BLANK if is_count else base_cell(last),
                    BLANK if is_count else share_cell(last, "share"),
                ]
            rate = figures.per_1000(definition.measure_id, agency, last)
            row += [
                Cell(rate),
                Cell(last.completeness if last else None),
                Cell(last.missing if last else None),
            ]
            if figures.has_footnotes:
                row.append(Cell(figures.marks(definition.measure_id, agency, *periods)))
            rows.append(row)
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def add_by_month(book: Book, figures: Figures, measure_ids: Sequence[str]) -> None:
    """Adds the month table: a row is a measure and agency, a column one of the last 12 months."""
    months = figures.months[-12:]
    columns = [
        Column("Measure", "strong", widest=44),
        Column("Agency", "text", widest=32),
        Column("Shown as", "muted", 13),
        *(Column(month.words, "count", 10.5) for month in months),
    ]
    if figures.has_footnotes:
        columns.append(Column("Note", "muted", 14))
    rows = []
    for measure_id in measure_ids:
        if measure_id not in figures.measure_ids:
            continue
        definition = figures.definitions[measure_id]
        shown_as = {"count": "count", "median": "median"}.get(definition.kind, "share")
        for agency in figures.agencies_of(measure_id):
            if figures.has(measure_id, agency, HEADLINE, months):
                found = [figures.get(measure_id, agency, month) for month in months]
                if (
                    shown_as == "share"
                    and any(f and f.num is not None for f in found)
                    and all(f is None or f.den is None for f in found)
                ):
                    shown_as = "count"
                cells = [short_cell(figure, definition.kind) for figure in found]
                row = [Cell(definition.name), Cell(figures.agencies[agency]), Cell(shown_as), *cells]
                if figures.has_footnotes:
                    row.append(Cell(figures.marks(measure_id, agency, *months)))
                rows.append(row)
    words = Sheet(
        "By month",
        "Every headline measure for each of the last 12 months, for each agency.",
        "Month by month",
        "A share is given where at least 10 fall into the base of that month; otherwise k of n. Medians are in the unit of the measure's name.",
        LEGEND,
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def add_times(book: Book, figures: Figures) -> None:
    """Adds the table of medians with their 90th percentiles."""
    columns = [
        Column("Time", "strong", 38),
        Column("Agency", "text", widest=32),
        Column("Period", "text"),
        Column("Median", "decimal", 11),
        Column("9 of 10 within", "decimal", 13),
        Column("Cases", "count", 10),
        Column("Complete", "percent", 12),
        Column("Unknown", "count", 11),
        Column("Note", "muted", widest=34),
    ]
    rows = []
    for measure_id in figures.measure_ids:
        definition = figures.definitions[measure_id]
        if definition.kind != "median":
            continue
        for agency in figures.agencies_of(measure_id):
            for period in recent_periods(figures):
                figure = figures.get(measure_id, agency, period)
                if figure is None:
                    continue
                ninth = figures.get(measure_id, agency, period, P90)
                only_ninth = ninth is not None and ninth.suppressed and not figure.suppressed
                note = figure.note or ("9 of 10: too few cases" if only_ninth else "")
                rows.append(
                    [
                        Cell(definition.name),
                        Cell(figures.agencies[agency]),
                        Cell(period.words),
                        median_cell(figure),
                        median_cell(ninth),
                        Cell(figure.den),
                        Cell(figure.completeness),
                        Cell(figure.missing if not figure.has_no_data else None),
                        Cell(with_marks(note, figures.marks(measure_id, agency, period))),
                    ]
                )
    words = Sheet(
        "Times between steps",
        "Median and 90th percentile of each wait, from call to disposition.",
        "Times between steps",
        "Half of the cases took the median or less; 9 of 10 took the second figure or less. The unit is in the name of the time.",
        LEGEND[:2],
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=1)
