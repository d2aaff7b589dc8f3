"""Which sums say nothing new, because they are others added up: those of months, and those of agencies.

The sums of a quarter are those of its months; the sums of all agencies together are those of each agency. What says
nothing new is left out, so that fewer numbers hang together: the totals of all agencies then stand in nothing but the
sum of their parts, until one of them is told. Exact: what is left out follows from what stays. So it is a part of the
solver, as ``reduction.py`` is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]
Terms = tuple[tuple[int, int], ...]
"""Classes of counts with their weights, in order of the classes."""


class Span(NamedTuple):
    """A class in one period as the sum of the same in shorter ones, each of ``step`` months."""

    of: int
    period: int
    parts: Numbers
    step: int


def terms_of(classes: Iterable[int], weights: Iterable[int]) -> Terms:
    """A sum by what it is made of, whatever the order."""
    return tuple(sorted(zip(classes, weights, strict=True)))


def split_terms(whole: int, parts: dict[str, int]) -> Terms:
    """A whole less its parts, which is 0."""
    return terms_of((whole, *parts.values()), (1, *(-1 for _ in parts)))


def difference(one: Terms, other: Terms) -> Terms:
    """One sum less another."""
    left = dict(one)
    for number, weight in other:
        left[number] = left.get(number, 0) - weight
    return tuple(sorted((number, weight) for number, weight in left.items() if weight))


@dataclass
class Splits:
    """How classes of all agencies together are made up of those of each agency."""

    parts: dict[int, list[dict[str, int]]] = field(default_factory=dict)

    def add(self, whole: int, parts: dict[str, int]) -> None:
        """``whole`` is the sum of ``parts``, by agency."""
        known = self.parts.setdefault(whole, [])
        if parts not in known:
            known.append(parts)

    def first(self, terms: Terms) -> Terms | None:
        """The first sum that says what a whole is made of, where ``terms`` is one that does; else None."""
        whole = next((c for c, weight in terms if weight > 0), -1)
        ways = [split_terms(whole, parts) for parts in self.parts.get(whole, [])]
        return ways[0] if terms in ways else None

    def part_of(self, size: int) -> dict[str, Mask]:
        """By agency, which of ``size`` classes of all together it has a part in."""
        found: dict[str, Mask] = {}
        for whole, ways in self.parts.items():
            for parts in ways:
                for agency in parts:
                    found.setdefault(agency, np.zeros(size, bool))[whole] = True
        return found

    def by_agency(self, terms: Terms) -> tuple[list[tuple[int, dict[str, int]]], list[Terms]] | None:
        """A sum over several agencies as one sum for each: the splits that it takes, and those sums.

        None where a class of it is not split, or one agency has two classes for the same number.
        """
        if any(whole not in self.parts for whole, _ in terms):
            return None
        used = [(whole, self.parts[whole][0]) for whole, _ in terms]
        found = []
        for agency in sorted({agency for _, parts in used for agency in parts}):
            own = [
                (parts[agency], w) for (_, parts), (_, w) in zip(used, terms, strict=True) if agency in parts
            ]
            if len({c for c, _ in own}) < len(own):
                return None
            found.append(tuple(sorted(own)))
        return used, found


@dataclass(frozen=True)
class Sums:
    """Sums of classes and the periods where each holds, and what is a sum over time; ``told`` has a row for each class."""

    told: Mask
    splits: Splits
    holds: dict[Terms, Mask]
    spans: list[Span]

    def fewest(self) -> tuple[list[tuple[Terms, Numbers]], list[Span]]:
        """The sums that say something new, with their periods, and the sums over time that do.

        The sums of agencies stay for longer periods too, and those over time go for all agencies together: then what
        all have together stands in no other sum.
        """
        months, found = _Months(self.told.shape, self.spans), []
        for terms, holds in self.holds.items():
            first = self.splits.first(terms)
            if first is None:
                news = holds & ~self._follows_from_agencies(terms)
                news &= ~months.follows(terms, self.told, holds)
            elif first == terms:
                news = holds
            else:  # the same whole in other parts: they are as much as the first ones
                news = holds & ~self.holds[first]
                other = difference(terms, first)
                same = holds & self.holds[first] & self._told(other)
                found.append((other, np.flatnonzero(same & ~months.follows(other, self.told, same))))
            found.append((terms, np.flatnonzero(news)))
        made = {(span.of, span.period, span.step) for span in self.spans}
        return found, [span for span in self.spans if not self._span_follows(span, made)]

    def _told(self, terms: Terms) -> Mask:
        return np.asarray(self.told[[number for number, _ in terms]].any(axis=0))

    def _stands(self, terms: Terms) -> Mask:
        """By period, whether a sum holds or speaks of nothing that is told."""
        nothing = ~self._told(terms)
        return nothing | self.holds[terms] if terms in self.holds else nothing

    def _follows_from_agencies(self, terms: Terms) -> Mask:
        """By period, whether a sum over several agencies is the sums of each, added up."""
        split = self.splits.by_agency(terms)
        found = np.full(self.told.shape[1], split is not None)
        if split is not None:
            used, own = split
            for sums in [*(split_terms(whole, parts) for whole, parts in used), *own]:
                found &= self._stands(sums)
        return found

    def _span_follows(self, span: Span, made: set[tuple[int, int, int]]) -> bool:
        """Whether the months of all agencies together make a period because those of each agency do."""
        if span.of not in self.splits.parts:
            return False
        parts = self.splits.parts[span.of][0]
        stands = self._stands(split_terms(span.of, parts))
        if not stands[span.period] or not stands[span.parts].all():
            return False
        return all(
            (part, span.period, span.step) in made
            or not (self.told[part, span.period] or self.told[part, span.parts].any())
            for part in parts.values()
        )


class _Months:
    """Which sums of a coarse period say nothing new: those of its months, added up."""

    def __init__(self, shape: tuple[int, ...], spans: Iterable[Span]) -> None:
        self._covered = np.zeros(shape, bool)
        months: dict[int, Numbers] = {}
        for span in spans:
            if span.step == 1:
                self._covered[span.of, span.period] = True
                months[span.period] = np.union1d(months.get(span.period, span.parts), span.parts)
        self._periods = np.array(sorted(months), np.int64)
        self._inside = np.zeros((self._periods.size, shape[1]), np.int64)
        for place, period in enumerate(self._periods.tolist()):
            self._inside[place, months[period]] = 1

    def follows(self, terms: Terms, told: Mask, holds: Mask) -> Mask:
        """The periods for which a sum follows from those of months."""
        classes = [number for number, _ in terms]
        found = np.zeros(holds.size, bool)
        if not self._periods.size:
            return found
        of_all = told[classes]
        amiss = (of_all.any(axis=0) & ~holds).astype(np.int64)
        of_months = self._inside @ of_all.T.astype(np.int64) > 0
        covered = self._covered[classes][:, self._periods].T
        said = np.where(of_all[:, self._periods].T, covered, ~of_months)
        found[self._periods] = (self._inside @ amiss == 0) & np.all(said, axis=1)
        return found & holds


def matrix_of(
    number: Numbers, sums: Iterable[tuple[Terms, Numbers]], spans: Iterable[Span]
) -> sparse.csr_array:
    """One row per sum and period, then one per sum over time; ``number`` has the counts by class and period.

    -1 where nothing is told: that is nothing there.
    """
    rows: list[Numbers] = [np.zeros(0, np.int64)]
    columns, data, count = [rows[0]], [rows[0]], 0
    for terms, periods in sums:
        for number_of, weight in terms:
            rows.append(count + np.arange(periods.size))
            columns.append(number[number_of, periods])
            data.append(np.full(periods.size, weight))
        count += periods.size
    for span in spans:
        rows.append(np.full(span.parts.size + 1, count))
        columns.append(np.append(number[span.of, span.parts], number[span.of, span.period]))
        data.append(np.append(np.full(span.parts.size, -1), 1))
        count += 1
    row, column, entry = (np.concatenate(part) for part in (rows, columns, data))
    there = column >= 0
    return sparse.csr_array(
        (entry[there], (row[there], column[there])),
        shape=(count, int(number.max(initial=-1)) + 1),
        dtype=np.int64,
    )


@dataclass(frozen=True)
class Said:
    """The sums behind the rows of a matrix: which one of ``sums`` in which period, then those over time.

    ``number`` has the counts by group and period; -1 for none. The ``unseen`` sums, and those over time of the groups
    ``unseen_over_time``, are taken on the word of the definitions: each holds in all periods, or is not what they say. Sums
    that are ``unseen`` with the same name fall together.
    """

    number: Numbers
    splits: Splits
    sums: tuple[Terms, ...]
    sum_of: Numbers
    period: Numbers
    spans: tuple[Span, ...]
    unseen: Mapping[Terms, object] = field(default_factory=dict)
    unseen_over_time: frozenset[int] = frozenset()

    def all_of_it(self) -> sparse.csr_array:
        """Every sum in every period in which it may hold."""
        by_sum = [(terms, self.period[self.sum_of == at]) for at, terms in enumerate(self.sums)]
        return matrix_of(self.number, by_sum, self.spans)

    def falls_with(self, false: Mask, no_sum: Mask) -> Mask:
        """The rows of sums that are not what they were taken for: ``no_sum`` in one period, or ``false`` against the definitions."""
        of_sums, over_time = slice(None, self.sum_of.size), slice(self.sum_of.size, None)
        names = [self.unseen.get(terms) for terms in self.sums]
        wrong, against = np.zeros(len(self.sums), bool), np.zeros(len(self.sums), bool)
        wrong[self.sum_of[no_sum[of_sums]]] = True
        against[self.sum_of[false[of_sums]]] = True
        fallen = {
            name for name, is_false in zip(names, against, strict=True) if is_false and name is not None
        }
        wrong |= np.array([name in fallen for name in names], bool)
        groups = {span.of for span, is_false in zip(self.spans, false[over_time], strict=True) if is_false}
        gone = groups & self.unseen_over_time
        return np.concatenate([wrong[self.sum_of], np.array([span.of in gone for span in self.spans], bool)])

    def without_news(self, true: Mask) -> sparse.csr_array:
        """Those of the ``true`` ones that do not follow from the others."""
        holds = {}
        of_sums = true[: self.sum_of.size]
        order = np.argsort(self.sum_of[of_sums], kind="stable")
        numbers, periods = self.sum_of[of_sums][order], self.period[of_sums][order]
        for at, terms in enumerate(self.sums):
            first, last = np.searchsorted(numbers, [at, at + 1])
            holds[terms] = np.zeros(self.number.shape[1], bool)
            holds[terms][periods[first:last]] = True
        spans = [span for span, holds_ in zip(self.spans, true[self.sum_of.size :], strict=True) if holds_]
        return matrix_of(self.number, *Sums(self.number >= 0, self.splits, holds, spans).fewest())
