"""The ledger on disk: one immutable file per edition and audience in ``.samepage/releases/``.

Draft a release from a built generation, judge it, write it: in this order, and only where the answer allows it.
What a release is, and what it means for later ones, is ``disclosure/ledger.py``; what it is judged by is
``disclosure/gate.py``. A release holds only what was
shown, so its file is no more secret than the edition itself. A file is never changed and never deleted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from pipelines.disclosure.gate import Answer, may_release
from pipelines.disclosure.ledger import Release, make_release, with_medians
from pipelines.disclosure.primary import exempt_measures, rules
from pipelines.disclosure.review_rows import PARTS
from pipelines.metadata import MEASURES
from pipelines.settings import Site, Thresholds
from pipelines.settings.quarter import Quarter
from pipelines.warehouse.disclose import read_figures

_OF_TALLIES = "director"  # the one reader whose pages in an edition tell tallies of case review
_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]*\Z")


class ReleaseError(Exception):
    """A release cannot be written: its name is taken or cannot be a file's name."""


@contextmanager
def alone(site: Site) -> Iterator[None]:
    """One builder of editions and releases at a time, whether the command or the web page started it; a second one waits."""
    site.state.mkdir(parents=True, exist_ok=True)
    with FileLock(site.state / "editions.lock"):
        yield


def read_releases(site: Site) -> tuple[Release, ...]:
    """Every release so far, in the order of their names."""
    if not site.releases.exists():
        return ()
    return tuple(
        Release.from_json(path.read_text(encoding="utf-8")) for path in sorted(site.releases.glob("*.json"))
    )


def draft_release(
    connection: duckdb.DuckDBPyConnection, name: str, audience: str, last_day: date | None = None
) -> Release:
    """What ``audience`` is told by the generation behind ``connection``; ``last_day`` leaves later periods out."""
    figures = read_figures(connection, last_day)
    hidden = connection.execute(
        "SELECT * FROM ops.suppression_log WHERE table_name IN ('measure_value', 'funnel')"
    ).df()
    proofs = connection.execute("SELECT * FROM ops.disclosure_proof ORDER BY subject, reader").df()
    told = make_release(name, audience, figures, hidden.rename(columns={"table_name": "table"}), proofs)
    told = with_medians(told, _medians(connection, audience))
    return replace(told, reviews=_tallies(connection, last_day)) if audience == _OF_TALLIES else told


def _tallies(connection: duckdb.DuckDBPyConnection, last_day: date | None) -> tuple[dict[str, Any], ...]:
    """The tallies of case review that directors are told of their own agency, of quarters up to ``last_day`` and of all together."""
    parts = ", ".join(PARTS)
    rows = connection.execute(
        f"""
        WITH mine AS (SELECT * FROM pub.case_review WHERE audience = $audience),
        whole AS (
            SELECT agency_code, element_id, string_agg(event_quarter, ' ' ORDER BY event_quarter) AS quarters
            FROM mine WHERE event_quarter <> 'all' GROUP BY ALL
        )
        SELECT agency_code, element_id, CASE event_quarter WHEN 'all' THEN quarters ELSE event_quarter END AS quarters, {parts}
        FROM mine LEFT JOIN whole USING (agency_code, element_id)
        WHERE NOT suppressed AND (event_quarter = 'all' OR event_quarter <= $last) ORDER BY ALL
        """,
        {"audience": _OF_TALLIES, "last": Quarter.of(last_day or date.max).label},
    )
    names = [str(column[0]) for column in rows.description]
    return tuple(dict(zip(names, row, strict=True)) for row in rows.fetchall())


def _medians(connection: duckdb.DuckDBPyConnection, audience: str) -> dict[tuple[str, ...], float]:
    """The medians that ``audience`` may see, by the place of the figure (``KEY``)."""
    rows = connection.execute(
        "SELECT 'measure_value', measure_id, breakdown, category, agency_code, period_kind, period_start::VARCHAR, value"
        " FROM pub.measure_value WHERE audience = ? AND NOT suppressed AND num IS NULL AND value IS NOT NULL",
        [audience],
    ).fetchall()
    return {row[:-1]: float(row[-1]) for row in rows}


def judge_release(release: Release, earlier: Iterable[Release], thresholds: Thresholds) -> Answer:
    """Whether ``release`` may go out, after everything that was released ``earlier``."""
    rule = next(r for r in rules(thresholds) if r.audience == release.audience)
    return may_release(release, earlier, rule, exempt_measures(MEASURES, release.audience))


def write_release(site: Site, release: Release) -> Path:
    """Write a release once; the same release again changes nothing.

    Raises:
        ReleaseError: another release of that name and audience is there, or the name cannot be a file's.
    """
    if not _NAME.match(release.name):
        raise ReleaseError("The name of a release has letters, digits and hyphens only, for example 2026-Q1.")
    site.releases.mkdir(parents=True, exist_ok=True)
    path = site.releases / f"{release.name}.{release.audience}.json"
    text = release.to_json()
    if path.exists():
        if path.read_text(encoding="utf-8") != text:
            raise ReleaseError(f"{release.name} was released before with other figures; give it a new name.")
        return path
    building = path.with_suffix(".tmp")
    building.write_text(text, encoding="utf-8")
    os.replace(building, path)
    path.chmod(0o444)
    return path
