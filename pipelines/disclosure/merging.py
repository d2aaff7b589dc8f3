"""Puts months together that no sum tells apart, so that many months have no more unknowns than a few.

Where nothing about a month is told, its sums say only how its counts go together: any table that fits them fits them
twice as large, or not at all. So of several such months with the same sums, in the same longer periods, only what they
come to together matters: all of it may lie in one of them, or in any other. Each of their counts may be 0, and as
large as all of them together. Then a quarter that is nothing but such months is as good as they are, and quarters are
put together like months, and years. All of it is exact, and so a part of the solver, as ``reduction.py`` is.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

SMALL = 60
"""Unknowns up to which nothing is put together: the programme is quicker."""
_ROUNDS = 50


@dataclass(frozen=True)
class Places:
    """What each count counts (``line``), in which ``period``, and of which ``kind`` that is: month, quarter and so on."""

    line: Numbers
    period: Numbers
    kind: Numbers

    def of(self, part: Numbers) -> Places:
        """Those of a part of the counts."""
        return Places(self.line[part], self.period[part], self.kind[part])


@dataclass(frozen=True)
class Merged:
    """``matrix`` times the new unknowns is ``right``; each is the sum of old ones (``sums``: new by old) less ``floor``.

    ``copies`` (new rows by old) has the old rows that a row stands for. A number asked for is at most the largest sum
    of its ``tops`` and at least the smallest sum of its ``bottoms`` (asked for by new), each with its ``shift``, and
    takes both values. ``taken_up`` and ``taken_down`` (asked for by old rows) say how much of the old rows was taken
    from those sums: rows that settled a number as a total or as 0, and were left out.
    """

    matrix: sparse.csr_array
    right: NDArray[np.float64]
    sums: sparse.csr_array
    floor: NDArray[np.float64]
    copies: sparse.csr_array
    tops: sparse.csr_array
    bottoms: sparse.csr_array
    shift_of_tops: NDArray[np.float64]
    shift_of_bottoms: NDArray[np.float64]
    taken_up: sparse.csr_array
    taken_down: sparse.csr_array

    def table(self, old: NDArray[np.generic]) -> NDArray[np.float64]:
        """The new unknowns of a table of old ones."""
        return np.asarray(self.sums @ old - self.floor, float)


def as_it_is(matrix: sparse.csr_array, right: NDArray[np.generic], wanted: Numbers) -> Merged:
    """Nothing put together; ``wanted`` are the columns asked for."""
    rows, columns = matrix.shape
    one, zeros = _ones(np.arange(wanted.size), wanted, (wanted.size, columns)), np.zeros(wanted.size)
    nothing = sparse.csr_array((wanted.size, rows))
    return Merged(
        matrix.astype(float), np.asarray(right, float), _identity(columns), np.zeros(columns), _identity(rows),
        one, one, zeros, zeros, nothing, nothing,
    )  # fmt: skip


def merge(
    matrix: sparse.csr_array, right: NDArray[np.generic], places: Places | None, wanted: Numbers
) -> Merged:
    """Put together what can be in ``matrix`` times x = ``right`` for x of 0 or more.

    ``places`` are those of the columns, no two the same; without them nothing is put together. ``wanted`` are the
    columns whose least and largest values are asked for. Weights are 1 or -1.
    """
    whole = as_it_is(matrix, right, wanted)
    if places is None or matrix.shape[1] <= SMALL:
        return whole
    work = _Work(whole, places)
    work.from_the_floor()
    work.without_zeros()
    before = matrix.shape[1] + 1
    while work.size < before:
        before = work.size
        work.put_together()
        work.contract()
    return work.done()


class _Work:
    """The unknowns and the sums that are left, step by step.

    ``line`` tells unknowns of one period apart and ``label`` the periods that hang together; ``series`` is what is
    counted, of whatever period.
    """

    def __init__(self, whole: Merged, places: Places) -> None:
        self._now = whole
        self._series, self._label = places.line, places.period
        self._line = places.kind * (int(places.line.max()) + 1) + places.line

    @property
    def size(self) -> int:
        """How many unknowns are left."""
        return int(self._now.matrix.shape[1])

    def done(self) -> Merged:
        """What is left."""
        return self._now

    def _rows(self) -> tuple[Numbers, Numbers, Mask]:
        """For each entry its row and column, and whether it counts for the row."""
        matrix = self._now.matrix
        return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr)), matrix.indices, matrix.data > 0

    def _all_the_same(self, label: Numbers) -> Mask:
        """For each row, whether its columns have one label in common."""
        row_of, column, _ = self._rows()
        first = np.full(self._now.matrix.shape[0], np.iinfo(np.int64).max)
        last = np.full(self._now.matrix.shape[0], -1)
        np.minimum.at(first, row_of, label[column])
        np.maximum.at(last, row_of, label[column])
        return np.asarray(first >= last)

    def from_the_floor(self) -> None:
        """Count from the least that each unknown must be: a total of known and hidden parts from the known ones.

        Where somebody knows the numbers of one agency, what is left are the sums of the others alone.
        """
        row_of, column, plus = self._rows()
        matrix, right = self._now.matrix, self._now.right
        of_plus = np.bincount(row_of[plus], minlength=right.size)
        of_minus = np.bincount(row_of[~plus], minlength=right.size)
        floor = np.zeros(self.size)
        for _ in range(_ROUNDS):
            lacks = right - matrix @ floor
            up = np.where(
                plus, (of_plus == 1)[row_of] * lacks[row_of], (of_minus == 1)[row_of] * -lacks[row_of]
            )
            if not (up > 0).any():
                break
            higher = np.zeros(self.size)
            np.maximum.at(higher, column, up)
            floor += higher
        self._now = replace(
            self._now,
            right=right - matrix @ floor,
            floor=floor,
            shift_of_tops=self._now.tops @ floor,
            shift_of_bottoms=self._now.bottoms @ floor,
        )

    def without_zeros(self) -> None:
        """Parts of nothing are nothing: they are taken out, one after the other."""
        gone = np.zeros(self.size, bool)
        by = np.full(self.size, -1)
        while True:
            row_of, column, plus = self._rows()
            here = ~gone[column]
            size = np.bincount(row_of[here], minlength=self._now.matrix.shape[0])
            of_plus = np.bincount(row_of[here & plus], minlength=size.size)
            nothing = (self._now.right == 0) & (size > 0) & ((of_plus == 0) | (of_plus == size))
            found = here & nothing[row_of]
            if not found.any():
                break
            columns, first = np.unique(column[found], return_index=True)
            gone[columns], by[columns] = True, row_of[found][first]
        if gone.any():
            kept = np.flatnonzero(~gone)
            zeros = dict(zip(np.flatnonzero(gone).tolist(), by[gone].tolist(), strict=True))
            taken = [
                old + self._taken(chosen, zeros)
                for old, chosen in (
                    (self._now.taken_up, self._now.tops),
                    (self._now.taken_down, self._now.bottoms),
                )
            ]
            self._now = replace(self._now, taken_up=taken[0], taken_down=taken[1])
            self._renumber(np.where(gone, -1, np.cumsum(~gone) - 1), kept)

    def put_together(self) -> None:
        """Take out totals in no other sum, and put together what only they told apart."""
        loose = self._loose_totals()
        group, first = self._groups(loose)
        now = self._now
        taken_up = now.taken_up + self._taken(now.tops, loose)
        taken_down = now.taken_down + self._taken(now.bottoms, loose)
        tops, shift_of_tops = self._instead(now.tops, now.shift_of_tops, loose)
        bottoms, shift_of_bottoms = self._instead(now.bottoms, now.shift_of_bottoms, loose)
        self._now = replace(
            now,
            tops=tops,
            bottoms=bottoms,
            shift_of_tops=shift_of_tops,
            shift_of_bottoms=shift_of_bottoms,
            taken_up=taken_up,
            taken_down=taken_down,
        )
        self._renumber(group, first, set(loose.values()))

    def _loose_totals(self) -> dict[int, int]:
        """Totals in no other sum, with their row: whatever their parts come to."""
        row_of, column, plus = self._rows()
        size = np.bincount(row_of, minlength=self._now.matrix.shape[0])
        of_plus = np.bincount(row_of[plus], minlength=size.size)
        alone = np.where(plus, of_plus[row_of], (size - of_plus)[row_of]) == 1
        never_below = np.sign(self._now.right[row_of]) * np.where(plus, 1, -1) >= 0
        once = np.bincount(column, minlength=self.size)[column] == 1
        loose = alone & (size > 1)[row_of] & never_below & once
        rows, at = np.unique(row_of[loose], return_index=True)
        return dict(zip(column[loose][at].tolist(), rows.tolist(), strict=True))

    def _taken(self, chosen: sparse.csr_array, by: dict[int, int]) -> sparse.csr_array:
        """How much of the old rows is taken from the sums in ``chosen`` when each column of ``by`` goes with its row."""
        matrix = self._now.matrix
        columns, rows = np.array(list(by), np.int64), np.array(list(by.values()), np.int64)
        weights = np.asarray(matrix[rows, columns]).ravel() if rows.size else np.zeros(0)
        share = sparse.csr_array((1.0 / weights, (columns, rows)), shape=(self.size, matrix.shape[0]))
        return (chosen @ share @ self._now.copies).tocsr()

    def _instead(
        self, chosen: sparse.csr_array, shift: NDArray[np.float64], loose: dict[int, int]
    ) -> tuple[sparse.csr_array, NDArray[np.float64]]:
        """The sums in ``chosen`` with what loose totals are made of instead of them."""
        matrix = self._now.matrix
        made_of, known = sparse.lil_array((self.size, self.size)), np.zeros(self.size)
        keep = np.ones(self.size)
        for total, row in loose.items():
            at = slice(matrix.indptr[row], matrix.indptr[row + 1])
            inside, weight = matrix.indices[at], matrix.data[at]
            keep[total] = 0.0
            made_of[total, np.sort(inside[inside != total])] = 1.0
            known[total] = self._now.right[row] / float(weight[inside == total].sum())
        return (chosen @ (sparse.diags_array(keep) + made_of.tocsr())).tocsr(), shift + chosen @ known

    def _groups(self, totals: dict[int, int]) -> tuple[Numbers, Numbers]:
        """For each unknown the number of what it is put together in, -1 for the totals; the first one of each number."""
        matrix, without = self._now.matrix, set(totals.values())
        one_period = self._all_the_same(self._label)
        kept = one_period.copy()
        kept[list(without)] = False
        block = self._blocks(kept)
        indptr, indices, data, line = (
            a.tolist() for a in (matrix.indptr, matrix.indices, matrix.data, self._line)
        )
        inside: dict[int, list[int]] = defaultdict(list)
        for column in range(self.size):
            if column not in totals:
                inside[int(block[column])].append(column)
        sums: dict[int, set[frozenset[tuple[int, float]]]] = defaultdict(set)
        spans: dict[int, list[tuple[int, float]]] = defaultdict(list)
        alone: set[int] = set()
        for row, (short, right) in enumerate(zip(one_period.tolist(), self._now.right.tolist(), strict=True)):
            at = range(indptr[row], indptr[row + 1])
            if row in without:
                continue
            if short and at:
                of_block = int(block[indices[at[0]]])
                sums[of_block].add(frozenset((line[indices[p]], data[p]) for p in at))
                if right:
                    alone.add(of_block)
            else:
                for place in at:
                    spans[indices[place]].append((row, data[place]))
        kinds: dict[object, int] = {}
        number: dict[tuple[int, int], int] = {}
        first: list[int] = []
        group = np.full(self.size, -1)
        for of_block, members in inside.items():
            key: object = of_block
            lines = [line[c] for c in members]
            if len(set(lines)) < len(lines):
                lines = members  # one line twice: nothing here can be put together
            elif of_block not in alone:
                key = (
                    frozenset((line[c], *sorted(spans.get(c, ()))) for c in members),
                    frozenset(sums[of_block]),
                )
            kind = kinds.setdefault(key, len(kinds))
            for column, of_line in zip(members, lines, strict=True):
                group[column] = number.setdefault((kind, of_line), len(number))
                if len(number) > len(first):
                    first.append(column)
        return group, np.array(first, np.int64)

    def _blocks(self, one_period: Mask) -> Numbers:
        """Unknowns that hang together by the sums within a period have a number in common."""
        inner = abs(self._now.matrix[np.flatnonzero(one_period)])
        graph = sparse.block_array([[None, inner], [inner.T, None]])
        return np.asarray(connected_components(graph, directed=False)[1][inner.shape[0] :], np.int64)

    def contract(self) -> None:
        """A longer period that is nothing but one unknown is that unknown, and hangs together with what that does."""
        matrix, columns = self._now.matrix, self._now.matrix.tocsc()
        over_time = ~self._all_the_same(self._label) & self._all_the_same(self._series)
        pairs = np.flatnonzero(over_time & (np.diff(matrix.indptr) == 2) & (self._now.right == 0))
        group, taken = np.arange(self.size), np.zeros(self.size, bool)
        rows: set[int] = set()
        for row in pairs.tolist():
            at = slice(matrix.indptr[row], matrix.indptr[row + 1])
            one, other = sorted(matrix.indices[at].tolist(), key=lambda c: (self._line[c], c))
            both = [columns.indices[columns.indptr[c] : columns.indptr[c + 1]] for c in (one, other)]
            if matrix.data[at].sum() or taken[one] or taken[other] or np.intersect1d(*both).size > 1:
                continue
            taken[[one, other]] = True
            group[other] = one
            rows.add(row)
        if not rows:
            return
        first, number = np.unique(group, return_inverse=True)
        gone = group != np.arange(self.size)
        self._label = _joined(self._label, self._label[gone], self._label[group[gone]])
        only_one = sparse.diags_array((~gone).astype(float))  # of two that are the same, one says how large
        self._now = replace(
            self._now, sums=(only_one @ self._now.sums).tocsr(), floor=np.asarray(only_one @ self._now.floor)
        )
        self._renumber(number, first, rows, aliases=True)

    def _renumber(
        self, group: Numbers, first: Numbers, without: set[int] | None = None, aliases: bool = False
    ) -> None:
        """Make each ``group`` of unknowns one (-1 takes one out), and rows that say the same of them.

        ``first`` is a member of each. Members of ``aliases`` are the same number; else a group is their sum.
        """
        now, placed = self._now, np.flatnonzero(group >= 0)
        to_group = _ones(placed, group[placed], (group.size, first.size))
        size = np.ones(first.size) if aliases else np.asarray(to_group.sum(axis=0))
        matrix, copies = self._fewer_rows(group, first.size, without or set())
        tops, bottoms = (now.tops @ to_group).tocsr(), (now.bottoms @ to_group).tocsr()
        tops.data[:] = 1.0
        bottoms.data[:] = bottoms.data >= size[bottoms.indices]  # the least of a part is nothing
        bottoms.eliminate_zeros()
        self._now = replace(
            now,
            matrix=matrix,
            right=now.right[copies.indices[copies.indptr[:-1]]],
            sums=(to_group.T @ now.sums).tocsr(),
            floor=to_group.T @ now.floor,
            copies=(copies @ now.copies).tocsr(),
            tops=tops,
            bottoms=bottoms,
        )
        self._series, self._label, self._line = self._series[first], self._label[first], self._line[first]

    def _fewer_rows(
        self, group: Numbers, count: int, without: set[int]
    ) -> tuple[sparse.csr_array, sparse.csr_array]:
        """The rows of the new unknowns; those that say the same are one, with the rows they stand for."""
        matrix = self._now.matrix
        found: dict[object, list[int]] = {}
        indptr, indices, data = (a.tolist() for a in (matrix.indptr, group[matrix.indices], matrix.data))
        entries: list[frozenset[tuple[int, float]]] = []
        for row, right in enumerate(self._now.right.tolist()):
            at = slice(indptr[row], indptr[row + 1])
            says = frozenset(e for e in zip(indices[at], data[at], strict=True) if e[0] >= 0)
            if row not in without and says:
                rows = found.setdefault((says, right), [])
                if not rows:
                    entries.append(says)
                rows.append(row)
        new_row = np.repeat(np.arange(len(entries)), [len(e) for e in entries])
        flat = np.array([entry for e in entries for entry in sorted(e)]).reshape(-1, 2)
        return (
            sparse.csr_array(
                (flat[:, 1], (new_row, flat[:, 0].astype(np.int64))), shape=(len(entries), count)
            ),
            _listed([np.array(rows) for rows in found.values()], matrix.shape[0]),
        )


def _joined(label: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """The labels, where each of ``one`` is the same as its ``other``."""
    size = int(label.max()) + 1
    graph = sparse.coo_array((np.ones(one.size), (one, other)), shape=(size, size))
    return np.asarray(connected_components(graph, directed=False)[1][label], np.int64)


def _listed(columns: list[Numbers], width: int) -> sparse.csr_array:
    rows = np.repeat(np.arange(len(columns)), [c.size for c in columns])
    return _ones(rows, np.concatenate([np.zeros(0, np.int64), *columns]), (len(columns), width))


def _ones(rows: Numbers, columns: Numbers, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(rows.size), (rows, columns)), shape=shape)


def _identity(size: int) -> sparse.csr_array:
    return _ones(np.arange(size), np.arange(size), (size, size))
