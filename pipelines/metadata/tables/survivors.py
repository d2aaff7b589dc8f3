"""Core tables of what survivors and community organizations say: survey waves, consultations, themes.

Nothing finer than a wave, no case, no place; words only where somebody agreed to be quoted and the redaction is confirmed.
"""

from __future__ import annotations

from pipelines.metadata.classes import Field, Kind, Privacy, Table
from pipelines.metadata.fields import PROVENANCE, code, count, flag, ref, refs, text, yes_no
from pipelines.metadata.tables.policy import ELEMENT_ID
from pipelines.metadata.tables.team import EVENT_ID

ITEMS = (
    "respect",
    "listened",
    "told_next",
    "asked_danger",
    "access",
    "less_alone",
    "wishes",
    "no_more_danger",
)
"""The statements of the survey, by the codes of the list ``survivor_item``."""

_ITEM_WORDS = {
    "respect": "I was treated with respect.",
    "listened": "I was listened to.",
    "told_next": "I was told what would happen next.",
    "asked_danger": "I was asked about danger and about what had happened before.",
    "access": "My language and access needs were met.",
    "less_alone": "I felt less alone in dealing with the person who hurt me.",
    "wishes": "My wishes were considered.",
    "no_more_danger": "The contact did not put me in more danger.",
}
SCORES = tuple(
    count(f"score_{item}", f"{_ITEM_WORDS[item]} From 1, strongly disagree, to 5, strongly agree.", "points")
    for item in ITEMS
)
STEP = code("survivor_step", "survivor_step", "The part of the response that the answers are about.")
WAVE = text("survey_wave", "The quarter of the wave, for example 2025-Q1; never a day.")
QUOTED = (
    yes_no("consent_quote", "The person agreed to be quoted."),
    text(
        "free_text_redacted",
        "Words, only where nothing in them identifies anybody and the person agreed to be quoted.",
    ),
    text("redacted_by_role", "The role of whoever redacted the words."),
    yes_no("redaction_confirmed", "A second person confirmed the redaction."),
)
_ANSWERS = (
    code("mode", "survey_mode", "How the survey was answered."),
    flag("consent_aggregate", "The person agreed to be counted."),
    STEP,
    *SCORES,
    code("felt_safer", "felt_safer", "Safer after the contact, the same, less safe, or unsure."),
    code("would_use_again", "would_use_again", "Would ask for this help again: yes, no, or unsure."),
    code("age_band", "age_band", "Age, as a band.", Privacy.GENERALISE),
    Field("race_ethnicity_group", Kind.TEXT, "Race and ethnicity, as a group.", Privacy.GENERALISE),
    code("language_group", "language_group", "First language, as a group.", Privacy.GENERALISE),
    yes_no("disability", "Lives with a disability.", Privacy.GENERALISE),
    *QUOTED,
)
ANSWER_NO = count(
    "answer_no",
    "A running number inside the wave, the same on each row of one person; no other number.",
    "ordinal",
)
SURVEY_FIELDS = (WAVE, ANSWER_NO, *_ANSWERS)
"""What the template of the survey asks: one row for each person and part of the response."""

SURVIVOR_SURVEY_RESPONSE = Table(
    "core",
    "survivor_survey_response",
    "what one person said about one part of the response, without any date, case or place",
    ("survey_wave", "response_no", "survivor_step"),
    (
        WAVE,
        count(
            "response_no",
            "The person in the wave; the numbers are shuffled when the wave is taken in.",
            "ordinal",
        ),
        *_ANSWERS,
        *PROVENANCE,
    ),
)

CONSULTATION_EVENT = Table(
    "core",
    "consultation_event",
    "one focus group, listening session or other consultation",
    ("event_id",),
    (
        EVENT_ID,
        code("event_kind", "event_kind", "What kind of consultation."),
        code("status", "consultation_status", "Whether it was held."),
        text("host_org", "The host, or 'unnamed'."),
        text("community", "The community it was with, in general words."),
        text("wave", "The quarter, for example 2025-Q1; never a day."),
        text("participants_n", "How many took part; '<5' where fewer than five did."),
        yes_no("compensated", "Participants were paid for their time."),
        yes_no("childcare_transport", "Childcare and transport were offered."),
        text("languages", "Languages, separated by semicolons."),
        yes_no("consent_process", "Consent was asked for and explained."),
        yes_no("advocate_present", "An advocate was present."),
        refs("themes", "list:survivor_theme", "Themes, as codes separated by semicolons."),
        ref("report_doc_id", "core.policy_document.doc_id", "The report in the source book."),
        *PROVENANCE,
    ),
)

CONSULTATION_THEME = Table(
    "core",
    "consultation_theme",
    "one theme of one consultation, about one part of the response",
    ("event_id", "survivor_theme", "survivor_step"),
    (
        ref("event_id", "core.consultation_event.event_id", "The consultation, by its number."),
        code("survivor_theme", "survivor_theme", "The theme."),
        STEP,
        code("mentions", "mentions_band", "How often it came up, as a band."),
        ELEMENT_ID,
        ref("rec_id", "core.recommendation.rec_id", "The recommendation that came of it."),
        *QUOTED,
        *PROVENANCE,
    ),
)

PUB_SURVIVOR_ANSWER = Table(
    "pub",
    "survivor_answer",
    "one statement about one part of the response in one survey wave",
    ("survey_wave", "survivor_step", "survivor_item"),
    (
        WAVE,
        STEP,
        code("survivor_item", "survivor_item", "The statement."),
        count(
            "agree_tenths",
            "How many in ten agree (4 or 5), from 1 (one in ten or fewer) to 9 (nine or more); null where withheld.",
            "in ten",
        ),
        flag(
            "suppressed", "Too few people scored it, or it would tell what everybody of a small group said."
        ),
    ),
)
PUB_SURVIVOR_THEME = Table(
    "pub",
    "survivor_theme",
    "one theme about one part of the response, raised in the consultations of one quarter",
    ("wave", "survivor_theme", "survivor_step"),
    (
        text("wave", "The quarter, for example 2025-Q1; never a day."),
        code("survivor_theme", "survivor_theme", "The theme; never how many named it."),
        STEP,
        count("consultations_count", "Consultations that raised it; never how many people.", "consultations"),
        flag("by_many", "In at least one consultation several people or most raised it."),
        refs(
            "element_ids",
            "core.practice_element.element_id",
            "Elements it bears on, separated by semicolons.",
        ),
        refs(
            "rec_ids",
            "core.recommendation.rec_id",
            "Recommendations that came of it, separated by semicolons.",
        ),
    ),
)
PUB_SURVIVOR_QUOTE = Table(
    "pub",
    "survivor_quote",
    "one set of words that somebody agreed to be quoted with, and whose redaction a second person confirmed",
    ("wave", "survivor_step", "quote"),
    (
        text("wave", "The quarter, for example 2025-Q1; never a day."),
        STEP,
        text("quote", "The words."),
        code("survivor_theme", "survivor_theme", "The theme, for words of a consultation."),
    ),
)

TABLES = (
    SURVIVOR_SURVEY_RESPONSE,
    CONSULTATION_EVENT,
    CONSULTATION_THEME,
    PUB_SURVIVOR_ANSWER,
    PUB_SURVIVOR_THEME,
    PUB_SURVIVOR_QUOTE,
)
