"""Generations: one pointer, swapped whole; what a killed build leaves is cleared; old ones go."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.settings import Site
from pipelines.warehouse import publish


def _publish(site: Site, content: str = "x", fingerprint: str = "f") -> Path:
    generation = publish.begin(site)
    generation.building.write_text(content)
    return publish.publish(site, generation, fingerprint)


def test_the_first_generation_is_published_under_its_number(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert publish.published(site) is None
    path = _publish(site)
    assert path.name == "000001.duckdb"
    assert publish.published(site) == path
    assert publish.generation_number(path) == 1
    assert (site.warehouse / "current").read_text() == "000001.duckdb\n"


def test_nothing_new_is_told_by_the_fingerprint(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert publish.needs_build(site, "one")
    _publish(site, fingerprint="one")
    assert not publish.needs_build(site, "one")
    assert publish.needs_build(site, "two")


def test_old_generations_go_and_an_open_reader_is_not_harmed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    first = _publish(site, "the first")
    with first.open() as reader:
        for _ in range(4):
            _publish(site)
        assert not first.exists()
        assert reader.read() == "the first"
    assert sorted(p.name for p in site.warehouse.glob("*.duckdb")) == [
        "000003.duckdb",
        "000004.duckdb",
        "000005.duckdb",
    ]
    assert len(list(site.warehouse.glob("*.json"))) == 3


def test_a_generation_that_fails_its_check_is_not_published(tmp_path: Path) -> None:
    site = Site(tmp_path)
    good = _publish(site)
    generation = publish.begin(site)
    generation.building.write_text("bad")

    def check(_path: Path) -> None:
        raise RuntimeError("not fit")

    with pytest.raises(RuntimeError, match="not fit"):
        publish.publish(site, generation, "f2", check)
    assert publish.published(site) == good
    assert publish.published_fingerprint(site) == "f"


@pytest.mark.parametrize("step", [1, 2, 3], ids=["before the name", "before the note", "before the pointer"])
def test_a_stop_between_two_steps_leaves_the_old_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    site = Site(tmp_path)
    old = _publish(site, "old", "old")
    calls = {"n": 0}
    real = publish.os.replace

    def stop_at(source: Path, target: Path) -> None:
        calls["n"] += 1
        if calls["n"] == step:
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(publish.os, "replace", stop_at)
    generation = publish.begin(site)
    generation.building.write_text("new")
    with pytest.raises(KeyboardInterrupt):
        publish.publish(site, generation, "new")
    monkeypatch.undo()
    assert publish.published(site) == old
    assert old.read_text() == "old"
    assert publish.needs_build(site, "new")
    _publish(site, "next", "new")
    assert publish.published_fingerprint(site) == "new"


def test_leftovers_of_killed_builds_are_cleared_and_nothing_else(tmp_path: Path) -> None:
    site = Site(tmp_path)
    _publish(site)
    for name in ("000002.building", "000002.building.wal", "current.tmp", "note.txt"):
        (site.warehouse / name).write_text("left")
    generation = publish.begin(site)
    assert generation.number == 2
    assert sorted(p.name for p in site.warehouse.iterdir()) == [
        "000001.duckdb",
        "000001.json",
        "current",
        "note.txt",
    ]


def test_a_build_that_wrote_nothing_is_refused(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with pytest.raises(FileNotFoundError):
        publish.publish(site, publish.begin(site), "f")
