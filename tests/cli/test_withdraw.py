"""Withdrawing and restoring from the command line: what is refused, in which words, and what is never repeated."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from test_commands import LAYOUT, SITE, write_arrests

from pipelines.cli.app import _run
from pipelines.settings import Site
from pipelines.submissions import agency_recipes, new_drops, open_intake, read_register, scan_drop, stored


@pytest.fixture(scope="module")
def taken_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with one accepted file."""
    root = tmp_path_factory.mktemp("withdrawing")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SAMEPAGE_SITE", str(root))
        patch.setenv("SAMEPAGE_KEY", "a test key that is long enough")
        site = Site(root)
        (site.layouts / "mpd").mkdir(parents=True)
        (site.drop / "mpd").mkdir(parents=True)
        site.site_yaml.write_text(SITE, encoding="utf-8")
        (site.layouts / "mpd" / "rms_arrests.yaml").write_text(LAYOUT, encoding="utf-8")
        write_arrests(site.drop / "mpd" / "march.xlsx", [("A-1", "25-001", "03/02/2025", "Y")])
        write_arrests(site.drop / "mpd" / "bad.xlsx", [("x", "y")], headers=("One", "Two"))
        intake = open_intake(site)
        for drop in new_drops(scan_drop(site, agency_recipes(site)), stored(site)):
            intake.take_in(drop, date(2025, 4, 20))
        intake.close()
        yield site


@pytest.fixture
def site(taken_in: Site) -> Iterator[Site]:
    yield taken_in
    for path in taken_in.register.glob("*"):
        path.unlink()


def of(site: Site, file: str) -> str:
    return next(s.submission_id for s in stored(site) if s.manifest["file_name"] == file)


def entries(site: Site) -> list[tuple[str, str]]:
    return [(str(entry.action), entry.reason) for entry in read_register(site)]


def test_a_file_is_withdrawn_and_restored(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    march = of(site, "march.xlsx")
    assert _run(["withdraw", march, "--reason", "  Wrong   county. "]) == 0
    assert "march.xlsx is withdrawn." in capsys.readouterr().out
    assert _run(["withdraw", march, "--reason", "Again."]) == 1
    assert "is withdrawn already" in capsys.readouterr().err
    assert _run(["restore", march, "--reason", "It was right."]) == 0
    assert _run(["restore", march, "--reason", "It was right."]) == 1
    assert "is not withdrawn" in capsys.readouterr().err
    assert entries(site) == [("withdraw", "Wrong county."), ("restore", "It was right.")]
    assert len(list(site.register.iterdir())) == 2


@pytest.mark.parametrize(
    ("reason", "words", "never"),
    [
        pytest.param("", "A reason is needed", "", id="none"),
        pytest.param("   ", "A reason is needed", "", id="only spaces"),
        pytest.param("See 24-0012345", "looks like a case number", "0012345", id="a case number"),
        pytest.param("Call 555-123-4567 first", "a phone number", "4567", id="a phone number"),
        pytest.param("Asked for by Jennifer Gonzalez", "looks like", "Gonzalez", id="a name"),
        pytest.param("x" * 301, "too long", "xxxx", id="a story"),
    ],
)
def test_reasons_that_cannot_be_taken(
    site: Site, capsys: pytest.CaptureFixture[str], reason: str, words: str, never: str
) -> None:
    assert _run(["withdraw", of(site, "march.xlsx"), "--reason", reason]) == 2
    told = "".join(capsys.readouterr())
    assert words in told and (not never or never not in told)
    assert entries(site) == []


def test_a_wrong_id_is_told_with_the_nearest(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    march = of(site, "march.xlsx")
    assert _run(["withdraw", march[:-1], "--reason", "Wrong county."]) == 2
    assert f"The nearest is {march}." in " ".join(capsys.readouterr().err.split())
    assert _run(["withdraw", "zzz", "--reason", "Wrong county."]) == 2
    assert "run --json" in " ".join(capsys.readouterr().err.split())


def test_a_file_that_never_counted_is_not_withdrawn(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(["withdraw", of(site, "bad.xlsx"), "--reason", "Wrong county."]) == 1
    assert "was never accepted" in capsys.readouterr().err


CASE = ["--kind", "report", "--agency", "mpd", "--reason", "Sealed by the court."]


def test_a_case_is_withdrawn_without_its_number(
    site: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("25-00876543\n"))
    assert _run(["withdraw", "--case", "-", *CASE]) == 0
    assert _run(["withdraw", "--case", "25-876543", *CASE]) == 1  # the same number in another spelling
    assert _run(["restore", "--case", "25-876543", *CASE]) == 0
    stored_text = "".join(path.read_text(encoding="utf-8") for path in site.register.iterdir())
    assert "876543" not in stored_text + "".join(capsys.readouterr())
    withdrawn, restored = read_register(site)
    assert withdrawn.target == restored.target and len(withdrawn.pseudonym or "") == 32


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(
            ["--case", "1", "--kind", "docket", "--agency", "mpd"], "is not a kind of number", id="the kind"
        ),
        pytest.param(
            ["--case", "1", "--kind", "report", "--agency", "fbi"], "is not an agency", id="the agency"
        ),
        pytest.param(
            ["--case", "000", "--kind", "report", "--agency", "mpd"], "The number is empty", id="no number"
        ),
        pytest.param(["--case", "1"], "needs --kind and --agency", id="neither"),
        pytest.param([], "Name one submission", id="nothing to withdraw"),
        pytest.param(
            ["x", "--case", "1", "--kind", "report", "--agency", "mpd"], "Name one submission", id="both"
        ),
    ],
)
def test_wrong_use(site: Site, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str) -> None:
    assert _run(["withdraw", *arguments, "--reason", "Sealed by the court."]) == 2
    assert words in " ".join(capsys.readouterr().err.split())
    assert entries(site) == []


def test_a_half_written_entry_is_passed_over(site: Site, tmp_path: Path) -> None:
    site.register.mkdir(parents=True, exist_ok=True)
    (site.register / ".writing-20250101T000000000000-00000000.json").write_text("{", encoding="utf-8")
    assert read_register(site) == ()
