"""The manifest of an edition: what it was made from and what it consists of, each thing by its hash.

Inputs are submissions, layouts, settings and codes; definitions are those of measures and elements; code is this
package with the libraries that write files. A manifest names files and hashes and holds no figure.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb

from pipelines.metadata import ELEMENTS, MEASURES
from pipelines.reports.edition import day_words
from pipelines.settings import Quarter, Site
from pipelines.submissions.store import file_digest

FILE = "manifest.json"
_PACKAGE = Path(__file__).parent.parent.parent
_CODE = (".py", ".sql", ".typ", ".yaml", ".csv", ".json")
_WRITERS = ("duckdb", "pandas", "pyarrow", "typst", "xlsxwriter")
_COUNTED = "('accepted', 'accepted_with_problems', 'nil_report')"


@dataclass(frozen=True)
class Manifest:
    """One edition: which, from what, and the hash of every file in it."""

    quarter: str
    draft_ref: str
    fingerprint: str  # of the snapshot
    as_of: str
    released_on: str | None = None
    approved_by_role: str | None = None
    gaps: tuple[str, ...] = ()
    submissions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)
    code: str = ""
    libraries: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The manifest as it is stored: equal manifests give equal text."""
        return json.dumps(asdict(self), indent=1, sort_keys=True, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Manifest:
        """Read a manifest back."""
        raw: dict[str, Any] = json.loads(text)
        return cls(**{**raw, "gaps": tuple(raw["gaps"])})

    @property
    def released(self) -> date | None:
        """The day of the release; None for a draft."""
        return date.fromisoformat(self.released_on) if self.released_on else None

    @property
    def released_words(self) -> str:
        """The day of the release as a sentence says it; empty for a draft."""
        return day_words(self.released) if self.released else ""


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in ``folder``, or None where there is none."""
    path = folder / FILE
    return Manifest.from_json(path.read_text(encoding="utf-8")) if path.exists() else None


def made_from(site: Site, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """The parts of a manifest that say what the figures were made from."""
    counted = connection.execute(
        f"SELECT submission_id, file_sha256 FROM ops.submission WHERE status IN {_COUNTED} ORDER BY ALL"
    ).fetchall()
    folder = site.site_yaml.parent
    return {
        "submissions": dict(counted),
        "settings": hashes(folder, (path for path in folder.rglob("*") if path.is_file())),
        "definitions": {
            **{m.measure_id: _hash(repr(m)) for m in MEASURES.values()},
            **{e.element_id: _hash(repr(e)) for e in ELEMENTS.values()},
        },
        "code": code_hash(),
        "libraries": {name: version(name) for name in _WRITERS},
    }


def code_hash() -> str:
    """The hash of this package: code, queries, templates and declarations."""
    digest = hashlib.sha256()
    for path in sorted(p for p in _PACKAGE.rglob("*") if p.suffix in _CODE):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def hashes(folder: Path, paths: Iterable[Path]) -> dict[str, str]:
    """The hash of each of ``paths`` by its place in ``folder``."""
    return {path.relative_to(folder).as_posix(): file_digest(path) for path in sorted(paths)}


def differing(folder: Path, manifest: Manifest) -> list[str]:
    """The files of ``manifest`` that are missing in ``folder`` or are not as they were written."""
    return [
        name
        for name, digest in sorted(manifest.files.items())
        if not (folder / name).is_file() or file_digest(folder / name) != digest
    ]


def draft_number(fingerprint: str, code: str) -> str:
    """The number by which a review names a draft, for example 7F3A-91C2: another one where figures or pages are others."""
    number = _hash(fingerprint + code).upper()
    return f"{number[:4]}-{number[4:8]}"


def quarter_of(manifest: Manifest) -> Quarter:
    """The quarter of an edition."""
    return Quarter.parse(manifest.quarter)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
