"""What stands beside case review as evidence of practice: interviews, observations, survivors, statistics, adoption.

Counts of interviews and observations are counts of the team's work. Of survivors only themes are told.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.reports.code_words import CodeWords, listed
from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import Definition, Figure, Period, median_cell, of_words
from pipelines.reports.figures import Figures
from pipelines.reports.kit import Cell, Column, plain
from pipelines.reports.source import Source, rows_of

COLUMNS = (
    Column("Interviews", "text", 19),
    Column("Observations", "text", 19),
    Column("Survivors", "text", 17),
    Column("Export statistics", "text", 30),
    Column("Text in force since", "date", 13),
)
_MOST_MEASURES = 2
_NONE = Cell("none", "muted")


class Evidence:
    """The evidence beside case review, by agency and element."""

    def __init__(self, source: Source, figures: Figures) -> None:
        self._words = CodeWords(source).many
        self._figures = figures
        self._told = {
            (row.agency_code, row.element_id, row.evidence_kind): row
            for row in rows_of(source.query("practice_evidence"))
        }
        self._measures = {
            row.element_id: listed(row.measure_ids) for row in rows_of(source.query("element_measures"))
        }
        self._adopted: dict[tuple[str, str], Any] = {}
        for row in rows_of(source.query("policy_action")):
            if row.decision in ("accepted", "accepted_modified") and not pd.isna(row.effective_date):
                key = row.agency_code, row.element_id
                self._adopted[key] = max(as_date(row.effective_date), self._adopted.get(key, as_date(row.effective_date)))  # fmt: skip

    def cells(self, agency_code: str, element_id: str) -> list[Cell]:
        """Interviews, observations, survivors, statistics, and since when the decided text is in force."""
        return [
            self._heard(agency_code, element_id, "interview", "interview"),
            self._heard(agency_code, element_id, "observation", "observation"),
            self._survivors(agency_code, element_id),
            self._statistics(agency_code, element_id),
            plain(self._adopted.get((agency_code, element_id)), "date"),
        ]

    def _heard(self, agency: str, element: str, kind: str, word: str) -> Cell:
        row = self._told.get((agency, element, kind))
        if row is None:
            return _NONE
        lines: list[str] = []
        if not pd.isna(row.sources_count):
            total, gaps = int(row.sources_count), int(row.gaps_count)
            lines.append(f"{gaps} of {total} {word}{'' if total == 1 else 's'} named a gap")
            causes = self._words("cause_code", row.gap_codes)
            lines.append(f"Cause: {causes}" if causes else "")
        lines.append(self._rating(row))
        return Cell("\n".join(line for line in lines if line))

    def _survivors(self, agency: str, element: str) -> Cell:
        lines: list[str] = []
        for of in (agency, "all"):
            row = self._told.get((of, element, "survivor_information"))
            if row is not None:
                themes = self._words("survivor_theme", row.theme_codes)
                lines += [f"Theme: {themes}" if themes else "", self._rating(row)]
        return Cell("\n".join(dict.fromkeys(line for line in lines if line))) if any(lines) else _NONE

    def _rating(self, row: Any) -> str:
        """The coordinator's rating, with k of n where there are enough to show."""
        rating = text_of(row.rating_label)
        rating = f"Rated: {rating.lower()}" if rating else ""
        if not rating or pd.isna(row.reviewed_count) or pd.isna(row.demonstrated_count):
            return rating
        return f"{rating} ({of_words(row.demonstrated_count, row.reviewed_count)})"

    def _statistics(self, agency: str, element: str) -> Cell:
        lines: list[str] = []
        for measure_id in self._measures.get(element, ()):
            definition = self._figures.definitions.get(measure_id)
            told = self._latest(measure_id, agency)
            if definition is not None and told is not None and len(lines) < _MOST_MEASURES:
                lines.append(_statistic(definition, *told))
        return Cell("\n".join(lines)) if lines else _NONE

    def _latest(self, measure_id: str, agency: str) -> tuple[Figure, Period] | None:
        """The figure of the last 12 months, or of the last quarter while there are no 12 months yet."""
        for periods in (self._figures.years, self._figures.quarters):
            figure = self._figures.get(measure_id, agency, periods[-1]) if periods else None
            if figure is not None and not figure.has_no_data:
                return figure, periods[-1]
        return None


def _statistic(definition: Definition, figure: Figure, period: Period) -> str:
    """A figure in words: k of n with a percentage from ten on, or its mark."""
    if figure.suppressed:
        told = "†"
    elif definition.kind == "median":
        told = median_cell(figure).text
    elif figure.num is None:
        told = "no cases"
    elif figure.den is None:
        told = f"{figure.num:,}"
    else:
        told = of_words(figure.num, figure.den)
        told += f" ({figure.share:.0%})" if figure.share is not None else ""
    return f"{definition.name}: {told}, {period.words}"
