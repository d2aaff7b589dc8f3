"""``samepage run`` over odd and hostile files: each ends in one verdict, the run goes on to its workbooks, nothing is traced."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from corpus import READ, Case, build_corpus, cheap_cases
from test_check_a_folder import LAYOUT, SITE, wide_sample

import pipelines
from pipelines.cli.instance import open_instance, run_job
from pipelines.settings import Site
from pipelines.submissions import agency_recipes, scan_drop, stored

FEW = ("whole-a.xlsx", "cut-50.xlsx", "entity-laughs.xml", "text-nul.csv")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site(tmp_path / "site")
    (made.layouts / "mpd").mkdir(parents=True)
    made.site_yaml.write_text(SITE, encoding="utf-8")
    (made.layouts / "mpd" / "rms_incidents.yaml").write_text(LAYOUT, encoding="utf-8")
    (made.drop / "mpd").mkdir(parents=True)
    monkeypatch.setenv("SAMEPAGE_KEY", "a test key that is long enough")
    monkeypatch.setenv("SAMEPAGE_SITE", str(made.root))
    return made


def dropped(site: Site, cases: list[Case]) -> dict[str, Case]:
    return {path.name: one for path, one in build_corpus(site.drop / "mpd", cases).items()}


def verdicts_fit(site: Site, cases: dict[str, Case]) -> None:
    """Each content has one verdict, and one that its case allows."""
    told = {s.manifest["file_name"]: s.manifest for s in stored(site)}
    assert len({one.data for one in cases.values() if not one.name.startswith("~$")}) == len(told)
    for name, manifest in told.items():
        if READ not in cases[name].allowed:
            assert manifest["status"] == "not_accepted", name
        for counted in (manifest["rows"], manifest["cells"]):
            parts = sum(counted[part] for part in ("used", "blank", "held", "left_out"))
            assert parts == counted["in_file"], name


def test_a_few_hostile_files_are_taken_in_one_by_one(site: Site) -> None:
    cases = dropped(site, [one for one in cheap_cases() if one.name in FEW])
    assert len(cases) == len(FEW)
    keys = [drop.key for drop in scan_drop(site, agency_recipes(site))]
    with open_instance(site) as instance:
        instance.add_dynamic_partitions("submissions", keys)
        for key in keys:
            run_job(instance, "take_in", site, partition_key=key)
    verdicts_fit(site, cases)
    by_file = {s.manifest["file_name"]: s.manifest["status"] for s in stored(site)}
    assert by_file["whole-a.xlsx"].startswith("accepted") and by_file["entity-laughs.xml"] == "not_accepted"


@pytest.mark.slow
def test_a_whole_run_over_a_folder_of_hostile_files(site: Site) -> None:
    cases = dropped(site, wide_sample())
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "--site", str(site.root), "run", "--json"],
        capture_output=True,
        timeout=3600,
        env={**os.environ, "PYTHONPATH": str(Path(pipelines.__file__).parents[1]), "PYTHONUTF8": "1"},
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 1, err[-2000:]
    for forbidden in ("Traceback", "panicked", "24-0003", "root:x"):
        assert forbidden not in out + err
    summary = json.loads(out)
    assert summary["failures"] == []
    verdicts_fit(site, cases)
    assert all(Path(name).is_absolute() or (Path.cwd() / name).exists() for name in summary["outputs"])
