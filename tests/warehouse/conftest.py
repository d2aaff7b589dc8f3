from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from edition_site import make_site
from made_site import MadeSite
from small_year import fill_small_year

from pipelines.reports.editions.drafts import build_draft
from pipelines.settings import Quarter, Site


@pytest.fixture(scope="module")
def small_year(tmp_path_factory: pytest.TempPathFactory) -> MadeSite:
    """A site whose every dataset has something in it."""
    site = MadeSite(tmp_path_factory.mktemp("small_year"))
    fill_small_year(site)
    return site


@pytest.fixture()
def site(tmp_path: Path) -> MadeSite:
    return MadeSite(tmp_path)


@pytest.fixture(scope="session")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A complete quarter with its draft: copy it before use."""
    site = make_site(tmp_path_factory.mktemp("edition"))
    build_draft(site, Quarter(2025, 1))
    return site


@pytest.fixture
def edition_site(drafted: Site, tmp_path: Path) -> Site:
    """A site of its own with a complete quarter and its draft."""
    shutil.copytree(drafted.root, tmp_path / "site")
    return Site(tmp_path / "site")
