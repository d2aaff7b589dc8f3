"""Dates that could be two days, years with two digits, and days of the calendar of 1904: nothing is guessed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from test_casts import value
from test_staged_sheets import AGENCIES, INCIDENT, SECRET, WORDS, incidents, told

from pipelines.layouts.model import Layout, LayoutFile
from pipelines.metadata.datasets import DATASETS
from pipelines.reading import SheetFacts
from pipelines.staging import expressions as sql
from pipelines.staging.stage import StagedSheet, StagingContext, stage_sheet


@pytest.fixture(scope="module")
def connection() -> Any:
    with duckdb.connect(config={"threads": 1}) as opened:
        yield opened


@pytest.mark.parametrize(
    ("formats", "text", "expected", "asked"),
    [
        pytest.param([], "03/04/2025", None, True, id="no format"),
        pytest.param([], "25/12/2025", None, False, id="no format, and one day only: still not read"),
        pytest.param([], "3.4.25", None, True, id="points and a short year"),
        pytest.param([], "2025-03-04", datetime(2025, 3, 4), False, id="ISO needs no format"),
        pytest.param(["%d-%b-%Y"], "03/04/2025", None, True, id="a format with the month as a word"),
        pytest.param([], "04/04/2025", None, True, id="no format, and one day: asked all the same"),
        pytest.param(["%m/%d/%Y"], "03/04/2025", datetime(2025, 3, 4), False, id="month first"),
        pytest.param(["%d/%m/%Y"], "03/04/2025", datetime(2025, 4, 3), False, id="day first"),
        pytest.param(["%m/%d/%Y"], "03/04/2025 10:00", None, False, id="the order is said, the time is not"),
        pytest.param(["%m/%d/%Y", "%d/%m/%Y"], "03/04/2025", None, True, id="both orders fit"),
        pytest.param(["%m/%d/%Y", "%d/%m/%Y"], "04/04/2025", datetime(2025, 4, 4), False, id="both say the same"),
        pytest.param(["%m/%d/%Y", "%d/%m/%Y"], "25/12/2025", datetime(2025, 12, 25), False, id="only one fits"),
        pytest.param(["%m/%d/%Y", "%m/%d/%y"], "03/04/25", datetime(2025, 3, 4), False, id="25 is not the year 25"),
        pytest.param(["%m/%d/%y"], "03/04/68", datetime(2068, 3, 4), False, id="68 is 2068"),
        pytest.param(["%m/%d/%y"], "03/04/69", datetime(1969, 3, 4), False, id="69 is 1969"),
    ],
)  # fmt: skip
def test_the_order_of_day_and_month(
    connection: Any, formats: list[str], text: str, expected: datetime | None, asked: bool
) -> None:
    found = value(connection, sql.timestamp("x", tuple(formats)), text)
    two_ways = value(connection, sql.is_two_ways("x", tuple(formats)), text)
    assert found == expected
    assert (found is None and two_ways) is asked


def test_a_column_is_asked_about_cell_by_cell() -> None:
    cells = ["03/04/2025", "25/03/2025", "2025-03-06", "soon", None]
    staged = incidents({"Occurred": {"to": "occurred_ts"}}, {"Occurred": cells})
    assert staged.records["occurred_ts"].to_pylist() == [None, None, datetime(2025, 3, 6), None, None]
    assert told(staged) == [
        ("cell_not_a_date", "value", "C3, C5", 2),
        ("cell_date_ambiguous", "value", "C2", 1),
    ]


@pytest.mark.parametrize(
    ("text", "band"),
    [
        pytest.param("03/01/55", "65+", id="55 before the event is 1955"),
        pytest.param("03/01/99", "25-34", id="99 is 1999"),
        pytest.param("03/01/25", "0-17", id="a child of this year"),
        pytest.param("03/03/25", "65+", id="a day after the event is a hundred years before"),
    ],
)
def test_a_birth_date_with_a_short_year(text: str, band: str) -> None:
    rule = {"to": "victim_age_band", "from": "birth_date", "at": "reported_ts", "formats": ["%m/%d/%y"]}
    staged = incidents({"Born": rule}, {"Born": [text]})
    assert staged.records["victim_age_band"].to_pylist() == [band]


def serials(facts: SheetFacts) -> StagedSheet:
    """A sheet whose dates are bare numbers."""
    columns = INCIDENT | {"Occurred": {"to": "occurred_ts"}}
    file = LayoutFile.model_validate({"dataset": "rms_incidents", "layouts": [{"columns": columns}]})
    layout = Layout("mpd", "rms_incidents", "", "a layout", file.layouts[0], "")
    headers = {"A": "Case", "B": "Reported", "C": "Occurred"}
    cells = {"A": ["24-1", "24-2"], "B": ["2025-03-02 10:00"] * 2, "C": ["44255.5", "2025-03-01"]}
    return stage_sheet(
        "Sheet1",
        pa.table({letter: pa.array(texts, pa.string()) for letter, texts in cells.items()}),
        np.array([2, 3]),
        {"case": "A", "reported": "B", "occurred": "C"},
        headers,
        StagingContext(DATASETS["rms_incidents"], layout, WORDS, AGENCIES, SECRET, "2025-04-03"),
        facts,
    )


@pytest.mark.parametrize(
    ("from_1904", "expected"),
    [
        pytest.param(False, datetime(2021, 2, 28, 12), id="days from 1900 on"),
        pytest.param(True, datetime(2025, 3, 1, 12), id="days from 1904 on"),
    ],
)
def test_bare_days_of_both_calendars(from_1904: bool, expected: datetime) -> None:
    staged = serials(SheetFacts(days_from_1904=from_1904))
    assert staged.records["occurred_ts"].to_pylist() == [expected, datetime(2025, 3, 1)]


def test_numbers_that_lost_digits_never_become_a_key() -> None:
    staged = serials(SheetFacts(rounded={"A": np.array([3])}))
    assert staged.records["incident_key"].null_count == 1
    assert staged.held.tolist() == [False, True]
    assert told(staged)[0] == ("cell_number_damaged", "row_held", "A3", 1)
