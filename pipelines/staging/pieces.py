"""From cast columns to records: one for each row, or one for each repeat of the layout that a row has something in.

A survey with a column for each option or for each part of the response has one row per person; the warehouse wants one per
answer (Q41 of the quirks). The cells are cast where they stand, so that a problem names its own cell; only then is a row
taken apart. Which columns belong together is said in the layout (``repeats``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.classes import Dataset, Need
from pipelines.metadata.derive import record_schema

Fed = tuple[int | None, str]  # which repeat (None: every record of the row), and the field
Columns = dict[Fed, pa.Array]
WHOLE_ROW = -1  # the repeat of a record that is made of no repeat


@dataclass(frozen=True)
class Piece:
    """The records of one repeat, or of the rows as wholes (None), with the position of each record's row."""

    repeat: int | None
    records: pa.Table
    lines: np.ndarray

    def lacking(self, need: Need, rows: int) -> np.ndarray:
        """A mask over the ``rows`` of the sheet: those whose record here has nothing in a field that it needs."""
        found = np.zeros(rows, dtype=bool)
        found[self.lines[lacking(self.records, need)]] = True
        return found


def lacking(records: pa.Table, need: Need) -> np.ndarray:
    """A mask of the records that have nothing in a field that they need."""
    empty = pc.is_null(records.column(need.field))
    if need.other is not None:
        empty = pc.and_(empty, pc.is_in(records.column(need.other), pa.array(need.codes, pa.string())))
    return np.asarray(empty.to_numpy(), dtype=bool)


def pieces_of(
    dataset: Dataset, columns: Columns, filled: Mapping[int, np.ndarray], sheet: str, rows: np.ndarray
) -> list[Piece]:
    """The records of a sheet by repeat. A row in which no repeat is filled keeps one record, so that nothing of it is lost.

    ``columns`` are the values of all rows, ``filled`` the rows that have the record of a repeat, ``rows`` their Excel numbers.
    """
    shared = {name: values for (repeat, name), values in columns.items() if repeat is None}
    pieces = []
    alone = np.ones(len(rows), dtype=bool)
    for repeat, mask in sorted(filled.items()):
        own = {name: values for (number, name), values in columns.items() if number == repeat}
        pieces.append(_piece(dataset, repeat, shared | own, sheet, rows, mask))
        alone &= ~mask
    if alone.any() or not pieces:
        pieces.append(_piece(dataset, None, shared, sheet, rows, alone))
    return pieces


def in_row_order(pieces: list[Piece]) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """The records of all pieces in the order of the rows, the position of each record's row, and its repeat (``WHOLE_ROW``)."""
    repeats = np.concatenate(
        [np.full(len(each.lines), WHOLE_ROW if each.repeat is None else each.repeat) for each in pieces]
    )
    if len(pieces) == 1:
        return pieces[0].records, pieces[0].lines, repeats
    lines = np.concatenate([piece.lines for piece in pieces])
    order = np.argsort(lines, kind="stable")
    records = pa.concat_tables([piece.records for piece in pieces]).take(pa.array(order))
    return records, lines[order], repeats[order]


def _piece(
    dataset: Dataset,
    repeat: int | None,
    columns: Mapping[str, pa.Array],
    sheet: str,
    rows: np.ndarray,
    mask: np.ndarray,
) -> Piece:
    records = _records(dataset, columns, sheet, rows)
    return Piece(repeat, records if mask.all() else records.filter(pa.array(mask)), np.flatnonzero(mask))


def _records(dataset: Dataset, columns: Mapping[str, pa.Array], sheet: str, rows: np.ndarray) -> pa.Table:
    schema = record_schema(dataset)
    arrays = []
    for column in schema:
        if column.name == "source_sheet":
            arrays.append(pa.array([sheet], pa.string()).take(pa.array(np.zeros(len(rows), dtype=np.int64))))
        elif column.name == "source_row":
            arrays.append(pa.array(rows.astype(np.int64)))
        elif column.name in columns:
            arrays.append(columns[column.name].cast(column.type))
        else:
            arrays.append(pa.nulls(len(rows), column.type))
    return pa.table(arrays, schema=schema)
