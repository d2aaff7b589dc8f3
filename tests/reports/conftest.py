"""Workbooks of the made-up site, written once for all tests of the room, and a clerk's desk for receipts."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from clerks_desk import Desk, make_site
from report_site import DRAFT, QUARTER, make_connection
from workbook_parts import WRITERS

from pipelines.reports.editions.build import write_edition
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.source import Source
from pipelines.submissions import Intake, open_intake


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


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    intake = open_intake(make_site(tmp_path_factory.mktemp("site")))
    yield intake
    intake.close()


@pytest.fixture
def desk(opened: Intake, tmp_path: Path) -> Desk:
    site = make_site(tmp_path / "site")
    site.key_file.parent.mkdir()
    shutil.copy(opened.site.key_file, site.key_file)
    return Desk(site, Intake(site, opened.context, opened.recipes))


@pytest.fixture(scope="session")
def edition(source: Source, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The draft of the made-up site's last quarter."""
    folder = tmp_path_factory.mktemp("edition")
    write_edition(source, Edition(QUARTER, DRAFT), folder)
    return folder
