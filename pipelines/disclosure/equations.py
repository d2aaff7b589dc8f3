"""What somebody who holds only the published rows can put together: the attacker's own equations.

Two columns that agree wherever both are shown are taken for one count (``sheet.py``); which sums hold is found from the
definitions and from what is shown (``finding.py``). Nothing here knows a hidden number, and nothing is shared with
``relations.py``, which the choice of what to hide is made with: an error there shows up here. ``attack.py`` does the sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from pipelines.disclosure.finding import Found, find
from pipelines.disclosure.implied import Said, Terms, terms_of
from pipelines.disclosure.merging import Places
from pipelines.disclosure.sheet import NONE, ROLES, WHOLE_OF, Numbers, Sheet, lay_out


@dataclass(frozen=True)
class Read:
    """Counts by number, what is shown of them, and how they hang together.

    ``known`` is -1 where a count is hidden. ``equations`` times the counts is 0. ``place`` has, for every row read
    and role, the number of its count; ``rest`` has what is left of the base; -1 for none. ``earlier`` are the counts
    that were told before. ``places`` say what each count counts and when. ``said`` has the sums behind the equations.
    """

    known: Numbers
    equations: sparse.csr_array
    said: Said
    place: Numbers
    rest: Numbers
    earlier: Numbers
    places: Places

    def told_apart(self, numbers: NDArray[np.float64]) -> tuple[Numbers, sparse.csr_array]:
        """The true counts, where ``numbers`` are those of the rows (nan for none), and the equations that are true.

        A guess that the true numbers break leads its user astray: nobody learns anything by it. What definitions say of
        numbers that nobody sees added up holds everywhere, or is not what they say; where a numerator is above its base
        once, it is no part of it, and there is no rest.
        """
        actual = np.where(self.known >= 0, self.known, np.nan).astype(float)
        there = (self.place >= 0) & ~np.isnan(numbers)
        actual[self.place[there]] = numbers[there]
        touched = (self.equations != 0).astype(np.int64)
        for _ in range(3):  # what is left of months, then of their periods, then of what is left
            open_counts = np.isnan(actual)
            lacking = np.asarray(touched @ open_counts.astype(np.int64))
            single = self.equations[lacking == 1].tocoo()
            sums = np.asarray(self.equations[lacking == 1] @ np.nan_to_num(actual))
            last = open_counts[single.col]
            actual[single.col[last]] = -sums[single.row[last]] / single.data[last]
        bad = np.isnan(actual) | (actual < 0)
        counts = np.where(bad, 0, actual).astype(np.int64)
        sure, true = touched @ bad.astype(np.int64) == 0, self.equations @ counts == 0
        of_now = np.zeros(actual.size + 1, bool)
        of_now[self.place] = True
        negative = actual < 0
        no_part = (touched @ negative.astype(np.int64) > 0) & (touched @ ~(of_now[:-1] | negative) == 0)
        fallen = self.said.falls_with(sure & ~true, no_part)
        return counts, self.said.without_news(sure & true & ~fallen)


def read(rows: pd.DataFrame, earlier: pd.DataFrame, one_count: pd.DataFrame | None = None) -> Read:
    """Put together the published ``rows`` and what was told ``earlier``.

    Args:
        rows: ``KEYS`` and ``ROLES``: no number where the definitions know of none, ``HIDDEN`` where it is withheld.
        earlier: ``KEYS``, role, value of earlier releases; a later row counts more.
        one_count: ``LINE``, role, group: lines of one group count the same, as the definitions say.
    """
    sheet = lay_out(rows, earlier, one_count)
    return _write_down(sheet, find(sheet))


def _write_down(sheet: Sheet, found: Found) -> Read:
    """Number the counts and write the equations down, one row for each period that has all its parts."""
    there = found.grid != NONE
    number = np.where(there, np.cumsum(there.ravel()).reshape(there.shape) - 1, -1)
    sums: list[Terms] = []
    sum_of, periods = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for groups, weights in found.sums:
        ids, terms = number[list(groups)], terms_of(groups, weights)
        needed = len(groups) if groups in found.leftovers else 2  # a rest is of all its parts
        here = np.flatnonzero(
            found.holds.get(terms, True) & (ids[0] >= 0) & ((ids >= 0).sum(axis=0) >= needed)
        )
        sum_of.append(np.full(here.size, len(sums)))
        periods.append(here)
        sums.append(terms)
    said = Said(
        number, found.splits, tuple(sums), np.concatenate(sum_of), np.concatenate(periods), found.spans,
        found.unseen, found.unseen_over_time,
    )  # fmt: skip
    group = sheet.lines["group"].to_numpy(np.int64)
    groups_at = np.where(sheet.line_at >= 0, group[np.maximum(sheet.line_at, 0)], -1)
    place = np.where(groups_at >= 0, number[groups_at, sheet.column_at[:, None]], -1)
    told_line, told_column = sheet.told_at
    line, period = np.nonzero(there)
    kind = np.asarray(sheet.columns.groupby("period_kind").ngroup(), np.int64)
    return Read(
        found.grid[there],
        said.all_of_it(),
        said,
        place,
        _rest_places(found, groups_at, number, sheet.column_at),
        number[group[told_line], told_column],
        Places(line, period, kind[period]),
    )


def _rest_places(found: Found, groups: Numbers, number: Numbers, column_at: Numbers) -> Numbers:
    """By row and base, the count of what is left of it; -1 for none."""
    places = np.full((len(groups), len(WHOLE_OF)), -1, np.int64)
    for at, (part, whole) in enumerate(WHOLE_OF.items()):
        ones, wholes = groups[:, ROLES.index(part)], groups[:, ROLES.index(whole)]
        pairs = zip(wholes.tolist(), ones.tolist(), strict=True)
        rest = np.array([found.rests.get(pair, -1) for pair in pairs], np.int64)
        places[:, at] = np.where(rest >= 0, number[rest, column_at], -1)
    return places
