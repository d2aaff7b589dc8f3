"""Staging: the data rows of one sheet become typed records, and every cell that would not cast a problem.

Everything is columnar in an in-memory DuckDB; the cells of a problem come from boolean masks. Rows that lack what
their dataset requires are held, the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Dataset, Kind
from pipelines.metadata.derive import field_title, record_schema
from pipelines.privacy.pseudonyms import pseudonymise
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges, row_ranges
from pipelines.settings import Agency
from pipelines.staging.cast import cast_sheet
from pipelines.staging.plan import CodeWords, PlannedField, Planner


@dataclass(frozen=True)
class StagedSheet:
    """The records of one sheet: one per data row, in the sheet's order.

    ``records`` has the dataset's ``record_schema``; ``held`` and ``filtered`` are masks over its rows: held rows wait
    for a correction, filtered rows lie outside the layout's filter.
    """

    records: pa.Table
    held: np.ndarray
    filtered: np.ndarray
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class StagingContext:
    """What staging needs beside the sheet: declarations, spellings, agencies, the key, the day the file came."""

    dataset: Dataset
    layout: Layout
    words: CodeWords
    agencies: Mapping[str, Agency]
    pseudonym_key: str
    latest_day: str


def stage_sheet(
    sheet_name: str,
    grid: pa.Table,
    rows: np.ndarray,
    letters: Mapping[str, str],
    headers: Mapping[str, str],
    context: StagingContext,
) -> StagedSheet:
    """Cast the data rows of one sheet.

    ``grid`` holds the data rows only (text columns named by Excel letters), ``rows`` their Excel row numbers,
    ``letters`` the letter by normalised header and ``headers`` the written header by letter of the used columns.
    """
    planner = Planner(context.dataset, context.layout, letters, headers, context.words, context.agencies)
    planned = planner.plan()
    cast = cast_sheet(grid, planner, planned, context.latest_day)
    columns: dict[str, pa.Array] = {}
    problems: list[Problem] = []
    bad_required = np.zeros(len(rows), dtype=bool)
    filtered = ~_mask(cast, "keep")
    for position, item in enumerate(planned):
        values = _values(cast, position, item, context.pseudonym_key)
        earlier = columns.get(item.field.name)
        columns[item.field.name] = values if earlier is None else pc.coalesce(earlier, values)
        if item.small_field is not None:
            columns[item.small_field] = cast[f"f{position}"]
        if item.letter is None:
            continue
        bad = _mask(cast, f"b{position}") & ~filtered
        if bad.any():
            required = item.field.name in context.dataset.required
            bad_required |= bad & required
            problems.append(_cast_problem(sheet_name, item, rows, bad, required))
        stand_in = _mask(cast, f"n{position}") & ~filtered
        if stand_in.any():
            problems.append(_stand_in(sheet_name, item, rows, stand_in))
    records = _records(context.dataset, columns, sheet_name, rows)
    held, missing = _missing_required(context, sheet_name, records, rows, filtered, bad_required, planned)
    return StagedSheet(records, held, filtered, tuple(problems + missing))


def _values(cast: Mapping[str, pa.Array], position: int, item: PlannedField, key: str) -> pa.Array:
    values = cast[f"v{position}"]
    if item.field.kind is Kind.KEY:
        return pseudonymise(values, cast[f"i{position}"], key, item.field.key_kind or "")
    return values


def _mask(cast: Mapping[str, pa.Array], name: str) -> np.ndarray:
    return np.asarray(pc.fill_null(cast[name], False).to_numpy(zero_copy_only=False), dtype=bool)


def _records(dataset: Dataset, columns: Mapping[str, pa.Array], sheet: str, rows: np.ndarray) -> pa.Table:
    schema = record_schema(dataset)
    arrays = []
    for field in schema:
        if field.name == "source_sheet":
            arrays.append(pa.array([sheet], pa.string()).take(pa.array(np.zeros(len(rows), dtype=np.int64))))
        elif field.name == "source_row":
            arrays.append(pa.array(rows.astype(np.int64)))
        elif field.name in columns:
            arrays.append(columns[field.name].cast(field.type))
        else:
            arrays.append(pa.nulls(len(rows), field.type))
    return pa.table(arrays, schema=schema)


def _missing_required(
    context: StagingContext,
    sheet: str,
    records: pa.Table,
    rows: np.ndarray,
    filtered: np.ndarray,
    bad: np.ndarray,
    planned: list[PlannedField],
) -> tuple[np.ndarray, list[Problem]]:
    """Rows held because a required field is empty or unreadable, and the problems that say so."""
    held = bad & ~filtered
    problems = []
    for name in context.dataset.required:
        empty = np.asarray(pc.is_null(records.column(name)).to_numpy(zero_copy_only=False)) & ~filtered & ~bad
        if not empty.any():
            continue
        held |= empty
        feeding = [item for item in planned if item.field.name == name and item.letter]
        header = feeding[0].header if feeding else None
        told = field_title(name) if header is None else f"{header} ({field_title(name)})"
        problems.append(
            Problem(
                "row_required_missing",
                Severity.ROW_HELD,
                Stage.ROW,
                f"{told} is empty. These rows are held until it is filled in.",
                sheet,
                cell_ranges(feeding[0].letter or "A", rows[empty]) if feeding else row_ranges(rows[empty]),
                header or field_title(name),
                int(empty.sum()),
            )
        )
    return held, problems


_WHAT = {
    Kind.DATE: (
        "cell_not_a_date",
        "is not a date that the layout knows, or lies before 1990 or in the future",
    ),
    Kind.TIMESTAMP: (
        "cell_not_a_date",
        "is not a date and time that the layout knows, or lies before 1990 or in the future",
    ),
    Kind.INTEGER: ("cell_not_a_number", "is not a whole number"),
    Kind.DECIMAL: ("cell_not_a_number", "is not a number"),
    Kind.TRISTATE: ("cell_not_yes_or_no", "is neither yes nor no in the words that the layout knows"),
    Kind.FLAG: ("cell_not_yes_or_no", "is neither yes nor no in the words that the layout knows"),
    Kind.CODE: ("cell_unknown_code", "is not a code that we know"),
    Kind.KEY: (
        "cell_number_damaged",
        "is not a case number, has no known issuing agency, or was turned into a rounded number (such as 2.4E+11)",
    ),
    Kind.TEXT: ("cell_unreadable", "could not be read"),
}
_WHAT_SOURCE = {
    "age": ("cell_not_a_number", "is not an age between 0 and 110"),
    "birth_date": ("cell_not_a_date", "is not a birth date that the layout knows"),
    "term": ("cell_not_a_number", "is not a length of time such as 1Y 6M 0D"),
}
_NEXT = {
    "cell_not_a_date": "Type the date as it should be and send the file again.",
    "cell_not_a_number": "Type a number and send the file again.",
    "cell_not_yes_or_no": "Use Y or N, or tell the coordinator what the word means.",
    "cell_unknown_code": "Tell the coordinator what it means, or use a code of the list.",
    "cell_number_damaged": "Format the column as Text in Excel, export again, and send the file again.",
    "cell_unreadable": "Type it again and send the file again.",
}


def _cast_problem(
    sheet: str, item: PlannedField, rows: np.ndarray, bad: np.ndarray, required: bool
) -> Problem:
    """One problem for all cells of one column that would not cast; it never repeats what they hold."""
    check_id, what = _WHAT_SOURCE.get(item.source or "", _WHAT[item.field.kind])
    effect = (
        "These rows are held until it is corrected."
        if required
        else "The rows are used, and this cell counts as unknown."
    )
    return Problem(
        check_id,
        Severity.ROW_HELD if required else Severity.VALUE,
        Stage.CELL,
        f"{item.header} ({field_title(item.field.name)}) {what}. {effect} {_NEXT[check_id]}",
        sheet,
        cell_ranges(item.letter or "A", rows[bad]),
        item.header,
        int(bad.sum()),
    )


def _stand_in(sheet: str, item: PlannedField, rows: np.ndarray, where: np.ndarray) -> Problem:
    return Problem(
        "cell_stand_in_date",
        Severity.NOTE,
        Stage.CELL,
        f"{item.header} ({field_title(item.field.name)}) holds a date that systems write where they know none, such as "
        "1/1/1900. It counts as unknown; nothing to do if that is so.",
        sheet,
        cell_ranges(item.letter or "A", rows[where]),
        item.header,
        int(where.sum()),
    )
