"""Attacks what an audience would see, as each of its readers, with nothing but the rows that would be published.

The true numbers serve for three things only: to say which hidden numbers are small, to start the sums from a table that
fits, and to stand for what the definitions say without a number: which numbers there are, which lines count the same,
and which sums hold. What a reader can put together stands in ``equations.py``, the sums in ``attack.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipelines.disclosure.attack import Proof, Seen, attack
from pipelines.disclosure.equations import Read, read
from pipelines.disclosure.primary import SMALL_GROUP
from pipelines.disclosure.published import published_to
from pipelines.disclosure.sheet import ALL, HIDDEN, KEYS, ROLES, SAME_BITS, bits_of, lay_out

Mask = NDArray[np.bool_]
_NOTE = ROLES.index("missing")


@dataclass(frozen=True)
class Shown:
    """Which rows are shown, and which tell how many records do not say."""

    figure: Mask
    note: Mask

    @classmethod
    def all_of(cls, rows: Mask) -> Shown:
        """Everything in ``rows``."""
        return cls(rows, rows)

    def __or__(self, other: Shown) -> Shown:
        """What either shows."""
        return Shown(self.figure | other.figure, self.note | other.note)

    def of(self, rows: Mask) -> Shown:
        """The part of it that stands in ``rows``."""
        return Shown(self.figure & rows, self.note & rows)


@dataclass(frozen=True)
class Sight:
    """What somebody sees, by rows.

    Only numbers of ``asked`` rows are to be kept from this reader; where None, all are. What rows tell that it has a
    ``part`` in is nothing to be kept from it, wherever else it is told.
    """

    shown: Shown
    asked: Mask | None = None
    part: Mask | None = None


def beside_own(figures: pd.DataFrame, mine: Mask) -> Mask:
    """The rows of all agencies together that one of ``mine`` has a part in: whoever knows that one reads the others there."""
    names = [name for name in KEYS if name != "agency_code"]
    of_mine = figures.loc[mine, names].drop_duplicates()
    found = figures[names].merge(of_mine, how="left", on=names, indicator=True)["_merge"] == "both"
    return np.asarray(found.to_numpy() & (figures["agency_code"] == ALL).to_numpy())


def _one_whatever_the_period(figures: pd.DataFrame) -> Mask:
    """The rows of lines whose numerator is their base in every period, not by chance: that all are in it is what they mean."""
    line = figures.groupby([name for name in KEYS if not name.startswith("period")], sort=False).ngroup()
    base, num = (
        figures[role].to_numpy(float) if role in figures else np.full(len(figures), np.nan)
        for role in ("den", "num")
    )
    apart = pd.Series((num != base) & ~np.isnan(base)).groupby(line.to_numpy()).transform("any")
    bits = pd.Series(bits_of(np.nan_to_num(base))).groupby(
        [line.to_numpy(), figures["period_kind"].to_numpy(object)]
    )
    most = bits.sum().groupby(level=0).max()
    return np.asarray(~apart & (line.map(most) >= SAME_BITS).to_numpy())


class Attempt:
    """One attempt on ``figures`` of which somebody or other is ``shown`` some, and ``earlier`` ones were told.

    What the rows of ``exempt`` tell is about work, not people: it is known, and nothing to protect.
    """

    def __init__(
        self, figures: pd.DataFrame, shown: Shown, earlier: pd.DataFrame, exempt: Mask | None = None
    ) -> None:
        self._exempt = np.zeros(len(figures), bool) if exempt is None else exempt
        rows = figures.copy()
        self._numbers = np.column_stack(
            [figures[r].to_numpy(float) if r in figures else np.full(len(figures), np.nan) for r in ROLES]
        )
        for number, role in enumerate(ROLES):
            told, number_of = shown.note if number == _NOTE else shown.figure, self._numbers[:, number]
            rows[role] = np.where(told | np.isnan(number_of), number_of, HIDDEN)
        self._alike = _one_whatever_the_period(figures)
        # Lines that are equal in every period, not by chance, count the same: their definitions say so.
        self._read: Read = read(rows, earlier, lay_out(figures, earlier.iloc[:0]).lines)
        self._counts, self._equations = self._read.told_apart(self._numbers)
        # What has changed since tells nothing of the number of now.
        self._same = self._counts[self._read.earlier] == earlier["value"].to_numpy(np.int64)
        self._own = earlier["own"].to_numpy(bool)
        self._told_to = earlier["agency_code"].to_numpy(object)

    def by(self, reader: str, sight: Sight, width: int, seen: Seen, exempt_given: bool = False) -> Proof:
        """The attack of a ``reader``: no small number may be narrowed to less than ``width``.

        With ``exempt_given`` what follows from exempt rows alone is not narrowed by what is published: the reader is to
        have them.
        """
        shown = sight.shown
        known, open_to_all, open_to_reader = np.zeros((3, self._counts.size), bool)
        told_before = self._read.earlier[self._same & (~self._own | (self._told_to == reader))]
        for number in range(len(ROLES)):
            rows, told = shown.note if number == _NOTE else shown.figure, self._read.place[:, number]
            known[told[rows & (told >= 0)]] = True
            open_to_all[told[rows & self._exempt & (told >= 0)]] = True
            if sight.part is not None:
                open_to_reader[told[sight.part & (told >= 0)]] = True
        given = open_to_all & exempt_given
        known[told_before] = open_to_all[told_before] = True
        wanted = self._small(sight, width) & ~open_to_all & ~open_to_reader
        places = self._read.places
        handed = published_to(known, self._counts, self._equations, wanted, width, places=places, given=given)
        return attack(handed, seen)

    def _small(self, sight: Sight, width: int) -> Mask:
        """The counts of hidden rows that nobody may learn: small ones, and all or none of a small group."""
        place, rest = self._read.place, self._read.rest
        shown = sight.shown
        if sight.asked is not None:
            shown = shown | Shown.all_of(~sight.asked)
        small = np.zeros(self._counts.size + 1, bool)
        for number in range(len(ROLES)):
            gone = ~(shown.note if number == _NOTE else shown.figure)
            small[place[gone, number]] = True
        small[rest[~shown.figure].ravel()] = True
        small[:-1] &= (self._counts > 0) & (self._counts < width)
        num, base = self._numbers[:, ROLES.index("num")], self._numbers[:, ROLES.index("den")]
        whole = ~shown.figure & (base > 0) & (base < SMALL_GROUP) & (num == base)
        small[place[whole & ~self._alike, ROLES.index("num")]] = True
        return small[:-1]

    def rows_near(self, counts: tuple[int, ...]) -> Mask:
        """The rows that tell what stands in one equation with one of ``counts``."""
        touched = self._equations[np.unique(self._equations.tocsc()[:, list(counts)].tocoo().row)]
        near = np.zeros(self._counts.size + 1, bool)
        near[touched.tocoo().col] = True
        near[-1] = False
        return np.asarray(near[self._read.place].any(axis=1))
