from __future__ import annotations

from pathlib import Path

import pytest
from made_site import MadeSite
from small_year import fill_small_year


@pytest.fixture(scope="module")
def small_year(tmp_path_factory: pytest.TempPathFactory) -> MadeSite:
    """A site whose every dataset has something in it."""
    site = MadeSite(tmp_path_factory.mktemp("small_year"))
    fill_small_year(site)
    return site


@pytest.fixture()
def site(tmp_path: Path) -> MadeSite:
    return MadeSite(tmp_path)
