"""Outcomes of groups of people side by side, at each decision: counts, rates, ratio with its interval, one sentence.

The ratios and their guards come from the warehouse; the words from ``statistics.ratios``.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import PERCENT_FLOOR, Period, of_words
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Cell, Chart, Column, Panel, Series, Sheet, add_panels, add_table, mark
from pipelines.reports.kit.cells import LEGEND_K_OF_N, LEGEND_SUPPRESSED
from pipelines.reports.kit.styles import BLUE
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.intervals import Interval
from pipelines.statistics.ratios import FEWEST_DEN, FEWEST_NUM, RateRatio, difference_words

_HOW = (
    "The rate of a group is its outcomes out of the people of that group at the step before. The ratio divides it by the "
    "rate of the group named beside it: 1 is no difference. It is a difference in outcome: the records do not say why. "
    f"It is given only where both groups have at least {FEWEST_NUM} outcomes and {FEWEST_DEN} people."
)


def add_disparity(book: Book, source: Source, figures: Figures, audience: str) -> None:
    """Adds the table of every decision and group, and charts of the rates that can be shown."""
    frame = source.query("rate_ratio", audience=audience)
    keep = [row.agency_code == figures.headline_agency(row.measure_id) for row in rows_of(frame)]
    frame = frame[keep] if len(frame) else frame
    rows = [_table_row(row, figures) for row in rows_of(frame)]
    columns = [
        Column("Outcome", "strong", 30),
        Column("Group", "text", 20),
        Column("Outcomes", "count", 11, "Group"),
        Column("People", "count", 9, "Group"),
        Column("Rate", "share", 10, "Group"),
        Column("Beside", "text", 18, "Compared with"),
        Column("Outcomes", "count", 11, "Compared with"),
        Column("People", "count", 9, "Compared with"),
        Column("Rate", "share", 10, "Compared with"),
        Column("Ratio", "ratio", 9, " "),
        Column("In words", "text", 48, " "),
    ]
    period = ""
    if len(frame):
        first = frame.iloc[0]
        period = Period(
            str(first["period_kind"]), as_date(first["period_start"]), as_date(first["period_end"])
        ).words
    words = Sheet(
        "Differences between groups",
        "Outcomes by sex and race at each decision, with the counts beside every ratio.",
        f"Differences in outcome between groups{', ' + period if period else ''}",
        _HOW,
        (LEGEND_SUPPRESSED, LEGEND_K_OF_N),
        empty="There are no twelve months with groups of people recorded yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
    _add_charts(book, frame, figures, period)


def _table_row(row: Any, figures: Figures) -> list[Cell]:
    group = figures.label(row.measure_id, row.breakdown, row.category)
    reference = figures.label(row.measure_id, row.breakdown, row.reference_category)
    told = ratio_of(row)
    if text_of(row.reason) == "withheld":
        spoken = "Too few in one of the groups to show."
    else:
        spoken = difference_words(group, reference, told)
    return [
        Cell(row.outcome),
        Cell(group),
        *_rate_cells(row.num, row.den),
        Cell(reference),
        *_rate_cells(row.reference_num, row.reference_den),
        Cell(told.ratio, "ratio"),
        Cell(spoken),
    ]


def ratio_of(row: Any) -> RateRatio:
    """The ratio of a row of ``sql/rate_ratio.sql``, or the reason that there is none."""
    if pd.isna(row.ratio):
        return RateRatio(None, None, text_of(row.reason))
    return RateRatio(float(row.ratio), Interval(float(row.low), float(row.high)), None)


def _rate_cells(num: Any, den: Any) -> list[Cell]:
    if pd.isna(num) or pd.isna(den):
        return [mark("suppressed")] * 3
    if den < PERCENT_FLOOR:
        return [Cell(int(num)), Cell(int(den)), Cell(of_words(num, den), "of")]
    return [Cell(int(num)), Cell(int(den)), Cell(float(num / den))]


def _add_charts(book: Book, frame: pd.DataFrame, figures: Figures, period: str) -> None:
    panels = []
    for (measure_id, outcome), part in frame.groupby(["measure_id", "outcome"], sort=False):
        rows: list[list[Cell]] = []
        told = []
        for breakdown, groups in part.groupby("breakdown", sort=False):
            first = rows_of(groups)[0]
            lines = [(first.reference_category, first.reference_num, first.reference_den)]
            lines += [(row.category, row.num, row.den) for row in rows_of(groups)]
            for category, num, den in lines:
                label = figures.label(str(measure_id), str(breakdown), str(category))
                is_told = not pd.isna(num) and not pd.isna(den) and den >= FEWEST_DEN
                rate = float(num / den) if is_told else None
                hidden = pd.isna(num) or pd.isna(den)
                note = "†" if hidden else "" if is_told else "few"
                counts = [Cell(None), Cell(None)] if hidden else [Cell(int(num)), Cell(int(den))]
                rows.append([Cell(label), *counts, Cell(rate), Cell(note)])
                if rate is not None:
                    told.append(f"{label}: {of_words(num, den)} ({rate:.0%})")
        if len(told) < 2:
            continue
        columns = [
            Column("Group", "text"),
            Column("Outcomes", "count"),
            Column("People", "count"),
            Column("Rate", "share"),
            Column("Note", "mark"),
        ]
        chart = Chart(
            "bar",
            f"{outcome}, by group",
            (Series("Rate", 3, BLUE),),
            "Group",
            "Share",
            f"Bar chart of rates by group, {period}. {outcome}. {'; '.join(told)}. A difference in outcome does not say why.",
            "0%",
            highest=1.0,
        )
        caption = f"{period}. Rates of groups with at least {FEWEST_DEN} people at the step before."
        panels.append(Panel(str(outcome), caption, columns, rows, chart))
    if panels:
        words = Sheet(
            "Groups chart",
            "The rates of the groups at each decision, as bars.",
            "Outcomes of groups, in pictures",
            "Bars of one chart have one step before them in common. Few people make a bar uncertain: read the counts.",
            (LEGEND_SUPPRESSED, "few: fewer than 30 people, no bar"),
        )
        add_panels(book, words, panels)
