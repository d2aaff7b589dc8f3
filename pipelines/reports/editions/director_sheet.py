"""The director's page in a workbook: nine blocks from top to bottom on one printed page, landscape, US letter.

No cell is merged: long words are broken into lines, so that the page reads in the order in which it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xlsxwriter.worksheet import Worksheet

from pipelines.reports.edition import Site
from pipelines.reports.editions.briefs import chart_values, policy_legend
from pipelines.reports.editions.director import NO_RANKING, SMALL_NUMBERS, DirectorPage
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.practice import BAR_STATUSES, PRACTICES
from pipelines.reports.figure import short_cell
from pipelines.reports.kit import Book, Cell, Chart, Series
from pipelines.reports.kit.cells import POLICY_STATUSES
from pipelines.reports.kit.charts import draw
from pipelines.reports.kit.fit import lines_needed
from pipelines.reports.kit.front import SAMPLE_BANNER
from pipelines.reports.kit.styles import BLUE_DARK
from pipelines.reports.policy_tables import STATUS_COLORS

NAME = "Director’s page"
_LABEL_PX, _NUMBER_PX, _NUMBERS, _TREND_PX, _WORDS_PX = 370, 82, 8, 90, 280
_WIDE_PX = _LABEL_PX + _NUMBER_PX * _NUMBERS + _TREND_PX + _WORDS_PX
_LAST = _NUMBERS + 2
_CHART_ROWS = 7


def add_director_page(book: Book, site: Site, edition: Edition, page: DirectorPage) -> None:
    """Adds the page as a sheet."""
    _Page(book, site, edition, page).write()


class _Page:
    def __init__(self, book: Book, site: Site, edition: Edition, page: DirectorPage) -> None:
        self._book, self._site, self._edition, self._page = book, site, edition, page
        self._sheet: Worksheet = book.add_sheet(NAME, "The nine blocks of the quarter on one page.")
        self._sheet.set_column_pixels(0, 0, _LABEL_PX)
        self._sheet.set_column_pixels(1, _NUMBERS, _NUMBER_PX)
        self._sheet.set_column_pixels(_NUMBERS + 1, _NUMBERS + 1, _TREND_PX)
        self._sheet.set_column_pixels(_LAST, _LAST, _WORDS_PX)
        self._sheet.fit_to_pages(1, 1)
        self._row = 0

    def write(self) -> None:
        page = self._page
        self._header()
        self._heading("2  What you need to know")
        self._lines(page.needs)
        self._policy()
        self._practice()
        self._numbers()
        self._heading("6  Before and after you in a case")
        self._lines(
            page.neighbors
            or ("What you passed on and what others took in agree, or are not counted by both sides yet.",)
        )
        self._heading("7  What survivors say")
        self._lines([page.voice.theme.capitalize(), *([page.voice.quote] if page.voice.quote else [])])
        self._heading("8  Decisions")
        self._lines([f"Asked of you: {line}" for line in page.asked] or ["Asked of you: none this quarter."])
        self._lines(
            [f"Still open: {line}" for line in page.open_decisions] or ["Still open from before: none."]
        )
        self._heading("9  Notes")
        self._lines((SMALL_NUMBERS, NO_RANKING), "note")
        self._sheet.print_area(0, 0, self._row - 1, _LAST)

    def _header(self) -> None:
        page, style = self._page, self._book.styles.get
        self._sheet.set_row_pixels(0, 34)
        self._sheet.write_string(0, 0, f"{page.agency_name}, {page.quarter.words}", style("title"))
        self._row = self._book.write_back_link(self._sheet, 1)
        facts = f"{page.completeness.words}   |   {self._edition.status}   |   Edition {page.quarter.label}"
        self._lines((facts,))
        if self._site.is_sample:
            self._lines((SAMPLE_BANNER,))
        self._sheet.freeze_panes(1, 0)

    def _heading(self, words: str) -> None:
        self._sheet.set_row_pixels(self._row, 26)
        style = self._book.styles.get("heading")
        for column in range(_LAST + 1):
            self._book.write(self._sheet, self._row, column, Cell(words if column == 0 else None), style)
        self._row += 1

    def _lines(self, lines: Sequence[str], look: str = "body_line") -> None:
        for line in lines:
            self._row = self._book.write_lines(self._sheet, self._row, line, _WIDE_PX - 20, look)

    def _table(self, header: Sequence[str], looks: Sequence[str], rows: Sequence[Sequence[Cell]]) -> int:
        """Writes a header row and the rows below it; gives the first row below the header."""
        style = self._book.styles.get
        lines = max(lines_needed(words, _NUMBER_PX, 10, True) for words in header[1:])
        self._sheet.set_row_pixels(self._row, 8 + 16 * lines)
        for column, (words, look) in enumerate(zip(header, looks, strict=True)):
            head = "header" if look in ("text", "label") else "header_number"
            self._book.write(self._sheet, self._row, column, Cell(words or None), style(head))
        first = self._row + 1
        for number, cells in enumerate(rows):
            self._sheet.set_row_pixels(first + number, 20)
            for column, (cell, look) in enumerate(zip(cells, looks, strict=True)):
                self._book.write(self._sheet, first + number, column, cell, style(cell.look or look))
        self._row = first + len(rows)
        return first

    def _policy(self) -> None:
        policy = self._page.policy
        self._heading("3  Policy: recommended practices by status")
        top = self._row
        statuses = [s for s in BAR_STATUSES if s in policy.now or s in policy.before]
        if statuses:
            rounds = [("Now", policy.now), *([("Last round", policy.before)] if policy.before else [])]
            rows = [[Cell(name), *(Cell(counts.get(s, 0)) for s in statuses)] for name, counts in rounds]
            header = ["Round", *(POLICY_STATUSES[s].text for s in statuses)]
            first = self._table(header, ["label", *("count" for _ in statuses)], rows)
            self._draw_policy(top, first, statuses, rounds)
        conflicts = [f"▲ {line}" for line in policy.conflicts] or [
            "No written policy conflicts with a recommended practice."
        ]
        for line in [*([policy_legend(policy)] if statuses else []), *conflicts]:
            room = _LABEL_PX + _NUMBER_PX * _NUMBERS - 20
            self._row = self._book.write_lines(self._sheet, self._row, line, room, "body_line")
        self._row = max(self._row, top + _CHART_ROWS if statuses else 0)

    def _draw_policy(
        self, top: int, first: int, statuses: list[str], rounds: Sequence[tuple[str, Mapping[str, int]]]
    ) -> None:
        series = tuple(
            Series(POLICY_STATUSES[s].text, number, *STATUS_COLORS[s]) for number, s in enumerate(statuses, 1)
        )
        chart = Chart(
            "stacked_bar", "Written policy by status", series, "", "Practices", self._page.policy.alt
        )
        values = [[float(counts.get(s, 0)) for _, counts in rounds] for s in statuses]
        native = draw(
            self._book.workbook, self._sheet.get_name(), chart, (first, first + len(rounds) - 1), values
        )
        native.set_size({"width": _TREND_PX + _WORDS_PX - 6, "height": _CHART_ROWS * 20})
        native.set_legend({"none": True})  # the counts beside it name each part
        self._sheet.insert_chart(
            top, _NUMBERS + 1, native, {"description": chart.finding, "object_position": 2, "x_offset": 4}
        )

    def _practice(self) -> None:
        practice = self._page.practice
        if not practice.lines:
            self._heading("4  Practice")
            self._lines(("No case files were reviewed yet.",))
            return
        self._heading(f"4  Practice: reviewed files of {practice.quarter}")
        rows = [
            [
                Cell(line.title),
                Cell(line.demonstrated) if line.demonstrated is not None else Cell("†", "mark"),
                Cell(line.applicable) if line.demonstrated is not None else Cell("†", "mark"),
                Cell(line.share),
                Cell(line.arrow or "–"),
            ]
            for line in practice.lines[:PRACTICES]
        ]
        self._table(
            ("Practice", "Shown", "Files", "Share", "Change"),
            ("label", "count", "count", "share", "label"),
            rows,
        )
        if len(practice.lines) > PRACTICES:
            self._lines((f"{len(practice.lines) - PRACTICES} more stand on the sheet Practice.",), "note")

    def _numbers(self) -> None:
        page = self._page
        self._heading("5  Four numbers, last eight quarters")
        if not page.numbers:
            self._lines(("The agency sends no figures that can be shown yet.",))
            return
        rows = [
            [
                Cell(f"{n.definition.name} ({n.definition.unit.lower()})"),
                *(short_cell(figure, n.definition.kind) for figure in n.figures),
            ]
            for n in page.numbers
        ]
        blanks = [Cell(None)] * (_NUMBERS - len(page.periods))
        header = ["Measure", *(p.words for p in page.periods), *("" for _ in blanks), "Trend", "In words"]
        looks = ["label", *("count" for _ in range(_NUMBERS)), "text", "text"]
        full = [
            [*cells, *blanks, Cell(None), Cell(n.short)] for cells, n in zip(rows, page.numbers, strict=True)
        ]
        first = self._table(header, looks, full)
        for number, key in enumerate(page.numbers):
            row = first + number
            self._sheet.set_row_pixels(row, max(36, 4 + 16 * lines_needed(key.short, _WORDS_PX)))
            if sum(value is not None for value in chart_values(key)) > 1:
                where = f"'{self._sheet.get_name().replace(chr(39), chr(39) * 2)}'!B{row + 1}:{'BCDEFGHI'[len(page.periods) - 1]}{row + 1}"
                self._sheet.add_sparkline(
                    row, _NUMBERS + 1,
                    {"range": where, "markers": True, "series_color": BLUE_DARK, "show_hidden": False, "empty_cells": "gaps"},
                )  # fmt: skip
        self._lines(("A gap or a mark in place of a number: † too few to show, or no data came.",), "note")
