"""What the prosecutor's case system exports: one defendant in one referral, again when decided or filed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.cases import Cases
from pipelines.sample.world.dice import Dice, later, named, only
from pipelines.sample.world.frames import Change, file_versions, finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

_REASONS = {
    "insufficient_evidence": 0.37,
    "victim_declined_to_participate": 0.18,
    "witness_unavailable": 0.08,
    "victim_not_located": 0.07,
    "police_followup_not_done": 0.05,
    "interest_of_justice": 0.06,
    "charged_other_jurisdiction": 0.03,
    "statute_or_time_limit": 0.01,
    "other": 0.03,
    None: 0.12,
}
_REASONS_DUAL = {"self_defense_predominant_aggressor": 0.75, "insufficient_evidence": 0.15, None: 0.1}
_AT_DECISION = (
    "review_decision_ts",
    "decline_reason",
    "history_context_in_file",
    "victim_contact_before_charging",
    "victim_contact_first_ts",
    "advocate_referral",
    "enhanced_for_priors",
)
_AT_FILING = ("filed_ts", "court_case_key", "charges_filed", "most_serious_filed", "level_filed")


def make_prosecution(options: WorldOptions, calendar: Calendar, cases: Cases) -> pd.DataFrame:
    """The records of ``prosecution``."""
    dice = Dice(options.seed, "prosecution")
    rows = cases.referrals.copy()
    n = len(rows)
    rows["pros_case_key"] = rows["number"]
    rows["incident_key"] = named(dice, rows["report_number"], 0.05)
    rows["court_number"] = cases.court["court_number"].reindex(rows.index)
    rows["court_case_key"] = named(dice, rows["court_number"], 0.03)
    decided = rows["decided_ts"].where(~dice.chance(n, 0.01))
    rows["review_decision_ts"] = decided
    rows["review_decision"] = rows["decision"]
    reasons = np.where(rows["dual"], dice.pick(n, _REASONS_DUAL), dice.pick(n, _REASONS))
    rows["decline_reason"] = only(rows["decision"] == "declined", reasons)
    rows["charges_referred"] = dice.between(n, 1, 4)
    filed = rows["is_filed"].to_numpy()
    rows["charges_filed"] = only(filed, np.maximum(rows["charges_referred"] - dice.between(n, 0, 1), 1))
    rows["most_serious_referred"] = dice.blanked(rows["family"], 0.03)
    rows["most_serious_filed"] = only(filed, rows["family"])
    rows["level_referred"] = dice.blanked(rows["level"], 0.03)
    rows["level_filed"] = cases.court["level"].reindex(rows.index)
    rows["dv_related"] = dice.blanked(rows["is_dv"], 0.02)
    rows["enhanced_for_priors"] = only(filed, dice.yes_no(n, 0.18, 0.1))
    rows["history_context_in_file"] = dice.yes_no(n, 0.48, 0.1)
    rows["victim_contact_before_charging"] = dice.yes_no(n, 0.57, 0.1)
    contact = later(rows["referred_ts"], np.floor(dice.delay(n, 5, 0.8, 0, 90)), "D")
    rows["victim_contact_first_ts"] = contact.where(
        rows["victim_contact_before_charging"].eq(True) & (contact <= rows["decided_ts"])
    )
    rows["advocate_referral"] = dice.yes_no(n, 0.5, 0.15)
    for name, column in (("sex", "sex"), ("race", "race"), ("ethnicity", "ethnicity"), ("age_band", "age")):
        rows[f"defendant_{name}"] = dice.blanked(rows[column], 0.04)
    rows["defendant_prior_victim_flag"] = dice.yes_no(n, np.where(rows["sex"] == "F", 0.2, 0.02), 0.5)
    changes = (
        Change("decided_ts", _AT_DECISION, before={"review_decision": "pending"}),
        Change("filed_ts", _AT_FILING),
    )
    stands = file_versions(rows, "referred_ts", changes, calendar, quarterly=calendar.by_quarter)
    # Half of the undecided referrals stand without any word in the decision column.
    silent = stands["review_decision"].eq("pending") & dice.chance(len(stands), 0.5)
    stands["review_decision"] = stands["review_decision"].where(~silent, None)
    issuers = {"pros_case_key": "da", "incident_key": stands["agency"], "court_case_key": "court"}
    return finished("prosecution", stands, issuers)
