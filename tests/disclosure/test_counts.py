"""Which numbers are one and the same count, and what hiding each of them costs a reader."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure.counts import KEY, collect_series
from pipelines.disclosure.decide import _cost
from pipelines.disclosure.relations import build_tables
from pipelines.metadata.edition import FIRST_MEASURES

_YEAR = ("rolling12", pd.Timestamp(2025, 1, 1))


def _figures(rows: list[tuple[object, ...]]) -> pd.DataFrame:
    """Figures of one measure and agency: breakdown, category, period kind, its start, numerator, base."""
    return pd.DataFrame(
        [
            ("measure_value", "M038", b, c, "rpd", kind, start, num, den)
            for b, c, kind, start, num, den in rows
        ],
        columns=[*KEY, "num", "den"],
    )


@pytest.mark.parametrize(
    ("bases", "groups"),
    [
        pytest.param({("race", "W"): 15, ("race", "U"): 2, ("ethnicity", "N"): 15, ("ethnicity", "U"): 2}, 4, id="bases of their own"),
        pytest.param({("kind", "knife"): 3, ("kind", "other"): 3, ("kind", "none"): 3}, 1, id="one base in common"),
        pytest.param({("none", "all"): 3, ("kind", "knife"): 3, ("kind", "other"): 3}, 1, id="that of the headline"),
    ],
)  # fmt: skip
def test_small_bases_are_one_where_a_breakdown_has_one_base(
    bases: dict[tuple[str, str], int], groups: int
) -> None:
    """Two people of unknown race are not the two of unknown ethnicity; fifteen are not, either, in one period alone."""
    rows: list[tuple[object, ...]] = [(*part, *_YEAR, 1, base) for part, base in bases.items()]
    lines = collect_series(_figures(rows)).lines
    assert lines.loc[lines["role"] == "den", "same"].nunique() == groups


def test_records_that_do_not_say_are_between_partners_or_between_others() -> None:
    month = ("month", pd.Timestamp(2025, 3, 1))
    rows: list[tuple[object, ...]] = [("none", "all", *month, 300, 900), ("scope", "ipv", *month, 200, 600)]
    figures = _figures(rows).assign(missing=[41, 30])
    tables = build_tables(figures, collect_series(figures)).tables
    sums = [set((tables.counts[row.indices] * row.data).tolist()) for row in tables.relations]
    assert {41, -30, -11} in sums


@pytest.mark.parametrize(
    ("told", "bound"),
    [
        pytest.param({"F": 20, "M": 9}, {31, -20, -9, -2}, id="one part withheld"),
        pytest.param({"F": 20}, {31, -20, -11}, id="two parts withheld"),
        pytest.param({"F": 20, "M": 6, "U": 2}, {31, -20, -6, -2, -3}, id="three more since"),
    ],
)
def test_parts_told_before_bound_what_is_told_now(told: dict[str, int], bound: set[int]) -> None:
    """The groups of an earlier twelve months are no rows of now; their whole still is, and holds no less than was told."""
    later = ("rolling12", pd.Timestamp(2025, 2, 1))
    now = {"F": 22, "M": 10, "U": 2}
    rows: list[tuple[object, ...]] = [
        ("none", "all", *_YEAR, 31, None),
        ("none", "all", *later, sum(now.values()), None),
        *(("sex_gender", group, *later, number, None) for group, number in now.items()),
        *(("sex_gender", group, *_YEAR, number, None) for group, number in told.items()),
    ]
    gone = np.arange(len(rows)) >= len(rows) - len(told)
    figures = _figures(rows)
    tables = build_tables(figures, collect_series(figures, gone)).tables
    sums = [set((tables.counts[row.indices] * row.data).tolist()) for row in tables.relations]
    assert bound in sums


def test_a_reader_loses_most_by_the_headline_of_a_year() -> None:
    month = ("month", pd.Timestamp(2025, 3, 1))
    quarter = ("quarter", pd.Timestamp(2025, 1, 1))
    rows: list[tuple[object, ...]] = [
        ("none", "all", *_YEAR, 31, 91),
        ("none", "all", *quarter, 8, 22),
        ("none", "all", *month, 3, 9),
        ("scope", "ipv", *_YEAR, 22, 63),
        ("race", "W", *_YEAR, 15, 40),
        ("race", "W", *quarter, 5, 12),
    ]
    figures = _figures(rows)
    built = build_tables(figures, collect_series(figures))
    cost = pd.Series(_cost(built)[built.note_of < 0], built.row[built.note_of < 0]).to_dict()
    year, of_quarter, of_month, partners, white, white_quarter = (cost[row] for row in range(len(rows)))
    assert year > of_quarter > of_month and year > partners > white > white_quarter


def test_what_pages_put_first_costs_more_than_other_headlines() -> None:
    rows = [
        ("measure_value", measure, "none", "all", "rpd", *_YEAR, number, base)
        for measure, number, base in (
            ("M020", 166, None),
            ("M022", 31, None),
            ("M040", 31, 64),
            ("M037", 14, 45),
        )
    ]
    figures = pd.DataFrame(rows, columns=[*KEY, "num", "den"])
    built = build_tables(figures, collect_series(figures))
    cost = pd.Series(_cost(built)[built.note_of < 0], built.row[built.note_of < 0]).to_dict()
    assert {"M020", "M040"} <= FIRST_MEASURES and not {"M022", "M037"} & FIRST_MEASURES
    assert cost[0] > cost[1] and cost[2] > cost[3]
