"""A site on disk with one quarter of two agencies: settings, a key, and a published warehouse; editions are built from it."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml
from made_site import MadeSite

from pipelines.privacy.keys import site_key
from pipelines.settings import Site
from pipelines.warehouse.build import build
from pipelines.warehouse.connect import open_generation
from pipelines.warehouse.publish import begin, publish
from pipelines.warehouse.releases import read_releases

AS_OF = date(2025, 4, 20)


def make_site(root: Path, missing: str | None = None, complementary: bool = True) -> Site:
    """A site whose first quarter of 2025 is in, less the calls of the month ``missing``."""
    root.mkdir(exist_ok=True)
    site = Site(root)
    made = MadeSite(root, "ecc", "mpd", as_of=AS_OF, thresholds={"complementary": complementary})
    fill_quarter(made, missing)
    settings = made.settings.model_dump(mode="json", exclude_none=True)
    settings |= {"as_of": AS_OF.isoformat()}
    site.site_yaml.parent.mkdir(parents=True)
    site.site_yaml.write_text(yaml.safe_dump(settings), encoding="utf-8")
    site.state.mkdir()
    site.key_file.write_text("cd" * 32, encoding="ascii")
    publish_site(site, made)
    return site


def fill_quarter(
    made: MadeSite, missing: str | None = None, reports: int = 30, correction: bool = False
) -> None:
    """Calls and reports of three months; with ``correction`` March comes once more, with ``reports`` of its own."""
    for month in (1, 2, 3):
        label = f"2025-{month:02d}"
        if label != missing:
            made.add("ecc", "cad_calls", label, [_call(month, n) for n in range(60)])
        made.add("mpd", "rms_incidents", label, [_report(month, n) for n in range(30)])
        made.add("mpd", "rms_arrests", label, [_arrest(month, n) for n in range(15)])
    if correction:
        made.add(
            "mpd",
            "rms_incidents",
            "2025-03",
            [_report(3, n) for n in range(reports)],
            received="2025-05-02T09:00:00",
        )


def publish_site(site: Site, made: MadeSite) -> None:
    """Build and publish a generation of ``made``, with everything that the site has released."""
    key = site_key(site).derive("warehouse")
    generation = begin(site)
    inputs = made.inputs()
    connection = open_generation(generation.building, key, read_only=False)
    try:
        build(
            connection,
            type(inputs)(**{**vars(inputs), "releases": read_releases(site)}),
            lambda _name, _rows: None,
        )
        connection.execute("CHECKPOINT")
    finally:
        connection.close()
    publish(site, generation, json.dumps(len(made.entries)))


def set_rule(site: Site, **rule: str) -> Site:
    """The site with another rule for releases."""
    settings = yaml.safe_load(site.site_yaml.read_text(encoding="utf-8")) | {"release": rule}
    site.site_yaml.write_text(yaml.safe_dump(settings), encoding="utf-8")
    return Site(site.root)


def change_warehouse(site: Site, sql: str, values: list[Any] | None = None) -> None:
    """Change the published generation behind Samepage's back, which spares a test another build."""
    path = next(site.warehouse.glob("*.duckdb"))
    with open_generation(path, site_key(site).derive("warehouse"), read_only=False) as connection:
        connection.execute(sql, values)


def review(site: Site, draft: str, **said: Any) -> None:
    """Write a line into the register of reviews of the published warehouse."""
    row = {
        "edition_label": "2025-Q1",
        "draft_ref": draft,
        "reviewer_role": "blueprint_advocate",
        "reviewed_on_date": date(2025, 4, 18),
        "verdict": "approved",
        **said,
    }
    marks = ", ".join("?" for _ in row)
    change_warehouse(
        site, f"INSERT INTO core.release_review ({', '.join(row)}) VALUES ({marks})", list(row.values())
    )


def _at(month: int, n: int, hour: int) -> datetime:
    return datetime(2025, month, 1 + n % 27, hour)


def _call(month: int, n: int) -> dict[str, Any]:
    return {
        "call_key": f"c{month}-{n}",
        "report_key": f"r{month}-{n}" if n < 30 else None,
        "received_ts": _at(month, n, 10),
        "dispatched_ts": _at(month, n, 11),
        "call_type_initial": "dv_in_progress",
        "call_type_final": "dv_verbal",
        "priority_rank": 1 if n % 3 else 3,
        "disposition": "report_written" if n < 30 else "no_action_civil",
    }


def _report(month: int, n: int) -> dict[str, Any]:
    return {
        "incident_key": f"r{month}-{n}",
        "call_key": f"c{month}-{n}",
        "reported_ts": _at(month, n, 13),
        "victim_seq": 1,
        "suspect_seq": 2,
        "relationship_to_suspect": "SE" if n % 2 else "PA",
        "suspect_gone_on_arrival": n % 3 == 0,
    }


def _arrest(month: int, n: int) -> dict[str, Any]:
    return {
        "arrest_key": f"a{month}-{n}",
        "incident_key": f"r{month}-{n}",
        "suspect_seq": 2,
        "arrested_ts": _at(month, n, 14),
        "arrestee_sex": "M",
        "dv_charge": True,
    }
