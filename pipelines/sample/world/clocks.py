"""Times as the county's clocks show them: nothing is written down in the hour that they skip in spring.

The world is drawn on a clock that never changes. On the day of the change the rest of the day is pressed together a little,
so that what happened before something else still does.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.staging.doubts import clock_changes

ZONE = "America/Chicago"
_DAY = 86_400


def as_clocks_show(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its moments moved out of skipped hours; all columns alike, to the finest unit that any of them has."""
    names = [name for name in frame.columns if pd.api.types.is_datetime64_dtype(frame[name])]
    if not names:
        return frame
    moments = frame[names].astype("datetime64[s]")
    seconds = moments.to_numpy().astype(np.int64)
    known = moments.notna().to_numpy()
    unit = 60 if not (seconds[known] % 60).any() else 1
    moved = seconds.copy()
    for start, end in clock_changes(ZONE)[0]:
        midnight = (start // _DAY + 1) * _DAY
        inside = known & (seconds >= start) & (seconds < midnight)
        pressed = end + (seconds - start) * (midnight - end) // (midnight - start)
        moved = np.where(inside, pressed // unit * unit, moved)
    if (moved == seconds).all():
        return frame
    shown = {
        name: pd.Series(moved[:, i].astype("datetime64[s]"), index=frame.index)
        .where(known[:, i])
        .astype(frame[name].dtype)
        for i, name in enumerate(names)
    }
    return frame.assign(**shown)


def elapsed_seconds(earlier: pd.Series, later: pd.Series) -> np.ndarray:
    """Seconds that really went by between two times as clocks show them; NaN where one is missing."""
    there = [
        moments.dt.tz_localize(
            ZONE, ambiguous=np.zeros(len(moments), dtype=bool), nonexistent="shift_forward"
        )
        for moments in (earlier, later)
    ]
    return np.asarray((there[1] - there[0]).dt.total_seconds(), dtype=float)
