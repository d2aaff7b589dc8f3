"""Handovers that both sides count: what one agency says that it passed on, beside what the next one took in.

Each side is counted from its own records by its own days; which records are the same follows the links. Months for which one
of the two sent no file are left out. What is told of a difference to whom stands in ``reports/handovers.py``.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.settings import Thresholds

LEAST_DIFFERENCE, LEAST_SHARE = (
    5,
    0.1,
)  # a difference is raised from five on, and from a tenth of the larger number


@dataclass(frozen=True)
class Handover:
    """One handover. ``sent`` and ``logged`` give one row per thing passed on: agency, day, and whether the other has it.

    ``sent_words`` and ``logged_words`` complete "The sender counts 41 ..." and "the receiver counts 29 ...". The rows of
    ``logged`` name the sender, as far as the link or the number tells it; ``every_sender`` where they cannot.
    """

    name: str
    title: str
    sent_words: str
    logged_words: str
    sent_dataset: str
    logged_dataset: str
    sent: str
    logged: str
    every_sender: bool = False


def _current(link: str) -> str:
    return f"(SELECT * FROM core.link WHERE link_name = '{link}' AND is_current)"


HANDOVERS: tuple[Handover, ...] = (
    Handover(
        "reported",
        "Calls that led to a report",
        "calls that name a report",
        "reports that name a call",
        "cad_calls",
        "rms_incidents",
        f"""SELECT call.agency_code, call.received_ts::DATE AS day, pair.child_key IS NOT NULL AS is_matched
FROM core.call AS call
LEFT JOIN (SELECT DISTINCT agency_code, child_key FROM {_current("call_to_incident")} AS one) AS pair
    ON pair.agency_code = call.agency_code AND pair.child_key = call.call_key
WHERE call.report_key IS NOT NULL AND NOT call.is_duplicate AND NOT call.is_test_or_void""",
        f"""SELECT NULL AS agency_code, incident.reported_ts::DATE AS day,
    incident.incident_key IN (SELECT partner_key FROM {_current("call_to_incident")} AS one) AS is_matched
FROM core.incident AS incident
WHERE incident.call_key IS NOT NULL""",
        every_sender=True,
    ),
    Handover(
        "booked",
        "Arrests taken to jail",
        "arrests of people who were booked",
        "bookings that name its reports",
        "rms_arrests",
        "jms_bookings",
        f"""SELECT arrest.agency_code, arrest.arrested_ts::DATE AS day, pair.child_key IS NOT NULL AS is_matched
FROM core.arrest AS arrest
LEFT JOIN (SELECT DISTINCT agency_code, child_key FROM {_current("arrest_to_booking")} AS one) AS pair
    ON pair.agency_code = arrest.agency_code AND pair.child_key = arrest.arrest_key
WHERE arrest.booked OR (arrest.booked IS NULL AND arrest.booking_key IS NOT NULL)""",
        f"""SELECT incident.agency_code, booking.booked_ts::DATE AS day,
    booking.booking_key IN (SELECT partner_key FROM {_current("arrest_to_booking")} AS one) AS is_matched
FROM core.booking AS booking
INNER JOIN core.incident AS incident ON incident.incident_key = booking.incident_key""",
    ),
    Handover(
        "referred",
        "Investigations referred to the prosecutor",
        "investigated incidents referred to the prosecutor",
        "referred incidents that it investigated",
        "inv_cases",
        "prosecution",
        """SELECT agency_code, referred_ts::DATE AS day,
    incident_key IN (SELECT incident_key FROM core.prosecution_case WHERE incident_key IS NOT NULL) AS is_matched
FROM core.investigation
WHERE referred_ts IS NOT NULL""",
        """SELECT investigation.agency_code, min(referral.referred_ts)::DATE AS day,
    bool_or(investigation.referred_ts IS NOT NULL) AS is_matched
FROM core.prosecution_case AS referral
INNER JOIN core.investigation AS investigation ON investigation.incident_key = referral.incident_key
GROUP BY investigation.agency_code, referral.incident_key""",
    ),
    Handover(
        "filed",
        "Cases filed in court",
        "referrals filed in court",
        "court cases opened",
        "prosecution",
        "court_cases",
        f"""SELECT referral.agency_code, coalesce(referral.filed_ts, referral.review_decision_ts)::DATE AS day,
    pair.child_key IS NOT NULL AS is_matched
FROM core.prosecution_case AS referral
LEFT JOIN (SELECT DISTINCT agency_code, child_key FROM {_current("referral_to_court_case")} AS one) AS pair
    ON pair.agency_code = referral.agency_code AND pair.child_key = referral.pros_case_key
WHERE referral.review_decision IN ('filed', 'filed_lesser')""",
        f"""SELECT NULL AS agency_code, docket.filed_date AS day,
    docket.court_case_key IN (SELECT partner_key FROM {_current("referral_to_court_case")} AS one) AS is_matched
FROM core.court_case AS docket""",
        every_sender=True,
    ),
    Handover(
        "supervised",
        "Sentences to supervision",
        "sentences with supervision",
        "supervision cases begun",
        "sentences",
        "probation_cases",
        """SELECT sentence.agency_code, sentence.sentence_date AS day,
    sentence.court_case_key IN (SELECT court_case_key FROM core.probation_case WHERE court_case_key IS NOT NULL)
        AS is_matched
FROM core.sentence AS sentence
WHERE sentence.phase = 'original' AND sentence.probation_days > 0
    AND coalesce(sentence.probation_kind, 'supervised') = 'supervised'""",
        """SELECT NULL AS agency_code, supervision.started_date AS day,
    coalesce(supervision.court_case_key IN (SELECT court_case_key FROM core.sentence), false) AS is_matched
FROM core.probation_case AS supervision""",
        every_sender=True,
    ),
)
BY_NAME = {handover.name: handover for handover in HANDOVERS}


def handover_sql(thresholds: Thresholds) -> str:
    """The rows of ``ops.handover``: one handover between two agencies in one month, or in the last 12 months.

    A handover with several senders whose receiver cannot tell them apart is told for all senders together.
    """
    counted = "\nUNION ALL\n".join(_side_sql(handover) for handover in HANDOVERS)
    small = thresholds.joint
    differs = f"abs(sent - logged) >= {LEAST_DIFFERENCE} AND abs(sent - logged) >= {LEAST_SHARE} * greatest(sent, logged)"
    return f"""
WITH side AS (
{counted}
),
sender AS (
    SELECT dataset, CASE WHEN count(*) = 1 THEN min(agency_code) ELSE 'all' END AS agency_code
    FROM stg.agency_dataset GROUP BY dataset
),
months AS (
    SELECT handover, coalesce(side.agency_code, sender.agency_code) AS sender_code, receiver.agency_code AS receiver_code,
        sent_dataset, logged_dataset, date_trunc('month', day)::DATE AS month,
        count(*) FILTER (is_sent) AS sent, count(*) FILTER (NOT is_sent) AS logged,
        count(*) FILTER (is_sent AND NOT is_matched) AS only_sent,
        count(*) FILTER (NOT is_sent AND NOT is_matched) AS only_logged
    FROM side
    INNER JOIN sender ON sender.dataset = side.sent_dataset
    INNER JOIN sender AS receiver ON receiver.dataset = side.logged_dataset
    WHERE day IS NOT NULL
    GROUP BY ALL
),
covered AS (
    SELECT DISTINCT agency_code, dataset, month FROM stg.submission_month WHERE is_winner
),
both_sent AS (
    SELECT months.* FROM months CROSS JOIN stg.setting AS setting
    WHERE month > setting.data_to_date - INTERVAL 12 MONTH AND month <= setting.data_to_date
        AND EXISTS (SELECT 1 FROM covered WHERE covered.month = months.month
            AND covered.dataset = months.sent_dataset
            AND (covered.agency_code = months.sender_code OR months.sender_code = 'all'))
        AND EXISTS (SELECT 1 FROM covered WHERE covered.month = months.month
            AND covered.dataset = months.logged_dataset
            AND (covered.agency_code = months.receiver_code OR months.receiver_code = 'all'))
),
told AS (
    SELECT handover, sender_code, receiver_code, 'month' AS period_kind, month AS period_start, 1 AS months_count,
        sent, logged, only_sent, only_logged FROM both_sent
    UNION ALL
    SELECT handover, sender_code, receiver_code, 'rolling12', min(month), count(*),
        sum(sent)::BIGINT, sum(logged)::BIGINT, sum(only_sent)::BIGINT, sum(only_logged)::BIGINT
    FROM both_sent GROUP BY ALL
)
SELECT *, {differs} AS differs,
    sent >= {small} AND logged >= {small} AS may_be_told
FROM told
ORDER BY handover, sender_code, period_kind DESC, period_start DESC"""


def _side_sql(handover: Handover) -> str:
    sent = "NULL::VARCHAR AS agency_code" if handover.every_sender else "agency_code"
    kinds = ((sent, "true", handover.sent), ("agency_code", "false", handover.logged))
    return "\nUNION ALL\n".join(
        f"SELECT '{handover.name}' AS handover, {agency}, '{handover.sent_dataset}' AS sent_dataset,"
        f" '{handover.logged_dataset}' AS logged_dataset, day, is_matched, {is_sent} AS is_sent FROM (\n{rows}\n) AS one"
        for agency, is_sent, rows in kinds
    )
