"""Panels of measures: a trend over months or quarters, a mix by category, waits side by side.

A chart is drawn from the numbers beside it. A withheld figure is a blank cell with "†" in the note column.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.reports.figures import (
    HEADLINE,
    P90,
    SUPPRESSED_SIGN,
    Definition,
    Figure,
    Figures,
    Period,
    of_words,
)
from pipelines.reports.kit import Cell, Chart, Column, Panel, Series, mark
from pipelines.reports.kit.styles import BLUE, BLUE_DARK, BLUE_LIGHT, RULE_STRONG

_DRAWABLE_SHARE = 0.6
_KINDS = {"month": "month", "quarter": "quarter", "rolling12": "12 months"}
_BY = {"month": "by month", "quarter": "by quarter", "12 months": "rolling 12 months"}
_MANY = {"month": "months", "quarter": "quarters", "12 months": "periods of 12 months"}
_LONGEST_LABEL = 46
# Breakdowns that go by another name, and count another unit, than their measure.
_PART_WORDS: dict[str, tuple[str, str | None]] = {
    "dismissed_by": ("Cases dismissed, by whom", None),
    "counted_by": ("Convicted of a domestic violence charge, by charge", "Charges"),
    "time_standard": ("Cases disposed of within the time standards", None),
}


def trend_panel(figures: Figures, measure_id: str) -> Panel | None:
    """A measure over the last 13 months; over quarters or rolling 12 months where too few months can be shown."""
    agency = figures.headline_agency(measure_id)
    if agency is None:
        return None
    definition = figures.definitions[measure_id]
    is_share = definition.kind == "share"
    found = _drawable_series(figures, measure_id, agency, is_share)
    if all(figure is None for _, figure in found):
        return None
    columns = [Column("Period", "text"), Column("Count", "count")]
    if is_share:
        columns += [
            Column(name, "count" if name == "Out of" else "share")
            for name in ("Out of", "Share", "Low", "High")
        ]
    else:
        columns += [Column("Unknown", "count"), Column("Complete", "percent")]
    columns.append(Column("Note", "mark"))
    rows = [_trend_row(period, figure, is_share) for period, figure in found]
    unit = "Share" if is_share else definition.unit
    kind = _KINDS[found[0][0].kind]
    chart = Chart(
        "line",
        f"{definition.name}, {_BY[kind]}",
        _trend_series(definition.name, is_share),
        kind.capitalize(),
        unit,
        _trend_finding(definition, found, is_share, kind),
        "0%" if is_share else "#,##0",
        highest=1.0 if is_share and _top(found) > 0.6 else None,
    )
    caption = f"{figures.agencies[agency]}. Unit of count: {definition.unit.lower()}. {_base_words(figures, measure_id, agency)}"
    marks = figures.marks(measure_id, agency, *(period for period, _ in found))
    caption = f"{caption.strip()} See {marks.lower()} on the notes sheet." if marks else caption.strip()
    return Panel(definition.name, caption, columns, rows, chart)


def _drawable_series(
    figures: Figures, measure_id: str, agency: str, is_share: bool
) -> list[tuple[Period, Figure | None]]:
    """The finest periods of which most can be drawn; where none are, those with the most points.

    A small county has too few cases in a month, and often in a quarter: its line is that of rolling 12 months.
    """
    best: list[tuple[Period, Figure | None]] = []
    best_points = -1
    for periods in (figures.months[-13:], figures.quarters, figures.years[-13:]):
        found = [(period, figures.get(measure_id, agency, period)) for period in periods]
        points = sum(f is not None and (f.share if is_share else f.num) is not None for _, f in found)
        if found and points >= max(2, _DRAWABLE_SHARE * len(found)):
            return found
        if points > best_points and found:
            best, best_points = found, points
    return best


def _trend_row(period: Period, figure: Figure | None, is_share: bool) -> list[Cell]:
    row = [Cell(period.words), Cell(figure.num if figure else None)]
    if is_share:
        is_told = figure is not None and figure.share is not None
        row += [
            Cell(figure.den if figure else None),
            Cell(figure.share if figure else None),
            Cell(figure.low if figure is not None and is_told else None),
            Cell(figure.high if figure is not None and is_told else None),
        ]
    else:
        row += [Cell(figure.missing if figure else None), Cell(figure.completeness if figure else None)]
    return [*row, Cell(_short_note(figure))]


def _trend_series(name: str, is_share: bool) -> tuple[Series, ...]:
    """The line itself, and the edges of the interval of a share."""
    if not is_share:
        return (Series(name, 1, BLUE_DARK),)
    return (
        Series("Share", 3, BLUE_DARK),
        Series("95 percent interval", 4, RULE_STRONG, role="edge"),
        Series("High", 5, RULE_STRONG, role="edge", in_legend=False),
    )


def _short_note(figure: Figure | None) -> str:
    if figure is None:
        return "not sent"
    if figure.suppressed:
        return SUPPRESSED_SIGN
    if figure.has_no_data or figure.state == "too_early":
        return mark(figure.state).text
    if figure.told == "nil":
        return "nothing to report"
    if figure.den is not None and figure.share is None:
        return "k of n" if figure.den else "no cases"
    return "partial" if figure.completeness is not None and figure.completeness < 99.5 else ""


def _top(found: Sequence[tuple[Period, Figure | None]]) -> float:
    return max((f.high or f.share for _, f in found if f and f.share is not None), default=0.0)


def _trend_finding(
    definition: Definition, found: Sequence[tuple[Period, Figure | None]], is_share: bool, kind: str
) -> str:
    points = [
        (period, value)
        for period, figure in found
        if figure is not None and (value := figure.share if is_share else figure.num) is not None
    ]
    words = f"Line chart of {definition.name.lower()}, {_BY[kind]}. "
    if points:
        (last, value), low, high = points[-1], min(v for _, v in points), max(v for _, v in points)
        say = (lambda v: f"{v:.0%}") if is_share else (lambda v: f"{v:,.0f}")
        words += f"{say(value)} in {last.words}; between {say(low)} and {say(high)} over the {len(points)} {_MANY[kind]} shown."
    gaps = len(found) - len(points)
    return f"{words} Gaps: {gaps}, too few to show or not sent." if gaps else words


def _base_words(figures: Figures, measure_id: str, agency: str) -> str:
    for period in figures.years[-1:]:
        figure = figures.get(measure_id, agency, period)
        if figure is None or figure.state != "shown" or figure.num is None:
            continue
        if figure.den is None:
            return f"{period.words}: {figure.num:,}."
        share = f" ({figure.share:.0%})" if figure.share is not None else ""
        unknown = f"; {figure.missing:,} more unknown" if figure.missing else ""
        return f"{period.words}: {of_words(figure.num, figure.den)}{share}{unknown}."
    return ""


def mix_panels(figures: Figures, measure_id: str) -> list[Panel]:
    """The categories of a measure over the latest 12 months: one panel for each of its breakdowns."""
    agency = figures.headline_agency(measure_id)
    if agency is None or not figures.years:
        return []
    period = figures.years[-1]
    definition = figures.definitions[measure_id]
    panels = []
    for breakdown, categories in figures.breakdowns(measure_id).items():
        found = [
            (figures.label(measure_id, breakdown, category), figure)
            for category in categories
            if (figure := figures.get(measure_id, agency, period, (breakdown, category))) is not None
            and (figure.num != 0 or figure.suppressed)
        ]
        if found:
            panels.append(_mix_panel(figures, definition, agency, period, breakdown, found))
    return panels


def _mix_panel(
    figures: Figures,
    definition: Definition,
    agency: str,
    period: Period,
    breakdown: str,
    found: list[tuple[str, Figure]],
) -> Panel:
    found.sort(key=lambda pair: -(pair[1].num or -1))
    by_share = len({f.den for _, f in found if f.den is not None}) > 1
    rows = [
        [
            Cell(_short(label)),
            Cell(f.num),
            Cell(f.den),
            Cell(f.share),
            Cell(_short_note(f).replace("partial", "")),
        ]
        for label, f in found
    ]
    withheld = sum(f.suppressed for _, f in found)
    shown = [(label, f) for label, f in found if f.num is not None]
    finding = f"Bar chart of {definition.name.lower()}, {period.words}. "
    if shown:
        finding += "; ".join(
            f"{label}: {f.num:,}" + (f" ({f.share:.0%})" if f.share is not None else "")
            for label, f in shown[:3]
        )
        finding += "."
    if withheld:
        finding += f" {withheld} too few to show."
    title, unit = _PART_WORDS.get(breakdown, (definition.name, definition.unit))
    unit = unit or definition.unit
    caption = f"{figures.agencies[agency]}, {period.words}. Unit of count: {unit.lower()}. Kinds that did not occur are left out.{_complete_words(found)}"
    chart = Chart(
        "bar",
        f"{title}, {period.words}",
        (Series(title, 3 if by_share else 1, BLUE),),
        "Kind",
        "Share" if by_share else unit,
        finding,
        "0%" if by_share else "#,##0",
        highest=1.0 if by_share else None,
    )
    columns = [
        Column("Kind", "text"),
        Column("Count", "count"),
        Column("Out of", "count"),
        Column("Share", "share"),
        Column("Note", "mark"),
    ]
    return Panel(title, caption, columns, rows, chart)


def _complete_words(found: list[tuple[str, Figure]]) -> str:
    known = [f.completeness for _, f in found if f.completeness is not None]
    return f" Data complete: {min(known):.0f}%." if known else ""


def wait_panels(figures: Figures) -> list[Panel]:
    """Median and 90th percentile of the latest 12 months: one panel for each unit of time."""
    by_unit: dict[str, list[tuple[str, Figure | None, Figure | None]]] = {}
    if not figures.years:
        return []
    period = figures.years[-1]
    for measure_id in figures.measure_ids:
        definition = figures.definitions[measure_id]
        agency = figures.headline_agency(measure_id)
        if definition.kind != "median" or agency is None:
            continue
        unit, _, rest = definition.name.partition(" ")
        pair = tuple(figures.get(measure_id, agency, period, part) for part in (HEADLINE, P90))
        by_unit.setdefault(unit, []).append((rest[:1].upper() + rest[1:], pair[0], pair[1]))
    columns = [
        Column("Time", "text"),
        Column("Median", "decimal"),
        Column("9 of 10 within", "decimal"),
        Column("Cases", "count"),
        Column("Note", "mark"),
    ]
    panels = []
    for unit, found in by_unit.items():
        rows = [
            [Cell(_short(words)), Cell(_value(m)), Cell(_value(p)), Cell(m.den if m else None), Cell(_note_of_times(m, p))]
            for words, m, p in found
        ]  # fmt: skip
        told = "; ".join(
            f"{words}: median {m.value:,.1f}"
            for words, m, _ in found
            if m is not None and m.value is not None
        )
        finding = f"Bar chart of waits in {unit.lower()}, {period.words}. {told}."
        chart = Chart(
            "bar",
            f"Waits in {unit.lower()}, {period.words}",
            (Series("Median", 1, BLUE_DARK), Series("9 of 10 within", 2, BLUE_LIGHT)),
            "Time",
            unit,
            finding,
            "#,##0.0",
            "#,##0",
        )
        caption = f"{period.words}. Half of the cases took the median or less; 9 of 10 took the second figure or less."
        panels.append(Panel(f"Waits in {unit.lower()}", caption, columns, rows, chart))
    return panels


def _note_of_times(median: Figure | None, ninth: Figure | None) -> str:
    if median is None or median.value is None:
        return _short_note(median)
    return f"9 of 10: {SUPPRESSED_SIGN}" if ninth is not None and ninth.suppressed else ""


def _value(figure: Figure | None) -> float | None:
    return None if figure is None or figure.value is None else round(figure.value, 2)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1].rstrip() + "…"
