"""How far each hidden count could move, given what is shown, and which figures would set it free.

Works on the difference from the truth: a reader who sees the shown figures can shift hidden counts along every
combination that keeps all relations and leaves nothing below 0. ``complementary.py`` chooses from what is found
here. The attacker that proves a release safe (``attack.py``) works on its own, without the truth.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from pipelines.disclosure.merging import as_it_is, merge
from pipelines.disclosure.moves import REACH, Moves
from pipelines.disclosure.reduction import Reduced, reduce
from pipelines.disclosure.shapes import Counts, Mask, Question, Reader, Tables

_LARGE = 1_000
"""Hidden counts that hang together up to which all readers are asked at once: what is hidden from one often does for the next."""
_MOST = 60  # rules asked for of one part at a time: what they hide changes the rest
_EPSILON = 1e-6


@dataclass(frozen=True)
class Cut:
    """A rule of the choice: hide enough of ``figures`` for ``count`` to be free.

    The counts that would help stand in ``counts`` with what each gives (``count_helps``), their figures in
    ``figures``; together they must give ``needed``.
    """

    count: int
    counts: NDArray[np.int64]
    count_helps: NDArray[np.float64]
    needed: float
    figures: NDArray[np.int64]
    helps: NDArray[np.float64]
    told_by: dict[int, tuple[int, ...]]
    reader: str

    @property
    def key(self) -> bytes:
        """What makes two rules the same."""
        numbers = np.round(self.count_helps / self.needed, 6)
        return b"%d|" % self.count + self.counts.tobytes() + numbers.tobytes()


@dataclass(frozen=True)
class _Bound:
    """How far a count goes one way: what each of the ``rows`` is worth there, and what was ``pushed``: down with ``sign`` 1."""

    rows: Counts
    duals: NDArray[np.float64]
    pushed: Counts
    sign: float


class Freedom:
    """Finds what could be narrowed; remembers the parts that were found safe."""

    def __init__(self, tables: Tables, question: Question) -> None:
        self._tables = tables
        self._question = question
        self._columns = tables.relations.tocsc()
        self._told_by = tables.shows.tocsc()
        self.settled = False
        self._safe: set[bytes] = set()
        self._free_from: dict[
            str, Mask
        ] = {}  # by reader: what it could not narrow with what is hidden for good
        # How far counts were seen to move with no more hidden than is hidden for good: they still can later.
        self._moves = {
            reader.name: (np.zeros(tables.counts.size), np.zeros(tables.counts.size))
            for reader in question.readers
        }
        self._tellers: dict[int, tuple[int, ...]] = {}
        # What nobody can keep from one reader cannot be kept from those who know as much.
        self._knows_as_much = {
            reader.name: {
                less.name
                for less in question.readers
                if not (less.known & ~reader.known).any()
                and not (less.sees & ~reader.sees).any()
                and question.width_for(less) <= question.width_for(reader)
            }
            for reader in question.readers
        }

    def narrow(self, hidden: Mask, always: Mask, given_up: set[tuple[str, int]]) -> list[Cut]:
        """The rules that ``hidden`` breaks: for every count that a reader could narrow too far, one.

        What follows from one sum after the other comes first, and is ``settled``.
        """
        self._tellers.clear()
        keep = bool(np.array_equal(hidden, always))
        settled: list[Cut] = []
        left: list[tuple[Reader, Mask, Reduced]] = []
        for reader in self._question.readers:
            unknown = ~self._tables.told(~hidden & reader.sees) & ~reader.known
            wanted = self._wanted(reader, unknown, given_up)
            if keep and np.array_equal(wanted, self._free_from.get(reader.name, wanted[:0])):
                continue  # more is hidden since, which gives nothing away
            reduced = reduce(self._tables.relations, unknown, wanted)
            self._begin(reduced, reader, always)
            settled += self._settled(wanted, reader, always)
            left.append((reader, wanted, reduced))
        self.settled = bool(settled)
        return settled or self._of_parts(left, always, keep)

    def _of_parts(self, left: list[tuple[Reader, Mask, Reduced]], always: Mask, keep: bool) -> list[Cut]:
        """The rules of what hangs together, of one reader after the other; of large parts, those of the first reader."""
        found: list[Cut] = []
        tried: set[bytes] = set()
        for reader, wanted, reduced in left:
            self._begin(reduced, reader, always)
            before, largest = len(found), 0
            for part in self._parts(reduced, wanted):
                key = part.tobytes() + wanted[part].tobytes() + b"%d" % self._question.width_for(reader)
                if key in self._safe or key in tried:
                    continue
                tried.add(key)
                of_part = self._attack(part, wanted, reader, always, keep)
                if not of_part:
                    self._safe.add(key)
                found += of_part
                largest = max(largest, part.size)
            if keep and len(found) == before:
                self._free_from[reader.name] = wanted
            if found and largest > _LARGE:
                break
        return found

    def _begin(self, reduced: Reduced, reader: Reader, always: Mask) -> None:
        """Remember what the rules of one reader are made with."""
        self._reduced = reduced
        self._order = {count: place for place, count in enumerate(reduced.settled.tolist())}
        self._free = ~self._tables.told(~always & reader.sees) & ~reader.known

    def _settled(self, wanted: Mask, reader: Reader, always: Mask) -> list[Cut]:
        """The rules of counts that follow from others one after the other."""
        cuts = []
        for count, row in zip(self._reduced.settled.tolist(), self._reduced.settled_by.tolist(), strict=True):
            if wanted[count]:
                rows, own = np.array([row]), np.array([count])
                duals = np.array([1.0 / self._weight(row, count)])
                bounds = [_Bound(rows, -duals, own, -1.0), _Bound(rows, duals, own, 1.0)]
                cuts.append(self._cut(count, float(self._question.width_for(reader)), bounds, reader, always))
        return cuts

    def _weight(self, row: int, count: int) -> float:
        relations = self._tables.relations
        at = slice(relations.indptr[row], relations.indptr[row + 1])
        return float(relations.data[at][relations.indices[at] == count].sum())

    def _with_settled(
        self, count: int, rows: NDArray[np.int64], duals: NDArray[np.float64]
    ) -> dict[int, float]:
        """The duals, with those of the rows that settled a count which the others speak of: it cannot move either."""
        relations = self._tables.relations
        found: dict[int, float] = {}
        sums: dict[int, float] = {}
        waiting: list[int] = []

        def add(row: int, dual: float) -> None:
            found[row] = found.get(row, 0.0) + dual
            for place in range(relations.indptr[row], relations.indptr[row + 1]):
                other = int(relations.indices[place])
                if other not in sums and other in self._order and other != count:
                    heapq.heappush(waiting, -self._order[other])
                sums[other] = sums.get(other, 0.0) + dual * float(relations.data[place])

        for row, dual in zip(rows.tolist(), duals.tolist(), strict=True):
            if abs(dual) > _EPSILON:
                add(row, dual)
        while waiting:
            place = -heapq.heappop(waiting)
            other, row = int(self._reduced.settled[place]), int(self._reduced.settled_by[place])
            if abs(sums[other]) > _EPSILON:
                add(row, -sums[other] / self._weight(row, other))
        return found

    def _wanted(self, reader: Reader, unknown: Mask, given_up: set[tuple[str, int]]) -> Mask:
        wanted = self._question.small & unknown & reader.kept_from
        wanted[[count for name, count in given_up if name in self._knows_as_much[reader.name]]] = False
        return wanted

    def _parts(self, reduced: Reduced, wanted: Mask) -> list[NDArray[np.int64]]:
        """Hidden counts that hang together, where one of them is to be protected."""
        where = np.flatnonzero(reduced.open)
        matrix = abs(self._columns[:, where].tocsr()[reduced.rows])
        graph = sparse.block_array([[None, matrix], [matrix.T, None]])
        labels = connected_components(graph, directed=False)[1][matrix.shape[0] :]
        order = np.argsort(labels, kind="stable")
        edges = np.flatnonzero(np.diff(labels[order])) + 1
        parts = [where[group] for group in np.split(order, edges)] if where.size else []
        return [part for part in parts if wanted[part].any()]

    def _attack(self, part: Counts, wanted: Mask, reader: Reader, always: Mask, keep: bool) -> list[Cut]:
        rows = np.intersect1d(self._columns[:, part].indices, self._reduced.rows).astype(np.int64)
        if rows.size == 0:
            return []
        targets = np.flatnonzero(wanted[part])
        counts = part[targets]
        seen_low, seen_high = self._moves[reader.name]
        width = self._question.width_for(reader)
        if not np.any((seen_high - seen_low)[counts] < width - _EPSILON):
            return []  # all of them were seen to move far enough
        matrix, places = self._columns[:, part].tocsr()[rows], self._tables.places
        right = np.asarray(matrix @ self._tables.counts[part])
        merged = merge(matrix, right, None if places is None else places.of(part), targets)
        low, high = seen_low[counts], seen_high[counts]
        moves = Moves(merged, self._tables.counts[part], targets, width, low, high)
        moves.at_random()
        exact: Moves | None = None
        cuts: list[Cut] = []
        left = moves.short()
        for number in left[:: max(1, left.size // _MOST)].tolist():
            if not moves.lacks(number):
                continue  # an earlier one moved it far enough
            duals = moves.push_up(number), moves.push_down(number)
            if moves.lacks(number):
                count, needed = int(counts[number]), moves.lacks(number)
                bounds = _bounds(moves, number, duals, rows, part, matrix)
                cut = self._cut(count, needed, bounds, reader, always)
                if cut.figures.size == 0 and self._tables.counts[count] > 0:
                    # What stands at its least was taken out with its sum, which may be what holds the count.
                    exact = exact or Moves(
                        as_it_is(matrix, right, targets),
                        self._tables.counts[part],
                        targets,
                        width,
                        low,
                        high,
                    )
                    duals = exact.push_up(number), exact.push_down(number)
                    bounds = _bounds(exact, number, duals, rows, part, matrix)
                    cut = self._cut(count, needed, bounds, reader, always)
                cuts.append(cut)
        if keep:
            seen_low[counts], seen_high[counts] = moves.low, moves.high
        return cuts

    def _cut(self, count: int, needed: float, bounds: list[_Bound], reader: Reader, always: Mask) -> Cut:
        """The rule from the duals: what each count would add to the width if it were hidden."""
        both = [self._with_settled(count, bound.rows, bound.duals) for bound in bounds]
        touching = np.array(sorted({row for duals in both for row in duals}), np.int64)
        touched = self._tables.relations[touching]
        where = np.unique(touched.indices)
        matrix = touched[:, where]
        reach = float(REACH * self._question.width_for(reader))
        down = np.minimum(self._tables.counts[where], reach)
        gives = np.zeros(where.size)
        for bound, found in zip(bounds, both, strict=True):
            reduced = -np.asarray(matrix.T @ np.array([found.get(row, 0.0) for row in touching.tolist()]))
            reduced[np.isin(where, bound.pushed)] += bound.sign
            gives += np.where(reduced > 0, reduced * down, -reduced * reach)
        # What is hidden for good gives the same whatever is chosen; the rest of the width has to come from the choice.
        needed = max(needed, float(self._question.width_for(reader)) - float(gives[self._free[where]].sum()))
        helps: dict[int, float] = {}
        for position in np.flatnonzero((gives > _EPSILON) & ~self._free[where]).tolist():
            candidate = int(where[position])
            if not reader.known[candidate] and self._can_hide(candidate, reader, always):
                helps[candidate] = min(float(gives[position]), needed)
        return self._rule(count, helps, needed, reader, always)

    def _rule(self, count: int, helps: dict[int, float], needed: float, reader: Reader, always: Mask) -> Cut:
        figures: dict[int, float] = {}
        for c, weight in helps.items():
            for figure in self._open_tellers(c, reader, always):
                figures[figure] = figures.get(figure, 0.0) + weight
        order = sorted(helps)
        return Cut(
            count,
            np.array(order, np.int64),
            np.array([helps[c] for c in order]),
            max(needed, _EPSILON),
            np.array(sorted(figures), np.int64),
            np.array([figures[f] for f in sorted(figures)]),
            {c: self._open_tellers(c, reader, always) for c in order},
            reader.name,
        )

    def _open_tellers(self, count: int, reader: Reader, always: Mask) -> tuple[int, ...]:
        if count not in self._tellers:
            start, end = self._told_by.indptr[count : count + 2]
            told_by = self._told_by.indices[start:end]
            self._tellers[count] = tuple(sorted(int(f) for f in told_by if not always[f]))
        return tuple(f for f in self._tellers[count] if reader.sees[f])

    def _can_hide(self, count: int, reader: Reader, always: Mask) -> bool:
        tellers = self._open_tellers(count, reader, always)
        return bool(tellers) and all(self._question.may_hide[f] for f in tellers)


def _bounds(
    moves: Moves,
    number: int,
    duals: tuple[NDArray[np.float64], NDArray[np.float64]],
    rows: Counts,
    part: Counts,
    matrix: sparse.csr_array,
) -> list[_Bound]:
    """What holds a number of ``part`` above and below: its push up and its push down have those ``duals``."""
    found = []
    for dual, up in zip(duals, (True, False), strict=True):
        pushed = part[moves.pushed(number, up, matrix)]
        found.append(_Bound(rows, dual + moves.worth(number, up), pushed, -1.0 if up else 1.0))
    return found
