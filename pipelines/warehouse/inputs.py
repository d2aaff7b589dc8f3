"""What a warehouse is built from, and what follows from the manifests alone: versions, winners, months covered.

Everything here is pure. How the inputs become tables stands in ``build.py``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from pipelines.checks import Check, Waiver
from pipelines.disclosure.ledger import Release
from pipelines.metadata import CODE_LISTS, DATASETS, ELEMENTS, MEASURES, TABLES
from pipelines.metadata.classes import CodeList, Element
from pipelines.metadata.links import LINKS
from pipelines.policy.elements import ElementVersion, published_versions
from pipelines.settings import Agency, Rhythm, SiteSettings
from pipelines.submissions.link_answers import LinkAnswer
from pipelines.submissions.register import Entry, withdrawn_files
from pipelines.submissions.row_clock import RowDeletion
from pipelines.submissions.store import file_identity
from pipelines.warehouse.verdict import Verdict

ACCEPTED = frozenset({"accepted", "accepted_with_problems"})
NIL = "nil_report"
REFUSED = "refused"
SUPERSEDED = "superseded"
SAME_CONTENT = "same_content"
WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class SubmissionEntry:
    """One submission folder: its manifest, and its encrypted records and problems where it has any."""

    manifest: dict[str, Any]
    records: Path | None = None
    problems: Path | None = None


@dataclass(frozen=True)
class Closing:
    """The figures of every period that begins before ``first_kept``, and what was told of ``files``, as they were counted last.

    ``closed_on`` is the day that the build stood for in which they were counted. How they are kept stands in ``closings.py``.
    """

    folder: Path
    first_kept: date
    closed_on: date
    files: frozenset[str]
    digest: str


@dataclass(frozen=True)
class BuildInputs:
    """Everything a warehouse is a function of; ``submissions_key`` opens the records.

    ``code_lists`` are the package's with the site's own additions, ``elements`` the practices as we publish them and
    ``element_versions`` as the site has adapted them; ``register`` says what is withdrawn.
    """

    settings: SiteSettings
    as_of: date
    submissions: tuple[SubmissionEntry, ...]
    submissions_key: str = field(repr=False)
    code_lists: Mapping[str, CodeList] = field(default_factory=lambda: CODE_LISTS)
    elements: Mapping[str, Element] = field(default_factory=lambda: ELEMENTS)
    element_versions: tuple[ElementVersion, ...] = field(default_factory=lambda: published_versions(ELEMENTS))
    removals: tuple[Mapping[str, Any], ...] = ()  # entries of the retention log
    waivers: tuple[Waiver, ...] = ()
    register: tuple[Entry, ...] = ()
    link_answers: tuple[LinkAnswer, ...] = ()
    releases: tuple[Release, ...] = ()  # everything ever released
    catalogue: Mapping[str, Check] = field(default_factory=dict)  # the words of checks between registers
    closing: Closing | None = None  # figures of months whose rows are deleted
    deletions: tuple[RowDeletion, ...] = ()
    verdict: Verdict | None = (
        None  # what the generation before withheld: nothing new, only not worked out twice
    )


@dataclass(frozen=True)
class Submission:
    """A submission with what the others of its agency, dataset and period, and the register, make of it.

    ``status`` is that of the manifest, or superseded, same content, withdrawn. ``version`` is None for a refused file.
    ``order`` ranks winning submissions by how late they speak: by the end of their period, then by when they came.
    ``replaces`` is the version that counted before it, ``same_as`` the earlier file that holds the same.
    """

    entry: SubmissionEntry
    submission_id: str
    agency_code: str
    dataset: str
    stream: str
    scope: str
    period_start: date | None
    period_end: date | None
    received_ts: datetime
    status: str
    version: int | None
    order: int | None
    replaces: str | None = None
    same_as: str | None = None

    @property
    def chain(self) -> tuple[object, ...]:
        """What files have in common that are versions of each other."""
        return self.agency_code, self.dataset, self.stream, self.scope, self.period_start, self.period_end

    @property
    def wins(self) -> bool:
        """Whether its records (or its word that nothing happened) count."""
        return self.order is not None

    @property
    def was_accepted(self) -> bool:
        """Whether it was accepted or an explicit nothing, even if replaced since."""
        return self.entry.manifest["status"] in ACCEPTED or self.entry.manifest["status"] == NIL

    def months(self) -> Iterator[date]:
        """First days of the months that the period touches."""
        if self.period_start and self.period_end:
            yield from months_between(self.period_start, self.period_end)


def months_between(first: date, last: date) -> Iterator[date]:
    """First days of the months from that of ``first`` to that of ``last``."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = next_month(month)


def next_month(day: date) -> date:
    """The first day of the month after that of ``day``."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def resolve(entries: Iterable[SubmissionEntry], register: Iterable[Entry] = ()) -> list[Submission]:
    """Give every submission its version and status, and the winning ones their order.

    Submissions of one agency, dataset, stream, scope and period are versions of each other; the last accepted one
    (or explicit nothing) wins. Versions count every file but refused ones, in the order they came. A file that holds the
    same as an earlier one is no version of its own: it shares that file's fate. A withdrawn one never wins.
    """
    withdrawn = withdrawn_files(register)
    read = [_read(entry) for entry in entries]
    read.sort(key=lambda s: (s.received_ts, s.entry.manifest.get("file_sha256") or "", s.submission_id))
    groups: dict[tuple[Any, ...], list[int]] = {}
    for position, submission in enumerate(read):
        groups.setdefault(submission.chain, []).append(position)
    winners: set[int] = set()
    version: dict[int, int] = {}
    status: dict[int, str] = {}
    replaces: dict[int, int] = {}
    same_as: dict[int, int] = {}
    for positions in groups.values():
        usable = [p for p in positions if read[p].was_accepted]
        twins = _twins(read, usable)
        same_as.update(twins)
        counted = [p for p in positions if read[p].entry.manifest["status"] != REFUSED and p not in twins]
        version.update({p: number for number, p in enumerate(counted, start=1)})
        version.update({p: version[first] for p, first in twins.items()})
        gone = {p for p in usable if file_identity(read[p].entry.manifest) in withdrawn}
        gone_with = gone | {twins[p] for p in gone if p in twins}
        standing = [p for p in usable if p not in twins and p not in gone_with]
        winners.update(standing[-1:])
        replaces.update(zip(standing[1:], standing[:-1], strict=True))
        status.update(dict.fromkeys(standing[:-1], SUPERSEDED))
        status.update(dict.fromkeys(twins, SAME_CONTENT))
        status.update(dict.fromkeys(gone_with, WITHDRAWN))
    ranked = sorted(winners, key=lambda p: (read[p].period_end or date.min, read[p].received_ts, p))
    order = {p: number for number, p in enumerate(ranked, start=1)}
    return [
        Submission(
            s.entry,
            s.submission_id,
            s.agency_code,
            s.dataset,
            s.stream,
            s.scope,
            s.period_start,
            s.period_end,
            s.received_ts,
            status.get(p, s.status),
            version.get(p),
            order.get(p),
            read[replaces[p]].submission_id if p in replaces else None,
            read[same_as[p]].submission_id if p in same_as else None,
        )
        for p, s in enumerate(read)
    ]


def _twins(read: list[Submission], usable: list[int]) -> dict[int, int]:
    """Files that hold the same as an earlier file of their group, each with the first of its kind."""
    first: dict[str, int] = {}
    twins = {}
    for p in usable:
        digest = read[p].entry.manifest.get("content_digest")
        if digest and first.setdefault(digest, p) != p:
            twins[p] = first[digest]
    return twins


def _read(entry: SubmissionEntry) -> Submission:
    manifest = entry.manifest
    return Submission(
        entry,
        manifest["submission_id"],
        manifest["agency_code"],
        manifest["dataset"] or "unknown",
        manifest.get("stream") or "",
        manifest.get("scope") or "",
        as_date(manifest.get("period_start")),
        as_date(manifest.get("period_end")),
        as_moment(manifest["received_ts"]),
        manifest["status"],
        None,
        None,
    )


def as_date(value: str | date | None) -> date | None:
    """An ISO date of a manifest."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else value or None  # type: ignore[return-value]


def as_moment(value: str | datetime) -> datetime:
    """An ISO timestamp of a manifest, as local time without a zone."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=None)


def site_months(settings: SiteSettings, submissions: Iterable[Submission], as_of: date) -> list[date]:
    """The months that the numbers speak of: from the first month to the last that an agency's file covers.

    The coordinator's own sheets (policy, case review) do not lengthen the window, and months after ``as_of``
    cannot have happened, whatever a file says.
    """
    covered = [
        month
        for s in submissions
        if s.wins and s.dataset in DATASETS and not DATASETS[s.dataset].is_coordinator
        for month in s.months()
        if month <= as_of
    ]
    return list(months_between(settings.first_month, max(covered))) if covered else []


def expected_months(settings: SiteSettings, as_of: date) -> Iterator[tuple[Agency, str, date, date]]:
    """Every agency, dataset and past month that is expected, with its due date."""
    for agency in settings.agencies:
        for dataset, rhythm in agency.datasets.items():
            for month in months_between(settings.first_month, as_of):
                if month >= as_of.replace(day=1):
                    continue
                if agency.active_from and month < agency.active_from.replace(day=1):
                    continue
                if agency.active_to and month > agency.active_to:
                    continue
                yield agency, dataset, month, due_date(month, rhythm, settings.due_day)


def due_date(month: date, rhythm: Rhythm, due_day: int) -> date:
    """The due day of the month after the calendar period (month, quarter, year) that ``month`` lies in."""
    last_month = (month.month - 1) // rhythm.months * rhythm.months + rhythm.months
    return next_month(date(month.year, last_month, 1)).replace(day=due_day)


def fingerprint(inputs: BuildInputs, code: str = "") -> str:
    """A hash of all that a build depends on; ``code`` stands for the SQL of this version of the software."""
    manifests = sorted(
        (json.dumps(entry.manifest, sort_keys=True, default=str) for entry in inputs.submissions),
    )
    parts = [
        inputs.settings.model_dump_json(),
        inputs.as_of.isoformat(),
        *manifests,
        json.dumps(inputs.removals, sort_keys=True),
        repr(sorted(inputs.code_lists.items())),
        repr(sorted(inputs.elements.items())),
        repr(inputs.element_versions),
        repr(inputs.waivers),
        repr([entry.to_dict() for entry in inputs.register]),
        repr([release.fingerprint for release in inputs.releases]),
        repr(inputs.link_answers),
        repr(sorted(inputs.catalogue.items())),
        inputs.closing.digest if inputs.closing else "",
        repr(inputs.deletions),
        repr((DATASETS, MEASURES, TABLES, LINKS)),
        code,
    ]
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()
