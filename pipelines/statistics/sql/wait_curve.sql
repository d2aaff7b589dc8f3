-- A row is one length of time in one cohort: the cases of one agency (or all) that began in a period. Of the cases
-- known for at least that long (at_risk), ended did end then; open were last known open then. survival is the share
-- that takes longer (product-limit). unknown counts cases whose end has no usable day; it stands in rows without a
-- length. Left out: single months, and cases begun after the last month that the agency's files cover.
WITH reach AS (
    SELECT agency_code, dataset, any_value(data_from_date) AS first_day,
        least(last_day(max(month)), any_value(data_to_date)) AS last_day
    FROM stg.submission_month
    INNER JOIN stg.agency_dataset USING (agency_code, dataset)
    CROSS JOIN stg.setting
    WHERE is_winner
    GROUP BY agency_code, dataset
),

spell AS (
{spells}
),

month_length AS (
    SELECT measure_id, agency_code, month,
        CASE WHEN NOT is_unknown THEN t END AS t,
        count(*) FILTER (is_ended AND NOT is_unknown) AS ended,
        count(*) FILTER (NOT is_ended AND NOT is_unknown) AS open,
        count(*) FILTER (is_unknown) AS unknown
    FROM spell
    GROUP BY ALL
),

cohort_length AS (
    SELECT measure_id, coalesce(agency_code, 'all') AS agency_code, period_kind, period_start, t,
        sum(ended)::BIGINT AS ended, sum(open)::BIGINT AS open, sum(unknown)::BIGINT AS unknown
    FROM month_length
    INNER JOIN stg.period_month USING (month)
    WHERE period_kind <> 'month'
    GROUP BY GROUPING SETS (
        (measure_id, agency_code, period_kind, period_start, t), (measure_id, period_kind, period_start, t)
    )
),

risk AS (
    SELECT *,
        sum(CASE WHEN t IS NOT NULL THEN ended + open ELSE 0 END) OVER (
            PARTITION BY measure_id, agency_code, period_kind, period_start ORDER BY t DESC NULLS LAST
        )::BIGINT AS at_risk
    FROM cohort_length
)

SELECT measure_id, agency_code, period_kind, period_start, period_end, t, ended, open, unknown, at_risk,
    CASE
        WHEN t IS NULL THEN NULL
        WHEN bool_or(ended = at_risk) OVER upto THEN 0.0
        ELSE exp(sum(CASE WHEN ended < at_risk THEN ln(1 - ended / at_risk) ELSE 0 END) OVER upto)
    END AS survival
FROM risk
INNER JOIN stg.period AS period USING (period_kind, period_start)
WINDOW upto AS (PARTITION BY measure_id, agency_code, period_kind, period_start ORDER BY t NULLS LAST)
ORDER BY ALL
