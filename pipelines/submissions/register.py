"""The register of what was withdrawn and restored: small files that are only ever added, never changed.

Each entry is one decision of a person, with its reason and its time. The last decision about a thing holds. An entry
about a case holds the keyed code of its number, never the number. What a withdrawn thing means for the numbers stands in
``warehouse/``.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from pipelines.settings import Site
from pipelines.submissions.store import file_identity

_TEMPORARY = ".writing-"


class Action(StrEnum):
    """What was decided."""

    WITHDRAW = "withdraw"
    RESTORE = "restore"


@dataclass(frozen=True)
class Entry:
    """One decision about one file or one case.

    A file is named by its agency, bytes and the month in its name (``file_identity``), so that the decision also holds when
    the file is read again under another layout; ``submission_id`` is the reading that the person named. A case is named by
    its agency, the kind of its number, and the keyed code.
    """

    action: Action
    reason: str
    recorded_ts: datetime
    agency_code: str
    submission_id: str | None = None
    file_sha256: str | None = None
    named_period: str = ""
    key_kind: str | None = None
    pseudonym: str | None = None

    @property
    def is_case(self) -> bool:
        """Whether the decision is about a case and not about a file."""
        return self.pseudonym is not None

    @property
    def target(self) -> tuple[str, ...]:
        """What the decision is about; the last decision with the same target holds."""
        if self.is_case:
            return ("case", self.agency_code, self.key_kind or "", self.pseudonym or "")
        return ("file", self.agency_code, self.file_sha256 or "", self.named_period)

    def to_dict(self) -> dict[str, Any]:
        """The entry as plain JSON values."""
        return {**asdict(self), "action": str(self.action), "recorded_ts": self.recorded_ts.isoformat()}


def submission_entry(action: Action, manifest: dict[str, Any], reason: str) -> Entry:
    """A decision about the file behind a submission, as of now."""
    agency, digest, named = file_identity(manifest)
    return Entry(action, reason, datetime.now(), agency, str(manifest["submission_id"]), digest, named)


def record(site: Site, entry: Entry) -> Entry:
    """Write an entry whole or not at all, later than every one before it; hands back what was written."""
    entries = read_register(site)
    after = entries[-1].recorded_ts + timedelta(microseconds=1) if entries else entry.recorded_ts
    entry = replace(entry, recorded_ts=max(entry.recorded_ts, after))
    text = json.dumps(entry.to_dict(), indent=1, sort_keys=True) + "\n"
    name = f"{entry.recorded_ts:%Y%m%dT%H%M%S%f}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json"
    site.register.mkdir(parents=True, exist_ok=True)
    temporary = site.register / f"{_TEMPORARY}{name}"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, site.register / name)
    return entry


def read_register(site: Site) -> tuple[Entry, ...]:
    """Every entry, in the order they were made; what a killed command left half written is passed over."""
    if not site.register.is_dir():
        return ()
    paths = [path for path in site.register.glob("*.json") if not path.name.startswith(_TEMPORARY)]
    entries = [_entry(path) for path in paths]
    return tuple(sorted(entries, key=lambda entry: (entry.recorded_ts, entry.target)))


def _entry(path: Path) -> Entry:
    told = json.loads(path.read_text(encoding="utf-8"))
    return Entry(
        **{
            **told,
            "action": Action(told["action"]),
            "recorded_ts": datetime.fromisoformat(told["recorded_ts"]),
        }
    )


def in_force(entries: Iterable[Entry]) -> dict[tuple[str, ...], Entry]:
    """What is withdrawn now, by target: the last decision about each thing, where that is to withdraw it."""
    last = {entry.target: entry for entry in entries}
    return {target: entry for target, entry in last.items() if entry.action is Action.WITHDRAW}


def withdrawn_files(entries: Iterable[Entry]) -> frozenset[tuple[str, ...]]:
    """The identities of the files that are withdrawn now."""
    return frozenset(target[1:] for target in in_force(entries) if target[0] == "file")


def withdrawn_cases(entries: Iterable[Entry]) -> dict[str, frozenset[str]]:
    """The keyed codes of the cases that are withdrawn now, by the kind of their number."""
    found: dict[str, set[str]] = {}
    for entry in in_force(entries).values():
        if entry.is_case:
            found.setdefault(entry.key_kind or "", set()).add(entry.pseudonym or "")
    return {kind: frozenset(codes) for kind, codes in found.items()}
