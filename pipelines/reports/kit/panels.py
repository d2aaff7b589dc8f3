"""A sheet of panels: small tables, each with its chart beside or below it, whole panels to a printed page.

The numbers behind a chart are always next to it and readable. One long table on a sheet is ``table``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from pipelines.reports.kit.book import Book
from pipelines.reports.kit.cells import Cell, Value
from pipelines.reports.kit.charts import Chart, draw
from pipelines.reports.kit.fit import break_lines, lines_needed, longest_word_px, text_px
from pipelines.reports.kit.styles import NUMERIC_LOOKS
from pipelines.reports.kit.table import Column, Sheet

_ROW_PX = 19
_BESIDE_PX, _BESIDE_COLUMNS, _GUTTER_PX = 600, 8, 16
_LABEL_PX, _NUMBER_PX = (150, 330), 78
_SMALLEST_CHART_ROWS = 12
_ROOMY_BARS_ROWS = 15  # bars with labels of two lines
_PAGE_WIDE_PX, _PAGE_HIGH_PX = 10 * 96, 7.2 * 96
_PRINTER_WIDER = 1.08  # printers and other office programs set columns a few percent wider than the screen


@dataclass(frozen=True)
class Panel:
    """A heading, one line below it, a small table whose first column holds the labels, and perhaps a chart."""

    heading: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell | Value]]
    chart: Chart | None = None


def add_panels(
    book: Book,
    words: Sheet,
    panels: Sequence[Panel],
    *,
    chart_below: bool = False,
    one_page: bool = False,
) -> None:
    """Adds a sheet of ``panels``, from top to bottom.

    ``chart_below`` is for tables as wide as the page; ``one_page`` prints all panels on a single page.
    """
    _PanelPage(book, words, panels, chart_below, one_page or len(panels) == 1).write()


class _PanelPage:
    def __init__(
        self, book: Book, words: Sheet, panels: Sequence[Panel], chart_below: bool, one_page: bool
    ) -> None:
        self._book, self._words, self._panels, self._below = book, words, panels, chart_below
        self._one_page = one_page
        self._sheet: Worksheet = book.add_sheet(words.name, words.purpose)
        numbers = max((len(panel.columns) for panel in panels), default=2) - 1
        labels = [text_px(_raw(row[0])) for panel in panels for row in panel.rows]
        low, high = _LABEL_PX
        self._label_px = int(min(max(max(labels, default=0) + 24, low), high))
        heads = [longest_word_px(c.title, 10, True) + 26 for panel in panels for c in panel.columns[1:]]
        self._number_px = int(max([_NUMBER_PX, *heads]))
        self._table_px = self._label_px + numbers * self._number_px
        self._sheet.set_column_pixels(0, 0, self._label_px)
        self._sheet.set_column_pixels(1, numbers, self._number_px)
        if chart_below:
            self._chart_column, self._last_column = 0, numbers
            self._chart_px = self._wide = self._table_px
        else:
            self._sheet.set_column_pixels(numbers + 1, numbers + 1, _GUTTER_PX)
            self._chart_column = numbers + 2
            self._last_column = self._chart_column + _BESIDE_COLUMNS - 1
            each = _BESIDE_PX // _BESIDE_COLUMNS
            self._sheet.set_column_pixels(self._chart_column, self._last_column, each)
            self._chart_px, self._wide = _BESIDE_PX, self._table_px + _GUTTER_PX + _BESIDE_PX

    def write(self) -> None:
        # Excel ignores page breaks on a sheet that is fitted to a page, so the scale is set instead.
        scale = max(min(int(_PAGE_WIDE_PX / (self._wide * _PRINTER_WIDER) * 100), 100), 40)
        self._sheet.set_print_scale(scale)
        page_px = _PAGE_HIGH_PX / scale * 100
        row = self._write_top()
        self._sheet.freeze_panes(row, 0)
        used: float = 34 + 19 * row
        breaks = []
        for number, panel in enumerate(self._panels):
            height = self._panel_px(panel)
            if number and used + height > page_px:
                breaks.append(row)
                used = 0
            used += height + 22
            row = self._write_panel(panel, row)
        if self._one_page:
            self._sheet.fit_to_pages(1, 1)  # a chart and its legend belong on one page
        elif breaks:
            self._sheet.set_h_pagebreaks(breaks)
        if not self._panels:
            self._sheet.write_string(row, 0, self._words.empty, self._book.styles.get("note"))
            row += 1
        self._sheet.print_area(0, 0, row - 1, self._last_column)

    def _write_top(self) -> int:
        self._sheet.set_row_pixels(0, 34)
        self._sheet.write_string(0, 0, self._words.title, self._book.styles.get("title"))
        room = max(self._wide, 700)
        row = self._book.write_lines(self._sheet, 1, self._words.how_to_read, room)
        if self._words.legend:
            row = self._book.write_lines(self._sheet, row, "   |   ".join(self._words.legend), room)
        return self._book.write_back_link(self._sheet, row)

    def _rows_beside(self, panel: Panel) -> int:
        """Rows that the table, or the chart beside it, takes under the header."""
        if panel.chart is None or self._below:
            return max(len(panel.rows), 1)
        bars = min(2 * len(panel.rows), _ROOMY_BARS_ROWS) if panel.chart.kind == "bar" else 0
        return max(len(panel.rows) + (3 if bars else 0), bars, _SMALLEST_CHART_ROWS)

    def _rows_below(self, panel: Panel) -> int:
        """Rows that a chart below the table takes."""
        bars = len(panel.rows) if panel.chart and panel.chart.kind.endswith("bar") else 0
        return max(14, 6 + int(bars * 1.5)) + 1 if panel.chart and self._below else 0

    def _panel_px(self, panel: Panel) -> int:
        caption = len(break_lines(panel.caption, self._wide))
        body = self._rows_beside(panel) + self._rows_below(panel)
        return 28 + 19 * caption + self._header_px(panel) + body * _ROW_PX

    def _header_px(self, panel: Panel) -> int:
        widths = [self._label_px, *([self._number_px] * (len(panel.columns) - 1))]
        lines = [lines_needed(c.title, w, 10, True) for c, w in zip(panel.columns, widths, strict=True)]
        return 24 + 17 * (max(lines) - 1)

    def _write_panel(self, panel: Panel, row: int) -> int:
        self._sheet.set_row_pixels(row, 28)
        heading = self._book.styles.get("heading")
        for column in range(self._last_column + 1):
            self._book.write(self._sheet, row, column, Cell(None), heading)
        self._sheet.write_string(row, 0, panel.heading, heading)
        row = self._book.write_lines(self._sheet, row + 1, panel.caption, self._wide)
        body, below = self._rows_beside(panel), self._rows_below(panel)
        self._write_table(panel, row, body + below)
        if panel.chart is not None:
            self._place_chart(panel, panel.chart, row, body, below)
        end = row + 1 + body + below
        self._sheet.set_row_pixels(end, 22)
        return end + 1

    def _write_table(self, panel: Panel, row: int, body: int) -> None:
        styles = self._book.styles
        self._sheet.set_row_pixels(row, self._header_px(panel))
        for i, column in enumerate(panel.columns):
            look = "header_number" if column.look in NUMERIC_LOOKS else "header"
            self._sheet.write_string(row, i, column.title, styles.get(look))
        for number in range(body):
            self._sheet.set_row_pixels(row + 1 + number, _ROW_PX)
        for number, values in enumerate(panel.rows):
            for i, (column, value) in enumerate(zip(panel.columns, values, strict=True)):
                cell = value if isinstance(value, Cell) else Cell(value)
                look = cell.look or column.look
                # Panel rows have one fixed height, so that charts line up: labels do not wrap.
                style = styles.get("label" if look == "text" else look)
                self._book.write(self._sheet, row + 1 + number, i, cell, style)

    def _place_chart(self, panel: Panel, chart: Chart, row: int, body: int, below: int) -> None:
        values = [[_number(cells[series.column]) for cells in panel.rows] for series in chart.series]
        top = row + 2 + body if self._below else row
        if all(value is None for points in values for value in points):
            note = self._book.styles.get("note")
            self._sheet.write_string(top + 1, self._chart_column, "No figure to draw yet.", note)
            return
        rows = row + 1, row + len(panel.rows)
        native = draw(self._book.workbook, self._sheet.get_name(), chart, rows, values)
        height = (below - 1) * _ROW_PX if self._below else self._header_px(panel) + body * _ROW_PX
        native.set_size({"width": self._chart_px - 4, "height": height})
        self._sheet.insert_chart(
            top, self._chart_column, native, {"description": chart.finding, "object_position": 2}
        )


def _raw(value: Cell | Value) -> str:
    return (value if isinstance(value, Cell) else Cell(value)).text


def _number(value: Cell | Value) -> float | None:
    raw = value.value if isinstance(value, Cell) else value
    return float(raw) if isinstance(raw, (int, float)) and not isinstance(raw, bool) else None
