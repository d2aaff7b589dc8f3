"""What a reader puts together from published rows and what the definitions say of them, and what a guess has to bear out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure.attack import Seen
from pipelines.disclosure.decide import decide
from pipelines.disclosure.ledger import Known
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.proving import Attempt, Shown
from pipelines.disclosure.sheet import KEYS

_NOTHING = pd.DataFrame(columns=[*KEYS, "role", "value", "own"]).astype({"own": bool})


def _figures(numbers: dict[tuple[str, str, str, str], tuple[int, int | None]]) -> pd.DataFrame:
    """Figures of one measure by (breakdown, category, agency, period as kind and start)."""
    rows = []
    for (breakdown, category, agency, period), (num, den) in numbers.items():
        kind, start = period.split()
        rows.append(("measure_value", "M1", breakdown, category, agency, kind, start, num, den, None))
    frame = pd.DataFrame(rows, columns=[*KEYS, "num", "den", "missing"])
    return frame.assign(period_start=pd.to_datetime(frame["period_start"])).astype(
        {"num": float, "den": float, "missing": float}
    )


def _narrowed(figures: pd.DataFrame, hidden: tuple[int, ...], earlier: pd.DataFrame = _NOTHING) -> int:
    figure = np.ones(len(figures), bool)
    figure[list(hidden)] = False
    shown = Shown(figure, figure.copy())
    return len(Attempt(figures, shown, earlier).by(shown, "outside", 10, Seen()).narrowed)


_AGENCIES = {
    ("none", "all", agency, f"month 2025-0{month}-01"): (number, None)
    for month, numbers in ((1, (400, 310, 710)), (2, (44, 4, 48)))
    for agency, number in zip(("mpd", "rpd", "all"), numbers, strict=True)
}
_QUARTER = {
    ("none", "all", "mpd", period): (number, None)
    for period, number in (
        ("month 2024-10-01", 300), ("month 2024-11-01", 310), ("month 2024-12-01", 320), ("quarter 2024-10-01", 930),
        ("month 2025-01-01", 40), ("month 2025-02-01", 4), ("month 2025-03-01", 36), ("quarter 2025-01-01", 80),
    )
}  # fmt: skip
_AREAS = {
    (breakdown, category, "mpd", f"quarter {start}-01"): (number, None)
    for start, numbers in (("2024-10", (500, 400, 900)), ("2025-01", (60, 6, 66)))
    for (breakdown, category), number in zip(
        (("area", "north"), ("area", "south"), ("none", "all")), numbers, strict=True
    )
}
_SHARE = {
    ("none", "all", "mpd", "month 2025-01-01"): (7, 60),
    ("none", "all", "mpd", "month 2025-02-01"): (30, 60),
}
_ONE_MONTH = {key: number for key, number in _AGENCIES.items() if key[3] == "month 2025-02-01"}
_ONE_QUARTER = {key: number for key, number in _AREAS.items() if key[3] == "quarter 2025-01-01"}


@pytest.mark.parametrize(
    ("numbers", "hidden", "narrowed"),
    [
        pytest.param(_AGENCIES, (4,), 1, id="all agencies less the other one"),
        pytest.param(_AGENCIES, (3, 4), 0, id="two agencies hidden"),
        pytest.param(_QUARTER, (5,), 1, id="a quarter less its other months"),
        pytest.param(_QUARTER, (5, 6), 0, id="two months of a quarter hidden"),
        pytest.param(_AREAS, (4,), 1, id="the headline less the other area"),
        pytest.param(_AREAS, (4, 5), 0, id="an area and the headline hidden"),
        pytest.param(_ONE_MONTH, (1,), 1, id="that agencies make the whole is known without an example"),
        pytest.param(_ONE_QUARTER, (1,), 1, id="that categories make the headline is known too"),
        pytest.param(_SHARE, (0,), 0, id="a share whose base nothing else tells"),
    ],
)
def test_what_can_be_put_together(
    numbers: dict[tuple[str, str, str, str], tuple[int, int | None]], hidden: tuple[int, ...], narrowed: int
) -> None:
    assert _narrowed(_figures(numbers), hidden) == narrowed


def test_a_sum_that_the_rows_contradict_is_no_sum() -> None:
    wrong = {**_AGENCIES, ("none", "all", "all", "month 2025-01-01"): (900, None)}
    assert _narrowed(_figures(wrong), (4,)) == 0


@pytest.mark.parametrize(
    ("all_of_january", "narrowed"),
    [pytest.param(710, 1, id="it holds"), pytest.param(900, 0, id="it does not hold in another month")],
)
def test_a_sum_that_no_row_shows_holds_everywhere_or_nowhere(all_of_january: int, narrowed: int) -> None:
    numbers = {**_AGENCIES, ("none", "all", "all", "month 2025-01-01"): (all_of_january, None)}
    assert _narrowed(_figures(numbers), (1, 4)) == narrowed


def test_an_earlier_release_is_known() -> None:
    figures = _figures(_AGENCIES)
    told = figures.iloc[[3]].assign(role="num", value=44, own=False)[list(_NOTHING)]
    assert (_narrowed(figures, (3, 4)), _narrowed(figures, (3, 4), told)) == (0, 1)


def test_a_number_that_changed_since_tells_nothing_of_the_new_one() -> None:
    figures = _figures(_AGENCIES)
    told = figures.iloc[[3]].assign(role="num", value=60, own=False)[list(_NOTHING)]
    assert _narrowed(figures, (3, 4), told) == 0


def test_what_one_director_was_told_another_does_not_know() -> None:
    figures = _figures(_AGENCIES)
    told = figures.iloc[[3]].assign(role="num", value=44, own=True)[list(_NOTHING)]
    assert _narrowed(figures, (3, 4), told) == 0


def test_columns_that_agree_for_long_are_one_count() -> None:
    numbers = {
        (breakdown, category, "mpd", f"month 2025-0{month}-01"): (300 + month * 7 if month < 6 else 5, None)
        for breakdown, category in (("none", "all"), ("scope", "ipv"))
        for month in range(1, 7)
    }
    assert _narrowed(_figures(numbers), (5,)) == 1


_WINDOWS = {
    (breakdown, category, "mpd", f"rolling12 {start}-01-01"): (number, None)
    for start, numbers in ((2023, (50, 40, 90)), (2024, (12, 6, 18)))
    for (breakdown, category), number in zip(
        (("sex_gender", "F"), ("sex_gender", "M"), ("none", "all")), numbers, strict=True
    )
}


@pytest.mark.parametrize(
    ("told", "headline"),
    [
        pytest.param(12, "withheld", id="the other group of the window was told before"),
        pytest.param(13, "shown", id="it was told another number, which fits no sum of now"),
        pytest.param(None, "shown", id="nobody was told of it"),
    ],
)
def test_what_is_no_row_any_more_is_still_known(told: int | None, headline: str) -> None:
    figures = _figures(_WINDOWS)
    gone = figures.index[(figures["category"] == "F") & (figures["num"] == 12)]
    earlier = figures.loc[gone].assign(role="num", value=told, own=False)[list(_NOTHING)].dropna()
    known = {"joint": Known(earlier.astype({"value": int}), 10, "")}
    decided = decide(
        figures.drop(index=gone).reset_index(drop=True), (Rule("joint", 10),), {"joint": ()}, known
    )
    hidden = decided.hidden.set_index(["category", "period_start"])["kind"]
    assert decided.proofs["holds"].all()
    assert hidden[("M", pd.Timestamp("2024-01-01"))] == "primary"
    assert (("all", pd.Timestamp("2024-01-01")) in hidden.index) == (headline == "withheld")
