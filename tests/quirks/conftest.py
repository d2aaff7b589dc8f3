"""One opened site for all quirks; the writers of odd formats stand in the reading room's tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "reading"))

from quirk_site import Desk, make_site

from pipelines.submissions import Intake, open_intake


@pytest.fixture(scope="session")
def quirk_intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAMEPAGE_KEY", raising=False)
        opened = open_intake(make_site(tmp_path_factory.mktemp("quirks")))
    yield opened
    opened.close()


@pytest.fixture
def desk(quirk_intake: Intake, tmp_path: Path) -> Desk:
    return Desk(quirk_intake, tmp_path)
