"""Case review: a tally of few files cannot be worked out from anything that is told of it, and the attack finds it where it could."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure.attack import Proof, Seen
from pipelines.disclosure.ledger import Release, known_to, no_releases
from pipelines.disclosure.primary import rules
from pipelines.disclosure.review_attack import ReviewAttempt
from pipelines.disclosure.review_rows import RATED_PARTS, Reviews, Shown
from pipelines.disclosure.reviews import decide_reviews
from pipelines.settings import Thresholds

Answers = tuple[int, int, int, int, int]
Row = tuple[str, str, str, Answers]
"""Agency, practice, quarter, and the files: demonstrated, partly, not demonstrated, not applicable, unknown."""
_ANSWERS = ["demonstrated", "partly", "not_demonstrated", "not_applicable", "unknown"]
_FEW, _MANY, _MORE = (2, 0, 1, 0, 0), (9, 1, 3, 1, 2), (12, 1, 3, 0, 2)
_TWO_PRACTICES: list[Row] = [
    ("mpd", "A", "2025-Q1", _FEW),
    ("mpd", "A", "2025-Q2", _MANY),
    ("mpd", "B", "2025-Q1", _MANY),
    ("mpd", "B", "2025-Q2", _MORE),
]
_ONE_PRACTICE: list[Row] = [*_TWO_PRACTICES[:2], ("rpd", "A", "2025-Q1", _MORE), ("rpd", "A", "2025-Q2", _MANY)]  # fmt: skip


def make(rows: Sequence[Row], rated: Sequence[tuple[object, ...]] = (), shares: bool = True) -> Reviews:
    """Tallies with all quarters, the share of all practices by quarter and year, and what was rated."""
    told = pd.DataFrame([(a, e, q, *v) for a, e, q, v in rows], columns=["agency_code", "element_id", "event_quarter", *_ANSWERS])  # fmt: skip
    whole = told.groupby(["agency_code", "element_id"], as_index=False)[_ANSWERS].sum()
    tallies = pd.concat([told, whole.assign(event_quarter="all")], ignore_index=True)
    tallies["applicable"] = tallies[_ANSWERS[:3]].sum(axis=1)
    tallies["reviewed"] = tallies[_ANSWERS].sum(axis=1)
    quarters = tallies[tallies["event_quarter"] != "all"]
    parts = []
    for kind, letter in (("quarter", "Q"), ("year", "Y")):
        periods = pd.PeriodIndex(quarters["event_quarter"].str.replace("-", ""), freq="Q").asfreq(letter)
        summed = pd.concat([quarters, quarters.assign(agency_code="all")]).assign(period=[*periods, *periods])
        summed = summed.groupby(["agency_code", "period"], as_index=False)[["demonstrated", "applicable", "unknown"]].sum()  # fmt: skip
        ends = pd.PeriodIndex(summed["period"])
        parts.append(
            summed.assign(
                measure_id="M171",
                period_kind=kind,
                period_start=ends.start_time.as_unit("us"),
                period_end=ends.end_time.normalize().as_unit("us"),
            ).rename(columns={"demonstrated": "num", "applicable": "den", "unknown": "n_missing"})
        )
    every = pd.concat(parts, ignore_index=True)
    of_register = pd.DataFrame(
        rated, columns=["agency_code", "element_id", "review_round", *list(RATED_PARTS)[:2]]
    )
    return Reviews(
        tallies, every if shares else every[:0], of_register.reindex(columns=[*of_register, *list(RATED_PARTS)[2:]])
    )  # fmt: skip


def decide(
    reviews: Reviews, releases: tuple[Release, ...] = (), public: np.ndarray | None = None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    told = rules(Thresholds())
    known = {rule.audience: known_to(releases, rule.audience, rule.threshold) for rule in told}
    rows, proofs = decide_reviews(reviews, told, known, public)
    return (rows if len(rows) else pd.DataFrame(columns=["audience", "table_name"])), proofs


def withheld(rows: pd.DataFrame, table: str, audience: str = "joint") -> set[tuple[str, ...]]:
    mine = rows[(rows["table_name"] == table) & (rows["audience"] == audience)]
    if not len(mine):
        return set()
    last = ["period_kind", "quarter"] if table == "measure_value" else ["series", "category"]
    quarter = pd.to_datetime(mine["period_start"]).dt.to_period("Q").astype(str)
    return set(mine.assign(quarter=quarter)[["agency_code", *last]].itertuples(index=False, name=None))


def attacked(
    reviews: Reviews, tallies: set[tuple[str, str, str]], rated: bool = False, knows: str | None = None
) -> Proof:
    """The attack on everything but ``tallies``, by somebody from outside or by an agency that ``knows`` its own."""
    keys = reviews.tallies[["agency_code", "element_id", "event_quarter"]].itertuples(index=False, name=None)
    gone = np.array([key in tallies for key in keys])
    everything = Shown.everything(reviews)
    shown = Shown(~gone, everything.shares, everything.rated & rated)
    asked = np.ones(gone.size, bool)
    if knows:
        shown |= everything.of(reviews, knows)
        asked = (reviews.tallies["agency_code"] != knows).to_numpy()
    attempt = ReviewAttempt(reviews, no_releases().reviews)
    return attempt.by(shown, 10, Seen(), asked, attempt.told_before(None))


@pytest.mark.parametrize(
    ("quarters", "hidden"),
    [
        pytest.param({"2025-Q1": 12, "2025-Q2": 15}, set(), id="enough in each"),
        pytest.param({"2025-Q1": 3, "2025-Q2": 15, "2025-Q3": 20}, {"2025-Q1", "2025-Q2"}, id="the next smallest goes too"),
        pytest.param({"2025-Q1": 3}, {"2025-Q1", "all"}, id="one small quarter is all there is"),
    ],
)  # fmt: skip
def test_a_hidden_quarter_takes_another_with_it(quarters: dict[str, int], hidden: set[str]) -> None:
    rows, proofs = decide(make([("mpd", "A", q, (n, 0, 0, 0, 0)) for q, n in quarters.items()], shares=False))
    assert {quarter for *_, quarter in withheld(rows, "case_review")} == hidden
    assert proofs["holds"].all()


def test_a_small_numerator_stays_where_enough_files_were_read() -> None:
    rows, proofs = decide(make([("mpd", "A", "2025-Q1", (1, 0, 2, 9, 0))]))
    assert not len(rows)
    assert proofs["protected_count"].sum() == 0 and proofs["known_count"].min() > 0


@pytest.mark.parametrize(
    ("part", "equation"),
    [
        pytest.param(0, "files read less the other quarters", id="quarters"),
        pytest.param(1, "share less the other practices", id="share"),
    ],
)
def test_the_attack_finds_what_follows_from_sums(part: int, equation: str) -> None:
    one = [{("mpd", "A", "2025-Q1")}, {("mpd", "A", "2025-Q1"), ("mpd", "A", "2025-Q2")}][part]
    found = attacked(make(_TWO_PRACTICES), one)
    assert not found.holds and found.least_width == 0, equation
    assert attacked(make(_TWO_PRACTICES), {(a, e, q) for a, e, q, _ in _TWO_PRACTICES}).holds


def test_the_share_of_all_practices_gives_no_tally_away() -> None:
    rows, proofs = decide(make(_TWO_PRACTICES))
    assert withheld(rows, "case_review") == {(a, e, q) for a, e, q, _ in _TWO_PRACTICES}
    assert proofs["holds"].all() and proofs["least_width"].min() >= 5


def test_a_share_that_is_one_tally_goes_with_it_also_from_the_public() -> None:
    rows, proofs = decide(make(_ONE_PRACTICE))
    gone = withheld(rows, "measure_value")
    # An agency knows its own share: that of all agencies would tell the other's.
    assert {("mpd", "quarter", "2025Q1"), ("all", "quarter", "2025Q1")} <= gone
    assert withheld(rows, "measure_value", "public") == gone
    assert ("mpd", "quarter", "2025Q1") in withheld(rows, "measure_value", "director")
    assert proofs["holds"].all()
    assert set(proofs.loc[proofs["audience"] == "joint", "reader"]) == {"outside", "mpd", "rpd"}


def test_what_the_rule_for_figures_withholds_from_the_public_is_not_told_twice() -> None:
    reviews = make(_ONE_PRACTICE)
    rows, _ = decide(reviews, public=np.zeros(len(reviews.shares), bool))
    assert withheld(rows, "measure_value") and not withheld(rows, "measure_value", "public")


def test_an_agency_subtracts_its_own_from_the_share_of_all() -> None:
    reviews = make(_ONE_PRACTICE)
    of_all = (reviews.shares["agency_code"] == "all").to_numpy()
    attempt, everything = ReviewAttempt(reviews, no_releases().reviews), Shown.everything(reviews)
    other = (reviews.tallies["agency_code"] == "rpd").to_numpy()
    shown = Shown(np.zeros(other.size, bool), of_all, everything.rated)
    none_before = attempt.told_before(None)
    assert attempt.by(shown, 10, Seen(), ~other, none_before).holds
    knows = shown | everything.of(reviews, "rpd")
    assert not attempt.by(knows, 10, Seen(), ~other, none_before).holds


def test_a_director_reads_what_directors_together_see_as_well() -> None:
    reviews = make([("mpd", "A", "2025-Q1", _FEW), ("mpd", "A", "2025-Q2", _MORE)], shares=False)
    quarter = reviews.tallies["event_quarter"].to_numpy()
    no_rated = np.zeros(0, bool)
    own, together = (Shown(np.isin(quarter, shown), no_rated, no_rated) for shown in ("2025-Q2", "all"))
    attempt, asked = ReviewAttempt(reviews, no_releases().reviews), np.ones(quarter.size, bool)
    proofs = [attempt.by(s, 5, Seen(), asked, attempt.told_before(None)).holds for s in (own, together, own | together)]  # fmt: skip
    assert proofs == [True, True, False]
    rng = np.random.default_rng(7)
    many = [("mpd", e, f"2025-Q{q}", tuple(rng.multinomial(rng.integers(3, 14), [0.7, 0.1, 0.1, 0.05, 0.05]).tolist()))
            for e in "ABC" for q in (1, 2, 3, 4)]  # fmt: skip
    rows, found = decide(make(many))
    assert withheld(rows, "case_review", "director") < withheld(rows, "case_review")
    assert found["holds"].all() and (found["protected_count"] > 0).any()


_RATED = [("mpd", "A", "2025-1", 3, 2), ("mpd", "B", "2025-1", 13, 9), ("da", "C", "2025-1", 4, 4)]


def test_the_attack_takes_a_rated_number_for_that_of_a_tally() -> None:
    reviews = make(_TWO_PRACTICES, _RATED)
    gone = {(a, e, q) for a, e, q, _ in _TWO_PRACTICES}
    assert attacked(reviews, gone).holds
    assert not attacked(reviews, gone, rated=True).holds


def test_a_rating_goes_with_the_tally_and_by_the_rule_of_its_own() -> None:
    rows, _ = decide(make([*_TWO_PRACTICES, ("da", "D", "2025-Q1", _MORE)], [*_RATED, ("da", "D", "2025-1", 18, 12)]))  # fmt: skip
    told = rows[(rows["table_name"] == "practice_response") & (rows["audience"] == "director")]
    assert dict(zip(told["series"], told["kind"], strict=True)) == {"A": "primary", "B": "complementary", "C": "primary"}  # fmt: skip
    full = make(_TWO_PRACTICES, _RATED)
    alone, proofs = decide(replace(full, tallies=full.tallies[:0], shares=full.shares[:0]))
    assert withheld(alone, "practice_response") == {("mpd", "A", "2025-1"), ("da", "C", "2025-1")}
    assert not len(proofs)


def test_a_share_that_was_released_is_known_for_good() -> None:
    reviews = make(_TWO_PRACTICES)
    told = {"table": "measure_value", "series": "M171", "breakdown": "none", "category": "all", "agency_code": "mpd",
            "period_kind": "quarter", "period_start": "2025-01-01"}  # fmt: skip
    figure = {**told, "num": 11, "den": 16, "missing": 2}
    assert decide(reviews, (Release("2025-Q1", "joint", (figure,), ()),))[1]["holds"].all()
    # The share of one practice is its tally: what was told of it cannot be taken back.
    alone, one = make(_ONE_PRACTICE), {**told, "num": 2, "den": 3, "missing": 0}
    proofs = decide(alone, (Release("2025-Q1", "joint", (one,), ()),))[1]
    assert not proofs.loc[proofs["reader"] == "outside", "holds"].all()
    changed = decide(alone, (Release("2025-Q1", "joint", ({**one, "den": 14, "num": 9},), ()),))[1]
    assert changed["holds"].all()


def _told(quarters: str, answers: Answers) -> dict[str, object]:
    reviewed, applicable = sum(answers), sum(answers[:3])
    counts = dict(zip(_ANSWERS, answers, strict=True), reviewed=reviewed, applicable=applicable)
    return {"agency_code": "mpd", "element_id": "A", "quarters": quarters, **counts}


@pytest.mark.parametrize(
    ("earlier", "hidden"),
    [
        pytest.param([], {"2025-Q2", "2025-Q3"}, id="nothing was told"),
        pytest.param([_told("2025-Q2", (5, 0, 1, 0, 0))], {"2025-Q1", "2025-Q3"}, id="the smallest quarter was told"),
        pytest.param([_told("2025-Q1 2025-Q2", (17, 1, 4, 0, 2))], {"all", "2025-Q3"}, id="all quarters of then were told"),
        pytest.param([_told("2025-Q2", (9, 0, 1, 0, 0))], {"2025-Q2", "2025-Q3"}, id="another number was told"),
    ],
)  # fmt: skip
def test_a_director_remembers_the_tallies_of_earlier_editions(
    earlier: list[dict[str, object]], hidden: set[str]
) -> None:
    rows: list[Row] = [("mpd", "A", "2025-Q1", _MORE), ("mpd", "A", "2025-Q2", (5, 0, 1, 0, 0)), ("mpd", "A", "2025-Q3", _FEW)]  # fmt: skip
    release = Release("2025-Q2", "director", (), (), reviews=tuple(earlier))
    assert Release.from_json(release.to_json()) == release
    found, proofs = decide(make(rows, shares=False), (release,))
    assert {quarter for *_, quarter in withheld(found, "case_review", "director")} == hidden
    assert proofs["holds"].all()


def test_a_tally_that_was_told_is_nothing_to_protect_from_who_was_told() -> None:
    reviews = make([("mpd", "A", "2025-Q1", _FEW)], shares=False)
    release = Release("2025-Q1", "director", (), (), reviews=(_told("2025-Q1", _FEW),))
    proofs = decide(reviews, (release,))[1].set_index(["audience", "reader"])
    assert proofs.loc[("director", "mpd"), "protected_count"] == 0
    assert (
        proofs.loc[("joint", "outside"), "protected_count"] == 4
    )  # files read and applicable, of the quarter and of all
    assert proofs["holds"].all()
