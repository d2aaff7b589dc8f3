"""From the figures of the marts to counts: which numbers of which figures are one and the same.

A series is one number of one line (the base of a measure's category, the linked incidents of a step) at one
agency over all periods. Series that agree everywhere are one count told in several places: hiding it in one place
hides nothing. That is read off the numbers, not off the SQL behind them, so it holds for every measure there is.
How counts add up stands in ``relations.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

ROLES = ("num", "den", "missing", "linked", "previous", "unlinked")
KEY = ("table", "series", "breakdown", "category", "agency_code", "period_kind", "period_start")
ALL = "all"
_LINE = ["table", "series", "breakdown", "category"]
_TELLING_BITS = 8.0
"""So much must agree before two series count as one: one person in the same month is no reason."""
_FINEST = ("month", "quarter", "year", "rolling12")
_NOTHING = -1


@dataclass(frozen=True)
class Series:
    """All series as a grid: ``grid`` has a row per series and a column per period; -1 where nothing is told.

    ``lines`` has a row per series (table, series, breakdown, category, role, agency_code, same); ``same`` is equal
    for series that are one count. ``columns`` has a row per period. ``place`` gives for every figure and role the
    series, ``period`` the column; -1 where the figure has no such number. ``gone`` marks what only figures tell that
    are no longer among those of now: nothing is concluded from it about the others.
    """

    grid: Numbers
    lines: pd.DataFrame
    columns: pd.DataFrame
    place: Numbers  # figures x roles
    period: Numbers  # by figure
    gone: NDArray[np.bool_]  # as grid


def measure_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``mart.measure_value`` as figures."""
    return pd.DataFrame(
        {
            "table": "measure_value",
            "series": frame["measure_id"],
            "breakdown": frame["breakdown"],
            "category": frame["category"],
            "agency_code": frame["agency_code"],
            "period_kind": frame["period_kind"],
            "period_start": pd.to_datetime(frame["period_start"]),
            "num": frame["num"],
            "den": frame["den"],
            "missing": frame["n_missing"],
        }
    )


def funnel_figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of ``mart.funnel`` as figures."""
    return pd.DataFrame(
        {
            "table": "funnel",
            "series": frame["step"],
            "breakdown": "none",
            "category": ALL,
            "agency_code": frame["agency_code"],
            "period_kind": frame["cohort_kind"],
            "period_start": pd.to_datetime(frame["cohort_start"]),
            "linked": frame["linked"],
            "previous": frame["previous"],
            "unlinked": frame["unlinked"],
        }
    )


def collect_series(figures: pd.DataFrame, gone: NDArray[np.bool_] | None = None) -> Series:
    """The series of ``figures`` (columns of ``KEY`` and any of ``ROLES``), with those that are one and the same.

    ``gone`` marks figures that were told before and are no longer among those of now.
    """
    present = [role for role in ROLES if role in figures]
    period, columns = _factor(figures[["period_kind", "period_start"]])
    place = np.full((len(figures), len(ROLES)), _NOTHING, np.int64)
    lines, values, count = [], [], 0
    for role in present:
        told = figures[role].notna().to_numpy()
        if not told.any():
            continue
        number, found = _factor(figures.loc[told, [*_LINE, "agency_code"]])
        place[told, ROLES.index(role)] = number + count
        lines.append(found.assign(role=role))
        values.append((number + count, period[told], figures.loc[told, role].to_numpy(np.int64)))
        count += len(found)
    grid = np.full((count, len(columns)), _NOTHING, np.int64)
    past = np.zeros(grid.shape, bool)
    for rows, at, numbers in values:
        grid[rows, at] = numbers
    if gone is not None:
        rows, roles = np.nonzero((place >= 0) & gone[:, None])
        past[place[rows, roles], period[rows]] = True
    table = (
        pd.concat(lines, ignore_index=True)
        if lines
        else pd.DataFrame(columns=[*_LINE, "agency_code", "role"])
    )
    table["same"] = _same(np.where(past, _NOTHING, grid), table, columns["period_kind"].to_numpy(object))
    return Series(grid, table, columns, place, period, past)


def _factor(frame: pd.DataFrame) -> tuple[Numbers, pd.DataFrame]:
    """Numbers for the distinct rows of ``frame`` in sorted order, and those rows."""
    names = list(frame.columns)
    distinct = frame.drop_duplicates().sort_values(names, kind="stable").reset_index(drop=True)
    numbered = distinct.assign(number=np.arange(len(distinct)))
    return frame.merge(numbered, on=names, how="left")["number"].to_numpy(np.int64), distinct


def _telling(grid: Numbers, kinds: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Whether it is no coincidence when another series has the same numbers: by those of its finest periods alone.

    Longer ones say the same once more.
    """
    bits, left = np.zeros(len(grid)), np.ones(len(grid), bool)
    for kind in _FINEST:
        of_kind = grid[:, kinds == kind]
        here = left & (of_kind >= 0).any(axis=1)
        bits[here] = np.log2(np.maximum(of_kind[here], 0) + 1.0).sum(axis=1)
        left &= ~here
    return np.asarray(bits >= _TELLING_BITS)


def _same(grid: Numbers, lines: pd.DataFrame, kinds: NDArray[np.object_]) -> Numbers:
    """For every series the first one that is the same count."""
    leader = np.arange(len(lines))

    def find(series: int) -> int:
        while leader[series] != series:
            leader[series] = leader[leader[series]]
            series = int(leader[series])
        return series

    def join(one: int, other: int) -> None:
        first, second = sorted((find(one), find(other)))
        leader[second] = first

    in_funnel, shared = _told_in_funnel(grid, lines), _shared_bases(grid, lines)
    for key, told_at, tells in (
        ("everywhere", None, _telling(grid, kinds)),
        ("funnel", in_funnel, _telling(grid[:, in_funnel], kinds[in_funnel])),
    ):
        seen: dict[tuple[object, ...], int] = {}
        for number, line in enumerate(lines.itertuples(index=False)):
            numbers = grid[number] if told_at is None else grid[number, told_at]
            telling = bool(tells[number])
            if told_at is not None and not telling:
                continue
            name: tuple[object, ...] = (line.agency_code, numbers.tobytes())
            if not telling:
                name = (*name, line.table, line.series)
                if not shared[number]:
                    continue
            if name in seen and (key == "everywhere" or "funnel" in (line.table, lines.table[seen[name]])):
                join(seen[name], number)
            seen.setdefault(name, number)
    for one, other in _only_agency(grid, lines):
        join(one, other)
    return np.array([find(number) for number in range(len(lines))], np.int64)


def _shared_bases(grid: Numbers, lines: pd.DataFrame) -> NDArray[np.bool_]:
    """Bases of a headline, and those that all categories of a breakdown have in common at every agency.

    Of such a breakdown few people are enough to see it: each category is a part of the one base. Where categories have bases of
    their own, two small ones that are equal are not one.
    """
    bases = (lines["role"] == "den").to_numpy()
    content = pd.Series([row.tobytes() for row in grid], index=lines.index, dtype=object)
    per_agency = lines.assign(content=content)[bases].groupby([*_LINE[:3], "agency_code"])["content"]
    found = per_agency.agg(["nunique", "size"]).groupby(level=_LINE[:3]).max()
    common = found.index[(found["nunique"] == 1) & (found["size"] > 1)]
    is_common = pd.MultiIndex.from_frame(lines[_LINE[:3]]).isin(common)
    return np.asarray(bases & (is_common | (lines["breakdown"] == "none").to_numpy()))


def _told_in_funnel(grid: Numbers, lines: pd.DataFrame) -> NDArray[np.bool_]:
    rows = (lines["table"] == "funnel").to_numpy()
    return np.asarray((grid[rows] >= 0).any(axis=0))


def _only_agency(grid: Numbers, lines: pd.DataFrame) -> list[tuple[int, int]]:
    """The series of a line that only one agency tells, with that of all agencies together."""
    pairs = []
    for _, group in lines.groupby([*_LINE, "role"], sort=True):
        if len(group) == 2 and ALL in set(group["agency_code"]):
            one, other = (int(i) for i in group.index)
            if np.array_equal(np.maximum(grid[one], 0), np.maximum(grid[other], 0)):
                pairs.append((one, other))
    return pairs
