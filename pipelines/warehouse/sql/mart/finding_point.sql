-- A row is one subject that findings are looked for in, at one agency in one month or quarter: num of den.
-- Practices have quarters only, as case review does; measures and fields have months too, for before and after an action.
-- Left out: rows without a base, measures whose data is not in or whose cases are too young.
WITH watched (measure_id, better) AS (VALUES {watched_measures}),

practice AS (
    SELECT
        review.agency_code,
        'practice' AS subject_kind,
        review.element_id AS subject,
        period.period_kind,
        period.period_start,
        period.period_end,
        review.demonstrated AS num,
        review.applicable AS den,
        review.unknown,
        review.not_applicable,
        1 AS better,
        false AS months_missing
    FROM mart.case_review AS review
    INNER JOIN stg.period AS period
        ON period.period_kind = 'quarter'
        AND review.event_quarter = year(period.period_start) || '-Q' || quarter(period.period_start)
),

measure AS (
    SELECT
        told.agency_code,
        'measure' AS subject_kind,
        told.measure_id AS subject,
        told.period_kind,
        told.period_start,
        told.period_end,
        told.num,
        told.den,
        told.n_missing AS unknown,
        watched.better,
        coalesce(told.completeness_pct < 100, false) AS months_missing
    FROM mart.measure_value AS told
    INNER JOIN watched USING (measure_id)
    INNER JOIN mart.measure_state AS state USING (measure_id, agency_code, period_kind, period_start)
    WHERE
        told.agency_code <> 'all' AND told.breakdown = 'none' AND told.category = 'all'
        AND told.period_kind IN ('month', 'quarter') AND state.state = 'sent'
),

field AS (
    SELECT
        blank.agency_code,
        'field' AS subject_kind,
        blank.dataset || '.' || blank.field_name AS subject,
        period.period_kind,
        period.period_start,
        period.period_end,
        sum(blank.blank_count) AS num,
        sum(blank.rows_count) AS den,
        -1 AS better,
        count(*) < any_value(CASE WHEN period.period_kind = 'quarter' THEN 3 ELSE 1 END) AS months_missing,
        greatest(any_value(setting.often_blank), 1 - any_value(blank.expected_share)) AS limit_share
    FROM ops.blank_rate AS blank
    INNER JOIN stg.period_month AS month USING (month)
    INNER JOIN stg.period AS period USING (period_kind, period_start)
    CROSS JOIN stg.setting AS setting
    WHERE period.period_kind IN ('month', 'quarter')
    GROUP BY ALL
),

told AS (
    SELECT * FROM practice
    UNION ALL BY NAME
    SELECT * FROM measure
    UNION ALL BY NAME
    SELECT * FROM field
)

SELECT
    * REPLACE (coalesce(unknown, 0) AS unknown, coalesce(not_applicable, 0) AS not_applicable)
FROM told
WHERE den > 0 AND num BETWEEN 0 AND den
ORDER BY agency_code, subject_kind, subject, period_kind, period_start
