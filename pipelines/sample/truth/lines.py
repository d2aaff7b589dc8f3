"""The lines of a measure: headline, intimate-partner part, categories and parts, for every agency and period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.sample.truth.cube import ALL, Counts, Cube, Span, Values, month_number, spans
from pipelines.sample.truth.records import Mask
from pipelines.sample.truth.rules import Groups, Line, Mix, Rule
from pipelines.sample.truth.site import TruthSite

Coverage = Mapping[tuple[str, str], set[date]]


@dataclass(frozen=True)
class _Told:
    """The numbers of one line, by agency and period; ``is_group`` lines are told for some periods only."""

    breakdown: str
    category: str
    num: Counts | None
    den: Counts | None
    missing: Counts | None
    value: Values | None = None
    is_group: bool = False


def measure_lines(
    rule: Rule, facts: Mapping[str, pd.DataFrame], site: TruthSite, coverage: Coverage
) -> Iterator[dict[str, Any]]:
    """Every line of a measure as a record of plain values; none where no agency has any part in it."""
    periods = spans(site.first_month, site.last_month, rule.kinds)
    seen = sorted(facts[rule.fact]["agency"].dropna().unique())
    agencies = seen if rule.dataset is None else site.senders(rule.dataset)
    if not agencies:
        return
    cubes = {
        name: Cube(facts[name], agencies, periods, site, rule.follow_up_days)
        for name in {rule.fact, *(line.fact for line in rule.lines if line.fact)}
    }
    complete = None if rule.dataset is None else _completeness(rule.dataset, agencies, periods, coverage)
    for told in _tell(rule, cubes):
        for row, agency in enumerate([*agencies, ALL]):
            for place, span in enumerate(periods):
                if told.is_group and not _is_year_back(span, site):
                    continue
                pct = None if complete is None else float(complete[row, place])
                yield {
                    "measure_id": rule.measure_id,
                    "agency_code": agency,
                    "period_kind": span.kind,
                    "period_start": span.start.isoformat(),
                    "breakdown": told.breakdown,
                    "category": told.category,
                    **_numbers(told, row, place, has_data=pct is None or pct > 0),
                    "completeness_pct": pct,
                }


def _is_year_back(span: Span, site: TruthSite) -> bool:
    """Twelve months that end with the window, or one, two ... years before."""
    return span.kind == "rolling12" and (month_number(site.last_month) - span.last) % 12 == 0


def _numbers(told: _Told, row: int, place: int, has_data: bool) -> dict[str, Any]:
    num, den, missing = (
        None if counts is None else int(counts[row, place]) for counts in (told.num, told.den, told.missing)
    )
    value = None
    if told.value is not None:
        value = float(told.value[row, place])
        value = None if np.isnan(value) else _rounded(value)
    elif num is not None and den:
        value = _rounded(num / den)
    if not has_data:
        num = den = value = missing = None
    return {"num": num, "den": den, "value": value, "n_missing": (missing or 0) if has_data else None}


def _rounded(value: float, digits: int = 6) -> float:
    """Half away from zero; all values here are at least 0."""
    return float(np.floor(value * 10**digits + 0.5) / 10**digits)


def _completeness(dataset: str, agencies: list[str], periods: list[Span], coverage: Coverage) -> Values:
    """The share of each period's months that a file covers, in percent."""
    covered = np.zeros((len(agencies), len(periods)))
    for row, agency in enumerate(agencies):
        months = {month_number(month) for month in coverage.get((agency, dataset), set())}
        for place, span in enumerate(periods):
            covered[row, place] = sum(m in months for m in range(span.first, span.last + 1))
    length = np.array([span.last - span.first + 1 for span in periods], dtype=float)
    own = covered / length
    together = covered.sum(axis=0, keepdims=True) / (length * len(agencies))
    return np.round(np.vstack([own, together]) * 100, 2)


def _tell(rule: Rule, cubes: Mapping[str, Cube]) -> Iterator[_Told]:
    cube = cubes[rule.fact]
    scope = _scope(rule, cube.rows, "dv")
    missing = _sum(cube, rule.missing, scope)
    if rule.value is not None:
        ipv = _scope(rule, cube.rows, "ipv")
        for where, share, mask in (
            (("none", "all"), 0.5, scope),
            (("scope", "ipv"), 0.5, ipv),
            (("statistic", "p90"), 0.9, scope),
        ):
            timed = cube.total(cube.rows[rule.value].notna(), mask)
            left_out = _sum(cube, rule.missing, mask)
            yield _Told(*where, None, timed, left_out, cube.quantile(rule.value, share, mask))
    elif rule.num is not None:
        for where, mask in ((("none", "all"), scope), (("scope", "ipv"), _scope(rule, cube.rows, "ipv"))):
            if rule.scoped or where == ("none", "all"):
                yield _Told(*where, *_sums(cube, mask, rule.num, rule.den, rule.missing))
    if rule.mix is not None:
        yield from _mix(rule, rule.mix, cube, missing)
    for line in rule.lines:
        yield _line(rule, line, cubes[line.fact or rule.fact])
    if rule.groups is not None:
        yield from _groups(rule, rule.groups, cube)


def _mix(rule: Rule, mix: Mix, cube: Cube, missing: Counts | None) -> Iterator[_Told]:
    """A line for each code that counts anywhere."""
    rows = cube.whole if rule.is_snapshot else cube.rows
    base = rows[mix.den].to_numpy(dtype=bool) if mix.den != "one" else np.ones(len(rows), dtype=bool)
    base = base & _scope(rule, rows, "dv")

    def add(mask: Mask) -> Counts:
        return cube.standing(mask) if rule.is_snapshot else cube.total(mask)

    den = add(base)
    for code in CODE_LISTS[mix.code_list].values:
        num = add(base & rows[mix.column].eq(code).to_numpy(dtype=bool))
        if num.any():
            yield _Told(mix.code_list, code, num, den, missing)


def _groups(rule: Rule, groups: Groups, cube: Cube) -> Iterator[_Told]:
    """A line for each group of people with anyone in the base."""
    base = cube.rows[groups.den].to_numpy(dtype=bool) & _scope(rule, cube.rows, "dv")
    had = base & cube.rows[groups.num].to_numpy(dtype=bool)
    for breakdown, column in (("sex_gender", "sex"), ("race", "race")):
        of = cube.rows[column]
        for code in CODE_LISTS[breakdown].values:
            mine = of.eq(code).to_numpy(dtype=bool)
            if code in ("U", "unknown"):
                mine = mine | of.isna().to_numpy(dtype=bool)
            if (base & mine).any():
                yield _Told(
                    breakdown, code, cube.total(had & mine), cube.total(base & mine), None, is_group=True
                )


def _line(rule: Rule, line: Line, cube: Cube) -> _Told:
    if line.is_snapshot or rule.is_snapshot:
        standing = cube.standing(cube.whole[line.num].to_numpy(dtype=bool) & _scope(rule, cube.whole, "dv"))
        return _Told(line.breakdown, line.category, standing, None, None)
    scope = _scope(rule, cube.rows, "dv")
    return _Told(line.breakdown, line.category, *_sums(cube, scope, line.num, line.den, line.missing))


def _scope(rule: Rule, rows: pd.DataFrame, column: str) -> Mask:
    if not rule.scoped:
        return np.ones(len(rows), dtype=bool)
    return rows[column].to_numpy(dtype=bool)


def _sums(
    cube: Cube, where: Mask, num: str | None, den: str | None, missing: str | None
) -> tuple[Counts | None, Counts | None, Counts | None]:
    return _sum(cube, num, where), _sum(cube, den, where), _sum(cube, missing, where)


def _sum(cube: Cube, column: str | None, where: Mask) -> Counts | None:
    return None if column is None else cube.total(cube.rows[column].to_numpy(dtype=float), where)
