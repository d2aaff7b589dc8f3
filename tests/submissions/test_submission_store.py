"""Stored submissions: whole or not there at all, without a value in the clear, and each content read once."""

from __future__ import annotations

import json
import os
from datetime import date, datetime
from pathlib import Path

import pytest
from small_site import SITE_YAML, make_site, write_book

from pipelines.problems import Problem, Severity, Stage
from pipelines.settings import Site
from pipelines.storage import read_parquet
from pipelines.submissions import (
    DropFile,
    Intake,
    agency_recipes,
    clear_leftovers,
    current_readings,
    load_problems,
    new_drops,
    same_content,
    scan_drop,
    store,
    stored,
)
from pipelines.submissions.intake import code_words

TITLE = ["Period: 3/1/2025 - 3/31/2025"]
HEADERS = ["Case Number", "Reported", "DV", "Injury", "Officer", "Weather"]
SENTINEL = "Zaphodson"
NUMBER = "7654321"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path)


def drop_book(site: Site, name: str = "march.xlsx", agency: str = "mpd", case: str = f"24-{NUMBER}") -> Path:
    folder = site.drop / agency
    folder.mkdir(parents=True, exist_ok=True)
    row = [case, "03/02/2025 10:00", "perhaps", "N", SENTINEL, SENTINEL]
    return write_book(folder / name, {"Incidents": [TITLE, HEADERS, row], "Notes": [[SENTINEL]]})


def take_in(intake: Intake, site: Site, drop: DropFile) -> store.Submission:
    """Takes a drop in with the shared context, stored under ``site``."""
    return Intake(site, intake.context, intake.recipes).take_in(drop, date(2026, 11, 25))


def the_drop(site: Site, recipe: str = "recipe") -> DropFile:
    (drop,) = scan_drop(site, {"mpd": recipe, "rpd": recipe})
    return drop


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() + path.name.encode() for path in folder.rglob("*") if path.is_file())


def test_a_stored_submission_holds_records_problems_and_a_manifest(intake: Intake, site: Site) -> None:
    drop_book(site)
    saved = take_in(intake, site, the_drop(site))
    key = intake.context.key.derive("submissions")
    assert sorted(path.name for path in saved.folder.iterdir()) == [
        "fix_marks.parquet", "fix_rows.parquet", "manifest.json", "problems.parquet", "records.parquet",
    ]  # fmt: skip
    assert saved.records is not None
    records = read_parquet(saved.records, key)
    assert records["reported_ts"].to_pylist() == [datetime(2025, 3, 2, 10)]
    manifest = json.loads((saved.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest == saved.manifest
    assert manifest["submission_id"] == saved.folder.name == saved.submission_id
    assert saved.submission_id.startswith("mpd-rms_incidents-2025-03-")
    assert (manifest["status"], manifest["rows"]["used"], manifest["period_label"]) == (
        "accepted_with_problems",
        1,
        "2025-03",
    )
    found = load_problems(saved, key)
    assert len(found) == manifest["problems_count"] and "cell_not_yes_or_no" in {p.check_id for p in found}
    assert [s.submission_id for s in stored(site)] == [saved.submission_id]


def test_no_value_of_a_file_stands_anywhere_in_the_clear(intake: Intake, site: Site) -> None:
    drop_book(site)
    saved = take_in(intake, site, the_drop(site))
    everything = every_byte(site.state)
    assert SENTINEL.encode() not in everything and NUMBER.encode() not in everything
    assert b"perhaps" not in everything
    shown = json.dumps(saved.manifest) + str(load_problems(saved, intake.context.key.derive("submissions")))
    assert SENTINEL not in shown and NUMBER not in shown


@pytest.mark.parametrize(
    "breaks_at",
    [
        pytest.param("write_parquet", id="while the records are written"),
        pytest.param("json.dump", id="while the manifest is written"),
        pytest.param("os.replace", id="between writing and renaming"),
    ],
)
def test_a_killed_run_leaves_nothing_to_be_seen(
    intake: Intake, site: Site, monkeypatch: pytest.MonkeyPatch, breaks_at: str
) -> None:
    drop_book(site)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"pipelines.submissions.store.{breaks_at}", killed)
        with pytest.raises(KeyboardInterrupt):
            take_in(intake, site, the_drop(site))
    assert list(stored(site)) == [] and current_readings(site, {}) == []
    assert [path.name[:9] for path in site.submissions.iterdir()] == [".writing-"]
    saved = take_in(intake, site, the_drop(site))
    assert [s.submission_id for s in stored(site)] == [saved.submission_id]
    assert SENTINEL.encode() not in every_byte(site.state)


def test_leftovers_are_cleared_and_whole_folders_stay(intake: Intake, site: Site) -> None:
    drop_book(site)
    saved = take_in(intake, site, the_drop(site))
    (site.submissions / ".writing-x").mkdir()
    clear_leftovers(site)
    assert [path.name for path in site.submissions.iterdir()] == [saved.submission_id]


def test_a_stored_submission_is_never_written_again(intake: Intake, site: Site) -> None:
    drop_book(site)
    first = take_in(intake, site, the_drop(site))
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in first.folder.iterdir()}
    again = take_in(intake, site, the_drop(site))
    assert again.manifest == first.manifest
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in first.folder.iterdir()} == before


def test_one_content_under_two_names(intake: Intake, site: Site) -> None:
    path = drop_book(site, "march.xlsx")
    twin = path.with_name("march again.xlsx")
    twin.write_bytes(path.read_bytes())
    os.utime(path, (1_740_000_000, 1_740_000_000))
    os.utime(twin, (1_740_000_100, 1_740_000_100))
    drops = scan_drop(site, {"mpd": "recipe"})
    assert [drop.name for drop in drops] == ["march.xlsx", "march again.xlsx"]
    assert [drop.name for drop in new_drops(drops, [])] == ["march.xlsx"]
    assert [(late.name, early.name) for late, early in same_content(drops)] == [
        ("march again.xlsx", "march.xlsx")
    ]
    saved = take_in(intake, site, drops[0])
    assert new_drops(drops, stored(site)) == []
    assert take_in(intake, site, drops[1]).submission_id == saved.submission_id
    assert len(list(stored(site))) == 1


def test_one_sheet_under_the_names_of_two_months_is_two_reports(intake: Intake, site: Site) -> None:
    first = write_book(site.root / "nil.xlsx", {"Report": [["No incidents to report"]]})
    for month in ("2025-03", "2025-04"):
        path = site.drop / "mpd" / f"incidents {month}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(first.read_bytes())
    drops = scan_drop(site, {"mpd": "recipe"})
    assert len(new_drops(drops, [])) == 2 and same_content(drops) == []
    saved = [take_in(intake, site, drop) for drop in drops]
    assert [s.manifest["period_label"] for s in saved] == ["2025-03", "2025-04"]
    assert new_drops(drops, stored(site)) == []
    assert len(current_readings(site, {"mpd": "recipe"})) == 2


def test_the_same_content_of_two_agencies_is_two_submissions(site: Site) -> None:
    path = drop_book(site)
    other = site.drop / "rpd" / "march.xlsx"
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    drops = scan_drop(site, {})
    assert len(new_drops(drops, [])) == 2 and same_content(drops) == []


def test_a_new_recipe_is_a_new_reading_and_the_current_one(intake: Intake, site: Site) -> None:
    drop_book(site)
    old = take_in(intake, site, the_drop(site, "old"))
    assert new_drops([the_drop(site, "new")], stored(site)) != []
    new = take_in(intake, site, the_drop(site, "new"))
    assert old.submission_id != new.submission_id
    assert [s.submission_id for s in current_readings(site, {"mpd": "old"})] == [old.submission_id]
    assert [s.submission_id for s in current_readings(site, {"mpd": "new"})] == [new.submission_id]
    os.utime(old.folder, (2_000_000_000, 2_000_000_000))
    assert [s.submission_id for s in current_readings(site, {"mpd": "newest"})] == [old.submission_id]


def test_a_refused_file_is_remembered_without_its_name_or_records(intake: Intake, site: Site) -> None:
    drop_book(site, f"{SENTINEL} 555-123-4567.xlsx")
    saved = take_in(intake, site, the_drop(site))
    assert (saved.manifest["status"], saved.manifest["file_name"]) == ("refused", "(name withheld)")
    assert saved.records is None
    assert SENTINEL.encode() not in every_byte(site.state) and b"555-123" not in every_byte(site.state)


def test_a_folder_that_identifies_somebody_is_withheld(intake: Intake, site: Site) -> None:
    drop_book(site, agency=f"{SENTINEL} 555-123-4567")
    saved = take_in(intake, site, the_drop(site))
    assert saved.manifest["agency_code"] == "unassigned"
    assert SENTINEL.encode() not in every_byte(site.state)


@pytest.mark.parametrize(
    ("agency", "expected"),
    [
        pytest.param("mpd", "mpd-rms_incidents-2025-q1-", id="a code"),
        pytest.param(
            "Millbrook PD: new?", "millbrook_pd_new_-rms_incidents-2025-q1-", id="any name of a folder"
        ),
        pytest.param("../mpd", "_mpd-rms_incidents-2025-q1-", id="a way out of the folder"),
    ],
)
def test_an_id_is_a_folder_name_everywhere(agency: str, expected: str) -> None:
    made = store.make_submission_id(agency, "rms_incidents", "2025-Q1", "content", "recipe")
    assert made.startswith(expected)
    assert made == store.make_submission_id(agency, "rms_incidents", "2025-Q1", "content", "recipe")
    assert made != store.make_submission_id(agency, "rms_incidents", "2025-Q1", "content", "other")


def test_problems_come_back_as_they_were(tmp_path: Path) -> None:
    problems = [
        Problem("cell_not_a_date", Severity.VALUE, Stage.CELL, "A sentence.", "Data", "B2:B4", "Reported", 3),
        Problem("file_empty", Severity.WHOLE_FILE, Stage.FILE, "Another."),
    ]
    saved = store.save(Site(tmp_path), {"submission_id": "one"}, None, problems, "ab" * 32)
    assert load_problems(saved, "ab" * 32) == problems
    assert (
        load_problems(store.save(Site(tmp_path), {"submission_id": "two"}, None, [], "ab" * 32), "ab" * 32)
        == []
    )


def test_what_is_no_drop(site: Site) -> None:
    for name in (
        "~$march.xlsx",
        ".DS_Store",
        "README.md",
        "ReadMe.txt",
        "Thumbs.db",
        ".hidden/march.xlsx",
        "sub/april.csv",
        "march.csv",
    ):
        path = site.drop / "mpd" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (site.drop / "README.md").write_text("x")
    (site.drop / "stray.csv").write_text("x")
    found = {(drop.agency_code, drop.name) for drop in scan_drop(site, {})}
    assert found == {("mpd", "march.csv"), ("mpd", "april.csv"), ("unassigned", "stray.csv")}
    assert scan_drop(Site(site.root / "nowhere"), {}) == []


def test_a_changed_file_is_hashed_again(site: Site) -> None:
    path = drop_book(site)
    before = the_drop(site).digest
    drop_book(site, case="24-1")
    os.utime(path, (1_740_000_000, 1_740_000_000))
    assert the_drop(site).digest != before


@pytest.mark.parametrize(
    ("place", "text"),
    [
        pytest.param("inputs/site/layouts/mpd/rms_incidents.yaml", "# a remark\n", id="a layout"),
        pytest.param("inputs/site/codes/nibrs_injury.csv", "spelling,code\nscratch,M\n", id="a code list"),
        pytest.param("inputs/site/site.yaml", None, id="how numbers are written"),
        pytest.param(
            "expectations/catalogue.csv", "check_id,title,stage,severity,guidance\n", id="the checks"
        ),
    ],
)
def test_a_recipe_changes_with_all_that_decides_how_a_file_is_read(
    site: Site, place: str, text: str | None
) -> None:
    before = agency_recipes(site)["mpd"]
    assert agency_recipes(Site(site.root))["mpd"] == before
    path = site.root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        text = SITE_YAML.replace("area: patrol,", "area: patrol, numbers: {report: {pattern: '(A+)'}},", 1)
        path.write_text(text, encoding="utf-8")
    else:
        with path.open("a", encoding="utf-8") as file:
            file.write(text)
    assert agency_recipes(Site(site.root))["mpd"] != before


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        pytest.param(
            "nibrs_injury.csv", "spelling,code\nscratch,M\n", None, id="a spelling of the site's own"
        ),
        pytest.param("injuries.csv", "spelling,code\n", "is not a code list", id="no list of that name"),
        pytest.param(
            "nibrs_injury.csv",
            "spelling,code\nscratch,minor\n",
            "line 2",
            id="a code that is not in the list",
        ),
        pytest.param("nibrs_injury.csv", "word,code\nscratch,M\n", "line 2", id="no column of spellings"),
    ],
)
def test_local_spellings(site: Site, name: str, text: str, expected: str | None) -> None:
    site.codes.mkdir(parents=True)
    (site.codes / name).write_text(text, encoding="utf-8")
    if expected is None:
        assert code_words(site)["nibrs_injury"]["scratch"] == "M"
        return
    with pytest.raises(Exception, match=expected):
        code_words(site)


def test_an_ordinary_name_is_told(site: Site) -> None:
    drop_book(site)
    assert the_drop(site).label == "march.xlsx"
