"""What is told of the answers on a returned receipt: those that cannot be followed, and cells nobody asked about.

What the answers make of the file's own problems is counted in ``version_problems.py``.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import cell_ranges
from pipelines.submissions.answer_walk import Walk
from pipelines.submissions.answers import unclear
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_words import LEAVE_OUT
from pipelines.submissions.ledger import told_columns
from pipelines.submissions.merged import Reread
from pipelines.submissions.returned import Returned, Table

_UNLIKELY = str(Severity.UNLIKELY)


def told_of_answers(walk: Walk, returned: Returned, marks: pa.Table) -> list[Problem]:
    """What is told of answers that cannot be followed, of cells nobody asked about, and of lines that are gone."""
    table = returned.fix
    if table is None:
        return []
    listed = marks.to_pylist()
    unlikely = {(m["source_sheet"], m["source_row"]) for m in listed if m["severity"] == _UNLIKELY}
    problems, walk.skipped = unclear(table, walk.rows, walk.doubts, unlikely)
    missing = (walk.handed_rows.num_rows if walk.handed_rows is not None else 0) - len(walk.rows)
    if missing:
        words = f"{missing:,} {'row is' if missing == 1 else 'rows are'} no longer on this receipt. They stay as they were."
        problems.append(
            Problem(
                "row_receipt_lines_missing",
                Severity.NOTE,
                Stage.ROW,
                words,
                table.sheet.name,
                rows_count=missing,
            )
        )
    handed_marks = walk.ledger.table(walk.handed, "fix_marks")
    asked = {
        (m["source_sheet"], m["source_row"], m["letter"])
        for m in (handed_marks.to_pylist() if handed_marks is not None else [])
    }
    columns = told_columns(walk.handed.manifest)
    for n, column in enumerate(columns):
        other = [
            r.place
            for r in walk.rows
            if r.changed[n] and (r.sheet, r.row, column.letters.get(r.sheet)) not in asked
        ]
        if other:
            words = (
                f"{column.header} was changed in cells that nothing was wrong with. The new values are used."
            )
            problems.append(
                _on_receipt(table, "row_receipt_other_cells", Severity.NOTE, words, column, other)
            )
    return problems


def _on_receipt(
    table: Table, check_id: str, severity: Severity, words: str, column: FixColumn, lines: list[int]
) -> Problem:
    """A problem of cells of the receipt itself."""
    letter = table.letter(column.header.strip()) or "A"
    cells = cell_ranges(letter, np.array(sorted(lines)))
    return Problem(check_id, severity, Stage.ROW, words, table.sheet.name, cells, column.header, len(lines))


def cells_not_used(walk: Walk, table: Table, again: Reread) -> list[Problem]:
    """Changed cells that no field could be made from, and those of rows that today's layout does not ask for."""
    columns = told_columns(walk.handed.manifest)
    known = {*again.places, *walk.answered(LEAVE_OUT)}
    gone = [
        (row, n)
        for row in walk.rows
        for n in range(len(columns))
        if row.changed[n] and (row.sheet, row.row) not in known and row.place not in walk.skipped
    ]
    by_column: dict[int, list[int]] = {}
    for row, n in [*again.unused, *gone]:
        by_column.setdefault(n, []).append(row.place)
    return [
        _on_receipt(
            table,
            "row_receipt_cell_not_used",
            Severity.VALUE,
            f"{columns[n].header} was changed, but it could not be used: another cell that it is read with is not shown, or "
            "the row is not asked for any more. The rows stay as they were.",
            columns[n],
            lines,
        )
        for n, lines in sorted(by_column.items())
    ]
