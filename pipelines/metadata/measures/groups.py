"""The breakdowns of every fact: the agency's own areas, and groups of people with the group that others stand beside.

A measure is broken down by what its fact knows. One that compares an outcome between groups (``Disparity``) names
their columns itself.
"""

from __future__ import annotations

from pipelines.metadata.classes import Group

AREA = "area"  # the breakdown by the agency's own districts: names are the agency's, so there is no code list
PEOPLE = ("sex_gender", "race", "ethnicity", "age_band", "language_group")


def _people(who: str, sex: str) -> tuple[Group, ...]:
    return (
        Group(f"{who}_sex", "sex_gender", sex),
        Group(f"{who}_race", "race", "W"),
        Group(f"{who}_ethnicity", "ethnicity", "N"),
        Group(f"{who}_age_band", "age_band"),
    )


PLACE = (Group("geo_area", AREA),)
VICTIM = (*_people("victim", "F"), Group("victim_language", "language_group", "english"))
ARRESTEE = _people("arrestee", "M")
DEFENDANT = _people("defendant", "M")
SUSPECT = (Group("suspect_sex", "sex_gender", "M"), Group("suspect_race", "race", "W"))

FACT_GROUPS: dict[str, tuple[Group, ...]] = {
    "fact_call": PLACE,
    "fact_incident": (*PLACE, *VICTIM),
    "fact_victim": VICTIM,
    "fact_arrest": (*PLACE, *ARRESTEE),
    "fact_booking": ARRESTEE,
    "fact_release": ARRESTEE,
    "fact_referral": DEFENDANT,
    "fact_decision": DEFENDANT,
    "fact_filing": DEFENDANT,
    "fact_disposition": DEFENDANT,
    "fact_sentence": DEFENDANT,
    "fact_probation_start": DEFENDANT,
    "fact_probation_end": DEFENDANT,
}
