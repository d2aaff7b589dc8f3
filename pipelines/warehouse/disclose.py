"""Fills the suppression log and the proofs: the one step between mart and pub that decides what is withheld.

What is decided, and how it is proven, is ``disclosure/``; here the marts are handed over as frames.
"""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import pandas as pd

from pipelines.disclosure.counts import funnel_figures, measure_figures
from pipelines.disclosure.decide import Decided, decide
from pipelines.disclosure.ledger import Release, known_to
from pipelines.disclosure.log import COLUMNS, log_rows
from pipelines.disclosure.primary import TEAM_SAMPLE, UNITS_OF_WORK, exempt_measures, rules
from pipelines.disclosure.review_rows import RATED_PARTS, Reviews
from pipelines.disclosure.reviews import decide_reviews
from pipelines.metadata import MEASURES
from pipelines.settings import Thresholds
from pipelines.warehouse.verdict import Verdict, question_of


def read_figures(connection: duckdb.DuckDBPyConnection, last_day: date | None = None) -> pd.DataFrame:
    """Every figure about people of the marts, as disclosure control takes it; without periods that end after ``last_day``."""
    until = last_day or date.max
    values = connection.execute("SELECT * FROM mart.measure_value WHERE period_end <= ?", [until]).df()
    about_work = {m.measure_id for m in MEASURES.values() if m.unit_of_count in UNITS_OF_WORK}
    values = values[~values["measure_id"].isin(about_work)]
    steps = connection.execute("SELECT * FROM mart.funnel WHERE cohort_end <= ?", [until]).df()
    return pd.concat([measure_figures(values), funnel_figures(steps)], ignore_index=True)


def read_reviews(connection: duckdb.DuckDBPyConnection) -> Reviews:
    """Everything of the marts and of the register of practice evidence that tells of case review, in a settled order."""
    measures = [m.measure_id for m in MEASURES.values() if m.fact in TEAM_SAMPLE]
    shares = (
        "SELECT measure_id, agency_code, period_kind, period_start, period_end, num, den, n_missing FROM mart.measure_value"
        " WHERE list_contains(?, measure_id) AND breakdown = 'none' ORDER BY ALL"
    )
    rated = (
        f"SELECT agency_code, element_id, review_round, {', '.join(RATED_PARTS)} FROM core.practice_response"
        " WHERE evidence_kind = 'case_review' ORDER BY ALL"
    )
    return Reviews(
        connection.execute(
            "SELECT * FROM mart.case_review ORDER BY agency_code, element_id, event_quarter"
        ).df(),
        connection.execute(shares, [measures]).df(),
        connection.execute(rated).df(),
    )


def _shown_to_public(shares: pd.DataFrame, log: pd.DataFrame) -> np.ndarray:
    """Which shares of case review the public sees by the rule for figures."""
    gone = log[
        (log["audience"] == "public") & (log["table_name"] == "measure_value") & (log["part"] == "figure")
    ]
    keys = ["series", "agency_code", "period_kind", "period_start"]
    gone = gone.loc[gone["breakdown"] == "none", keys].drop_duplicates()
    both = shares.rename(columns={"measure_id": "series"})[keys].merge(gone, how="left", indicator=True)
    return np.asarray((both["_merge"] == "left_only").to_numpy(), bool)


def decide_figures(
    figures: pd.DataFrame, thresholds: Thresholds, releases: tuple[Release, ...] = ()
) -> Decided:
    """What every audience may see of ``figures``, given everything released before."""
    told = rules(thresholds)
    return decide(
        figures,
        told,
        {rule.audience: exempt_measures(MEASURES, rule.audience) for rule in told},
        {rule.audience: known_to(releases, rule.audience, rule.threshold) for rule in told},
    )


def fill_suppression(
    connection: duckdb.DuckDBPyConnection,
    thresholds: Thresholds,
    releases: tuple[Release, ...],
    before: Verdict | None,
    code: str,
) -> None:
    """Complete ``ops.suppression_log``, which holds the small-number rule so far, and fill ``ops.disclosure_proof``.

    ``before`` is what the generation before withheld, ``code`` stands for the version of disclosure control.
    """
    logs, proven = [], []
    if thresholds.complementary:
        verdict = _judge(connection, thresholds, releases, before, code)
        connection.execute("DELETE FROM ops.suppression_log")
        connection.execute("INSERT INTO ops.disclosure_question VALUES (?)", [verdict.question])
        logs.append(verdict.log)
        proven.append(verdict.proofs)
    log = logs[0] if logs else connection.execute("SELECT * FROM ops.suppression_log").df()
    reviews = read_reviews(connection)
    told = rules(thresholds)
    known = {rule.audience: known_to(releases, rule.audience, rule.threshold) for rule in told}
    hidden, proofs = decide_reviews(reviews, told, known, _shown_to_public(reviews.shares, log))
    logs.append(hidden)
    proven.append(proofs.assign(subject="case_review"))
    for name, frames in (("ops.suppression_log", logs), ("ops.disclosure_proof", proven)):
        frame = pd.concat([f for f in frames if len(f)], ignore_index=True) if any(map(len, frames)) else None
        if frame is None:
            continue
        if name == "ops.suppression_log":
            frame = frame[list(COLUMNS)].astype({"period_start": "datetime64[us]"})
        connection.register("incoming", frame)
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")
        connection.unregister("incoming")


def _judge(
    connection: duckdb.DuckDBPyConnection,
    thresholds: Thresholds,
    releases: tuple[Release, ...],
    before: Verdict | None,
    code: str,
) -> Verdict:
    """The verdict of ``before`` where it answers the question of now, or a new one."""
    figures = read_figures(connection)
    question = question_of(connection, figures, thresholds, releases, code)
    if before is not None and before.question == question:
        return before
    decided = decide_figures(figures, thresholds, releases)
    return Verdict(question, log_rows(decided.hidden), decided.proofs.assign(subject="figures"))
