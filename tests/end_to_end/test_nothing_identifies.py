"""No identifier that stands in a dropped file stands in any byte that a run wrote, in any spelling, nor in what it says."""

from __future__ import annotations

import base64
import json
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted_identifiers import FILES, write_site
from running import KEY, samepage

from pipelines.cli.queries import open_published
from pipelines.privacy.keys import SiteKey
from pipelines.settings import Site
from pipelines.storage import read_parquet
from pipelines.submissions import take_in

WORDS = sorted({word for file in FILES for word in file.words})


def spellings(word: str) -> Iterator[bytes]:
    """The bytes that a text may have become: in other encodings, in hexadecimal, in base64 at any of its three offsets."""
    for text in {word, word.lower(), word.upper()}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            yield text.encode(encoding)
        yield text.encode().hex().encode()
        for offset in range(3):
            coded = base64.b64encode(b"x" * offset + text.encode())
            yield coded[(offset * 8 + 5) // 6 : (offset + len(text.encode())) * 8 // 6]


NEEDLES = {needle: word for word in WORDS for needle in spellings(word) if len(needle) >= 6}
HEADS: dict[bytes, list[bytes]] = {}  # the needles by their first four bytes
for _needle in NEEDLES:
    HEADS.setdefault(_needle[:4], []).append(_needle)
_FIRST, _SECOND = np.zeros(65_536, dtype=bool), np.zeros(65_536, dtype=bool)
for _head in HEADS:
    _FIRST[int.from_bytes(_head[:2], "little")] = _SECOND[int.from_bytes(_head[2:], "little")] = True


def found_in(content: bytes) -> set[str]:
    """The words of which a spelling stands in ``content``; one look at it for all of them, as they are many."""
    found: set[str] = set()
    for offset in (0, 1):
        pairs = np.frombuffer(content[offset : len(content) - (len(content) - offset) % 2], dtype="<u2")
        starts = np.flatnonzero(_FIRST[pairs[:-1]] & _SECOND[pairs[1:]])
        for at in (2 * starts + offset).tolist():
            needles = HEADS.get(content[at : at + 4], ())
            found.update(NEEDLES[needle] for needle in needles if content.startswith(needle, at))
    return found


def written(root: Path) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of everything under a folder but quarantined files; workbooks are opened up."""
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        yield name, name.encode()
        if not path.is_file() or "quarantine" in path.parts:
            continue
        yield name, path.read_bytes()
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for part in archive.namelist():
                    yield f"{name}!{part}", archive.read(part)


def leaks(site: Site) -> dict[str, set[str]]:
    """What was found, by the file that holds it."""
    told: dict[str, set[str]] = {}
    for folder in (site.state, site.root / "outputs"):
        for name, content in written(folder):
            if found := found_in(content):
                told.setdefault(name, set()).update(found)
    return told


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, subprocess.CompletedProcess[str]]:
    """The site after one run."""
    site = write_site(tmp_path_factory.mktemp("planted"))
    return site, samepage(site.root, "run", "--json")


def manifests(site: Site) -> list[dict[str, object]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in site.submissions.glob("*/manifest.json")]


def test_the_planted_words_are_found_where_they_are_put() -> None:
    for word in WORDS:
        for needle in (
            word.encode(),
            word.encode("utf-16-le"),
            base64.b64encode(b"--" + word.encode() + b"---"),
        ):
            assert word in found_in(b"before " + needle + b" after")


@given(st.binary(max_size=40), st.sampled_from(sorted(NEEDLES)), st.binary(max_size=40))
def test_every_spelling_is_found_wherever_it_stands(before: bytes, needle: bytes, after: bytes) -> None:
    content = before + needle + after
    assert found_in(content) == {word for one, word in NEEDLES.items() if one in content}


def test_every_file_ends_as_it_should(planted: tuple[Site, subprocess.CompletedProcess[str]]) -> None:
    site, _ = planted
    ends = {(m["agency_code"], m["status"], tuple(m["refused_for"])) for m in manifests(site)}  # type: ignore[arg-type]
    wanted = {file.refused_by for file in FILES if file.refused_by}
    assert {check for _, status, checks in ends if status == "refused" for check in checks} >= wanted
    by_status = [str(m["status"]) for m in manifests(site)]
    assert by_status.count("refused") == sum(bool(file.refused_by) for file in FILES)
    assert by_status.count("not_accepted") == 1
    (accepted,) = [m for m in manifests(site) if m["status"] == "accepted_with_problems"]
    assert accepted["rows"]["used"] == 52 and accepted["rows"]["held"] == 1  # type: ignore[index]


def test_no_byte_of_a_run_holds_an_identifier(planted: tuple[Site, subprocess.CompletedProcess[str]]) -> None:
    site, done = planted
    assert leaks(site) == {}
    assert found_in(done.stdout.encode() + done.stderr.encode()) == set()


def test_nothing_that_is_encrypted_holds_one_either(
    planted: tuple[Site, subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    site, _ = planted
    key = SiteKey(KEY.encode()).derive("submissions")
    stored = sorted(site.submissions.glob("*/*.parquet"))
    assert len(stored) > len(FILES)
    for path in stored:
        assert found_in(repr(read_parquet(path, key).to_pydict()).encode()) == set(), path.name
    monkeypatch.setenv("SAMEPAGE_KEY", KEY)
    with open_published(site) as connection:
        names = connection.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        assert len(names) > 50
        for (name,) in names:
            rows = connection.execute(f"SELECT * FROM {name}").fetchall()
            assert found_in(repr(rows).encode()) == set(), name
        assert connection.execute("SELECT count(*) FROM core.incident").fetchone() == (52,)


def test_refused_files_left_the_drop_folders(planted: tuple[Site, subprocess.CompletedProcess[str]]) -> None:
    site, done = planted
    left = {path.relative_to(site.drop).as_posix() for path in site.drop.rglob("*") if path.is_file()}
    assert left == {
        file.path for file in FILES if not file.refused_by or file.path.startswith("coordinator/")
    }
    cleared = json.loads(done.stdout)["retention"]
    refused = [file for file in FILES if file.refused_by and not file.path.startswith("coordinator/")]
    assert cleared == {
        "quarantined": len(refused) - 1,
        "purged": 0,
        "deleted": 1,
        "held_open": 0,
        "rows_deleted": 0,
        "runs_forgotten": 0,
    }
    assert len(list(site.quarantine.iterdir())) == len(refused) - 1
    again = json.loads(samepage(site.root, "run", "--json").stdout)
    assert (again["did_work"], len(again["submissions"])) == (False, len(FILES))


def test_check_holds_none(tmp_path: Path) -> None:
    site = write_site(tmp_path)
    files = [str(site.drop / file.path) for file in FILES if "Alvarez" not in file.path]
    told = samepage(site.root, "check", "--json", *files)
    assert len(json.loads(told.stdout)) == len(files)
    assert found_in(told.stdout.encode() + told.stderr.encode()) == set()


def test_a_failure_inside_holds_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(_name: str, grid: pa.Table, *_rest: object, **_more: object) -> None:
        raise ValueError(f"could not read {grid.to_pylist()}")

    monkeypatch.setattr(take_in, "stage_sheet", fail)
    site = write_site(tmp_path)
    for file in FILES[1:]:
        (site.drop / file.path).unlink()
    failed = samepage(site.root, "run", check=False)
    beside = capfd.readouterr()  # what did not go through Python
    assert failed.returncode == 3
    assert "ValueError" in failed.stderr
    assert found_in((failed.stdout + failed.stderr + beside.out + beside.err).encode()) == set()
    assert leaks(site) == {}
    assert (site.drop / FILES[0].path).exists()
