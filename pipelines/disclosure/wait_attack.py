"""Attacks what is told of times between steps, as each of its readers, with nothing but the rows that would be published.

Every number of a cohort is an unknown of one system: how many began, ended, stayed open or have no usable end; of those, how
many within each limit, later, and between two limits; what ``pub.measure_value`` tells of the cases begun and of all that are
open. A reader adds these up, and agencies to all of them. Shares and times are of the product-limit curve, in which an open case
counts on: so of those who began, no more than that share ended within the limit, and no more than the rest is known to have gone
on. The true numbers serve for three things only: to say which withheld ones are small, to leave out what is not true, and to
start from a table that fits. Shares no rule with ``pub_wait.sql`` and ``pub_wait_limit.sql``, which decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from pipelines.disclosure.attack import Proof, Rate, Seen, attack
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.published import published_to

ALL = "all"
OUTSIDE = "outside"
NUMBERS = ("begun", "pending", "pending_unknown", "started", "ended", "open", "n_missing")
"""What is told of a cohort: ``begun`` is the measure of cases begun; ``pending`` and ``pending_unknown`` count all cases open on its last day."""
KEY = ("measure_id", "agency_code", "period_start")
SHARE_DIGITS = 3
"""Shares are told to so many digits."""
_WANTED = ("started", "ended", "open", "n_missing", "before", "within", "later", "between", "beyond")
_QUANTILES = {"median": ("suppressed", 0.5), "p90": ("p90_suppressed", 0.1)}
"""Whether a time is withheld, and the share that takes longer."""
_TOLERANCE = 1e-9

Cell = tuple[Any, ...]
"""A number: measure, agency, first day of the period, part, and the limits that it is about."""
Terms = dict[Cell, int]


@dataclass(frozen=True)
class Waits:
    """Everything about times between steps that may be published, with its numbers.

    A row of ``cohorts`` is one of ``mart.wait`` with what the measures of its cases count (``KEY``, ``NUMBERS``; those of
    pending cases are null unless it is the latest). A row of ``limits`` is one of ``mart.wait_limit``. ``told`` has the
    cohorts as each audience is told them: ``NUMBERS``, ``median`` and ``p90`` are null where they are not, ``suppressed`` and
    ``p90_suppressed`` say whether a time that is null is withheld, or not reached yet. ``told_limits`` has the shares.
    """

    cohorts: pd.DataFrame
    limits: pd.DataFrame
    told: pd.DataFrame
    told_limits: pd.DataFrame

    @property
    def agencies(self) -> list[str]:
        """The agencies with cohorts of their own."""
        return sorted(set(self.cohorts["agency_code"]) - {ALL})


def attack_waits(waits: Waits, rules: tuple[Rule, ...]) -> pd.DataFrame:
    """The proofs: from outside, and as each agency, which knows its own numbers; directors read the own page beside the joint ones."""
    if not len(waits.cohorts):
        return pd.DataFrame()
    attempt, proofs = WaitAttempt(waits), []
    for rule in (rule for rule in rules if not rule.demographic_only):
        own_page = not rule.all_agencies
        readers = [] if own_page else [OUTSIDE]
        readers += waits.agencies if rule.audience != "public" else []
        for reader in readers:
            proof = attempt.by(reader, rule.audience, rule.threshold, own_page)
            proofs.append({"audience": rule.audience, "reader": reader, **proof.record()})
    return pd.DataFrame(proofs)


class WaitAttempt:
    """One attempt on ``waits``, of which each reader is told some."""

    def __init__(self, waits: Waits) -> None:
        self._waits, self._seen = waits, Seen()
        self._limits: dict[Cell, tuple[float, ...]] = {}
        self._value: dict[Cell, int] = {}
        for row in _rows(waits.cohorts):
            self._take(row)
        self._number = {cell: number for number, cell in enumerate(self._value)}
        self._counts = np.array(list(self._value.values()), np.int64)
        self._equations = self._matrix([*self._sums(), *self._pending(), *self._agencies()])
        cells = list(self._value)
        self._of = np.array([cell[1] for cell in cells], object)
        self._is_wanted = np.array([cell[3] in _WANTED for cell in cells], bool)

    def by(self, reader: str, audience: str, width: int, own_page: bool = False) -> Proof:
        """The attack of ``reader`` on what ``audience`` is told: no small number of cases may be told, or narrowed to less than ``width``.

        An agency knows its own numbers and is kept from those of others; what all have together is not kept from it. On its
        ``own_page`` it is told some of its own, beside what directors together are told, and is kept from the rest.
        """
        pages = [(audience, reader), ("joint", None)] if own_page else [(audience, None)]
        known = np.zeros(self._counts.size, bool)
        rates: list[Rate] = []
        for name, agency in pages:
            told, shares = (
                f[(f["audience"] == name) & (f["agency_code"] == agency if agency else True)]
                for f in (self._waits.told, self._waits.told_limits)
            )
            known[list(self._known(told, shares))] = True
            rates += self._rates(told, shares)
        if reader == OUTSIDE:
            asked = np.ones(known.size, bool)
        elif own_page:
            asked = self._of == reader
        else:
            asked = (self._of != reader) & (self._of != ALL)
            known |= self._of == reader
        small = self._is_wanted & (self._counts > 0) & (self._counts < width)
        return attack(
            published_to(known, self._counts, self._equations, small & asked, width, rates), self._seen
        )

    def _take(self, row: Mapping[str, Any]) -> None:
        """All numbers of one cohort."""
        key = _key(row)
        limits = self._waits.limits
        of_cohort = limits[np.logical_and.reduce([limits[name] == row[name] for name in KEY])]
        within = dict(zip(of_cohort["limit_time"], of_cohort["within_limit"], strict=True))
        beyond = dict(zip(of_cohort["limit_time"], of_cohort["beyond_limit"], strict=True))
        self._limits[key] = tuple(sorted(within))
        self._value |= {(*key, part): int(row[part]) for part in NUMBERS if not pd.isna(row[part])}
        ended, still = int(row["ended"]), int(row["open"])
        young = {limit: int(row["started"]) - within[limit] - beyond[limit] for limit in within}
        for limit in self._limits[key]:
            parts = {
                "within": within[limit], "later": ended - within[limit], "beyond": beyond[limit],
                "young": young[limit], "old": still - young[limit],
            }  # fmt: skip
            self._value |= {(*key, part, limit): int(value) for part, value in parts.items()}
        for one, two in combinations(self._limits[key], 2):
            self._value[(*key, "between", one, two)] = int(within[two] - within[one])
            self._value[(*key, "grown", one, two)] = int(young[two] - young[one])

    def _sums(self) -> Iterator[Terms]:
        """The cases of a cohort, and of each limit, by what became of them; ``young`` ones are open and not known for so long."""
        for key, limits in self._limits.items():
            yield _sum(key, ("begun",), ("started",), ("n_missing",))
            yield _sum(key, ("started",), ("ended",), ("open",))
            for limit in limits:
                yield _sum(key, ("ended",), ("within", limit), ("later", limit))
                yield _sum(key, ("open",), ("young", limit), ("old", limit))
                yield _sum(key, ("beyond", limit), ("later", limit), ("old", limit))
            for pair in combinations(limits, 2):
                yield _sum(key, ("within", pair[1]), ("within", pair[0]), ("between", *pair))
                yield _sum(key, ("young", pair[1]), ("young", pair[0]), ("grown", *pair))

    def _pending(self) -> Iterator[Terms]:
        """All that are open on the last day are those of each cohort, and those begun ``before`` or between cohorts."""
        for key in [key for key in self._limits if (*key, "pending") in self._value]:
            same = [other for other in self._limits if other[:2] == key[:2]]
            whole = [(*key, part) for part in ("pending", "pending_unknown") if (*key, part) in self._value]
            parts = [(*other, "open") for other in same]
            left = sum(self._value[cell] for cell in whole) - sum(self._value[cell] for cell in parts)
            if left >= 0:
                self._value[(*key, "before")] = left
                self._number[(*key, "before")] = len(self._number)
                self._counts = np.append(self._counts, left)
                yield dict.fromkeys(whole, 1) | dict.fromkeys((*parts, (*key, "before")), -1)

    def _agencies(self) -> Iterator[Terms]:
        """All agencies together are the sum of the agencies, in each number."""
        parts: dict[Cell, Terms] = {}
        for cell in self._value:
            if cell[1] != ALL:
                parts.setdefault((cell[0], ALL, *cell[2:]), {})[cell] = -1
        yield from ({whole: 1} | terms for whole, terms in parts.items() if whole in self._value)

    def _matrix(self, sums: list[Terms]) -> sparse.csr_array:
        """The sums that the true numbers fulfil: a false one leads nobody to a number."""
        terms = [(row, self._number[cell], weight) for row, one in enumerate(sums) if one.keys() <= self._value.keys()
                 for cell, weight in one.items()]  # fmt: skip
        rows, columns, weights = np.array(terms, np.int64).reshape(-1, 3).T
        matrix = sparse.csr_array(
            (weights, (rows, columns)), shape=(len(sums), self._counts.size), dtype=np.int64
        )
        true = np.asarray(matrix @ self._counts) == 0
        return matrix[np.flatnonzero(true & (np.diff(matrix.indptr) > 0))]

    def _known(self, told: pd.DataFrame, shares: pd.DataFrame) -> Iterator[int]:
        """The counts that rows tell; where a share is not reached yet, nobody is known to have gone on beyond its limit."""
        for row in _rows(told):
            yield from (self._number[(*_key(row), part)] for part in NUMBERS if not pd.isna(row[part]))
        for row in _rows(shares[~shares["suppressed"] & shares["share_within"].isna()]):
            yield self._number[(*_key(row), "beyond", row["limit_time"])]

    def _rates(self, told: pd.DataFrame, shares: pd.DataFrame) -> list[Rate]:
        """What shares and times say of the counts; what is not true is left out."""
        found = [*self._of_times(told)]
        shown = shares[~shares["suppressed"] & shares["share_within"].notna()]
        for key, rows in shown.groupby(list(KEY), sort=False):
            longer = {row["limit_time"]: 1 - float(row["share_within"]) for row in _rows(rows)}
            for limit, share in longer.items():
                found += self._curve(key, limit, None, *_around(share))
            for one, two in combinations(sorted(longer), 2):
                low, high = _around(longer[two], longer[one])
                found += self._curve(key, two, one, low, high)
        return [
            Rate(num, den, max(low, 0.0), high)
            for num, den, low, high in found
            if low * self._counts[den] - _TOLERANCE <= self._counts[num] <= high * self._counts[den] + _TOLERANCE
        ]  # fmt: skip

    def _curve(
        self, key: Cell, limit: float, since: float | None, low: float, high: float
    ) -> Iterator[tuple[int, int, float, float]]:
        """From ``low`` to ``high`` is the share that goes on beyond ``limit``, of those who began or went on beyond ``since``."""
        base, ended = (("started",), ("within", limit)) if since is None else (("beyond", since), ("between", since, limit))  # fmt: skip
        den = self._number[(*key, *base)]
        yield self._number[(*key, "beyond", limit)], den, 0.0, high
        yield self._number[(*key, *ended)], den, 0.0, 1.0 - low

    def _of_times(self, told: pd.DataFrame) -> Iterator[tuple[int, int, float, float]]:
        """By the median half have ended, and not before; where it is not reached, more than half are open. So too nine of ten."""
        for row in _rows(told):
            key = _key(row)
            for name, (is_withheld, share) in _QUANTILES.items():
                if row[is_withheld]:
                    continue
                if pd.isna(row[name]):
                    yield self._number[(*key, "open")], self._number[(*key, "started")], share, 1.0
                for limit in self._limits[key]:
                    ends = not pd.isna(row[name]) and row[name] <= limit
                    yield from self._curve(
                        key, limit, None, 0.0 if ends else share, share + _TOLERANCE if ends else 1.0
                    )


def _around(share: float, of: float | None = None) -> tuple[float, float]:
    """Between what a share lies that was rounded, or such a share of another one."""
    half = 0.5 * 10**-SHARE_DIGITS + _TOLERANCE
    below, above = (1.0, 1.0) if of is None else (of - half, min(of + half, 1.0))
    return max(share - half, 0.0) / above, 1.0 if below <= 0 else min((share + half) / below, 1.0)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def _key(row: Mapping[str, Any]) -> Cell:
    return tuple(row[name] for name in KEY)


def _sum(key: Cell, whole: Cell, *parts: Cell) -> Terms:
    return {(*key, *whole): 1} | {(*key, *part): -1 for part in parts}
