"""Cells that cast well and may be wrong all the same: case numbers without their zeros, times that no clock showed.

Each function answers with a mask over the rows. What is told of them stands in ``told.py``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FIRST_YEAR, END_YEAR = 1990, 2060
_FEWEST = 0.5  # of the plain numbers of a column have the full length, or its lengths say nothing


def zeros_lost(column: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Plain numbers that are shorter than the column's others, where those have one length and some begin with zeros."""
    texts = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    none = np.zeros(len(texts), dtype=bool)
    led = _mask(pc.match_substring_regex(texts, "^0[0-9]+$"))
    if not led.any():
        return none
    plain = _mask(pc.match_substring_regex(texts, "^[0-9]+$"))
    lengths = np.asarray(pc.fill_null(pc.utf8_length(texts), 0).to_numpy(zero_copy_only=False))
    full = np.unique(lengths[led])
    if full.size != 1 or (plain & (lengths == full[0])).sum() < _FEWEST * plain.sum():
        return none
    return plain & ~led & (lengths < full[0])


def _mask(values: pa.Array) -> np.ndarray:
    return np.asarray(pc.fill_null(values, False).to_numpy(zero_copy_only=False), dtype=bool)


def odd_hours(moments: pa.Array, zone: str) -> tuple[np.ndarray, np.ndarray]:
    """Local times in an hour that the zone's clocks skip, and in one that they show twice.

    A day without a time (midnight) is never odd: it stands for the whole day.
    """
    seconds = moments.cast(pa.timestamp("s"), safe=False)
    values = np.asarray(pc.fill_null(seconds.cast(pa.int64()), 0).to_numpy(zero_copy_only=False))
    timed = np.asarray(seconds.is_valid().to_numpy(zero_copy_only=False)) & (values % 86_400 != 0)
    skipped, twice = clock_changes(zone)
    return timed & _inside(values, skipped), timed & _inside(values, twice)


def _inside(values: np.ndarray, spans: np.ndarray) -> np.ndarray:
    """Whether each value lies in one of the spans (start, end), which do not overlap and are in order."""
    if not len(spans):
        return np.zeros(len(values), dtype=bool)
    place = np.searchsorted(spans[:, 0], values, side="right") - 1
    return (place >= 0) & (values < spans[np.maximum(place, 0), 1])


@lru_cache(maxsize=32)
def clock_changes(zone: str) -> tuple[np.ndarray, np.ndarray]:
    """The spans of local time that a zone skips and repeats, in seconds since 1970 as if it were UTC."""
    utc, there = ZoneInfo("UTC"), ZoneInfo(zone)
    skipped, twice = [], []
    hour = datetime(FIRST_YEAR, 1, 1, tzinfo=utc)
    end = datetime(END_YEAR, 1, 1, tzinfo=utc)
    before = _offset(hour, there)
    while hour < end:
        after = _offset(hour + timedelta(days=1), there)
        if before != after:
            change = hour
            while _offset(change + timedelta(minutes=15), there) == before:
                change += timedelta(minutes=15)
            moment = int((change + timedelta(minutes=15)).timestamp())
            if after > before:
                skipped.append((moment + before, moment + after))
            else:
                twice.append((moment + after, moment + before))
        hour, before = hour + timedelta(days=1), after
    return np.array(skipped, dtype=np.int64).reshape(-1, 2), np.array(twice, dtype=np.int64).reshape(-1, 2)


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    """Seconds that local time is ahead of UTC."""
    told = moment.astimezone(zone).utcoffset()
    return int(told.total_seconds()) if told is not None else 0
