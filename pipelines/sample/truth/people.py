"""Who stands in reports, and who was charged: people told apart inside one incident or case only, by what is recorded.

What is counted about them stands in ``police.py`` and ``cases.py``; which groups a fact is broken down by, here.
"""

from __future__ import annotations

import pandas as pd

_SAID = ("sex", "race", "ethnicity", "age_band", "language")
_FIELDS = {
    "victim": dict(
        zip(
            _SAID,
            (
                "victim_sex_gender",
                "victim_race",
                "victim_ethnicity",
                "victim_age_band",
                "primary_language_group",
            ),
            strict=True,
        )
    ),
    "suspect": {
        "sex": "suspect_sex_gender",
        "race": "suspect_race",
        "ethnicity": "suspect_ethnicity",
        "age_band": "suspect_age_band",
    },
}
_BREAKDOWN = {
    "sex": "sex_gender",
    "race": "race",
    "ethnicity": "ethnicity",
    "age_band": "age_band",
    "language": "language_group",
}


def _groups(who: str, *said: str) -> dict[str, str]:
    return {_BREAKDOWN[name]: f"{who}_{name}" for name in said}


VICTIM = _groups("victim", *_SAID)
SUSPECT = _groups("suspect", "sex", "race")
_PLACE = {"area": "geo_area"}
ARRESTEE = _groups("arrestee", *_SAID[:4])
DEFENDANT = _groups("defendant", *_SAID[:4])

FACT_GROUPS: dict[str, dict[str, str]] = {
    "call": _PLACE,
    "incident": {**_PLACE, **VICTIM},
    "victim": VICTIM,
    "arrest": {**_PLACE, **ARRESTEE},
    "booking": ARRESTEE,
    "release": ARRESTEE,
    "referral": DEFENDANT,
    "decision": DEFENDANT,
    "filing": DEFENDANT,
    "disposition": DEFENDANT,
    "sentence": DEFENDANT,
    "supervision": DEFENDANT,
    "discharge": DEFENDANT,
}


def people_of(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per incident and person: what is said of them, and whether they are victim, suspect or both.

    What a person is recorded as where they stand as a victim outranks what is recorded of them as a suspect.
    """
    sides = []
    for role, fields in _FIELDS.items():
        own = rows.dropna(subset=["incident_key", f"{role}_seq"])
        said = own.groupby(["incident_key", f"{role}_seq"])[list(fields.values())].last()
        said = said.rename(columns={column: name for name, column in fields.items()})
        sides.append(said.rename_axis(["incident_key", "seq"]))
    victims, suspects = sides
    people = victims.combine_first(suspects)
    people["is_victim"] = people.index.isin(victims.index)
    people["is_suspect"] = people.index.isin(suspects.index)
    people["both"] = people["is_victim"] & people["is_suspect"]
    return people.reset_index()


def described(people: pd.DataFrame) -> pd.DataFrame:
    """One row per incident: its victims and suspects, none where they differ, and whether a person stands on both sides."""
    whole = people.groupby("incident_key")[["both"]].any()
    for role, names in (("victim", _SAID), ("suspect", ("sex", "race"))):
        own = people[people[f"is_{role}"]]
        for name in names:
            whole[f"{role}_{name}"] = alone(own, "incident_key", name)
    return whole


def alone(rows: pd.DataFrame, key: str, column: str) -> pd.Series:
    """The one value that the rows of each key have; none where they have several or none."""
    of_key = rows.dropna(subset=[column, key]).groupby(key)[column]
    return of_key.first()[of_key.nunique() == 1]


def defendants(referrals: pd.DataFrame, cases: pd.Series) -> dict[str, pd.Series]:
    """The defendant of each case as the prosecutor knows them; none where referrals differ."""
    return {name: cases.map(alone(referrals, "court_case_key", name)) for name in DEFENDANT.values()}
