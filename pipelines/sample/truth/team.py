"""The team's own registers as facts, with their rules: recommendations, training, findings, consultations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from pipelines.sample.truth.records import Records, among, known
from pipelines.sample.truth.rule_shapes import Line, Rule

_OLD = 90
_BANDS = ("under_5", "5_to_9", "10_or_more")


def _of_agency(rows: pd.DataFrame) -> pd.Series:
    """The agency that a row is about; the coordinator where it is about none or all of them."""
    return rows["agency_code"].where(known(rows["agency_code"]) & ~among(rows["agency_code"], "all"), "coordinator")  # fmt: skip


def _recommendations(records: Records) -> pd.DataFrame:
    rows, decisions = records.rows("recommendations"), records.rows("decisions")
    final = decisions.loc[among(decisions["decision"], "accepted", "accepted_modified", "declined"), "rec_id"]
    done = decisions.loc[among(decisions["status"], "done"), "rec_id"]
    return pd.DataFrame(
        {
            "agency": _of_agency(rows),
            "date": rows["submitted_date"],
            "one": True,
            "decided": rows["rec_id"].isin(final),
            "carried_out": rows["rec_id"].isin(done),
        }
    )


def _trainings(records: Records) -> pd.DataFrame:
    rows = records.rows("training")
    both = known(rows["attended_n"]) & known(rows["target_n"])
    return pd.DataFrame(
        {
            "agency": _of_agency(rows),
            "date": rows["held_date"],
            "attended": rows["attended_n"].where(both).fillna(0).astype(float),
            "target": rows["target_n"].where(both).fillna(0).astype(float),
            "half_known": ~both,
        }
    )


def _findings(records: Records) -> pd.DataFrame:
    rows = records.rows("findings")
    rows = rows[known(rows["closed_date"]) | ~among(rows["status"], "closed", "dropped")]
    return pd.DataFrame(
        {
            "agency": _of_agency(rows),
            "date": rows["found_date"],
            "start": rows["found_date"],
            "stop": rows["closed_date"],
            "one": True,
            "old": _OLD,
        }
    )


def _quarter(waves: pd.Series) -> pd.Series:
    """The first day of a wave's quarter."""
    parts = waves.astype("str").str.extract(r"^(\d{4})[- ]?[Qq]([1-4])$")
    month = pd.to_numeric(parts[1]) * 3 - 2
    return pd.to_datetime({"year": pd.to_numeric(parts[0]), "month": month, "day": 1})


def _consultations(records: Records) -> pd.DataFrame:
    rows = records.rows("consultation_events")
    held = among(rows["status"], "held")
    people = pd.to_numeric(rows["participants_n"].replace("<5", "1"), errors="coerce").to_numpy(dtype=float)
    marks = {
        f"held_{band}": held & (people >= low) & (people < high)
        for band, low, high in zip(_BANDS, (0, 5, 10), (5, 10, np.inf), strict=True)
    }
    return pd.DataFrame(
        {
            "agency": "coordinator",
            "date": _quarter(rows["wave"]),
            "planned": known(rows["status"]),
            "no_standing": ~known(rows["status"]),
            "held": held,
            "held_counted": held & ~np.isnan(people),
            "held_uncounted": held & np.isnan(people),
            **marks,
        }
    )


TEAM_FACTS: dict[str, Callable[[Records], pd.DataFrame]] = {
    "recommendation": _recommendations,
    "training": _trainings,
    "finding": _findings,
    "consultation": _consultations,
}
"""How they are made, by the names that the rules use."""

TEAM_RULES: tuple[Rule, ...] = (
    Rule(
        "M175",
        "recommendation",
        None,
        "one",
        scoped=False,
        lines=tuple(
            Line("recommendation_standing", name, name, "one") for name in ("decided", "carried_out")
        ),
    ),
    Rule("M176", "training", None, "attended", "target", "half_known", scoped=False),
    Rule("M177", "finding", None, "one", "one", scoped=False, is_snapshot=True, older="old"),
    Rule(
        "M178",
        "consultation",
        None,
        "held",
        "planned",
        "no_standing",
        scoped=False,
        kinds=("quarter", "year"),
        lines=tuple(
            Line("participants_band", band, f"held_{band}", "held_counted", "held_uncounted")
            for band in _BANDS
        ),
    ),
)
