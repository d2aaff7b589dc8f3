"""Complementary suppression: which further figures to hide so that no hidden one can be worked out, and no more.

An integer programme chooses the figures: fewest, then the smallest sum. Its rules are found as they are needed:
where a reader could narrow a hidden count too far, the dual of that linear programme says which figures would
have to be hidden to prevent it (``freedom.py``), and the choice is made again. When no reader can narrow anything,
the choice is the best there is. Where the rounds run out, figures are hidden one by one until the same holds, and
the distance to the best possible is stated. True values are kept or hidden, never changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from pipelines.disclosure.freedom import Cut, Freedom
from pipelines.disclosure.shapes import Mask, Question, Tables

ROUNDS = 30
_LARGE = (
    200  # figures of a group above which a choice near the best is good enough, and the sum is not weighed
)
_NODES = 1_000
_MOST_ROUNDS = 100  # with those that only follow from one sum after the other
_PATIENCE = 12  # rounds of hiding single figures before whole lines are withheld
_NEAR = 0.02


@dataclass
class Choice:
    """What to hide. ``chosen`` is what the further figures cost, ``at_least`` what those of any safe choice cost.

    Where every figure costs 1, both are numbers of figures. ``unprotected`` counts could be narrowed whatever is hidden here: they follow from what is known elsewhere.
    """

    hidden: Mask
    chosen: int
    at_least: float
    rounds: int
    unprotected: tuple[int, ...] = ()


@dataclass
class _Search:
    """The state of one search: rules found so far, and what had to be hidden when rounds ran out."""

    tables: Tables
    question: Question
    always: Mask  # figures hidden whatever the choice
    cuts: list[Cut] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)
    solved: dict[bytes, tuple[list[int], float]] = field(default_factory=dict)
    given_up: set[tuple[str, int]] = field(default_factory=set)

    @property
    def cost(self) -> NDArray[np.int64]:
        """What hiding each figure costs."""
        given = self.question.cost
        return np.ones(self.tables.figures_count, np.int64) if given is None else given

    def take(self, cut: Cut) -> bool:
        """Remember a rule; False if nothing new follows from it."""
        if cut.key in self.seen:
            return False
        self.seen.add(cut.key)
        if cut.figures.size == 0:
            self.given_up.add((cut.reader, cut.count))
            return True
        self.cuts.append(cut)
        return True


def choose(tables: Tables, question: Question, rounds: int = ROUNDS) -> Choice:
    """The figures to hide: the primary ones, their notes, and as few others as protect them."""
    always = question.primary.copy()
    has_parent = tables.parent >= 0
    always[has_parent] |= always[tables.parent[has_parent]]
    search = _Search(tables, question, always)
    freedom = Freedom(tables, question)
    hidden, bound, number, asked = always.copy(), 0.0, 0, 0
    while asked < rounds and number < _MOST_ROUNDS:
        number += 1
        cuts = freedom.narrow(hidden, always, search.given_up)
        asked += not freedom.settled  # what follows from one sum after the other is found at once
        fresh = [cut for cut in cuts if search.take(cut)]
        if not cuts:
            return _done(search, hidden, bound, number)
        if not fresh:
            break
        chosen, bound = _solve(search)
        hidden = _with_notes(tables, always, chosen)
    return _hide_more(search, freedom, hidden, bound, number)


def _done(search: _Search, hidden: Mask, bound: float, rounds: int) -> Choice:
    own = search.tables.parent < 0
    chosen = int(np.sum(search.cost[hidden & ~search.always & own]))
    return Choice(
        hidden, chosen, min(bound, chosen), rounds, tuple(sorted({count for _, count in search.given_up}))
    )


def _with_notes(tables: Tables, always: Mask, chosen: list[int]) -> Mask:
    hidden = always.copy()
    hidden[chosen] = True
    has_parent = tables.parent >= 0
    hidden[has_parent] |= hidden[tables.parent[has_parent]]
    return hidden


def _hide_more(search: _Search, freedom: Freedom, hidden: Mask, bound: float, rounds: int) -> Choice:
    """Keep what is hidden and hide the best further figures, again and again, until nothing can be narrowed.

    A count that is found again needs more than its rule said: twice as much is hidden for it each time. After a few
    rounds whole lines go with what is hidden: so it ends soon however large the site, and by no clock.
    """
    kept = hidden.copy()
    times: dict[int, float] = {}
    last = rounds + _PATIENCE
    while True:
        rounds += 1
        cuts = freedom.narrow(kept, kept, search.given_up)
        if not cuts:
            return _done(search, kept, bound, rounds)
        further = _Search(search.tables, search.question, kept, given_up=search.given_up)
        for cut in cuts:
            times[cut.count] = 2 * times.get(cut.count, 0.5)
            most = float(np.sum(cut.count_helps))
            further.take(replace(cut, needed=min(times[cut.count] * cut.needed, most)))
        chosen = _solve(further)[0]
        kept = _with_notes(search.tables, kept, chosen if rounds <= last else _lines(search.question, chosen))


def _lines(question: Question, chosen: list[int]) -> list[int]:
    """The figures that stand in a line with those chosen."""
    if question.line is None:
        return chosen
    whole = np.isin(question.line, question.line[chosen]) & question.may_hide
    return sorted({*chosen, *np.flatnonzero(whole).tolist()})


def _solve(search: _Search) -> tuple[list[int], float]:
    """The best choice under all rules found so far, group by group of rules that share figures."""
    chosen: list[int] = []
    bound = 0.0
    for group in _groups(search.cuts):
        key = b"".join(sorted(cut.key for cut in group))
        if key not in search.solved:
            search.solved[key] = _solve_group(search.tables, search.cost, group)
        figures, at_least = search.solved[key]
        chosen += figures
        bound += at_least
    return sorted(set(chosen)), bound


def _groups(cuts: list[Cut]) -> list[list[Cut]]:
    """Rules that share a figure, directly or by way of others."""
    leader: dict[int, int] = {}

    def find(figure: int) -> int:
        while leader.setdefault(figure, figure) != figure:
            leader[figure] = leader[leader[figure]]
            figure = leader[figure]
        return figure

    for cut in cuts:
        members = cut.figures.tolist()
        for other in members[1:]:
            leader[find(other)] = find(members[0])
    groups: dict[int, list[Cut]] = {}
    for cut in cuts:
        groups.setdefault(find(int(cut.figures[0])), []).append(cut)
    return [groups[k] for k in sorted(groups)]


def _solve_group(tables: Tables, cost: NDArray[np.int64], cuts: list[Cut]) -> tuple[list[int], float]:
    """The integer programme of one group: fewest figures, then the smallest sum of what they tell.

    Unknowns are the figures and, for counts that several figures tell, whether the count is hidden: only where
    all of them are. Returns the chosen figures and a lower bound of their number.
    """
    figures = sorted({f for cut in cuts for f in cut.figures.tolist()})
    figure_place = {f: i for i, f in enumerate(figures)}
    count_place: dict[tuple[int, tuple[int, ...]], int] = {}
    rows: list[tuple[list[int], list[float], float]] = []
    for cut in cuts:
        columns = []
        for c in cut.counts.tolist():
            unknown = (c, cut.told_by[c])
            if unknown not in count_place:
                count_place[unknown] = len(figures) + len(count_place)
                rows += [([figure_place[f], count_place[unknown]], [1.0, -1.0], 0.0) for f in cut.told_by[c]]
            columns.append(count_place[unknown])
        weights = cut.count_helps.tolist()
        rows.append((columns, weights, cut.needed))
    return _run_milp(tables, cost, figures, len(figures) + len(count_place), rows)


def _run_milp(
    tables: Tables,
    cost: NDArray[np.int64],
    figures: list[int],
    size: int,
    rows: list[tuple[list[int], list[float], float]],
) -> tuple[list[int], float]:
    matrix = sparse.csr_array(
        (
            [w for _, weights, _ in rows for w in weights],
            (
                [r for r, (columns, _, _) in enumerate(rows) for _ in columns],
                [c for columns, _, _ in rows for c in columns],
            ),
        ),
        shape=(len(rows), size),
    )
    least = np.array([b for _, _, b in rows])
    own = np.array([int(tables.parent[f] < 0) * int(cost[f]) for f in figures])
    sizes = np.array([int(tables.counts[tables.lead[f]]) + 1 for f in figures])
    fewest, bound = _least(own, size, matrix, least)
    if fewest is None:
        return figures, 0.0
    if len(figures) > _LARGE:
        return [f for f, y in zip(figures, fewest.tolist(), strict=True) if y], bound
    # Of the choices with as few figures, the one that hides the smallest sum.
    count_row = sparse.csr_array(np.concatenate([-own, np.zeros(size - own.size)])[None, :])
    limited = sparse.vstack([matrix, count_row], format="csr")
    smallest, _ = _least(sizes, size, limited, np.append(least, -float(own @ fewest)))
    chosen = fewest if smallest is None else smallest
    return [f for f, y in zip(figures, chosen.tolist(), strict=True) if y], bound


def _least(
    cost: NDArray[np.int64], size: int, matrix: sparse.csr_array, least: NDArray[np.float64]
) -> tuple[NDArray[np.int64] | None, float]:
    """The choice of figures of the least cost, and a lower bound of the cost."""
    figures = cost.size
    result = milp(
        np.concatenate([cost, np.zeros(size - figures)]),
        integrality=np.concatenate([np.ones(figures), np.zeros(size - figures)]),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix, lb=least),
        options={"mip_rel_gap": _NEAR if figures > _LARGE else 0.0, "node_limit": _NODES},
    )
    if result.x is None:
        return None, 0.0
    bound = 0.0 if result.mip_dual_bound is None else float(np.ceil(result.mip_dual_bound - 1e-6))
    return (result.x[:figures] > 0.5).astype(np.int64), bound
