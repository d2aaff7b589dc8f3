"""The ledger on disk: one immutable file per edition and audience in ``.samepage/releases/``.

What a release is, and what it means for later ones, is ``disclosure/ledger.py``. A release holds only what was
shown, so its file is no more secret than the edition itself. A file is never changed and never deleted.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from pipelines.disclosure.ledger import Release
from pipelines.settings import Site

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*\Z")


class ReleaseError(Exception):
    """A release cannot be written: its name is taken or cannot be a file's name."""


def read_releases(site: Site) -> tuple[Release, ...]:
    """Every release so far, in the order of their names."""
    if not site.releases.exists():
        return ()
    return tuple(
        Release.from_json(path.read_text(encoding="utf-8")) for path in sorted(site.releases.glob("*.json"))
    )


def write_release(site: Site, release: Release) -> Path:
    """Write a release once; the same release again changes nothing.

    Raises:
        ReleaseError: another release of that name and audience is there, or the name cannot be a file's.
    """
    if not _NAME.match(release.name):
        raise ReleaseError("The name of a release has letters, digits and hyphens only, for example 2026-Q1.")
    site.releases.mkdir(parents=True, exist_ok=True)
    path = site.releases / f"{release.name}.{release.audience}.json"
    text = release.to_json()
    if path.exists():
        if path.read_text(encoding="utf-8") != text:
            raise ReleaseError(f"{release.name} was released before with other figures; give it a new name.")
        return path
    building = path.with_suffix(".tmp")
    building.write_text(text, encoding="utf-8")
    os.replace(building, path)
    path.chmod(0o444)
    return path
