"""Whether intake finds what was planted in a made-up site, at the right cell, and invents nothing: recall and precision.

What is right stands in ``truth.json`` (``expected.py`` works it out); the files are judged as ``samepage check`` does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.problems import Severity
from pipelines.settings import Site
from pipelines.submissions import open_intake

Line = tuple[str | None, ...]  # agency, file, sheet, cells, check id, severity


@dataclass(frozen=True)
class Score:
    """How many problems were expected, told and both; those that are only on one side; and how many files are gone."""

    expected: int
    told: int
    found: int
    missed: tuple[Line, ...]
    invented: tuple[Line, ...]
    gone: int = 0

    @property
    def recall(self) -> float:
        """The share of the expected problems that was told."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """The share of the told problems that was expected."""
        return self.found / self.told if self.told else 1.0


def score_site(root: Path, progress: Callable[[str], None] | None = None) -> Score:
    """Judge every file of the made-up site under ``root`` and compare; notes ask for nothing and are not compared.

    Files that a run has moved or deleted since are left out on both sides and counted.
    """
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    fields = ("agency", "file", "sheet", "cells", "check_id", "severity")
    there = {
        (file["agency_code"], file["file"]): path
        for file in truth["files"]
        if (path := Site(root).drop / file["agency_code"] / file["file"]).exists()
    }
    expected = Counter(
        tuple(line[name] for name in fields)
        for line in truth["problems"]
        if (line["agency"], line["file"]) in there
    )
    told: Counter[Line] = Counter()
    intake = open_intake(Site(root))
    try:
        with (
            TemporaryDirectory() as nothing_before
        ):  # what a run took in makes no difference to what was planted
            alone = replace(intake, site=Site(Path(nothing_before)))
            for (agency, name), path in there.items():
                if progress is not None:
                    progress(name)
                for problem in alone.judge(path, agency).problems:
                    if problem.severity is not Severity.NOTE:
                        where = (problem.sheet, problem.cells, problem.check_id, str(problem.severity))
                        told[agency, name, *where] += 1
    finally:
        intake.close()
    both = expected & told
    return Score(
        expected.total(),
        told.total(),
        both.total(),
        tuple((expected - both).elements()),
        tuple((told - both).elements()),
        len(truth["files"]) - len(there),
    )
