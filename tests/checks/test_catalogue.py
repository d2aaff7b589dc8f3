"""The catalogue: one line per check that a person can read, for each check in use and for no other."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from pipelines.checks import CatalogueError, load_catalogue
from pipelines.problems import Severity, Stage

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue(ROOT / "expectations")
STAGES = "|".join(Stage)
HEAD = "check_id,title,stage,severity,guidance\n"


def literals() -> set[str]:
    """Every text of the code that could be a check id."""
    found = set()
    for path in (ROOT / "pipelines").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def told() -> set[str]:
    """Check ids that the code tells problems by: the texts in calls that make one."""
    makers = {"Problem", "refusal", "note", "_refuses", "_drops", "_refused", "_dropped"}
    found = set()
    for path in (ROOT / "pipelines").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers:
                texts = [*node.args, *(keyword.value for keyword in node.keywords)]
                found |= {t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)}
    return {text for text in found if re.fullmatch(rf"({STAGES})(_[a-z0-9]+)+", text)}


def in_suites() -> set[str]:
    return {
        expectation["meta"]["check_id"]
        for path in (ROOT / "expectations" / "suites").glob("*.json")
        for expectation in json.loads(path.read_text(encoding="utf-8"))["expectations"]
    }


def test_each_check_in_use_has_a_line() -> None:
    assert (told() | in_suites()) - set(CATALOGUE) == set()


def test_each_line_has_a_check_in_use() -> None:
    assert set(CATALOGUE) - literals() - in_suites() == set()


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=lambda check: check.check_id)
def test_a_person_can_read_a_line(check) -> None:
    assert check.check_id.startswith(f"{check.stage}_")
    assert check.title.endswith(".") and check.guidance.endswith(".")
    assert set(re.findall(r"{(\w+)}", check.title)) <= {"field", "other"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("row_a,A.,row,bad,Do.\n", "line 2: needs check_id", id="a severity that is none"),
        pytest.param("row_a,A.,attic,note,Do.\n", "line 2: needs check_id", id="a stage that is none"),
        pytest.param("row_a,A.,row,note,Do.\n" * 2, "line 3: the check row_a stands twice", id="an id twice"),
        pytest.param("row_a,A.,row,note\n", "line 2: needs check_id", id="no guidance"),
    ],
)
def test_a_wrong_catalogue_is_told(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "catalogue.csv").write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(CatalogueError, match=expected):
        load_catalogue(tmp_path)


def test_a_missing_catalogue_is_told(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"catalogue\.csv"):
        load_catalogue(tmp_path)


def test_lines_are_read_with_excel_s_mark_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "catalogue.csv").write_text("\ufeff" + HEAD + "row_a,A.,row,note,Do.\n", encoding="utf-8")
    check = load_catalogue(tmp_path)["row_a"]
    assert (check.stage, check.severity) == (Stage.ROW, Severity.NOTE)
