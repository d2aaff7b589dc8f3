-- A row is one practice element at one agency on the last day of one month: what the written policy says, beside the
-- records reviewed in the twelve months up to it. It holds until the last day of the next month.
-- Left out: elements whose policy was not answered by then.
WITH ending AS (
    SELECT period_start AS month, period_end AS valid_from
    FROM stg.period
    WHERE period_kind = 'month'
),

reviewed AS (
    SELECT
        ending.valid_from,
        review.agency_code,
        review.element_id,
        count(*) FILTER (review.outcome IN ('demonstrated', 'partly', 'not_demonstrated')) AS applicable,
        count(*) FILTER (review.outcome = 'demonstrated') AS demonstrated
    FROM ending
    INNER JOIN mart.fact_case_review AS review
        ON review.event_date <= ending.valid_from
        AND review.event_date > ending.month - INTERVAL 12 MONTH
    GROUP BY ALL
)

SELECT
    policy.agency_code,
    ending.valid_from AS event_date,
    ending.valid_from,
    (ending.month + INTERVAL 2 MONTH - INTERVAL 1 DAY)::DATE AS valid_to,
    policy.element_id,
    policy.status = 'met' AS is_met,
    coalesce(reviewed.applicable, 0) AS applicable,
    coalesce(reviewed.demonstrated, 0) AS demonstrated,
    setting.percent_floor,
    setting.watch_from,
    policy.submission_id,
    policy.source_sheet,
    policy.source_row
FROM ending
CROSS JOIN stg.setting AS setting
INNER JOIN mart.fact_policy AS policy
    ON policy.valid_from <= ending.valid_from AND (policy.valid_to IS NULL OR ending.valid_from < policy.valid_to)
LEFT JOIN reviewed
    ON reviewed.valid_from = ending.valid_from
    AND reviewed.agency_code = policy.agency_code
    AND reviewed.element_id = policy.element_id
