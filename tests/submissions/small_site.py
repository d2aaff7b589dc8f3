"""A small site, and workbooks written for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from pipelines.settings import Site
from pipelines.submissions.take_in import Judged

AS_OF = "as_of: 2026-04-01"
SITE_YAML = """name: Elm County
county: Elm
population: 120000
first_month: 2025-01
as_of: 2026-04-01
agencies:
  - {code: mpd, name: Millbrook Police, area: patrol, datasets: {rms_incidents: monthly}}
  - {code: rpd, name: Redfield Police, area: patrol}
  - {code: so, name: Elm County Sheriff, area: sheriff_jail}
  - {code: haven, name: Haven, area: advocacy, datasets: {advocacy_totals: monthly}}
"""
INCIDENTS = """dataset: rms_incidents
layouts:
  - sheets: ["Incidents*"]
    period: {from: title, pattern: "(?P<start>\\\\d+/\\\\d+/\\\\d{4}) - (?P<end>\\\\d+/\\\\d+/\\\\d{4})"}
    nil_report: "no incidents (to report|this month)"
    columns:
      Case Number: {to: incident_key}
      Reported: {to: reported_ts, formats: ["%m/%d/%Y %H:%M"]}
      DV: {to: dv_flag_agency}
      Injury: {to: injury}
      Officer: {class: drop}
"""
ARRESTS = """dataset: rms_arrests
layouts:
  - columns: &columns
      Arrest No: {to: arrest_key}
      Arrested: {to: arrested_ts}
      Type: {to: arrest_type, codes: {A: O}}
    keep_when: {column: Domestic, values: [Y]}
  - valid_from: 2025-07
    columns:
      Arrest No: {to: arrest_key}
      Arrested: {to: arrested_ts}
      Type: {to: arrest_type, codes: {A: T}}
    keep_when: {column: Domestic, values: [Y]}
"""
AGES = """dataset: rms_incidents
layouts:
  - columns:
      Case: {to: incident_key}
      Reported: {to: reported_ts}
      Suspect Age: {to: suspect_age_band, from: age}
      Victim Age: {to: victim_age_band, from: age}
      No of Victim: {to: victim_seq}
"""
Rows = Sequence[Sequence[object]]


def write_book(path: Path, sheets: dict[str, Rows], hidden: tuple[str, ...] = ()) -> Path:
    """A workbook with every text as text and every number as a number."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if cell is not None:
                        page.write(r, c, cell)
            if name in hidden:
                page.hide()
    return path


def make_site(folder: Path) -> Site:
    site = Site(folder)
    for place, text in {
        "mpd/rms_incidents": INCIDENTS,
        "mpd/rms_arrests": ARRESTS,
        "rpd/rms_incidents": AGES,
    }.items():
        path = site.layouts / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    site.site_yaml.write_text(SITE_YAML, encoding="utf-8")
    return site


Judge = Callable[..., Judged]
