"""What the truth needs to know of the site, beside the rows received.

Counting stands in the sibling modules.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from pipelines.sample.world.shapes import SampleAgency

# Agency, dataset, month, due date, and the day the file that counts was received, if any.
Expected = tuple[str, str, date, date, date | None]


@dataclass(frozen=True)
class TruthSite:
    """The site as its settings describe it.

    ``last_month`` is the last month that any file covers; rows after it or before ``first_month`` do not count.
    ``expected`` lists every month of every dataset that the site waits for.
    """

    first_month: date
    last_month: date
    agencies: tuple[SampleAgency, ...]
    dv_statutes: tuple[str, ...]
    risk_questions_asked: int
    as_of: date
    expected: tuple[Expected, ...] = ()

    def senders(self, dataset: str) -> list[str]:
        """Codes of the agencies that send a dataset."""
        return sorted(agency.code for agency in self.agencies if dataset in agency.datasets)


def expected_months(
    agencies: Iterable[SampleAgency],
    first_month: date,
    as_of: date,
    arrivals: Mapping[tuple[str, str, date], date],
    due_day: int = 10,
) -> tuple[Expected, ...]:
    """Every agency's dataset and past month, due on ``due_day`` after its month or quarter.

    ``arrivals`` has the day of the file that counts, by agency, dataset and month.
    """
    months = pd.date_range(first_month, as_of.replace(day=1), freq="MS", inclusive="left")
    return tuple(
        (agency.code, dataset, day, _due(month, rhythm, due_day), arrivals.get((agency.code, dataset, day)))
        for agency in agencies
        for dataset, rhythm in agency.datasets.items()
        for month, day in zip(months, (m.date() for m in months), strict=True)
    )


def _due(month: pd.Timestamp, rhythm: str, due_day: int) -> date:
    period = month.to_period("Q" if rhythm == "quarterly" else "M")
    after = (period.end_time + pd.Timedelta(days=1)).date()
    return after.replace(day=due_day)
