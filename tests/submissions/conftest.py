"""One context for all tests of this room: opening it costs more than judging a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_site import Judge, Rows, make_site, write_book

from pipelines.submissions import Intake, open_intake
from pipelines.submissions.take_in import Judged


@pytest.fixture(scope="session")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Intake]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SAMEPAGE_KEY", raising=False)
        opened = open_intake(make_site(tmp_path_factory.mktemp("site")))
    yield opened
    opened.close()


@pytest.fixture
def judge_book(intake: Intake, tmp_path: Path) -> Judge:
    """Writes sheets as a workbook and judges it."""

    def judged(
        sheets: dict[str, Rows], agency: str = "mpd", name: str = "export.xlsx", hidden: tuple[str, ...] = ()
    ) -> Judged:
        return intake.judge(write_book(tmp_path / name, sheets, hidden), agency)

    return judged
