-- A row is one quantile of one duration for one agency (or all) and period, from the rows that have a value.
-- Linear interpolation between neighbors, rounded to 6 decimals. The words in braces are filled in per measure.
INSERT INTO median_value
WITH v AS MATERIALIZED (
    SELECT
        agency_code,
        date_trunc('month', event_date)::DATE AS month,
        coalesce({ipv}, false) AS is_ipv,
        CAST(({value}) AS DOUBLE) AS v
    FROM mart.{fact}
    CROSS JOIN (SELECT data_from_date, data_to_date FROM stg.setting) AS bounds
    WHERE
        event_date BETWEEN data_from_date AND data_to_date
        AND ({condition})
        AND ({value}) IS NOT NULL
        AND agency_code IN (SELECT agency_code FROM measure_agency WHERE measure_id = $id)
),

told AS (
    SELECT
        coalesce(agency_code, 'all') AS agency_code,
        period_kind,
        period_start,
        count(*) AS dv_n,
        count(*) FILTER (is_ipv) AS ipv_n,
        quantile_cont(v, 0.5) AS dv_median,
        quantile_cont(v, 0.9) AS dv_p90,
        quantile_cont(v, 0.5) FILTER (is_ipv) AS ipv_median
    FROM v
    INNER JOIN stg.period_month USING (month)
    GROUP BY GROUPING SETS ((agency_code, period_kind, period_start), (period_kind, period_start))
)

SELECT
    $id,
    wanted.quantile,
    agency_code,
    period_kind,
    period_start,
    CASE wanted.quantile WHEN 'ipv_median' THEN ipv_n ELSE dv_n END,
    round(
        CASE wanted.quantile WHEN 'ipv_median' THEN ipv_median WHEN 'dv_p90' THEN dv_p90 ELSE dv_median END, 6
    )
FROM told
CROSS JOIN (VALUES ('dv_median'), ('ipv_median'), ('dv_p90')) AS wanted (quantile)
