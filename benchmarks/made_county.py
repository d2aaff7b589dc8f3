"""Records of a county of any size, made column by column in DuckDB and stored as encrypted Parquet files by month.

The rows stand to each other as in the made-up county of ``samepage sample``: so many reports, arrests, cases and the like for
a number of calls, and their numbers meet along the way of a case. Codes come from the code lists. Nothing is anybody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from pipelines.metadata import DATASETS
from pipelines.metadata.classes import Dataset, Field, Kind
from pipelines.metadata.code_lists import CODE_LISTS
from pipelines.settings import SiteSettings
from pipelines.storage import add_parquet_key, memory, quote
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry

KEY = "5a" * 32  # of benchmarks alone
MONTHS = 24
_FIRST = date(2024, 1, 1)
_AREAS = 12
_OTHER_CALLS = 900  # of 1,000 calls, as in the made-up county


@dataclass(frozen=True)
class Made:
    """How many rows a dataset has for 1,000 calls, who sends it, and which thing each of its numbers names.

    ``numbers`` gives for a key field the kind of thing and how many rows share one: charges of a case, people of a report.
    ``every`` says which of the things before has one at all: every so many reports an arrest, and so on.
    """

    agency: str
    per_1000: int
    numbers: dict[str, tuple[str, int]]


_MADE: dict[str, Made] = {
    "cad_calls": Made("ecc", 1000, {"call_key": ("call", 1), "report_key": ("report", 12)}),
    "rms_incidents": Made("mpd", 80, {"incident_key": ("report", 1), "call_key": ("call", 1)}),
    "rms_arrests": Made(
        "mpd", 43, {"arrest_key": ("arrest", 1), "incident_key": ("report", 1), "booking_key": ("booking", 1)}
    ),
    "inv_cases": Made("mpd", 27, {"incident_key": ("report", 1)}),
    "jms_bookings": Made(
        "jail", 83, {"booking_key": ("booking", 2), "incident_key": ("report", 2), "court_case_key": ("case", 2)}
    ),
    "warrants": Made("jail", 5, {"warrant_key": ("warrant", 1), "incident_key": ("report", 1)}),
    "pretrial": Made(
        "jail", 30, {"pretrial_key": ("pretrial", 1), "booking_key": ("booking", 1), "court_case_key": ("case", 1)}
    ),
    "prosecution": Made(
        "da", 36, {"pros_case_key": ("referral", 1), "incident_key": ("report", 1), "court_case_key": ("case", 1)}
    ),
    "court_cases": Made("court", 73, {"court_case_key": ("case", 2)}),
    "sentences": Made("court", 9, {"court_case_key": ("case", 1)}),
    "protection_orders": Made("court", 16, {"po_key": ("order", 1)}),
    "probation_cases": Made("prob", 16, {"probation_key": ("supervision", 1), "court_case_key": ("case", 1)}),
    "probation_violations": Made("prob", 4, {"violation_key": ("violation", 1), "probation_key": ("supervision", 1)}),
}  # fmt: skip
_AGENCIES = {
    "ecc": "ecc",
    "mpd": "patrol",
    "jail": "sheriff_jail",
    "da": "prosecution",
    "court": "court",
    "prob": "probation",
}


def county_inputs(calls: int, folder: Path) -> BuildInputs:
    """Write the records of a county with so many calls, and say what a warehouse of it is built from."""
    entries = []
    connection = memory()
    add_parquet_key(connection, KEY)
    for name, made in _MADE.items():
        rows = max(calls * made.per_1000 // 1000, MONTHS)
        for number, (first, last) in enumerate(_months()):
            path = folder / f"{name}-{first:%Y-%m}.parquet"
            begin, end = rows * number // MONTHS, rows * (number + 1) // MONTHS
            _write(connection, DATASETS[name], made, (begin, end), first, path)
            entries.append(_entry(made.agency, name, (first, last), end - begin, path))
    connection.close()
    return BuildInputs(_settings(), date(2026, 1, 15), tuple(entries), KEY)


def records_of(inputs: BuildInputs) -> dict[str, list[Path]]:
    """The files of each dataset."""
    files: dict[str, list[Path]] = {}
    for entry in inputs.submissions:
        if entry.records is not None:
            files.setdefault(str(entry.manifest["dataset"]), []).append(entry.records)
    return files


def _settings() -> SiteSettings:
    sent: dict[str, dict[str, str]] = {}
    for name, made in _MADE.items():
        sent.setdefault(made.agency, {})[name] = "monthly"
    return SiteSettings.model_validate(
        {
            "name": "Benchmark",
            "county": "Benchmark",
            "population": 900_000,
            "first_month": f"{_FIRST:%Y-%m}",
            "agencies": [
                {"code": code, "name": code.upper(), "area": area, "datasets": sent[code]}
                for code, area in _AGENCIES.items()
            ],
        }
    )


def _months() -> Iterator[tuple[date, date]]:
    first = _FIRST
    for _ in range(MONTHS):
        after = (first + timedelta(days=32)).replace(day=1)
        yield first, after - timedelta(days=1)
        first = after


def _write(
    connection: duckdb.DuckDBPyConnection,
    dataset: Dataset,
    made: Made,
    rows: tuple[int, int],
    month: date,
    path: Path,
) -> None:
    minutes = 27 * 24 * 60
    when = f"(TIMESTAMP '{month:%Y-%m-%d}' + to_minutes(((i - {rows[0]}) * {minutes} // {max(rows[1] - rows[0], 1)})::BIGINT))"
    columns = [f"{_value(dataset, made, field, place, when)} AS {field.name}" for place, field in enumerate(dataset.fields)]  # fmt: skip
    columns += ["'Export' AS source_sheet", f"(i - {rows[0]} + 2)::BIGINT AS source_row"]
    connection.execute(
        f"COPY (SELECT {', '.join(columns)} FROM range({rows[0]}, {rows[1]}) AS t(i)) TO {quote(str(path))}"
        " (FORMAT parquet, COMPRESSION zstd, ENCRYPTION_CONFIG {footer_key: 'submissions'})"
    )


def _value(dataset: Dataset, made: Made, field: Field, place: int, when: str) -> str:
    """The expression of one column; ``place`` keeps columns from moving together."""
    draw = f"(hash(i, {place}) % 1000)::INTEGER"
    if field.name in made.numbers:
        return _number(
            *made.numbers[field.name], is_key=field.name == dataset.key[0], draw=draw, name=dataset.name
        )
    if field.kind is Kind.KEY:
        return "NULL::VARCHAR"
    if field.name == dataset.period_field:
        return f"{when}::{field.kind.duckdb_type}"
    if field.name in ("charge_seq", "victim_seq"):
        return f"(i % 2 + 1)::{field.kind.duckdb_type}"
    if field.name == "suspect_seq":
        return "(i % 2 + 2)::INTEGER"
    if field.kind in (Kind.TIMESTAMP, Kind.DATE):
        spread = f"to_minutes(({draw} * {1 if dataset.name == 'cad_calls' else 60 + 40 * place})::BIGINT)"
        return f"CASE WHEN {draw} < 850 THEN ({when} + {spread})::{field.kind.duckdb_type} END"
    if field.kind is Kind.FLAG:
        return f"{draw} < {950 if field.name == 'report_written' else 5}"
    if field.kind is Kind.TRISTATE:
        return f"CASE WHEN {draw} < 400 THEN true WHEN {draw} < 900 THEN false END"
    if field.code_list is not None:
        codes = CODE_LISTS[field.code_list].values
        listed = ", ".join(quote(code) for code in codes)
        code = f"[{listed}][{draw} % {len(codes)} + 1]"
        if field.code_list == "call_type":
            return f"CASE WHEN hash(i, -1) % 1000 < {_OTHER_CALLS} THEN 'not_dv' ELSE {code} END"
        return code
    if field.kind in (Kind.INTEGER, Kind.DECIMAL):
        return f"({draw} % 6)::{field.kind.duckdb_type}"
    return f"'area ' || ({draw} % {_AREAS})::VARCHAR"


def _number(kind: str, shared: int, is_key: bool, draw: str, name: str) -> str:
    """A keyed code. What a record is known by is always there; another's number is left out now and then."""
    if (
        name == "cad_calls" and kind == "report"
    ):  # one call in so many has a report, of the number that the report has
        return (
            f"CASE WHEN i % {shared} = 0 AND {draw} < 950 THEN md5('report' || (i // {shared})::VARCHAR) END"
        )
    if name == "rms_incidents" and kind == "call":
        return f"CASE WHEN {draw} < 900 THEN md5('call' || (i * 12)::VARCHAR) END"
    code = f"md5('{kind}' || (i // {shared})::VARCHAR)"
    return code if is_key else f"CASE WHEN {draw} < 930 THEN {code} END"


def _entry(agency: str, name: str, days: tuple[date, date], rows: int, path: Path) -> SubmissionEntry:
    identity = f"{agency}-{name}-{days[0]:%Y-%m}"
    manifest = {
        "submission_id": identity,
        "agency_code": agency,
        "dataset": name,
        "stream": "",
        "file_name": f"{identity}.xlsx",
        "file_sha256": identity,
        "period_start": days[0].isoformat(),
        "period_end": days[1].isoformat(),
        "period_label": f"{days[0]:%Y-%m}",
        "period_is_told": True,
        "received_ts": f"{days[1] + timedelta(days=5)}T09:00:00",
        "status": "accepted",
        "rows": {"in_file": rows, "used": rows},
        "cells": {},
        "zero_report": False,
        "problems_count": 0,
    }
    return SubmissionEntry(manifest, path, None)
