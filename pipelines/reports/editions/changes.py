"""The headline figures of an edition beside the period before, in the sentences of ``statistics``.

What may be called a change was judged in the warehouse; here its words are found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.reports.edition import as_date, text_of
from pipelines.reports.figure import Definition, Period
from pipelines.reports.figures import Figures
from pipelines.reports.source import Source, rows_of
from pipelines.statistics.changes import Told, Verdict
from pipelines.statistics.sentences import change_sentence

_CLEAR = (Verdict.RISE, Verdict.FALL)


@dataclass(frozen=True)
class Changed:
    """One headline of one agency beside the period before."""

    measure_id: str
    agency_code: str
    kind: str
    verdict: Verdict
    sentence: str  # with who and what
    short: str  # the same without who

    @property
    def is_clear(self) -> bool:
        """Whether it rose or fell by more than chance explains."""
        return self.verdict in _CLEAR


def read_changed(
    source: Source, figures: Figures, audience: str, agency: str | None = None
) -> tuple[Changed, ...]:
    """The changes that ``audience`` may see, of ``agency`` or of all; the latest quarter and the latest 12 months."""
    frame = source.query("measure_change", audience=audience)
    if agency is not None:
        frame = frame[frame["agency_code"] == agency]
    return tuple(_changed(row, figures) for row in rows_of(frame) if row.measure_id in figures.definitions)


def _changed(row: Any, figures: Figures) -> Changed:
    definition = figures.definitions[row.measure_id]
    words = [_told(row, side, definition) for side in ("", "before_")]
    verdict = Verdict(row.verdict)
    name = figures.agencies.get(row.agency_code, row.agency_code)
    rule = text_of(row.rule) or None
    unit = definition.unit.lower() if definition.kind == "median" else ""
    now, before = ((w, t) for w, t in words)
    sentence = change_sentence(
        name, definition.name, now, before, verdict, rule, unit=_median_unit(definition, unit)
    )
    return Changed(
        row.measure_id, row.agency_code, row.period_kind, verdict, sentence, sentence.split(": ", 1)[-1]
    )


def _median_unit(definition: Definition, unit: str) -> str:
    """The unit of a median stands at the head of its name: days, hours, minutes."""
    first = definition.name.split(" ", 1)[0].lower()
    return first if unit and first in ("days", "hours", "minutes") else ""


def _told(row: Any, side: str, definition: Definition) -> tuple[str, Told]:
    start, end = (row.before_start, row.before_end) if side else (row.period_start, row.period_end)
    num, den, value = (getattr(row, f"{side}{name}") for name in ("num", "den", "value"))
    is_median = definition.kind == "median"
    return Period(row.period_kind, as_date(start), as_date(end)).words, Told(
        None if pd.isna(num) else int(num),
        None if pd.isna(den) else int(den),
        float(value) if is_median and pd.notna(value) else None,
        is_ratio=definition.kind == "ratio",
    )
