"""The catalogue of checks: one line per check id that a person can read without code."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from pipelines.problems import Severity, Stage


@dataclass(frozen=True)
class Check:
    """One line of ``expectations/catalogue.csv``."""

    check_id: str
    title: str
    stage: Stage
    severity: Severity
    guidance: str


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
    checks: dict[str, Check] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, line in enumerate(csv.DictReader(file), start=2):
            try:
                check = Check(
                    line["check_id"],
                    line["title"],
                    Stage(line["stage"]),
                    Severity(line["severity"]),
                    line["guidance"],
                )
                if not all((check.check_id, check.title, check.guidance)):
                    raise ValueError
            except (KeyError, ValueError):
                raise CatalogueError(
                    f"catalogue.csv, line {number}: needs check_id, title, stage, severity and guidance, "
                    f"with a severity of {', '.join(Severity)} and a stage of {', '.join(Stage)}."
                ) from None
            if check.check_id in checks:
                raise CatalogueError(
                    f"catalogue.csv, line {number}: the check {check.check_id} stands twice."
                )
            checks[check.check_id] = check
    return checks
