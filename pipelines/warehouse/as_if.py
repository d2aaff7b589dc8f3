"""Which figures of an agency a file moved: the figures as they would be without it, beside those that are.

For a file that replaced another, or listed months anew, the warehouse is built as if it had not come; for one that was
withdrawn, as if it had not been. Only what hangs on the file's dataset is built again, in a catalog of its own that reads
everything else from the real one, so the answer is exact and nothing is built where nothing was restated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import duckdb

from pipelines.metadata import DATASETS, MEASURES, READ_TODAY
from pipelines.metadata.classes import Measure
from pipelines.statistics.measures import fill_measure_value
from pipelines.submissions.store import file_identity
from pipelines.warehouse.connect import beside
from pipelines.warehouse.inputs import BuildInputs, Submission, resolve
from pipelines.warehouse.make import LAST_PAIRS, make_filled_views, make_schemas, make_table, make_views
from pipelines.warehouse.reference import reference_rows
from pipelines.warehouse.relisted import move_relisted
from pipelines.warehouse.restatements import CORRECTION, WITHDRAWAL, version_changes
from pipelines.warehouse.scaffold import SCAFFOLD, scaffold_rows
from pipelines.warehouse.tables import TABLE_DEPS, TABLE_ORDER

RECENT_DAYS = 366  # for older changes the receipt of their time tells which figures moved
_AS_IF = "as_if"
_MEASURES = "mart.measure_value"
_SCAFFOLD = {table.full_name for table in SCAFFOLD}
_KEY = "measure_id, agency_code, period_kind, period_start, period_end, breakdown, category"


@dataclass(frozen=True)
class World:
    """What would have been built if ``submission`` had not come, or had not been withdrawn."""

    submission: Submission
    inputs: BuildInputs


def fill_figure_change(
    connection: duckdb.DuckDBPyConnection, inputs: BuildInputs, submissions: list[Submission]
) -> None:
    """Fill the empty table ``mart.figure_change``, and the temporary table ``figures_known`` of the files looked at."""
    connection.execute("CREATE OR REPLACE TEMP TABLE figures_known (submission_id VARCHAR)")
    relisting = connection.execute("SELECT DISTINCT pair FROM restated WHERE kind = 'overlap'").fetchall()
    for world in worlds(inputs, submissions, {row[0] for row in relisting}):
        s = world.submission
        connection.execute("INSERT INTO figures_known VALUES (?)", [s.submission_id])
        measures = _measures_on(s.dataset)
        if not measures:
            continue
        with beside(connection, _AS_IF) as real:
            _build(connection, world, measures, real)
            connection.execute(
                f"INSERT INTO {real}.mart.figure_change BY NAME {_moved_sql(real)}",
                {"submission": s.submission_id, "agency": s.agency_code, "measures": list(measures)},
            )


def worlds(inputs: BuildInputs, submissions: list[Submission], relisting: set[str]) -> Iterator[World]:
    """The worlds to look at: one for each file of the last year whose coming or going still makes a difference."""
    since = inputs.as_of - timedelta(days=RECENT_DAYS)
    changes = version_changes(submissions, inputs.register)
    corrected = {c.submission.submission_id for c in changes if c.kind == CORRECTION and c.submission.wins}
    withdrawn = {c.submission.submission_id: c for c in changes if c.kind == WITHDRAWAL}
    for s in submissions:
        if s.submission_id in withdrawn and withdrawn[s.submission_id].changed_ts.date() >= since:
            target = ("file", *file_identity(s.entry.manifest))
            kept = tuple(entry for entry in inputs.register if entry.target != target)
            yield World(s, replace(inputs, register=kept))
        elif s.submission_id in corrected | relisting and s.received_ts.date() >= since:
            others = tuple(entry for entry in inputs.submissions if entry is not s.entry)
            yield World(s, replace(inputs, submissions=others))


def downstream(table: str) -> set[str]:
    """Every table that is made from ``table``, directly or not, and itself."""
    found = {table}
    for name in TABLE_ORDER:  # each stands after what it is made from
        if found & set(TABLE_DEPS[name]):
            found.add(name)
    return found


def _measures_on(dataset: str) -> dict[str, Measure]:
    """Measures that count a fact made from the dataset."""
    touched = downstream(f"stg.{dataset}")
    return {
        name: measure
        for name, measure in MEASURES.items()
        if any(f"mart.{fact}" in touched for fact in _facts(measure))
    }


def _facts(measure: Measure) -> Iterable[str]:
    return (measure.fact, *(part.fact for part in measure.parts if part.fact))


def _build(
    connection: duckdb.DuckDBPyConnection, world: World, measures: dict[str, Measure], real: str
) -> None:
    """Build the measures of ``world`` in the catalog in use, reading what does not differ from ``real``."""
    submissions = resolve(world.inputs.submissions, world.inputs.register)
    given = {
        **scaffold_rows(world.inputs, submissions),
        **reference_rows(world.inputs, submissions),
    }
    anew = downstream(f"stg.{world.submission.dataset}") | _SCAFFOLD
    make_schemas(connection, world.inputs.settings)
    for name in TABLE_ORDER[: TABLE_ORDER.index(_MEASURES) + 1]:
        if name in anew:
            make_table(connection, name, world.inputs, submissions, given)
        else:
            connection.execute(f"CREATE VIEW {name} AS FROM {real}.{name}")
        dataset = DATASETS.get(name.removeprefix("stg."))
        if name in anew and dataset is not None and name.startswith("stg."):
            move_relisted(connection, dataset)
        if name == f"stg.{READ_TODAY[-1]}":
            make_views(connection)
        elif name == LAST_PAIRS:
            make_filled_views(connection)
    fill_measure_value(connection, measures, world.inputs.code_lists)


def _moved_sql(real: str) -> str:
    """The figures of the agency that differ, in periods that both worlds know.

    The coordinator's sheets speak of every agency. A category that occurs in one world only counts 0 in the other.
    """
    chosen = (
        "list_contains($measures, measure_id) AND agency_code <> 'all'"
        " AND (agency_code = $agency OR $agency = 'coordinator')"
        + "".join(
            f" AND (period_kind, period_start) IN (SELECT (period_kind, period_start) FROM {periods})"
            for periods in ("stg.period", f"{real}.stg.period")
        )
    )
    columns = f"{_KEY}, num, den, value"
    differs = " OR ".join(f"old.{name} IS DISTINCT FROM new.{name}" for name in ("num", "den", "value"))
    parts = ", ".join(
        f"CASE WHEN {side}.measure_id IS NULL THEN {'0' if part == 'num' else 'NULL'} ELSE {side}.{part} END"
        f" AS {side}_{part}"
        for side in ("old", "new")
        for part in ("num", "den", "value")
    )
    return (
        f"SELECT $submission AS submission_id, {_KEY}, {parts} FROM"
        f" (SELECT {columns} FROM {_MEASURES} WHERE {chosen}) AS old"
        f" FULL JOIN (SELECT {columns} FROM {real}.{_MEASURES} WHERE {chosen}) AS new"
        f" USING ({_KEY}) WHERE {differs} ORDER BY ALL"
    )
