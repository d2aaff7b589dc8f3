-- Months covered by a file that counts, of the months of the period; every agency's own, then all together.
CREATE TEMP TABLE completeness AS
WITH covered AS (
    SELECT DISTINCT agency_code, dataset, month
    FROM stg.submission_month
    CROSS JOIN stg.setting
    WHERE is_winner AND month BETWEEN data_from_date AND data_to_date
),
told AS (
    SELECT measure_id, agency_code, period_kind, period_start,
        count(*) AS months, count(covered.month) AS months_covered
    FROM (SELECT DISTINCT measure_id, dataset FROM line WHERE dataset IS NOT NULL) AS measure
    INNER JOIN measure_agency USING (measure_id)
    CROSS JOIN stg.period_month
    LEFT JOIN covered USING (agency_code, dataset, month)
    GROUP BY ALL
)
SELECT measure_id, coalesce(agency_code, 'all') AS agency_code, period_kind, period_start,
    round(100.0 * sum(months_covered) / sum(months), 2)::DOUBLE AS completeness_pct
FROM told
GROUP BY GROUPING SETS (
    (measure_id, agency_code, period_kind, period_start), (measure_id, period_kind, period_start)
)
