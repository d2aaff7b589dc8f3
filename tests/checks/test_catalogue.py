"""The catalogue: one line per check that a person can read, for each check in use and for no other."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from readability import grade

from pipelines.checks import CatalogueError, load_catalogue
from pipelines.checks.document import checks_document
from pipelines.metadata import CODE_LISTS
from pipelines.problems import Severity, Stage

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = load_catalogue(ROOT / "expectations")
STAGES = "|".join(Stage)
HEAD = "check_id,title,stage,severity,guidance,waivable\n"


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
    makers = {"Problem", "tell", "doubt", "refusal", "note", "_refuses", "_drops", "_refused", "_dropped"}
    found = set()
    for path in (ROOT / "pipelines").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers:
                texts = [*node.args, *(keyword.value for keyword in node.keywords)]
                found |= {t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)}
    return {text for text in found if re.fullmatch(rf"({STAGES})(_[a-z0-9]+)+", text)}


def told_severities() -> set[tuple[str, str]]:
    """Check ids with the severity that the code gives them, where both stand in one call."""
    fixed = {"refusal": "WHOLE_FILE", "note": "NOTE", "_refused": "WHOLE_FILE", "_dropped": "NOTE"}
    found = set()
    for path in (ROOT / "pipelines").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            maker = getattr(node.func, "id", "")
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            ids = [
                v.value
                for v in values
                if isinstance(v, ast.Constant) and isinstance(v.value, str) and v.value in CATALOGUE
            ]
            given = [
                v.attr
                for v in values
                if isinstance(v, ast.Attribute) and getattr(v.value, "id", "") == "Severity"
            ]
            severity = given[0] if maker == "Problem" and given else fixed.get(maker)
            if ids and severity:
                found.add((ids[0], Severity[severity].value))
    return found


def in_suites() -> set[str]:
    return {
        expectation["meta"]["check_id"]
        for path in (ROOT / "expectations" / "suites").glob("*.json")
        for expectation in json.loads(path.read_text(encoding="utf-8"))["expectations"]
    }


def between_registers() -> set[str]:
    """Check ids that the queries between registers tell."""
    room = ROOT / "pipelines" / "warehouse"
    paths = [path for path in (room / "register_checks").iterdir() if path.suffix in (".sql", ".py")]
    paths.append(room / "sql" / "core" / "decision_standing.sql")  # what keeps a decision from counting
    texts = [path.read_text(encoding="utf-8") for path in paths]
    found = {name for text in texts for name in re.findall(r"['\"](cross_[a-z_]+)['\"]", text)}
    return found - set(CODE_LISTS["agency_area"].values)


def test_each_check_in_use_has_a_line() -> None:
    assert (told() | in_suites() | between_registers()) - set(CATALOGUE) == set()


def test_each_line_has_a_check_in_use() -> None:
    assert set(CATALOGUE) - literals() - in_suites() - between_registers() == set()


def test_severities_in_the_code_are_those_of_the_catalogue() -> None:
    told = told_severities()
    assert len(told) > 30
    assert {
        (check_id, severity) for check_id, severity in told if CATALOGUE[check_id].severity != severity
    } == set()


def test_the_document_is_fresh() -> None:
    written = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert written == checks_document(CATALOGUE), "run python -m pipelines.checks.document"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("The cat sat on the mat.", -1.4, id="six short words"),
        pytest.param("Go on. Stop now.", -3.0, id="two sentences of two words"),
        pytest.param(
            "Organizational considerations necessitate administrative reconfiguration.",
            47.7,
            id="officialese",
        ),
    ],
)
def test_the_measure_of_readability(text: str, expected: float) -> None:
    assert grade(text) == pytest.approx(expected, abs=0.3)


@pytest.mark.parametrize("check", CATALOGUE.values(), ids=lambda check: check.check_id)
def test_the_guidance_reads_easily(check) -> None:
    assert grade(check.guidance) <= 8


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
        pytest.param(
            "row_a,A.,row,note,Do.,perhaps\n", "line 2: needs check_id", id="neither waivable nor not"
        ),
        pytest.param(
            "privacy_a,A.,privacy,note,Do.,yes\n",
            "line 2: privacy_a protects people",
            id="a waiver of privacy",
        ),
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


@pytest.mark.parametrize(
    ("line", "waivable"),
    [
        pytest.param("row_a,A.,row,unlikely,Do.", True, id="an unlikely thing may be"),
        pytest.param("cell_a,A.,cell,value,Do.,", True, id="so may a value"),
        pytest.param("row_a,A.,row,row_held,Do.", False, id="a held row may not: it cannot be used"),
        pytest.param("file_a,A.,file,whole_file,Do.", False, id="nor may a file that cannot be read"),
        pytest.param("table_a,A.,table,whole_file,Do.,yes", True, id="unless the line says so"),
        pytest.param("row_a,A.,row,unlikely,Do.,no", False, id="or says that it may not"),
        pytest.param("privacy_a,A.,privacy,unlikely,Do.", False, id="what protects people never"),
    ],
)
def test_what_may_be_waived(tmp_path: Path, line: str, waivable: bool) -> None:
    (tmp_path / "catalogue.csv").write_text(HEAD + line + "\n", encoding="utf-8")
    (check,) = load_catalogue(tmp_path).values()
    assert check.waivable is waivable
