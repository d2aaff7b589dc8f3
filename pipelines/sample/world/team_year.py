"""The year of the made-up team: its weeks, and how lines of a register become records.

What stands in each register is told in the sibling modules; nothing about a single agency lives here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.sample.world.frames import finished
from pipelines.sample.world.shapes import Calendar

WEEKS = 64  # the team begins so long before the last day of the registers

Records = dict[tuple[str, str], pd.DataFrame]


@dataclass(frozen=True)
class TeamYear:
    """The weeks of the team. The registers are as they stand on ``until``; later weeks are plans."""

    calendar: Calendar

    @property
    def until(self) -> pd.Timestamp:
        """The last day of the last month: the day on which the coordinator saves the registers."""
        return self.calendar.end - pd.Timedelta(days=1)

    def day(self, week: float, weekday: int = 0) -> pd.Timestamp:
        """A day of the team's ``week``-th week; ``weekday`` 0 is the day of the week on which the team began."""
        return self.until - pd.Timedelta(days=round((WEEKS - week) * 7) - weekday)

    def days(self, week: float | None) -> pd.Timestamp | None:
        """The day of a week, None where nothing has a day yet."""
        return None if week is None else self.day(week)

    def quarter(self, back: int) -> str:
        """The quarter that lies ``back`` quarters before the last one, such as 2025-Q3."""
        last = self.until.to_period("Q") - back
        return f"{last.year}-Q{last.quarter}"

    def month(self, back: int) -> str:
        """The month that lies ``back`` months before the last one, such as 2025-09."""
        return f"{self.until.to_period('M') - back}"

    def register(self, dataset: str, rows: pd.DataFrame | Sequence[dict[str, Any]]) -> Records:
        """The records of one register, by the coordinator and dataset."""
        frame = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame(list(rows))
        return {
            ("coordinator", dataset): finished(dataset, frame.assign(_month=self.calendar.last_month), {})
        }


def lines_of(names: str, lines: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """Lines as rows; ``names`` are the names of their values, separated by blanks."""
    return [dict(zip(names.split(), line, strict=True)) for line in lines]
