"""The suppression log: which figure is withheld from whom, and by which rule. Never a value.

``suppression_log_sql`` says the small-number rule in SQL, for a site that protects figures from subtraction only
when it releases them. Where every build protects them, ``decide.py`` finds the same rows and more.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipelines.disclosure.primary import (
    DEMOGRAPHIC,
    SMALL_GROUP,
    Rule,
    exempt_measures,
    hidden_reason_sql,
    measure_reason_sql,
    rules,
)
from pipelines.metadata.classes import Measure
from pipelines.settings import COORDINATOR, Thresholds

COLUMNS = (
    "audience",
    "table_name",
    "series",
    "breakdown",
    "category",
    "agency_code",
    "period_kind",
    "period_start",
    "part",
    "kind",
    "rule",
)
WITHHELD = ("withheld", "small numbers of people")
"""Kind and rule told of figures hidden from the coordinator, whoever else they are hidden from.

The coordinator reads this log, and the rule itself would tell which of them are the small ones."""
_PLACE = tuple(name for name in COLUMNS if name not in ("audience", "kind", "rule"))


def suppression_log_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``ops.suppression_log`` for measures and the funnel, by the small-number rule alone."""
    selects = [part for rule in rules(thresholds) for part in (*_measures(rule, measures), *_funnel(rule))]
    union = "\nUNION ALL\n".join(selects)
    told = ", ".join(
        f"CASE WHEN is_withheld THEN '{word}' ELSE {name} END AS {name}"
        for name, word in zip(("kind", "rule"), WITHHELD, strict=True)
    )
    own = f"bool_or(audience = '{COORDINATOR}') OVER (PARTITION BY {', '.join(_PLACE)}) AS is_withheld"
    return (
        f"SELECT {', '.join(COLUMNS)} FROM (\n"
        f"SELECT * REPLACE ({told}) FROM (SELECT *, {own} FROM (\n{union}\n))) AS log ORDER BY ALL"
    )


def without_reasons(hidden: pd.DataFrame) -> pd.DataFrame:
    """``hidden`` (see ``decide.Decided``) without what would tell the coordinator which of the own figures are the small ones."""
    place = [name for name in hidden if name not in ("audience", "kind", "rule")]
    own = hidden.loc[hidden["audience"] == COORDINATOR, place]
    found = (hidden[place].merge(own, how="left", on=place, indicator=True)["_merge"] == "both").to_numpy()
    kind, rule = WITHHELD
    return hidden.assign(kind=hidden["kind"].mask(found, kind), rule=hidden["rule"].mask(found, rule))


def _measures(rule: Rule, measures: Mapping[str, Measure]) -> tuple[str, str]:
    exempt = _list(exempt_measures(measures, rule.audience))
    applies = f"measure_id NOT IN ({exempt})"
    if rule.demographic_only:
        applies += f" AND breakdown IN ({_list(DEMOGRAPHIC)})"
    if not rule.all_agencies:
        applies += " AND agency_code <> 'all'"
    reason = measure_reason_sql("num", "den", "breakdown", rule.threshold)
    whole = _list(("none", "scope", *DEMOGRAPHIC))
    attribute = f"den > 0 AND den < {SMALL_GROUP} AND (num = den OR (num = 0 AND breakdown IN ({whole})))"
    kind = f"CASE WHEN ({reason}) IS NOT NULL THEN 'primary' WHEN {attribute} THEN 'attribute' END"
    words = f"coalesce({reason}, 'everyone or no one of fewer than {SMALL_GROUP}')"
    key = (
        f"'{rule.audience}' AS audience, 'measure_value' AS table_name, measure_id AS series, breakdown, category,"
        " agency_code, period_kind, period_start"
    )
    told = f"SELECT *, {kind} AS kind_found, {words} AS rule_found FROM mart.measure_value WHERE {applies}"
    figures = (
        f"SELECT {key}, 'figure' AS part, kind_found AS kind, rule_found AS rule FROM ({told})"
        " WHERE kind_found IS NOT NULL"
    )
    notes = (
        f"SELECT {key}, 'note' AS part, 'primary' AS kind, 'fewer than {rule.threshold}' AS rule FROM ({told})"
        f" WHERE kind_found IS NULL AND n_missing > 0 AND n_missing < {rule.threshold}"
    )
    return figures, notes


def _funnel(rule: Rule) -> tuple[str, ...]:
    if rule.demographic_only:
        return ()
    limit = rule.threshold
    reason = (
        f"coalesce({hidden_reason_sql('linked', 'previous', limit)},"
        f" CASE WHEN unlinked > 0 AND unlinked < {limit} THEN 'fewer than {limit}' END)"
    )
    where = "" if rule.all_agencies else " AND agency_code <> 'all'"
    return (
        f"SELECT '{rule.audience}' AS audience, 'funnel' AS table_name, step AS series, 'none' AS breakdown,"
        " 'all' AS category, agency_code, cohort_kind AS period_kind, cohort_start AS period_start,"
        f" 'figure' AS part, 'primary' AS kind, {reason} AS rule FROM mart.funnel"
        f" WHERE ({reason}) IS NOT NULL{where}",
    )


def log_rows(hidden: pd.DataFrame) -> pd.DataFrame:
    """The rows that ``decide`` found, as the log has them."""
    return hidden.rename(columns={"table": "table_name"})[list(COLUMNS)]


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words) or "''"
