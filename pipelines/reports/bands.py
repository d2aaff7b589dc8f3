"""The bands of compliance as the site sets them: which band an element is in, and the words beside it.

The shares come from ``ops.site``; a percentage is told from ten records on, below it k of n.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.reports.figures import PERCENT_FLOOR
from pipelines.reports.kit import Cell
from pipelines.reports.source import Source
from pipelines.statistics.intervals import wilson


@dataclass(frozen=True)
class SiteBands:
    """From which share of the records a practice is kept, and from which it is watched."""

    keep_from: float
    watch_from: float

    def band(self, demonstrated: float | None, applicable: float | None) -> str:
        """The band of an element: keep, watch, work_on, too_few or not_reviewed."""
        if applicable is None or demonstrated is None or not applicable:
            return "not_reviewed"
        if applicable < PERCENT_FLOOR:
            return "too_few"
        rate = demonstrated / applicable
        return "keep" if rate >= self.keep_from else "watch" if rate >= self.watch_from else "work_on"

    @property
    def legend(self) -> tuple[str, ...]:
        """The bands, a line each."""
        return (
            f"● keep: {self.keep_from:.0%} and over",
            f"◐ watch: {self.watch_from:.0%} to under {self.keep_from:.0%}",
            f"▲ work on: under {self.watch_from:.0%}",
            f"· fewer than {PERCENT_FLOOR} files: k of n only",
        )

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """What the bands mean, for the sheet of notes."""
        return (
            ("Bands", f"{self.keep_from:.0%} and over: keep. {self.watch_from:.0%} to under {self.keep_from:.0%}: watch. "
             f"Under {self.watch_from:.0%}: work on. Only where {PERCENT_FLOOR} or more files could show the practice. The site sets them."),
            ("What a low band means", "A question about how the work is organized: forms, policy words, training, time, links between agencies. Never a grade of a person."),
            ("Case review", "Files drawn by chance, of each kind apart, and read by a pair of reviewers. A share of few files is rough; read it with the number of files."),
            ("Range", "From which to which share the practice may lie, as only some files were read (95 percent Wilson interval). Where two ranges overlap, a difference may be chance."),
        )  # fmt: skip


def read_bands(source: Source) -> SiteBands:
    """The bands of the site."""
    row = source.query("bands").iloc[0]
    return SiteBands(float(row["keep_from"]), float(row["watch_from"]))


def range_cell(demonstrated: float, applicable: float) -> Cell:
    """The interval of a share in words, from ten records on; else blank."""
    if applicable < PERCENT_FLOOR:
        return Cell(None)
    found = wilson(int(demonstrated), int(applicable))
    return Cell(None) if found is None else Cell(f"{found.low:.0%} to {found.high:.0%}", "of")
