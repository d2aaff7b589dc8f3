"""The shapes of the made-up county: its options, its agencies, its calendar and its records.

Only shapes and the list of agencies live here; what happens stands in the sibling modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

WARM_UP_MONTHS = 30  # cases of the first month began long before it


@dataclass(frozen=True)
class WorldOptions:
    """What can be chosen: residents, months of data, the seed, the last month, and how often files come.

    With ``by_quarter`` agencies send a file for each quarter where they would for each month; systems whose files are
    named after a month go on as they are.
    """

    population: int = 150_000
    months: int = 15
    seed: int = 2026
    last_month: date = date(2026, 3, 1)
    by_quarter: bool = False


@dataclass(frozen=True)
class SampleAgency:
    """An agency, with the datasets it sends and how often (``monthly`` or ``quarterly``)."""

    code: str
    name: str
    area: str
    population_served: int
    datasets: dict[str, str]
    dv_officers: Mapping[date, int] = field(default_factory=dict)


@dataclass(frozen=True)
class World:
    """All records by agency and dataset; ``coordinator`` stands beside the agencies."""

    options: WorldOptions
    first_month: date
    last_month: date
    records: dict[tuple[str, str], pd.DataFrame]
    agencies: tuple[SampleAgency, ...]


@dataclass(frozen=True)
class Calendar:
    """The window of the data. ``begin`` lies before it, ``end`` is the first moment after it."""

    first_month: pd.Timestamp
    last_month: pd.Timestamp
    by_quarter: bool = False

    @classmethod
    def of(cls, options: WorldOptions) -> Calendar:
        """The calendar that the options ask for.

        Raises:
            ValueError: fewer than one month is asked for.
        """
        if options.months < 1:
            raise ValueError("a world has at least one month")
        last = pd.Timestamp(options.last_month).replace(day=1)
        return cls(last - pd.DateOffset(months=options.months - 1), last, options.by_quarter)

    @property
    def begin(self) -> pd.Timestamp:
        """The first moment of the warm-up."""
        return self.first_month - pd.DateOffset(months=WARM_UP_MONTHS)

    @property
    def end(self) -> pd.Timestamp:
        """The first moment after the window."""
        return self.last_month + pd.DateOffset(months=1)

    @property
    def months(self) -> pd.DatetimeIndex:
        """The months of the window."""
        return pd.date_range(self.first_month, self.last_month, freq="MS")

    @property
    def all_months(self) -> pd.DatetimeIndex:
        """The months of the warm-up and the window."""
        return pd.date_range(self.begin, self.last_month, freq="MS")

    def holds(self, moments: pd.Series) -> pd.Series:
        """Which moments lie in the window."""
        return (moments >= self.first_month) & (moments < self.end)


MILLBROOK_SHARE = 0.6

_AGENCIES: tuple[tuple[str, str, str, float, dict[str, str]], ...] = (
    ("ecc", "Alder County Emergency Communications", "ecc", 1.0, {"cad_calls": "monthly"}),
    (
        "mpd",
        "Millbrook Police Department",
        "patrol",
        MILLBROOK_SHARE,
        {"rms_incidents": "monthly", "rms_arrests": "monthly", "inv_cases": "quarterly"},
    ),
    (
        "rpd",
        "Redfield Police Department",
        "patrol",
        1 - MILLBROOK_SHARE,
        {"rms_incidents": "monthly", "rms_arrests": "monthly"},
    ),
    (
        "so",
        "Alder County Sheriff",
        "sheriff_jail",
        1.0,
        {"jms_bookings": "monthly", "warrants": "monthly"},
    ),
    ("pretrial", "Alder County Pretrial Services", "pretrial", 1.0, {"pretrial": "quarterly"}),
    ("da", "Alder County District Attorney", "prosecution", 1.0, {"prosecution": "monthly"}),
    (
        "court",
        "Alder County District Court",
        "court",
        1.0,
        {"court_cases": "monthly", "sentences": "monthly", "protection_orders": "quarterly"},
    ),
    (
        "prob",
        "Alder County Community Corrections",
        "probation",
        1.0,
        {"probation_cases": "quarterly", "probation_violations": "quarterly"},
    ),
    ("adv", "Harbor Advocacy Program", "advocacy", 1.0, {"advocacy_totals": "quarterly"}),
)
_NAMED_AFTER_MONTHS = {("rpd", "rms_incidents"), ("rpd", "rms_arrests"), ("so", "jms_bookings")}


def sample_agencies(population: int, first_month: date, by_quarter: bool = False) -> tuple[SampleAgency, ...]:
    """The agencies of a county with ``population`` residents; supervision gets an officer more after half a year."""
    officers = max(round(population / 40_000), 1)
    later = date(first_month.year + (first_month.month + 5) // 12, (first_month.month + 5) % 12 + 1, 1)
    caseloads = {"prob": {date(first_month.year - 1, 1, 1): officers, later: officers + 1}}
    return tuple(
        SampleAgency(
            code,
            name,
            area,
            round(population * share),
            {
                dataset: "quarterly" if by_quarter and (code, dataset) not in _NAMED_AFTER_MONTHS else rhythm
                for dataset, rhythm in datasets.items()
            },
            caseloads.get(code, {}),
        )
        for code, name, area, share, datasets in _AGENCIES
    )
