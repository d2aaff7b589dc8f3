"""How long it takes to count everything anew: ``python -m benchmarks.measures [MILLIONS ...]``.

For each size a whole warehouse is built (records, core, facts, links, every measure and breakdown, pub), beside DuckDB's bare
``CREATE TABLE AS`` of the same encrypted Parquet files into the same kind of encrypted database, in the same run and with
the same two threads. Prints both, how many times the bare one it takes, for the whole build and for what counts (core with its
links, mart and pub), and which tables take longest. Exit status 1 where the work grows faster than the rows.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.made_county import KEY, county_inputs, records_of
from benchmarks.memory import peak_mb
from pipelines.storage import add_parquet_key, read_parquet_sql
from pipelines.warehouse.build import build
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.inputs import BuildInputs

GOAL = 4.0  # times the bare reading
_COUNTED = (
    "core.",
    "mart.",
    "pub.",
    "stg.link_",
)  # the rest reads the records as the bare reading does, or watches over them
_SLACK = 1.15  # of a machine that does other things too
_SHOWN = 14


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and seconds that the processors worked: the second hardly feels what else the machine does."""

    clock: float
    work: float

    @classmethod
    def now(cls) -> Spent:
        """Both as they stand."""
        return cls(time.perf_counter(), time.process_time())

    def __sub__(self, before: Spent) -> Spent:
        return Spent(self.clock - before.clock, self.work - before.work)


def bare_reading(inputs: BuildInputs, folder: Path, memory_gb: int) -> Spent:
    """Read every file into a table, and nothing else."""
    connection = open_generation(folder / "bare.duckdb", KEY, read_only=False)
    try:
        _limit(connection, folder, memory_gb)
        add_parquet_key(connection, KEY)
        begun = Spent.now()
        for name, paths in records_of(inputs).items():
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM {read_parquet_sql(paths)}")
        connection.execute("CHECKPOINT")
        return Spent.now() - begun
    finally:
        connection.close()
        (folder / "bare.duckdb").unlink(missing_ok=True)


def whole_build(inputs: BuildInputs, folder: Path, memory_gb: int) -> tuple[Spent, dict[str, Spent], int]:
    """Build the warehouse: what it took, what each table took, and how many figures stand in ``pub``."""
    connection = open_generation(folder / "built.duckdb", KEY, read_only=False)
    tables: dict[str, Spent] = {}
    try:
        _limit(connection, folder, memory_gb)
        begun = Spent.now()
        last = begun

        def on_table(name: str, _rows: int | None) -> None:
            nonlocal last
            now = Spent.now()
            tables[name], last = now - last, now

        build(connection, inputs, on_table)
        connection.execute("CHECKPOINT")
        tables["checkpoint"] = Spent.now() - last
        spent = Spent.now() - begun
        figures = connection.execute("SELECT count(*) FROM pub.measure_value").fetchall()[0][0]
        return spent, tables, int(figures)
    finally:
        connection.close()
        (folder / "built.duckdb").unlink(missing_ok=True)


def _limit(connection: Any, folder: Path, memory_gb: int) -> None:
    connection.execute(f"SET memory_limit = '{memory_gb}GB'")
    connection.execute(f"SET temp_directory = '{folder / 'spill'}'")


def measure(millions: float, memory_gb: int) -> dict[str, Any]:
    """One size: rows, seconds of both, and the tables that took longest."""
    folder = Path(tempfile.mkdtemp(prefix="measures-"))
    try:
        inputs = county_inputs(int(millions * 1_000_000), folder)
        rows = sum(int(entry.manifest["rows"]["used"]) for entry in inputs.submissions)
        bare = bare_reading(inputs, folder, memory_gb)
        built, tables, figures = whole_build(inputs, folder, memory_gb)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    counted = [spent for name, spent in tables.items() if name.startswith(_COUNTED)]
    counting = Spent(sum(spent.clock for spent in counted), sum(spent.work for spent in counted))
    return {
        "million_calls": millions,
        "rows": rows,
        "figures": figures,
        "bare": asdict(bare),
        "build": asdict(built),
        "times_bare": {"clock": built.clock / bare.clock, "work": built.work / bare.work},
        "counting_times_bare": {"clock": counting.clock / bare.clock, "work": counting.work / bare.work},
        "peak_mb": round(peak_mb()),
        "tables": {
            name: spent.clock for name, spent in sorted(tables.items(), key=lambda item: -item[1].clock)
        },
    }


def tell(found: dict[str, Any]) -> None:
    """One size in words."""
    bare, built, times, counting = (
        found["bare"],
        found["build"],
        found["times_bare"],
        found["counting_times_bare"],
    )
    print(
        f"{found['million_calls']:g} million calls, {found['rows']:,} rows in all, {found['figures']:,} figures in pub\n"
        f"  by the clock: {built['clock']:.1f} s; bare CREATE TABLE AS {bare['clock']:.1f} s; {times['clock']:.1f} times\n"
        f"  work of the processors: {built['work']:.1f} s; bare {bare['work']:.1f} s; {times['work']:.1f} times\n"
        f"  core, mart and pub alone: {counting['clock']:.1f} times by the clock, {counting['work']:.1f} times of work (goal {GOAL:g})\n"
        f"  most memory {found['peak_mb']:,} MB"
    )
    for name, seconds in list(found["tables"].items())[:_SHOWN]:
        print(f"    {seconds:8.2f} s  {name}")


def grows_too_fast(found: list[dict[str, Any]]) -> list[str]:
    """Sizes at which the work grew faster than the rows since the size before."""
    told = []
    for before, now in pairwise(found):
        rows, work = now["rows"] / before["rows"], now["build"]["work"] / before["build"]["work"]
        if work > rows * _SLACK:
            told.append(
                f"From {before['million_calls']:g} to {now['million_calls']:g} million calls the rows grew {rows:.1f} times"
                f" and the work {work:.1f} times."
            )
    return told


def main() -> int:
    """Measure every size that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "millions", nargs="*", type=float, default=[1, 5], help="million calls; 1 and 5 unless named"
    )
    parser.add_argument(
        "--memory-gb", type=int, default=6, help="what DuckDB may take; beyond it, it spills to disk"
    )
    parser.add_argument("--json", type=Path, help="write everything that was measured to this file as well")
    asked = parser.parse_args()
    found = []
    for millions in asked.millions:
        found.append(measure(millions, asked.memory_gb))
        tell(found[-1])
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")
    told = grows_too_fast(found)
    print("\n".join(told) or "The work grows no faster than the rows.")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
