"""Great Expectations at work: a suite runs over the records of one submission and its failures become problems.

Suites run at the cheapest result format, which only counts; the failing cells are found by masks of our own,
bounded in number. A check that could not run is a problem of the whole file, never a pass.
"""

from __future__ import annotations

import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.checks.catalogue import CatalogueError, Check
from pipelines.checks.declared import suite_path
from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title, record_schema
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges, column_of, row_ranges

os.environ["GX_ANALYTICS_ENABLED"] = "false"
logging.getLogger("great_expectations").setLevel(logging.CRITICAL)  # its tracebacks may quote values

_COUNTING = (
    "expect_column_values_to_be_unique",
    "expect_compound_columns_to_be_unique",
    "expect_column_values_to_not_be_null",
)
Letters = Mapping[tuple[str, str], str]  # (sheet, field) → column letter
OwnLetters = Mapping[str, np.ndarray]  # field → the column letter of each record
NO_LETTERS: OwnLetters = {}


@dataclass(frozen=True)
class SuiteResult:
    """Problems found, and for each check id whether it passed."""

    problems: tuple[Problem, ...]
    passed: dict[str, bool]


@cache
def _batch_definition() -> Any:
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}  # type: ignore[assignment]
    asset = context.data_sources.add_pandas("records").add_dataframe_asset("records")
    return asset.add_batch_definition_whole_dataframe("whole")


@dataclass(frozen=True)
class Suite:
    """A suite as Great Expectations keeps it, with its expectations as written."""

    kept: Any
    written: tuple[dict[str, Any], ...]
    parts: dict[tuple[int, ...], Any] = field(default_factory=dict)


def load_suite(folder: Path, dataset_name: str, catalogue: Mapping[str, Check]) -> Suite:
    """The suite of a dataset.

    Raises:
        CatalogueError: the file is not a suite, Great Expectations does not know an expectation, or one has no check
            id, no line in the catalogue, or a column that is no field of the dataset.
    """
    path = suite_path(folder, dataset_name)
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise CatalogueError(f"{path.name} is missing in {path.parent}.") from None
    suite = _parsed(text, path.name)
    fields = set(record_schema(DATASETS[dataset_name]).names)
    for expectation in suite.written:
        check_id = expectation["meta"]["check_id"]
        if check_id not in catalogue:
            raise CatalogueError(f"{path.name}: the check {check_id} has no line in catalogue.csv.")
        strange = set(_columns(expectation["kwargs"])) - fields
        if strange:
            raise CatalogueError(
                f"{path.name}: {', '.join(sorted(strange))} of the check {check_id} is no field of {dataset_name}."
            )
    return suite


@lru_cache(maxsize=64)
def _parsed(text: str, name: str) -> Suite:
    """A suite made from the text of its file: a changed file is read again, an unchanged one is not."""
    import great_expectations as gx

    try:
        written = tuple(json.loads(text)["expectations"])
        listed = [
            {
                "type": e["type"],
                "kwargs": dict(e["kwargs"]),
                "meta": {"check_id": str(e["meta"]["check_id"]), "position": n},
            }
            for n, e in enumerate(written)
        ]
    except (ValueError, KeyError, TypeError):
        raise CatalogueError(
            f"{name}: expected a suite with a list of expectations, each with type, kwargs and meta.check_id."
        ) from None
    # GX logs and drops an expectation that it does not know, so what it kept is counted.
    try:
        suite = gx.ExpectationSuite(name=name.removesuffix(".json"), expectations=listed)
    except ValueError:
        raise CatalogueError(
            f"{name}: the kwargs of an expectation do not fit its type; Great Expectations does not know them."
        ) from None
    kept = {e.meta["position"] for e in suite.expectations if e.meta}
    lost = [e["meta"]["check_id"] for n, e in enumerate(listed) if n not in kept]
    if lost:
        raise CatalogueError(
            f"{name}: Great Expectations does not know the expectation of {', '.join(lost)}. Check its type and its kwargs."
        )
    return Suite(suite, written)


def _part(suite: Suite, positions: tuple[int, ...]) -> Any:
    """The suite with the expectations at ``positions`` alone; made once for each set of columns that files have."""
    if len(positions) == len(suite.written):
        return suite.kept
    import great_expectations as gx

    if positions not in suite.parts:
        kept = [e for e in suite.kept.expectations if e.meta["position"] in positions]
        suite.parts[positions] = gx.ExpectationSuite(name=suite.kept.name, expectations=kept)
    return suite.parts[positions]


def run_suite(
    folder: Path,
    dataset_name: str,
    records: pa.Table,
    letters: Letters,
    catalogue: Mapping[str, Check],
    own_letters: OwnLetters = NO_LETTERS,
) -> SuiteResult:
    """Run the suite of a dataset over typed records (with ``source_sheet`` and ``source_row``).

    ``own_letters`` give, for fields that stand in several columns, the column of each record.
    A check on a field that no column of the file feeds says nothing about the file and is not told; nor is one that fails
    on fewer rows than its ``meta.told_from``: in a small file a row or two are chance.
    """
    suite = load_suite(folder, dataset_name, catalogue)
    if records.num_rows == 0:
        return SuiteResult((), {})
    fed = {"source_sheet", "source_row", *(field for _, field in letters)}
    asked = tuple(n for n, e in enumerate(suite.written) if fed.issuperset(_columns(e["kwargs"])))
    if not asked:
        return SuiteResult((), {})
    frame = _frame(records, [suite.written[n] for n in asked])
    batch = _batch_definition().get_batch({"dataframe": frame})
    with _configured_once():
        # Which cells fail is looked up below, so only whether an expectation holds is asked here.
        validation = batch.validate(_part(suite, asked), result_format="BOOLEAN_ONLY")
    problems: list[Problem] = []
    passed: dict[str, bool] = {}
    for result in validation.results:
        expectation = suite.written[result.expectation_config.meta["position"]]
        check_id = expectation["meta"]["check_id"]
        found: list[Problem] = []
        if not result.success:
            could_run = _could_run(result)
            found = (
                _problems(expectation, catalogue[check_id], frame, letters, own_letters)
                if could_run
                else [_could_not_run(check_id)]
            )
            if could_run and sum(p.rows_count for p in found) < expectation["meta"].get("told_from", 0):
                found = []
        passed[check_id] = passed.get(check_id, True) and not found
        problems.extend(found)
    return SuiteResult(tuple(_told_once(problems)), passed)


def _told_once(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The same words of one check about one column, for several values of another, are one problem with all their rows."""
    alike: dict[Any, list[Problem]] = {}
    for number, problem in enumerate(problems):
        told = (problem.check_id, problem.sheet, problem.column, problem.message, column_of(problem.cells))
        alike.setdefault(number if problem.places is None else told, []).append(problem)
    for first, *others in alike.values():
        if not others:
            yield first
            continue
        rows = np.unique(np.concatenate([p.places for p in (first, *others) if p.places is not None]))
        letter = column_of(first.cells)
        cells = cell_ranges(letter, rows) if letter else row_ranges(rows)
        compared = tuple(dict.fromkeys(name for p in (first, *others) for name in p.fields))
        yield replace(first, cells=cells, rows_count=int(rows.size), places=rows, fields=compared)


@contextmanager
def _configured_once() -> Iterator[None]:
    """Let each expectation describe itself once: Great Expectations asks it some fifty times, a third of a small file's time."""
    import great_expectations.expectations.expectation as gx

    kind: Any = gx.Expectation
    asked = kind.configuration
    known: dict[int, tuple[Any, Any]] = {}

    def configuration(self: Any) -> Any:
        if id(self) not in known:  # kept beside it, so that no other takes its number
            known[id(self)] = self, asked.fget(self)
        return known[id(self)][1]

    kind.configuration = property(configuration)
    try:
        yield
    finally:
        kind.configuration = asked


def _could_run(result: Any) -> bool:
    """Whether an expectation came to a result; Great Expectations tells of an exception in two shapes."""
    told = result.exception_info or {}
    shapes = [told, *(part for part in told.values() if isinstance(part, dict))]
    return not any(shape.get("raised_exception") for shape in shapes)


def _frame(records: pa.Table, expectations: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """A pandas frame of the columns that the expectations are about, for Great Expectations.

    Days become timestamps, which compare where one is missing. A key that is only asked whether it is there and whether
    it is there twice becomes a number for each different key: numbers are looked up faster than texts.
    """
    names = {"source_sheet", "source_row", *(name for e in expectations for name in _columns(e["kwargs"]))}
    if any("row_condition" in e["kwargs"] for e in expectations):
        names = set(records.column_names)  # a condition may speak of any field
    numbered = _only_counted(expectations)
    arrays, fields = [], []
    for declared in records.schema:
        if declared.name not in names:
            continue
        column = records.column(declared.name)
        if declared.name in numbered and pa.types.is_string(declared.type):
            column = pc.dictionary_encode(column).combine_chunks().indices.cast(pa.int64())
        elif pa.types.is_date(declared.type):
            column = column.cast(pa.timestamp("us"))
        arrays.append(column)
        fields.append(pa.field(declared.name, column.type))
    kinds = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return pa.table(arrays, schema=pa.schema(fields)).to_pandas(types_mapper=kinds.get)


def _only_counted(expectations: Sequence[Mapping[str, Any]]) -> set[str]:
    """Columns whose values are compared with each other at most, so that any other values would do as well."""
    counted: set[str] = set()
    other: set[str] = {"source_sheet", "source_row"}
    for expectation in expectations:
        kwargs = expectation["kwargs"]
        (counted if expectation["type"] in _COUNTING else other).update(_columns(kwargs))
        if "row_condition" in kwargs:
            other.update(re.findall(r"\w+", kwargs["row_condition"]))
    return counted - other


def _could_not_run(check_id: str) -> Problem:
    return Problem(
        "table_check_could_not_run",
        Severity.WHOLE_FILE,
        Stage.TABLE,
        f"The check {check_id} could not run on this file, so the file is not accepted. "
        "Tell whoever keeps Samepage; the file itself may be right.",
    )


def _problems(
    expectation: dict[str, Any], check: Check, frame: pd.DataFrame, letters: Letters, own_letters: OwnLetters
) -> list[Problem]:
    """One problem per sheet and column for a failed expectation, with its cells; one for the file where it is about no column."""
    columns = _columns(expectation["kwargs"])
    if not columns:
        return [Problem(check.check_id, check.severity, check.stage, f"{check.title} {check.guidance}")]
    failing = _failing(expectation, frame)
    said = re.findall(r"\w+", expectation["kwargs"].get("row_condition", ""))
    compared = tuple(dict.fromkeys([*columns, *(name for name in said if name in frame.columns)]))
    words = check.title.format(
        field=field_title(columns[0]), other=field_title(columns[1]) if len(columns) > 1 else ""
    )
    told = []
    for sheet, letter, where in _by_column(frame, failing, columns[0], letters, own_letters):
        rows = np.unique(frame["source_row"].to_numpy()[where])  # a row may have several records
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
                rows,
                compared,
            )
        )
    return told


def _by_column(
    frame: pd.DataFrame, failing: np.ndarray, field: str, letters: Letters, own_letters: OwnLetters
) -> Iterator[tuple[str, str | None, np.ndarray]]:
    """Sheet, column letter and mask of the failing records of each column that holds ``field``."""
    own = own_letters.get(field)
    for sheet in frame["source_sheet"].unique():
        here = failing & (frame["source_sheet"] == sheet).to_numpy()
        if own is None:
            if here.any():
                yield sheet, letters.get((sheet, field)), here
            continue
        for letter in sorted(set(own[here])):
            yield sheet, letter, here & (own == letter)


def _columns(kwargs: Mapping[str, Any]) -> list[str]:
    """The columns that an expectation is about; none where it is about the table."""
    if "column" in kwargs:
        return [kwargs["column"]]
    if "column_A" in kwargs:
        return [kwargs["column_A"], kwargs["column_B"]]
    return list(kwargs.get("column_list", ()))


def _failing(expectation: dict[str, Any], frame: pd.DataFrame) -> np.ndarray:
    """Which rows fail, by a mask of our own for each type in use; every row where the type is another one."""
    kind, kwargs = expectation["type"], expectation["kwargs"]
    columns = _columns(kwargs)
    first = frame[columns[0]]
    if kind == "expect_column_pair_values_a_to_be_greater_than_b":
        mask = _true(first < frame[columns[1]] if kwargs.get("or_equal") else first <= frame[columns[1]])
    elif kind == "expect_column_values_to_not_be_null":
        mask = _true(first.isna())
    elif kind == "expect_column_values_to_be_between":
        low, high = kwargs.get("min_value"), kwargs.get("max_value")
        mask = np.zeros(len(frame), dtype=bool)
        if low is not None:
            mask = mask | _true(first < low)
        if high is not None:
            mask = mask | _true(first > high)
    elif kind in ("expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"):
        mask = _true(frame.duplicated(columns, keep=False) & frame[columns].notna().all(axis=1))
    elif kind == "expect_select_column_values_to_be_unique_within_record":
        mask = _true(first == frame[columns[1]])
    elif kind == "expect_column_values_to_be_in_set":
        mask = _true(first.notna() & ~first.isin(kwargs["value_set"]))
    else:
        mask = np.ones(len(frame), dtype=bool)
    if "row_condition" in kwargs:
        mask = mask & _true(frame.eval(kwargs["row_condition"]))
    return mask


def _true(values: Any) -> np.ndarray:
    """A mask from pandas' truth values, where unknown counts as not failing."""
    return np.asarray(pd.Series(values).astype("boolean").fillna(False), dtype=bool)
