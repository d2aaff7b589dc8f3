"""How complete a quarter is: which files of its three months came, for one agency or for all.

The release of an edition asks the same question (``release``), and the pages print its answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.reports.coverage import IN, missing_sentences
from pipelines.reports.source import Source
from pipelines.settings.quarter import Quarter

_LIGHTS = {
    "complete": "● Complete",
    "partial": "◐ Partial",
    "not_sent": "○ Not sent",
    "none": "– Nothing was due",
}


@dataclass(frozen=True)
class Completeness:
    """The months of data that were due in a quarter, each dataset apart, how many came, and a sentence for each that is missing.

    A file may hold one month or the whole quarter, so months are counted and not files.
    """

    due: int
    came: int
    gaps: tuple[str, ...]

    @property
    def state(self) -> str:
        """Complete, partial, not_sent, or none where nothing was due."""
        if not self.due:
            return "none"
        return "complete" if self.came == self.due else "partial" if self.came else "not_sent"

    @property
    def light(self) -> str:
        """The state as a symbol and a word."""
        return _LIGHTS[self.state]

    @property
    def words(self) -> str:
        """For example "◐ Partial: 5 of 6 months of data are in, each dataset apart"."""
        if self.state in ("none", "complete"):
            return self.light if not self.due else f"{self.light}: everything that was due is in"
        return f"{self.light}: {self.came} of {self.due} months of data are in, each dataset apart"


def read_completeness(source: Source, agency: str | None, quarter: Quarter) -> Completeness:
    """The files of ``agency``, or of all agencies, for the months of ``quarter``."""
    frame = source.query("submission_status")
    months = [pd.Timestamp(month) for month in quarter.months]
    frame = frame[pd.to_datetime(frame["month"]).isin(months)]
    if agency is not None:
        frame = frame[frame["agency_code"] == agency]
    gaps: list[str] = []
    for (name, title), group in frame.groupby(["agency_name", "dataset_title"], sort=False):
        gaps += missing_sentences(group, str(name), str(title))
    return Completeness(len(frame), int(frame["status"].isin(IN).sum()), tuple(gaps))
