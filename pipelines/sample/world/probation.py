"""What follows a conviction: sentences at the court, supervision and its violations at probation."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.cases import Cases
from pipelines.sample.world.dice import Dice, later, named, numbered, only
from pipelines.sample.world.frames import Change, file_versions, finished, period_starts
from pipelines.sample.world.shapes import Calendar, WorldOptions

_RESPONSES = {
    "verbal_or_admin": 0.26,
    "conditions_added": 0.16,
    "jail_sanction": 0.25,
    "extension": 0.05,
    "revocation_partial": 0.08,
    "revocation_full": 0.1,
    "dismissed": 0.06,
    "none": 0.04,
}
_SUBTYPES = {
    "technical": {
        "bip_noncompliance": 0.3,
        "no_contact": 0.25,
        "chemical_use": 0.22,
        "failure_to_report": 0.2,
        "firearm": 0.03,
    },
    "new_offense": {"new_dv_offense": 0.6, "other": 0.4},
    "absconding": {"failure_to_report": 1.0},
}
_CONTACT = {"reached": 0.42, "attempted": 0.22, "not_attempted": 0.12, "declined": 0.04, None: 0.2}


def draw_supervision(options: WorldOptions, cases: Cases) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Latent sentences, supervision cases and violations; a revocation ends the supervision."""
    dice = Dice(options.seed, "supervision")
    sentences = cases.court[cases.court["is_convicted"]].reset_index(drop=True)
    n = len(sentences)
    wait = np.floor(np.where(dice.chance(n, 0.55), 0, dice.delay(n, 24, 0.5, 1, 120)))
    sentences["sentence_ts"] = later(sentences["ended_ts"], wait, "D")
    sentences["dv_sentence"] = sentences["is_dv"] & ~sentences["convicted_other"]
    kinds = dice.pick(
        n, {"supervision": 0.6, "incarceration": 0.3, "financial_obligations": 0.08, "other": 0.02}
    )
    sentences["kind"] = kinds
    has_probation = (kinds == "supervision") | ((kinds == "incarceration") & dice.chance(n, 0.45))
    years = dice.pick(n, {365: 0.55, 730: 0.35, 1095: 0.1}).astype(float)
    sentences["probation_days"] = np.where(has_probation, years, 0)
    sentences["is_supervised"] = has_probation & dice.chance(n, 0.9)
    cases_ = sentences[sentences["is_supervised"]].reset_index(drop=True)
    n = len(cases_)
    cases_["started_ts"] = later(cases_["sentence_ts"], np.floor(dice.delay(n, 4, 0.7, 0, 40)), "D")
    cases_["probation_number"] = numbered(dice, cases_["started_ts"], "P-")
    served = cases_["probation_days"] * np.where(dice.chance(n, 0.25), 0.7, 1.0)
    cases_["ended_ts"] = later(cases_["started_ts"], np.floor(served), "D")
    violations = _draw_violations(dice, cases_)
    revoked = violations[violations["response"].isin(["revocation_partial", "revocation_full"])]
    when = revoked.groupby("case")["response_ts"].min().reindex(cases_.index)
    cases_["is_revoked"] = when.notna() & (when < cases_["ended_ts"])
    cases_["ended_ts"] = cases_["ended_ts"].where(~cases_["is_revoked"], when)
    ended = cases_["ended_ts"].reindex(violations["case"]).to_numpy()
    violations = violations[violations["discovered_ts"].to_numpy() <= ended].reset_index(drop=True)
    return sentences, cases_, violations


def _draw_violations(dice: Dice, supervised: pd.DataFrame) -> pd.DataFrame:
    case = np.repeat(supervised.index.to_numpy(), dice.rng.poisson(0.9, len(supervised)))
    of = supervised.loc[case].reset_index(drop=True)
    n = len(of)
    lasted = (of["ended_ts"] - of["started_ts"]).dt.days.to_numpy()
    frame = pd.DataFrame(
        {"case": case, "is_dv": of["dv_sentence"], "probation_number": of["probation_number"]}
    )
    frame["happened_ts"] = later(of["started_ts"], np.floor(lasted * dice.rng.random(n) ** 1.4), "D")
    frame["discovered_ts"] = later(frame["happened_ts"], np.floor(dice.delay(n, 3, 1.0, 0, 60)), "D")
    frame["response"] = dice.pick(n, _RESPONSES)
    answered = later(frame["discovered_ts"], np.floor(dice.delay(n, 14, 0.8, 0, 200)), "D")
    frame["response_ts"] = answered.where(frame["response"] != "none")
    frame["wants_warrant"] = dice.chance(n, 0.18)
    return frame


def make_sentences(
    options: WorldOptions, calendar: Calendar, sentences: pd.DataFrame, violations: pd.DataFrame
) -> pd.DataFrame:
    """The records of ``sentences``: original ones, and those after a revocation."""
    dice = Dice(options.seed, "sentences")
    original = sentences.assign(phase="original")
    revoked = violations[violations["response"].isin(["revocation_partial", "revocation_full"])]
    court_number = sentences.assign(row=sentences.index)[sentences["is_supervised"]].reset_index(drop=True)
    again = court_number.loc[revoked["case"]].reset_index(drop=True)
    again["sentence_ts"] = revoked["response_ts"].to_numpy()
    again = again.assign(phase="violation", kind="incarceration", probation_days=0)
    again = again.sort_values("sentence_ts").drop_duplicates("court_number")
    rows = pd.concat([original, again], ignore_index=True)
    n = len(rows)
    rows["court_case_key"] = named(dice, rows["court_number"], 0.0, 0.005)
    rows["sentence_date"] = rows["sentence_ts"]
    rows["sentence_type"] = dice.blanked(rows["kind"], 0.03)
    jailed = (rows["kind"] == "incarceration").to_numpy()
    felony = (rows["level"] == "felony").to_numpy()
    days = np.round(dice.delay(n, np.where(felony, 240, 60), 0.7, 2, 365))
    rows["jail_days_imposed"] = np.where(jailed, days, 0)
    rows["jail_days_suspended"] = np.floor(
        rows["jail_days_imposed"] * dice.pick(n, {0: 0.4, 0.5: 0.6}).astype(float)
    )
    rows["jail_days_to_serve"] = rows["jail_days_imposed"] - rows["jail_days_suspended"]
    to_prison = jailed & felony & dice.chance(n, 0.25)
    rows["prison_days"] = np.where(to_prison, np.round(dice.delay(n, 700, 0.4, 366, 5000)), 0)
    kept = rows["probation_days"].to_numpy() > 0
    rows["probation_kind"] = np.where(
        kept, np.where(rows["is_supervised"], "supervised", "unsupervised"), "none"
    )
    rows["fine_usd"] = dice.pick(n, {0.0: 0.4, 100.0: 0.2, 300.0: 0.25, 500.0: 0.1, 1000.0: 0.05})
    for name, share in (
        ("cond_bip", 0.56),
        ("cond_no_contact", 0.72),
        ("cond_firearm", 0.5),
        ("cond_chemical_eval", 0.42),
        ("cond_no_alcohol", 0.36),
        ("cond_mental_health", 0.14),
        ("cond_gps", 0.05),
        ("cond_restitution", 0.12),
        ("cond_review_hearing", 0.28),
    ):
        rows[name] = only(kept, dice.yes_no(n, share, 0.08))
    rows["psi_ordered"] = dice.yes_no(n, np.where(felony, 0.75, 0.15), 0.05)
    rows["psi_includes_dv_assessment"] = only(rows["psi_ordered"].eq(True), dice.yes_no(n, 0.5, 0.1))
    rows["dv_related"] = dice.blanked(rows["dv_sentence"], 0.02)
    rows["_month"] = period_starts(rows["sentence_ts"], quarterly=False)
    rows = rows[calendar.holds(rows["sentence_ts"])].sort_values("sentence_ts", kind="stable")
    return finished("sentences", rows.reset_index(drop=True), {"court_case_key": "court"})


def make_probation_cases(options: WorldOptions, calendar: Calendar, supervised: pd.DataFrame) -> pd.DataFrame:
    """The records of ``probation_cases``; the first file also holds the cases that were open before it."""
    dice = Dice(options.seed, "probation cases")
    rows = supervised.copy()
    n = len(rows)
    rows["probation_key"] = rows["probation_number"]
    rows["court_case_key"] = named(dice, rows["court_number"], 0.05)
    rows["started_date"], rows["ended_date"] = rows["started_ts"], rows["ended_ts"]
    ends = dice.pick(n, {"successful": 0.68, "neutral": 0.14, "unsuccessful": 0.13, None: 0.05})
    rows["discharge_type"] = np.where(rows["is_revoked"], "unsuccessful", ends)
    open_ = dice.pick(
        n, {"active": 0.8, "administrative": 0.08, "absconded": 0.07, "hold_or_sanction": 0.04, None: 0.01}
    )
    rows["status"] = open_
    rows["supervision_level"] = dice.pick(n, {"high": 0.3, "medium": 0.4, "low": 0.27, None: 0.03})
    rows["dv_related"] = dice.blanked(rows["dv_sentence"], 0.02)
    rows["dv_caseload"] = dice.yes_no(n, np.where(rows["dv_sentence"], 0.6, 0.02), 0.05)
    rows["dv_risk_tool"] = dice.pick(n, {"odara": 0.55, "none": 0.33, "local": 0.08, None: 0.04})
    bands = dice.pick(n, {"low": 0.25, "medium": 0.4, "high": 0.35})
    rows["dv_risk_result"] = only(rows["dv_risk_tool"].isin(["odara", "local"]), bands)
    tools = Dice(options.seed, "risk tool days")
    used = later(rows["started_ts"], np.floor(tools.delay(n, 17, 0.7, 0, 120)), "D")
    asked = rows["dv_risk_tool"].isin(["odara", "local"]) & ~tools.chance(n, 0.06)
    rows["dv_risk_date"] = used.where(asked)
    rows["intake_date"] = later(rows["started_ts"], np.floor(dice.delay(n, 6, 0.7, 0, 60)), "D")
    rows["victim_contact"] = dice.pick(n, _CONTACT)
    contact = later(rows["started_ts"], np.floor(dice.delay(n, 16, 0.8, 0, 150)), "D")
    rows["victim_contact_ts"] = contact.where(rows["victim_contact"].eq("reached"))
    rows["bip_ordered"] = dice.yes_no(n, np.where(rows["dv_sentence"], 0.58, 0.05), 0.04)
    enrolled = later(rows["started_ts"], np.floor(dice.delay(n, 32, 0.7, 2, 200)), "D")
    ordered = rows["bip_ordered"].eq(True).to_numpy()
    rows["bip_enrolled_date"] = enrolled.where(ordered & dice.chance(n, 0.8))
    done = dice.pick(n, {"completed": 0.55, "terminated_noncompliance": 0.3, "terminated_other": 0.15})
    rows["bip_status"] = only(ordered, np.where(rows["bip_enrolled_date"].notna(), done, "not_started"))
    rows["firearm_condition_verified"] = dice.yes_no(n, 0.4, 0.2)
    changes = (
        Change("ended_ts", ("ended_date", "discharge_type")),
        Change("ended_ts", before={"bip_status": "enrolled"}, reappears=False),
        Change(
            "bip_enrolled_date", ("bip_enrolled_date",), before={"bip_status": "not_started"}, reappears=False
        ),
        Change("victim_contact_ts", ("victim_contact_ts",), reappears=False),
        Change("intake_date", ("intake_date",), reappears=False),
        Change("dv_risk_date", ("dv_risk_date",), reappears=False),
    )
    carried = (rows["started_ts"] < calendar.first_month) & (rows["ended_ts"] >= calendar.first_month)
    stands = file_versions(rows, "started_ts", changes, calendar, quarterly=True, carried=carried)
    stands["bip_status"] = stands["bip_status"].where(stands["bip_ordered"].eq(True), None)
    return finished("probation_cases", stands, {"probation_key": "prob", "court_case_key": "court"})


def make_violations(options: WorldOptions, calendar: Calendar, violations: pd.DataFrame) -> pd.DataFrame:
    """The records of ``probation_violations``."""
    dice = Dice(options.seed, "violations")
    rows = violations.copy()
    n = len(rows)
    rows["violation_key"] = numbered(dice, rows["discovered_ts"], "V-")
    rows["probation_key"] = named(dice, rows["probation_number"], 0.03)
    rows["violation_date"] = rows["happened_ts"].where(~dice.chance(n, 0.05))
    rows["discovered_date"] = rows["discovered_ts"]
    kinds = dice.pick(n, {"technical": 0.68, "absconding": 0.1, "new_offense": 0.2, None: 0.02})
    rows["violation_type"] = kinds
    rows["violation_subtype"] = dice.pick_by(kinds, _SUBTYPES)
    told = later(rows["discovered_ts"], np.floor(dice.delay(n, 5, 0.7, 0, 60)), "D")
    rows["reported_to_court_date"] = told.where(dice.chance(n, 0.8))
    rows["warrant_requested"] = dice.blanked(rows["wants_warrant"], 0.05)
    heard = rows["response_ts"].where(~rows["response"].isin(["verbal_or_admin"]))
    rows["hearing_date"] = heard
    rows["response_date"] = rows["response_ts"].where(~dice.chance(n, 0.02))
    changes = (
        Change("response_ts", ("response_date", "hearing_date"), before={"response": "pending"}),
        Change("reported_to_court_date", ("reported_to_court_date",), reappears=False),
    )
    unanswered = rows["response"] == "none"
    rows["response_ts"] = rows["response_ts"].where(~unanswered, rows["discovered_ts"])
    stands = file_versions(rows, "discovered_ts", changes, calendar, quarterly=True)
    return finished("probation_violations", stands, {"violation_key": "prob", "probation_key": "prob"})
