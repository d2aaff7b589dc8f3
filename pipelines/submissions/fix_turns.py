"""Whose turn it is: which of the rows that ask for something a receipt shows, and which wait for the next one.

A receipt shows so many rows that a person can go through; what is shown is corrected and sent back, and the next receipt shows
the next rows. Which rows ask for something is worked out in ``fix_rows.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.metadata.classes import Dataset
from pipelines.problems import Severity

MOST_ROWS = 1_000  # on one receipt
MOST_KEPT = 10_000  # for this receipt and the next ones; far more than anybody corrects by hand
HELD, UNLIKELY, UNREAD, ONLY_CODE, NONE = 0, 1, 2, 3, 99
_SHEET_STEP = 1 << 32  # more than the rows of any sheet


@dataclass(frozen=True)
class Turns:
    """The rows that are shown now and those that wait for a later receipt, each with the marks on them."""

    rows: pa.Table = field(repr=False)
    marks: pa.Table = field(repr=False)
    later_rows: pa.Table = field(repr=False)
    later_marks: pa.Table = field(repr=False)


def rank_of(severity: str, check_id: str) -> int:
    """How much a problem asks for: 0 the row is held, 1 it looks unlikely, 2 a cell counts as unknown, 3 only a code does."""
    if severity == Severity.ROW_HELD:
        return HELD
    if severity == Severity.UNLIKELY:
        return UNLIKELY
    return ONLY_CODE if check_id == "cell_unknown_code" else UNREAD


def ranks(rows: pa.Table, marks: pa.Table) -> np.ndarray:
    """How much each of ``rows`` asks for, by the most urgent of its marks; 99 where it has none."""
    found = np.full(rows.num_rows, NONE, dtype=np.int8)
    if not rows.num_rows or not marks.num_rows:
        return found
    own, marked = places(rows, marks)
    order = np.argsort(own, kind="stable")
    at = np.searchsorted(own[order], marked)
    at[at == len(own)] = 0
    position = order[at]
    here = own[position] == marked
    np.minimum.at(found, position[here], _mark_ranks(marks)[here])
    return found


def _mark_ranks(marks: pa.Table) -> np.ndarray:
    """The rank of each mark; worked out once for each kind of mark."""
    kinds = pc.binary_join_element_wise(marks.column("severity"), marks.column("check_id"), "|")
    encoded = pc.dictionary_encode(kinds).combine_chunks()
    by_kind = np.array(
        [rank_of(*kind.split("|", 1)) for kind in encoded.dictionary.to_pylist()], dtype=np.int8
    )
    return np.asarray(by_kind[encoded.indices.to_numpy(zero_copy_only=False)])


def waiting_rows(tables: Sequence[pa.Table], dataset: Dataset) -> int:
    """How many held rows do not count for the limit, by the marks of all held rows."""
    marks = pa.concat_tables(tables)
    held = marks.filter(pc.equal(marks.column("severity"), str(Severity.ROW_HELD)))
    wants = pa.array(sorted(dataset.waits_for), pa.string())
    lacks = pc.is_in(held.column("check_id"), wants)
    waits, broken = places(held.filter(lacks), held.filter(pc.invert(lacks)))
    return int(np.setdiff1d(waits, broken).size)


def places(*tables: pa.Table) -> list[np.ndarray]:
    """For each table a number per line that says where it stands (sheet and Excel row), the same in all of them."""
    sheets = pc.unique(pa.concat_arrays([_flat(table.column("source_sheet")) for table in tables]))
    return [
        pc.index_in(_flat(table.column("source_sheet")), sheets)
        .to_numpy(zero_copy_only=False)
        .astype(np.int64)
        * _SHEET_STEP
        + table.column("source_row").to_numpy()
        for table in tables
    ]


def _flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def in_turn(rows: pa.Table, marks: pa.Table, most: int | None = None) -> Turns:
    """Share out ``rows`` (in the file's order): the ``most`` most urgent are shown, in the file's order; rows without marks go."""
    most = MOST_ROWS if most is None else most
    rank = ranks(rows, marks)
    asking = np.flatnonzero(rank < NONE)
    urgent = asking[np.argsort(rank[asking], kind="stable")]
    shown, later = (rows.take(pa.array(np.sort(part))) for part in (urgent[:most], urgent[most:]))
    return Turns(shown, _on(shown, marks), later, _on(later, marks))


def _on(rows: pa.Table, marks: pa.Table) -> pa.Table:
    """The marks that stand on ``rows``."""
    own, marked = places(rows, marks)
    return marks.filter(pa.array(np.isin(marked, own)))
