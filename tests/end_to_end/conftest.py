"""Whole sites for the end-to-end tests: made once, run once through the command, then only looked at."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from running import KEY, RunSite, started

from pipelines.cli.queries import open_published
from pipelines.sample import WorldOptions, write_sample


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(WorldOptions(population=40_000, by_quarter=True), id="files of quarters"),
        pytest.param(WorldOptions(), id="as a newcomer gets it", marks=pytest.mark.slow),
    ],
)
def county(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> RunSite:
    """A sample, run once: fewer months have neither a year nor every kind of ending, so the quick one has fewer files.

    Of its residents: among so many comparisons of small numbers chance alone makes a measure fall in most small counties (tried at 45,000,
    50,000 and 60,000), so that what the findings of a quiet county are was settled at a size at which it makes none.
    """
    root = tmp_path_factory.mktemp("county")
    write_sample(root, request.param)
    process = started(root, "run", "--json", stdout=subprocess.PIPE)
    told, _ = process.communicate()
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    return RunSite(root, json.loads(told), truth, process.returncode)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a few agencies over two months and some registers, that nobody has run: copy it before use."""
    root = tmp_path_factory.mktemp("small")
    write_sample(root, WorldOptions(population=5_000, months=2, last_month=date(2026, 3, 1)))
    for folder in (root / "inputs/drop").iterdir():
        if folder.is_dir() and folder.name not in ("mpd", "da", "coordinator"):
            shutil.rmtree(folder)
    for register in (root / "inputs/drop/coordinator").iterdir():  # each takes as long as an export
        if not register.name.startswith(("Partners", "Policy checklist", "Recommendations")):
            register.unlink()
    (root / "aside").mkdir()  # one file that came later
    shutil.move(sorted((root / "inputs/drop/mpd").iterdir())[0], root / "aside")
    return root


@pytest.fixture
def warehouse(county: RunSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to the county's warehouse."""
    monkeypatch.setenv("SAMEPAGE_KEY", KEY)
    with open_published(county.site) as connection:
        yield connection
