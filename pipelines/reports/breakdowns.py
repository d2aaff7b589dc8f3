"""Pages of breakdowns: each measure by area, sex, race, ethnicity, age band and language, with counts and intervals.

A measure whose groups are all too small to show has one line that says so. How groups stand to each other at a decision is
``disparity``; who the victims are beside the residents is ``victims_residents``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipelines.metadata.measures.groups import AREA
from pipelines.reports.edition import LEGEND
from pipelines.reports.figure import (
    Definition,
    Figure,
    Period,
    base_cell,
    count_cell,
    interval_cell,
    median_cell,
    of_words,
    range_words,
    share_cell,
)
from pipelines.reports.figures import Figures
from pipelines.reports.kit import (
    BLANK,
    Book,
    Cell,
    Chart,
    Column,
    Panel,
    Series,
    Sheet,
    add_panels,
    add_table,
    mark,
)
from pipelines.reports.kit.styles import BLUE

_MOST_CHARTS = 12


class _Page(NamedTuple):
    """One page of breakdowns: its breakdown, its name on the tab, the header of its groups, whose groups they are."""

    breakdown: str
    name: str
    header: str
    whose: str


_OF_PEOPLE = (
    "Of calls and reports the groups are those of the victims, of everything after them those of the arrestee or defendant. "
    "Who is not recorded is a group of its own, so that all groups add up."
)
PAGES = (
    _Page(AREA, "By area", "Area", "Areas are the agency's own districts; a call or report without one is a group of its own."),
    _Page("sex_gender", "By sex", "Sex or gender", _OF_PEOPLE),
    _Page("race", "By race", "Race", _OF_PEOPLE),
    _Page("ethnicity", "By ethnicity", "Ethnicity", _OF_PEOPLE),
    _Page("age_band", "By age", "Age", _OF_PEOPLE),
    _Page("language_group", "By language", "First language", "Only police reports record the victim's first language."),
)  # fmt: skip


def add_breakdowns(book: Book, figures: Figures, measure_ids: Sequence[str]) -> None:
    """Adds a page for each breakdown, and one of charts of the areas."""
    for page in PAGES:
        _add_page(book, figures, page, measure_ids)
        if page.breakdown == AREA:
            _add_area_charts(book, figures, measure_ids)


def _add_page(book: Book, figures: Figures, page: _Page, measure_ids: Sequence[str]) -> None:
    rows: list[list[Cell]] = []
    for period in figures.years[-1:]:
        for measure_id in measure_ids:
            for agency, found in _groups(figures, measure_id, page.breakdown, period):
                rows += _lines(figures, figures.definitions[measure_id], agency, page.breakdown, found)
    period_words = f", {figures.years[-1].words}" if figures.years else ""
    columns = [
        Column("Measure", "strong", widest=44),
        Column("Agency", "text", widest=42),
        Column(page.header, "text", widest=30),
        Column("Count", "count", 9),
        Column("Out of", "count", 9),
        Column("Share", "share", 11),
        Column("95% interval", "of", 13),
        Column("Median", "decimal", 10),
        Column("Unknown", "count", 11),
        Column("Counted", "muted", widest=24),
        Column("Note", "muted", widest=34),
    ]
    words = Sheet(
        page.name,
        f"Each measure by {page.header.lower()}, for 12 months, with counts and intervals.",
        f"{page.name}{period_words}",
        f"{page.whose} Intervals that overlap may differ by chance alone; groups are not ranked.",
        LEGEND,
        empty=f"There are no twelve months by {page.header.lower()} yet.",
    )
    add_table(book, words, columns, rows, group_by=0, fade=(0, 1), freeze_columns=1)


def _groups(
    figures: Figures, measure_id: str, breakdown: str, period: Period
) -> Iterator[tuple[str, list[tuple[str, Figure]]]]:
    """The groups of a measure in words: of people for all agencies together, of areas for each agency."""
    if measure_id not in figures.measure_ids:
        return
    for agency in figures.agencies_of(measure_id):
        if breakdown != AREA and agency != figures.headline_agency(measure_id):
            continue
        found = [
            (figures.group_label(breakdown, category), figure)
            for category in figures.groups(measure_id, breakdown, agency)
            if (figure := figures.get(measure_id, agency, period, (breakdown, category))) is not None
        ]
        if found:
            yield agency, found


def _lines(
    figures: Figures,
    definition: Definition,
    agency: str,
    breakdown: str,
    found: Sequence[tuple[str, Figure]],
) -> list[list[Cell]]:
    head = [Cell(definition.name), Cell(figures.agencies[agency])]
    if all(figure.suppressed for _, figure in found):
        told = Cell(f"All {len(found)} {'areas' if breakdown == AREA else 'groups'}")
        blanks = [BLANK] * 4
        return [[*head, told, mark("suppressed"), BLANK, *blanks, Cell(definition.unit), Cell("Too few to show in every group")]]  # fmt: skip
    rows = []
    for label, figure in found:
        is_median, is_count = definition.kind == "median", definition.kind == "count"
        rows.append(
            [
                *head,
                Cell(label),
                BLANK if is_median else count_cell(figure),
                BLANK if is_count else base_cell(figure),
                BLANK if is_count or is_median else share_cell(figure, definition.kind),
                interval_cell(figure),
                median_cell(figure) if is_median else BLANK,
                Cell(figure.missing if not figure.has_no_data else None),
                Cell(definition.unit),
                Cell(figure.note),
            ]
        )
    return rows


def _add_area_charts(book: Book, figures: Figures, measure_ids: Sequence[str]) -> None:
    panels: list[Panel] = []
    for period in figures.years[-1:]:
        for measure_id in measure_ids:
            definition = figures.definitions.get(measure_id)
            if definition is None or definition.kind != "share":
                continue
            for agency, found in _groups(figures, measure_id, AREA, period):
                panel = _area_panel(figures, definition, agency, period, found)
                if panel is not None and len(panels) < _MOST_CHARTS:
                    panels.append(panel)
    if not panels:
        return
    words = Sheet(
        "Areas chart",
        "Shares by area of each agency, with their 95 percent intervals.",
        "By area, in pictures",
        "One small chart for each share and agency, all from 0 to 100 percent. The thin lines are the 95 percent intervals: "
        "areas whose intervals overlap may differ by chance alone.",
        LEGEND[:1],
    )
    add_panels(book, words, panels)


def _apart(more: float | None, less: float | None) -> float | None:
    return None if more is None or less is None else more - less


def _area_panel(
    figures: Figures,
    definition: Definition,
    agency: str,
    period: Period,
    found: Sequence[tuple[str, Figure]],
) -> Panel | None:
    """The areas of one agency that have a percentage; None where fewer than two have."""
    told = [
        (label, f) for label, f in found if f.share is not None and f.low is not None and f.high is not None
    ]
    if len(told) < 2:
        return None
    rows = [
        [
            Cell(label),
            count_cell(f),
            base_cell(f),
            Cell(f.share),
            Cell(_apart(f.share, f.low)),
            Cell(_apart(f.high, f.share)),
            Cell("†" if f.suppressed else "k of n" if f.share is None and f.den else ""),
        ]
        for label, f in found
    ]
    spoken = "; ".join(
        f"{label} {of_words(f.num or 0, f.den or 0)}, {f.share:.0%} (interval {range_words(f.low or 0.0, f.high or 0.0)})"
        for label, f in told
    )
    apart = max(f.low or 0.0 for _, f in told) > min(f.high or 0.0 for _, f in told)
    end = (
        "Some intervals do not overlap."
        if apart
        else "All intervals overlap: no clear difference between areas."
    )
    chart = Chart(
        "bar",
        f"{definition.name}, {figures.agencies[agency]}",
        (Series("Share", 3, BLUE, reach=(4, 5)),),
        "Area",
        "Share",
        f"Bar chart of {definition.name.lower()} by area, {figures.agencies[agency]}, {period.words}. {spoken}. {end}",
        "0%",
        highest=1.0,
    )
    columns = [
        Column("Area", "text"),
        Column("Count", "count"),
        Column("Out of", "count"),
        Column("Share", "share"),
        Column("Below", "share"),
        Column("Above", "share"),
        Column("Note", "mark"),
    ]
    caption = f"{figures.agencies[agency]}, {period.words}. Unit of count: {definition.unit.lower()}. Below, above: how far the interval goes. {end}"
    return Panel(f"{definition.name}: {figures.agencies[agency]}", caption, columns, rows, chart)
