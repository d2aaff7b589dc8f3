"""The rules of prosecution, court, supervision, advocacy and the work itself."""

from __future__ import annotations

from pipelines.sample.truth.cases import CONDITIONS, LIMITS
from pipelines.sample.truth.people import DEFENDANT, VICTIM
from pipelines.sample.truth.rule_shapes import Groups, Line, Mix, Rule
from pipelines.sample.truth.work import LINKS


def _conditions() -> tuple[Line, ...]:
    return tuple(Line("condition", name, name, f"{name}_known", f"{name}_blank") for name in CONDITIONS)


def _time_standards() -> tuple[Line, ...]:
    return tuple(
        Line("time_standard", f"{level}_{limit}_days", f"{level}_{limit}", f"{level}_timed")
        for level, limits in LIMITS.items()
        for limit in limits
    )


CASE_RULES: tuple[Rule, ...] = (
    Rule("M085", "decision", "prosecution", "reason_given", "declined"),
    Rule("M086", "decision", "prosecution", "returned", "one"),
    Rule(
        "M087",
        "decision",
        "prosecution",
        lines=tuple(
            Line("level_change", way, f"level_{way}", "level_told", "level_untold")
            for way in ("lower", "same", "higher")
        ),
    ),
    Rule("M088", "decision", "prosecution", "strangulation_charged", "strangled", "strangled_no_court"),
    Rule(
        "M090",
        "decision",
        "prosecution",
        "contacted",
        "contact_known",
        "contact_blank",
        groups=Groups(VICTIM),
    ),
    Rule("M091", "referral", "prosecution", missing="no_contact_days", value="contact_days"),
    Rule("M093", "decision", "prosecution", "no_arrest_filed", "no_arrest", "no_report_number"),
    Rule(
        "M089",
        "charge_filed",
        "court_cases",
        "one",
        missing="family_blank",
        mix=Mix("charge_family", "family", "family_known"),
    ),
    Rule("M102", "disposition", "court_cases", "convicted", "one"),
    Rule("M105", "disposition", "court_cases", "victim_reason", "reason_given", "reason_missing"),
    Rule("M106", "disposition", "court_cases", "deferred", "one"),
    Rule("M107", "disposition", "court_cases", "felony_reduced", "felony_convicted", "felony_level_blank"),
    Rule("M112", "filing", "court_cases", "no_contact", "one"),
    Rule("M115", "sentence", "sentences", value="jail_days"),
    Rule("M117", "sentence", "sentences", "assessed", "assessment_known", "assessment_blank"),
    Rule(
        "M119",
        "order",
        "protection_orders",
        lines=tuple(Line("served_within", f"days_{days}", f"served_{days}", "one") for days in (3, 7)),
        follow_up_days=7,
    ),
    Rule("M121", "filing", "court_cases", "interpreter", "interpreter_known", "interpreter_blank"),
    Rule("M132", "supervision", "probation_cases", "intake_soon", "one", follow_up_days=7),
    Rule(
        "M134",
        "supervision",
        "probation_cases",
        "reached_soon",
        "contact_known",
        "contact_unknown",
        follow_up_days=30,
    ),
    Rule(
        "M135",
        "supervision",
        "probation_cases",
        "enrolled_soon",
        "program",
        "program_unknown",
        lines=(Line("bip_status", "completed", "completed", "status_known", "status_blank"),),
        follow_up_days=30,
    ),
    Rule(
        "M136",
        "violation",
        "probation_violations",
        "one",
        missing="kind_unknown",
        mix=Mix("violation_type", "kind", "kind_known"),
    ),
    Rule("M137", "violation", "probation_violations", missing="no_report_days", value="report_days"),
    Rule(
        "M139",
        "violation",
        "probation_violations",
        "decided",
        missing="response_blank",
        mix=Mix("violation_response", "response", "decided"),
    ),
    Rule(
        "M141",
        "discharge",
        "probation_cases",
        "one",
        missing="kind_unknown",
        mix=Mix("discharge_type", "kind", "kind_known"),
    ),
    Rule("M143", "supervision", "probation_cases", "verified", "verified_known", "verified_blank"),
    Rule("M150", "advocacy", "advocacy_totals", "reached", "notices", scoped=False),
    Rule("M151", "advocacy", "advocacy_totals", "accepted", "reached", scoped=False),
    Rule("M152", "advocacy", "advocacy_totals", "new_persons", scoped=False),
    Rule("M080", "referral", "prosecution", "one"),
    Rule("M082", "decision", "prosecution", missing="no_days", value="days"),
    Rule("M083", "decision", "prosecution", "filed", "one", groups=Groups(DEFENDANT)),
    Rule(
        "M084",
        "decision",
        "prosecution",
        "declined",
        "one",
        "reason_missing",
        mix=Mix("reason", "reason", "one"),
    ),
    Rule("M100", "filing", "court_cases", "one"),
    Rule("M101", "disposition", "court_cases", "one", mix=Mix("disposition", "outcome", "one")),
    Rule(
        "M103",
        "disposition",
        "court_cases",
        "convicted_dv",
        "one",
        groups=Groups(DEFENDANT),
        lines=(
            Line("counted_by", "charge", "convicted", "one", fact="charge"),
            Line("counted_by", "primary_charge", "primary_convicted", "primary", fact="charge"),
        ),
    ),
    Rule(
        "M104",
        "disposition",
        "court_cases",
        "dismissed",
        "one",
        "reason_missing",
        groups=Groups(DEFENDANT),
        mix=Mix("reason", "reason", "one"),
        lines=tuple(
            Line("dismissed_by", who, f"dismissed_by_{who}", "one")
            for who in ("prosecutor", "court", "unknown")
        ),
    ),
    Rule("M108", "disposition", "court_cases", missing="no_days", value="days", lines=_time_standards()),
    Rule(
        "M113",
        "filing",
        "court_cases",
        "surrender",
        missing="surrender_unknown",
        mix=Mix("firearm_compliance", "firearm_compliance", "surrender"),
    ),
    Rule(
        "M114",
        "sentence",
        "sentences",
        "one",
        missing="kind_unknown",
        groups=Groups(DEFENDANT, "jailed", "kind_known"),
        mix=Mix("sentence_type", "sentence_type", "kind_known"),
    ),
    Rule("M116", "sentence", "sentences", lines=_conditions()),
    Rule(
        "M118",
        "petition",
        "protection_orders",
        "one",
        missing="result_blank",
        mix=Mix("petition_result", "result", "result_known"),
    ),
    Rule(
        "M130",
        "supervision",
        "probation_cases",
        "one",
        lines=(Line("caseload", "open_at_end", "one", is_snapshot=True),),
    ),
    Rule("M138", "violation", "probation_violations", "answered_in_time", "one", follow_up_days=14),
    Rule("M140", "discharge", "probation_cases", "revoked", "one", groups=Groups(DEFENDANT)),
    Rule(
        "M161",
        "link",
        None,
        scoped=False,
        lines=tuple(Line("link", name, f"linked_{name}", f"eligible_{name}") for name in LINKS),
    ),
    Rule(
        "M170", "policy", None, scoped=False, is_snapshot=True, mix=Mix("policy_status", "status", "applies")
    ),
    Rule(
        "M171",
        "review",
        None,
        "demonstrated",
        "looked_for",
        "unknown",
        scoped=False,
        kinds=("quarter", "year"),
    ),
    Rule("M173", "expected", None, "on_time", "due", scoped=False),
    Rule("M174", "blank", None, "blanks", "cells", scoped=False),
    Rule(
        "M109",
        "filing",
        "court_cases",
        "leveled",
        "leveled",
        "not_leveled",
        is_snapshot=True,
        older="standard",
        lines=(
            Line("pending_age", "misdemeanor_180_days", "misdemeanor", "misdemeanor", older="standard"),
            Line("pending_age", "felony_365_days", "felony", "felony", older="standard"),
        ),
    ),
    Rule("M110", "disposition", "court_cases", "one", "one", den_fact="filing"),
    Rule("M111", "disposition", "court_cases", "continuances", "continuances_known", "continuances_blank"),
    Rule(
        "M120",
        "petition",
        "protection_orders",
        lines=tuple(
            Line("decided_within", f"days_{days}", f"decided_{days}", "told", "undated") for days in (10, 30)
        ),
        follow_up_days=30,
    ),
    Rule(
        "M131",
        "supervision",
        "probation_cases",
        "one",
        "officers",
        is_snapshot=True,
        den_fact="officer",
        needs=("officer", "some"),
    ),
    Rule(
        "M133",
        "supervision",
        "probation_cases",
        "tool_soon",
        "tool_known",
        "tool_unknown",
        follow_up_days=30,
        needs=("supervision", "tool_dated"),
    ),
    Rule("M142", "supervision", "probation_cases", "fresh", "one", follow_up_days=180),
    Rule(
        "M153",
        "advocacy",
        "advocacy_totals",
        "shelter_unmet",
        "shelter_asked",
        scoped=False,
        needs=("advocacy", "shelter_told"),
    ),
    Rule("M172", "gap", None, "low", "enough", "few", scoped=False, is_snapshot=True),
)
