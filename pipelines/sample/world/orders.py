"""What the civil court exports: petitions for protection orders, again when decided, and again when served."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.dice import Dice, later, numbered, only
from pipelines.sample.world.events import months_of_events
from pipelines.sample.world.frames import Change, file_versions, finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

PETITIONS_PER_1000 = 2.0  # a year

_RESULTS = {
    "granted": 0.56,
    "denied": 0.15,
    "dismissed_petitioner_absent": 0.15,
    "dismissed_petitioner_request": 0.08,
    "dismissed_other": 0.06,
}


def make_protection_orders(options: WorldOptions, calendar: Calendar) -> pd.DataFrame:
    """The records of ``protection_orders``."""
    dice = Dice(options.seed, "orders")
    months = months_of_events(dice, calendar.all_months[-24:], PETITIONS_PER_1000, options.population)
    rows = pd.DataFrame({"petition_date": dice.moments(months).dt.normalize()})
    n = len(rows)
    rows["po_key"] = numbered(dice, rows["petition_date"], "18-FA-")
    rows["order_kind"] = dice.pick(
        n, {"ex_parte": 0.5, "full": 0.36, "harassment": 0.1, "extreme_risk": 0.02, None: 0.02}
    )
    rows["petition_result"] = dice.pick(n, _RESULTS)
    rows["decided_ts"] = later(rows["petition_date"], np.floor(dice.delay(n, 11, 0.6, 0, 120)), "D")
    granted = rows["petition_result"] == "granted"
    rows["granted_date"] = rows["decided_ts"].where(granted)
    told = Dice(options.seed, "order decisions").chance(n, 0.95)
    rows["decided_date"] = rows["decided_ts"].where(told)
    served = later(rows["decided_ts"], np.floor(dice.delay(n, 4, 0.9, 0, 90)), "D")
    rows["served_date"] = served.where(granted & dice.chance(n, 0.82))
    rows["service_attempts"] = only(granted, dice.between(n, 1, 4))
    years = pd.to_timedelta(np.where(rows["order_kind"] == "ex_parte", 14, 730), unit="D")
    rows["expires_date"] = (rows["decided_ts"] + years).where(granted)
    rows["firearm_prohibition"] = only(granted, dice.yes_no(n, 0.6, 0.05))
    outcome = dice.pick(n, {"nothing_filed": 0.45, "declared_none": 0.35, "surrendered": 0.1, None: 0.1})
    forbidden = np.asarray(rows["firearm_prohibition"].eq(True))
    rows["firearm_compliance"] = np.where(forbidden, outcome, only(granted, "not_ordered"))
    rows["violation_count"] = only(granted, dice.rng.poisson(0.1, n))
    rows["petitioner_relationship"] = dice.pick(
        n, {"ipv": 0.7, "fv_non_ipv": 0.19, "other": 0.08, None: 0.03}
    )
    at_grant = (
        "decided_date",
        "granted_date",
        "expires_date",
        "firearm_prohibition",
        "firearm_compliance",
        "violation_count",
    )
    changes = (
        Change("decided_ts", at_grant, before={"petition_result": "pending"}),
        Change("served_date", ("served_date",)),
        Change("decided_ts", ("service_attempts",), reappears=False),
    )
    stands = file_versions(rows, "petition_date", changes, calendar, quarterly=True)
    return finished("protection_orders", stands, {"po_key": "court"})
