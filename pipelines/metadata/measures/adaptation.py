"""Measures of the team's own registers: recommendations, training, findings, consultations."""

from __future__ import annotations

from pipelines.metadata.classes import Direction, Measure, Part, TimeMode, ValueKind

UP, DOWN = Direction.UP_GOOD, Direction.DOWN_GOOD
SHARE, MIX = ValueKind.SHARE, ValueKind.MIX

OLD_DAYS = 90  # a finding that has been open for longer is old

MEASURES = (
    Measure(
        "M175",
        "Recommendations decided and carried out",
        "cross_agency",
        "recommendation",
        MIX,
        UP,
        "seed 4",
        "Recommendations submitted; of these, decided (accepted, accepted with changes or declined), and carried out",
        "Recommendations submitted in the period",
        fact="fact_recommendation",
        dataset=None,
        num_sql="true",
        parts=(
            Part("recommendation_standing", "decided", "is_decided", "true"),
            Part("recommendation_standing", "carried_out", "is_done", "true"),
        ),
        scoped=False,
        caution="As the registers stand today. Recommendations to no single agency stand under all agencies only.",
    ),
    Measure(
        "M176",
        "Training reach",
        "cross_agency",
        "person",
        SHARE,
        UP,
        "seed 5.c.i",
        "Of these, people who attended",
        "People in the target groups of the trainings held",
        fact="fact_training",
        dataset=None,
        num_sql="attended_n",
        den_sql="target_n",
        missing_sql="is_unknown",
        scoped=False,
        caution="Somebody at two trainings counts twice. Unknown: trainings without one of the two numbers.",
    ),
    Measure(
        "M177",
        "Findings open for longer than 90 days",
        "cross_agency",
        "finding",
        SHARE,
        DOWN,
        "seed 5.d.ii",
        f"Of these, findings open for more than {OLD_DAYS} days",
        "Findings open on the period's last day",
        fact="fact_finding",
        dataset=None,
        num_sql=f"period_end - valid_from > {OLD_DAYS}",
        den_sql="true",
        scoped=False,
        time_mode=TimeMode.SNAPSHOT,
        caution="Findings that were closed or dropped without a day are left out.",
    ),
    Measure(
        "M178",
        "Consultations held",
        "cross_agency",
        "consultation",
        SHARE,
        UP,
        "proposal",
        "Of these, held",
        "Consultations of survivors and community organizations in the register: planned, held or canceled",
        fact="fact_consultation",
        dataset=None,
        num_sql="status = 'held'",
        den_sql="status IS NOT NULL",
        missing_sql="status IS NULL",
        parts=tuple(
            Part(
                "participants_band",
                band,
                f"status = 'held' AND participants_band = '{band}'",
                "status = 'held' AND participants_band IS NOT NULL",
                "status = 'held' AND participants_band IS NULL",
            )
            for band in ("under_5", "5_to_9", "10_or_more")
        ),
        scoped=False,
        period_kinds=("quarter", "year"),
        caution="How many took part is told in bands of consultations, never as a sum.",
    ),
)
