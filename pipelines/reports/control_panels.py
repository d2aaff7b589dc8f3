"""Control charts: each headline by month with its center line and limits, signals and policy events marked.

The limits come from the warehouse; a chart whose months are mostly too small to show is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, month_words
from pipelines.reports.figures import Definition, Figures
from pipelines.reports.kit import Book, Cell, Chart, Column, Panel, Series, Sheet, add_panels, plain
from pipelines.reports.kit.cells import LEGEND_SUPPRESSED
from pipelines.reports.kit.styles import BLUE_DARK, MUTED, PLUM, RULE_STRONG, RUST
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.chart import FIRM_POINTS
from pipelines.statistics.run_rules import RULE_WORDS

_FEWEST_POINTS = 8
_CHART_WORDS = {
    "xmr": "XmR chart: mean ± 2.66 x mean moving range",
    "p_prime": "p' chart (Laney): limits follow the base of each month",
    "g": "g chart: cases between rare events; a high point means that the events became rarer",
}
_MARKS = {"outside": "▲ outside", "shift": "■ shift", "trend": "◆ trend"}


def add_control_charts(
    book: Book, source: Source, figures: Figures, measure_ids: Sequence[str], audience: str
) -> None:
    """Adds the sheet of control charts, for all agencies together or the only one that sends the measure."""
    frame = source.query("control_limit", audience=audience)
    events = source.query("policy_event")
    panels = []
    for measure_id in measure_ids:
        if measure_id not in figures.measure_ids:
            continue
        agency = figures.headline_agency(measure_id)
        series = frame[(frame["measure_id"] == measure_id) & (frame["agency_code"] == agency)]
        known = series["value"].notna().sum()
        if agency is None or known < _FEWEST_POINTS or (series["chart"] == "too_few").all():
            continue
        panels.append(_panel(figures, figures.definitions[measure_id], agency, series, events))
    words = Sheet(
        "Control charts",
        "Headlines by month between their control limits: which months are more than chance.",
        "Control charts",
        "Points between the dashed limits are the ordinary ups and downs of the months. A signal is "
        f"{RULE_WORDS['outside']}; {RULE_WORDS['shift']}; or {RULE_WORDS['trend']}. Limits are held still and start anew "
        f"only where a recorded decision takes effect; trial limits rest on fewer than {FIRM_POINTS} months.",
        (LEGEND_SUPPRESSED, "▲ ■ ◆ signal", "gap: too few to show or not sent"),
        empty="No headline has 8 months that can be shown, so there are no limits yet: see quarters and 12 months.",
    )
    add_panels(book, words, panels)


def _panel(
    figures: Figures, definition: Definition, agency: str, series: pd.DataFrame, events: pd.DataFrame
) -> Panel:
    kind = str(series["chart"].iloc[0])
    is_share = kind == "p_prime"
    look = "share" if is_share else "decimal"
    named = {
        as_date(day).replace(day=1): str(title)
        for day, title, area in zip(
            events["effective_date"], events["title"], events["agency_area"], strict=True
        )
        if area == definition.area
    }
    top = float(series["upper"].max())
    rows = [
        _row(row, named, "count" if definition.kind == "count" else look, look, top)
        for row in rows_of(series)
    ]
    columns = [
        Column("Month", "text"),
        Column("Figure", "count" if definition.kind == "count" else look),
        Column("Center", look),
        Column("Lower", look),
        Column("Upper", look),
        Column("Signal", "count" if definition.kind == "count" else look),
        Column("Note", "mark"),
    ]
    lines = [
        Series("Figure", 1, BLUE_DARK),
        Series("Center", 2, MUTED, role="center"),
        Series("Control limits", 3, RULE_STRONG, role="limit"),
        Series("Upper", 4, RULE_STRONG, role="limit", in_legend=False),
        Series("Signal", 5, RUST, role="signal"),
    ]
    if any(as_date(row.period_start) in named for row in rows_of(series)):
        columns.insert(6, Column("Decision", "event"))
        rows = [[*row[:6], row[7], row[6]] for row in rows]
        lines.append(Series("Decision takes effect", 6, PLUM, role="event"))
    else:
        rows = [row[:7] for row in rows]
    trial = "Trial limits. " if bool(series["is_trial"].any()) else ""
    unit = "Share" if is_share else "Cases between events" if kind == "g" else definition.unit
    chart = Chart(
        "line",
        f"{definition.name}, control chart",
        tuple(lines),
        "Month",
        unit,
        _finding(definition, series, is_share, len(named)),
        "0%" if is_share else "#,##0",
        highest=1.0 if is_share and top > 0.9 else None,
    )
    caption = (
        f"{figures.agencies[agency]}. {trial}{_CHART_WORDS[kind]}. Counted in {definition.unit.lower()}."
    )
    return Panel(definition.name, caption, columns, rows, chart)


def _row(row: Any, named: dict[Any, str], value_look: str, look: str, top: float) -> list[Cell]:
    month = as_date(row.period_start)
    is_signal = isinstance(row.signal_rule, str)
    notes = [_MARKS[row.signal_rule]] if is_signal else []
    notes += ["decision"] if month in named else []
    notes += ["†/–"] if pd.isna(row.value) else []
    return [
        Cell(month_words(month)),
        plain(row.value, value_look),
        plain(row.center, look),
        plain(row.lower, look),
        plain(row.upper, look),
        plain(row.value if is_signal else None, value_look),
        Cell(", ".join(notes)),
        Cell(top if month in named else None, "event"),
    ]


def _finding(definition: Definition, series: pd.DataFrame, is_share: bool, decisions: int) -> str:
    signals = [row for row in rows_of(series) if isinstance(row.signal_rule, str)]
    say = (lambda v: f"{v:.0%}") if is_share else (lambda v: f"{v:,.1f}")
    known = series[series["center"].notna()]
    words = f"Control chart of {definition.name.lower()} over {len(series)} months. "
    if len(known):
        last = rows_of(known)[-1]
        words += f"Center {say(last.center)}, limits {say(last.lower)} to {say(last.upper)} in {month_words(as_date(last.period_start))}. "
    if signals:
        told = "; ".join(
            f"{month_words(as_date(row.period_start))}: {RULE_WORDS[row.signal_rule]}" for row in signals[-3:]
        )
        words += f"{len(signals)} signals, the latest {told}."
    else:
        words += "No signal: the months vary as chance does."
    return f"{words} {decisions} decisions took effect." if decisions else words
