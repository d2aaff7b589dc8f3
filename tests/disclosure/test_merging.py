"""Months put together: every number asked for has the same least and largest value as without."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import linprog

from pipelines.disclosure import merging
from pipelines.disclosure.merging import Merged, Places, merge

MONTHS = 6
_SPANS = {6: (0, 1, 2), 7: (3, 4, 5), 8: (0, 1, 2, 3, 4, 5), 9: (1, 2, 3, 4)}
"""Periods longer than a month: two quarters, the whole, and a window that cuts both."""


class Drawn:
    """A small table: two parts and two other parts of a whole, and a fifth line beside them; some of it shown."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        inner = dice.poisson(dice.uniform(0.3, 3), (4, MONTHS))
        inner[2:] = np.array([[0.0], [1.0]]) * inner[:2].sum(axis=0) + np.array([[1.0], [-1.0]]) * np.minimum(
            inner[2], inner[:2].sum(axis=0)
        )
        lines = np.vstack([inner, inner[:2].sum(axis=0), dice.poisson(2, MONTHS)]).astype(np.int64)
        grid = np.hstack([lines, *(lines[:, list(s)].sum(axis=1, keepdims=True) for s in _SPANS.values())])
        self.line, self.period = (a.ravel() for a in np.indices(grid.shape))
        self.counts = grid.ravel()
        place = np.arange(grid.size).reshape(grid.shape)
        rows = [
            (place[line, span], place[line, list(months)])
            for line in range(6)
            for span, months in _SPANS.items()
        ]
        rows += [(place[4, p], place[pair, p]) for p in range(grid.shape[1]) for pair in ([0, 1], [2, 3])]
        rows += [(place[5, 3], place[[0], 3])] if seed % 5 == 0 and grid[5, 3] == grid[0, 3] else []
        self.matrix = sparse.csr_array(
            (
                np.concatenate([[1, *[-1] * len(parts)] for _, parts in rows]),
                (
                    np.repeat(np.arange(len(rows)), [1 + len(parts) for _, parts in rows]),
                    np.concatenate([[whole, *parts] for whole, parts in rows]),
                ),
            ),
            shape=(len(rows), grid.size),
        )
        self.known_line = seed % 4 == 3  # one of the parts is known, as an agency knows its own numbers
        # Mostly longer periods are shown, and here and there a month.
        shown = dice.random(grid.shape) < np.where(np.arange(grid.shape[1]) < MONTHS, 0.03 * (seed % 3), 0.4)
        shown[0] |= self.known_line
        self.hidden = np.flatnonzero(~shown.ravel())
        self.wanted = np.flatnonzero(dice.random(self.hidden.size) < 0.5)

    def part(self) -> tuple[sparse.csr_array, np.ndarray]:
        """The sums of what is hidden, and what they come to."""
        inner = self.matrix.tocsc()[:, self.hidden].tocsr()
        inner = inner[np.flatnonzero(np.diff(inner.indptr))]
        return inner, np.asarray(inner @ self.counts[self.hidden])

    def merged(self) -> Merged:
        """The part with its months put together."""
        inner, right = self.part()
        kind = np.array([0] * MONTHS + [1, 1, 2, 3])
        places = Places(self.line, self.period, kind[self.period])
        return merge(inner, right, places.of(self.hidden), self.wanted)


def _extreme(matrix: sparse.csr_array, right: np.ndarray, cost: np.ndarray) -> float:
    found = linprog(cost, A_eq=matrix, b_eq=right, bounds=(0, 500), method="highs")
    assert found.status == 0
    return float(found.fun)


def _widths(
    matrix: sparse.csr_array, right: np.ndarray, tops: np.ndarray, bottoms: np.ndarray, shift: np.ndarray
) -> np.ndarray:
    """How far apart the values of each number asked for lie; 100 where nothing bounds them."""
    found = [
        -_extreme(matrix, right, -top) - _extreme(matrix, right, bottom)
        for top, bottom in zip(tops, bottoms, strict=True)
    ]
    return np.minimum(np.array(found) + shift, 100)


@pytest.fixture(autouse=True)
def of_any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small parts are put together too."""
    monkeypatch.setattr(merging, "SMALL", 0)


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_narrower_or_wider_than_before(seed: int) -> None:
    drawn = Drawn(seed)
    matrix, right = drawn.part()
    own = np.eye(drawn.hidden.size)[drawn.wanted]
    found = drawn.merged()
    shift = found.shift_of_tops - found.shift_of_bottoms
    after = _widths(found.matrix, found.right, found.tops.toarray(), found.bottoms.toarray(), shift)
    assert after == pytest.approx(_widths(matrix, right, own, own, 0 * shift), abs=1e-3)


@pytest.mark.parametrize("seed", range(0, 24, 3))
def test_the_true_table_fits_what_is_put_together(seed: int) -> None:
    drawn = Drawn(seed)
    found, true = drawn.merged(), drawn.counts[drawn.hidden]
    assert np.array_equal(found.matrix @ found.table(true), found.right)
    assert np.all(found.table(true) >= 0)


@pytest.mark.parametrize(
    ("shown", "unknowns"),
    [
        pytest.param((8,), 1, id="the whole"),
        pytest.param((6, 7, 8), 2, id="quarters"),
        pytest.param((6, 7, 8, 9), 4, id="and a window that cuts them"),
    ],
)
def test_months_that_lie_in_the_same_periods_are_one(shown: tuple[int, ...], unknowns: int) -> None:
    """All months hidden, of each line: as many unknowns as there are stretches between the ends of what is shown."""
    drawn = _months_only(0, shown)
    found = drawn.merged()
    assert found.sums.shape == (6 * unknowns, 6 * MONTHS)
    single = np.asarray(found.sums.sum(axis=1)) == 1
    assert np.array_equal(np.asarray(found.bottoms.sum(axis=1)) == 1, (found.tops @ single) > 0)


def test_a_month_of_which_something_is_shown_stays_alone() -> None:
    drawn = _months_only(1, (8,))
    month = drawn.period[drawn.hidden] == 2
    whole = np.flatnonzero(month & (drawn.line[drawn.hidden] == 4))
    drawn.counts[drawn.hidden[month]] = [1, 2, 3, 0, 3, 4]
    drawn.hidden = np.delete(drawn.hidden, whole)
    drawn.wanted = np.arange(drawn.hidden.size)
    found = drawn.merged()
    alone = np.flatnonzero(np.asarray(found.sums.sum(axis=1)) == 1)
    members = drawn.hidden[found.sums[alone].indices]
    assert set(drawn.period[members]) == {2}
    assert set(drawn.line[members]) == {0, 1, 2, 3}


def _months_only(seed: int, shown: tuple[int, ...]) -> Drawn:
    """A table of months and of some longer periods; the months are hidden and asked for."""
    drawn = Drawn(seed)
    there = np.isin(drawn.period, [*range(MONTHS), *shown])
    without = np.asarray(abs(drawn.matrix) @ ~there) == 0
    drawn.matrix = drawn.matrix[np.flatnonzero(without)]
    drawn.hidden = np.flatnonzero(drawn.period < MONTHS)
    drawn.wanted = np.arange(drawn.hidden.size)
    return drawn
