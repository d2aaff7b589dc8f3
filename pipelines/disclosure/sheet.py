"""The published rows as one grid, a row for each line and a column for each period, for the attacker's own equations.

Columns of one agency that agree wherever both are shown are taken for one count. Which sums hold in the grid stands in
``finding.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

KEYS = ("table", "series", "breakdown", "category", "agency_code", "period_kind", "period_start")
ROLES = ("num", "den", "missing", "linked", "previous", "unlinked")
WHOLE_OF = {"num": "den", "linked": "previous"}
LINE = ["table", "series", "breakdown", "category", "agency_code"]
ALL = "all"
SAME_BITS = 30.0
"""So much must agree before two columns pass for one count: by chance they do once in a billion."""
TELLING = 8  # numbers from here on are looked up when two columns are compared
NONE, HIDDEN = -2, -1


@dataclass
class Sheet:
    """Every line (one role of one category at one agency) as a row of ``grid``, every period as a column."""

    grid: Numbers  # by class of line; HIDDEN, or NONE where there is no such row
    lines: pd.DataFrame  # LINE, role, group
    own: Mask  # by line: the periods that it has a row for itself, shown or not
    columns: pd.DataFrame
    line_at: Numbers  # rows x roles
    column_at: Numbers  # by row
    told_at: tuple[Numbers, Numbers]  # lines and columns of what was told earlier


def lay_out(rows: pd.DataFrame, earlier: pd.DataFrame, one_count: pd.DataFrame | None = None) -> Sheet:
    """Lay out the published ``rows``, what was told ``earlier`` and what is ``one_count`` (see ``equations.read``)."""
    told = earlier.assign(period_start=pd.to_datetime(earlier["period_start"]))
    both = pd.concat([rows[list(KEYS)], told[list(KEYS)]], ignore_index=True)
    column, columns = _numbered(both[["period_kind", "period_start"]])
    line, names = _numbered(both[LINE])
    count, width = len(names) * len(ROLES), len(columns)
    grid = np.full((count, width), NONE, np.int64)
    of_rows, of_told = slice(0, len(rows)), slice(len(rows), None)
    told_line = line[of_told] * len(ROLES) + _role_numbers(told["role"])
    grid[told_line, column[of_told]] = told["value"].to_numpy(np.int64)
    line_at = np.full((len(rows), len(ROLES)), -1, np.int64)
    for number, role in enumerate(ROLES):
        if role not in rows:
            continue
        value = rows[role].to_numpy(float)
        there = ~np.isnan(value)
        at = line[of_rows] * len(ROLES) + number
        line_at[there, number] = at[there]
        grid[at[there], column[of_rows][there]] = value[there].astype(np.int64)
    lines = names.loc[names.index.repeat(len(ROLES))].reset_index(drop=True)
    lines["role"] = np.tile(np.array(ROLES, object), len(names))
    used = (grid != NONE).any(axis=1)
    lines["group"] = -1
    number_of = np.cumsum(used) - 1
    lines = lines[used].reset_index(drop=True)
    grid = grid[used]
    line_at = np.where(line_at >= 0, number_of[np.maximum(line_at, 0)], -1)
    groups, merged = _one_count(grid, lines["agency_code"].to_numpy(object), _first_of(lines, one_count))
    lines["group"] = groups
    return Sheet(
        merged,
        lines,
        grid != NONE,
        columns,
        line_at,
        column[of_rows],
        (number_of[told_line], column[of_told]),
    )


def _numbered(frame: pd.DataFrame) -> tuple[Numbers, pd.DataFrame]:
    number = frame.groupby(list(frame.columns), sort=True, observed=True).ngroup().to_numpy(np.int64)
    first = pd.Series(np.arange(len(frame))).groupby(number).first()
    return np.asarray(number, np.int64), frame.iloc[first.to_numpy()].reset_index(drop=True)


def _role_numbers(roles: pd.Series) -> Numbers:
    numbers = roles.map({role: number for number, role in enumerate(ROLES)})
    return np.asarray(numbers, np.int64)


def bits_of(values: NDArray[np.generic]) -> NDArray[np.float64]:
    """How much it says that two numbers agree: little for small ones."""
    return np.asarray(np.log2(np.maximum(values.astype(float), 0.0) + 1.0))


def _first_of(lines: pd.DataFrame, one_count: pd.DataFrame | None) -> Numbers:
    """For each line the first that is one count with it, itself where nothing else is."""
    own = np.arange(len(lines))
    if one_count is None:
        return own
    group = lines[[*LINE, "role"]].merge(one_count, how="left", on=[*LINE, "role"])["group"]
    first = pd.Series(own).groupby(group.to_numpy()).transform("first")
    return np.asarray(np.where(group.notna(), first.to_numpy(), own), np.int64)


def _one_count(grid: Numbers, agency: NDArray[np.object_], leader: Numbers) -> tuple[Numbers, Numbers]:
    """Columns of one agency that agree wherever both are shown, as one: their group, and the groups' numbers.

    ``leader`` has what is one count to begin with.
    """
    tried: set[tuple[int, int]] = set()
    merged = grid.copy()
    np.maximum.at(merged, leader, grid)
    most = np.argsort(-grid, axis=1, kind="stable")[:, :3]
    for rank in range(most.shape[1]):
        buckets: dict[tuple[object, ...], list[int]] = {}
        for number in np.flatnonzero(grid[np.arange(len(grid)), most[:, rank]] >= TELLING).tolist():
            place = int(most[number, rank])
            buckets.setdefault((agency[number], place, int(grid[number, place])), []).append(number)
        for members in buckets.values():
            for other in members[1:]:
                one, two = int(leader[members[0]]), int(leader[other])
                pair = (min(one, two), max(one, two))
                if one == two or pair in tried:
                    continue
                tried.add(pair)
                if agree(merged[one], merged[two]):
                    merged[pair[0]] = np.maximum(merged[one], merged[two])
                    leader[leader == pair[1]] = pair[0]
    kept, groups = np.unique(leader, return_inverse=True)
    return np.asarray(groups, np.int64), np.asarray(merged[kept], np.int64)


def agree(one: Numbers, two: Numbers) -> bool:
    """Whether two columns are the same wherever both are shown, and that is no coincidence."""
    both = (one >= 0) & (two >= 0)
    return bool(np.array_equal(one[both], two[both]) and bits_of(one[both]).sum() >= SAME_BITS)
