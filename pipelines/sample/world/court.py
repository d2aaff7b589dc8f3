"""What the court's case system exports: court cases, one row per charge."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.cases import Cases
from pipelines.sample.world.charges import DISORDERLY, spread_charges
from pipelines.sample.world.dice import Dice, later, only
from pipelines.sample.world.frames import Change, file_versions, finished, period_starts
from pipelines.sample.world.shapes import Calendar, WorldOptions

CHARGES_PER_CASE = 2.7

_REASONS = {
    "witness_unavailable": 0.17,
    "victim_declined_to_participate": 0.22,
    "insufficient_evidence": 0.2,
    "victim_not_located": 0.08,
    "plea_to_other_case": 0.1,
    "interest_of_justice": 0.07,
    "completed_deferral": 0.04,
    None: 0.12,
}
_METHODS = {
    "conviction_plea": {"plea": 1.0},
    "conviction_trial": {"jury_trial": 0.5, "bench_trial": 0.5},
    "acquittal": {"jury_trial": 0.6, "bench_trial": 0.4},
    "diverted_or_deferred": {"diversion": 1.0},
    "transfer": {"transfer": 1.0},
    "other": {"abated": 1.0},
}
_SURRENDER = {
    "surrendered": 0.12,
    "declared_none": 0.36,
    "nothing_filed": 0.34,
    "review_hearing_set": 0.08,
    "found_noncompliant": 0.04,
    None: 0.06,
}
_AT_CHARGE_END = ("disposition", "disposition_reason", "disposition_date", "plea")
_AT_CASE_END = ("disposition_method", "dismissed_by", "victim_present_any")


def make_court_cases(options: WorldOptions, calendar: Calendar, cases: Cases) -> pd.DataFrame:
    """The records of ``court_cases``."""
    dice = Dice(options.seed, "court")
    charges = spread_charges(dice, _write_cases(dice, cases.court), CHARGES_PER_CASE)
    charges = pd.concat([charges, _added_counts(charges)], ignore_index=True)
    charges = charges.sort_values(["filed_ts", "case_row", "charge_no"], kind="stable").reset_index(drop=True)
    rows = _write_charges(dice, charges)
    changes = (
        Change("charge_ended_ts", _AT_CHARGE_END, reappears=False),
        Change("early_ts"),
        Change("ended_ts", _AT_CASE_END),
        Change("bench_ts"),
        Change("nco_lifted_date", ("nco_lifted_date",), reappears=False),
        Change("appeared_ts", ("first_appearance_date", "nco_issued_date"), reappears=False),
        Change("surrender_ts", before={"firearm_compliance": None}, reappears=False),
    )
    stands = file_versions(rows, "filed_ts", changes, calendar, quarterly=calendar.by_quarter)
    file_starts = period_starts(stands["_month"], calendar.by_quarter)
    stands["file_end"] = file_starts + pd.DateOffset(months=3 if calendar.by_quarter else 1)
    stands = stands[~stands["count_added"] | (stands["ended_ts"] < stands["file_end"])].copy()
    warrant = (stands["bench_ts"] < stands["file_end"]) & stands["disposition"].isna()
    stands["disposition"] = stands["disposition"].where(~warrant, "pending_warrant")
    stands = stands.sort_values(["_month", "filed_ts", "case_row", "charge_no"], kind="stable")
    return finished("court_cases", stands.reset_index(drop=True), {"court_case_key": "court"})


def _write_cases(dice: Dice, court: pd.DataFrame) -> pd.DataFrame:
    rows = court.copy()
    n = len(rows)
    rows["court_case_key"] = rows["court_number"]
    rows["filed_date"] = rows["filed_ts"]
    rows["appeared_ts"] = later(rows["filed_ts"], np.floor(dice.delay(n, 3, 0.8, 0, 40)), "D")
    rows["appeared_ts"] = rows["appeared_ts"].where(rows["appeared_ts"] <= rows["ended_ts"], rows["ended_ts"])
    rows["first_appearance_date"] = rows["appeared_ts"]
    by = dice.pick(n, {"prosecutor": 0.66, "court": 0.24, "unknown": 0.06, None: 0.04})
    rows["dismissed_by"] = only(rows["outcome"] == "dismissal", by)
    methods = dice.pick_by(rows["outcome"], _METHODS)
    dismissed = np.where(by == "court", "dismissal_court", "dismissal_prosecutor")
    rows["disposition_method"] = np.where(rows["outcome"] == "dismissal", dismissed, methods)
    forbidden = rows["is_dv"].to_numpy() & dice.chance(n, 0.8)
    rows["nco_issued_date"] = rows["appeared_ts"].where(forbidden)
    lifted = later(rows["appeared_ts"], np.floor(dice.delay(n, 60, 0.6, 5, 400)), "D")
    rows["nco_lifted_date"] = lifted.where(forbidden & dice.chance(n, 0.3))
    ordered = np.where(rows["is_dv"], dice.yes_no(n, 0.42, 0.06), False)
    rows["firearm_order"] = ordered
    rows["surrender_ts"] = later(rows["appeared_ts"], np.floor(dice.delay(n, 12, 0.5, 1, 90)), "D")
    outcome = dice.pick(n, _SURRENDER)
    rows["firearm_compliance"] = np.where(rows["firearm_order"].eq(True), outcome, "not_ordered")
    rows["continuances"] = dice.rng.poisson(1.6, n)
    rows["hearings"] = rows["continuances"] + dice.between(n, 1, 4)
    rows["victim_present_any"] = dice.yes_no(n, 0.35, 0.25)
    rows["interpreter_needed"] = dice.yes_no(n, 0.08, 0.1)
    provided = dice.yes_no(n, 0.85, 0.05)
    rows["interpreter_provided"] = only(rows["interpreter_needed"].eq(True), provided)
    rows["reopened"] = dice.chance(n, 0.005)
    rows["sealed_flag"] = False
    rows["case_reason"] = dice.pick(n, _REASONS)
    rows["count_added"] = False
    return rows


def _added_counts(charges: pd.DataFrame) -> pd.DataFrame:
    """The lesser count that a plea to something else is entered on; it stands on the docket from the plea on."""
    last = charges[charges["convicted_other"] & (charges["charge_no"] == charges["charges_n"])].copy()
    last["amended_from"] = last["statute"]
    last["charge_no"] = last["charges_n"] + 1
    last[["family", "level", "statute"]] = ["other", "misdemeanor", DISORDERLY]
    last[["charge_dv", "count_added"]] = [False, True]
    return last


def _write_charges(dice: Dice, charges: pd.DataFrame) -> pd.DataFrame:
    rows = charges
    n = len(rows)
    rows["charge_seq"] = rows["charge_no"].astype(str)
    rows["statute_text"] = dice.blanked(rows["statute"], 0.01)
    rows["dv_related"] = dice.blanked(rows["charge_dv"], 0.04)
    rows["is_primary_charge"] = rows["charge_no"] == 1
    rows["charge_family"] = dice.blanked(rows["family"], 0.05)
    first = (rows["charge_no"] == 1).to_numpy()
    won = rows["is_convicted"].to_numpy()
    other = rows["convicted_other"].to_numpy()
    guilty = won & np.where(other, rows["count_added"], first | dice.chance(n, 0.25))
    rows["disposition"] = np.where(won & ~guilty, "dismissal", rows["outcome"])
    rows.loc[dice.chance(n, 0.004), "disposition"] = "unknown"
    reason = np.where(won, "proceeding_on_other_count", rows["case_reason"])
    rows["disposition_reason"] = only(rows["disposition"] == "dismissal", reason)
    pleas = only(rows["outcome"] == "conviction_plea", dice.pick(n, {"guilty": 0.85, "no_contest": 0.15}))
    rows["plea"] = np.where(guilty, pleas, "not_guilty")
    rows["level"] = dice.blanked(rows["level"], 0.02)
    early = rows["early_ts"].notna() & (rows["disposition"] == "dismissal") & ~first
    rows["charge_ended_ts"] = rows["ended_ts"].where(~early, rows["early_ts"])
    # A charge dropped early brings the whole case into that month's file; otherwise nothing happened then.
    rows["early_ts"] = rows["early_ts"].where(early.groupby(rows["case_row"]).transform("any"))
    rows["disposition_date"] = rows["charge_ended_ts"].where(~dice.chance(n, 0.003))
    return rows
