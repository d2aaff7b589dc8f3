"""Which row goes into which file, when each file arrives, and what of it is received in the end.

Every agency's dataset gives one file a month or a quarter. What goes wrong with some of them is planted in
``planting.py``; how a file looks stands in ``exports/``.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import pandas as pd

from pipelines.metadata import DATASETS
from pipelines.sample.exports import Export, Run, export_of
from pipelines.sample.exports.export import unknown
from pipelines.sample.exports.pages import Page
from pipelines.sample.exports.templates import REGISTER_SHEETS
from pipelines.sample.truth import Expected
from pipelines.sample.world import World
from pipelines.settings import COORDINATOR

CAD_CHANGE = 10  # the month, counted from 1, from which the 911 center has its new system
DUE_DAY = 10
ACCEPTED, NIL, SUPERSEDED = "accepted", "nil_report", "superseded"
NOT_ACCEPTED, REFUSED, DUPLICATE = "not_accepted", "refused", "duplicate"


@dataclass
class Delivery:
    """One file on its way: its rows, its days, when it arrives, and what becomes of it.

    ``spoiled`` holds wrong texts by row and field, ``held`` the rows that are held because of them.
    ``checks`` the check that each of them fails. ``copy_of`` is the delivery whose bytes it repeats.
    """

    export: Export
    start: date
    end: date
    made: datetime
    rows: pd.DataFrame
    title: str
    outcome: str = ACCEPTED
    name: str = ""
    spoiled: dict[tuple[object, str], str] = field(default_factory=dict)
    held: set[object] = field(default_factory=set)
    checks: dict[tuple[object, str], str] = field(default_factory=dict)
    copy_of: Delivery | None = None

    def __post_init__(self) -> None:
        self.name = self.name or self.export.name(self.run)

    @property
    def run(self) -> Run:
        """What the report knows of itself."""
        return Run(self.start, self.end, self.made - timedelta(hours=2), self.title)

    @property
    def key(self) -> tuple[str, str]:
        """Agency and dataset."""
        return self.export.agency, self.export.dataset

    @property
    def counts(self) -> bool:
        """Whether its rows, or its word that there are none, enter the numbers."""
        return self.outcome in (ACCEPTED, NIL)

    def months(self) -> Iterator[date]:
        """First days of the months it covers."""
        month = self.start.replace(day=1)
        while month <= self.end:
            yield month
            month = next_month(month)

    def pages(self) -> list[Page]:
        """What its file shows, with what is spoiled."""
        return self.export.pages_of(self.rows, self.run, self.spoiled)

    def received(self) -> pd.DataFrame:
        """What is read back of its rows: held rows are gone, unreadable cells unknown."""
        rows = self.export.receive(self.rows)
        for row, name in self.spoiled:
            if row not in self.held:
                empty = unknown(DATASETS[self.export.dataset].field(name).kind, 1)
                rows.loc[row, name] = empty[0]
        return rows.drop(index=list(self.held))


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def month_of(world: World, number: int) -> date:
    """The ``number``-th month of the window, counted from 1."""
    month = pd.Timestamp(world.first_month) + pd.DateOffset(months=number - 1)
    return date(month.year, month.month, 1)


def as_of(world: World) -> date:
    """The day the numbers stand for: the 20th after the last month."""
    return next_month(world.last_month).replace(day=20)


def usual_arrival(after: date, *salt: object) -> datetime:
    """A working hour of a weekday three to nine days after ``after``."""
    dice = zlib.crc32("|".join(str(part) for part in (after, *salt)).encode())
    day = after + timedelta(days=3 + dice % 5)
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    return datetime(day.year, day.month, day.day, 9 + dice // 8 % 8, dice // 64 % 60, dice // 4096 % 60)


def usual_deliveries(world: World) -> list[Delivery]:
    """Every file that the agencies and the coordinator send when nothing goes wrong."""
    deliveries: list[Delivery] = []
    for agency in world.agencies:
        for dataset, rhythm in agency.datasets.items():
            rows = world.records[agency.code, dataset]
            for start, end in _periods(world, 3 if rhythm == "quarterly" else 1):
                inside = (rows["_month"] >= pd.Timestamp(start)) & (rows["_month"] <= pd.Timestamp(end))
                export = export_of(agency.code, dataset, _has_new_cad(world, start))
                deliveries.append(_delivery(export, start, end, rows[inside], agency.name))
    return deliveries + list(_coordinator_files(world))


def _delivery(export: Export, start: date, end: date, rows: pd.DataFrame, title: str) -> Delivery:
    made = usual_arrival(end, export.agency, export.dataset)
    return Delivery(export, start, end, made, rows, title, NIL if rows.empty else ACCEPTED)


def _has_new_cad(world: World, month: date) -> bool:
    return world.options.months >= CAD_CHANGE and month >= month_of(world, CAD_CHANGE)


def _periods(world: World, length: int) -> Iterator[tuple[date, date]]:
    """First and last days of the months or quarters that have ended with the last month and touch the window."""
    start = world.first_month.replace(month=(world.first_month.month - 1) // length * length + 1, day=1)
    while True:
        following = start
        for _ in range(length):
            following = next_month(following)
        if following > next_month(world.last_month):
            return
        yield start, following - timedelta(days=1)
        start = following


def _coordinator_files(world: World) -> Iterator[Delivery]:
    """The coordinator's sheets: one checklist per round, one case review per quarter, one of each other register."""
    checklist = world.records.get((COORDINATOR, "policy_checklist"))
    if checklist is not None:
        for label, rows in checklist.groupby("review_round", sort=True):
            yield _sheet("policy_checklist", rows, str(label))
    reviews = world.records.get((COORDINATOR, "case_review"))
    if reviews is not None:
        for _, rows in reviews.groupby(reviews["_month"].dt.to_period("Q"), sort=True):
            yield _sheet("case_review", rows, "")
    for export in REGISTER_SHEETS:
        register = world.records.get((COORDINATOR, export.dataset))
        for label, rows in [] if register is None else _sheets_of(export, register):
            start = rows["_month"].min().date()
            end = next_month(start) - timedelta(days=1)
            yield Delivery(export, start, end, usual_arrival(end, export.dataset), rows, label)


def _sheets_of(export: Export, register: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """A register is one sheet, or one for each value of its scope: a survey wave is a sheet of its own."""
    scope = list(DATASETS[export.dataset].scope)
    if scope:
        for label, rows in register.groupby(scope, sort=True):
            yield " ".join(str(part) for part in label), rows
    elif len(register):
        yield "", register


def _sheet(dataset: str, rows: pd.DataFrame, title: str) -> Delivery:
    """A sheet of the coordinator's: it covers the days of its own dates."""
    days = rows["reviewed_on_date"].dropna()
    start, end = days.min().date().replace(day=1), days.max().date()
    end = next_month(end) - timedelta(days=1)
    made = usual_arrival(days.max().date(), dataset, title)
    return Delivery(export_of(COORDINATOR, dataset, False), start, end, made, rows, title)


def in_order(deliveries: list[Delivery]) -> list[Delivery]:
    """The order in which files speak: by the end of their period, then by when they came."""
    return sorted(deliveries, key=lambda d: (d.end, d.made, d.key, d.name))


def received_rows(deliveries: list[Delivery]) -> dict[tuple[str, str], pd.DataFrame]:
    """All rows that count, by agency and dataset, in the order in which their files speak."""
    parts: dict[tuple[str, str], list[pd.DataFrame]] = {}
    for delivery in in_order(deliveries):
        rows = parts.setdefault(delivery.key, [])
        if delivery.counts:
            rows.append(delivery.received())
        elif not rows:
            rows.append(delivery.export.receive(delivery.rows.iloc[:0]))
    return {key: pd.concat(frames, ignore_index=True) for key, frames in parts.items()}


def coverage(deliveries: list[Delivery]) -> dict[tuple[str, str], set[date]]:
    """The months for which a file counts, by agency and dataset."""
    covered: dict[tuple[str, str], set[date]] = {}
    for delivery in deliveries:
        months = covered.setdefault(delivery.key, set())
        if delivery.counts:
            months.update(delivery.months())
    return covered


def arrivals(deliveries: list[Delivery]) -> dict[tuple[str, str, date], date]:
    """The day the first usable file of each agency, dataset and month came; later corrections change nothing."""
    first: dict[tuple[str, str, date], date] = {}
    for delivery in deliveries:
        if delivery.counts or delivery.outcome == SUPERSEDED:
            for month in delivery.months():
                place = (*delivery.key, month)
                first[place] = min(first.get(place, date.max), delivery.made.date())
    return first


def expected_files(world: World, deliveries: list[Delivery]) -> tuple[Expected, ...]:
    """Every month of every dataset that is waited for: when it is due, and when it came, if it did."""
    came = arrivals(deliveries)
    return tuple(
        (agency.code, dataset, month, _due(month, rhythm), came.get((agency.code, dataset, month)))
        for agency in world.agencies
        for dataset, rhythm in agency.datasets.items()
        for month in (month_of(world, number) for number in range(1, world.options.months + 1))
    )


def _due(month: date, rhythm: str) -> date:
    """The due day after the month, or after the quarter that the month lies in."""
    last = month.replace(month=(month.month - 1) // 3 * 3 + 3) if rhythm == "quarterly" else month
    return next_month(last).replace(day=DUE_DAY)


def last_covered(world: World, deliveries: list[Delivery]) -> date:
    """The last month that any agency's file covers."""
    covered = [
        month for key, months in coverage(deliveries).items() if key[0] != COORDINATOR for month in months
    ]
    return max(covered, default=world.last_month)
