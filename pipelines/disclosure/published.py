"""From true numbers, and a mask of those that a reader holds, to what an attack is handed.

What is attacked, and how, stands in ``attack.py``; what a reader holds is put together in ``proving.py``, ``review_attack.py`` and
``wait_attack.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.disclosure.attack import Published, Rate
from pipelines.disclosure.merging import Places


def published_to(
    known: NDArray[np.bool_],
    counts: NDArray[np.int64],
    relations: sparse.csr_array,
    wanted: NDArray[np.bool_],
    width: int,
    rates: Sequence[Rate] = (),
    places: Places | None = None,
    given: NDArray[np.bool_] | None = None,
) -> Published:
    """What somebody holds to whom the ``known`` ones of the true ``counts`` are told, and who is to be kept from the ``wanted`` ones.

    ``given`` are those of the known that the reader has whatever is withheld; where None, there are none.
    The true values of the others serve to start from a table that fits, and for nothing else.
    """
    where = np.flatnonzero(known)
    told = dict(zip(where.tolist(), counts[where].tolist(), strict=True))
    protected = tuple(np.flatnonzero(wanted).tolist())
    has = () if given is None else tuple(np.flatnonzero(given).tolist())
    return Published(counts.size, told, relations, protected, width, rates, counts.astype(float), places, has)
