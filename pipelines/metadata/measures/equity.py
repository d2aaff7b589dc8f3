"""Measures of differences between groups of people: the decisions that are compared, and who the victims are.

The groups' own numbers are breakdowns of the measures of each step; ratios between groups stand in ``pub.rate_ratio``.
"""

from __future__ import annotations

from pipelines.metadata.classes import Direction, Measure, Part, ValueKind

UP, NEUTRAL = Direction.UP_GOOD, Direction.NEUTRAL
COUNT, MIX = ValueKind.COUNT, ValueKind.MIX

MEASURES = (
    Measure(
        "M162",
        "Outcomes at each decision",
        "cross_agency",
        "record",
        MIX,
        NEUTRAL,
        "RRI",
        "Of these, with the outcome",
        "People or cases at the step before the decision",
        fact="fact_incident",
        dataset=None,
        parts=(
            Part(
                "decision_point", "arrest", "suspect_identified AND arrest_within_day", "suspect_identified"
            ),
            Part("decision_point", "dual_arrest", "dual_arrest_flag", "true", fact="fact_arrest"),
            Part(
                "decision_point",
                "hold",
                "is_held_long AND event_date + 3 <= data_to_date",
                "event_date + 3 <= data_to_date",
                fact="fact_booking",
            ),
            Part("decision_point", "filing", "is_filed", "true", fact="fact_decision"),
            Part(
                "decision_point",
                "dismissal",
                "case_disposition = 'dismissal'",
                "true",
                fact="fact_disposition",
            ),
            Part("decision_point", "conviction", "convicted_dv", "true", fact="fact_disposition"),
            Part(
                "decision_point",
                "jail",
                "sentence_type = 'incarceration'",
                "sentence_type IS NOT NULL AND sentence_type <> 'unknown'",
                fact="fact_sentence",
            ),
            Part("decision_point", "revocation", "is_revoked", "true", fact="fact_probation_end"),
        ),
        caution="What is compared between groups is each group's own rate here; a difference in outcome does not say why.",
    ),
    Measure(
        "M163",
        "Victims in police reports",
        "patrol",
        "victim",
        COUNT,
        NEUTRAL,
        "BP",
        "Victims in domestic violence reports; a person in two reports counts twice",
        None,
        fact="fact_victim",
        dataset="rms_incidents",
        num_sql="true",
        caution="Beside the residents of the county: who reports, and who is asked, differs between groups.",
        per_1000=True,
    ),
    Measure(
        "M164",
        "Service to victims",
        "cross_agency",
        "record",
        MIX,
        UP,
        "BP",
        "Of these, with the service",
        "Reports, incidents with an arrest, or referrals that say whether it was given",
        fact="fact_incident",
        dataset=None,
        parts=(
            Part(
                "service",
                "risk_questions",
                "report_written AND risk_questions_answered >= risk_questions_asked",
                "report_written AND risk_questions_answered IS NOT NULL",
                "report_written AND risk_questions_answered IS NULL",
            ),
            Part(
                "service",
                "advocate_notice",
                "has_arrest AND advocate_notified",
                "has_arrest AND advocate_notified IS NOT NULL",
                "has_arrest AND advocate_notified IS NULL",
            ),
            Part(
                "service",
                "victim_contact",
                "victim_contact_before_charging",
                "victim_contact_before_charging IS NOT NULL",
                "victim_contact_before_charging IS NULL",
                fact="fact_decision",
            ),
        ),
        caution="By group of victims it stands in the breakdowns of the three measures and on the page of differences.",
    ),
)
