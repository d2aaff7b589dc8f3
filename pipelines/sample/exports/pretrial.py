"""Pretrial services: a quarterly workbook that starts in column B and hides a column of names.

Layout: ``layouts/pretrial.pretrial.yaml``.
"""

from __future__ import annotations

import pandas as pd

from pipelines.sample.exports import people
from pipelines.sample.exports.columns import Column, coded, count, filler, flag, plain, real_moment
from pipelines.sample.exports.derived_columns import number
from pipelines.sample.exports.export import Export, Quirk, Run
from pipelines.sample.exports.pages import Page

_P = "pretrial"
COLUMNS: tuple[Column, ...] = (
    number("Pretrial\nCase No.", "pretrial_key"),
    number("Booking No.", "booking_key", pad=6),
    number("Court Case:", "court_case_key"),
    filler("Defendant Name", lambda rows: people.full_name(rows, "pretrial", ("pretrial_key",))),
    real_moment("Interview  Date", "assessment_ts", "min"),
    flag("DV Case", "dv_related", "Yes", "No"),
    plain("Instrument", "tool"),
    flag("DV Supplement", "dv_supplement_done", "Yes", "No"),
    coded("Victim Contact", "victim_contact", _P),
    coded("Recommendation", "recommendation", _P, {"ror": "ROR", "detain": "Hold"}),
    coded("Judge Decision", "decision", _P, {"detained": "Held", "monetary_bail": "Bond"}),
    flag("Cond: No Contact", "condition_no_contact", "Yes", "No"),
    flag("Cond: Firearms", "condition_firearm", "Yes", "No"),
    flag("Cond: GPS", "condition_gps", "Yes", "No"),
    flag("Cond: No Alcohol", "condition_no_alcohol", "Yes", "No"),
    real_moment("Supv Start", "supervision_start_date", "D"),
    real_moment("Supv End", "supervision_end_date", "D"),
    count("# Violations", "violation_count"),
    flag("FTA", "fta", "Yes", "No"),
    flag("New Arrest", "new_arrest", "Yes", "No"),
    flag("NCO Violation", "nco_violation", "Yes", "No"),
    count("Days to Response", "days_to_response"),
)
_NAME = 4  # the position of the hidden names, counted with the empty column A


def _pages(export: Export, rows: pd.DataFrame, body: pd.DataFrame, run: Run) -> list[Page]:
    return [
        Page(
            "Evaluations",
            export.header_rows(),
            body,
            above=[[None, run.title], [None, f"Quarterly evaluations, {run.days}"], []],
            below=[[], ["Note: release decisions are those of the first hearing."]],
            hidden=(_NAME,),
            first_column=1,
        )
    ]


EVALUATIONS = Export(
    "pretrial",
    _P,
    COLUMNS,
    lambda run: f"Pretrial evaluations {run.label}.xlsx",
    "No evaluations to report",
    _pages,
)

QUIRKS = (
    Quirk("pretrial", _P, "Q08", "the table starts in column B and a blank row stands under the title"),
    Quirk("pretrial", _P, "Q04", "headers with line breaks, double blanks and colons"),
    Quirk("pretrial", _P, "Q22", "a hidden column of names"),
    Quirk("pretrial", _P, "Q26", "a note under the table"),
)
