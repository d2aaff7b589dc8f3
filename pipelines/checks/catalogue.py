"""The catalogue of checks: one line per check id that a person can read without code.

It is the one source of a check's severity and of its next step ("guidance"), for receipts, suites and ``docs/checks.md``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import lru_cache
from io import StringIO
from pathlib import Path

from pipelines.problems import Problem, Severity, Stage


@dataclass(frozen=True)
class Check:
    """One line of ``expectations/catalogue.csv``.

    ``waivable`` says whether a site may accept the problem for a while (``waivers.csv``). The examples are one that trips the check
    and one that does not: a text of a cell, the fields of a row, counts of files, rows of a file or of registers, or words that say
    what the file is like. Tests run all of them (``tests/checks/examples_run.py``).
    """

    check_id: str
    title: str
    stage: Stage
    severity: Severity
    guidance: str
    waivable: bool = False
    example_bad: str = ""
    example_good: str = ""

    def with_next_step(self, problem: Problem) -> Problem:
        """A problem of this check whose message ends with the next step."""
        return replace(problem, message=f"{problem.message} {self.guidance}")


class CatalogueError(Exception):
    """The catalogue or a suite is wrong; the text names the file and the check."""


def load_catalogue(folder: Path) -> dict[str, Check]:
    """Every check by its id, in the order of the file.

    Raises:
        CatalogueError: there is no such file, a column is missing, an id stands twice, or a severity or stage is not one
            of ours.
    """
    path = folder / "catalogue.csv"
    if not path.exists():
        raise CatalogueError(f"catalogue.csv is missing in {folder}.")
    return dict(_catalogue(path.read_bytes()))


@lru_cache(maxsize=8)
def _catalogue(content: bytes) -> dict[str, Check]:
    """The same content is read once: the catalogue is asked for anew with every file that comes in."""
    checks: dict[str, Check] = {}
    with StringIO(content.decode("utf-8-sig"), newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            try:
                check = _check(line)
            except (KeyError, ValueError):
                raise CatalogueError(
                    f"catalogue.csv, line {number}: needs check_id, title, stage, severity and guidance, "
                    f"with a severity of {', '.join(Severity)} and a stage of {', '.join(Stage)}; waivable is yes, no or blank."
                ) from None
            if check.waivable and check.stage is Stage.PRIVACY:
                raise CatalogueError(
                    f"catalogue.csv, line {number}: {check.check_id} protects people and can never be waived."
                )
            if check.check_id in checks:
                raise CatalogueError(
                    f"catalogue.csv, line {number}: the check {check.check_id} stands twice."
                )
            checks[check.check_id] = check
    return checks


def _check(line: dict[str, str | None]) -> Check:
    """A line as a check. Where ``waivable`` is blank, values and unlikely things may be waived, and nothing else."""
    needed = [line[name] or "" for name in ("check_id", "title", "guidance")]
    if not all(needed):
        raise ValueError
    stage, severity = Stage(line["stage"] or ""), Severity(line["severity"] or "")
    said = (line.get("waivable") or "").strip()
    if said not in ("", "yes", "no"):
        raise ValueError
    usual = severity in (Severity.VALUE, Severity.UNLIKELY) and stage is not Stage.PRIVACY
    return Check(
        needed[0],
        needed[1],
        stage,
        severity,
        needed[2],
        usual if not said else said == "yes",
        line.get("example_bad") or "",
        line.get("example_good") or "",
    )
