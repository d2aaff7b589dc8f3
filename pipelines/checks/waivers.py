"""Waivers: known failures that a site accepts for a while, each with a reason and the last day on which it holds.

``expectations/waivers.csv`` lists them. A problem that one covers stays on the receipt as waived and no longer counts toward
acceptance. A check between registers is waived for the agency that it is about, or for all of them in the coordinator's name. What protects people, and what makes a file or a row unusable, can never be waived. Which numbers a waiver
touches is worked out in ``warehouse/``.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from pipelines.checks.catalogue import Check
from pipelines.layouts.period import Period, usual_period
from pipelines.metadata.datasets import DATASETS
from pipelines.privacy.detectors import identifying
from pipelines.problems import Problem, Severity, Stage
from pipelines.reading import normalise_header
from pipelines.settings import SettingsError

COLUMNS = ("check_id", "agency", "dataset", "column", "period", "until", "reason", "approved_by_role")
_MAY_BE_BLANK = ("column", "period")


@dataclass(frozen=True)
class Waiver:
    """One line of ``waivers.csv``.

    ``column`` is the column as the receipt names it, blank for every one; without a ``period`` every period is covered.
    ``until`` is the last day on which it holds: a file that comes later is judged as if it were not there.
    """

    check_id: str
    agency_code: str
    dataset: str
    column: str
    period: Period | None
    until: date
    reason: str
    approved_by_role: str

    @property
    def is_between_registers(self) -> bool:
        """Whether it is about a check that the build makes, and not about files as they come."""
        return self.check_id.startswith(f"{Stage.CROSS}_")

    def holds_on(self, day: date) -> bool:
        """Whether the waiver has not died yet."""
        return day <= self.until

    def covers(self, problem: Problem, dataset: str | None, period: Period | None) -> bool:
        """Whether it is about this problem of a file of its agency."""
        return (
            (self.check_id, self.dataset) == (problem.check_id, dataset)
            and (not self.column or normalise_header(self.column) == normalise_header(problem.column or ""))
            and (self.period is None or (period is not None and _overlap(self.period, period)))
        )

    @property
    def words(self) -> str:
        """How the waiver is told beside what it covers."""
        return f"Accepted until {self.until.isoformat()}: {self.reason.rstrip('.')}."


def _overlap(one: Period, other: Period) -> bool:
    return one.start <= other.end and other.start <= one.end


@dataclass(frozen=True)
class Waived:
    """A problem that a waiver covers: which waiver, and how many rows it touches."""

    waiver: Waiver
    title: str
    column: str
    rows_count: int

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values, for the manifest."""
        return {
            "check_id": self.waiver.check_id,
            "title": self.title,
            "column": self.column,
            "waiver_column": self.waiver.column,
            "until": self.waiver.until.isoformat(),
            "reason": self.waiver.reason,
            "rows_count": self.rows_count,
        }


def apply_waivers(
    problems: Iterable[Problem],
    waivers: Iterable[Waiver],
    catalogue: Mapping[str, Check],
    dataset: str | None,
    period: Period | None,
    day: date,
) -> tuple[list[Problem], list[Waived]]:
    """The problems with those that a waiver covers as notes that say so, and what was waived.

    ``waivers`` are those of the file's agency, ``day`` the day on which the file came.
    """
    alive = [waiver for waiver in waivers if waiver.holds_on(day)]
    told, waived = [], []
    for problem in problems:
        check = catalogue.get(problem.check_id)
        may_be = check is not None and check.waivable and problem.stage is not Stage.PRIVACY
        found = next((w for w in alive if may_be and w.covers(problem, dataset, period)), None)
        if found is None or check is None or problem.severity in (Severity.NOTE, Severity.ROW_HELD):
            told.append(problem)
            continue
        told.append(replace(problem, severity=Severity.NOTE, message=f"{found.words} {problem.message}"))
        column = problem.column or ""
        title = check.title.format(field=column or "A field", other="the one before it")
        waived.append(Waived(found, title, column, problem.rows_count))
    return told, waived


def load_waivers(
    path: Path, catalogue: Mapping[str, Check], agencies: Iterable[str]
) -> dict[str, tuple[Waiver, ...]]:
    """The waivers of each agency, in the order of the file; none where there is no file.

    Raises:
        SettingsError: a column is missing, or a line cannot be used; the text names the line and says why.
    """
    found: dict[str, list[Waiver]] = {}
    if not path.exists():
        return {}
    known, seen = set(agencies), set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        lacking = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if lacking:
            raise SettingsError(f"{path.name}, line 1: the column {', '.join(lacking)} is missing.")
        for line in reader:
            cells = {name: (line[name] or "").strip() for name in COLUMNS}
            if not any(cells.values()):
                continue
            try:
                waiver = _waiver(cells, catalogue, known)
            except ValueError as mistake:
                raise SettingsError(f"{path.name}, line {reader.line_num}: {mistake}") from None
            same = (waiver.check_id, waiver.agency_code, waiver.dataset, waiver.column, waiver.period)
            if same in seen:
                raise SettingsError(
                    f"{path.name}, line {reader.line_num}: an earlier line waives the same; keep one of them."
                )
            seen.add(same)
            found.setdefault(waiver.agency_code, []).append(waiver)
    return {agency: tuple(lines) for agency, lines in found.items()}


def _fits_registers(cells: Mapping[str, str]) -> None:
    """ValueError says what of a line does not fit a check between registers."""
    dataset = DATASETS.get(cells["dataset"])
    if dataset is not None and not dataset.is_coordinator:
        raise ValueError(
            f"{cells['check_id']} is a check between registers, and {cells['dataset']} is none of them."
        )
    if cells["period"]:
        raise ValueError("a check between registers has no period; leave it blank.")


def _waiver(cells: Mapping[str, str], catalogue: Mapping[str, Check], agencies: set[str]) -> Waiver:
    """A line as a waiver; ValueError says what is wrong with it."""
    for name in COLUMNS:
        if not cells[name] and name not in _MAY_BE_BLANK:
            raise ValueError(f"{name} is empty.")
    check = catalogue.get(cells["check_id"])
    if check is None:
        raise ValueError(f"{cells['check_id']} is not a check; docs/checks.md lists them.")
    if check.stage is Stage.PRIVACY:
        raise ValueError(f"{check.check_id} protects people and can never be waived.")
    if not check.waivable:
        raise ValueError(
            f"{check.check_id} cannot be waived: what it finds cannot be used as it is, or needs no waiver."
        )
    if check.stage is Stage.CROSS:
        _fits_registers(cells)
    if cells["agency"] not in agencies:
        raise ValueError(f"{cells['agency']} is not an agency of this site.")
    if cells["dataset"] not in DATASETS:
        raise ValueError(f"{cells['dataset']} is not a dataset.")
    period = usual_period([cells["period"]]) if cells["period"] else None
    if cells["period"] and period is None:
        raise ValueError("period is not a month such as 2026-03; leave it blank for every month.")
    try:
        until = date.fromisoformat(cells["until"])
    except ValueError:
        raise ValueError("until is not a day such as 2026-06-30.") from None
    for name in ("reason", "approved_by_role"):
        if identifying(cells[name]):
            raise ValueError(f"{name} holds what looks like an identifier of a person; take it out.")
    return Waiver(
        check.check_id,
        cells["agency"],
        cells["dataset"],
        cells["column"],
        period,
        until,
        cells["reason"],
        cells["approved_by_role"],
    )
