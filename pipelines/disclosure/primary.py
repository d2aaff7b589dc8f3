"""Primary suppression: what each audience may see of a measure, decided once, between mart and pub.

A number is hidden where it, its base, or the rest of the base is small and not 0; hidden means gone from the row.
What else has to be hidden, so that nothing hidden follows from the rest, is chosen in ``decide.py``.

The coordinator sees headline counts and hides small counts of people by age, sex, race, language and the like.
A director sees the own agency only. Measures that count texts, submissions or cells are about work, not people,
and are never hidden; case review is a sample of records chosen by the team, shown as k of n to the team and its
directors as ``reviews.py`` says, and its measure is hidden like anything else from the public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipelines.metadata.classes import CASES_BEHIND, MEDIAN, NINTH, Measure
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
SMALL_GROUP = 20
"""In a group smaller than this, "all of them" and "none of them" say something about each person."""
STATISTIC = "statistic"
"""The breakdown of a measure's 90th percentile."""
SMALL_NUMBERS = "small_numbers"
"""The only reason that a published row gives."""
UNITS_OF_WORK = ("element", "submission", "cell", "recommendation", "finding", "consultation")
"""What the team and its agencies do, not people: never hidden."""
TEAM_SAMPLE = ("fact_case_review",)
"""Facts that the team drew itself: the small-number rule of their measures is for the public alone, and ``reviews.py`` says the rest."""


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

    A median has no ``num``; a plain count has no ``den``. A time asks for more: ``time_reason``.
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


def time_reason(den: int, threshold: int, breakdown: str) -> str | None:
    """Why a time must not be shown whose base is ``den``, in words; None where it may. The 90th percentile is a statistic."""
    of = NINTH if breakdown == STATISTIC else MEDIAN
    least = CASES_BEHIND[of] * threshold
    return f"{of} of fewer than {least}" if 0 < den < least else None


def measure_reason_sql(num: str, den: str, breakdown: str, threshold: int) -> str:
    """Both rules for rows of measures as an SQL expression: those without a numerator are times."""
    reasons = " ".join(
        f"WHEN {den} > 0 AND {den} < {cases * threshold} AND ({breakdown} = '{STATISTIC}') = {of == NINTH}"
        f" THEN '{of} of fewer than {cases * threshold}'"
        for of, cases in CASES_BEHIND.items()
    )
    return f"coalesce({hidden_reason_sql(num, den, threshold)}, CASE WHEN {num} IS NOT NULL THEN NULL {reasons} END)"


def exempt_measures(measures: Mapping[str, Measure], audience: str) -> tuple[str, ...]:
    """Measures that are never hidden from ``audience``."""
    return tuple(
        measure.measure_id
        for measure in measures.values()
        if measure.unit_of_count in UNITS_OF_WORK or (measure.fact in TEAM_SAMPLE and audience != "public")
    )


def measure_value_sql(measures: Mapping[str, Measure], thresholds: Thresholds) -> str:
    """The rows of ``pub.measure_value``: every measure value, once per audience that may see its row.

    What is hidden stands in ``ops.suppression_log``. The row says only that small numbers are behind it: which rule
    hid it would tell how small. The match rate of a link goes where the numbers behind it are hidden.
    """
    selects = "\nUNION ALL\n".join(_for_audience(rule, measures) for rule in rules(thresholds))
    return (
        f"SELECT * FROM (\n{selects}\n) AS value"
        " ORDER BY audience, measure_id, agency_code, period_kind, period_start, breakdown, category"
    )


def _for_audience(rule: Rule, measures: Mapping[str, Measure]) -> str:
    rows = "" if rule.all_agencies else " WHERE agency_code <> 'all'"
    links = ", ".join(f"('{m.measure_id}', '{m.link}')" for m in measures.values() if m.link) or "('', '')"
    same = " AND ".join(
        f"log.{theirs} = v.{ours}"
        for theirs, ours in (
            ("series", "measure_id"),
            ("breakdown", "breakdown"),
            ("category", "category"),
            ("agency_code", "agency_code"),
            ("period_kind", "period_kind"),
            ("period_start", "period_start"),
        )
    )
    hidden = (
        "SELECT 1 FROM ops.suppression_log AS log"
        f" WHERE log.audience = '{rule.audience}' AND log.table_name = 'measure_value' AND {same}"
    )
    link_hidden = (
        "SELECT 1 FROM ops.suppression_log AS log INNER JOIN (VALUES "
        f"{links}) AS linked (measure_id, link) ON linked.link = log.category"
        f" WHERE log.audience IN ('{rule.audience}', 'joint') AND log.series = 'M161'"
        " AND linked.measure_id = v.measure_id AND log.agency_code IN (v.agency_code, 'all')"
        " AND log.period_kind = v.period_kind AND log.period_start = v.period_start"
    )
    if rule.demographic_only:
        link_hidden += " AND false"
    return (
        "SELECT * EXCLUDE (no_note, no_rate) REPLACE (\n"
        "    CASE WHEN NOT suppressed THEN num END AS num,\n"
        "    CASE WHEN NOT suppressed THEN den END AS den,\n"
        "    CASE WHEN NOT suppressed THEN value END AS value,\n"
        "    CASE WHEN NOT suppressed AND NOT no_rate THEN match_rate END AS match_rate,\n"
        "    CASE WHEN NOT suppressed AND NOT no_note THEN n_missing END AS n_missing\n"
        f"), CASE WHEN suppressed THEN '{SMALL_NUMBERS}' END AS suppress_reason\n"
        f"FROM (SELECT v.*, '{rule.audience}' AS audience,"
        f" EXISTS ({hidden} AND log.part = 'figure') AS suppressed,"
        f" EXISTS ({hidden} AND log.part = 'note') AS no_note,"
        f" EXISTS ({link_hidden}) AS no_rate"
        f" FROM mart.measure_value AS v{rows})"
    )
