"""The ledger of everything ever released: what a reader may hold from earlier editions.

A value that was released cannot be hidden by hiding it now: it counts as known, and the others have to protect
themselves. A value that has changed since gives away the difference when both stand side by side: where that is
small, the new one is hidden. Pure: a ledger is a list of releases; writing them to immutable files is
``warehouse/releases.py``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from pipelines.disclosure.counts import KEY
from pipelines.disclosure.relations import Built
from pipelines.disclosure.review_rows import PARTS
from pipelines.disclosure.shapes import Mask
from pipelines.settings import COORDINATOR

NUMBERS = ("num", "den", "missing", "linked", "previous", "unlinked")
_READS = {
    COORDINATOR: ("coordinator", "joint", "director", "public"),
    "joint": ("joint", "public"),
    "director": ("director", "joint", "public"),
    "public": ("public",),
}


@dataclass(frozen=True)
class Release:
    """What one edition told one audience, with the proof; ``name`` is for example 2026-Q1.

    ``figures`` have their numbers, and a median its own; ``withheld`` are the places of what was not shown (``KEY`` and
    part), no number. ``reviews`` are tallies of case review: agency, practice, ``quarters`` (those that the tally adds up,
    separated by spaces) and ``PARTS``.
    """

    name: str
    audience: str
    figures: tuple[Mapping[str, Any], ...]
    proofs: tuple[Mapping[str, Any], ...]
    withheld: tuple[Mapping[str, Any], ...] = ()
    reviews: tuple[Mapping[str, Any], ...] = ()

    def to_json(self) -> str:
        """The release as it is stored: equal releases give equal text."""
        return json.dumps(
            {
                "name": self.name,
                "audience": self.audience,
                "figures": _in_order(self.figures),
                "proofs": [dict(sorted(p.items())) for p in self.proofs],
                "withheld": _in_order(self.withheld),
                **({"reviews": _in_order(self.reviews)} if self.reviews else {}),
            },
            indent=1,
        )

    @property
    def fingerprint(self) -> str:
        """The hash of the release."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    @classmethod
    def from_json(cls, text: str) -> Release:
        """Read a release back."""
        raw = json.loads(text)
        parts = (tuple(raw.get(part, ())) for part in ("figures", "proofs", "withheld", "reviews"))
        return cls(raw["name"], raw["audience"], *parts)


def _in_order(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return sorted(
        (dict(sorted(row.items())) for row in rows), key=lambda row: json.dumps(row, sort_keys=True)
    )


@dataclass(frozen=True)
class Met:
    """What releases mean for the figures of now: counts that are known, figures that give away a difference."""

    known: Mask
    restated: Mask


@dataclass(frozen=True)
class Known:
    """Everything one audience was told before: a row per figure and number, and a row per tally of case review."""

    told: pd.DataFrame  # KEY, role, value; own: of these readers, told to the director of the agency only
    least_change: int
    fingerprint: str  # of the releases
    reviews: pd.DataFrame = field(
        default_factory=lambda: _reviews_of(())
    )  # told to the director of the agency only

    def to(self, agency: str) -> Known:
        """What the director of ``agency`` was told of it."""
        return replace(
            self,
            told=self.told[~self.told["own"] | (self.told["agency_code"] == agency)],
            reviews=self.reviews[self.reviews["agency_code"] == agency],
        )

    def on(self, built: Built) -> Met:
        """Compare with the figures of now."""
        tables = built.tables
        known = np.zeros(tables.counts.size, bool)
        restated = np.zeros(tables.figures_count, bool)
        if self.told.empty:
            return Met(known, restated)
        now = _told_now(built)
        both = self.told.merge(now, on=[*KEY, "role"], suffixes=("_before", "_now"))
        same = both["value_before"] == both["value_now"]
        known[both.loc[same, "count"].to_numpy(np.int64)] = True
        change = (both["value_now"] - both["value_before"]).abs()
        small = both[(change > 0) & (change < self.least_change)]
        # A small change in one figure is found again in others of its line: none of the changed ones is told.
        lines = set(zip(small["table"], small["series"], strict=True))
        changed = both[~same]
        of_line = [(t, s) in lines for t, s in zip(changed["table"], changed["series"], strict=True)]
        moved = np.zeros(tables.counts.size, bool)
        moved[changed.loc[of_line, "count"].to_numpy(np.int64)] = True
        restated = np.asarray(tables.shows @ moved.astype(np.int8)) > 0
        return Met(known, restated)


def no_releases() -> Known:
    """Nothing was released yet."""
    return known_to((), "public", 0)


def gone_figures(known: Iterable[Known], figures: pd.DataFrame) -> pd.DataFrame:
    """Figures that somebody was told before and that are none of ``figures``: windows that have moved on.

    They are known for ever, and what is told now is read beside them. Where one was told twice, the later number.
    """
    told = pd.concat([each.told for each in known], ignore_index=True).drop_duplicates(
        [*KEY, "role"], keep="last"
    )
    there = (
        told[list(KEY)].merge(figures[list(KEY)], how="left", on=list(KEY), indicator=True)["_merge"]
        == "both"
    )
    told = told[~there.to_numpy()]
    wide = told.pivot(index=list(KEY), columns="role", values="value").reset_index()
    return wide.rename_axis(columns=None)


def ledger_fingerprint(releases: Iterable[Release], audience: str) -> str:
    """The hash of everything that a reader of ``audience`` may hold from ``releases``."""
    held = sorted(release.fingerprint for release in releases if release.audience in _READS[audience])
    return hashlib.sha256(" ".join(held).encode()).hexdigest()


def known_to(releases: Iterable[Release], audience: str, least_change: int) -> Known:
    """Everything that a reader of ``audience`` may hold from ``releases``; later ones replace earlier ones.

    Both an earlier and a later value of a figure stay known where they differ.
    """
    releases = tuple(releases)
    rows = [
        {
            **{k: figure[k] for k in KEY},
            "role": role,
            "value": figure[role],
            "own": release.audience == "director" and audience != COORDINATOR,
        }
        for release in releases
        if release.audience in _READS[audience]
        for figure in release.figures
        for role in NUMBERS
        if figure.get(role) is not None
    ]
    told = pd.DataFrame(rows, columns=[*KEY, "role", "value", "own"]).astype({"own": bool})
    told["period_start"] = pd.to_datetime(told["period_start"])
    told["value"] = told["value"].astype(np.int64)
    return Known(
        told.drop_duplicates().reset_index(drop=True),
        least_change,
        ledger_fingerprint(releases, audience),
        _reviews_of(release for release in releases if release.audience in _READS[audience]),
    )


def _reviews_of(releases: Iterable[Release]) -> pd.DataFrame:
    rows = [row for release in releases for row in release.reviews]
    frame = pd.DataFrame(rows, columns=["agency_code", "element_id", "quarters", *PARTS])
    return frame.astype(dict.fromkeys(PARTS, np.int64)).drop_duplicates(ignore_index=True)


def make_release(name: str, audience: str, figures: pd.DataFrame, hidden: pd.DataFrame, proofs: pd.DataFrame) -> Release:  # fmt: skip
    """The release of ``figures`` less what ``hidden`` keeps from ``audience``.

    ``hidden`` and ``proofs`` are those of ``decide``, or the rows of ``ops.suppression_log`` and
    ``ops.disclosure_proof``, with ``table_name`` as ``table``.
    """
    mine = hidden[hidden["audience"] == audience]
    gone = figures[list(KEY)].merge(mine[mine["part"] == "figure"][list(KEY)], how="left", indicator=True)
    shown = figures[(gone["_merge"] == "left_only").to_numpy()]
    if audience == "director":
        shown = shown[shown["agency_code"] != "all"]
    noted = shown[list(KEY)].merge(mine[mine["part"] == "note"][list(KEY)], how="left", indicator=True)
    no_note = (noted["_merge"] == "both").to_numpy()
    rows = []
    for row, hide in zip(shown.to_dict("records"), no_note, strict=True):
        told = {k: row[k] for k in KEY} | {"period_start": f"{row['period_start']:%Y-%m-%d}"}
        for role in NUMBERS:
            value = row.get(role)
            if value is not None and not pd.isna(value) and not (role == "missing" and hide):
                told[role] = int(value)
        rows.append(told)
    gone_places = figures[list(KEY)].merge(mine[[*KEY, "part"]], on=list(KEY))
    return Release(
        name,
        audience,
        tuple(_in_order(rows)),
        tuple(_plain(proofs[proofs["audience"] == audience])),
        tuple(_in_order(_plain(gone_places))),
    )


def with_medians(release: Release, medians: Mapping[tuple[str, ...], float]) -> Release:
    """The release with the ``medians`` that it told, by ``KEY``: they give no count away, and later corrections are told of them too."""
    figures = []
    for figure in release.figures:
        median = medians.get(tuple(str(figure[name]) for name in KEY))
        figures.append(figure if median is None else {**figure, "median": median})
    return replace(release, figures=tuple(_in_order(figures)))


def _plain(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as values that JSON has."""
    named = (
        rows.assign(period_start=rows["period_start"].dt.strftime("%Y-%m-%d"))
        if "period_start" in rows
        else rows
    )
    return json.loads(named.to_json(orient="records", double_precision=6))  # type: ignore[no-any-return]


def _told_now(built: Built) -> pd.DataFrame:
    """Every count that a figure of now would tell, by figure and number."""
    parts = []
    figures = built.figures
    pairs = built.tables.shows.tocoo()
    rows = figures.iloc[pairs.row]
    counts = built.tables.counts[pairs.col]
    for role in NUMBERS:
        if role not in figures:
            continue
        of_part = rows["part"] == ("note" if role == "missing" else "figure")
        here = of_part.to_numpy() & (rows[role].to_numpy() == counts)
        part = rows.loc[here, list(KEY)].assign(role=role, value=counts[here], count=pairs.col[here])
        parts.append(part)
    return pd.concat(parts, ignore_index=True).drop_duplicates([*KEY, "role"])
