"""Cells that cast and may be wrong: case numbers without their zeros, and times that no clock showed."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pyarrow as pa
import pytest

from pipelines.staging.doubts import odd_hours, zeros_lost


@pytest.mark.parametrize(
    ("texts", "lost"),
    [
        pytest.param(["000121", "000118", "121"], [2], id="three digits among six"),
        pytest.param(["000121", "104500", "4500", None], [2], id="a blank is nothing"),
        pytest.param(["121", "118", "4500"], [], id="no number begins with a zero"),
        pytest.param(["000121", "00118", "121"], [], id="numbers of two lengths begin with zeros"),
        pytest.param(["012", "1", "2", "3"], [], id="most numbers are short"),
        pytest.param(["000121", "24-012", "A12", "000122"], [], id="other shapes of numbers"),
        pytest.param([], [], id="no cells"),
    ],
)
def test_zeros_lost(texts: list[str | None], lost: list[int]) -> None:
    assert np.flatnonzero(zeros_lost(pa.array(texts, pa.string()))).tolist() == lost


@pytest.mark.parametrize(
    ("text", "skipped", "twice"),
    [
        pytest.param("2025-03-09 01:59:59", False, False, id="the last second before the change"),
        pytest.param("2025-03-09 02:00", True, False, id="the first that is skipped"),
        pytest.param("2025-03-09 02:59:59", True, False, id="the last that is skipped"),
        pytest.param("2025-03-09 03:00", False, False, id="after the change"),
        pytest.param("2025-11-02 00:59", False, False, id="before clocks go back"),
        pytest.param("2025-11-02 01:00", False, True, id="the first that comes twice"),
        pytest.param("2025-11-02 01:59", False, True, id="the last that comes twice"),
        pytest.param("2025-11-02 02:00", False, False, id="after clocks went back"),
        pytest.param("2025-03-10 02:30", False, False, id="the same hour of another day"),
    ],
)
def test_hours_that_clocks_skip_or_repeat(text: str, skipped: bool, twice: bool) -> None:
    moments = pa.array([None, datetime.fromisoformat(text)], pa.timestamp("us"))
    found = odd_hours(moments, "America/Chicago")
    assert [mask.tolist() for mask in found] == [[False, skipped], [False, twice]]


def test_a_day_without_a_time_is_never_odd_and_some_zones_never_change() -> None:
    midnight = pa.array(
        [datetime(2025, 3, 30)], pa.timestamp("us")
    )  # skipped in Beirut, where clocks change at midnight
    assert not odd_hours(midnight, "Asia/Beirut")[0].any()
    half_past_two = pa.array([datetime(2025, 3, 9, 2, 30)], pa.timestamp("us"))
    assert not odd_hours(half_past_two, "America/Phoenix")[0].any()
