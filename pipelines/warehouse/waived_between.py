"""Waivers of checks between registers: what they cover, and the footnotes of the figures that these registers feed.

What a waiver of a file's own checks covers stands in the manifests (``accepted.py``); a check between registers is made by the
build itself, so its waivers are counted once ``ops.register_problem`` stands. A register that feeds no measure has no footnote.
"""

from __future__ import annotations

import duckdb

from pipelines.metadata import DATASETS
from pipelines.metadata.derive import field_title
from pipelines.settings import COORDINATOR
from pipelines.warehouse.accepted import IN_FORCE
from pipelines.warehouse.inputs import BuildInputs
from pipelines.warehouse.reference import registers_of_measures

_COUNTED = """
SELECT p.waiver_no, p.check_id, p.dataset, p.field_name, p.agency_code, p.submission_id, count(*) AS places_count
FROM ops.register_problem AS p WHERE p.waiver_no IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_FOOTNOTE = "INSERT INTO ops.footnote (footnote_no, submission_id, footnote, agency_code, dataset) VALUES (?, ?, ?, ?, ?)"


def count_waived_between(connection: duckdb.DuckDBPyConnection, inputs: BuildInputs) -> None:
    """Give the waivers of the site what they cover between registers, and the figures behind it a footnote."""
    covered = connection.execute(_COUNTED).fetchall()
    waivers = dict(enumerate(inputs.waivers, start=1))
    names = {agency.code: agency.name for agency in inputs.settings.agencies}
    files: dict[int, set[str]] = {}
    places: dict[int, int] = {}
    told: dict[tuple[str, str, str, str], None] = {}
    feeding = registers_of_measures()
    for number, check_id, dataset, field, agency, submission, count in covered:
        files.setdefault(number, set()).update({submission} if submission else ())
        places[number] = places.get(number, 0) + count
        if dataset in feeding:
            title = inputs.catalogue[check_id].title.format(field=field_title(field), other="")
            about = (
                f"{names[agency]}, {DATASETS[dataset].title.lower()}"
                if agency in names
                else DATASETS[dataset].title
            )
            told[
                f"{about}: {title} {waivers[number].words}", submission or "", agency or COORDINATOR, dataset
            ] = None
    for number, count in places.items():
        connection.execute(
            "UPDATE ops.waiver SET state = ?, files_count = ?, rows_count = ? WHERE waiver_no = ?",
            [IN_FORCE, len(files[number]), count, number],
        )
    last = connection.execute("SELECT coalesce(max(footnote_no), 0) FROM ops.footnote").fetchall()[0][0]
    numbers = {words: last + n for n, words in enumerate(sorted({words for words, *_ in told}), start=1)}
    for words, submission, agency, dataset in told:
        connection.execute(_FOOTNOTE, [numbers[words], submission or None, words, agency, dataset])
