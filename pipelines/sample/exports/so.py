"""The sheriff: jail bookings, one row per charge with names, and warrants with dates as bare numbers.

Layouts: ``layouts/so.*.yaml``.
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
    moment,
    money,
    plain,
    serial,
    ticked,
)
from pipelines.sample.exports.derived_columns import issuer, number
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Line, Page

_J = "jms_bookings"
_BOOKING = ("booking_key",)
_STAMP = "%m/%d/%Y %H:%M"
POLICE = {"mpd": "MILLBROOK PD", "rpd": "REDFIELD PD", "so": "SHERIFF"}
_FACILITIES = np.array(["MAIN", "MAIN", "MAIN", "ANNEX"], dtype=object)

BOOKING_COLUMNS: tuple[Column, ...] = (
    number("book_of_arrest_number", "booking_key", pad=6),
    filler("last_name", lambda rows: people.surname(rows, "inmate", _BOOKING)),
    filler("first_name", lambda rows: people.first_name(rows, "inmate", _BOOKING)),
    filler("inmate_number", lambda rows: people.badge(rows, "inmate no", 9000, _BOOKING)),
    moment("booking_date_time", "booked_ts", _STAMP),
    moment("release_date_time", "released_ts", _STAMP),
    moment("first_appear_date_time", "first_appearance_ts", _STAMP),
    filler("current_facility", lambda rows: _FACILITIES[people.dice(rows, "facility", _BOOKING) % 4]),
    count("charge_no", "charge_seq"),
    plain("rcw_ordinance_number", "statute_text"),
    coded("charge_class", "charge_class", _J, {"felony": "F", "gross_misdemeanor": "GM", "misdemeanor": "M"}),
    flag("dv", "dv_charge", "Y", "N"),
    coded(
        "release_reason",
        "release_type",
        _J,
        {"ror": "OR", "monetary_bail": "BOND", "time_served": "TIME SERVED", "transferred": "TRANSPORT"},
    ),
    money("bond_amount", "bond_amount", "NO BOND"),
    number("court_case_cause_number", "court_case_key"),
    issuer("arresting_agency", "incident_key", POLICE),
    number("agency_case_number", "incident_key", short_years=("rpd",)),
    ticked("rel_cond_nco", "release_conditions_nco"),
    ticked("rel_cond_firearm", "release_conditions_firearm"),
    ticked("rel_cond_gps", "release_conditions_gps"),
    flag("ptr_supervision", "pretrial_supervision"),
    coded("vine_status", "victim_notified", _J),
    moment("vine_time", "victim_notified_ts", _STAMP),
    flag("custody_nco", "in_custody_nco_order"),
    flag("jail_contact_viol", "jail_contact_violation"),
)


def _paged(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    """A page break after every 45 rows repeats the header; a blank line stands before it."""
    header: Line = list(export.header_rows()[0])
    after: dict[int, list[Line]] = {place: [[], header] for place in range(44, len(body) - 1, 45)}
    return [Page("Bookings", export.header_rows(), body, after=after, below=[[f"Record count: {len(body)}"]])]


BOOKINGS = Export(
    "so",
    _J,
    BOOKING_COLUMNS,
    lambda run: f"JMS Booking Extract {run.label}.xlsx",
    "No bookings to report",
    _paged,
)

_W = "warrants"
WARRANT_COLUMNS: tuple[Column, ...] = (
    number("Warrant No", "warrant_key", pad=5),
    issuer("Req Agency", "incident_key", POLICE),
    number("Agency Case", "incident_key", short_years=("rpd",)),
    serial("Requested", "requested_ts"),
    serial("Issued", "issued_ts"),
    coded(
        "Type",
        "warrant_type",
        _W,
        {"bench_fta": "FTA", "probation_violation": "PV", "nco_violation": "NCO violation"},
    ),
    flag("DV", "dv_flag", "Yes", "No", "UNK"),
    serial("Served", "served_ts"),
    serial("Recalled", "ended_ts"),
    coded("Status", "status", _W, {"active": "ACT", "served": "SRV", "recalled": "RCL", "expired": "EXP"}),
    count("Attempts", "attempts"),
    filler("Defendant Name", lambda rows: people.full_name(rows, "warrant", ("warrant_key",))),
)


def _listed(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    return [
        Page(
            "Warrants",
            export.header_rows(),
            body,
            above=[
                [run.title],
                [f"Warrants issued or changed {run.start:%m/%d/%Y} to {run.end:%m/%d/%Y}"],
                [],
            ],
            below=[[], [f"Printed: {run.made:%m/%d/%Y}"]],
        )
    ]


WARRANTS = Export(
    "so",
    _W,
    WARRANT_COLUMNS,
    lambda run: f"warrants {run.label}.xlsx",
    "No warrants to report",
    _listed,
)

QUIRKS = (
    Quirk("so", _J, "Q19", "one row per charge, with the booking's facts repeated"),
    Quirk("so", _J, "privacy", "names and inmate numbers of booked people"),
    Quirk("so", _J, "Q17", "NO BOND in the column of amounts"),
    Quirk("so", _J, "Q38", "amounts as text ($10,000.00)"),
    Quirk("so", _J, "Q26", "the header again after every 45 rows, with a blank row before it"),
    Quirk("so", _J, "Q16", "an X for release conditions, where blank means no"),
    Quirk("so", _J, "custody", "no release date and no reason while a person is in custody"),
    Quirk("so", _W, "Q10", "dates as the bare numbers that Excel keeps inside"),
    Quirk("so", _W, "Q17", "UNK for what was not recorded"),
    Quirk("so", _W, "Q26", "a print date under the table"),
)
