"""All figures that one audience may see: by measure, agency, period and part, with their labels.

What a single figure says, and the cell it becomes, stands in ``figure``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

from pipelines.metadata import MEASURES
from pipelines.metadata.classes import UNKNOWN_GROUPS
from pipelines.metadata.measures.groups import AREA, PEOPLE
from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import (
    HEADLINE,
    P90,
    PARTNER,
    PERCENT_FLOOR,
    Definition,
    Figure,
    Period,
    base_cell,
    count_cell,
    median_cell,
    of_words,
    reason_words,
    share_cell,
    short_cell,
    words_of,
)
from pipelines.reports.footnotes import Footnotes
from pipelines.reports.kit.cells import SUPPRESSED_SIGN
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.labels import part_labels

# Headlines; areas and groups of people have pages of their own.
_GROUPED = {AREA, *PEOPLE}
_PLAIN_BREAKDOWNS = {"none", "scope", "statistic", *_GROUPED}


class Figures:
    """All figures that one audience may see; with ``agency`` those of that agency alone."""

    def __init__(self, source: Source, audience: str, agency: str | None = None) -> None:
        self.definitions = {
            row.measure_id: Definition(
                row.measure_id,
                row.name,
                row.unit_label,
                row.value_kind,
                row.direction,
                text_of(row.breakdown),
                text_of(row.dataset),
                row.agency_area,
                tuple(name for name in text_of(row.registers).split("; ") if name),
            )
            for row in rows_of(source.query("measure_definition"))
        }
        self.agencies = {"all": "All agencies"} | {
            row.agency_code: row.agency_name for row in rows_of(source.query("agency"))
        }
        self._population = _populations(source)
        self._footnotes = Footnotes(source)
        codes = source.query("code_list")
        self._labels = {(row.code_list, row.code): row.label for row in rows_of(codes)}
        self._positions = {(row.code_list, row.code): i for i, row in enumerate(rows_of(codes))}
        self._part_labels = part_labels()
        self._any_label = {row.code: row.label for row in rows_of(codes)}
        frame = source.query("measure_value", audience=audience, agency=agency)
        ratios = {d.measure_id for d in self.definitions.values() if d.kind == "ratio"}
        self._figures: dict[tuple[Any, ...], Figure] = {}
        self._agencies_of: dict[str, dict[str, None]] = {}
        self._parts: dict[str, dict[tuple[str, str], None]] = {}
        self._groups: dict[tuple[str, str, str], dict[str, None]] = {}
        periods: dict[str, set[Period]] = {"month": set(), "quarter": set(), "rolling12": set()}
        for row in rows_of(frame):
            period = Period(row.period_kind, as_date(row.period_start), as_date(row.period_end))
            periods[row.period_kind].add(period)
            key = (row.measure_id, row.agency_code, period.kind, period.start, row.breakdown, row.category)
            self._figures[key] = Figure(
                _whole(row.num),
                _whole(row.den),
                _real(row.value),
                _real(row.match_rate),
                _real(row.completeness_pct),
                _whole(row.n_missing),
                bool(row.suppressed),
                text_of(row.suppress_reason),
                text_of(row.state),
                _real(row.low),
                _real(row.high),
                _real(row.lowest),
                _real(row.highest),
                is_ratio=row.measure_id in ratios,
            )
            self._agencies_of.setdefault(row.measure_id, {})[row.agency_code] = None
            if row.breakdown in _GROUPED:
                groups = self._groups.setdefault((row.measure_id, row.breakdown, row.agency_code), {})
                groups[row.category] = None
            if row.breakdown not in _PLAIN_BREAKDOWNS:
                self._parts.setdefault(row.measure_id, {})[(row.breakdown, row.category)] = None
        ordered = {kind: sorted(found, key=lambda p: p.start) for kind, found in periods.items()}
        self.months, self.quarters, self.years = (
            ordered["month"],
            ordered["quarter"][-8:],
            ordered["rolling12"],
        )

    @property
    def measure_ids(self) -> tuple[str, ...]:
        """Measures with any figure."""
        return tuple(m for m in self.definitions if m in self._agencies_of)

    def get(
        self, measure_id: str, agency: str, period: Period, part: tuple[str, str] = HEADLINE
    ) -> Figure | None:
        """A figure, or None where there is no row for it."""
        return self._figures.get((measure_id, agency, period.kind, period.start, *part))

    def agencies_of(self, measure_id: str) -> list[str]:
        """Agencies with the measure; 'all' first, and only where more than one agency has it."""
        found = [a for a in self.agencies if a in self._agencies_of.get(measure_id, {})]
        single = [a for a in found if a != "all"]
        return single if len(single) == 1 else found

    def headline_agency(self, measure_id: str) -> str | None:
        """All agencies together, or the only one; None where several stand without a total."""
        found = self.agencies_of(measure_id)
        return found[0] if found and (found[0] == "all" or len(found) == 1) else None

    def breakdowns(self, measure_id: str) -> dict[str, list[str]]:
        """The breakdowns of a measure, each with its categories in the order of their code list."""
        found: dict[str, list[str]] = {}
        for breakdown, category in self._parts.get(measure_id, {}):
            found.setdefault(breakdown, []).append(category)
        definition = self.definitions[measure_id]
        for breakdown, categories in found.items():
            categories.sort(
                key=lambda c, b=breakdown: (  # type: ignore[misc]
                    self._positions.get((b, c), self._positions.get((definition.breakdown, c), 0)),
                    c,
                )
            )
        return found

    def groups(self, measure_id: str, breakdown: str, agency: str) -> list[str]:
        """The areas or groups of people that a measure has at an agency; whoever is not recorded comes last."""
        found = self._groups.get((measure_id, breakdown, agency), {})
        return sorted(
            found, key=lambda c: (c in UNKNOWN_GROUPS, self._positions.get((breakdown, c), 0), _counted(c))
        )

    def group_label(self, breakdown: str, category: str) -> str:
        """A group in words; the areas have the agency's own."""
        if category in UNKNOWN_GROUPS:
            return "Not recorded"
        return category if breakdown == AREA else self._labels.get((breakdown, category), words_of(category))

    def per_1000(self, measure_id: str, agency: str, figure: Figure | None) -> float | None:
        """A count for each 1,000 residents; None where it is withheld, or nobody says how many residents there are."""
        people = self._population.get(agency)
        if figure is None or figure.num is None or figure.suppressed or not people:
            return None
        return 1000 * figure.num / people if MEASURES[measure_id].per_1000 else None

    @property
    def has_footnotes(self) -> bool:
        """Whether any number of the site has a footnote."""
        return bool(self._footnotes)

    def marks(self, measure_id: str, agency: str, *periods: Period) -> str:
        """The footnotes of a measure in any of ``periods``, for example "Note 2"; empty where there are none."""
        return self._footnotes.marks(self.definitions[measure_id].fed_by, agency, *periods)

    def label(self, measure_id: str, breakdown: str, category: str) -> str:
        """A category in words."""
        for name in (breakdown, self.definitions[measure_id].breakdown):
            if (name, category) in self._labels:
                return self._labels[(name, category)]
        known = self._part_labels.get(breakdown, {}).get(category)
        return known or self._any_label.get(category) or words_of(category)

    def part_words(self, measure_id: str, breakdown: str, category: str) -> str:
        """A part of a measure in words, for lists in which its measure stands beside it."""
        if breakdown == HEADLINE[0]:
            return "Headline"
        if breakdown == AREA:
            return f"Area: {category}"
        known = measure_id in self.definitions
        return self.label(measure_id, breakdown, category) if known else words_of(category)

    def has(self, measure_id: str, agency: str, part: tuple[str, str], periods: Iterable[Period]) -> bool:
        """Whether any of ``periods`` has a row."""
        return any(self.get(measure_id, agency, period, part) is not None for period in periods)


def _counted(area: str) -> list[tuple[int, str]]:
    """What areas are sorted by: Beat 2 comes before Beat 11."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", area)]


def _populations(source: Source) -> dict[str, int]:
    """The residents of the site and of the places that each agency serves."""
    told = {"all": source.query("site").iloc[0]["population"]}
    told |= {row.agency_code: row.population_served for row in rows_of(source.query("agency"))}
    return {code: int(people) for code, people in told.items() if not pd.isna(people) and people > 0}


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _real(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


__all__ = [
    "HEADLINE", "P90", "PARTNER", "PERCENT_FLOOR", "SUPPRESSED_SIGN", "Definition", "Figure", "Figures", "Period",
    "base_cell", "count_cell", "median_cell", "of_words", "reason_words", "share_cell", "short_cell", "words_of",
]  # fmt: skip
