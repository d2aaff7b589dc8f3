"""How policy and practice stand to each other: one rule in Python and in SQL."""

from __future__ import annotations

import duckdb
import pytest

from pipelines.metadata import CODE_LISTS
from pipelines.policy.gaps import gap_kind, gap_kind_sql


@pytest.mark.parametrize(
    ("status", "reviewed", "applicable", "demonstrated", "kind"),
    [
        pytest.param("conflicts", 20, 20, 20, "conflicts", id="a conflict is always named"),
        pytest.param("met", 20, 20, 14, "policy_met_practice_low", id="70 percent is low"),
        pytest.param("met", 20, 20, 15, "aligned", id="75 percent is not"),
        pytest.param("met", 12, 9, 0, "too_few_files", id="nine files say nothing"),
        pytest.param("met", 10, 10, 0, "policy_met_practice_low", id="ten files do"),
        pytest.param("not_addressed", 20, 20, 20, "practice_ahead_of_policy", id="done without a text"),
        pytest.param("not_addressed", 0, 0, 0, "not_addressed", id="no text and no review"),
        pytest.param("not_met", 20, 20, 2, "aligned", id="neither required nor done"),
        pytest.param("met", 0, 0, 0, "not_reviewed", id="nobody looked"),
        pytest.param(None, 20, 20, 20, "not_reviewed", id="the checklist is not answered"),
        pytest.param("partly", 20, 20, 2, "aligned", id="partly on both sides"),
    ],
)
def test_gap_kinds(status: str | None, reviewed: int, applicable: int, demonstrated: int, kind: str) -> None:
    assert gap_kind(status, reviewed, applicable, demonstrated, 10, 0.75) == kind
    assert kind in CODE_LISTS["gap_kind"].values


def test_the_rule_in_sql_is_the_same_rule() -> None:
    connection = duckdb.connect(config={"threads": 1})
    connection.execute("CREATE TABLE sides (s VARCHAR, r BIGINT, a BIGINT, d BIGINT)")
    statuses = [None, *CODE_LISTS["policy_status"].values]
    rows = [
        [s, r, a, d]
        for s in statuses
        for r, a, d in (
            (0, 0, 0),
            (5, 5, 5),
            (12, 9, 9),
            (10, 10, 7),
            (10, 10, 8),
            (20, 20, 15),
            (20, 20, 14),
        )
    ]
    connection.executemany("INSERT INTO sides VALUES (?, ?, ?, ?)", rows)
    told = connection.execute(
        f"SELECT s, r, a, d, {gap_kind_sql('s', 'r', 'a', 'd', '10', '0.75')} FROM sides"
    ).fetchall()
    assert [row for row in told if row[4] != gap_kind(*row[:4], 10, 0.75)] == []
