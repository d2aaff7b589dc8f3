"""What is told once: a column that is named for what it holds is not named again for being left out."""

from __future__ import annotations

import pytest

from pipelines.problems import Problem, Severity, Stage
from pipelines.submissions.said_once import said_once

COLUMNS = [
    {"sheet": "Calls", "column": letter, "header": header}
    for letter, header in (("G", "Contact"), ("H", "Zone"))
]
CONTACT = Problem(
    "privacy_value_left_out", Severity.NOTE, Stage.PRIVACY, "A phone.", "Calls", "G2:G6", "Contact"
)
FOUND = Problem("privacy_value_found", Severity.WHOLE_FILE, Stage.PRIVACY, "A number.", "Calls", "H2", "Zone")
TITLE = Problem("privacy_value_left_out", Severity.NOTE, Stage.PRIVACY, "A phone.", "Calls", "G1", None)
BOTH = Problem("privacy_column_not_mapped", Severity.NOTE, Stage.PRIVACY, "Two.", "Calls", "G1, H1")
REFUSED = Problem("privacy_comment_found", Severity.WHOLE_FILE, Stage.PRIVACY, "A name.", "Calls", "C4")
REMARKS = Problem(
    "sheet_comments", Severity.NOTE, Stage.SHEET, "Comments hang on 2 cells.", "Calls", "C4, C5"
)
ELSEWHERE = Problem("sheet_comments", Severity.NOTE, Stage.SHEET, "A comment hangs.", "Notes", "A1")


@pytest.mark.parametrize(
    ("problems", "told"),
    [
        pytest.param([BOTH], [("privacy_column_not_mapped", "G1, H1")], id="alone it stays"),
        pytest.param([BOTH, CONTACT], [("privacy_column_not_mapped", "H1"), ("privacy_value_left_out", "G2:G6")], id="one of two"),
        pytest.param([BOTH, CONTACT, FOUND], [("privacy_value_left_out", "G2:G6"), ("privacy_value_found", "H2")], id="both"),
        pytest.param([BOTH, TITLE], [("privacy_column_not_mapped", "G1, H1"), ("privacy_value_left_out", "G1")], id="a line above the table is no column"),
        pytest.param([REFUSED, REMARKS, ELSEWHERE], [("privacy_comment_found", "C4"), ("sheet_comments", "A1")], id="comments of a refused sheet"),
    ],
)  # fmt: skip
def test_nothing_is_told_twice(problems: list[Problem], told: list[tuple[str, str]]) -> None:
    assert [(p.check_id, p.cells) for p in said_once(problems, COLUMNS)] == told


def test_what_is_left_names_the_other_column() -> None:
    (note, _) = said_once([BOTH, CONTACT], COLUMNS)
    assert note.message.startswith("This column is not in the layout and was left out: Zone (H).")
