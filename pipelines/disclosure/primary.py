"""Primary suppression: what each audience may see of a measure, decided once, between mart and pub.

A number is hidden where it, its base, or the rest of the base is small and not 0; hidden means gone from the row.
Complementary suppression (hiding more so that nothing hidden follows from totals, other periods or other
audiences by subtraction) is later work: until then a hidden number can sometimes be worked out from others.

The coordinator sees headline counts and hides small counts of people by age, sex, race, language and the like.
A director sees the own agency only. Measures that count texts, submissions or cells are about work, not people,
and are never hidden; case review is a sample of records chosen by the team, shown as k of n to the team and its
directors, and hidden like anything else from the public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.metadata.classes import Measure
from pipelines.settings import Thresholds

AUDIENCES = ("coordinator", "director", "joint", "public")
DEMOGRAPHIC = (
    "age_band",
    "sex_gender",
    "race",
    "ethnicity",
    "race_ethnicity",
    "language_group",
    "disability",
)
_UNITS_OF_WORK = ("element", "submission", "cell")
_TEAM_SAMPLE = ("fact_case_review",)


@dataclass(frozen=True)
class Rule:
    """What one audience may see: the threshold under which a number that is not 0 is hidden.

    ``all_agencies`` says whether rows of all agencies together are for this audience.
    """

    audience: str
    threshold: int
    all_agencies: bool = True
    demographic_only: bool = False


def rules(thresholds: Thresholds) -> tuple[Rule, ...]:
    """The rules of a site, one per audience."""
    return (
        Rule("coordinator", thresholds.coordinator, demographic_only=True),
        Rule("director", thresholds.director, all_agencies=False),
        Rule("joint", thresholds.joint),
        Rule("public", thresholds.public),
    )


def hidden_reason(num: int | None, den: int | None, threshold: int) -> str | None:
    """Why a number must not be shown, in words; None where it may.

    A median has no ``num``; a plain count has no ``den``.
    """
    if den is not None and 0 < den < threshold:
        return f"base of fewer than {threshold}"
    if num is not None and 0 < num < threshold:
        return f"fewer than {threshold}"
    if num is not None and den is not None and 0 < den - num < threshold:
        return f"all but fewer than {threshold}"
    return None


def hidden_reason_sql(num: str, den: str, threshold: int) -> str:
    """The same rule as an SQL expression over the given columns."""
    return (
        f"CASE WHEN {den} > 0 AND {den} < {threshold} THEN 'base of fewer than {threshold}'"
        f" WHEN {num} > 0 AND {num} < {threshold} THEN 'fewer than {threshold}'"
        f" WHEN {den} - {num} > 0 AND {den} - {num} < {threshold} THEN 'all but fewer than {threshold}' END"
    )


def exempt_measures(measures: Mapping[str, Measure], audience: str) -> tuple[str, ...]:
    """Measures that are never hidden from ``audience``."""
    return tuple(
        measure.measure_id
        for measure in measures.values()
        if measure.unit_of_count in _UNITS_OF_WORK or (measure.fact in _TEAM_SAMPLE and audience != "public")
    )


def measure_value_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``pub.measure_value``: every measure value, once per audience that may see its row."""
    selects = "\nUNION ALL\n".join(_for_audience(rule, measures) for rule in rules(thresholds))
    return (
        f"SELECT * FROM (\n{selects}\n) AS value"
        " ORDER BY audience, measure_id, agency_code, period_kind, period_start, breakdown, category"
    )


def _for_audience(rule: Rule, measures: Mapping[str, Measure]) -> str:
    exempt = _list(exempt_measures(measures, rule.audience))
    applies = f"measure_id NOT IN ({exempt})"
    if rule.demographic_only:
        applies += f" AND breakdown IN ({_list(DEMOGRAPHIC)})"
    reason = f"CASE WHEN {applies} THEN {hidden_reason_sql('num', 'den', rule.threshold)} END"
    # Rows left out for want of a record are people too: a small number of them is not told either.
    small_missing = f"{applies} AND n_missing > 0 AND n_missing < {rule.threshold}"
    rows = "" if rule.all_agencies else " WHERE agency_code <> 'all'"
    return (
        "SELECT * REPLACE (\n"
        "    CASE WHEN suppress_reason IS NULL THEN num END AS num,\n"
        "    CASE WHEN suppress_reason IS NULL THEN den END AS den,\n"
        "    CASE WHEN suppress_reason IS NULL THEN value END AS value,\n"
        f"    CASE WHEN suppress_reason IS NULL AND NOT ({small_missing}) THEN n_missing END AS n_missing\n"
        f"), '{rule.audience}' AS audience, suppress_reason IS NOT NULL AS suppressed\n"
        f"FROM (SELECT *, {reason} AS suppress_reason FROM mart.measure_value{rows})"
    )


def _list(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words) or "''"
