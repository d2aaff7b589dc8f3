"""Tables that only the build needs (schema stg) beside the records: settings, codes, submissions, due months.

They are made from the inputs alone, in memory, and carry nothing of an agency's file but its coverage.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import AGENCY_CODE, amount, count, day, flag, moment, text
from pipelines.metadata.tables.operations import DATASET, MONTH, SUBMISSION_ID
from pipelines.statistics.periods import list_periods
from pipelines.submissions.register import in_force
from pipelines.submissions.store import file_identity, rows_that_stand
from pipelines.warehouse.inputs import (
    SAME_CONTENT,
    WITHDRAWN,
    BuildInputs,
    Submission,
    expected_months,
    next_month,
    site_months,
)
from pipelines.warehouse.relisted import relisted_months

Rows = list[dict[str, Any]]

SETTING = Table(
    "stg",
    "setting",
    "the site's settings; the table has one row",
    (),
    (
        day("as_of_date", "The day the numbers stand for."),
        day("data_from_date", "The first day of the window; null without data."),
        day("data_to_date", "The last day of the window; null without data."),
        count("risk_questions_asked", "Blueprint risk questions that patrol asks.", "questions"),
        count("percent_floor", "The smallest base of a percentage.", "records"),
        count(
            "survey_floor", "The fewest people of a survey wave, or of a part of it, that is told.", "people"
        ),
        count("review_seed", "The seed of the draw for case review.", "seed"),
        amount("watch_from", "share", "The share of records under which a practice is to be worked on."),
        amount("often_blank", "share", "The share of blanks above which a field is often blank."),
        amount("match_rate_limit", "share", "The share of records that must find their partner."),
        text("baseline_kind", "The kind of the baseline period: quarter or year; null without one."),
        day("baseline_start_date", "The first day of that period."),
    ),
)
REVIEW_SIZE = Table(
    "stg",
    "review_size",
    "one kind of records that is drawn apart for case review",
    ("stratum",),
    (
        text("stratum", "The kind of records."),
        count("asked_count", "Records to read, for an agency and quarter.", "records"),
    ),
)
CODE = Table(
    "stg",
    "code",
    "one code of one code list",
    ("code_list", "code"),
    (
        text("code_list", "The code list."),
        text("code", "The code."),
        text("code_group", "The group that the code belongs to."),
    ),
)
DV_STATUTE = Table(
    "stg",
    "dv_statute",
    "one statute that the site counts as domestic violence",
    ("statute_text",),
    (text("statute_text", "The statute number, in capitals."),),
)
SUBMISSION = Table(
    "stg",
    "submission",
    "one submission whose records count",
    ("submission_id",),
    (
        SUBMISSION_ID,
        AGENCY_CODE,
        DATASET,
        day("period_start", "The first day covered."),
        day("period_end", "The last day covered."),
        moment("received_ts", "When the file came."),
        count("submission_order", "The higher, the later it speaks.", "ordinal"),
    ),
)
SUBMISSION_MONTH = Table(
    "stg",
    "submission_month",
    "one month that one submission covers, whatever became of it; withdrawn files and repeats are left out",
    ("submission_id", "month"),
    (
        SUBMISSION_ID,
        AGENCY_CODE,
        DATASET,
        MONTH,
        text("status", "What became of the file; superseded where a newer version counts."),
        flag("is_winner", "Its records count."),
        flag("was_accepted", "It was accepted or an explicit nothing, even if replaced since."),
        moment("received_ts", "When the file came."),
    ),
)
EXPECTED_MONTH = Table(
    "stg",
    "expected_month",
    "one agency, dataset and past month that is expected",
    ("agency_code", "dataset", "month"),
    (AGENCY_CODE, DATASET, MONTH, day("due_date", "When the month was due.")),
)
AGENCY_DATASET = Table(
    "stg",
    "agency_dataset",
    "one dataset that one agency sends, as the settings say",
    ("agency_code", "dataset"),
    (AGENCY_CODE, DATASET),
)
_PERIOD_KIND = text("period_kind", "Month, quarter, rolling12 or year.")
_PERIOD_START = day("period_start", "The first day of the period.")
PERIOD = Table(
    "stg",
    "period",
    "one period that measures are told for",
    ("period_kind", "period_start"),
    (_PERIOD_KIND, _PERIOD_START, day("period_end", "The last day of the period.")),
)
PERIOD_MONTH = Table(
    "stg",
    "period_month",
    "one month of one period",
    ("period_kind", "period_start", "month"),
    (_PERIOD_KIND, _PERIOD_START, MONTH),
)

DV_OFFICERS = Table(
    "stg",
    "dv_officers",
    "one count of supervising officers with a domestic violence caseload, from a month on",
    ("agency_code", "month"),
    (AGENCY_CODE, MONTH, count("officers_count", "Officers with such a caseload.", "officers")),
)

RELISTED_MONTH = Table(
    "stg",
    "relisted_month",
    "one month of one file that counts, for which a file that came later might count instead",
    ("submission_id", "month", "later_id"),
    (
        SUBMISSION_ID,
        DATASET,
        MONTH,
        text("later_id", "The submission that came later and covers the month whole."),
        count("later_no", "The order of the later ones.", "ordinal"),
        amount("least_share", "share", "The share of the records known for the month that it must hold."),
    ),
)
WITHDRAWAL = Table(
    "stg",
    "withdrawal",
    "one decision to withdraw or restore, with the keyed code of the case",
    ("entry_no",),
    (
        count("entry_no", "The number of the decision.", "ordinal"),
        moment("recorded_ts", "When it was recorded."),
        text("action", "withdraw or restore."),
        flag("is_in_force", "The file or case is withdrawn now because of this decision."),
        flag("is_case", "It is about a case and not about a file."),
        AGENCY_CODE,
        text("submission_id", "The file's submission as it is read now; null for a case."),
        text("key_kind", "The kind of the case's number; null for a file."),
        text("case_key", "The keyed code of the case."),
        text("reason", "The reason that was given."),
        count("file_rows", "Rows of the file; null for a case.", "rows"),
    ),
)
LINK_ANSWER = Table(
    "stg",
    "link_answer",
    "what a person said last about one pair of records",
    ("question_id",),
    (
        text("question_id", "The question, by its keyed code."),
        text("answer", "same, not_same or dont_know."),
        day("answered_date", "The day of the answer."),
    ),
)

RELEASED_FIGURE = Table(
    "stg",
    "released_figure",
    "one figure of a measure that one edition told one audience",
    (
        "edition_label",
        "audience",
        "measure_id",
        "agency_code",
        "period_kind",
        "period_start",
        "breakdown",
        "category",
    ),
    (
        text("edition_label", "The edition, for example 2026-Q1."),
        text("audience", "Who was told: director, joint or public."),
        text("measure_id", "The measure."),
        text("agency_code", "The agency, or 'all'."),
        _PERIOD_KIND,
        _PERIOD_START,
        text("breakdown", "'none' for the headline; else what the value is broken down by."),
        text("category", "'all' for the headline; else the category of the breakdown."),
        count("num", "The numerator as it was told.", "the measure's unit"),
        count("den", "The denominator as it was told.", "the measure's unit"),
        amount("median", "the unit of the median", "The median as it was told; null for any other figure."),
    ),
)

SCAFFOLD = (
    SETTING,
    REVIEW_SIZE,
    CODE,
    DV_STATUTE,
    SUBMISSION,
    SUBMISSION_MONTH,
    EXPECTED_MONTH,
    AGENCY_DATASET,
    PERIOD,
    PERIOD_MONTH,
    DV_OFFICERS,
    RELISTED_MONTH,
    WITHDRAWAL,
    LINK_ANSWER,
    RELEASED_FIGURE,
)


def _released(inputs: BuildInputs) -> Rows:
    """Every figure of a measure that an edition told."""
    return [
        {
            "edition_label": release.name,
            "audience": release.audience,
            "measure_id": figure["series"],
            **{name: figure[name] for name in ("agency_code", "period_kind", "breakdown", "category")},
            "period_start": date.fromisoformat(figure["period_start"]),
            "num": figure.get("num"),
            "den": figure.get("den"),
            "median": figure.get("median"),
        }
        for release in inputs.releases
        for figure in release.figures
        if figure["table"] == "measure_value"
    ]


def scaffold_rows(inputs: BuildInputs, submissions: list[Submission]) -> dict[str, Rows]:
    """The rows of every scaffold table, by its full name."""
    window = site_months(inputs.settings, submissions, inputs.as_of)
    return {
        **_setting(inputs, window),
        **_agencies(inputs),
        **_periods(window),
        **_files(submissions),
        CODE.full_name: [
            {"code_list": code_list.name, "code": code.code, "code_group": code.group}
            for code_list in inputs.code_lists.values()
            for code in code_list.codes
        ],
        RELISTED_MONTH.full_name: relisted_months(submissions),
        WITHDRAWAL.full_name: _withdrawals(inputs, submissions),
        LINK_ANSWER.full_name: [
            {"question_id": one.question_id, "answer": one.answer, "answered_date": one.answered_on}
            for one in inputs.link_answers
        ],
    }


def _setting(inputs: BuildInputs, window: list[date]) -> dict[str, Rows]:
    """The settings of the site; ``window`` are the months that the numbers speak of."""
    settings = inputs.settings
    baseline = settings.baseline_period or (None, None)
    return {
        SETTING.full_name: [
            {
                "as_of_date": inputs.as_of,
                "data_from_date": window[0] if window else None,
                "data_to_date": next_month(window[-1]) - timedelta(days=1) if window else None,
                "risk_questions_asked": settings.risk_questions_asked,
                "percent_floor": settings.thresholds.percent_floor,
                "survey_floor": settings.thresholds.survey,
                "review_seed": settings.case_review.seed,
                "watch_from": settings.bands.watch_from,
                "often_blank": settings.bands.often_blank,
                "match_rate_limit": settings.thresholds.match_rate,
                "baseline_kind": baseline[0],
                "baseline_start_date": baseline[1],
            }
        ],
        REVIEW_SIZE.full_name: [
            {"stratum": stratum, "asked_count": asked}
            for stratum, asked in settings.case_review.asked().items()
        ],
        DV_STATUTE.full_name: [
            {"statute_text": statute}
            for statute in sorted({str(statute).strip().upper() for statute in settings.dv_statutes})
        ],
    }


def _agencies(inputs: BuildInputs) -> dict[str, Rows]:
    """What each agency sends, what is expected of it, and its officers with such a caseload."""
    settings = inputs.settings
    return {
        EXPECTED_MONTH.full_name: [
            {"agency_code": agency.code, "dataset": dataset, "month": month, "due_date": due}
            for agency, dataset, month, due in expected_months(settings, inputs.as_of)
        ],
        AGENCY_DATASET.full_name: [
            {"agency_code": agency.code, "dataset": dataset}
            for agency in settings.agencies
            for dataset in agency.datasets
        ],
        DV_OFFICERS.full_name: [
            {"agency_code": agency.code, "month": month, "officers_count": number}
            for agency in settings.agencies
            for month, number in sorted(agency.dv_officers.items())
        ],
        RELEASED_FIGURE.full_name: _released(inputs),
    }


def _periods(window: list[date]) -> dict[str, Rows]:
    """The periods that measures are told for, and their months."""
    periods = list_periods(window[0], window[-1]) if window else []
    return {
        PERIOD.full_name: [
            {"period_kind": p.kind, "period_start": p.start, "period_end": p.end} for p in periods
        ],
        PERIOD_MONTH.full_name: [
            {"period_kind": p.kind, "period_start": p.start, "month": month}
            for p in periods
            for month in p.months()
        ],
    }


def _files(submissions: list[Submission]) -> dict[str, Rows]:
    """The submissions that count, and the months that each file covers, whatever became of it."""
    return {
        SUBMISSION.full_name: [
            {
                "submission_id": s.submission_id,
                "agency_code": s.agency_code,
                "dataset": s.dataset,
                "period_start": s.period_start,
                "period_end": s.period_end,
                "received_ts": s.received_ts,
                "submission_order": s.order,
            }
            for s in submissions
            if s.wins
        ],
        SUBMISSION_MONTH.full_name: [
            {
                "submission_id": s.submission_id,
                "agency_code": s.agency_code,
                "dataset": s.dataset,
                "month": month,
                "status": s.status,
                "is_winner": s.wins,
                "was_accepted": s.was_accepted,
                "received_ts": s.received_ts,
            }
            for s in submissions
            if s.status not in (SAME_CONTENT, WITHDRAWN)
            for month in s.months()
        ],
    }


def _withdrawals(inputs: BuildInputs, submissions: list[Submission]) -> Rows:
    """The register, each file by the submission that it is read as now."""
    now = {file_identity(s.entry.manifest): s for s in submissions}
    holds = set(in_force(inputs.register).values())
    rows = []
    for number, entry in enumerate(inputs.register, start=1):
        found = None if entry.is_case else now.get(entry.target[1:])
        rows.append(
            {
                "entry_no": number,
                "recorded_ts": entry.recorded_ts,
                "action": str(entry.action),
                "is_in_force": entry in holds,
                "is_case": entry.is_case,
                "agency_code": entry.agency_code,
                "submission_id": found.submission_id if found else entry.submission_id,
                "key_kind": entry.key_kind,
                "case_key": entry.pseudonym,
                "reason": entry.reason,
                "file_rows": rows_that_stand(found.entry.manifest).get("used") if found else None,
            }
        )
    return rows
