"""The page of responsibilities walks: every template, check and sheet that it names is there, and no row is left out."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from pipelines.checks import load_catalogue
from pipelines.metadata import DATASETS
from pipelines.metadata.responsibilities import DUTY, RESPONSIBILITIES, STEP, Responsibility

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "responsibilities.md").read_text(encoding="utf-8")


def table(heading: str) -> list[list[str]]:
    """The rows under a heading: row, words, templates, checks, sheets."""
    part = TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


ROWS = [
    pytest.param(*row[2:], id=f"{heading} {row[0]}") for heading in (DUTY, STEP) for row in table(heading)
]


@pytest.fixture(scope="module")
def sheets(workbooks: dict[str, Path]) -> dict[str, list[str]]:
    return {name: openpyxl.load_workbook(path, read_only=True).sheetnames for name, path in workbooks.items()}


@pytest.mark.parametrize("heading", [DUTY, STEP])
def test_no_row_is_left_out(heading: str) -> None:
    assert [row[0] for row in table(heading)] == [r.ref for r in RESPONSIBILITIES if r.part == heading]


@pytest.mark.parametrize("row", RESPONSIBILITIES, ids=lambda row: f"{row.part} {row.ref}")
def test_every_validation_of_a_row_is_a_check_that_its_line_names(row: Responsibility) -> None:
    (line,) = [line for line in table(row.part) if line[0] == row.ref]
    catalogue, named = load_catalogue(ROOT / "expectations"), set(re.findall(r"`(\w+)`", line[3]))
    assert row.validations and all(row.validations.values())
    for validation, ids in row.validations.items():
        assert set(ids) <= set(catalogue) & named, validation


@pytest.mark.parametrize(("templates", "checks", "places"), ROWS)
def test_what_a_row_names_is_there(
    templates: str, checks: str, places: str, sheets: dict[str, list[str]]
) -> None:
    if templates != "exports":
        named = re.findall(r"`(\w+)`", templates)
        assert named
        assert [n for n in named if not (DATASETS[n].is_coordinator or DATASETS[n].is_aggregate)] == []
    ids = re.findall(r"`(\w+)`", checks)
    assert ids
    assert set(ids) <= set(load_catalogue(ROOT / "expectations"))
    seen = [place.split(" / ") for place in re.findall(r"\*(.+?)\*", places)]
    assert seen
    assert [(b, s, sheets[b]) for b, s in seen if s not in sheets[b]] == []


def test_every_check_between_registers_belongs_to_a_row() -> None:
    catalogue = load_catalogue(ROOT / "expectations")
    assert [check for check in catalogue if check.startswith("cross_") and f"`{check}`" not in TEXT] == []


def test_every_register_belongs_to_a_row() -> None:
    coordinator = [name for name, d in DATASETS.items() if d.is_coordinator and d.feeds]
    assert [name for name in coordinator if f"`{name}`" not in TEXT] == []
