"""The registers of the made-up team's own work: training, findings, consultations, and a wave of the survivor survey.

Nobody is described in them: numbers, days and codes that repeat in a pattern. The assessment's registers stand in
``assessment.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.metadata.tables.survivors import ITEMS
from pipelines.sample.world.frames import finished
from pipelines.sample.world.shapes import Calendar

_ANSWERED_BY = 14  # people of the wave: more than the fewest that may be told of
# Title, kind, agency, target group, people in it, invited, attended.
_TRAININGS = (
    ("Questions of the first minutes", "agency", "ecc", "call_taker", 18, 18, 15),
    ("Risk questions at the scene", "roll_call", "mpd", "patrol", 60, 60, 51),
    ("Risk questions at the scene", "roll_call", "rpd", "patrol", 14, 14, 9),
    ("Self-defense and predominant aggressor", "interagency", "mpd", "supervisor", 12, 12, 11),
    ("Telling victims of a release", "agency", "so", "jail", 40, 36, 22),
    ("Strangulation cases", "interagency", "da", "prosecutor", 9, 9, None),
    ("Supervision that looks at danger", "refresher", "prob", "probation", 11, 11, 10),
)
# Agency, element, what raised it, what was found, months open (none: still open).
_FINDINGS = (
    ("mpd", "PAT-07", "below_threshold", "Risk questions are often left out when the suspect has gone.", 4),
    ("ecc", "ECC-12", "survivors", "Calls are recoded and nobody is told.", None),
    ("so", "JWC-04", "survivors", "Victims hear of a release from the person released.", None),
    ("da", "PRO-02", "falling", "Decisions take longer since two posts are open.", None),
    ("prob", "PRB-03", "practitioners", "The risk tool comes after the first meeting.", 3),
)
# Kind, standing, participants.
_CONSULTATIONS = (
    ("focus_group", "held", "8"),
    ("listening_session", "held", "14"),
    ("cbo_consultation", "held", "<5"),
    ("focus_group", "canceled", None),
    ("interview_series", "planned", None),
)


def make_team_work(calendar: Calendar) -> dict[tuple[str, str], pd.DataFrame]:
    """The registers by the coordinator and dataset; in a short window some of it has not happened yet."""
    months = list(calendar.months)
    late = months[max(len(months) - 2, 0)]
    tables = {
        "training": _trainings(months),
        "findings": _findings(months, late),
        "consultation_events": _consultations(months),
        "survivor_survey": _survey(_wave(months[len(months) // 2])),
    }
    return {
        ("coordinator", name): finished(name, frame.assign(_month=late), {}) for name, frame in tables.items()
    }


def _spread(months: Sequence[pd.Timestamp], place: int, of: int) -> pd.Timestamp:
    until = months[:-1] or months
    return until[place * len(until) // of] + pd.Timedelta(days=3 + place % 20)


def _wave(month: pd.Timestamp) -> str:
    return f"{month.year}-Q{month.quarter}"


def _trainings(months: Sequence[pd.Timestamp]) -> pd.DataFrame:
    rows = []
    for place, (title, kind, agency, group, target, invited, attended) in enumerate(_TRAININGS):
        rows.append(
            {"event_id": f"TR-{place + 1:02d}", "title": title, "training_kind": kind, "agency_code": agency, "target_group": group,
             "held_date": _spread(months, place, len(_TRAININGS)), "hours": 1.5 + place % 3, "target_n": target,
             "capacity_n": target + 10, "invited_n": invited, "attended_n": attended}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _findings(months: Sequence[pd.Timestamp], late: pd.Timestamp) -> pd.DataFrame:
    rows = []
    for place, (agency, element, trigger, words, months_open) in enumerate(_FINDINGS):
        found = _spread(months, place, len(_FINDINGS))
        closed = None if months_open is None else found + pd.DateOffset(months=months_open)
        if closed is not None and closed > late:
            closed = None
        rows.append(
            {"finding_id": f"FND-{place + 1:02d}", "agency_code": agency, "element_id": element, "finding_trigger": trigger,
             "found_date": found, "finding": words, "owner_role": "agency liaison", "due_date": found + pd.DateOffset(months=3),
             "remeasured_date": closed, "closed_date": closed, "status": "open" if closed is None else "closed"}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _consultations(months: Sequence[pd.Timestamp]) -> pd.DataFrame:
    rows = []
    for place, (kind, status, participants) in enumerate(_CONSULTATIONS):
        rows.append(
            {"event_id": f"CON-{place + 1:02d}", "event_kind": kind, "status": status, "host_org": "unnamed",
             "wave": _wave(months[place * len(months) // len(_CONSULTATIONS)]), "participants_n": participants,
             "compensated": True, "childcare_transport": place % 2 == 0, "languages": "english; spanish",
             "consent_process": True, "advocate_present": True, "themes": "not_told_of_release"}
        )  # fmt: skip
    return pd.DataFrame(rows)


def _survey(wave: str) -> pd.DataFrame:
    """Everybody of the wave about police and advocates, a few people about the court: too few to be told."""
    number = np.arange(_ANSWERED_BY)
    parts = []
    for place, (step, people) in enumerate(
        (("police", _ANSWERED_BY), ("advocate", _ANSWERED_BY), ("court", 6))
    ):
        who = number[:people]
        part = pd.DataFrame({"survey_wave": wave, "answer_no": who + 1, "survivor_step": step})
        part["mode"], part["consent_aggregate"], part["consent_quote"] = "paper", True, False
        for item, name in enumerate(ITEMS):
            part[f"score_{name}"] = pd.Series((who * 3 + item + place) % 5 + 1).where(
                (who + item) % 9 != 0, None
            )
        part["felt_safer"] = np.array(["safer", "same", "less_safe", "unsure"])[(who * (place + 2) // 3) % 4]
        part["would_use_again"] = np.array(["yes", "yes", "no", "unsure"])[(who + place) % 4]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)
