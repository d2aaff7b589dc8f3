"""A site for the quirks of exports.md 2.4, writers of the files, and the table of the quirks.

A quirk is a function in ``test_quirks.py`` marked with ``quirk(id, words)``: it builds the file with that one quirk,
judges it, and asserts what has to become of it.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from pipelines.settings import Site
from pipelines.submissions import Intake
from pipelines.submissions.take_in import Judged

SITE_YAML = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
as_of: 2026-04-01
time_zone: America/Chicago
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol}
  - {code: rpd, name: Redfield Police, area: patrol}
  - {code: tpd, name: Two Row Police, area: patrol}
  - {code: gpd, name: Grouped Police, area: patrol}
  - {code: opd, name: Option Police, area: patrol}
  - {code: xpd, name: Example Police, area: patrol}
  - {code: so, name: Elm County Sheriff, area: sheriff_jail}
  - {code: court, name: Elm County Court, area: court}
  - {code: haven, name: Haven, area: advocacy}
"""
DAY = '["%m/%d/%Y %H:%M", "%m/%d/%Y"]'
LAYOUTS = {
    "mpd/rms_incidents": f"""dataset: rms_incidents
layouts:
  - sheets: ["Incidents*", "Sheet1", "Table 1"]
    period: {{from: title, pattern: "(?P<start>\\\\d+/\\\\d+/\\\\d{{4}}) - (?P<end>\\\\d+/\\\\d+/\\\\d{{4}})"}}
    columns:
      Case Number: {{to: incident_key}}
      Reported: {{to: reported_ts, formats: {DAY}}}
      DV: {{to: dv_flag_agency}}
      Injury: {{to: injury}}
      Officer: {{class: drop}}
""",
    "rpd/rms_incidents": f"""dataset: rms_incidents
layouts:
  - columns:
      Report: {{to: incident_key}}
      Reported: {{to: reported_ts, formats: {DAY}}}
      Seen: {{to: report_approved_ts}}
      Date: {{to: occurred_ts, formats: {DAY}, time_column: Time}}
      Offense: {{to: most_serious_offense, split: " - "}}
      Kids: {{to: children_count, missing: ["99"]}}
      Beat: {{to: geo_area}}
      Age: {{to: victim_age_band, from: age}}
      Born: {{to: suspect_age_band, from: birth_date, at: reported_ts, formats: ["%m/%d/%Y"]}}
      Race: [{{to: victim_race, codes: {{"W/H": W, "B/N": B}}}}, {{to: victim_ethnicity, codes: {{"W/H": H, "B/N": N}}}}]
      Domestic: {{to: dv_flag_agency}}
""",
    "tpd/rms_incidents": f"""dataset: rms_incidents
layouts:
  - header: {{rows: 2}}
    columns:
      Incident / Number: {{to: incident_key}}
      Incident / Reported: {{to: reported_ts, formats: {DAY}}}
      Victim / Sex: {{to: victim_sex_gender}}
      Suspect / Sex: {{to: suspect_sex_gender}}
      DV: {{to: dv_flag_agency}}
""",
    "gpd/rms_incidents": f"""dataset: rms_incidents
layouts:
  - group_column: {{to: geo_area}}
    keep_when: {{column: DV, values: [Y]}}
    columns:
      Case Number: {{to: incident_key}}
      Reported: {{to: reported_ts, formats: {DAY}}}
      DV: {{to: dv_flag_agency}}
      Injury: {{to: injury}}
""",
    "opd/rms_incidents": f"""dataset: rms_incidents
layouts:
  - columns:
      Report: {{to: incident_key}}
      Reported: {{to: reported_ts, formats: {DAY}}}
      DV: {{to: dv_flag_agency}}
      Age today: {{to: victim_age_band, from: age_at_export, at: reported_ts}}
      Race: [{{to: victim_race}}, {{to: victim_ethnicity, other: U}}]
      "Offense: aggravated assault": {{to: most_serious_offense, codes: {{x: 13A}}, missing: ["0"]}}
      "Offense: simple assault": {{to: most_serious_offense, codes: {{x: 13B}}, missing: ["0"]}}
      "Offense: intimidation": {{to: most_serious_offense, codes: {{x: 13C}}, missing: ["0"]}}
""",
    "xpd/rms_incidents": f"""dataset: rms_incidents
layouts:
  - columns:
      Case Number: {{to: incident_key}}
      Reported: {{to: reported_ts, formats: {DAY}}}
      Offense: {{to: most_serious_offense}}
      Suspect Age: {{to: suspect_age_band, from: age}}
""",
    "xpd/rms_arrests": f"""dataset: rms_arrests
layouts:
  - columns:
      Arrest No: {{to: arrest_key}}
      Arrested: {{to: arrested_ts, formats: {DAY}}}
""",
    "so/jms_bookings": f"""dataset: jms_bookings
layouts:
  - columns:
      Booking: {{to: booking_key}}
      Booked: {{to: booked_ts, formats: {DAY}}}
      Count: {{to: charge_seq}}
      Bond: {{to: bond_amount}}
      DV: {{to: dv_charge}}
""",
    "court/sentences": """dataset: sentences
layouts:
  - columns:
      Docket: {to: court_case_key}
      Sentenced: {to: sentence_date, formats: ["%m/%d/%Y"]}
      Sentence (mos): {to: jail_days_imposed, units: {months: 30}}
      Probation: {to: probation_days, units: {months: 30, years: 365}, unit_column: Unit}
      DV: {to: dv_related}
""",
    "coordinator/survivor_survey.ticks": """dataset: survivor_survey
layouts:
  - columns:
      Wave: {to: survey_wave}
      Person: {to: answer_no}
      Agreed: {to: consent_aggregate}
    repeats:
      - columns: {"Q1 Police": {to: survivor_step, codes: {x: police}, missing: ["0"]}}
      - columns: {"Q1 Advocate": {to: survivor_step, codes: {x: advocate}, missing: ["0"]}}
      - columns: {"Q1 Court": {to: survivor_step, codes: {x: court}, missing: ["0"]}}
""",
    "coordinator/survivor_survey.parts": """dataset: survivor_survey
layouts:
  - columns:
      Wave: {to: survey_wave}
      Person: {to: answer_no}
      Agreed: {to: consent_aggregate}
    repeats:
      - constants: {survivor_step: police}
        columns: {"Police respect": {to: score_respect}, "Police listened": {to: score_listened}}
      - constants: {survivor_step: court}
        columns: {"Court respect": {to: score_respect}, "Court listened": {to: score_listened}}
""",
}
HEADERS = ["Case Number", "Reported", "DV", "Injury"]
WIDE = [
    "Report",
    "Reported",
    "Seen",
    "Date",
    "Time",
    "Offense",
    "Kids",
    "Beat",
    "Age",
    "Born",
    "Race",
    "Domestic",
]
TITLE = ["Incidents 3/1/2025 - 3/31/2025"]
Rows = Sequence[Sequence[Any]]
Change = Callable[[Any, Any], None]


def incident(number: int, *more: Any) -> list[Any]:
    """One row of the plain export."""
    return [f"24-{number:04d}", f"03/{number:02d}/2025 10:00", "Y", "N", *more]


def month(*rows: Sequence[Any], headers: Sequence[Any] = HEADERS) -> list[Sequence[Any]]:
    """A month of the plain export, three rows where none are given."""
    return [TITLE, list(headers), *(rows or [incident(n) for n in (1, 2, 3)])]


def wide(*rows: dict[str, Any]) -> list[list[Any]]:
    """Rows of the wide export; what is not named is usual."""
    usual = {"Reported": "03/04/2025 10:00", "Domestic": "Y"}
    return [
        WIDE,
        *[[(usual | {"Report": f"24-{n:04d}"} | row).get(h) for h in WIDE] for n, row in enumerate(rows, 1)],
    ]


OPTIONS = ["Report", "Reported", "DV", "Age today", "Race", *(f"Offense: {what}" for what in ("aggravated assault", "simple assault", "intimidation"))]  # fmt: skip


def optional(*rows: Sequence[Any]) -> list[Sequence[Any]]:
    """The export with boxes to tick: age, race, and the three boxes of each row."""
    return [OPTIONS, *[[f"24-{n:04d}", "03/04/2025", "Y", *row] for n, row in enumerate(rows, 1)]]


def survey(questions: Sequence[str], *rows: Sequence[Any]) -> list[Sequence[Any]]:
    """A survey wave with a row for each of ten people: ``rows`` are the first answers, everybody else gives the last one's."""
    everybody = [*rows, *[rows[-1]] * (10 - len(rows))]
    people = [["2025-Q1", str(n), "Yes", *answers] for n, answers in enumerate(everybody, 1)]
    return [["Wave", "Person", "Agreed", *questions], *people]


@dataclass
class Desk:
    """Writes files and judges them."""

    intake: Intake
    folder: Path
    written: list[Path] = field(default_factory=list)

    def book(
        self,
        sheets: dict[str, Rows] | Rows,
        change: Change | None = None,
        name: str = "export.xlsx",
        hidden: Iterable[str] = (),
        options: dict[str, Any] | None = None,
    ) -> Path:
        """A workbook with every text as text; ``change`` gets the workbook and its first sheet."""
        path = self.folder / name
        tables = sheets if isinstance(sheets, dict) else {"Incidents": sheets}
        with xlsxwriter.Workbook(path, {"strings_to_urls": False, **(options or {})}) as book:
            day = book.add_format({"num_format": "mm/dd/yyyy hh:mm"})
            pages = []
            for title, rows in tables.items():
                page = book.add_worksheet(title)
                pages.append(page)
                for r, row in enumerate(rows):
                    for c, cell in enumerate(row):
                        if isinstance(cell, str):
                            page.write_string(r, c, cell)
                        elif isinstance(cell, dt.datetime | dt.time):
                            page.write_datetime(r, c, cell, day)
                        elif cell is not None:
                            page.write_number(r, c, cell)
                if title in hidden:
                    page.hide()
            if change is not None:
                change(book, pages[0])
        return path

    def file(self, name: str, data: bytes | str, encoding: str = "utf-8") -> Path:
        """A file of these bytes."""
        path = self.folder / name
        path.write_bytes(data.encode(encoding) if isinstance(data, str) else data)
        return path

    def judge(self, source: Path | dict[str, Rows] | Rows, agency: str = "mpd", **options: Any) -> Judged:
        """The verdict on a file, or on sheets; its account always balances."""
        path = source if isinstance(source, Path) else self.book(source, **options)
        os.utime(path, (1_743_600_000, 1_743_600_000))  # April 2, 2025: files come after their month
        judged = self.intake.judge(path, agency)
        assert judged.rows.balances() and judged.cells.balances()
        assert judged.cells.used == 0 or judged.status.counts
        return judged


def told(judged: Judged) -> dict[str, str | None]:
    """Check ids with the cells they name."""
    return {problem.check_id: problem.cells for problem in judged.problems}


def values(judged: Judged, field_name: str) -> list[Any]:
    """A field of the records."""
    assert judged.records is not None, told(judged)
    return judged.records[field_name].to_pylist()


def make_site(folder: Path) -> Site:
    """The site on disk."""
    site = Site(folder)
    for place, words in LAYOUTS.items():
        path = site.layouts / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
    site.site_yaml.write_text(SITE_YAML, encoding="utf-8")
    return site


@dataclass(frozen=True)
class Quirk:
    """One quirk of the catalogue with its proof."""

    quirk_id: str
    words: str
    proof: Callable[[Desk], None]


QUIRKS: list[Quirk] = []


def quirk(quirk_id: str, words: str) -> Callable[[Callable[[Desk], None]], Callable[[Desk], None]]:
    """Enters a proof into the table of quirks; a quirk may have several."""

    def enter(proof: Callable[[Desk], None]) -> Callable[[Desk], None]:
        QUIRKS.append(Quirk(quirk_id, words, proof))
        return proof

    return enter
