-- A row is one quantile of one duration for one agency (or all) and period, from the rows that have a value.
-- Linear interpolation between neighbors, rounded to 6 decimals.
INSERT INTO median_value BY NAME
WITH told AS (
    SELECT
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        count(*) AS dv_n,
        count(*) FILTER (is_ipv) AS ipv_n,
        quantile_cont(v, [0.5, 0.9]) AS dv_quantiles,
        quantile_cont(v, 0.5) FILTER (is_ipv) AS ipv_median
    FROM median_row
    INNER JOIN stg.period_month USING (month)
    GROUP BY GROUPING SETS ((agency_code, period_kind, period_start), (period_kind, period_start))
)

SELECT
    $id AS measure_id,
    wanted.quantile,
    agency_code,
    period_kind,
    period_start,
    'none' AS grouping,
    'all' AS category,
    CASE wanted.quantile WHEN 'ipv_median' THEN ipv_n ELSE dv_n END AS den,
    round(
        CASE wanted.quantile
            WHEN 'ipv_median' THEN ipv_median
            WHEN 'dv_p90' THEN dv_quantiles[2]
            ELSE dv_quantiles[1]
        END,
        6
    ) AS value
FROM told
CROSS JOIN (VALUES ('dv_median'), ('ipv_median'), ('dv_p90')) AS wanted (quantile)
