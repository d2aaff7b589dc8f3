"""Measures of referrals and charging."""

from __future__ import annotations

from pipelines.metadata.classes import Direction, Disparity, Measure, ValueKind, Wait
from pipelines.metadata.measures.groups import DEFENDANT

DOWN, NEUTRAL = Direction.DOWN_GOOD, Direction.NEUTRAL
COUNT, SHARE, MIX, MEDIAN = ValueKind.COUNT, ValueKind.SHARE, ValueKind.MIX, ValueKind.MEDIAN

MEASURES = (
    Measure(
        "M080",
        "Cases referred to the prosecutor",
        "prosecution",
        "defendant_case",
        COUNT,
        NEUTRAL,
        "JC",
        "Domestic violence referrals received",
        None,
        fact="fact_referral",
        dataset="prosecution",
        num_sql="true",
    ),
    Measure(
        "M082",
        "Days from referral to decision",
        "prosecution",
        "defendant_case",
        MEDIAN,
        DOWN,
        "BP PRO-02",
        "Days from referral to the charging decision",
        "Domestic violence referrals decided in the period",
        fact="fact_decision",
        dataset="prosecution",
        value_sql="days_to_decision",
        value_unit="days",
        missing_sql="days_to_decision IS NULL",
        wait=Wait(
            "fact_referral", "M080", "event_date", "decided_date", (7, 14, 30, 90), undated_sql="is_undated"
        ),
    ),
    Measure(
        "M083",
        "Cases filed",
        "prosecution",
        "defendant_case",
        SHARE,
        NEUTRAL,
        "JC: three fifths of arrests",
        "Of these, cases filed with any charge",
        "Domestic violence referrals decided in the period",
        fact="fact_decision",
        dataset="prosecution",
        num_sql="review_decision IN ('filed', 'filed_lesser')",
        den_sql="true",
        disparity=Disparity("Filed with any charge", DEFENDANT),
    ),
    Measure(
        "M084",
        "Cases declined, and why",
        "prosecution",
        "defendant_case",
        MIX,
        NEUTRAL,
        "JC, PPI 2.2",
        "Of these, cases declined (by reason)",
        "Domestic violence referrals decided in the period",
        fact="fact_decision",
        dataset="prosecution",
        num_sql="review_decision = 'declined'",
        den_sql="true",
        mix_column="decline_reason_or_none",
        mix_list="reason",
        mix_den_sql="true",
        missing_sql="review_decision = 'declined' AND decline_reason_or_none = 'not_recorded'",
    ),
)
