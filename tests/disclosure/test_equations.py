"""What a reader puts together from published rows and what the definitions say of them, and what a guess has to bear out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure.attack import Seen
from pipelines.disclosure.decide import decide
from pipelines.disclosure.ledger import Known
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.proving import Attempt, Shown, Sight
from pipelines.disclosure.sheet import KEYS

_NOTHING = pd.DataFrame(columns=[*KEYS, "role", "value", "own"]).astype({"own": bool})


_Numbers = Mapping[tuple[str, str, str, str], tuple[int, int | None]]


def _figures(numbers: _Numbers, measure: str = "M1") -> pd.DataFrame:
    """Figures of one measure by (breakdown, category, agency, period as kind and start)."""
    rows = []
    for (breakdown, category, agency, period), (num, den) in numbers.items():
        kind, start = period.split()
        rows.append(("measure_value", measure, breakdown, category, agency, kind, start, num, den, None))
    frame = pd.DataFrame(rows, columns=[*KEYS, "num", "den", "missing"])
    return frame.assign(period_start=pd.to_datetime(frame["period_start"])).astype(
        {"num": float, "den": float, "missing": float}
    )


def _narrowed(figures: pd.DataFrame, hidden: Iterable[int], earlier: pd.DataFrame = _NOTHING) -> int:
    figure = np.ones(len(figures), bool)
    figure[list(hidden)] = False
    shown = Shown.all_of(figure)
    return len(Attempt(figures, shown, earlier).by("outside", Sight(shown), 10, Seen()).narrowed)


def _months(
    agency: str, numbers: Iterable[tuple[int, int | None]], breakdown: str = "none", category: str = "all"
) -> _Numbers:
    """The numbers of the first months of 2025."""
    months = enumerate(numbers, start=1)
    return {(breakdown, category, agency, f"month 2025-0{month}-01"): number for month, number in months}


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


def test_a_sum_is_said_of_the_periods_that_its_lines_have() -> None:
    """Another table tells two of three lines by month too: there they are no sum, and in the quarters they still are."""
    quarters = {
        ("none", "all", agency, f"quarter 2025-{start}-01"): (number, None)
        for start, numbers in (("01", (900, 300)), ("04", (910, 310)), ("07", (920, 320)), ("10", (930, 4)))
        for agency, number in zip(("mpd", "rpd", "all"), (*numbers, sum(numbers)), strict=True)
    }
    months = {**_months("mpd", [(290, None)]), **_months("all", [(390, None)])}
    beside = {key: number for key, number in quarters.items() if key[2] != "rpd"}
    figures = pd.concat([_figures(quarters), _figures({**months, **beside}, "M2")], ignore_index=True)
    assert _narrowed(figures, [list(quarters).index(("none", "all", "rpd", "quarter 2025-10-01"))]) == 1


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


_LONG = [(310, 400), (320, 400), (330, 400), (340, 400), (350, 400)]
"""Numbers of months that agree with others by no chance."""


def test_lines_that_are_equal_count_the_same_also_where_one_of_them_is_withheld() -> None:
    numbers = [(num, None) for num, _ in [*_LONG, (5, 5)]]
    both = {**_months("mpd", numbers), **_months("mpd", numbers, "scope", "ipv")}
    assert _narrowed(_figures(both), range(6)) == 1


@pytest.mark.parametrize(
    ("base_of_rpd", "narrowed"),
    [pytest.param(7, 1, id="a mix"), pytest.param(5, 0, id="groups with bases of their own")],
)
def test_the_groups_of_a_mix_make_its_one_base(base_of_rpd: int, narrowed: int) -> None:
    mix = {
        ("release_type", category, agency, "quarter 2025-01-01"): number
        for category, agency, number in (
            ("bail", "mpd", (57, 60)), ("other", "mpd", (3, 60)), ("bail", "rpd", (3, 7)), ("other", "rpd", (4, base_of_rpd)),
        )
    }  # fmt: skip
    assert _narrowed(_figures(mix), (1,)) == narrowed


def test_a_number_that_the_definitions_do_not_know_is_none() -> None:
    """The headline of a mix has no base: withheld, it is no sum of the bases of its groups."""
    mix = {
        ("none", "all", "mpd", "quarter 2025-01-01"): (7, None),
        ("release_type", "bail", "mpd", "quarter 2025-01-01"): (7, 9),
    }
    figures, nothing = _figures(mix), Shown.all_of(np.zeros(2, bool))
    withheld = Attempt(figures, nothing, _NOTHING).by("outside", Sight(nothing), 10, Seen())
    headline, numerator, base, rest = (1, 1, 1, 1)
    assert withheld.protected_count == headline + numerator + base + rest


@pytest.mark.parametrize(
    ("may", "narrowed"),
    [
        pytest.param((100, 300), 1, id="a part of its base"),
        pytest.param((300, 100), 0, id="above its base once, so there is no rest"),
    ],
)
def test_what_is_left_of_a_base_is_asked_for_where_it_is_one(may: tuple[int, int], narrowed: int) -> None:
    numbers = [*_LONG[:4], may, (30, 33)]
    beside = [_figures(_months("mpd", [(row[i], None) for row in numbers]), f"M{i + 2}") for i in (0, 1)]
    figures = pd.concat([_figures(_months("mpd", numbers)), *beside], ignore_index=True)
    assert _narrowed(figures, (5, 4, 10, 16)) == narrowed


@pytest.mark.parametrize(
    ("left_of_rpd", "narrowed"),
    [
        pytest.param(3, 1, id="eight are left of all: of the five no more than eight"),
        pytest.param(6, 0, id="eleven are left of all"),
    ],
)
def test_what_is_left_of_one_agency_is_no_more_than_what_is_left_of_all(
    left_of_rpd: int, narrowed: int
) -> None:
    """One department tells its numerator by quarter alone, and its base by month in another table."""
    mpd = [(95, 100), (70, 100), (60, 100)]
    rpd = [(300 - left_of_rpd, 300), (250, 310), (260, 320)]
    together = [(one[0] + other[0], one[1] + other[1]) for one, other in zip(mpd, rpd, strict=True)]
    quarter = {
        ("none", "all", agency, "quarter 2025-01-01"): (sum(n for n, _ in of), sum(d for _, d in of))
        for agency, of in (("mpd", mpd), ("rpd", rpd), ("all", together))
    }
    later = {("none", "all", "rpd", f"quarter 2025-{month}-01"): (800, 900) for month in ("04", "07", "10")}
    shares = _figures({**_months("mpd", mpd), **_months("all", together), **quarter, **later})
    bases: _Numbers = {
        **_months("rpd", [(den, None) for _, den in rpd]),
        **{key: (den, None) for key, (_, den) in {**quarter, **later}.items() if "rpd" in key},
    }
    assert (
        _narrowed(pd.concat([shares, _figures(bases, "M2")], ignore_index=True), (0, 1, 2, 6, 8)) == narrowed
    )


@pytest.mark.parametrize(
    ("may", "narrowed"),
    [
        pytest.param((100, 100), 0, id="the numerator is the base in every month"),
        pytest.param((100, 300), 1, id="not in every month: all of a few people are in it"),
    ],
)
def test_everyone_of_a_few_is_asked_for_where_not_everyone_always_is(
    may: tuple[int, int], narrowed: int
) -> None:
    numbers = [*((num, num) for num, _ in _LONG[:4]), may, (14, 14)]
    beside = _figures(_months("mpd", [(num, None) for num, _ in numbers]), "M2")
    figures = pd.concat([_figures(_months("mpd", numbers)), beside], ignore_index=True)
    assert _narrowed(figures, (5,)) == narrowed


def test_nothing_is_kept_from_a_reader_that_it_has_a_part_in() -> None:
    """The one court's number is that of all together, and what another table tells of all together."""
    numbers = [(num, None) for num, _ in [*_LONG, (5, 5)]]
    of_court = _figures({**_months("court", numbers), **_months("all", numbers)})
    figures = pd.concat([of_court, _figures(_months("all", numbers), "M2")], ignore_index=True)
    mine, part = (figures["agency_code"] == "court").to_numpy(), (figures["series"] == "M1").to_numpy()
    shown, withheld = Shown.all_of(mine), Attempt(figures, Shown.all_of(mine), _NOTHING)
    others = withheld.by("court", Sight(shown, ~part), 10, Seen())
    assert (len(others.narrowed), others.protected_count) == (1, 1)
    assert withheld.by("court", Sight(shown, ~part, part), 10, Seen()).protected_count == 0


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
