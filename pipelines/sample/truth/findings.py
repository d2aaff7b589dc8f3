"""What the rules of findings should raise in the made-up county, counted again from the rows that are received.

Told for practices, texts and fields. Falls of measures are not listed: their numbers stand among the truth's measures.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipelines.metadata import DATASETS, READ_TODAY
from pipelines.sample.truth.records import Records
from pipelines.sample.truth.site import TruthSite

FLOOR, LOW, BLANK = 10, 0.75, 0.15
_Z = 1.959963984540054


def raised_findings(
    records: Records, policy: pd.DataFrame, reviews: pd.DataFrame, site: TruthSite
) -> list[dict[str, str]]:
    """One record per finding and quarter in which it is raised: agency, trigger, what it is about, the quarter's last day."""
    ends = [
        month + pd.offsets.MonthEnd(0)
        for month in pd.date_range(site.first_month, site.last_month, freq="MS")
        if month.month % 3 == 0
    ]
    found = [*_practices(reviews, ends), *_texts(policy, ends), *_fields(records, ends)]
    return sorted(found, key=lambda line: tuple(line.values()))


def _line(agency: Any, trigger: str, kind: str, subject: Any, end: pd.Timestamp) -> dict[str, str]:
    return {
        "agency_code": str(agency),
        "finding_trigger": trigger,
        "subject_kind": kind,
        "subject": str(subject),
        "quarter_end": end.date().isoformat(),
    }


def _practices(reviews: pd.DataFrame, ends: list[pd.Timestamp]) -> Iterator[dict[str, str]]:
    last_day = reviews["date"] + pd.offsets.QuarterEnd(0)
    quarters = (
        reviews.assign(end=last_day)
        .groupby(["agency", "element_id", "end"])[["demonstrated", "looked_for"]]
        .sum()
    )
    for (agency, element), own in quarters.groupby(level=[0, 1]):
        told = own.droplevel([0, 1])
        told = told[told["looked_for"] > 0]
        for end in ends:
            if end not in told.index:
                continue
            year = told[(told.index <= end) & (told.index > end - pd.DateOffset(months=12))].sum()
            if year["looked_for"] >= FLOOR and year["demonstrated"] / year["looked_for"] < LOW:
                yield _line(agency, "below_threshold", "practice", element, end)
            steps = [end - pd.offsets.QuarterEnd(back) for back in (2, 1, 0)]
            if all(step in told.index for step in steps) and _falls(told.loc[steps]):
                yield _line(agency, "falling", "practice", element, end)


def _falls(quarters: pd.DataFrame) -> bool:
    """Three quarters, each lower than the one before, the last clearly below the first."""
    shown, looked_for = quarters["demonstrated"].tolist(), quarters["looked_for"].tolist()
    shares = [a / b for a, b in zip(shown, looked_for, strict=True)]
    low_first, _ = _interval(shown[0], looked_for[0])
    _, high_last = _interval(shown[-1], looked_for[-1])
    return min(looked_for) >= FLOOR and shares[0] > shares[1] > shares[2] and high_last < low_first


def _interval(num: float, den: float) -> tuple[float, float]:
    """Wilson's interval, as the roots of the equation that defines it."""
    share, square = num / den, _Z * _Z
    half = _Z * math.sqrt(share * (1 - share) / den + square / (4 * den * den))
    middle, scale = share + square / (2 * den), 1 + square / den
    return (middle - half) / scale, (middle + half) / scale


def _texts(policy: pd.DataFrame, ends: list[pd.Timestamp]) -> Iterator[dict[str, str]]:
    for end in ends:
        holds = policy[(policy["start"] <= end) & (policy["stop"].isna() | (policy["stop"] > end))]
        conflicts = holds[holds["status"] == "conflicts"]
        for agency, element in zip(conflicts["agency"], conflicts["element_id"], strict=True):
            yield _line(agency, "conflict", "policy", element, end)


def _fields(records: Records, ends: list[pd.Timestamp]) -> Iterator[dict[str, str]]:
    for name in READ_TODAY:
        dataset = DATASETS[name]
        if dataset.period_field is None:
            continue
        rows = records.rows(name)
        rows["end"] = rows[dataset.period_field].dt.normalize() + pd.offsets.QuarterEnd(0)
        for field, expected in dataset.expected.items():
            limit = max(BLANK, 1 - expected)
            for (agency, end), cells in rows.groupby(["agency", "end"])[field]:
                if end in ends and len(cells) >= FLOOR and cells.isna().mean() > limit:
                    yield _line(agency, "often_blank", "field", f"{name}.{field}", pd.Timestamp(str(end)))
