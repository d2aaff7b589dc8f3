"""The gate of the data annex: whose files wait until the register of partners names a signed annex.

Silent while no register of partners counts. The coordinator's own files never wait, nor does a file that counted before the
gate was shut. What the site wants stands in ``site.yaml`` as ``mou_gate``: hold, warn or off.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from pipelines.checks import Check
from pipelines.metadata.registers import PARTNERS
from pipelines.privacy.keys import site_key
from pipelines.problems import Problem
from pipelines.settings import COORDINATOR, MouGate, Site
from pipelines.storage import read_parquet
from pipelines.submissions.register import read_register, withdrawn_files
from pipelines.submissions.store import Submission, current_readings, file_identity
from pipelines.submissions.verdict import Status

HELD, WARNED = "file_annex_missing", "file_annex_missing_told"


def agencies_without_annex(site: Site, coordinator_recipe: str) -> frozenset[str]:
    """Codes of the site's agencies whose data annex is not signed on the site's day; none where the gate is off.

    ``coordinator_recipe`` says how the coordinator's sheets are read today: the newest register of partners counts.
    """
    if site.settings.mou_gate is MouGate.OFF:
        return frozenset()
    register = _register_of_partners(site, coordinator_recipe)
    if register is None or register.records is None:
        return frozenset()
    records = _records(register.records, site_key(site).derive("submissions"))
    signed = signed_annexes(records, site.as_of)
    return frozenset(agency.code for agency in site.settings.agencies if agency.code not in signed)


@lru_cache(maxsize=1)
def _records(path: Path, key: str) -> pa.Table:
    """The rows of the register; a stored submission never changes, and each file that comes in asks for them."""
    return read_parquet(path, key)


def signed_annexes(partners: pa.Table, today: date) -> frozenset[str]:
    """The agencies whose annex is signed on ``today``; a row that says that there is no annex signs none."""
    rows = partners.select(["agency_code", "data_sharing_annex", "data_annex_signed_date"]).to_pylist()
    return frozenset(
        str(row["agency_code"]).strip().lower()
        for row in rows
        if row["agency_code"] and row["data_sharing_annex"] is not False and _is_past(row, today)
    )


def _is_past(row: Mapping[str, object], today: date) -> bool:
    day = row["data_annex_signed_date"]
    return isinstance(day, date) and day <= today


def _register_of_partners(site: Site, coordinator_recipe: str) -> Submission | None:
    """The register of partners that counts: the newest one that was accepted and not withdrawn."""
    withdrawn = withdrawn_files(read_register(site))
    counted = [
        s
        for s in current_readings(site, {COORDINATOR: coordinator_recipe})
        if s.manifest["dataset"] == PARTNERS.name
        and Status(s.manifest["status"]).counts
        and file_identity(s.manifest) not in withdrawn
    ]
    return max(counted, key=lambda s: (s.manifest["received_ts"], s.submission_id), default=None)


def gate_problem(agency_name: str, gate: MouGate, catalogue: Mapping[str, Check]) -> Problem:
    """What a file is told whose agency has no signed annex: it waits, or it is used and somebody should see to the annex."""
    check = catalogue[HELD if gate is MouGate.HOLD else WARNED]
    what = (
        "Nothing of the file was loaded; it stays where it is and comes in by itself once the day of the signature is recorded."
        if gate is MouGate.HOLD
        else "The file is used all the same, because the site only warns."
    )
    words = f"The data annex with {agency_name} is not signed. {what}"
    return check.with_next_step(Problem(check.check_id, check.severity, check.stage, words))
