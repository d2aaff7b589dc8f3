"""Runs of a small site: killed at any moment and started again they end like one left alone; one more file is one more."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from running import KEY, copy_of, samepage, started

from pipelines.cli.queries import open_published
from pipelines.settings import Site


def contents(root) -> dict[str, str]:
    """A hash of every table of the published warehouse, rows in a fixed order."""
    with open_published(Site(root)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
            ).fetchall()
        ]
        return {
            name: hashlib.sha256(
                repr(connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()).encode()
            ).hexdigest()
            for name in names
        }


def written(root) -> dict[str, str]:
    """A hash of every workbook and receipt."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((root / "outputs").rglob("*"))
        if path.is_file() and path.name != "README.md"
    }


def submissions(site: Site) -> int:
    """Whole submission folders so far."""
    return (
        len([p for p in site.submissions.glob("*") if not p.name.startswith(".")])
        if site.submissions.exists()
        else 0
    )


MOMENTS = {
    "before anything is written": lambda site: site.state.exists(),
    "in the middle of the files": lambda site: submissions(site) >= 4,
    "while the warehouse is built": lambda site: any(site.warehouse.glob("*.building")),
    "after the first workbook": lambda site: any(site.workbooks.glob("*.xlsx")),
}


def run_and_kill(root, moment) -> bool:
    """Start a run and kill it at the moment; false where it had finished before."""
    site = Site(root)
    nowhere = subprocess.DEVNULL
    process = started(root, "run", stdout=nowhere, stderr=nowhere, start_new_session=True)
    while process.poll() is None:
        if moment(site):
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.002)
    return False


@pytest.fixture(scope="module")
def calm(small_site, tmp_path_factory) -> Path:
    """The small site, run once and left alone."""
    root = copy_of(small_site, tmp_path_factory.mktemp("calm"))
    samepage(root, "run")
    return root


@pytest.mark.skipif(os.name == "nt", reason="process groups are killed otherwise on Windows")
@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(["in the middle of the files", "while the warehouse is built"], id="two moments"),
        pytest.param(
            list(MOMENTS), id="every moment", marks=pytest.mark.slow
        ),  # each is a start of the command
    ],
)
def test_killed_runs_end_like_an_undisturbed_one(small_site, calm, tmp_path, monkeypatch, moments):
    monkeypatch.setenv("SAMEPAGE_KEY", KEY)
    rough = copy_of(small_site, tmp_path / "rough")
    killed = [moment for moment in moments if run_and_kill(rough, MOMENTS[moment])]
    assert killed == moments
    samepage(rough, "run")
    assert contents(rough) == contents(calm)
    assert written(rough) == written(calm)


def test_one_more_file_is_taken_in_alone(small_site, calm, tmp_path):
    root = copy_of(calm, tmp_path / "site")
    (another,) = (small_site / "aside").iterdir()
    shutil.copy2(another, root / "inputs/drop/mpd")
    before = len(list(Site(root).submissions.iterdir()))
    second = json.loads(samepage(root, "run", "--json").stdout)
    assert [s["file"] for s in second["submissions"] if s["new"]] == [another.name]
    assert len(second["submissions"]) == before + 1
    assert second["warehouse"]["generation"] == 2
