"""What lies in the drop folders, told apart by content.

A file's time never decides whether it is new: its hash and the way it would be read today do, and of its name only
the month that it states.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from pipelines.layouts.named import named_period
from pipelines.privacy.detectors import identifying
from pipelines.settings import Site
from pipelines.submissions.store import Submission, file_digest

UNASSIGNED = "unassigned"
NOT_DATA = {"readme", "readme.md", "readme.txt", "thumbs.db", "desktop.ini"}


@dataclass(frozen=True)
class DropFile:
    """A file in an agency's drop folder. ``recipe`` is the hash of all that decides how it is read."""

    path: Path
    agency_code: str
    digest: str
    recipe: str
    received: datetime

    @property
    def key(self) -> str:
        """What names this content in this reading: the Dagster partition of the submission."""
        return "-".join(
            part for part in (self.agency_code, self.digest[:16], self.recipe[:8], self.named) if part
        )

    @property
    def named(self) -> str:
        """The period that the file's name states, in a form fit for a key; empty where it states none.

        A report of nothing is often one sheet sent month after month under another name: same bytes, another month.
        """
        period = named_period(self.path.name)
        return period.label.replace(" to ", "_").lower() if period else ""

    @property
    def label(self) -> str:
        """The file's name as it may be told."""
        return name_label(self.name)

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name


def name_label(name: str) -> str:
    """The name of a file as it may be told; one that identifies somebody is withheld."""
    return "(name withheld)" if identifying(name) else name


def scan_drop(site: Site, recipes: dict[str, str]) -> list[DropFile]:
    """Every file in the drop folders, in the order they came; ``recipes`` gives each agency's recipe.

    Files outside any agency's folder belong to nobody and are told as such. Excel's own markers of open workbooks,
    hidden files and notes on the folder itself are no drops.
    """
    if not site.drop.exists():
        return []
    found = []
    for path in sorted(site.drop.rglob("*")):
        parts = path.relative_to(site.drop).parts
        if path.name.lower() in NOT_DATA or any(part.startswith((".", "~$")) for part in parts):
            continue
        agency = parts[0] if len(parts) > 1 and not _identifying(parts[0]) else UNASSIGNED
        try:
            if not path.is_file():
                continue
            stat = path.stat()
            digest = _digest(str(path), stat.st_size, stat.st_mtime_ns)
        except FileNotFoundError:  # taken away while we looked
            continue
        received = datetime.fromtimestamp(int(stat.st_mtime))
        found.append(DropFile(path, agency, digest, recipes.get(agency, ""), received))
    return sorted(found, key=lambda f: (f.received, f.agency_code, f.name))


_identifying = lru_cache(maxsize=1_000)(identifying)


@lru_cache(maxsize=100_000)
def _digest(path: str, size: int, mtime_ns: int) -> str:
    """The content hash; size and time only spare a second look at a file that has not changed."""
    return file_digest(Path(path))


def new_drops(drops: Iterable[DropFile], known: Iterable[Submission]) -> list[DropFile]:
    """Drops whose content has not been judged in today's reading, each content once."""
    seen = {submission.manifest["drop_key"] for submission in known}
    fresh = []
    for drop in drops:
        if drop.key not in seen:
            seen.add(drop.key)
            fresh.append(drop)
    return fresh


def same_content(drops: Iterable[DropFile]) -> list[tuple[DropFile, DropFile]]:
    """Files that hold exactly what an earlier file of the same agency holds, each with that earlier file."""
    first: dict[str, DropFile] = {}
    twins = []
    for drop in drops:
        earlier = first.setdefault(drop.key, drop)
        if earlier is not drop:
            twins.append((drop, earlier))
    return twins
