"""A made-up county told month by month: figures as the marts have them, with every period and overlapping areas.

Reports, arrests (a part of them), outcomes of arrests, areas of each agency and groups of people; months, quarters,
calendar years and twelve months on every month. Each month some of the months before are counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

AGENCIES = ("mpd", "rpd", "so")
OUTCOMES = ("charged", "declined", "pending")
AREAS = ("north", "south")
SEXES = {"F": 0.74, "M": 0.25, "X": 0.01}
"""With their shares: one so small that it is withheld from the coordinator too."""
_FIRST = pd.Timestamp("2024-01-01")
_RESTATED = 0.02  # the share of months before that a new month's files change


@dataclass(frozen=True)
class MadeCounty:
    """The atoms that everything adds up from: by agency, area, sex, outcome (0 no arrest) and month."""

    atoms: np.ndarray

    @classmethod
    def draw(cls, rng: np.random.Generator, months: int) -> MadeCounty:
        """A county of small and middling numbers."""
        size = rng.uniform(0.6, 9.0, (len(AGENCIES), len(AREAS), 1, 1, 1))
        shares = np.array([0.55, 0.25, 0.12, 0.08])[None, None, None, :, None]
        sex = np.array(list(SEXES.values()))[None, None, :, None, None]
        every = (len(AGENCIES), len(AREAS), len(SEXES), len(OUTCOMES) + 1, months)
        return cls(rng.poisson(size * shares * sex * 4, every))

    def restate(self, rng: np.random.Generator, month: int) -> MadeCounty:
        """Some numbers of the months before ``month``, counted anew."""
        changed = self.atoms.copy()
        late = (rng.random(changed.shape) < _RESTATED) & (np.arange(changed.shape[-1]) < month)
        changed[late] += rng.integers(0, 3, int(late.sum()))
        return MadeCounty(changed)

    def figures(self, months: int) -> pd.DataFrame:
        """Every figure of the first ``months`` months, as ``disclosure.counts`` takes them."""
        found: list[pd.DataFrame] = []
        for kind, starts, length in _periods(months):
            cumulated = np.concatenate(
                [np.zeros((*self.atoms.shape[:-1], 1), np.int64), self.atoms.cumsum(-1)], -1
            )
            sums = cumulated[..., starts + length] - cumulated[..., starts]
            everyone = sums.sum(axis=0, keepdims=True)
            of_all = np.concatenate([sums, everyone])
            found += _lines(of_all, kind, starts, months)
        return pd.concat(found, ignore_index=True).assign(missing=0)


def _periods(months: int) -> list[tuple[str, np.ndarray, int]]:
    found = [("month", np.arange(months), 1), ("quarter", np.arange(0, months - 2, 3), 3)]
    found.append(("rolling12", np.arange(0, months - 11), 12))
    found.append(("year", np.arange(0, months - 11, 12), 12))
    return [(kind, starts, length) for kind, starts, length in found if starts.size]


def _lines(sums: np.ndarray, kind: str, starts: np.ndarray, months: int) -> list[pd.DataFrame]:
    """``sums`` by agency and all, area, sex, outcome, period; groups of people in windows that do not overlap."""
    arrests = sums[:, :, :, 1:]
    reports, arrested = sums.sum(axis=(1, 2, 3)), arrests.sum(axis=(1, 2, 3))
    lines = [
        _line("R", "none", "all", kind, starts, reports, None),
        _line("A", "none", "all", kind, starts, arrested, reports),
    ]
    for number, outcome in enumerate(OUTCOMES):
        lines.append(
            _line("O", "outcome", outcome, kind, starts, arrests[:, :, :, number].sum(axis=(1, 2)), arrested)
        )
    apart = (starts + 12 == months) | (starts + 24 == months)
    wide = apart if kind == "rolling12" else np.full(starts.size, kind == "quarter")
    for number, area in enumerate(AREAS):
        inside = sums[:-1, number].sum(axis=(1, 2)), arrests[:-1, number].sum(axis=(1, 2))
        lines += _of(wide, "A", "area", area, kind, starts, inside[1], inside[0])
    for number, sex in enumerate(SEXES):
        these = sums[:, :, number].sum(axis=(1, 2)), arrests[:, :, number].sum(axis=(1, 2))
        lines += _of(apart & (kind == "rolling12"), "A", "sex_gender", sex, kind, starts, these[1], these[0])
    return lines


def _of(
    wanted: np.ndarray,
    series: str,
    breakdown: str,
    category: str,
    kind: str,
    starts: np.ndarray,
    num: np.ndarray,
    den: np.ndarray,
) -> list[pd.DataFrame]:
    if not wanted.any():
        return []
    return [_line(series, breakdown, category, kind, starts[wanted], num[:, wanted], den[:, wanted])]


def _line(
    series: str,
    breakdown: str,
    category: str,
    kind: str,
    starts: np.ndarray,
    num: np.ndarray,
    den: np.ndarray | None,
) -> pd.DataFrame:
    names = (*AGENCIES, "all")[: len(num)]
    first = [_FIRST + pd.DateOffset(months=int(start)) for start in starts]
    return pd.DataFrame(
        {
            "table": "measure_value",
            "series": series,
            "breakdown": breakdown,
            "category": category,
            "agency_code": np.repeat(np.array(names, object), starts.size),
            "period_kind": kind,
            "period_start": pd.DatetimeIndex(first * len(names)),
            "num": num.ravel(),
            "den": np.full(num.size, np.nan) if den is None else den.ravel().astype(float),
        }
    )
