"""What is measured: Samepage's own walk of a file, and the same task done with other means.

Each subject takes the workbooks of one folder. ``bare`` only reads, so it is what no intake can fall below.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.made_files import AGENCY, COLUMNS, DATASET, TEXT_DATE, TEXT_DATES, fields
from pipelines.checks.declared import suite_path
from pipelines.metadata.classes import Kind
from pipelines.metadata.code_lists import lookup
from pipelines.settings import Site

Subject = Callable[[list[Path]], None]


def bare(paths: list[Path]) -> None:
    """Read every cell as text with fastexcel, and nothing else."""
    import fastexcel

    for path in paths:
        fastexcel.read_excel(path).load_sheet(0, header_row=None, dtypes="string").to_arrow()


class Samepage:
    """The walk from a dropped file to its stored submission and its receipt, in one process with its reader."""

    def __init__(self, site: Site) -> None:
        from pipelines.submissions import open_intake

        os.environ.setdefault("SAMEPAGE_KEY", "a key for benchmarks alone")
        self.site = site
        self.intake = open_intake(site)
        self.guidance = {name: check.guidance for name, check in self.intake.context.catalogue.items()}

    def __call__(self, paths: list[Path]) -> None:
        """Take every file in and write its receipt."""
        from pipelines.reports.outputs import save_receipt
        from pipelines.submissions import DropFile, load_problems
        from pipelines.submissions.store import file_digest

        shutil.rmtree(self.site.submissions, ignore_errors=True)
        for path in paths:
            drop = DropFile(
                path, AGENCY, file_digest(path), self.intake.recipes[AGENCY], datetime(2026, 12, 1)
            )
            taken = self.intake.take_in(drop)
            problems = load_problems(taken, self.intake.context.key.derive("submissions"))
            save_receipt(self.site, taken.manifest, problems, self.guidance)

    def close(self) -> None:
        """Stop the reader."""
        self.intake.close()


def pandas_with_great_expectations(paths: list[Path]) -> None:
    """``pandas.read_excel`` through openpyxl, then the suite of the dataset in the way its handbook shows."""
    import json

    import great_expectations as gx
    import pandas as pd

    from pipelines.settings import Site as AnySite

    warnings.filterwarnings("ignore")
    written = json.loads(suite_path(AnySite(Path()).expectations, DATASET).read_text(encoding="utf-8"))
    present = set(COLUMNS.values())
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    suite = gx.ExpectationSuite(
        name=DATASET,
        expectations=[
            {"type": e["type"], "kwargs": dict(e["kwargs"])}
            for e in written["expectations"]
            if present.issuperset(_names(e["kwargs"]))
        ],
    )
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("whole")
    for path in paths:
        frame = pd.read_excel(path, engine="openpyxl").rename(columns=COLUMNS)
        for field in fields():
            if field.kind is Kind.TIMESTAMP:
                how = TEXT_DATE if field.name in TEXT_DATES else None
                frame[field.name] = pd.to_datetime(frame[field.name], format=how, errors="coerce")
            elif field.kind is Kind.INTEGER:
                frame[field.name] = pd.to_numeric(frame[field.name], errors="coerce")
        batch.get_batch({"dataframe": frame}).validate(suite)


def _names(kwargs: dict[str, Any]) -> set[str]:
    one = {kwargs[name] for name in ("column", "column_A", "column_B") if name in kwargs}
    return one | set(kwargs.get("column_list", ()))


def has_frictionless() -> bool:
    """Whether the optional package is here; ``pip install -e '.[bench]'`` brings it."""
    return find_spec("frictionless") is not None


def frictionless(paths: list[Path]) -> None:
    """``frictionless validate`` with a schema of the same types, codes and required fields."""
    from frictionless import Resource, Schema

    required = {"incident_key", "reported_ts"}
    kinds = {Kind.INTEGER: "integer", Kind.TIMESTAMP: "datetime"}
    told = []
    for header, field in zip(COLUMNS, fields(), strict=True):
        described: dict[str, Any] = {"name": header, "type": kinds.get(field.kind, "string")}
        rules: dict[str, Any] = {"required": True} if field.name in required else {}
        if field.kind is Kind.TIMESTAMP:
            described["format"] = TEXT_DATE if field.name in TEXT_DATES else "any"
        if field.kind is Kind.INTEGER:
            rules["minimum"] = 0
        if field.kind is Kind.TRISTATE:
            rules["enum"] = ["Y", "N"]
        if field.code_list:
            rules["enum"] = sorted(set(lookup(field.code_list).values()))
        told.append({**described, "constraints": rules})
    for path in paths:
        resource = Resource(
            path=path.name, basepath=str(path.parent), schema=Schema.from_descriptor({"fields": told})
        )
        resource.validate()
