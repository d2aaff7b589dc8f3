"""Takes out of many sums what needs no programme, so that what is left falls into small parts.

A sum with a single unknown settles it. A total that stands in no other sum is whatever its parts make, and never below
0 by itself: neither it nor its sum narrows anything. Both are exact. A part of the solver, as ``programme.py`` is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Reduced:
    """What is left: ``rows`` with two unknowns or more, and the ``open`` unknowns, some of them in no row.

    ``settled`` are the unknowns that followed from a row, in this order, each with that row in ``settled_by``.
    """

    rows: Numbers
    open: Mask
    settled: Numbers
    settled_by: Numbers


def reduce(matrix: sparse.csr_array, unknown: Mask, keep: Mask) -> Reduced:
    """Reduce ``matrix`` times x = 0 for the ``unknown`` x, which are 0 or more; totals in ``keep`` stay.

    Every weight is 1 or -1.
    """
    count, row_of = matrix.shape[0], np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    column, plus = matrix.indices, matrix.data > 0
    unknown, rows = unknown.copy(), np.ones(count, bool)
    settled: list[Numbers] = []
    settled_by: list[Numbers] = []
    while True:
        hidden = unknown[column] & rows[row_of]
        unknowns = np.bincount(row_of[hidden], minlength=count)
        single = np.flatnonzero(hidden & (unknowns[row_of] == 1))
        if single.size:
            found, first = np.unique(column[single], return_index=True)
            settled.append(found.astype(np.int64))
            settled_by.append(row_of[single[first]])
            unknown[found] = False
            continue
        of_plus, of_minus = (
            np.bincount(row_of[rows[row_of] & side], minlength=count) for side in (plus, ~plus)
        )
        alone = np.where(plus, of_plus[row_of], of_minus[row_of]) == 1
        sums = np.bincount(column[hidden], minlength=unknown.size)
        total = hidden & alone & (sums[column] == 1) & ~keep[column]
        if not total.any():
            break
        rows[row_of[total]] = False
    left = np.flatnonzero(rows & (unknowns > 1))
    empty = np.zeros(0, np.int64)
    return Reduced(left, unknown, np.concatenate([empty, *settled]), np.concatenate([empty, *settled_by]))
