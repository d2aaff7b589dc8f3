"""Which sums somebody who holds only the published rows would take for true: the attacker's own, found in the sheet.

Months make quarters, years and twelve months; agencies make the whole; categories make their headline or their base;
a numerator and the rest make the base: so the definitions say, whatever is shown. Other sums are guesses, made only where
what is shown makes a coincidence unlikely. One counterexample ends any of them. ``equations.py`` writes them down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from pipelines.disclosure.implied import Span, Splits, Terms, split_terms, terms_of
from pipelines.disclosure.sheet import (
    ALL,
    HIDDEN,
    LINE,
    NONE,
    TELLING,
    WHOLE_OF,
    Mask,
    Numbers,
    Sheet,
    agree,
    bits_of,
)

_MONTHS_IN = {"month": 1, "quarter": 3, "rolling12": 12, "year": 12}
_SUM_BITS = 8.0
"""So much must agree before numbers that look like parts of another pass for its parts."""


class _Sum(NamedTuple):
    """A line that may be the sum of others, all by their place in the sheet; those of one ``key`` speak for each other.

    ``statement`` is what the definitions say of it, and what it falls with; None where they do not say it.
    """

    key: tuple[object, ...]
    whole: int
    parts: tuple[int, ...]
    statement: tuple[object, ...] | None


@dataclass(frozen=True)
class Found:
    """The sums, over the groups of lines that are the rows of ``grid``: those of the sheet, then what nobody tells.

    Each of ``sums`` is groups and their weights, the whole first. ``holds`` has the periods that a sum is said of; of a
    rest, which stands in ``leftovers``, it is every one that all its parts have. ``rests`` are by base and numerator. What
    is ``unseen`` nothing shown bears out: the statement that it falls with, and the groups whose sums over time are such.
    """

    grid: Numbers
    sums: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]
    holds: Mapping[Terms, Mask]
    leftovers: frozenset[tuple[int, ...]]
    rests: Mapping[tuple[int, int], int]
    splits: Splits
    spans: tuple[Span, ...]
    unseen: Mapping[Terms, object]
    unseen_over_time: frozenset[int]


def find(sheet: Sheet) -> Found:
    """The sums of ``sheet``."""
    finder = _Finder(sheet)
    finder.agencies()
    finder.categories()
    finder.rests()
    finder.records()
    finder.periods()
    finder.rests_of_agencies()
    finder.rests_over_time()
    return finder.found()


class _Finder:
    """Collects sums over the groups of a sheet, each as (groups, weights) for all columns."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._grid = sheet.grid
        self._lines = sheet.lines
        self._added: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self._holds: dict[Terms, Mask] = {}  # by sum, the periods that it is said of
        self._extra: list[Numbers] = []  # rows of the grid for what nobody tells
        self._rests: dict[tuple[int, int], int] = {}
        self._leftovers: dict[tuple[int, ...], int] = {}  # by what they are made of
        self._spans: list[tuple[int, int, Numbers]] = []
        self._splits = Splits()
        # What nothing shown bears out, and the statement that it falls with.
        self._unseen: dict[Terms, object] = {}
        self._unseen_over_time: set[int] = set()  # the same, for the sums over time of a group

    def agencies(self) -> None:
        """All agencies together are the sum of the agencies."""
        agency = self._lines["agency_code"].to_numpy(object)
        wanted: list[_Sum] = []
        for key, at in _members(self._lines, ["table", "series", "breakdown", "category", "role"]):
            whole, parts = at[agency[at] == ALL], at[agency[at] != ALL]
            if whole.size and parts.size:
                one, several = int(whole[0]), tuple(parts.tolist())
                wanted.append(_Sum((*key[:3], key[4]), one, several, (one, several)))
        self._take(wanted)
        for sum_ in wanted:
            groups = self._groups(sum_)
            if _terms_of_sum(groups) in self._holds:
                names = agency[list(sum_.parts)].tolist()
                self._splits.add(groups[0], dict(zip(names, groups[1:], strict=True)))

    def categories(self) -> None:
        """Categories are the parts of their headline, or of the one base that they share."""
        heads = self._lines[self._lines["breakdown"] == "none"]
        names = ["table", "series", "agency_code", "role"]
        head_of = {tuple(key): line for line, *key in heads[names].itertuples()}
        cut = self._lines[~self._lines["breakdown"].isin(["none", "statistic"])]
        group, role = self._lines["group"].to_numpy(np.int64), self._lines["role"].to_numpy(object)
        wanted: list[_Sum] = []
        of_mixes: list[_Sum] = []
        for key, places in _members(cut, ["table", "series", "breakdown", "agency_code"]):
            at = cut.index.to_numpy(np.int64)[places]
            by_role = {name: tuple(at[role[at] == name].tolist()) for name in sorted(set(role[at]))}
            bases = list({int(group[line]): line for line in by_role.get("den", ())}.values())
            is_whole = key[2] != "scope"  # intimate partners are a part of all
            mix = ("mix", *key[:3]) if is_whole else None
            of_mixes += [_Sum(key[:3], bases[0], (other,), mix) for other in bases[1:]]
            for name, parts in by_role.items():
                head = head_of.get((key[0], key[1], key[3], name), -1)
                if head >= 0:
                    wanted.append(_Sum((*key[:3], name), head, parts, (head, parts) if is_whole else None))
                if name == "num" and bases:
                    of_base = _Sum((*key[:3], name), bases[0], parts, mix)
                    (wanted if len(bases) == 1 else of_mixes).append(of_base)
        self._take(of_mixes)
        self._take(wanted, or_less=True)

    def rests(self) -> None:
        """What is not in the numerator is in the rest of the base; what is not between partners is between others."""
        wide = self._lines.pivot_table(index=LINE, columns="role", values="group", aggfunc="first")
        for part, whole in WHOLE_OF.items():
            if part in wide and whole in wide:
                both = wide[[part, whole]].dropna().astype(np.int64)
                for one, all_of in both.drop_duplicates().itertuples(index=False):
                    self._rest(int(all_of), int(one))
        scope = self._lines[(self._lines["breakdown"] == "scope")]
        heads = self._lines[self._lines["breakdown"] == "none"]
        keys = ["table", "series", "agency_code", "role"]
        for all_of, one in scope.merge(heads, on=keys)[["group_y", "group_x"]].itertuples(index=False):
            self._rest(int(all_of), int(one))

    def records(self) -> None:
        """Base and unknown are a number of records that is told elsewhere."""
        wide = self._lines.pivot_table(index=LINE, columns="role", values="group", aggfunc="first")
        if "den" not in wide or "missing" not in wide:
            return
        agency = dict(zip(self._lines["group"], self._lines["agency_code"], strict=True))
        place: dict[tuple[object, int, int], list[int]] = {}
        for number, row in enumerate(self._grid):
            for column in np.argsort(-row)[:3].tolist():
                if row[column] >= TELLING:
                    place.setdefault((agency[number], column, int(row[column])), []).append(number)
        pairs = wide[["den", "missing"]].dropna().astype(np.int64).drop_duplicates()
        for base, unknown in pairs.itertuples(index=False):
            told = (self._grid[base] >= 0) & (self._grid[unknown] >= 0)
            total = np.where(told, self._grid[base] + self._grid[unknown], HIDDEN)
            column = int(np.argmax(total))
            for whole in place.get((agency[base], column, int(total[column])), []):
                if len({whole, base, unknown}) == 3 and agree(total, self._grid[whole]):
                    gone = self._grid[[whole, base, unknown]] == NONE
                    if np.array_equal(gone[0], gone[1]) and np.array_equal(gone[0], gone[2]):
                        self._add((whole, int(base), int(unknown)), (1, -1, -1), ~gone[0])
                    break

    def periods(self) -> None:
        """A period is the sum of the months, or of shorter periods, that it is made of."""
        kinds = self._sheet.columns["period_kind"].to_numpy(object)
        first = pd.to_datetime(self._sheet.columns["period_start"])
        start: Numbers = np.asarray(first.dt.year * 12 + first.dt.month, np.int64)
        length: Numbers = np.array([_MONTHS_IN.get(kind, 0) for kind in kinds], np.int64)
        patterns = pd.Series([(row != NONE).tobytes() for row in self._grid])
        for _, numbers in patterns.groupby(patterns, sort=True):
            groups = numbers.index.to_numpy(np.int64)
            columns = np.flatnonzero((self._grid[groups[0]] != NONE) & (length > 0))
            spans = list(_made_of(start, length, columns))
            self._spans += self._spans_not_contradicted(groups, spans)
        monthly = {(group, whole) for group, whole, parts in self._spans if kinds[parts[0]] == "month"}
        self._spans = [  # what is the sum of months is no news as the sum of quarters
            (group, whole, parts)
            for group, whole, parts in self._spans
            if kinds[parts[0]] == "month"
            or not monthly.issuperset((group, p) for p in [whole, *parts.tolist()])
        ]

    def rests_of_agencies(self) -> None:
        """What is left of a number of all agencies together is what is left of each agency's."""
        splits = self._splits.parts
        for (whole, part), number in list(self._rests.items()):
            if whole not in splits or part not in splits:
                continue
            wholes, parts = splits[whole][0], splits[part][0]
            left = {
                agency: self._rests.get((of_agency, parts[agency]), -1) if agency in parts else of_agency
                for agency, of_agency in wholes.items()
            }
            if (
                parts.keys() <= wholes.keys()
                and min(left.values()) >= 0
                and len(set(left.values())) == len(left)
            ):
                self._splits.add(number, left)
                periods = self._holds[split_terms(whole, wholes)]
                self._add((number, *left.values()), (1, *(-1 for _ in left)), periods)
                for agency, rest in left.items():
                    if rest != wholes[agency]:
                        self._fill_rest(rest, self._grid[wholes[agency]], self._row(number))

    def rests_over_time(self) -> None:
        """What is left of a period is what is left of its months."""
        there = self._whole_grid() != NONE
        kinds = self._sheet.columns["period_kind"].to_numpy(object)
        monthly = {(g, whole): parts for g, whole, parts in self._spans if kinds[parts[0]] == "month"}
        periods_of: dict[int, list[int]] = {}
        for group, whole in monthly:
            periods_of.setdefault(group, []).append(whole)
        for terms, rest in self._leftovers.items():
            for whole in list(periods_of.get(terms[0], ())):
                parts = [monthly.get((g, whole), np.zeros(0, np.int64)) for g in terms[:-1]]
                alike = all(np.array_equal(parts[0], other) for other in parts)
                if alike and parts[0].size and there[rest, whole] and there[rest, parts[0]].all():
                    monthly[rest, whole] = parts[0]
                    periods_of.setdefault(rest, []).append(whole)
                    self._spans.append((rest, whole, parts[0]))

    def found(self) -> Found:
        """What came of it."""
        step = [_MONTHS_IN.get(kind, 0) for kind in self._sheet.columns["period_kind"]]
        return Found(
            self._whole_grid(),
            tuple(self._added),
            self._holds,
            frozenset(self._leftovers),
            self._rests,
            self._splits,
            tuple(Span(group, whole, parts, step[parts[0]]) for group, whole, parts in self._spans),
            self._unseen,
            frozenset(self._unseen_over_time),
        )

    def _whole_grid(self) -> Numbers:
        return np.vstack([self._grid, *self._extra]) if self._extra else self._grid

    def _spans_not_contradicted(
        self, groups: Numbers, spans: list[tuple[int, Numbers]]
    ) -> list[tuple[int, int, Numbers]]:
        wrong = np.zeros(groups.size, bool)
        bits = np.zeros(groups.size)
        for whole, parts in spans:
            values, total = self._grid[groups][:, parts], self._grid[groups, whole]
            full = (values >= 0).all(axis=1) & (total >= 0)
            wrong |= full & (values.sum(axis=1) != total)
            bits += np.where(full, bits_of(total), 0.0)
        self._unseen_over_time |= set(groups[~wrong & (bits < _SUM_BITS) & bits.any()].tolist())
        return [(int(group), whole, parts) for group in groups[~wrong] for whole, parts in spans]

    def _groups(self, sum_: _Sum) -> tuple[int, ...]:
        """The whole and the parts of a sum by what they count."""
        return tuple(self._lines["group"].to_numpy(np.int64)[[sum_.whole, *sum_.parts]].tolist())

    def _take(self, wanted: list[_Sum], or_less: bool = False) -> None:
        """Add the sums that the rows bear out, or that definitions state and no row contradicts.

        A sum is said of the periods in which its own lines have rows: another line that counts the same may have more.
        """
        bits: dict[tuple[object, ...], float] = {}
        fits, less, ended = [], [], set()
        for sum_ in wanted:
            whole, *parts = groups = self._groups(sum_)
            if len(set(groups)) < len(groups):
                continue
            periods = self._sheet.own[sum_.whole] & self._sheet.own[list(sum_.parts)].any(axis=0)
            values, total = self._grid[parts], self._grid[whole]
            full = periods & (values != HIDDEN).all(axis=0) & (total >= 0) & (values >= 0).any(axis=0)
            left = (total - np.maximum(values, 0).sum(axis=0))[full]
            if not left.any():
                bits[sum_.key] = bits.get(sum_.key, 0.0) + float(bits_of(total[full]).sum())
                fits.append((sum_, groups, periods))
                continue
            ended.add(sum_.statement)
            if or_less and (left >= 0).all():
                less.append((whole, tuple(parts)))
        for sum_, groups, periods in fits:
            terms, weights = _terms_of_sum(groups), (1, *(-1 for _ in groups[1:]))
            if bits[sum_.key] >= _SUM_BITS:
                self._unseen.pop(terms, None)
                self._add(groups, weights, periods)
            elif sum_.statement is not None and sum_.statement not in ended:
                if terms not in self._holds:
                    self._unseen[terms] = sum_.statement
                self._add(groups, weights, periods)
        for whole, among in less:
            self._leftover(whole, among)

    def _leftover(self, whole: int, parts: tuple[int, ...]) -> int:
        """A new count for what is left of ``whole`` without ``parts``."""
        there = (self._grid[whole] != NONE) & (self._grid[list(parts)] != NONE).all(axis=0)
        number = len(self._grid) + len(self._extra)
        self._extra.append(np.where(there, HIDDEN, NONE))
        self._added.append(((whole, *parts, number), (1, *(-1 for _ in parts), -1)))
        self._leftovers[whole, *parts, number] = number
        return number

    def _rest(self, whole: int, part: int) -> None:
        both = (self._grid[whole] >= 0) & (self._grid[part] >= 0)
        if (
            whole == part
            or (whole, part) in self._rests
            or np.any((self._grid[part] > self._grid[whole])[both])
        ):
            return
        self._rests[whole, part] = self._leftover(whole, (part,))

    def _add(self, groups: tuple[int, ...], weights: tuple[int, ...], periods: Mask) -> None:
        terms = terms_of(groups, weights)
        if terms not in self._holds:
            self._added.append((groups, weights))
        self._holds[terms] = self._holds.get(terms, np.zeros(periods.size, bool)) | periods

    def _row(self, group: int) -> Numbers:
        return self._grid[group] if group < len(self._grid) else self._extra[group - len(self._grid)]

    def _fill_rest(self, rest: int, whole: Numbers, of_all: Numbers) -> None:
        """Something is left of a told ``whole`` also where its part is not told: it is a part of what is left of all."""
        row = self._row(rest)
        row[(row == NONE) & (whole != NONE) & (of_all != NONE)] = HIDDEN


def _terms_of_sum(groups: tuple[int, ...]) -> Terms:
    return terms_of(groups, (1, *(-1 for _ in groups[1:])))


def _members(lines: pd.DataFrame, names: list[str]) -> Iterator[tuple[tuple[Any, ...], Numbers]]:
    """The places of the lines that agree in ``names``, with what they agree in."""
    for key, places in sorted(lines.groupby(names, sort=False).indices.items()):
        yield tuple(key), np.asarray(places, np.int64)  # type: ignore[arg-type]


def _made_of(start: Numbers, length: Numbers, columns: Numbers) -> Iterator[tuple[int, Numbers]]:
    """Each period with the shorter ones that make it up; a month that is not told is a month of nothing."""
    at = {(int(start[c]), int(length[c])): int(c) for c in columns}
    lengths = sorted({int(length[c]) for c in columns})
    for column in columns.tolist():
        for shorter in [n for n in lengths if n < length[column] and length[column] % n == 0]:
            steps = [(int(start[column]) + k, shorter) for k in range(0, int(length[column]), shorter)]
            told = [at[step] for step in steps if step in at]
            if len(told) == len(steps) or (shorter == 1 and told):
                yield column, np.array(told, np.int64)
