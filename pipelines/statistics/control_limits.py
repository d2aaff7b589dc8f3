"""Fills ``pub.control_limit``: a control chart of months for every headline, from what each audience may see.

Which chart and which limits stands in ``chart``; here stands which series there are and which events concern them.
A measure's limits start anew where a decision about its agency area or its practice takes effect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from pipelines.metadata.classes import Element, Measure, ValueKind
from pipelines.statistics.chart import Chart, cases_between, draw_chart
from pipelines.statistics.control import Series

RARE_SHARE = 0.05  # a share under this ...
RARE_EVENTS = 2.0  # ... with fewer events a month than this is charted by the cases between events

_KEYS = ("audience", "measure_id", "agency_code", "breakdown", "category")
_QUERY = """
    SELECT audience, measure_id, agency_code, breakdown, category, period_kind, period_start, period_end,
        CASE WHEN NOT suppressed THEN num END::DOUBLE AS num,
        CASE WHEN NOT suppressed THEN den END::DOUBLE AS den,
        CASE WHEN NOT suppressed THEN value END AS value
    FROM pub.measure_value
    WHERE period_kind = 'month' AND (breakdown IN ('none', 'scope'))
    ORDER BY audience, measure_id, agency_code, breakdown, category, period_start
"""


def fill_control_limit(
    connection: duckdb.DuckDBPyConnection, measures: Mapping[str, Measure], elements: Mapping[str, Element]
) -> None:
    """Fill the empty table ``pub.control_limit`` from ``pub.measure_value`` and ``pub.policy_event``."""
    months = connection.execute(_QUERY).to_arrow_table()
    if not months.num_rows:
        return
    events = _events(connection, measures, elements)
    starts = months["period_start"].to_pylist()
    num, den, value = (_numbers(months, name) for name in ("num", "den", "value"))
    lines = list(zip(*(months[name].to_pylist() for name in _KEYS), strict=True))
    drawn = _Drawn(months.num_rows)
    made: dict[tuple[Any, ...], Chart] = {}
    for first, last in _series(lines):
        measure = measures[lines[first][1]]
        rows = slice(first, last)
        # What several audiences see alike is drawn once.
        identity = (
            measure.measure_id,
            *(series[rows].tobytes() for series in (num, den, value)),
            starts[first],
        )
        if identity not in made:
            days = events.get(measure.measure_id, ())
            made[identity] = series_chart(measure, starts[rows], num[rows], den[rows], value[rows], days)
        drawn.take(rows, made[identity])
    table = drawn.beside(months.drop_columns(["num", "den", "value"]))
    connection.register("incoming", table)
    connection.execute("INSERT INTO pub.control_limit BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")


def series_chart(
    measure: Measure,
    starts: Sequence[date],
    num: Series,
    den: Series,
    value: Series,
    events: Sequence[date] = (),
) -> Chart:
    """The chart that fits a measure: p' for shares, g for rare shares, XmR for counts, ratios and medians."""
    if measure.value_kind in (ValueKind.MEDIAN, ValueKind.RATIO):
        return draw_chart("xmr", starts, value, None, events)
    if np.all(np.isnan(den)):
        return draw_chart("xmr", starts, num, None, events)
    # A month's numerator above its base is no share: it takes no part.
    num = np.where(num > den, np.nan, num)
    known = ~np.isnan(num) & (den > 0)
    if known.any() and num[known].mean() < RARE_EVENTS and num[known].sum() / den[known].sum() < RARE_SHARE:
        return draw_chart("g", starts, cases_between(num, den), None, events)
    return draw_chart("p_prime", starts, num, den, events)


class _Drawn:
    """The columns of all charts, filled one series at a time."""

    def __init__(self, length: int) -> None:
        self._chart = np.full(length, "too_few", dtype=object)
        self._numbers = {name: np.full(length, np.nan) for name in ("value", "center", "lower", "upper")}
        self._is_trial = np.zeros(length, dtype=bool)
        self._stretch = np.zeros(length, dtype=np.int64)
        self._rule = np.full(length, None, dtype=object)
        self._way = np.full(length, None, dtype=object)

    def take(self, rows: slice, chart: Chart) -> None:
        """Put a chart in the rows of its series."""
        limits = chart.limits
        self._chart[rows] = chart.kind
        for column, series in zip(
            self._numbers.values(), (chart.values, limits.center, limits.lower, limits.upper), strict=True
        ):
            column[rows] = series
        self._is_trial[rows], self._stretch[rows] = chart.is_trial, chart.stretch
        for signal in chart.signals:
            place = rows.start + signal.place
            self._rule[place], self._way[place] = signal.rule, signal.direction

    def beside(self, months: pa.Table) -> pa.Table:
        """The rows of the months with their chart; what is not known is null."""
        columns = {
            "chart": pa.array(self._chart, pa.string()),
            **{name: pa.array(x, pa.float64(), from_pandas=True) for name, x in self._numbers.items()},
            "is_trial": pa.array(self._is_trial),
            "stretch_no": pa.array(self._stretch),
            "signal_rule": pa.array(self._rule, pa.string()),
            "signal_way": pa.array(self._way, pa.int64()),
        }
        for name, column in columns.items():
            months = months.append_column(name, column)
        return months


def _numbers(months: pa.Table, name: str) -> Series:
    """A column with nan where it is null."""
    return months[name].combine_chunks().to_numpy(zero_copy_only=False).astype(float)


def _series(lines: Sequence[tuple[Any, ...]]) -> Iterator[tuple[int, int]]:
    """First and past-the-last row of each series."""
    first = 0
    for place in range(1, len(lines) + 1):
        if place == len(lines) or lines[place] != lines[first]:
            yield first, place
            first = place


def _events(
    connection: duckdb.DuckDBPyConnection, measures: Mapping[str, Measure], elements: Mapping[str, Element]
) -> dict[str, tuple[date, ...]]:
    """The effective days of decisions, by the measures that they concern."""
    found: dict[str, set[date]] = {}
    rows = connection.execute(
        "SELECT effective_date, agency_area, element_id FROM pub.policy_event"
    ).fetchall()
    for effective, area, element_id in rows:
        element = elements.get(element_id or "")
        named = element.measure_ids if element is not None else ()
        for measure in measures.values():
            if measure.measure_id in named or (not named and measure.agency_area == area):
                found.setdefault(measure.measure_id, set()).add(effective)
    return {measure_id: tuple(sorted(days)) for measure_id, days in found.items()}
