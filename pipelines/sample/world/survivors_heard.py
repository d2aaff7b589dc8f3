"""What survivors and community organizations said in the made-up county: consultations, themes, three waves of a survey.

Nobody stands behind an answer: each is drawn from the seed. Planted: the last wave has too few people to be read, one focus
group was too small to be told, words without a confirmed redaction are never written down.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.metadata.tables.survivors import ITEMS
from pipelines.sample.world.dice import Dice, only
from pipelines.sample.world.shapes import WorldOptions
from pipelines.sample.world.team_year import Records, TeamYear, lines_of

TOO_FEW = "CE-04"
_WAVES = ((4, 19), (2, 24), (0, 6))  # quarters back, people
SMALL_WAVE_BACK = _WAVES[-1][0]
# Consultation, kind, standing, host, community, quarters back, how many, languages, themes, report.
_EVENTS = (
    ("CE-01", "focus_group", "held", "Harbor Advocacy Program", "Women who used the program", 4, "9", "English", "not_told_of_release; fear_of_retaliation; good_experience", "ADV-D01"),
    ("CE-02", "listening_session", "held", "Alder Families Center", "Families who speak Spanish at home", 4, "11", "Spanish; English", "language_access; children_concerns; fear_of_arrest", "ADV-D01"),
    ("CE-03", "focus_group", "held", "Harbor Advocacy Program", "People whose case ended in the last year", 2, "8", "English", "slow_response; not_told_next_steps; orders_not_enforced; good_experience", "ADV-D02"),
    ("CE-04", "focus_group", "held", "unnamed", "People who live with a disability", 2, "<5", "English", "disability_access", "ADV-D02"),
    ("CE-05", "cbo_consultation", "held", "Alder Families Center", "Families new to the country", 1, "<5", "English; Spanish", "immigration_concerns; language_access; race_or_culture", "ADV-D03"),
    ("CE-06", "interview_series", "held", "Harbor Advocacy Program", "People with a protection order", 0, "7", "English", "orders_not_enforced; firearms_concerns; pressure_about_case", None),
    ("CE-07", "listening_session", "planned", "Alder Families Center", "Families who speak Spanish at home", -1, None, "Spanish", None, None),
    ("CE-08", "focus_group", "canceled", "unnamed", "Men whose partner is a man", 1, None, "English", None, None),
)  # fmt: skip
# Consultation, theme, part of the response, how often, element, recommendation, words that somebody agreed to be quoted with.
_THEMES = (
    ("CE-01", "not_told_of_release", "police", "several", "JWC-04", "REC-05", "I got a text message that said released. Nobody had called."),
    ("CE-01", "fear_of_retaliation", "prosecutor", "few", "PRO-08", None, None),
    ("CE-01", "good_experience", "advocate", "most", None, None, "She asked what I wanted before she asked what had happened."),
    ("CE-02", "language_access", "911", "several", "ECC-10", "REC-04", "My daughter had to say it for me."),
    ("CE-02", "children_concerns", "police", "several", "PAT-16", None, None),
    ("CE-02", "fear_of_arrest", "police", "few", "PAT-06", None, None),
    ("CE-03", "slow_response", "advocate", "several", "PAT-14", "REC-13", "It was a Friday night. The call came on Monday."),
    ("CE-03", "not_told_next_steps", "prosecutor", "most", "PRO-07", "REC-08", None),
    ("CE-03", "orders_not_enforced", "police", "few", "PAT-18", None, None),
    ("CE-03", "good_experience", "911", "several", "ECC-05", None, "The person on the phone stayed with me."),
    ("CE-04", "disability_access", "court", "few", "CRT-09", None, None),
    ("CE-05", "immigration_concerns", "police", "several", None, None, None),
    ("CE-05", "language_access", "court", "several", "CRT-09", None, None),
    ("CE-06", "orders_not_enforced", "court", "several", "CRT-08", None, None),
    ("CE-06", "firearms_concerns", "court", "few", "CRT-04", "REC-09", "They took the paper and not the guns."),
    ("CE-06", "pressure_about_case", "prosecutor", "once", "VWS-10", None, None),
)  # fmt: skip
# Part of the response, share of people who met it, and the mean of their scores.
_PARTS = (("911", 0.8, 3.9), ("police", 0.95, 3.2), ("prosecutor", 0.55, 2.9), ("court", 0.6, 3.1), ("probation", 0.3, 2.9), ("advocate", 0.9, 4.5))  # fmt: skip
_HARDER = {"told_next": -0.6, "asked_danger": -0.4, "access": 0.2, "respect": 0.3}


def make_survivors_heard(options: WorldOptions, year: TeamYear) -> Records:
    """The registers of what survivors said, by the coordinator and dataset."""
    dice = Dice(options.seed, "survivors heard")
    waves = [_wave(dice, year.quarter(back), people, rise) for rise, (back, people) in enumerate(_WAVES)]
    return {
        **year.register("consultation_events", _events(year)),
        **year.register("consultation_themes", _themes()),
        **year.register("survivor_survey", pd.concat(waves, ignore_index=True)),
    }


def _events(year: TeamYear) -> list[dict[str, object]]:
    names = "event_id event_kind status host_org community back participants_n languages themes report_doc_id"
    return [
        {**row, "wave": year.quarter(row["back"]), "compensated": True, "childcare_transport": row["event_kind"] != "cbo_consultation",
         "consent_process": row["status"] == "held" or None, "advocate_present": row["status"] == "held" or None}
        for row in lines_of(names, _EVENTS)
    ]  # fmt: skip


def _themes() -> list[dict[str, object]]:
    names = "event_id survivor_theme survivor_step mentions element_id rec_id free_text_redacted"
    rows = lines_of(names, _THEMES)
    for row in rows:
        if row["free_text_redacted"]:
            row |= {
                "consent_quote": True,
                "redacted_by_role": "advocacy supervisor",
                "redaction_confirmed": True,
            }
    return rows


def _wave(dice: Dice, wave: str, people: int, rise: int) -> pd.DataFrame:
    """One wave: a line for each person and part of the response that the person met."""
    about = {
        "mode": dice.pick(people, {"paper": 0.5, "online_kiosk": 0.3, "phone_by_advocate": 0.2}),
        "age_band": dice.pick(people, {"18-24": 0.2, "25-34": 0.35, "35-44": 0.25, "45-54": 0.15, None: 0.05}),
        "race_ethnicity_group": dice.pick(people, {"White": 0.7, "Black": 0.1, "Hispanic or Latina": 0.12, None: 0.08}),
        "language_group": dice.pick(people, {"english": 0.85, "spanish": 0.12, "other": 0.03}),
        "disability": dice.yes_no(people, 0.15, 0.1),
    }  # fmt: skip
    parts = []
    for step, share, mean in _PARTS:
        who = np.flatnonzero(dice.chance(people, share))
        rows = pd.DataFrame({"answer_no": who + 1, **{name: values[who] for name, values in about.items()}})
        for item in ITEMS:
            drawn = mean + _HARDER.get(item, 0) + 0.15 * rise + dice.rng.normal(0, 1, len(who))
            scores = np.clip(np.round(drawn), 1, 5)
            rows[f"score_{item}"] = only(~dice.chance(len(who), 0.06), scores)
        rows["felt_safer"] = dice.pick(
            len(who), {"safer": 0.45, "same": 0.35, "less_safe": 0.08, "unsure": 0.12}
        )
        rows["would_use_again"] = dice.pick(len(who), {"yes": 0.65, "no": 0.15, "unsure": 0.2})
        parts.append(rows.assign(survivor_step=step))
    return pd.concat(parts, ignore_index=True).assign(survey_wave=wave, consent_aggregate=True)
