"""How counts add up: everything that a reader of the tables could use to work one count out of others.

Months make quarters, years and rolling twelve months; agencies make the whole; categories make their base or their
headline; intimate partners are a part of all; a numerator and the rest make the base; base and unknown make the
number of records. A relation is taken where it holds for every number told: what is true of all that a reader can
check, a reader may rely on. Counts that nobody tells (the rest of a base) are counts all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from pipelines.disclosure.counts import ALL, ROLES, Numbers, Series
from pipelines.disclosure.implied import Span, Splits, Sums, matrix_of, terms_of
from pipelines.disclosure.merging import Places
from pipelines.disclosure.shapes import Mask, Tables

_COARSE = {"quarter": 3, "year": 12, "rolling12": 12}
_HEADLINE = ("none", "all")
_PARTNERS = ("scope", "ipv")
_NO_SUM = ("none", "scope", "statistic")


@dataclass
class _Builder:
    """Counts by row of a grid (a row per class of series) and period, and the relations found so far."""

    grid: Numbers
    gone: Mask  # what stands in the grid only because it was told before
    rows: list[tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=list)  # (classes, weights)
    seen: set[tuple[object, ...]] = field(default_factory=set)
    over_time: list[Span] = field(default_factory=list)
    splits: Splits = field(default_factory=Splits)

    def add(self, classes: Iterable[int], weights: Iterable[int]) -> None:
        """Classes that sum to 0 with these weights in every period where the first one is told."""
        terms = terms_of(classes, weights)
        if terms not in self.seen:
            self.seen.add(terms)
            self.rows.append((tuple(c for c, _ in terms), tuple(w for _, w in terms)))

    def split(self, whole: int, parts: dict[str, int]) -> None:
        """``whole`` is the sum of what each agency has."""
        self.splits.add(whole, parts)
        self.add((whole, *parts.values()), (1, *(-1 for _ in parts)))

    def rest(self, whole: int, parts: tuple[int, ...]) -> int:
        """The class of what is left of ``whole``; -1 where it would be below 0 or is nothing everywhere."""
        key = (whole, tuple(sorted(parts)))
        if key in self._rests:
            return self._rests[key]
        told = self.grid[whole] >= 0
        for part in parts:
            told &= self.grid[part] >= 0
        left = self.grid[whole] - np.sum([self.grid[part] for part in parts], axis=0)
        past = self.gone[[whole, *parts]].any(axis=0)
        told &= ~(past & (left < 0))
        number = -1
        if np.all(left[told] >= 0) and told.any():
            number = len(self.grid)
            self._append(np.where(told, left, -1), told & past)
            self.add((whole, *parts, number), (1, *(-1 for _ in parts), -1))
        self._rests[key] = number
        return number

    def rests(self) -> list[tuple[int, tuple[int, ...], int]]:
        """What is left of what, in the order found: the whole, its parts, and the class of the rest."""
        return [(whole, parts, number) for (whole, parts), number in self._rests.items()]

    def rest_of(self, whole: int, parts: tuple[int, ...]) -> int:
        """The class of what is left of ``whole`` without ``parts``, if there is one; -1 if not."""
        return self._rests.get((whole, parts), -1) if parts else whole

    @property
    def now(self) -> Numbers:
        """The grid without what is gone: what relations are concluded from."""
        return np.where(self.gone, -1, self.grid)

    def _append(self, row: Numbers, gone: Mask) -> None:
        """One more row; room is made for as many again, so that rows are not copied each time."""
        size = len(self.grid)
        if self._room is None or size == len(self._room[0]):
            empty = np.full((size + 1, self.grid.shape[1]), -1, np.int64)
            self._room = np.concatenate([self.grid, empty]), np.concatenate([self.gone, empty < -1])
        self._room[0][size], self._room[1][size] = row, gone
        self.grid, self.gone = self._room[0][: size + 1], self._room[1][: size + 1]

    _rests: dict[tuple[int, tuple[int, ...]], int] = field(default_factory=dict)
    _room: tuple[Numbers, Mask] | None = None


@dataclass(frozen=True)
class Built:
    """The tables, with what a figure's smallness is judged by.

    ``watched`` holds for every figure the counts that must not be small: its numerator, base, rest, and the part
    that is not between intimate partners; -1 for none. The notes stand after the figures, in the same order;
    ``note_of`` is their figure. ``agency`` is the owner of a count, "all" where it is of several.
    """

    tables: Tables
    watched: Numbers
    num: Numbers  # by figure: the count, -1 for none
    den: Numbers
    agency: np.ndarray
    figures: pd.DataFrame
    note_of: Numbers
    row: Numbers  # by figure: where it stands in what the tables were built from
    part_of: Mapping[str, Mask]  # by agency: counts of all together that it has a part in


def build_tables(figures: pd.DataFrame, series: Series) -> Built:
    """Counts, relations and figures of everything in ``figures``.

    What is ``gone`` of ``series`` stands in every relation that it fits, and speaks against none.
    """
    same = series.lines["same"].to_numpy(np.int64)
    leaders, class_of = np.unique(same, return_inverse=True)
    grid = np.full((leaders.size, series.grid.shape[1]), -1, np.int64)
    np.maximum.at(grid, class_of, series.grid)
    gone = np.ones(grid.shape, bool)
    np.logical_and.at(gone, class_of, series.gone | (series.grid < 0))
    builder = _Builder(grid, gone & (grid >= 0))
    lines = series.lines.assign(group=class_of)
    _agencies(builder, lines)
    extra = _parts_of_lines(builder, lines)
    _sums(builder, lines)
    _rests_of_agencies(builder)
    _records(builder, lines)
    _untold_parts(builder)
    _time(builder, series.columns)
    return _assemble(figures, series, lines, builder, extra)


def _agencies(builder: _Builder, lines: pd.DataFrame) -> None:
    """Agencies add up to all of them together."""
    number, agency = lines["group"].to_numpy(np.int64), lines["agency_code"].to_numpy(object)
    names = ["table", "series", "breakdown", "category", "role"]
    for _, places in sorted(lines.groupby(names, sort=False).indices.items()):
        whole = number[places[agency[places] == ALL]].tolist()
        own = places[agency[places] != ALL]
        parts = number[own].tolist()
        if whole and parts and whole[0] not in parts and _adds_up(builder, whole[0], parts):
            builder.split(whole[0], dict(zip(agency[own].tolist(), parts, strict=True)))


def _adds_up(builder: _Builder, whole: int, parts: list[int]) -> bool:
    grid = builder.grid
    told = (grid[whole] >= 0) & (grid[parts] >= 0).any(
        axis=0
    )  # areas and people are not told for every period
    told &= ~builder.gone[[whole, *parts]].any(axis=0)
    total = np.sum(np.maximum(grid[parts], 0), axis=0)
    return bool(np.array_equal(grid[whole][told], total[told]) and np.any(total[told] > 0))


def _parts_of_lines(builder: _Builder, lines: pd.DataFrame) -> dict[int, tuple[int, ...]]:
    """The rest of every base, and what is not between intimate partners; by the series that they belong to."""
    by_line = {
        (t, s, b, c, a): dict(zip(g["role"], zip(g.index, g["group"], strict=True), strict=True))
        for (t, s, b, c, a), g in lines.groupby(
            ["table", "series", "breakdown", "category", "agency_code"], sort=True
        )
    }
    extra: dict[int, tuple[int, ...]] = {}
    for (table, name, breakdown, category, agency), roles in by_line.items():
        found = []
        for part, whole in (("num", "den"), ("linked", "previous")):
            if part in roles and whole in roles and roles[part][1] != roles[whole][1]:
                found.append(builder.rest(roles[whole][1], (roles[part][1],)))
        headline = by_line.get((table, name, *_HEADLINE, agency), {})
        if (breakdown, category) == _PARTNERS:
            others = {
                role: builder.rest(headline[role][1], (roles[role][1],))
                for role in ("num", "den", "missing")
                if role in roles and role in headline and headline[role][1] != roles[role][1]
            }
            others.pop("missing", -1)  # a note stands for itself
            found += others.values()
            if len(others) == 2 and min(others.values()) >= 0 and others["num"] != others["den"]:
                builder.rest(others["den"], (others["num"],))
        lead = next((roles[r][0] for r in ("num", "linked", "den", "unlinked") if r in roles), None)
        if lead is not None:
            extra[int(lead)] = tuple(f for f in found if f >= 0)
    return extra


def _rests_of_agencies(builder: _Builder) -> None:
    """What is left of a number of all agencies together is what is left of each agency's."""
    for whole, parts, number in builder.rests():
        if number < 0 or any(c not in builder.splits.parts for c in (whole, *parts)):
            continue
        wholes = builder.splits.parts[whole][0]
        own = [builder.splits.parts[part][0] for part in parts]
        left = {
            agency: builder.rest_of(of_agency, tuple(sorted(p[agency] for p in own if agency in p)))
            for agency, of_agency in wholes.items()
        }
        if (
            min(left.values()) >= 0
            and len(set(left.values())) == len(left)
            and all(p.keys() <= wholes.keys() for p in own)
        ):
            builder.split(number, left)


def _sums(builder: _Builder, lines: pd.DataFrame) -> None:
    """Categories add up to their common base or to the headline, or are parts of it."""
    cut = lines[~lines["breakdown"].isin(_NO_SUM)]
    names = ["table", "series", "agency_code"]
    headlines = lines[lines["breakdown"] == "none"].groupby(names, sort=False)
    head_of = {key: dict(zip(g["role"], g["group"], strict=True)) for key, g in headlines}
    for (table, name, _, agency), group in cut.groupby(
        ["table", "series", "breakdown", "agency_code"], sort=True
    ):
        heads = head_of.get((table, name, agency), {})
        by_role = {role: g["group"].tolist() for role, g in group.groupby("role", sort=True)}
        bases = set(by_role.get("den", []))
        wholes = [("num", next(iter(bases)))] if len(bases) == 1 else []
        wholes += [
            (role, heads[role]) for role in ("num", "den", "missing") if role in heads and role in by_role
        ]
        for role, whole in wholes:
            parts = by_role.get(role, [])
            if whole in parts or len(set(parts)) < len(parts):
                continue
            if _adds_up(builder, whole, parts):
                builder.add((whole, *parts), (1, *(-1 for _ in parts)))
            else:
                builder.rest(whole, tuple(parts))


def _records(builder: _Builder, lines: pd.DataFrame) -> None:
    """Base and unknown make up a number of records that is told elsewhere."""
    known: dict[tuple[object, bytes], int] = {}
    now = builder.now
    for agency, number in zip(lines["agency_code"], lines["group"], strict=True):
        if np.sum(now[number] > 0) >= 3:
            known.setdefault((agency, now[number].tobytes()), number)
    for (_, _, _, _, agency), group in lines.groupby(
        ["table", "series", "breakdown", "category", "agency_code"], sort=True
    ):
        roles = dict(zip(group["role"], group["group"], strict=True))
        if "den" not in roles or "missing" not in roles:
            continue
        base, unknown = now[roles["den"]], now[roles["missing"]]
        total = np.where((base >= 0) & (unknown >= 0), base + unknown, -1)
        whole = known.get((agency, total.tobytes()))
        if whole is not None and len({whole, roles["den"], roles["missing"]}) == 3:
            builder.add((whole, roles["den"], roles["missing"]), (1, -1, -1))


def _untold_parts(builder: _Builder) -> None:
    """What is left of a whole beside parts that were told before and are none of now: no less than nothing, and so it is a bound.

    Of a single part that was withheld it is the number; of several it is theirs together; where all were told, it came since.
    """
    for classes, weights in list(builder.rows) if builder.gone.any() else ():
        wholes = [number for number, weight in zip(classes, weights, strict=True) if weight == 1]
        parts = np.array([number for number, weight in zip(classes, weights, strict=True) if weight == -1])
        if len(wholes) != 1 or len(parts) != len(classes) - 1:
            continue
        told = builder.grid[parts] >= 0
        left = builder.grid[wholes[0]] - np.maximum(builder.grid[parts], 0).sum(axis=0)
        past = builder.gone[list(classes)].any(axis=0) & told.any(axis=0) & (left > 0)
        untold = (~told).sum(axis=0)
        for period in np.flatnonzero(past & (untold == 1)).tolist():
            part = parts[~told[:, period]][0]
            builder.grid[part, period], builder.gone[part, period] = left[period], True
        for together in np.unique(told[:, past & (untold != 1)], axis=1).T:
            builder.rest(wholes[0], tuple(parts[together].tolist()))


def _time(builder: _Builder, columns: pd.DataFrame) -> None:
    """Months make up quarters, years and rolling twelve months, for every class where they do.

    Where a class is told for no month, its quarters make up what is longer.
    """
    by_month = (builder.grid[:, (columns["period_kind"] == "month").to_numpy()] >= 0).any(axis=1)
    _spans(builder, columns, "month", np.ones(len(builder.grid), bool))
    _spans(builder, columns, "quarter", np.asarray(~by_month))


def _spans(builder: _Builder, columns: pd.DataFrame, shorter: str, of_classes: Mask) -> None:
    kinds, starts = columns["period_kind"].to_numpy(), pd.to_datetime(columns["period_start"])
    step = _COARSE.get(shorter, 1)
    parts = {start: i for i, (kind, start) in enumerate(zip(kinds, starts, strict=True)) if kind == shorter}
    for kind, length in _COARSE.items():
        if length <= step:
            continue
        spans = []
        for i in np.flatnonzero(kinds == kind).tolist():
            firsts = pd.date_range(starts[i], periods=length // step, freq=f"{step}MS")
            inside = np.array([parts[first] for first in firsts if first in parts], np.int64)
            if inside.size and (step == 1 or inside.size == len(firsts)):
                spans.append((i, inside))
        if not spans:
            continue
        holds, fits = of_classes.copy(), {}
        for i, inside in spans:
            told = builder.grid[:, i] >= 0
            total = np.maximum(builder.grid[:, inside], 0).sum(axis=1)
            fits[i] = told & (builder.grid[:, i] == total)
            holds &= ~told | fits[i] | builder.gone[:, i] | builder.gone[:, inside].any(axis=1)
        for i, inside in spans:
            for number in np.flatnonzero(holds & fits[i]).tolist():
                builder.over_time.append(Span(number, i, inside, step))


def _assemble(
    figures: pd.DataFrame,
    series: Series,
    lines: pd.DataFrame,
    builder: _Builder,
    extra: dict[int, tuple[int, ...]],
) -> Built:
    told = builder.grid >= 0
    number = np.where(told, np.cumsum(told.ravel()).reshape(told.shape) - 1, -1)
    counts = builder.grid[told]
    group = lines["group"].to_numpy(np.int64)
    count_of = np.where(series.place >= 0, number[group[series.place], series.period[:, None]], -1)
    role = {name: count_of[:, i] for i, name in enumerate(ROLES)}
    shown = [role["num"], role["den"], role["linked"], role["previous"], role["unlinked"]]
    lead = np.select([c >= 0 for c in (shown[0], shown[2], shown[1], shown[4])],
                     [shown[0], shown[2], shown[1], shown[4]], -1)  # fmt: skip
    of_figures = np.flatnonzero(lead >= 0)
    of_notes = np.flatnonzero((role["missing"] >= 0) & (lead >= 0))
    position = np.full(len(figures), -1)
    position[of_figures] = np.arange(of_figures.size)
    pairs = [(position[of_figures], c[of_figures]) for c in shown]
    pairs.append((of_figures.size + np.arange(of_notes.size), role["missing"][of_notes]))
    size = of_figures.size + of_notes.size
    shows = _ones([p for p, _ in pairs], [c for _, c in pairs], (size, counts.size))
    tables = Tables(
        counts,
        _relation_rows(builder, number),
        shows,
        np.concatenate([lead[of_figures], role["missing"][of_notes]]),
        np.concatenate([np.full(of_figures.size, -1), position[of_notes]]),
        _places(told, series.columns),
    )
    watched = _watched(series, extra, number, shown, of_figures)
    padding = np.full((of_notes.size, watched.shape[1]), -1)
    padding[:, 0] = role["missing"][of_notes]
    agency = np.full(len(builder.grid), ALL, dtype=object)
    own = (lines["agency_code"] != ALL).to_numpy()
    agency[group[own]] = lines["agency_code"].to_numpy(object)[own]
    for whole, _, rest in builder.rests():
        if rest >= 0:
            agency[rest] = agency[whole]
    row = np.concatenate([of_figures, of_notes])
    keys = figures.iloc[row].reset_index(drop=True)
    nothing = np.full(of_notes.size, -1)
    return Built(
        tables,
        np.vstack([watched, padding]),
        np.concatenate([np.where(role["num"] >= 0, role["num"], role["linked"])[of_figures], nothing]),
        np.concatenate([np.where(role["den"] >= 0, role["den"], role["previous"])[of_figures], nothing]),
        np.repeat(agency, told.sum(axis=1)),
        keys.assign(part=np.where(tables.parent < 0, "figure", "note")),
        np.concatenate([np.full(of_figures.size, -1), position[of_notes]]),
        row,
        {name: np.repeat(part, told.sum(axis=1)) for name, part in builder.splits.part_of(len(told)).items()},
    )


def _places(told: Mask, columns: pd.DataFrame) -> Places:
    line, period = np.nonzero(told)
    kind = np.asarray(columns.groupby("period_kind").ngroup(), np.int64)
    return Places(line, period, kind[period])


def _ones(rows: list[Numbers], columns: list[Numbers], shape: tuple[int, int]) -> sparse.csr_array:
    row, column = np.concatenate(rows), np.concatenate(columns)
    there = column >= 0
    matrix = sparse.csr_array((np.ones(there.sum(), np.int8), (row[there], column[there])), shape=shape)
    matrix.data[:] = 1
    return matrix


def _relation_rows(builder: _Builder, number: Numbers) -> sparse.csr_array:
    """One row per relation and period that says something new; a part that is not told in a period is nothing there."""
    told, holds = number >= 0, {}
    for classes, weights in builder.rows:
        values = np.where(told[list(classes)], builder.grid[list(classes)], 0)
        holds[terms_of(classes, weights)] = (told[list(classes)].sum(axis=0) > 1) & (
            np.array(weights) @ values == 0
        )
    # Months that nobody tells say nothing of their quarter.
    spans = [span for span in builder.over_time if told[span.of, span.parts].any()]
    return matrix_of(number, *Sums(told, builder.splits, holds, spans).fewest())


def _watched(
    series: Series,
    extra: dict[int, tuple[int, ...]],
    number: Numbers,
    shown: list[Numbers],
    of_figures: Numbers,
) -> Numbers:
    """The counts that a figure's smallness is judged by."""
    most = max((len(v) for v in extra.values()), default=0)
    by_series = np.full((len(series.lines) + 1, most), -1, np.int64)
    for line, classes in extra.items():
        by_series[line, : len(classes)] = classes
    places = series.place[of_figures]
    order = [ROLES.index(r) for r in ("num", "linked", "den", "unlinked")]
    lead_series = np.select(
        [places[:, i] >= 0 for i in order], [places[:, i] for i in order], len(series.lines)
    )
    groups = by_series[lead_series]
    rests = np.where(groups >= 0, number[groups, series.period[of_figures][:, None]], -1)
    return np.column_stack([*(c[of_figures] for c in shown), rests])
