"""Figures that moved, as each audience may see them: the figure before, the figure after and their difference obey the rule.

The rule for a number is that of ``primary.py``. Neither side tells the other: where one is withheld, no difference is told.
A figure that the suppression log withholds for another's sake is told on neither side: the one before stands in for it.
A difference under the threshold would tell about single people as a small number does. It is found again in other parts and
periods of its measure, so what one file moved of such a measure is told without the figures before.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.disclosure.primary import (
    DEMOGRAPHIC,
    Rule,
    exempt_measures,
    measure_reason_sql,
    rules,
)
from pipelines.metadata.classes import Measure
from pipelines.settings import Thresholds

_SIDES = ("old", "new")
_NUMBERS = ("num", "den", "rest")


def small_difference_sql(old: str, new: str, threshold: int | str) -> str:
    """Whether a number, its base or the rest of its base differs by a small number that is not 0.

    ``old`` and ``new`` hold the place of a column's name: ``told.{}``. A median has a base only.
    """
    sides = [
        {
            "num": side.format("num"),
            "den": side.format("den"),
            "rest": f"{side.format('den')} - {side.format('num')}",
        }
        for side in (old, new)
    ]
    return " OR ".join(
        f"coalesce(abs(({sides[1][name]}) - ({sides[0][name]})) BETWEEN 1 AND {threshold} - 1, false)"
        for name in _NUMBERS
    )


def figure_change_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``ops.figure_change``: for the coordinator and for the agency's own director."""
    told = [rule for rule in rules(thresholds) if rule.audience in ("coordinator", "director")]
    selects = "\nUNION ALL\n".join(_for_audience(rule, measures) for rule in told)
    return (
        f"SELECT * FROM (\n{selects}\n) AS figure"
        " ORDER BY audience, submission_id, measure_id, agency_code, period_kind, period_start, breakdown, category"
    )


def _for_audience(rule: Rule, measures: Mapping[str, Measure]) -> str:
    exempt = ", ".join(f"'{measure}'" for measure in exempt_measures(measures, rule.audience)) or "''"
    applies = f"measure_id NOT IN ({exempt})"
    if rule.demographic_only:
        applies += " AND breakdown IN (" + ", ".join(f"'{name}'" for name in DEMOGRAPHIC) + ")"
    logged = (
        f"EXISTS (SELECT 1 FROM ops.suppression_log AS log WHERE log.audience = '{rule.audience}'"
        " AND log.table_name = 'measure_value' AND log.part = 'figure' AND log.kind <> 'primary' AND log.series = moved.measure_id"
        " AND log.breakdown = moved.breakdown AND log.category = moved.category"
        " AND log.agency_code = moved.agency_code AND log.period_kind = moved.period_kind"
        " AND log.period_start = moved.period_start)"
    )
    hidden = ", ".join(
        f"coalesce({applies} AND"
        f" ({measure_reason_sql(f'{side}_num', f'{side}_den', 'breakdown', rule.threshold)}) IS NOT NULL, false)"
        f" OR {logged} AS {side}_hidden"
        for side in _SIDES
    )
    small = small_difference_sql("old_{}", "new_{}", rule.threshold)
    shown = ", ".join(
        f"CASE WHEN NOT {side}_suppressed THEN {side}_{part} END AS {side}_{part}"
        for side in _SIDES
        for part in ("num", "den", "value")
    )
    return (
        f"SELECT * EXCLUDE (old_hidden, new_hidden, is_close) REPLACE ({shown}), '{rule.audience}' AS audience"
        " FROM (SELECT *, old_hidden OR is_close AS old_suppressed, new_hidden AS new_suppressed,"
        f" CASE WHEN is_close AND NOT old_hidden AND NOT new_hidden THEN {rule.threshold} END AS differs_by_under"
        f" FROM (SELECT moved.*, {hidden}, {applies} AND bool_or({applies} AND ({small}))"
        " OVER (PARTITION BY submission_id, agency_code, measure_id) AS is_close FROM mart.figure_change AS moved))"
    )
