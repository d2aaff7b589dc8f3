"""The rules of calls, reports, arrests and custody; those of cases stand in ``case_rules.py``."""

from __future__ import annotations

from pipelines.sample.truth.people import ARRESTEE, SUSPECT, VICTIM
from pipelines.sample.truth.rule_shapes import Groups, Line, Mix, Rule

_STEPS = {step: step for step in ("referred", "filed", "convicted", "supervised")}


POLICE_RULES: tuple[Rule, ...] = (
    Rule("M001", "call", "cad_calls", "one"),
    Rule("M003", "call", "cad_calls", "in_progress_top", "in_progress_ranked", "in_progress_unranked"),
    Rule("M004", "call", "cad_calls", missing="no_dispatch", value="to_dispatch"),
    Rule("M005", "call", "cad_calls", missing="no_arrival_time", value="to_arrival"),
    Rule("M007", "call", "cad_calls", "recoded_away", "began_dv", "final_blank"),
    Rule("M009", "call", "cad_calls", "closed_without_report", "arrival"),
    Rule("M021", "call", "cad_calls", "led_to_report", "arrival"),
    Rule("M020", "incident", "rms_incidents", "one"),
    Rule("M022", "incident", "rms_incidents", "scope_ipv", "scope_known", "scope_unknown"),
    Rule(
        "M025",
        "incident",
        "rms_incidents",
        "asked_all",
        "asked_known",
        "asked_unknown",
        groups=Groups(VICTIM),
    ),
    Rule("M026", "incident", "rms_incidents", "screen_done", "screen_due", "screen_unknown"),
    Rule("M028", "incident", "rms_incidents", "high_danger", "screen_scored", "screen_unscored"),
    Rule("M030", "incident", "rms_incidents", "strangulation", "strangulation_known", "strangulation_blank"),
    Rule(
        "M036",
        "incident",
        "rms_incidents",
        "arrest_within_day",
        "suspect",
        "no_suspect",
        groups=Groups(SUSPECT),
    ),
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
    Rule("M041", "arrest", "rms_arrests", "dual", "one", groups=Groups(ARRESTEE)),
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
    Rule("M060", "booking", "jms_bookings", "one", groups=Groups(ARRESTEE, "held_long", "old_enough")),
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
    Rule(
        "M010", "call", "cad_calls", "repeat", "repeat_known", "repeat_blank", needs=("call", "repeat_known")
    ),
    Rule(
        "M011",
        "call",
        "cad_calls",
        "lost_followed",
        "lost_known",
        "lost_blank",
        needs=("call", "follow_up_said"),
    ),
    Rule("M012", "call", "cad_calls", "helped", "help_known", "help_unknown", needs=("call", "help_said")),
    Rule(
        "M029",
        "incident",
        "rms_incidents",
        "spoke",
        "spoke_known",
        "spoke_blank",
        needs=("incident", "spoke_said"),
    ),
    Rule("M043", "incident", "rms_incidents", "defense_assessed", "defense_known", "defense_blank"),
    Rule(
        "M047",
        "incident",
        "rms_incidents",
        "gun_removed",
        "gun_known",
        "gun_unknown",
        needs=("incident", "gun_said"),
    ),
    Rule(
        "M048",
        "incident",
        "rms_incidents",
        "order_arrest",
        "order_cause",
        "order_unknown",
        needs=("incident", "order_said"),
    ),
    Rule("M049", "investigation", "inv_cases", "not_taking_part", "cleared", "code_blank"),
    Rule("M062", "booking", "jms_bookings", "out_before", "seen", "not_seen", needs=("booking", "seen")),
    Rule("M067", "booking", "jms_bookings", "evaluated", "held_until", "not_seen", needs=("booking", "seen")),
    Rule("M073", "warrant", "warrants", "dated", "dated", "undated", is_snapshot=True, older="ninety"),
    Rule(
        "M092",
        "incident",
        "rms_incidents",
        lines=tuple(
            Line("dual_review", name, f"dual_{name}", "dual_decided", "dual_waiting")
            for name in ("one_or_both_declined", "both_filed", "other")
        ),
    ),
    Rule(
        "M162",
        "incident",
        None,
        lines=tuple(
            Line("decision_point", category, num, den, fact=fact)
            for category, num, den, fact in (
                ("arrest", "arrest_within_day", "suspect", None),
                ("dual_arrest", "dual", "one", "arrest"),
                ("hold", "held_long", "old_enough", "booking"),
                ("filing", "filed", "one", "decision"),
                ("dismissal", "dismissed", "one", "disposition"),
                ("conviction", "convicted_dv", "one", "disposition"),
                ("jail", "jailed", "kind_known", "sentence"),
                ("revocation", "revoked", "one", "discharge"),
            )
        ),
    ),
    Rule("M163", "victim", "rms_incidents", "one"),
    Rule(
        "M164",
        "incident",
        None,
        lines=(
            Line("service", "risk_questions", "asked_all", "asked_known", "asked_unknown"),
            Line("service", "advocate_notice", "told", "told_known", "told_blank"),
            Line("service", "victim_contact", "contacted", "contact_known", "contact_blank", fact="decision"),
        ),
    ),
)
