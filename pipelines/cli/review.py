"""``samepage review``: the lists of records to read, and the tallies prepared for them."""

from __future__ import annotations

import re
from pathlib import Path

from pipelines.cli.endings import No
from pipelines.cli.queries import open_published
from pipelines.cli.templates import known_to
from pipelines.reports.review_list import last_quarter, read_draw, write_list, write_tally
from pipelines.reports.source import Source
from pipelines.settings import SettingsError, Site

_QUARTER = re.compile(r"\d{4}-Q[1-4]\Z")


def write_review(site: Site, quarter: str | None, agency: str | None) -> tuple[str, list[Path]]:
    """Write a list and a tally for each agency with records in the quarter; the last quarter that has ended by default.

    Returns:
        The quarter, and the files written.

    Raises:
        SettingsError: the quarter is not written as one, or there is no such agency.
        No: nothing can be drawn.
    """
    if quarter is not None and _QUARTER.match(quarter) is None:
        raise SettingsError(f"{quarter} is not a quarter. Write it like 2026-Q1.")
    if agency is not None and site.settings.agency(agency) is None:
        codes = ", ".join(one.code for one in site.settings.agencies)
        raise SettingsError(f"{agency} is no agency of this site. Use one of {codes}.")
    known, seed = known_to(site), site.settings.case_review.seed
    written: list[Path] = []
    with open_published(site) as connection:
        source = Source(connection)
        chosen = quarter or _last_quarter(source)
        for one in site.settings.agencies:
            drawn = read_draw(source, one.code, chosen) if agency in (None, one.code) else None
            if drawn is None or drawn.empty:
                continue
            folder = site.review_lists / one.code
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"Records to read - {one.code} - {chosen}.xlsx"
            written.append(write_list(source, drawn, one.name, chosen, seed, path))
            tally = folder / f"Case review tally - {one.code} - {chosen}.xlsx"
            written.append(write_tally(known, drawn, one.code, chosen, tally))
    if not written:
        who = f"{agency} has" if agency else "No agency has"
        raise No(
            f"{who} {'no ' if agency else ''}domestic violence records in {chosen}, or the quarter has not ended, or its rows are "
            "past their clock. Name a quarter for which files are in, for example with samepage status."
        )
    return chosen, written


def _last_quarter(source: Source) -> str:
    """The last quarter that records can be drawn from.

    Raises:
        No: there is none.
    """
    found = last_quarter(source)
    if found is None:
        raise No("No quarter has ended for which files are in. Take in a whole quarter first: samepage run.")
    return found
