"""How a written policy and what case review shows stand to each other: one rule, in words and as SQL.

Statuses are never averaged; a gap names the two sides and leaves judging to people. The tables that use the rule
stand in ``warehouse/sql/pub``.
"""

from __future__ import annotations


def gap_kind(
    policy_status: str | None,
    reviewed: int,
    applicable: int,
    demonstrated: int,
    floor: int,
    watch_from: float,
) -> str:
    """The kind of gap between policy and practice.

    A conflicting text is always named. Text that is missing is named unless practice is there all the same.
    Below ``floor`` applicable files nothing is said about practice; it is low under the share ``watch_from``.
    """
    enough = applicable >= floor
    high = enough and demonstrated / applicable >= watch_from
    if policy_status == "conflicts":
        return "conflicts"
    if high and policy_status in ("not_met", "not_addressed"):
        return "practice_ahead_of_policy"
    if policy_status == "not_addressed":
        return "not_addressed"
    if policy_status is None or reviewed == 0:
        return "not_reviewed"
    if not enough:
        return "too_few_files"
    if policy_status == "met" and not high:
        return "policy_met_practice_low"
    return "aligned"


def gap_kind_sql(
    policy_status: str, reviewed: str, applicable: str, demonstrated: str, floor: str, watch_from: str
) -> str:
    """The same rule as an SQL expression over the given columns."""
    enough = f"{applicable} >= {floor}"
    high = f"({enough} AND {demonstrated} / {applicable} >= {watch_from})"
    return (
        f"CASE WHEN {policy_status} = 'conflicts' THEN 'conflicts'"
        f" WHEN {high} AND {policy_status} IN ('not_met', 'not_addressed') THEN 'practice_ahead_of_policy'"
        f" WHEN {policy_status} = 'not_addressed' THEN 'not_addressed'"
        f" WHEN {policy_status} IS NULL OR {reviewed} = 0 THEN 'not_reviewed'"
        f" WHEN NOT ({enough}) THEN 'too_few_files'"
        f" WHEN {policy_status} = 'met' AND NOT {high} THEN 'policy_met_practice_low'"
        " ELSE 'aligned' END"
    )
