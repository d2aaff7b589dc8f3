"""Every planted problem of a made-up site is found at its cell, and none is invented."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipelines.cli.app import app
from pipelines.cli.tables import score_words
from pipelines.sample import TRUTH_FILE, WorldOptions, write_sample
from pipelines.sample.planting import SPOILED
from pipelines.sample.score import Score, score_site


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    root = tmp_path_factory.mktemp("scored")
    write_sample(root, WorldOptions(population=25_000, months=4))
    yield root


@pytest.fixture(scope="module")
def scored(made_up: Path) -> Score:
    return score_site(made_up)


def test_recall_and_precision_are_one(scored: Score) -> None:
    assert scored.missed == ()
    assert scored.invented == ()
    assert scored.recall == scored.precision == 1.0
    assert scored.expected >= len(SPOILED)


def test_every_planted_cell_is_among_the_expected(made_up: Path) -> None:
    truth = json.loads((made_up / TRUTH_FILE).read_text(encoding="utf-8"))
    planted = {(check_id, "row_held" if held else "value") for *_, check_id, held in SPOILED}
    assert planted <= {(problem["check_id"], problem["severity"]) for problem in truth["problems"]}


@pytest.mark.parametrize(
    ("change", "recall", "precision"),
    [
        pytest.param("one is not told", False, True, id="a problem that is not told lowers recall"),
        pytest.param("one is not planted", True, False, id="a problem that is not planted lowers precision"),
        pytest.param("one stands elsewhere", False, False, id="the wrong cell lowers both"),
    ],
)
def test_the_score_can_fall(
    made_up: Path, tmp_path: Path, change: str, recall: bool, precision: bool
) -> None:
    truth = json.loads((made_up / TRUTH_FILE).read_text(encoding="utf-8"))
    problem = next(p for p in truth["problems"] if p["check_id"] == "cell_number_damaged")
    truth["files"] = [f for f in truth["files"] if f["file"] == problem["file"]]
    truth["problems"] = [p for p in truth["problems"] if p["file"] == problem["file"]]
    if change == "one is not told":
        truth["problems"].append({**problem, "check_id": "cell_error"})
    elif change == "one is not planted":
        truth["problems"].remove(problem)
    else:
        problem["cells"] = "A9999"
    (tmp_path / "inputs").symlink_to(made_up / "inputs")
    (tmp_path / "expectations").mkdir()
    (tmp_path / TRUTH_FILE).write_text(json.dumps(truth), encoding="utf-8")
    found = score_site(tmp_path)
    assert (found.recall == 1.0, found.precision == 1.0) == (recall, precision)


def test_files_that_a_run_took_away_are_counted_and_change_nothing_else(
    made_up: Path, tmp_path: Path
) -> None:
    truth = json.loads((made_up / TRUTH_FILE).read_text(encoding="utf-8"))
    problem = next(p for p in truth["problems"] if p["check_id"] == "cell_number_damaged")
    kept = [f for f in truth["files"] if f["file"] == problem["file"]]
    truth["problems"] = [p for p in truth["problems"] if p["file"] == problem["file"]]
    truth["problems"].append({**problem, "file": "moved away.xlsx"})
    truth["files"] = [*kept, {**kept[0], "file": "moved away.xlsx"}]
    (tmp_path / "inputs").symlink_to(made_up / "inputs")
    (tmp_path / "expectations").mkdir()
    (tmp_path / TRUTH_FILE).write_text(json.dumps(truth), encoding="utf-8")
    found = score_site(tmp_path)
    assert (found.gone, found.recall, found.precision) == (1, 1.0, 1.0)
    assert "1 file is no longer in the drop folders" in score_words(found)


def test_a_site_that_nobody_made_up_has_no_score(tmp_path: Path) -> None:
    answer = CliRunner().invoke(app, ["score", str(tmp_path)])
    assert answer.exit_code != 0
