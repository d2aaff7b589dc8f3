"""Attacks what is told of case review, as each of its readers, with nothing but the rows that would be published.

Every told count is an unknown of one system: the files read, how many of them showed the practice and how not, by practice,
agency and quarter; the share of all practices, by agency, quarter and year; what the coordinator rated. A reader adds
answers up to files, quarters to all quarters, practices to a share, and takes a rated number for that of a tally of the
same practice. The true numbers serve for three things only: to say which withheld ones are small, to leave out sums that are not
true, and to start from a table that fits. Shares no rule with the choice in ``reviews.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from pipelines.disclosure.attack import Proof, Seen, attack
from pipelines.disclosure.ledger import Known
from pipelines.disclosure.published import published_to
from pipelines.disclosure.review_rows import ALL, PARTS, RATED_PARTS, SHARE_PARTS, Reviews, Shown
from pipelines.disclosure.shapes import Counts, Mask

_SUMS = {
    "reviewed": ("demonstrated", "partly", "not_demonstrated", "not_applicable", "unknown"),
    "applicable": ("demonstrated", "partly", "not_demonstrated"),
}
_SUMMED_BY = {"den": "applicable", "num": "demonstrated", "n_missing": "unknown"}
_BASES = ("reviewed", "applicable")
_UNKNOWN = "unknown_blank"
"""Records without an answer, which a tally counts as unknown and a share does not."""
_TALLY, _SHARE, _RATED, _EARLIER = ("tally", "share", "rated", "earlier")
_WORDS = ("agency_code", "element_id", "event_quarter", "measure_id", "period_kind")
_DAYS = ("period_start", "period_end")


class ReviewAttempt:
    """One attempt on ``reviews``, of which each reader is shown some; ``earlier`` are tallies that directors were told before.

    Columns of ``earlier`` are those of ``Known.reviews``.
    """

    def __init__(self, reviews: Reviews, earlier: pd.DataFrame) -> None:
        self._reviews, self._earlier = reviews, earlier.reset_index(drop=True)
        self._cells = pd.concat(
            [
                _cells(reviews.tallies, _TALLY, PARTS),
                _cells(reviews.shares, _SHARE, (*SHARE_PARTS, _UNKNOWN)),
                _cells(reviews.rated, _RATED, tuple(RATED_PARTS)),
                _cells(self._earlier, _EARLIER, PARTS),
            ],
            ignore_index=True,
        ).rename_axis("count")
        terms = pd.concat(
            [*self._parts(), self._quarters(), *self._shares(), *self._rated(), *self._told_earlier()],
            ignore_index=True,
        )
        self._counts = self._true_counts(terms)
        self._equations = self._matrix(terms)

    def told_before(self, known: Known | None, agency: str | None = None) -> Mask:
        """The numbers that releases told to everybody, or to the director of ``agency`` too, and that are the same today."""
        found = np.zeros(self._counts.size, bool)
        if agency is not None:
            earlier = self._of(_EARLIER)
            earlier = earlier[earlier["agency_code"] == agency]
            found[earlier["count"].to_numpy(np.int64)] = True
            keys = ["agency_code", "element_id", "part", "value"]
            names = earlier[["row", *keys]].assign(
                quarters=self._earlier["quarters"].reindex(earlier["row"]).to_numpy(object)
            )
            again = self._of(_TALLY).assign(quarters=self._names()).merge(names, on=[*keys, "quarters"])
            found[again["count"].to_numpy(np.int64)] = True
        if known is not None and len(known.told):
            told = known.told[~known.told["own"] | (known.told["agency_code"] == agency)]
            told = told.assign(part=told["role"].replace("missing", "n_missing"))
            keys = ["series", "agency_code", "period_kind", "period_start", "part"]
            shares = self._of(_SHARE).rename(columns={"measure_id": "series"})
            both = shares.merge(told.loc[told["breakdown"] == "none", [*keys, "value"]], on=keys)
            found[both.loc[both["value_x"] == both["value_y"], "count"].to_numpy(np.int64)] = True
        return found

    def by(self, shown: Shown, width: int, seen: Seen, asked: Mask, before: Mask) -> Proof:
        """The attack of someone who is ``shown`` some rows: no small number of files may be narrowed to less than ``width``.

        Small are the files read, and of those with few the files where the practice could show. Only tallies in ``asked``
        are to be kept from this reader. ``before`` are the counts that were told earlier.
        """
        told = np.concatenate(
            [
                np.repeat(mask, number)
                for mask, number in (
                    (shown.tallies, len(PARTS)),
                    (shown.shares, len(SHARE_PARTS) + 1),
                    (shown.rated, len(RATED_PARTS)),
                    (np.zeros(len(self._earlier), bool), len(PARTS)),
                )
            ]
        )
        known = (told & self._cells["is_told"].to_numpy(bool)) | before
        numbers = self._reviews.tallies
        few = asked & (numbers["reviewed"] > 0).to_numpy() & (numbers["reviewed"] < width).to_numpy()
        places = np.arange(len(numbers) * len(PARTS)).reshape(-1, len(PARTS))
        wanted = np.zeros(self._counts.size, bool)
        for base in _BASES:
            own = places[few, PARTS.index(base)]
            wanted[own[(self._counts[own] > 0) & (self._counts[own] < width)]] = True
        return attack(published_to(known, self._counts, self._equations, wanted & ~known, width), seen)

    def _names(self) -> pd.Series[str]:
        """The quarters that each count of a tally adds up, as releases name them."""
        tallies = self._of(_TALLY)
        single = tallies[tallies["event_quarter"] != ALL].sort_values("event_quarter", kind="stable")
        keys = ["agency_code", "element_id", "part"]
        every = single.groupby(keys, as_index=False)["event_quarter"].agg(" ".join)
        joined = tallies[keys].merge(every, how="left", on=keys)["event_quarter"]
        return tallies["event_quarter"].where(tallies["event_quarter"] != ALL, joined)

    def _of(self, kind: str, part: str | None = None) -> pd.DataFrame:
        mine = self._cells["kind"] == kind
        return self._cells[mine if part is None else mine & (self._cells["part"] == part)].reset_index()

    def _parts(self) -> list[pd.DataFrame]:
        """Files read are the sum of their answers; those where the practice could show, of three of them."""
        tallies = self._of(_TALLY)
        return [
            _terms(_TALLY + base, tallies, "row", np.where(tallies["part"] == base, 1, -1)).loc[
                tallies["part"].isin((base, *parts)).to_numpy()
            ]
            for base, parts in _SUMS.items()
        ]

    def _quarters(self) -> pd.DataFrame:
        """All quarters of a practice at an agency are the sum of its quarters, in each part."""
        tallies = self._of(_TALLY)
        line = tallies["agency_code"] + "|" + tallies["element_id"] + "|" + tallies["part"]
        return _terms("quarters", tallies.assign(line=line), "line", np.where(tallies["event_quarter"] == ALL, 1, -1))  # fmt: skip

    def _shares(self) -> list[pd.DataFrame]:
        """A share is the sum of the tallies of all practices of its agency, or of all, in the quarters of its period."""
        found = []
        for part, of in _SUMMED_BY.items():
            shares = self._of(_SHARE, part)
            quarters = [
                pd.period_range(start, end, freq="Q").strftime("%Y-Q%q").tolist()
                for start, end in zip(shares["period_start"], shares["period_end"], strict=True)
            ]
            spread = shares.assign(event_quarter=pd.Series(quarters, shares.index, object)).explode(
                "event_quarter"
            )[["row", "agency_code", "event_quarter"]]
            tallies = self._of(_TALLY, of)[["count", "agency_code", "event_quarter"]]
            summed = pd.concat([tallies, tallies.assign(agency_code=ALL)]).merge(
                spread, on=["agency_code", "event_quarter"]
            )
            found += [_terms(_SHARE + part, shares, "row", 1), _terms(_SHARE + part, summed, "row", -1)]
            if part == "n_missing":
                found.append(_terms(_SHARE + part, self._of(_SHARE, _UNKNOWN), "row", 1))
        return found

    def _rated(self) -> list[pd.DataFrame]:
        """A rated number may be that of any tally of the practice at the agency."""
        found = []
        for part, of in RATED_PARTS.items():
            both = self._of(_RATED, part).merge(
                self._of(_TALLY, of), on=["agency_code", "element_id"], suffixes=("", "_tally")
            )
            pair = both.assign(pair=np.arange(len(both)))
            tally = pair.assign(count=pair["count_tally"])
            found += [_terms(_RATED + part, pair, "pair", 1), _terms(_RATED + part, tally, "pair", -1)]
        return found

    def _told_earlier(self) -> list[pd.DataFrame]:
        """What an edition told of a practice is the sum of the quarters that it had then."""
        named = self._earlier.assign(event_quarter=self._earlier["quarters"].str.split(" ")).explode(
            "event_quarter"
        )
        keys = ["agency_code", "element_id", "event_quarter", "part"]
        earlier = self._of(_EARLIER)
        spread = earlier.drop(columns="event_quarter").merge(
            named["event_quarter"].rename_axis("row").reset_index(), on="row"
        )
        summed = spread.merge(self._of(_TALLY), on=keys, suffixes=("", "_tally"))
        summed = summed.assign(count=summed["count_tally"])
        return [
            _terms(_EARLIER, cells.assign(of=cells["row"].astype(str) + cells["part"]), "of", weight)
            for cells, weight in ((earlier, 1), (summed, -1))
        ]

    def _true_counts(self, terms: pd.DataFrame) -> Counts:
        """All numbers as they are; unanswered records are what a share leaves of the unknown ones."""
        value = self._cells["value"].fillna(0).to_numpy(np.int64)
        terms = terms[terms["sum"] == _SHARE + "n_missing"]
        left = np.zeros(len(self._reviews.shares), np.int64)
        np.add.at(
            left, terms["of"].to_numpy(np.int64), value[terms["count"].to_numpy(np.int64)] * -terms["weight"]
        )
        blank = self._of(_SHARE, _UNKNOWN)
        value[blank["count"].to_numpy(np.int64)] = np.maximum(left[blank["row"].to_numpy(np.int64)], 0)
        return value

    def _matrix(self, terms: pd.DataFrame) -> sparse.csr_array:
        """The equations that the true numbers fulfil, and that say anything: a false one leads nobody to a number."""
        missing = self._cells["value"].isna().to_numpy() & (self._cells["part"] != _UNKNOWN).to_numpy()
        codes = terms.groupby(["sum", "of"], sort=False).ngroup().to_numpy()
        columns = terms["count"].to_numpy(np.int64)
        matrix = sparse.csr_array(
            (terms["weight"].to_numpy(np.int64), (codes, columns)),
            shape=(int(codes.max(initial=-1)) + 1, self._counts.size),
        )
        true = np.asarray(matrix @ self._counts) == 0
        true &= np.asarray(abs(matrix) @ missing.astype(np.int64)) == 0
        both = np.asarray((matrix > 0).sum(axis=1) > 0) & np.asarray((matrix < 0).sum(axis=1) > 0)
        return matrix[np.flatnonzero(true & both)]


def _cells(frame: pd.DataFrame, kind: str, parts: tuple[str, ...]) -> pd.DataFrame:
    """A row for each number of ``frame``, row by row."""
    rows = frame.reset_index(drop=True).reindex(columns=list(_WORDS + _DAYS))
    rows = rows.astype({**dict.fromkeys(_WORDS, object), **dict.fromkeys(_DAYS, "datetime64[us]")})
    rows = rows.rename_axis("row").reset_index().loc[lambda own: own.index.repeat(len(parts))]
    rows = rows.reset_index(drop=True)
    values = frame.reindex(columns=list(parts)).to_numpy(float).ravel()
    return rows.assign(
        kind=kind, part=np.tile(np.array(parts, object), len(frame)), value=values, is_told=~np.isnan(values)
    )


def _terms(name: str, cells: pd.DataFrame, by: str, weight: object) -> pd.DataFrame:
    """Terms of the sums called ``name``, one for each value of column ``by``."""
    terms = {"sum": name, "of": cells[by].astype(object), "count": cells["count"], "weight": weight}
    return pd.DataFrame(terms).astype({"count": np.int64, "weight": np.int64})
