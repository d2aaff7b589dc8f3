"""Tables of findings: the rules, what they look at, what they raise, and how each stands after a second look.

What a person writes about a finding is the register ``core.finding`` in ``adaptation.py``; rules stand in
``metadata/finding_rules.py``. ``ops.review_sample`` is the draw of records to read. ``ops.review_sample`` is the draw of records to read.
"""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import (
    AGENCY_CODE,
    PROVENANCE,
    SOURCE_ROW,
    SOURCE_SHEET,
    SUBMISSION_ID,
    amount,
    code,
    count,
    day,
    flag,
    text,
)
from pipelines.metadata.tables.adaptation import FINDING
from pipelines.metadata.tables.marts import AUDIENCE, SUPPRESSED
from pipelines.metadata.tables.operations import AGENCY_AREA, AGENCY_NAME

_TRIGGER = code("finding_trigger", "finding_trigger", "What raises it.")
_KIND = code("subject_kind", "finding_subject", "What it is about.")
_SUBJECT = text("subject", "The practice, the measure, or dataset and field.")
_NUM = count("num", "The numerator.", "records")
_DEN = count("den", "The denominator; null for a text.", "records")
_UNKNOWN = count("unknown", "Records left out because they do not say.", "records")
_NOT_APPLICABLE = count("not_applicable", "Records left out because it does not apply.", "records")
_BETTER = count("better", "1 where more is better, -1 where less is.", "direction")

FINDING_RULE = Table(
    "ops",
    "finding_rule",
    "one rule that raises findings",
    ("finding_trigger", "subject_kind"),
    (
        _TRIGGER,
        _KIND,
        count(
            "quarters",
            "Quarters looked at: together for a level, one after the other for a fall.",
            "quarters",
        ),
        text("limit_name", "The site's setting that a level is held against."),
        amount("limit_share", "share", "The limit at this site."),
        flag("needs_apart", "The intervals of the first and last quarter must not overlap."),
        text("words", "The rule in words."),
    ),
)
FINDING_POINT = Table(
    "mart",
    "finding_point",
    "one subject that findings are looked for in, at one agency in one month or quarter",
    ("agency_code", "subject_kind", "subject", "period_kind", "period_start"),
    (
        AGENCY_CODE,
        _KIND,
        _SUBJECT,
        text("period_kind", "month or quarter."),
        day("period_start", "The first day of the period."),
        day("period_end", "The last day of the period."),
        _NUM,
        _DEN,
        _UNKNOWN,
        _NOT_APPLICABLE,
        _BETTER,
        flag("months_missing", "Months of the period are not in."),
        amount(
            "limit_share", "share", "For a field: the share of blanks that is allowed at most; else null."
        ),
    ),
)
FINDING_CHECK = Table(
    "mart",
    "finding_check",
    "one rule held against one subject at one agency at the end of one quarter",
    ("agency_code", "finding_trigger", "subject_kind", "subject", "quarter_end_date"),
    (
        AGENCY_CODE,
        _TRIGGER,
        _KIND,
        _SUBJECT,
        day("window_start_date", "The first day of the quarters looked at."),
        day("quarter_end_date", "The last day of the last quarter looked at."),
        _NUM,
        _DEN,
        count("earlier_num", "For a fall: the numerator of the first quarter.", "records"),
        count("earlier_den", "For a fall: the denominator of the first quarter.", "records"),
        _UNKNOWN,
        _NOT_APPLICABLE,
        flag("months_missing", "Months of the quarters are not in."),
        flag(
            "is_clear",
            "Chance alone hardly explains it: the interval lies on one side of the limit, or two lie apart.",
        ),
        flag("is_raised", "The rule raises a finding."),
    ),
)

_FINDING = (
    AGENCY_CODE,
    AGENCY_NAME,
    _TRIGGER,
    _KIND,
    _SUBJECT,
    text("subject_title", "The subject, in words."),
    flag("raised_by_rule", "A rule raised it; else people did."),
    flag("is_raised_now", "The rule still raises it at the end of the last quarter."),
    flag("is_clear", "Chance alone hardly explains it."),
    day("first_raised_date", "The end of the quarter in which the rule raised it first."),
    day("window_start_date", "The first day of the quarters that the numbers are from."),
    day("window_end_date", "The last day of them."),
    _NUM,
    _DEN,
    count("earlier_num", "For a fall: the numerator of the first quarter.", "records"),
    count("earlier_den", "For a fall: the denominator of the first quarter.", "records"),
    code("data_answer", "finding_data_answer", "The first question: is it the data."),
    code("base_answer", "finding_base_answer", "The second question: is the denominator right."),
    code("where_answer", "finding_where_answer", "The third question: where is it concentrated."),
    text("cause_codes", "Fourth: causes as the register names them, separated by semicolons."),
    text("heard_causes", "Causes that interviews name, while the register names none."),
    text("finding_id", "Its number in the register; null while nobody took it up."),
    day("found_date", "When it was taken up."),
    text("finding", "What was found, in the words of the register."),
    day("director_told_date", "When the director was told."),
    day("shared_with_team_date", "From when on the team may see it."),
    text("action", "What is done about it."),
    code("change_kind", "change_kind", "What changes."),
    text("owner_role", "The role that owns it."),
    day("due_date", "When the action is due."),
    day("action_done_date", "When the action was in place."),
    day("remeasure_due_date", "When to measure again."),
    day("remeasured_date", "When it was measured again."),
    day("closed_date", "When it was closed."),
    count("before_num", "In the 12 months before the action: the numerator.", "records"),
    count("before_den", "In the 12 months before the action: the denominator.", "records"),
    count("after_num", "Since the action: the numerator.", "records"),
    count("after_den", "Since the action: the denominator.", "records"),
    code(
        "after_verdict", "remeasured_result", "What before and after say; null while no action is in place."
    ),
    code("standing", "finding_standing", "Where it stands."),
)
_FINDING_KEY = ("agency_code", "finding_trigger", "subject_kind", "subject")
FINDING_STANDING = Table(
    "mart", "finding_standing", "one finding at one agency, and where it stands", _FINDING_KEY, _FINDING
)
PUB_FINDING_STANDING = Table(
    "pub",
    "finding_standing",
    "one finding at one agency, as one audience may see it; a director reads only the rows of the own agency",
    (*_FINDING_KEY, "audience"),
    (*_FINDING, AUDIENCE, SUPPRESSED),
)

PUB_FINDING = Table(
    "pub",
    "finding",
    "one finding of the register, as one audience may see it; a director reads only the rows of the own agency",
    ("finding_id", "audience"),
    (*(field for field in FINDING.fields if field not in PROVENANCE), AUDIENCE),
)

FINDING_REGISTER = Table(
    "mart",
    "finding_register",
    "what the register says last of one finding, with what shows it before and after the action",
    _FINDING_KEY,
    (
        AGENCY_CODE,
        _TRIGGER,
        _KIND,
        _SUBJECT,
        text("finding_id", "Its number in the register."),
        count("before_num", "In the 12 months before the action: the numerator.", "records"),
        count("before_den", "In the 12 months before the action: the denominator.", "records"),
        count("after_num", "Since the action: the numerator.", "records"),
        count("after_den", "Since the action: the denominator.", "records"),
        code(
            "after_verdict",
            "remeasured_result",
            "What before and after say; null while no action is in place.",
        ),
    ),
)
FINDING_WHERE = Table(
    "mart",
    "finding_where",
    "one practice at one agency: the group of records in which it is shown clearly less",
    ("agency_code", "subject"),
    (AGENCY_CODE, _SUBJECT, code("where_answer", "finding_where_answer", "The group, even, or too_few.")),
)

REVIEW_SAMPLE = Table(
    "ops",
    "review_sample",
    "one record drawn for case review, by its place in the agency's own file",
    ("agency_code", "event_quarter", "review_case_id"),
    (
        AGENCY_CODE,
        text("event_quarter", "The quarter of the record, for example 2025-Q3."),
        code("record_kind", "record_kind", "What kind of record."),
        AGENCY_AREA,
        code("stratum", "review_stratum", "The kind of records that it was drawn from."),
        text("review_case_id", "The serial number that the tally uses; never a number of the agency."),
        count("draw_no", "The order in which it was drawn.", "ordinal"),
        count("asked_count", "Records asked for from the stratum.", "records"),
        count("records_count", "Records in the stratum; where fewer than asked, all are drawn.", "records"),
        SUBMISSION_ID,
        text("file_name", "The agency's file."),
        SOURCE_SHEET,
        SOURCE_ROW,
    ),
)

TABLES = (
    REVIEW_SAMPLE,
    FINDING_RULE,
    FINDING_POINT,
    FINDING_CHECK,
    FINDING_WHERE,
    FINDING_REGISTER,
    FINDING_STANDING,
    PUB_FINDING_STANDING,
    PUB_FINDING,
)
