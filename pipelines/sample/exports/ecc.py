"""The 911 center: an unfiltered event listing of its old CAD system, and of the new one that replaced it.

Layouts: ``layouts/ecc.cad_calls.yaml``. The day of the change is decided in ``deliveries.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.exports import people
from pipelines.sample.exports.columns import Column, cells, coded, filler, flag, moment, plain, real_moment
from pipelines.sample.exports.derived_columns import issuer, number
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Page

OLD_TYPES = {
    "dv_in_progress": "DVIP - DOMESTIC IN PROGRESS",
    "dv_physical_past": "DVP - DOMESTIC ASSAULT COLD",
    "dv_verbal": "DVV - DOMESTIC VERBAL",
    "dv_unknown_trouble": "DVU - DOMESTIC UNKNOWN",
    "dv_weapon": "DVW - DOMESTIC W/WEAPON",
    "order_violation": "VOPO - VIOLATION OF PROTECTION ORDER",
    "stalking_harassment": "STALK - STALKING/HARASSMENT",
    "welfare_check_dv": "WCDV - WELFARE CHECK DV",
    "child_custody_dispute": "CUST - CUSTODY DISPUTE",
    "assist_retrieve_property": "STBY - CIVIL STANDBY",
}
OLD_OTHER_TYPES = (
    "ACC - ACCIDENT NO INJURY",
    "ALRM - ALARM BUSINESS",
    "ANML - ANIMAL LOOSE",
    "MED - MEDICAL AID",
    "NOIS - NOISE",
    "SUSP - SUSPICIOUS VEHICLE",
    "THFT - THEFT REPORT",
    "TSTP - TRAFFIC STOP",
)
NEW_TYPES = {
    "dv_in_progress": "Domestic-Physical-InProg",
    "dv_physical_past": "Domestic-Physical-Past",
    "dv_verbal": "Domestic-Verbal Only",
    "dv_unknown_trouble": "Domestic-Nature Unk",
    "dv_weapon": "Domestic-Weapon",
    "order_violation": "Order Viol-Protection",
    "stalking_harassment": "Stalk/Harass",
    "welfare_check_dv": "Welfare-Domestic Hx",
    "child_custody_dispute": "Custody Exchange",
    "assist_retrieve_property": "Standby-Property",
}
NEW_OTHER_TYPES = (
    "Alarm-Commercial",
    "Animal",
    "Medical-BLS",
    "Noise/Party",
    "Property-Theft Cold",
    "Traffic Stop",
    "Traffic-Crash PDO",
    "Veh-Suspicious",
)
OLD_DISPOSITIONS = {
    "report_written": "RTF - REPORT TO FOLLOW",
    "arrest": "ARR - ARREST MADE",
    "goa_suspect": "GOA - GONE ON ARRIVAL",
    "no_action_civil": "NAT - NECESSARY ACTION TAKEN",
    "unfounded": "UNF - UNFOUNDED",
    "cancelled": "CAN - CANCELLED BY CALLER",
    "unable_to_locate": "UTL - NO SUCH ADDRESS",
    "transferred": "OJ - OTHER JURISDICTION",
    "duplicate": "DUP - DUPLICATE",
    "void_test": "VOI - VOID",
    "unknown": "UNK - UNKNOWN",
}
NEW_DISPOSITIONS = {
    "report_written": "R1 Report",
    "arrest": "R2 Report w/Arrest",
    "goa_suspect": "G GOA",
    "no_action_civil": "N No Report",
    "unfounded": "U Unfounded",
    "cancelled": "C Cancelled",
    "unable_to_locate": "L UTL",
    "transferred": "T Transferred",
    "duplicate": "D Duplicate",
    "void_test": "V Void/Test",
    "unknown": "Z Not Entered",
}
POLICE = {"mpd": "MPD", "rpd": "RPD", "so": "SO"}


def _call_type(header: str, field: str, words: dict[str, str], others: tuple[str, ...]) -> Column:
    """A call type; whatever is not about domestic violence is one of many other types."""
    listed = np.array(others, dtype=object)

    def show(rows: pd.DataFrame) -> np.ndarray:
        shown = cells(rows[field].astype(object).map(words))
        other = rows[field].astype(object).eq("not_dv").to_numpy()
        shown[other] = listed[people.dice(rows, "type") % len(listed)][other]
        return shown

    return Column(header, field, show)


OLD_COLUMNS = (
    number("Event #", "call_key", pad=8),
    real_moment("Call Received", "received_ts"),
    real_moment("1st Dispatch", "dispatched_ts"),
    real_moment("1st Arrive", "first_arrived_ts"),
    real_moment("Cleared", "cleared_ts"),
    plain("Pri", "priority_initial", also="priority_rank"),
    plain("Final Pri", "priority_final"),
    _call_type("Initial Type", "call_type_initial", OLD_TYPES, OLD_OTHER_TYPES),
    _call_type("Final Type", "call_type_final", OLD_TYPES, OLD_OTHER_TYPES),
    coded("Dispo", "disposition", "cad_calls", OLD_DISPOSITIONS),
    coded("Source", "source_kind", "cad_calls"),
    coded("Caller Rel", "caller_relation", "cad_calls"),
    filler("Caller Name", lambda rows: people.full_name(rows, "caller")),
    filler("Caller Phone", lambda rows: people.phone(rows, "caller")),
    filler("Location Address", lambda rows: people.address(rows, "place")),
    plain("Beat", "geo_area"),
    issuer("Agency", "report_key", POLICE),
    number("Case #", "report_key", pad=6, short_years=("rpd",)),
    flag("Interp", "interpreter_used"),
    flag("Wpn", "weapon_reported"),
    flag("Child", "children_reported"),
    flag("Order", "order_reported"),
    flag("Strang", "strangulation_reported"),
    flag("Relayed", "risk_info_relayed"),
    flag("Hist Chk", "history_checked"),
    flag("Dup", "is_duplicate"),
    flag("Void/Test", "is_test_or_void"),
    filler("Call Taker", lambda rows: people.staff_name(rows, "taker", 12)),
)

_PICKED_UP = "%m/%d/%Y %I:%M:%S %p"
NEW_COLUMNS = (
    number("Incident Number", "call_key", pad=9),
    moment("Time Phone Pick Up", "received_ts", _PICKED_UP),
    moment("Time First Unit Assigned", "dispatched_ts", _PICKED_UP),
    moment("Time First Unit Arrived", "first_arrived_ts", _PICKED_UP),
    moment("Time Call Closed", "cleared_ts", _PICKED_UP),
    _call_type("Problem Initial", "call_type_initial", NEW_TYPES, NEW_OTHER_TYPES),
    _call_type("Problem Final", "call_type_final", NEW_TYPES, NEW_OTHER_TYPES),
    plain("Priority Initial", "priority_initial", also="priority_rank"),
    plain("Priority Final", "priority_final"),
    coded("Call Disposition", "disposition", "cad_calls", NEW_DISPOSITIONS),
    coded("Method Received", "source_kind", "cad_calls", {"911": "E-911", "non_emergency": "ADMIN LINE"}),
    coded("Caller Type", "caller_relation", "cad_calls", {"third_party": "BYSTANDER"}),
    filler("Caller Name", lambda rows: people.full_name(rows, "caller")),
    filler("Callback Phone", lambda rows: people.phone(rows, "caller")),
    filler("Block Address", lambda rows: people.address(rows, "place")),
    plain("Response Zone", "geo_area"),
    issuer("RMS Agency", "report_key", {"mpd": "Police - M", "rpd": "Police - R", "so": "Sheriff"}),
    number("RMS Case", "report_key", short_years=("rpd",)),
    flag("UDF Interpreter", "interpreter_used", "Yes", "No"),
    flag("UDF Interp/TTY Needed", "interpreter_needed", "Yes", "No"),
    flag("UDF Open Line Follow-up", "followed_up", "Yes", "No"),
    flag("UDF Repeat 12 Mo", "repeat_location", "Yes", "No"),
    flag("UDF Weapon", "weapon_reported", "Yes", "No"),
    flag("UDF Children", "children_reported", "Yes", "No"),
    flag("UDF Court Order", "order_reported", "Yes", "No"),
    flag("UDF Strangulation", "strangulation_reported", "Yes", "No"),
    flag("UDF Risk Relayed", "risk_info_relayed", "Yes", "No"),
    flag("UDF History", "history_checked", "Yes", "No"),
    flag("Is Duplicate", "is_duplicate", "TRUE", "FALSE"),
    flag("Is Test", "is_test_or_void", "TRUE", "FALSE"),
)


def _old_pages(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    return [
        Page(
            "Event Listing",
            export.header_rows(),
            body,
            above=[
                [run.title],
                ["Event Listing - All Types"],
                [f"Period: {run.days}", None, None, None, f"Run {run.made:%m/%d/%Y %I:%M %p}"],
            ],
            below=[["Grand Total", len(body)], ["*** End of Report ***"]],
        )
    ]


def _new_pages(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    return [Page("Incidents", export.header_rows(), body)]


OLD_CAD = Export(
    "ecc",
    "cad_calls",
    OLD_COLUMNS,
    lambda run: f"ECC Event Listing {run.month('%b %Y')}.xlsx",
    "No calls to report",
    _old_pages,
)
NEW_CAD = Export(
    "ecc",
    "cad_calls",
    NEW_COLUMNS,
    lambda run: f"Incidents_{run.start:%Y%m%d}_{run.end:%Y%m%d}.xlsx",
    "No calls to report",
    _new_pages,
)

QUIRKS = (
    Quirk("ecc", "cad_calls", "Q01", "three title rows with period and run time above the header"),
    Quirk("ecc", "cad_calls", "Q06", "a Grand Total row with the count of rows, and an end-of-report line"),
    Quirk(
        "ecc", "cad_calls", "Q15", "codes with their description in one cell (DVIP - DOMESTIC IN PROGRESS)"
    ),
    Quirk("ecc", "cad_calls", "Q37", "all call types, not only domestic ones"),
    Quirk("ecc", "cad_calls", "privacy", "caller name, phone and address columns"),
    Quirk(
        "ecc", "cad_calls", "Q14", "the same number with leading zeros in one system and without in another"
    ),
)
NEW_QUIRKS = (
    Quirk("ecc", "cad_calls", "Q18", "a new CAD system with other headers and other codes"),
    Quirk("ecc", "cad_calls", "Q11", "dates as text with AM and PM in the new system"),
)
