"""A file beside what its agency sent before: fewer or more rows, columns gone blank, codes gone unknown, records gone.

Pure: the caller hands in what the files before held, as counts only. Everything found here is unlikely, not wrong: the sender
confirms it with a reason, or sends a better file.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from pipelines.checks.catalogue import Check
from pipelines.layouts.period import Period
from pipelines.metadata.derive import field_title
from pipelines.problems import Problem

TRAILING = 6  # months that a file is compared with
FEWEST = 3  # files before there is anything to compare with
LOW, HIGH = 0.4, 2.5  # of the median number of rows in a month
SMALL_MEDIAN, SMALL_DIFFERENCE = 10, 15
RECORDS_FEWER = "history_records_fewer"
_CHANCE = 3  # square roots of the median: a smaller difference may be chance
_UNLIKELY_BLANK = 0.001  # chance that a column as full as before is blank on every row
_CODES_JUMP, _FEWEST_CODES = 0.05, 4
_RECORDS_GONE, _FEWEST_RECORDS = 0.1, 4


@dataclass(frozen=True)
class Profile:
    """What a file holds, as counts: rows used, different records, filled cells and unread cells by field."""

    rows: int
    records: int
    filled: Mapping[str, int]
    unread: Mapping[str, int]

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, for the manifest."""
        return {
            "rows": self.rows,
            "records": self.records,
            "filled": dict(self.filled),
            "unread": dict(self.unread),
        }


@dataclass(frozen=True)
class Before:
    """A file that came before and counted, with its period and the day it came."""

    period: Period
    received: date
    profile: Profile

    @property
    def rows_per_month(self) -> float:
        """Rows used, by the months that the file covers."""
        return self.profile.rows / len(self.period.months())


@dataclass(frozen=True)
class History:
    """The files that one agency sent of one kind before, in the order in which they came."""

    files: tuple[Before, ...] = ()

    def trailing(self, period: Period) -> list[Before]:
        """The latest files of whole months before ``period``, each period's last version."""
        versions = {
            b.period: b for b in self.files if b.period.end < period.start and not b.period.is_partial
        }
        return sorted(versions.values(), key=lambda b: b.period.end)[-TRAILING:]

    def same_period(self, period: Period) -> Before | None:
        """The last file of exactly this period."""
        return next((b for b in reversed(self.files) if b.period == period), None)


def history_of(manifests: Iterable[Mapping[str, Any]]) -> History:
    """The history that manifests tell, in their order; those without a period or a profile are passed over."""
    files = []
    for manifest in manifests:
        told = manifest.get("profile")
        if not told or not manifest.get("period_start") or not manifest.get("period_end"):
            continue
        period = Period(
            date.fromisoformat(manifest["period_start"]), date.fromisoformat(manifest["period_end"])
        )
        received = date.fromisoformat(str(manifest["received_ts"])[:10])
        files.append(Before(period, received, Profile(**told)))
    return History(tuple(files))


def history_problems(
    profile: Profile, period: Period | None, history: History, catalogue: Mapping[str, Check]
) -> list[Problem]:
    """What is unlikely about a file, seen beside its history."""
    if period is None:
        return []
    before = history.trailing(period)
    told: list[Problem] = []

    def tell(check_id: str, message: str, column: str | None = None, rows: int = 0) -> None:
        check = catalogue[check_id]
        problem = Problem(check_id, check.severity, check.stage, message, column=column, rows_count=rows)
        told.append(check.with_next_step(problem))

    _same_period(profile, period, history, tell)
    if len(before) >= FEWEST:
        if not period.is_partial:
            _rows(profile, period, before, tell)
        _fields(profile, before, tell)
    return told


def _same_period(profile: Profile, period: Period, history: History, tell: Any) -> None:
    """A period that came before: its correction replaces it, and should not lose records."""
    last = history.same_period(period)
    if last is None:
        return
    was, now = last.profile.records, profile.records
    came = f"{period.label} came before, on {last.received.isoformat()}"
    if was - now >= max(_FEWEST_RECORDS, _RECORDS_GONE * was):
        tell(RECORDS_FEWER, f"{came}, with {was:,} records; this file has {now:,} and replaces it.")
    else:
        tell("history_sent_before", f"{came}, with {was:,} records; this file has {now:,} and replaces it.")


def _rows(profile: Profile, period: Period, before: list[Before], tell: Any) -> None:
    """Rows in a month far from the median of the months before, by more than chance would."""
    usual = float(median(b.rows_per_month for b in before))
    now = profile.rows / len(period.months())
    if usual < SMALL_MEDIAN:
        far = abs(now - usual) > SMALL_DIFFERENCE
    else:
        far = not LOW * usual <= now <= HIGH * usual and abs(now - usual) > _CHANCE * math.sqrt(usual)
    if far:
        tell(
            "history_rows_count",
            f"{now:,.0f} rows in a month; the median of the {len(before)} files before is {usual:,.0f}.",
            rows=profile.rows,
        )


def _fields(profile: Profile, before: list[Before], tell: Any) -> None:
    """Columns that were filled and are blank now, and columns with many more unread cells than before."""
    rows_before = sum(b.profile.rows for b in before)
    for name, filled in profile.filled.items():
        title = field_title(name)
        known = [b.profile for b in before if name in b.profile.filled]
        filled_before = sum(p.filled[name] for p in known)
        unread_before = sum(p.unread.get(name, 0) for p in known)
        unread = profile.unread.get(name, 0)
        share = filled_before / rows_before if rows_before else 0.0
        if filled + unread == 0 and (1 - min(share, 1.0)) ** profile.rows < _UNLIKELY_BLANK:
            tell(
                "history_column_blank",
                f"{title} is blank on every row; in the {len(before)} files before it was filled on {share:.0%} of rows.",
                title,
                profile.rows,
            )
        if unread < _FEWEST_CODES:
            continue
        now = unread / (filled + unread)
        then = unread_before / max(filled_before + unread_before, 1)
        if known and now > then + _CODES_JUMP:
            tell(
                "history_unknown_codes",
                f"{title}: {unread:,} of {filled + unread:,} filled cells could not be read; in the files before it was "
                f"{unread_before:,} of {filled_before + unread_before:,}.",
                title,
                unread,
            )
