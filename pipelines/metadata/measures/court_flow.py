"""Measures of how courts keep up: pending cases, clearance, continuances, days to decide petitions."""

from __future__ import annotations

from pipelines.metadata.classes import Direction, Measure, Part, TimeMode, ValueKind

UP, DOWN = Direction.UP_GOOD, Direction.DOWN_GOOD
SHARE, MIX, RATIO = ValueKind.SHARE, ValueKind.MIX, ValueKind.RATIO

_AGED = "(is_misdemeanor AND period_end - valid_from > 180) OR (is_felony AND period_end - valid_from > 365)"

MEASURES = (
    Measure(
        "M109",
        "Pending cases older than the standard",
        "court",
        "defendant_case",
        SHARE,
        DOWN,
        "CourTools",
        "Of these, cases older than 180 days (misdemeanor) or 365 days (felony)",
        "Domestic violence cases pending on the period's last day, with their level recorded",
        fact="fact_filing",
        dataset="court_cases",
        num_sql=_AGED,
        den_sql="is_misdemeanor OR is_felony",
        missing_sql="NOT coalesce(is_misdemeanor OR is_felony, false)",
        parts=(
            Part(
                "pending_age",
                "misdemeanor_180_days",
                "is_misdemeanor AND period_end - valid_from > 180",
                "is_misdemeanor",
            ),
            Part(
                "pending_age", "felony_365_days", "is_felony AND period_end - valid_from > 365", "is_felony"
            ),
        ),
        time_mode=TimeMode.SNAPSHOT,
    ),
    Measure(
        "M110",
        "Cases disposed of for each case filed",
        "court",
        "defendant_case",
        RATIO,
        UP,
        "CourTools",
        "Domestic violence cases disposed of in the period",
        "Domestic violence cases filed in the period",
        fact="fact_disposition",
        dataset="court_cases",
        num_sql="true",
        den_sql="true",
        den_fact="fact_filing",
        caution="Under 1 the backlog grows. The cases disposed of are not those filed in the period.",
    ),
    Measure(
        "M111",
        "Continuances per case",
        "court",
        "continuance",
        RATIO,
        DOWN,
        "CourTools",
        "Continuances granted in these cases",
        "Domestic violence cases disposed of in the period, with the number recorded",
        fact="fact_disposition",
        dataset="court_cases",
        num_sql="continuances",
        den_sql="continuances IS NOT NULL",
        missing_sql="continuances IS NULL",
    ),
    Measure(
        "M120",
        "Petitions decided in time",
        "court",
        "order",
        MIX,
        UP,
        "CourTools",
        "Of these, petitions decided within 10 or 30 days",
        "Petitions filed at least 30 days ago whose result, and its day, are known or pending",
        fact="fact_petition",
        dataset="protection_orders",
        parts=tuple(
            Part(
                "decided_within",
                f"days_{days}",
                f"NOT is_undated AND days_to_decision <= {days}",
                "NOT is_undated",
                "is_undated",
            )
            for days in (10, 30)
        ),
        follow_up_days=30,
    ),
)
