"""What survivors said at the made-up site: two waves, one part with too few people, themes, words, consultations."""

from __future__ import annotations

import pandas as pd

from pipelines.metadata import CODE_LISTS

QUOTE = "The officer asked whether I was afraid, and waited for my answer."
_STEPS = ("911", "police", "prosecutor", "court", "advocate")
TOO_FEW = "court"


def survivors() -> dict[str, pd.DataFrame]:
    """The tables of survivors' experiences, as the warehouse would tell them."""
    answers, outcomes = [], []
    for wave in ("2025-Q2", "2025-Q4"):
        for number, step in enumerate(_STEPS):
            of = {"survey_wave": wave, "survivor_step": step, "suppressed": step == TOO_FEW}
            for at, item in enumerate(CODE_LISTS["survivor_item"].values):
                agree = None if step == TOO_FEW else 4 + (number + at) % 5
                answers.append({**of, "survivor_item": item, "agree_tenths": agree})
            for question in ("felt_safer", "would_use_again"):
                for at, answer in enumerate(CODE_LISTS[question].values):
                    tenths = None if step == TOO_FEW else 6 - number % 3 if at == 0 else 2
                    outcomes.append({**of, "question": question, "answer": answer, "tenths": tenths})
    themes = [
        ("2025-Q4", "not_told_of_release", "court", 3, True, "JWC-03", "R-03"),
        ("2025-Q2", "not_told_of_release", "court", 1, False, "JWC-04; JWC-03", None),
        ("2025-Q3", "not_told_next_steps", "prosecutor", 3, True, "PRO-02", None),
        ("2025-Q3", "language_access", "911", 2, False, "ECC-09", "R-01"),
        ("2025-Q4", "money_and_housing", None, 2, False, None, None),
        ("2025-Q2", "good_experience", "advocate", 1, False, None, None),
    ]
    consultations = [
        {"event_id": "CE-4", "event_kind": "focus_group", "status": "planned", "wave": "2026-Q2", "community": "Spanish-speaking women"},
        {"event_id": "CE-3", "event_kind": "cbo_consultation", "status": "held", "wave": "2025-Q4", "host_org": "unnamed",
         "community": "Deaf community", "people_band": "fewer than 5", "consent_process": True, "is_told": True},
        {"event_id": "CE-2", "event_kind": "listening_session", "status": "held", "wave": "2025-Q3", "people_band": "fewer than 5",
         "consent_process": True, "advocate_present": True, "is_told": False},
        {"event_id": "CE-1", "event_kind": "focus_group", "status": "held", "wave": "2025-Q2", "host_org": "Harbor Advocacy Program",
         "community": "Rural women", "people_band": "5 to 9", "languages": "english", "consent_process": True,
         "advocate_present": True, "compensated": True, "childcare_transport": True, "is_told": True},
    ]  # fmt: skip
    columns = ("wave", "survivor_theme", "survivor_step", "consultations_count", "by_many", "element_ids", "rec_ids")  # fmt: skip
    words = [
        {
            "quote_no": 1,
            "words_from": "survey",
            "survey_wave": "2025-Q4",
            "survivor_step": "police",
            "words": QUOTE,
        },
    ]
    return {
        "pub.survivor_wave": pd.DataFrame(
            [
                {"survey_wave": "2025-Q1", "people_band": None, "suppressed": True},
                {"survey_wave": "2025-Q2", "people_band": "20 to 49", "suppressed": False},
                {"survey_wave": "2025-Q4", "people_band": "20 to 49", "suppressed": False},
            ]
        ),
        "pub.survivor_answer": pd.DataFrame(answers),
        "pub.survivor_theme": pd.DataFrame(themes, columns=columns),
        "pub.survivor_outcome": pd.DataFrame(outcomes),
        "pub.survivor_quote": pd.DataFrame(words),
        "pub.consultation": pd.DataFrame(consultations),
    }
