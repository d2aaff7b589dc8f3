"""Community corrections: csv from an old database, with the word NULL, -1 for yes, and a strange separator.

Layouts: ``layouts/prob.*.yaml``.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.exports import people
from pipelines.sample.exports.columns import Column, coded, filler, flag, moment, plain
from pipelines.sample.exports.derived_columns import number
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Page

_DAY = "%m/%d/%Y"


def _bit(header: str, field: str) -> Column:
    """-1 for yes, 0 for no, NULL for unknown."""
    return flag(header, field, "-1", "0", "NULL")


def _null_where_blank(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    """The word NULL in every empty cell."""
    return [Page("Sheet1", export.header_rows(), body.where(body.notna(), "NULL"))]


_C = "probation_cases"
_CASE = ("probation_key",)
CASE_COLUMNS: tuple[Column, ...] = (
    number("CASE_NUMBER", "probation_key"),
    filler("SID", lambda rows: people.badge(rows, "sid", 50_000, _CASE)),
    filler("LNAME", lambda rows: people.surname(rows, "probationer", _CASE)),
    number("DOCKET", "court_case_key"),
    moment("START_DT", "started_date", _DAY),
    moment("TERM_DT", "ended_date", _DAY),
    coded("STATUS", "status", _C, {"active": "ACT", "administrative": "ADM", "absconded": "ABSC"}),
    coded("LEVEL", "supervision_level", _C),
    _bit("DV_CASE", "dv_related"),
    _bit("DV_UNIT", "dv_caseload"),
    coded("DV_TOOL", "dv_risk_tool", _C),
    plain("DV_RESULT", "dv_risk_result"),
    moment("DV_TOOL_DT", "dv_risk_date", _DAY),
    moment("INTAKE_DT", "intake_date", _DAY),
    coded("VIC_CONTACT", "victim_contact", _C),
    moment("VIC_CONTACT_DT", "victim_contact_ts", f"{_DAY} %H:%M"),
    _bit("BIP_ORD", "bip_ordered"),
    moment("BIP_ENR_DT", "bip_enrolled_date", _DAY),
    coded(
        "BIP_STAT",
        "bip_status",
        _C,
        {"not_started": "NS", "enrolled": "IP", "completed": "C", "terminated_noncompliance": "NC"},
    ),
    _bit("FIREARM_VER", "firearm_condition_verified"),
    coded("TA_TYPE", "discharge_type", _C),
    filler("OFFICER_CD", lambda rows: people.badge(rows, "po", 9, _CASE)),
)
CASES = Export(
    "prob",
    _C,
    CASE_COLUMNS,
    lambda run: f"DOCSTARS_CASES_{run.start:%Y%m%d}_{run.end:%Y%m%d}.csv",
    "No supervision cases to report",
    _null_where_blank,
)

_V = "probation_violations"
VIOLATION_COLUMNS: tuple[Column, ...] = (
    number("REPORT_ID", "violation_key"),
    number("CASE_NUMBER", "probation_key"),
    moment("VIOL_DT", "violation_date", _DAY),
    moment("FOUND_DT", "discovered_date", _DAY),
    coded(
        "VIOL_TYPE", "violation_type", _V, {"technical": "TECH", "absconding": "ABSC", "new_offense": "NOFF"}
    ),
    coded("VIOL_SUBTYPE", "violation_subtype", _V),
    moment("COURT_RPT_DT", "reported_to_court_date", _DAY),
    _bit("WARRANT_REQ", "warrant_requested"),
    moment("HEARING_DT", "hearing_date", _DAY),
    coded("RESPONSE", "response", _V),
    moment("RESPONSE_DT", "response_date", _DAY),
    filler("STAFF_NAME", lambda rows: people.surname(rows, "agent", _CASE) + "é"),
)
VIOLATIONS = Export(
    "prob",
    _V,
    VIOLATION_COLUMNS,
    lambda run: f"DOCSTARS_VIOL_{run.start:%Y%m%d}_{run.end:%Y%m%d}.txt",
    "No violations to report",
    _null_where_blank,
    encoding="cp1252",
    separator="|",
)

QUIRKS = (
    Quirk("prob", _C, "Q17", "the word NULL in every empty cell"),
    Quirk("prob", _C, "Q16", "-1 for yes and 0 for no"),
    Quirk("prob", _C, "Q29", "a case stands again in the file of each quarter in which it changed"),
    Quirk("prob", _C, "privacy", "state id numbers and surnames"),
    Quirk("prob", _V, "Q34", "a text file in Windows-1252 with bars between the cells"),
)
