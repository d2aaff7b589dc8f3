-- A row is one group of people beside the reference group, at one decision in the latest twelve months, as $audience
-- may see both.
WITH latest AS (
    SELECT max(period_start) AS period_start FROM pub.rate_ratio WHERE audience = $audience
)

SELECT r.*
FROM pub.rate_ratio AS r
INNER JOIN latest USING (period_start)
WHERE r.audience = $audience
ORDER BY r.measure_id, r.agency_code, r.breakdown, r.category
