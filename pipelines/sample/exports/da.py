"""The prosecutor: referrals with the agency of each report number in a column of its own.

Layout: ``layouts/da.prosecution.yaml``.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.exports import people
from pipelines.sample.exports.columns import Column, coded, count, filler, flag, moment
from pipelines.sample.exports.derived_columns import age, issuer, number
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Page

_P = "prosecution"
_FILE = ("pros_case_key",)
_DAY = "%m/%d/%Y"
POLICE = {"mpd": "Millbrook", "rpd": "Redfield", "so": "Sheriff"}
DECISIONS = {
    "filed": "Charged",
    "filed_lesser": "Charged - reduced",
    "declined": "Declined",
    "returned_for_investigation": "Returned to agency",
    "referred_other_office": "Referred to other office",
    "diverted_precharge": "Pre-charge diversion",
    "pending": "Under review",
}
COLUMNS: tuple[Column, ...] = (
    number("DA File No", "pros_case_key", pad=6),
    issuer("Agency", "incident_key", POLICE),
    number("Agency Report No", "incident_key", short_years=("rpd",)),
    number("Court No", "court_case_key"),
    filler("Defendant Name", lambda rows: people.full_name(rows, "defendant", _FILE)),
    moment("Referred", "referred_ts", _DAY),
    moment("Decision Date", "review_decision_ts", _DAY),
    moment("Filed", "filed_ts", _DAY),
    coded("Decision", "review_decision", _P, DECISIONS),
    coded("Decline Reason", "decline_reason", _P),
    count("Cts Ref", "charges_referred"),
    count("Cts Filed", "charges_filed"),
    coded("Lead Chg Ref", "most_serious_referred", _P),
    coded("Lead Chg Filed", "most_serious_filed", _P),
    coded("Lvl Ref", "level_referred", _P, {"felony": "FEL", "gross_misdemeanor": "Gross Misd"}),
    coded("Lvl Filed", "level_filed", _P, {"felony": "FEL", "gross_misdemeanor": "Gross Misd"}),
    flag("DV", "dv_related"),
    flag("Enhanced", "enhanced_for_priors"),
    flag("Hx in File", "history_context_in_file"),
    flag("V Contact Pre-Chg", "victim_contact_before_charging"),
    moment("First V Contact", "victim_contact_first_ts", _DAY),
    flag("Adv Referral", "advocate_referral"),
    coded("Def Sex", "defendant_sex", _P, style="code"),
    coded("Def Race", "defendant_race", _P),
    coded("Def Eth", "defendant_ethnicity", _P),
    age("Def Age", "defendant_age_band", by=_FILE),
    flag("Def Prior Victim", "defendant_prior_victim_flag"),
    filler("DPA", lambda rows: people.staff_name(rows, "dpa", 14, _FILE)),
)


def _pages(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    return [
        Page(
            "Referrals",
            export.header_rows(),
            body,
            above=[
                [run.title],
                [f"DV referrals received or changed {run.days}"],
                [f"As of {run.made:%m/%d/%Y}"],
                [],
            ],
            below=[[f"Total cases: {len(body)}"]],
        )
    ]


REFERRALS = Export(
    "da",
    _P,
    COLUMNS,
    lambda run: f"DA Referrals {run.month('%B %Y')}.xlsx",
    "No referrals to report",
    _pages,
)

QUIRKS = (
    Quirk("da", _P, "Q14", "report numbers of several agencies in one column, their agency in another"),
    Quirk("da", _P, "Q15", "decisions in the office's own words"),
    Quirk("da", _P, "Q29", "a referral stands again in the file of each month in which it changed"),
    Quirk("da", _P, "privacy", "names of defendants and prosecutors"),
)
