"""What reports may read of survey waves, of their two questions at the end, and of consultations (pub).

The same rows for every reader: nobody may see more of them. What is taken in, statements, themes and quotes stand in ``survivors``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import count, flag, text
from pipelines.metadata.tables.survivors import CONSULTATION_EVENT, STEP, WAVE

_TOO_FEW = flag(
    "suppressed", "Fewer people than the site's minimum: nothing of what they said stands in the row."
)
_OF_EVENT = {field.name: field for field in CONSULTATION_EVENT.fields}

PUB_SURVIVOR_WAVE = Table(
    "pub",
    "survivor_wave",
    "one survey wave, with how many people answered",
    ("survey_wave",),
    (
        WAVE,
        text("people_band", "How many answered, as a band; null where they are too few to show."),
        _TOO_FEW,
    ),
)
PUB_SURVIVOR_OUTCOME = Table(
    "pub",
    "survivor_outcome",
    "one possible answer to one question about one part of the response in one survey wave",
    ("survey_wave", "survivor_step", "question", "answer"),
    (
        WAVE,
        STEP,
        text("question", "felt_safer or would_use_again."),
        text("answer", "The code of the answer."),
        count(
            "tenths",
            "How many in ten gave the answer, from 1 (one in ten or fewer) to 9 (nine or more); null where withheld.",
            "in ten",
        ),
        _TOO_FEW,
    ),
)
PUB_CONSULTATION = Table(
    "pub",
    "consultation",
    "one consultation, with its participants as a band",
    ("event_id",),
    (
        *(_OF_EVENT[name] for name in ("event_id", "event_kind", "status", "host_org", "community", "wave")),
        text("people_band", "How many took part, as a band; null while it was not held."),
        *(
            _OF_EVENT[name]
            for name in (
                "compensated",
                "childcare_transport",
                "languages",
                "consent_process",
                "advocate_present",
                "report_doc_id",
            )
        ),
        flag("is_told", "It was held, and enough people took part that its themes may be told."),
    ),
)
TABLES = (PUB_SURVIVOR_WAVE, PUB_SURVIVOR_OUTCOME, PUB_CONSULTATION)
