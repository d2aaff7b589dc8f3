"""How the tests are shared out between processes (``make test`` runs two): files stay whole, the longest come first.

A fixture that many tests look at is made once per process. So all tests of a file go to one process, and so do all tests
of the made-up county whatever file they stand in.
"""

from __future__ import annotations

import pytest

COUNTY = "county"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        looks_at_county = item.path.parent.name == "end_to_end" and COUNTY in getattr(
            item, "fixturenames", ()
        )
        item.add_marker(pytest.mark.xdist_group(COUNTY if looks_at_county else item.path.stem))
    if hasattr(config, "workerinput"):  # in one process the quick tests come first
        items.sort(key=_turn)  # stable: tests of a file keep their order


def _turn(item: pytest.Item) -> int:
    """Whole runs first, or one process waits for the other at the end."""
    if item.path.parent.name != "end_to_end":
        return 2
    return 0 if COUNTY in getattr(item, "fixturenames", ()) else 1
