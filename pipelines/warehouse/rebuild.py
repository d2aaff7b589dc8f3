"""A new generation from everything that was taken in: the edge where submissions, settings, key and clock meet.

What a build does with them stands in ``build.py``; how a generation gets published in ``publish.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
from filelock import FileLock

from pipelines.checks import load_catalogue
from pipelines.metadata import CODE_LISTS, ELEMENTS
from pipelines.policy.elements import site_versions
from pipelines.privacy.keys import site_key
from pipelines.settings import Site
from pipelines.submissions import agency_recipes, current_readings, read_register, site_waivers
from pipelines.submissions.link_answers import read_link_answers
from pipelines.submissions.old_rows import delete_old_rows, find_old_rows
from pipelines.submissions.removal import removals
from pipelines.submissions.row_clock import row_deletions
from pipelines.submissions.tallies import find_due_rows, tally_due_rows
from pipelines.warehouse import publish
from pipelines.warehouse.build import build, check_generation
from pipelines.warehouse.closings import KEPT_BY_FILE, KEPT_BY_PERIOD, latest_closing, save_closing
from pipelines.warehouse.connect import WarehouseError, open_generation
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry, fingerprint
from pipelines.warehouse.releases import read_releases
from pipelines.warehouse.tables import TABLE_ORDER, code_fingerprint, tables_behind
from pipelines.warehouse.verdict import Verdict, read_verdict

OnTable = Callable[[str, int | None], None]


def build_inputs(site: Site) -> BuildInputs:
    """Everything that the warehouse of ``site`` is a function of, as it stands now."""
    readings = current_readings(site, agency_recipes(site))
    return BuildInputs(
        settings=site.settings,
        as_of=site.as_of,
        submissions=tuple(SubmissionEntry(s.manifest, s.records, s.problems) for s in readings),
        submissions_key=site_key(site).derive("submissions"),
        code_lists=CODE_LISTS,
        elements=ELEMENTS,
        element_versions=site_versions(site, ELEMENTS),
        waivers=site_waivers(site),
        register=read_register(site),
        link_answers=read_link_answers(site),
        removals=tuple(removals(site)),
        releases=read_releases(site),
        catalogue=load_catalogue(site.expectations),
        closing=latest_closing(site),
        deletions=row_deletions(site),
    )


def inputs_fingerprint(site: Site) -> str:
    """The hash of all that a build would depend on now, this version of the software included."""
    return fingerprint(build_inputs(site), code_fingerprint())


def is_current(site: Site) -> bool:
    """Whether the published generation is built from exactly what is there now."""
    return not publish.needs_build(site, inputs_fingerprint(site))


def rebuild(site: Site, on_table: OnTable = lambda _name, _rows: None) -> Path:
    """Build, check and publish a generation without rows that are past their clock; a second builder waits for the first.

    A stop at any moment leaves the published generation as it was.
    """
    site.warehouse.mkdir(parents=True, exist_ok=True)
    with FileLock(site.warehouse / "lock"):
        key = site_key(site).derive("warehouse")
        generation = publish.begin(site)
        _tally(site)
        _keep_the_clock(site, generation.building, key)
        inputs = replace(build_inputs(site), verdict=_verdict_before(site, key))
        with _build_file(generation.building, key, inputs, on_table):
            pass
        return publish.publish(
            site,
            generation,
            fingerprint(inputs, code_fingerprint()),
            lambda path: check_generation(path, key),
            len(inputs.deletions),
        )


def _verdict_before(site: Site, key: str) -> Verdict | None:
    """What the published generation withholds; None where there is none, or it cannot be read any more."""
    path = publish.published(site)
    if path is None or not site.settings.thresholds.complementary:
        return None
    try:
        connection = open_generation(path, key)
    except WarehouseError:  # a build replaces it in any case
        return None
    try:
        return read_verdict(connection)
    finally:
        connection.close()


def _tally(site: Site) -> None:
    """Turn rows of case reviews and surveys into tallies where their clock has run out; no figure moves by it."""
    key = site_key(site)
    rows_key = key.derive("submissions")
    found = find_due_rows(site, rows_key, site.as_of)
    tally_due_rows(site, rows_key, key.derive("tallies"), found, site.as_of)


def _keep_the_clock(site: Site, building: Path, key: str) -> None:
    """Delete stored rows that are past their clock; before the first rows of a month go, its figures are counted and kept.

    They are counted in a build of everything that is there, files that came since the last one included.
    """
    clock = site.settings.retention
    first_kept = clock.first_kept(site.as_of)
    if first_kept is None or clock.record_months is None:
        return
    rows_key = site_key(site).derive("submissions")
    old = find_old_rows(site, rows_key, first_kept)
    inputs = build_inputs(site)
    if old and (inputs.closing is None or inputs.closing.first_kept < first_kept):
        files = {one.submission.submission_id for one in old}
        known = inputs.closing.files if inputs.closing else frozenset()
        kept = tables_behind(*KEPT_BY_PERIOD, *KEPT_BY_FILE)
        with _build_file(building, key, inputs, lambda _name, _rows: None, kept) as connection:
            save_closing(site, connection, rows_key, first_kept, site.as_of, files | known)
        building.unlink()
    delete_old_rows(site, rows_key, old, first_kept, clock.record_months, site.as_of)


@contextmanager
def _build_file(
    building: Path, key: str, inputs: BuildInputs, on_table: OnTable, tables: Collection[str] = TABLE_ORDER
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Build a file with all tables or those named, and leave it whole on disk."""
    connection = open_generation(building, key, read_only=False)
    try:
        build(connection, inputs, on_table, tables)
        yield connection
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
