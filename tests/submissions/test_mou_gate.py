"""The gate of the data annex: whose files wait, what they are told, and that they come in by themselves once it is signed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_site import AS_OF, SITE_YAML, make_site, write_book

from pipelines.metadata.datasets import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.sensors import coordinator_first
from pipelines.settings import MouGate, Site
from pipelines.submissions import (
    DropFile,
    Submission,
    agency_recipes,
    new_drops,
    open_intake,
    scan_drop,
    stored,
)
from pipelines.submissions.mou_gate import agencies_without_annex, signed_annexes
from pipelines.submissions.store import load_problems

TODAY = date(2025, 6, 1)
ARRESTS = [["Arrest No", "Arrested", "Type", "Domestic"], ["25-1", "2025-03-02 10:00", "A", "Y"]]
EVERYBODY = {"mpd", "rpd", "so", "haven"}


def partners(site: Site, day: int, *rows: dict[str, Any]) -> None:
    """The coordinator saves the register of partners on a day of June."""
    fields = [field.name for field in DATASETS["partners_mou"].fields]
    whole = {"organization": "X", "partner_kind": "Justice agency", "mou_status": "Signed", "mou_signed_date": "2025-01-01"}  # fmt: skip
    lines = [[(whole | row).get(name) for name in fields] for row in rows]
    drop(
        site,
        "coordinator",
        f"partners {day}.xlsx",
        {"Partners": [[field_title(name) for name in fields], *lines]},
        day,
    )


def drop(site: Site, agency: str, name: str, sheets: dict[str, Any], day: int) -> None:
    path = site.drop / agency / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_book(path, sheets)
    moment = pa.scalar(TODAY.replace(day=day)).as_py()
    stamp = (moment - date(1970, 1, 1)).days * 86_400
    os.utime(path, (stamp, stamp))


def run(site: Site) -> dict[str, Submission]:
    """Take in what is new, as a run does: the coordinator's sheets first. Gives what was taken in, by file."""
    taken = {}
    for is_own in (True, False):
        intake = open_intake(site)
        for found in new_drops(scan_drop(site, intake.recipes), stored(site)):
            if (found.agency_code == "coordinator") is is_own:
                taken[found.name] = intake.take_in(found)
        intake.close()
    return taken


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.delenv("SAMEPAGE_KEY", raising=False)
    yield with_gate(make_site(tmp_path), "hold")


def with_gate(site: Site, gate: str) -> Site:
    site.site_yaml.write_text(
        f"{SITE_YAML.replace(AS_OF, f'as_of: {TODAY}')}mou_gate: {gate}\n", encoding="utf-8"
    )
    return Site(site.root)


UNSIGNED = {"partner_id": "P1", "agency_code": "mpd"}
SIGNED = {
    "partner_id": "P1",
    "agency_code": "mpd",
    "data_sharing_annex": "Yes",
    "data_annex_signed_date": "2025-06-01",
}


def test_a_held_file_comes_in_by_itself_once_the_annex_is_recorded(site: Site) -> None:
    partners(site, 2, UNSIGNED)
    drop(site, "mpd", "arrests.xlsx", {"Arrests": ARRESTS}, 3)
    held = run(site)["arrests.xlsx"]
    key = open_key(site)
    assert held.manifest["status"] == "not_accepted"
    assert held.records is None
    assert [p.check_id for p in load_problems(held, key)] == ["file_annex_missing"]
    assert "The data annex with Millbrook Police is not signed." in held.manifest["verdict_sentence"]
    assert "Have the annex signed" in held.manifest["next_step"] + held.manifest["verdict_sentence"]
    assert (site.drop / "mpd" / "arrests.xlsx").exists()
    assert run(site) == {}
    partners(site, 4, SIGNED)
    taken = run(site)
    assert taken["arrests.xlsx"].manifest["status"] == "accepted"
    assert taken["arrests.xlsx"].records is not None


def open_key(site: Site) -> str:
    intake = open_intake(site)
    intake.close()
    return intake.context.key.derive("submissions")


def test_what_counted_before_the_gate_was_shut_stays(site: Site) -> None:
    drop(site, "mpd", "arrests.xlsx", {"Arrests": ARRESTS}, 2)
    assert run(site)["arrests.xlsx"].manifest["status"] == "accepted"
    partners(site, 3, UNSIGNED)
    assert run(site)["arrests.xlsx"].manifest["status"] == "accepted"


def test_the_gate_warns_where_the_site_only_warns(site: Site) -> None:
    partners(site, 2, UNSIGNED)
    drop(site, "mpd", "arrests.xlsx", {"Arrests": ARRESTS}, 3)
    used = run(with_gate(site, "warn"))["arrests.xlsx"]
    assert used.manifest["status"] == "accepted_with_problems"
    assert [p.check_id for p in load_problems(used, open_key(site))] == ["file_annex_missing_told"]


@pytest.mark.parametrize(
    ("gate", "rows", "waiting"),
    [
        pytest.param("hold", [UNSIGNED], EVERYBODY, id="no annex, and agencies that are not named"),
        pytest.param("warn", [SIGNED], EVERYBODY - {"mpd"}, id="signed on the site's day"),
        pytest.param("hold", [], set(), id="no register yet"),
        pytest.param("off", [UNSIGNED], set(), id="off, which YAML reads as no"),
        pytest.param('"off"', [UNSIGNED], set(), id="off in quotes"),
    ],
)
def test_whose_files_wait(site: Site, gate: str, rows: list[dict[str, Any]], waiting: set[str]) -> None:
    if rows:
        partners(site, 2, *rows)
        assert run(site)["partners 2.xlsx"].manifest["status"] == "accepted"
    site = with_gate(site, gate)
    plain = agency_recipes(with_gate(site, "off"))
    assert agencies_without_annex(with_gate(site, gate), plain["coordinator"]) == waiting
    told = agency_recipes(with_gate(site, gate))
    assert {code for code in told if told[code] != plain[code]} == waiting


@pytest.mark.parametrize(
    ("annex", "day", "signed"),
    [
        pytest.param(True, TODAY, True, id="signed today"),
        pytest.param(None, date(2025, 5, 31), True, id="signed, and nobody ticked the box"),
        pytest.param(True, date(2025, 6, 2), False, id="to be signed tomorrow"),
        pytest.param(True, None, False, id="no day"),
        pytest.param(False, TODAY, False, id="no annex, whatever the day"),
    ],
)
def test_when_an_annex_is_signed(annex: bool | None, day: date | None, signed: bool) -> None:
    table = pa.table(
        {
            "agency_code": ["MPD "],
            "data_sharing_annex": pa.array([annex], pa.bool_()),
            "data_annex_signed_date": pa.array([day], pa.date32()),
        }
    )
    assert signed_annexes(table, TODAY) == ({"mpd"} if signed else set())


@pytest.mark.parametrize(
    ("agencies", "asked_for"),
    [
        pytest.param(["mpd", "coordinator", "so"], ["coordinator"], id="the coordinator's sheets come first"),
        pytest.param(["mpd", "so"], ["mpd", "so"], id="then everybody's"),
        pytest.param([], [], id="nothing new"),
    ],
)
def test_the_sensor_asks_for_the_coordinator_s_sheets_first(
    agencies: list[str], asked_for: list[str]
) -> None:
    drops = [DropFile(Path(code), code, code, "", datetime(2025, 6, 1)) for code in agencies]
    assert [drop.agency_code for drop in coordinator_first(drops)] == asked_for


def test_the_gate_holds_unless_a_site_says_otherwise(tmp_path: Path) -> None:
    assert make_site(tmp_path).settings.mou_gate is MouGate.HOLD
