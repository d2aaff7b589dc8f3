"""An empty site: folders, and settings with a comment on every line."""

from __future__ import annotations

from pathlib import Path

from pipelines.checks.waivers import COLUMNS as WAIVER_COLUMNS
from pipelines.policy.elements import COLUMNS as ELEMENT_COLUMNS
from pipelines.settings import SettingsError

SITE_YAML = """\
# The settings of this site. Every line can be changed; a wrong one is named when Samepage runs.
name: Our county                     # as it stands on the cover of every workbook
county: Our County
population: 25000                    # residents; measures per 1,000 use it
population_year: 2025
time_zone: America/Chicago           # IANA name
first_month: 2026-01                 # the first month that agencies send
baseline: null                       # a quarter (2026-Q1) or a year (2026) that later figures are also held against
population_groups: {}                # shares of the residents by sex_gender, race, ethnicity, age_band or language_group,
                                     # for example {sex_gender: {F: 0.51, M: 0.49}}: they stand beside people in records
due_day: 10                          # files are due on this day of the month after
risk_questions_asked: 4              # Blueprint risk questions that patrol asks
dv_statutes: []                      # statute numbers that are domestic violence by themselves, for example "609.2242"
dv_scope_note: Crimes against a family or household member, as state law defines them.
thresholds:                          # small numbers below these are withheld
  coordinator: 5
  director: 5
  joint: 10
  public: 10
  percent_floor: 10                  # on a smaller base "k of n" is told and no percentage
  percent_floor_public: 20           # the same for anything the public reads
  match_rate: 0.8                    # where fewer records find their partner, the funnel shows unlinked counts instead
  complementary: false               # true: hide further figures so that no hidden one can be worked out; slow on a large site
  survey: 10                         # people of a survey wave; a smaller wave is not read (10 at least)
bands:                               # shares of the records that could show a practice
  keep_from: 0.9                     # from here on: keep
  watch_from: 0.75                   # from here on: watch; under it: work on, and a finding is raised
  often_blank: 0.15                  # an expected field that is blank more often raises a finding
case_review:                         # records that are drawn for reading, for each agency and quarter
  seed: 1                            # the same seed and the same files draw the same records
  arrest: 10                         # where there are fewer of a kind, all of them
  gone_on_arrival: 10
  no_arrest: 10
  dual: 10
  all_records: 10                    # agencies whose records are not told apart by arrest
limits:                              # above these shares a file is not accepted; a line per dataset may say otherwise
  all:
    held_rows: 0.05                  # rows that wait for a correction
    unknown_codes: 0.05              # codes that we do not know, in a field that should be filled
    unreadable_cells: 0.02           # other cells that cannot be read, in a field that should be filled
retention:                           # days that dropped files are kept; each agency keeps its own copy
  accepted_days: 14                  # then an accepted file is deleted from its drop folder; null to keep it there
  refused_days: 3                    # a refused file rests in .samepage/quarantine for so long (3 at most), then it is gone;
                                     # a list of people served is deleted at once, a coordinator's own file never
  record_months: 36                  # then rows of cases that are over are deleted, and figures stay; 24 at least, null for good
  case_review_days: 90               # after its quarter was first reported a case review turns into tallies; null for good
  survey_months: 12                  # and a survey wave into counts of each answer; null for good
  log_months: 36                     # then the record of a run goes from the page of runs; null for good
release:                             # what a quarterly edition needs before it leaves its draft folder
  approved_by: blueprint_advocate    # the role whose approval the register of reviews must show: blueprint_advocate,
                                     # advocacy_program, coordinator or steering_group
  gaps: refuse                       # a quarter with files missing is refused; with_approval: the review must accept the gaps
mou_gate: hold                       # files of an agency whose data annex is not signed: hold, warn or off; asks nothing
                                     # before the register of partners was taken in
agencies:                            # one entry per agency; its files go to inputs/drop/<code>/
  - code: ecc
    name: Emergency Communications Center
    area: ecc                        # ecc, patrol, investigation, sheriff_jail, warrants_civil, pretrial, prosecution,
                                     # victim_witness, court, probation or advocacy
    datasets: {cad_calls: monthly}   # what it sends: monthly, quarterly or yearly
"""
_DROP_README = """\
# Drop folder

Put each agency's files into the folder named after its code in `inputs/site/site.yaml`.
Names of files are free. Files are never changed. A refused file is moved away, and an accepted one is deleted after two
weeks (`retention` in the settings), so keep your own copy. Filled checklists and tallies go into `coordinator/`; those are
never moved or deleted.
"""


def refuse_used_folder(folder: Path) -> None:
    """Raise SettingsError where ``folder`` holds a site already, so that nothing is overwritten."""
    if (folder / "inputs" / "site" / "site.yaml").exists():
        raise SettingsError(f"{folder} holds a site already. Name a new folder.")
    drop = folder / "inputs" / "drop"
    if drop.exists() and any(path.is_file() and path.name != "README.md" for path in drop.rglob("*")):
        raise SettingsError(f"{folder} has files in its drop folders. Name a new folder.")


def write_empty_site(folder: Path) -> None:
    """Write the folders and the commented settings of a new site."""
    refuse_used_folder(folder)
    for part in (
        "inputs/site/layouts",
        "inputs/site/codes",
        "inputs/drop/ecc",
        "inputs/drop/coordinator",
        "expectations",
        "outputs",
    ):
        (folder / part).mkdir(parents=True, exist_ok=True)
    (folder / "inputs/site/site.yaml").write_text(SITE_YAML, encoding="utf-8")
    (folder / "inputs/drop/README.md").write_text(_DROP_README, encoding="utf-8")
    (folder / "inputs/site/elements.csv").write_text(",".join(ELEMENT_COLUMNS) + "\n", encoding="utf-8")
    (folder / "expectations/waivers.csv").write_text(",".join(WAIVER_COLUMNS) + "\n", encoding="utf-8")
