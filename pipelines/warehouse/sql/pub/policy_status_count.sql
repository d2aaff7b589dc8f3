-- A row is one status at one agency and area, counted over the latest answers; every status stands, 0 included. A
-- practice that the site retired counts as retired, whatever its answer, so that the rows add up to every practice.
-- review_round is the latest round with an answer. Statuses are counted, never averaged.
WITH area AS (
    SELECT agency_code, agency_name, agency_area, max(review_round) AS review_round
    FROM pub.policy_response
    GROUP BY ALL
),

status AS (
    SELECT code AS status, position FROM ops.code_list WHERE code_list = 'policy_status'
    UNION ALL
    SELECT unnest(['not_answered', 'retired']) AS status, unnest([1000, 1001]) AS position
)

SELECT
    area.agency_code,
    area.agency_name,
    area.agency_area,
    area.review_round,
    status.status,
    count(response.element_id) AS elements_count
FROM area
CROSS JOIN status
LEFT JOIN pub.policy_response AS response
    ON response.agency_code = area.agency_code
    AND response.agency_area = area.agency_area
    AND CASE WHEN response.retired_on_date IS NULL THEN coalesce(response.status, 'not_answered') ELSE 'retired' END
        = status.status
GROUP BY area.agency_code, area.agency_name, area.agency_area, area.review_round, status.status, status.position
ORDER BY area.agency_code, area.agency_area, status.position
