"""What waits for a person, counted for the web page: files that are late or need fixing, and findings that nobody works on.

Counts by agency, dataset and standing only: whose finding it is may be told to the coordinator, what it says stands in workbooks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.privacy.keys import site_key
from pipelines.settings import Site
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.publish import published

_LATE = """
SELECT agency_code || ', ' || dataset, count(*)
FROM ops.submission_status
WHERE status IN ('late', 'needs_fixing')
GROUP BY ALL
ORDER BY ALL
"""
_STANDINGS = """
SELECT standing, count(*)
FROM pub.finding_standing
WHERE audience = 'coordinator'
GROUP BY ALL
ORDER BY ALL
"""
_UNATTENDED = """
SELECT agency_code, count(*)
FROM pub.finding_standing, ops.site
WHERE
    audience = 'coordinator'
    AND (standing = 'new' OR (standing = 'open' AND due_date < as_of_date) OR (standing = 'waiting' AND remeasure_due_date < as_of_date))
GROUP BY ALL
ORDER BY ALL
"""


@dataclass(frozen=True)
class Watched:
    """What waits, counted.

    ``late`` are months of files that are late or need fixing, by agency and dataset; ``findings`` by where they stand;
    ``unattended`` those without an owner or past their day, by agency.
    """

    late: Mapping[str, int]
    findings: Mapping[str, int]
    unattended: Mapping[str, int]


def read_watched(site: Site, generation: Path | None = None) -> Watched:
    """What waits for a person in ``generation``, or in the published one.

    Raises:
        WarehouseError: there is no warehouse yet.
    """
    path = generation or published(site) or site.warehouse / "none"
    with open_generation(path, site_key(site).derive("warehouse")) as connection:
        return Watched(*(_counted(connection, query) for query in (_LATE, _STANDINGS, _UNATTENDED)))


def _counted(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, int]:
    return {str(name): int(number) for name, number in connection.execute(query).fetchall()}
