"""A submission's manifest as its receipt tells it now: beside what the file holds, how it stands among the others.

What a file holds is settled when it is taken in and never changes; whether it repeats an earlier file, is withdrawn, or
changed what had been counted follows from the others and is added here.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.reports.changes import Changes
from pipelines.reports.edition import day_words
from pipelines.reports.receipt_between import BETWEEN_SHEET, Misfit, between_in_text, open_misfits
from pipelines.settings import Site
from pipelines.submissions.verdict import STATUS_WORDS, Status
from pipelines.warehouse.inputs import SAME_CONTENT, WITHDRAWN, Submission
from pipelines.warehouse.standing import standings


def as_told(
    site: Site,
    manifest: Mapping[str, Any],
    changes: Changes | None = None,
    between: Sequence[Misfit] = (),
) -> dict[str, Any]:
    """The manifest with the words for how the file stands, with ``changes`` where it changed anything, and with what does not fit.

    ``between`` is what does not fit between this register and others.
    """
    told = {**manifest, "changes": changes, "between": tuple(between), "file_link": _link(site, manifest)}
    known = standings(site, manifest)
    standing = known.get(str(manifest["submission_id"]))
    if standing is None or standing.status not in (SAME_CONTENT, WITHDRAWN):
        return _with_misfits(told, open_misfits(between))
    status = Status(standing.status)
    sentence, next_step = _words(standing, known)
    return {
        **told,
        "status": str(status),
        "status_words": STATUS_WORDS[status],
        "verdict_sentence": sentence,
        "next_step": next_step,
    }


def _link(site: Site, manifest: Mapping[str, Any]) -> str | None:
    """The sender's own file as its receipt's folder leads to it, while it lies where it was dropped."""
    agency = str(manifest["agency_code"])
    path = site.drop / agency / str(manifest["file_name"])
    return Path(os.path.relpath(path, site.receipts / agency)).as_posix() if path.is_file() else None


def _with_misfits(told: dict[str, Any], count: int) -> dict[str, Any]:
    """The verdict and the next step of a register that does not fit others; nothing changes where all fits."""
    if not count:
        return told
    things = "1 thing does" if count == 1 else f"{count:,} things do"
    sentence, step = str(told["verdict_sentence"]), str(told["next_step"])
    if told["status"] == str(Status.ACCEPTED):
        used = int(told["rows"]["used"])
        sentence = f"{used:,} {'row was' if used == 1 else 'rows were'} used. Nothing is wrong with the file by itself."
        step = ""
    look = f"Correct in the register what the sheet {BETWEEN_SHEET} names, save it in the same folder, and run again."
    return {
        **told,
        "verdict_sentence": f"{sentence} {things} not fit other registers, the settings or the day.",
        "next_step": f"{step} {look}".strip(),
    }


def tells_misfits(receipt: Path, told: Mapping[str, Any]) -> bool:
    """Whether the text beside a receipt says exactly what does not fit between registers now."""
    text = receipt.with_suffix(".txt")
    words = text.read_text(encoding="utf-8") if text.exists() else ""
    lines = between_in_text(told)
    said = f"\n{BETWEEN_SHEET} (" in words
    return "\n".join(lines) in words if lines else not said


def _words(standing: Submission, known: Mapping[str, Submission]) -> tuple[str, str]:
    """What a repeated or withdrawn file is told as, and what its sender does."""
    if standing.status == WITHDRAWN:
        return (
            "This file was withdrawn and counts in no figure.",
            "Nothing to do, unless it should count: then ask the coordinator to restore it.",
        )
    first = known[str(standing.same_as)]
    same = f"This file holds the same as {first.entry.manifest['file_name']}, received {day_words(first.received_ts.date())}"
    if first.status == WITHDRAWN:
        return (
            f"{same}. That file was withdrawn, so this one does not count either.",
            "If it should count, ask the coordinator to restore it.",
        )
    newer = next((s for s in known.values() if s.replaces == first.submission_id), None)
    if newer is not None:
        return (
            f"{same}. It was counted once, until {newer.entry.manifest['file_name']} replaced it.",
            "Nothing to do if the newer file is right. To go back to this one, ask the coordinator to withdraw the newer file.",
        )
    return f"{same}; it was counted once.", "Nothing to do."


def tells(receipt: Path, changes: Changes) -> bool:
    """Whether the text beside a receipt names every change already."""
    text = receipt.with_suffix(".txt")
    if not receipt.exists() or not text.exists():
        return False
    words = text.read_text(encoding="utf-8")
    return all(restatement.sentence in words for restatement in changes.restatements)
