"""Books made of rows of text, without a file, and a site with one layout file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from pipelines.layouts.load import load_layouts
from pipelines.layouts.model import Layout
from pipelines.reading import Book, Sheet
from pipelines.reading.book import column_letter
from pipelines.settings import Site

SITE_YAML = """name: Elm County
county: Elm
population: 1000
first_month: 2025-01
as_of: 2026-04-01
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol}
  - {code: haven, name: Haven, area: advocacy}
"""


def sheet(rows: Sequence[Sequence[str | None]], name: str = "Sheet1") -> Sheet:
    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[None] * (width - len(row))] for row in rows]
    columns = {column_letter(n): pa.array([row[n] for row in padded], pa.string()) for n in range(width)}
    return Sheet(name, True, pa.table(columns))


def book(*sheets: Sheet) -> Book:
    return Book("xlsx", sheets)


def site_with(folder: Path, layouts: dict[str, str], agency: str = "mpd") -> Site:
    site = Site(folder)
    place = site.layouts / agency
    place.mkdir(parents=True)
    site.site_yaml.write_text(SITE_YAML, encoding="utf-8")
    for name, text in layouts.items():
        (place / name).write_text(text, encoding="utf-8")
    return site


def own_layouts(folder: Path, text: str, name: str = "rms_incidents.yaml") -> list[Layout]:
    """The layouts of one layout file, without the templates."""
    layouts = load_layouts(site_with(folder, {name: text}), "mpd")
    return [layout for layout in layouts if not layout.built_in]
