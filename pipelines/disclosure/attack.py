"""The attacker: works out what was hidden from everything that was published, as far as it can be worked out.

Knows the published counts, the relations, and that counts are whole and never below 0; never the hidden values.
Linear programmes over the counts themselves give the least and the largest value that each hidden count can have.
Where a table that fits everything published is at hand, moves from it show quickly that most counts are free: two
tables that both fit, so far apart in a count, are the proof. Shares nothing with the suppressor but the solver, so that
an error there is found here. The answer is a proof record that can be stored with a release: numbers of counts, the
smallest width, a hash of what was attacked, and no value.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.optimize
import scipy.sparse
import scipy.sparse.csgraph

from pipelines.disclosure.merging import Merged, Places, merge
from pipelines.disclosure.programme import Programme
from pipelines.disclosure.reduction import reduce

_TRIES = 10
_TOLERANCE = 1e-6
_WHOLE = 4_000
"""Counts that hang together up to which they are moved from a table that fits."""
_REACH = 4.0  # how far a count moves at most in that, in widths


@dataclass(frozen=True)
class Rate:
    """A published share of ``num`` in ``den`` that was rounded: the true one lies from ``low`` to ``high``."""

    num: int
    den: int
    low: float
    high: float


@dataclass(frozen=True)
class Published:
    """What a reader holds: ``known`` counts by number, ``relations`` that sum to 0, rounded ``rates``.

    ``protected`` are the hidden counts whose possible values must reach over ``width`` or more. ``possible`` are
    counts that fit all of it; that they do is checked, and the answer is the same without them. ``places`` say what
    each count counts and when; the answer is the same without them, too. ``given`` are those of the known counts that
    this reader has whatever is withheld: what follows from them alone, nothing published gives away.
    """

    size: int
    known: Mapping[int, int]
    relations: scipy.sparse.csr_array
    protected: tuple[int, ...]
    width: int
    rates: Sequence[Rate] = field(default_factory=tuple)
    possible: np.ndarray | None = None
    places: Places | None = None
    given: tuple[int, ...] = ()

    def fingerprint(self) -> str:
        """The hash of all that was attacked."""
        digest = hashlib.sha256(f"{self.size} {self.width}".encode())
        digest.update(np.array(sorted(self.known.items()), np.int64).tobytes())
        matrix = self.relations.tocoo()
        order = np.lexsort((matrix.col, matrix.row))
        for array in (matrix.row, matrix.col, matrix.data):
            digest.update(np.asarray(array[order], np.int64).tobytes())
        digest.update(np.array(self.protected, np.int64).tobytes())
        digest.update(np.array(sorted(self.given), np.int64).tobytes())
        digest.update(repr([(r.num, r.den, r.low, r.high) for r in self.rates]).encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Proof:
    """What the attacker found: nothing narrowed, or which counts; ``least_width`` is capped at twice the width."""

    protected_count: int
    known_count: int
    relations_count: int
    narrowed: tuple[int, ...]
    least_width: float | None
    fingerprint: str

    @property
    def holds(self) -> bool:
        """Whether no hidden count can be narrowed below its width."""
        return not self.narrowed

    def record(self) -> dict[str, object]:
        """The proof as it is stored with a release: no values, no places."""
        return {
            "holds": self.holds,
            "protected_count": self.protected_count,
            "narrowed_count": len(self.narrowed),
            "known_count": self.known_count,
            "relations_count": self.relations_count,
            "least_width": self.least_width,
            "fingerprint": self.fingerprint,
        }


class Seen:
    """Blocks attacked before and the widths found: equal blocks of two readers are attacked once."""

    def __init__(self) -> None:
        self.widths: dict[str, list[tuple[int, float]]] = {}


class _Block:
    """Hidden counts that hang together, as a polyhedron of their possible values, and the ``wanted`` ones among them."""

    def __init__(self, published: Published, members: np.ndarray, wanted: np.ndarray, equal: scipy.sparse.csr_array,
                 right: np.ndarray, above: scipy.sparse.csr_array | None, limit: np.ndarray | None) -> None:  # fmt: skip
        self.members, self.wanted = members, wanted
        self._whole, self._right, self._above, self._limit = equal, right, above, limit
        self._width = published.width
        self._cap = float(int(np.abs(right).max(initial=0)) + 20 * published.width)
        self._places = None if published.places is None or above is not None else published.places.of(members)
        self.least = np.full(wanted.size, np.inf)
        self.most = np.full(wanted.size, -np.inf)

    @functools.cached_property
    def _merged(self) -> Merged:
        """The sums with months put together, which blocks that were attacked before do not need."""
        return merge(self._whole, self._right, self._places, self.wanted)

    def identity(self) -> str:
        """The hash of everything that the widths of the wanted counts follow from."""
        digest = hashlib.sha256(f"{self._width} {self._cap}".encode())
        parts = [self.members, self.wanted, self._right]
        for matrix in (self._whole, self._above):
            if matrix is not None:
                parts += [matrix.indptr, matrix.indices, matrix.data]
        parts += [] if self._limit is None else [self._limit]
        for part in parts:
            digest.update(np.ascontiguousarray(part).tobytes() + b"|")
        return digest.hexdigest()

    def _see(self, table: np.ndarray) -> None:
        """Remember how far the wanted counts went in a table that fits."""
        merged = self._merged
        self.least = np.minimum(self.least, merged.bottoms @ table + merged.shift_of_bottoms)
        self.most = np.maximum(self.most, merged.tops @ table + merged.shift_of_tops)

    def _cost(self, ups: np.ndarray) -> np.ndarray:
        """What makes the wanted counts go up or down, by the sign of ``ups``, when it is made least."""
        merged = self._merged
        return np.asarray(merged.bottoms.T @ np.maximum(-ups, 0.0) - merged.tops.T @ np.maximum(ups, 0.0))

    def push(self, ups: np.ndarray) -> float:
        """Find the possible table that goes furthest in a direction, and remember how far each count went.

        Returns the largest number in that table.
        """
        for _ in range(6):
            answer = scipy.optimize.linprog(
                self._cost(ups),
                A_ub=self._above,
                b_ub=self._limit,
                A_eq=self._merged.matrix,
                b_eq=self._merged.right,
                bounds=(0, self._cap),
                method="highs",
            )
            if answer.status == 0:
                self._see(answer.x)
                return float(answer.x.max(initial=0.0))
            self._cap *= 10  # a hidden count may be larger than all that is known
        raise ArithmeticError("what was published contradicts itself")

    def reach(self) -> np.ndarray:
        """How far the possible values found so far lie apart."""
        return self.most - self.least

    def _short(self) -> np.ndarray:
        """The wanted counts that did not go far enough so far."""
        return np.flatnonzero(~(self.reach() >= self._width - _TOLERANCE))

    def move(self, possible: np.ndarray) -> None:
        """Move counts from a table that fits; what hangs together in too many is quicker to push as a whole."""
        if self._above is not None or np.any(self._whole @ possible != self._right) or np.any(possible < 0):
            return
        table = self._merged.table(possible)
        self._see(table)
        if table.size <= _WHOLE:
            self._move_whole(table)

    def _move_whole(self, table: np.ndarray) -> None:
        """Move many counts at once, some up and some down, then those that did not go far enough one by one."""
        reach = np.full(table.size, _REACH * self._width)
        programme = Programme(self._merged.matrix, -np.minimum(table, reach), reach)
        dice = np.random.default_rng(table.size)
        before = self.wanted.size + 1
        for _ in range(_TRIES):
            left = self._short()
            if left.size < 3 or left.size == before:
                break
            before = left.size
            ups = np.zeros(self.wanted.size)
            ups[left] = np.where(dice.random(left.size) < 0.5, 1.0, -1.0)
            for direction in (ups, -ups):
                self._see(table + programme.least(self._cost(direction))[0])
        for number in self._short().tolist():
            if not self.reach()[number] >= self._width - _TOLERANCE:
                for up in (1.0, -1.0):
                    cost = self._cost(self._only(number, up))
                    if cost.any():
                        self._see(table + programme.least(cost)[0])

    def _only(self, number: int, up: float) -> np.ndarray:
        found = np.zeros(self.wanted.size)
        found[number] = up
        return found

    def exact(self, number: int) -> float:
        """The true width of one count, where it is less than the one asked for.

        A hidden total may be larger than all that is known: where it went as far as it was let, it is let further.
        """
        for _ in range(_TRIES):
            furthest = max(self.push(self._only(number, up)) for up in (1.0, -1.0))
            if self.reach()[number] >= self._width - _TOLERANCE or furthest < self._cap - _TOLERANCE:
                break
            self._cap *= 10
        return float(self.reach()[number])

    def weakest(self) -> list[tuple[int, float]]:
        """The widths of the wanted counts: exact where they are small, else at least the width asked for."""
        seed = np.random.default_rng([self.members.size, self.wanted.size])
        for _ in range(_TRIES):
            left = self._short()
            if left.size < 2:
                break
            ups = np.zeros(self.wanted.size)
            ups[left] = seed.uniform(0.5, 1.5, left.size) * seed.choice([-1.0, 1.0], left.size)
            self.push(ups)
            self.push(-ups)
        for number in self._short().tolist():
            if not self.reach()[number] >= self._width - _TOLERANCE:
                self.exact(number)
        return list(zip(self.members[self.wanted].tolist(), self.reach().tolist(), strict=True))


def attack(published: Published, seen: Seen | None = None) -> Proof:
    """Try to narrow every protected count; ``seen`` remembers blocks from one attack to the next."""
    seen = seen or Seen()
    widths = possible_widths(published, seen)
    narrowed = tuple(sorted(c for c, width in widths.items() if width < published.width - _TOLERANCE))
    if narrowed and published.given:
        known = {c: published.known[c] for c in published.given}
        before = possible_widths(replace(published, known=known, protected=narrowed), seen)
        for count in narrowed:
            if widths[count] >= before[count] - _TOLERANCE:
                del widths[count]
        narrowed = tuple(c for c in narrowed if c in widths)
    least = min(widths.values(), default=None)
    return Proof(
        len(published.protected),
        len(published.known),
        int(published.relations.shape[0]),
        narrowed,
        None if least is None else float(min(round(least, 6), 2 * published.width)),
        published.fingerprint(),
    )


def possible_widths(published: Published, seen: Seen) -> dict[int, float]:
    """How far the possible values of each protected count lie apart: 0 where it can be worked out."""
    open_counts, value, rows = _settle(published)
    widths = {c: 0.0 for c in published.protected if not open_counts[c]}
    wanted = np.array([c for c in published.protected if open_counts[c]], np.int64)
    for block in _blocks(published, np.flatnonzero(open_counts), value, rows, wanted):
        if block is None:
            continue
        key = block.identity()
        if key not in seen.widths:
            if published.possible is not None:
                block.move(published.possible[block.members])
            seen.widths[key] = block.weakest()
        widths |= dict(seen.widths[key])
    for c in wanted.tolist():
        widths.setdefault(c, float("inf"))  # nothing published speaks of it
    return widths


def _settle(published: Published) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Which counts stay open, what the others are, and the relations that are left."""
    value = np.zeros(published.size)
    value[np.fromiter(published.known, np.int64)] = np.fromiter(published.known.values(), float)
    unknown = np.ones(published.size, bool)
    unknown[np.fromiter(published.known, np.int64)] = False
    keep = np.zeros(published.size, bool)
    keep[list(published.protected)] = True
    keep[[count for rate in published.rates for count in (rate.num, rate.den)]] = True
    relations = published.relations
    found = reduce(relations, unknown, keep)
    for count, row in zip(found.settled.tolist(), found.settled_by.tolist(), strict=True):
        at = slice(relations.indptr[row], relations.indptr[row + 1])
        others, weights = relations.indices[at], relations.data[at]
        here = others == count
        value[count] = -float(weights[~here] @ value[others[~here]]) / float(weights[here].sum())
    told = (
        np.bincount(relations.tocoo().row[found.open[relations.indices]], minlength=relations.shape[0]) == 0
    )
    if np.any(value < 0) or np.any(np.asarray(relations @ value)[told] != 0):
        raise ArithmeticError("what was published contradicts itself")
    return found.open, value, found.rows


def _blocks(
    published: Published, open_counts: np.ndarray, value: np.ndarray, rows: np.ndarray, wanted: np.ndarray
) -> list[_Block | None]:
    """Split the hidden counts into parts that nothing published connects."""
    equal = published.relations[rows].astype(float)
    above = _rate_rows(published)
    right_all, limit_all = -np.asarray(equal @ value), -np.asarray(above @ value)
    equal, above = (matrix.tocsc()[:, open_counts].tocsr() for matrix in (equal, above))
    both = abs(scipy.sparse.vstack([equal, above])).tocsr()
    graph = scipy.sparse.block_array([[None, both], [both.T, None]])
    _, label = scipy.sparse.csgraph.connected_components(graph, directed=False)
    row_label, label = label[: both.shape[0]], label[both.shape[0] :]
    marks = np.unique(label[np.isin(open_counts, wanted)])
    members_of, equal_of, above_of = (
        _by_label(labels, marks)
        for labels in (label, row_label[: equal.shape[0]], row_label[equal.shape[0] :])
    )
    blocks: list[_Block | None] = []
    place = np.zeros(open_counts.size, np.int64)
    for members, rows, above_rows in zip(members_of, equal_of, above_of, strict=True):
        if rows.size + above_rows.size == 0:
            blocks.append(None)
            continue
        place[members] = np.arange(members.size)
        part = _narrow(equal, rows, place, members.size)
        bounds: tuple[scipy.sparse.csr_array | None, np.ndarray | None] = (None, None)
        if above_rows.size:
            bounds = (_narrow(above, above_rows, place, members.size), limit_all[above_rows])
        asked = np.flatnonzero(np.isin(open_counts[members], wanted))
        blocks.append(_Block(published, open_counts[members], asked, part, right_all[rows], *bounds))
    return blocks


def _by_label(label: np.ndarray, marks: np.ndarray) -> list[np.ndarray]:
    """Where each of ``marks`` stands in ``label``."""
    order = np.argsort(label, kind="stable")
    first, last = (np.searchsorted(label[order], marks, side=side) for side in ("left", "right"))
    return [np.sort(order[a:b]) for a, b in zip(first, last, strict=True)]


def _narrow(
    matrix: scipy.sparse.csr_array, rows: np.ndarray, place: np.ndarray, width: int
) -> scipy.sparse.csr_array:
    """Some rows of a matrix whose entries all stand in the columns that ``place`` numbers."""
    part = matrix[rows]
    return scipy.sparse.csr_array((part.data, place[part.indices], part.indptr), shape=(rows.size, width))


def _rate_rows(published: Published) -> scipy.sparse.csr_array:
    """Rows that are at most 0: numerator less the highest share of the base, the lowest share less numerator."""
    rates = published.rates
    rows = [r for i in range(len(rates)) for r in (2 * i, 2 * i, 2 * i + 1, 2 * i + 1)]
    columns = [c for rate in rates for c in (rate.num, rate.den, rate.num, rate.den)]
    data = [w for rate in rates for w in (1.0, -rate.high, -1.0, rate.low)]
    return scipy.sparse.csr_array((data, (rows, columns)), shape=(2 * len(rates), published.size))
