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
            "SELECT agency_code, agency_name, dataset, dataset_title, month, status, due_date, received_date, days_late, "
            "(SELECT count(*) FROM ops.submission AS s WHERE s.status = 'withdrawn' AND s.agency_code = m.agency_code "
            "AND s.dataset = m.dataset AND m.month BETWEEN date_trunc('month', s.period_start) AND s.period_end) "
            "AS withdrawn_count "
            "FROM ops.submission_status AS m ORDER BY agency_code, dataset, month"
        )
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def withdrawn_words(site: Site) -> list[str]:
    """One line for each file or case that is withdrawn now; which case stands nowhere."""
    with open_published(site) as connection:
        rows = connection.execute(
            "SELECT w.recorded_ts, w.is_case, w.agency_code, s.file_name, w.reason, w.rows_count FROM ops.withdrawal AS w"
            " LEFT JOIN ops.submission AS s USING (submission_id) WHERE w.is_in_force ORDER BY w.entry_no"
        ).fetchall()
    return [
        f"Withdrawn {when:%Y-%m-%d}: {'a case of ' + agency if is_case else f'{agency}/{file}'}, {rows_count or 0:,} rows. "
        f"Reason: {reason}"
        for when, is_case, agency, file, reason, rows_count in rows
    ]


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
