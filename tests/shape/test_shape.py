"""The shape of the project: who may import whom, which room holds which package, and what no file may say."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "pipelines"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Left imports nothing to its right. Rooms of one entry do not import each other.
ORDER = [
    {"metadata", "problems", "settings", "ranges"},
    {"reading"},
    {"layouts"},
    {"privacy"},
    {"policy"},
    {"storage"},
    {"staging"},
    {"checks"},
    {"submissions"},
    {"linkage", "statistics", "disclosure"},
    {"warehouse"},
    {"reports"},
    {"partitions"},
    {"event_log"},
    {"assets"},
    {"jobs"},
    {"schedules", "sensors"},
    {"definitions"},
    {"sample"},
    {"cli"},
]
RANK = {room: position for position, rooms in enumerate(ORDER) for room in rooms}


def room_of(path: Path) -> str:
    """The room of a module: the folder or file right under the package."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def rooms_imported(path: Path) -> set[str]:
    """Rooms of ours that a module imports."""
    parts = [name.split(".") for name in imported(path) if name.startswith("pipelines.")]
    return {part[1] for part in parts if part[1] in RANK}


def test_every_module_has_a_room_in_the_order():
    strays = {room_of(path) for path in MODULES if path.name != "__init__.py" or path.parent != PACKAGE}
    assert strays - {"__init__"} <= set(RANK)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path):
    room = room_of(path)
    if room == "__init__":
        return
    wrong = {
        other
        for other in rooms_imported(path)
        if other != room and RANK[other] >= RANK[room] and room not in ORDER[0]
    }
    if room in ORDER[0]:
        wrong = {other for other in rooms_imported(path) if other not in ORDER[0]}
    assert not wrong, f"{room} imports {wrong}"


@pytest.mark.parametrize(
    ("package", "rooms"),
    [
        pytest.param("great_expectations", {"checks"}, id="suites run in checks"),
        pytest.param("fastexcel", {"reading"}, id="spreadsheets are read in reading"),
        pytest.param("xlsxwriter", {"reports", "sample"}, id="workbooks are written in reports"),
        pytest.param(
            "dagster",
            {"assets", "jobs", "schedules", "sensors", "partitions", "definitions", "event_log", "cli"},
            id="dagster stays in the shell",
        ),
        pytest.param("filelock", {"cli", "warehouse"}, id="locks are taken at the edges"),
    ],
)
def test_heavy_packages_have_their_room(package, rooms):
    users = {
        room_of(path)
        for path in MODULES
        if any(name == package or name.startswith(f"{package}.") for name in imported(path))
    }
    assert users
    assert users <= rooms


def test_only_one_module_opens_warehouse_files():
    openers = {
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if re.search(r"\bATTACH\b", path.read_text(encoding="utf-8"))
    }
    assert openers == {"warehouse/connect.py"}


def test_reports_read_only_what_is_published():
    texts = [path for path in (PACKAGE / "reports").rglob("*") if path.suffix in (".py", ".sql")]
    assert texts
    for path in texts:
        found = re.findall(r"\b(?:FROM|JOIN|from|join)\s+(core|mart|stg)\.", path.read_text(encoding="utf-8"))
        assert not found, f"{path.name} reads {found}"


def test_definitions_load_with_every_table_as_an_asset():
    from pipelines.definitions import build_definitions
    from pipelines.warehouse.tables import TABLE_ORDER

    graph = build_definitions().resolve_asset_graph()
    keys = {".".join(key.path) for key in graph.get_all_asset_keys()}
    assert set(TABLE_ORDER) <= keys
    assert {"landing.submission", "reports.receipt", "reports.coordinator", "reports.case_statistics"} <= keys
    described = [graph.get(key) for key in graph.get_all_asset_keys()]
    assert all(node.description for node in described)


def tracked() -> list[Path]:
    """Text files of the project, without what is made on this machine."""
    left_out = {".venv", ".git", ".samepage", "outputs", "drop", "__pycache__"}
    suffixes = {".py", ".md", ".sql", ".toml", ".yaml", ".yml", ".csv", ".json", ".lock", ".txt"}
    return [
        path
        for path in ROOT.rglob("*")
        if path.is_file()
        and path.suffix in suffixes
        and not left_out & set(path.relative_to(ROOT).parts)
        and not any(part.endswith((".egg-info", "_cache")) for part in path.parts)
        and path.name != "truth.json"
        and path.relative_to(ROOT).parts[:2] != ("inputs", "site")
    ]


def test_no_file_names_a_machine_or_a_registry():
    for path in tracked():
        text = path.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"(?<![\w.:/])/(work|root|farm|opt)/\w", text), path
        assert not re.search(r"(pypi|pythonhosted)\.org", text), path
    assert not re.search(
        r"https?://|--index|--find-links", (ROOT / "requirements.lock").read_text(encoding="utf-8")
    )


AVOID = re.compile(
    r"uncooperative|alleged victim|domestic dispute|mutual combat|compliance score|(best|worst) agency",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "folder", ["pipelines/reports", "pipelines/assets", "pipelines/cli", "docs", "expectations"]
)
def test_what_people_read_avoids_the_words_to_avoid(folder):
    for path in (ROOT / folder).rglob("*"):
        if path.is_file() and path.suffix in (".py", ".md", ".csv", ".sql", ".json", ".yaml"):
            assert not AVOID.search(path.read_text(encoding="utf-8")), path
