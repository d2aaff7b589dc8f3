"""The latest twelve months beside the baseline, and the measures that are not told at all, each with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipelines.reports.change_tables import told_of
from pipelines.reports.edition import as_date
from pipelines.reports.figure import PERCENT_FLOOR, Period
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Cell, Column, Sheet, add_table, mark, plain, status_cell
from pipelines.reports.kit.cells import CHANGES, LEGEND_K_OF_N, LEGEND_SUPPRESSED
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.changes import Told
from pipelines.statistics.sentences import figure_words

_LONGEST_QUARTER_DAYS = 93


def add_baseline(
    book: Book, source: Source, figures: Figures, groups: Sequence[tuple[str, Sequence[str]]], audience: str
) -> None:
    """Adds the sheet: a line is a headline of all agencies, or of the only one, now and in the baseline period."""
    step_of = {measure_id: step for step, ids in groups for measure_id in ids}
    steps = list(dict.fromkeys(step_of.values()))
    found = [
        row
        for row in rows_of(source.query("baseline_change", audience=audience))
        if row.measure_id in step_of and row.agency_code == figures.headline_agency(row.measure_id)
    ]
    found.sort(key=lambda row: steps.index(step_of[row.measure_id]))
    rows = [
        [
            Cell(step_of[row.measure_id]),
            Cell(figures.definitions[row.measure_id].name),
            Cell(figures.agencies[row.agency_code]),
            _side(row, figures, "before_", _baseline_period(row)),
            _side(row, figures, "", _now(row)),
            status_cell(CHANGES, row.verdict),
        ]
        for row in found
    ]
    before, now = ("Baseline", "Latest 12 months")
    if found:
        before, now = _baseline_period(found[0]).words, _now(found[0]).words
    columns = [
        Column("Step", "text", 20),
        Column("Measure", "strong", 44),
        Column("Agency", "text", widest=34),
        Column(f"Baseline: {before}", "text", 30),
        Column(f"Now: {now}", "text", 30),
        Column("Verdict", "text", 22),
    ]
    words = Sheet(
        "Since the baseline",
        "Shares and times of the latest 12 months beside the baseline period of the site.",
        "Since the baseline",
        "The baseline is the period before the work began, as site.yaml names it. A share rose or fell only if the 95 percent "
        "intervals of the two do not overlap. Counts are left out: the two periods may be of different lengths.",
        (LEGEND_SUPPRESSED, LEGEND_K_OF_N),
        empty="There is no baseline yet. Name one in site.yaml, for example `baseline: 2025-Q1`; twelve months must have followed it.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)


def _baseline_period(row: Any) -> Period:
    start, end = as_date(row.before_start), as_date(row.before_end)
    return Period("quarter" if (end - start).days < _LONGEST_QUARTER_DAYS else "year", start, end)


def _now(row: Any) -> Period:
    return Period("rolling12", as_date(row.period_start), as_date(row.period_end))


def _side(row: Any, figures: Figures, side: str, period: Period) -> Cell:
    """The figure of one side in words, or the mark that says why there is none."""
    figure = figures.get(row.measure_id, row.agency_code, period)
    if figure is not None and (figure.suppressed or figure.has_no_data or figure.told == "nil"):
        return mark("nil" if figure.told == "nil" else figure.state)
    told: Told = told_of(getattr(row, f"{side}{name}") for name in ("num", "den", "value"))
    definition = figures.definitions[row.measure_id]
    unit = definition.name.partition(" ")[0].lower() if definition.kind == "median" else ""
    if definition.kind == "ratio":
        told = Told(told.num, told.den, told.value, is_ratio=True)
    return Cell(figure_words(told, PERCENT_FLOOR, unit))


def add_not_told(book: Book, source: Source) -> None:
    """Adds the measures of the catalogue that no figure is told of, with what is missing or where they stand."""
    rows = [
        [plain(row.measure_id), plain(row.name), plain(row.reason)]
        for row in rows_of(source.query("measure_not_told"))
    ]
    columns = [Column("Id", "muted", 8), Column("Measure", "strong", 52), Column("Why it is not told here", "text", 76)]  # fmt: skip
    words = Sheet(
        "Not told",
        "Measures without any figure in this workbook, each with what is missing.",
        "Measures that are not told",
        "Nothing is missing by accident: each of these needs records that no agency of the site sends, or is told elsewhere.",
        empty="Every measure of the catalogue is told.",
    )
    add_table(book, words, columns, rows, freeze_columns=2)
