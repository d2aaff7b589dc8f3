"""Which columns of which fact make each measure: the numerators and denominators, said a second time.

The columns are made in ``police.py``, ``cases.py`` and ``work.py``; counting stands in ``cube.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.sample.truth.cases import CONDITIONS, LIMITS
from pipelines.sample.truth.work import LINKS

ALL_KINDS = ("month", "quarter", "rolling12", "year")


@dataclass(frozen=True)
class Mix:
    """Categories of a measure: ``column`` holds a code of ``code_list``; rows count where ``den`` holds."""

    code_list: str
    column: str
    den: str


@dataclass(frozen=True)
class Line:
    """One more line of a measure; without ``den`` it is a plain count."""

    breakdown: str
    category: str
    num: str
    den: str | None = None
    missing: str | None = None
    is_snapshot: bool = False
    fact: str | None = None  # another fact than the measure's, where the line counts another unit


@dataclass(frozen=True)
class Groups:
    """Outcomes of groups of people: ``num`` of ``den``, for each code of ``sex`` and ``race`` of the fact."""

    num: str
    den: str = "one"


@dataclass(frozen=True)
class Rule:
    """A measure: columns of ``fact`` that are summed, or whose middle is taken (``value``)."""

    measure_id: str
    fact: str
    dataset: str | None
    num: str | None = None
    den: str | None = None
    missing: str | None = None
    value: str | None = None
    mix: Mix | None = None
    lines: tuple[Line, ...] = ()
    groups: Groups | None = None
    follow_up_days: int = 0
    scoped: bool = True
    is_snapshot: bool = False
    kinds: tuple[str, ...] = ALL_KINDS


def _conditions() -> tuple[Line, ...]:
    return tuple(Line("condition", name, name, f"{name}_known", f"{name}_blank") for name in CONDITIONS)


def _time_standards() -> tuple[Line, ...]:
    return tuple(
        Line("time_standard", f"{level}_{limit}_days", f"{level}_{limit}", f"{level}_timed")
        for level, limits in LIMITS.items()
        for limit in limits
    )


_STEPS = {step: step for step in ("referred", "filed", "convicted", "supervised")}

RULES: tuple[Rule, ...] = (
    Rule("M001", "call", "cad_calls", "one"),
    Rule("M003", "call", "cad_calls", "in_progress_top", "in_progress_ranked", "in_progress_unranked"),
    Rule("M004", "call", "cad_calls", missing="no_dispatch", value="to_dispatch"),
    Rule("M005", "call", "cad_calls", missing="no_arrival_time", value="to_arrival"),
    Rule("M007", "call", "cad_calls", "recoded_away", "began_dv", "final_blank"),
    Rule("M009", "call", "cad_calls", "closed_without_report", "arrival"),
    Rule("M021", "call", "cad_calls", "led_to_report", "arrival"),
    Rule("M020", "incident", "rms_incidents", "one"),
    Rule("M022", "incident", "rms_incidents", "scope_ipv", "scope_known", "scope_unknown"),
    Rule("M025", "incident", "rms_incidents", "asked_all", "asked_known", "asked_unknown"),
    Rule("M026", "incident", "rms_incidents", "screen_done", "screen_due", "screen_unknown"),
    Rule("M028", "incident", "rms_incidents", "high_danger", "screen_scored", "screen_unscored"),
    Rule("M030", "incident", "rms_incidents", "strangulation", "strangulation_known", "strangulation_blank"),
    Rule("M036", "incident", "rms_incidents", "arrest_within_day", "suspect", "no_suspect"),
    Rule("M037", "incident", "rms_incidents", "gone", "gone_known", "gone_blank"),
    Rule("M038", "incident", "rms_incidents", "gone_pursued", "gone", "gone_blank", follow_up_days=7),
    Rule("M039", "incident", "rms_incidents", "dual", "one"),
    Rule("M040", "incident", "rms_incidents", "dual", "arrested"),
    Rule("M044", "incident", "rms_incidents", "told", "told_known", "told_blank"),
    Rule("M046", "incident", "rms_incidents", "review_in_time", "review_known", "review_unknown"),
    Rule("M042", "arrest", "rms_arrests", "woman", "sex_known", "sex_unknown"),
    Rule(
        "M160",
        "incident",
        "rms_incidents",
        lines=(
            Line("step", "arrest", "arrested", "one"),
            *(Line("step", step, column, "one") for step, column in _STEPS.items()),
        ),
    ),
    Rule("M002", "call", "cad_calls", "community_dv", "community", "source_unknown", scoped=False),
    Rule("M006", "call", "cad_calls", "not_reached", "sent", "sent_source_unknown"),
    Rule("M008", "call", "cad_calls", "late", "ended_dv", "initial_blank"),
    *(
        Rule(measure_id, "incident", "rms_incidents", name, f"{name}_known", f"{name}_blank")
        for measure_id, name in (
            ("M023", "marked"),
            ("M024", "form"),
            ("M034", "children"),
            ("M035", "order"),
        )
    ),
    Rule("M027", "incident", "rms_incidents", "declined", "offered", "screen_unsaid"),
    Rule("M031", "incident", "rms_incidents", "assault_filled", "assault", "offense_blank"),
    Rule(
        "M032",
        "incident",
        "rms_incidents",
        "firearm",
        "weapon_known",
        "weapon_unknown",
        mix=Mix("nibrs_weapon", "weapon", "weapon_known"),
    ),
    Rule(
        "M033",
        "incident",
        "rms_incidents",
        "injured",
        "injury_known",
        "injury_blank",
        mix=Mix("nibrs_injury", "injury", "injury_known"),
    ),
    Rule("M041", "arrest", "rms_arrests", "dual", "one"),
    Rule("M045", "incident", "rms_incidents", missing="notice_untimed", value="notice_hours"),
    Rule("M061", "release", "jms_bookings", missing="no_hours", value="hours"),
    Rule("M066", "release", "jms_bookings", "firearm", "firearm_known", "firearm_blank"),
    Rule(
        "M068",
        "pretrial",
        "pretrial",
        "reached",
        "contact_known",
        "contact_unknown",
        mix=Mix("pretrial_victim_contact", "contact", "contact_known"),
    ),
    Rule(
        "M070",
        "pretrial",
        "pretrial",
        "new_arrest",
        "new_arrest_known",
        "new_arrest_blank",
        follow_up_days=90,
    ),
    Rule("M071", "pretrial", "pretrial", "fta", "fta_known", "fta_blank", follow_up_days=90),
    Rule("M072", "warrant", "warrants", "served_soon", "one", follow_up_days=30),
    Rule("M081", "arrest", "rms_arrests", "referred_soon", "numbered", "not_numbered", follow_up_days=30),
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
    Rule("M090", "decision", "prosecution", "contacted", "contact_known", "contact_blank"),
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
    Rule("M060", "booking", "jms_bookings", "one"),
    Rule(
        "M063",
        "release",
        "jms_bookings",
        "one",
        missing="kind_unknown",
        mix=Mix("release_type", "release_type", "kind_known"),
    ),
    Rule("M064", "release", "jms_bookings", "told_before", "told_due", "told_unknown"),
    Rule("M065", "release", "jms_bookings", "no_contact", "no_contact_known", "no_contact_blank"),
    Rule("M069", "pretrial", "pretrial", "violated", "violation_known", "violation_blank", follow_up_days=90),
    Rule("M080", "referral", "prosecution", "one"),
    Rule("M082", "decision", "prosecution", missing="no_days", value="days"),
    Rule("M083", "decision", "prosecution", "filed", "one", groups=Groups("filed")),
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
        groups=Groups("convicted_dv"),
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
        groups=Groups("dismissed"),
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
        groups=Groups("jailed", "kind_known"),
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
    Rule("M140", "discharge", "probation_cases", "revoked", "one", groups=Groups("revoked")),
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
)
