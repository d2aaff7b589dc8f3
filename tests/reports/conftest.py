"""Workbooks of the made-up site, written once for all tests of the room."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_site import make_connection
from workbook_parts import WRITERS

from pipelines.reports.source import Source


@pytest.fixture(scope="session")
def source() -> Source:
    return Source(make_connection())


@pytest.fixture(scope="session")
def workbooks(source: Source, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("workbooks")
    paths = {name: folder / f"{name}.xlsx" for name in WRITERS}
    for name, write in WRITERS.items():
        write(source, paths[name])
    return paths
