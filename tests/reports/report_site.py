"""A small made-up warehouse with the tables that reports read: believable rows, withheld and missing ones."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from report_findings import finding_frames
from report_survivors import survivors
from report_uncertainty import uncertainty

from pipelines.checks import load_catalogue
from pipelines.metadata import CODE_LISTS, DATASETS, ELEMENTS, MEASURES, TABLES
from pipelines.metadata.classes import CASES_BEHIND, MEDIAN, NINTH
from pipelines.metadata.derive import create_table_sql
from pipelines.sample.world.registers import make_registers
from pipelines.sample.world.shapes import Calendar, WorldOptions
from pipelines.settings import Quarter
from pipelines.warehouse.registers import PUBLISHED_REGISTERS, published_register

_EXPECTATIONS = Path(__file__).resolve().parents[2] / "expectations"
SENTINEL = 7717  # stands in rows that are withheld, where the warehouse would have none: it must not come out
FORMULA, AT, WEB = "=1+1", "@Sum(A1)", "http://example.org/policy"
AS_OF = dt.date(2026, 4, 15)
QUARTER, DRAFT = Quarter(2026, 1), "7F3A-91C2"  # of the edition that is written from it
FIRST, LAST = dt.date(2024, 4, 1), dt.date(2026, 3, 1)

AGENCIES = [
    ("ecc", "Willow County Emergency Communications", "ecc", ("cad_calls",)),
    ("rpd", "Riverton Police Department", "patrol", ("rms_incidents", "rms_arrests")),
    ("wcso", "Willow County Sheriff's Office", "patrol", ("rms_incidents", "rms_arrests")),
    ("jail", "Willow County Jail", "sheriff_jail", ("jms_bookings",)),
    ("da", "Willow County Attorney", "prosecution", ("prosecution",)),
    ("court", "District Court, Willow County", "court", ("court_cases", "sentences", "protection_orders")),
    ("prob", "Community Corrections", "probation", ("probation_cases", "probation_violations")),
    ("adv", "Harbor Advocacy Program", "advocacy", ("advocacy_totals",)),
]
_OF_AREA = {
    "ecc": ["ecc"], "patrol": ["rpd", "wcso"], "sheriff_jail": ["jail"], "pretrial": ["jail"], "prosecution": ["da"],
    "court": ["court"], "probation": ["prob"], "cross_agency": [],
}  # fmt: skip
_NAMES = {code: name for code, name, _, _ in AGENCIES}
_BASE = {"M001": 96, "M020": 62, "M060": 34, "M080": 30, "M100": 22, "M130": 12, "M118": 14}
_MIX_SHARES = [0.46, 0.22, 0.13, 0.08, 0.06, 0.03, 0.02]


def make_connection() -> duckdb.DuckDBPyConnection:
    """The made-up warehouse, in memory."""
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE SCHEMA ops; CREATE SCHEMA pub")
    frames = _frames()
    published = {name: published_register(name) for name in PUBLISHED_REGISTERS}
    for name, table in {**TABLES, **published}.items():
        if not name.startswith(("ops.", "pub.")):
            continue
        connection.execute(create_table_sql(table))
        if name in frames:
            columns = [f.name for f in table.fields]
            frame = frames[name].reindex(columns=columns).copy()
            for field in table.fields:
                if field.kind.duckdb_type == "BIGINT":
                    frame[field.name] = frame[field.name].astype("Int64")
            connection.register("incoming", frame)
            casts = ", ".join(f"CAST({f.name} AS {f.kind.duckdb_type})" for f in table.fields)
            connection.execute(f"INSERT INTO {name} SELECT {casts} FROM incoming")
            connection.unregister("incoming")
    return connection


@cache
def _frames() -> dict[str, pd.DataFrame]:
    """The rows of every table that has some, which nobody changes."""
    rng = np.random.default_rng(20260415)
    frames = {**_ops(rng), **_measures(rng), **_policy(rng), **_funnel()}
    frames |= uncertainty(frames["pub.measure_value"])
    frames |= _registers()
    frames |= finding_frames(_NAMES)
    frames |= survivors()
    return frames


def _registers() -> dict[str, pd.DataFrame]:
    """The map and the source book of the sample, and what is made from the other registers."""
    options = WorldOptions(months=12)
    registers = make_registers(options, Calendar.of(options))
    actions = registers["coordinator", "recommendations"].merge(
        registers["coordinator", "decisions"].rename(columns={"status": "decision_status"}),
        on="rec_id",
        how="left",
    )
    actions["agency_name"] = actions["agency_code"].map(_NAMES)
    evidence = [
        {"agency_code": "rpd", "element_id": "PAT-07", "evidence_kind": "interview", "sources_count": 3, "gaps_count": 2,
         "gap_codes": "admin_practices; admin_practices"},
        {"agency_code": "all", "element_id": "PAT-07", "evidence_kind": "survivor_information", "theme_codes": "not_believed"},
        {"agency_code": "rpd", "element_id": "PAT-09", "evidence_kind": "observation", "rating": "rarely"},
    ]  # fmt: skip
    elements = [
        {"element_id": e.element_id, "agency_area": e.agency_area, "element_no": n, "title": e.title, "requirement_text": text,
         "measure_ids": "; ".join(e.measure_ids), "version": v, "is_local": False, "is_reworded": v == 2,
         "active_from_date": dt.date(2026, 3, 1) if v == 2 else None, "active_to_date": None if last else dt.date(2026, 2, 28),
         "standing": "in_force" if last else "replaced", "retired_reason": None}
        for n, e in enumerate(ELEMENTS.values(), 1)
        for v, text, last in ([(1, e.requirement, True)] if e.element_id != "PAT-03" else
                              [(1, e.requirement, False), (2, e.requirement.replace("each", "every"), True)])
    ]  # fmt: skip
    references = [
        {"named_in": "Policy checklist", "agency_code": "rpd", "place": "PAT-04", "doc_id": "RPD-D06", "standing": "missing"},
        {"named_in": "Policy checklist", "agency_code": "jail", "place": "JWC-01", "doc_id": "SO-D03", "standing": "replaced", "replaced_by": "SO-D07"},
        {"named_in": "Case-processing map", "place": "booking", "doc_id": "SO-D01", "standing": "in_book"},
    ]  # fmt: skip
    return {
        "pub.process_step": registers["coordinator", "process_map"],
        "pub.policy_document": registers["coordinator", "source_book"],
        "pub.policy_action": actions,
        "pub.practice_evidence": pd.DataFrame(evidence),
        "pub.practice_element": pd.DataFrame(elements),
        "pub.document_reference": pd.DataFrame(references),
    }


def _months() -> list[pd.Timestamp]:
    return list(pd.date_range(FIRST, LAST, freq="MS"))


def _ops(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    site = {
        "site_name": "Willow County Blueprint & Partners",
        "county_name": "Willow County",
        "population": 88_400,
        "as_of_date": AS_OF,
        "data_from_month": FIRST,
        "data_to_month": LAST,
        "dv_scope_note": "Headline figures count violence between intimate partners and between family or household members. "
        "Partner figures are given beside them.",
        "risk_questions_asked": 3,
        "is_sample": True,
        "keep_from": 0.9,
        "watch_from": 0.75,
        "often_blank": 0.15,
    }
    agencies = [
        {"agency_code": code, "agency_name": name, "agency_area": area, "population_served": 88_400,
         "dv_definition": "Intimate partners, family and household members as in state law; call types DVP, DVV, DVW." if i < 6 else None}
        for i, (code, name, area, _) in enumerate(AGENCIES)
    ]  # fmt: skip
    status, submissions, problems, blanks = [], [], [], []
    months = [*_months(), pd.Timestamp("2026-04-01")]
    for code, name, _, datasets in AGENCIES:
        for dataset in datasets:
            title = DATASETS[dataset].title
            for month in months:
                due = (month + pd.offsets.MonthBegin(1)).replace(day=10)
                state = "received"
                if month.date() > LAST:
                    state = "not_due"
                elif code == "jail" and month.date() >= dt.date(2026, 2, 1):
                    state = "late"
                elif code == "wcso" and month.date() == LAST:
                    state = "needs_fixing"
                elif code == "adv" and month.month == 8:
                    state = "nil_report"
                late = (AS_OF - due.date()).days if state == "late" else 0
                status.append(
                    {"agency_code": code, "agency_name": name, "dataset": dataset, "dataset_title": title, "month": month,
                     "status": state, "due_date": due, "received_date": due if state == "received" else None, "days_late": late}
                )  # fmt: skip
                if state in ("not_due", "late") or month < pd.Timestamp("2025-04-01"):
                    continue
                rows = int(rng.integers(40, 400))
                held = int(rng.integers(0, 6))
                sid = f"{code}-{dataset}-{month:%Y%m}"
                submissions.append(
                    {"submission_id": sid, "agency_code": code, "dataset": dataset,
                     "file_name": f"{title.replace(' ', '_').lower()} {month:%b %Y} FINAL (2).xlsx" if code != "rpd" else FORMULA,
                     "period_start": month, "period_end": month + pd.offsets.MonthEnd(0), "period_label": f"{month:%Y-%m}",
                     "coverage_note": None, "version": 1, "received_ts": due + pd.Timedelta(hours=9, minutes=12),
                     "status": "not_accepted" if state == "needs_fixing" else "nil_report" if state == "nil_report" else
                     "accepted_with_problems" if held else "accepted",
                     "file_sha256": "0" * 64, "layout_name": f"{code}/{dataset}", "rows_in_file": rows + 3, "rows_used": rows - held,
                     "rows_blank": 1, "rows_held": held, "rows_left_out": 2, "cells_in_file": rows * 9, "cells_used": rows * 8,
                     "cells_blank": rows, "cells_held": 0, "cells_left_out": 0, "control_total": rows if held else None,
                     "zero_report": state == "nil_report", "problems_count": 2}
                )  # fmt: skip
                problems += _problems(sid, code, dataset, state, held)
                for field in list(DATASETS[dataset].expected)[:4]:
                    blank = int(rows * rng.choice([0.01, 0.04, 0.12, 0.31]))
                    blanks.append(
                        {"agency_code": code, "dataset": dataset, "field_name": field,
                         "field_title": field.replace("_", " ").capitalize(), "month": month, "blank_count": blank,
                         "rows_count": rows, "expected_share": 0.9}
                    )  # fmt: skip
    links = [
        {"link_name": link, "agency_code": code, "month": month, "linked": int(n * share), "eligible": n}
        for link, code, share, n in (
            ("call_to_incident", "ecc", 0.93, 70), ("arrest_to_incident", "rpd", 0.98, 24), ("arrest_to_incident", "wcso", 0.97, 6),
            ("booking_to_incident", "jail", 0.81, 30), ("referral_to_incident", "da", 0.88, 28), ("sentence_to_court_case", "court", 0.99, 12),
        )
        for month in _months()
    ]  # fmt: skip
    definitions = [
        {"measure_id": m.measure_id, "name": m.name, "agency_area": m.agency_area, "unit_of_count": m.unit_of_count,
         "numerator": m.numerator, "denominator": m.denominator, "direction": m.direction, "source_ref": m.source_ref,
         "caution": m.caution, "dataset": m.dataset, "breakdown": m.mix_list or None, "value_kind": m.value_kind, "definition_version": m.version}
        for m in MEASURES.values()
    ]  # fmt: skip
    codes = [
        {"code_list": c.name, "code": code.code, "label": code.label, "position": i}
        for c in CODE_LISTS.values()
        for i, code in enumerate(c.codes)
    ]
    return {
        "ops.site": pd.DataFrame([site]),
        "ops.agency": pd.DataFrame(agencies),
        "ops.submission": pd.DataFrame(submissions),
        "ops.submission_status": pd.DataFrame(status),
        "ops.problem": pd.DataFrame(problems),
        "ops.blank_rate": pd.DataFrame(blanks),
        **_accepted(),
        "ops.match_rate": pd.DataFrame(links),
        "ops.measure_definition": pd.DataFrame(definitions),
        "ops.code_list": pd.DataFrame(codes),
        **_restatements(submissions),
        "ops.dataset": pd.DataFrame(
            [{"dataset": d.name, "dataset_title": d.title, "grain": d.grain} for d in DATASETS.values()]
        ),
    }


FOOTNOTE = (
    "Riverton Police Department, police incident reports: Injury is blank more often than expected. "
    "Accepted until 2026-06-30: system upgrade."
)


def _accepted() -> dict[str, pd.DataFrame]:
    """A waiver in force, one that ended, one that covers nothing, a confirmation, and the footnotes of two of them."""
    waiver = {
        "check_id": "table_field_often_blank", "agency_code": "rpd", "dataset": "rms_incidents", "column_name": "Injury",
        "period_label": None, "until_date": dt.date(2026, 6, 30), "reason": "system upgrade",
        "approved_by_role": "coordinator", "files_count": 3, "rows_count": 41,
    }  # fmt: skip
    waivers = [
        {**waiver, "waiver_no": 1, "state": "in_force"},
        {**waiver, "waiver_no": 2, "column_name": "Weapon", "state": "ended", "until_date": dt.date(2026, 1, 31)},
        {**waiver, "waiver_no": 3, "agency_code": "court", "dataset": "sentences", "state": "unmatched",
         "column_name": None, "files_count": 0, "rows_count": 0},
    ]  # fmt: skip
    confirmation = {
        "submission_id": "ecc-cad_calls-202602", "agency_code": "ecc", "dataset": "cad_calls", "rows_count": 118,
        "period_start": dt.date(2026, 2, 1), "period_end": dt.date(2026, 2, 28), "column_name": None,
        "check_id": "history_rows_count", "reason": "The winter storm kept people at home",
    }  # fmt: skip
    footnotes = [
        {"footnote_no": 1, "submission_id": f"rpd-rms_incidents-2026{month:02}", "footnote": FOOTNOTE, "agency_code": "rpd",
         "dataset": "rms_incidents", "period_start": dt.date(2026, month, 1), "period_end": dt.date(2026, month, 28)}
        for month in (2, 3)
    ]  # fmt: skip
    cross = [
        {"check_id": "history_links_low", "agency_code": "jail", "link_name": "booking_to_incident", "failing_count": 71, "rows_count": 360},
        {"check_id": "history_arrest_though_gone", "agency_code": "rpd", "link_name": None, "failing_count": 2, "rows_count": 240},
    ]  # fmt: skip
    between = [
        {"check_id": "cross_decision_before_recommendation", "dataset": "decisions", "row_id": "DEC-04", "field_name": "decided_date",
         "agency_code": "jail", "other": "REC-05", "submission_id": "none", "source_row": 5},
        {"check_id": "cross_reference_unknown", "dataset": "milestones", "row_id": "MS-02", "field_name": "decision_id",
         "other": "DEC-99", "source_row": 3},
        {"check_id": "cross_reference_unknown", "dataset": "policy_checklist", "row_id": "PAT-04 · 2026-1", "field_name": "doc_id",
         "agency_code": "rpd", "other": "RPD-D06", "source_row": 7},
        {"check_id": "cross_document_replaced", "dataset": "policy_checklist", "row_id": "JWC-01", "field_name": "doc_id",
         "agency_code": "jail", "other": "SO-D07", "source_row": 4, "waiver_no": 1},
        {"check_id": "cross_document_without_step", "dataset": "source_book", "row_id": "DA-D02", "field_name": "used_at_step",
         "agency_code": "da", "source_row": 9},
        {"check_id": "cross_form_not_on_map", "dataset": "source_book", "row_id": "SO-D01", "field_name": "used_at_step",
         "agency_code": "jail", "other": "booking", "source_row": 12},
        {"check_id": "cross_agency_without_liaison", "dataset": "team_members", "field_name": "seat", "agency_code": "rpd"},
    ]  # fmt: skip
    return {
        "ops.cross_check": pd.DataFrame(cross),
        "ops.check": pd.DataFrame([vars(c) for c in load_catalogue(_EXPECTATIONS).values()]),
        "ops.register_problem": pd.DataFrame(between),
        "ops.waiver": pd.DataFrame(waivers),
        "ops.confirmation": pd.DataFrame([confirmation]),
        "ops.footnote": pd.DataFrame(footnotes),
    }


def _restatements(submissions: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    """A correction of the police, whose file has a name like a formula, a year-to-date file, a file and a case withdrawn."""
    police = [s for s in submissions if s["agency_code"] == "rpd" and s["dataset"] == "rms_incidents"]
    court = [s for s in submissions if s["dataset"] == "court_cases"]
    newer, older, year, gone = police[-1], police[-2], court[-1], police[-3]
    rows = {
        "rows_before": 212,
        "rows_after": 214,
        "rows_same": 190,
        "rows_added": 9,
        "rows_removed": 7,
        "rows_changed": 15,
    }
    base = {
        "agency_code": "rpd",
        "dataset": "rms_incidents",
        "version": 2,
        "is_current": True,
        "figures_count": 31,
        **rows,
    }
    restated = [
        {**base, "submission_id": newer["submission_id"], "kind": "correction", "before_id": older["submission_id"],
         "after_id": newer["submission_id"], "changed_ts": dt.datetime(2026, 4, 12, 10)},
        {**base, "submission_id": year["submission_id"], "kind": "overlap", "agency_code": "court", "dataset": "court_cases",
         "before_id": "; ".join(str(s["submission_id"]) for s in court[:3]), "after_id": year["submission_id"],
         "changed_ts": dt.datetime(2026, 4, 11, 10), "is_current": False, "figures_count": None},
        {**base, "submission_id": gone["submission_id"], "kind": "withdrawal", "before_id": gone["submission_id"],
         "after_id": None, "changed_ts": dt.datetime(2026, 4, 13, 10), "reason": FORMULA},
    ]  # fmt: skip
    field = {"submission_id": newer["submission_id"], "kind": "correction"}
    fields = [
        {**field, "field_name": "injury", "field_title": "Injury", "change": "changed", "old_code": "N", "new_code": "M", "rows_count": 14},
        {**field, "field_name": "reported_ts", "field_title": "Reported time", "change": "later", "rows_count": 3},
    ]  # fmt: skip
    figure = {"submission_id": newer["submission_id"], "measure_id": "M020", "agency_code": "rpd", "period_kind": "month",
              "period_start": dt.date(2026, 2, 1), "period_end": dt.date(2026, 2, 28), "breakdown": "none", "category": "all"}  # fmt: skip
    figures = [
        {**figure, "audience": audience, "old_num": None, "old_suppressed": True, "new_num": 64, "new_suppressed": False}
        for audience in ("coordinator", "director")
    ] + [
        {**figure, "submission_id": "withdrawal-2", "audience": "coordinator", "old_num": 71, "old_suppressed": False,
         "new_num": 70, "new_suppressed": False}
    ]  # fmt: skip
    decision = {
        "recorded_ts": dt.datetime(2026, 4, 13, 10),
        "action": "withdraw",
        "is_in_force": True,
        "agency_code": "rpd",
    }
    withdrawn = [
        {**decision, "entry_no": 1, "is_case": False, "submission_id": gone["submission_id"], "reason": FORMULA, "rows_count": 88, "figures_count": None},
        {**decision, "entry_no": 2, "is_case": True, "key_kind": "report", "reason": "Sealed by the court.", "rows_count": 3,
         "figures_count": 1},
    ]  # fmt: skip
    return {
        "ops.restatement": pd.DataFrame(restated),
        "ops.restatement_field": pd.DataFrame(fields),
        "ops.figure_change": pd.DataFrame(figures),
        "ops.withdrawal": pd.DataFrame(withdrawn),
    }


def _problems(sid: str, code: str, dataset: str, state: str, held: int) -> list[dict[str, object]]:
    base = {"submission_id": sid, "agency_code": code, "dataset": dataset, "sheet": "Export"}
    found: list[dict[str, object]] = []
    if state == "needs_fixing":
        found.append({**base, "check_id": "sheet_columns_differ", "severity": "whole_file", "stage": "sheet", "cells": "A5:K5",
                      "column_name": None, "rows_count": 0, "message": "Export: the columns differ from the agreed layout. Missing: Relationship. "
                      "New: Rel Code (nearest: Relationship). Send the file with the agreed columns, or confirm the new layout."})  # fmt: skip
    if held:
        found.append({**base, "check_id": "row_duplicate_key", "severity": "row_held", "stage": "row", "cells": f"A12:A{12 + held}",
                      "column_name": "Report No", "rows_count": held, "message": f"Export!A12:A{12 + held} (Report No): the same report number "
                      "stands on more than one row. Keep one row for each report, or tell us what makes them different."})  # fmt: skip
    found.append({**base, "check_id": "cell_unmapped_code", "severity": "value", "stage": "cell", "cells": "F7, F19, F23",
                  "column_name": AT, "rows_count": 3, "message": "Export!F7, F19, F23 (Disposition): three spellings are not in the code list. "
                  "Pick a meaning for each on the receipt and send it back."})  # fmt: skip
    return [{**p, "problem_no": i + 1} for i, p in enumerate(found)]


def _periods() -> list[tuple[str, pd.Timestamp, pd.Timestamp, int]]:
    months = [("month", m, m + pd.offsets.MonthEnd(0), 1) for m in _months()]
    quarters = [
        ("quarter", q, q + pd.offsets.QuarterEnd(0), 3) for q in pd.date_range(FIRST, LAST, freq="QS")
    ]
    years = [
        ("rolling12", m - pd.DateOffset(months=11), m + pd.offsets.MonthEnd(0), 12) for m in _months()[-3:]
    ]
    return months + quarters + years


def _measures(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    rows: list[dict[str, object]] = []
    for measure in MEASURES.values():
        agencies = _OF_AREA.get(measure.agency_area, [])
        rate = float(rng.uniform(0.08, 0.9))
        for agency in [*agencies, *(["all"] if agencies else [])]:
            size = _BASE.get(measure.measure_id, 26) * (0.25 if agency == "wcso" else 1.0)
            for kind, start, end, months in _periods():
                base = max(int(rng.poisson(size * months)), 1)
                share = float(np.clip(rng.normal(rate, 0.05), 0.02, 0.98))
                key = {"measure_id": measure.measure_id, "agency_code": agency, "period_start": start, "period_end": end,
                       "period_kind": kind, "definition_version": 1}  # fmt: skip
                rows += _values(measure, key, base, share, rng)
    frame = pd.DataFrame(rows)
    copies = []
    for audience, limit in (("coordinator", 0), ("joint", 10), ("director", 5), ("public", 10)):
        copy = frame.copy()
        copy["audience"] = audience
        small = copy["num"].between(1, limit - 1) if limit else pd.Series(False, index=copy.index)
        beyond = np.where(copy["breakdown"] == "statistic", CASES_BEHIND[NINTH], CASES_BEHIND[MEDIAN])
        of_few = copy["num"].isna() & (copy["den"].astype(float) < beyond * limit)
        copy["suppressed"] = small.fillna(False) | of_few
        hidden = copy["suppressed"]
        copy.loc[hidden, ["num", "den", "n_missing"]] = SENTINEL
        copy.loc[hidden, ["value", "match_rate"]] = float(SENTINEL)
        copy["suppress_reason"] = np.where(hidden, "primary", None)
        copies.append(copy)
    return {"pub.measure_value": pd.concat(copies, ignore_index=True)}


def _values(
    measure: object, key: dict[str, object], base: int, share: float, rng: np.random.Generator
) -> list[dict[str, object]]:
    kind = str(measure.value_kind)  # type: ignore[attr-defined]
    missing = key["agency_code"] == "jail" and pd.Timestamp(str(key["period_start"])) >= pd.Timestamp(
        "2026-02-01"
    )
    row = {**key, "breakdown": "none", "category": "all", "num": None, "den": None, "value": None, "match_rate": None,
           "completeness_pct": 0.0 if missing else 100.0 if key["period_kind"] == "month" else 91.7, "n_missing": 0}  # fmt: skip
    if missing:
        return [row]
    row["n_missing"] = int(rng.integers(0, 6))
    if kind == "count":
        return [
            {**row, "num": base},
            {**row, "breakdown": "scope", "category": "ipv", "num": int(base * 0.7)},
        ]
    if kind == "share":
        num = round(base * share)
        link = 0.93 if measure.link else None  # type: ignore[attr-defined]
        return [{**row, "num": num, "den": base, "value": num / base, "match_rate": link}]
    if kind == "median":
        value = float(rng.gamma(4, 3 if "Minutes" in measure.name else 15))  # type: ignore[attr-defined]
        return [
            {**row, "num": None, "den": base, "value": value},
            {**row, "breakdown": "statistic", "category": "p90", "den": base, "value": value * 3.1},
        ]
    rows = [{**row, "num": base}] if measure.has_headline else []  # type: ignore[attr-defined]
    categories = [(p.breakdown, p.category) for p in measure.parts]  # type: ignore[attr-defined]
    if measure.mix_list:  # type: ignore[attr-defined]
        codes = CODE_LISTS[measure.mix_list].codes  # type: ignore[attr-defined]
        categories = [(measure.mix_list, c.code) for c in codes[: len(_MIX_SHARES) + 2]] + categories  # type: ignore[attr-defined]
    for i, (breakdown, category) in enumerate(categories):
        part = _MIX_SHARES[i] if i < len(_MIX_SHARES) else 0.0
        num = round(base * part)
        rows.append(
            {
                **row,
                "breakdown": breakdown,
                "category": category,
                "num": num,
                "den": base,
                "value": num / base,
            }
        )
    return rows


_DOCUMENTS = ["Policy 310, Domestic violence", "General Order 4.12", "Communications SOP 7", "Charging guide"]
_WHY = {
    "met": "The text names the officer's duty, the cases and the form to use.",
    "partly": "Says 'should' for misdemeanors only; nothing about how it is recorded, and supervisors may waive it without giving a reason in writing.",
    "not_met": "Left to the discretion of the shift supervisor.",
    "not_addressed": "No text was found in the source book.",
    "conflicts": "Section 4 lets officers close a call with a dispatch note when no one wants to make a statement.",
    "not_applicable": "The county has no such unit.",
}


def _policy(rng: np.random.Generator) -> dict[str, pd.DataFrame]:
    responses, practice, reviews = [], [], []
    statuses = ["met", "partly", "not_met", "not_addressed", "conflicts", "not_applicable", None]
    for code, name, area, _ in AGENCIES:
        elements = [e for e in ELEMENTS.values() if e.agency_area == area]
        for number, element in enumerate(elements, 1):
            status = (
                rng.choice(statuses, p=[0.36, 0.2, 0.1, 0.14, 0.06, 0.04, 0.1]) if code != "prob" else None
            )
            answered = status is not None
            has_text = status in ("met", "partly", "not_met", "conflicts")
            responses.append(
                {"agency_code": code, "agency_name": name, "agency_area": area, "element_id": element.element_id,
                 "element_no": number, "title": element.title, "requirement": element.requirement, "met_when": element.met_when,
                 "review_round": "2026-R1" if answered else None, "status": status,
                 "doc_id": rng.choice(_DOCUMENTS) if has_text else None, "section_ref": f"310.{number}" if has_text else None,
                 "page_ref": str(number + 2) if has_text else None, "rationale": _WHY.get(str(status)) if number > 1 else FORMULA,
                 "located_elsewhere_note": WEB if status == "partly" and number % 2 else None,
                 "barrier_note": "The report form has no field for it." if status in ("not_met", "not_addressed") else None,
                 "reviewer_role": "records supervisor" if answered else None,
                 "second_reviewer_role": "Blueprint advocate" if answered and number % 3 else None,
                 "agreed": ("yes" if number % 5 else "no") if answered and number % 3 else None,
                 "reviewed_on": dt.date(2026, 2, 3 + number) if answered else None,
                 "local_wording": "Officers should speak to each party and each witness apart." if element.element_id == "PAT-03" and code == "rpd" else None,
                 "wording_from_date": dt.date(2026, 3, 1) if element.element_id == "PAT-03" else None,
                 "retired_on_date": dt.date(2025, 12, 1) if element.element_id == "PAT-08" else None,
                 "retired_reason": "The county uses another screen." if element.element_id == "PAT-08" else None,
                 "previous_status": rng.choice(["partly", "not_addressed", "met"]) if answered and number % 2 else None}
            )  # fmt: skip
            row, quarters = _review(code, name, element, status, number, rng)
            practice.append(row)
            reviews += quarters
    frame = pd.DataFrame(responses)
    counts = (
        frame.assign(status=frame["status"].fillna("not_answered"), review_round="2026-R1")
        .groupby(["agency_code", "agency_name", "agency_area", "review_round", "status"])
        .size()
        .reset_index(name="elements_count")
    )
    return {
        "pub.policy_response": frame,
        "pub.policy_status_count": counts,
        "pub.policy_practice": pd.DataFrame(practice),
        "pub.case_review": pd.DataFrame(reviews),
    }


def _review(
    code: str, name: str, element: object, status: object, number: int, rng: np.random.Generator
) -> tuple[dict[str, object], list[dict[str, object]]]:
    base = {
        "agency_code": code,
        "agency_name": name,
        "element_id": element.element_id,
        "title": element.title,
    }  # type: ignore[attr-defined]
    read = int(rng.integers(4, 60)) if code in ("ecc", "rpd", "da") and number % 3 else 0
    applicable = int(read * 0.8)
    shown = int(applicable * rng.choice([0.95, 0.8, 0.55]))
    gap = (
        "not_reviewed" if not read else "conflicts" if status == "conflicts" else "not_addressed" if status == "not_addressed"
        else "too_few_files" if applicable < 10 else "policy_met_practice_low" if status == "met" and shown / applicable < 0.75
        else "practice_ahead_of_policy" if status in ("not_met", "partly") and shown / applicable >= 0.75 else "aligned"
    )  # fmt: skip
    row = {**base, "policy_status": status, "reviewed_count": read, "applicable_count": applicable, "demonstrated_count": shown,
           "practice_rate": shown / applicable if applicable >= 10 else None, "gap_kind": gap, "audience": "joint",
           "suppressed": False}  # fmt: skip
    reviews = []
    if read:
        for quarter, part in (("all", 1.0), ("2025-Q4", 0.6), ("2026-Q1", 0.4)):
            n, k = int(applicable * part), int(shown * part)
            hidden = 0 < n < 5
            numbers = {"reviewed": int(read * part), "demonstrated": k, "partly": (n - k) // 2, "not_demonstrated": n - k - (n - k) // 2,
                       "not_applicable": max(int(read * part) - n - 1, 0), "unknown": 1, "applicable": n}  # fmt: skip
            if hidden:
                numbers = dict.fromkeys(numbers, SENTINEL)
            for audience in ("coordinator", "joint"):
                reviews.append({**base, "event_quarter": quarter, **numbers, "rate": None, "audience": audience, "suppressed": hidden})  # fmt: skip
    return row, reviews


def _funnel() -> dict[str, pd.DataFrame]:
    steps = [("report", "Police report", 1.0), ("arrest", "Arrest", 0.52), ("referred", "Referred to the prosecutor", 0.48),
             ("filed", "Filed in court", 0.3), ("convicted", "Convicted", 0.16), ("supervised", "Under supervision", 0.11)]  # fmt: skip
    rows = []
    for agency, size in (("all", 744), ("rpd", 590), ("wcso", 62)):
        cohorts = [
            ("rolling12", pd.Timestamp("2025-04-01"), size),
            ("quarter", pd.Timestamp("2026-01-01"), size // 4),
            ("quarter", pd.Timestamp("2025-10-01"), size // 4),
        ]
        for kind, start, n in cohorts:
            before = None
            for number, (step, label, share) in enumerate(steps, 1):
                linked = int(n * share)
                hidden = 0 < linked < 10
                early = start == pd.Timestamp("2026-01-01") and number >= 5
                rows.append(
                    {"agency_code": agency, "cohort_kind": kind, "cohort_start": start, "cohort_end": start, "step_no": number, "step": step,
                     "label": label, "linked": SENTINEL if hidden else linked, "previous": SENTINEL if hidden else before,
                     "unlinked": SENTINEL if hidden else int(linked * 1.1), "match_rate": 0.9, "links_low": False, "too_early": early, "suppressed": hidden}
                )  # fmt: skip
                before = linked
    return {
        "pub.funnel": pd.DataFrame([{**row, "audience": a} for row in rows for a in ("coordinator", "joint")])
    }
