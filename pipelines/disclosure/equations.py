"""What somebody who holds only the published rows can put together: the attacker's own equations.

Months make quarters, years and twelve months; agencies make the whole; categories make their headline or their base;
a numerator and the rest make the base; two columns that agree wherever both are shown are taken for one count. Each
is a guess that the rows must bear out: one counterexample ends it, and it is made only where what is shown
makes a coincidence unlikely. Nothing here knows a hidden number, and nothing is shared with ``relations.py``, which
the choice of what to hide is made with: an error there shows up here. ``attack.py`` does the sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

KEYS = ("table", "series", "breakdown", "category", "agency_code", "period_kind", "period_start")
ROLES = ("num", "den", "missing", "linked", "previous", "unlinked")
_MONTHS_IN = {"month": 1, "quarter": 3, "rolling12": 12, "year": 12}
_WHOLE_OF = {"num": "den", "linked": "previous"}
_LINE = ["table", "series", "breakdown", "category", "agency_code"]
_SAME_BITS = 30.0
"""So much must agree before two columns pass for one count: by chance they do once in a billion."""
_SUM_BITS = 8.0
"""So much must agree before numbers that look like parts of another pass for its parts."""
_TELLING = 8  # numbers from here on are looked up when two columns are compared
_NONE, _HIDDEN = -2, -1


@dataclass(frozen=True)
class Read:
    """Counts by number, what is shown of them, and how they hang together.

    ``known`` is -1 where a count is hidden. ``equations`` times the counts is 0. ``place`` has, for every row read
    and role, the number of its count; ``rest`` has what is left of the base; -1 for none. ``earlier`` are the counts
    that were told before.
    """

    known: Numbers
    equations: sparse.csr_array
    place: Numbers
    rest: Numbers
    earlier: Numbers

    def told_apart(self, numbers: NDArray[np.float64]) -> tuple[Numbers, sparse.csr_array]:
        """The true counts, where ``numbers`` are those of the rows (nan for none), and the equations that are true.

        A guess that the true numbers break leads its user astray: nobody learns anything by it.
        """
        actual = np.where(self.known >= 0, self.known, np.nan).astype(float)
        there = (self.place >= 0) & ~np.isnan(numbers)
        actual[self.place[there]] = numbers[there]
        open_counts = np.isnan(actual)
        lacking = np.asarray((self.equations != 0).astype(np.int64) @ open_counts.astype(np.int64))
        single = self.equations[lacking == 1].tocoo()
        sums = np.asarray(self.equations[lacking == 1] @ np.nan_to_num(actual))
        last = open_counts[single.col]
        actual[single.col[last]] = -sums[single.row[last]] / single.data[last]
        bad = np.isnan(actual) | (actual < 0)
        counts = np.where(bad, 0, actual).astype(np.int64)
        true = (np.asarray(self.equations @ counts) == 0) & (
            np.asarray((self.equations != 0).astype(np.int64) @ bad.astype(np.int64)) == 0
        )
        return counts, self.equations[true]


def read(rows: pd.DataFrame, earlier: pd.DataFrame) -> Read:
    """Put together the published ``rows`` and what was told ``earlier``.

    Args:
        rows: ``KEYS``, ``ROLES`` (no number where there is none or it is withheld), ``withheld`` and ``no_note``.
        earlier: ``KEYS``, role, value of earlier releases; a later row counts more.
    """
    sheet = _lay_out(rows, earlier)
    finder = _Finder(sheet)
    finder.agencies()
    finder.categories()
    finder.rests()
    finder.records()
    finder.periods()
    return finder.done()


@dataclass
class _Sheet:
    """Every line (one role of one category at one agency) as a row of ``grid``, every period as a column."""

    grid: Numbers  # by class of line; _HIDDEN, or _NONE where there is no such row
    lines: pd.DataFrame  # _LINE, role, group
    columns: pd.DataFrame
    line_at: Numbers  # rows x roles
    column_at: Numbers  # by row
    told_at: tuple[Numbers, Numbers]  # lines and columns of what was told earlier


def _lay_out(rows: pd.DataFrame, earlier: pd.DataFrame) -> _Sheet:
    told = earlier.assign(period_start=pd.to_datetime(earlier["period_start"]))
    both = pd.concat([rows[list(KEYS)], told[list(KEYS)]], ignore_index=True)
    column, columns = _numbered(both[["period_kind", "period_start"]])
    line, names = _numbered(both[_LINE])
    count, width = len(names) * len(ROLES), len(columns)
    grid = np.full((count, width), _NONE, np.int64)
    of_rows, of_told = slice(0, len(rows)), slice(len(rows), None)
    told_line = line[of_told] * len(ROLES) + _role_numbers(told["role"])
    grid[told_line, column[of_told]] = told["value"].to_numpy(np.int64)
    line_at = np.full((len(rows), len(ROLES)), -1, np.int64)
    series = rows.groupby(["table", "series"], sort=False).ngroup().to_numpy()
    for number, role in enumerate(ROLES):
        if role not in rows:
            continue
        value = rows[role].to_numpy(float)
        gone = rows["no_note" if role == "missing" else "withheld"].to_numpy(bool)
        has = np.zeros(series.max(initial=-1) + 1, bool)
        has[series[~np.isnan(value)]] = True
        there = ~np.isnan(value) | (gone & has[series])
        at = line[of_rows] * len(ROLES) + number
        line_at[there, number] = at[there]
        shown = ~np.isnan(value)
        grid[at[shown], column[of_rows][shown]] = value[shown].astype(np.int64)
        hidden = there & ~shown
        grid[at[hidden], column[of_rows][hidden]] = _HIDDEN
    lines = names.loc[names.index.repeat(len(ROLES))].reset_index(drop=True)
    lines["role"] = np.tile(np.array(ROLES, object), len(names))
    used = (grid != _NONE).any(axis=1)
    lines["group"] = -1
    number_of = np.cumsum(used) - 1
    lines = lines[used].reset_index(drop=True)
    grid = grid[used]
    line_at = np.where(line_at >= 0, number_of[np.maximum(line_at, 0)], -1)
    groups, merged = _one_count(grid, lines["agency_code"].to_numpy(object))
    lines["group"] = groups
    return _Sheet(merged, lines, columns, line_at, column[of_rows], (number_of[told_line], column[of_told]))


def _numbered(frame: pd.DataFrame) -> tuple[Numbers, pd.DataFrame]:
    number = frame.groupby(list(frame.columns), sort=True, observed=True).ngroup().to_numpy(np.int64)
    first = pd.Series(np.arange(len(frame))).groupby(number).first()
    return np.asarray(number, np.int64), frame.iloc[first.to_numpy()].reset_index(drop=True)


def _role_numbers(roles: pd.Series) -> Numbers:
    numbers = roles.map({role: number for number, role in enumerate(ROLES)})
    return np.asarray(numbers, np.int64)


def _bits(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """How much it says that two numbers agree: little for small ones."""
    return np.asarray(np.log2(np.maximum(values.astype(float), 0.0) + 1.0))


def _one_count(grid: Numbers, agency: NDArray[np.object_]) -> tuple[Numbers, Numbers]:
    """Columns of one agency that agree wherever both are shown, as one: their group, and the groups' numbers."""
    leader = np.arange(len(grid))
    tried: set[tuple[int, int]] = set()
    merged = grid.copy()
    most = np.argsort(-grid, axis=1, kind="stable")[:, :3]
    for rank in range(most.shape[1]):
        buckets: dict[tuple[object, ...], list[int]] = {}
        for number in np.flatnonzero(grid[np.arange(len(grid)), most[:, rank]] >= _TELLING).tolist():
            place = int(most[number, rank])
            buckets.setdefault((agency[number], place, int(grid[number, place])), []).append(number)
        for members in buckets.values():
            for other in members[1:]:
                one, two = int(leader[members[0]]), int(leader[other])
                pair = (min(one, two), max(one, two))
                if one == two or pair in tried:
                    continue
                tried.add(pair)
                if _agree(merged[one], merged[two]):
                    merged[pair[0]] = np.maximum(merged[one], merged[two])
                    leader[leader == pair[1]] = pair[0]
    kept, groups = np.unique(leader, return_inverse=True)
    return np.asarray(groups, np.int64), np.asarray(merged[kept], np.int64)


def _agree(one: Numbers, two: Numbers) -> bool:
    both = (one >= 0) & (two >= 0)
    return bool(np.array_equal(one[both], two[both]) and _bits(one[both]).sum() >= _SAME_BITS)


class _Finder:
    """Collects equations over the groups of a sheet, each as (groups, weights) for all columns."""

    def __init__(self, sheet: _Sheet) -> None:
        self._sheet = sheet
        self._grid = sheet.grid
        self._lines = sheet.lines
        self._added: list[tuple[tuple[int, ...], tuple[int, ...]]] = []
        self._seen: set[tuple[object, ...]] = set()
        self._extra: list[Numbers] = []  # rows of the grid for what nobody tells
        self._rests: dict[tuple[int, int], int] = {}
        self._spans: list[tuple[int, int, Numbers]] = []

    def agencies(self) -> None:
        """All agencies together are the sum of the agencies."""
        group = self._lines["group"].to_numpy(np.int64)
        agency = self._lines["agency_code"].to_numpy(object)
        wanted = []
        for key, at in _members(self._lines, ["table", "series", "breakdown", "category", "role"]):
            whole, parts = group[at[agency[at] == "all"]], group[at[agency[at] != "all"]]
            if whole.size and parts.size:
                wanted.append(((*key[:3], key[4]), int(whole[0]), tuple(parts.tolist())))
        self._take_borne_out(wanted)

    def categories(self) -> None:
        """Categories are the parts of their headline, or of the one base that they share."""
        heads = self._lines[self._lines["breakdown"] == "none"]
        head_of = {
            (*key, role): group
            for *key, role, group in heads[["table", "series", "agency_code", "role", "group"]].itertuples(
                index=False
            )
        }
        cut = self._lines[~self._lines["breakdown"].isin(["none", "statistic"])]
        group, role = cut["group"].to_numpy(np.int64), cut["role"].to_numpy(object)
        wanted = []
        for key, at in _members(cut, ["table", "series", "breakdown", "agency_code"]):
            by_role = {name: tuple(group[at[role[at] == name]].tolist()) for name in sorted(set(role[at]))}
            bases = set(by_role.get("den", ()))
            for name, parts in by_role.items():
                wholes = [head_of.get((key[0], key[1], key[3], name), -1)]
                wholes += [next(iter(bases))] if name == "num" and len(bases) == 1 else []
                wanted += [((*key[:3], name), whole, parts) for whole in wholes if whole >= 0]
        self._take_borne_out(wanted, or_less=True)

    def rests(self) -> None:
        """What is not in the numerator is in the rest of the base; what is not between partners is between others."""
        wide = self._lines.pivot_table(index=_LINE, columns="role", values="group", aggfunc="first")
        for part, whole in _WHOLE_OF.items():
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
        wide = self._lines.pivot_table(index=_LINE, columns="role", values="group", aggfunc="first")
        if "den" not in wide or "missing" not in wide:
            return
        agency = dict(zip(self._lines["group"], self._lines["agency_code"], strict=True))
        place: dict[tuple[object, int, int], list[int]] = {}
        for number, row in enumerate(self._grid):
            for column in np.argsort(-row)[:3].tolist():
                if row[column] >= _TELLING:
                    place.setdefault((agency[number], column, int(row[column])), []).append(number)
        pairs = wide[["den", "missing"]].dropna().astype(np.int64).drop_duplicates()
        for base, unknown in pairs.itertuples(index=False):
            told = (self._grid[base] >= 0) & (self._grid[unknown] >= 0)
            total = np.where(told, self._grid[base] + self._grid[unknown], _HIDDEN)
            column = int(np.argmax(total))
            for whole in place.get((agency[base], column, int(total[column])), []):
                if len({whole, base, unknown}) == 3 and _agree(total, self._grid[whole]):
                    gone = self._grid[[whole, base, unknown]] == _NONE
                    if np.array_equal(gone[0], gone[1]) and np.array_equal(gone[0], gone[2]):
                        self._add((whole, int(base), int(unknown)), (1, -1, -1))
                    break

    def periods(self) -> None:
        """A period is the sum of the months, or of shorter periods, that it is made of."""
        kinds = self._sheet.columns["period_kind"].to_numpy(object)
        first = pd.to_datetime(self._sheet.columns["period_start"])
        start: Numbers = np.asarray(first.dt.year * 12 + first.dt.month, np.int64)
        length: Numbers = np.array([_MONTHS_IN.get(kind, 0) for kind in kinds], np.int64)
        patterns = pd.Series([(row != _NONE).tobytes() for row in self._grid])
        for _, numbers in patterns.groupby(patterns, sort=True):
            groups = numbers.index.to_numpy(np.int64)
            columns = np.flatnonzero((self._grid[groups[0]] != _NONE) & (length > 0))
            spans = list(_made_of(start, length, columns))
            self._spans += self._borne_out_spans(groups, spans)

    def _borne_out_spans(
        self, groups: Numbers, spans: list[tuple[int, Numbers]]
    ) -> list[tuple[int, int, Numbers]]:
        wrong = np.zeros(groups.size, bool)
        bits = np.zeros(groups.size)
        for whole, parts in spans:
            values, total = self._grid[groups][:, parts], self._grid[groups, whole]
            full = (values >= 0).all(axis=1) & (total >= 0)
            wrong |= full & (values.sum(axis=1) != total)
            bits += np.where(full, _bits(total), 0.0)
        return [
            (int(group), whole, parts)
            for group, no, sure in zip(groups, wrong, bits, strict=True)
            if not no and (sure >= _SUM_BITS or not bits.any())
            for whole, parts in spans
        ]

    def _take_borne_out(
        self, wanted: list[tuple[tuple[object, ...], int, tuple[int, ...]]], or_less: bool = False
    ) -> None:
        """Add the sums that the rows bear out; lines of one table, series, breakdown and role speak for each other."""
        bits: dict[tuple[object, ...], float] = {}
        fits, less = [], []
        for key, whole, parts in wanted:
            if whole in parts or len(set(parts)) < len(parts):
                continue
            values, total = self._grid[list(parts)], self._grid[whole]
            full = (values != _HIDDEN).all(axis=0) & (total >= 0) & (values >= 0).any(axis=0)
            left = (total - np.maximum(values, 0).sum(axis=0))[full]
            if not left.any():
                bits[key] = bits.get(key, 0.0) + float(_bits(total[full]).sum())
                fits.append((key, whole, parts))
            elif or_less and (left >= 0).all():
                less.append((whole, parts))
        for key, whole, parts in fits:
            if bits[key] >= _SUM_BITS:
                self._add((whole, *parts), (1, *(-1 for _ in parts)))
        for whole, parts in less:
            self._leftover(whole, parts)

    def _leftover(self, whole: int, parts: tuple[int, ...]) -> int:
        """A new count for what is left of ``whole`` without ``parts``."""
        there = (self._grid[whole] != _NONE) & (self._grid[list(parts)] != _NONE).all(axis=0)
        number = len(self._grid) + len(self._extra)
        self._extra.append(np.where(there, _HIDDEN, _NONE))
        self._added.append(((whole, *parts, number), (1, *(-1 for _ in parts), -1)))
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

    def _add(self, groups: tuple[int, ...], weights: tuple[int, ...]) -> None:
        terms = tuple(sorted(zip(groups, weights, strict=True)))
        if terms not in self._seen:
            self._seen.add(terms)
            self._added.append((groups, weights))

    def done(self) -> Read:
        """Number the counts and write the equations down, one row for each period that has all its parts."""
        grid = np.vstack([self._grid, *self._extra]) if self._extra else self._grid
        there = grid != _NONE
        number = np.where(there, np.cumsum(there.ravel()).reshape(there.shape) - 1, -1)
        rows, columns, data, count = [], [], [], 0
        for terms, weights in self._added:
            ids = number[list(terms)]
            needed = len(terms) if terms[-1] >= len(self._grid) else 2  # a rest is of all its parts
            here = np.flatnonzero((ids[0] >= 0) & ((ids >= 0).sum(axis=0) >= needed))
            for at, weight in enumerate(weights):
                rows.append(count + np.arange(here.size))
                columns.append(ids[at, here])
                data.append(np.full(here.size, weight))
            count += here.size
        for of_group, whole, parts in self._spans:
            ids = np.append(number[of_group, parts], number[of_group, whole])
            rows.append(np.full(ids.size, count))
            columns.append(ids)
            data.append(np.append(np.full(parts.size, -1), 1))
            count += 1
        empty = np.zeros(0, np.int64)
        row, column, entry = (np.concatenate([empty, *part]) for part in (rows, columns, data))
        used = column >= 0
        equations = sparse.csr_array(
            (entry[used], (row[used], column[used])), shape=(count, int(there.sum()))
        )
        group = self._lines["group"].to_numpy(np.int64)
        line_at, column_at = self._sheet.line_at, self._sheet.column_at[:, None]
        groups = np.where(line_at >= 0, group[np.maximum(line_at, 0)], -1)
        place = np.where(groups >= 0, number[groups, column_at], -1)
        told_line, told_column = self._sheet.told_at
        earlier = number[group[told_line], told_column]
        return Read(grid[there], equations, place, self._rest_places(groups, number), earlier)

    def _rest_places(self, groups: Numbers, number: Numbers) -> Numbers:
        found = np.full((len(groups), len(_WHOLE_OF)), -1, np.int64)
        for at, (part, whole) in enumerate(_WHOLE_OF.items()):
            ones, wholes = groups[:, ROLES.index(part)], groups[:, ROLES.index(whole)]
            rest = np.array(
                [self._rests.get(pair, -1) for pair in zip(wholes.tolist(), ones.tolist(), strict=True)],
                np.int64,
            )
            found[:, at] = np.where(rest >= 0, number[rest, self._sheet.column_at], -1)
        return found


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
