"""Tables beside the measures: what state a figure is in, how sure it is, whether it changed, how long cases take.

The values themselves stand in ``marts``. Everything in pub is worked out from what pub shows, never from more.
"""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import amount, count, day, flag, text
from pipelines.metadata.tables.marts import AUDIENCE, SUPPRESSED

_AGENCY = text("agency_code", "The agency, or 'all' for every agency together.")
_KIND = text("period_kind", "Month, quarter, rolling12 or year.")
_START = day("period_start", "The first day of the period.")
_END = day("period_end", "The last day of the period.")
_WHERE = (text("measure_id", "The measure."), _AGENCY, _KIND, _START, _END)
_PART = (
    text("breakdown", "'none' for the headline; else what the value is broken down by."),
    text("category", "'all' for the headline; else the category of the breakdown."),
)
_KEY = ("measure_id", "agency_code", "period_kind", "period_start")
_CASES_TO = day("cases_to_date", "Cases up to this day are old enough to count; null where all are.")

MEASURE_STATE = Table(
    "mart",
    "measure_state",
    "one measure for one agency and period: what came in for it",
    _KEY,
    (
        *_WHERE,
        text(
            "state",
            "sent; nil (the agency says that nothing happened); late; missing (a file came and cannot be used);"
            " not_due; not_applicable (the agency was not asked for the period); too_early (no case is old enough).",
        ),
        _CASES_TO,
    ),
)
MEASURE_INTERVAL = Table(
    "pub",
    "measure_interval",
    "the state and the uncertainty of one row of pub.measure_value",
    (*_KEY, "breakdown", "category", "audience"),
    (
        *_WHERE,
        *_PART,
        AUDIENCE,
        text(
            "state",
            "shown, no_cases (nothing in the base), suppressed, nil, late, missing, not_due, not_applicable or too_early.",
        ),
        flag("is_percent", "The base is large enough for a percentage; else it is told as k of n."),
        amount("low", "share", "Lower end of the 95 percent Wilson interval; null without a percentage."),
        amount("high", "share", "Upper end of the 95 percent Wilson interval; null without a percentage."),
        amount("lowest", "share", "The share if no unknown record counted."),
        amount("highest", "share", "The share if every unknown and every unlinked record counted."),
        _CASES_TO,
    ),
)
CONTROL_LIMIT = Table(
    "pub",
    "control_limit",
    "one month of one control chart, as one audience may see it",
    (*_KEY, "breakdown", "category", "audience"),
    (
        *_WHERE,
        *_PART,
        AUDIENCE,
        text(
            "chart", "xmr (counts and medians), p_prime (shares), g (cases between rare events) or too_few."
        ),
        amount("value", "as the chart says", "The point; null where it is withheld or not known."),
        amount("center", "as the chart says", "The center line; null where there are too few points."),
        amount("lower", "as the chart says", "The lower limit."),
        amount("upper", "as the chart says", "The upper limit."),
        flag("is_trial", "The limits rest on fewer than 20 points."),
        count("stretch_no", "The stretch between policy events, from 0.", "ordinal"),
        text("signal_rule", "outside, shift or trend; null where the point is no signal."),
        count("signal_way", "1 upward, -1 downward.", "direction"),
    ),
)
MEASURE_CHANGE = Table(
    "pub",
    "measure_change",
    "one row of pub.measure_value beside that of the period before (12 months before for rolling12)",
    (*_KEY, "breakdown", "category", "audience"),
    (
        *_WHERE,
        *_PART,
        AUDIENCE,
        day("before_start", "The first day of the earlier period."),
        day("before_end", "The last day of the earlier period."),
        count("num", "The numerator.", "the measure's unit"),
        count("den", "The denominator.", "the measure's unit"),
        amount("value", "share, or the unit of the median", "The share or the median."),
        count("before_num", "The numerator before.", "the measure's unit"),
        count("before_den", "The denominator before.", "the measure's unit"),
        amount("before_value", "share, or the unit of the median", "The share or the median before."),
        text("verdict", "rise, fall, no_clear_change, too_few, not_comparable or too_early."),
        text("rule", "What a rise or fall rests on: intervals, or a rule of the control chart."),
    ),
)
POLICY_EVENT = Table(
    "pub",
    "policy_event",
    "one accepted decision and the day it takes effect",
    ("decision_id",),
    (
        text("decision_id", "The decision's number."),
        day("effective_date", "The day it takes effect."),
        text("agency_area", "The agency area it is about."),
        text("element_id", "The practice it is about."),
        text("title", "The practice in a few words."),
    ),
)

_COHORT = (
    text("measure_id", "The measure whose time it is."),
    _AGENCY,
    _KIND,
    day("period_start", "The first day of the period in which the cases began."),
    day("period_end", "The last day of that period."),
)
_WAIT = (
    count("started", "Cases begun in the period, with a usable end or none yet.", "cases"),
    count("ended", "Of these, ended by the last day that the agency's files cover.", "cases"),
    count("open", "Of these, still open on that day.", "cases"),
    count("n_missing", "Cases left out because their end has no usable day.", "cases"),
    amount(
        "median", "days or hours", "The time by which half have ended, open cases counted; null if not yet."
    ),
    amount(
        "p90",
        "days or hours",
        "The time by which nine of ten have ended, open cases counted; null if not yet.",
    ),
)
_LIMIT = amount("limit_time", "days or hours", "The limit.")
_SHARE_WITHIN = amount("share_within", "share", "Ended within the limit, open cases counted as far as known.")
WAIT_CURVE = Table(
    "mart",
    "wait_curve",
    "one length of time in one cohort of cases",
    (*_KEY, "t"),
    (
        *_COHORT,
        amount("t", "days or hours", "The length; null for cases whose end has no usable day."),
        count("ended", "Cases that ended at this length.", "cases"),
        count("open", "Cases last known open at this length.", "cases"),
        count("unknown", "Cases whose end has no usable day.", "cases"),
        count("at_risk", "Cases known for at least this long.", "cases"),
        amount("survival", "share", "The share of cases that takes longer (product-limit)."),
    ),
)
MART_WAIT = Table("mart", "wait", "one cohort of cases and how long they take", _KEY, (*_COHORT, *_WAIT))
MART_WAIT_LIMIT = Table(
    "mart",
    "wait_limit",
    "one limit of time for one cohort of cases",
    (*_KEY, "limit_time"),
    (
        *_COHORT,
        _LIMIT,
        count("within_limit", "Cases known to have ended within it.", "cases"),
        count("beyond_limit", "Cases known to have gone on longer.", "cases"),
        _SHARE_WITHIN,
    ),
)
PUB_WAIT = Table(
    "pub",
    "wait",
    "one cohort of cases and how long they take, as one audience may see it",
    (*_KEY, "audience"),
    (
        *_COHORT,
        AUDIENCE,
        SUPPRESSED,
        flag("p90_suppressed", "The time by which nine of ten have ended is withheld; the median may stand."),
        flag(
            "counts_suppressed",
            "The counts are withheld, because one of them is small or the period is not the latest; the times may stand.",
        ),
        *_WAIT,
    ),
)
PUB_WAIT_LIMIT = Table(
    "pub",
    "wait_limit",
    "one limit of time for one cohort of cases, as one audience may see it",
    (*_KEY, "limit_time", "audience"),
    (
        *_COHORT,
        _LIMIT,
        AUDIENCE,
        SUPPRESSED,
        amount(
            "share_within",
            "share",
            "Ended within the limit, open cases counted as far as known; to three digits.",
        ),
    ),
)
RATE_RATIO = Table(
    "pub",
    "rate_ratio",
    "one group of people beside the reference group, at one decision, as one audience may see both",
    (*_KEY, "breakdown", "category", "audience"),
    (
        *_WHERE,
        text("outcome", "The outcome of the decision, in words."),
        text("breakdown", "What the groups are told apart by."),
        text("category", "The group."),
        text("reference_category", "The group that it stands beside."),
        AUDIENCE,
        count("num", "People of the group with the outcome; null where withheld.", "the measure's unit"),
        count("den", "People of the group at the step before; null where withheld.", "the measure's unit"),
        count("reference_num", "The same of the reference group.", "the measure's unit"),
        count("reference_den", "The same of the reference group.", "the measure's unit"),
        amount("ratio", "ratio", "The group's rate divided by the reference group's; null under the guards."),
        amount("low", "ratio", "Lower end of the 95 percent interval."),
        amount("high", "ratio", "Upper end of the 95 percent interval."),
        text("reason", "withheld or too_few where there is no ratio."),
    ),
)

TABLES = (
    MEASURE_STATE,
    MEASURE_INTERVAL,
    POLICY_EVENT,
    CONTROL_LIMIT,
    MEASURE_CHANGE,
    WAIT_CURVE,
    MART_WAIT,
    MART_WAIT_LIMIT,
    PUB_WAIT,
    PUB_WAIT_LIMIT,
    RATE_RATIO,
)
