"""Waivers and confirmations in the warehouse: their state on the day, and the footnotes of files that count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from made_site import KEY, MadeSite

from pipelines.checks import Waiver
from pipelines.storage import memory
from pipelines.warehouse.build import build
from pipelines.warehouse.inputs import BuildInputs, fingerprint
from pipelines.warehouse.tables import tables_behind

WAIVER = Waiver(
    "table_field_often_blank", "mpd", "rms_incidents", "Injury", None, date(2026, 6, 30), "system upgrade", "coordinator"
)  # fmt: skip
WAIVED = {
    "check_id": "table_field_often_blank",
    "title": "Injury is blank more often than expected.",
    "column": "Injury",
    "waiver_column": "Injury",
    "until": "2026-06-30",
    "reason": "system upgrade",
    "rows_count": 7,
}
CONFIRMED = {
    "check_id": "row_times_out_of_order",
    "title": "Reported is before Occurred.",
    "column": "Reported",
    "reason": "The clock was wrong.",
    "rows_count": 2,
}


def built(site: MadeSite, *waivers: Waiver) -> Any:
    connection = memory()
    inputs = BuildInputs(site.settings, site.as_of, tuple(site.entries), KEY, waivers=waivers)
    told = tables_behind("ops.waiver", "ops.footnote", "ops.confirmation")
    build(connection, inputs, lambda _name, _rows: None, told)
    return connection


@pytest.mark.parametrize(
    ("as_of", "waived", "state", "files"),
    [
        pytest.param(date(2026, 6, 30), [WAIVED], "in_force", 1, id="on its last day"),
        pytest.param(date(2026, 7, 1), [WAIVED], "ended", 1, id="a day later it has ended"),
        pytest.param(date(2026, 4, 1), [], "unmatched", 0, id="no file has such a problem"),
        pytest.param(
            date(2026, 4, 1),
            [WAIVED | {"check_id": "row_same_key_twice"}],
            "unmatched",
            0,
            id="another problem",
        ),
    ],
)
def test_the_state_of_a_waiver(
    tmp_path: Path, as_of: date, waived: list[dict[str, Any]], state: str, files: int
) -> None:
    site = MadeSite(tmp_path, "mpd", as_of=as_of)
    site.add("mpd", "rms_incidents", "2026-03", [], waived=waived)
    told = built(site, WAIVER).execute("SELECT state, files_count, until_date FROM ops.waiver").fetchall()
    assert told == [(state, files, date(2026, 6, 30))]


def test_footnotes_belong_to_files_that_count(tmp_path: Path) -> None:
    site = MadeSite(tmp_path, "mpd", "rpd", as_of=date(2026, 4, 15))
    site.add("mpd", "rms_incidents", "2026-02", [], waived=[WAIVED], received="2026-03-01T10:00:00")
    site.add("mpd", "rms_incidents", "2026-02", [], received="2026-03-02T10:00:00")  # the one that counts
    site.add("mpd", "rms_incidents", "2026-03", [], waived=[WAIVED], confirmed=[CONFIRMED])
    site.add("rpd", "rms_incidents", "2026-03", [], status="not_accepted", waived=[WAIVED])
    connection = built(site, WAIVER)
    notes = connection.execute(
        "SELECT footnote_no, agency_code, period_start, footnote FROM ops.footnote ORDER BY footnote_no"
    ).fetchall()
    march = date(2026, 3, 1)
    place = "MPD, police incident reports: "
    assert notes == [
        (1, "mpd", march, f"{place}Injury is blank more often than expected. Accepted until 2026-06-30: system upgrade."),
        (2, "mpd", march, f"{place}Reported is before Occurred. Confirmed by the agency: The clock was wrong."),
    ]  # fmt: skip
    confirmed = connection.execute(
        "SELECT check_id, column_name, rows_count FROM ops.confirmation"
    ).fetchall()
    assert confirmed == [("row_times_out_of_order", "Reported", 2)]


def test_a_changed_waiver_builds_anew(tmp_path: Path) -> None:
    inputs = MadeSite(tmp_path, "mpd").inputs()
    one = replace(inputs, waivers=(WAIVER,))
    other = replace(inputs, waivers=(replace(WAIVER, until=date(2026, 7, 31)),))
    assert len({fingerprint(i) for i in (inputs, one, other)}) == 3
