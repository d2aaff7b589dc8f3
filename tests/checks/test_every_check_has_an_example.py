"""Every check of the catalogue has an example that trips it and one that does not, and a test file that runs both."""

from __future__ import annotations

import re

import pytest
from examples_run import CATALOGUE, ROOT, examples_of, runner_of

RUNNERS = sorted({runner_of(check) for check in CATALOGUE.values()})


def test_every_check_has_both_examples() -> None:
    assert {c.check_id for c in CATALOGUE.values() if not c.example_good} == set()
    # A blank cell is the only thing that trips the check of what every row needs.
    assert {c.check_id for c in CATALOGUE.values() if not c.example_bad} == {"row_required_missing"}
    assert {c.check_id for c in CATALOGUE.values() if c.example_bad == c.example_good} == set()


@pytest.mark.parametrize("file", RUNNERS)
def test_the_file_that_runs_examples_runs_all_that_are_its_own(file: str) -> None:
    """A file may split its checks, but each name that it parametrises with has to be made of them alone."""
    text = (ROOT / file).read_text(encoding="utf-8")
    (whole,) = re.findall(r"^(\w+) = examples_of\(__file__\)$", text, re.MULTILINE)
    parts = re.findall(
        rf"^(\w+) = \[check for check in {whole} if check\.stage is Stage\.(\w+)\]$", text, re.MULTILINE
    )
    run = set(re.findall(r'parametrize\("check", (\w+), ids', text))
    assert run == ({name for name, _ in parts} if parts else {whole})
    if parts:
        assert {check.stage.name for check in examples_of(str(ROOT / file))} == {stage for _, stage in parts}


def test_no_check_is_run_by_two_files() -> None:
    run = [check.check_id for file in RUNNERS for check in examples_of(str(ROOT / file))]
    assert sorted(run) == sorted(CATALOGUE)
