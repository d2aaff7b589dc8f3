"""Staging: the data rows of one sheet become typed records, and every cell that would not cast a problem.

Everything is columnar in an in-memory DuckDB; the cells of a problem come from boolean masks. Rows that lack what
their dataset requires are held, the rest goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.layouts.model import Layout
from pipelines.metadata.classes import Dataset, Kind
from pipelines.privacy.pseudonyms import pseudonymise
from pipelines.problems import Problem
from pipelines.reading import SheetFacts
from pipelines.settings import Agency
from pipelines.staging import expressions as sql
from pipelines.staging.cast import Cast, cast_sheet
from pipelines.staging.doubts import odd_hours, zeros_lost
from pipelines.staging.minors import minors, rows_of_minors
from pipelines.staging.pieces import Columns, Fed, Piece, in_row_order, pieces_of
from pipelines.staging.plan import CodeWords, PlannedField, Planner
from pipelines.staging.told import (
    AGE_UNSURE,
    ERROR,
    TWO_WAYS,
    NextSteps,
    cast_check,
    cast_problem,
    doubt,
    required_missing,
    two_options,
)
from pipelines.staging.unknown import UnknownCodes, unknown_codes

NO_FACTS = SheetFacts()


@dataclass(frozen=True)
class Unread:
    """How many of a column's filled cells would not cast, by the field it feeds and the check they fail."""

    field: str
    header: str
    check_id: str
    unread: int
    filled: int


@dataclass(frozen=True)
class StagedSheet:
    """The records of one sheet in the sheet's order: one per data row, or several where the layout has ``repeats``.

    ``records`` has the dataset's ``record_schema``, ``lines`` the position of each record's row among the data rows and
    ``repeats`` which repeat each record is of; ``held`` and ``filtered`` are masks over the data rows: held rows wait for a correction, with all their records, filtered
    rows lie outside the layout's filter or are ``juvenile``. Of the held ones, ``waiting`` do not count for the limit.
    """

    records: pa.Table
    lines: np.ndarray
    repeats: np.ndarray
    held: np.ndarray
    filtered: np.ndarray
    problems: tuple[Problem, ...]
    unread: tuple[Unread, ...] = ()
    unknown: tuple[UnknownCodes, ...] = ()
    juvenile: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))
    waiting: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def used(self) -> np.ndarray:
        """A mask of the records that are neither held nor filtered."""
        return ~(self.held | self.filtered)[self.lines]


@dataclass(frozen=True)
class StagingContext:
    """What staging needs beside the sheet: declarations, spellings, agencies, the key, the day the file came.

    ``next_steps`` are the catalogue's sentences by check id, ``time_zone`` the zone of the agency's clocks.
    """

    dataset: Dataset
    layout: Layout
    words: CodeWords
    agencies: Mapping[str, Agency]
    pseudonym_key: str
    latest_day: str
    next_steps: NextSteps = field(default_factory=dict)
    time_zone: str | None = None


def stage_sheet(
    sheet_name: str,
    grid: pa.Table,
    rows: np.ndarray,
    letters: Mapping[str, str],
    headers: Mapping[str, str],
    context: StagingContext,
    facts: SheetFacts = NO_FACTS,
) -> StagedSheet:
    """Cast the data rows of one sheet.

    ``grid`` holds the data rows only (text columns named by Excel letters), ``rows`` their Excel row numbers,
    ``letters`` the letter by normalised header and ``headers`` the written header by letter of the used columns;
    ``facts`` tell which numbers lost digits because they are longer than Excel keeps, and which calendar bare days are of.
    """
    day_zero = sql.DAY_ZERO_1904 if facts.days_from_1904 else sql.DAY_ZERO
    planner = Planner(
        context.dataset,
        context.layout,
        letters,
        headers,
        context.words,
        context.agencies,
        context.latest_day,
        day_zero,
    )
    planned = planner.plan()
    casts, kept = cast_sheet(grid, planner, planned, context.latest_day)
    columns: Columns = {}
    filled: dict[int, np.ndarray] = {}  # by repeat, the rows that have its record
    problems: list[Problem] = []
    unread: list[Unread] = []
    unknown: list[UnknownCodes] = []
    options: dict[Fed, list[tuple[str, pa.Array]]] = {}  # field → boxes to tick so far, with their answers
    bad_required = np.zeros(len(rows), dtype=bool)
    filtered = ~kept
    juvenile = minors(context.dataset, zip(planned, casts, strict=True), len(rows)) & ~filtered
    if juvenile.any():
        problems.append(rows_of_minors(sheet_name, int(juvenile.sum())))
    filtered |= juvenile
    for item, cast in zip(planned, casts, strict=True):
        damaged = _rounded(item, rows, facts.rounded)
        values = _values(cast, item, context.pseudonym_key, damaged)
        fed = (item.repeat, item.field.name)
        earlier = columns.get(fed)
        if item.is_option:
            ticked = options.setdefault(fed, [])
            problems.extend(
                _two_options(sheet_name, item, values, ticked, rows, filtered, context.next_steps)
            )
            ticked.append((str(item.header), values))
        columns[fed] = values if earlier is None else pc.coalesce(earlier, values)
        if item.small_field is not None:
            columns[item.repeat, item.small_field] = cast.by_row(cast.distinct("f"))
        if item.letter is None:
            continue
        if item.repeat is not None:
            filled[item.repeat] = filled.get(item.repeat, damaged) | cast.filled()
        bad = (cast.mask("b") | damaged) & ~filtered
        if bad.any():
            required = item.field.name in context.dataset.required
            bad_required |= bad & required
            error, two_ways = (cast.mask(name) & bad for name in "ed")
            instead_of_two = AGE_UNSURE if item.source == "age_at_export" else TWO_WAYS
            for cells, instead in (
                (bad & ~two_ways & ~error, None),
                (two_ways, instead_of_two),
                (error, ERROR),
            ):
                if cells.any():
                    told = cast_problem(sheet_name, item, rows[cells], required, context.next_steps, instead)
                    problems.append(told)
            if item.field.code_list is not None:
                unknown.append(unknown_codes(item, grid, rows, bad))
            good = np.asarray(pc.is_valid(values).to_numpy(zero_copy_only=False)) & ~filtered
            # An age that may be of two bands was read; the agency did nothing wrong.
            unreadable = bad & ~cast.mask("d") if item.source == "age_at_export" else bad
            unread.append(_unread(item, int(unreadable.sum()), int(good.sum())))
        doubts = _doubts(cast, item, grid, values, context.time_zone)
        for check_id, where in doubts.items():
            if (where & ~filtered).any():
                problems.append(
                    doubt(sheet_name, item, check_id, rows[where & ~filtered], context.next_steps)
                )
    pieces = pieces_of(context.dataset, columns, filled, sheet_name, rows)
    held, waiting, missing = _missing_needs(
        context, sheet_name, pieces, rows, filtered, bad_required, planned
    )
    records, lines, repeats = in_row_order(pieces)
    problems.extend(missing)
    return StagedSheet(
        records,
        lines,
        repeats,
        held,
        filtered,
        tuple(problems),
        tuple(unread),
        tuple(unknown),
        juvenile,
        waiting,
    )


def _two_options(
    sheet: str,
    item: PlannedField,
    values: pa.Array,
    ticked: list[tuple[str, pa.Array]],
    rows: np.ndarray,
    filtered: np.ndarray,
    next_steps: NextSteps,
) -> list[Problem]:
    """Rows in which this box and one further left are ticked and say different things, told by the first such box."""
    left = ~filtered
    told = []
    for header, other in ticked:
        both = pc.fill_null(pc.not_equal(other, values), False)
        here = np.asarray(both.to_numpy(zero_copy_only=False), dtype=bool) & left
        if here.any():
            told.append(two_options(sheet, item, header, rows[here], next_steps))
            left &= ~here
    return told


def _unread(item: PlannedField, bad: int, good: int) -> Unread:
    return Unread(item.field.name, str(item.header), cast_check(item), bad, bad + good)


def _rounded(item: PlannedField, rows: np.ndarray, rounded: Mapping[str, np.ndarray]) -> np.ndarray:
    """Rows whose case number is a number of more digits than Excel keeps: the last ones are lost."""
    places = rounded.get(item.letter or "")
    if item.field.kind is not Kind.KEY or places is None:
        return np.zeros(len(rows), dtype=bool)
    return np.isin(rows, places)


def _doubts(
    cast: Cast,
    item: PlannedField,
    grid: pa.Table,
    values: pa.Array,
    zone: str | None,
) -> dict[str, np.ndarray]:
    """Cells that are used as they are and may be wrong, by the check that tells of them."""
    found = {"cell_stand_in_date": cast.mask("n")}
    if item.field.kind is Kind.KEY:
        found["cell_zeros_lost"] = zeros_lost(grid.column(str(item.letter)))
    if item.field.kind is Kind.TIMESTAMP and zone is not None:
        found["cell_time_not_on_clock"], found["cell_time_twice"] = odd_hours(values, zone)
    return found


def _values(cast: Cast, item: PlannedField, key: str, damaged: np.ndarray) -> pa.Array:
    values = cast.distinct("v")
    if item.field.kind is Kind.KEY:
        values = pseudonymise(values, cast.distinct("i"), key, item.field.key_kind or "")
    by_row = cast.by_row(values)
    return pc.if_else(pa.array(damaged), pa.scalar(None, by_row.type), by_row) if damaged.any() else by_row


def _missing_needs(
    context: StagingContext,
    sheet: str,
    pieces: list[Piece],
    rows: np.ndarray,
    filtered: np.ndarray,
    bad: np.ndarray,
    planned: list[PlannedField],
) -> tuple[np.ndarray, np.ndarray, list[Problem]]:
    """Rows held because a field is empty or unreadable, those of them that do not count for the limit, and the problems."""
    held = bad & ~filtered
    waiting = np.zeros(len(rows), dtype=bool)
    problems = []
    for need in context.dataset.needs:
        # By the column that should have told, and by the columns of which one should have.
        empty: dict[tuple[tuple[str, str] | None, tuple[str, ...]], np.ndarray] = {}
        for piece in pieces:
            here = piece.lacking(need, len(rows)) & ~filtered & ~bad
            if here.any():
                among = context.layout.told_in(need.field) if piece.repeat is None else ()
                place = _feeding(planned, need.field, piece.repeat), among
                empty[place] = empty.get(place, here) | here
        for (column, among), where in empty.items():
            if need.check_id not in context.dataset.waits_for:
                held |= where
                waiting &= ~where
            waiting |= where & ~held
            told = required_missing(
                sheet, need, context.dataset, column, rows[where], context.next_steps, among
            )
            problems.append(told)
    return held | waiting, waiting, problems


def _feeding(planned: list[PlannedField], name: str, repeat: int | None) -> tuple[str, str] | None:
    """Letter and header of the first column that feeds a field of a record; of any record where no repeat is filled."""
    return next(
        (
            (item.letter, str(item.header))
            for item in planned
            if item.field.name == name and item.letter and (repeat is None or item.repeat in (None, repeat))
        ),
        None,
    )
