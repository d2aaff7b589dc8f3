"""The larger police department: incidents on a sheet per district, arrests by charge, quarterly investigations.

Layouts: ``layouts/mpd.*.yaml``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.exports import people
from pipelines.sample.exports.columns import (
    Column,
    coded,
    count,
    filler,
    flag,
    grouped,
    moment,
    plain,
    real_moment,
)
from pipelines.sample.exports.derived_columns import age, number
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Line, Page

_I = "rms_incidents"
_CASE = ("incident_key",)
INCIDENT_COLUMNS: tuple[Column, ...] = (
    *grouped(
        "Report",
        number("Case Number", "incident_key", pad=6),
        number("CAD Event", "call_key"),
        real_moment("Occurred From", "occurred_ts"),
        real_moment("Reported", "reported_ts"),
        real_moment("Approved", "report_approved_ts"),
        plain("District", "geo_area"),
        flag("Supp", "is_supplement"),
    ),
    *grouped(
        "Offense",
        flag("DV Related", "dv_flag_agency"),
        coded("UCR", "most_serious_offense", _I, style="code"),
        plain("Statute", "statute_text"),
        coded(
            "Level", "offense_level", _I, {"felony": "FEL", "gross_misdemeanor": "GM", "misdemeanor": "MISD"}
        ),
        coded("Weapon", "weapon", _I),
        coded("Injury", "injury", _I),
    ),
    *grouped(
        "Circumstances",
        flag("Strangulation", "strangulation"),
        flag("Firearm", "firearm_present"),
        flag("Threat to Kill", "threat_to_kill"),
        flag("Stalking", "stalking_indicated"),
        flag("Sexual Assault", "sexual_assault_indicated"),
        flag("Alcohol/Drugs", "alcohol_drugs_suspect"),
        flag("Pregnant", "pregnancy"),
        flag("Children Present", "children_present"),
        count("No. Children", "children_count"),
        flag("Order in Force", "protection_order_active"),
        flag("Order Viol PC", "order_violation_probable_cause"),
        flag("Firearm Ground", "firearm_legal_ground"),
        flag("Firearm Removed", "firearm_removed"),
        coded("Order Type", "order_type", _I, {"full": "OFP", "criminal_nco": "DANCO", "harassment": "HRO"}),
        flag("GOA", "suspect_gone_on_arrival"),
    ),
    *grouped(
        "Response",
        flag("Report Written", "report_written"),
        flag("DV Form", "dv_form_completed"),
        count("Risk Qs Answered", "risk_questions_answered"),
        coded("Screen Tool", "risk_screen_tool", _I, {"lap": "Lethality screen"}),
        coded(
            "Screen Status",
            "risk_screen_status",
            _I,
            {"victim_declined": "Declined", "not_offered": "Not done"},
        ),
        coded("Screen Result", "risk_screen_result", _I, {"high_danger": "HD", "not_high_danger": "Non-HD"}),
        flag("Spoke w/ Hotline", "spoke_with_hotline"),
        flag("Advocate Notified", "advocate_notified"),
        real_moment("Advocate Notified At", "advocate_notified_ts"),
        flag("Photos", "photos_taken"),
        flag("Recorded Statement", "statement_recorded"),
        flag("Medical Offered", "medical_offered"),
        flag("Alt Contact on File", "alt_contact_recorded"),
        flag("Sgt Reviewed", "supervisor_reviewed"),
        real_moment("Sgt Reviewed At", "supervisor_review_ts"),
        flag("BWC", "body_camera_used"),
    ),
    *grouped(
        "Victim",
        count("No.", "victim_seq"),
        age("Age", "victim_age_band", by=("incident_key", "victim_seq")),
        coded("Sex", "victim_sex_gender", _I, style="code"),
        coded("Race", "victim_race", _I, style="code"),
        coded("Eth", "victim_ethnicity", _I, style="code"),
        coded("Rel to Suspect", "relationship_to_suspect", _I, style="code"),
        coded("Language", "primary_language_group", _I),
        flag("Disability", "disability_flag"),
    ),
    *grouped(
        "Suspect",
        count("No.", "suspect_seq"),
        age("Age", "suspect_age_band", by=("incident_key", "suspect_seq")),
        coded("Sex", "suspect_sex_gender", _I, style="code"),
        coded("Race", "suspect_race", _I, style="code"),
        coded("Eth", "suspect_ethnicity", _I, style="code"),
    ),
    *grouped(
        "Officer",
        filler("Reporting Officer", lambda rows: people.staff_name(rows, "mpd", by=_CASE)),
        filler("Badge", lambda rows: people.badge(rows, "mpd", by=_CASE)),
    ),
)

_CODES: list[Line] = [
    ["Code", "Meaning"],
    ["SE", "Spouse"],
    ["BG", "Boyfriend/Girlfriend"],
    ["XR", "Ex-relationship"],
    ["VO", "Victim was offender"],
    ["HD", "High danger on the lethality screen"],
]


def _district_pages(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    """One sheet per district; all rows of a case stand on one sheet. The last sheet explains codes."""
    districts = rows.groupby("incident_key")["geo_area"].transform("first").fillna("North")
    above: list[Line] = [[run.title], ["Incident Detail - Victim/Suspect", None, run.days], []]
    pages = [
        Page(str(name), export.header_rows(), body[(districts == name).to_numpy()], above=above)
        for name in sorted(districts.unique())
    ]
    return [*pages, Page("Codes", [], pd.DataFrame(), above=_CODES)]


INCIDENTS = Export(
    "mpd",
    _I,
    INCIDENT_COLUMNS,
    lambda run: f"MPD Incident Detail {run.label}.xlsx",
    "No incidents to report",
    _district_pages,
)

_A = "rms_arrests"
_ARREST = ("arrest_key",)
ARREST_COLUMNS: tuple[Column, ...] = (
    number("Arrest No", "arrest_key", pad=5),
    count("Chg", "charge_seq"),
    real_moment("Arrest Date/Time", "arrested_ts"),
    number("Case Number", "incident_key", pad=6),
    count("Susp No", "suspect_seq"),
    coded("Type", "arrest_type", _A, {"O": "On-view", "S": "Summoned/Cited", "T": "Taken into Custody"}),
    coded(
        "Basis",
        "arrest_basis",
        _A,
        {"on_view_dv": "PC", "probable_cause_later": "PC later", "citation": "Cite"},
    ),
    coded("NIBRS", "most_serious_charge", _A, style="code"),
    coded("Lvl", "offense_level", _A, {"felony": "F", "gross_misdemeanor": "GM", "misdemeanor": "M"}),
    flag("DV Chg", "dv_charge"),
    flag("Self-Def Assessed", "self_defense_assessed"),
    flag("PA Documented", "predominant_aggressor_documented"),
    filler("Arrestee Name", lambda rows: people.full_name(rows, "arrestee", _ARREST)),
    age("Arrestee Age", "arrestee_age_band", by=_ARREST),
    coded("Arrestee Sex", "arrestee_sex", _A),
    coded("Arrestee Race", "arrestee_race", _A),
    coded("Arrestee Ethnicity", "arrestee_ethnicity", _A),
    flag("Booked", "booked"),
    number("Booking No", "booking_key"),
    filler("Arresting Officer", lambda rows: people.staff_name(rows, "mpd", by=_ARREST)),
)


def _subtotalled(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    """A subtotal of the charge rows after the 15th day's arrests, another at the end, then their sum."""
    days = rows["arrested_ts"].dt.day.to_numpy()
    order = np.argsort(days > 15, kind="stable")
    body = body.iloc[order]
    first = int((days <= 15).sum())
    after: dict[int, list[Line]] = {first - 1: [["Subtotal", None, first]]} if 0 < first < len(body) else {}
    below: list[Line] = [["Subtotal", None, len(body) - first]] if after else []
    return [
        Page(
            "Arrests",
            export.header_rows(),
            body,
            above=[[run.title], ["Arrests by Charge", None, run.days]],
            after=after,
            below=[*below, ["Grand Total", None, len(body)]],
        )
    ]


ARRESTS = Export(
    "mpd",
    _A,
    ARREST_COLUMNS,
    lambda run: f"MPD Arrests {run.label}.xlsx",
    "No arrests to report",
    _subtotalled,
)

_STAMP = "%m/%d/%y %H:%M"
_V = "inv_cases"
INVESTIGATION_COLUMNS: tuple[Column, ...] = (
    number("CASE_NO", "incident_key"),
    filler("INVESTIGATOR_BADGE", lambda rows: people.badge(rows, "inv", 8)),
    moment("ASSIGNED", "assigned_ts", _STAMP),
    coded("STATUS", "status", _V, {"cleared_arrest": "CBA", "cleared_exceptional": "EX CLEARED"}),
    coded("EXC_CLEAR", "cleared_exceptional", _V, style="code"),
    moment("VICT_CONTACT", "victim_contact_ts", _STAMP),
    flag("FU_PHOTOS", "followup_photos", "T", "F"),
    flag("AUDIO_911", "recording_911_obtained", "T", "F"),
    flag("JAIL_CALLS", "jail_calls_reviewed", "T", "F"),
    flag("PRIORS", "prior_incidents_attached", "T", "F"),
    moment("WARRANT_REQ", "warrant_requested_ts", _STAMP),
    moment("REFERRED", "referred_ts", _STAMP),
    moment("CLOSED", "closed_ts", _STAMP),
)
INVESTIGATIONS = Export(
    "mpd",
    _V,
    INVESTIGATION_COLUMNS,
    lambda run: f"inv_cases_{run.start:%Y-%m-%d}_to_{run.end:%Y-%m-%d}.csv",
    "No investigations to report",
)

QUIRKS = (
    Quirk("mpd", _I, "Q02", "merged group headers over two header rows (Victim / Race)"),
    Quirk("mpd", _I, "Q21", "one sheet per district and a sheet of codes that holds no data"),
    Quirk("mpd", _I, "Q20", "one row per victim and suspect of a report"),
    Quirk("mpd", _I, "Q16", "Y and N, blank where the report does not say"),
    Quirk("mpd", _I, "privacy", "officer names and badge numbers"),
    Quirk("mpd", _A, "Q19", "one row per charge, with the arrest's facts repeated"),
    Quirk("mpd", _A, "Q06", "subtotal lines inside the table and a grand total"),
    Quirk("mpd", _A, "privacy", "names of arrested people"),
    Quirk("mpd", _V, "Q11", "dates as text with a year of two digits"),
    Quirk("mpd", _V, "Q16", "T and F for yes and no"),
)
