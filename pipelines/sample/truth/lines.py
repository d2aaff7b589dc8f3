"""The lines of a measure: headline, intimate-partner part, categories and parts, for every agency and period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.sample.truth.cube import ALL, Counts, Cube, Span, Values, month_number, spans
from pipelines.sample.truth.people import FACT_GROUPS
from pipelines.sample.truth.records import Mask
from pipelines.sample.truth.rule_shapes import Line, Mix, Rule
from pipelines.sample.truth.site import TruthSite

Coverage = Mapping[tuple[str, str], set[date]]


@dataclass(frozen=True)
class _Told:
    """The numbers of one line, by agency and period.

    A ``kind`` of "people" or "area" is told for some periods only; ``only`` are the agencies that it is told for.
    """

    breakdown: str
    category: str
    num: Counts | None
    den: Counts | None
    missing: Counts | None
    value: Values | None = None
    kind: str = ""
    only: frozenset[str] | None = None


def measure_lines(
    rule: Rule, facts: Mapping[str, pd.DataFrame], site: TruthSite, coverage: Coverage
) -> Iterator[dict[str, Any]]:
    """Every line of a measure as a record of plain values; none where no agency has any part in it."""
    periods = spans(site.first_month, site.last_month, rule.kinds)
    names = {rule.fact, rule.den_fact or rule.fact, *(line.fact for line in rule.lines if line.fact)}
    seen = sorted({agency for name in names for agency in facts[name]["agency"].dropna()})
    agencies = seen if rule.dataset is None else site.senders(rule.dataset)
    if rule.needs is not None:
        fact, column = rule.needs
        having = set(facts[fact].loc[facts[fact][column].astype(bool), "agency"])
        agencies = [agency for agency in agencies if agency in having]
    if not agencies:
        return
    cubes = {name: Cube(facts[name], agencies, periods, site, rule.follow_up_days) for name in names}
    complete = None if rule.dataset is None else _completeness(rule.dataset, agencies, periods, coverage)
    for told in _tell(rule, cubes):
        for row, agency in enumerate([*agencies, ALL]):
            if told.only is not None and agency not in told.only:
                continue
            for place, span in enumerate(periods):
                if told.kind and not _is_told(told.kind, span, site):
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


def _is_told(kind: str, span: Span, site: TruthSite) -> bool:
    """Groups are told for years back from the end; areas for quarters too."""
    return _is_year_back(span, site) or (kind == "area" and span.kind == "quarter")


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
    if rule.value is not None:
        for where, share, column in (
            (("none", "all"), 0.5, "dv"),
            (("scope", "ipv"), 0.5, "ipv"),
            (("statistic", "p90"), 0.9, "dv"),
        ):
            yield _times(rule, cube, share, where, _scope(rule, cube.rows, column))
    elif rule.num is not None:
        for where, column in ((("none", "all"), "dv"), (("scope", "ipv"), "ipv")):
            if rule.scoped or where == ("none", "all"):
                yield _Told(*where, *_headline(rule, cubes, column))
    if rule.mix is not None:
        yield from _mix(rule, rule.mix, cube, _sum(cube, rule.missing, _scope(rule, cube.rows, "dv")))
    for line in rule.lines:
        yield _line(rule, line, cubes[line.fact or rule.fact])
    yield from _groups(rule, cube)


def _times(rule: Rule, cube: Cube, share: float, where: tuple[str, str], mask: Mask) -> _Told:
    """How many have a time, how many lack it, and the time of that share of them."""
    column = rule.value or ""
    timed = cube.total(cube.rows[column].notna(), mask)
    return _Told(*where, None, timed, _sum(cube, rule.missing, mask), cube.quantile(column, share, mask))


def _headline(
    rule: Rule, cubes: Mapping[str, Cube], column: str
) -> tuple[Counts | None, Counts | None, Counts | None]:
    cube, base = cubes[rule.fact], cubes[rule.den_fact or rule.fact]
    if not rule.is_snapshot:
        num, _, missing = _sums(cube, _scope(rule, cube.rows, column), rule.num, None, rule.missing)
        return num, _sum(base, rule.den, _scope(rule, base.rows, column)), missing

    def standing(of: Cube, name: str | None, older: str | None = None) -> Counts | None:
        if name is None:
            return None
        scope, amounts = _scope(rule, of.whole, column), of.whole[name]
        if amounts.dtype == bool:
            return of.standing(scope & amounts.to_numpy(dtype=bool), older)
        return of.standing(scope, older, weight=name)

    return standing(cube, rule.num, rule.older), standing(base, rule.den), standing(cube, rule.missing)


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


def _groups(rule: Rule, cube: Cube) -> Iterator[_Told]:
    """A line for each category with anyone in the base: of people at any agency, of areas at the agency itself."""
    if (rule.num is None and rule.value is None) or rule.is_snapshot or rule.den_fact or not rule.scoped:
        return
    chosen = dict(rule.groups.columns) if rule.groups is not None else {}
    own = {name: column for name, column in FACT_GROUPS.get(rule.fact, {}).items() if name not in chosen}
    scope = _scope(rule, cube.rows, "dv")
    for breakdown, column in (*own.items(), *chosen.items()):
        unknown = "U" if breakdown in ("race", "ethnicity") else "unknown"
        of = cube.rows[column].astype(object).where(cube.rows[column].notna(), unknown)
        named = rule.groups if breakdown in chosen else None
        num, den, missing = rule.num, rule.den, rule.missing
        if named is not None and named.num is not None:
            num, den, missing = named.num, named.den, None
        base = scope & cube.rows[rule.value].notna() if rule.value else scope & _counts(cube, den or num)
        kind = "area" if breakdown == "area" else "people"
        for category in sorted(of[base].unique()):
            mine = scope & of.eq(category).to_numpy(dtype=bool)
            only = frozenset(cube.rows.loc[base & mine, "agency"]) if kind == "area" else None
            where = (breakdown, category)
            told = (
                _times(rule, cube, 0.5, where, mine)
                if rule.value
                else _Told(*where, *_sums(cube, mine, num, den, missing))
            )
            yield replace(told, kind=kind, only=only)


def _counts(cube: Cube, column: str | None) -> Mask:
    return cube.rows[column or "one"].to_numpy(dtype=float) != 0


def _line(rule: Rule, line: Line, cube: Cube) -> _Told:
    if line.is_snapshot or rule.is_snapshot:
        scope = _scope(rule, cube.whole, "dv")

        def standing(name: str | None, older: str | None = None) -> Counts | None:
            return (
                None if name is None else cube.standing(cube.whole[name].to_numpy(dtype=bool) & scope, older)
            )

        found = standing(line.num, line.older), standing(line.den), standing(line.missing)
        return _Told(line.breakdown, line.category, *found)
    scope = _scope(rule, cube.rows, "dv")
    only = None
    if rule.dataset is None and line.fact is not None:
        own = cube.rows.loc[scope & _counts(cube, line.den or line.num), "agency"]
        only = frozenset((*own, ALL)) if len(own) else frozenset()
    return _Told(
        line.breakdown, line.category, *_sums(cube, scope, line.num, line.den, line.missing), only=only
    )


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
