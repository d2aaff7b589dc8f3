"""The expectations that follow from a dataset's declaration: order of times, fields that should be filled, keys, ranges.

``expectations/suites/<dataset>.json`` holds them beside a site's own; ``write_suites`` brings the declared part up to
date and leaves the site's own alone. A test keeps file and declaration in step.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipelines.checks import register_rules
from pipelines.metadata.classes import Dataset, Kind
from pipelines.metadata.datasets import DATASETS, READ_TODAY
from pipelines.metadata.register_limits import STATUSES_BESIDE_A_TEXT, STATUSES_WITH_SECTION

DECLARED = "declaration"
Expectation = dict[str, Any]

_FEWEST_BLANK = 4  # blank rows; fewer are chance in a small file, and nobody can do anything about them
# Rules between two fields that only one dataset has: when ``column`` equals the value, ``needs`` is filled.
CONDITIONAL = {
    "prosecution": (("review_decision", "declined", "decline_reason", "row_decline_reason_missing"),),
    "rms_incidents": (
        ("risk_screen_status", "completed", "risk_screen_result", "row_screen_result_missing"),
    ),
    "policy_checklist": (
        ("status", "conflicts", "rationale", "row_conflict_rationale_missing"),
        ("status", "not_applicable", "rationale", "row_not_applicable_reason_missing"),
        *(("status", value, "doc_id", "row_policy_document_missing") for value in STATUSES_BESIDE_A_TEXT),
        *(("status", value, "section_ref", "row_policy_section_missing") for value in STATUSES_WITH_SECTION),
    ),
    **register_rules.CONDITIONAL,
}

# Rules of the other way round: where ``column`` equals the value, ``other`` has no value but those listed.
ALLOWED = {
    "rms_incidents": (
        (
            "risk_screen_result",
            "high_danger",
            "risk_screen_status",
            ("completed",),
            "row_screen_not_completed",
        ),
    ),
}


def declared_expectations(dataset: Dataset) -> list[Expectation]:
    """The expectations of ``dataset`` in the shape of a suite file, each with its check id."""
    return [
        *_ordered(dataset),
        *_filled(dataset),
        *_in_range(dataset),
        *_between_two_fields(dataset),
        *_unique(dataset),
        *_on_condition(dataset),
    ]


def _ordered(dataset: Dataset) -> list[Expectation]:
    """Times that follow each other."""
    return [_not_less("row_times_out_of_order", later, earlier) for earlier, later in dataset.ordered]


def _not_less(check_id: str, larger: str, smaller: str) -> Expectation:
    return _expectation(
        "expect_column_pair_values_a_to_be_greater_than_b",
        check_id,
        column_A=larger,
        column_B=smaller,
        or_equal=True,
        ignore_row_if="either_value_is_missing",
    )


def _filled(dataset: Dataset) -> list[Expectation]:
    """Fields that should be filled on most rows."""
    found = [
        _expectation(
            "expect_column_values_to_not_be_null", "table_field_often_blank", column=name, mostly=share
        )
        for name, share in sorted(dataset.expected.items())
    ]
    for expectation in found:
        expectation["meta"]["told_from"] = _FEWEST_BLANK
    return found


def _in_range(dataset: Dataset) -> list[Expectation]:
    """Numbers that are not below zero."""
    return [
        _expectation(
            "expect_column_values_to_be_between", "row_number_below_zero", column=field.name, min_value=0
        )
        for field in dataset.fields
        if field.kind in (Kind.INTEGER, Kind.DECIMAL)
    ]


def _between_two_fields(dataset: Dataset) -> list[Expectation]:
    """Rules of one register: fields it cannot do without, numbers that bound each other, scales, two different people."""
    name = dataset.name
    needed = [
        _expectation("expect_column_values_to_not_be_null", check_id, column=column)
        for column, check_id in register_rules.NEEDED.get(name, ())
    ]
    bounded = [
        _not_less(check_id, larger, smaller)
        for smaller, larger, check_id in register_rules.AT_MOST.get(name, ())
    ]
    scales = [
        _expectation(
            "expect_column_values_to_be_between",
            "row_score_out_of_range",
            column=column,
            min_value=low,
            max_value=high,
        )
        for column, low, high in register_rules.RANGES.get(name, ())
    ]
    different = [
        _expectation(
            "expect_select_column_values_to_be_unique_within_record",
            check_id,
            column_list=[one, other],
            ignore_row_if="any_value_is_missing",
        )
        for one, other, check_id in register_rules.DIFFERENT.get(name, ())
    ]
    return [*needed, *bounded, *scales, *different]


def _unique(dataset: Dataset) -> list[Expectation]:
    """A key that stands once."""
    if len(dataset.key) == 1:
        return [
            _expectation("expect_column_values_to_be_unique", "row_same_key_twice", column=dataset.key[0])
        ]
    if not dataset.key:
        return []
    return [
        _expectation(
            "expect_compound_columns_to_be_unique",
            "row_same_key_twice",
            column_list=list(dataset.key),
            ignore_row_if="any_value_is_missing",
        )
    ]


def _on_condition(dataset: Dataset) -> list[Expectation]:
    """What a field must or may hold where another has a certain value."""
    needed = [
        _expectation(
            "expect_column_values_to_not_be_null",
            check_id,
            column=needs,
            row_condition=f"{column} == True" if value is True else f'{column} == "{value}"',
            condition_parser="pandas",
        )
        for column, value, needs, check_id in CONDITIONAL.get(dataset.name, ())
    ]
    allowed = [
        _expectation(
            "expect_column_values_to_be_in_set",
            check_id,
            column=other,
            value_set=list(values),
            row_condition=f'{column} == "{value}"',
            condition_parser="pandas",
        )
        for column, value, other, values, check_id in ALLOWED.get(dataset.name, ())
    ]
    return [*needed, *allowed]


def _expectation(kind: str, check_id: str, **kwargs: Any) -> Expectation:
    return {"type": kind, "kwargs": kwargs, "meta": {"check_id": check_id, "from": DECLARED}}


def suite_path(folder: Path, dataset_name: str) -> Path:
    """Where the suite of a dataset stands."""
    return folder / "suites" / f"{dataset_name}.json"


def write_suites(folder: Path) -> list[Path]:
    """Write or renew the declared part of every suite; what a site added by hand stays."""
    written = []
    for name in READ_TODAY:
        path = suite_path(folder, name)
        own: list[Expectation] = []
        if path.exists():
            known = json.loads(path.read_text(encoding="utf-8"))["expectations"]
            own = [e for e in known if e.get("meta", {}).get("from") != DECLARED]
        content = {"name": name, "expectations": declared_expectations(DATASETS[name]) + own}
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    write_suites(Path(__file__).resolve().parent.parent.parent / "expectations")
