"""The funnel, case review, and policy beside practice as an audience may see them.

What is hidden stands in ``ops.suppression_log``; the choice is made in ``decide.py`` and ``reviews.py``.
"""

from __future__ import annotations

from pipelines.disclosure.primary import Rule, rules
from pipelines.settings import Thresholds

TEAM = ("coordinator", "director", "joint")
"""Who may read case review: the public may not, for which records were drawn is known to the team only."""


def funnel_sql(thresholds: Thresholds) -> str:
    """The rows of ``pub.funnel``: every step, once per audience that may see its row.

    The numbers of a step go together. A match rate goes where it would tell a small number of records.
    """
    selects = "\nUNION ALL\n".join(_funnel_for(rule) for rule in rules(thresholds))
    return f"SELECT * FROM (\n{selects}\n) AS step ORDER BY audience, agency_code, cohort_kind, cohort_start, step_no"


def _funnel_for(rule: Rule) -> str:
    rows = "" if rule.all_agencies else " WHERE agency_code <> 'all'"
    found = "round(unlinked * match_rate)"
    tells = (
        "false"
        if rule.demographic_only
        else f"coalesce({found} BETWEEN 1 AND {rule.threshold - 1}"
        f" OR unlinked - {found} BETWEEN 1 AND {rule.threshold - 1}, false)"
    )
    return (
        "SELECT * REPLACE (\n"
        "    CASE WHEN NOT suppressed THEN linked END AS linked,\n"
        "    CASE WHEN NOT suppressed THEN previous END AS previous,\n"
        "    CASE WHEN NOT suppressed THEN unlinked END AS unlinked,\n"
        f"    CASE WHEN NOT suppressed AND NOT {tells} THEN match_rate END AS match_rate\n"
        f") FROM (SELECT f.*, '{rule.audience}' AS audience, EXISTS (\n"
        f"    SELECT 1 FROM ops.suppression_log AS log WHERE log.audience = '{rule.audience}'"
        " AND log.table_name = 'funnel' AND log.part = 'figure' AND log.series = f.step"
        " AND log.agency_code = f.agency_code AND log.period_kind = f.cohort_kind"
        f" AND log.period_start = f.cohort_start) AS suppressed FROM mart.funnel AS f{rows})"
    )


def case_review_sql() -> str:
    """The rows of ``pub.case_review``: tallies of the team's own sample, for the team and its directors."""
    numbers = (
        "reviewed",
        "demonstrated",
        "partly",
        "not_demonstrated",
        "not_applicable",
        "unknown",
        "applicable",
    )
    gone = ",\n".join(f"    CASE WHEN NOT suppressed THEN {n} END AS {n}" for n in (*numbers, "rate"))
    return (
        f"SELECT * REPLACE (\n{gone}\n) FROM (SELECT r.*, reader.audience, {_review_hidden('r.event_quarter')} AS suppressed"
        f" FROM mart.case_review AS r CROSS JOIN (VALUES {_team()}) AS reader (audience))"
        " ORDER BY audience, agency_code, element_id, event_quarter"
    )


def _team() -> str:
    return ", ".join(f"('{audience}')" for audience in TEAM)


def _review_hidden(quarter: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM ops.suppression_log AS log WHERE log.audience = reader.audience"
        " AND log.table_name = 'case_review' AND log.agency_code = r.agency_code"
        f" AND log.series = r.element_id AND log.category = {quarter})"
    )


def practice_sql() -> str:
    """Case review over all quarters as each audience of the team may see it: for policy beside practice."""
    return (
        "SELECT agency_code, agency_name, element_id, title, reviewed, applicable, demonstrated, rate, audience,"
        " suppressed FROM pub.case_review WHERE event_quarter = 'all'"
    )
