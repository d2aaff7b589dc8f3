"""Suites at work: each kind of expectation fails at the right cells, and what cannot run is never a pass."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipelines.checks import CatalogueError, SuiteResult, load_catalogue, register_rules, run_suite
from pipelines.checks.declared import ALLOWED, CONDITIONAL, declared_expectations, suite_path, write_suites
from pipelines.metadata.classes import Kind
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.metadata.derive import record_schema
from pipelines.settings import find_site

FOLDER = find_site(Path(__file__).resolve().parents[2]).expectations
CATALOGUE = load_catalogue(FOLDER)


def records(dataset: str, rows: list[dict[str, Any]], sheets: list[str] | None = None) -> pa.Table:
    """Typed records from row 2 on; fields that a row does not name are null."""
    schema = record_schema(DATASETS[dataset])
    whole = [
        {"source_sheet": (sheets or ["Data"] * len(rows))[n], "source_row": n + 2} | row
        for n, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(whole, schema=schema)


def run(
    dataset: str, rows: list[dict[str, Any]], *fed: str, folder: Path = FOLDER, **more: Any
) -> SuiteResult:
    """Runs the suite with the columns ``fed`` standing in B, C, D ... of each sheet."""
    table = records(dataset, rows, more.get("sheets"))
    letters = {
        (sheet, field): letter
        for sheet in set(table["source_sheet"].to_pylist())
        for letter, field in zip("BCDEFG", fed, strict=False)
    }
    return run_suite(folder, dataset, table, letters, CATALOGUE)


def told(result: SuiteResult) -> list[tuple[str, str | None, int]]:
    return [(p.check_id, p.cells, p.rows_count) for p in result.problems]


T = datetime(2025, 3, 1, 10)
LATER = datetime(2025, 3, 1, 11)


def test_times_out_of_order() -> None:
    rows = [
        {"received_ts": T, "dispatched_ts": T},
        {"received_ts": LATER, "dispatched_ts": T},
        {"received_ts": LATER, "dispatched_ts": None},
        {"received_ts": T, "dispatched_ts": LATER},
    ]
    result = run("cad_calls", rows, "received_ts", "dispatched_ts")
    assert told(result) == [("row_times_out_of_order", "C3", 1)]
    assert result.problems[0].message.startswith("Dispatched time is before Received time.")
    assert result.passed == {"row_times_out_of_order": False}


def test_days_out_of_order_where_some_are_missing() -> None:
    days = [(date(2025, 3, 2), date(2025, 3, 1)), (date(2025, 3, 1), None), (None, date(2025, 3, 1))]
    rows = [{"filed_date": filed, "disposition_date": disposed} for filed, disposed in days]
    assert told(run("court_cases", rows, "filed_date", "disposition_date")) == [
        ("row_times_out_of_order", "C2", 1)
    ]


@pytest.mark.parametrize(
    ("blank", "problems"),
    [
        pytest.param(4, [], id="nine of ten is the share expected"),
        pytest.param(5, [("table_field_often_blank", "B2:B6", 5)], id="fewer is not"),
    ],
)
def test_a_field_that_is_often_blank(blank: int, problems: list[Any]) -> None:
    rows = [{"dv_flag_agency": None}] * blank + [{"dv_flag_agency": False}] * (40 - blank)
    assert told(run("rms_incidents", rows, "dv_flag_agency")) == problems


@pytest.mark.parametrize(
    ("blank", "told_of"),
    [
        pytest.param(3, [], id="three blank rows of nine are chance"),
        pytest.param(4, ["B2:B5"], id="four are told"),
    ],
)
def test_few_blank_rows_of_a_small_file_are_not_told(blank: int, told_of: list[str]) -> None:
    rows = [{"dv_flag_agency": None}] * blank + [{"dv_flag_agency": False}] * (9 - blank)
    result = run("rms_incidents", rows, "dv_flag_agency")
    assert [p.cells for p in result.problems] == told_of
    assert result.passed["table_field_often_blank"] is not bool(told_of)


def test_numbers_below_zero() -> None:
    rows = [{"children_count": n} for n in (0, -1, None, 3, -2)]
    assert told(run("rms_incidents", rows, "children_count")) == [("row_number_below_zero", "B3, B6", 2)]
    amounts = [{"bond_amount": n} for n in (0.0, -0.5, None)]
    assert told(run("jms_bookings", amounts, "bond_amount")) == [("row_number_below_zero", "B3", 1)]


def test_one_key_twice() -> None:
    rows = [{"warrant_key": key} for key in ("a", "b", "a", "c")]
    assert told(run("warrants", rows, "warrant_key")) == [("row_same_key_twice", "B2, B4", 2)]


def test_a_key_of_several_columns_twice() -> None:
    rows = [
        {"arrest_key": key, "charge_seq": seq}
        for key, seq in (("a", 1), ("a", 2), ("a", 1), ("b", None), ("b", None))
    ]
    result = run("rms_arrests", rows, "arrest_key", "charge_seq")
    assert told(result) == [("row_same_key_twice", "B2, B4", 2)]
    assert told(run("rms_arrests", rows, "arrest_key")) == []


@pytest.mark.parametrize(
    ("dataset", "column", "value", "needs", "check_id"),
    [
        (name, *rule)
        for name, rules in CONDITIONAL.items()
        for rule in rules
        if name not in register_rules.CONDITIONAL
    ],
)
def test_one_field_needs_another(dataset: str, column: str, value: str, needs: str, check_id: str) -> None:
    kind = DATASETS[dataset].field(needs).kind
    assert kind in (Kind.CODE, Kind.TEXT)
    rows = [
        {column: value, needs: None},
        {column: value, needs: "x"},
        {column: "other", needs: None},
        {column: None},
    ]
    found = [p for p in told(run(dataset, rows, needs, column)) if p[0] == check_id]
    assert found == [(check_id, "B2", 1)]


def test_cells_are_named_by_sheet() -> None:
    rows = [{"children_count": -1}, {"children_count": 1}, {"children_count": -1}]
    result = run("rms_incidents", rows, "children_count", sheets=["Jan", "Jan", "Feb"])
    assert [(p.sheet, p.cells) for p in result.problems] == [("Jan", "B2"), ("Feb", "B4")]


def test_fields_that_no_column_feeds_say_nothing() -> None:
    result = run("rms_incidents", [{"children_count": -1}])
    assert (result.problems, result.passed) == ((), {})


def test_no_rows_no_checks() -> None:
    assert run("cad_calls", [], "received_ts") == SuiteResult((), {})


def own_suite(folder: Path, kind: str, dataset: str = "rms_incidents", **kwargs: Any) -> Path:
    meta = {"check_id": kwargs.pop("check_id", "row_number_below_zero")}
    path = suite_path(folder, dataset)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"expectations": [{"type": kind, "kwargs": kwargs, "meta": meta}]}))
    return folder


ROWS = [
    {"geo_area": "North", "children_count": 1},
    {"geo_area": "South", "children_count": 9},
    {"geo_area": None},
]


@pytest.mark.parametrize(
    ("kind", "kwargs", "cells"),
    [
        pytest.param("expect_column_values_to_be_in_set", {"column": "geo_area", "value_set": ["North"]}, "B3", id="a set"),
        pytest.param("expect_column_values_to_be_between", {"column": "children_count", "max_value": 5}, "C3", id="a most"),
        pytest.param("expect_column_values_to_match_regex", {"column": "geo_area", "regex": "^N"}, "B2:B4", id="another kind names every row"),
        pytest.param("expect_table_row_count_to_be_between", {"max_value": 2}, None, id="a check of the table"),
    ],
)  # fmt: skip
def test_a_site_s_own_expectations(
    tmp_path: Path, kind: str, kwargs: dict[str, Any], cells: str | None
) -> None:
    folder = own_suite(tmp_path, kind, **kwargs)
    result = run("rms_incidents", ROWS, "geo_area", "children_count", folder=folder)
    assert [(p.check_id, p.cells) for p in result.problems] == [("row_number_below_zero", cells)]
    assert result.passed == {"row_number_below_zero": False}


def test_a_check_that_cannot_run_stops_the_file(tmp_path: Path) -> None:
    folder = own_suite(tmp_path, "expect_column_values_to_be_between", column="geo_area", min_value=0)
    (problem,) = run("rms_incidents", ROWS, "geo_area", folder=folder).problems
    assert (problem.check_id, str(problem.severity)) == ("table_check_could_not_run", "whole_file")
    assert "North" not in problem.message


@pytest.mark.parametrize(
    ("kind", "kwargs", "expected"),
    [
        pytest.param("expect_column_values_to_be_lucky", {"column": "geo_area"}, "does not know", id="an unknown type"),
        pytest.param("expect_column_values_to_be_between", {"colum": "geo_area"}, "does not know", id="a misspelt setting"),
        pytest.param("expect_column_values_to_not_be_null", {"column": "goe_area"}, "is no field", id="a misspelt field"),
        pytest.param("expect_column_values_to_not_be_null", {"column": "geo_area", "check_id": "row_odd"}, "no line in catalogue", id="a check without a line"),
    ],
)  # fmt: skip
def test_a_wrong_suite_stops_everything(
    tmp_path: Path, kind: str, kwargs: dict[str, Any], expected: str
) -> None:
    folder = own_suite(tmp_path, kind, **kwargs)
    with pytest.raises(CatalogueError, match=expected):
        run("rms_incidents", [], "geo_area", folder=folder)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("{", id="no JSON"),
        pytest.param("[]", id="a list"),
        pytest.param('{"expectations": [{"type": "x", "kwargs": {}}]}', id="no check id"),
        pytest.param('{"expectations": 5}', id="no list"),
        pytest.param(None, id="no file"),
    ],
)
def test_a_file_that_is_no_suite(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        path = suite_path(tmp_path, "rms_incidents")
        path.parent.mkdir(parents=True)
        path.write_text(text)
    with pytest.raises(CatalogueError, match=r"rms_incidents\.json"):
        run("rms_incidents", [], folder=tmp_path)


def test_a_changed_suite_is_read_again(tmp_path: Path) -> None:
    own_suite(tmp_path, "expect_column_values_to_be_between", column="children_count", max_value=5)
    assert run("rms_incidents", ROWS, "children_count", folder=tmp_path).problems
    own_suite(tmp_path, "expect_column_values_to_be_between", column="children_count", max_value=9)
    assert not run("rms_incidents", ROWS, "children_count", folder=tmp_path).problems


@pytest.mark.parametrize("name", READ_TODAY)
def test_the_suites_on_disk_are_the_declared_ones(name: str) -> None:
    content = json.loads(suite_path(FOLDER, name).read_text(encoding="utf-8"))
    declared = [e for e in content["expectations"] if e["meta"].get("from") == "declaration"]
    assert declared == json.loads(json.dumps(declared_expectations(DATASETS[name])))
    run(name, [])


def test_there_is_a_suite_for_each_dataset_and_no_other() -> None:
    assert {path.stem for path in (FOLDER / "suites").iterdir()} == set(READ_TODAY)


def test_renewing_the_suites_keeps_what_a_site_added(tmp_path: Path) -> None:
    own_suite(tmp_path, "expect_column_values_to_be_between", column="children_count", max_value=5)
    assert len(write_suites(tmp_path)) == len(READ_TODAY)
    before = suite_path(tmp_path, "rms_incidents").read_bytes()
    expectations = json.loads(before)["expectations"]
    assert expectations[-1]["kwargs"]["max_value"] == 5
    write_suites(tmp_path)
    assert suite_path(tmp_path, "rms_incidents").read_bytes() == before


@pytest.mark.parametrize(
    ("dataset", "column", "value", "other", "check_id"),
    [
        pytest.param(name, column, value, other, check_id, id=check_id)
        for name, rules in ALLOWED.items()
        for column, value, other, _, check_id in rules
    ],
)
def test_one_value_allows_only_some_of_another(
    dataset: str, column: str, value: str, other: str, check_id: str
) -> None:
    allowed = ALLOWED[dataset][0][3][0]
    rows = [
        {column: value, other: "not_offered"},
        {column: value, other: allowed},
        {column: value, other: None},
        {column: "not_high_danger", other: "not_offered"},
    ]
    found = [p for p in told(run(dataset, rows, other, column)) if p[0] == check_id]
    assert found == [(check_id, "B2", 1)]
