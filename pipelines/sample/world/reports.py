"""What the two police departments export about incidents: one row per victim and suspect, and supplements."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.dice import Dice, later, named, only
from pipelines.sample.world.events import Events
from pipelines.sample.world.frames import finished, period_starts
from pipelines.sample.world.shapes import Calendar, WorldOptions

RISK_QUESTIONS_ASKED = 4
TRAINING_MONTH = 9  # of the window, at Millbrook: from then on the risk questions are asked

_IPV = {"SE": 0.28, "BG": 0.4, "XR": 0.16, "XS": 0.09, "CS": 0.07}
_FAMILY = {"PA": 0.33, "CH": 0.22, "SB": 0.24, "OF": 0.08, "IL": 0.06, "SP": 0.03, "GP": 0.04}
_OTHERS = {"AQ": 0.4, "NE": 0.25, "FR": 0.15, "ST": 0.2}
_CHILD = {"CH": 0.6, "SC": 0.25, "CF": 0.15}
_WEAPONS = {"40": 0.62, "99": 0.14, "90": 0.07, "20": 0.06, "30": 0.04, "12": 0.03, "11": 0.02, "95": 0.02}
_INJURIES = {"N": 0.5, "M": 0.42, "L": 0.03, "B": 0.02, "O": 0.02, "I": 0.005, "U": 0.005}
_SUPPLEMENTED = ("photos_taken", "statement_recorded", "alt_contact_recorded", "injury", "medical_offered")


def make_incidents(
    options: WorldOptions, calendar: Calendar, events: Events, calls: pd.DataFrame
) -> dict[tuple[str, str], pd.DataFrame]:
    """The records of ``rms_incidents`` at both departments."""
    dice = Dice(options.seed, "reports")
    reports = _write_reports(dice, options, calendar, events, calls)
    rows = _with_people(dice, reports, events)
    rows = rows[calendar.holds(rows["_month"])]
    made = {}
    for agency in ("mpd", "rpd"):
        own = rows[rows["agency"] == agency].sort_values(["_month", "reported_ts"], kind="stable")
        issuers = {"incident_key": agency, "call_key": "ecc"}
        made[agency, "rms_incidents"] = finished("rms_incidents", own.reset_index(drop=True), issuers)
    return made


def _write_reports(
    dice: Dice, options: WorldOptions, calendar: Calendar, events: Events, calls: pd.DataFrame
) -> pd.DataFrame:
    """One row per incident: what the department's form says."""
    rows = events.incidents.copy()
    n = len(rows)
    is_dv = rows["is_dv"].to_numpy()
    first_calls = calls.dropna(subset=["_incident"]).drop_duplicates("_incident").set_index("_incident")
    rows["incident_key"] = rows["number"]
    rows["call_key"] = named(dice, pd.Series(rows.index).map(first_calls["call_key"]), 0.1)
    rows["dv_flag_agency"] = np.where(
        is_dv, dice.pick(n, {True: 0.85, False: 0.08, None: 0.07}), dice.pick(n, {False: 0.92, None: 0.08})
    )
    rows["most_serious_offense"] = dice.blanked(rows["offense"], 0.01)
    rows["statute_text"] = dice.blanked(rows["statute"], 0.03)
    rows["offense_level"] = dice.blanked(rows["level"], 0.02)
    strangled = (rows["family"] == "strangulation").to_numpy() | (dice.chance(n, 0.05) & is_dv)
    rows["weapon"] = np.where(strangled & dice.chance(n, 0.7), "85", dice.pick(n, _WEAPONS))
    rows["injury"] = dice.blanked(dice.pick(n, _INJURIES), 0.06)
    rows["strangulation"] = dice.blanked(strangled, 0.11)
    rows["firearm_present"] = dice.yes_no(n, 0.06, 0.15)
    for name, share, blank in (
        ("threat_to_kill", 0.14, 0.2),
        ("stalking_indicated", 0.1, 0.2),
        ("sexual_assault_indicated", 0.02, 0.2),
        ("alcohol_drugs_suspect", 0.38, 0.15),
        ("pregnancy", 0.03, 0.4),
        ("protection_order_active", 0.12, 0.12),
        ("dv_form_completed", 0.7, 0.05),
        ("photos_taken", 0.45, 0.15),
        ("statement_recorded", 0.4, 0.2),
        ("medical_offered", 0.6, 0.2),
        ("alt_contact_recorded", 0.35, 0.25),
        ("body_camera_used", 0.9, 0.05),
    ):
        rows[name] = dice.yes_no(n, share, blank)
    children = dice.between(n, 1, 4)
    rows["children_present"] = dice.yes_no(n, 0.36, 0.1)
    rows["children_count"] = pd.Series(children).where(rows["children_present"].eq(True), None)
    orders = dice.pick(n, {"full": 0.5, "criminal_nco": 0.3, "ex_parte": 0.15, "harassment": 0.05})
    rows["order_type"] = only(rows["protection_order_active"].eq(True), orders)
    rows["suspect_gone_on_arrival"] = dice.blanked(rows["gone"], 0.08)
    rows["report_written"] = dice.chance(n, 0.97)
    rows["geo_area"] = np.where(
        rows["agency"] == "mpd",
        dice.pick(n, {"North": 0.4, "Central": 0.35, "South": 0.25}),
        dice.pick(n, {"East": 0.55, "West": 0.45}),
    )
    rows["_month"] = period_starts(rows["reported_ts"], quarterly=False)
    rows = _with_review(dice, _with_risk(dice, calendar, rows))
    return _with_follow_through(Dice(options.seed, "report form"), rows)


def _with_risk(dice: Dice, calendar: Calendar, rows: pd.DataFrame) -> pd.DataFrame:
    n = len(rows)
    trained = (rows["agency"] == "mpd") & (
        rows["reported_ts"] >= calendar.first_month + pd.DateOffset(months=TRAINING_MONTH - 1)
    )
    complete = dice.chance(n, np.where(trained, 0.84, 0.46))
    answered = np.where(complete, RISK_QUESTIONS_ASKED, dice.pick(n, {0: 0.4, 1: 0.2, 2: 0.2, 3: 0.2}))
    rows["risk_questions_answered"] = dice.blanked(answered, np.where(trained, 0.05, 0.11))
    ipv = (rows["scope"] == "ipv").to_numpy()
    status = dice.pick(
        n, {"completed": 0.6, "victim_declined": 0.13, "victim_unable": 0.06, "not_offered": 0.16, None: 0.05}
    )
    rows["risk_screen_tool"] = np.where(ipv, "lap", "none")
    rows["risk_screen_status"] = np.where(ipv, status, "not_eligible")
    result = dice.pick(n, {"high_danger": 0.5, "not_high_danger": 0.44, "not_scored": 0.03, None: 0.03})
    rows["risk_screen_result"] = only(rows["risk_screen_status"] == "completed", result)
    arrested = (rows["arrest"] == "scene").to_numpy()
    rows["advocate_notified"] = dice.yes_no(n, np.where(arrested, 0.72, 0.3), 0.12)
    told = later(rows["reported_ts"], dice.delay(n, 150, 0.8, 10, 4000), "min")
    rows["advocate_notified_ts"] = told.where(rows["advocate_notified"].eq(True))
    return rows


def _with_follow_through(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    """What Millbrook's newer form asks beside: firearms, violated orders, the hotline after a screen."""
    n = len(rows)
    armed = rows["firearm_present"].eq(True).to_numpy()
    rows["firearm_legal_ground"] = only(armed, dice.yes_no(n, 0.7, 0.1))
    ground = rows["firearm_legal_ground"].eq(True).to_numpy()
    rows["firearm_removed"] = only(armed, dice.yes_no(n, np.where(ground, 0.68, 0.05), 0.08))
    order = rows["protection_order_active"].eq(True).to_numpy()
    rows["order_violation_probable_cause"] = only(order, dice.yes_no(n, 0.6, 0.1))
    high = rows["risk_screen_result"].eq("high_danger").to_numpy()
    rows["spoke_with_hotline"] = only(high, dice.yes_no(n, 0.58, 0.07))
    return rows


def _with_review(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    """What happens after the first days of the next month, when the first files are run, is not in any file."""
    n = len(rows)
    run = rows["_month"] + pd.DateOffset(months=1) + pd.Timedelta(days=2, hours=7)
    approved = later(rows["reported_ts"], dice.delay(n, 40, 0.9, 2, 1500), "h")
    rows["report_approved_ts"] = approved.where((approved < run) & dice.chance(n, 0.96))
    reviewed = later(rows["reported_ts"], dice.delay(n, 44, 0.9, 1, 1500), "h")
    said = pd.Series(dice.yes_no(n, 0.86, 0.08))
    rows["supervisor_reviewed"] = said.mask(said.notna() & (reviewed >= run), False)
    rows["supervisor_review_ts"] = reviewed.where(rows["supervisor_reviewed"].eq(True) & dice.chance(n, 0.96))
    return rows


def _with_people(dice: Dice, reports: pd.DataFrame, events: Events) -> pd.DataFrame:
    """One row per victim and suspect; in a mutual report each person is the victim once."""
    pairs_n = np.where(reports["mutual"], 2, reports["victims_n"] * np.maximum(reports["suspects_n"], 1))
    rows = reports.loc[reports.index.repeat(pairs_n)].copy()
    rows["incident"] = rows.index
    place = rows.groupby(level=0).cumcount().to_numpy()
    rows = rows.reset_index(drop=True)
    across = np.maximum(rows["suspects_n"], 1)
    mutual = rows["mutual"].to_numpy()
    rows["victim_seq"] = np.where(mutual, place + 1, place // across + 1)
    suspect = np.where(mutual, 2 - place, rows["victims_n"] + 1 + place % across)
    rows["suspect_seq"] = pd.Series(suspect).astype("Int64").mask(rows["suspects_n"] == 0)
    first = ((rows["victim_seq"] == 1) & (rows["suspect_seq"].isna() | (place % across == 0))) | mutual
    kin = dice.pick_by(rows["scope"], {"ipv": _IPV, "fv_non_ipv": _FAMILY, "none": _OTHERS})
    other = np.where(rows["scope"] == "none", kin, dice.pick(len(rows), _CHILD))
    kin = np.where(first, kin, other)
    kin = np.where(mutual & dice.chance(len(rows), 0.15), "VO", kin)
    kin = np.where(dice.chance(len(rows), 0.04), "RU", kin)
    rows["relationship_to_suspect"] = dice.blanked(kin, 0.04)
    for side in ("victim", "suspect"):
        people = events.people.rename(columns={"seq": f"{side}_seq"})
        people[f"{side}_seq"] = people[f"{side}_seq"].astype("Int64")
        rows[f"{side}_seq"] = rows[f"{side}_seq"].astype("Int64")
        found = rows[["incident", f"{side}_seq"]].merge(people, how="left", on=["incident", f"{side}_seq"])
        for field, column in (
            ("age_band", "age"),
            ("sex_gender", "sex"),
            ("race", "race"),
            ("ethnicity", "ethnicity"),
        ):
            rows[f"{side}_{field}"] = dice.blanked(found[column], 0.03)
        if side == "victim":
            rows["primary_language_group"] = dice.blanked(found["language"], 0.1)
            rows["disability_flag"] = found["disability"]
    rows["is_supplement"] = False
    return pd.concat([rows, _supplements(dice, rows)], ignore_index=True)


def _supplements(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    """A later month's row about an earlier report: it fills what was blank and repeats one pair of people."""
    added = rows.groupby("incident").head(1)
    added = added[dice.chance(len(added), 0.03)].copy()
    for name in _SUPPLEMENTED:
        values = (
            dice.pick(len(added), {"N": 0.5, "M": 0.5}) if name == "injury" else dice.yes_no(len(added), 0.7)
        )
        added[name] = added[name].astype(object).where(added[name].notna(), values)
    added["is_supplement"] = True
    months = pd.Series(dice.between(len(added), 1, 2), index=added.index)
    added["_month"] = (added["_month"].dt.to_period("M") + months).dt.to_timestamp()
    return added
