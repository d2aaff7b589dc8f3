-- A row is one quantile of one duration for one agency (or all), period and category that it is told for. Linear
-- interpolation between neighbors, rounded to 6 decimals: of den values in their order the one at quantile x (den - 1).
INSERT INTO median_value BY NAME
WITH spread AS (
    SELECT
        measure_id,
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        grouping,
        category,
        v,
        sum(n) AS n,
        sum(ipv_n) AS ipv_n
    FROM median_count
    INNER JOIN measure_agency USING (measure_id, agency_code)
    INNER JOIN stg.period_month USING (month)
    INNER JOIN told_period USING (period_kind, period_start)
    WHERE {told_when}
    GROUP BY GROUPING SETS (
        (measure_id, agency_code, period_kind, period_start, grouping, category, v),
        (measure_id, period_kind, period_start, grouping, category, v)
    )
),

wanted AS (
    SELECT * EXCLUDE (ipv_n), 'dv_median' AS quantile, 0.5::DOUBLE AS part FROM spread
    UNION ALL BY NAME
    SELECT * EXCLUDE (ipv_n), 'dv_p90' AS quantile, 0.9::DOUBLE AS part FROM spread WHERE grouping = 'none'
    UNION ALL BY NAME
    SELECT * EXCLUDE (ipv_n) REPLACE (ipv_n AS n), 'ipv_median' AS quantile, 0.5::DOUBLE AS part
    FROM spread
    WHERE grouping = 'none' AND ipv_n > 0
),

ranked AS (
    SELECT *,
        sum(n) OVER (same ORDER BY v) AS up_to,
        sum(n) OVER same AS den
    FROM wanted
    WINDOW same AS (PARTITION BY measure_id, quantile, agency_code, period_kind, period_start, grouping, category)
),

neighbor AS (
    SELECT measure_id, quantile, agency_code, period_kind, period_start, grouping, category,
        any_value(den)::BIGINT AS den,
        any_value(part * (den - 1)) AS place,
        min(v) FILTER (up_to > floor(part * (den - 1))) AS low,
        min(v) FILTER (up_to > ceil(part * (den - 1))) AS high
    FROM ranked
    GROUP BY ALL
)

SELECT * EXCLUDE (place, low, high), round(low + (high - low) * (place - floor(place)), 6) AS value
FROM neighbor
