"""``samepage check`` over a folder of odd and hostile files: one verdict per file, exit status 1, no trace and no value."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import crossed
import pytest
from corpus import READ, Case, build_corpus, cheap_cases

import pipelines
from pipelines.cli.check import judge_files
from pipelines.settings import SettingsError, Site

SITE = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
as_of: 2026-04-01
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol}
"""
LAYOUT = """dataset: rms_incidents
layouts:
  - columns:
      Case Number: {to: incident_key}
      Reported: {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}
      DV: {to: dv_flag_agency}
      Injury: {to: injury}
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    (made.layouts / "mpd").mkdir(parents=True)
    made.site_yaml.write_text(SITE, encoding="utf-8")
    (made.layouts / "mpd" / "rms_incidents.yaml").write_text(LAYOUT, encoding="utf-8")
    return made


def broad_sample() -> list[Case]:
    """Whole files, and some of every family of the others but those that cross kinds with oddities."""
    seen: Counter[str] = Counter()
    chosen = []
    crossings = {one.name for one in crossed.cases()}
    for one in cheap_cases():
        if one.name in crossings:
            continue
        seen[one.family] += 1
        is_kept = one.family in ("whole", "locked", "pointer", "lock") or seen[one.family] % 9 == 1
        # Bombs that ask for much have small limits in the other test; here the reader has its usual ones.
        if is_kept and len(one.data) < 100_000 and one.family not in ("repeat", "zip", "corner"):
            chosen.append(one)
    return chosen


def wide_sample() -> list[Case]:
    """Every crossing of a kind with an oddity, beside the broad sample."""
    return [*broad_sample(), *crossed.cases()]


def test_the_wide_sample_has_several_hundred_files_of_every_kind() -> None:
    wide = wide_sample()
    assert len(wide) >= 400 and len({one.name for one in wide}) == len(wide)
    assert min(Counter(one.name.rpartition(".")[2] for one in crossed.cases()).values()) >= 30
    assert {one.name.rpartition(".")[2] for one in crossed.cases()} == {*crossed.KINDS}


@pytest.mark.parametrize(
    ("cases", "seconds"),
    [
        pytest.param(broad_sample, 400, id="broad"),
        pytest.param(wide_sample, 3600, id="wide", marks=pytest.mark.slow),
    ],
)
def test_a_folder_of_hostile_files(
    cases: Callable[[], list[Case]], seconds: int, site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "mpd"
    folder.mkdir()
    written = build_corpus(folder, cases())
    environment = {**os.environ, "PYTHONPATH": str(Path(pipelines.__file__).parents[1]), "PYTHONUTF8": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "--site", str(site.root), "check", "--json", str(folder)],
        capture_output=True,
        timeout=seconds,
        env=environment,
        check=False,
    )
    out, err = done.stdout.decode(), done.stderr.decode()
    assert done.returncode == 1, err[-2000:]
    answers = json.loads(out)
    assert [answer["file"] for answer in answers] == [path.name for path in sorted(written)]
    assert "Traceback" not in out + err and "panicked" not in out + err
    assert "24-0003" not in out + err and "root:x" not in out + err
    for answer, (_, one) in zip(answers, sorted(written.items()), strict=True):
        told = [problem["check_id"] for problem in answer["problems"]]
        if answer["status"] == "accepted":
            assert READ in one.allowed
        elif READ not in one.allowed:
            assert set(told) & one.allowed and answer["status"] == "not_accepted", one.name
        for counted in (answer["cells"], answer["rows"]):
            assert (
                counted["in_file"]
                == counted["used"] + counted["blank"] + counted["held"] + counted["left_out"]
            )
            assert counted["left_out"] == sum(counted["left_out_by_reason"].values())
    accepted = {answer["file"] for answer in answers if answer["status"].startswith("accepted")}
    assert {
        "whole-a.xlsx",
        "whole-b.xls",
        "whole-c.xlsb",
        "whole-d.ods",
        "whole-e.html",
        "whole-f.xml",
        "whole-strict.xlsx",
    } <= accepted
    assert (
        next(a for a in answers if a["file"] == "~$lock.xlsx")["problems"][0]["check_id"] == "file_lock_file"
    )


def test_a_folder_without_a_file_and_a_file_that_is_not_there(site: Site, tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing" / ".hidden").write_text("x", encoding="utf-8")
    for path, words in (
        (tmp_path / "nothing", "no file in this folder"),
        (tmp_path / "gone.xlsx", "no such file"),
    ):
        with pytest.raises(SettingsError, match=words):
            judge_files(site, [path], None, None)
