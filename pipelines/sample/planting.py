"""What goes wrong on purpose: late, corrected, refused and unreadable files, and cells that cannot be read.

Each planting changes the usual deliveries and tells what it did; one that needs more months or rows than the county
has is left out and not told.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from pipelines.sample.deliveries import (
    ACCEPTED,
    CAD_CHANGE,
    DUPLICATE,
    NIL,
    NOT_ACCEPTED,
    REFUSED,
    SUPERSEDED,
    Delivery,
    month_of,
    next_month,
)
from pipelines.sample.exports import court
from pipelines.sample.world import World
from pipelines.settings import COORDINATOR, Thresholds

# Agency, dataset, month (counted from 1, or from the end where negative), day of the next month it comes.
LATE = (("rpd", "rms_incidents", -2, 17), ("court", "court_cases", -4, 23))
CORRECTED = ("da", "prosecution", -3, 16)
WRONG_REPORT = ("so", "warrants", -5)
COPIED = ("ecc", "cad_calls", 2)
WITH_NAMES = ("court", "protection_orders", -2)  # quarters
CLIENT_LIST = ("adv", "advocacy_totals", -2)
MAY_BE_EMPTY = (("rpd", "rms_arrests"), ("court", "sentences"))  # where no month is empty by itself
FIRST_DAY_OF_NEW_CAD = 4
# Agency, dataset, file, field, text, check, whether the row is held: required cells hold a row, others become unknown.
SPOILED = (
    ("rpd", "rms_incidents", 2, "reported_ts", "see report", "cell_not_a_date", True),
    ("court", "court_cases", 3, "court_case_key", "", "row_required_missing", True),
    ("so", "jms_bookings", 4, "booking_key", "2.40123E+11", "cell_number_damaged", True),
    ("mpd", "rms_incidents", 2, "weapon", "SEE NARR", "cell_unknown_code", False),
    ("ecc", "cad_calls", 1, "disposition", "QRX - SEE NOTES", "cell_unknown_code", False),
    ("da", "prosecution", 2, "review_decision_ts", "UNDATED", "cell_not_a_date", False),
    ("prob", "probation_cases", 1, "bip_ordered", "?", "cell_not_yes_or_no", False),
    ("rpd", "rms_arrests", 2, "arrestee_age_band", "00/00/0000", "cell_not_a_date", False),
    ("court", "sentences", 4, "probation_days", "until further order", "cell_not_a_number", False),
    ("mpd", "rms_incidents", 1, "report_approved_ts", "03/04/2026 10:15", "cell_date_ambiguous", False),
    ("mpd", "rms_incidents", 3, "call_key", "2.025E+11", "cell_number_damaged", False),
    ("mpd", "rms_incidents", 3, "photos_taken", "PARTLY", "cell_not_yes_or_no", False),
    ("mpd", "rms_incidents", 4, "children_count", "two", "cell_not_a_number", False),
    ("mpd", "rms_incidents", 4, "injury", "#N/A", "cell_error", False),
)


@dataclass(frozen=True)
class Planted:
    """One thing that goes wrong on purpose, with the file it is in."""

    kind: str
    agency: str
    dataset: str
    period: str
    file: str
    what: str

    def to_dict(self) -> dict[str, str]:
        """As plain values."""
        return {key: str(value) for key, value in asdict(self).items()}


def plant(world: World, deliveries: list[Delivery]) -> list[Planted]:
    """Change the usual deliveries; more may come of one. What was planted is handed back in order."""
    return [
        *_partial_month(world, deliveries),
        *_late(world, deliveries),
        *_wrong_report(world, deliveries),
        *_with_names(deliveries),
        *_client_list(world, deliveries),
        *_small_wave(deliveries),
        *_spoiled(deliveries),
        *_nil(deliveries),
        *_corrected(world, deliveries),
        *_copied(world, deliveries),
    ]


def _planted(kind: str, delivery: Delivery, what: str) -> Planted:
    agency, dataset = delivery.key
    return Planted(kind, agency, dataset, delivery.run.label, delivery.name, what)


def _of(deliveries: list[Delivery], agency: str, dataset: str) -> list[Delivery]:
    return [d for d in deliveries if d.key == (agency, dataset)]


def _in_month(
    world: World, deliveries: list[Delivery], agency: str, dataset: str, number: int, rows: int = 1
) -> Delivery | None:
    """The usual delivery of a month counted from the start, or from the end where negative.

    Where that month's file has fewer than ``rows`` rows, it is that of the next month, or of the one before where
    counted from the end.
    """
    months = world.options.months
    counted = number if number > 0 else months + 1 + number
    if months < 2 or not 1 <= counted <= months:
        return None
    for near in range(counted, months + 1) if number > 0 else range(counted, 0, -1):
        month = month_of(world, near)
        for delivery in _of(deliveries, agency, dataset):
            is_usual = delivery.outcome == ACCEPTED and len(delivery.rows) >= rows
            if delivery.start <= month <= delivery.end and is_usual:
                return delivery
    return None


def _partial_month(world: World, deliveries: list[Delivery]) -> list[Planted]:
    """The first file of the new CAD system begins with the day it went live; the days before are lost."""
    delivery = _in_month(world, deliveries, "ecc", "cad_calls", CAD_CHANGE)
    if delivery is None:
        return []
    delivery.start = delivery.start.replace(day=FIRST_DAY_OF_NEW_CAD)
    delivery.rows = delivery.rows[delivery.rows["received_ts"] >= pd.Timestamp(delivery.start)]
    delivery.name = delivery.export.name(delivery.run)
    return [_planted("partial_month", delivery, f"covers the month from day {FIRST_DAY_OF_NEW_CAD} only")]


def _late(world: World, deliveries: list[Delivery]) -> list[Planted]:
    told = []
    for agency, dataset, number, day in LATE:
        delivery = _in_month(world, deliveries, agency, dataset, number)
        if delivery is not None:
            came = next_month(delivery.end).replace(day=day)
            delivery.made = datetime(came.year, came.month, came.day, 9, 40, 12)
            told.append(_planted("late", delivery, f"comes on {came.isoformat()}, after its due date"))
    return told


def _wrong_report(world: World, deliveries: list[Delivery]) -> list[Planted]:
    delivery = _in_month(world, deliveries, *WRONG_REPORT)
    if delivery is None:
        return []
    delivery.outcome = NOT_ACCEPTED
    delivery.name = f"warrant aging {delivery.run.label}.xlsx"
    return [_planted("not_accepted", delivery, "another report than the one agreed on, with other headers")]


def _with_names(deliveries: list[Delivery]) -> list[Planted]:
    agency, dataset, number = WITH_NAMES
    quarters = _of(deliveries, agency, dataset)
    if len(quarters) < 2 or quarters[number].outcome != ACCEPTED:
        return []
    refused = quarters[number]
    refused.outcome, refused.export = REFUSED, court.ORDERS_WITH_NAMES
    return [_planted("refused", refused, "has a column Petitioner Name")]


def _client_list(world: World, deliveries: list[Delivery]) -> list[Planted]:
    agency, dataset, number = CLIENT_LIST
    base = next(iter(_of(deliveries, agency, dataset)), None)
    if base is None or world.options.months < 2:
        return []
    start = month_of(world, world.options.months + 1 + number)
    end = next_month(start) - timedelta(days=1)
    made = datetime(end.year, end.month, end.day, 16, 5, 41) + timedelta(days=4)
    extra = Delivery(
        base.export, start, end, made, base.rows.iloc[:0], base.title, REFUSED, f"Intakes {start:%b %Y}.xlsx"
    )
    deliveries.append(extra)
    return [_planted("refused", extra, "a list of clients with a row for each person served")]


def _small_wave(deliveries: list[Delivery]) -> list[Planted]:
    """Waves of the survey in which too few people answered: somebody might be recognized."""
    told = []
    for delivery in _of(deliveries, COORDINATOR, "survivor_survey"):
        if delivery.rows["answer_no"].nunique() < Thresholds().survey:
            delivery.outcome = REFUSED
            told.append(_planted("refused", delivery, "a survey wave with too few answers"))
    return told


def _spoiled(deliveries: list[Delivery]) -> list[Planted]:
    """Put a wrong text into one cell of a file, where the cell holds something and other rows remain."""
    told = []
    for agency, dataset, number, field, text, check_id, is_held in SPOILED:
        for delivery in _of(deliveries, agency, dataset)[number - 1 :]:
            filled = delivery.rows.index[delivery.rows[field].notna()]
            if delivery.outcome != ACCEPTED or len(delivery.rows) < 2 + len(delivery.held) or filled.empty:
                continue
            row = filled[len(filled) // 2]
            if (row, field) in delivery.spoiled:
                continue
            delivery.spoiled[row, field] = text
            delivery.checks[row, field] = check_id
            if is_held:
                delivery.held.add(row)
            effect = "the row is held" if is_held else "the cell counts as unknown"
            told.append(
                _planted("held_row" if is_held else "unreadable_cell", delivery, f"{field}: {effect}")
            )
            break
    return told


def _nil(deliveries: list[Delivery]) -> list[Planted]:
    """Files that say that nothing happened; in a large county the smallest month is emptied for one."""
    nil = [d for d in deliveries if d.outcome == NIL]
    if not nil:
        usable = [d for d in deliveries if d.outcome == ACCEPTED and d.key in MAY_BE_EMPTY and not d.spoiled]
        if not usable:
            return []
        smallest = min(usable, key=lambda d: (len(d.rows), d.key, d.start))
        smallest.rows, smallest.outcome = smallest.rows.iloc[:0], NIL
        nil = [smallest]
    return [_planted("nil_report", delivery, "says that nothing happened") for delivery in nil]


def _corrected(world: World, deliveries: list[Delivery]) -> list[Planted]:
    """A first file that lacks rows and decisions, and the whole one a week later."""
    agency, dataset, number, day = CORRECTED
    whole = _in_month(world, deliveries, agency, dataset, number, rows=2)
    if whole is None:
        return []
    some = whole.rows[np.arange(len(whole.rows)) % 4 != 1]
    first = replace(whole, rows=some, outcome=SUPERSEDED, spoiled={}, held=set(), checks={})
    came: date = next_month(whole.end).replace(day=day)
    whole.made = datetime(came.year, came.month, came.day, 11, 12, 8)
    whole.name = whole.name.replace(".xlsx", " CORRECTED.xlsx")
    deliveries.append(first)
    missing = len(whole.rows) - len(some)
    return [
        _planted("superseded", first, f"lacks {missing} rows of the corrected file"),
        _planted("corrected", whole, "replaces the first file of the month"),
    ]


def _copied(world: World, deliveries: list[Delivery]) -> list[Planted]:
    delivery = _in_month(world, deliveries, *COPIED)
    if delivery is None:
        return []
    copy = replace(
        delivery,
        outcome=DUPLICATE,
        name=f"Copy of {delivery.name}",
        made=delivery.made + timedelta(days=1),
        copy_of=delivery,
    )
    deliveries.append(copy)
    return [_planted("duplicate", copy, f"the same bytes as {delivery.name}")]
