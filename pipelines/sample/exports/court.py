"""The court: one row per charge with traffic cases among them, sentences in words, and civil protection orders.

Layouts: ``layouts/court.*.yaml``.
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
    real_moment,
)
from pipelines.sample.exports.derived_columns import number, term, term_and_unit
from pipelines.sample.exports.export import Export, MakePages, Quirk, Run
from pipelines.sample.exports.pages import Line, Page

_C = "court_cases"
_CASE = ("court_case_key",)
_DAY = "%m/%d/%Y"
DISPOSITIONS = {
    "conviction_plea": "Plea Of Guilty",
    "conviction_trial": "Verdict Guilty",
    "acquittal": "Finding Not Guilty",
    "dismissal": "Nolle Prosequi",
    "diverted_or_deferred": "Stay of adjudication",
    "transfer": "Bound Over",
    "other": "Mistrial",
    "pending_warrant": "BFW",
}
TRAFFIC = "169.20"  # a made-up statute of moving violations


def _title(rows: pd.DataFrame) -> np.ndarray:
    return "STATE v. " + np.char.upper(people.surname(rows, "defendant", _CASE).astype(str)).astype(object)


def _category(rows: pd.DataFrame) -> np.ndarray:
    is_traffic = rows["statute_text"].astype(object).eq(TRAFFIC).to_numpy()
    return np.where(is_traffic, "Traffic", "Criminal").astype(object)


CASE_COLUMNS: tuple[Column, ...] = (
    number("Case Number", "court_case_key"),
    filler("Case Style", _title),
    filler("Case Category", _category),
    real_moment("File Date", "filed_date", "D"),
    plain("Count", "charge_seq"),
    plain("Statute", "statute_text"),
    plain("Amended From", "amended_from"),
    coded("Degree", "level", _C),
    coded("Offense Family", "charge_family", _C),
    flag("DV Charge", "dv_related"),
    flag("Lead Charge", "is_primary_charge"),
    coded("Plea", "plea", _C),
    coded("Charge Disposition", "disposition", _C, DISPOSITIONS),
    real_moment("Disposition Date", "disposition_date", "D"),
    coded("Disposition Reason", "disposition_reason", _C),
    coded("Method", "disposition_method", _C, {"dismissal_prosecutor": "Dismissed - State"}),
    coded("Dismissed By", "dismissed_by", _C, {"prosecutor": "State"}),
    real_moment("First Appearance", "first_appearance_date", "D"),
    real_moment("NCO Issued", "nco_issued_date", "D"),
    real_moment("NCO Lifted", "nco_lifted_date", "D"),
    flag("Firearm Order", "firearm_order"),
    coded("Firearm Compliance", "firearm_compliance", _C),
    count("Continuances", "continuances"),
    count("Hearings", "hearings"),
    flag("Victim Present", "victim_present_any"),
    flag("Interp Needed", "interpreter_needed"),
    flag("Interp Provided", "interpreter_provided"),
    flag("Reopened", "reopened"),
    flag("Sealed", "sealed_flag"),
    filler("Judge", lambda rows: people.staff_name(rows, "judge", 5, _CASE)),
)


def _with_title(sheet: str, what: str) -> MakePages:
    def pages(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
        above: list[Line] = [[run.title], [f"{what}: {run.days}"]]
        return [Page(sheet, export.header_rows(), body, above=above)]

    return pages


def _traffic(rows: pd.DataFrame, run: Run) -> pd.DataFrame | None:
    """A traffic case for every third case, which the layout's filter leaves out."""
    chosen = rows[people.dice(rows, "traffic", _CASE) % 3 == 0]
    if chosen.empty:
        return None
    extra = chosen.copy()
    extra["court_case_key"] = extra["court_case_key"] + "-99"
    extra["statute_text"] = TRAFFIC
    extra["level"] = "infraction"
    extra["dv_related"] = False
    extra.index = pd.Index([f"traffic {n}" for n in range(len(extra))])
    return extra


CASES = Export(
    "court",
    _C,
    CASE_COLUMNS,
    lambda run: f"Case Charge Extract {run.label}.xlsx",
    "No cases to report",
    _with_title("Charges", "Cases filed or changed"),
    _traffic,
    dates="m/d/yyyy",
)

_S = "sentences"
SENTENCE_COLUMNS: tuple[Column, ...] = (
    number("Case Number", "court_case_key"),
    filler("Case Style", _title),
    coded("Sentence Phase", "phase", _S, {"original": "Original Sentencing"}),
    moment("Sentence Date", "sentence_date", _DAY),
    coded("Sentence Type", "sentence_type", _S),
    *term_and_unit("Jail Term", "Jail Unit", "jail_days_imposed"),
    term("Jail Stayed", "jail_days_suspended"),
    term("Jail to Serve", "jail_days_to_serve"),
    term("Prison", "prison_days"),
    term("Probation", "probation_days"),
    coded("Probation Kind", "probation_kind", _S, {"supervised": "Formal", "unsupervised": "Informal"}),
    money("Fine", "fine_usd"),
    flag("BIP", "cond_bip"),
    flag("No Contact", "cond_no_contact"),
    flag("No Firearms", "cond_firearm"),
    flag("Chem Eval", "cond_chemical_eval"),
    flag("No Alcohol", "cond_no_alcohol"),
    flag("MH Treatment", "cond_mental_health"),
    flag("GPS", "cond_gps"),
    flag("Restitution", "cond_restitution"),
    flag("Review Hearing", "cond_review_hearing"),
    flag("PSI", "psi_ordered"),
    flag("PSI DV Section", "psi_includes_dv_assessment"),
    flag("DV", "dv_related"),
    filler("Judge", lambda rows: people.staff_name(rows, "judge", 5, _CASE)),
)
SENTENCES = Export(
    "court",
    _S,
    SENTENCE_COLUMNS,
    lambda run: f"Sentence Extract {run.label}.xlsx",
    "No sentences to report",
    _with_title("Sentences", "Sentences pronounced"),
)

_O = "protection_orders"
ORDER_COLUMNS: tuple[Column, ...] = (
    number("PO Number", "po_key"),
    moment("Petition Date", "petition_date", _DAY),
    coded("Order Kind", "order_kind", _O, {"ex_parte": "Ex parte", "full": "OFP", "harassment": "HRO"}),
    coded("Result", "petition_result", _O, {"dismissed_petitioner_absent": "Petitioner FTA"}),
    moment("Decided", "decided_date", _DAY),
    moment("Granted", "granted_date", _DAY),
    moment("Served", "served_date", _DAY),
    count("Service Attempts", "service_attempts"),
    moment("Expires", "expires_date", _DAY),
    flag("Firearm Prohibition", "firearm_prohibition"),
    coded("Firearm Compliance", "firearm_compliance", _O),
    count("Violations", "violation_count"),
    coded(
        "Relationship",
        "petitioner_relationship",
        _O,
        {"ipv": "Intimate partner", "fv_non_ipv": "Family member"},
    ),
)
ORDERS = Export(
    "court",
    _O,
    ORDER_COLUMNS,
    lambda run: f"Protection Orders {run.label}.xlsx",
    "No petitions to report",
    _with_title("Orders", "Petitions filed or changed"),
)
ORDERS_WITH_NAMES = Export(
    "court",
    _O,
    (
        *ORDER_COLUMNS,
        filler("Petitioner Name", lambda rows: people.full_name(rows, "petitioner", ("po_key",))),
    ),
    ORDERS.name,
    ORDERS.nothing,
    ORDERS.pages,
)

QUIRKS = (
    Quirk("court", _C, "Q19", "one row per charge, with the case's facts repeated"),
    Quirk("court", _C, "Q40", "names in the case style (STATE v. ...)"),
    Quirk("court", _C, "Q15", "dispositions as words (Plea Of Guilty, Nolle Prosequi)"),
    Quirk("court", _C, "filter", "traffic cases among the criminal ones, left out by the layout's filter"),
    Quirk("court", _C, "Q29", "a case stands again in the file of each month in which it changed"),
    Quirk("court", _C, "privacy", "names of judges"),
    Quirk("court", _S, "Q39", "terms as text (1Y 6M 0D), and one term with its unit in the next column"),
    Quirk("court", _S, "Q38", "fines as text ($300.00)"),
)
