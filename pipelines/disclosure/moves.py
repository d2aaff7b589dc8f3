"""Moves the numbers of one part away from the truth, as far as what is shown lets them go.

A part is what hangs together; the numbers asked for are the small ones in it. Some are pushed up and others down at
once, so that few programmes move most of them far enough; what is left is pushed one by one. A part of the choice:
the attacker makes its own moves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.disclosure.merging import Merged
from pipelines.disclosure.programme import Programme

Numbers = NDArray[np.float64]

REACH = 4
"""How far a count may move, in widths; enough for every flow that a width needs."""
_PASSES = 12
_EPSILON = 1e-6
_HALF = 0.5


class Moves:
    """The numbers asked for of ``merged``, with the lowest and the highest values seen, less the true one.

    ``true`` are all counts of the part, ``wanted`` says which are asked for. ``low`` and ``high`` are what was seen
    before; they grow apart.
    """

    def __init__(
        self,
        merged: Merged,
        true: NDArray[np.int64],
        wanted: NDArray[np.int64],
        width: int,
        low: Numbers,
        high: Numbers,
    ) -> None:
        self._merged, self._width = merged, width
        self._table = merged.table(true)
        self._below = merged.shift_of_bottoms - true[wanted]
        self._above = merged.shift_of_tops - true[wanted]
        reach = np.full(self._table.size, float(REACH * width))
        self._programme = Programme(merged.matrix, -np.minimum(self._table, reach), reach)
        self.low, self.high = low, high
        self._see(self._table)

    def _see(self, table: Numbers) -> None:
        self.low = np.minimum(self.low, self._merged.bottoms @ table + self._below)
        self.high = np.maximum(self.high, self._merged.tops @ table + self._above)

    def _go(self, cost: Numbers) -> Numbers:
        moved, duals = self._programme.least(cost)
        self._see(self._table + moved)
        return np.asarray(self._merged.copies.T @ duals)

    def short(self) -> NDArray[np.int64]:
        """The numbers that were not moved far enough."""
        return np.flatnonzero(self.high - self.low < self._width - _EPSILON)

    def lacks(self, number: int) -> float:
        """By how much a number was not moved far enough; 0 where it was."""
        lacking = self._width - float(self.high[number] - self.low[number])
        return lacking if lacking > _EPSILON else 0.0

    def at_random(self) -> None:
        """Push all that are short at once, some up and some down, as long as that helps."""
        dice = np.random.default_rng(self._merged.sums.shape[1])
        for _ in range(_PASSES):
            left = self.short()
            if left.size < 3:
                return
            up = np.zeros(self.high.size)
            up[left] = np.where(dice.random(left.size) < 0.5, 1.0, -1.0)
            for ups in (up, -up):
                self._go(
                    self._merged.bottoms.T @ np.maximum(-ups, 0.0)
                    - self._merged.tops.T @ np.maximum(ups, 0.0)
                )
            if self.short().size == left.size:
                return

    def push_up(self, number: int) -> Numbers:
        """Push one number as high as it goes: what each old row is worth there (its dual)."""
        return self._push(-self._merged.tops[[number]])

    def push_down(self, number: int) -> Numbers:
        """Push one number as low as it goes: what each old row is worth there (its dual)."""
        return self._push(self._merged.bottoms[[number]])

    def _push(self, cost: sparse.csr_array) -> Numbers:
        if cost.nnz == 0:
            return np.zeros(self._merged.copies.shape[1])
        return self._go(cost.toarray()[0])

    def worth(self, number: int, up: bool) -> Numbers:
        """What the old rows that were left out are worth to a push, as they settle what is pushed."""
        taken = (self._merged.taken_up if up else self._merged.taken_down)[[number]].toarray()[0]
        return np.asarray(-taken if up else taken)

    def pushed(self, number: int, up: bool, matrix: sparse.csr_array) -> NDArray[np.int64]:
        """The old unknowns that a push of a number pushes, with the old ``matrix``."""
        merged = self._merged
        sums, taken = (merged.tops, merged.taken_up) if up else (merged.bottoms, merged.taken_down)
        share = sums[[number]] @ merged.sums + taken[[number]] @ matrix
        return np.flatnonzero(share.toarray()[0] > _HALF)
