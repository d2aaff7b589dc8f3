"""Received rows brought to one row per key: the last thing known of each field counts.

A number is told apart by the agency that issued it. What is rolled up in another way stands in ``core.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.metadata.classes import Kind
from pipelines.metadata.datasets import DATASETS
from pipelines.sample.world.clocks import elapsed_seconds

Mask = npt.NDArray[np.bool_]
Received = Mapping[tuple[str, str], pd.DataFrame]

TRUE = "_true_"  # before a key's name: the number that really belongs to the row

_DTYPES: dict[Kind, Any] = {
    Kind.INTEGER: "Float64",
    Kind.DECIMAL: "Float64",
    Kind.TRISTATE: "boolean",
    Kind.FLAG: "boolean",
    Kind.DATE: "datetime64[us]",
    Kind.TIMESTAMP: "datetime64[us]",
}


def yes(answers: pd.Series) -> Mask:
    """Where the answer is yes; unknown is not."""
    return np.asarray(answers.astype("boolean").fillna(False), dtype=bool)


def no(answers: pd.Series) -> Mask:
    """Where the answer is no; unknown is not."""
    return np.asarray(~answers.astype("boolean").fillna(True), dtype=bool)


def known(values: pd.Series) -> Mask:
    """Where there is a value."""
    return np.asarray(values.notna(), dtype=bool)


def among(values: pd.Series, *codes: str) -> Mask:
    """Where the value is one of the codes."""
    return np.asarray(values.isin(list(codes)), dtype=bool)


def found(keys: pd.Series, others: pd.Series | pd.Index) -> Mask:
    """Where the key is one of the others; no key is never found."""
    return np.asarray(keys.notna() & keys.isin(others.dropna()), dtype=bool)


def looked_up(keys: pd.Series, by_key: pd.Series) -> pd.Series:
    """What ``by_key`` has for each key, in its type; nothing where it has none."""
    return by_key.reindex(keys).set_axis(keys.index)


def days_between(earlier: pd.Series, later: pd.Series) -> npt.NDArray[np.float64]:
    """Whole calendar days; a negative number is no time."""
    days = (later.dt.normalize() - earlier.dt.normalize()).dt.days.to_numpy(dtype=float)
    return np.where(days < 0, np.nan, days)


def minutes_between(earlier: pd.Series, later: pd.Series) -> npt.NDArray[np.float64]:
    """Minutes that went by, also where clocks changed between; a negative number is no time."""
    minutes = elapsed_seconds(earlier, later) / 60
    return np.where((minutes < 0) | (later < earlier).to_numpy(), np.nan, minutes)


class Records:
    """All received rows, by dataset."""

    def __init__(self, received: Received) -> None:
        """Take the received frames as they are."""
        self._received = received
        self._rows: dict[str, pd.DataFrame] = {}

    def rows(self, dataset: str) -> pd.DataFrame:
        """All rows of a dataset in the order of their files, typed, with ``agency``; keys name their issuer."""
        if dataset not in self._rows:
            self._rows[dataset] = self._read(dataset)
        return self._rows[dataset].copy(deep=False)  # whoever writes into it writes into a copy

    def _read(self, dataset: str) -> pd.DataFrame:
        frames = [
            _typed(dataset, frame).assign(agency=agency, _month=frame["_month"].to_numpy())
            for (agency, name), frame in self._received.items()
            if name == dataset and len(frame)
        ]
        if not frames:
            return _nothing(dataset)
        return pd.concat(frames).sort_values("_month", kind="stable").reset_index(drop=True)

    def latest(self, dataset: str, *key: str) -> pd.DataFrame:
        """One row per agency and key; of each field the last known value."""
        return latest(self.rows(dataset), "agency", *key)


def latest(rows: pd.DataFrame, *key: str) -> pd.DataFrame:
    """One row per key, with the last known value of each column; rows without a key are left out."""
    rows = rows.dropna(subset=list(key))
    several = rows.duplicated(list(key), keep=False)
    if not several.any():
        return rows
    last = rows[several].groupby(list(key), sort=False).last().reset_index()
    return pd.concat([rows[~several], last[rows.columns]]).reset_index(drop=True)


@cache
def _nothing(dataset: str) -> pd.DataFrame:
    """What no rows of a dataset are."""
    nothing = pd.Series(dtype=object)
    return _typed(dataset, pd.DataFrame()).assign(agency=nothing, _month=nothing)


def _typed(dataset: str, frame: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for field in DATASETS[dataset].fields:
        values = (
            frame[field.name] if field.name in frame else pd.Series(None, index=frame.index, dtype=object)
        )
        if field.kind is Kind.KEY:
            issuer = f"_issuer_{field.name}"
            named = frame[issuer] if issuer in frame else pd.Series(None, index=frame.index, dtype=object)
            values = named.astype(object).str.cat(values.astype(object), sep="|") if len(frame) else values
        columns[field.name] = values.astype(_DTYPES.get(field.kind, object))
    columns |= {str(name): frame[name] for name in frame if str(name).startswith(TRUE)}
    return pd.DataFrame(columns, index=frame.index)


def dated(rows: pd.DataFrame, when: str, dv: Mask, ipv: Mask, marks: Mapping[str, object]) -> pd.DataFrame:
    """Rows dated by ``when``; the intimate-partner part is always part of domestic violence."""
    return pd.DataFrame({"agency": rows["agency"], "date": rows[when], "dv": dv, "ipv": dv & ipv, **marks})
