"""Who the victims in police reports are, beside the residents: shares, and victims for each 1,000 residents of a group.

The residents' groups are the site's own (``population_groups`` in ``site.yaml``). A share is told only where all victims, and
those whose group is not recorded, can be shown: both are needed for its base.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from pipelines.metadata.classes import UNKNOWN_GROUPS
from pipelines.metadata.measures.groups import PEOPLE
from pipelines.reports.breakdowns import PAGES
from pipelines.reports.figure import PERCENT_FLOOR, Figure, Period, count_cell, range_words
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Book, Cell, Chart, Column, Panel, Series, Sheet, add_panels, add_table, mark
from pipelines.reports.kit.cells import LEGEND_SUPPRESSED
from pipelines.reports.kit.styles import BLUE_DARK, BLUE_LIGHT
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.intervals import wilson

VICTIMS = "M163"
_HOW = (
    "Shares of the victims whose group is recorded beside shares of the residents. More or fewer reports do not mean more or "
    "less violence: who calls, who is asked and who is believed differs. A person in two reports counts twice."
)


class _Line(NamedTuple):
    """One group: the victims, their share of all whose group is recorded, and the residents."""

    label: str
    figure: Figure | None
    base: int | None
    share: float | None
    residents: float | None
    people: float | None


def add_victims_and_residents(book: Book, source: Source, figures: Figures) -> None:
    """Adds the table, and a chart for each kind of group that can be compared."""
    agency = figures.headline_agency(VICTIMS) if VICTIMS in figures.measure_ids else None
    period = figures.years[-1] if figures.years else None
    found: dict[str, list[_Line]] = {}
    if agency is not None and period is not None:
        residents = source.query("residents")
        for breakdown in PEOPLE:
            found[breakdown] = _lines_of(figures, residents, breakdown, agency, period)
    headers = {page.breakdown: page.header for page in PAGES}
    rows = [
        _row(headers[breakdown], line)
        for breakdown, lines in found.items()
        for line in lines
    ]  # fmt: skip
    columns = [
        Column("By", "text", 18),
        Column("Group", "strong", 32),
        Column("Victims", "count", 10, "Police reports"),
        Column("Out of", "count", 10, "Police reports"),
        Column("Share", "share", 10, "Police reports"),
        Column("95% interval", "of", 14, "Police reports"),
        Column("Share", "share", 10, "Residents"),
        Column("Victims per 1,000", "decimal", 12, "Residents"),
        Column("In words", "text", 46, " "),
    ]
    words = Sheet(
        "Victims and residents",
        "Who the victims in police reports are, beside the residents, by sex, race, ethnicity, age and language.",
        f"Victims and residents{', ' + period.words if period is not None else ''}",
        _HOW,
        (LEGEND_SUPPRESSED, "blank: no share of the residents is given in site.yaml, or a number that is needed is withheld"),
        empty="There are no twelve months of victims in police reports yet.",
    )  # fmt: skip
    add_table(book, words, columns, rows, group_by=0, fade=(0,), freeze_columns=2)
    _add_charts(book, found, headers, period)


def _lines_of(
    figures: Figures, residents: pd.DataFrame, breakdown: str, agency: str, period: Period
) -> list[_Line]:
    mine = residents[residents["breakdown"] == breakdown]
    known = {row.category: (float(row.share), float(row.people)) for row in rows_of(mine)}
    categories = figures.groups(VICTIMS, breakdown, agency)
    categories += [category for category in known if category not in categories]
    told = {c: figures.get(VICTIMS, agency, period, (breakdown, c)) for c in categories}
    base = _base(figures.get(VICTIMS, agency, period), told)
    lines = []
    for category, figure in told.items():
        num = figure.num if figure is not None and not figure.suppressed else None
        is_group = category not in UNKNOWN_GROUPS
        share = (
            num / base
            if is_group and num is not None and base is not None and base >= PERCENT_FLOOR
            else None
        )
        share_of_residents, people = known.get(category, (None, None))
        lines.append(
            _Line(
                figures.group_label(breakdown, category),
                figure,
                base if is_group else None,
                share,
                share_of_residents,
                people,
            )
        )
    return lines


def _base(whole: Figure | None, told: dict[str, Figure | None]) -> int | None:
    """Victims whose group is recorded; None where that cannot be known from what may be shown."""
    if whole is None or whole.num is None or whole.suppressed:
        return None
    unknown = [told[code] for code in UNKNOWN_GROUPS if told.get(code) is not None]
    if any(figure is not None and (figure.suppressed or figure.num is None) for figure in unknown):
        return None
    return whole.num - sum(figure.num or 0 for figure in unknown if figure is not None)


def _row(by: str, line: _Line) -> list[Cell]:
    interval = (
        wilson(round(line.share * line.base), line.base) if line.share is not None and line.base else None
    )
    victims = count_cell(line.figure) if line.figure is not None else mark("none")
    rate = None
    if line.people and line.figure is not None and line.figure.num is not None:
        rate = 1000 * line.figure.num / line.people
    return [
        Cell(by),
        Cell(line.label),
        victims,
        Cell(line.base if line.share is not None else None),
        Cell(line.share),
        Cell(range_words(interval.low, interval.high), "of") if interval is not None else Cell(None),
        Cell(line.residents),
        Cell(rate),
        Cell(_words(line, interval.low, interval.high) if interval is not None else ""),
    ]


def _words(line: _Line, low: float, high: float) -> str:
    """Whether the group's share of victims is clearly another than its share of residents."""
    if line.residents is None:
        return ""
    if low <= line.residents <= high:
        return "No clear difference from the share of residents."
    more = "A larger" if (line.share or 0.0) > line.residents else "A smaller"
    return f"{more} share of victims in reports than of residents; the records do not say why."


def _add_charts(
    book: Book, found: dict[str, list[_Line]], headers: dict[str, str], period: Period | None
) -> None:
    panels = []
    for breakdown, lines in found.items():
        both = [line for line in lines if line.residents is not None]
        told = [line for line in both if line.share is not None]
        if len(told) < 2 or period is None:
            continue
        spoken = "; ".join(
            f"{line.label} {line.share:.0%} of victims, {line.residents:.0%} of residents" for line in told
        )
        header = headers[breakdown]
        chart = Chart(
            "bar",
            f"Victims and residents by {header.lower()}",
            (Series("Victims in reports", 1, BLUE_DARK), Series("Residents", 2, BLUE_LIGHT)),
            header,
            "Share",
            f"Bar chart of the shares of victims in police reports and of residents by {header.lower()}, {period.words}. {spoken}.",
            "0%",
            highest=1.0,
        )
        rows = [
            [
                Cell(line.label),
                Cell(line.share),
                Cell(line.residents),
                Cell("†" if line.share is None else ""),
            ]
            for line in both
        ]
        columns = [
            Column(header, "text"),
            Column("Victims in reports", "share"),
            Column("Residents", "share"),
            Column("Note", "mark"),
        ]
        caption = f"{period.words}. Of victims whose group is recorded, and of the residents as the site gives them."
        panels.append(Panel(f"By {header.lower()}", caption, columns, rows, chart))
    if panels:
        words = Sheet(
            "Victims chart",
            "The same shares as bars, victims beside residents.",
            "Victims and residents, in pictures",
            "Two bars for each group. A difference says where to ask, not why it is there.",
            (LEGEND_SUPPRESSED,),
        )
        add_panels(book, words, panels)
