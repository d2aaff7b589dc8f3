"""Where the time of Samepage's walk goes: each step is wrapped and timed by the clock, steps do not overlap."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pipelines.reading.pool import ReaderPool
from pipelines.reports import outputs
from pipelines.submissions import intake, store, take_in

_STEPS: tuple[tuple[str, Any, str], ...] = (
    ("reading", ReaderPool, "read"),
    ("finding the table", take_in, "match_layout"),
    ("content digest", take_in, "content_digest"),
    ("gate", take_in, "look_at_part"),
    ("staging", take_in, "stage_sheet"),
    ("checks", take_in, "run_suite"),
    ("rows to fix", take_in, "hand_back"),
    ("account", take_in, "account"),
    ("storing", store, "save"),
    ("receipt", outputs, "save_receipt"),
    ("whole walk", intake, "judge_file"),
)

_AFTER = ("storing", "receipt")  # what comes after the judging


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """Seconds by step of everything that runs inside; "other" is what is left of judging."""
    seconds = dict.fromkeys((name for name, _, _ in _STEPS), 0.0)
    kept = [(place, attribute, getattr(place, attribute)) for _, place, attribute in _STEPS]
    for name, place, attribute in _STEPS:
        setattr(place, attribute, _wrapped(getattr(place, attribute), name, seconds))
    try:
        yield seconds
    finally:
        for place, attribute, original in kept:
            setattr(place, attribute, original)
        judged = seconds.pop("whole walk")
        seconds["other"] = judged - sum(seconds[name] for name in seconds if name not in _AFTER)


def _wrapped(function: Callable[..., Any], name: str, seconds: dict[str, float]) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            seconds[name] += time.perf_counter() - started

    return run
