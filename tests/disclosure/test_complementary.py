"""What else is hidden so that no small number can be worked out, and that it is no more than needed."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from benchmarks.made_tables import KINDS, grid_tables, prove, small_number_question, tables_of
from pipelines.disclosure import merging
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.counts import KEY, collect_series
from pipelines.disclosure.relations import build_tables
from pipelines.disclosure.shapes import Question, Reader, reads_all

TABLES = {"two dimensions": 20, "three dimensions": 2, "hierarchy": 10, "periods": 2}
"""How many of each kind; ``benchmarks/disclosure.py`` tries ten thousand."""


def test_the_worked_example_hides_the_block_of_four_and_nothing_else() -> None:
    tables = grid_tables(np.array([[12, 25], [4, 18], [15, 9]]))
    question = small_number_question(tables)
    choice = choose(tables, question)
    hidden = choice.hidden.reshape(4, 3).tolist()
    assert hidden == [[False] * 3, [True, True, False], [True, True, False], [False] * 3]
    proof = prove(tables, question, choice.hidden)
    assert (proof.holds, proof.least_width) == (True, 19.0)


@pytest.mark.parametrize("kind", KINDS)
def test_no_random_table_gives_a_small_number_away(kind: str) -> None:
    rng = np.random.default_rng(20260401)
    for number in range(TABLES[kind]):
        tables = KINDS[kind](rng)
        before = tables.counts.copy()
        question = small_number_question(tables)
        choice = choose(tables, question)
        assert prove(tables, question, choice.hidden).holds, number
        assert choice.unprotected == ()
        assert np.all(choice.hidden[question.primary])
        assert choice.at_least <= choice.chosen
        assert np.array_equal(tables.counts, before)


def test_the_primary_rule_alone_does_give_small_numbers_away() -> None:
    """Without this the test above would prove nothing."""
    rng = np.random.default_rng(20260401)
    open_tables = 0
    for _ in range(20):
        tables = KINDS["two dimensions"](rng)
        question = small_number_question(tables)
        open_tables += not prove(tables, question, question.primary).holds
    assert open_tables > 5


def test_no_smaller_choice_is_safe() -> None:
    rng = np.random.default_rng(7)
    compared = 0
    while compared < 6:
        tables = grid_tables(rng.negative_binomial(1, 1 / 14, (3, 2)).astype(np.int64))
        question = small_number_question(tables)
        choice = choose(tables, question)
        if not 0 < choice.chosen <= 4:
            continue
        compared += 1
        open_to = np.flatnonzero(~question.primary)
        for fewer in combinations(open_to.tolist(), choice.chosen - 1):
            hidden = question.primary.copy()
            hidden[list(fewer)] = True
            assert not prove(tables, question, hidden).holds
        assert choice.at_least == choice.chosen


def test_the_same_question_has_the_same_answer() -> None:
    rng = np.random.default_rng(11)
    tables = KINDS["periods"](rng)
    first, second = (choose(tables, small_number_question(tables)) for _ in range(2))
    assert np.array_equal(first.hidden, second.hidden)


def test_where_rounds_run_out_more_is_hidden_and_the_gap_is_told() -> None:
    rng = np.random.default_rng(3)
    for _ in range(3):
        tables = KINDS["hierarchy"](rng)
        question = small_number_question(tables)
        quick, best = choose(tables, question, rounds=1), choose(tables, question)
        assert prove(tables, question, quick.hidden).holds
        assert quick.at_least <= best.chosen <= quick.chosen


def test_a_count_that_two_figures_tell_is_hidden_in_both() -> None:
    """A base that stands in two tables is known as long as one of them is shown."""
    tables = tables_of([4, 26, 30], [(2, [0, 1])])
    twice = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], np.int8)
    tables = type(tables)(
        tables.counts,
        tables.relations,
        type(tables.shows)(twice),
        np.array([0, 1, 2, 2]),
        np.full(4, -1),
    )
    small = np.array([True, False, False])
    primary = np.array([True, False, False, False])
    keep_parts = np.array([True, False, True, True])
    everything = Reader("outside", np.zeros(3, bool), np.ones(4, bool), np.ones(3, bool))
    choice = choose(tables, Question(10, small, primary, keep_parts, (everything,)))
    assert choice.hidden.tolist() == [True, False, True, True]


def test_what_is_known_from_elsewhere_cannot_protect() -> None:
    tables = tables_of([4, 30, 40, 74], [(3, [0, 1, 2])])
    question = small_number_question(tables)
    knows = Reader("knows", np.array([False, True, False, False]), np.ones(4, bool), np.ones(4, bool))
    choice = choose(tables, Question(10, question.small, question.primary, question.may_hide, (knows,)))
    assert choice.hidden[[0, 1]].tolist() == [True, False]
    assert choice.hidden[2] or choice.hidden[3]


@pytest.mark.parametrize(
    ("width", "hidden"),
    [
        pytest.param(None, [True, False, True, False], id="ten, as the question asks"),
        pytest.param(5, [True, True, False, False], id="five for this reader"),
    ],
)
def test_a_reader_may_have_a_width_of_its_own(width: int | None, hidden: list[bool]) -> None:
    tables = tables_of([3, 6, 11, 20], [(3, [0, 1, 2])])
    first = np.array([True, False, False, False])
    reader = Reader("page", np.zeros(4, bool), np.ones(4, bool), np.ones(4, bool), width)
    choice = choose(tables, Question(10, first, first, np.array([True, True, True, False]), (reader,)))
    assert choice.hidden.tolist() == hidden


def test_a_count_that_follows_from_what_is_known_is_named_as_unprotected() -> None:
    tables = tables_of([4, 30, 34], [(2, [0, 1])])
    question = small_number_question(tables)
    knows = Reader("knows", np.array([False, True, True]), np.ones(3, bool), np.ones(3, bool))
    choice = choose(tables, Question(10, question.small, question.primary, question.may_hide, (knows,)))
    assert choice.unprotected == (0,)


@pytest.mark.parametrize(
    "few", [pytest.param(60, id="as they are"), pytest.param(0, id="months put together")]
)
def test_a_quarter_of_nothing_is_hidden_where_it_holds_a_number(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The year and the twelve months to March tell how the first quarters of two years differ; one of them is nothing."""
    monkeypatch.setattr(merging, "SMALL", few)
    months = [0, 0, 0, 0, 0, 2, 1, 1, 2, 2, 0, 7, 1, 0, 0]
    starts = [pd.Timestamp(2025 + at // 12, at % 12 + 1, 1) for at in range(len(months))]
    rows = [("month", start, number) for start, number in zip(starts, months, strict=True)]
    rows += [("quarter", starts[at], sum(months[at : at + 3])) for at in range(0, 15, 3)]
    rows += [("year", starts[0], sum(months[:12])), ("rolling12", starts[3], sum(months[3:]))]
    figures = pd.DataFrame(
        [("measure_value", "M133", "none", "all", "prob", *row) for row in rows], columns=[*KEY, "num"]
    )
    tables = build_tables(figures, collect_series(figures)).tables
    kind, number = figures["period_kind"].to_numpy(), figures["num"].to_numpy()
    primary = (kind == "month") | ((kind == "quarter") & (number > 0))
    small = np.zeros(tables.counts.size, bool)
    small[tables.lead[(number > 0) & (number < 5)]] = True
    may_hide = np.isin(kind, ["month", "quarter"])
    choice = choose(tables, Question(5, small, primary, may_hide, (reads_all(tables),)))
    assert choice.unprotected == ()
    assert choice.hidden.tolist() == (primary | may_hide).tolist()
