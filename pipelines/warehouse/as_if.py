"""Which figures of an agency a file moved: the figures as they would be without it, beside those that are.

For a file that replaced another, or listed months anew, the warehouse is built as if it had not come; for a file or case that
was withdrawn, as if it had not been; for all late rows together, as if none had come, each figure told with the file that moved it
last. Only what hangs on the datasets concerned is built again, in a catalog of its own that reads everything else from the real
one, so the answer is exact and nothing is built where nothing was restated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import duckdb
import pyarrow as pa

from pipelines.metadata import DATASETS, MEASURES, READ_TODAY
from pipelines.metadata.classes import Measure
from pipelines.statistics.measures import facts_of, fill_measure_value
from pipelines.submissions.register import in_force
from pipelines.submissions.store import file_identity
from pipelines.warehouse.closings import keep_closed, told_before_sql
from pipelines.warehouse.connect import beside
from pipelines.warehouse.inputs import BuildInputs, Submission, resolve
from pipelines.warehouse.late_rows import caused_sql, datasets_with_late, leave_out_late
from pipelines.warehouse.make import LAST_PAIRS, make_filled_views, make_schemas, make_table, make_views
from pipelines.warehouse.reference import reference_rows
from pipelines.warehouse.relisted import move_relisted
from pipelines.warehouse.restatements import CORRECTION, WITHDRAWAL, version_changes
from pipelines.warehouse.scaffold import SCAFFOLD, scaffold_rows
from pipelines.warehouse.tables import TABLE_DEPS, TABLE_ORDER, tables_behind

RECENT_DAYS = 366  # for older changes the receipt of their time tells which figures moved
_AS_IF = "as_if"
_MEASURES = "mart.measure_value"
_SCAFFOLD = {table.full_name for table in SCAFFOLD}
_MEASURE_DATASET = pa.schema([("dataset", pa.string()), ("measure_id", pa.string())])
_KEY = "measure_id, agency_code, period_kind, period_start, period_end, breakdown, category"


@dataclass(frozen=True)
class World:
    """What would have been built if one thing had not happened: a file had not come, or a file or case not been withdrawn.

    ``change_id`` is the submission, or the decision about a case (``case_change``); ``agency_code`` whose figures are looked at,
    "coordinator" for those of every agency; ``datasets`` are those that differ. With ``late_since`` late rows of files that came
    since that day are left out, whoever sent them.
    """

    change_id: str
    agency_code: str
    datasets: tuple[str, ...]
    inputs: BuildInputs
    is_case: bool = False
    late_since: str | None = None


def case_change(entry_no: int) -> str:
    """How figures name a decision about a case: by its number in the register, which says nothing of the case."""
    return f"withdrawal-{entry_no}"


def fill_figure_change(
    connection: duckdb.DuckDBPyConnection, inputs: BuildInputs, submissions: list[Submission]
) -> None:
    """Fill the empty table ``mart.figure_change``, and the temporary table ``figures_known`` of what was looked at."""
    connection.execute("CREATE OR REPLACE TEMP TABLE figures_known (submission_id VARCHAR)")
    since = inputs.as_of - timedelta(days=RECENT_DAYS)
    relisting = connection.execute("SELECT DISTINCT pair FROM restated WHERE kind = 'overlap'").fetchall()
    for world in (
        *worlds(inputs, submissions, {row[0] for row in relisting}),
        *_case_worlds(connection, inputs),
    ):
        connection.execute("INSERT INTO figures_known VALUES (?)", [world.change_id])
        _fill(connection, world, lambda moved: moved)
    late = World(
        "", "coordinator", tuple(datasets_with_late(connection, f"{since}")), inputs, late_since=f"{since}"
    )
    connection.execute(
        "INSERT INTO figures_known SELECT pair FROM restated WHERE kind = 'late' AND changed_ts >= ?", [since]
    )
    rows = [
        {"dataset": name, "measure_id": measure} for name in late.datasets for measure in _measures_on(name)
    ]
    connection.register("measure_dataset", pa.Table.from_pylist(rows, _MEASURE_DATASET))
    _fill(connection, late, caused_sql)
    connection.unregister("measure_dataset")


def _fill(connection: duckdb.DuckDBPyConnection, world: World, told: Callable[[str], str]) -> None:
    """Add the figures that differ between ``world`` and the real one, as ``told`` makes them of the query."""
    measures = {
        name: measure for dataset in world.datasets for name, measure in _measures_on(dataset).items()
    }
    if not measures:
        return
    with beside(connection, _AS_IF) as real:
        _build(connection, world, measures, real)
        given = {"submission": world.change_id, "agency": world.agency_code, "measures": list(measures)}
        since = {"since": world.late_since} if world.late_since else {}
        moved = told(_moved_sql(real, world.is_case))
        connection.execute(f"INSERT INTO {real}.mart.figure_change BY NAME {moved}", {**given, **since})


def worlds(inputs: BuildInputs, submissions: list[Submission], relisting: set[str]) -> Iterator[World]:
    """The worlds to look at: one for each file of the last year whose coming or going still makes a difference."""
    since = inputs.as_of - timedelta(days=RECENT_DAYS)
    changes = version_changes(submissions, inputs.register)
    corrected = {c.submission.submission_id for c in changes if c.kind == CORRECTION and c.submission.wins}
    withdrawn = {c.submission.submission_id: c for c in changes if c.kind == WITHDRAWAL}
    for s in submissions:
        if s.submission_id in withdrawn and withdrawn[s.submission_id].changed_ts.date() >= since:
            target = ("file", *file_identity(s.entry.manifest))
            without = _without(inputs, target)
        elif s.submission_id in corrected | relisting and s.received_ts.date() >= since:
            others = tuple(entry for entry in inputs.submissions if entry is not s.entry)
            without = replace(inputs, submissions=others)
        else:
            continue
        yield World(s.submission_id, s.agency_code, (s.dataset,), without)


def _without(inputs: BuildInputs, target: tuple[str, ...]) -> BuildInputs:
    """The inputs as if nothing had been decided about ``target``."""
    return replace(inputs, register=tuple(entry for entry in inputs.register if entry.target != target))


def _case_worlds(connection: duckdb.DuckDBPyConnection, inputs: BuildInputs) -> Iterator[World]:
    """One world for each case that was withdrawn in the last year and had rows."""
    since = inputs.as_of - timedelta(days=RECENT_DAYS)
    holds = set(in_force(inputs.register).values())
    for number, entry in enumerate(inputs.register, start=1):
        if not entry.is_case or entry not in holds or entry.recorded_ts.date() < since:
            continue
        found = connection.execute(
            "SELECT DISTINCT dataset FROM withdrawn_row WHERE catalog = current_database() AND key_kind = ? AND case_key = ?"
            " ORDER BY ALL",
            [entry.key_kind, entry.pseudonym],
        )
        datasets = tuple(str(name) for (name,) in found.fetchall())
        yield World(
            case_change(number), "coordinator", datasets, _without(inputs, entry.target), is_case=True
        )


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
        if any(f"mart.{fact}" in touched for fact in facts_of(measure))
    }


def _build(
    connection: duckdb.DuckDBPyConnection, world: World, measures: dict[str, Measure], real: str
) -> None:
    """Build the measures of ``world`` in the catalog in use, reading what does not differ from ``real``."""
    submissions = resolve(world.inputs.submissions, world.inputs.register)
    given = {
        **scaffold_rows(world.inputs, submissions),
        **reference_rows(world.inputs, submissions),
    }
    anew = _SCAFFOLD.union(*(downstream(f"stg.{dataset}") for dataset in world.datasets))
    needed = tables_behind(_MEASURES)
    make_schemas(connection, world.inputs.settings)
    for name in (table for table in TABLE_ORDER if table in needed):
        if name in anew:
            make_table(connection, name, world.inputs, submissions, given)
            keep_closed(connection, name, world.inputs.closing)
        else:
            connection.execute(f"CREATE VIEW {name} AS FROM {real}.{name}")
        dataset = DATASETS.get(name.removeprefix("stg."))
        if name in anew and dataset is not None and name.startswith("stg."):
            move_relisted(connection, dataset)
            if world.late_since and dataset.name in world.datasets:
                leave_out_late(connection, dataset, world.late_since)
        if name == f"stg.{READ_TODAY[-1]}":
            make_views(connection, needed)
        elif name == LAST_PAIRS:
            make_filled_views(connection, needed)
    fill_measure_value(connection, measures, world.inputs.code_lists, told_before_sql(world.inputs.closing))
    keep_closed(connection, _MEASURES, world.inputs.closing)


def _moved_sql(real: str, is_case: bool) -> str:
    """The figures of the agency that differ, in periods that both worlds know.

    The coordinator's sheets speak of every agency. A category that occurs in one world only counts 0 in the other. Of a single
    case only headlines are told: its categories would describe the person.
    """
    chosen = (
        "list_contains($measures, measure_id) AND agency_code <> 'all'"
        " AND (agency_code = $agency OR $agency = 'coordinator')"
        + (" AND breakdown = 'none'" if is_case else "")
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
