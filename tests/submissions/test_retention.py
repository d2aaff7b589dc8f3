"""Files leave the drop folders on their clocks: never before their receipt, never a coordinator's, and always on record."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from small_site import make_site

from pipelines.settings import Retention, Site
from pipelines.submissions import removal
from pipelines.submissions.drop import new_drops, scan_drop
from pipelines.submissions.removal import Done, keep_to_the_clocks, removals
from pipelines.submissions.retention import Action, Kept, Reason, decide, told_to_sender
from pipelines.submissions.store import stored
from pipelines.submissions.verdict import Status

RULES = Retention()
TAKEN = date(2026, 11, 25)
REFUSED = Kept("mpd", Status.REFUSED, {"privacy_victim_column"}, TAKEN, True, False, True)
CLIENTS = replace(REFUSED, refused_for={"privacy_advocacy_rows"})
ACCEPTED = replace(REFUSED, status=Status.ACCEPTED, refused_for=())
RESTING = replace(REFUSED, in_drop=False, in_quarantine=True)
RECIPES = {"mpd": "r" * 64, "coordinator": "c" * 64, "haven": "h" * 64}


@pytest.mark.parametrize(
    ("kept", "today", "expected"),
    [
        pytest.param(REFUSED, 25, (Action.QUARANTINE, Reason.REFUSED), id="a refused file is moved on its day"),
        pytest.param(REFUSED, 28, (Action.DELETE, Reason.REFUSED), id="one that comes again later is deleted"),
        pytest.param(replace(REFUSED, is_told=False), 25, None, id="not before its receipt"),
        pytest.param(RESTING, 27, None, id="two days in quarantine"),
        pytest.param(RESTING, 28, (Action.PURGE, Reason.REFUSED), id="three days in quarantine"),
        pytest.param(CLIENTS, 25, (Action.DELETE, Reason.PEOPLE_SERVED), id="people served are deleted at once"),
        pytest.param(replace(CLIENTS, is_told=False), 25, None, id="once the sender is told"),
        pytest.param(ACCEPTED, 25, None, id="an accepted file stays"),
        pytest.param(replace(ACCEPTED, taken_in=date(2026, 11, 12)), 25, None, id="for thirteen days"),
        pytest.param(
            replace(ACCEPTED, taken_in=date(2026, 11, 11)), 25, (Action.DELETE, Reason.ACCEPTED), id="and goes after fourteen"
        ),
        pytest.param(
            replace(ACCEPTED, status=Status.NIL_REPORT, taken_in=date(2026, 11, 1)),
            25,
            (Action.DELETE, Reason.ACCEPTED),
            id="like a report of nothing",
        ),
        pytest.param(
            replace(ACCEPTED, status=Status.NOT_ACCEPTED, taken_in=date(2026, 1, 1)), 25, None, id="one not accepted stays"
        ),
        pytest.param(replace(REFUSED, agency_code="coordinator"), 25, None, id="the coordinator's refused sheet"),
        pytest.param(replace(CLIENTS, agency_code="coordinator"), 28, None, id="whatever stands in it"),
        pytest.param(
            replace(ACCEPTED, agency_code="coordinator", taken_in=date(2025, 1, 1)), 25, None, id="the coordinator's sheet"
        ),
        pytest.param(replace(ACCEPTED, in_drop=False, taken_in=date(2025, 1, 1)), 25, None, id="gone already"),
    ],
)  # fmt: skip
def test_what_is_due(kept: Kept, today: int, expected: tuple[Action, Reason] | None) -> None:
    assert decide(kept, RULES, date(2026, 11, today)) == expected


def test_a_site_may_keep_accepted_files() -> None:
    old = replace(ACCEPTED, taken_in=date(2020, 1, 1))
    assert decide(old, Retention(accepted_days=None), TAKEN) is None
    assert decide(replace(old, taken_in=TAKEN), Retention(accepted_days=1), date(2026, 11, 26)) is not None
    assert decide(REFUSED, Retention(refused_days=0), TAKEN) == (Action.DELETE, Reason.REFUSED)


def test_what_the_sender_is_told() -> None:
    assert told_to_sender("mpd", {"privacy_victim_column"}, TAKEN, RULES) == (
        "It was moved out of the shared folder and will be deleted on November 28, 2026."
    )
    assert "deleted from the shared folder" in told_to_sender(
        "haven", {"privacy_advocacy_rows"}, TAKEN, RULES
    )
    assert "stays where it is" in told_to_sender("coordinator", {"privacy_advocacy_rows"}, TAKEN, RULES)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path)


def drop(site: Site, agency: str, name: str, text: str = "secret words") -> Path:
    path = site.drop / agency / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def taken_in(site: Site, path: Path, status: Status, refused_for: list[str], day: date = TAKEN) -> str:
    """Store a submission of a dropped file, as if it had been judged on ``day``."""
    (found,) = [d for d in scan_drop(site, RECIPES) if d.path == path]
    submission_id = f"{found.agency_code}-{found.digest[:12]}"
    folder = site.submissions / submission_id
    folder.mkdir(parents=True)
    manifest = {
        "submission_id": submission_id, "drop_key": found.key, "agency_code": found.agency_code, "recipe": found.recipe,
        "file_sha256": found.digest, "status": str(status), "refused_for": refused_for,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    moment = datetime(day.year, day.month, day.day, 12).timestamp()
    os.utime(folder / "manifest.json", (moment, moment))
    return submission_id


def clear(site: Site, today: date = TAKEN) -> Done:
    return keep_to_the_clocks(site, RECIPES, today, lambda manifest: True)


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


NAMES = ["privacy_victim_column"]


def test_a_refused_file_rests_under_another_name_and_goes(site: Site) -> None:
    path = drop(site, "mpd", "Smith John.xlsx")
    submission_id = taken_in(site, path, Status.REFUSED, NAMES)
    assert keep_to_the_clocks(site, RECIPES, TAKEN, lambda manifest: False) == Done()
    assert path.exists()
    clear(site)
    assert not path.exists()
    assert files(site.quarantine) == [f"{submission_id}.quarantined"]
    assert clear(site, date(2026, 11, 27)) == Done()
    clear(site, date(2026, 11, 28))
    assert files(site.quarantine) == []
    told = removals(site)
    assert [(t["action"], t["done_on_date"], t["delete_by_date"]) for t in told] == [
        ("purged", "2026-11-28", "2026-11-28"),
        ("quarantined", "2026-11-25", "2026-11-28"),
    ]
    assert "Smith" not in json.dumps(told) + str(files(site.state))
    assert new_drops(scan_drop(site, RECIPES), stored(site)) == []


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_its_owner_opens_the_quarantine(site: Site) -> None:
    taken_in(site, drop(site, "mpd", "a.xlsx"), Status.REFUSED, NAMES)
    clear(site)
    assert stat.S_IMODE(site.quarantine.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in site.quarantine.iterdir()} == {0o600}


def test_people_served_are_deleted_at_once(site: Site) -> None:
    path = drop(site, "haven", "clients.xlsx")
    taken_in(site, path, Status.REFUSED, ["privacy_advocacy_rows", "privacy_value_found"])
    clear(site)
    assert not path.exists() and files(site.quarantine) == []
    (told,) = removals(site)
    assert (told["action"], told["reason"]) == ("deleted", "rows of people served")


def test_the_coordinators_files_are_never_touched(site: Site) -> None:
    path = drop(site, "coordinator", "review.xlsx")
    taken_in(site, path, Status.REFUSED, ["privacy_value_found", "privacy_advocacy_rows"], date(2025, 1, 1))
    assert clear(site) == Done()
    assert path.exists() and removals(site) == []


def test_every_copy_of_a_content_goes_and_nothing_else(site: Site) -> None:
    path, twin = drop(site, "mpd", "a.xlsx"), drop(site, "mpd", "sub/b.xlsx")
    other, elsewhere = drop(site, "mpd", "other.xlsx", "other"), drop(site, "haven", "a.xlsx")
    taken_in(site, path, Status.ACCEPTED, [], date(2026, 11, 1))
    clear(site)
    assert not path.exists() and not twin.exists()
    assert other.exists() and elsewhere.exists()


def test_the_clock_starts_with_the_first_acceptance(site: Site) -> None:
    path = drop(site, "mpd", "a.xlsx")
    first = taken_in(site, path, Status.ACCEPTED, [], date(2026, 11, 1))
    os.rename(site.submissions / first, site.submissions / "read-before")
    manifest = site.submissions / "read-before" / "manifest.json"
    earlier = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(
        json.dumps(earlier | {"submission_id": "read-before", "drop_key": "old"}), encoding="utf-8"
    )
    os.utime(manifest, (datetime(2026, 11, 1).timestamp(),) * 2)
    taken_in(site, path, Status.ACCEPTED, [], TAKEN)  # read again under a new layout
    clear(site)
    assert not path.exists()


def test_a_file_that_was_not_judged_as_it_is_now_stays(site: Site) -> None:
    path = drop(site, "mpd", "a.xlsx")
    taken_in(site, path, Status.REFUSED, NAMES)
    path.write_text("a corrected file", encoding="utf-8")
    assert clear(site) == Done()
    assert path.exists()


@pytest.mark.parametrize("killed_in", ["_act", "confirm"])
def test_a_killed_run_leaves_nothing_untold(
    site: Site, monkeypatch: pytest.MonkeyPatch, killed_in: str
) -> None:
    path = drop(site, "mpd", "a.xlsx")
    taken_in(site, path, Status.REFUSED, NAMES)
    with monkeypatch.context() as patch:
        patch.setattr(removal, killed_in, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            clear(site)
    clear(site)
    assert not path.exists() and len(files(site.quarantine)) == 1
    assert [told["action"] for told in removals(site)] == ["quarantined"]
    assert not list(site.retention_log.glob("*.announced"))


def test_a_file_held_open_waits_for_the_next_run(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop(site, "mpd", "a.xlsx")
    taken_in(site, path, Status.REFUSED, NAMES)
    with monkeypatch.context() as patch:
        patch.setattr(removal, "_move", lambda *_: (_ for _ in ()).throw(PermissionError))
        assert clear(site) == Done((), 1)
    assert path.exists() and removals(site) == []
    assert len(clear(site).removals) == 1 and not path.exists()


def test_a_drop_folder_on_another_disk(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = drop(site, "mpd", "a.xlsx")
    taken_in(site, path, Status.REFUSED, NAMES)
    real = os.replace

    def replace_within(source: Path, target: Path) -> None:
        if site.drop in Path(source).parents:
            raise OSError("another disk")
        real(source, target)

    monkeypatch.setattr(removal.os, "replace", replace_within)
    clear(site)
    assert not path.exists()
    assert [p.read_text(encoding="utf-8") for p in site.quarantine.iterdir()] == ["secret words"]
