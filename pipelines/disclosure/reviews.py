"""Case review: which tallies of the team's sample are too few to show, and what else would give them away.

A tally is told as k of n, so its base carries the rule: where fewer records were read than the threshold, the tally is
withheld whole. That is the rule of the field for counts (hide what is not 0 and under 10 from directors together and from
funders, under 5 from an agency's own director, and every rate built on them) read for a sample of records: the count of
records is what could be matched with single cases. How many of them showed a practice or did not is no trait of a person
but how work was done, and the field tells k of n down to a single file, without a percentage under ten: so a small
numerator with a base over the threshold stays.

What a withheld tally is kept safe from: its answers, which add up to it; the quarters, which add up to all quarters,
in each answer; the share of all practices of the agency in a quarter or a year, told beside it (``M171``), and that of
all agencies together; what the coordinator rated of the same practice; what directors together see, for each director, and
what an agency knows of itself, for the others. The coordinator sees every tally, the public none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import sparse

from pipelines.disclosure.attack import Proof, Seen
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.ledger import Known
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.review_attack import ReviewAttempt
from pipelines.disclosure.review_rows import ALL, PARTS, SHARE_PARTS, Reviews, Shown
from pipelines.disclosure.shapes import Counts, Mask, Question, Reader, Tables

OUTSIDE = "outside"
PROTECTS_REVIEW = "protects a tally of case review"
"""The rule of figures of ``measure_value`` that are withheld for the sake of a tally."""
_QUARTER_COST, _WHOLE_COST, _SHARE_COST = 1, 2, 4
_REVIEWED, _APPLICABLE = PARTS.index("reviewed"), PARTS.index("applicable")
_ANSWERS = ("demonstrated", "partly", "not_demonstrated")
_OTHERS = ("not_applicable", "unknown")
_OF_SHARE = {"den": "applicable", "num": "demonstrated", "n_missing": "unknown"}


@dataclass(frozen=True)
class _Built:
    """The counts behind the rows: of each tally in the order of ``PARTS``, of each share, and what a share leaves out."""

    reviews: Reviews
    tables: Tables
    agency: np.ndarray  # by count; those of all agencies together are of 'all'

    @property
    def tallies_count(self) -> int:
        return len(self.reviews.tallies)

    def of_agency(self, agency: str) -> Mask:
        """The figures that only ``agency`` tells."""
        return np.asarray(self.agency[self.tables.lead] == agency, bool)

    def shown(self, hidden: Mask, rated: Mask) -> Shown:
        """The rows that stay where ``hidden`` figures and ``rated`` rows go."""
        return Shown(~hidden[: self.tallies_count], ~hidden[self.tallies_count :], ~rated)


@dataclass
class _Found:
    """What was decided so far: rows of the log and of the proofs, what directors together see, blocks attacked."""

    attempt: ReviewAttempt
    log: list[pd.DataFrame] = field(default_factory=list)
    proofs: list[dict[str, object]] = field(default_factory=list)
    joint: Mask | None = None  # figures hidden from directors together
    joint_shown: Shown | None = None
    seen: Seen = field(default_factory=Seen)


def decide_reviews(
    reviews: Reviews,
    rules: tuple[Rule, ...],
    released: Mapping[str, Known],
    public_shares: Mask | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hidden rows (columns of ``ops.suppression_log``) for the team and the public, and the proofs.

    ``released`` holds by audience what was released before. ``public_shares`` says which rows of ``reviews.shares`` are
    shown to the public by the rule for figures; what is withheld from directors together goes there too.
    """
    by_name = {rule.audience: rule for rule in rules if not rule.demographic_only}
    team = [by_name[name] for name in ("joint", "director") if name in by_name]
    if not len(reviews.tallies):
        alone = [_rated_rows(reviews, _rated_few(reviews.rated, rule), rule) for rule in team]
        return pd.concat(alone, ignore_index=True), pd.DataFrame()
    built, found = _build(reviews), _Found(ReviewAttempt(reviews))
    for rule in team:
        _decide_for(built, rule, released, found)
    if "public" in by_name:
        _decide_public(built, by_name["public"], released, public_shares, found)
    log = [rows for rows in found.log if len(rows)]
    return pd.concat(log, ignore_index=True) if log else pd.DataFrame(), pd.DataFrame(found.proofs)


def _build(reviews: Reviews) -> _Built:
    counts = reviews.tallies[list(PARTS)].to_numpy(np.int64)
    shares = reviews.shares[list(SHARE_PARTS)].fillna(0).to_numpy(np.int64)
    within = _in_period(reviews)
    blank = np.maximum(within @ counts[:, PARTS.index("unknown")] - shares[:, 2], 0)
    every = np.concatenate([counts.ravel(), shares.ravel(), blank])
    relations = _relations(reviews, within, every)
    tallies, others = len(reviews.tallies), len(reviews.shares)
    lead = np.concatenate(
        [
            np.arange(tallies) * len(PARTS) + _REVIEWED,
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
        ]
    )
    return _Built(
        reviews, Tables(every, relations, shows, lead, np.full(tallies + others, -1)), agency.astype(object)
    )


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


def _relations(reviews: Reviews, within: Mask, every: Counts) -> sparse.csr_array:
    """Sums that are always true of the counts: answers, quarters, shares. Those that a broken file broke are left out."""
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
        blocks.append(sparse.csr_array((weights, (rows, columns)), shape=(height, every.size), dtype=np.int64))  # fmt: skip
    matrix = sparse.vstack(blocks, format="csr")
    return matrix[np.flatnonzero(np.asarray(matrix @ every) == 0)]


def _decide_for(built: _Built, rule: Rule, released: Mapping[str, Known], found: _Found) -> None:
    """Choose for directors together, or for each director beside that, and attack what is left."""
    tables, number = built.tables, built.tallies_count
    counts = tables.counts[: number * len(PARTS)].reshape(number, len(PARTS))
    few = (counts[:, _REVIEWED] > 0) & (counts[:, _REVIEWED] < rule.threshold)
    small = np.zeros(tables.counts.size, bool)
    for base in (_REVIEWED, _APPLICABLE):
        at = np.arange(number) * len(PARTS) + base
        small[at[few & (counts[:, base] > 0) & (counts[:, base] < rule.threshold)]] = True
    visible = np.ones(tables.figures_count, bool)
    may_hide = visible.copy()
    if not rule.all_agencies:
        visible = ~built.of_agency(ALL)
        may_hide = visible & (found.joint if found.joint is not None else visible)
    primary = ~visible
    primary[:number] |= few
    cost = np.full(tables.figures_count, _SHARE_COST)
    cost[:number] = np.where(built.reviews.tallies["event_quarter"] == ALL, _WHOLE_COST, _QUARTER_COST)
    line = np.concatenate(
        [
            built.reviews.tallies.groupby(["agency_code", "element_id"]).ngroup().to_numpy(),
            -1 - built.reviews.shares.groupby(["agency_code", "period_kind"]).ngroup().to_numpy(),
        ]
    )
    readers = _readers(built, rule, released, found.joint)
    hidden = choose(tables, Question(rule.threshold, small, primary, may_hide, readers, cost, line)).hidden
    rated = _rated_hidden(built.reviews, hidden[:number], rule)
    found.proofs += _attack(built, rule, built.shown(hidden, rated), released, found)
    found.log += _log_rows(built.reviews, rule, hidden & visible, rated, few)
    if rule.all_agencies:
        found.joint, found.joint_shown = hidden, built.shown(hidden, rated)


def _decide_public(
    built: _Built, rule: Rule, released: Mapping[str, Known], shares: Mask | None, found: _Found
) -> None:
    """The public reads no tally, and of the shares no more than directors together: nobody finds there what is withheld here."""
    number = built.tallies_count
    told = np.ones(len(built.reviews.shares), bool) if shares is None else shares
    gone = np.zeros(told.size, bool) if found.joint is None else found.joint[number:]
    nothing = Shown(np.zeros(number, bool), told & ~gone, np.zeros(len(built.reviews.rated), bool))
    found.proofs += _attack(built, rule, nothing, released, found)
    found.log.append(_share_rows(built.reviews.shares[told & gone], rule))


def _readers(
    built: _Built, rule: Rule, released: Mapping[str, Known], joint: Mask | None
) -> tuple[Reader, ...]:
    """Who reads what, and what they know: for directors together someone from outside, and each agency in turn.

    A director reads the own agency's rows beside what directors together see, and is kept from small numbers of the own
    agency; an agency that reads what directors together see knows its own numbers, and is kept from those of the others.
    """
    tables = built.tables
    every, anything = np.ones(tables.figures_count, bool), np.ones(tables.counts.size, bool)
    agencies = built.reviews.agencies
    own = {agency: np.asarray(built.agency == agency, bool) for agency in agencies}
    before = {agency: _known_before(built, released.get("director"), agency) for agency in agencies}
    if not rule.all_agencies:
        told = tables.told(~joint) if joint is not None else ~anything
        return tuple(Reader(a, told | before[a], built.of_agency(a), own[a]) for a in agencies)
    outside = Reader(OUTSIDE, _known_before(built, released.get(rule.audience)), every, anything)
    return (outside, *(Reader(a, before[a] | own[a], every, ~own[a]) for a in agencies))


def _known_before(built: _Built, known: Known | None, agency: str | None = None) -> Mask:
    """The counts of shares that were told before, and are the same today."""
    found = np.zeros(built.tables.counts.size, bool)
    if known is None or known.told.empty:
        return found
    told = (known if agency is None else known.to(agency)).told
    start = built.tallies_count * len(PARTS)
    shares = built.reviews.shares.reset_index(drop=True).rename_axis("row").reset_index()
    for number, part in enumerate(SHARE_PARTS):
        role = {"n_missing": "missing"}.get(part, part)
        both = told[(told["role"] == role) & (told["breakdown"] == "none")].merge(
            shares,
            left_on=["series", "agency_code", "period_kind", "period_start"],
            right_on=["measure_id", "agency_code", "period_kind", "period_start"],
        )
        same = both.loc[both["value"] == both[part], "row"].to_numpy(np.int64)
        found[start + same * len(SHARE_PARTS) + number] = True
    return found


def _rated_hidden(reviews: Reviews, hidden: Mask, rule: Rule) -> Mask:
    """Ratings of case review from few records, and of practices of which any tally is withheld: one may be the other's number."""
    if not len(reviews.rated):
        return np.zeros(0, bool)
    touched = reviews.tallies.loc[hidden, ["agency_code", "element_id"]].drop_duplicates()
    both = reviews.rated[["agency_code", "element_id"]].merge(touched, how="left", indicator=True)
    return np.asarray((both["_merge"] == "both").to_numpy() | _rated_few(reviews.rated, rule), bool)


def _rated_few(rated: pd.DataFrame, rule: Rule) -> Mask:
    reviewed = rated["n_reviewed"].fillna(0).to_numpy(np.int64)
    return np.asarray((reviewed > 0) & (reviewed < rule.threshold), bool)


def _attack(
    built: _Built, rule: Rule, shown: Shown, released: Mapping[str, Known], found: _Found
) -> list[dict[str, object]]:
    """One attack for each reader of ``shown``."""
    reviews, attempt, width = built.reviews, found.attempt, rule.threshold
    of = reviews.tallies["agency_code"].to_numpy(object)
    proofs: list[tuple[str, Proof]] = []
    if rule.all_agencies:
        before = attempt.told_before(released.get(rule.audience))
        proofs.append((OUTSIDE, attempt.by(shown, width, found.seen, np.ones(of.size, bool), before)))
    for agency in reviews.agencies if rule.audience != "public" else ():
        mine, before = of == agency, attempt.told_before(released.get("director"), agency)
        if rule.all_agencies:
            held, asked = shown | Shown.everything(reviews).of(reviews, agency), ~mine
        else:
            held, asked = shown.of(reviews, agency), mine
            held = held if found.joint_shown is None else held | found.joint_shown
        proofs.append((agency, attempt.by(held, width, found.seen, asked, before)))
    return [{"audience": rule.audience, "reader": reader, **proof.record()} for reader, proof in proofs]


def _log_rows(reviews: Reviews, rule: Rule, hidden: Mask, rated: Mask, few: Mask) -> tuple[pd.DataFrame, ...]:
    """What is withheld, a row each: tallies, shares and ratings."""
    number = len(reviews.tallies)
    tallies = reviews.tallies[hidden[:number]]
    return (
        _own_rows("case_review", tallies, tallies["event_quarter"], few[hidden[:number]], rule),
        _share_rows(reviews.shares[hidden[number:]], rule),
        _rated_rows(reviews, rated, rule),
    )


def _rated_rows(reviews: Reviews, hidden: Mask, rule: Rule) -> pd.DataFrame:
    own = reviews.rated[hidden]
    return _own_rows("practice_response", own, own["review_round"], _rated_few(own, rule), rule)


def _own_rows(table: str, rows: pd.DataFrame, category: pd.Series[str], few: Mask, rule: Rule) -> pd.DataFrame:  # fmt: skip
    return pd.DataFrame(
        {
            "audience": rule.audience,
            "table_name": table,
            "series": rows["element_id"],
            "breakdown": "quarter" if table == "case_review" else "review_round",
            "category": category,
            "agency_code": rows["agency_code"],
            "period_kind": "review",
            "period_start": pd.NaT,
            "part": "figure",
            "kind": np.where(few, "primary", "complementary"),
            "rule": np.where(few, f"base of fewer than {rule.threshold}", "protects another figure"),
        }
    )


def _share_rows(rows: pd.DataFrame, rule: Rule) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "audience": rule.audience,
            "table_name": "measure_value",
            "series": rows["measure_id"],
            "breakdown": "none",
            "category": "all",
            "agency_code": rows["agency_code"],
            "period_kind": rows["period_kind"],
            "period_start": rows["period_start"],
            "part": "figure",
            "kind": "complementary",
            "rule": PROTECTS_REVIEW,
        }
    )
