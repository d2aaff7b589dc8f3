"""Every cell and row of a file is counted exactly once."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.reading import RowKind, Tally, column_letter, tally_cells, tally_rows, tally_unused_sheet

GRID = pa.table(
    {
        "A": ["DV Report", None, "Case", "1", "2", None, "Total"],
        "B": [None, None, "Name", "x", "y", None, None],
        "C": [None, None, "Day", "d", None, None, "2"],
        "D": [None, None, None, " ", "z", None, None],
    }
)
KINDS = np.array([1, 0, 2, 3, 3, 0, 4], dtype=np.int8)
NONE_HELD = np.zeros(7, dtype=bool)


def test_cells_by_what_became_of_them() -> None:
    held = np.array([0, 0, 0, 0, 1, 0, 0], dtype=bool)
    tally = tally_cells(GRID, KINDS, {"A", "C"}, held, {"B": "dropped for privacy"})
    assert tally == Tally(
        in_file=28, used=2, blank=16, held=1, left_out=9,
        left_out_by_reason={"title": 1, "header": 3, "total row": 2, "dropped for privacy": 2, "not mapped": 1},
    )  # fmt: skip
    assert tally.balances()


def test_rows_by_what_became_of_them() -> None:
    held = np.array([0, 0, 0, 0, 1, 0, 0], dtype=bool)
    tally = tally_rows(KINDS, held)
    assert tally == Tally(7, 1, 2, 1, 3, {"title": 1, "header": 1, "total row": 1})
    assert tally.balances()


def test_rows_left_out_by_rule_win_over_held_and_count_once() -> None:
    test_rows, old = NONE_HELD.copy(), NONE_HELD.copy()
    test_rows[[4, 6]] = True
    old[[3, 4]] = True
    rules = {"test row": test_rows, "outside the period": old}
    everything_held = ~NONE_HELD
    cells = tally_cells(GRID, KINDS, {"A", "B", "C", "D"}, everything_held, {}, rules)
    assert (cells.used, cells.held, cells.balances()) == (0, 0, True)
    assert cells.left_out_by_reason == {
        "title": 1,
        "header": 3,
        "total row": 2,
        "test row": 3,
        "outside the period": 3,
    }
    rows = tally_rows(KINDS, everything_held, rules)
    assert rows.left_out_by_reason == {
        "title": 1,
        "header": 1,
        "total row": 1,
        "test row": 1,
        "outside the period": 1,
    }
    assert rows.balances()


def test_a_sheet_that_is_not_used() -> None:
    cells, rows = tally_unused_sheet(GRID)
    assert cells == Tally(28, 0, 16, 0, 12, {"sheet not used": 12})
    assert rows == Tally(7, 0, 2, 0, 5, {"sheet not used": 5})
    assert tally_unused_sheet(pa.table({})) == (Tally(), Tally())


def test_the_box_ends_at_the_last_cell_in_use() -> None:
    padded = pa.table({"A": ["x", None, None], "B": pa.nulls(3, pa.string()), "C": [" ", None, None]})
    kinds = np.array([3, 0, 0], dtype=np.int8)
    assert tally_cells(padded, kinds, {"A"}, np.zeros(3, dtype=bool), {}) == Tally(1, 1)
    assert tally_rows(kinds, np.zeros(3, dtype=bool)) == Tally(1, 1)


def test_tallies_add_up_and_tell_when_they_do_not() -> None:
    first, second = Tally(5, 2, 1, 1, 1, {"title": 1}), Tally(4, 1, 1, 0, 2, {"title": 1, "header": 1})
    both = first + second
    assert both == Tally(9, 3, 2, 1, 3, {"title": 2, "header": 1})
    assert both.balances() and first.left_out_by_reason == {"title": 1}
    assert sum([first, second], Tally()) == both
    assert not Tally(5, 2, 1, 1, 0).balances()
    assert not Tally(5, 2, 1, 1, 1, {}).balances()
    assert list(both.to_dict()) == ["in_file", "used", "blank", "held", "left_out", "left_out_by_reason"]
    assert both.to_dict()["left_out_by_reason"] == {"header": 1, "title": 2}


CELLS = st.sampled_from([None, None, "", " ", "x", "7"])


@settings(max_examples=200, deadline=None)
@given(st.data(), st.integers(0, 5), st.integers(0, 7))
def test_it_always_balances(data: st.DataObject, width: int, height: int) -> None:
    def draws(values: st.SearchStrategy[object], size: int) -> list[object]:
        return data.draw(st.lists(values, min_size=size, max_size=size))

    letters = [column_letter(place) for place in range(width)]
    grid = pa.table({letter: pa.array(draws(CELLS, height), pa.string()) for letter in letters})
    height = grid.num_rows
    kinds = np.array(draws(st.sampled_from(list(RowKind)), height), dtype=np.int8)
    held = np.array(draws(st.booleans(), height), dtype=bool)
    rules = {
        "void": np.array(draws(st.booleans(), height), dtype=bool),
        "title": np.array(draws(st.booleans(), height), dtype=bool),
    }
    used = data.draw(st.sets(st.sampled_from(letters))) if letters else set()
    cells = tally_cells(grid, kinds, used, held, {"A": "dropped for privacy"}, rules)
    rows = tally_rows(kinds, held, rules)
    assert cells.balances() and rows.balances()
    filled = [[bool(cell and cell.strip()) for cell in column.to_pylist()] for column in grid.columns]
    nonblank = sum(map(sum, filled))
    assert cells.used + cells.held + cells.left_out == nonblank
    wide = max((place + 1 for place, column in enumerate(filled) if any(column)), default=0)
    high = max((row + 1 for column in filled for row, is_filled in enumerate(column) if is_filled), default=0)
    assert cells.in_file == wide * high


@pytest.mark.parametrize("kind", [kind for kind in RowKind if kind != RowKind.DATA])
def test_every_kind_of_row_has_a_reason(kind: RowKind) -> None:
    tally = tally_cells(
        pa.table({"A": ["x"]}), np.array([kind], dtype=np.int8), {"A"}, np.zeros(1, dtype=bool), {}
    )
    assert (tally.left_out, len(tally.left_out_by_reason)) == (1, 1)
