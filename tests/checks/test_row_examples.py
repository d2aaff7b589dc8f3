"""The examples of checks of rows and of history do what they say: the bad one trips its check, the good one does not.

An example of a row reads ``Field: value; Field: value``, with ``+`` between rows. Which file runs the others stands in
``examples_run.py``.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from examples_run import examples_of
from test_catalogue import CATALOGUE, ROOT
from test_history import found, history, month, profile

from pipelines.checks import Check, run_suite
from pipelines.layouts.period import Period
from pipelines.metadata.classes import Field, Kind
from pipelines.metadata.code_lists import lookup
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title, record_schema
from pipelines.problems import Stage
from pipelines.ranges import column_of

SUITES = ROOT / "expectations"


def datasets_of(check_id: str) -> list[str]:
    """The datasets whose suites have the check."""
    return [
        path.stem
        for path in sorted((SUITES / "suites").glob("*.json"))
        if any(
            e["meta"]["check_id"] == check_id
            for e in json.loads(path.read_text(encoding="utf-8"))["expectations"]
        )
    ]


def parts(text: str, titles: set[str]) -> dict[str, str]:
    """The fields of a row with their texts; a semicolon inside a text stays in it."""
    told: dict[str, str] = {}
    last = ""
    for piece in text.split("; "):
        title, colon, value = piece.partition(": ")
        if colon and title in titles:
            last = title
            told[title] = value
        else:
            told[last] += f"; {piece}"
    return told


def value(field: Field, text: str) -> Any:
    """A text as the record holds it."""
    if field.kind is Kind.CODE:
        return lookup(str(field.code_list))[text.casefold()]
    if field.kind in (Kind.FLAG, Kind.TRISTATE):
        return {"Yes": True, "No": False}[text]
    made = {
        Kind.DATE: date.fromisoformat,
        Kind.TIMESTAMP: datetime.fromisoformat,
        Kind.INTEGER: int,
        Kind.DECIMAL: float,
    }
    return made.get(field.kind, str)(text)


def told(check: Check, text: str) -> list[Any]:
    """The problems of the check in the rows that an example describes."""
    for name in datasets_of(check.check_id):
        dataset = DATASETS[name]
        by_title = {field_title(field.name): field for field in dataset.fields}
        rows = [row.split("; ") for row in text.split(" + ")]
        if not all(row[0].partition(": ")[0] in by_title for row in rows):
            continue
        records = []
        for n, row in enumerate(text.split(" + "), start=2):
            found_in = parts(row, set(by_title))
            records.append(
                {by_title[t].name: value(by_title[t], v) for t, v in found_in.items()}
                | {"source_sheet": "S", "source_row": n}
            )
        letters = {("S", field.name): "B" for field in dataset.fields}
        table = pa.Table.from_pylist(records, record_schema(dataset))
        result = run_suite(SUITES, name, table, letters, CATALOGUE)
        return [p for p in result.problems if p.check_id == check.check_id]
    raise AssertionError(f"no dataset with the check {check.check_id} has the fields of its example")


EXAMPLES = examples_of(__file__)
OF_ROWS = [check for check in EXAMPLES if check.stage is Stage.ROW]
OF_HISTORY = [check for check in EXAMPLES if check.stage is Stage.HISTORY]


@pytest.mark.parametrize("check", OF_ROWS, ids=lambda check: check.check_id)
def test_the_bad_row_trips_its_check(check: Check) -> None:
    problems = told(check, check.example_bad)
    assert problems and all(
        p.severity is check.severity and p.message.endswith(check.guidance) for p in problems
    )
    assert {column_of(p.cells) for p in problems} == {"B"}


@pytest.mark.parametrize("check", OF_ROWS, ids=lambda check: check.check_id)
def test_the_good_row_does_not(check: Check) -> None:
    assert told(check, check.example_good) == []


def beside(check_id: str, text: str) -> set[str]:
    """The checks that a file trips beside its history, as an example tells both."""
    numbers = [int(n) for n in re.findall(r"[0-9]+", text)]
    if check_id == "history_rows_count":
        return {p.check_id for p in found(profile(numbers[-1]), history(*numbers[:-1]))}
    if check_id in ("history_records_fewer", "history_sent_before"):
        again = len(numbers) > 1
        return {
            p.check_id for p in found(profile(numbers[-1]), history(numbers[0]), month(1 if again else 2))
        }
    part = Period(date(2025, 9, 1), date(2025, 9, 20))  # so that the number of rows says nothing
    some, rows_before, now, rows_now = numbers
    if check_id == "history_column_blank":
        before = history(*[rows_before] * 6, filled={"injury": some})
        return {p.check_id for p in found(profile(rows_now, filled={"injury": now}), before, part)}
    before = history(*[rows_before] * 6, filled={"injury": rows_before - some}, unread={"injury": some})
    return {
        p.check_id
        for p in found(
            profile(rows_now, filled={"injury": rows_now - now}, unread={"injury": now}), before, part
        )
    }


@pytest.mark.parametrize("check", OF_HISTORY, ids=lambda check: check.check_id)
def test_the_examples_of_history(check: Check) -> None:
    assert check.check_id in beside(check.check_id, check.example_bad)
    assert check.check_id not in beside(check.check_id, check.example_good)


def test_a_field_that_is_not_in_the_example_s_register_is_told() -> None:
    with pytest.raises(AssertionError, match="has the fields of its example"):
        told(CATALOGUE["row_owner_missing"], "Nothing: at all")
