"""What is settled without a programme, and what is left: never anything that could still be asked."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.made_tables import tables_of
from pipelines.disclosure import complementary
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.reduction import reduce
from pipelines.disclosure.shapes import Question, reads_all


def _reduced(
    size: int, known: list[int], sums: list[tuple[int, list[int]]], keep: tuple[int, ...] = ()
) -> tuple[list[int], list[int], list[int]]:
    unknown, kept = np.ones(size, bool), np.zeros(size, bool)
    unknown[known] = False
    kept[list(keep)] = True
    found = reduce(tables_of([0] * size, sums).relations, unknown, kept)
    return found.settled.tolist(), found.rows.tolist(), np.flatnonzero(found.open).tolist()


@pytest.mark.parametrize(
    ("known", "sums", "keep", "expected"),
    [
        pytest.param([1, 2], [(2, [0, 1])], (), ([0, 3, 4], [], []), id="one after the other"),
        pytest.param([2], [(2, [0, 1])], (), ([], [0], [0, 1, 3, 4]), id="two parts of a known total"),
        pytest.param([], [(2, [0, 1])], (), ([], [], [0, 1, 2, 3, 4]), id="a total of nothing known"),
        pytest.param(
            [], [(2, [0, 1])], (4,), ([], [0, 1], [0, 1, 2, 3, 4]), id="a total to be protected stays"
        ),
    ],
)
def test_what_is_left(
    known: list[int],
    sums: list[tuple[int, list[int]]],
    keep: tuple[int, ...],
    expected: tuple[list[int], list[int], list[int]],
) -> None:
    # 3 is 0 and 1, 4 is 3 and 2: the total of totals.
    more = [(4, [3, 2])] if expected[0] == [] else [(3, [0, 1]), (4, [3, 2])]
    found = _reduced(5, known, [*sums, *more], keep)
    assert found == expected


def test_a_total_beside_a_known_total_is_not_free() -> None:
    """Of 0 + 1 = 2 + 3 with 3 known, 2 is not whatever 0 and 1 make: they are no less than 3."""
    matrix = tables_of([0] * 4, [(0, [2, 3])]).relations
    matrix.data[matrix.indices == 2] = 1
    unknown = np.array([True, True, True, False])
    assert reduce(matrix, unknown, np.zeros(4, bool)).rows.tolist() == [0]


def test_where_single_figures_do_not_do_whole_lines_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fallback that ends: with no patience, everything in a line with what is chosen is withheld."""
    tables = tables_of([4, 30, 40, 50, 124], [(4, [0, 1, 2, 3])])
    small = np.array([True, False, False, False, False])
    anything = np.ones(5, bool)
    line = np.array([0, 1, 1, 1, 2])
    question = Question(10, small, small.copy(), anything, (reads_all(tables),), None, line)
    monkeypatch.setattr(complementary, "_PATIENCE", 0)
    choice = choose(tables, question, rounds=0)
    assert choice.hidden.tolist() in ([True, True, True, True, False], [True, False, False, False, True])
    assert choice.unprotected == ()
