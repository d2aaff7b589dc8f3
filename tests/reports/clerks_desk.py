"""A clerk's desk: a small site, a workbook with one fault of each kind, and receipts that are filled in and dropped back."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

from pipelines.problems import Problem
from pipelines.reports.outputs import save_receipt
from pipelines.reports.receipt_handed import load_handed
from pipelines.settings import Site
from pipelines.storage import read_parquet
from pipelines.submissions import Intake, Submission, load_problems, scan_drop

SITE_YAML = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
limits: {all: {unknown_codes: 0.5, unreadable_cells: 0.5}}
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol, datasets: {rms_incidents: monthly}}
  - {code: rpd, name: Redfield Police, area: patrol}
"""
LAYOUT = """dataset: rms_incidents
layouts:
  - columns:
      Case Number: {to: incident_key}
      Reported: {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}
      Approved: {to: report_approved_ts, formats: ["%m/%d/%Y %H:%M"]}
      DV: {to: dv_flag_agency}
      Injury: {to: injury}
      Officer: {class: drop}
"""
SURVEY = """dataset: survivor_survey
layouts:
  - columns:
      Wave: {to: survey_wave}
      Person: {to: answer_no}
      Agreed: {to: consent_aggregate}
    repeats:
      - constants: {survivor_step: police}
        columns: {"Police respect": {to: score_respect}, "Police listened": {to: score_listened}, "Police safer": {to: felt_safer}}
      - constants: {survivor_step: court}
        columns: {"Court respect": {to: score_respect}, "Court listened": {to: score_listened}, "Court safer": {to: felt_safer}}
"""
HEADERS = ["Case Number", "Reported", "Approved", "DV", "Injury", "Officer", "Weather"]
SENTINEL = "Zaphodson"
FIRST = datetime(2025, 4, 2, 9)
NEXT_DAY = datetime(2025, 4, 3, 9)


def incident(number: int, **changes: Any) -> list[Any]:
    told = {"Case Number": f"24-77{number:04}", "Reported": f"03/{number:02}/2025 10:00", "Approved": f"03/{number:02}/2025 10:20",
            "DV": "Y", "Injury": "N", "Officer": SENTINEL, "Weather": SENTINEL}  # fmt: skip
    return [value for _, value in {**told, **changes}.items()]


def march() -> list[list[Any]]:
    """Twenty-five rows: one held for its date, one for its number, one unlikely, one with an unknown code, one unread."""
    rows = [incident(n) for n in range(1, 26)]
    rows[2] = incident(3, Reported="31/31/2025")
    rows[4] = incident(5, **{"Case Number": None})
    rows[6] = incident(7, Approved="03/01/2025 10:20")
    rows[8] = incident(9, Injury="TRAIL")
    rows[10] = incident(11, DV="perhaps")
    return rows


@dataclass
class Desk:
    """A site with its drop folder, and what a clerk does there."""

    site: Site
    intake: Intake

    def drop(
        self,
        name: str,
        rows: Sequence[Sequence[Any]],
        agency: str = "mpd",
        at: datetime = FIRST,
        headers: Sequence[str] = HEADERS,
    ) -> Submission:
        path = self.site.drop / agency / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet("Incidents")
            for n, row in enumerate([headers, *rows]):
                sheet.write_row(n, 0, row)
        return self.take(path, at)

    def take(self, path: Path, at: datetime) -> Submission:
        os.utime(path, (at.timestamp(), at.timestamp()))
        drop = next(d for d in scan_drop(self.site, self.intake.recipes) if d.path == path)
        return self.intake.take_in(drop)

    def receipt(self, submission: Submission) -> Path:
        guidance = {c: check.guidance for c, check in self.intake.context.catalogue.items()}
        handed = load_handed(submission, self.key)
        return save_receipt(self.site, submission.manifest, self.problems(submission), guidance, handed)

    def fill(
        self,
        submission: Submission,
        cells: dict[tuple[int, str], Any] | None = None,
        edit: Callable[[Any], None] = lambda book: None,
        name: str = "back.xlsx",
        agency: str = "mpd",
        at: datetime = NEXT_DAY,
    ) -> Submission:
        """Fill in the receipt of a submission, cells by row of the sender's file and header, and drop it back."""
        book = openpyxl.load_workbook(self.receipt(submission))
        if cells:
            sheet = book["Fix these"]
            top = header_row(sheet)
            letters = {cell.value: cell.column for cell in sheet[top]}
            lines = {sheet.cell(n, 2).value: n for n in range(top + 1, sheet.max_row + 1)}
            for (row, header), value in cells.items():
                sheet.cell(lines[row], letters[header]).value = value
        edit(book)
        path = self.site.drop / agency / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return self.take(path, at)

    @property
    def key(self) -> str:
        return self.intake.context.key.derive("submissions")

    def problems(self, submission: Submission) -> list[Problem]:
        return load_problems(submission, self.key)

    def checks(self, submission: Submission) -> set[str]:
        return {p.check_id for p in self.problems(submission)}

    def records(self, submission: Submission) -> dict[int, dict[str, Any]]:
        assert submission.records is not None
        return {row["source_row"]: row for row in read_parquet(submission.records, self.key).to_pylist()}


def header_row(sheet: Any) -> int:
    return next(n for n in range(1, 20) if sheet.cell(n, 1).value == "Sheet")


def without_number(book: Any) -> None:
    """A receipt that does not say which file it is of."""
    for name in ("Verdict", "Unknown codes", "Problems", "Columns"):
        del book[name]
    for row in book["Fix these"].iter_rows(max_row=8):
        for cell in row:
            if str(cell.value or "").startswith("Receipt number"):
                cell.value = None


def renumbered(book: Any) -> None:
    """A receipt of another file."""
    for page in book:
        for row in page.iter_rows(max_row=30):
            for cell in row:
                if isinstance(cell.value, str) and "mpd-rms_incidents-" in cell.value:
                    cell.value = cell.value[:-12] + "0" * 12


def balances(manifest: dict[str, Any]) -> bool:
    tallies = [manifest[name] for name in ("rows", "cells")]
    return all(
        t["in_file"] == t["used"] + t["blank"] + t["held"] + t["left_out"]
        and t["left_out"] == sum(t["left_out_by_reason"].values())
        for t in tallies
    )


def make_site(folder: Path) -> Site:
    site = Site(folder)
    layout = site.layouts / "mpd" / "rms_incidents.yaml"
    layout.parent.mkdir(parents=True)
    layout.write_text(LAYOUT, encoding="utf-8")
    survey = site.layouts / "coordinator" / "survivor_survey.parts.yaml"
    survey.parent.mkdir(parents=True)
    survey.write_text(SURVEY, encoding="utf-8")
    site.site_yaml.write_text(SITE_YAML, encoding="utf-8")
    return site


def version(submission: Submission) -> dict[str, int]:
    told = submission.manifest["version"]
    return {name.removeprefix("rows_"): told[name] for name in
            ("rows_before", "rows_carried_over", "rows_corrected", "rows_held", "rows_left_out")}  # fmt: skip
