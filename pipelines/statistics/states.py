"""The SQL of states, intervals and changes: one reading of each table, for every audience at once.

The rules themselves stand in ``intervals`` and ``changes``. Whatever pub hides is gone before it gets here: these
read ``pub.measure_value`` as it is and work nothing out from a row that is withheld.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipelines.metadata.classes import Measure, ValueKind
from pipelines.settings import Thresholds
from pipelines.statistics.changes import verdict_sql
from pipelines.statistics.intervals import bounds_sql, wilson_sql


@cache
def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def floor_sql(thresholds: Thresholds) -> str:
    """The smallest base of a percentage, by the column ``audience``."""
    return f"CASE WHEN audience = 'public' THEN {thresholds.percent_floor_public} ELSE {thresholds.percent_floor} END"


def measure_state_sql(measures: Mapping[str, Measure]) -> str:
    """The rows of ``mart.measure_state``."""
    known = ", ".join(
        f"('{m.measure_id}', {_text(m.dataset)}, {m.follow_up_days})" for m in measures.values()
    )
    return _sql("measure_state").replace("{measures}", known)


def measure_interval_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``pub.measure_interval``."""
    in_base = ", ".join(_text(m.measure_id) for m in measures.values() if m.link_in_base) or "''"
    rates = [_text(m.measure_id) for m in measures.values() if m.value_kind is ValueKind.RATIO]
    low, high = wilson_sql("num", "den")
    lowest, highest = bounds_sql("num", "den", "n_missing", "match_rate", f"measure_id IN ({in_base})")
    words = {"floor": floor_sql(thresholds), "low": low, "high": high, "lowest": lowest, "highest": highest}
    words["ratios"] = ", ".join(rates) or "''"
    return _filled("measure_interval", words)


def measure_change_sql(thresholds: Thresholds) -> str:
    """The rows of ``pub.measure_change``. Whether a figure is a share stands in ``pub.measure_interval``."""
    verdict, rule = verdict_sql(
        "n.floor", "n.state = 'too_early'", "n.signal_rule", "n.signal_way", "n.low IS NOT NULL"
    )
    return _filled("measure_change", {"floor": floor_sql(thresholds), "verdict": verdict, "rule": rule})


def measure_not_told_sql(measures: Mapping[str, Measure], elsewhere: Mapping[str, tuple[str, str]]) -> str:
    """The rows of ``ops.measure_not_told``: measures without any figure, with what is missing or where they are told."""
    rows = [f"({_text(m)}, {_text(name)}, {_text(where)}, NULL)" for m, (name, where) in elsewhere.items()]
    rows += [
        f"({_text(m.measure_id)}, {_text(m.name)},"
        f" {_text(f'No agency records {m.needs.words}.' if m.needs else None)}, {_text(m.dataset)})"
        for m in measures.values()
    ]
    return _filled("measure_not_told", {"measures": ", ".join(rows)})


def _filled(name: str, words: Mapping[str, str]) -> str:
    query = _sql(name)
    for word, expression in words.items():
        query = query.replace("{" + word + "}", expression)
    return query


def _text(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"
