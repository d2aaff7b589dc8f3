"""The secret of a site: made once, kept to its owner, never shown, and missed when it is gone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pipelines.privacy.keys import SiteKey, site_key
from pipelines.settings import SettingsError, Site


@pytest.fixture(autouse=True)
def no_named_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SAMEPAGE_KEY", raising=False)


def test_a_key_is_made_once(tmp_path: Path) -> None:
    site = Site(tmp_path)
    made = site_key(site)
    assert site_key(site) == made
    assert len(made.secret) == 32
    assert [path.name for path in site.state.iterdir()] == ["key"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    site_key(Site(tmp_path))
    assert stat.S_IMODE((tmp_path / ".samepage" / "key").stat().st_mode) == 0o600


def test_where_another_run_was_first_its_key_is_the_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    first = site_key(site)
    answers = iter([False, True])  # the key came to be after we looked
    monkeypatch.setattr(
        Path, "exists", lambda path: next(answers, True) if path.name == "key" else os.path.exists(path)
    )
    assert site_key(site) == first


def test_a_representation_does_not_show_it() -> None:
    assert "secret" not in repr(SiteKey(b"secret secret secret"))


def test_purposes_share_nothing() -> None:
    key = SiteKey(b"x" * 32)
    assert (
        len({key.derive("pseudonyms"), key.derive("submissions"), SiteKey(b"y" * 32).derive("pseudonyms")})
        == 3
    )
    assert len(key.derive("pseudonyms")) == 64


@pytest.mark.parametrize("text", ["", "ab", "not hexadecimal at all, but long enough", "zz" * 32])
def test_a_damaged_key_is_told_without_its_text(tmp_path: Path, text: str) -> None:
    site = Site(tmp_path)
    site.state.mkdir()
    site.key_file.write_text(text, encoding="ascii")
    with pytest.raises(SettingsError, match="damaged") as caught:
        site_key(site)
    assert not text or text not in str(caught.value)


def test_a_lost_key_is_not_replaced_over_stored_submissions(tmp_path: Path) -> None:
    site = Site(tmp_path)
    (site.submissions / "one").mkdir(parents=True)
    with pytest.raises(SettingsError, match="missing"):
        site_key(site)
    assert not site.key_file.exists()


@pytest.mark.parametrize(
    ("named", "fine"),
    [
        pytest.param("x" * 15, False, id="15 characters are too few"),
        pytest.param("x" * 16, True, id="16 are enough"),
    ],
)
def test_a_key_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, fine: bool
) -> None:
    monkeypatch.setenv("SAMEPAGE_KEY", named)
    if fine:
        assert site_key(Site(tmp_path)).secret == named.encode()
        assert not (tmp_path / ".samepage").exists()
        return
    with pytest.raises(SettingsError, match="too short") as caught:
        site_key(Site(tmp_path))
    assert named not in str(caught.value)
