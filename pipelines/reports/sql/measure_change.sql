-- A row is a headline figure of the latest quarter, or of the latest twelve months, beside that of the period before,
-- as $audience may see both.
WITH latest AS (
    SELECT period_kind, max(period_start) AS period_start
    FROM pub.measure_value
    WHERE audience = $audience AND period_kind IN ('quarter', 'rolling12')
    GROUP BY period_kind
)

SELECT c.*
FROM pub.measure_change AS c
INNER JOIN latest USING (period_kind, period_start)
WHERE c.audience = $audience AND c.breakdown = 'none'
ORDER BY c.measure_id, c.agency_code, c.period_kind DESC
