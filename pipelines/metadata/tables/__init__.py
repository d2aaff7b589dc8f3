"""Every table of the warehouse, by its full name ("core.call")."""

from __future__ import annotations

from pipelines.metadata.classes import Table
from pipelines.metadata.tables import (
    adaptation,
    calls_and_incidents,
    coordinator,
    custody,
    findings,
    links,
    marts,
    operations,
    policy,
    probation,
    prosecution_and_court,
    restatements,
    survivor_reports,
    survivors,
    team,
    uncertainty,
)

TABLES: dict[str, Table] = {
    table.full_name: table
    for module in (
        calls_and_incidents,
        custody,
        prosecution_and_court,
        probation,
        policy,
        coordinator,
        team,
        adaptation,
        survivors,
        survivor_reports,
        operations,
        links,
        marts,
        uncertainty,
        findings,
        restatements,
    )
    for table in module.TABLES
}
