"""The gate of an edition and its release: every reason against it is told, and it goes out whole or not at all.

What is released is the draft that was reviewed: its snapshot, frozen with a manifest, never changed again. Its figures
go into the ledger of releases, which later editions have to reckon with.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from pipelines.disclosure.ledger import Release
from pipelines.metadata import CODE_LISTS
from pipelines.metadata.edition import EDITION_AUDIENCES
from pipelines.reports.editions.drafts import (
    DRAFT,
    RELEASED,
    TABLES,
    OnFile,
    archive,
    archive_key,
    open_published,
    place,
    read_archive,
    replaced,
    write_files,
)
from pipelines.reports.editions.gate_words import disclosure_words, read_names
from pipelines.reports.editions.manifest import FILE, Manifest, code_hash, differing, read_manifest
from pipelines.reports.source import Source, rows_of
from pipelines.settings import Gaps, Quarter, ReleaseRule, Site
from pipelines.warehouse.releases import alone, draft_release, judge_release, read_releases, write_release
from pipelines.warehouse.snapshot import open_snapshot, save_snapshot, snapshot_fingerprint, take_snapshot

_MOST_PLACES = 5


@dataclass(frozen=True)
class Gate:
    """Whether an edition may go out: it may where there is no reason against it."""

    reasons: tuple[str, ...]
    manifest: Manifest | None = None
    releases: tuple[Release, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether nothing speaks against the release."""
        return not self.reasons


def judge(site: Site, quarter: Quarter) -> Gate:
    """Ask everything that an edition must answer before it goes out; nothing is written.

    Raises:
        WarehouseError: there is no warehouse yet.
    """
    manifest = read_manifest(archive(site, quarter, DRAFT))
    if manifest is None:
        return Gate(
            (
                f"There is no draft of {quarter.label}. Build it with `samepage edition {quarter.label}` and have it reviewed.",
            )
        )
    rule = site.settings.release
    with open_published(site) as connection:
        reviews = rows_of(Source(connection).query("release_review", edition_label=quarter.label))
        releases = tuple(
            draft_release(connection, quarter.label, audience, quarter.end) for audience in EDITION_AUDIENCES
        )
        reasons = [
            *_of_draft(site, quarter, manifest, connection),
            *_of_disclosure(site, Source(connection), releases),
            *_of_gaps(reviews, manifest, rule),
            # Last: whatever is mended above asks for another draft and its review.
            *_of_review(reviews, manifest, rule),
        ]
    return Gate(tuple(reasons), manifest, releases)


def ask(site: Site, quarter: Quarter) -> Gate:
    """The gate as a release meets it: closed for what is out already, open for what was frozen and stopped before it was out."""
    frozen = read_manifest(archive(site, quarter, RELEASED))
    if frozen is None:
        return judge(site, quarter)
    if place(site, quarter, RELEASED).exists():
        words = f"{quarter.label} was released on {frozen.released_words}. A released edition stays as it is."
        return Gate((words,), frozen)
    return Gate((), frozen)


def release(site: Site, quarter: Quarter, on_file: OnFile = lambda _name: None) -> Gate:
    """Release the draft of ``quarter`` where the gate is open; else nothing is written.

    The archive is frozen first, then the ledger, and the files that people see come last, by one rename. A release that
    was stopped in between is finished by asking for it again.
    """
    with alone(site):
        gate = ask(site, quarter)
        if not gate.is_open or gate.manifest is None:
            return gate
        if gate.manifest.released_on is not None:
            _finish(site, quarter, gate.manifest, on_file)
            return gate
        return Gate((), _send_out(site, quarter, gate, gate.manifest, on_file))


def _send_out(site: Site, quarter: Quarter, gate: Gate, draft: Manifest, on_file: OnFile) -> Manifest:
    """Write the draft once more as what is released, freeze it, enter it into the ledger, and bring it out."""
    role = site.settings.release.approved_by
    manifest = replace(draft, released_on=site.as_of.isoformat(), approved_by_role=role)
    snapshot = read_archive(site, quarter, DRAFT)
    with _outgoing(site, quarter) as fresh, open_snapshot(snapshot) as connection:
        written = write_files(Source(connection), manifest, fresh, on_file)
        with replaced(archive(site, quarter, RELEASED)) as kept:
            save_snapshot(snapshot, kept / TABLES, archive_key(site))
            for told in gate.releases:
                (kept / f"{told.audience}.ledger.json").write_text(told.to_json(), encoding="utf-8")
            (kept / FILE).write_text(written.to_json(), encoding="utf-8")
        _enter_ledger(site, quarter)
        _protect(fresh)
    return written


def _outgoing(site: Site, quarter: Quarter) -> AbstractContextManager[Path]:
    """The folder of what goes out, written where nobody takes it for released until it is whole."""
    return replaced(place(site, quarter, RELEASED), archive(site, quarter, "outgoing"))


def _finish(site: Site, quarter: Quarter, manifest: Manifest, on_file: OnFile) -> None:
    """Bring out what a stopped release had frozen."""
    with (
        _outgoing(site, quarter) as fresh,
        open_snapshot(read_archive(site, quarter, RELEASED)) as connection,
    ):
        write_files(Source(connection), manifest, fresh, on_file)
        _enter_ledger(site, quarter)
        _protect(fresh)


def _enter_ledger(site: Site, quarter: Quarter) -> None:
    for path in sorted(archive(site, quarter, RELEASED).glob("*.ledger.json")):
        write_release(site, Release.from_json(path.read_text(encoding="utf-8")))


def _protect(folder: Path) -> None:
    """A released file is read, never written."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.chmod(0o444)


def _of_draft(
    site: Site, quarter: Quarter, manifest: Manifest, connection: duckdb.DuckDBPyConnection
) -> Iterator[str]:
    """The draft is as it was written, and says what the warehouse says now."""
    again = f"Build a new draft with `samepage edition {quarter.label}` and have it reviewed."
    touched = differing(place(site, quarter, DRAFT), manifest)
    if touched:
        yield f"Files of the draft are missing or were changed by hand: {', '.join(touched[:_MOST_PLACES])}. {again}"
    if manifest.code != code_hash():
        yield f"This is another version of Samepage than the one that built draft {manifest.draft_ref}. {again}"
    if snapshot_fingerprint(take_snapshot(connection, quarter)) != manifest.fingerprint:
        yield f"Something in the figures has changed since draft {manifest.draft_ref} was built. {again}"


def _of_review(reviews: list[Any], manifest: Manifest, rule: ReleaseRule) -> Iterator[str]:
    """The role that the site names approved this very draft, and said nothing else since."""
    role = CODE_LISTS["release_role"].label(rule.approved_by)
    mine = [
        row
        for row in reviews
        if row.reviewer_role == rule.approved_by and _same(row.draft_ref, manifest.draft_ref)
    ]
    if mine and mine[0].verdict == "approved":
        return
    if mine:
        yield f"The {role} asks for changes in draft {manifest.draft_ref}. Make them, build a new draft and have it reviewed."
    elif any(row.reviewer_role == rule.approved_by for row in reviews):
        yield f"The {role} reviewed another draft of {manifest.quarter}, not {manifest.draft_ref}. Ask for a review of this one."
    else:
        yield (
            f"The approval of the {role} is missing: the register Reviews of editions before release has no line of that role "
            f"for draft {manifest.draft_ref} of {manifest.quarter}. Fill it in, drop it and run `samepage run`."
        )


def _of_gaps(reviews: list[Any], manifest: Manifest, rule: ReleaseRule) -> Iterator[str]:
    """The quarter is complete, or its gaps are accepted where the site lets them be."""
    if not manifest.gaps:
        return
    if rule.gaps is Gaps.REFUSE:
        yield from manifest.gaps
        yield (
            "The quarter is not complete. Wait for the files, or set gaps: with_approval under release in inputs/site/site.yaml and "
            "have the gaps accepted in the review."
        )
    elif not any(
        row.reviewer_role == rule.approved_by
        and _same(row.draft_ref, manifest.draft_ref)
        and row.gaps_accepted is True
        for row in reviews
    ):
        yield from manifest.gaps
        yield "The quarter is not complete, and the review of this draft does not say that its gaps are accepted."


def _of_disclosure(site: Site, source: Source, releases: tuple[Release, ...]) -> Iterator[str]:
    """The proof stands, and nothing small or withheld is in what would go out."""
    earlier = read_releases(site)
    answers = {one.audience: judge_release(one, earlier, site.settings.thresholds) for one in releases}
    yield from disclosure_words(answers, read_names(source))


def _same(named: object, draft_ref: str) -> bool:
    """Whether a review names the draft, however it writes the number."""
    return "".join(str(named).upper().replace("–", "-").split()) == draft_ref
