"""A site made in a test: agencies, submissions with encrypted records, and the warehouse built from them."""

from __future__ import annotations

import hashlib
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipelines.metadata import DATASETS
from pipelines.metadata.derive import record_schema
from pipelines.settings import SiteSettings
from pipelines.storage import memory, write_parquet
from pipelines.submissions.link_answers import LinkAnswer
from pipelines.submissions.register import Entry
from pipelines.warehouse.build import build
from pipelines.warehouse.inputs import BuildInputs, SubmissionEntry
from pipelines.warehouse.tables import TABLE_ORDER, tables_behind

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
        self.tables: dict[str, int | None] = {}

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

    def build(self, *tables: str, given: BuildInputs | None = None) -> duckdb.DuckDBPyConnection:
        """Build everything; or ``tables`` and what they are made from, which spares a small test the rest."""
        connection = memory()
        wanted = tables_behind(*tables) if tables else TABLE_ORDER
        build(connection, given or self.inputs(), self.tables.__setitem__, wanted)
        return connection


def _first(period: str) -> date:
    return date(int(period[:4]), int(period[5:7]), 1)


def _last(period: str) -> date:
    first = _first(period)
    return first.replace(day=monthrange(first.year, first.month)[1])
