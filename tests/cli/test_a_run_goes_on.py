"""One file at which the software fails, or that is taken away in the middle of a run, does not keep the others out."""

from __future__ import annotations

import ctypes
import json
from contextlib import nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.cli import app, instance, run
from pipelines.cli.endings import Failed
from pipelines.settings import Site
from pipelines.submissions import agency_recipes, new_drops, scan_drop

SITE = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path)
    made.site_yaml.parent.mkdir(parents=True)
    made.site_yaml.write_text(SITE, encoding="utf-8")
    (made.drop / "mpd").mkdir(parents=True)
    for name in "abc":
        (made.drop / "mpd" / f"{name}.csv").write_text(f"Case,Reported\n{name},1\n", encoding="utf-8")
    return made


def work(site: Site, failing: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[dict[str, Any]]]:
    """The jobs that were run, and what stood in the way; jobs on files with a name in ``failing`` fail."""
    drops = new_drops(scan_drop(site, agency_recipes(site)), [])
    names = {drop.key: drop.path.stem for drop in drops}
    ran = []

    def job(_: Any, name: str, __: Site, partition_key: str | None = None) -> None:
        if partition_key and names[partition_key] in failing:
            raise Failed("Taking in the file failed.")
        ran.append(names[partition_key] if partition_key else name)
        if names.get(partition_key or "") == "a":
            (site.drop / "mpd" / "b.csv").unlink(missing_ok=True)

    monkeypatch.setattr(instance, "run_job", job)
    held = SimpleNamespace(add_dynamic_partitions=lambda *_: None, get_run_records=lambda _: [])
    monkeypatch.setattr(instance, "open_instance", lambda _: nullcontext(held))
    _, failures, _ = run._work(site, drops, None)
    return ran, failures


def test_a_file_that_fails_and_one_that_is_gone_are_told_and_the_rest_goes_on(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran, failures = work(site, "c", monkeypatch)
    assert ran == ["a", "write_workbooks"]
    assert [(told["file"], told["failed"]) for told in failures] == [("b.csv", False), ("c.csv", True)]
    assert "taken out of its drop folder" in failures[0]["words"]


def test_where_every_file_fails_the_run_does(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Failed, match="Taking in the file failed"):
        work(site, "abc", monkeypatch)


@pytest.mark.parametrize(
    ("failed", "status"), [pytest.param(True, 3, id="the software failed"), pytest.param(False, 1, id="a file is gone")]
)  # fmt: skip
def test_the_command_tells_what_was_not_taken_in_and_how_it_ended(
    failed: bool, status: int, site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = {
        "did_work": True, "submissions": [], "same_content": [], "restatements": [], "refused_rows": [], "withdrawn": [], "outputs": [], "seconds": 1,
        "retention": dict.fromkeys(
            ("quarantined", "purged", "deleted", "held_open", "rows_deleted", "runs_forgotten"), 0
        ),
        "failures": [{"agency_code": "mpd", "file": "c.csv", "words": "Some words.", "failed": failed}],
    }  # fmt: skip
    monkeypatch.setattr(run, "main_job", lambda *_: summary)
    assert app._run(["--site", str(site.root), "run"]) == status
    told = capsys.readouterr()
    assert "mpd/c.csv: Some words." in told.out
    assert ("failed at 1 of the files" in told.err + told.out) is failed


def sheet(dataset: str, held: int, **changes: Any) -> dict[str, Any]:
    whole = {"submission_id": dataset, "file": f"{dataset}.xlsx", "agency_code": "coordinator", "dataset": dataset,
             "status": "accepted_with_problems", "rows": {"held": held}, "new": True}  # fmt: skip
    return whole | changes


@pytest.mark.parametrize(
    ("submissions", "told"),
    [
        pytest.param([sheet("policy_checklist", 2), sheet("decisions", 0)],
                     [("policy_checklist.xlsx", 2), ("decisions.xlsx", 1)], id="held rows and decisions"),
        pytest.param([sheet("decisions", 0, new=False), sheet("recommendations", 0)], [("decisions.xlsx", 1)],
                     id="a new register of recommendations"),
        pytest.param([sheet("decisions", 0, new=False), sheet("policy_checklist", 1, new=False)], [], id="nothing new"),
        pytest.param([sheet("rms_incidents", 2, agency_code="mpd")], [], id="an agency's export"),
        pytest.param([sheet("policy_checklist", 9, status="not_accepted")], [], id="a sheet that is out is told as such"),
    ],
)  # fmt: skip
def test_rows_of_the_coordinator_that_do_not_count_are_told(
    submissions: list[dict[str, Any]], told: list[tuple[str, int]]
) -> None:
    refused = run._refused_rows(submissions, [("decisions", 1, "Decisions, row 5")])
    assert [(one["file"], one["rows"]) for one in refused] == told
    assert all("Decisions, row 5" in one["words"] for one in refused if one["dataset"] == "decisions")


def test_a_run_with_refused_rows_ends_with_the_answer_no(
    site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = {
        "did_work": True, "submissions": [], "same_content": [], "restatements": [], "withdrawn": [], "outputs": [], "seconds": 1,
        "retention": dict.fromkeys(
            ("quarantined", "purged", "deleted", "held_open", "rows_deleted", "runs_forgotten"), 0
        ),
        "failures": [], "refused_rows": [{"file": "list.xlsx", "words": "2 rows are held."}],
    }  # fmt: skip
    monkeypatch.setattr(run, "main_job", lambda *_: summary)
    assert app._run(["--site", str(site.root), "run"]) == 1
    assert "list.xlsx: 2 rows are held." in capsys.readouterr().out


def test_what_a_library_prints_does_not_get_into_the_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """A solver in C prints past ``sys.stdout``, and its line is written whenever the C library likes."""
    summary = {"submissions": [], "failures": [], "refused_rows": []}

    def main_job(*_: object) -> dict[str, Any]:
        ctypes.CDLL(None).puts(b"from the solver")
        return summary

    monkeypatch.setattr(run, "main_job", main_job)
    assert app._run(["--site", str(site.root), "run", "--json"]) == 0
    ctypes.CDLL(None).fflush(None)
    told = capfd.readouterr()
    assert json.loads(told.out) == summary
    assert "from the solver" in told.err.splitlines()
