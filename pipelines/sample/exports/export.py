"""An export of one sending system: its columns, its pages, its file name, and what of a row can be read back.

The systems themselves stand one to a module; which rows go into which file is decided in ``deliveries.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Kind
from pipelines.sample.exports.columns import Column
from pipelines.sample.exports.pages import Line, Page, write_text, write_workbook


@dataclass(frozen=True)
class Quirk:
    """One oddity that an export has on purpose; ``quirk`` is its number in the catalogue of spreadsheet quirks."""

    agency: str
    dataset: str
    quirk: str
    what: str


@dataclass(frozen=True)
class Run:
    """What a report knows of itself when it runs: the days it covers, and when and for whom it ran."""

    start: date
    end: date
    made: datetime
    title: str = ""

    @property
    def is_quarter(self) -> bool:
        """Whether it covers more than one month."""
        return (self.start.year, self.start.month) != (self.end.year, self.end.month)

    @property
    def label(self) -> str:
        """2025-03, or 2025-Q1."""
        if self.is_quarter:
            return f"{self.end:%Y}-Q{self.end.month // 3}"
        return f"{self.end:%Y-%m}"

    def month(self, written: str) -> str:
        """The month as a system writes it in a file's name; 2025-Q1 for a quarter."""
        return self.label if self.is_quarter else f"{self.end:{written}}"

    @property
    def days(self) -> str:
        """01/01/2025 - 03/31/2025."""
        return f"{self.start:%m/%d/%Y} - {self.end:%m/%d/%Y}"


MakePages = Callable[["Export", pd.DataFrame, pd.DataFrame, Run], list[Page]]  # rows, their cells, the run


def one_page(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    """A sheet with the header in its first row."""
    return [Page("Sheet1", export.header_rows(), body)]


def no_extra(rows: pd.DataFrame, run: Run) -> pd.DataFrame | None:
    """No rows beside those of the world."""
    return None


@dataclass(frozen=True)
class Export:
    """One agency's export of one dataset, from one system.

    ``name`` names the file of a run. ``nothing`` is what it says when nothing happened. ``extra`` adds rows that
    the layout filters out. ``encoding`` and ``separator`` are those of text files.
    """

    agency: str
    dataset: str
    columns: tuple[Column, ...]
    name: Callable[[Run], str]
    nothing: str
    pages: MakePages = one_page
    extra: Callable[[pd.DataFrame, Run], pd.DataFrame | None] = no_extra
    encoding: str = "utf-8"
    separator: str = ","
    dates: str = "mm/dd/yyyy hh:mm"

    def header_rows(self) -> list[list[str | None]]:
        """The header: one row, or two where columns stand in groups."""
        names: list[str | None] = [column.header for column in self.columns]
        groups = [column.group for column in self.columns]
        if not any(groups):
            return [names]
        return [[g if i == 0 or groups[i - 1] != g else None for i, g in enumerate(groups)], names]

    def place(self, field: str) -> int:
        """The position of the column that carries ``field``."""
        return next(i for i, column in enumerate(self.columns) if column.field == field)

    def show(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The cells of ``rows``, columns by position, rows by the index of ``rows``."""
        shown = {place: column.show(rows) for place, column in enumerate(self.columns)}
        return pd.DataFrame(shown, index=rows.index, dtype=object)

    def pages_of(
        self, rows: pd.DataFrame, run: Run, spoiled: Mapping[tuple[object, str], str] | None = None
    ) -> list[Page]:
        """The pages of the file of ``rows``; ``spoiled`` puts a wrong text into the cell of a row and a field."""
        extra = self.extra(rows, run)
        if extra is not None and len(extra):
            rows = pd.concat([rows, extra])
        body = self.show(rows)
        for (row, field), text in (spoiled or {}).items():
            body.at[row, self.place(field)] = text
        return self.pages(self, rows, body, run)

    def write_nothing(self, path: Path, run: Run) -> None:
        """Write the short file that says that nothing happened."""
        lines: list[Line] = [[self.nothing], [run.days]]
        self.save(path, [Page("Sheet1", [], pd.DataFrame(), above=lines)])

    def save(self, path: Path, pages: list[Page]) -> None:
        """Write pages in the kind of file that the path's ending names."""
        if path.suffix == ".xlsx":
            write_workbook(path, pages, self.dates)
        else:
            write_text(path, pages[0], self.separator, self.encoding)

    def receive(self, rows: pd.DataFrame) -> pd.DataFrame:
        """What can be read back of ``rows``: fields without a column are unknown, times as fine as they are written."""
        got = rows.copy()
        carried = {column.field: column for column in self.columns if column.field}
        told = {column.also for column in self.columns}
        for field in DATASETS[self.dataset].fields:
            column = carried.get(field.name)
            if column is None and field.name not in told:
                got[field.name] = unknown(field.kind, len(got))
            elif column is not None and column.receive is not None:
                got[field.name] = column.receive(got[field.name]).astype(rows[field.name].dtype)
        return got


def unknown(kind: Kind, rows: int) -> pd.api.extensions.ExtensionArray:
    """``rows`` unknown values of a kind, in the type that the world gives such a field."""
    if kind in (Kind.DATE, Kind.TIMESTAMP):
        return pd.array([pd.NaT] * rows, dtype="datetime64[us]")
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        return pd.array([None] * rows, dtype="Float64" if kind is Kind.DECIMAL else "Int64")
    if kind in (Kind.TRISTATE, Kind.FLAG):
        return pd.array([None] * rows, dtype="boolean")
    return pd.array([None] * rows, dtype="str")
