"""Case review: which tallies of the team's sample are too few to show, and which others would give them away.

A tally is told as k of n, so its base carries the rule: elements read in fewer records than the threshold are
hidden. Outcomes are about how work was done; a small number of them is shown with its base. Quarters add up to
all quarters, so a hidden quarter takes another with it. The coordinator sees every tally.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from pipelines.disclosure.attack import Published, attack
from pipelines.disclosure.complementary import choose
from pipelines.disclosure.primary import Rule
from pipelines.disclosure.shapes import Question, reads_all, simple_tables

_ALL = "all"


def decide_reviews(frame: pd.DataFrame, rules: tuple[Rule, ...]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Hidden rows of ``mart.case_review`` (columns of ``ops.suppression_log``), and the proofs."""
    rows = frame.sort_values(["agency_code", "element_id", "event_quarter"], kind="stable").reset_index(
        drop=True
    )
    counts = rows["reviewed"].to_numpy(np.int64)
    tables = simple_tables(counts, _relations(rows))
    hidden, proofs = [], []
    for rule in rules:
        if rule.demographic_only or not len(rows):
            continue
        small = (counts > 0) & (counts < rule.threshold)
        anything = np.ones(counts.size, bool)
        choice = choose(tables, Question(rule.threshold, small, small, anything, (reads_all(tables),)))
        shown = np.flatnonzero(~choice.hidden)
        proof = attack(
            Published(
                counts.size,
                dict(zip(shown.tolist(), counts[shown].tolist(), strict=True)),
                tables.relations,
                tuple(np.flatnonzero(small).tolist()),
                rule.threshold,
            )
        )
        proofs.append({"audience": rule.audience, "reader": "outside", **proof.record()})
        hidden.append(_log_rows(rows[choice.hidden], small[choice.hidden], rule))
    return (pd.concat(hidden, ignore_index=True) if hidden else pd.DataFrame()), pd.DataFrame(proofs)


def _relations(rows: pd.DataFrame) -> sparse.csr_array:
    """All quarters of an element at an agency are the sum of its quarters."""
    row, column, weight, count = [], [], [], 0
    for _, group in rows.groupby(["agency_code", "element_id"], sort=True):
        whole = group.index[group["event_quarter"] == _ALL]
        parts = group.index[group["event_quarter"] != _ALL]
        if len(whole) == 1 and rows.loc[parts, "reviewed"].sum() == rows.loc[whole[0], "reviewed"]:
            row += [count] * (len(parts) + 1)
            column += [int(whole[0]), *(int(p) for p in parts)]
            weight += [1, *([-1] * len(parts))]
            count += 1
    return sparse.csr_array((weight, (row, column)), shape=(count, len(rows)), dtype=np.int64)


def _log_rows(rows: pd.DataFrame, small: np.ndarray, rule: Rule) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "audience": rule.audience,
            "table_name": "case_review",
            "series": rows["element_id"],
            "breakdown": "quarter",
            "category": rows["event_quarter"],
            "agency_code": rows["agency_code"],
            "period_kind": "review",
            "period_start": pd.NaT,
            "part": "figure",
            "kind": np.where(small, "primary", "complementary"),
            "rule": np.where(small, f"base of fewer than {rule.threshold}", "protects another figure"),
        }
    )
