"""The rows that tell something of case review, as disclosure control takes them, and which of them a reader is shown.

Nothing is decided here: what to withhold is chosen in ``reviews.py``, and attacked in ``review_attack.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.disclosure.shapes import Mask

PARTS = ("reviewed", "applicable", "demonstrated", "partly", "not_demonstrated", "not_applicable", "unknown")
"""What a tally tells; the sums among them are in the words of ``mart.case_review``."""
SHARE_PARTS = ("num", "den", "n_missing")
"""What a share of all practices of an agency tells: demonstrated, applicable, and unknown with that word."""
RATED_PARTS = {
    "n_reviewed": "reviewed",
    "n_demonstrated": "demonstrated",
    "n_partly": "partly",
    "n_not": "not_demonstrated",
    "n_na": "not_applicable",
    "n_unknown": "unknown",
}
"""What the register of practice evidence may tell beside a tally, by the part that it counts."""
ALL = "all"
"""The agency of all agencies together, and the quarter of all quarters."""


@dataclass(frozen=True)
class Reviews:
    """Everything about case review that may be published, with its numbers.

    A row of ``tallies`` is one of ``mart.case_review``. A row of ``shares`` is one value of the measure of case review
    (``mart.measure_value``), of an agency or all, in a quarter or a year. A row of ``rated`` is what the coordinator
    wrote of case review into the register of practice evidence (``core.practice_response``).
    """

    tallies: pd.DataFrame
    shares: pd.DataFrame
    rated: pd.DataFrame

    @property
    def agencies(self) -> list[str]:
        """The agencies with records read."""
        return sorted(set(self.tallies["agency_code"]))


@dataclass(frozen=True)
class Shown:
    """Which rows of ``Reviews`` a reader is shown."""

    tallies: Mask
    shares: Mask
    rated: Mask

    @classmethod
    def everything(cls, reviews: Reviews) -> Shown:
        """Every row."""
        frames = (reviews.tallies, reviews.shares, reviews.rated)
        return cls(*(np.ones(len(frame), bool) for frame in frames))

    def __or__(self, other: Shown) -> Shown:
        """What either shows."""
        return Shown(self.tallies | other.tallies, self.shares | other.shares, self.rated | other.rated)

    def of(self, reviews: Reviews, agency: str) -> Shown:
        """The part of it that is about ``agency``."""
        frames = (reviews.tallies, reviews.shares, reviews.rated)
        masks = (self.tallies, self.shares, self.rated)
        mine = ((f["agency_code"] == agency).to_numpy(bool) for f in frames)
        return Shown(*(mask & own for mask, own in zip(masks, mine, strict=True)))
