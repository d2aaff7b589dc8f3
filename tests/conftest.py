"""How the tests are shared out between processes (``make test`` runs two): files stay whole, the longest come first.

A fixture that many tests look at is made once per process. So all tests of a file go to one process, and so do the files
whose tests look at the same made-up county, drafted edition or workbooks.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

sys.path.insert(0, str(Path(__file__).parent / "checks"))  # which file runs which examples stands there

COUNTY = ("tests/end_to_end/test_main_job.py", "tests/end_to_end/test_truth.py")
TOGETHER = {
    **dict.fromkeys(COUNTY, "the county"),
    "tests/warehouse/test_edition_": "an edition",
    "tests/reports/test_receipt": None,
    "tests/reports/": "the workbooks",
}
"""Files by how their path begins, first what is told apart: those of one name share what they look at."""

LONG = ("tests/end_to_end/", "tests/sample/", "tests/hostile/", "tests/reports/", "tests/warehouse/")

# Sharing a few rows out between threads costs a third more than the work, and more where they wait for a processor.
os.environ.setdefault("SAMEPAGE_THREADS", "1")

# How long an example takes depends on what else the machine does; it is nothing a test may fail on.
settings.register_profile("samepage", deadline=None)
settings.load_profile("samepage")


class WholeFiles(LoadScopeScheduling):  # type: ignore[misc]
    """Gives a process one file after the other; files that share what they look at are as one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return next((name for path, name in TOGETHER.items() if file.startswith(path)), None) or file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    return WholeFiles(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if hasattr(config, "workerinput"):  # in one process the quick tests come first
        items.sort(key=_turn)  # stable: tests of a file keep their order


def _turn(item: pytest.Item) -> int:
    """Whole runs first, or one process waits for the other at the end."""
    file = item.nodeid.split("::")[0]
    if file in COUNTY:
        return 0
    return next((turn for turn, folder in enumerate(LONG, 1) if file.startswith(folder)), len(LONG) + 1)
