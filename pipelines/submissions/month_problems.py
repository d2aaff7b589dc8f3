"""What is told of the months that a file covers: another month than its name says, part of a month, months known already.

Which file counts for a month that several cover is decided in ``warehouse/restated.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pipelines.layouts.named import named_period
from pipelines.layouts.period import Period, month_end
from pipelines.metadata.datasets import DATASETS
from pipelines.problems import Problem, Severity, Stage
from pipelines.submissions.verdict import Status


def wrong_month(period: Period | None, dated: Period | None, file_name: str) -> list[Problem]:
    """The question which month a file is about, where its name or title and its dates share none (Q28 of the quirks).

    ``period`` is what the file counts for, ``dated`` the months that its rows fill.
    """
    if period is None:
        return []
    if dated is not None and not _share(period, dated):
        return [_other(f"The title says {period.label}, but the rows are dated {dated.label}.")]
    named = named_period(file_name)
    if named is not None and not _share(period, named):
        return [_other(f"The file's name says {named.label}, but the file is about {period.label}.")]
    return []


def says_period(file_name: str, period: Period | None) -> bool:
    """Whether the file's name states exactly the period that the file is about."""
    return period is not None and named_period(file_name) == period


def _share(one: Period, other: Period) -> bool:
    return bool(set(one.months()) & set(other.months()))


def _other(words: str) -> Problem:
    return Problem(
        "table_period_other_than_name",
        Severity.UNLIKELY,
        Stage.TABLE,
        f"{words} Rows count for the months of their dates. If the wrong month was exported, send the right one.",
    )


def part_of_month(period: Period | None) -> list[Problem]:
    """A note on a file that covers part of a month only, with the days that it covers (Q31 of the quirks)."""
    if period is None or not period.is_partial:
        return []
    return [
        Problem(
            "table_period_partial",
            Severity.NOTE,
            Stage.TABLE,
            f"{coverage_words(period)} The rest of the month is not known; nothing to do if it comes in another file.",
        )
    ]


def coverage_words(period: Period) -> str:
    """The days that a file covers of months that it does not cover whole: "Covers ... only: 28 of 31 days."."""
    whole = month_end(period.end) - period.start.replace(day=1)
    covered = (period.end - period.start).days + 1
    return (
        f"Covers {period.start:%Y-%m-%d} to {period.end:%Y-%m-%d} only: {covered} of {whole.days + 1} days."
    )


def known_months(
    agency: str, dataset: str | None, stream: str, period: Period | None, earlier: Iterable[Mapping[str, Any]]
) -> list[Problem]:
    """A note on months that other files of the same kind cover already (Q27 and Q28 of the quirks).

    ``earlier`` are the manifests of files that came before. A file for exactly the same days is a correction and no overlap.
    """
    if period is None or dataset is None or DATASETS[dataset].is_coordinator:
        return []
    mine, own = set(period.months()), (period.start.isoformat(), period.end.isoformat())
    known: set[date] = set()
    for manifest in earlier:
        same = (manifest["agency_code"], manifest["dataset"], manifest.get("stream") or "") == (
            agency,
            dataset,
            stream,
        )
        days = (manifest.get("period_start"), manifest.get("period_end"))
        if same and days[0] and days != own and Status(manifest["status"]).counts:
            other = Period(date.fromisoformat(days[0]), date.fromisoformat(str(days[1])))
            known |= mine & set(other.months())
    if not known:
        return []
    listed = ", ".join(f"{month:%Y-%m}" for month in sorted(known))
    return [
        Problem(
            "history_period_overlap",
            Severity.NOTE,
            Stage.HISTORY,
            f"The file covers months that came before in other files: {listed}. Where it covers a month whole and lists it "
            "anew, it counts in place of the earlier rows; else it adds to them. The receipt says what changed.",
        )
    ]
