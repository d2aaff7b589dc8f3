"""What became of the incidents: referrals, charging decisions and court cases, as they happened.

Latent like ``events.py``; the records of the prosecutor and the court stand in ``prosecution.py`` and ``court.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.sample.world.dice import Dice, later, numbered
from pipelines.sample.world.events import Events
from pipelines.sample.world.shapes import WorldOptions

_DECISIONS = {
    "filed": 0.52,
    "filed_lesser": 0.1,
    "declined": 0.28,
    "returned_for_investigation": 0.05,
    "diverted_precharge": 0.03,
    "referred_other_office": 0.02,
}
_DECISIONS_DUAL = {"filed": 0.35, "filed_lesser": 0.05, "declined": 0.6}
_OUTCOMES = {
    "conviction_plea": 0.51,
    "conviction_trial": 0.03,
    "dismissal": 0.28,
    "diverted_or_deferred": 0.12,
    "acquittal": 0.02,
    "transfer": 0.025,
    "other": 0.015,
}


@dataclass(frozen=True)
class Cases:
    """``referrals``: one row per defendant referred; ``court``: one row per filed case, indexed by referral."""

    referrals: pd.DataFrame
    court: pd.DataFrame


def draw_cases(options: WorldOptions, events: Events) -> Cases:
    """Referrals of arrests and of suspects not arrested, the decisions, and the court cases."""
    dice = Dice(options.seed, "cases")
    referrals = _draw_referrals(dice, events)
    return Cases(referrals, _draw_court(dice, referrals))


def _draw_referrals(dice: Dice, events: Events) -> pd.DataFrame:
    arrests = events.arrests.drop(columns=["number", "type"])
    arrests["arrest_row"] = arrests.index
    arrests = arrests[dice.chance(len(arrests), np.where(arrests["is_dv"], 0.86, 0.6))]
    n = len(arrests)
    arrests["referred_ts"] = later(
        arrests["arrested_ts"], dice.delay(n, 2.2, 0.7, 0.4, 40), "D"
    ).dt.normalize()
    free = events.incidents[(events.incidents["arrest"] == "none") & (events.incidents["suspects_n"] > 0)]
    free = free[dice.chance(len(free), np.where(free["gone"], 0.36, 0.14))]
    free = free.rename(columns={"number": "report_number"}).reset_index(names="incident")
    suspects = events.people[events.people["is_suspect"]].drop_duplicates("incident")
    free = free.merge(suspects.drop(columns=["is_victim", "is_suspect"]), on="incident")
    wait = dice.delay(len(free), np.where(free["gone"], 4.5, 9.0), 0.8, 0.5, 120)
    free["referred_ts"] = later(free["reported_ts"], wait, "D").dt.normalize()
    rows = pd.concat([arrests, free]).sort_values("referred_ts", kind="stable").reset_index(drop=True)
    n = len(rows)
    rows["number"] = numbered(dice, rows["referred_ts"], "DA-")
    decisions = dice.pick(n, _DECISIONS)
    rows["decision"] = np.where(rows["dual"], dice.pick(n, _DECISIONS_DUAL), decisions)
    held = rows["is_booked"].eq(True).to_numpy()
    wait = dice.delay(n, np.where(held, 2.5, 15.0), 0.9, 0, 300)
    rows["decided_ts"] = later(rows["referred_ts"], wait, "D").dt.normalize()
    rows["is_filed"] = rows["decision"].isin(["filed", "filed_lesser"])
    filed = later(rows["decided_ts"], dice.pick(n, {0: 0.7, 1: 0.2, 3: 0.1}).astype(float), "D")
    rows["filed_ts"] = filed.where(rows["is_filed"])
    return rows


def _draw_court(dice: Dice, referrals: pd.DataFrame) -> pd.DataFrame:
    rows = referrals[referrals["is_filed"]].copy()
    n = len(rows)
    rows["court_number"] = numbered(dice, rows["filed_ts"], "18-CR-", gap=6)
    lesser = (rows["decision"] == "filed_lesser") & (rows["level"] == "felony")
    rows.loc[lesser, "level"] = "gross_misdemeanor"
    rows["outcome"] = dice.pick(n, _OUTCOMES)
    wait = dice.delay(n, np.where(rows["level"] == "felony", 140, 78), 0.65, 1, 900)
    rows["ended_ts"] = later(rows["filed_ts"], wait, "D").dt.normalize()
    some_day = later(rows["filed_ts"], np.floor(wait * (0.2 + 0.6 * dice.rng.random(n))), "D").dt.normalize()
    rows["bench_ts"] = some_day.where(dice.chance(n, 0.08))
    rows["early_ts"] = (
        later(rows["filed_ts"], np.floor(wait * 0.6), "D").dt.normalize().where(dice.chance(n, 0.15))
    )
    rows["is_convicted"] = rows["outcome"].str.startswith("conviction")
    # A plea to something else keeps the domestic violence charge off the conviction.
    rows["convicted_other"] = rows["is_convicted"] & rows["is_dv"] & dice.chance(n, 0.2)
    return rows
