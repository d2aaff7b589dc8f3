"""The account of a returned receipt: its own rows and cells, each counted once like those of any other file.

Used are the lines that were followed, held those whose rows still wait; the words of the receipt around them are left out. What
became of the rows of the file that it corrects is counted in ``version_account.py``.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from pipelines.reading import Book, RowKind, Tally, tally_cells, tally_rows, tally_unused_sheet
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.fix_words import CONTROL, WRONG
from pipelines.submissions.judged import NOT_ACCEPTED, REFUSED, Judged, unused_sheets
from pipelines.submissions.returned import Returned, Table
from pipelines.submissions.verdict import Status
from pipelines.submissions.version_account import LEFT_OUT

RECEIPT = "receipt"


def not_used(judged: Judged, book: Book) -> None:
    """The account of a receipt that stops as a whole."""
    reason = REFUSED if judged.status is Status.REFUSED else NOT_ACCEPTED
    judged.cells, judged.rows = unused_sheets([(sheet, reason) for sheet in book.sheets])
    judged.sheets = [
        {"name": s.name, "used": False, "rows": s.grid.num_rows, "reason": reason} for s in book.sheets
    ]


def account_returned(walk: Walk, book: Book, returned: Returned) -> None:
    """The account of a receipt that was followed; an imbalance is our failure and stops it."""
    judged = walk.judged
    left_out = {row.place for row in walk.left_out.values()}
    waiting = _waiting(walk)
    held = {r.place for r in walk.rows if (r.sheet, r.row) in waiting}
    if not judged.status.counts:
        held = walk.lines
    cells, rows = Tally(), Tally()
    for sheet in book.sheets:
        if returned.fix is not None and sheet is returned.fix.sheet:
            more = _table(returned.fix, walk.lines, held - left_out, left_out, (WRONG, CONTROL))
        elif returned.codes is not None and sheet is returned.codes.sheet:
            more = _table(returned.codes, walk.codes.lines, (), (), ())
        else:
            more = tally_unused_sheet(sheet.grid, RECEIPT)
        cells, rows = cells + more[0], rows + more[1]
        used = sheet in [table.sheet for table in (returned.fix, returned.codes) if table is not None]
        judged.sheets.append(
            {"name": sheet.name, "used": used, "rows": sheet.grid.num_rows, "reason": "" if used else RECEIPT}
        )
    judged.cells, judged.rows = _one_reason(cells), _one_reason(rows)
    assert judged.version is not None
    version = judged.version
    parts = ("rows_carried_over", "rows_corrected", "rows_held", "rows_left_out", "rows_filtered")
    adds_up = sum(version[name] for name in parts) == version["rows_before"]
    file = Tally(**version["rows"])
    if not (judged.cells.balances() and judged.rows.balances() and file.balances() and adds_up):
        raise AssertionError("the account of rows and cells does not balance")


def _waiting(walk: Walk) -> set[tuple[str, int]]:
    """Rows that are held in the version."""
    marks = walk.judged.fix.turns.marks.to_pylist() if walk.judged.fix else []
    return {(m["source_sheet"], m["source_row"]) for m in marks if m["severity"] == "row_held"}


def _table(
    table: Table,
    known: Collection[int],
    held: Collection[int],
    left_out: Collection[int],
    not_ours: Collection[str],
) -> tuple[Tally, Tally]:
    """Cells and rows of a table of the receipt; ``known`` are its lines that were followed, by Excel row."""
    grid = table.sheet.grid
    numbers = np.arange(1, grid.num_rows + 1)
    filled = np.zeros(grid.num_rows, dtype=bool)
    for column in grid.columns:
        filled |= np.array([bool(text and text.strip()) for text in column.to_pylist()], dtype=bool)
    kinds = np.where(filled, np.int8(RowKind.DATA), np.int8(RowKind.BLANK))
    kinds[(numbers < table.header_row) & filled] = RowKind.TITLE
    kinds[numbers == table.header_row] = RowKind.HEADER
    masks = {
        LEFT_OUT: np.isin(numbers, list(left_out)),
        RECEIPT: ~np.isin(numbers, list(known)),
    }
    waiting = np.isin(numbers, list(held))
    letters = set(grid.column_names) - {table.letter(header) for header in not_ours}
    reasons = dict.fromkeys(grid.column_names, RECEIPT)
    return (
        tally_cells(grid, kinds, letters, waiting, reasons, masks),
        tally_rows(kinds, waiting, masks),
    )


def _one_reason(tally: Tally) -> Tally:
    """The titles and headers of a receipt are words of the receipt too."""
    reasons: dict[str, int] = {}
    for reason, count in tally.left_out_by_reason.items():
        name = LEFT_OUT if reason == LEFT_OUT else RECEIPT
        reasons[name] = reasons.get(name, 0) + count
    return Tally(tally.in_file, tally.used, tally.blank, tally.held, tally.left_out, reasons)
