"""A site made in a test: agencies, submissions with encrypted records, and the warehouse built from them."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.metadata import DATASETS, READ_TODAY
from pipelines.metadata.derive import record_schema
from pipelines.settings import SiteSettings
from pipelines.storage import add_parquet_key, memory, write_parquet
from pipelines.submissions.link_answers import LinkAnswer
from pipelines.submissions.register import Entry
from pipelines.warehouse.build import build
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry, resolve
from pipelines.warehouse.make import LAST_PAIRS, make_filled_views, make_schemas, make_table, make_views
from pipelines.warehouse.records import begin_withdrawn
from pipelines.warehouse.reference import reference_rows
from pipelines.warehouse.scaffold import scaffold_rows
from pipelines.warehouse.tables import TABLE_ORDER

KEY = "ab" * 32
AGENCIES = {
    "ecc": ("ecc", {"cad_calls": "monthly"}),
    "mpd": ("patrol", {"rms_incidents": "monthly", "rms_arrests": "monthly"}),
    "rpd": ("patrol", {"rms_incidents": "monthly", "rms_arrests": "monthly"}),
    "jail": ("sheriff_jail", {"jms_bookings": "monthly", "warrants": "monthly"}),
    "pretrial": ("pretrial", {"pretrial": "monthly"}),
    "da": ("prosecution", {"prosecution": "monthly"}),
    "court": (
        "court",
        {"court_cases": "quarterly", "sentences": "quarterly", "protection_orders": "quarterly"},
    ),
    "prob": ("probation", {"probation_cases": "monthly", "probation_violations": "monthly"}),
    "haven": ("advocacy", {"advocacy_totals": "monthly"}),
}


def make_settings(agencies: list[str], **changes: Any) -> SiteSettings:
    """Settings of a small site with the named agencies of ``AGENCIES``."""
    return SiteSettings.model_validate(
        {
            "name": "Test site",
            "county": "Test County",
            "population": 50000,
            "first_month": "2025-01",
            "dv_statutes": ["609.2242"],
            "agencies": [
                {"code": code, "name": code.upper(), "area": AGENCIES[code][0], "datasets": AGENCIES[code][1]}
                for code in agencies
            ],
            **changes,
        }
    )


class MadeSite:
    """Collects submissions; ``build`` makes the warehouse in memory."""

    def __init__(
        self, folder: Path, *agencies: str, as_of: date = date(2026, 1, 15), **settings: Any
    ) -> None:
        self.folder = folder
        self.settings = make_settings(list(agencies or AGENCIES), **settings)
        self.as_of = as_of
        self.entries: list[SubmissionEntry] = []
        self.register: tuple[Entry, ...] = ()
        self.link_answers: tuple[LinkAnswer, ...] = ()
        self.tables: dict[str, int] = {}

    def add(
        self,
        agency: str,
        dataset: str,
        period: str,
        rows: list[dict[str, Any]] | None = None,
        *,
        status: str = "accepted",
        received: str | None = None,
        last_month: str | None = None,
        **manifest: Any,
    ) -> str:
        """Add a submission for a month ("2025-03"), or for the months to ``last_month``; returns its id."""
        start, end = _first(period), _last(last_month or period)
        number = len(self.entries) + 1
        identity = hashlib.sha256(f"{number} {agency} {dataset} {period}".encode()).hexdigest()
        submission_id = f"{agency}-{dataset}-{period}-{number:03d}"
        records = None
        if rows is not None:
            records = self.folder / f"{submission_id}.parquet"
            filled = [
                {"source_sheet": "Export", "source_row": position, **row}
                for position, row in enumerate(rows, start=2)
            ]
            write_parquet(pa.Table.from_pylist(filled, record_schema(DATASETS[dataset])), records, KEY)
        self.entries.append(
            SubmissionEntry(
                {
                    "submission_id": submission_id,
                    "agency_code": agency,
                    "dataset": dataset,
                    "stream": "",
                    "file_name": f"{submission_id}.xlsx",
                    "file_sha256": identity,
                    "period_start": start.isoformat(),
                    "period_end": end.isoformat(),
                    "period_label": period,
                    "period_is_told": True,
                    "received_ts": received or f"{end.isoformat()}T18:00:00",
                    "status": status,
                    "rows": {"in_file": len(rows or []), "used": len(rows or [])},
                    "cells": {},
                    "zero_report": status == "nil_report",
                    "problems_count": 0,
                    **manifest,
                },
                records,
                manifest.pop("problems", None),
            )
        )
        return submission_id

    def inputs(self) -> BuildInputs:
        return BuildInputs(
            self.settings,
            self.as_of,
            tuple(self.entries),
            KEY,
            register=self.register,
            link_answers=self.link_answers,
        )

    def build(self) -> duckdb.DuckDBPyConnection:
        connection = _one_thread()
        build(connection, self.inputs(), self.tables.__setitem__)
        return connection

    def build_before(self, table: str) -> duckdb.DuckDBPyConnection:
        """The tables before ``table`` alone, which spares a small test the measures."""
        connection = _one_thread()
        inputs = self.inputs()
        submissions = resolve(inputs.submissions, inputs.register)
        given = {**scaffold_rows(inputs, submissions), **reference_rows(inputs, submissions)}
        make_schemas(connection, self.settings)
        add_parquet_key(connection, KEY)
        begin_withdrawn(connection)
        for name in TABLE_ORDER[: TABLE_ORDER.index(table)]:
            make_table(connection, name, inputs, submissions, given)
            if name == f"stg.{READ_TODAY[-1]}":
                make_views(connection)
            elif name == LAST_PAIRS:
                make_filled_views(connection)
        return connection


def _one_thread() -> duckdb.DuckDBPyConnection:
    """A database in memory: for tables of a few rows, sharing out the work costs half as much again as the work."""
    connection = memory()
    connection.execute("SET threads = 1")
    return connection


def _first(period: str) -> date:
    return date(int(period[:4]), int(period[5:7]), 1)


def _last(period: str) -> date:
    first = _first(period)
    return first.replace(day=monthrange(first.year, first.month)[1])
