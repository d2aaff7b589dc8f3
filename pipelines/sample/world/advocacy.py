"""What the advocacy program sends: monthly totals of its own, never a row about a person."""

from __future__ import annotations

import pandas as pd

from pipelines.sample.world.dice import Dice, only
from pipelines.sample.world.events import season
from pipelines.sample.world.frames import finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

SMALL = 10  # below it the program writes "<10"

_PER_1000 = {  # a year
    "persons_served_new": 1.4,
    "persons_served_total": 3.0,
    "air_notifications_received": 2.6,
    "air_contact_attempted": 2.4,
    "air_contact_reached": 1.4,
    "air_services_accepted": 0.9,
    "crisis_line_contacts": 6.0,
    "shelter_nights": 30.0,
    "shelter_requests_unmet": 0.8,
    "court_accompaniments": 0.9,
    "po_assistance": 1.3,
    "safety_planning_sessions": 2.2,
    "lap_hotline_calls": 0.7,
    "lap_in_service": 0.4,
    "persons_lep": 0.3,
}
_LANGUAGES = {"english": 0.82, "spanish": 0.13, "other": 0.05}


def make_advocacy_totals(options: WorldOptions, calendar: Calendar) -> pd.DataFrame:
    """The records of ``advocacy_totals``: every total by month, people served also by language."""
    dice = Dice(options.seed, "advocacy")
    months = calendar.months
    parts = [
        _totals(dice, options, months, measure, "none", "all", rate) for measure, rate in _PER_1000.items()
    ]
    served = _PER_1000["persons_served_total"]
    parts += [
        _totals(dice, options, months, "persons_served_total", "language_group", language, served * share)
        for language, share in _LANGUAGES.items()
    ]
    asked = Dice(options.seed, "shelter requests")
    parts.append(_requests(asked, parts, months))
    rows = pd.concat(parts).sort_values("period_month", kind="stable").reset_index(drop=True)
    rows["_month"] = rows["period_month"]
    return finished("advocacy_totals", rows, {})


def _requests(dice: Dice, parts: list[pd.DataFrame], months: pd.DatetimeIndex) -> pd.DataFrame:
    """Requests for shelter: those that were not met, and those that were."""
    unmet = next(part for part in parts if (part["measure_code"] == "shelter_requests_unmet").all())
    met = dice.rng.poisson(4, len(months))
    return unmet.assign(
        measure_code="shelter_requests", total_count=unmet["total_count"].to_numpy(dtype=float) + met
    )


def _totals(
    dice: Dice,
    options: WorldOptions,
    months: pd.DatetimeIndex,
    measure: str,
    breakdown: str,
    category: str,
    per_1000: float,
) -> pd.DataFrame:
    counts = dice.rng.poisson(per_1000 * options.population / 1000 / 12 * season(months))
    small = (counts > 0) & (counts < SMALL) & (breakdown != "none")
    return pd.DataFrame(
        {
            "period_month": months,
            "measure_code": measure,
            "breakdown": breakdown,
            "category": category,
            "total_count": only(~small, counts),
            "small_cell_flag": small,
        }
    )
