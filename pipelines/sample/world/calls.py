"""What the 911 center's system exports: every event, unfiltered, with its duplicates, tests and voids."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.sample.world.dice import Dice, later, named, numbered, only
from pipelines.sample.world.events import Events, months_of_events
from pipelines.sample.world.frames import finished, period_starts
from pipelines.sample.world.shapes import MILLBROOK_SHARE, Calendar, WorldOptions

CALLS_WITHOUT_REPORT_PER_1000 = 4.7  # domestic violence calls a year, beside those that led to a report
OTHER_CALLS = 9  # other events for each domestic violence call
REPORTS_FROM_CALLS = 0.88

_DV_TYPES = {
    "dv_in_progress": 0.36,
    "dv_physical_past": 0.17,
    "dv_verbal": 0.2,
    "dv_unknown_trouble": 0.09,
    "dv_weapon": 0.05,
    "order_violation": 0.07,
    "stalking_harassment": 0.04,
    "welfare_check_dv": 0.02,
}
_LOOKED_LIKE = {"not_dv": 0.8, "child_custody_dispute": 0.12, "assist_retrieve_property": 0.08}
_WITHOUT_REPORT = {
    "no_action_civil": 0.44,
    "goa_suspect": 0.19,
    "unfounded": 0.11,
    "cancelled": 0.12,
    "unable_to_locate": 0.08,
    "transferred": 0.03,
    "unknown": 0.03,
}
_OTHER = {
    "no_action_civil": 0.55,
    "report_written": 0.2,
    "arrest": 0.02,
    "unfounded": 0.06,
    "cancelled": 0.08,
    "unable_to_locate": 0.05,
    "transferred": 0.04,
}
_SOURCES = {"911": 0.74, "non_emergency": 0.18, "text": 0.03, "officer_initiated": 0.03, "other_agency": 0.02}
_OTHER_SOURCES = {"911": 0.36, "non_emergency": 0.24, "officer_initiated": 0.32, "alarm": 0.08}
_CALLERS = {
    "victim": 0.54,
    "third_party": 0.26,
    "child": 0.05,
    "suspect": 0.05,
    "hangup_open_line": 0.06,
    "unknown": 0.04,
}


def make_calls(options: WorldOptions, calendar: Calendar, events: Events) -> pd.DataFrame:
    """The records of ``cad_calls`` at the 911 center."""
    dice = Dice(options.seed, "calls")
    rows = pd.concat(
        [_with_report(dice, events), _without_report(dice, options, calendar)], ignore_index=True
    )
    rows = rows[calendar.holds(rows["received_ts"])]
    rows = rows.sort_values("received_ts", kind="stable").reset_index(drop=True)
    rows = _with_answers(dice, _with_times(dice, rows))
    rows = _with_form(Dice(options.seed, "call form"), rows)
    rows = pd.concat([rows, _duplicates(dice, rows), _tests(dice, rows)], ignore_index=True)
    rows = rows[calendar.holds(rows["received_ts"])]
    rows = rows.sort_values("received_ts", kind="stable").reset_index(drop=True)
    rows["call_key"] = numbered(dice, rows["received_ts"], "C-", gap=4)
    rows["_month"] = period_starts(rows["received_ts"], quarterly=False)
    made = finished("cad_calls", rows, {"call_key": "ecc", "report_key": rows["agency"].to_numpy()})
    made["_incident"] = rows["incident"].astype("Int64")
    return made


def _with_report(dice: Dice, events: Events) -> pd.DataFrame:
    incidents = events.incidents[dice.chance(len(events.incidents), REPORTS_FROM_CALLS)]
    n = len(incidents)
    rows = incidents[["agency", "gone", "arrest", "is_dv"]].copy()
    rows["incident"] = incidents.index
    rows["received_ts"] = later(incidents["reported_ts"], -dice.delay(n, 40, 0.5, 12, 400), "min")
    rows["report_number"] = incidents["number"]
    rows["report_key"] = named(dice, rows["report_number"], 0.04)
    order = (incidents["family"] == "order_violation").to_numpy() & dice.chance(n, 0.7)
    stalking = (incidents["family"] == "stalking").to_numpy() & dice.chance(n, 0.6)
    rows["call_type_initial"] = np.select(
        [order, stalking, dice.chance(n, 0.07)],
        ["order_violation", "stalking_harassment", dice.pick(n, _LOOKED_LIKE)],
        dice.pick(n, _DV_TYPES),
    )
    started_dv = ~rows["call_type_initial"].isin(list(_LOOKED_LIKE)).to_numpy()
    final = np.where(started_dv, rows["call_type_initial"], dice.pick(n, _DV_TYPES))
    final = np.where(dice.chance(n, 0.14), dice.pick(n, _DV_TYPES), final)
    rows["call_type_final"] = np.where(dice.chance(n, 0.03), "not_dv", final)
    other = ~rows["is_dv"].to_numpy() & dice.chance(n, 0.97)
    rows.loc[other, ["call_type_initial", "call_type_final"]] = "not_dv"
    closed = np.where(rows["gone"] & dice.chance(n, 0.3), "goa_suspect", "report_written")
    rows["disposition"] = np.where(
        (rows["arrest"] == "scene") & dice.chance(n, 0.85),
        "arrest",
        np.where(dice.chance(n, 0.03), dice.pick(n, _WITHOUT_REPORT), closed),
    )
    rows["kind"] = np.where(rows["is_dv"], "dv", "other")
    return rows.reset_index(drop=True)


def _without_report(dice: Dice, options: WorldOptions, calendar: Calendar) -> pd.DataFrame:
    months = months_of_events(
        dice, calendar.months, CALLS_WITHOUT_REPORT_PER_1000 + OTHER_CALLS * 10, options.population
    )
    n = len(months)
    rows = pd.DataFrame({"received_ts": dice.moments(months)})
    share = CALLS_WITHOUT_REPORT_PER_1000 / (CALLS_WITHOUT_REPORT_PER_1000 + OTHER_CALLS * 10)
    rows["kind"] = np.where(dice.chance(n, share), "dv", "other")
    rows["agency"] = dice.pick(n, {"mpd": MILLBROOK_SHARE, "rpd": 1 - MILLBROOK_SHARE})
    rows["incident"] = pd.array([pd.NA] * n, dtype="Int64")
    is_dv = (rows["kind"] == "dv").to_numpy()
    first = dice.pick(n, _DV_TYPES)
    rows["call_type_initial"] = np.where(is_dv, first, "not_dv")
    rows["call_type_final"] = np.where(is_dv & ~dice.chance(n, 0.16), first, "not_dv")
    rows["disposition"] = np.where(is_dv, dice.pick(n, _WITHOUT_REPORT), dice.pick(n, _OTHER))
    # The center writes report numbers down for domestic violence; elsewhere it is an exception.
    number = (
        rows["received_ts"].dt.year.astype(str) + "-7" + pd.Series(dice.between(n, 10000, 99999)).astype(str)
    )
    rows["report_key"] = number.where(dice.chance(n, 0.004) & ~is_dv, None)
    return rows


def _with_times(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    n = len(rows)
    is_dv = (rows["kind"] == "dv").to_numpy()
    urgent = rows["call_type_initial"].isin(["dv_in_progress", "dv_weapon"]).to_numpy()
    rank = np.where(urgent, dice.pick(n, {1: 0.58, 2: 0.28, 3: 0.14}), dice.pick(n, {2: 0.3, 3: 0.5, 4: 0.2}))
    rows["priority_rank"] = dice.blanked(rank, 0.03)
    rows["priority_initial"] = rows["priority_rank"].map(lambda value: f"P{value}", na_action="ignore")
    final = np.where(dice.chance(n, 0.1), np.minimum(rank + 1, 4), rank)
    rows["priority_final"] = pd.Series(final).map("P{}".format)
    nobody = rows["disposition"].isin(["cancelled", "transferred"]).to_numpy() & dice.chance(n, 0.7)
    sent = ~nobody & dice.chance(n, np.where(rows["incident"].notna(), 0.985, 0.95))
    arrived = sent & dice.chance(n, np.where(is_dv, np.where(rows["incident"].notna(), 0.98, 0.93), 0.75))
    wait = dice.delay(n, np.where(rank == 1, 1.6, np.where(rank == 2, 3.2, 8.0)), 0.7, 0.0, 180)
    drive = dice.delay(n, np.where(rank == 1, 6.0, 9.0), 0.5, 1, 120)
    rows["dispatched_ts"] = later(rows["received_ts"], np.round(wait), "min").where(sent)
    rows["first_arrived_ts"] = later(rows["dispatched_ts"], np.round(drive), "min").where(arrived)
    begun = rows["first_arrived_ts"].fillna(rows["dispatched_ts"]).fillna(rows["received_ts"])
    rows["cleared_ts"] = later(begun, np.round(dice.delay(n, 38, 0.6, 2, 600)), "min")
    return rows


def _with_answers(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    n = len(rows)
    is_dv = (rows["kind"] == "dv").to_numpy()
    rows["call_type_initial"] = dice.blanked(rows["call_type_initial"], 0.004)
    rows["call_type_final"] = dice.blanked(rows["call_type_final"], 0.03)
    rows["disposition"] = dice.blanked(rows["disposition"], 0.02)
    rows["source_kind"] = np.where(is_dv, dice.pick(n, _SOURCES), dice.pick(n, _OTHER_SOURCES))
    rows["caller_relation"] = only(is_dv, dice.pick(n, _CALLERS))
    shares = {
        "interpreter_used": 0.05,
        "weapon_reported": 0.09,
        "children_reported": 0.3,
        "order_reported": 0.08,
        "strangulation_reported": 0.05,
        "risk_info_relayed": 0.62,
        "history_checked": 0.55,
    }
    for name, share in shares.items():
        rows[name] = only(is_dv, dice.yes_no(n, share, 0.2))
    rows["geo_area"] = np.where(
        rows["agency"] == "mpd",
        dice.pick(n, {"Beat 1": 3, "Beat 2": 3, "Beat 3": 2, "Beat 4": 2}),
        dice.pick(n, {"Beat 11": 1, "Beat 12": 1}),
    )
    rows["is_duplicate"] = False
    rows["is_test_or_void"] = False
    return rows


def _with_form(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    """What the new system's form asks beside: whether an interpreter is needed, a call back, an earlier call."""
    n = len(rows)
    is_dv = (rows["kind"] == "dv").to_numpy()
    used = rows["interpreter_used"].eq(True).to_numpy()
    rows["interpreter_needed"] = only(is_dv, dice.yes_no(n, np.where(used, 0.97, 0.03), 0.12))
    lost = (rows["caller_relation"] == "hangup_open_line").to_numpy()
    rows["followed_up"] = only(lost, dice.yes_no(n, 0.82, 0.1))
    rows["repeat_location"] = only(is_dv, dice.yes_no(n, 0.31, 0.06))
    return rows


def _duplicates(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    share = np.where(rows["kind"] == "dv", 0.04, 0.012)
    again = rows[dice.chance(len(rows), share)].reset_index(drop=True)
    again["received_ts"] = later(again["received_ts"], dice.between(len(again), 1, 4), "min")
    again["cleared_ts"] = later(again["received_ts"], dice.between(len(again), 1, 6), "min")
    again[["dispatched_ts", "first_arrived_ts"]] = pd.NaT
    again = again.assign(disposition="duplicate", is_duplicate=True)
    again["report_key"] = None
    return again


def _tests(dice: Dice, rows: pd.DataFrame) -> pd.DataFrame:
    tests = rows[dice.chance(len(rows), 0.006)].reset_index(drop=True)
    tests["received_ts"] = later(tests["received_ts"], dice.between(len(tests), 10, 5000), "min")
    tests["cleared_ts"] = tests["received_ts"]
    tests[["dispatched_ts", "first_arrived_ts"]] = pd.NaT
    tests = tests.assign(disposition="void_test", is_test_or_void=True)
    tests["report_key"] = None
    return tests
