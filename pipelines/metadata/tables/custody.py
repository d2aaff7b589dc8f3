"""Core tables of warrants, jail, pretrial release and investigation."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import (
    AGENCY_CODE,
    BOOKING_KEY,
    COURT_CASE_KEY,
    INCIDENT_KEY,
    PRETRIAL_KEY,
    PROVENANCE,
    WARRANT_KEY,
    amount,
    code,
    count,
    day,
    moment,
    text,
    yes_no,
)

WARRANT = Table(
    schema="core",
    name="warrant",
    grain="one warrant",
    key=("agency_code", "warrant_key"),
    fields=(
        AGENCY_CODE,
        WARRANT_KEY,
        INCIDENT_KEY,
        moment("requested_ts", "When the warrant was asked for."),
        moment("issued_ts", "When the warrant was issued."),
        code("warrant_type", "warrant_type", "What the warrant is for."),
        yes_no("dv_flag", "The warrant belongs to a domestic violence matter."),
        moment("served_ts", "When the warrant was served."),
        moment("ended_ts", "When the warrant was recalled or expired."),
        code("status", "warrant_status", "Where the warrant stands."),
        count("attempts", "Attempts at service.", "attempts"),
        *PROVENANCE,
    ),
)

BOOKING = Table(
    schema="core",
    name="booking",
    grain="one admission to jail, whatever the number of charges",
    key=("agency_code", "booking_key"),
    fields=(
        AGENCY_CODE,
        BOOKING_KEY,
        INCIDENT_KEY,
        COURT_CASE_KEY,
        moment("booked_ts", "When the person was booked."),
        moment("released_ts", "When the person was released; blank while in custody."),
        moment("first_appearance_ts", "When a judge first reviewed the custody."),
        amount("hold_hours", "hours", "From booking to release."),
        code("release_type", "release_type", "How the person was released."),
        amount("bond_amount", "USD", "The bond set."),
        yes_no("release_conditions_nco", "No contact is a condition of release."),
        yes_no("release_conditions_firearm", "Giving up firearms is a condition of release."),
        yes_no("release_conditions_gps", "Electronic monitoring is a condition of release."),
        yes_no("pretrial_supervision", "Release is under pretrial supervision."),
        code("victim_notified", "victim_notified", "Whether the victim was told of the release, and when."),
        moment("victim_notified_ts", "When the victim was told."),
        yes_no("in_custody_nco_order", "A no-contact order held during custody."),
        yes_no("jail_contact_violation", "Contact was made from jail against an order."),
        yes_no("dv_charge", "At least one charge is a domestic violence charge."),
        count("charges_count", "Charges on the booking.", "charges"),
        *PROVENANCE,
    ),
)

BOOKING_CHARGE = Table(
    schema="core",
    name="booking_charge",
    grain="one charge of one booking",
    key=("agency_code", "booking_key", "charge_seq"),
    fields=(
        AGENCY_CODE,
        BOOKING_KEY,
        count("charge_seq", "The number of the charge inside the booking.", "ordinal"),
        text("statute_text", "The statute number, as text."),
        code("charge_class", "offense_level", "The level of the charge."),
        yes_no("dv_charge", "The charge is a domestic violence charge."),
        *PROVENANCE,
    ),
)

PRETRIAL_CASE = Table(
    schema="core",
    name="pretrial_case",
    grain="one pretrial evaluation and the release that followed",
    key=("agency_code", "pretrial_key"),
    fields=(
        AGENCY_CODE,
        PRETRIAL_KEY,
        BOOKING_KEY,
        COURT_CASE_KEY,
        moment("assessment_ts", "When the evaluation was done."),
        yes_no("dv_related", "The evaluation is for a domestic violence matter."),
        text("tool", "The risk tool in use."),
        yes_no("dv_supplement_done", "The domestic violence supplement was done."),
        code("victim_contact", "pretrial_victim_contact", "Whether the victim was reached."),
        code("recommendation", "pretrial_recommendation", "What the evaluator recommended."),
        code("decision", "pretrial_decision", "What the court decided."),
        yes_no("condition_no_contact", "No contact is a condition."),
        yes_no("condition_firearm", "Giving up firearms is a condition."),
        yes_no("condition_gps", "Electronic monitoring is a condition."),
        yes_no("condition_no_alcohol", "No alcohol is a condition."),
        day("supervision_start_date", "When pretrial supervision began."),
        day("supervision_end_date", "When pretrial supervision ended."),
        count("violation_count", "Violations recorded.", "violations"),
        yes_no("fta", "The defendant failed to appear."),
        yes_no("new_arrest", "The defendant was arrested again while released."),
        yes_no("nco_violation", "The no-contact condition was violated while released."),
        count("days_to_response", "From a violation to the court's response.", "days"),
        *PROVENANCE,
    ),
)

INVESTIGATION = Table(
    schema="core",
    name="investigation",
    grain="one follow-up investigation of one incident",
    key=("agency_code", "incident_key"),
    fields=(
        AGENCY_CODE,
        INCIDENT_KEY,
        moment("assigned_ts", "When the case was assigned."),
        code("status", "investigation_status", "Where the investigation stands."),
        code("cleared_exceptional", "exceptional_clearance", "The reason of an exceptional clearance."),
        moment("victim_contact_ts", "When the investigator first reached the victim."),
        yes_no("followup_photos", "Follow-up photographs were taken."),
        yes_no("recording_911_obtained", "The 911 recording was obtained."),
        yes_no("jail_calls_reviewed", "Jail calls were reviewed."),
        yes_no("prior_incidents_attached", "Prior incidents are attached."),
        moment("warrant_requested_ts", "When a warrant was asked for."),
        moment("referred_ts", "When the case went to the prosecutor."),
        moment("closed_ts", "When the investigation was closed."),
        *PROVENANCE,
    ),
)

TABLES = (WARRANT, BOOKING, BOOKING_CHARGE, PRETRIAL_CASE, INVESTIGATION)
