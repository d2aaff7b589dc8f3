"""Case review: which tallies of the team's sample are too few to show, and what else would give them away.

A tally is told as k of n, so its base carries the rule: where fewer records were read than the threshold, the tally is
withheld whole. That is the field's rule for small numbers (privacy, 7.4, after Washington State's standard for health data:
hide what is not 0 and under 10 from directors together, under 5 from an agency's own director, and every rate built on it),
read for a sample of records: the count of records is what could be matched with single cases. How many of them showed a
practice or did not is no trait of a person but how work was done, and the field's rule for record review (standards) tells k
of n, without a percentage, where a practice could show in fewer than ten: so a small numerator with a base over the threshold stays.

What a withheld tally is kept safe from: its answers, which add up to it; the quarters, which add up to all quarters,
in each answer; the share of all practices of the agency in a quarter or a year, told beside it (``M171``), and that of
all agencies together; what the coordinator rated of the same practice; what directors together see and what earlier editions told, for each
director; and what an agency knows of itself, for the others. The coordinator sees every tally, the public none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipelines.disclosure.attack import Proof, Seen
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.ledger import Known, no_releases
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.review_attack import ReviewAttempt
from pipelines.disclosure.review_rows import ALL, PARTS, SHARE_PARTS, Reviews, Shown
from pipelines.disclosure.review_tables import Built, build
from pipelines.disclosure.shapes import Mask, Question, Reader

OUTSIDE = "outside"
PROTECTS_REVIEW = "protects a tally of case review"
"""The rule of figures of ``measure_value`` that are withheld for the sake of a tally."""
_QUARTER_COST, _WHOLE_COST, _SHARE_COST = 1, 2, 4
_READERS = ("joint", "director", "public")


@dataclass
class _Found:
    """What was decided so far: rows of the log and of the proofs, shares hidden from directors together, blocks attacked."""

    attempt: ReviewAttempt
    log: list[pd.DataFrame] = field(default_factory=list)
    proofs: list[dict[str, object]] = field(default_factory=list)
    together: Mask = field(default_factory=lambda: np.zeros(0, bool))
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
    joint, director, public = (next(r for r in rules if r.audience == name) for name in _READERS)
    if not len(reviews.tallies):
        few = [(rule, _few(reviews.rated["n_reviewed"], rule)) for rule in (joint, director)]
        alone = [_rated_rows(reviews, gone, rule) for rule, gone in few]
        return pd.concat(alone, ignore_index=True), pd.DataFrame()
    earlier = released.get("director", no_releases()).reviews
    built, found = build(reviews, earlier), _Found(ReviewAttempt(reviews, earlier))
    _decide_team(built, joint, director, released, found)
    _decide_public(built, public, released, public_shares, found)
    log = [rows for rows in found.log if len(rows)]
    return pd.concat(log, ignore_index=True) if log else pd.DataFrame(), pd.DataFrame(found.proofs)


def _decide_team(
    built: Built, joint: Rule, director: Rule, released: Mapping[str, Known], found: _Found
) -> None:
    """Choose for directors together and for each director beside that, and attack what is left.

    A director who was told much before has more to subtract from what directors together see. So what would have to be
    withheld from each of them, if all else were told, is withheld from directors together as well.
    """
    whole = ~np.zeros(built.tables.figures_count, bool)
    alone = _choose(built, director, _directors(built, released, None), whole, ~whole)
    together = _choose(built, joint, _members(built, released), whole, alone)
    found.together = together[built.tallies_count :]
    of_all = built.of_agency(ALL)  # on no page of an agency
    own = _choose(built, director, _directors(built, released, together), together & ~of_all, of_all)
    beside = None
    for rule, hidden in ((joint, together), (director, own)):
        rated = _rated_hidden(built.reviews, hidden[: built.tallies_count], rule)
        shown = built.shown(hidden, rated)
        found.proofs += _attack(built.reviews, rule, shown, beside, released, found)
        found.log += _log_rows(built, rule, hidden if rule is joint else hidden & ~of_all, rated)
        beside = shown


def _choose(built: Built, rule: Rule, readers: tuple[Reader, ...], may_hide: Mask, gone: Mask) -> Mask:
    """The figures to hide by ``rule`` from ``readers``, beside those that are ``gone`` whatever is chosen."""
    tallies, shares, number = built.reviews.tallies, built.reviews.shares, built.tallies_count
    counts = built.tables.counts[: number * len(PARTS)].reshape(number, len(PARTS))
    few = _few(tallies["reviewed"], rule)
    small = np.zeros(built.tables.counts.size, bool)
    for base in (PARTS.index("reviewed"), PARTS.index("applicable")):
        at = np.arange(number) * len(PARTS) + base
        small[at[few & (counts[:, base] > 0) & (counts[:, base] < rule.threshold)]] = True
    primary = gone.copy()
    primary[:number] |= few
    cost = np.full(gone.size, _SHARE_COST)
    cost[:number] = np.where(tallies["event_quarter"] == ALL, _WHOLE_COST, _QUARTER_COST)
    line = np.concatenate(
        [
            tallies.groupby(["agency_code", "element_id"]).ngroup().to_numpy(),
            -1 - shares.groupby(["agency_code", "period_kind"]).ngroup().to_numpy(),
        ]
    )
    question = Question(rule.threshold, small, primary, may_hide, readers, cost, line)
    return choose(built.tables, question).hidden


def _few(numbers: pd.Series[int], rule: Rule) -> Mask:
    reviewed = numbers.fillna(0).to_numpy(np.int64)
    return np.asarray((reviewed > 0) & (reviewed < rule.threshold), bool)


def _decide_public(
    built: Built, rule: Rule, released: Mapping[str, Known], shares: Mask | None, found: _Found
) -> None:
    """The public reads no tally, and of the shares no more than directors together: nobody finds there what is withheld here."""
    told = np.ones(len(built.reviews.shares), bool) if shares is None else shares
    gone = found.together
    nothing = np.zeros(built.tallies_count, bool), np.zeros(len(built.reviews.rated), bool)
    shown = Shown(nothing[0], told & ~gone, nothing[1])
    found.proofs += _attack(built.reviews, rule, shown, None, released, found)
    found.log.append(_share_rows(built.reviews.shares[told & gone], rule))


def _members(built: Built, released: Mapping[str, Known]) -> tuple[Reader, ...]:
    """Who reads what directors together see: someone from outside, and each agency, which knows its own numbers."""
    every = np.ones(built.tables.figures_count, bool)
    outside = Reader(
        OUTSIDE, _known_before(built, released.get("joint")), every, built.agency == built.agency
    )
    agencies = []
    for agency in built.reviews.agencies:
        own = np.asarray(built.agency == agency, bool)
        known = _known_before(built, released.get("director"), agency) | own
        agencies.append(Reader(agency, known, every, ~own))
    return (outside, *agencies)


def _directors(built: Built, released: Mapping[str, Known], together: Mask | None) -> tuple[Reader, ...]:
    """Each director, who is kept from small numbers of the own agency and reads its rows beside what directors together see.

    ``together`` are figures hidden from directors together; where None, nothing is.
    """
    tables = built.tables
    every = np.ones(tables.figures_count, bool)
    told = np.zeros(tables.counts.size, bool) if together is None else tables.told(~together)
    readers = []
    for agency in built.reviews.agencies:
        own = np.asarray(built.agency == agency, bool)
        before = _known_before(built, released.get("director"), agency) | (built.told_earlier & own)
        sees = every if together is None else built.of_agency(agency)
        readers.append(Reader(agency, told | before, sees, own))
    return tuple(readers)


def _known_before(built: Built, known: Known | None, agency: str | None = None) -> Mask:
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
    return np.asarray((both["_merge"] == "both").to_numpy() | _few(reviews.rated["n_reviewed"], rule), bool)


def _attack(
    reviews: Reviews,
    rule: Rule,
    shown: Shown,
    beside: Shown | None,
    released: Mapping[str, Known],
    found: _Found,
) -> list[dict[str, object]]:
    """One attack for each reader of ``shown``; directors read the own agency's part of it ``beside`` what they see together."""
    attempt, of = found.attempt, reviews.tallies["agency_code"].to_numpy(object)
    proofs: list[tuple[str, Proof]] = []
    if rule.all_agencies:
        before = attempt.told_before(released.get(rule.audience))
        proofs.append(
            (OUTSIDE, attempt.by(shown, rule.threshold, found.seen, np.ones(of.size, bool), before))
        )
    for agency in reviews.agencies if rule.audience != "public" else ():
        before = attempt.told_before(released.get("director"), agency)
        if beside is None:
            held, asked = shown | Shown.everything(reviews).of(reviews, agency), of != agency
        else:
            held, asked = shown.of(reviews, agency) | beside, of == agency
        proofs.append((agency, attempt.by(held, rule.threshold, found.seen, asked, before)))
    return [{"audience": rule.audience, "reader": reader, **proof.record()} for reader, proof in proofs]


def _log_rows(built: Built, rule: Rule, hidden: Mask, rated: Mask) -> tuple[pd.DataFrame, ...]:
    """What is withheld, a row each: tallies, shares and ratings."""
    reviews, number = built.reviews, built.tallies_count
    tallies = reviews.tallies[hidden[:number]]
    return (
        _own_rows("case_review", tallies, tallies["event_quarter"], _few(tallies["reviewed"], rule), rule),
        _share_rows(reviews.shares[hidden[number:]], rule),
        _rated_rows(reviews, rated, rule),
    )


def _rated_rows(reviews: Reviews, hidden: Mask, rule: Rule) -> pd.DataFrame:
    own = reviews.rated[hidden]
    return _own_rows("practice_response", own, own["review_round"], _few(own["n_reviewed"], rule), rule)


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
