"""Core tables of community supervision."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.fields import (
    AGENCY_CODE,
    COURT_CASE_KEY,
    PROBATION_KEY,
    PROVENANCE,
    VIOLATION_KEY,
    code,
    day,
    moment,
    text,
    yes_no,
)

PROBATION_CASE = Table(
    schema="core",
    name="probation_case",
    grain="one supervision case",
    key=("agency_code", "probation_key"),
    fields=(
        AGENCY_CODE,
        PROBATION_KEY,
        COURT_CASE_KEY,
        day("started_date", "When supervision began."),
        day("ended_date", "When supervision ended; blank while open."),
        code("status", "probation_status", "Where the case stands."),
        code("supervision_level", "supervision_level", "The level of supervision."),
        yes_no("dv_related", "The case is for a domestic violence conviction."),
        yes_no("dv_caseload", "The case is on a specialized caseload."),
        code("dv_risk_tool", "dv_risk_tool", "The domestic violence risk tool used at intake."),
        text("dv_risk_result", "The band of the result."),
        day("dv_risk_date", "When that tool was used."),
        day("intake_date", "When intake was held."),
        code("victim_contact", "probation_victim_contact", "Whether the victim was reached."),
        moment("victim_contact_ts", "When the victim was reached."),
        yes_no("bip_ordered", "A batterer intervention program is ordered."),
        day("bip_enrolled_date", "When the probationer enrolled in it."),
        code("bip_status", "bip_status", "Where the program stands."),
        yes_no("firearm_condition_verified", "The firearm condition was verified."),
        code("discharge_type", "discharge_type", "How supervision ended."),
        *PROVENANCE,
    ),
)

PROBATION_VIOLATION = Table(
    schema="core",
    name="probation_violation",
    grain="one reported violation of supervision",
    key=("agency_code", "violation_key"),
    fields=(
        AGENCY_CODE,
        VIOLATION_KEY,
        PROBATION_KEY,
        day("violation_date", "When the violation happened."),
        day("discovered_date", "When the violation was found."),
        code("violation_type", "violation_type", "Technical, absconding, or new offense."),
        code("violation_subtype", "violation_subtype", "What was violated."),
        day("reported_to_court_date", "When the court was told."),
        yes_no("warrant_requested", "A warrant was asked for."),
        day("hearing_date", "When the violation was heard."),
        code("response", "violation_response", "What came of it."),
        day("response_date", "When the response was given."),
        *PROVENANCE,
    ),
)

TABLES = (PROBATION_CASE, PROBATION_VIOLATION)
