"""Drafts of editions: taken from the published warehouse, written whole under ``outputs/editions/<quarter>/draft``.

A draft has a number that follows from what it says. Where nothing has changed, the draft that stands is kept, so that
a review of it stays good. What is released, and when, stands in ``release``.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from pipelines.privacy.keys import site_key
from pipelines.reports.edition import as_date, day_words, month_words, read_site
from pipelines.reports.editions.build import write_edition
from pipelines.reports.editions.completeness import read_completeness
from pipelines.reports.editions.imprint import Edition
from pipelines.reports.editions.manifest import (
    FILE,
    Manifest,
    code_hash,
    differing,
    draft_number,
    hashes,
    made_from,
    quarter_of,
    read_manifest,
)
from pipelines.reports.source import Source
from pipelines.settings import Quarter, Site
from pipelines.storage import StorageError
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.publish import published
from pipelines.warehouse.releases import alone
from pipelines.warehouse.snapshot import (
    Snapshot,
    load_snapshot,
    open_snapshot,
    save_snapshot,
    snapshot_fingerprint,
    take_snapshot,
)

DRAFT, RELEASED, TABLES = "draft", "released", "tables"
OnFile = Callable[[str], None]


class EditionError(StorageError):
    """An edition cannot be built; the text says why and what to do."""


@dataclass(frozen=True)
class Draft:
    """A draft on disk."""

    folder: Path
    manifest: Manifest
    is_new: bool


def build_draft(site: Site, quarter: Quarter, on_file: OnFile = lambda _name: None) -> Draft:
    """Build the draft of ``quarter`` from the published warehouse, or keep the one that says the same.

    Raises:
        EditionError: the quarter is not over, has no data, or was released before.
        WarehouseError: there is no warehouse yet.
    """
    refuse_draft(site, quarter)
    with alone(site):
        return _build(site, quarter, on_file)


def refuse_draft(site: Site, quarter: Quarter) -> None:
    """Raise the reason for which ``quarter`` can have no draft; nothing is written.

    Raises:
        EditionError: the quarter is not over, has no data, or was released before.
        WarehouseError: there is no warehouse yet.
    """
    before = read_manifest(archive(site, quarter, RELEASED))
    if before is not None and not place(site, quarter, RELEASED).exists():
        raise EditionError(
            f"The release of {quarter.label} on {before.released_words} was stopped before its files were out. Finish it with "
            f"`samepage edition {quarter.label} --release`."
        )
    if before is not None:
        raise EditionError(
            f"{quarter.label} was released on {before.released_words} and stays as it is. Corrections since then are listed in the "
            "next edition and in the coordinator workbook."
        )
    with open_published(site) as connection:
        _refuse_too_early(Source(connection), quarter)


def _build(site: Site, quarter: Quarter, on_file: OnFile) -> Draft:
    with open_published(site) as connection:
        snapshot = take_snapshot(connection, quarter)
        made = made_from(site, connection)
    fingerprint = snapshot_fingerprint(snapshot)
    folder, store = place(site, quarter, DRAFT), archive(site, quarter, DRAFT)
    known = read_manifest(store)
    if (
        known is not None
        and (known.fingerprint, known.code) == (fingerprint, made["code"])
        and not differing(folder, known)
    ):
        return Draft(folder, known, is_new=False)
    with open_snapshot(snapshot) as connection:
        source = Source(connection)
        manifest = Manifest(
            quarter.label,
            draft_number(fingerprint, made["code"]),
            fingerprint,
            read_site(source).as_of.isoformat(),
            gaps=read_completeness(source, None, quarter).gaps,
            **made,
        )
        with replaced(folder) as fresh:
            manifest = write_files(source, manifest, fresh, on_file)
            with replaced(store) as kept:
                save_snapshot(snapshot, kept / TABLES, archive_key(site))
                (kept / FILE).write_text(manifest.to_json(), encoding="utf-8")
    return Draft(folder, manifest, is_new=True)


def write_files(
    source: Source, manifest: Manifest, folder: Path, on_file: OnFile = lambda _name: None
) -> Manifest:
    """Write the files of an edition into ``folder``; gives the manifest with their hashes."""
    edition = Edition(quarter_of(manifest), manifest.draft_ref, manifest.released)
    names = write_edition(source, edition, folder, on_file)
    whole = replace(manifest, files=hashes(folder, (folder / name for name in names)))
    (folder / FILE).write_text(whole.to_json(), encoding="utf-8")
    return whole


def rebuild(site: Site, quarter: Quarter, folder: Path) -> tuple[Manifest, list[str]]:
    """Write a released edition again from its archive into ``folder``; gives the files that came out different.

    Raises:
        EditionError: the quarter was not released.
    """
    store = archive(site, quarter, RELEASED)
    manifest = read_manifest(store)
    if manifest is None:
        raise EditionError(f"{quarter.label} was not released, so there is nothing to rebuild.")
    with open_snapshot(read_archive(site, quarter, RELEASED)) as connection:
        write_files(Source(connection), manifest, folder)
    return manifest, differing(folder, manifest)


def changed_since(manifest: Manifest) -> str:
    """What stands between a rebuild and the same bytes: another version of the software, or nothing known."""
    if manifest.code != code_hash():
        return "This is another version of Samepage than the one that released it. Use that version to get the same bytes."
    return "The archive or a library that writes files is not what it was at the release."


def read_archive(site: Site, quarter: Quarter, kind: str) -> Snapshot:
    """The snapshot of a draft or of a released edition."""
    return load_snapshot(archive(site, quarter, kind) / TABLES, archive_key(site))


def archive_key(site: Site) -> str:
    """The key of the archive."""
    return site_key(site).derive("editions")


def place(site: Site, quarter: Quarter, kind: str) -> Path:
    """Where people find a draft or a released edition."""
    return site.editions / quarter.label / kind


def archive(site: Site, quarter: Quarter, kind: str) -> Path:
    """Where a draft or a released edition keeps what it is written from."""
    return site.edition_archive / quarter.label / kind


@contextmanager
def open_published(site: Site) -> Iterator[duckdb.DuckDBPyConnection]:
    """The published generation, read-only."""
    path = published(site) or site.warehouse / "none"
    with open_generation(path, site_key(site).derive("warehouse")) as connection:
        yield connection


@contextmanager
def replaced(folder: Path, building: Path | None = None) -> Iterator[Path]:
    """An empty folder that takes the place of ``folder`` when the block ends without an error, by renaming.

    It is written beside ``folder``, or as ``building`` where nobody may find half of it, also after a stop at any moment.
    """
    beside = folder.with_name(f".{folder.name}.partial")
    fresh, old = building or beside, folder.with_name(f".{folder.name}.old")
    for path in (fresh, beside, old):
        shutil.rmtree(path, ignore_errors=True)
    fresh.mkdir(parents=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield fresh
        if folder.exists():
            folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            shutil.copytree(fresh, beside)  # the two places are on two disks
            beside.rename(folder)
    except PermissionError:
        raise EditionError(
            f"A file of {folder.parent.name} is open in another program. Close it and try again."
        ) from None
    finally:
        for path in (fresh, beside, old):
            shutil.rmtree(path, ignore_errors=True)


def _refuse_too_early(source: Source, quarter: Quarter) -> None:
    frame = source.query("site")
    row = frame.iloc[0]
    if as_date(row["as_of_date"]) <= quarter.end:
        raise EditionError(
            f"{quarter.words} is not over yet: the figures stand as of {day_words(as_date(row['as_of_date']))}."
        )
    site = read_site(source)
    if site.last_month < quarter.start or site.first_month > quarter.end:
        raise EditionError(
            f"There is no data for {quarter.words}: it covers {month_words(site.first_month)} to {month_words(site.last_month)}."
        )
