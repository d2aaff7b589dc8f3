"""Policy and practice of one agency on its director's page: bars of statuses, conflicts, and k of n reviewed files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.reports.edition import text_of
from pipelines.reports.figure import PERCENT_FLOOR
from pipelines.reports.kit.cells import POLICY_STATUSES
from pipelines.reports.policy_tables import read_responses
from pipelines.reports.source import Source, rows_of
from pipelines.settings.quarter import Quarter
from pipelines.statistics.changes import Told, Verdict, judge_change
from pipelines.statistics.sentences import figure_words

PRACTICES, CONFLICTS = 8, 3
BAR_STATUSES = tuple(status for status in POLICY_STATUSES if status not in ("retired",))
_ARROWS = {Verdict.RISE: "▲ clear rise", Verdict.FALL: "▼ clear fall"}


@dataclass(frozen=True)
class PolicyBars:
    """Recommended practices by status, now and at the last round, and the conflicts by name."""

    now: Mapping[str, int] = field(default_factory=dict)
    before: Mapping[str, int] = field(default_factory=dict)
    conflicts: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """Practices with an answer now."""
        return sum(count for status, count in self.now.items() if status != "not_answered")

    @property
    def alt(self) -> str:
        """The bars in words."""
        return f"Stacked bars of recommended practices by status. Now: {_counted(self.now)}. " + (
            f"Last round: {_counted(self.before)}." if self.before else "There is no earlier round."
        )


@dataclass(frozen=True)
class PracticeLine:
    """One element in the reviewed files of the quarter; numbers are None where they are withheld."""

    element_id: str
    title: str
    demonstrated: int | None
    applicable: int | None
    verdict: Verdict | None
    before: str = ""

    @property
    def share(self) -> float | None:
        """Shown of applicable, from the floor on."""
        if self.demonstrated is None or not self.applicable or self.applicable < PERCENT_FLOOR:
            return None
        return self.demonstrated / self.applicable

    @property
    def told(self) -> str:
        """For example "31 of 38 (82 percent) reviewed files", or the mark of what is withheld."""
        if self.demonstrated is None:
            return "† too few to show"
        return f"{figure_words(Told(self.demonstrated, self.applicable), PERCENT_FLOOR)} reviewed files"

    @property
    def arrow(self) -> str:
        """An arrow only where the change is real."""
        return _ARROWS.get(self.verdict, "") if self.verdict else ""

    @property
    def change_words(self) -> str:
        """The change in words; empty without an earlier quarter."""
        if self.verdict in (Verdict.RISE, Verdict.FALL):
            return f"{self.before} in the quarter before. This is a clear {self.verdict}."
        return "No clear change." if self.verdict is Verdict.NO_CLEAR_CHANGE else ""


def policy_bars(source: Source, agency: str) -> PolicyBars:
    """The statuses of ``agency``; an empty one where it has no checklist."""
    frame = read_responses(source)
    frame = frame[(frame["agency_code"] == agency) & (frame["status"] != "retired")]
    before = frame["previous_status"].dropna()
    conflicts = tuple(
        f"{row.title} ({row.element_id}{_where(row)})"
        for row in rows_of(frame[frame["status"] == "conflicts"])
    )
    return PolicyBars(
        {s: n for s in BAR_STATUSES if (n := int((frame["status"] == s).sum()))},
        {s: n for s in BAR_STATUSES if (n := int((before == s).sum()))},
        conflicts[:CONFLICTS],
    )


@dataclass(frozen=True)
class Practice:
    """The reviewed files of one quarter; the quarter is empty where none was reviewed."""

    quarter: str = ""
    lines: tuple[PracticeLine, ...] = ()


def read_practice(source: Source, agency: str, quarter: Quarter) -> Practice:
    """The latest quarter with reviewed files up to ``quarter``: the fewest shown first, withheld ones last."""
    frame = source.query("case_review", audience="director")
    frame = frame[frame["agency_code"] == agency]
    told = sorted({q for q in frame["event_quarter"] if q != "all" and q <= quarter.label})
    if not told:
        return Practice()
    earlier = {
        row.element_id: row
        for row in rows_of(frame[frame["event_quarter"] == Quarter.parse(told[-1]).before.label])
    }
    lines = [
        _line(row, earlier.get(row.element_id)) for row in rows_of(frame[frame["event_quarter"] == told[-1]])
    ]
    lines.sort(key=lambda line: (line.demonstrated is None, line.share if line.share is not None else 2))
    return Practice(told[-1], tuple(lines))


def _line(row: Any, before: Any | None) -> PracticeLine:
    shown, applicable = (None if pd.isna(v) else int(v) for v in (row.demonstrated, row.applicable))
    verdict, earlier = None, ""
    if before is not None and shown is not None and not pd.isna(before.demonstrated):
        told = Told(int(before.demonstrated), int(before.applicable))
        verdict = judge_change(told, Told(shown, applicable), PERCENT_FLOOR).verdict
        earlier = figure_words(told, PERCENT_FLOOR)
    return PracticeLine(row.element_id, str(row.title), shown, applicable, verdict, earlier)


def _where(row: Any) -> str:
    place = " ".join(part for part in (text_of(row.doc_id), text_of(row.section_ref)) if part)
    return f", {place}" if place else ""


def _counted(counts: Mapping[str, int]) -> str:
    told = [f"{n} {POLICY_STATUSES[status].word.lower()}" for status, n in counts.items()]
    return ", ".join(told) or "nothing answered"
