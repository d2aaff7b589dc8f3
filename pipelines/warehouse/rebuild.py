"""A new generation from everything that was taken in: the edge where submissions, settings, key and clock meet.

What a build does with them stands in ``build.py``; how a generation gets published in ``publish.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from filelock import FileLock

from pipelines.checks import load_catalogue
from pipelines.metadata import CODE_LISTS, ELEMENTS
from pipelines.policy.elements import site_versions
from pipelines.privacy.keys import site_key
from pipelines.settings import Site
from pipelines.submissions import agency_recipes, current_readings, read_register, site_waivers
from pipelines.submissions.link_answers import read_link_answers
from pipelines.submissions.removal import removals
from pipelines.warehouse import publish
from pipelines.warehouse.build import build, check_generation
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry, fingerprint
from pipelines.warehouse.releases import read_releases
from pipelines.warehouse.tables import code_fingerprint

OnTable = Callable[[str, int], None]


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
    )


def inputs_fingerprint(site: Site) -> str:
    """The hash of all that a build would depend on now, this version of the software included."""
    return fingerprint(build_inputs(site), code_fingerprint())


def is_current(site: Site) -> bool:
    """Whether the published generation is built from exactly what is there now."""
    return not publish.needs_build(site, inputs_fingerprint(site))


def rebuild(site: Site, on_table: OnTable = lambda _name, _rows: None) -> Path:
    """Build, check and publish a generation; a second builder waits for the first.

    A stop at any moment leaves the published generation as it was.
    """
    site.warehouse.mkdir(parents=True, exist_ok=True)
    with FileLock(site.warehouse / "lock"):
        inputs = build_inputs(site)
        key = site_key(site).derive("warehouse")
        generation = publish.begin(site)
        connection = open_generation(generation.building, key, read_only=False)
        try:
            build(connection, inputs, on_table)
            connection.execute("CHECKPOINT")
        finally:
            connection.close()
        return publish.publish(
            site,
            generation,
            fingerprint(inputs, code_fingerprint()),
            lambda path: check_generation(path, key),
        )
