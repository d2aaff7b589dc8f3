"""Sums that are others added up are left out, and nothing that they say is lost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure import implied
from pipelines.disclosure.counts import collect_series
from pipelines.disclosure.equations import read
from pipelines.disclosure.implied import Splits, Sums, matrix_of, split_terms, terms_of
from pipelines.disclosure.relations import build_tables
from pipelines.disclosure.sheet import KEYS, ROLES

_NOTHING = pd.DataFrame(columns=[*KEYS, "role", "value", "own"]).astype({"own": bool})
_MONTHS = pd.date_range("2025-01-01", periods=6, freq="MS")


def _drawn(seed: int) -> pd.DataFrame:
    """Figures of two agencies and of both together: two measures of one base, by area and without, by month and quarter."""
    dice = np.random.default_rng(seed)
    rows = []
    for agency in ("mpd", "rpd"):
        for month in _MONTHS:
            for measure, most in (("M1", 0.5), ("M2", 0.2)):
                for area in ("north", "south", "west"):
                    if dice.random() < 0.1:
                        continue  # a category that nobody is in has no row
                    base = int(dice.poisson(12))
                    rows.append((measure, "area", area, agency, month, int(dice.binomial(base, most)), base))
    parts = pd.DataFrame(
        rows, columns=["series", "breakdown", "category", "agency_code", "start", "num", "den"]
    )
    total = parts.groupby(["series", "agency_code", "start"], as_index=False)[["num", "den"]].sum()
    lines = pd.concat([parts, total.assign(breakdown="none", category="all")])
    keys = ["series", "breakdown", "category", "start"]
    lines = pd.concat(
        [lines, lines.groupby(keys, as_index=False)[["num", "den"]].sum().assign(agency_code="all")]
    )
    keys = ["series", "breakdown", "category", "agency_code"]
    quarters = lines.assign(start=lines["start"].dt.to_period("Q").dt.start_time)
    quarters = quarters.groupby([*keys, "start"], as_index=False)[["num", "den"]].sum()
    both = pd.concat(
        [lines.assign(period_kind="month"), quarters.assign(period_kind="quarter")], ignore_index=True
    )
    return both.rename(columns={"start": "period_start"}).assign(table="measure_value", missing=np.nan)


def _without_pruning(monkeypatch: pytest.MonkeyPatch) -> None:
    everything = lambda self: ([(t, np.flatnonzero(h)) for t, h in self.holds.items()], self.spans)  # noqa: E731
    monkeypatch.setattr(implied.Sums, "fewest", everything)


def _rank(matrix: np.ndarray) -> int:
    return int(np.linalg.matrix_rank(matrix))


@pytest.mark.parametrize("seed", range(4))
def test_what_the_choice_leaves_out_follows_from_what_stays(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = _drawn(seed)
    few = build_tables(figures, collect_series(figures)).tables.relations.toarray()
    _without_pruning(monkeypatch)
    everything = build_tables(figures, collect_series(figures)).tables.relations.toarray()
    assert len(few) < len(everything)
    assert _rank(few) == _rank(everything) == _rank(np.vstack([few, everything]))


@pytest.mark.parametrize("seed", range(4))
def test_what_the_attacker_leaves_out_follows_from_what_stays(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = _drawn(seed)
    numbers = np.column_stack(
        [figures[r].to_numpy(float) if r in figures else np.full(len(figures), np.nan) for r in ROLES]
    )
    found = read(figures, _NOTHING)
    few = found.told_apart(numbers)[1].toarray()
    _without_pruning(monkeypatch)
    everything = found.told_apart(numbers)[1].toarray()
    assert len(few) < len(everything)
    assert _rank(few) == _rank(everything) == _rank(np.vstack([few, everything]))


_ALL_NUM, _ALL_DEN, _MPD_NUM, _MPD_DEN, _RPD_NUM, _RPD_DEN = range(6)


def _share(mpd: bool) -> list[tuple[implied.Terms, np.ndarray]]:
    """Numerators that are their bases, for all together, for both agencies, or only for one of them."""
    splits = Splits()
    splits.add(_ALL_NUM, {"mpd": _MPD_NUM, "rpd": _RPD_NUM})
    splits.add(_ALL_DEN, {"mpd": _MPD_DEN, "rpd": _RPD_DEN})
    pairs = [(_ALL_DEN, _ALL_NUM), (_RPD_DEN, _RPD_NUM), *([(_MPD_DEN, _MPD_NUM)] if mpd else [])]
    sums = [split_terms(whole, ways[0]) for whole, ways in splits.parts.items()]
    sums += [terms_of(pair, (1, -1)) for pair in pairs]
    found, spans = Sums(np.ones((6, 1), bool), splits, {t: np.ones(1, bool) for t in sums}, []).fewest()
    assert not spans
    return [(terms, periods) for terms, periods in found if periods.size]


def test_a_sum_of_all_agencies_stays_where_one_of_them_has_none_of_its_own() -> None:
    of_all = terms_of((_ALL_DEN, _ALL_NUM), (1, -1))
    assert of_all not in [terms for terms, _ in _share(mpd=True)]
    assert of_all in [terms for terms, _ in _share(mpd=False)]


def test_the_same_whole_in_other_parts_says_that_the_parts_are_the_same() -> None:
    splits = Splits()
    splits.add(0, {"mpd": 1, "rpd": 2})
    splits.add(0, {"mpd": 1, "rpd": 3})
    holds = {split_terms(0, parts): np.ones(1, bool) for parts in splits.parts[0]}
    found, _ = Sums(np.ones((4, 1), bool), splits, holds, []).fewest()
    matrix = matrix_of(np.arange(4)[:, None], found, []).toarray()
    assert sorted(map(tuple, matrix.tolist())) == [(0, 0, 1, -1), (1, -1, -1, 0)]


@pytest.mark.parametrize(("months", "groups"), [((3, 0, 0, 0, 0, 1), 4), ((9, 14, 7, 12, 8, 11), 2)])
def test_series_are_one_only_where_that_is_no_coincidence(months: tuple[int, ...], groups: int) -> None:
    """A few people in the same month make no two measures one; the same numbers month after month do."""
    rows = [
        ("measure_value", measure, "none", "all", agency, "month", start, number)
        for measure in ("M1", "M2")
        for agency in ("mpd", "rpd")
        for start, number in zip(_MONTHS, months, strict=True)
    ]
    found = collect_series(pd.DataFrame(rows, columns=[*KEYS, "num"]))
    assert found.lines["same"].nunique() == groups


def test_quarters_make_up_a_year_where_no_month_is_told() -> None:
    numbers = {
        ("quarter", 1): 7,
        ("quarter", 4): 20,
        ("quarter", 7): 19,
        ("quarter", 10): 11,
        ("year", 1): 57,
    }
    rows = [
        ("funnel", "call", "none", "all", "rpd", kind, pd.Timestamp(2025, month, 1), number)
        for (kind, month), number in numbers.items()
    ]
    figures = pd.DataFrame(rows, columns=[*KEYS, "linked"])
    tables = build_tables(figures, collect_series(figures)).tables
    weights = [
        -w if c == 57 else w for c, w in zip(tables.counts, tables.relations.toarray()[0], strict=True)
    ]
    assert tables.relations.shape == (1, 5) and abs(sum(weights)) == 5
