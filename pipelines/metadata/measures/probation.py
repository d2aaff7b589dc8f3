"""Measures of community supervision."""

from __future__ import annotations

from pipelines.metadata.classes import Direction, Disparity, Measure, Part, TimeMode, ValueKind
from pipelines.metadata.measures.groups import DEFENDANT

UP, NEUTRAL = Direction.UP_GOOD, Direction.NEUTRAL
SHARE, MIX = ValueKind.SHARE, ValueKind.MIX

MEASURES = (
    Measure(
        "M130",
        "New supervision cases, and the open caseload",
        "probation",
        "probation_case",
        MIX,
        NEUTRAL,
        "JC",
        "Domestic violence supervision cases begun in the period (open caseload: open on its last day)",
        None,
        fact="fact_probation_start",
        dataset="probation_cases",
        num_sql="true",
        parts=(Part("caseload", "open_at_end", "true", None, None, TimeMode.SNAPSHOT),),
    ),
    Measure(
        "M138",
        "Violations answered within 14 days",
        "probation",
        "violation",
        SHARE,
        UP,
        "BP PRB-09",
        "Of these, violations with a response within 14 days of being found",
        "Violations of domestic violence supervision found at least 14 days ago",
        fact="fact_violation",
        dataset="probation_violations",
        num_sql="has_response AND days_to_response <= 14",
        den_sql="true",
        follow_up_days=14,
    ),
    Measure(
        "M140",
        "Supervision revoked",
        "probation",
        "probation_case",
        SHARE,
        NEUTRAL,
        "JC",
        "Of these, cases with a revocation",
        "Domestic violence supervision cases ended in the period",
        fact="fact_probation_end",
        dataset="probation_cases",
        num_sql="is_revoked",
        disparity=Disparity("Supervision revoked", DEFENDANT),
        den_sql="true",
    ),
)
