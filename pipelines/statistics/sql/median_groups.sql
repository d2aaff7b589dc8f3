-- A row is the middle of one duration in one group for one agency (or all) and period that the group is told for.
INSERT INTO median_value BY NAME
WITH told AS (
    SELECT
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        {grouping} AS grouping,
        {category} AS category,
        count(*) AS den,
        round(quantile_cont(v, 0.5), 6) AS value
    FROM median_row
    INNER JOIN stg.period_month USING (month)
    INNER JOIN told_period USING (period_kind, period_start)
    WHERE is_for_areas OR is_for_people
    GROUP BY GROUPING SETS ({sets})
)

SELECT $id AS measure_id, 'dv_median' AS quantile, told.*
FROM told
INNER JOIN told_period USING (period_kind, period_start)
WHERE {told_when}
