"""The kit that every workbook is made of: looks, cells, tables, chart panels and front pages.

What a workbook says stands in its own module one folder up; nothing here reads data.
"""

from __future__ import annotations

from pipelines.reports.kit.book import Book, Imprint
from pipelines.reports.kit.cells import BLANK, Cell, mark, plain, status_cell
from pipelines.reports.kit.charts import Chart, Series
from pipelines.reports.kit.front import Cover, add_cover, add_definitions, add_notes
from pipelines.reports.kit.panels import Panel, add_panels
from pipelines.reports.kit.table import FIRST_PAGE, Column, Printed, Sheet, add_table

__all__ = [
    "BLANK",
    "FIRST_PAGE",
    "Book",
    "Cell",
    "Chart",
    "Column",
    "Cover",
    "Imprint",
    "Panel",
    "Printed",
    "Series",
    "Sheet",
    "add_cover",
    "add_definitions",
    "add_notes",
    "add_panels",
    "add_table",
    "mark",
    "plain",
    "status_cell",
]
