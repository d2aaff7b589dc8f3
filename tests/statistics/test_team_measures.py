"""Measures of the team's registers, by hand: what is decided, ages of findings, bands of participants."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from made_site import MadeSite

Found = tuple[int | None, int | None, int | None]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    site = MadeSite(tmp_path_factory.mktemp("team"), "mpd", "rpd")
    site.add("mpd", "rms_arrests", "2025-01", [], last_month="2025-06")
    registers: dict[str, list[dict[str, Any]]] = {
        "recommendations": [
            {"rec_id": f"R{n}", "agency_code": agency, "submitted_date": date(2025, 2, n)}
            for n, agency in enumerate(("mpd", "mpd", None, "rpd"), start=1)
        ],
        "decisions": [
            {"decision_id": "D1", "rec_id": "R1", "decision": "accepted", "status": "done"},
            {"decision_id": "D2", "rec_id": "R2", "decision": "deferred", "status": "open"},
            {"decision_id": "D3", "rec_id": "R2", "decision": "declined", "status": "dropped"},
            {"decision_id": "D4", "rec_id": "R4", "decision": "returned", "status": "open"},
        ],
        "training": [
            {"event_id": "T1", "agency_code": "mpd", "target_group": "patrol", "held_date": date(2025, 3, 4), "target_n": 20, "attended_n": 15},
            {"event_id": "T2", "agency_code": "mpd", "target_group": "patrol", "held_date": date(2025, 3, 9), "target_n": 20},
        ],
        "findings": [
            {"finding_id": "F91", "agency_code": "mpd", "found_date": date(2024, 12, 30), "status": "open"},
            {"finding_id": "F90", "agency_code": "mpd", "found_date": date(2024, 12, 31), "status": "open"},
            {"finding_id": "closed", "agency_code": "mpd", "found_date": date(2024, 12, 1), "closed_date": date(2025, 3, 31), "status": "closed"},
            {"finding_id": "no day", "agency_code": "mpd", "found_date": date(2024, 12, 1), "status": "dropped"},
        ],
        "consultation_events": [
            {"event_id": f"C{n}", "status": status, "wave": "2025-Q1", "participants_n": people}
            for n, (status, people) in enumerate(
                (("held", "<5"), ("held", "5"), ("held", "10"), ("held", None), ("planned", "12"), ("canceled", None))
            )
        ],
    }  # fmt: skip
    for dataset, rows in registers.items():
        site.add("coordinator", dataset, "2025-01", rows)
    return site.build("ops.measure_not_told")


def _figure(told: duckdb.DuckDBPyConnection, measure: str, agency: str, period: str, part: str) -> Found:
    breakdown, _, category = part.rpartition("=")
    rows = told.execute(
        "SELECT num, den, n_missing FROM mart.measure_value WHERE measure_id = ? AND agency_code = ? AND period_kind = ?"
        " AND period_start = ? AND breakdown = ? AND category = ?",
        [measure, agency, *period.split(" "), breakdown or "none", category or "all"],
    ).fetchall()
    assert len(rows) == 1, rows
    return tuple(rows[0])


QUARTER, MARCH, FEBRUARY = "quarter 2025-01-01", "month 2025-03-01", "month 2025-02-01"


@pytest.mark.parametrize(
    ("measure", "agency", "period", "part", "expected"),
    [
        pytest.param("M175", "mpd", FEBRUARY, "", (2, None, 0), id="submitted to the agency"),
        pytest.param("M175", "all", FEBRUARY, "", (4, None, 0), id="all, with the one to no agency"),
        pytest.param("M175", "mpd", FEBRUARY, "recommendation_standing=decided", (2, 2, 0), id="declined is decided"),
        pytest.param("M175", "rpd", FEBRUARY, "recommendation_standing=decided", (0, 1, 0), id="returned is not decided"),
        pytest.param("M175", "mpd", FEBRUARY, "recommendation_standing=carried_out", (1, 2, 0), id="done"),
        pytest.param("M176", "mpd", MARCH, "", (15, 20, 1), id="a training without one number is unknown"),
        pytest.param("M177", "mpd", MARCH, "", (1, 2, 0), id="91 days are old, 90 are not, closed on the day is closed"),
        pytest.param("M177", "mpd", FEBRUARY, "", (0, 3, 0), id="open until it was closed"),
        pytest.param("M178", "all", QUARTER, "", (4, 6, 0), id="canceled ones were planned"),
        pytest.param("M178", "all", QUARTER, "participants_band=under_5", (1, 3, 1), id="fewer than five"),
        pytest.param("M178", "all", QUARTER, "participants_band=5_to_9", (1, 3, 1), id="five"),
        pytest.param("M178", "all", QUARTER, "participants_band=10_or_more", (1, 3, 1), id="ten"),
    ],
)  # fmt: skip
def test_registers_and_waves_are_counted(
    told: duckdb.DuckDBPyConnection, measure: str, agency: str, period: str, part: str, expected: Found
) -> None:
    assert _figure(told, measure, agency, period, part) == expected


def test_measures_told_elsewhere_say_where(told: duckdb.DuckDBPyConnection) -> None:
    reasons = dict(told.execute("SELECT measure_id, reason FROM ops.measure_not_told").fetchall())
    assert all("team workbook" in reasons[measure] for measure in ("M154", "M155", "M156"))
    assert not {"M175", "M176", "M177", "M178"} & set(reasons)
