"""The made-up county of Samepage: its records, the files its agencies send, and the truth about them.

``write_sample`` joins ``world/`` (what happened), ``deliveries.py`` and ``planting.py`` (what is sent, and what goes
wrong), ``exports/`` (how files look) and ``truth/`` (the right numbers).
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from pipelines.sample import deliveries as plan
from pipelines.sample.deliveries import Delivery
from pipelines.sample.expected import Expected, expected_problems
from pipelines.sample.exports import NEW_CAD_QUIRKS, QUIRKS
from pipelines.sample.exports.odd_files import write_aging_summary, write_client_list
from pipelines.sample.exports.pages import Page
from pipelines.sample.exports.site_files import write_elements, write_layouts, write_site_yaml
from pipelines.sample.planting import Planted, plant
from pipelines.sample.truth import TruthSite, truth_of
from pipelines.sample.world import DV_STATUTES, RISK_QUESTIONS_ASKED, World, WorldOptions, make_world
from pipelines.sample.world.case_review import PLANTED
from pipelines.settings import Site

TRUTH_FILE = "truth.json"


@dataclass(frozen=True)
class SampleSummary:
    """What was written: where, how much, and what goes wrong on purpose."""

    root: Path
    files_count: int
    agencies_count: int
    months: int
    first_month: date
    last_month: date
    as_of: date
    rows_count: int
    planted: tuple[Planted, ...]


def write_sample(
    root: Path, options: WorldOptions, progress: Callable[[str], None] | None = None
) -> SampleSummary:
    """Write the made-up site under ``root``: settings, layouts, every agency's files, and ``truth.json``.

    Equal options give equal bytes and equal file times. ``progress`` is told each step in words.
    """
    tell = progress or (lambda text: None)
    tell("What happened in the county")
    world = make_world(options)
    files = plan.usual_deliveries(world)
    planted = plant(world, files)
    site = Site(root)
    as_of = plan.as_of(world)
    write_site_yaml(site, world, as_of, plan.DUE_DAY)
    write_elements(site, world)
    write_layouts(site, plan.month_of(world, plan.CAD_CHANGE))
    ordered = sorted(files, key=lambda d: (d.copy_of is not None, d.made, d.key, d.name))
    problems: dict[Path, list[Expected]] = {}
    for number, delivery in enumerate(ordered, start=1):
        tell(f"File {number} of {len(ordered)}: {delivery.name}")
        problems[_path(site, delivery)] = expected_problems(delivery, _write(site, delivery))
    tell("The right numbers")
    truth = _truth(world, files, as_of, planted)
    truth["problems"] = [
        problem.to_dict() for delivery in _by_day(files) for problem in problems[_path(site, delivery)]
    ]
    text = json.dumps(truth, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    (root / TRUTH_FILE).write_text(text + "\n", encoding="utf-8")
    return SampleSummary(
        root=root,
        files_count=len(files),
        agencies_count=len(world.agencies),
        months=options.months,
        first_month=world.first_month,
        last_month=world.last_month,
        as_of=as_of,
        rows_count=sum(len(d.rows) for d in files if d.outcome == plan.ACCEPTED),
        planted=tuple(planted),
    )


def _by_day(files: list[Delivery]) -> list[Delivery]:
    return sorted(files, key=lambda d: (d.made, d.key, d.name))


def _write(site: Site, delivery: Delivery) -> list[Page] | None:
    """Write one file and give it the time at which it came; gives its pages where they were made from its rows."""
    pages = None
    path = _path(site, delivery)
    path.parent.mkdir(parents=True, exist_ok=True)
    agency, dataset = delivery.key
    if delivery.copy_of is not None:
        shutil.copyfile(_path(site, delivery.copy_of), path)
    elif delivery.outcome == plan.NOT_ACCEPTED:
        write_aging_summary(path, delivery.title, delivery.start)
    elif delivery.outcome == plan.REFUSED and (agency, dataset) == ("adv", "advocacy_totals"):
        write_client_list(path, delivery.start)
    elif delivery.outcome == plan.NIL:
        delivery.export.write_nothing(path, delivery.run)
    else:
        pages = delivery.pages()
        delivery.export.save(path, pages)
    set_time(path, delivery.made)
    return pages


def _path(site: Site, delivery: Delivery) -> Path:
    return site.drop / delivery.export.agency / delivery.name


def set_time(path: Path, moment: datetime) -> None:
    """Give a file the time, in the local zone, at which it came."""
    stamp = moment.timestamp()
    os.utime(path, (stamp, stamp))


def _truth(world: World, files: list[Delivery], as_of: date, planted: list[Planted]) -> dict[str, Any]:
    """The right numbers of what is received, with everything that was planted."""
    site = TruthSite(
        first_month=world.first_month,
        last_month=plan.last_covered(world, files),
        agencies=world.agencies,
        dv_statutes=DV_STATUTES,
        risk_questions_asked=RISK_QUESTIONS_ASKED,
        as_of=as_of,
        expected=plan.expected_files(world, files),
    )
    truth = dict(truth_of(plan.received_rows(files), plan.coverage(files), site, world.options))
    quirks = [*QUIRKS, *(NEW_CAD_QUIRKS if world.options.months >= plan.CAD_CHANGE else ())]
    truth["planted"] = {
        "events": [event.to_dict() for event in planted],
        "quirks": [vars(quirk) for quirk in quirks],
        "findings": [habit.to_dict() for habit in PLANTED],
    }
    truth["files"] = [
        {
            "agency_code": d.export.agency,
            "dataset": d.export.dataset,
            "file": d.name,
            "outcome": d.outcome,
            "received": d.made.isoformat(),
            "rows": len(d.rows),
        }
        for d in _by_day(files)
    ]
    return truth


__all__ = ["SampleSummary", "WorldOptions", "write_sample"]
