"""How long cases take when those still open are counted too: the product-limit curve of each cohort, in SQL.

A cohort is the cases that began in a period. A case that has not ended counts for as long as its agency's files
reach, so that long open cases are not left out (E. L. Kaplan and P. Meier). Medians of cases that ended in a period
stand in ``measures``; what may be shown to whom is decided here from thresholds and from what pub shows already.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipelines.metadata.classes import CASES_BEHIND, MEDIAN, NINTH, Measure
from pipelines.settings import Thresholds

_PER_UNIT = {
    "days": "date_diff('day', {a}::DATE, {b}::DATE)",
    "hours": "date_diff('minute', {a}, {b}) / 60.0",
}


@cache
def _sql(name: str) -> str:
    return (Path(__file__).parent / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def wait_curve_sql(measures: Mapping[str, Measure]) -> str:
    """The rows of ``mart.wait_curve``."""
    spells = [_spell(measure) for measure in measures.values() if measure.wait is not None]
    return _sql("wait_curve").replace("{spells}", "\nUNION ALL\n".join(spells))


def wait_limit_sql(measures: Mapping[str, Measure]) -> str:
    """The rows of ``mart.wait_limit``."""
    limits = ", ".join(
        f"('{m.measure_id}', {limit})"
        for m in measures.values()
        if m.wait is not None
        for limit in m.wait.limits
    )
    return _sql("wait_limit").replace("{limits}", limits)


def pub_wait_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``pub.wait``."""
    return _published("pub_wait", measures, thresholds)


def pub_wait_limit_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``pub.wait_limit``."""
    return _published("pub_wait_limit", measures, thresholds)


def wait_bases(measures: Mapping[str, Measure]) -> str:
    """Rows of VALUES: a measure with a wait, the one that counts its cases begun, and the one that counts those pending, or ''."""
    return ", ".join(
        f"('{m.measure_id}', '{m.wait.base_measure}', '{m.wait.pending_measure or ''}')"
        for m in measures.values()
        if m.wait is not None
    )


def _published(name: str, measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    # The coordinator sees small counts of cases, as in pub.measure_value.
    audiences = (
        f"('coordinator', 0), ('director', {thresholds.director}), ('joint', {thresholds.joint}),"
        f" ('public', {thresholds.public})"
    )
    facts = {
        "bases": wait_bases(measures),
        "audiences": audiences,
        "median_cases": str(CASES_BEHIND[MEDIAN]),
        "p90_cases": str(CASES_BEHIND[NINTH]),
    }
    text = _sql(name)
    for fact, words in facts.items():
        text = text.replace(f"{{{fact}}}", words)
    return text


def _spell(measure: Measure) -> str:
    """One row per case: from when, how long it is known, and whether it ended."""
    wait = measure.wait
    if wait is None:
        raise ValueError(f"{measure.measure_id} has no wait.")
    length = _PER_UNIT[wait.unit]
    end = f"CASE WHEN ({wait.end_sql})::DATE <= reach.last_day THEN {wait.end_sql} END"
    until = "reach.last_day::TIMESTAMP + INTERVAL 1 DAY" if wait.unit == "hours" else "reach.last_day"
    return (
        f"SELECT '{measure.measure_id}' AS measure_id, fact.agency_code,"
        f" date_trunc('month', fact.event_date)::DATE AS month,\n"
        f"    {end} IS NOT NULL AS is_ended,\n"
        f"    ({wait.undated_sql}) OR coalesce(({wait.end_sql}) < ({wait.start_sql}), false) AS is_unknown,\n"
        f"    CASE WHEN {end} IS NOT NULL THEN {length.format(a=wait.start_sql, b=wait.end_sql)}\n"
        f"        ELSE {length.format(a=wait.start_sql, b=until)} END::DOUBLE AS t\n"
        f"FROM mart.{wait.fact} AS fact\n"
        f"INNER JOIN reach ON reach.agency_code = fact.agency_code AND reach.dataset = '{measure.dataset}'\n"
        f"WHERE fact.dv AND fact.event_date BETWEEN reach.first_day AND reach.last_day"
    )
