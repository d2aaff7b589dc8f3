"""Every register of the coordinator in the made-up county: a year of a team at work, told once across all of them."""

from __future__ import annotations

from pipelines.sample.world.adaptation import make_adaptation
from pipelines.sample.world.assessment import make_assessment
from pipelines.sample.world.assessment_work import make_assessment_work
from pipelines.sample.world.implementation import make_implementation
from pipelines.sample.world.shapes import Calendar, WorldOptions
from pipelines.sample.world.survivors_heard import make_survivors_heard
from pipelines.sample.world.team import make_team
from pipelines.sample.world.team_year import Records, TeamYear


def make_registers(options: WorldOptions, calendar: Calendar) -> Records:
    """The records of every register, by the coordinator and dataset; equal options give equal registers."""
    year = TeamYear(calendar)
    assessment = make_assessment(year)
    return {
        **assessment,
        **make_assessment_work(year, assessment["coordinator", "source_book"]),
        **make_team(options, year),
        **make_adaptation(year),
        **make_implementation(options, year),
        **make_survivors_heard(options, year),
    }
