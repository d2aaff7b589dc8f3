"""How long the intake of a file takes beside other means: ``python -m benchmarks.intake`` (README.md says more).

Everything is told as a ratio, because seconds are those of one machine.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import memory
from benchmarks.made_files import AGENCY, clean_rows, faulty_rows, make_site, write_book, wrong_rows
from benchmarks.phases import timed
from benchmarks.subjects import (
    Samepage,
    Subject,
    bare,
    frictionless,
    has_frictionless,
    pandas_with_great_expectations,
)
from pipelines.settings import Site

LARGE, MANY, CLEAN, WRONG = "large", "many", "clean", "wrong"
_WORDS = {
    LARGE: "one workbook, 1 % of its rows with a problem",
    MANY: "many small workbooks",
    CLEAN: "one workbook without a problem",
    WRONG: "one workbook in which every cell is wrong",
}


@dataclass(frozen=True)
class Goal:
    """A ratio to keep: ``of`` one subject on one set of files to another, at most or at least ``limit``."""

    words: str
    ratio: float
    limit: float
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the ratio lies on the right side of its limit."""
        return self.ratio >= self.limit if self.at_least else self.ratio <= self.limit


def make_files(root: Path, rows: int, books: int, rows_each: int) -> tuple[Site, dict[str, list[Path]]]:
    """The site, and the four sets of workbooks."""
    site = make_site(root)
    drop = root / "files"
    sets = {
        LARGE: [write_book(drop / LARGE / "incidents.xlsx", faulty_rows(rows))],
        CLEAN: [write_book(drop / CLEAN / "incidents.xlsx", clean_rows(rows))],
        WRONG: [write_book(drop / WRONG / "incidents.xlsx", wrong_rows(rows))],
        MANY: [
            write_book(drop / MANY / f"incidents {n:02d}.xlsx", clean_rows(rows_each, n * rows_each))
            for n in range(books)
        ],
    }
    return site, sets


def time_of(subject: Subject, paths: list[Path]) -> float:
    """Seconds by the clock."""
    started = time.perf_counter()
    subject(paths)
    return time.perf_counter() - started


def interleaved(
    jobs: dict[tuple[str, str], tuple[Subject, list[Path], int]], tell: Callable[[str], None]
) -> dict[tuple[str, str], float]:
    """The median seconds of each job; jobs take turns, so that a slow minute of the machine hits all of them."""
    seconds: dict[tuple[str, str], list[float]] = {key: [] for key in jobs}
    for turn in range(max(runs for _, _, runs in jobs.values())):
        for key, (subject, paths, runs) in jobs.items():
            if turn < runs:
                tell(f"Turn {turn + 1}: {' on '.join(key)}")
                seconds[key].append(time_of(subject, paths))
    return {key: statistics.median(times) for key, times in seconds.items()}


def commands(
    site: Site, sets: dict[str, list[Path]], rivals: dict[str, Subject]
) -> dict[tuple[str, str], float]:
    """Seconds of whole commands, start of Python and imports included."""
    told = {}
    base = [sys.executable, "-m", "pipelines.cli", "--site", str(site.root)]
    for name, paths in sets.items():
        check = [*base, "check", "--json", "--agency", AGENCY, *map(str, paths)]
        told["samepage check", name] = _command(check)
        for rival in rivals if name in (LARGE, MANY) else ("bare",):
            only = [sys.executable, "-m", "benchmarks.intake", "--only", rival, "--site", str(site.root)]
            told[rival, name] = _command([*only, "--folder", str(paths[0].parent)])
    for path in sets[MANY]:
        (site.drop / AGENCY / path.name).write_bytes(path.read_bytes())
    told["samepage run", MANY] = _command([*base, "run", "--json"])
    return told


def _command(command: list[str]) -> float:
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr[-2000:])
    return time.perf_counter() - started


def goals(seconds: dict[tuple[str, str], float], memories: dict[str, float]) -> list[Goal]:
    """What is to be reached, with what was."""
    own = seconds["samepage", LARGE]
    told = [Goal("large: Samepage to the bare read", own / seconds["bare", LARGE], 2.5)]
    if ("pandas", LARGE) in seconds:
        told.append(
            Goal(
                "large: pandas, openpyxl and the suite to Samepage", seconds["pandas", LARGE] / own, 10, True
            )
        )
    told.append(Goal("every cell wrong to clean", seconds["samepage", WRONG] / seconds["samepage", CLEAN], 2))
    if memories.get("bare"):
        told.append(Goal("large: peak memory to the bare read's", memories["samepage"] / memories["bare"], 3))
    return told


def only(subject: str, site_root: Path, folder: Path) -> None:
    """One subject over one folder in this process; prints the peak memory in MB. For ``memory.py`` and ``commands``."""
    paths = sorted(folder.glob("*.xlsx"))
    if subject == "samepage":
        own = Samepage(Site(site_root))
        own(paths)
        reader = own.intake.context.pool._process
        peak = memory.peak_mb() + (memory.peak_mb(reader.pid) if reader else 0)
        own.close()
    else:
        _RIVALS[subject](paths)
        peak = memory.peak_mb()
    print(f"{peak:.1f}")


_RIVALS: dict[str, Subject] = {
    "bare": bare,
    "pandas": pandas_with_great_expectations,
    "frictionless": frictionless,
}


def show(
    console: Console,
    title: str,
    seconds: dict[tuple[str, str], float],
    own: str = "samepage",
) -> None:
    """One table: a line for each subject and set of files, each beside the bare read."""
    table = Table(title=title, title_justify="left")
    for name in ("files", "subject"):
        table.add_column(name)
    for name in ("seconds", "to the bare read"):
        table.add_column(name, justify="right")
    for (subject, files), took in sorted(seconds.items(), key=lambda item: (item[0][1], item[1])):
        beside = seconds.get(("bare", files))
        table.add_row(_WORDS[files], subject, f"{took:.2f}", f"{took / beside:.2f}" if beside else "")
    console.print(table)


def main(arguments: argparse.Namespace) -> None:
    """Make the files, measure, and print what was found."""
    console = Console(width=120)
    tell = (lambda text: None) if arguments.quiet else lambda text: print(text, file=sys.stderr, flush=True)
    rivals = {name: _RIVALS[name] for name in ("bare", "pandas", "frictionless")}
    if arguments.skip_rivals:
        rivals = {"bare": bare}
    elif not has_frictionless():
        del rivals["frictionless"]
        console.print("frictionless is not installed and is left out; `pip install -e '.[bench]'` brings it.")
    with tempfile.TemporaryDirectory(prefix="samepage-bench-") as folder:
        tell("Making the files")
        site, sets = make_files(Path(folder), arguments.rows, arguments.books, arguments.rows_each)
        own = Samepage(site)
        for subject in (own, *rivals.values()):  # imports, the reader's start, and whatever is set up once
            subject(sets[MANY][:1])
        jobs: dict[tuple[str, str], tuple[Subject, list[Path], int]] = {}
        for name, paths in sets.items():
            jobs["samepage", name] = (own, paths, arguments.runs)
            jobs["bare", name] = (bare, paths, arguments.runs)
        for rival in rivals.keys() - {"bare"}:
            for name in (LARGE, MANY):
                jobs[rival, name] = (rivals[rival], sets[name], arguments.rival_runs)
        seconds = interleaved(jobs, tell)
        steps = {}
        for name in sets:
            with timed() as spent:
                own(sets[name])
            steps[name] = spent
        own.close()
        tell("Peak memory")
        memories = {
            name: memory.measure(name, site.root, sets[LARGE][0].parent) for name in ("samepage", *rivals)
        }
        show(console, "In one process, after imports (median)", seconds)
        _show_steps(console, steps)
        _show_memory(console, memories)
        _show_goals(console, goals(seconds, memories))
        if not arguments.skip_commands:
            tell("Whole commands")
            show(console, "Whole commands, once", commands(site, sets, rivals))


def _show_steps(console: Console, steps: dict[str, dict[str, float]]) -> None:
    table = Table(title="Where Samepage's time goes (seconds, one run)", title_justify="left")
    table.add_column("step")
    for name in steps:
        table.add_column(name, justify="right")
    for step in next(iter(steps.values())):
        table.add_row(step, *(f"{spent[step]:.2f}" for spent in steps.values()))
    console.print(table)


def _show_memory(console: Console, memories: dict[str, float]) -> None:
    table = Table(title="Peak memory on the large workbook, each in a fresh process", title_justify="left")
    table.add_column("subject")
    table.add_column("MB", justify="right")
    table.add_column("to the bare read", justify="right")
    for name, peak in memories.items():
        table.add_row(name, f"{peak:.0f}", f"{peak / memories['bare']:.2f}" if memories["bare"] else "")
    console.print(table)


def _show_goals(console: Console, found: list[Goal]) -> None:
    table = Table(title="Goals", title_justify="left")
    for name in ("goal", "found", "limit", ""):
        table.add_column(name)
    for goal in found:
        limit = f"{'at least' if goal.at_least else 'at most'} {goal.limit:g}"
        table.add_row(goal.words, f"{goal.ratio:.2f}", limit, "met" if goal.is_met else "missed")
    console.print(table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000, help="rows of the large workbooks")
    parser.add_argument("--books", type=int, default=60, help="how many small workbooks")
    parser.add_argument("--rows-each", type=int, default=2_000, help="rows of each small workbook")
    parser.add_argument("--runs", type=int, default=5, help="runs of Samepage and of the bare read")
    parser.add_argument("--rival-runs", type=int, default=1, help="runs of the slower rivals")
    parser.add_argument("--skip-rivals", action="store_true", help="measure only beside the bare read")
    parser.add_argument("--skip-commands", action="store_true", help="leave out whole commands")
    parser.add_argument("--quiet", action="store_true", help="tell no progress")
    parser.add_argument("--only", choices=["samepage", *_RIVALS], help=argparse.SUPPRESS)
    parser.add_argument("--site", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    if given.only:
        only(given.only, given.site, given.folder)
    else:
        main(given)
