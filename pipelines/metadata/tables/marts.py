"""The marts and what reports may read of them (pub). Facts (mart.fact_*) are declared by their .sql files."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import AGENCY_CODE, PROVENANCE, amount, code, count, day, flag, text
from pipelines.metadata.tables.operations import AGENCY_AREA, AGENCY_NAME
from pipelines.metadata.tables.policy import ELEMENT_ID, PRACTICE_ELEMENT, PRACTICE_RESPONSE, REVIEW_ROUND

AUDIENCE = text("audience", "Who may read the row: coordinator, director, joint or public.")
SUPPRESSED = flag(
    "suppressed", "The numbers are withheld because they are small; they stand nowhere in the row."
)
TITLE = text("title", "The practice in a few words.")

_MEASURE_VALUE = (
    text("measure_id", "The measure."),
    text("agency_code", "The agency, or 'all' for every agency together."),
    day("period_start", "The first day of the period."),
    day("period_end", "The last day of the period."),
    text("period_kind", "Month, quarter, rolling12 or year."),
    text("breakdown", "'none' for the headline; else what the value is broken down by."),
    text("category", "'all' for the headline; else the category of the breakdown."),
    count("num", "The numerator; null without data or for a median.", "the measure's unit"),
    count("den", "The denominator; null for a plain count.", "the measure's unit"),
    amount(
        "value", "share, or the unit of the median", "The share (0-1) or the median; null for a plain count."
    ),
    amount(
        "match_rate", "share", "The share of rows that found their partner, for measures across agencies."
    ),
    amount("completeness_pct", "percent", "Agency months received of those in the period."),
    count("n_missing", "Rows left out of the denominator because the record does not say.", "rows"),
    count("definition_version", "The version of the measure's definition.", "ordinal"),
)
MEASURE_KEY = ("measure_id", "agency_code", "period_kind", "period_start", "breakdown", "category")

MEASURE_VALUE = Table(
    "mart", "measure_value", "one measure for one agency, period and category", MEASURE_KEY, _MEASURE_VALUE
)
PUB_MEASURE_VALUE = Table(
    "pub",
    "measure_value",
    "one measure for one agency, period and category, as one audience may see it",
    (*MEASURE_KEY, "audience"),
    (
        *_MEASURE_VALUE,
        AUDIENCE,
        SUPPRESSED,
        text(
            "suppress_reason",
            "small_numbers where the numbers are withheld; never by which rule, which would tell.",
        ),
    ),
)

PUB_PRACTICE_ELEMENT = Table(
    "pub",
    "practice_element",
    "one version of one recommended practice, and where it stands on the site's day",
    PRACTICE_ELEMENT.key,
    (
        *PRACTICE_ELEMENT.fields,
        text("standing", "in_force, coming, replaced by a newer wording, or retired."),
    ),
)

_POLICY_RESPONSE = (
    AGENCY_CODE,
    AGENCY_NAME,
    AGENCY_AREA,
    ELEMENT_ID,
    count("element_no", "The element's number inside its area.", "ordinal"),
    TITLE,
    text("requirement", "What is recommended."),
    text("met_when", "When a written policy counts as met."),
    REVIEW_ROUND,
    code("status", "policy_status", "How the written policy stands to the element; null while unanswered."),
    text("doc_id", "The local document."),
    text("section_ref", "The section."),
    text("page_ref", "The page."),
    text("local_wording", "The words of the local text, where the checklist gives them."),
    text("rationale", "Why this status."),
    text("located_elsewhere_note", "Where else the practice is written down."),
    text("barrier_note", "What stands in the way."),
    text("reviewer_role", "The role of the first reviewer."),
    text("second_reviewer_role", "The role of the second reviewer."),
    text("agreed", "yes, no, or null where the checklist does not say."),
    day("reviewed_on", "When the answer was given."),
    code("previous_status", "policy_status", "The status in the round before."),
    day("wording_from_date", "The first day of the site's own wording; null for the published wording."),
    day("retired_on_date", "The first day on which the practice no longer applies here; null while it does."),
    text("retired_reason", "Why the site retired the practice."),
)
PUB_POLICY_RESPONSE = Table(
    "pub",
    "policy_response",
    "one recommended practice for one agency, with the latest answer of its policy checklist",
    ("agency_code", "element_id"),
    _POLICY_RESPONSE,
)
PUB_POLICY_STATUS_COUNT = Table(
    "pub",
    "policy_status_count",
    "one status at one agency in the latest round",
    ("agency_code", "agency_area", "status"),
    (
        AGENCY_CODE,
        AGENCY_NAME,
        AGENCY_AREA,
        REVIEW_ROUND,
        text("status", "The status, not_answered, or retired for a practice that the site retired."),
        count("elements_count", "Elements with that status.", "elements"),
    ),
)

PUB_POLICY_ACTION = Table(
    "pub",
    "policy_action",
    "one recommendation for one agency and element, with its latest decision",
    ("agency_code", "rec_id"),
    (
        AGENCY_CODE,
        AGENCY_NAME,
        ELEMENT_ID,
        text("rec_id", "The recommendation's number."),
        day("submitted_date", "When it was submitted."),
        code("priority", "priority", "High, medium or low."),
        code("origin", "recommendation_origin", "Where it comes from."),
        text("current_text_ref", "The text as it stands."),
        text("proposed_change", "The change proposed."),
        text("survivor_impact_note", "What it means for survivors."),
        text("decision_id", "The latest decision; null while there is none."),
        code("decided_by", "decided_by", "Who decided."),
        code("decision", "decision_outcome", "What was decided."),
        day("decided_date", "When."),
        text("reason", "Why."),
        text("decided_text", "The wording as decided."),
        day("effective_date", "When it takes effect."),
        text("owner_role", "The role that owns it."),
        code("decision_status", "decision_status", "Where the work on it stands."),
    ),
)
PUB_PRACTICE_EVIDENCE = Table(
    "pub",
    "practice_evidence",
    "what one kind of evidence beside case review says of one element at one agency",
    ("agency_code", "element_id", "evidence_kind"),
    (
        text("agency_code", "The agency, or 'all' for what is said of every agency."),
        ELEMENT_ID,
        code("evidence_kind", "evidence_kind", "What the evidence is."),
        count(
            "sources_count",
            "Interviews or observations that speak of it; null for other evidence.",
            "sources",
        ),
        count("gaps_count", "Of these, the ones that name a gap.", "sources"),
        text("gap_codes", "Causes named, as codes separated by semicolons."),
        text(
            "theme_codes", "Themes of survivors, as codes separated by semicolons; never how many named one."
        ),
        code("rating", "practice_rating", "How the practice shows, as the coordinator rated it last."),
        count(
            "reviewed_count",
            "Interviews or observations that the rating rests on; null under the number to be shown, and for other evidence.",
            "records",
        ),
        count("demonstrated_count", "Of these, demonstrated; null where the others are.", "records"),
        day("last_date", "The last interview or observation."),
    ),
)
PUB_DOCUMENT_REFERENCE = Table(
    "pub",
    "document_reference",
    "one place that names one document, and whether the source book has it",
    ("named_in", "agency_code", "place", "doc_id"),
    (
        text("named_in", "The sheet: checklist, map, or another register."),
        text("agency_code", "The agency that the place is about; null for the map."),
        text("place", "The element, step or number that names it."),
        text("doc_id", "The document as it is named."),
        text("standing", "in_book, no_copy, replaced by a newer document, or missing from the source book."),
        text("replaced_by", "The newer document."),
    ),
)

_CASE_REVIEW = (
    AGENCY_CODE,
    AGENCY_NAME,
    ELEMENT_ID,
    TITLE,
    text("event_quarter", "The quarter of the events, for example 2025-Q3; 'all' for every quarter."),
    count("reviewed", "Records read.", "records"),
    count("demonstrated", "Of these, demonstrated.", "records"),
    count("partly", "Of these, partly.", "records"),
    count("not_demonstrated", "Of these, not demonstrated.", "records"),
    count("not_applicable", "Of these, not applicable.", "records"),
    count("unknown", "Of these, unknown.", "records"),
    count("applicable", "Demonstrated, partly and not demonstrated together.", "records"),
    amount("rate", "share", "Demonstrated of applicable; null under the floor for percentages."),
)
MART_CASE_REVIEW = Table(
    "mart",
    "case_review",
    "one element at one agency in one quarter of case review",
    ("agency_code", "element_id", "event_quarter"),
    _CASE_REVIEW,
)
PUB_CASE_REVIEW = Table(
    "pub",
    "case_review",
    "one element at one agency in one quarter of case review, as one audience may see it",
    ("agency_code", "element_id", "event_quarter", "audience"),
    (*_CASE_REVIEW, AUDIENCE, SUPPRESSED),
)
PUB_PRACTICE_RESPONSE = Table(
    "pub",
    "practice_response",
    "what one kind of evidence shows about one element at one agency in one round, as one audience may see it",
    (*PRACTICE_RESPONSE.key, "audience"),
    (*(field for field in PRACTICE_RESPONSE.fields if field not in PROVENANCE), AUDIENCE, SUPPRESSED),
)
PUB_POLICY_PRACTICE = Table(
    "pub",
    "policy_practice",
    "one element at one agency: what the policy says beside what case review shows, as one audience may see it",
    ("agency_code", "element_id", "audience"),
    (
        AGENCY_CODE,
        AGENCY_NAME,
        ELEMENT_ID,
        TITLE,
        code("policy_status", "policy_status", "How the written policy stands."),
        count("reviewed_count", "Records read.", "records"),
        count("applicable_count", "Records where the practice could show.", "records"),
        count("demonstrated_count", "Records where it showed.", "records"),
        amount("practice_rate", "share", "Demonstrated of applicable; null under the floor."),
        text("gap_kind", "How policy and practice stand to each other."),
        AUDIENCE,
        SUPPRESSED,
    ),
)

_FUNNEL = (
    text("agency_code", "The agency of the incidents, or 'all'."),
    text("cohort_kind", "quarter or rolling12: the incidents that are followed."),
    day("cohort_start", "The first day of the cohort."),
    day("cohort_end", "The last day of the cohort."),
    count("step_no", "The order of the step.", "ordinal"),
    text("step", "The step."),
    text("label", "The step, in words."),
    count("linked", "Incidents of the cohort that reached the step through a link.", "incidents"),
    count("previous", "Incidents at the step before.", "incidents"),
    count("unlinked", "All records of the step in the same period, linked or not.", "records"),
    amount("match_rate", "share", "The share of the step's records that found an incident."),
    flag("links_low", "The match rate is below the site's limit: only the unlinked number is told."),
    flag("too_early", "The cohort is too young for the step."),
)
MART_FUNNEL = Table(
    "mart",
    "funnel",
    "one step for one cohort",
    ("agency_code", "cohort_kind", "cohort_start", "step_no"),
    _FUNNEL,
)
PUB_FUNNEL = Table(
    "pub",
    "funnel",
    "one step for one cohort, as one audience may see it",
    ("agency_code", "cohort_kind", "cohort_start", "step_no", "audience"),
    (*_FUNNEL, AUDIENCE, SUPPRESSED),
)

TABLES = (
    MEASURE_VALUE,
    MART_CASE_REVIEW,
    MART_FUNNEL,
    PUB_MEASURE_VALUE,
    PUB_PRACTICE_ELEMENT,
    PUB_POLICY_RESPONSE,
    PUB_POLICY_STATUS_COUNT,
    PUB_POLICY_ACTION,
    PUB_PRACTICE_EVIDENCE,
    PUB_DOCUMENT_REFERENCE,
    PUB_CASE_REVIEW,
    PUB_PRACTICE_RESPONSE,
    PUB_POLICY_PRACTICE,
    PUB_FUNNEL,
)
