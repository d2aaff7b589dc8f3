"""Doubts about a file as a whole, or about a sheet or a column of it: asked on the receipt, confirmed there with a reason.

Such a doubt (far fewer rows than usual, a column gone blank) belongs to no single row, so it has a line of its own on *Fix
these*. A confirmation holds for the file and its corrections. A new export of the same period is asked again unless the doubt
says exactly the same, counts included; a file of another period is asked too, save of what ``HOLDS_ON`` names, which is asked again
once it is clearly more than when it was confirmed. Rows are confirmed in ``confirmed_rows.py``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from pipelines.checks import HOLDS_ON, Check, Confirmed, confirm
from pipelines.problems import Problem, Severity, Stage, problem_from
from pipelines.submissions.fix_rows import is_marking
from pipelines.submissions.fix_words import Doubt
from pipelines.submissions.judged import IntakeContext, Judged
from pipelines.submissions.verdict import Status

TABLE = "confirmed_doubts"
CONFIRMED_DOUBTS = pa.schema(
    [
        *((name, pa.string()) for name in ("check_id", "severity", "stage", "message", "sheet", "cells", "column")),
        ("rows_count", pa.int64()),
        ("reason", pa.string()),
    ]
)  # fmt: skip
_NOT_LOOKED_AT_AGAIN = (Stage.FILE, Stage.SHEET, Stage.TABLE)


@dataclass(frozen=True)
class Sure:
    """A doubt that was confirmed: the problem as it was before, and the reason."""

    problem: Problem
    reason: str = field(repr=False)


@dataclass(frozen=True)
class HeldOn:
    """A confirmation that came with an earlier file and holds on: why, with the file of which period, and of what share of its rows."""

    reason: str = field(repr=False)
    since: str
    share: float


@dataclass(frozen=True)
class ToldDoubts:
    """Problems with the confirmed doubts as notes, what was confirmed, and each of them with its reason."""

    problems: list[Problem]
    confirmed: list[Confirmed]
    sure: list[Sure]

    def table(self) -> pa.Table:
        """The confirmed doubts as they are stored with a submission: what was told, and no value."""
        rows = [{**one.problem.to_dict(), "reason": one.reason} for one in self.sure]
        return pa.Table.from_pylist(rows, CONFIRMED_DOUBTS)


def doubt_of(problem: Problem) -> Doubt:
    """What a problem doubts."""
    return problem.check_id, problem.sheet or "", problem.column or ""


def is_doubt(problem: Problem, catalogue: Mapping[str, Check]) -> bool:
    """Whether a problem is unlikely, about no row that a receipt hands back, and the sender's to confirm."""
    check = catalogue.get(problem.check_id)
    return (
        problem.severity is Severity.UNLIKELY
        and not is_marking(problem)
        and check is not None
        and check.waivable
    )


def ask_about_file(judged: Judged, catalogue: Mapping[str, Check]) -> None:
    """Give the receipt of a judged file its lines about the file as a whole, where it hands anything back."""
    if judged.fix is None:
        return
    asked = dict.fromkeys(doubt_of(p) for p in judged.problems if is_doubt(p, catalogue))
    judged.fix = replace(judged.fix, doubts=tuple(asked))


def with_confirmed_doubts(
    problems: Sequence[Problem],
    reasons: Mapping[Doubt, str | HeldOn],
    catalogue: Mapping[str, Check],
    own: str = "",
) -> ToldDoubts:
    """The problems with the doubts that have a reason as notes that give it; ``own`` is the period of their file."""
    told = ToldDoubts([], [], [])
    for problem in problems:
        known = reasons.get(doubt_of(problem)) if is_doubt(problem, catalogue) else None
        if known is None:
            told.problems.append(problem)
            continue
        reason = known.reason if isinstance(known, HeldOn) else known
        if isinstance(known, HeldOn) and known.since != own:
            note, confirmed = confirm(problem, reason, catalogue, known.since, known.share)
        else:
            note, confirmed = confirm(problem, reason, catalogue)
        told.problems.append(note)
        told.confirmed.append(confirmed)
        told.sure.append(Sure(problem, reason))
    return told


def sure_before(table: pa.Table) -> list[Sure]:
    """The doubts that were confirmed with an earlier version."""
    found = []
    for line in table.to_pylist():
        reason = line.pop("reason")
        found.append(Sure(problem_from(line), reason))
    return found


def still_standing(sure: Iterable[Sure], checked_again: Collection[str]) -> list[Problem]:
    """Confirmed doubts about the file that a correction of rows does not look at again: they stand as they were."""
    return [
        s.problem
        for s in sure
        if s.problem.stage in _NOT_LOOKED_AT_AGAIN and s.problem.check_id not in checked_again
    ]


def carry_confirmed_doubts(judged: Judged, before: pa.Table | None, context: IntakeContext) -> None:
    """Confirm in a new export what was confirmed ``before``, with the last file of the same period, word for word."""
    sure = sure_before(before) if before is not None else []
    known = {(s.problem.check_id, s.problem.column, s.problem.message): s.reason for s in sure}
    same = {
        doubt_of(p): (p.check_id, p.column, p.message) for p in judged.problems if p.check_id not in HOLDS_ON
    }
    reasons: dict[Doubt, str | HeldOn] = {
        doubt: known[words] for doubt, words in same.items() if words in known
    }
    reasons |= held_on(judged, context.earlier, context.catalogue)
    if before is not None or reasons:
        confirm_doubts(judged, reasons, context.catalogue)


def held_on(
    judged: Judged, earlier: Sequence[Mapping[str, Any]], catalogue: Mapping[str, Check]
) -> dict[Doubt, HeldOn]:
    """The doubts of a judged file that were confirmed with an earlier file of its kind, and are about as much of it, or less.

    ``earlier`` are the manifests of files that came before, oldest first. The newest confirmation counts, with the share of rows
    that it was given for: a share that grows by a little every month is asked about once it has grown by more than ``HOLDS_ON``.
    """
    doubts = [p for p in judged.problems if p.check_id in HOLDS_ON and is_doubt(p, catalogue)]
    if not doubts or judged.profile is None or not judged.profile.rows:
        return {}
    mine = (judged.agency_code, judged.dataset, judged.layout.stream if judged.layout else "")
    like_it = [
        m
        for m in reversed(earlier)
        if (m["agency_code"], m["dataset"], m.get("stream") or "") == mine and Status(m["status"]).counts
    ]
    found: dict[Doubt, HeldOn] = {}
    for check_id, column in dict.fromkeys((p.check_id, p.column or "") for p in doubts):
        about = [p for p in doubts if (p.check_id, p.column or "") == (check_id, column)]
        share = sum(p.rows_count for p in about) / judged.profile.rows
        held = next(filter(None, (_confirmed_with(m, check_id, column) for m in like_it)), None)
        if held is not None and share <= held.share + HOLDS_ON[check_id]:
            found |= {doubt_of(p): held for p in about}
    return found


def _confirmed_with(manifest: Mapping[str, Any], check_id: str, column: str) -> HeldOn | None:
    """What a file's manifest says of a confirmation: of its own, or of an earlier one that held on."""
    told = [c for c in manifest.get("confirmed") or () if (c["check_id"], c["column"]) == (check_id, column)]
    rows = (manifest.get("profile") or {}).get("rows")
    if not told or not rows:
        return None
    share = sum(c["rows_count"] for c in told) / rows
    since = str(manifest.get("period_start") or manifest["received_ts"])[:7]
    return HeldOn(told[0]["reason"], told[0].get("since", since), told[0].get("share", share))


def confirm_doubts(
    judged: Judged, reasons: Mapping[Doubt, str | HeldOn], catalogue: Mapping[str, Check]
) -> None:
    """Confirm doubts of a judged file, and keep what was confirmed for the versions to come."""
    own = f"{judged.period.start:%Y-%m}" if judged.period else ""
    found = with_confirmed_doubts(judged.problems, reasons, catalogue, own)
    judged.problems = found.problems
    judged.confirmed = [*judged.confirmed, *found.confirmed]
    judged.beside[TABLE] = found.table()
