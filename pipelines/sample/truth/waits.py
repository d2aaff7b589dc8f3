"""How long cases take when open ones are counted, worked out one cohort at a time from the rows received.

The times of cases that ended in a period are measures and stand in ``rules.py``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.sample.truth.core import Core
from pipelines.sample.truth.cube import ALL, Span, spans
from pipelines.sample.truth.records import among, known, yes
from pipelines.sample.truth.site import TruthSite

Coverage = Mapping[tuple[str, str], set[date]]


def wait_lines(core: Core, site: TruthSite, coverage: Coverage) -> Iterator[dict[str, Any]]:
    """A record for every cohort with a case in it: counts, median and 90th percentile."""
    referrals, cases = core.referrals, core.court_cases
    decision = referrals["review_decision"]
    decided = known(decision) & ~among(decision, "pending")
    told = pd.DataFrame(
        {
            "agency": referrals["agency"],
            "began": referrals["referred_ts"].dt.normalize(),
            "ended": referrals["review_decision_ts"].dt.normalize().where(decided),
            "undated": decided & ~known(referrals["review_decision_ts"]),
        }
    )
    yield from _cohorts("M082", "prosecution", told[yes(referrals["dv_related"])], site, coverage)
    disposed = known(cases["outcome"])
    told = pd.DataFrame(
        {
            "agency": cases["agency"],
            "began": cases["filed_date"].dt.normalize(),
            "ended": cases["ended"].dt.normalize().where(disposed),
            "undated": False,
        }
    )
    yield from _cohorts("M108", "court_cases", told[yes(cases["dv"])], site, coverage)


def _cohorts(
    measure_id: str, dataset: str, told: pd.DataFrame, site: TruthSite, coverage: Coverage
) -> Iterator[dict[str, Any]]:
    parts = []
    for agency in site.senders(dataset):
        last_day = _last_day(coverage.get((agency, dataset), set()), site)
        if last_day is None:
            continue
        own = told[(told["agency"] == agency) & (told["began"] >= pd.Timestamp(site.first_month))]
        own = own[own["began"] <= last_day]
        # What ended after the last day was open on it.
        parts.append(own.assign(last_day=last_day, ended=own["ended"].where(own["ended"] <= last_day)))
    if not parts:
        return
    everyone = pd.concat(parts, ignore_index=True)
    for span in spans(site.first_month, site.last_month, ("quarter", "year", "rolling12")):
        inside = everyone[(everyone["began"] >= pd.Timestamp(span.start)) & (everyone["began"] <= span.end)]
        for agency in sorted(inside["agency"].unique()):
            yield _cohort(measure_id, agency, span, inside[inside["agency"] == agency])
        if len(inside):
            yield _cohort(measure_id, ALL, span, inside)


def _last_day(months: set[date], site: TruthSite) -> pd.Timestamp | None:
    within = [month for month in months if month <= site.last_month]
    return pd.Timestamp(max(within)) + pd.offsets.MonthEnd(0) if within else None


def _cohort(measure_id: str, agency: str, span: Span, rows: pd.DataFrame) -> dict[str, Any]:
    unknown = rows["undated"] | (rows["ended"] < rows["began"])
    usable = rows[~unknown]
    is_ended = usable["ended"].notna().to_numpy()
    days = (usable["ended"].fillna(usable["last_day"]) - usable["began"]).dt.days.to_numpy()
    median, ninth = _times(days, is_ended)
    return {
        "measure_id": measure_id,
        "agency_code": agency,
        "period_kind": span.kind,
        "period_start": span.start.isoformat(),
        "started": len(usable),
        "ended": int(is_ended.sum()),
        "open": int((~is_ended).sum()),
        "n_missing": int(unknown.sum()),
        "median": median,
        "p90": ninth,
    }


def _times(days: npt.NDArray[Any], is_ended: npt.NDArray[np.bool_]) -> tuple[float | None, float | None]:
    """The first days by which half and nine tenths have ended; each day's ends thin out those still waiting."""
    still = 1.0
    found: list[float | None] = [None, None]
    for day in np.unique(days[is_ended]):
        still *= 1 - np.sum(is_ended & (days == day)) / np.sum(days >= day)
        for place, left in enumerate((0.5, 0.1)):
            if found[place] is None and still <= left + 1e-9:
                found[place] = float(day)
    return found[0], found[1]
