"""Uncertainty beside the made-up figures: intervals, limits, changes, groups, waits; withheld rows hold the sentinel."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from pipelines.statistics.intervals import wilson

SENTINEL = 7717
KEY = [
    "measure_id",
    "agency_code",
    "period_kind",
    "period_start",
    "period_end",
    "breakdown",
    "category",
    "audience",
]
DECISION = dt.date(2025, 6, 15)
YEAR = {
    "period_kind": "rolling12",
    "period_start": pd.Timestamp("2025-04-01"),
    "period_end": pd.Timestamp("2026-03-31"),
}


def uncertainty(values: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Frames of the tables beside ``pub.measure_value``."""
    event = {
        "decision_id": "d1",
        "effective_date": DECISION,
        "agency_area": "patrol",
        "element_id": "PAT-01",
        "title": "Reports",
    }
    return {
        "pub.measure_interval": _intervals(values),
        "pub.control_limit": _limits(values),
        "pub.measure_change": _changes(values),
        "pub.policy_event": pd.DataFrame([event]),
        "pub.rate_ratio": _ratios(),
        **_waits(),
    }


def _intervals(values: pd.DataFrame) -> pd.DataFrame:
    frame = values[KEY].copy()
    none = values["num"].isna() & values["value"].isna()
    frame["state"] = np.where(values["suppressed"], "suppressed", np.where(none, "late", "shown"))
    told = [
        wilson(int(num), int(den)) if not hidden and pd.notna(num) and pd.notna(den) and den >= 10 else None
        for num, den, hidden in zip(values["num"], values["den"], values["suppressed"], strict=True)
    ]
    for name in ("low", "high"):
        shown = pd.Series(
            [None if t is None else getattr(t, name) for t in told], index=frame.index, dtype=float
        )
        frame[name] = shown.where(~values["suppressed"], float(SENTINEL))
    frame["lowest"], frame["highest"] = frame["low"], frame["high"]
    frame["is_percent"] = [t is not None for t in told]
    return frame


def _limits(values: pd.DataFrame) -> pd.DataFrame:
    frame = values[(values["period_kind"] == "month") & (values["breakdown"] == "none")].copy()
    shares = frame["den"].notna() & frame["num"].notna()
    frame["value"] = np.where(shares, frame["num"] / frame["den"], frame["num"])
    frame.loc[frame["suppressed"], "value"] = None
    groups = frame.groupby(["measure_id", "agency_code", "audience"])["value"]
    frame["center"] = groups.transform("mean")
    spread = groups.transform("std")
    frame["upper"], frame["lower"] = (
        frame["center"] + 2 * spread,
        (frame["center"] - 2 * spread).clip(lower=0),
    )
    high = frame["value"] > frame["upper"]
    frame["signal_rule"] = np.where(high, "outside", None)
    frame["signal_way"] = pd.Series(np.where(high, 1, 0), index=frame.index).astype("Int64").where(high)
    frame["chart"] = np.where(shares, "p_prime", "xmr")
    frame["is_trial"], frame["stretch_no"] = True, 0
    return frame


def _changes(values: pd.DataFrame) -> pd.DataFrame:
    rows = values[values["period_kind"] == "quarter"].copy()
    rows["before_start"] = rows["period_start"] - pd.DateOffset(months=3)
    columns = [*[k for k in KEY if k != "period_end"], "num", "den", "value", "period_end"]
    before = rows[columns].rename(columns={"period_start": "before_start", "period_end": "before_end"})
    names = {name: f"before_{name}" for name in ("num", "den", "value")}
    keys = [k for k in KEY if k not in ("period_start", "period_end")]
    joined = rows.merge(before.rename(columns=names), on=[*keys, "before_start"])
    verdicts = np.resize(["rise", "fall", "no_clear_change", "too_few", "too_early"], len(joined))
    hidden = joined[["num", "before_num"]].eq(SENTINEL).any(axis=1)
    joined["verdict"] = np.where(hidden, "not_comparable", verdicts)
    joined["rule"] = np.where(joined["verdict"].isin(["rise", "fall"]), "intervals", None)
    for name in ("num", "den", "value", "before_num", "before_den", "before_value"):
        joined[name] = joined[name].where(joined[name] != SENTINEL)
    return joined


def _ratios() -> pd.DataFrame:
    base = {
        "measure_id": "M083",
        "outcome": "Filed with any charge",
        "agency_code": "da",
        **YEAR,
        "audience": "joint",
    }
    race = {
        **base,
        "breakdown": "race",
        "reference_category": "W",
        "reference_num": 180,
        "reference_den": 292,
    }
    sex = {
        **base,
        "breakdown": "sex_gender",
        "reference_category": "M",
        "reference_num": 210,
        "reference_den": 336,
    }
    return pd.DataFrame(
        [
            {
                **race,
                "category": "B",
                "num": 70,
                "den": 76,
                "ratio": 1.49,
                "low": 1.32,
                "high": 1.7,
                "reason": None,
            },
            {**race, "category": "A", "num": 8, "den": 20, "reason": "too_few"},
            {**race, "category": "I", "num": None, "den": None, "reason": "withheld"},
            {
                **sex,
                "category": "F",
                "num": 59,
                "den": 101,
                "ratio": 0.93,
                "low": 0.78,
                "high": 1.12,
                "reason": None,
            },
        ]
    )


def _waits() -> dict[str, pd.DataFrame]:
    base = {
        **YEAR,
        "audience": "joint",
        "suppressed": False,
        "p90_suppressed": False,
        "counts_suppressed": False,
        "n_missing": 0,
    }
    court = {
        **base,
        "measure_id": "M108",
        "agency_code": "court",
        "started": 286,
        "ended": 207,
        "open": 79,
        "median": 85.0,
        "p90": None,
    }
    hidden = {"started": SENTINEL, "ended": SENTINEL, "open": SENTINEL, "n_missing": SENTINEL}
    office = {
        **base,
        "measure_id": "M082",
        "agency_code": "da",
        **hidden,
        "counts_suppressed": True,
        "median": 3.0,
        "p90": 26.0,
    }
    limits = [
        {**court, "limit_time": 90.0, "share_within": 0.54},
        {**court, "limit_time": 365.0, "share_within": None},
        {**office, "limit_time": 30.0, "share_within": float(SENTINEL), "suppressed": True},
    ]
    return {"pub.wait": pd.DataFrame([court, office]), "pub.wait_limit": pd.DataFrame(limits)}
