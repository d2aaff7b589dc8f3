"""Tables of links between the records of agencies: the pairs, the rules that joined them, and what is uncertain."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import AGENCY_CODE, count, day, flag, text
from pipelines.metadata.tables.operations import MONTH

# Why a person is asked about a pair.
REASONS = ("numbers_differ", "number_unknown", "several_fit", "dates_apart")

_LINK_NAME = text("link_name", "The link, for example arrest_to_incident.")
_PARTNER_AGENCY = text("partner_agency_code", "The agency that sent the partner.")
_RULE = text("rule", "The rule that joined the pair, as docs/links.md lists it.")
_PRECEDENCE = count(
    "precedence", "The rule's place in the cascade; 0 is a pair that a person confirmed.", "ordinal"
)

_PAIR = (
    _LINK_NAME,
    AGENCY_CODE,
    text("child_key", "The record that belongs to the other, by its key."),
    day("event_date", "The day of that record."),
    _PARTNER_AGENCY,
    text("partner_key", "The record it belongs to, by its key."),
    day("partner_date", "The day of that one."),
    _RULE,
    _PRECEDENCE,
    count("rules_count", "How many rules join the pair.", "rules"),
    flag(
        "is_current",
        "False where the record has named another number since; such a pair counts in no figure.",
    ),
)
PAIR_FIELDS = (
    *_PAIR,
    text("question_id", "The question about the pair, by its keyed code."),
    text("reason", "Why a person is asked about it; blank where nothing is uncertain."),
    text("answer", "What a person said: same, not_same or dont_know."),
    day("answered_date", "The day of the answer."),
    flag("counts", "The pair is linked."),
)

LINK = Table(
    "core",
    "link",
    "one pair of records that belong together, by the first rule that joins them",
    ("link_name", "agency_code", "child_key", "partner_agency_code", "partner_key"),
    _PAIR,
)
LINK_RULE = Table(
    "ops",
    "link_rule",
    "one rule of one link for one agency and month",
    ("link_name", "rule", "agency_code", "month"),
    (_LINK_NAME, _RULE, _PRECEDENCE, AGENCY_CODE, MONTH, count("pairs_count", "Pairs that count.", "pairs")),
)
LINK_QUESTION = Table(
    "ops",
    "link_question",
    "one pair of records about which a person is or was asked whether they belong together",
    ("question_id",),
    (
        text("question_id", "The question, by its keyed code."),
        _LINK_NAME,
        text("reason", "Why a person is asked."),
        flag("counts_now", "The pair is linked as things stand."),
        text("answer", "What a person said: same, not_same or dont_know; blank where nobody did."),
        day("answered_date", "The day of the answer."),
        AGENCY_CODE,
        day("event_date", "The day of the first record."),
        text("submission_id", "The submission that the first record came in with."),
        text("source_sheet", "The sheet that it stands on."),
        count("source_row", "The row of that sheet.", "row number"),
        _PARTNER_AGENCY,
        day("partner_date", "The day of the second record."),
        text("partner_submission_id", "The submission that the second record came in with."),
        text("partner_sheet", "The sheet that it stands on."),
        count("partner_row", "The row of that sheet.", "row number"),
    ),
)
HANDOVER = Table(
    "ops",
    "handover",
    "one handover between two agencies in one month, or in the last 12 months, as both sides count it",
    ("handover", "sender_code", "receiver_code", "period_kind", "period_start"),
    (
        text("handover", "The handover, for example booked."),
        text("sender_code", "The agency that passes on; 'all' where several do and cannot be told apart."),
        text("receiver_code", "The agency that takes in; 'all' where several do."),
        text("period_kind", "month, or rolling12 for the months of the last 12 that both sent."),
        day("period_start", "The first day."),
        count("months_count", "Months for which both sent a file.", "months"),
        count("sent", "What the sender counts, by its own days.", "records"),
        count("logged", "What the receiver counts, by its own days.", "records"),
        count("only_sent", "Of the sender's, those that the receiver's records do not have.", "records"),
        count("only_logged", "Of the receiver's, those that the sender's records do not have.", "records"),
        flag("differs", "The difference is large enough to raise with both."),
        flag("may_be_told", "Both numbers are large enough to be told to both agencies."),
    ),
)
TABLES = (LINK, LINK_RULE, LINK_QUESTION, HANDOVER)
