"""Figures that moved, as each audience may see them: the figure before and the figure after each obey the rule.

The rule for a number is that of ``primary.py``. Neither side tells the other: where one is withheld, no difference is told.
A figure that the suppression log withholds for another's sake is told on neither side: the one before stands in for it.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.disclosure.primary import DEMOGRAPHIC, Rule, exempt_measures, hidden_reason_sql, rules
from pipelines.metadata.classes import Measure
from pipelines.settings import Thresholds

_SIDES = ("old", "new")


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
        f"coalesce({applies} AND ({hidden_reason_sql(f'{side}_num', f'{side}_den', rule.threshold)}) IS NOT NULL, false)"
        f" OR {logged} AS {side}_suppressed"
        for side in _SIDES
    )
    shown = ", ".join(
        f"CASE WHEN NOT {side}_suppressed THEN {side}_{part} END AS {side}_{part}"
        for side in _SIDES
        for part in ("num", "den", "value")
    )
    return (
        f"SELECT * REPLACE ({shown}), '{rule.audience}' AS audience"
        f" FROM (SELECT moved.*, {hidden} FROM mart.figure_change AS moved)"
    )
