"""Primary suppression of the funnel, and the audiences of case review.

The rule for a number is that of ``primary.py``; here stands which numbers of a row belong together.
"""

from __future__ import annotations

from pipelines.disclosure.primary import Rule, hidden_reason_sql, rules
from pipelines.settings import Thresholds


def funnel_sql(thresholds: Thresholds) -> str:
    """The rows of ``pub.funnel``: every step, once per audience that may see its row.

    The numbers of a step go together: where the linked records, the step before, what lies between them, or all
    records of the step are few, none of them is shown. The coordinator sees every step.
    """
    selects = "\nUNION ALL\n".join(_for_audience(rule) for rule in rules(thresholds))
    return f"SELECT * FROM (\n{selects}\n) AS step ORDER BY audience, agency_code, cohort_kind, cohort_start, step_no"


def _for_audience(rule: Rule) -> str:
    hidden = "false"
    if not rule.demographic_only:
        hidden = (
            f"coalesce(({hidden_reason_sql('linked', 'previous', rule.threshold)}) IS NOT NULL"
            f" OR (unlinked > 0 AND unlinked < {rule.threshold}), false)"
        )
    rows = "" if rule.all_agencies else " WHERE agency_code <> 'all'"
    return (
        "SELECT * REPLACE (\n"
        "    CASE WHEN NOT suppressed THEN linked END AS linked,\n"
        "    CASE WHEN NOT suppressed THEN previous END AS previous,\n"
        "    CASE WHEN NOT suppressed THEN unlinked END AS unlinked,\n"
        "    CASE WHEN NOT suppressed THEN match_rate END AS match_rate\n"
        f"), '{rule.audience}' AS audience\n"
        f"FROM (SELECT *, {hidden} AS suppressed FROM mart.funnel{rows})"
    )


def case_review_sql() -> str:
    """The rows of ``pub.case_review``: tallies of the team's own sample, for the team and its directors.

    They are shown as k of n and never to the public: which records were drawn is known to the team only.
    """
    selects = "\nUNION ALL\n".join(
        f"SELECT *, '{audience}' AS audience, false AS suppressed FROM mart.case_review"
        for audience in ("coordinator", "director", "joint")
    )
    return f"SELECT * FROM (\n{selects}\n) AS tally ORDER BY audience, agency_code, element_id, event_quarter"
