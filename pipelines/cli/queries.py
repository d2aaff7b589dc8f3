"""Reading the published warehouse from the command line: ``status`` and ``query``."""

from __future__ import annotations

import csv
import json
import sys
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines.privacy.keys import site_key
from pipelines.settings import SettingsError, Site
from pipelines.warehouse.connect import WarehouseError, open_generation
from pipelines.warehouse.publish import published

_MOST_ROWS = 1_000


def open_published(site: Site) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the published generation.

    Raises:
        WarehouseError: nothing has been built yet.
    """
    site.settings  # noqa: B018 - a folder without settings is no site, and that is the first thing to say
    path = published(site)
    if path is None:
        raise WarehouseError("There is no warehouse yet. Run `samepage run` first.")
    return open_generation(path, site_key(site).derive("warehouse"))


def status_rows(site: Site) -> list[dict[str, Any]]:
    """One row per agency, dataset and month that is expected."""
    with open_published(site) as connection:
        result = connection.execute(
            "SELECT agency_code, agency_name, dataset, dataset_title, month, status, due_date, received_date, days_late "
            "FROM ops.submission_status ORDER BY agency_code, dataset, month"
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def run_query(site: Site, sql: str, output: str, console: Console) -> None:
    """Print the answer to one read-only query.

    Raises:
        SettingsError: the SQL is wrong, or would change something.
    """
    with open_published(site) as connection:
        try:
            result = connection.execute(sql)
            names = [column[0] for column in result.description or []]
            rows = result.fetchall()
        except duckdb.Error as error:
            raise SettingsError(
                f"The warehouse did not understand the query: {str(error).splitlines()[0]}"
            ) from None
    if output == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(names)
        writer.writerows(rows)
    elif output == "json":
        print(json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=1, default=str))
    else:
        table = Table(*names)
        for row in rows[:_MOST_ROWS]:
            table.add_row(*("" if value is None else str(value) for value in row))
        console.print(table)
        if len(rows) > _MOST_ROWS:
            console.print(f"{len(rows) - _MOST_ROWS:,} more rows; use --format csv for all of them.")
