"""The counts behind case review and the sums that hold among them: what the choice in ``reviews.py`` works on.

Nothing is decided here. The attacker makes its own sums (``review_attack.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from pipelines.disclosure.review_rows import ALL, PARTS, SHARE_PARTS, Reviews, Shown
from pipelines.disclosure.shapes import Counts, Mask, Tables

_ANSWERS = ("demonstrated", "partly", "not_demonstrated")
_OTHERS = ("not_applicable", "unknown")
_OF_SHARE = {"den": "applicable", "num": "demonstrated", "n_missing": "unknown"}


@dataclass(frozen=True)
class Built:
    """The counts behind the rows: of each tally in the order of ``PARTS``, of each share, what a share leaves out, earlier ones."""

    reviews: Reviews
    tables: Tables
    agency: np.ndarray  # by count; those of all agencies together are of 'all'
    told_earlier: Mask  # by count: tallies that the director of the agency was told, as they were then

    @property
    def tallies_count(self) -> int:
        """How many figures are tallies; they come before the shares."""
        return len(self.reviews.tallies)

    def of_agency(self, agency: str) -> Mask:
        """The figures that only ``agency`` tells."""
        return np.asarray(self.agency[self.tables.lead] == agency, bool)

    def shown(self, hidden: Mask, rated: Mask) -> Shown:
        """The rows that stay where ``hidden`` figures and ``rated`` rows go."""
        return Shown(~hidden[: self.tallies_count], ~hidden[self.tallies_count :], ~rated)


def build(reviews: Reviews, earlier: pd.DataFrame) -> Built:
    """The counts of ``reviews`` and of the tallies that directors were told ``earlier`` (columns of ``Known.reviews``)."""
    counts = reviews.tallies[list(PARTS)].to_numpy(np.int64)
    shares = reviews.shares[list(SHARE_PARTS)].fillna(0).to_numpy(np.int64)
    within = _in_period(reviews)
    blank = np.maximum(within @ counts[:, PARTS.index("unknown")] - shares[:, 2], 0)
    before = earlier[list(PARTS)].to_numpy(np.int64)
    every = np.concatenate([counts.ravel(), shares.ravel(), blank, before.ravel()])
    relations = _true(
        sparse.vstack(
            [_relations(reviews, within, every.size), _earlier_relations(reviews, earlier, every.size)],
            format="csr",
        ),
        every,
    )
    tallies, others = len(reviews.tallies), len(reviews.shares)
    lead = np.concatenate(
        [
            np.arange(tallies) * len(PARTS) + PARTS.index("reviewed"),
            counts.size + np.arange(others) * len(SHARE_PARTS) + SHARE_PARTS.index("den"),
        ]
    )
    tellers = np.concatenate(
        [np.repeat(np.arange(tallies), len(PARTS)), tallies + np.repeat(np.arange(others), len(SHARE_PARTS))]
    )
    shows = sparse.csr_array(
        (np.ones(tellers.size, np.int8), (tellers, np.arange(tellers.size))),
        shape=(tallies + others, every.size),
    )
    of_share = reviews.shares["agency_code"].to_numpy(object)
    agency = np.concatenate(
        [
            np.repeat(reviews.tallies["agency_code"].to_numpy(object), len(PARTS)),
            np.repeat(of_share, len(SHARE_PARTS)),
            of_share,
            np.repeat(earlier["agency_code"].to_numpy(object), len(PARTS)),
        ]
    ).astype(object)
    tables = Tables(every, relations, shows, lead, np.full(tallies + others, -1))
    return Built(reviews, tables, agency, np.arange(every.size) >= every.size - before.size)


def _true(relations: sparse.csr_array, every: Counts) -> sparse.csr_array:
    """The relations that hold for the counts: not those that a broken file broke, nor of what has changed since it was told."""
    return relations[np.flatnonzero(np.asarray(relations @ every) == 0)]


def _in_period(reviews: Reviews) -> Mask:
    """Which tallies (columns) each share (row) sums up: of its agency or all, in the quarters of its period."""
    quarter = reviews.tallies["event_quarter"].astype(str).str.extract(r"^(\d{4})-Q([1-4])$").astype(float)
    number = (quarter[0] * 4 + quarter[1] - 1).to_numpy()[None, :]
    first, last = (
        (days.dt.year * 4 + days.dt.quarter - 1).to_numpy(float)[:, None]
        for days in (pd.to_datetime(reviews.shares[name]) for name in ("period_start", "period_end"))
    )
    of = reviews.shares["agency_code"].to_numpy(object)[:, None]
    mine = (of == reviews.tallies["agency_code"].to_numpy(object)[None, :]) | (of == ALL)
    return np.asarray(mine & (number >= first) & (number <= last), bool)


def _earlier_relations(reviews: Reviews, earlier: pd.DataFrame, size: int) -> sparse.csr_array:
    """What directors were told before is the sum of the quarters that it had then, in each part."""
    keys = ["agency_code", "element_id", "event_quarter"]
    rows = earlier.assign(event_quarter=earlier["quarters"].str.split(" "), row=np.arange(len(earlier)))
    tallies = reviews.tallies[keys].assign(tally=np.arange(len(reviews.tallies)))
    both = rows.explode("event_quarter").astype({"event_quarter": object}).merge(tallies, on=keys)
    parts, number = np.arange(len(PARTS)), len(earlier) * len(PARTS)
    row = (both["row"].to_numpy(np.int64)[:, None] * len(PARTS) + parts).ravel()
    column = (both["tally"].to_numpy(np.int64)[:, None] * len(PARTS) + parts).ravel()
    every = np.arange(number)
    return sparse.csr_array(
        (
            np.concatenate([np.ones(number, np.int64), np.full(row.size, -1)]),
            (np.concatenate([every, row]), np.concatenate([size - number + every, column])),
        ),
        shape=(number, size),
    )


def _relations(reviews: Reviews, within: Mask, size: int) -> sparse.csr_array:
    """Sums of the counts: answers, quarters, shares."""
    tallies, others = len(reviews.tallies), len(reviews.shares)
    place = np.arange(tallies * len(PARTS)).reshape(tallies, len(PARTS))
    column = {part: place[:, n] for n, part in enumerate(PARTS)}
    start = place.size
    share = start + np.arange(others * len(SHARE_PARTS)).reshape(others, len(SHARE_PARTS))
    blank = start + share.size + np.arange(others)
    row = np.arange(tallies)
    sums: list[list[tuple[np.ndarray, np.ndarray, int]]] = [
        [(row, column["applicable"], 1), *((row, column[part], -1) for part in _ANSWERS)],
        [(row, column["reviewed"], 1), *((row, column[part], -1) for part in ("applicable", *_OTHERS))],
    ]
    line = reviews.tallies.groupby(["agency_code", "element_id"], sort=True).ngroup().to_numpy()
    whole = (reviews.tallies["event_quarter"] == ALL).to_numpy()
    sums += [[(line[whole], of[whole], 1), (line[~whole], of[~whole], -1)] for of in column.values()]
    at, tally = np.nonzero(within)
    for number, part in enumerate(SHARE_PARTS):
        terms = [(np.arange(others), share[:, number], 1), (at, column[_OF_SHARE[part]][tally], -1)]
        sums.append([*terms, (np.arange(others), blank, 1)] if part == "n_missing" else terms)
    blocks = []
    for terms in sums:
        rows, columns = (np.concatenate([term[n] for term in terms]) for n in (0, 1))
        weights = np.concatenate([np.full(len(term[0]), term[2]) for term in terms])
        height = int(rows.max(initial=-1)) + 1
        blocks.append(sparse.csr_array((weights, (rows, columns)), shape=(height, size), dtype=np.int64))  # fmt: skip
    return sparse.vstack(blocks, format="csr")
