"""Rules of the coordinator's registers: each asks at the cell that it is about, and only there."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_suites import run, told

from pipelines.checks.register_rules import AT_MOST, CONDITIONAL, DIFFERENT, NEEDED, RANGES
from pipelines.metadata.classes import Kind
from pipelines.metadata.datasets import DATASETS


def something(dataset: str, column: str) -> Any:
    """A value that the column may have."""
    kind = DATASETS[dataset].field(column).kind
    return {
        Kind.DATE: date(2026, 3, 1),
        Kind.TRISTATE: True,
        Kind.FLAG: True,
        Kind.INTEGER: 3,
        Kind.DECIMAL: 3.0,
    }.get(kind, "x")


@pytest.mark.parametrize(
    ("dataset", "column", "value", "needs", "check_id"),
    [
        pytest.param(dataset, *rule, id=f"{dataset}: {rule[1]} needs {rule[2]}")
        for dataset, rules in CONDITIONAL.items()
        for rule in rules
    ],
)
def test_a_value_that_needs_another(
    dataset: str, column: str, value: str | bool, needs: str, check_id: str
) -> None:
    other: str | bool = False if value is True else "something_else"
    rows = [
        {column: value},
        {column: value, needs: something(dataset, needs)},
        {column: other},
        {column: None},
    ]
    assert told(run(dataset, rows, needs, column)) == [(check_id, "B2", 1)]


@pytest.mark.parametrize(
    ("dataset", "column", "check_id"),
    [
        pytest.param(dataset, *rule, id=f"{dataset}: {rule[0]}")
        for dataset, rules in NEEDED.items()
        for rule in rules
    ],
)
def test_what_every_row_needs(dataset: str, column: str, check_id: str) -> None:
    rows = [{column: something(dataset, column)}, {column: None}]
    assert told(run(dataset, rows, column)) == [(check_id, "B3", 1)]


@pytest.mark.parametrize(
    ("dataset", "smaller", "larger", "check_id"),
    [
        pytest.param(dataset, *rule, id=f"{rule[0]} over {rule[1]}")
        for dataset, rules in AT_MOST.items()
        for rule in rules
    ],
)
def test_a_number_that_is_at_most_another(dataset: str, smaller: str, larger: str, check_id: str) -> None:
    rows = [{smaller: 5, larger: 5}, {smaller: 6, larger: 5}, {smaller: 6}]
    result = run(dataset, rows, larger, smaller)
    assert told(result) == [(check_id, "B3", 1)]
    assert result.problems[0].message.startswith("Attended is larger than")


@pytest.mark.parametrize(
    ("dataset", "column", "low", "high"),
    [
        pytest.param(dataset, *rule, id=f"{dataset}: {rule[0]}")
        for dataset, rules in RANGES.items()
        for rule in rules
    ],
)
def test_scores_stay_on_their_scale(dataset: str, column: str, low: int, high: int) -> None:
    rows = [{column: low}, {column: high}, {column: high + 1}, {column: None}]
    assert told(run(dataset, rows, column)) == [("row_score_out_of_range", "B4", 1)]


@pytest.mark.parametrize(
    ("dataset", "one", "other", "check_id"),
    [
        pytest.param(dataset, *rule, id=f"{rule[0]} and {rule[1]}")
        for dataset, rules in DIFFERENT.items()
        for rule in rules
    ],
)
def test_two_that_must_differ(dataset: str, one: str, other: str, check_id: str) -> None:
    rows = [
        {one: "advocate", other: "sergeant"},
        {one: "sergeant", other: "sergeant"},
        {one: None, other: None},
    ]
    assert told(run(dataset, rows, one, other)) == [(check_id, "B3", 1)]


@pytest.mark.parametrize(
    ("dataset", "earlier", "later"),
    [
        pytest.param(name, *pair, id=f"{name}: {pair[1]}")
        for name in ("partners_mou", "decisions", "events", "findings", "source_book", "materials_checklist")
        for pair in DATASETS[name].ordered
    ],
)
def test_days_of_a_register_keep_their_order(dataset: str, earlier: str, later: str) -> None:
    rows = [
        {earlier: date(2026, 3, 2), later: date(2026, 3, 2)},
        {earlier: date(2026, 3, 2), later: date(2026, 3, 1)},
        {earlier: date(2026, 3, 2), later: None},
    ]
    found = told(run(dataset, rows, later, earlier))
    assert [line for line in found if line[0] == "row_times_out_of_order"] == [
        ("row_times_out_of_order", "B3", 1)
    ]
