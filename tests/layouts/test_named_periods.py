"""The months that file names speak of: read where they are plain, else not at all."""

from __future__ import annotations

import pytest

from pipelines.layouts.named import named_period


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("MPD Arrests 2025-03.xlsx", "2025-03", id="year and month"),
        pytest.param("RPD_ARR_202504.csv", "2025-04", id="run together"),
        pytest.param("03-2025 calls.xls", "2025-03", id="month first"),
        pytest.param("DA Referrals January 2025.xlsx", "2025-01", id="a word"),
        pytest.param("calls_mar2025.xlsx", "2025-03", id="a short word without a space"),
        pytest.param("2025 sept.ods", "2025-09", id="the year first"),
        pytest.param("Protection Orders 2025-Q4.xlsx", "2025-Q4", id="a quarter"),
        pytest.param("Incidents_20251004_20251031.xlsx", "2025-10", id="two days of a month"),
        pytest.param("DOCSTARS_20250701_20250930.txt", "2025-Q3", id="two days of a quarter"),
        pytest.param("run 2025-04-02.xlsx", None, id="a whole date is the day of the export"),
        pytest.param("January 2025 to June 2025.xlsx", None, id="two months"),
        pytest.param("YTD Jan-Jun 2025.xlsx", None, id="a span in words"),
        pytest.param("march.xlsx", None, id="no year"),
        pytest.param("24-1234567.xlsx", None, id="a number"),
        pytest.param("Incidents_20251031_20251004.xlsx", None, id="days the wrong way round"),
        pytest.param("Incidents_20250230_20250331.xlsx", None, id="a day that is none"),
    ],
)
def test_names(name: str, expected: str | None) -> None:
    period = named_period(name)
    assert (period.label if period else None) == expected
