"""Times between steps: each equation that a reader has gives a planted number away, and nothing does once it is withheld."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pytest

from pipelines.disclosure.attack import Proof
from pipelines.disclosure.primary import rules
from pipelines.disclosure.wait_attack import NUMBERS, OUTSIDE, WaitAttempt, Waits, attack_waits
from pipelines.settings import Thresholds

_WINDOW, _BEFORE = "2025-01-01", "2024-01-01"


@dataclass(frozen=True)
class Cohort:
    """A cohort: how many ended, stayed open and do not say; per limit how many ended within, went on, and the share told."""

    ended: int
    open: int
    n_missing: int = 0
    limits: Mapping[float, tuple[int, int, float | None]] = field(default_factory=dict)
    told: tuple[str, ...] = ()  # of NUMBERS and the times
    times: tuple[float | None, float | None] = (None, None)
    agency: str = "court"
    start: str = _WINDOW
    pending: int | None = None

    @property
    def row(self) -> dict[str, Any]:
        started = self.ended + self.open
        return {
            "measure_id": "M108", "agency_code": self.agency, "period_start": self.start, "begun": started + self.n_missing,
            "pending": self.pending, "pending_unknown": None if self.pending is None else 0, "started": started,
            "ended": self.ended, "open": self.open, "n_missing": self.n_missing,
        }  # fmt: skip


def make(*cohorts: Cohort, pages: tuple[str, ...] = ("joint",), hidden: tuple[float, ...] = ()) -> Waits:
    """What ``pages`` tell of ``cohorts``; shares of ``hidden`` limits are withheld."""
    rows = [cohort.row for cohort in cohorts]
    keys = [{name: row[name] for name in ("measure_id", "agency_code", "period_start")} for row in rows]
    told, limits, shares = [], [], []
    for page in pages:
        for cohort, row in zip(cohorts, rows, strict=True):
            shown = {name: row[name] if name in cohort.told else None for name in NUMBERS}
            median, p90 = cohort.times
            told.append(
                row | shown | {"audience": page, "median": median, "p90": p90,
                               "suppressed": "median" not in cohort.told, "p90_suppressed": "p90" not in cohort.told}
            )  # fmt: skip
    for cohort, key in zip(cohorts, keys, strict=True):
        for limit, (within, beyond, share) in cohort.limits.items():
            of = {**key, "limit_time": limit}
            limits.append({**of, "within_limit": within, "beyond_limit": beyond})
            shares += [{**of, "audience": page, "suppressed": limit in hidden, "share_within": None if limit in hidden else share}
                       for page in pages]  # fmt: skip
    numbers = dict.fromkeys(NUMBERS, "Int64")
    return Waits(
        pd.DataFrame(rows).astype(numbers),
        pd.DataFrame(limits, columns=["measure_id", "agency_code", "period_start", "limit_time", "within_limit", "beyond_limit"]),
        pd.DataFrame(told).astype(numbers | {"median": float, "p90": float}),
        pd.DataFrame(shares, columns=["measure_id", "agency_code", "period_start", "limit_time", "audience", "suppressed", "share_within"])
        .astype({"suppressed": bool, "share_within": float}),
    )  # fmt: skip


def attacked(waits: Waits, reader: str = OUTSIDE, width: int = 10) -> Proof:
    return WaitAttempt(waits).by(reader, "joint", width)


_ALL_BUT = ("begun", "started", "ended", "open", "n_missing")


def _but(*withheld: str) -> tuple[str, ...]:
    return tuple(name for name in _ALL_BUT if name not in withheld)


def test_a_small_number_that_is_told_is_found() -> None:
    assert attacked(make(Cohort(96, 40, told=_ALL_BUT))).holds
    assert not attacked(make(Cohort(96, 4, told=_ALL_BUT))).holds


_LIMITS = {60.0: (40, 60, 0.40), 90.0: (44, 56, 0.44)}
_OPEN = {60.0: (30, 55, 0.33), 90.0: (33, 50, 0.37)}  # of 20 open ones 15, and 17, are not known for so long


@pytest.mark.parametrize(
    ("leak", "mended"),
    [
        pytest.param(
            make(Cohort(70, 26, 4, told=("begun", "started"))),
            make(Cohort(70, 26, 4, told=("begun",))),
            id="begun are those started and those without a usable end",
        ),
        pytest.param(
            make(Cohort(96, 4, told=_but("open"))),
            make(Cohort(96, 4, told=_but("open", "ended"))),
            id="started are ended and open",
        ),
        pytest.param(
            make(
                Cohort(160, 40, agency="all", told=("open",)),
                Cohort(80, 36, told=("open",)),
                Cohort(80, 4, agency="muni"),
            ),
            make(
                Cohort(160, 40, agency="all"), Cohort(80, 36, told=("open",)), Cohort(80, 4, agency="muni")
            ),
            id="all are the sum of the agencies",
        ),
        pytest.param(
            make(Cohort(100, 0, limits={60.0: (4, 96, 0.04)}, told=_ALL_BUT)),
            make(Cohort(100, 0, limits={60.0: (4, 96, 0.04)}, told=_ALL_BUT), hidden=(60.0,)),
            id="a share of those started is a number within the limit",
        ),
        pytest.param(
            make(Cohort(100, 0, limits={60.0: (96, 4, 0.96)}, told=_ALL_BUT)),
            make(Cohort(100, 0, limits={60.0: (96, 4, 0.96)}, told=_ALL_BUT), hidden=(60.0,)),
            id="the rest is a number beyond it",
        ),
        pytest.param(
            make(Cohort(100, 0, limits=_LIMITS, told=_ALL_BUT)),
            make(Cohort(100, 0, limits=_LIMITS, told=_ALL_BUT), hidden=(90.0,)),
            id="two shares are a number between two limits",
        ),
        pytest.param(
            make(Cohort(80, 20, limits=_OPEN, told=_ALL_BUT)),
            make(Cohort(80, 20, limits=_OPEN, told=_ALL_BUT), hidden=(90.0,)),
            id="and nearly so where open cases are counted in them",
        ),
        pytest.param(
            make(Cohort(60, 3, limits={60.0: (60, 3, None)}, told=("begun", "p90"), times=(30.0, 55.0)), hidden=(60.0,)),
            make(Cohort(60, 3, limits={60.0: (60, 3, None)}, told=("begun",)), hidden=(60.0,)),
            id="nine of ten within the limit leave few beyond it",
        ),
        pytest.param(
            make(Cohort(12, 0, limits={60.0: (4, 8, None)}, told=("begun", "median"), times=(85.0, None)), hidden=(60.0,)),
            make(Cohort(12, 0, limits={60.0: (4, 8, None)}, told=("begun",)), hidden=(60.0,)),
            id="a median over the limit leaves few within it",
        ),
        pytest.param(
            make(Cohort(4, 8, told=("begun", "median"), times=(None, None))),
            make(Cohort(4, 8, told=("begun",), times=(None, None))),
            id="a median that is not reached leaves many open and few ended",
        ),
        pytest.param(
            make(Cohort(60, 12, told=(*_ALL_BUT, "pending", "pending_unknown"), pending=15)),
            make(Cohort(60, 12, told=_ALL_BUT, pending=15)),
            id="pending are those of the cohort and those begun before",
        ),
        pytest.param(
            make(Cohort(60, 12, told=(*_ALL_BUT, "pending", "pending_unknown"), pending=15), Cohort(70, 3, start=_BEFORE)),
            make(Cohort(60, 12, told=("begun", "pending", "pending_unknown"), pending=15), Cohort(70, 3, start=_BEFORE)),
            id="those begun before are of an earlier cohort",
        ),
    ],
)  # fmt: skip
def test_the_attack_finds_what_an_equation_gives_away_and_no_more(leak: Waits, mended: Waits) -> None:
    found = attacked(leak)
    assert not found.holds and found.narrowed
    assert attacked(mended).protected_count >= found.protected_count > 0
    assert attacked(mended).holds


def test_an_agency_takes_its_own_number_from_that_of_all() -> None:
    told = make(Cohort(160, 40, agency="all", told=("open",)), Cohort(80, 36), Cohort(80, 4, agency="muni"))
    assert attacked(told).holds
    assert not attacked(told, "court").holds
    assert attacked(told, "muni").protected_count == 0  # its own number is no secret to it


def test_an_agency_learns_from_the_median_of_all_how_many_of_the_other_ended() -> None:
    court = Cohort(100, 0, limits={60.0: (58, 42, None)})
    muni = Cohort(20, 0, limits={60.0: (2, 18, None)}, agency="muni")
    both = Cohort(120, 0, limits={60.0: (60, 60, None)}, agency="all", told=("begun",), times=(61.0, 90.0))
    told = Cohort(120, 0, limits=both.limits, agency="all", told=("begun", "median"), times=both.times)
    assert attacked(make(told, court, muni, hidden=(60.0,))).holds
    assert not attacked(make(told, court, muni, hidden=(60.0,)), "court").holds
    assert attacked(make(both, court, muni, hidden=(60.0,)), "court").holds


def test_a_director_reads_the_own_page_beside_what_all_are_told() -> None:
    court = Cohort(96, 4, told=("begun", "started"))
    of_all = Cohort(96, 4, agency="all", told=("started", "ended"))
    own = make(court, pages=("director",))
    beside = make(court, of_all, pages=("director", "joint"))
    assert WaitAttempt(own).by("court", "director", 5, own_page=True).holds
    assert not WaitAttempt(beside).by("court", "director", 5, own_page=True).holds


def test_every_reader_has_a_proof() -> None:
    told = make(Cohort(160, 40, agency="all", told=_ALL_BUT), Cohort(160, 40, told=_ALL_BUT),
                pages=("director", "joint", "public"))  # fmt: skip
    proofs = attack_waits(told, rules(Thresholds()))
    assert set(proofs[["audience", "reader"]].itertuples(index=False, name=None)) == {
        ("director", "court"), ("joint", OUTSIDE), ("joint", "court"), ("public", OUTSIDE),
    }  # fmt: skip
    assert proofs["holds"].all() and (proofs["known_count"] > 0).all()
    assert attack_waits(Waits(*(frame[:0] for frame in vars(told).values())), rules(Thresholds())).empty


def test_a_sum_that_is_not_true_leads_nobody_to_a_number() -> None:
    """Cases whose rows went leave the agencies short of all of them."""
    short = make(Cohort(160, 50, agency="all", told=("open",)), Cohort(80, 36, told=("open",)), Cohort(80, 4, agency="muni"))  # fmt: skip
    assert attacked(short).holds
