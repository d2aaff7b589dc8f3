"""What was taken in before, looked up for a receipt that comes back. The submission folders are the only record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipelines.problems import Problem
from pipelines.settings import Site
from pipelines.storage import read_parquet
from pipelines.submissions.fix_columns import FixColumn
from pipelines.submissions.fix_words import Doubt
from pipelines.submissions.register import read_register, withdrawn_files
from pipelines.submissions.store import (
    Submission,
    current_readings,
    file_identity,
    load_problems,
    stored,
)


@dataclass(frozen=True)
class Ledger:
    """The stored submissions of a site, and how to read a file anew that the layouts of today have not met yet."""

    site: Site
    key: str
    recipes: dict[str, str]
    reread: Callable[[Submission], None] | None = None

    def find(self, number: str) -> Submission | None:
        """The submission with this receipt number, whatever became of it."""
        return next((s for s in stored(self.site) if s.submission_id == number), None)

    def today(self, submission: Submission) -> Submission:
        """The reading of the same file that counts today; the file is read anew first where it still lies there."""
        if self.reread and submission.manifest["recipe"] != self.recipes.get(
            submission.manifest["agency_code"]
        ):
            self.reread(submission)
        identity = file_identity(submission.manifest)
        readings = current_readings(self.site, self.recipes)
        return next((s for s in readings if file_identity(s.manifest) == identity), submission)

    def newer(self, base: Submission, before: str, file_digest: str, content: str) -> Submission | None:
        """Another file that replaced ``base`` before the moment ``before``.

        The file asking is known by its bytes and by what it says (``content``): where a file that says the same was taken in
        already, none replaced it. Files that hold the same as ``base``, and withdrawn ones, replace nothing.
        """
        same = ("agency_code", "dataset", "stream", "scope", "period_start", "period_end")
        own, withdrawn = base.manifest, withdrawn_files(read_register(self.site))
        found = [
            s
            for s in current_readings(self.site, self.recipes)
            if all(s.manifest.get(name) == own.get(name) for name in same)
            and s.manifest["file_sha256"] not in (own["file_sha256"], file_digest)
            and s.manifest["content_digest"] != own["content_digest"]
            and s.manifest["status"] in ("accepted", "accepted_with_problems", "nil_report")
            and own["received_ts"] < s.manifest["received_ts"] < before
            and file_identity(s.manifest) not in withdrawn
        ]
        if any(s.manifest["content_digest"] == content for s in found):
            return None
        return max(found, key=lambda s: str(s.manifest["received_ts"]), default=None)

    def table(self, submission: Submission, name: str) -> pa.Table | None:
        """A table stored with a submission."""
        path = submission.beside(name)
        return read_parquet(path, self.key) if path else None

    def problems(self, submission: Submission) -> list[Problem]:
        """The problems of a submission."""
        return load_problems(submission, self.key)


def told_doubts(manifest: Mapping[str, Any]) -> list[Doubt]:
    """What the receipt of a submission asks about the file as a whole."""
    return [(check, sheet, column) for check, sheet, column in (manifest.get("fix") or {}).get("doubts", [])]


def told_columns(manifest: Mapping[str, Any]) -> list[FixColumn]:
    """The columns that the receipt of a submission shows on *Fix these*."""
    return [FixColumn.from_dict(told) for told in (manifest.get("fix") or {}).get("columns", [])]
