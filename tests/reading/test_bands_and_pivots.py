"""Rows that name a group, and sheets that hold sums of rows; and tables that only look like them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pipelines.reading import (
    RowKind,
    Sheet,
    SheetFacts,
    band_texts,
    column_letter,
    find_block,
    is_pivot,
    tally_rows,
)

HEAD = ["Case", "Opened", "Status", "Days"]
EXPECTED = ("case", "opened", "status", "days")
Row = list[str | None]


def sheet(rows: list[Row], pivots: int = 0) -> Sheet:
    wide = max(map(len, rows))
    columns = {
        column_letter(place): pa.array(
            [row[place] if place < len(row) else None for row in rows], pa.string()
        )
        for place in range(wide)
    }
    return Sheet("Cases", True, pa.table(columns), SheetFacts(pivots=pivots))


def row(number: int) -> Row:
    return [f"25-{number}", "2025-03-01", "Open", str(number)]


def groups_of(rows: list[Row]) -> list[int]:
    """Excel rows that were taken for names of groups."""
    found = find_block(sheet([HEAD, *rows]), EXPECTED, key_headers=("case",))
    assert found is not None
    assert tally_rows(found.row_kinds, np.zeros(len(found.row_kinds), dtype=bool)).balances()
    return (np.flatnonzero(found.row_kinds == RowKind.GROUP) + 1).tolist()


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        pytest.param([["North"], row(1), ["South"], row(2)], [2, 4], id="names in the column of the key"),
        pytest.param([[None, "North"], row(1), row(2), [None, "South"], row(3)], [2, 5], id="names in another column"),
        pytest.param([[None, "District:", "North"], row(1), [None, "District:", "South"], row(2)], [2, 4], id="a label and a name"),
        pytest.param([["North"], [], row(1), [], ["South"], row(2), ["Count = 1"]], [2, 6], id="blank rows and totals between"),
        pytest.param([row(1), ["North"], row(2), ["South"], row(3)], [], id="the first row belongs to no group"),
        pytest.param([["North"], row(1), row(2)], [], id="a single one may be a remark"),
        pytest.param([["North"], ["South"], row(1), ["East"], row(2)], [], id="a name over a name"),
        pytest.param([["25-7"], row(1), ["25-8"], row(2)], [], id="a key alone is a row that lacks the rest"),
        pytest.param([[None, "2025-03-01"], row(1), [None, "7"], row(2)], [], id="numbers name no group")
    ],
)  # fmt: skip
def test_rows_that_name_a_group(rows: list[Row], groups: list[int]) -> None:
    assert groups_of(rows) == groups


def test_a_key_of_words_is_never_taken_for_a_group() -> None:
    rows: list[Row] = [
        ["Smith"],
        ["Jones", "2025-03-01", "Open", "1"],
        ["Brown"],
        ["Green", "2025-03-02", "Open", "2"],
    ]
    assert groups_of(rows) == []


def test_a_group_s_name_goes_down_to_the_next() -> None:
    grid = sheet([HEAD, ["North"], row(1), row(2), [None, "Beat", "South "], row(3)])
    bands = np.array([False, True, False, False, True, False])
    texts, letter = band_texts(grid, bands)
    assert texts.to_pylist() == [None, "North", "North", "North", "South ", "South "] and letter == "C"


@pytest.mark.parametrize(
    ("rows", "pivots", "expected"),
    [
        pytest.param(
            [["Row Labels", "Count of Case"], ["North", "3"], ["Grand Total", "3"]], 0, True, id="its words"
        ),
        pytest.param([["x", "y"], ["1", "2"]], 1, True, id="Excel says so"),
        pytest.param([HEAD, row(1), ["Grand Total", "1"]], 0, False, id="a table with a total"),
        pytest.param([["Values", "Count of"], ["1", "2"]], 0, False, id="words that stand in any table"),
    ],
)
def test_a_pivot_table_is_known(rows: list[Row], pivots: int, expected: bool) -> None:
    assert is_pivot(sheet(rows, pivots)) is expected
