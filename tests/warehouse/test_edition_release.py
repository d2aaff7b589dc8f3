"""An edition from draft to release: what the gate refuses, that nothing is half released, and that it can be written again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from edition_site import change_warehouse, fill_quarter, make_site, publish_site, review, set_rule
from made_site import MadeSite

from pipelines.reports.editions import drafts, release
from pipelines.reports.editions.drafts import (
    DRAFT,
    RELEASED,
    EditionError,
    archive,
    build_draft,
    place,
    rebuild,
)
from pipelines.reports.editions.manifest import Manifest, differing, read_manifest
from pipelines.reports.source import Source
from pipelines.settings import Quarter, Site
from pipelines.warehouse.releases import read_releases

Q1 = Quarter(2025, 1)
WriteFiles = Callable[..., Manifest]


def draft_ref(site: Site) -> str:
    manifest = read_manifest(archive(site, Q1, DRAFT))
    assert manifest is not None
    return manifest.draft_ref


def outside(site: Site) -> list[str]:
    """Everything that could be taken for released."""
    return sorted(
        str(path.relative_to(site.root))
        for folder in (site.editions, site.edition_archive, site.releases)
        if folder.exists()
        for path in folder.rglob("*")
        if DRAFT not in path.relative_to(folder).parts
    )


def test_an_approved_draft_is_released_with_its_manifest_and_ledger(edition_site: Site) -> None:
    review(edition_site, draft_ref(edition_site))
    gate = release.release(edition_site, Q1)
    assert gate.reasons == ()
    manifest = read_manifest(place(edition_site, Q1, RELEASED))
    assert manifest is not None and manifest == gate.manifest
    assert manifest.released_on == "2025-04-20" and manifest.approved_by_role == "blueprint_advocate"
    assert {f"agencies/{a}/{f}" for a in ("ecc", "mpd") for f in ("brief.pdf", "workbook.xlsx")} <= set(
        manifest.files
    )
    assert "public/fact_sheet.pdf" in manifest.files and "for_the_reviewer.xlsx" not in manifest.files
    assert (
        len(manifest.submissions) == 9 and "site.yaml" in manifest.settings and "M001" in manifest.definitions
    )
    assert [(r.name, r.audience) for r in read_releases(edition_site)] == [
        ("2025-Q1", a) for a in ("director", "joint", "public")
    ]
    assert all(r.figures for r in read_releases(edition_site) if r.audience == "director")


def test_a_released_edition_is_written_again_byte_for_byte_elsewhere(
    edition_site: Site, tmp_path: Path
) -> None:
    review(edition_site, draft_ref(edition_site))
    release.release(edition_site, Q1)
    fresh = Site(tmp_path / "fresh")
    shutil.copytree(edition_site.edition_archive, fresh.edition_archive)
    fresh.site_yaml.parent.mkdir(parents=True)
    shutil.copy(edition_site.site_yaml, fresh.site_yaml)
    shutil.copy(edition_site.key_file, fresh.key_file)
    manifest, different = rebuild(fresh, Q1, tmp_path / "again")
    assert different == []
    assert differing(place(edition_site, Q1, RELEASED), manifest) == []
    (tmp_path / "again" / "public" / "fact_sheet.pdf").write_bytes(b"other")
    assert differing(tmp_path / "again", manifest) == ["public/fact_sheet.pdf"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        pytest.param(None, "The approval of the Blueprint advocate is missing", id="nobody said anything"),
        pytest.param(
            {"reviewer_role": "coordinator"},
            "The approval of the Blueprint advocate is missing",
            id="another role",
        ),
        pytest.param({"verdict": "changes_needed"}, "asks for changes in draft", id="changes asked for"),
        pytest.param({"draft_ref": "0000-0000"}, "reviewed another draft of 2025-Q1", id="another draft"),
        pytest.param({"edition_label": "2024-Q4"}, "is missing", id="another quarter"),
    ],
)
def test_without_the_approval_nothing_is_released(
    edition_site: Site, said: dict[str, object] | None, reason: str
) -> None:
    if said is not None:
        review(edition_site, str(said.pop("draft_ref", draft_ref(edition_site))), **said)
    gate = release.release(edition_site, Q1)
    assert len(gate.reasons) == 1 and reason in gate.reasons[0]
    assert outside(edition_site) == [".samepage/editions/2025-Q1", "outputs/editions/2025-Q1"]


def test_a_later_word_of_the_reviewer_counts(edition_site: Site) -> None:
    review(edition_site, draft_ref(edition_site))
    review(
        edition_site, draft_ref(edition_site), verdict="changes_needed", reviewed_on_date=date(2025, 4, 19)
    )
    assert "asks for changes" in release.judge(edition_site, Q1).reasons[0]


def test_a_draft_changed_by_hand_is_not_released(edition_site: Site) -> None:
    review(edition_site, draft_ref(edition_site))
    (place(edition_site, Q1, DRAFT) / "public" / "fact_sheet.pdf").write_bytes(b"other")
    assert "changed by hand: public/fact_sheet.pdf" in release.judge(edition_site, Q1).reasons[0]


def test_figures_that_moved_since_the_draft_need_a_new_review(edition_site: Site) -> None:
    before = draft_ref(edition_site)
    review(edition_site, before)
    change_warehouse(
        edition_site,
        "UPDATE pub.measure_value SET num = num + 5 WHERE measure_id = 'M001' AND NOT suppressed",
    )
    assert [reason for reason in release.judge(edition_site, Q1).reasons if "changed since draft" in reason]
    assert build_draft(edition_site, Q1).is_new and draft_ref(edition_site) != before


def test_a_draft_that_says_the_same_is_kept(edition_site: Site) -> None:
    before = (place(edition_site, Q1, DRAFT) / "manifest.json").stat().st_mtime_ns
    again = build_draft(edition_site, Q1)
    assert (
        not again.is_new and (place(edition_site, Q1, DRAFT) / "manifest.json").stat().st_mtime_ns == before
    )


@pytest.fixture(scope="module")
def written_once(tmp_path_factory: pytest.TempPathFactory) -> WriteFiles:
    """``write_files`` that copies what it wrote for the same manifest before: it gives the same bytes, as shown above."""
    folders: dict[str, Path] = {}

    def write(source: Source, manifest: Manifest, folder: Path, on_file: object = None) -> Manifest:
        told = replace(manifest, files={}).to_json()
        if told not in folders:
            folders[told] = tmp_path_factory.mktemp("written")
            drafts.write_files(source, manifest, folders[told])
        shutil.copytree(folders[told], folder, dirs_exist_ok=True)
        whole = read_manifest(folder)
        assert whole is not None
        return whole

    return write


@pytest.mark.parametrize(
    ("place_of_stop", "calls"),
    [
        pytest.param("write_files", 1, id="before any file"),
        pytest.param("save_snapshot", 1, id="the files are written, the archive is not"),
        pytest.param("write_release", 1, id="the archive is frozen, the ledger is empty"),
        pytest.param("write_release", 3, id="the ledger lacks one reader"),
        pytest.param("_protect", 1, id="just before the rename"),
    ],
)
def test_a_release_killed_at_any_moment_is_not_half_out_and_is_finished_later(
    edition_site: Site,
    written_once: WriteFiles,
    monkeypatch: pytest.MonkeyPatch,
    place_of_stop: str,
    calls: int,
) -> None:
    review(edition_site, draft_ref(edition_site))
    monkeypatch.setattr(release, "write_files", written_once)
    real, seen = getattr(release, place_of_stop), []

    def stop(*given: object) -> object:
        seen.append(given)
        if len(seen) == calls:
            raise KeyboardInterrupt
        return real(*given)

    with monkeypatch.context() as patched:
        patched.setattr(release, place_of_stop, stop)
        patched.setattr(drafts.shutil, "rmtree", lambda *_, **__: None)  # a killed process tidies nothing up
        with pytest.raises(KeyboardInterrupt):
            release.release(edition_site, Q1)
    assert [path.name for path in (edition_site.editions / "2025-Q1").iterdir()] == [DRAFT]
    if read_manifest(archive(edition_site, Q1, RELEASED)) is not None:
        with pytest.raises(EditionError, match="was stopped before its files were out"):
            build_draft(edition_site, Q1)
    gate = release.release(edition_site, Q1)
    assert gate.reasons == () and gate.manifest is not None
    assert differing(place(edition_site, Q1, RELEASED), gate.manifest) == []
    assert len(read_releases(edition_site)) == 3
    assert sorted(path.name for path in (edition_site.edition_archive / "2025-Q1").iterdir()) == [
        DRAFT,
        RELEASED,
    ]


def test_a_released_edition_never_changes_and_later_corrections_are_listed(edition_site: Site) -> None:
    review(edition_site, draft_ref(edition_site))
    manifest = release.release(edition_site, Q1).manifest
    assert manifest is not None
    made = MadeSite(
        edition_site.root / "more", "ecc", "mpd", as_of=edition_site.as_of, thresholds={"complementary": True}
    )
    made.folder.mkdir()
    fill_quarter(made, reports=60, correction=True)
    publish_site(edition_site, made)
    with drafts.open_published(edition_site) as connection:
        moved = connection.execute(
            "SELECT old_num, new_num, reason, changed_date::VARCHAR FROM ops.edition_change WHERE measure_id = 'M020'"
            " AND agency_code = 'mpd' AND audience = 'director' AND period_kind = 'quarter' AND breakdown = 'none'"
        ).fetchall()
    assert moved == [(90, 120, "Corrected by a newer file: Police incident reports.", "2025-05-02")]
    assert differing(place(edition_site, Q1, RELEASED), manifest) == []
    with pytest.raises(EditionError, match="was released on April 20, 2025 and stays as it is"):
        build_draft(edition_site, Q1)
    assert "A released edition stays as it is" in release.release(edition_site, Q1).reasons[0]


@pytest.fixture(scope="module")
def with_gap(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A quarter without the calls of February, where nobody tried to work out what is withheld; copy it before use."""
    site = make_site(tmp_path_factory.mktemp("gap"), missing="2025-02", complementary=False)
    build_draft(site, Q1)
    return site


@pytest.mark.parametrize(
    ("rule", "accepted", "reasons"),
    [
        pytest.param({}, True, ["ECC for Feb 2025 was not received", "Wait for the files"], id="the site refuses gaps"),
        pytest.param({"gaps": "with_approval"}, None, ["Feb 2025 was not received", "does not say that its gaps are accepted"], id="nobody accepted them"),
        pytest.param({"gaps": "with_approval"}, True, [], id="the review accepts them"),
        pytest.param({"gaps": "with_approval", "approved_by": "coordinator"}, True, ["Feb 2025", "does not say", "The approval of the Blueprint coordinator is missing"], id="of the role that the site names"),
    ],
)  # fmt: skip
def test_a_quarter_with_gaps(
    with_gap: Site, tmp_path: Path, rule: dict[str, str], accepted: bool | None, reasons: list[str]
) -> None:
    shutil.copytree(with_gap.root, tmp_path / "site")
    site = set_rule(Site(tmp_path / "site"), **rule)
    review(site, draft_ref(site), gaps_accepted=accepted)
    found = [reason for reason in release.judge(site, Q1).reasons if not reason.startswith("Small numbers")]
    assert len(found) == len(reasons)
    assert all(words in reason for words, reason in zip(reasons, found, strict=True))


def test_without_a_proof_nothing_is_released(with_gap: Site, tmp_path: Path) -> None:
    shutil.copytree(with_gap.root, tmp_path / "site")
    site = set_rule(Site(tmp_path / "site"), gaps="with_approval")
    review(site, draft_ref(site), gaps_accepted=True)
    gate = release.release(site, Q1)
    assert len(gate.reasons) == 1 and "Nobody has tried to work out what is withheld" in gate.reasons[0]
    assert not place(site, Q1, RELEASED).exists() and read_releases(site) == ()


def test_a_quarter_that_is_not_over_or_has_no_data_gets_no_draft(edition_site: Site) -> None:
    with pytest.raises(EditionError, match="is not over yet"):
        build_draft(edition_site, Quarter(2025, 2))
    with pytest.raises(EditionError, match="There is no data for Q4 2024"):
        build_draft(edition_site, Quarter(2024, 4))
    assert "There is no draft of 2024-Q4" in release.judge(edition_site, Quarter(2024, 4)).reasons[0]
