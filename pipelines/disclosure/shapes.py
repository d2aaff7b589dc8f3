"""The shapes that disclosure control works on: counts, relations between them, figures that tell them, readers.

A count is a number of people or cases; a figure is what is shown or hidden as one (a row of a table with its
numerator and base). Nothing is decided here: ``complementary.py`` decides what to hide, ``attack.py`` tries to
work out what was hidden. Where the counts of a site come from stands in ``counts.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from pipelines.disclosure.merging import Places

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Tables:
    """Everything that could be told, and how it hangs together.

    ``relations`` times ``counts`` is 0: a total less its parts, a base less its numerator and the rest. Counts
    are never below 0, so "at most" is said by a count that nobody tells. ``shows`` has a row per figure and a 1
    where it tells a count. ``lead`` is the count that a figure stands for. ``parent`` of a note (how many records
    do not say) is the figure that takes it along when it is hidden; -1 for a figure of its own. ``places``
    say of each count what is counted and when.
    """

    counts: Counts
    relations: sparse.csr_array
    shows: sparse.csr_array
    lead: NDArray[np.int64]
    parent: NDArray[np.int64]
    places: Places | None = None

    def __post_init__(self) -> None:
        if self.relations.shape[1] != self.counts.size or self.shows.shape[1] != self.counts.size:
            raise ValueError("relations and figures speak of other counts")
        if np.any(self.relations @ self.counts != 0):
            raise ValueError("a relation does not hold for the counts")
        if np.any(self.counts < 0):
            raise ValueError("a count is below 0")

    @property
    def figures_count(self) -> int:
        """How many figures there are."""
        return int(self.shows.shape[0])

    def told(self, shown: Mask) -> Mask:
        """Which counts are told by the figures that are ``shown``."""
        return np.asarray(self.shows.T @ shown.astype(np.int8)) > 0


@dataclass(frozen=True)
class Reader:
    """Who reads: what is known from elsewhere, which figures are seen, and which counts are to be kept from them.

    ``width`` is how far those must be able to move for this reader; None where it is that of the question.
    """

    name: str
    known: Mask  # by count
    sees: Mask  # by figure
    kept_from: Mask  # by count
    width: int | None = None


@dataclass(frozen=True)
class Question:
    """What one audience may see, before anything is hidden to protect something else.

    ``small`` marks counts that must not be learned, told or not: the small ones, and what figures that are hidden
    for their own sake stand for. ``primary`` marks figures that are hidden whatever is chosen. ``cost`` of a figure
    is 1, or more where it is worth more to its readers than others. A hidden count is safe where its possible values reach over ``width`` or more.
    """

    width: int
    small: Mask  # by count
    primary: Mask  # by figure
    may_hide: Mask  # by figure
    readers: tuple[Reader, ...]
    cost: Counts | None = None  # by figure; 1 for each where None
    line: Counts | None = (
        None  # by figure: equal numbers are withheld together where single figures do not suffice
    )

    def width_for(self, reader: Reader) -> int:
        """How far a hidden count must be able to move for ``reader``."""
        return self.width if reader.width is None else reader.width


def reads_all(tables: Tables, name: str = "reader") -> Reader:
    """A reader who knows nothing else, sees every figure, and must learn no hidden count."""
    n = tables.counts.size
    return Reader(name, np.zeros(n, bool), np.ones(tables.figures_count, bool), np.ones(n, bool))


def simple_tables(
    counts: Counts, relations: sparse.csr_array, told: NDArray[np.int64] | None = None
) -> Tables:
    """Tables whose every figure tells one count: all of them, or those in ``told``."""
    lead = np.arange(counts.size) if told is None else np.asarray(told, np.int64)
    shows = sparse.csr_array(
        (np.ones(lead.size, np.int8), (np.arange(lead.size), lead)), shape=(lead.size, counts.size)
    )
    return Tables(counts, relations, shows, lead, np.full(lead.size, -1))
