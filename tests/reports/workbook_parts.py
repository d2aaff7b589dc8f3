"""Workbooks taken apart, as tests read them: the raw XML parts, the sheets' names, and who writes them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.workbook import Workbook

from pipelines.reports import case_statistics, compliance, coordinator, map_book, policy_comparison, team_book
from pipelines.reports.source import Source

WRITERS: dict[str, Callable[[Source, Path], None]] = {
    "policy_comparison": policy_comparison.write,
    "case_statistics": case_statistics.write,
    "compliance": compliance.write,
    "coordinator": coordinator.write,
    "case_map": map_book.write,
    "team_book": team_book.write,
}


@cache
def read_book(path: Path) -> Workbook:
    """A workbook that no test changes, read once for all of them."""
    return openpyxl.load_workbook(path)


def parts_of(path: Path) -> dict[str, str]:
    """Every part of a workbook as text."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def sheets_of(path: Path) -> dict[str, str]:
    """The XML of each sheet by its name."""
    parts = parts_of(path)
    names = re.findall(r'<sheet name="([^"]+)"', parts["xl/workbook.xml"])
    return {name: parts[f"xl/worksheets/sheet{i}.xml"] for i, name in enumerate(names, 1)}
