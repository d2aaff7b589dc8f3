"""Whether intake finds what was planted in a made-up site, at the right cell, and invents nothing: recall and precision.

What is right stands in ``truth.json`` (``expected.py`` works it out); the files are judged as ``samepage check`` does.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.problems import Severity
from pipelines.settings import Site
from pipelines.submissions import open_intake

Line = tuple[str | None, ...]  # agency, file, sheet, cells, check id, severity


@dataclass(frozen=True)
class Score:
    """How many problems were expected, told and both; and those that are only on one side."""

    expected: int
    told: int
    found: int
    missed: tuple[Line, ...]
    invented: tuple[Line, ...]

    @property
    def recall(self) -> float:
        """The share of the expected problems that was told."""
        return self.found / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """The share of the told problems that was expected."""
        return self.found / self.told if self.told else 1.0


def score_site(root: Path, progress: Callable[[str], None] | None = None) -> Score:
    """Judge every file of the made-up site under ``root`` and compare; notes ask for nothing and are not compared."""
    truth = json.loads((root / "truth.json").read_text(encoding="utf-8"))
    fields = ("agency", "file", "sheet", "cells", "check_id", "severity")
    expected = Counter(tuple(line[name] for name in fields) for line in truth["problems"])
    told: Counter[Line] = Counter()
    intake = open_intake(Site(root))
    try:
        for file in truth["files"]:
            if progress is not None:
                progress(file["file"])
            path = intake.site.drop / file["agency_code"] / file["file"]
            for problem in intake.judge(path, file["agency_code"]).problems:
                if problem.severity is not Severity.NOTE:
                    where = (problem.sheet, problem.cells, problem.check_id, str(problem.severity))
                    told[file["agency_code"], file["file"], *where] += 1
    finally:
        intake.close()
    both = expected & told
    return Score(
        expected.total(),
        told.total(),
        both.total(),
        tuple((expected - both).elements()),
        tuple((told - both).elements()),
    )
