"""Submission folders: immutable, written whole or not at all, and the only record of what came in.

A folder is written under a temporary name and renamed once. Its name is the submission's id: agency, dataset,
period, and a hash over the content and over the way it was read, so that a file read again under a new layout
is a new submission and the old one stays.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines.problems import Problem, problem_from
from pipelines.settings import Site
from pipelines.storage import read_parquet, write_parquet

TEMPORARY = ".writing-"
_PROBLEM_FIELDS = ("check_id", "severity", "stage", "message", "sheet", "cells", "column", "rows_count")


@dataclass(frozen=True)
class Submission:
    """A stored submission: its manifest, and where its records and problems stand."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def submission_id(self) -> str:
        """The submission's id, which is its folder's name."""
        return str(self.manifest["submission_id"])

    @property
    def records(self) -> Path | None:
        """The records, for a submission that counts and has any."""
        path = self.folder / "records.parquet"
        return path if path.exists() else None

    @property
    def problems(self) -> Path:
        """The problems."""
        return self.folder / "problems.parquet"

    def beside(self, name: str) -> Path | None:
        """A further table of the submission, where it has one."""
        path = self.folder / f"{name}.parquet"
        return path if path.exists() else None


def file_digest(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def make_submission_id(
    agency: str, dataset: str | None, period: str | None, content: str, recipe: str
) -> str:
    """The id of a submission; safe as a folder name, and the same for the same content read the same way."""
    hashed = hashlib.sha256(f"{content}|{recipe}".encode()).hexdigest()[:12]
    told = (period or "no-period").replace(" to ", "_").lower()
    folder = re.sub(r"[^a-z0-9_]+", "_", agency.lower())  # a folder of the drop may be called anything
    return f"{folder}-{dataset or 'unknown'}-{told}-{hashed}"


def save(
    site: Site,
    manifest: dict[str, Any],
    records: pa.Table | None,
    problems: list[Problem],
    key: str,
    beside: Mapping[str, pa.Table] | None = None,
) -> Submission:
    """Write a submission folder; if it stands already it is left as it is.

    ``beside`` are further tables by name, encrypted like the records: what the receipt hands back.
    """
    folder = site.submissions / manifest["submission_id"]
    if folder.exists():
        return _load(str(folder))
    site.submissions.mkdir(parents=True, exist_ok=True)
    temporary = site.submissions / f"{TEMPORARY}{manifest['submission_id']}"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir()
    if records is not None:
        write_parquet(records, temporary / "records.parquet", key)
    for name, table in (beside or {}).items():
        write_parquet(table, temporary / f"{name}.parquet", key)
    write_parquet(_problem_table(problems), temporary / "problems.parquet", key)
    with (temporary / "manifest.json").open("w", encoding="utf-8") as file:
        json.dump(manifest, file, indent=1, sort_keys=True)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, folder)
    return Submission(folder, manifest)


def _problem_table(problems: list[Problem]) -> pa.Table:
    rows = [problem.to_dict() for problem in problems]
    columns = {name: pa.array([row[name] for row in rows], pa.string()) for name in _PROBLEM_FIELDS[:-1]}
    columns["rows_count"] = pa.array([row["rows_count"] for row in rows], pa.int64())
    return pa.table(columns)


def load_problems(submission: Submission, key: str) -> list[Problem]:
    """The problems of a stored submission, in the order they were written."""
    return [problem_from(row) for row in read_parquet(submission.problems, key).to_pylist()]


@lru_cache(maxsize=100_000)
def _load(name: str) -> Submission:
    """A submission from its folder; folders never change, so each is read once."""
    folder = Path(name)
    return Submission(folder, json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


def stored(site: Site) -> Iterator[Submission]:
    """Every whole submission, by id; folders that a killed run left half written are passed over."""
    root = site.submissions
    if not root.exists():
        return
    # Asked some ten times for each file that comes in, so without a Path for each.
    for name in sorted(os.listdir(root)):
        if not name.startswith(TEMPORARY) and os.path.exists(f"{root}/{name}/manifest.json"):
            yield _load(f"{root}/{name}")


def clear_leftovers(site: Site) -> None:
    """Remove folders that a killed run left half written; called by whoever holds the site's lock."""
    if site.submissions.exists():
        for folder in site.submissions.glob(f"{TEMPORARY}*"):
            shutil.rmtree(folder, ignore_errors=True)


def file_identity(manifest: dict[str, Any]) -> tuple[str, ...]:
    """What makes two readings readings of one file: its agency, its bytes, and the month that its name states."""
    return (
        str(manifest["agency_code"]),
        str(manifest["file_sha256"]),
        str(manifest.get("named_period") or ""),
    )


def rows_that_stand(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The account of rows that a submission stands for: of a returned receipt that of the file it corrects, as corrected."""
    version = manifest.get("version") or {}
    return version.get("rows") or manifest.get("rows") or {}


def current_readings(site: Site, recipes: dict[str, str]) -> list[Submission]:
    """One submission per agency and content: the one read as files are read today, else the newest reading."""
    best: dict[tuple[str, ...], tuple[tuple[bool, int], Submission]] = {}
    for submission in stored(site):
        manifest = submission.manifest
        identity = file_identity(manifest)
        is_today = manifest["recipe"] == recipes.get(manifest["agency_code"], "")
        rank = (is_today, submission.folder.stat().st_mtime_ns)
        if identity not in best or rank > best[identity][0]:
            best[identity] = (rank, submission)
    return sorted((submission for _, submission in best.values()), key=lambda s: s.submission_id)
