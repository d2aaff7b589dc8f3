"""Offenses and charges: which statute, family and level go together in the made-up state.

The statute numbers are invented. People and cases stand in the sibling modules.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.sample.world.dice import Dice

ASSAULT_OF_PARTNER = "31.205"
STRANGULATION = "31.206"
ORDER_VIOLATION = "31.410"
NO_CONTACT_VIOLATION = "31.412"
DV_STATUTES: tuple[str, ...] = (
    ASSAULT_OF_PARTNER,
    STRANGULATION,
    ORDER_VIOLATION,
    NO_CONTACT_VIOLATION,
)
DISORDERLY = "38.110"


@dataclass(frozen=True)
class Offense:
    """How often an offense comes, with its NIBRS code, family, levels and statutes by weight."""

    weight: float
    nibrs: str
    family: str
    levels: dict[str, float]
    statutes: dict[str, float]


_MISDEMEANOR = {"misdemeanor": 0.8, "gross_misdemeanor": 0.2}
_OFFENSES: tuple[Offense, ...] = (
    Offense(
        48,
        "13B",
        "assault",
        {"misdemeanor": 0.7, "gross_misdemeanor": 0.24, "felony": 0.06},
        {ASSAULT_OF_PARTNER: 0.7, "31.101": 0.3},
    ),
    Offense(6, "13A", "assault", {"felony": 1.0}, {ASSAULT_OF_PARTNER: 0.5, "31.102": 0.5}),
    Offense(4, "13A", "strangulation", {"felony": 1.0}, {STRANGULATION: 1.0}),
    Offense(10, "13C", "threats_harassment", _MISDEMEANOR, {"31.150": 1.0}),
    Offense(
        3, "13C", "stalking", {"gross_misdemeanor": 0.7, "felony": 0.3}, {"31.160": 0.7, "31.160(B)": 0.3}
    ),
    Offense(9, "90Z", "order_violation", _MISDEMEANOR, {ORDER_VIOLATION: 0.6, NO_CONTACT_VIOLATION: 0.4}),
    Offense(7, "290", "property_damage", _MISDEMEANOR, {"36.220": 1.0}),
    Offense(4, "90C", "other", {"misdemeanor": 1.0}, {DISORDERLY: 1.0}),
    Offense(3, "90J", "trespass_burglary", {"misdemeanor": 1.0}, {"36.310": 1.0}),
    Offense(1.5, "220", "trespass_burglary", {"felony": 1.0}, {"36.300": 1.0}),
    Offense(1, "11A", "sexual_assault", {"felony": 1.0}, {"31.230": 1.0}),
    Offense(1, "100", "kidnapping_restraint", {"felony": 1.0}, {"31.300": 1.0}),
    Offense(2, "90F", "child_endangerment", _MISDEMEANOR, {"34.120": 1.0}),
    Offense(0.5, "520", "weapon", {"felony": 0.6, "gross_misdemeanor": 0.4}, {"39.140": 1.0}),
)
_GENERAL = {ASSAULT_OF_PARTNER: "31.101", STRANGULATION: "31.102", ORDER_VIOLATION: DISORDERLY}
_SECOND_CHARGES = {
    "other": 0.3,
    "threats_harassment": 0.2,
    "property_damage": 0.2,
    "interference_with_call": 0.15,
    "order_violation": 0.15,
}
_SECOND_STATUTES = {
    "other": DISORDERLY,
    "threats_harassment": "31.150",
    "property_damage": "36.220",
    "interference_with_call": "37.105",
    "order_violation": NO_CONTACT_VIOLATION,
}
NIBRS_OF_FAMILY = {
    "interference_with_call": "90Z",
    **{offense.family: offense.nibrs for offense in reversed(_OFFENSES)},
}


def draw_offenses(dice: Dice, is_dv: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Columns offense, family, level and statute, one row per incident; other crimes carry no such statute."""
    place = dice.pick(len(is_dv), {i: offense.weight for i, offense in enumerate(_OFFENSES)}).astype(int)
    levels = dice.pick_by(place, {i: offense.levels for i, offense in enumerate(_OFFENSES)})
    statutes = pd.Series(dice.pick_by(place, {i: offense.statutes for i, offense in enumerate(_OFFENSES)}))
    general = statutes.map(_GENERAL | {NO_CONTACT_VIOLATION: DISORDERLY}).fillna(statutes)
    return pd.DataFrame(
        {
            "offense": np.array([offense.nibrs for offense in _OFFENSES], dtype=object)[place],
            "family": np.array([offense.family for offense in _OFFENSES], dtype=object)[place],
            "level": levels,
            "statute": statutes.where(is_dv, general),
        }
    )


def spread_charges(dice: Dice, cases: pd.DataFrame, mean: float) -> pd.DataFrame:
    """One row per charge of each case, with its number, family, level, statute and whether it is a DV charge.

    ``cases`` has family, level, statute and is_dv, which the first charge keeps.
    """
    counts = 1 + np.minimum(dice.rng.poisson(mean - 1, len(cases)), 6)
    rows = cases.loc[cases.index.repeat(counts)].copy()
    rows["charge_no"] = rows.groupby(level=0).cumcount() + 1
    rows["charges_n"] = np.repeat(counts, counts)
    rows["case_row"] = rows.index
    rows = rows.reset_index(drop=True)
    first = rows["charge_no"] == 1
    families = pd.Series(dice.pick(len(rows), _SECOND_CHARGES))
    rows["family"] = rows["family"].where(first, families)
    rows["statute"] = rows["statute"].where(first, families.map(_SECOND_STATUTES))
    rows["level"] = rows["level"].where(first, dice.pick(len(rows), _MISDEMEANOR))
    follows = dice.chance(len(rows), 0.55) | families.isin(["order_violation"]).to_numpy()
    rows["charge_dv"] = rows["is_dv"] & (first | follows)
    return rows
