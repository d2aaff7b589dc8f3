"""What happened: police incidents with their people and arrests, before anybody wrote anything down.

These latent frames are the spine of the world. What an agency records of them stands in the sibling modules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.sample.world.charges import draw_offenses
from pipelines.sample.world.dice import Dice, later, numbered
from pipelines.sample.world.shapes import MILLBROOK_SHARE, Calendar, WorldOptions

REPORTS_PER_1000 = 6.0  # a year
OTHER_REPORTS = 0.08  # other crimes in the same export, for each domestic violence report
IPV_SHARE = 0.73

_AGES = {
    "0-17": 0.03,
    "18-24": 0.2,
    "25-34": 0.33,
    "35-44": 0.23,
    "45-54": 0.12,
    "55-64": 0.06,
    "65+": 0.03,
}
_RACES = {"W": 0.66, "B": 0.17, "I": 0.05, "A": 0.04, "P": 0.005, "multiple": 0.02, "U": 0.055}
_ETHNICITIES = {"N": 0.78, "H": 0.14, "U": 0.08}


@dataclass(frozen=True)
class Events:
    """Latent frames: one row per incident, per person in an incident, and per person arrested.

    ``incidents`` is indexed by incident; ``people`` has incident and seq; ``arrests`` has incident and seq of the
    person arrested and, beside the arrest, what the later steps need of the incident.
    """

    incidents: pd.DataFrame
    people: pd.DataFrame
    arrests: pd.DataFrame


def season(months: pd.DatetimeIndex) -> np.ndarray:
    """A mild rise in summer."""
    return np.asarray(1 + 0.1 * np.cos(2 * np.pi * (months.month.to_numpy() - 7) / 12))


def months_of_events(
    dice: Dice, months: pd.DatetimeIndex, per_1000_a_year: float, population: int
) -> pd.DatetimeIndex:
    """The month of each event of a kind, from its rate."""
    expected = per_1000_a_year * population / 1000 / 12 * season(months)
    return months.repeat(dice.rng.poisson(expected))


def draw_events(options: WorldOptions, calendar: Calendar) -> Events:
    """All incidents of the warm-up and the window, in the order of their reports."""
    incidents = _draw_incidents(options, calendar)
    people = _draw_people(Dice(options.seed, "people"), incidents)
    return Events(incidents, people, _draw_arrests(Dice(options.seed, "arrests"), incidents, people))


def _draw_incidents(options: WorldOptions, calendar: Calendar) -> pd.DataFrame:
    dice = Dice(options.seed, "incidents")
    kinds = []
    for is_dv, rate in ((True, REPORTS_PER_1000), (False, REPORTS_PER_1000 * OTHER_REPORTS)):
        months = months_of_events(dice, calendar.all_months, rate, options.population)
        kinds.append(pd.DataFrame({"reported_ts": dice.moments(months), "is_dv": is_dv}))
    frame = pd.concat(kinds).sort_values("reported_ts", kind="stable").reset_index(drop=True)
    n = len(frame)
    frame["agency"] = dice.pick(n, {"mpd": MILLBROOK_SHARE, "rpd": 1 - MILLBROOK_SHARE})
    frame["number"] = numbered(dice, frame["reported_ts"], series=frame["agency"], gap=9)
    delay = np.where(dice.chance(n, 0.85), dice.delay(n, 25), dice.delay(n, 1440, 1.0, high=30000))
    frame["occurred_ts"] = later(frame["reported_ts"], -delay, "min")
    frame["scope"] = dice.pick(n, {"ipv": IPV_SHARE, "fv_non_ipv": 1 - IPV_SHARE})
    frame.loc[~frame["is_dv"], "scope"] = "none"
    frame = pd.concat([frame, draw_offenses(dice, frame["is_dv"].to_numpy())], axis=1)
    both = frame["is_dv"].to_numpy()
    kind = dice.rng.random(n)
    frame["dual"] = both & (kind < 0.02)
    frame["mutual"] = both & (kind < 0.03)  # each reported the other; in dual arrests both were arrested
    frame["victims_n"] = 1 + dice.chance(n, 0.12)
    frame["suspects_n"] = dice.pick(n, {0: 0.05, 1: 0.925, 2: 0.025}).astype(int)
    frame.loc[frame["mutual"], ["victims_n", "suspects_n"]] = 2
    frame["gone"] = dice.chance(n, 0.26) & ~frame["mutual"]
    share = np.where(frame["gone"], 0.03, np.where(frame["is_dv"], 0.56, 0.35))
    on_scene = frame["dual"] | (dice.chance(n, share) & (frame["suspects_n"] > 0))
    after = dice.chance(n, np.where(frame["gone"], 0.16, 0.03)) & (frame["suspects_n"] > 0) & ~on_scene
    frame["arrest"] = np.select([on_scene, after], ["scene", "later"], "none")
    return frame


def _draw_people(dice: Dice, incidents: pd.DataFrame) -> pd.DataFrame:
    """Victims are numbered first, then suspects; in mutual reports both people are both."""
    people_n = np.where(incidents["mutual"], 2, incidents["victims_n"] + incidents["suspects_n"])
    people = pd.DataFrame({"incident": np.repeat(incidents.index.to_numpy(), people_n)})
    people["seq"] = people.groupby("incident").cumcount() + 1
    of = incidents.loc[people["incident"]].reset_index(drop=True)
    people["is_victim"] = of["mutual"] | (people["seq"] <= of["victims_n"])
    people["is_suspect"] = of["mutual"] | (people["seq"] > of["victims_n"])
    n = len(people)
    women = np.where(of["mutual"], np.where(people["seq"] == 1, 0.95, 0.1), 0.78)
    women = np.where(people["is_suspect"] & ~of["mutual"], 0.19, women)
    people["sex"] = np.where(dice.chance(n, women), "F", "M")
    people.loc[dice.chance(n, 0.006), "sex"] = "X"
    people["age"] = dice.pick(n, _AGES)
    # Suspects are adults: an agency's juvenile records stay with it.
    people.loc[people["is_suspect"] & (people["age"] == "0-17"), "age"] = "18-24"
    second = people["is_victim"] & (people["seq"] == 2) & ~of["mutual"]
    people.loc[second & dice.chance(n, 0.6), "age"] = "0-17"
    people["race"] = dice.pick(n, _RACES)
    people["ethnicity"] = dice.pick(n, _ETHNICITIES)
    people["language"] = dice.pick(n, {"english": 0.86, "spanish": 0.08, "other": 0.04, "unknown": 0.02})
    people["disability"] = dice.yes_no(n, 0.07, 0.3)
    return people


def _draw_arrests(dice: Dice, incidents: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """The first suspect of an incident with an arrest, often the second, and both people of a dual arrest."""
    suspects = people[people["is_suspect"]]
    rank = suspects.groupby("incident").cumcount()
    of = incidents.loc[suspects["incident"]]
    too = (rank == 1).to_numpy() & dice.chance(len(suspects), 0.5) & ~of["mutual"].to_numpy()
    wanted = (of["arrest"] != "none").to_numpy() & ((rank == 0).to_numpy() | too | of["dual"].to_numpy())
    arrests = suspects[wanted].drop(columns=["is_victim", "is_suspect"]).reset_index(drop=True)
    of = incidents.loc[arrests["incident"]].reset_index(drop=True)
    arrests = pd.concat([arrests, of.drop(columns=["occurred_ts"])], axis=1)
    n = len(arrests)
    minutes = np.where(of["arrest"] == "scene", dice.delay(n, 35, high=600), dice.delay(n, 8 * 1440, 0.8))
    arrests["arrested_ts"] = later(of["reported_ts"], minutes, "min")
    arrests["by_warrant"] = (of["arrest"] == "later") & dice.chance(n, 0.6)
    arrests["number"] = numbered(dice, arrests["arrested_ts"], "A-", arrests["agency"])
    arrests["report_number"] = of["number"]
    cited = dice.chance(n, 0.08) & (arrests["level"] != "felony").to_numpy()
    arrests["type"] = np.where(cited, "S", np.where(arrests["by_warrant"], "T", "O"))
    arrests["is_booked"] = ~cited & dice.chance(n, 0.93)
    arrests["booked_ts"] = later(arrests["arrested_ts"], dice.delay(n, 90, 0.4, 30, 600), "min").where(
        arrests["is_booked"]
    )
    arrests["booking_number"] = numbered(dice, arrests["arrested_ts"], "B-", gap=5).where(
        arrests["is_booked"], None
    )
    return arrests
