"""The settings and layouts of the made-up site: ``site.yaml`` with its comments, its practices, one layout file per export."""

from __future__ import annotations

import csv
from datetime import date
from importlib.resources import files
from pathlib import Path

from pipelines.policy.elements import ADD, COLUMNS, RETIRE, REWORD
from pipelines.sample.world import DV_STATUTES, RISK_QUESTIONS_ASKED, World
from pipelines.sample.world.policy import RETIRED_HERE
from pipelines.sample.world.shapes import Calendar
from pipelines.sample.world.team_year import TeamYear
from pipelines.settings import Site

_HEAD = """\
# The made-up county of Samepage. Nobody and nothing in it exists; every number is drawn from a seed.
name: {name}
county: {county}
population: {population}
time_zone: America/Chicago
is_sample: true            # every workbook says so on its first sheet
first_month: {first_month:%Y-%m}       # the first month that the numbers speak of
as_of: {as_of}          # the day the numbers stand for; leave it out for today
due_day: {due_day}                # files are due on this day of the following month
risk_questions_asked: {questions}    # questions on the patrol form
baseline: {baseline}            # later twelve months are also held against this quarter
population_groups:           # shares of the residents, beside the people in the records
  sex_gender: {{F: 0.505, M: 0.495}}
  race: {{W: 0.74, B: 0.1, I: 0.02, A: 0.06, P: 0.002, multiple: 0.05}}
  ethnicity: {{H: 0.12, N: 0.88}}
dv_statutes: [{statutes}]  # any charge under these is domestic violence

# One entry per agency: what it sends, how often, and how it writes its numbers.
agencies:
"""
_DV_DEFINITIONS = {
    "mpd": "Family or household members, as the records system flags them.",
    "rpd": "Family violence as ticked by the officer.",
}
# The team's week in whose month each change of the practices begins to hold, and its line of ``elements.csv``.
_ELEMENTS: tuple[tuple[int, dict[str, str]], ...] = (
    (10, {"change": ADD, "element_id": "PAT-L01", "agency_area": "patrol", "title": "Secure the video of every officer at the scene",
         "requirement": "The video that officers at the scene recorded is asked for within a day, and the packet says where it is kept.",
         "met_when": "The text says who asks for the video, by when, and where the packet names it.",
         "record_measure": "Share of packets with video at the scene that name where it is kept.",
         "reason": "Officers carry cameras since this year.", "source": "Alder County adaptation team"}),
    (30, {"change": REWORD, "element_id": "ECC-10", "title": "Take calls in the caller's language, day and night",
         "requirement": "Call-takers use the language line or TTY at every hour, within a minute, and never a child or the suspect to interpret.",
         "reason": "Night calls waited for an interpreter.", "source": "Alder County adaptation team"}),
    (44, {"change": RETIRE, "element_id": RETIRED_HERE,
         "reason": "The state's own office helps with compensation here; its agreement stands in the source book."}),
)  # fmt: skip
_NUMBERS = {
    "rpd": """\
    numbers:
      report: {pattern: '^(\\d{2}|\\d{4})-(\\d+)$', year_group: 1}   # 25-00123 means 2025-123
"""
}


def write_site_yaml(site: Site, world: World, as_of: date, due_day: int) -> None:
    """Write the settings of the made-up county."""
    county = _county(world)
    parts = [
        _HEAD.format(
            name=f"{county} (sample)",
            county=county,
            population=world.options.population,
            first_month=world.first_month,
            baseline=f"{world.first_month.year}-Q{(world.first_month.month + 2) // 3}",
            as_of=as_of.isoformat(),
            due_day=due_day,
            questions=RISK_QUESTIONS_ASKED,
            statutes=", ".join(f'"{statute}"' for statute in DV_STATUTES),
        )
    ]
    for agency in world.agencies:
        parts.append(
            f"  - code: {agency.code}\n    name: {agency.name}\n    area: {agency.area}\n"
            f"    population_served: {agency.population_served}\n"
        )
        if agency.code in _DV_DEFINITIONS:
            parts.append(f"    dv_definition: {_DV_DEFINITIONS[agency.code]}\n")
        if agency.dv_officers:
            staff = ", ".join(f"{month:%Y-%m}: {number}" for month, number in agency.dv_officers.items())
            parts.append(
                f"    dv_officers: {{{staff}}}   # officers with a domestic violence caseload, by month\n"
            )
        sent = ", ".join(f"{dataset}: {rhythm}" for dataset, rhythm in agency.datasets.items())
        parts.append(f"    datasets: {{{sent}}}\n")
        parts.append(_NUMBERS.get(agency.code, ""))
    site.site_yaml.parent.mkdir(parents=True, exist_ok=True)
    site.site_yaml.write_text("".join(parts), encoding="utf-8")


def write_elements(site: Site, world: World) -> None:
    """Write what the made-up county adds to the recommended practices, rewords and retires."""
    year = TeamYear(Calendar.of(world.options))
    site.elements.parent.mkdir(parents=True, exist_ok=True)
    with site.elements.open("w", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS, restval="", lineterminator="\n")
        lines.writeheader()
        for week, line in _ELEMENTS:
            lines.writerow({**line, "from_date": f"{year.day(week):%Y-%m-01}"})


def _county(world: World) -> str:
    """The county's name, as the agencies' names have it."""
    name = next(agency.name for agency in world.agencies if " County " in agency.name)
    return name[: name.index(" County ")] + " County"


def layout_templates() -> list[str]:
    """The names of the layout templates that come with the package: ``<agency>.<dataset>.yaml``."""
    folder = files("pipelines.sample") / "layouts"
    return sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def write_layouts(site: Site, cad_change: date) -> list[Path]:
    """Copy the layouts to the site, with the month from which the 911 center has its new system."""
    written = []
    for name in layout_templates():
        agency, _, rest = name.partition(".")
        text = (files("pipelines.sample") / "layouts" / name).read_text(encoding="utf-8")
        path = site.layouts / agency / rest
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("{{cad_change}}", f"{cad_change:%Y-%m}"), encoding="utf-8")
        written.append(path)
    return written
