"""The command as a person uses it: sentences, exit statuses, and never a stack trace."""

import json

import pytest
import xlsxwriter

from pipelines.cli.app import _run
from pipelines.settings import Site
from pipelines.submissions import site_waivers

SITE = """\
name: Test county
county: Test County
population: 25000
first_month: 2025-01
as_of: 2025-04-20
agencies:
  - code: mpd
    name: Millbrook Police Department
    area: patrol
    datasets: {rms_arrests: monthly}
"""
LAYOUT = """\
dataset: rms_arrests
layouts:
  - columns:
      Arrest No: {to: arrest_key}
      Report No: {to: incident_key}
      Date: {to: arrested_ts, formats: ["%m/%d/%Y"]}
      DV: {to: dv_charge}
"""


@pytest.fixture
def site(tmp_path, monkeypatch):
    monkeypatch.setenv("SAMEPAGE_SITE", str(tmp_path))
    monkeypatch.setenv("SAMEPAGE_KEY", "a test key that is long enough")
    (tmp_path / "inputs/site/layouts/mpd").mkdir(parents=True)
    (tmp_path / "inputs/drop/mpd").mkdir(parents=True)
    (tmp_path / "inputs/site/site.yaml").write_text(SITE, encoding="utf-8")
    (tmp_path / "inputs/site/layouts/mpd/rms_arrests.yaml").write_text(LAYOUT, encoding="utf-8")
    return Site(tmp_path)


def write_arrests(path, rows, headers=("Arrest No", "Report No", "Date", "DV")):
    """A small export of arrests."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Arrests")
        for number, row in enumerate([headers, *rows]):
            sheet.write_row(number, 0, row)
    return path


@pytest.fixture
def good(site):
    return write_arrests(
        site.drop / "mpd" / "march.xlsx",
        [("A-1", "25-001", "03/02/2025", "Y"), ("A-2", "25-002", "03/09/2025", "N")],
    )


def test_check_tells_the_promised_shape(site, good, capsys):
    assert _run(["check", str(good), "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "accepted"
    assert (answer["agency_code"], answer["dataset"], answer["period"]) == ("mpd", "rms_arrests", "2025-03")
    assert answer["rows"] == {
        "in_file": 3, "used": 2, "blank": 0, "held": 0, "left_out": 1, "left_out_by_reason": {"header": 1},
    }  # fmt: skip
    assert answer["cells"]["in_file"] == 12
    assert not site.submissions.exists()


def test_check_of_several_files_is_a_list(good, capsys):
    _run(["check", str(good), str(good), "--json"])
    assert [answer["status"] for answer in json.loads(capsys.readouterr().out)] == ["accepted", "accepted"]


def test_a_problem_has_the_promised_shape(site, capsys):
    path = write_arrests(site.drop / "mpd" / "bad.xlsx", [("A-1", "25-001", "soon", "Y")] * 9)
    assert _run(["check", str(path), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == "not_accepted"
    problem = next(p for p in answer["problems"] if p["check_id"] == "cell_not_a_date")
    assert {"check_id", "severity", "stage", "sheet", "cells", "rows_count", "message"} <= set(problem)
    assert (problem["sheet"], problem["cells"], problem["rows_count"]) == ("Arrests", "C2:C10", 9)
    assert "soon" not in json.dumps(answer)


def test_check_finds_the_agency_by_the_layout(site, tmp_path, capsys):
    elsewhere = tmp_path / "somewhere"
    elsewhere.mkdir()
    path = write_arrests(elsewhere / "x.xlsx", [("A-1", "25-001", "03/02/2025", "Y")])
    assert _run(["check", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["agency_code"] == "mpd"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        pytest.param(["check", "nowhere.xlsx"], 2, "no such file", id="a file that is not there"),
        pytest.param(["check", "{good}", "--agency", "nobody"], 2, "not an agency", id="an unknown agency"),
        pytest.param(
            ["check", "{good}", "--dataset", "nothing"], 2, "not a dataset", id="an unknown dataset"
        ),
        pytest.param(["query", "SELECT 1"], 1, "samepage run", id="no warehouse yet"),
        pytest.param(["status"], 1, "samepage run", id="no status before the first run"),
        pytest.param(["fly"], 2, "fly", id="an unknown command"),
        pytest.param(
            ["edition", "2026-Q5"], 2, "2026-Q5 is not a quarter. Write it like 2026-Q1.", id="no quarter"
        ),
        pytest.param(
            ["edition", "2026-Q1", "--release", "--again", "x"], 2, "do not go together", id="two wishes"
        ),
        pytest.param(["edition", "2025-Q1"], 1, "samepage run", id="no edition before the first run"),
        pytest.param(["trace", "M036"], 2, "--period", id="a figure without its period"),
        pytest.param(
            ["trace", "M036", "--period", "2025-03"], 1, "samepage run", id="no figures before the first run"
        ),
        pytest.param(["layout", "draft", "x.xlsx"], 1, "not available", id="drafts are not there yet"),
    ],
)
def test_the_answer_is_a_sentence_and_a_status(good, capsys, arguments, status, words):
    assert _run([argument.format(good=good) for argument in arguments]) == status
    told = capsys.readouterr().err
    assert words in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param("population: 25000", "population: many", 3, "population", id="a word for a number"),
        pytest.param("county: Test", "couty: Test", 2, "not a setting", id="a misspelt setting"),
        pytest.param("area: patrol", "area: police", 9, "agency area", id="an unknown area"),
        pytest.param("as_of: 2025-04-20", "as_of: ]", 5, "not valid YAML", id="no YAML"),
    ],
)
def test_a_wrong_setting_is_named_with_its_line(site, capsys, old, new, line, words):
    site.site_yaml.write_text(SITE.replace(old, new), encoding="utf-8")
    assert _run(["run"]) == 2
    told = capsys.readouterr().err
    assert f"site.yaml, line {line}" in told
    assert words in told


def test_a_wrong_layout_is_named_with_its_line(site, capsys):
    path = site.layouts / "mpd" / "rms_arrests.yaml"
    path.write_text(LAYOUT.replace("to: dv_charge", "to: dv_charg"), encoding="utf-8")
    assert _run(["run"]) == 2
    told = capsys.readouterr().err
    assert "rms_arrests.yaml, line" in told
    assert "dv_charg" in told


def test_a_folder_of_no_agency_is_told_and_the_rest_goes_on(site, good, capsys):
    stray = site.drop / "nobody"
    stray.mkdir()
    write_arrests(stray / "stray.xlsx", [("A-9", "25-009", "03/02/2025", "Y")])
    (site.drop / "mpd" / "broken.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    assert _run(["run", "--json"]) == 1
    summary = json.loads(capsys.readouterr().out)
    assert {s["file"]: s["status"] for s in summary["submissions"]} == {
        "march.xlsx": "accepted",
        "stray.xlsx": "not_accepted",
        "broken.xlsx": "not_accepted",
    }
    assert summary["warehouse"]["tables"]["core.arrest"] == 2
    for submission in summary["submissions"]:
        receipt = site.receipts / submission["agency_code"] / f"{submission['submission_id']}.txt"
        assert receipt.exists()


def test_an_empty_site_is_commented_and_valid(tmp_path, capsys):
    assert _run(["init", str(tmp_path / "new")]) == 0
    made = Site(tmp_path / "new")
    assert made.settings.agencies[0].code == "ecc"
    assert _run(["init", str(tmp_path / "new")]) == 2
    assert "already" in capsys.readouterr().err


def test_a_failure_of_ours_is_a_sentence_without_the_cause(site, good, capsys, monkeypatch):
    def fail(*_args, **_kwargs):
        raise RuntimeError("a value of a file")

    monkeypatch.setattr("pipelines.cli.check.open_intake", fail)
    assert _run(["check", str(good)]) == 3
    told = capsys.readouterr().err
    assert "RuntimeError" in told
    assert "a value of a file" not in told


WAIVER_HEAD = "check_id,agency,dataset,column,period,until,reason,approved_by_role\n"
WAIVER = "table_cells_unreadable,mpd,rms_arrests,DV,,{until},new form,coordinator\n"
MANY_ODD = [(f"A-{n}", f"25-{n:03}", "03/02/2025", "perhaps" if n < 5 else "Y") for n in range(20)]


@pytest.mark.parametrize(
    ("rows", "waivers", "status", "verdict"),
    [
        pytest.param([("A-1", "25-001", "03/02/2025", "Y")], "", 0, "accepted", id="nothing is wrong"),
        pytest.param(
            [(f"A-{n}", "", "03/02/2025", "Y") for n in range(4)],
            "",
            0,
            "accepted_with_problems",
            id="only something unlikely",
        ),
        pytest.param(MANY_ODD, "", 1, "not_accepted", id="too much cannot be read"),
        pytest.param(
            MANY_ODD,
            WAIVER.format(until="2999-12-31"),
            0,
            "accepted_with_problems",
            id="too much, and known for a while",
        ),
        pytest.param(
            MANY_ODD, WAIVER.format(until="2020-01-01"), 1, "not_accepted", id="the waiver has ended"
        ),
    ],
)
def test_the_exit_status_of_a_check(site, capsys, rows, waivers, status, verdict):
    (site.root / "expectations").mkdir()
    site.waivers.write_text(WAIVER_HEAD + waivers, encoding="utf-8")
    path = write_arrests(site.drop / "mpd" / "march.xlsx", rows)
    assert _run(["check", str(path), "--json"]) == status
    answer = json.loads(capsys.readouterr().out)
    assert answer["status"] == verdict
    waived = [
        p for p in answer["problems"] if p["message"].startswith("Accepted until 2999-12-31: new form.")
    ]
    assert len(waived) == (verdict == "accepted_with_problems" and bool(waivers))


def test_a_wrong_waiver_is_a_wrong_setting(site, good, capsys):
    (site.root / "expectations").mkdir()
    line = "privacy_victim_column,mpd,rms_arrests,,,2999-12-31,they insist,coordinator\n"
    site.waivers.write_text(WAIVER_HEAD + line, encoding="utf-8")
    assert _run(["check", str(good)]) == 2
    told = capsys.readouterr().err
    assert "waivers.csv, line 2: privacy_victim_column protects people and can never be waived" in told
    assert "Traceback" not in told


def test_a_new_site_has_an_empty_list_of_waivers(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("SAMEPAGE_SITE", raising=False)
    assert _run(["init", str(tmp_path / "new")]) == 0
    assert Site(tmp_path / "new").waivers.read_text(encoding="utf-8") == WAIVER_HEAD
    assert site_waivers(Site(tmp_path / "new")) == ()
