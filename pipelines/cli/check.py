"""``samepage check``: judging files without loading them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from pipelines.metadata import DATASETS, READ_TODAY
from pipelines.problems import worst_first
from pipelines.settings import COORDINATOR, SettingsError, Site
from pipelines.submissions import Intake, name_label, open_intake
from pipelines.submissions.drop import NOT_DATA
from pipelines.submissions.take_in import Judged

_ANY = "*"


def judge_files(
    site: Site, files: list[Path], agency: str | None, dataset: str | None
) -> list[dict[str, Any]]:
    """The verdict on each file, in the order given; a folder stands for every file in it.

    Raises:
        SettingsError: a file is not there, a folder holds none, or the agency or dataset named does not exist.
    """
    files = [path for named in files for path in _files_of(named)]
    if dataset is not None and dataset not in DATASETS:
        raise SettingsError(f"{dataset} is not a dataset. Use one of {', '.join(READ_TODAY)}.")
    intake = open_intake(site)
    try:
        known = set(intake.context.layouts)
        if agency is not None and agency not in known:
            raise SettingsError(
                f"{agency} is not an agency of this site. Use one of {', '.join(sorted(known))}."
            )
        return [_answer(path, _judge(intake, path, agency, dataset)) for path in files]
    finally:
        intake.close()


def _files_of(named: Path) -> list[Path]:
    """The file named, or every file in the folder named and in its folders; hidden ones and notes on a folder are no data."""
    if named.is_file():
        return [named]
    if not named.is_dir():
        raise SettingsError(f"{named}: there is no such file.")
    found = [
        path
        for path in sorted(named.rglob("*"))
        if path.is_file()
        and path.name.lower() not in NOT_DATA
        and not any(part.startswith(".") for part in path.relative_to(named).parts)
    ]
    if not found:
        raise SettingsError(f"{named}: there is no file in this folder.")
    return found


def _judge(intake: Intake, path: Path, agency: str | None, dataset: str | None) -> Judged:
    """Judge as the named agency, else as that of the file's folder, else as whichever agency's layout fits."""
    if agency is None:
        folder = path.resolve().parent.name
        agency = folder if folder in intake.context.layouts else _ANY
    if agency != _ANY:
        return intake.judge(path, agency, dataset)
    layouts = dict(intake.context.layouts)
    layouts[_ANY] = [
        layout
        for code, own in layouts.items()
        for layout in own
        if not layout.built_in or DATASETS[layout.dataset].is_coordinator == (code == COORDINATOR)
    ]
    open_to_all = replace(intake, context=replace(intake.context, layouts=layouts))
    judged = open_to_all.judge(path, _ANY, dataset)
    judged.agency_code = judged.layout.agency_code if judged.layout else ""
    return judged


def _answer(path: Path, judged: Judged) -> dict[str, Any]:
    return {
        "file": name_label(path.name),
        "status": str(judged.status),
        "agency_code": judged.agency_code or None,
        "dataset": judged.dataset,
        "period": judged.period.label if judged.period else None,
        "layout": judged.layout.name if judged.layout else None,
        "rows": judged.rows.to_dict(),
        "cells": judged.cells.to_dict(),
        "control_total": judged.control_total,
        "problems": [problem.to_dict() for problem in worst_first(judged.problems)],
    }
