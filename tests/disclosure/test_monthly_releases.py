"""Releases that follow each other month by month: together they give no hidden number away, and nothing shown is untrue."""

from __future__ import annotations

import pytest

from benchmarks.disclosure import Tally, monthly_releases


@pytest.fixture(scope="module")
def released() -> dict[str, Tally]:
    """A made-up county after its twelfth, thirteenth and fourteenth month; some of the past is counted anew."""
    return monthly_releases(months=3, first=12, seed=20260401)


@pytest.mark.parametrize("audience", ["coordinator", "director", "joint", "public"])
def test_no_release_gives_a_hidden_number_away(released: dict[str, Tally], audience: str) -> None:
    tally = released[audience]
    assert (tally.tried, tally.found, tally.changed, tally.refused) == (3, 0, 0, 0)
    assert tally.attacked > (5 if audience == "coordinator" else 50)
    assert audience == "coordinator" or tally.further > 0
