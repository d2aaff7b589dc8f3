"""What the sheriff's systems export: bookings, one row per charge, and warrants."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.cases import Cases
from pipelines.sample.world.charges import spread_charges
from pipelines.sample.world.dice import Dice, later, named, numbered, only
from pipelines.sample.world.events import Events
from pipelines.sample.world.frames import Change, file_versions, finished
from pipelines.sample.world.shapes import Calendar, WorldOptions

CHARGES_PER_BOOKING = 2.5

_RELEASES = {
    "ror": 0.27,
    "monetary_bail": 0.33,
    "supervision_or_em": 0.16,
    "cite_and_release": 0.04,
    "time_served": 0.07,
    "transferred": 0.04,
    "no_bail_detained": 0.02,
    "other": 0.02,
    "unknown": 0.02,
    None: 0.03,
}
_HOURS = {"time_served": 700.0, "no_bail_detained": 2200.0, "transferred": 90.0, "supervision_or_em": 60.0}
_TOLD = {
    "notified_before": 0.5,
    "notified_after": 0.09,
    "attempted": 0.14,
    "not_required_declined": 0.07,
    "not_notified": 0.1,
    "unknown": 0.03,
    None: 0.07,
}
_AT_RELEASE = (
    "released_ts",
    "release_type",
    "release_conditions_nco",
    "release_conditions_firearm",
    "release_conditions_gps",
    "pretrial_supervision",
    "victim_notified",
    "victim_notified_ts",
)


def draw_bookings(options: WorldOptions, events: Events, cases: Cases) -> pd.DataFrame:
    """Latent bookings, one row each, with their release and the court case that followed."""
    dice = Dice(options.seed, "bookings")
    rows = events.arrests[events.arrests["is_booked"]].copy()
    n = len(rows)
    court = cases.court.dropna(subset=["arrest_row"]).set_index("arrest_row")
    court.index = court.index.astype(int)
    rows["court_number"] = court["court_number"].reindex(rows.index)
    rows["court_filed_ts"] = court["filed_ts"].reindex(rows.index)
    rows["release"] = dice.pick(n, _RELEASES)
    typical = rows["release"].map(_HOURS).fillna(30.0).to_numpy(dtype=float)
    rows["released_ts"] = later(rows["booked_ts"], dice.delay(n, typical, 0.8, 1, 9000), "h")
    return rows


def make_bookings(options: WorldOptions, calendar: Calendar, bookings: pd.DataFrame) -> pd.DataFrame:
    """The records of ``jms_bookings``."""
    dice = Dice(options.seed, "booking records")
    rows = bookings.copy()
    n = len(rows)
    rows["booking_key"] = rows["booking_number"]
    rows["incident_key"] = named(dice, rows["report_number"], 0.05)
    rows["court_case_key"] = named(dice, rows["court_number"], 0.1)
    rows["release_type"] = rows["release"]
    bail = np.round(dice.delay(n, 5000, 0.9, 500, 100000) / 500) * 500
    rows["bond_amount"] = np.where(rows["release"] == "monetary_bail", bail, np.nan)
    rows["release_conditions_nco"] = dice.yes_no(n, np.where(rows["is_dv"], 0.78, 0.2), 0.08)
    rows["release_conditions_firearm"] = dice.yes_no(n, 0.45, 0.15)
    rows["release_conditions_gps"] = dice.yes_no(n, 0.12, 0.1)
    rows["pretrial_supervision"] = rows["release"].eq("supervision_or_em")
    rows["victim_notified"] = np.where(rows["is_dv"], dice.pick(n, _TOLD), "not_required_declined")
    minutes = np.where(rows["victim_notified"] == "notified_before", -45, 180)
    told = later(rows["released_ts"], minutes, "min")
    rows["victim_notified_ts"] = told.where(
        rows["victim_notified"].isin(["notified_before", "notified_after"])
    )
    rows["in_custody_nco_order"] = dice.yes_no(n, 0.5, 0.1)
    rows["jail_contact_violation"] = dice.yes_no(n, 0.04, 0.2)
    hearings = Dice(options.seed, "first appearances")
    heard = later(rows["booked_ts"], hearings.delay(n, 22, 0.5, 4, 96), "h")
    rows["first_appearance_ts"] = heard.where(~hearings.chance(n, 0.08))
    charges = spread_charges(dice, rows, CHARGES_PER_BOOKING)
    charges["charge_seq"] = charges["charge_no"]
    charges["statute_text"] = dice.blanked(charges["statute"], 0.02)
    charges["charge_class"] = charges["level"]
    charges["dv_charge"] = dice.blanked(charges["charge_dv"], 0.03)
    changes = (
        Change("released_ts", _AT_RELEASE),
        Change("court_filed_ts", ("court_case_key",), reappears=False),
        Change("first_appearance_ts", ("first_appearance_ts",), reappears=False),
    )
    stands = file_versions(charges, "booked_ts", changes, calendar)
    issuers = {"booking_key": "so", "incident_key": stands["agency"], "court_case_key": "court"}
    return finished("jms_bookings", stands, issuers)


def make_warrants(
    options: WorldOptions, calendar: Calendar, events: Events, cases: Cases, violations: pd.DataFrame
) -> pd.DataFrame:
    """The records of ``warrants``: for arrests, for missed hearings and for violations of probation."""
    dice = Dice(options.seed, "warrants")
    parts = [_for_arrest(dice, events), _after_hearing(dice, cases), _after_violation(dice, violations)]
    rows = pd.concat(parts).sort_values("issued_ts", kind="stable").reset_index(drop=True)
    n = len(rows)
    rows["warrant_key"] = numbered(dice, rows["issued_ts"], "W-")
    rows["incident_key"] = named(dice, rows["report_number"], 0.06)
    rows["dv_flag"] = dice.blanked(rows["is_dv"], 0.07)
    rows["status"] = np.where(
        rows["done_ts"].isna(), "active", np.where(rows["is_recalled"], "recalled", "served")
    )
    rows["served_ts"] = rows["done_ts"].where(~rows["is_recalled"])
    told = Dice(options.seed, "warrant ends").chance(n, 0.9)
    rows["ended_ts"] = rows["done_ts"].where(rows["is_recalled"] & told)
    rows["attempts"] = dice.blanked(dice.between(n, 0, 4), 0.2)
    rows["requested_ts"] = rows["requested_ts"].where(~dice.chance(n, 0.08))
    rows["warrant_type"] = dice.blanked(rows["warrant_type"], 0.01)
    change = Change("done_ts", ("served_ts", "ended_ts"), before={"status": "active"})
    stands = file_versions(rows, "issued_ts", (change,), calendar, quarterly=calendar.by_quarter)
    return finished("warrants", stands, {"warrant_key": "so", "incident_key": stands["agency"]})


def _for_arrest(dice: Dice, events: Events) -> pd.DataFrame:
    """Suspects who had left: some were arrested on the warrant, some are still looked for."""
    served = events.arrests[events.arrests["by_warrant"]]
    wait = (served["arrested_ts"] - served["reported_ts"]) * 0.5
    found = served[["agency", "report_number", "is_dv"]].assign(
        requested_ts=(served["reported_ts"] + wait * 0.6).dt.floor("min"),
        issued_ts=(served["reported_ts"] + wait).dt.floor("min"),
        done_ts=served["arrested_ts"],
    )
    gone = events.incidents[events.incidents["gone"] & (events.incidents["arrest"] == "none")]
    gone = gone[dice.chance(len(gone), 0.24)]
    asked = later(gone["reported_ts"], dice.delay(len(gone), 4, 0.8, 0.3, 60), "D")
    issued = later(asked, dice.delay(len(gone), 1.5, 0.6, 0.1, 20), "D")
    done = later(issued, dice.delay(len(gone), 60, 1.0, 1, 2000), "D").where(dice.chance(len(gone), 0.6))
    sought = gone[["agency", "is_dv"]].assign(
        report_number=gone["number"], requested_ts=asked, issued_ts=issued, done_ts=done
    )
    rows = pd.concat([found, sought], ignore_index=True)
    kinds = dice.pick(len(rows), {"arrest": 0.93, "nco_violation": 0.07})
    return rows.assign(warrant_type=kinds, is_recalled=False)


def _after_hearing(dice: Dice, cases: Cases) -> pd.DataFrame:
    missed = cases.court.dropna(subset=["bench_ts"])
    n = len(missed)
    known = dice.chance(n, 0.3)
    return pd.DataFrame(
        {
            "agency": missed["agency"].to_numpy(),
            "report_number": only(known, missed["report_number"]),
            "is_dv": missed["is_dv"].to_numpy(),
            "requested_ts": missed["bench_ts"].to_numpy(),
            "issued_ts": missed["bench_ts"].to_numpy(),
            "done_ts": later(missed["bench_ts"], dice.delay(n, 25, 0.9, 1, 900), "D").to_numpy(),
            "warrant_type": "bench_fta",
            "is_recalled": dice.chance(n, 0.2),
        }
    )


def _after_violation(dice: Dice, violations: pd.DataFrame) -> pd.DataFrame:
    asked = violations[violations["wants_warrant"]]
    n = len(asked)
    issued = later(asked["discovered_ts"], dice.delay(n, 5, 0.6, 0.5, 60), "D")
    return pd.DataFrame(
        {
            "agency": None,
            "report_number": None,
            "is_dv": asked["is_dv"].to_numpy(),
            "requested_ts": asked["discovered_ts"].to_numpy(),
            "issued_ts": issued.to_numpy(),
            "done_ts": later(issued, dice.delay(n, 40, 0.9, 1, 900), "D").to_numpy(),
            "warrant_type": "probation_violation",
            "is_recalled": dice.chance(n, 0.1),
        }
    )
