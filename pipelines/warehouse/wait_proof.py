"""Proves what is told of times between steps: hands the rows of mart and pub to the attack, and files what it found.

It is asked anew in every build: with a handful of cohorts that takes less than a second. What the attack does stands in
``disclosure/wait_attack.py``; what is withheld is decided in ``statistics/sql/pub_wait.sql`` and ``pub_wait_limit.sql``.
"""

from __future__ import annotations

import duckdb

from pipelines.disclosure.primary import rules
from pipelines.disclosure.wait_attack import Waits, attack_waits
from pipelines.metadata import MEASURES
from pipelines.settings import Thresholds
from pipelines.statistics.waits import wait_bases

SUBJECT = "times_between_steps"
_COHORT = "measure_id, agency_code, period_kind, period_start"
_SOURCE = """
    base (measure_id, base_measure, pending_measure) AS (VALUES {bases}),
    cohort AS (
        SELECT wait.*, begun.num AS begun, pending.den AS pending, pending.n_missing AS pending_unknown, base.pending_measure
        FROM mart.wait AS wait
        INNER JOIN base USING (measure_id)
        CROSS JOIN stg.setting AS setting
        LEFT JOIN mart.measure_value AS begun
            ON (begun.measure_id, begun.agency_code, begun.period_kind, begun.period_start, begun.breakdown)
            = (base_measure, wait.agency_code, wait.period_kind, wait.period_start, 'none')
        LEFT JOIN mart.measure_value AS pending
            ON (pending.measure_id, pending.agency_code, pending.period_kind, pending.period_start, pending.breakdown)
            = (pending_measure, wait.agency_code, wait.period_kind, wait.period_start, 'none')
            AND pending.period_end = setting.data_to_date
        WHERE EXISTS (FROM pub.wait AS told WHERE told.measure_id = wait.measure_id
            AND told.agency_code = wait.agency_code AND told.period_kind = wait.period_kind AND told.period_start = wait.period_start)
    )"""
# The number of cases begun is told under every name that has it: as a base, as what the funnel counts, or by a measure that
# some records do not answer.
_TOLD = """
    named AS (
        SELECT audience, agency_code, period_kind, period_start, unnest([num, den, den + n_missing]) AS number
        FROM pub.measure_value WHERE breakdown = 'none'
        UNION
        SELECT audience, agency_code, cohort_kind, cohort_start, unlinked FROM pub.funnel
    ),
    open_now AS (
        SELECT audience, measure_id AS pending_measure, agency_code, max(den) AS den, max(n_missing) AS n_missing
        FROM pub.measure_value INNER JOIN stg.setting ON period_end = data_to_date
        WHERE breakdown = 'none' GROUP BY ALL
    )
SELECT
    told.* REPLACE (told.period_start::VARCHAR AS period_start), named.number AS begun,
    CASE WHEN cohort.pending IS NOT NULL THEN open_now.den END AS pending,
    CASE WHEN cohort.pending_unknown IS NOT NULL THEN open_now.n_missing END AS pending_unknown
FROM pub.wait AS told
INNER JOIN cohort USING (measure_id, agency_code, period_kind, period_start)
LEFT JOIN (SELECT DISTINCT * FROM named) AS named
    ON (named.audience, named.agency_code, named.period_kind, named.period_start, named.number)
    = (told.audience, told.agency_code, told.period_kind, told.period_start, cohort.begun)
LEFT JOIN open_now
    ON (open_now.audience, open_now.pending_measure, open_now.agency_code) = (told.audience, cohort.pending_measure, told.agency_code)
ORDER BY told.audience, told.measure_id, told.agency_code, told.period_start"""


def read_waits(connection: duckdb.DuckDBPyConnection) -> Waits:
    """Everything of mart and pub that tells of times between steps, in a settled order."""
    source = _SOURCE.replace("{bases}", wait_bases(MEASURES))
    day = "* REPLACE (period_start::VARCHAR AS period_start)"
    return Waits(
        connection.execute(f"WITH {source} SELECT {day} FROM cohort ORDER BY {_COHORT}").df(),
        connection.execute(
            f"SELECT {day} FROM mart.wait_limit SEMI JOIN pub.wait USING ({_COHORT}) ORDER BY {_COHORT}, limit_time"
        ).df(),
        connection.execute(f"WITH {source},{_TOLD}").df(),
        connection.execute(f"SELECT {day} FROM pub.wait_limit ORDER BY audience, {_COHORT}, limit_time").df(),
    )


def fill_wait_proof(connection: duckdb.DuckDBPyConnection, thresholds: Thresholds) -> None:
    """Add the proofs of ``pub.wait`` and ``pub.wait_limit``, which are made already, to ``ops.disclosure_proof``."""
    proofs = attack_waits(read_waits(connection), rules(thresholds))
    if not len(proofs):
        return
    connection.register("incoming", proofs.assign(subject=SUBJECT))
    connection.execute("INSERT INTO ops.disclosure_proof BY NAME SELECT * FROM incoming")
    connection.unregister("incoming")
