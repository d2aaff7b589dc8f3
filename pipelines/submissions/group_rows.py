"""Reports in groups: a row names a district or an officer, and the rows beneath belong to it (Q07 of the quirks).

The rows are found in ``reading/bands.py``. With ``group_column`` in the layout their text is filled down into a field;
without it the file waits, because its rows do not say what they belong to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pyarrow as pa

from pipelines.layouts.match import Match
from pipelines.layouts.model import GROUP_HEADER, Layout
from pipelines.problems import Problem, Severity, Stage
from pipelines.ranges import row_ranges
from pipelines.reading import RowKind, band_texts, column_letter
from pipelines.submissions.judged import Part

GROUP_WORDS = "Group row"


def group_rows_without_rule(match: Match) -> list[Problem]:
    """The refusal of sheets with group rows whose layout does not say what they mean."""
    if match.layout.version.group_column is not None:
        return []
    told = []
    for sheet in match.sheets:
        rows = np.flatnonzero(sheet.block.row_kinds == RowKind.GROUP) + 1
        if rows.size:
            told.append(
                Problem(
                    "sheet_grouped",
                    Severity.WHOLE_FILE,
                    Stage.SHEET,
                    "The report is in groups: some rows only name a group, and the rows beneath do not say what they belong "
                    "to. Export it as a plain list with the group in a column of its own, or ask the coordinator to add "
                    "group_column to the layout.",
                    sheet.sheet.name,
                    row_ranges(rows),
                    rows_count=int(rows.size),
                )
            )
    return told


def with_groups(
    part: Part, layout: Layout, grid: pa.Table, letters: dict[str, str], headers: dict[str, str]
) -> tuple[pa.Table, dict[str, str], dict[str, str]]:
    """The data rows with one more column: the text of the group row above each. Unchanged where there is none."""
    bands = part.matched.block.row_kinds == RowKind.GROUP
    if layout.version.group_column is None or not bands.any():
        return grid, letters, headers
    texts, _ = band_texts(part.matched.sheet, bands)
    letter = column_letter(part.matched.sheet.grid.num_columns)
    grid = grid.append_column(letter, texts.take(pa.array(part.rows - 1)))
    return grid, letters | {GROUP_HEADER: letter}, headers | {letter: GROUP_WORDS}


def at_rows(problems: Iterable[Problem]) -> list[Problem]:
    """Problems of filled-down texts name rows: the text stands in no cell of theirs."""
    return [
        replace(
            problem,
            cells=re.sub(
                r"\b[A-Z]+(\d+)(?![\d:])",
                r"\1:\1",
                re.sub(r"[A-Z]+(\d+):[A-Z]+(\d+)", r"\1:\2", problem.cells),
            ),
        )
        if problem.column == GROUP_WORDS and problem.cells
        else problem
        for problem in problems
    ]
