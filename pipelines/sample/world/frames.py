"""From what happened to the rows of files: a case stands in the file of every month in which it changed.

Field types come from the declarations; nothing about a single agency lives here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from pipelines.metadata.classes import Kind
from pipelines.metadata.datasets import DATASETS
from pipelines.sample.world.shapes import Calendar

_DTYPES: dict[Kind, Any] = {
    Kind.INTEGER: "Int64",
    Kind.DECIMAL: "Float64",
    Kind.TRISTATE: "boolean",
    Kind.FLAG: "boolean",
}

# The number that a key stands for as it happened; ``named`` in ``dice.py`` says how other agencies write it down.
LATENT = {
    "report_key": "report_number",
    "incident_key": "report_number",
    "booking_key": "booking_number",
    "court_case_key": "court_number",
    "probation_key": "probation_number",
}


@dataclass(frozen=True)
class Change:
    """Something that becomes known at the moment in column ``when``.

    Before it ``fields`` are blank, or hold what ``before`` says. With ``reappears`` the row stands again in the
    file of that moment's period.
    """

    when: str
    fields: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    reappears: bool = True


def period_starts(moments: pd.Series, quarterly: bool) -> pd.Series:
    """The first day of the month or quarter of each moment."""
    return moments.dt.to_period("Q" if quarterly else "M").dt.to_timestamp()


def file_versions(
    frame: pd.DataFrame,
    created: str,
    changes: tuple[Change, ...],
    calendar: Calendar,
    *,
    quarterly: bool = False,
    carried: pd.Series | None = None,
) -> pd.DataFrame:
    """One row per case and file it stands in, as known on the last day of that file, with ``_month``.

    A quarterly file is marked with the month of its first change of the case. ``carried`` cases also stand
    in the first file, as the caseload that the agency starts with.
    """
    moments = [frame[created], *(frame[change.when] for change in changes if change.reappears)]
    if carried is not None:
        opening = pd.Series(pd.NaT, index=frame.index, dtype=frame[created].dtype)
        opening[carried] = calendar.first_month
        moments.append(opening)
    stands = pd.concat(moments).dropna()
    stands = stands[calendar.holds(stands)]
    moved = pd.DataFrame({"case": stands.index, "when": stands.to_numpy()})
    moved["start"] = period_starts(moved["when"], quarterly)
    where = moved.groupby(["case", "start"])["when"].min().reset_index()
    rows = frame.loc[where["case"]].reset_index(drop=True)
    rows["_month"] = period_starts(where["when"], quarterly=False)
    ends = where["start"] + pd.DateOffset(months=3 if quarterly else 1)
    for change in changes:
        unknown = rows[change.when].isna() | (rows[change.when] >= ends)
        for name in {*change.fields, *change.before}:
            rows[name] = rows[name].where(~unknown, change.before.get(name))
    return rows.sort_values(["_month", created], kind="stable").reset_index(drop=True)


def finished(dataset: str, rows: pd.DataFrame, issuers: Mapping[str, Any]) -> pd.DataFrame:
    """The declared fields of ``dataset`` in their types, and the helper columns.

    ``issuers`` names for each key field the agency that issued the number: one code, or one per row.
    Fields that ``rows`` lacks are blank. ``_true_<key>`` is the number that really belongs to the row, with its issuer, whatever
    the agency wrote down.
    """
    columns: dict[str, Any] = {}
    for declared in DATASETS[dataset].fields:
        name, kind = declared.name, declared.kind
        values = rows[name] if name in rows else pd.Series(None, index=rows.index, dtype=object)
        if kind in (Kind.DATE, Kind.TIMESTAMP):
            moments = pd.to_datetime(values).astype("datetime64[us]")
            columns[name] = moments.dt.normalize() if kind is Kind.DATE else moments
        elif kind in _DTYPES:
            typed = values.astype(object).where(values.notna(), pd.NA).astype(_DTYPES[kind])
            columns[name] = typed.fillna(False).astype(bool) if kind is Kind.FLAG else typed
        else:
            columns[name] = values.astype(object).where(values.notna(), None).astype("str")
    frame = pd.DataFrame(columns, index=rows.index)
    frame["_row_id"] = np.arange(1, len(frame) + 1)
    really: dict[str, pd.Series] = {}
    for name, issuer in issuers.items():
        codes = pd.Series(issuer if isinstance(issuer, str) else np.asarray(issuer), index=frame.index)
        frame[f"_issuer_{name}"] = codes.astype(object).where(frame[name].notna(), None).astype("str")
        latent = LATENT.get(name)
        if latent in rows:
            numbers = rows[latent].astype(object)
            told = codes.astype(object).astype("str") + "|" + numbers.astype("str")
            really[f"_true_{name}"] = told.astype(object).where(numbers.notna() & codes.notna(), None)
    frame["_month"] = rows["_month"].astype("datetime64[us]")
    frame = frame.assign(**really)
    return frame.reset_index(drop=True)
