"""Native Excel charts over visible cells: one look, named axes, labels, and an alternative text that says the finding.

A withheld figure is a blank cell and so a gap in the chart; nothing that is not on the sheet is in the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from xlsxwriter.chart import Chart as NativeChart
from xlsxwriter.utility import xl_range_formula
from xlsxwriter.workbook import Workbook

from pipelines.reports.kit.styles import BLUE, FONT, INK, MUTED, NAVY, RULE, RULE_STRONG, WHITE

Kind = Literal["line", "bar", "stacked_bar", "column"]
_TYPES: dict[Kind, dict[str, str]] = {
    "line": {"type": "line"},
    "bar": {"type": "bar"},
    "stacked_bar": {"type": "bar", "subtype": "stacked"},
    "column": {"type": "column"},
}
_MARKERS = ("circle", "diamond", "square", "triangle")
_MOST_LABELS = 13  # months of a year and one; more of them would run into each other
_LEVEL_LABELS = 6  # so many stand beside each other without being tilted
_DASHES = ("solid", "dash", "round_dot", "long_dash")


Role = Literal["value", "edge", "center", "limit", "signal", "event"]


@dataclass(frozen=True)
class Series:
    """One line or set of bars: the panel column it is drawn from and its color. ``dark`` bars get white labels.

    ``role`` says what a line is: the value itself, an edge of its interval, a center line, a control limit, or marks
    without a line for signals and policy events. ``in_legend`` leaves out the second of a pair. ``reach`` names the two
    columns that say how far an interval goes below and above the value: it is drawn as a thin line across the bar.
    """

    name: str
    column: int
    color: str = BLUE
    dark: bool = False
    role: Role = "value"
    in_legend: bool = True
    reach: tuple[int, int] | None = None


@dataclass(frozen=True)
class Chart:
    """A chart of a panel. ``finding`` is the alternative text: what a person who cannot see the chart should know."""

    kind: Kind
    title: str
    series: tuple[Series, ...]
    category_axis: str
    value_axis: str
    finding: str
    number_format: str = "#,##0"
    axis_format: str | None = None
    highest: float | None = None


def draw(
    workbook: Workbook,
    sheet_name: str,
    chart: Chart,
    rows: tuple[int, int],
    values: Sequence[Sequence[float | None]],
) -> NativeChart:
    """The native chart over the rows ``rows`` (first, last) of ``sheet_name``; labels in column A.

    ``values`` holds, for each series, what its cells hold: it decides which points carry a label.
    """
    native = workbook.add_chart(dict(_TYPES[chart.kind]))
    first, last = rows
    for number, (series, points) in enumerate(zip(chart.series, values, strict=True)):
        native.add_series(
            {
                "name": series.name,
                "categories": [sheet_name, first, 0, last, 0],
                "values": [sheet_name, first, series.column, last, series.column],
                # Without this, xlsxwriter's stored copy of the values would hold 0 for a blank cell.
                "values_data": list(points),
                **_series_look(chart, series, number, points),
                **_reach(series, sheet_name, rows),
            }
        )
    _set_axes(native, chart, last - first + 1)
    native.set_title(
        {
            "name": chart.title,
            "name_font": {"name": FONT, "size": 11, "bold": True, "color": NAVY},
            "overlay": False,
        }
    )
    if len(chart.series) > 1:
        unnamed = [number for number, series in enumerate(chart.series) if not series.in_legend]
        font = {"name": FONT, "size": 9, "color": INK}
        native.set_legend({"position": "bottom", "font": font, "delete_series": unnamed or None})
    else:
        native.set_legend({"none": True})
    _say_gap(native)
    native.set_chartarea({"border": {"color": RULE}, "fill": {"color": WHITE}})
    native.set_plotarea({"fill": {"none": True}})
    return native


def _say_gap(native: NativeChart) -> None:
    """Writes "blank cells are gaps" into the file: xlsxwriter leaves it out, and some readers then draw zero."""
    native.show_blanks_as("gap")
    native._write_disp_blanks_as = lambda: native._xml_empty_tag("c:dispBlanksAs", [("val", "gap")])


def _series_look(chart: Chart, series: Series, number: int, points: Sequence[float | None]) -> dict[str, Any]:
    font = {"name": FONT, "size": 9, "color": INK}
    if chart.kind == "line" and series.role != "value":
        return _quiet_line(series)
    if chart.kind == "line":
        marker = _MARKERS[number % len(_MARKERS)]
        return {
            "line": {"color": series.color, "width": 2.25, "dash_type": _DASHES[number % len(_DASHES)]},
            "marker": {
                "type": marker,
                "size": 6,
                "fill": {"color": series.color},
                "border": {"color": WHITE},
            },
            "data_labels": {
                "value": True,
                "position": "above",
                "num_format": chart.number_format,
                "font": font,
                "custom": _labelled_ends(points),
            },
        }
    look: dict[str, Any] = {
        "fill": {"color": series.color},
        "border": {"color": WHITE if chart.kind == "stacked_bar" else series.color},
        "gap": 45,
        "data_labels": {"value": True, "num_format": chart.number_format, "font": font},
    }
    if chart.kind == "stacked_bar":
        look["data_labels"] |= {
            "position": "center",
            "num_format": "#,##0;;",
            "font": {**font, "color": WHITE if series.dark else INK},
        }
        look["border"] = {"color": RULE_STRONG if series.color == WHITE else WHITE}
    else:
        look["data_labels"]["position"] = "outside_end" if series.reach is None else "inside_base"
        if series.reach is not None:
            look["data_labels"]["font"] = {**font, "color": WHITE}
    return look


def _reach(series: Series, sheet_name: str, rows: tuple[int, int]) -> dict[str, Any]:
    """The interval of each value, from the two columns that say how far it goes."""
    if series.reach is None:
        return {}
    below, above = (
        "=" + xl_range_formula(sheet_name, rows[0], column, rows[1], column) for column in series.reach
    )
    bars = {"type": "custom", "minus_values": below, "plus_values": above, "line": {"color": INK, "width": 1}}
    return {"y_error_bars": bars}


def _quiet_line(series: Series) -> dict[str, Any]:
    """A line beside the value, thin and without marks; or marks without a line."""
    if series.role in ("signal", "event"):
        shape = "diamond" if series.role == "signal" else "triangle"
        marks = {"type": shape, "size": 9, "fill": {"color": series.color}, "border": {"color": series.color}}
        return {"line": {"none": True}, "marker": marks}
    dash = {"edge": "round_dot", "center": "solid", "limit": "dash"}[series.role]
    width = 1.5 if series.role == "limit" else 1.0
    return {"line": {"color": series.color, "width": width, "dash_type": dash}, "marker": {"type": "none"}}


def _labelled_ends(points: Sequence[float | None]) -> list[dict[str, Any] | None]:
    """Labels for the highest, the lowest and the last point only: a label on each would hide the line."""
    shown = [(value, i) for i, value in enumerate(points) if value is not None]
    keep = {max(shown)[1], min(shown)[1], shown[-1][1]} if shown else set()
    return [None if i in keep else {"delete": True} for i in range(len(points))]


def _set_axes(native: NativeChart, chart: Chart, places: int) -> None:
    """Names both axes; of a line's many ``places`` some are labelled, and tilted where they stand close."""
    small = {"name": FONT, "size": 9, "color": MUTED}
    named = {"name": FONT, "size": 9, "bold": False, "color": MUTED}
    categories: dict[str, Any] = {
        "name": chart.category_axis,
        "name_font": named,
        "num_font": {**small, "color": INK},
        "line": {"color": RULE_STRONG},
        "major_tick_mark": "none",
        "interval_unit": -(-places // _MOST_LABELS) if chart.kind == "line" else 1,
    }
    values: dict[str, Any] = {
        "name": chart.value_axis,
        "name_font": named,
        "num_font": small,
        "num_format": chart.axis_format or chart.number_format,
        "min": 0,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.75}},
        "major_tick_mark": "none",
    }
    if chart.highest is not None:
        values["max"] = chart.highest
        if chart.kind == "line":
            # Room above for the label of a point at the very top, which would stand on the title.
            values |= {"max": chart.highest * 1.15, "major_unit": chart.highest / 5}
    if chart.kind == "line" and places > _LEVEL_LABELS:
        categories["num_font"] = {**small, "color": INK, "rotation": -45}
    if chart.kind in ("bar", "stacked_bar"):
        # A bar chart counts its categories from below; the table reads from above.
        native.set_x_axis(values)
        native.set_y_axis({**categories, "reverse": True, "crossing": "max"})
    else:
        native.set_x_axis(categories)
        native.set_y_axis(values)
