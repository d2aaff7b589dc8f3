"""Core tables of policy review: recommended practice, the source book, checklists, evidence, case review."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import PROVENANCE, code, count, day, flag, ref, refs, text, yes_no

ELEMENT_ID = ref(
    "element_id", "core.practice_element.element_id", "The practice element, for example PAT-07."
)

REVIEW_ROUND = text("review_round", "The round of review, for example 2025-1.")

DOC_ID = ref("doc_id", "core.policy_document.doc_id", "The document's number in the source book.")

AGENCY_CODE = ref("agency_code", "ops.agency.agency_code", "The agency, by its code in the site's settings.")

STEP_ID = ref("step_id", "list:process_step", "The step of the case-processing map.")

AGENCY_AREA = code("agency_area", "agency_area", "The agency area.")

_ADAPTED = (
    flag("is_local", "The site added the practice."),
    flag("is_reworded", "The wording is the site's own."),
    text("change_reason", "Why the site added or reworded it."),
    text("wording_source", "Whose words they are, where the site brought them."),
    text("retired_reason", "Why the site retired it; blank while it applies."),
)

PRACTICE_ELEMENT = Table(
    "core",
    "practice_element",
    "one version of one recommended practice",
    ("element_id", "version"),
    (
        ELEMENT_ID,
        AGENCY_AREA,
        count("element_no", "The element's number inside its area.", "ordinal"),
        text("title", "The practice in a few words."),
        text("requirement_text", "What is recommended, in our own or the site's licensed words."),
        text("record_measure", "How records would show it."),
        text("met_when", "When a written policy counts as met."),
        text("measure_ids", "The measures that bear on it, separated by semicolons."),
        text("source_ref", "Where the practice comes from."),
        day("active_from_date", "The first day the element applies."),
        day("active_to_date", "The last day the element applies; blank while active."),
        count("version", "The version of the wording.", "ordinal"),
        *_ADAPTED,
    ),
)

CURRENT_ELEMENT = Table(
    "core",
    "current_element",
    "one recommended practice as it stands on the site's day, retired ones too",
    ("element_id",),
    (
        *(f for f in PRACTICE_ELEMENT.fields if not f.name.startswith("active_")),
        day("wording_from_date", "The first day of this wording; blank for what is published with Samepage."),
        text(
            "published_text",
            "What is recommended in the words published with Samepage; blank for local practices.",
        ),
        day(
            "retired_on_date",
            "The first day on which the practice no longer applies here; blank while it does.",
        ),
    ),
)

POLICY_DOCUMENT = Table(
    "core",
    "policy_document",
    "one document of the source book in one version",
    ("doc_id",),
    (
        DOC_ID,
        AGENCY_CODE,
        code("doc_type", "doc_type", "What kind of document."),
        text("title", "The document's title."),
        text("doc_no", "The agency's number for it."),
        day("effective_date", "When it took effect."),
        day("revised_date", "When it was last revised."),
        day("review_due_date", "When it is due for review."),
        text("version_label", "The version, as the agency names it."),
        text("owner_role", "The role that owns it."),
        refs("used_at_step", "list:process_step", "The steps that use it, separated by semicolons."),
        yes_no("confidential", "The document is confidential."),
        text("location_ref", "Where the document is kept."),
        ref("superseded_by", "core.policy_document.doc_id", "The document that replaced it."),
        yes_no("in_source_book", "A copy is in the source book."),
        *PROVENANCE,
    ),
)

POLICY_RESPONSE = Table(
    "core",
    "policy_response",
    "one answer of one agency's policy checklist for one element in one round",
    ("agency_code", "element_id", "review_round"),
    (
        AGENCY_CODE,
        ELEMENT_ID,
        REVIEW_ROUND,
        code("status", "policy_status", "How the written policy stands to the element."),
        DOC_ID,
        text("section_ref", "The section of the document."),
        text("page_ref", "The page of the document."),
        text(
            "local_wording",
            "The words of the local text, where they are to be set beside the recommended ones.",
        ),
        text("rationale", "Why this status, in up to 500 characters."),
        text("located_elsewhere_note", "Where else the practice is written down."),
        text("barrier_note", "What stands in the way of including it."),
        text("reviewer_role", "The role of the first reviewer."),
        text("second_reviewer_role", "The role of the second reviewer."),
        yes_no("agreed", "The two reviewers agree."),
        day("reviewed_on_date", "When the answer was given."),
        *PROVENANCE,
    ),
)

PRACTICE_RESPONSE = Table(
    "core",
    "practice_response",
    "what one kind of evidence shows about one element at one agency in one round",
    ("agency_code", "element_id", "review_round", "evidence_kind"),
    (
        AGENCY_CODE,
        ELEMENT_ID,
        REVIEW_ROUND,
        code("evidence_kind", "evidence_kind", "What the evidence is."),
        code("rating", "practice_rating", "How the practice shows."),
        count("n_reviewed", "Records or people looked at.", "records"),
        count("n_demonstrated", "Of these, demonstrated.", "records"),
        count("n_partly", "Of these, partly.", "records"),
        count("n_not", "Of these, not demonstrated.", "records"),
        count("n_na", "Of these, not applicable.", "records"),
        count("n_unknown", "Of these, unknown.", "records"),
        text("note", "A note without names."),
        *PROVENANCE,
    ),
)

CASE_REVIEW_ITEM = Table(
    "core",
    "case_review_item",
    "one element looked for in one reviewed record",
    ("agency_code", "review_case_id", "element_id"),
    (
        text("review_case_id", "A serial number of the work group, never the agency's number."),
        ELEMENT_ID,
        AGENCY_CODE,
        code("record_kind", "record_kind", "What kind of record was read."),
        text("event_quarter", "The quarter of the event, for example 2025-Q3."),
        code("outcome", "review_outcome", "Whether the practice was demonstrated."),
        text("example_code", "A coded example; never a narrative."),
        code("outcome_reason", "outcome_reason", "Why the practice is unknown or does not apply."),
        text("reviewer_pair", "The two roles that read the record."),
        day("reviewed_on_date", "When the record was read."),
        code("dv_scope", "dv_scope", "Intimate partner, other family, or unknown."),
        yes_no("arrest_made", "An arrest was made."),
        yes_no("goa", "The suspect had left."),
        yes_no("limited_english", "A party had limited English."),
        yes_no("dual_arrest", "Both parties were arrested."),
        *PROVENANCE,
    ),
)

TABLES = (
    PRACTICE_ELEMENT,
    CURRENT_ELEMENT,
    POLICY_DOCUMENT,
    POLICY_RESPONSE,
    PRACTICE_RESPONSE,
    CASE_REVIEW_ITEM,
)
