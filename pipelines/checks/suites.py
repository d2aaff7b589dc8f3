"""Great Expectations at work: a suite runs over the records of one submission and its failures become problems.

Suites run at the cheapest result format, which only counts; the failing cells are found by masks of our own,
bounded in number. A check that could not run is a problem of the whole file, never a pass.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from pipelines.checks.catalogue import CatalogueError, Check
from pipelines.checks.declared import suite_path
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges, row_ranges

os.environ["GX_ANALYTICS_ENABLED"] = "false"
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)  # its tracebacks may quote values

Letters = Mapping[tuple[str, str], str]  # (sheet, field) → column letter


@dataclass(frozen=True)
class SuiteResult:
    """Problems found, and for each check id whether it passed."""

    problems: tuple[Problem, ...]
    passed: dict[str, bool]


@cache
def _batch_definition() -> Any:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    asset = context.data_sources.add_pandas("records").add_dataframe_asset("records")
    return asset.add_batch_definition_whole_dataframe("whole")


@cache
def load_suite(folder: Path, dataset_name: str) -> tuple[Any, tuple[dict[str, Any], ...]]:
    """The suite of a dataset, with its expectations as written.

    Raises:
        CatalogueError: the file is not a suite, an expectation has no check id, or Great Expectations dropped one.
    """
    import great_expectations as gx

    path = suite_path(folder, dataset_name)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        written = tuple(content["expectations"])
        ids = [e["meta"]["check_id"] for e in written]
    except (OSError, ValueError, KeyError, TypeError):
        raise CatalogueError(
            f"{path.name}: expected a suite with a list of expectations, each with meta.check_id."
        ) from None
    # GX logs and drops an expectation that it does not know, so what it kept is counted.
    suite = gx.ExpectationSuite(
        name=dataset_name,
        expectations=[{**e, "meta": {**e["meta"], "position": n}} for n, e in enumerate(written)],
    )
    if len(suite.expectations) != len(ids):
        raise CatalogueError(
            f"{path.name}: {len(ids) - len(suite.expectations)} of its expectations are not known."
        )
    return suite, written


def run_suite(
    folder: Path, dataset_name: str, records: pa.Table, letters: Letters, catalogue: Mapping[str, Check]
) -> SuiteResult:
    """Run the suite of a dataset over typed records (with ``source_sheet`` and ``source_row``).

    A check on a field that no column of the file feeds says nothing about the file and is not told.
    """
    if records.num_rows == 0:
        return SuiteResult((), {})
    suite, written = load_suite(folder, dataset_name)
    frame = _frame(records)
    validation = _batch_definition().get_batch({"dataframe": frame}).validate(suite, result_format="BASIC")
    fed = {field for _, field in letters}
    problems: list[Problem] = []
    passed: dict[str, bool] = {}
    for result in validation.results:
        expectation = written[result.expectation_config.meta["position"]]
        check_id = expectation["meta"]["check_id"]
        if not fed.issuperset(_columns(expectation["kwargs"])):
            continue
        passed[check_id] = passed.get(check_id, True) and bool(result.success)
        if result.success:
            continue
        check = catalogue.get(check_id)
        if check is None:
            raise CatalogueError(f"{dataset_name}.json: the check {check_id} has no line in catalogue.csv.")
        if (result.result or {}).get("element_count") is None:
            problems.append(_could_not_run(check_id))
            continue
        problems.extend(_problems(expectation, check, frame, letters))
    return SuiteResult(tuple(problems), passed)


def _frame(records: pa.Table) -> pd.DataFrame:
    """A pandas frame for Great Expectations: text as objects, so that comparisons treat blanks as missing."""
    return records.to_pandas(types_mapper={pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}.get)


def _could_not_run(check_id: str) -> Problem:
    return Problem(
        "table_check_could_not_run",
        Severity.WHOLE_FILE,
        Stage.TABLE,
        f"The check {check_id} could not run on this file, so the file is not accepted. "
        "Tell whoever keeps Samepage; the file itself may be right.",
    )


def _problems(
    expectation: dict[str, Any], check: Check, frame: pd.DataFrame, letters: Letters
) -> list[Problem]:
    """One problem per sheet for a failed expectation, with its cells."""
    failing = _failing(expectation, frame)
    columns = _columns(expectation["kwargs"])
    words = check.title.format(
        field=field_title(columns[0]), other=field_title(columns[1]) if len(columns) > 1 else ""
    )
    told = []
    for sheet in dict.fromkeys(frame["source_sheet"]):
        rows = frame["source_row"].to_numpy()[failing & (frame["source_sheet"] == sheet).to_numpy()]
        if rows.size == 0:
            continue
        letter = letters.get((sheet, columns[0]))
        told.append(
            Problem(
                check.check_id,
                check.severity,
                check.stage,
                f"{words} {check.guidance}",
                sheet,
                cell_ranges(letter, rows) if letter else row_ranges(rows),
                field_title(columns[0]),
                int(rows.size),
            )
        )
    return told


def _columns(kwargs: Mapping[str, Any]) -> list[str]:
    if "column" in kwargs:
        return [kwargs["column"]]
    if "column_A" in kwargs:
        return [kwargs["column_A"], kwargs["column_B"]]
    return list(kwargs.get("column_list", ["source_row"]))


def _failing(expectation: dict[str, Any], frame: pd.DataFrame) -> np.ndarray:
    """Which rows fail, by a mask of our own for each type in use; every row where the type is another one."""
    kind, kwargs = expectation["type"], expectation["kwargs"]
    columns = _columns(kwargs)
    first = frame[columns[0]]
    if kind == "expect_column_pair_values_a_to_be_greater_than_b":
        mask = first < frame[columns[1]]
    elif kind == "expect_column_values_to_not_be_null":
        mask = first.isna()
    elif kind == "expect_column_values_to_be_between":
        low, high = kwargs.get("min_value"), kwargs.get("max_value")
        mask = pd.Series(False, index=frame.index)
        if low is not None:
            mask |= (first < low).fillna(False)
        if high is not None:
            mask |= (first > high).fillna(False)
    elif kind in ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"):
        mask = frame.duplicated(columns, keep=False) & frame[columns].notna().all(axis=1)
    elif kind == "expect_column_values_to_be_in_set":
        mask = first.notna() & ~first.isin(kwargs["value_set"])
    else:
        mask = pd.Series(True, index=frame.index)
    if "row_condition" in kwargs:
        mask = mask & frame.eval(kwargs["row_condition"]).fillna(False).astype(bool)
    return mask.fillna(False).to_numpy(dtype=bool)
